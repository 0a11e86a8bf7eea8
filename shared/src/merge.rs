//! The fold: a record is what its operations come to, in order of arrival.
//!
//! Used by both sides. The server replays the whole list of a record's operations; a device starts from the record
//! as the server sent it and lays its own on top. One function applies one more operation, and folding the list is
//! nothing but applying each.

use std::collections::BTreeMap;

use crate::id::InstallationId;
use crate::operation::{Operation, Outcome};
use crate::record::{Field, FieldState, Record, RecordKey, Scope};
use crate::time::{Corrected, Millis};

/// An operation that takes its place in a record's list.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The operation.
    pub operation: Operation,
    /// Where it came from.
    pub installation: InstallationId,
    /// Its effective time, from [`Fold::effective`].
    pub at: Millis,
    /// That time is a guess.
    pub uncertain: bool,
    /// The scope that the record lies in from it on.
    pub scope: Scope,
}

/// An acknowledged operation of this device, with what stood there before: what undoing offline needs.
#[derive(Clone, Debug)]
pub struct Own {
    /// The operation as it was accepted.
    pub accepted: Accepted,
    /// The record's `rev` from it on.
    pub rev: u64,
    /// What each field that it set held before.
    pub before: BTreeMap<Field, FieldState>,
}

/// A record with what is needed to apply one more operation.
#[derive(Clone, Debug)]
pub struct Fold {
    key: RecordKey,
    record: Option<Record>,
}

impl Fold {
    /// Nothing yet.
    #[must_use]
    pub fn new(key: RecordKey) -> Self {
        Self { key, record: None }
    }

    /// The fold of a whole list, in order of arrival.
    pub fn replay(key: RecordKey, operations: impl IntoIterator<Item = Accepted>) -> Self {
        let mut fold = Self::new(key);
        for accepted in operations {
            fold.apply(accepted);
        }
        fold
    }

    /// A device's start: the record as the server sent it, and this device's own acknowledged operations on it.
    #[must_use]
    pub fn seed(record: Record, own: &[Own]) -> Self {
        let _ = own;
        Self {
            key: record.key.clone(),
            record: Some(record),
        }
    }

    /// The effective time of an operation that comes next, and whether it is a guess. `floor` is the effective time
    /// of the installation's last operation.
    #[must_use]
    pub fn effective(
        &self,
        operation: &Operation,
        corrected: Corrected,
        floor: Millis,
    ) -> (Millis, bool) {
        let _ = operation;
        crate::time::effective(corrected, None, floor)
    }

    /// Applies one more operation. A [`Outcome::Parked`] leaves everything as it was.
    pub fn apply(&mut self, accepted: Accepted) -> Outcome {
        let _ = accepted;
        Outcome::Applied {}
    }

    /// The record as it is now; none before its creation.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }
}
