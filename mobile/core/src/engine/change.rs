//! Changing what is there: moving, giving a state, editing, settling.

use serde_json::{Value, json};
use shared::id::{ItemId, OpId, PlaceId, TypeId};
use shared::model::{ConfigItem, ItemState, LastSeen, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field, Life, Record, RecordKey};

use super::Engine;
use super::action::{Draft, Refused, item_key};
use super::number::check_number;
use crate::api::{DoneView, FieldChange, LeftView, Side, Target};
use crate::error::EngineError;
use crate::store::Viewed;

impl Engine {
    pub(super) fn move_items(
        &mut self,
        items: &[Target],
        place: PlaceId,
    ) -> Result<DoneView, EngineError> {
        let person = self.person()?;
        let place = self.store.standing_place(place)?;
        let target = RecordKey::new(Collection::Place, place);
        let known = self.store.find_small(&target)?;
        if known.is_none_or(|record| record.life != Life::Present) {
            return Err(EngineError::UnknownRecord(target));
        }
        self.act_on(items, |target, viewed, shown| {
            let record = &viewed.record;
            let seen = Assign {
                field: Field::new(field::LAST_SEEN),
                base: record.base(field::LAST_SEEN),
                value: LastSeen::value(person, Some(place)),
            };
            let is_there = |record| ConfigItem(record).place() == Some(place);
            let (intent, assigns) = if is_there(record) && is_there(shown) {
                (Intent::LookedUp, vec![seen])
            } else {
                let moved = Assign {
                    field: Field::new(field::PLACE),
                    base: base_of(target, viewed, field::PLACE),
                    value: place.to_string().into(),
                };
                (Intent::Moved, vec![moved, seen])
            };
            Some(draft(target, viewed, intent, assigns))
        })
    }

    pub(super) fn set_state(
        &mut self,
        items: &[Target],
        state: ItemState,
    ) -> Result<DoneView, EngineError> {
        self.act_on(items, |target, viewed, _| {
            let assign = Assign {
                field: Field::new(field::STATE),
                base: base_of(target, viewed, field::STATE),
                value: state.to_value(),
            };
            Some(draft(target, viewed, Intent::Edited, vec![assign]))
        })
    }

    /// Says what items are. Those that are that already are left alone.
    pub(super) fn set_type(
        &mut self,
        items: &[Target],
        item_type: TypeId,
    ) -> Result<DoneView, EngineError> {
        if !self.offered_types()?.iter().any(|one| one.id == item_type) {
            let name = RecordKey::new(Collection::ItemType, item_type);
            return Err(EngineError::UnknownRecord(name));
        }
        self.act_on(items, |target, viewed, _| {
            let item = ConfigItem(&viewed.record);
            if item.item_type() == Some(item_type) {
                return None;
            }
            let assign = |name: &str, value: Value| Assign {
                field: Field::new(name),
                base: viewed.record.base(name),
                value,
            };
            let mut assigns = vec![Assign {
                base: base_of(target, viewed, field::TYPE),
                ..assign(field::TYPE, json!(item_type))
            }];
            if item.category().is_some() {
                assigns.push(assign(field::CATEGORY, Value::Null));
            }
            if let Some(state) = item.state().filter(|state| state.sub_state.is_some()) {
                let plain = ItemState::plain(state.state).to_value();
                assigns.push(assign(field::STATE, plain));
            }
            Some(draft(target, viewed, Intent::Edited, assigns))
        })
    }

