//! Operations as the machine itself makes them.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::id::{ActionId, OpId, PersonId};
use shared::operation::{APP_SCHEMA, Change, Intent, Operation, SealedOperation};
use shared::record::{Field, RecordKey};
use shared::time::{Millis, Tick};

/// An operation of the machine's own, before it has an id.
#[derive(Clone, Debug)]
pub struct Deed {
    /// What it changes.
    pub record: RecordKey,
    /// In whose name.
    pub actor: PersonId,
    /// When it was done.
    pub at: Millis,
    /// The record's `rev` as the actor saw it.
    pub seen: u64,
    /// What for.
    pub intent: Intent,
    /// What changes.
    pub change: Change,
}

impl Deed {
    /// The making of a record.
    #[must_use]
    pub fn create(
        record: RecordKey,
        actor: PersonId,
        at: Millis,
        fields: BTreeMap<Field, Value>,
    ) -> Self {
        Self {
            record,
            actor,
            at,
            seen: 0,
            intent: Intent::Edited,
            change: Change::Create { fields },
        }
    }

    /// Writes the operation, for the first and only time.
    ///
    /// # Errors
    /// If it has no JSON form.
    pub fn seal(self, op_id: OpId, action: ActionId) -> Result<SealedOperation, serde_json::Error> {
        SealedOperation::seal(Operation {
            op_id,
            action,
            record: self.record,
            actor: self.actor,
            observed_at: self.at,
            // No steady clock reaches over the server's restarts; its wall clock is the one that all others are
            // held against.
            tick: Tick("past".into(), 0),
            app_schema: APP_SCHEMA,
            seen: self.seen,
            intent: self.intent,
            change: self.change,
        })
    }
}

/// Named values as an operation's fields.
pub fn fields<const N: usize>(pairs: [(&str, Value); N]) -> BTreeMap<Field, Value> {
    pairs
        .into_iter()
        .map(|(name, value)| (Field::new(name), value))
        .collect()
}
