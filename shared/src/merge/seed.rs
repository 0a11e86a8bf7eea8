//! A device's start: what a record that came whole, and this device's own operations on it, say of the list behind it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Own;
use super::trail::{Assignment, Deed, Past, Source, withdrawn};
use crate::id::OpId;
use crate::model::field::FieldKind;
use crate::operation::{Change, Outcome};
use crate::record::{Field, FieldState, Record};

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
        let base = own
            .and_then(|own| own.before.get(field))
            .map(|before| before.stamp.op);
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
            if let Some(before) = before {
                add(&field, Assignment::seed(before, None, Vec::new()));
            }
            let state = FieldState {
                value,
                stamp: stamp.clone(),
            };
            let mut assignment =
                Assignment::seed(&state, before.map(|before| before.stamp.op), Vec::new());
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
