//! The quarantine: what a device delivers whose credential counts no longer. It is kept as it came, beside the operations
//! and never among them, until an administrator takes it in, by the road of everything else, or refuses it.
//!
//! **Invariant:** nothing in it has any effect on a record, a feed or a chain, and nothing of it is forgotten.

use serde_json::value::RawValue;
use shared::id::{DeviceId, InstallationId, OpId, PersonId};
use shared::operation::{OperationHash, Outcome, ParkReason};
use shared::time::{Anchor, Millis, Tick};
use shared::wire::{MAX_PUSH, PushOutcome};
use uuid::Uuid;

use super::{Entry, EntryBody, Push, StoreError};

/// Operations of one device that wait for somebody's judgement, at most: a thief's device is not to fill the disk.
pub const MOST_HELD: u64 = 50_000;

/// A device that was put out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutOut {
    /// Whom it spoke for.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
}

/// What a device delivered after it was put out, ready to be pushed as its person's.
#[derive(Clone, Debug)]
pub struct HeldWork {
    /// Whose it is.
    pub person: PersonId,
    /// In the order in which it came.
    pub pushes: Vec<Push>,
}

/// One operation in quarantine.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// The installation that it came from.
    pub(super) installation: InstallationId,
    /// Its number there.
    pub(super) seq: u64,
    /// Its own bytes.
    pub(super) text: String,
    /// The device's clocks as it sent.
    pub(super) anchor: Anchor,
    /// When it came.
    pub(super) received_at: Millis,
}

impl Entry {
    /// The id that an entry has, or seems to have.
    #[must_use]
    pub fn op_id(&self) -> Option<OpId> {
        match &self.body {
            EntryBody::Operation(operation) => Some(operation.op_id),
            EntryBody::Unreadable { op_id, .. } => *op_id,
        }
    }

    /// Its own bytes.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.body {
            EntryBody::Operation(operation) => operation.text(),
            EntryBody::Unreadable { text, .. } => text,
        }
    }
}

/// What a device is told of an entry: what was so before it was put out stays so, the rest waits for an administrator.
pub(super) fn answer(entry: &Entry, known: Option<(OperationHash, Outcome)>) -> PushOutcome {
    let known = known.filter(|(hash, _)| *hash == entry.hash);
    PushOutcome {
        op_id: entry.op_id().unwrap_or(OpId(Uuid::nil())),
        outcome: match known {
            Some((_, outcome)) => outcome,
            None => Outcome::Parked {
                reason: ParkReason::Quarantined {},
            },
        },
    }
}

/// What was held as pushes, in the order in which it came. Each is as if its device had waited until now to send it, so
/// that its times come to what they were.
pub(super) fn as_pushes(held: Vec<Held>, now: Millis) -> Result<Vec<Push>, StoreError> {
    let mut pushes: Vec<Push> = Vec::new();
    for one in held {
        let waited = now.since(one.received_at);
        let Tick(boot, tick) = one.anchor.tick;
        let anchor = Anchor {
            wall: one.anchor.wall.plus(waited),
            tick: Tick(boot, tick.saturating_add(waited.0)),
        };
        let entry = Entry::read(one.seq, &RawValue::from_string(one.text)?);
        match pushes.last_mut() {
            Some(push)
                if push.installation == one.installation
                    && push.anchor == anchor
                    && push.entries.len() < MAX_PUSH
                    && push.entries.last().is_some_and(|last| last.seq < one.seq) =>
            {
                push.entries.push(entry);
            }
            _ => pushes.push(Push {
                installation: one.installation,
                anchor,
                entries: vec![entry],
            }),
        }
    }
    Ok(pushes)
}
