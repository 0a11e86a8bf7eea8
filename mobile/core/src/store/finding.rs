//! Finding: items by an identifier, rows for lists, full text, places by name.

use rusqlite::{Row, ToSql, params};
use shared::id::{ItemId, PersonId, PlaceId, SubStateId, TypeId};
use shared::identifier::{ExactKey, Identity, NearKey, ReversedKey};
use shared::model::State;
use shared::time::Millis;

use super::{Key, Store, integer, sql, uuid, uuid_or_none};
use crate::error::EngineError;

/// A row of `item`.
#[derive(Clone, Debug)]
pub(crate) struct ItemRow {
    pub(crate) id: ItemId,
    pub(crate) item_type: Option<TypeId>,
    pub(crate) title: String,
    pub(crate) number: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) state: Option<State>,
    pub(crate) sub_state: Option<SubStateId>,
    pub(crate) place: Option<PlaceId>,
    pub(crate) responsible: Option<PersonId>,
    pub(crate) seen_at: Option<Millis>,
    pub(crate) in_conflict: bool,
}

/// An item that bears a text.
#[derive(Clone, Debug)]
pub(crate) struct Bearer {
    /// The text.
    pub(crate) exact: ExactKey,
    /// As what it bears it: a field of its own, or an identifier's kind.
    pub(crate) kind: String,
    /// The item.
    pub(crate) item: Key,
    /// The item as which it is listed.
    pub(crate) head: Key,
}

/// What a list is narrowed to, besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Narrowed {
    pub(crate) item_type: Option<TypeId>,
    pub(crate) state: Option<State>,
    pub(crate) place: Option<PlaceId>,
}

impl Store {
    /// The items that an identifier leads to, as they are listed: those whose own near form is this one's, each with its
    /// exact text.
    pub(crate) fn find_identified(
        &self,
        near: &NearKey,
    ) -> Result<Vec<(ExactKey, Key)>, EngineError> {
        let bearers = self.find_bearers(near)?;
        Ok(bearers
            .into_iter()
            .map(|bearer| (bearer.exact, bearer.head))
            .collect())
    }

    /// The items that bear a text of this near form.
    pub(crate) fn find_bearers(&self, near: &NearKey) -> Result<Vec<Bearer>, EngineError> {
        let rows = self.all(sql!("identifier_find"), [near.as_str()], |row| {
            let texts: [String; 2] = [row.get(0)?, row.get(1)?];
            Ok((texts, Key(row.get(2)?), Key(row.get(3)?)))
        })?;
        Ok(rows
            .into_iter()
            .filter_map(|([exact, kind], item, head)| {
                Some(Bearer {
                    exact: ExactKey::new(&exact)?,
                    kind,
                    item,
                    head,
                })
            })
            .collect())
    }

    /// Whether an item bears a text as its number.
    pub(crate) fn is_borne(&self, number: &Identity) -> Result<bool, EngineError> {
        let (near, exact) = (number.near.as_str(), number.exact.as_str());
        Ok(!self
            .keys(sql!("identifier_borne"), &[&near, &exact])?
            .is_empty())
    }

    /// The id of an item, listed or not.
    pub(crate) fn find_item_named(&self, key: Key) -> Result<Option<ItemId>, EngineError> {
        let base = self.find_base(key)?;
        Ok(base.map(|(name, _)| ItemId::from(name.id())))
    }

    /// Items of which an identifier ends so.
    pub(crate) fn find_ending(
        &self,
        ending: &ReversedKey,
        most: usize,
    ) -> Result<Vec<Key>, EngineError> {
        let from = ending.as_str();
        let to = format!("{from}\u{10FFFF}");
        self.all(
            sql!("identifier_ending"),
            params![from, to, integer(most as u64)],
            |row| row.get(0).map(Key),
        )
    }

