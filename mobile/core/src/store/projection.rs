//! Projections: what lists, search and look-ups read, made anew from the view of a record whenever it changes.

use rusqlite::params;
use shared::admit::owner_of;
use shared::id::PlaceId;
use shared::identifier::{ExactKey, Identity, NearKey, fold_for_search};
use shared::model::{ConfigItem, IdentifierKind, ItemIdentifier, Place};
use shared::record::{Collection, Life, Record, RecordKey};

use super::text::Text;
use super::{Key, Store, Viewed, sql, uuid_or_none};
use crate::error::EngineError;

/// Kinds of rows in `identifier` that are fields of the item itself.
const NUMBER: &str = "inventory_number";
const SERIAL: &str = "serial_number";

impl Store {
    /// Projects a record whose base is known, laying this device's own operations on it.
    pub(super) fn project(
        &self,
        key: Key,
        name: &RecordKey,
        base: Option<Record>,
    ) -> Result<Option<Record>, EngineError> {
        let view = self.lay(key, name, base)?;
        self.project_view(key, name, view.as_ref())?;
        Ok(view)
    }

    /// Projects a record as it is viewed now; gives the view.
    pub(crate) fn project_anew(&self, key: Key) -> Result<Option<Viewed>, EngineError> {
        let Some((name, base)) = self.find_base(key)? else {
            return Ok(None);
        };
        let seen = base.as_ref().map_or(0, |base| base.rev);
        let view = self.project(key, &name, base)?;
        Ok(view.map(|record| Viewed { record, seen }))
    }

    /// Projects a record as it is viewed with an operation that has just been admitted and kept: what laying all anew
    /// comes to as well.
    pub(crate) fn project_admitted(
        &self,
        key: Key,
        name: &RecordKey,
        viewed: Viewed,
    ) -> Result<Option<Viewed>, EngineError> {
        self.project_view(key, name, Some(&viewed.record))?;
        let viewed = Some(viewed);
        self.expect_so(&viewed, |store| store.find_view_by_key(key));
        Ok(viewed)
    }

    pub(super) fn project_view(
        &self,
        key: Key,
        name: &RecordKey,
        view: Option<&Record>,
    ) -> Result<(), EngineError> {
        self.memo.borrow_mut().forget(name);
        let present = view.filter(|record| record.life == Life::Present);
        self.execute(sql!("conflict_forget"), [key.0])?;
        if let Some(record) = present {
            self.add_conflicts(key, record)?;
        }
        match name.collection() {
            Collection::Item => {
                self.doubt(key)?;
                self.project_group(key, present, false)
            }
            Collection::Alias => self.project_alias(key, view),
            Collection::Identifier => self.project_identifier(key, present),
            Collection::Place => self.project_place(key, name, present),
            _ => Ok(()),
        }
    }

    /// Projects an item or an identifier of which this store had nothing, with nothing of its own to lay on it: what
    /// [`Self::project`] comes to as well, without looking for what cannot be there, and with its full text at once.
    /// False, and nothing is done, of anything else.
    pub(super) fn project_first(&self, key: Key, record: &Record) -> Result<bool, EngineError> {
        let name = &record.key;
        let is_item = match name.collection() {
            Collection::Item if !self.has_aliases()? => true,
            Collection::Identifier => false,
            _ => return Ok(false),
        };
        self.expect_so(&(None, None), |store| {
            let listed = store.find(sql!("item_doc"), [key.0], |row| row.get::<_, i64>(0))?;
            let owner = store.find(sql!("identifier_owner"), [key.0], |row| {
                row.get::<_, i64>(0)
            })?;
            Ok((listed, owner))
        });
        self.memo.borrow_mut().forget(name);
        if record.life != Life::Present {
            return Ok(true);
        }
        self.add_conflicts(key, record)?;
        if is_item {
            let text = self.add_text(key, record)?;
            self.save_row(key, record, text)?;
            self.suspect_bound(key)?;
            self.add_own_numbers(key, record)?;
        } else if let Some(owner) = self.bind_identifier(key, record)? {
            self.text_waits_if_listed(self.listed_as(owner)?)?;
        }
        Ok(true)
    }

