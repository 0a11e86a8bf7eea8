//! A device's start: what a record that came whole, and this device's own operations on it, say of the list behind it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Own;
use super::trail::{Assignment, Deed, Past, Source, withdrawn};
use crate::id::OpId;
use crate::model::field::{self, FieldKind};
use crate::operation::{Change, Outcome};
use crate::record::{Field, FieldState, Flag, Record, Stamp};

/// The list as a device has it: the creation, and its own operations at their places. An undo of what had been undone
/// already, and a settling of what had been settled, came too late here as they did when they arrived: taken at their
/// word, they would outlive the redo of what they came after.
pub(super) fn past(record: &Record, own: &[Own]) -> Vec<Past> {
    let mut all = vec![Past::creation(&record.created)];
    let others = own
        .iter()
        .filter(|own| own.accepted.operation.op_id != record.created.op);
    all.extend(others.map(|own| {
        let mut past = Past::of(&own.accepted, own.rev, true);
        if past.deed == Deed::Create {
            // Somebody else had made it before.
            past.deed = Deed::Set;
        }
        let is_late = own.outcome == Outcome::Superseded { by: None };
        if is_late && past.deed.conflict().is_some() {
            past.deed = Deed::Nothing;
        }
        past
    }));
    all.sort_by_key(|past| past.rev);
    for number in 0..all.len() {
        let (earlier, later) = all.split_at_mut(number);
        if let Some(past) = later.first_mut()
            && let Deed::Withdraw(target) = past.deed
            && withdrawn(earlier, u64::MAX).contains(&target)
        {
            past.deed = Deed::Nothing;
        }
    }
    all
}

/// The retirements that somebody overrode: those that the record names, and of this device's own those that would count
/// otherwise.
pub(super) fn overridden(
    record: &Record,
    own: &[Own],
    gone: &BTreeSet<OpId>,
) -> BTreeMap<OpId, Option<OpId>> {
    let counts = record.fields.get(field::STATE).map(|state| &state.stamp);
    let would_count = |own: &&Own| {
        let stamp = Past::of(&own.accepted, own.rev, true).stamp();
        !gone.contains(&stamp.op) && counts.is_some_and(|counts| counts.order() < stamp.order())
    };
    let mut overridden: BTreeMap<OpId, Option<OpId>> = own
        .iter()
        .filter(would_count)
        .map(|own| (own.accepted.operation.op_id, None))
        .collect();
    for flag in &record.flags {
        if let Flag::Revived { retirement, by } = flag {
            overridden.insert(*retirement, Some(*by));
        }
    }
    overridden
}

/// The trails of a record that came whole: what counts, what would count next, the other sides of conflicts, and what
/// this device's own operations set and replaced.
pub(super) fn trails(
    record: &Record,
    own: &[Own],
    past: &[Past],
    gone: &BTreeSet<OpId>,
) -> BTreeMap<Field, Vec<Assignment>> {
    let mut trails: BTreeMap<Field, BTreeMap<(u64, OpId), Assignment>> = BTreeMap::new();
    let mut add = |field: &Field, assignment: Assignment| {
        let position = (assignment.stamp.rev, assignment.stamp.op);
        trails
            .entry(field.clone())
            .or_default()
            .entry(position)
            .or_insert(assignment);
    };
    for conflict in &record.conflicts {
        let strangers = vec![conflict.kept.stamp.op];
        let mut other = Assignment::seed(&conflict.other, None, strangers);
        other.source = Source::Beside {
            conflict: conflict.id,
            before: conflict.before.clone(),
        };
        add(&conflict.field, other);
    }
    for (field, state) in &record.fields {
        let others = record
            .conflicts
            .iter()
            .filter(|conflict| conflict.field == *field);
        let strangers = others.map(|conflict| conflict.other.stamp.op).collect();
        let own = own
            .iter()
            .find(|own| own.accepted.operation.op_id == state.stamp.op);
        let base = own.and_then(|own| base_of(record, own, field));
        let mut counts = Assignment::seed(state, base, strangers);
        counts.settles = own.and_then(|own| settled_by(&own.accepted.operation.change));
        add(field, counts);
    }
    for (field, state) in &record.under {
        add(field, Assignment::seed(state, None, Vec::new()));
    }
    for one in own {
        let operation = &one.accepted.operation;
        let is_history = past
            .iter()
            .any(|past| past.op == operation.op_id && past.deed == Deed::Nothing);
        if is_history {
            continue;
        }
        let stamp = Past::of(&one.accepted, one.rev, true).stamp();
        for (field, value) in set_by(&operation.change) {
            let before = one.before.get(&field);
            if let Some(before) = before.filter(|_| !is_outdated(record, one, &field, gone)) {
                add(&field, Assignment::seed(before, None, Vec::new()));
            }
            let state = FieldState {
                value,
                stamp: stamp.clone(),
            };
            let mut assignment = Assignment::seed(&state, base_of(record, one, &field), Vec::new());
            assignment.settles = settled_by(&operation.change);
            match FieldKind::of(record.key.collection(), field.as_str()) {
                FieldKind::Observation { .. } => {}
                FieldKind::Fact | FieldKind::Tree => match losing(record, own, one, &field, gone) {
                    Losing::Not => {}
                    Losing::For(conflict) => {
                        // What its author had seen is not what it lost to.
                        assignment.source = Source::Beside {
                            conflict,
                            before: None,
                        };
                    }
                    Losing::ForGood => continue,
                },
            }
            add(&field, assignment);
        }
    }
    trails
        .into_iter()
        .map(|(field, trail)| (field, trail.into_values().collect()))
        .collect()
}

