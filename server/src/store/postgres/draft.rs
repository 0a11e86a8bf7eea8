//! What a push will write, kept in memory until all of it is decided.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sha2::{Digest as _, Sha256};
use shared::id::{InstallationId, OpId};
use shared::operation::{OperationHash, Outcome};
use shared::record::{Record, RecordKey, Scope};
use shared::time::Millis;
use uuid::{Builder, Uuid};

use crate::store::intake::{Arrival, ArrivalNumber, Standing};

/// An operation that this push brought, or that it took up again.
#[derive(Debug)]
pub(super) struct Stored {
    /// Its key in the table.
    pub(super) id: Uuid,
    /// Its place in the order of arrival, within one moment.
    pub(super) place: i64,
    /// What came with it.
    pub(super) arrival: Arrival,
    /// What it waited for when it was taken up; none for one that this push brought.
    pub(super) waited_for: Option<String>,
    /// The last word about it.
    pub(super) outcome: Option<Outcome>,
    /// What it brought about, once it is accepted.
    pub(super) accepted: Option<Accepted>,
    /// It was parked by this push or an earlier one.
    pub(super) was_parked: bool,
}

/// Where an accepted operation took its place.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) record: RecordKey,
    pub(super) rev: u64,
    pub(super) scope: Scope,
    pub(super) at: Millis,
    pub(super) uncertain: bool,
}

/// An operation that waits.
#[derive(Debug)]
pub(super) struct Parked {
    pub(super) waits_for: String,
    /// This push brought what it waits for.
    pub(super) is_woken: bool,
    /// It did not wait for this before, or was not locked before anything was read. What it waits for may have come
    /// at the same moment, so that somebody has to ask once more.
    pub(super) is_new: bool,
}

/// A record that changes.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) record: Record,
    /// `rev` and scope before this push; none for a new record.
    pub(super) before: Option<(u64, Scope)>,
}

/// A line of a feed. Its number follows once the push is decided.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) scope: Scope,
    pub(super) number: ArrivalNumber,
    pub(super) hash: OperationHash,
    pub(super) left_rev: Option<u64>,
    pub(super) body: Option<String>,
}

/// Everything that a push will write.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) stored: Vec<Stored>,
    pub(super) named: HashMap<OpId, ArrivalNumber>,
    pub(super) sent: BTreeMap<u64, OperationHash>,
    pub(super) records: HashMap<RecordKey, Written>,
    pub(super) operations: HashMap<RecordKey, Vec<ArrivalNumber>>,
    pub(super) lines: Vec<Line>,
    pub(super) parked: BTreeMap<ArrivalNumber, Parked>,
    pub(super) unparked: BTreeSet<Uuid>,
    pub(super) woken: BTreeSet<String>,
    /// Parked operations that this push took up.
    pub(super) taken: HashSet<Uuid>,
    pub(super) standing: Option<Standing>,
    pub(super) forked_at: Option<Millis>,
}

impl Draft {
    /// Keeps an operation, and gives its number within this push.
    pub(super) fn keep(&mut self, stored: Stored) -> ArrivalNumber {
        let number = ArrivalNumber(i64::try_from(self.stored.len()).unwrap_or(i64::MAX));
        self.stored.push(stored);
        number
    }

    pub(super) fn stored(&self, ArrivalNumber(number): ArrivalNumber) -> Option<&Stored> {
        usize::try_from(number)
            .ok()
            .and_then(|it| self.stored.get(it))
    }

    pub(super) fn stored_mut(
        &mut self,
        ArrivalNumber(number): ArrivalNumber,
    ) -> Option<&mut Stored> {
        usize::try_from(number)
            .ok()
            .and_then(|it| self.stored.get_mut(it))
    }

    /// How many numbers each scope needs.
    pub(super) fn needed(&self) -> BTreeMap<Scope, u64> {
        let mut needed = BTreeMap::new();
        for line in &self.lines {
            *needed.entry(line.scope).or_default() += 1;
        }
        needed
    }

    /// Whether there is anything to write beyond how far the installation has come.
    pub(super) fn is_empty(&self) -> bool {
        self.stored.is_empty() && self.sent.is_empty() && self.forked_at.is_none()
    }

    /// Whether something stays that the next push has to look at.
    pub(super) fn leaves_due(&self) -> bool {
        self.parked.values().any(|it| it.is_new || it.is_woken)
    }
}

/// The key of an operation without an id of its own: from where, when and as what it came.
pub(super) fn key_of(installation: InstallationId, arrival: &Arrival, place: i64) -> Uuid {
    let mut digest = Sha256::new();
    digest.update(installation.0.as_bytes());
    digest.update(arrival.hash.0);
    digest.update(arrival.received_at.0.to_be_bytes());
    digest.update(place.to_be_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}