    /// The records that identify an item, or one that is shown as one with it, besides these themselves.
    pub(crate) fn identifiers_of(&self, item: Key) -> Result<Vec<Key>, EngineError> {
        let mut sources = Vec::new();
        for member in self.members(item)? {
            sources.extend(self.all(sql!("identifier_sources"), [member.0], |row| {
                row.get(0).map(Key)
            })?);
        }
        sources.sort_unstable();
        sources.dedup();
        Ok(sources)
    }

    /// What a list shows of an item.
    pub(crate) fn find_item_row(&self, key: Key) -> Result<Option<ItemRow>, EngineError> {
        self.find(sql!("item_load"), [key.0], read_item_row)
    }

    /// The item that a key stands for, and nothing else of it.
    pub(crate) fn find_item_id(&self, key: Key) -> Result<Option<ItemId>, EngineError> {
        self.find(sql!("item_id"), [key.0], |row| uuid(row, 0).map(ItemId))
    }

    /// How many items this device has.
    pub(crate) fn item_count(&self) -> Result<u64, EngineError> {
        self.count(sql!("item_count"), [])
    }

    /// Items by their keys, from one on.
    pub(crate) fn items_after(&self, after: i64, most: usize) -> Result<Vec<Key>, EngineError> {
        let most = integer(most as u64);
        self.all(sql!("item_after"), params![after, most], |row| {
            row.get(0).map(Key)
        })
    }

    /// Items that full text finds, in no order.
    pub(crate) fn search_some(
        &self,
        expression: &str,
        most: usize,
    ) -> Result<Vec<Key>, EngineError> {
        self.all(
            sql!("search_some"),
            params![expression, integer(most as u64)],
            |row| row.get(0).map(Key),
        )
    }

    /// Items that full text finds, the best first.
    pub(crate) fn search_ranked(
        &self,
        expression: &str,
        most: usize,
    ) -> Result<Vec<Key>, EngineError> {
        self.all(
            sql!("search_ranked"),
            params![expression, integer(most as u64)],
            |row| row.get(0).map(Key),
        )
    }

    /// All items by the time of their last change, the newest first.
    pub(crate) fn newest(&self) -> Result<Vec<Key>, EngineError> {
        self.all(sql!("search_newest"), [], |row| row.get(0).map(Key))
    }

    /// A few items put in the order of their last change, the newest first.
    pub(crate) fn sort_by_newest(&self, keys: Vec<Key>) -> Result<Vec<Key>, EngineError> {
        let mut dated = Vec::with_capacity(keys.len());
        for key in keys {
            let changed = self.find(sql!("item_changed"), [key.0], |row| row.get::<_, i64>(0))?;
            dated.push((changed, key));
        }
        dated.sort_unstable_by(|one, other| other.cmp(one));
        Ok(dated.into_iter().map(|(_, key)| key).collect())
    }

    /// Places directly in one, or in one that turned out to be it; none: the sites, and what lies in nothing known.
    /// Those that turned out to be another one are left out; retired ones come last, where they are wanted.
    pub(crate) fn places_in(
        &self,
        parent: Option<PlaceId>,
        retired: bool,
        most: u32,
    ) -> Result<Vec<PlaceId>, EngineError> {
        match parent {
            Some(id) => {
                let id = *id.0.as_bytes();
                self.place_ids(sql!("place_children"), &[&id, &retired, &most])
            }
            None => self.place_ids(sql!("place_sites"), &[&retired, &most]),
        }
    }

    /// A place in use directly in one, or among the sites, whose folded name is this.
    pub(crate) fn find_place_in(
        &self,
        parent: Option<PlaceId>,
        folded: &str,
    ) -> Result<Option<PlaceId>, EngineError> {
        let parent = parent.map(|id| *id.0.as_bytes());
        self.find(sql!("place_named_in"), params![parent, folded], |row| {
            uuid(row, 0).map(PlaceId)
        })
    }

    /// Places that turned out to be one.
    pub(crate) fn places_merged_into(&self, place: PlaceId) -> Result<Vec<PlaceId>, EngineError> {
        self.place_ids(sql!("place_merged"), &[place.0.as_bytes()])
    }

