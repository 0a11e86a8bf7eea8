//! History lines: what the server told of a record, and on top what this device did and the server has not told yet.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;
use shared::id::OpId;
use shared::model::field;
use shared::operation::{Change, Intent, Operation, Outcome};
use shared::record::{Collection, Field, FieldState};
use shared::wire::HistoryLine;

use super::reading::Reading;
use crate::api::{Delivery, HistoryChange, HistoryView};
use crate::error::EngineError;
use crate::store::{Key, OwnOperation, Stage};

/// Lines shown with an item.
pub(super) const FIRST_LINES: usize = 6;
/// All lines that a device keeps.
pub(super) const ALL_LINES: usize = 200;
/// Lines of one record that a device keeps of the server's.
const KEPT_LINES: u32 = 20;

impl Reading<'_> {
    /// The newest lines of a record's history, newest first.
    pub(super) fn history(&self, key: Key, most: usize) -> Result<Vec<HistoryView>, EngineError> {
        let lines = self.store.history(key, KEPT_LINES)?;
        let own = self.store.own_of_record(key)?;
        let told: HashSet<OpId> = lines.iter().map(|line| line.op.op_id).collect();
        let known: HashMap<OpId, &OwnOperation> =
            own.iter().map(|own| (own.sealed.op_id, own)).collect();
        let untold: Vec<&OwnOperation> = own
            .iter()
            .filter(|own| own.stage != Stage::InBase && !told.contains(&own.sealed.op_id))
            .collect();
        let operations = lines
            .iter()
            .rev()
            .map(|line| &*line.op)
            .chain(untold.iter().map(|own| &*own.sealed));
        let withdrawn = withdrawn(operations.clone());
        let mut before = values_before(operations);

        let mut views = Vec::with_capacity(most.min(untold.len() + lines.len()));
        for own in untold.iter().rev().take(most) {
            let values = kept_values(&own.before);
            let mut view = self.line(&own.sealed, &values, &known, &withdrawn)?;
            view.delivery = delivery(own);
            views.push(view);
        }
        for line in lines.iter().take(most.saturating_sub(views.len())) {
            let values = match known.get(&line.op.op_id) {
                Some(own) => kept_values(&own.before),
                None => before.remove(&line.op.op_id).unwrap_or_default(),
            };
            let mut view = self.line(&line.op, &values, &known, &withdrawn)?;
            told_by(&mut view, line);
            views.push(view);
        }
        Ok(views)
    }

    fn line(
        &self,
        operation: &Operation,
        before: &BTreeMap<Field, Value>,
        known: &HashMap<OpId, &OwnOperation>,
        withdrawn: &HashSet<OpId>,
    ) -> Result<HistoryView, EngineError> {
        let own = Some(operation.actor) == self.person_id();
        let is_withdrawn = withdrawn.contains(&operation.op_id);
        Ok(HistoryView {
            op: operation.op_id,
            action: operation.action,
            intent: operation.intent,
            created: matches!(operation.change, Change::Create { .. }),
            at: operation.observed_at,
            uncertain: false,
            by: self.person(operation.actor)?,
            own,
            changes: self.changes(operation, before)?,
            delivery: Delivery::Pending,
            withdrawn: is_withdrawn,
            undoable: own
                && !is_withdrawn
                && known.contains_key(&operation.op_id)
                && can_be_undone(operation),
        })
    }

    /// What an operation changes, as shown.
    pub(super) fn changes(
        &self,
        operation: &Operation,
        before: &BTreeMap<Field, Value>,
    ) -> Result<Vec<HistoryChange>, EngineError> {
        let collection = operation.record.collection();
        let mut changes = Vec::new();
        for (name, value) in assigned(operation) {
            if name.as_str() == field::LAST_SEEN || name.as_str() == field::TYPE {
                continue;
            }
            changes.push(HistoryChange {
                fact: self.fact_label(name)?,
                before: before
                    .get(name)
                    .map(|value| self.shown(collection, name, value))
                    .transpose()?,
                after: self.shown(collection, name, value)?,
            });
        }
        Ok(changes)
    }
}

fn told_by(view: &mut HistoryView, line: &HistoryLine) {
    view.at = line.at;
    view.uncertain = line.uncertain;
    view.delivery = Delivery::Delivered {
        outcome: line.outcome.clone(),
        received_at: line.received_at,
    };
}

/// How far one of this device's operations has come.
pub(super) fn delivery(own: &OwnOperation) -> Delivery {
    match (own.stage, &own.outcome) {
        (Stage::Pending, _) => Delivery::Pending,
        (_, Some(Outcome::Parked { reason })) => Delivery::Parked(reason.clone()),
        (_, outcome) => Delivery::Delivered {
            outcome: outcome.clone().unwrap_or(Outcome::Applied {}),
            received_at: own.received_at.unwrap_or(own.sealed.observed_at),
        },
    }
}

/// Whether taking an operation back means anything: a decision is taken by settling, a glance changed nothing.
pub(super) fn can_be_undone(operation: &Operation) -> bool {
    operation.intent != Intent::LookedUp && !matches!(operation.change, Change::Settle { .. })
}

/// The fields that an operation sets, with their values.
pub(super) fn assigned(operation: &Operation) -> Vec<(&Field, &Value)> {
    match &operation.change {
        Change::Create { fields } => fields.iter().collect(),
        Change::Set(assigns) => assigns
            .iter()
            .map(|assign| (&assign.field, &assign.value))
            .collect(),
        Change::Settle { field, value, .. } => vec![(field, value)],
        Change::Withdraw { .. } => Vec::new(),
    }
}

/// The operations, oldest first, of which a withdrawal counts.
pub(super) fn withdrawn<'a>(
    operations: impl DoubleEndedIterator<Item = &'a Operation>,
) -> HashSet<OpId> {
    let mut withdrawn = HashSet::new();
    // Newest first: a withdrawal comes after what it takes back, and may itself have been taken back.
    for operation in operations.rev() {
        if let Change::Withdraw { op } = &operation.change
            && !withdrawn.contains(&operation.op_id)
        {
            withdrawn.insert(*op);
        }
    }
    withdrawn
}

/// For each operation, oldest first, what its fields held before it, where an earlier one says so.
fn values_before<'a>(
    operations: impl Iterator<Item = &'a Operation>,
) -> HashMap<OpId, BTreeMap<Field, Value>> {
    let mut current: BTreeMap<&Field, &Value> = BTreeMap::new();
    let mut before = HashMap::new();
    for operation in operations {
        if *operation.record.collection() != Collection::Item {
            continue;
        }
        let mut values = BTreeMap::new();
        for (name, value) in assigned(operation) {
            if let Some(known) = current.insert(name, value) {
                values.insert(name.clone(), known.clone());
            }
        }
        before.insert(operation.op_id, values);
    }
    before
}

/// Values before an operation of this device, as they were when it was made.
pub(super) fn kept_values(before: &BTreeMap<Field, FieldState>) -> BTreeMap<Field, Value> {
    before
        .iter()
        .map(|(field, state)| (field.clone(), state.value.clone()))
        .collect()
}