    /// Commits one action on several items, on none where there is nothing to do: one of them that may not be written, or
    /// is no longer here, does not hold the others back, and is told of.
    fn act_on(
        &mut self,
        items: &[Target],
        draft: impl Fn(&Target, &Viewed, &Record) -> Option<Draft>,
    ) -> Result<DoneView, EngineError> {
        let mut drafts = Vec::with_capacity(items.len());
        let mut gone = None;
        self.store.read(|store| {
            for target in items {
                match store.load_view(&item_key(target.item)) {
                    Ok(viewed) => {
                        let shown = store.shown_of(&viewed.record)?;
                        let shown = shown.as_ref().unwrap_or(&viewed.record);
                        drafts.extend(draft(target, &viewed, shown));
                    }
                    Err(why @ EngineError::UnknownRecord(_)) => LeftView::add(&mut gone, why),
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        })?;
        let single = match items {
            [only] => Some(only.item),
            _ => None,
        };
        if drafts.is_empty() {
            return match gone {
                Some(LeftView { why, .. }) => Err(why),
                None => self.done_nothing(single),
            };
        }
        let mut done = self.commit(drafts, Refused::Waits, single)?;
        if let Some(gone) = gone {
            match &mut done.left {
                Some(refused) => refused.count += gone.count,
                None => done.left = Some(gone),
            }
        }
        Ok(done)
    }

    /// Changes fields of an item. What the form showed and the person left is not among the changes; what was set to
    /// the value that stands there already is left out too.
    pub(super) fn edit(
        &mut self,
        item: ItemId,
        rev: u64,
        changes: Vec<FieldChange>,
    ) -> Result<DoneView, EngineError> {
        let viewed = self.store.load_view(&item_key(item))?;
        // The form showed what the items have that are shown as one.
        let shown = self.store.shown_of(&viewed.record)?;
        let record = shown.as_ref().unwrap_or(&viewed.record);
        let mut assigns = Vec::with_capacity(changes.len());
        for change in changes {
            let name = change.field.as_str();
            if matches!(name, field::LAST_SEEN | field::TYPE) {
                return Err(EngineError::InvalidValue(change.field));
            }
            self.check_attribute(&change.field, &change.value)?;
            let stands = record.fields.get(name).map(|state| &state.value);
            let unchanged = match stands {
                Some(value) => *value == change.value && record.base(name) == change.base,
                None => change.value.is_null(),
            };
            if !unchanged {
                check_number(&change.field, &change.value)?;
                assigns.push(Assign {
                    field: change.field,
                    base: change.base,
                    value: change.value,
                });
            }
        }
        if assigns.is_empty() {
            return self.done_nothing(Some(item));
        }
        let draft = Draft {
            record: record.key.clone(),
            seen: rev,
            intent: Intent::Edited,
            change: Change::Set(assigns),
        };
        self.commit(vec![draft], Refused::Stops, Some(item))
    }

    pub(super) fn settle(
        &mut self,
        name: &RecordKey,
        conflict: OpId,
        side: Side,
    ) -> Result<DoneView, EngineError> {
        let viewed = self.store.load_view(name)?;
        let open = viewed
            .record
            .conflicts
            .iter()
            .find(|open| open.id == conflict)
            .ok_or(EngineError::NoConflict)?;
        let chosen = match side {
            Side::Kept => &open.kept,
            Side::Other => &open.other,
        };
        let draft = Draft {
            record: name.clone(),
            seen: viewed.seen,
            intent: Intent::Edited,
            change: Change::Settle {
                conflict,
                field: open.field.clone(),
                value: chosen.value.clone(),
            },
        };
        let item = (*name.collection() == Collection::Item).then(|| ItemId::from(name.id()));
        self.commit(vec![draft], Refused::Stops, item)
    }
}

fn draft(target: &Target, viewed: &Viewed, intent: Intent, assigns: Vec<Assign>) -> Draft {
    Draft {
        record: viewed.record.key.clone(),
        seen: target.seen.map_or(viewed.seen, |seen| seen.rev),
        intent,
        change: Change::Set(assigns),
    }
}

/// The base that an assignment names: what the person saw, else what the replica holds.
fn base_of(target: &Target, viewed: &Viewed, name: &str) -> Option<OpId> {
    match target.seen {
        Some(seen) => seen.base,
        None => viewed.record.base(name),
    }
}