/// What an own operation stands on: an observation on what its author saw, a fact on what it took the place of when it
/// arrived.
fn base_of(record: &Record, own: &Own, field: &Field) -> Option<OpId> {
    match FieldKind::of(record.key.collection(), field.as_str()) {
        FieldKind::Observation { .. } => match &own.accepted.operation.change {
            Change::Set(assigns) => {
                let assign = assigns.iter().find(|assign| assign.field == *field)?;
                assign.base
            }
            Change::Create { .. } | Change::Settle { .. } | Change::Withdraw { .. } => None,
        },
        FieldKind::Fact | FieldKind::Tree => {
            let before = own.before.get(field)?;
            Some(before.stamp.op)
        }
    }
}

/// Whether what an own operation found is of no account any more: a later observation than the one that counts was taken
/// back since, or overridden; and what a fact had replaced that was taken back counts again, or has changed as well,
/// unless another was made on top.
fn is_outdated(record: &Record, own: &Own, field: &Field, gone: &BTreeSet<OpId>) -> bool {
    let counts = record.fields.get(field).map(|state| &state.stamp);
    match FieldKind::of(record.key.collection(), field.as_str()) {
        FieldKind::Observation { .. } => {
            let found = own.before.get(field).map(|state| state.stamp.order());
            counts.is_some() && counts.map(Stamp::order) < found
        }
        FieldKind::Fact | FieldKind::Tree => {
            gone.contains(&own.accepted.operation.op_id)
                && counts.is_none_or(|counts| counts.rev < own.rev)
        }
    }
}

/// Whether a fact that this device set stands behind another.
enum Losing {
    /// It counted, and would count again.
    Not,
    /// This device settled that conflict: taking that back opens it again.
    For(OpId),
    /// Somebody else settled it, or it said nothing new.
    ForGood,
}

fn losing(record: &Record, all: &[Own], own: &Own, field: &Field, gone: &BTreeSet<OpId>) -> Losing {
    let lost = match &own.outcome {
        Outcome::Conflict { fields } => fields.contains(field),
        _ => false,
    };
    if lost {
        let settled = all
            .iter()
            .filter(|later| later.rev > own.rev)
            .find_map(|later| match &later.accepted.operation.change {
                Change::Settle {
                    conflict,
                    field: settled,
                    ..
                } if settled == field => Some(*conflict),
                _ => None,
            });
        return settled.map_or(Losing::ForGood, Losing::For);
    }
    let stands_behind = record
        .fields
        .get(field)
        .is_some_and(|current| current.stamp.rev < own.rev)
        && !gone.contains(&own.accepted.operation.op_id);
    if stands_behind {
        Losing::ForGood
    } else {
        Losing::Not
    }
}

fn settled_by(change: &Change) -> Option<OpId> {
    match change {
        Change::Settle { conflict, .. } => Some(*conflict),
        _ => None,
    }
}

fn set_by(change: &Change) -> Vec<(Field, Value)> {
    match change {
        Change::Create { fields } => fields
            .iter()
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect(),
        Change::Set(assigns) => assigns
            .iter()
            .map(|assign| (assign.field.clone(), assign.value.clone()))
            .collect(),
        Change::Settle { field, value, .. } => vec![(field.clone(), value.clone())],
        Change::Withdraw { .. } => Vec::new(),
    }
}