    fn add_conflicts(&self, key: Key, record: &Record) -> Result<(), EngineError> {
        for conflict in &record.conflicts {
            self.execute(
                sql!("conflict_add"),
                params![
                    key.0,
                    conflict.id.0.as_bytes(),
                    conflict.kept.stamp.by.0.as_bytes(),
                    conflict.other.stamp.by.0.as_bytes(),
                ],
            )?;
        }
        Ok(())
    }

    /// Projects an item that is shown as no other's. `anew`: what its row says of its numbers may be a group's.
    pub(super) fn project_alone(
        &self,
        key: Key,
        record: Option<&Record>,
        anew: bool,
    ) -> Result<(), EngineError> {
        let Some(record) = record else {
            if self.leave_lists(key)? || anew {
                self.forget_identifiers(key)?;
            }
            return Ok(());
        };
        let known_numbers = self.list(key, record)?;
        let item = ConfigItem(record);
        let numbers = [item.inventory_number(), item.serial_number()];
        let are_known = known_numbers
            .as_ref()
            .map(|known| known.each_ref().map(Option::as_deref));
        if are_known == Some(numbers) && !anew {
            return Ok(());
        }
        if known_numbers.is_some() || anew {
            self.forget_identifiers(key)?;
        }
        self.add_own_numbers(key, record)
    }

    /// What is listed no more. Whether it was.
    pub(super) fn leave_lists(&self, key: Key) -> Result<bool, EngineError> {
        let was = self.execute(sql!("item_delete"), [key.0])? > 0;
        if was {
            self.execute(sql!("text_delete"), [key.0])?;
        }
        Ok(was)
    }

    /// Lists an item; gives the numbers under which it was listed before.
    pub(super) fn list(
        &self,
        key: Key,
        record: &Record,
    ) -> Result<Option<[Option<String>; 2]>, EngineError> {
        let known = self.find(sql!("item_indexed"), [key.0], |row| {
            let numbers: [Option<String>; 2] = [row.get(0)?, row.get(1)?];
            let indexed = [uuid_or_none(row, 2)?, uuid_or_none(row, 3)?];
            Ok((numbers, indexed))
        })?;
        let item = ConfigItem(record);
        self.text_waits(key)?;
        self.save_row(key, record, Text::NOTHING)?;
        if known.is_none() {
            self.suspect_bound(key)?;
        }
        let (known_numbers, known_indexed) = known.unzip();
        if let Some([item_type, place]) = known_indexed {
            if item_type != item.item_type().map(|id| id.0) {
                let item_type = item.item_type().map(|id| *id.0.as_bytes());
                self.execute(sql!("item_set_type"), params![key.0, item_type])?;
            }
            if place != item.place().map(|id| id.0) {
                let place = item.place().map(|id| *id.0.as_bytes());
                self.execute(sql!("item_set_place"), params![key.0, place])?;
            }
        }
        Ok(known_numbers)
    }

    /// Writes an item's row, but for the indexed columns of one that is there already, and for what full text holds of it.
    fn save_row(&self, key: Key, record: &Record, text: Text) -> Result<(), EngineError> {
        let item = ConfigItem(record);
        let state = item.state();
        self.execute(
            sql!("item_save"),
            params![
                key.0,
                item.id().0.as_bytes(),
                item.item_type().map(|id| *id.0.as_bytes()),
                item.title().unwrap_or_default(),
                item.inventory_number(),
                item.serial_number(),
                state.map(|state| state.state.word()),
                state
                    .and_then(|state| state.sub_state)
                    .map(|id| *id.0.as_bytes()),
                item.place().map(|id| *id.0.as_bytes()),
                item.responsible().map(|id| *id.0.as_bytes()),
                item.last_seen().map(|seen| seen.at.0),
                !record.conflicts.is_empty(),
                changed_at(record),
                text.0,
            ],
        )?;
        Ok(())
    }

