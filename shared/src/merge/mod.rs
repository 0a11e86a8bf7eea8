//! The fold: a record is what its operations come to, in order of arrival.
//!
//! Used by both sides. The server replays the whole list of a record's operations; a device starts from the record
//! as the server sent it and lays its own on top. One function applies one more operation, and folding the list is
//! nothing but applying each. In which scope the record lies is said afterwards, from what came out (`admit`).
//!
//! A field's value is never changed in place: each assignment joins the field's trail, and the trail is resolved
//! anew, by the rule of the field's kind (`observation`, `fact`). Undoing takes an assignment out of consideration,
//! redoing brings it back, and nothing has to be remembered of what stood there in between.

mod fact;
mod life;
mod observation;
mod outcome;
mod seed;
mod trail;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{InstallationId, OpId};
use crate::model::field::{self, FieldKind};

use crate::operation::{Change, Intent, Operation, Outcome, ParkReason};
use crate::record::{
    Collection, Conflict, Field, FieldState, Life, Record, RecordKey, Scope, Stamp,
};
use crate::time::{self, Corrected, Millis};
use trail::{Assignment, Deed, Knowledge, Past, Resolved, Source};

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
}

/// An acknowledged operation of this device, with what stood there before: what undoing offline needs.
#[derive(Clone, Debug)]
pub struct Own {
    /// The operation as it was accepted.
    pub accepted: Accepted,
    /// The record's `rev` from it on.
    pub rev: u64,
    /// What became of it when it arrived.
    pub outcome: Outcome,
    /// What each field that it set held before.
    pub before: BTreeMap<Field, FieldState>,
}

/// A record with what is needed to apply one more operation.
#[derive(Clone, Debug)]
pub struct Fold {
    key: RecordKey,
    past: Vec<Past>,
    withdrawn: BTreeSet<OpId>,
    trails: BTreeMap<Field, Vec<Assignment>>,
    /// Retirements that were overridden as a record that came whole has it, each with the operation that did, where the
    /// record says which.
    overridden: BTreeMap<OpId, Option<OpId>>,
    record: Option<Record>,
}

impl Fold {
    /// Nothing yet.
    #[must_use]
    pub fn new(key: RecordKey) -> Self {
        Self {
            key,
            past: Vec::new(),
            withdrawn: BTreeSet::new(),
            trails: BTreeMap::new(),
            overridden: BTreeMap::new(),
            record: None,
        }
    }

    /// The fold of a whole list, in order of arrival.
    pub fn replay(key: RecordKey, operations: impl IntoIterator<Item = Accepted>) -> Self {
        let mut fold = Self::new(key);
        for accepted in operations {
            fold.apply(accepted);
        }
        fold
    }

    /// A device's start: the record as the server sent it, and this device's own acknowledged operations on it, in
    /// order of arrival.
    ///
    /// The record keeps of each field what counts, what would count next and what is in conflict; the own operations
    /// add what they replaced. That is less than the server has, and enough for what a person can do offline.
    #[must_use]
    pub fn seed(record: Record, own: &[Own]) -> Self {
        let mut fold = Self::new(record.key.clone());
        fold.past = seed::past(&record, own);
        fold.withdrawn = trail::withdrawn(&fold.past, u64::MAX);
        fold.trails = seed::trails(&record, own, &fold.past, &fold.withdrawn);
        fold.overridden = seed::overridden(&record, own, &fold.withdrawn);
        fold.record = Some(record);
        fold
    }

    /// Says in which scope the record lies. That follows from what the fold came to and from the records around it,
    /// which the fold does not see (`admit::scope_of`): until it is said, a new record lies in the organisation's.
    pub fn lie_in(&mut self, scope: Scope) {
        if let Some(record) = &mut self.record {
            record.scope = scope;
        }
    }

