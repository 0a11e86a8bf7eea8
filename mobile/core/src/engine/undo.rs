//! Taking back what one did, and taking that back.

use std::collections::HashSet;

use serde_json::Value;
use shared::id::{ActionId, ItemId, PersonId, PlaceId};
use shared::model::{FieldKind, field};
use shared::operation::{Assign, Change, Intent, Operation};
use shared::record::{Collection, Field, Record, RecordKey};

use super::Engine;
use super::action::{Draft, Refused};
use super::history::{assigned, can_be_undone, withdrawn_own};
use super::place::place_key;
use crate::api::DoneView;
use crate::error::EngineError;
use crate::store::{OwnOperation, Stage};

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
        let made: HashSet<&RecordKey> = own
            .iter()
            .filter(|own| matches!(own.sealed.change, Change::Create { .. }))
            .map(|own| &own.sealed.record)
            .collect();
        // What waits for a decision can be given up, whatever it is.
        let can_go =
            |own: &&OwnOperation| own.stage == Stage::Parked || can_be_undone(&*own.sealed);
        // The last first, so that what was made last goes first.
        for own in own.iter().rev().filter(can_go) {
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
            let retirement = match &viewed {
                Some(viewed) => self.retirement_instead(&own.sealed, &viewed.record, &made)?,
                None => None,
            };
            drafts.push(Draft {
                record: own.sealed.record.clone(),
                seen: viewed.map_or(0, |viewed| viewed.seen),
                intent: Intent::Undone,
                change: retirement.unwrap_or(Change::Withdraw {
                    op: own.sealed.op_id,
                }),
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

impl Engine {
    /// What undoing the creation of a place comes to where others have changed it, or something lies in it: that does
    /// not go with it.
    fn retirement_instead(
        &self,
        operation: &Operation,
        record: &Record,
        made: &HashSet<&RecordKey>,
    ) -> Result<Option<Change>, EngineError> {
        let is_made = matches!(operation.change, Change::Create { .. })
            && *record.key.collection() == Collection::Place;
        if !is_made || !(record.touched || self.holds_something_else(record, made)?) {
            return Ok(None);
        }
        Ok(Some(Change::Set(vec![Assign {
            field: Field::new(field::RETIRED),
            base: record.base(field::RETIRED),
            value: Value::Bool(true),
        }])))
    }

    /// Whether something lies in a place that did not come with it.
    fn holds_something_else(
        &self,
        place: &Record,
        made: &HashSet<&RecordKey>,
    ) -> Result<bool, EngineError> {
        let id = PlaceId::from(place.key.id());
        let came = made
            .iter()
            .filter(|name| *name.collection() == Collection::Item)
            .count() as u64;
        let most = u32::try_from(made.len() + 1).unwrap_or(u32::MAX);
        let places = self.store.places_in(Some(id), false, most)?;
        let is_other = |place: &PlaceId| !made.contains(&place_key(*place));
        Ok(self.store.items_in_place(id)? > came || places.iter().any(is_other))
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
