//! Taking back what one did, and taking that back.

use shared::id::{ActionId, ItemId, PersonId};
use shared::model::FieldKind;
use shared::operation::{Change, Intent, Operation};
use shared::record::{Collection, Record};

use super::Engine;
use super::action::{Draft, Refused};
use super::history::{assigned, can_be_undone, withdrawn_own};
use crate::api::DoneView;
use crate::error::EngineError;
use crate::store::OwnOperation;

impl Engine {
    /// Withdraws each operation of an action. Of an undo it withdraws the withdrawals, so that what was done is done
    /// again.
    pub(super) fn undo(&mut self, action: ActionId) -> Result<DoneView, EngineError> {
        let person = self.person()?;
        let own = self.store.own_of_action(action)?;
        if own.iter().any(|own| own.sealed.actor != person) {
            return Err(EngineError::NotAllowed);
        }
        let mut drafts = Vec::with_capacity(own.len());
        let mut stays_by = None;
        // The last first, so that what was made last goes first.
        for own in own.iter().rev().filter(|own| can_be_undone(&*own.sealed)) {
            let Some(key) = self.store.find_key(&own.sealed.record)? else {
                continue;
            };
            if withdrawn_own(&self.store.own_of_record(key)?).contains(&own.sealed.op_id) {
                continue;
            }
            let viewed = self.store.find_view_by_key(key)?;
            if let Some(viewed) = &viewed {
                stays_by = stays_by.or_else(|| changed_since(&own.sealed, &viewed.record, person));
            }
            drafts.push(Draft {
                record: own.sealed.record.clone(),
                seen: viewed.map_or(0, |viewed| viewed.seen),
                intent: Intent::Undone,
                change: Change::Withdraw {
                    op: own.sealed.op_id,
                },
            });
        }
        if drafts.is_empty() {
            return Err(EngineError::NothingToUndo);
        }
        let stays_by = match stays_by {
            Some(other) => Some(self.reading()?.person(other)?),
            None => None,
        };
        let done = self.commit(drafts, Refused::Waits, one_item(&own))?;
        Ok(DoneView { stays_by, ..done })
    }
}

/// The item that all operations of an action are about, if it is one.
fn one_item(own: &[OwnOperation]) -> Option<ItemId> {
    let mut items = own
        .iter()
        .map(|own| &own.sealed.record)
        .filter(|name| *name.collection() == Collection::Item);
    let first = items.next()?;
    items
        .all(|name| name == first)
        .then(|| ItemId::from(first.id()))
}

/// Who set a fact of the operation since, so that its value stays.
fn changed_since(operation: &Operation, record: &Record, person: PersonId) -> Option<PersonId> {
    if matches!(operation.change, Change::Create { .. }) {
        return None;
    }
    let collection = operation.record.collection();
    assigned(&operation.change)
        .into_iter()
        .filter(|(name, _)| FieldKind::of(collection, name.as_str()) == FieldKind::Fact)
        .filter_map(|(name, _)| record.fields.get(name))
        .find(|state| state.stamp.op != operation.op_id && state.stamp.by != person)
        .map(|state| state.stamp.by)
}