    /// How many items lie directly in a place.
    pub(crate) fn items_in_place(&self, place: PlaceId) -> Result<u64, EngineError> {
        self.count(sql!("item_in_place"), [place.0.as_bytes()])
    }

    /// How many items lie directly in each place.
    pub(crate) fn items_by_place(&self) -> Result<Vec<(PlaceId, u64)>, EngineError> {
        self.all(sql!("item_places"), [], |row| {
            Ok((PlaceId(uuid(row, 0)?), super::unsigned(row, 1)?))
        })
    }

    /// Whether places in use lie in one, or in one that turned out to be it, by the tables.
    pub(super) fn find_places_in(&self, place: PlaceId) -> Result<bool, EngineError> {
        let mut same = vec![place];
        let mut passed = 0;
        while let Some(one) = same.get(passed).copied() {
            passed += 1;
            let found = self.find(sql!("place_has_children"), [one.0.as_bytes()], |_| Ok(()))?;
            if found.is_some() {
                return Ok(true);
            }
            for former in self.places_merged_into(one)? {
                if !same.contains(&former) {
                    same.push(former);
                }
            }
        }
        Ok(false)
    }

    /// Places whose name has the near form.
    pub(crate) fn places_named(&self, near: &NearKey) -> Result<Vec<PlaceId>, EngineError> {
        self.place_ids(sql!("place_named"), &[&near.as_str()])
    }

    /// The place that a label's code belongs to, retired or not.
    pub(crate) fn place_coded(&self, code: &str) -> Result<Option<PlaceId>, EngineError> {
        let Some(exact) = ExactKey::new(code) else {
            return Ok(None);
        };
        let near = NearKey::of(&exact);
        self.find(
            sql!("place_coded"),
            [near.as_str(), exact.as_str()],
            |row| uuid(row, 0).map(PlaceId),
        )
    }

    /// Places with a text in their name, those that begin with it first; retired ones last, where they are wanted.
    pub(crate) fn places_with(
        &self,
        folded: &str,
        retired: bool,
        most: u32,
    ) -> Result<Vec<PlaceId>, EngineError> {
        self.place_ids(sql!("place_search"), &[&folded, &retired, &most])
    }

    /// Places of whose name a word begins so.
    pub(crate) fn places_by_word(&self, folded: &str, most: u32) -> Result<Vec<Key>, EngineError> {
        self.all(sql!("place_words"), params![folded, most], |row| {
            row.get(0).map(Key)
        })
    }

    fn place_ids(&self, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<PlaceId>, EngineError> {
        self.all(sql, params, |row| uuid(row, 0).map(PlaceId))
    }

    /// How many conflicts somebody is part of.
    pub(crate) fn conflict_count(&self, person: PersonId) -> Result<u64, EngineError> {
        self.count(sql!("conflict_count_own"), [person.0.as_bytes()])
    }

    /// Records with a conflict that somebody is part of.
    pub(crate) fn conflicts_of(
        &self,
        person: PersonId,
        most: u32,
    ) -> Result<Vec<Key>, EngineError> {
        self.all(
            sql!("conflict_own"),
            params![person.0.as_bytes(), most],
            |row| row.get(0).map(Key),
        )
    }
}

fn read_item_row(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        id: ItemId(uuid(row, 1)?),
        item_type: uuid_or_none(row, 2)?.map(TypeId),
        title: row.get(3)?,
        number: row.get(4)?,
        serial: row.get(5)?,
        state: row
            .get::<_, Option<String>>(6)?
            .and_then(|word| State::from_word(&word)),
        sub_state: uuid_or_none(row, 7)?.map(SubStateId),
        place: uuid_or_none(row, 8)?.map(PlaceId),
        responsible: uuid_or_none(row, 9)?.map(PersonId),
        seen_at: row.get::<_, Option<i64>>(10)?.map(Millis),
        in_conflict: row.get(11)?,
    })
}