    /// The record as it is now; none before its creation.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// Gives the record up.
    #[must_use]
    pub fn into_record(self) -> Option<Record> {
        self.record
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
        let latest_base = match &operation.change {
            Change::Settle {
                conflict, field, ..
            } => match self.open_conflict(*conflict, field) {
                Some(open) => return (open.kept.stamp.at.max(open.other.stamp.at).next(), false),
                None => None,
            },
            Change::Set(assigns) => assigns
                .iter()
                .filter_map(|assign| {
                    let base = assign.base?;
                    let trail = self.trails.get(&assign.field).into_iter().flatten();
                    let set = trail.map(|known| (known.stamp.op, known.stamp.at));
                    // The undo of a creation gives a state, and is in no trail.
                    let done = self.past.iter().map(|past| (past.op, past.at));
                    set.chain(done).find(|(op, _)| *op == base)
                })
                .map(|(_, at)| at)
                .max(),
            Change::Create { .. } | Change::Withdraw { .. } => None,
        };
        time::effective(corrected, latest_base, floor)
    }

    /// Applies one more operation. An [`Outcome::Parked`] leaves everything as it was.
    pub fn apply(&mut self, accepted: Accepted) -> Outcome {
        let rev = self.record.as_ref().map_or(0, |record| record.rev) + 1;
        let past = match self.plan(&accepted, rev) {
            Ok(past) => past,
            Err(reason) => return Outcome::Parked { reason },
        };
        let stamp = past.stamp();
        let assigns = match (&past.deed, accepted.operation.change) {
            (Deed::Nothing, _) | (_, Change::Withdraw { .. }) => Vec::new(),
            (_, Change::Create { fields }) => fields
                .into_iter()
                .map(|(field, value)| (field, None, value))
                .collect(),
            (_, Change::Set(assigns)) => assigns
                .into_iter()
                .map(|assign| (assign.field, assign.base, assign.value))
                .collect(),
            (_, Change::Settle { field, value, .. }) => vec![(field, None, value)],
        };
        let mut touched: BTreeSet<Field> =
            assigns.iter().map(|(field, ..)| field.clone()).collect();
        let stood = past
            .target(&self.past)
            .map(|target| self.standing(target))
            .unwrap_or_default();
        for (field, base, value) in assigns {
            let assignment = Assignment {
                stamp: stamp.clone(),
                value,
                base,
                knowledge: Knowledge::Seen(past.seen),
                settles: past.deed.conflict(),
                source: Source::Applied,
            };
            self.trails.entry(field).or_default().push(assignment);
        }
        if let Some(target) = past.target(&self.past) {
            touched.extend(self.assigned_by(target));
        }
        if self.key.collection() == &Collection::Item {
            touched.insert(Field::new(field::STATE));
        }
        let deed = past.deed.clone();
        let others_came_first = self.others_came_first(&past);
        self.past.push(past);
        self.withdrawn = trail::withdrawn(&self.past, u64::MAX);

        let before = self.record.take();
        let mut record = before.unwrap_or_else(|| blank(self.key.clone(), stamp.clone()));
        record.rev = rev;
        for field in &touched {
            self.settle_field(&mut record, field);
        }
        self.judge(&mut record, &stamp);
        self.record = Some(record);
        self.outcome(&deed, &stamp, &stood, others_came_first)
    }

    /// What an operation will do, or why it cannot.
    fn plan(&self, accepted: &Accepted, rev: u64) -> Result<Past, ParkReason> {
        let operation = &accepted.operation;
        let mut past = Past::of(accepted, rev, false);
        match (&operation.change, &self.record) {
            (Change::Create { .. }, Some(_)) if self.key.collection().is_made_by_several() => {
                past.deed = Deed::Set;
            }
            (Change::Create { .. }, Some(_)) => return Err(ParkReason::Exists {}),
            (Change::Create { .. }, None) | (Change::Set(_), Some(_)) => {}
            (_, None) => {
                return Err(ParkReason::Unknown {
                    record: self.key.clone(),
                });
            }
            (Change::Withdraw { op }, Some(_)) => {
                let target = self
                    .past
                    .iter()
                    .find(|known| known.op == *op)
                    .ok_or(ParkReason::NothingToUndo {})?;
                if target.by != operation.actor {
                    return Err(ParkReason::NotYours {});
                }
                if self.withdrawn.contains(op) {
                    past.deed = Deed::Nothing;
                }
            }
            (
                Change::Settle {
                    conflict, field, ..
                },
                Some(_),
            ) => {
                if self.open_conflict(*conflict, field).is_none() {
                    past.deed = Deed::Nothing;
                }
            }
        }
        Ok(past)
    }