    pub(super) fn forget_identifiers(&self, source: Key) -> Result<(), EngineError> {
        self.doubt(source)?;
        self.execute(sql!("identifier_forget"), [source.0])?;
        Ok(())
    }

    /// What an item has of its own that identifies it.
    pub(super) fn add_own_numbers(&self, key: Key, record: &Record) -> Result<(), EngineError> {
        let item = ConfigItem(record);
        let numbers = [item.inventory_number(), item.serial_number()];
        for (kind, text) in [NUMBER, SERIAL].into_iter().zip(numbers) {
            if let Some(text) = text {
                self.add_identifier(key, key, kind, text, false)?;
            }
        }
        Ok(())
    }

    fn project_identifier(&self, key: Key, record: Option<&Record>) -> Result<(), EngineError> {
        let before = self.find(sql!("identifier_owner"), [key.0], |row| row.get(0).map(Key))?;
        self.forget_identifiers(key)?;
        let owner = match record {
            Some(record) => self.bind_identifier(key, record)?,
            None => None,
        };
        for item in [before, owner].into_iter().flatten() {
            self.text_waits(self.listed_as(item)?)?;
        }
        Ok(())
    }

    /// What an identifier says of its item; gives that.
    fn bind_identifier(&self, key: Key, record: &Record) -> Result<Option<Key>, EngineError> {
        let identifier = ItemIdentifier(record);
        let (Some(name), Some(text)) = (owner_of(record), identifier.text()) else {
            return Ok(None);
        };
        let owner = self.ensure_key(&name)?;
        let kind = identifier.kind().unwrap_or(IdentifierKind::AssetCode);
        self.add_identifier(owner, key, kind.word(), text, identifier.is_replaced())?;
        Ok(Some(owner))
    }

    fn add_identifier(
        &self,
        item: Key,
        source: Key,
        kind: &str,
        text: &str,
        replaced: bool,
    ) -> Result<(), EngineError> {
        let Some(identity) = Identity::of(text) else {
            return Ok(());
        };
        self.execute(
            sql!("identifier_add"),
            params![
                identity.near.as_str(),
                identity.exact.as_str(),
                item.0,
                source.0,
                kind,
                identity.reversed.as_str(),
                replaced,
            ],
        )?;
        self.suspect_text(identity.near.as_str(), identity.exact.as_str(), item)
    }

    fn project_place(
        &self,
        key: Key,
        name: &RecordKey,
        record: Option<&Record>,
    ) -> Result<(), EngineError> {
        let before = self.find(sql!("place_parent"), [key.0], |row| uuid_or_none(row, 0))?;
        let Some(record) = record else {
            self.execute(sql!("place_delete"), [key.0])?;
            return Ok(());
        };
        let place = Place(record);
        let label = place.name().unwrap_or_default();
        let near = ExactKey::new(label).map(|exact| NearKey::of(&exact).as_str().to_owned());
        let parent = place.parent();
        self.execute(
            sql!("place_save"),
            params![
                key.0,
                name.id().0.as_bytes(),
                parent.map(|id| *id.0.as_bytes()),
                near,
                fold_for_search(label),
                place.order(),
                place.is_retired(),
                place.merged().map(|id| *id.0.as_bytes()),
            ],
        )?;
        if before == Some(parent.map(|id| id.0)) {
            return Ok(());
        }
        // It lies elsewhere now, and so does what is in it.
        self.text_waits_below(PlaceId::from(name.id()))
    }
}

/// When anything of a record last changed.
fn changed_at(record: &Record) -> i64 {
    record
        .fields
        .values()
        .map(|state| state.stamp.at)
        .max()
        .unwrap_or(record.created.at)
        .0
}