    /// Whether others changed the record before what arrives, and its author had not seen that. A device's `past` leaves
    /// out what others did: only the whole list tells.
    fn others_came_first(&self, arriving: &Past) -> bool {
        self.past.iter().any(|earlier| {
            earlier.rev > arriving.seen && earlier.by != arriving.by && earlier.changes()
        })
    }

    fn open_conflict(&self, id: OpId, field: &Field) -> Option<&Conflict> {
        self.record
            .iter()
            .flat_map(|record| &record.conflicts)
            .find(|open| open.id == id && open.field == *field)
    }

    fn assigned_by(&self, op: OpId) -> impl Iterator<Item = Field> {
        self.trails
            .iter()
            .filter(move |(_, trail)| trail.iter().any(|assignment| assignment.stamp.op == op))
            .map(|(field, _)| field.clone())
    }

    /// The fields that show an operation's value at this moment: as what counts, or as a side of a conflict.
    fn standing(&self, op: OpId) -> BTreeSet<Field> {
        let Some(record) = &self.record else {
            return BTreeSet::new();
        };
        let current = record
            .fields
            .iter()
            .filter(|(_, state)| state.stamp.op == op)
            .map(|(field, _)| field);
        let sides = record
            .conflicts
            .iter()
            .filter(|open| open.other.stamp.op == op)
            .map(|open| &open.field);
        current.chain(sides).cloned().collect()
    }

    /// Resolves a field's trail and writes what comes out into the record.
    fn settle_field(&self, record: &mut Record, field: &Field) {
        let all = self
            .trails
            .get(field)
            .map(Vec::as_slice)
            .unwrap_or_default();
        // The values of a creation stand even when it was undone: what others touched has to keep its name.
        let mut gone = self.withdrawn.clone();
        // But a verdict stands as long as somebody stands by it.
        if field.as_str() != field::VERDICT || !self.key.collection().is_made_by_several() {
            gone.remove(&record.created.op);
        }
        gone.extend(self.suspended_retirements(field).into_keys());
        let resolved = match FieldKind::of(self.key.collection(), field.as_str()) {
            FieldKind::Observation { contested } => {
                let live: Vec<&Assignment> = all
                    .iter()
                    .filter(|one| !gone.contains(&one.stamp.op))
                    .collect();
                observation::resolve(field, &live, contested)
            }
            FieldKind::Fact | FieldKind::Tree => fact::resolve(field, all, &gone, &self.past),
        };
        let Resolved {
            current,
            under,
            conflicts,
        } = resolved;
        put(&mut record.fields, field, current);
        put(&mut record.under, field, under);
        record.conflicts.retain(|conflict| conflict.field != *field);
        record.conflicts.extend(conflicts);
        record
            .conflicts
            .sort_by(|one, other| (&one.field, one.id).cmp(&(&other.field, other.id)));
    }
}

fn put(states: &mut BTreeMap<Field, FieldState>, field: &Field, state: Option<FieldState>) {
    match state {
        Some(state) => states.insert(field.clone(), state),
        None => states.remove(field),
    };
}

fn blank(key: RecordKey, created: Stamp) -> Record {
    Record {
        key,
        scope: Scope::Org,
        rev: 0,
        created,
        touched: false,
        life: Life::Present,
        fields: BTreeMap::new(),
        under: BTreeMap::new(),
        conflicts: Vec::new(),
        flags: Vec::new(),
    }
}
