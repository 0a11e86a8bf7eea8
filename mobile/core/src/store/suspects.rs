//! Items that may be one thing: those of one team that bear one text as the same kind of thing, until somebody says
//! whether they are.
//!
//! A projection that notes, as items and identifiers change, of which texts it is to be found out anew; that is done once,
//! at the end of the same transaction. Nothing here is a record: what is suspected follows from what there is.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use shared::alias::key_of;
use shared::id::{ItemId, PersonId};
use shared::model::Verdict;
use shared::record::{Life, Scope};

use super::{Key, Store, integer, sql, uuid};
use crate::error::EngineError;

/// Bearers of one text that are looked at: what more things bear is a word, and no number.
const MOST_BEARERS: u64 = 100;

/// Two items that may be one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Suspect {
    pub(crate) items: [Key; 2],
    /// The team's scope in which both lie.
    pub(crate) scope: Scope,
}

/// A text that both of two items bear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shared {
    /// As what: a field of the items, or an identifier's kind.
    pub(crate) kind: String,
    pub(crate) text: String,
    /// Who gave it to each.
    pub(crate) by: [PersonId; 2],
}

/// One of those that bear a text.
struct Bearing {
    item: Key,
    id: ItemId,
    scope: Scope,
    by: PersonId,
}

impl Store {
    /// Pairs that may be one thing; of one person, those of whose texts they gave one.
    pub(crate) fn suspects(&self, of: Option<PersonId>) -> Result<Vec<Suspect>, EngineError> {
        let read = |row: &rusqlite::Row<'_>| {
            let items = [Key(row.get(0)?), Key(row.get(1)?)];
            Ok((items, row.get::<_, String>(2)?))
        };
        let rows = match of {
            Some(person) => self.all(sql!("suspect_own"), [person.0.as_bytes()], read)?,
            None => self.all(sql!("suspect_all"), [], read)?,
        };
        Ok(rows
            .into_iter()
            .filter_map(|(items, scope)| {
                let scope = scope.parse().ok()?;
                Some(Suspect { items, scope })
            })
            .collect())
    }

    /// The texts that both of two items bear.
    pub(crate) fn shared_texts(&self, items: [Key; 2]) -> Result<Vec<Shared>, EngineError> {
        self.all(sql!("suspect_texts"), [items[0].0, items[1].0], |row| {
            Ok(Shared {
                kind: row.get(0)?,
                text: row.get(1)?,
                by: [PersonId(uuid(row, 2)?), PersonId(uuid(row, 3)?)],
            })
        })
    }

    /// A text came to an item: another may bear it.
    pub(super) fn suspect_text(
        &self,
        near: &str,
        exact: &str,
        item: Key,
    ) -> Result<(), EngineError> {
        let other = self.find(
            sql!("identifier_other"),
            params![near, exact, item.0],
            |_| Ok(()),
        )?;
        if other.is_some() {
            self.execute(sql!("suspect_wait"), [near, exact])?;
        }
        Ok(())
    }

    /// A record that gives an item its texts changed, or goes.
    pub(super) fn doubt_source(&self, source: Key) -> Result<(), EngineError> {
        if self.has_suspects()? {
            self.execute(sql!("suspect_wait_source"), [source.0])?;
        }
        Ok(())
    }

    /// An item changed: it may lie elsewhere, or be there no longer.
    pub(super) fn doubt_item(&self, item: Key) -> Result<(), EngineError> {
        if self.has_suspects()? {
            self.execute(sql!("suspect_wait_of"), [item.0])?;
        }
        Ok(())
    }

    /// Something was said of an item and another.
    pub(super) fn suspect_anew(&self, item: Key) -> Result<(), EngineError> {
        self.execute(sql!("suspect_wait_item"), [item.0])?;
        Ok(())
    }

    fn has_suspects(&self) -> Result<bool, EngineError> {
        if let Some(known) = self.memo.borrow().has_suspects {
            return Ok(known);
        }
        let has = self.find(sql!("suspect_any"), [], |_| Ok(()))?.is_some();
        self.memo.borrow_mut().has_suspects = Some(has);
        Ok(has)
    }

    /// Finds out anew what is suspected by each text of which that may have changed; inside a transaction.
    pub(super) fn take_in_suspects(&self) -> Result<(), EngineError> {
        let waiting = self.all(sql!("suspect_waiting"), [], |row| {
            Ok([row.get::<_, String>(0)?, row.get::<_, String>(1)?])
        })?;
        if waiting.is_empty() {
            return Ok(());
        }
        for [near, exact] in &waiting {
            self.execute(sql!("suspect_forget"), [near, exact])?;
            for (kind, bearing) in self.bearing(near, exact)? {
                for (position, other) in bearing.iter().enumerate() {
                    let Some(one) = self.first_undecided(&bearing[..position], other)? else {
                        continue;
                    };
                    let bound = params![
                        near,
                        exact,
                        kind,
                        one.item.0,
                        other.item.0,
                        other.scope.to_string(),
                        one.by.0.as_bytes(),
                        other.by.0.as_bytes(),
                    ];
                    self.execute(sql!("suspect_add"), bound)?;
                }
            }
        }
        self.execute(sql!("suspect_up_to_date"), [])?;
        self.memo.borrow_mut().has_suspects = None;
        Ok(())
    }

    /// Who bears a text, as each kind of thing, the lowest id first.
    fn bearing(
        &self,
        near: &str,
        exact: &str,
    ) -> Result<BTreeMap<String, Vec<Bearing>>, EngineError> {
        let rows = self.all(
            sql!("suspect_bearers"),
            params![near, exact, integer(MOST_BEARERS)],
            |row| {
                let kind: String = row.get(0)?;
                Ok((kind, Key(row.get(1)?), Key(row.get(2)?)))
            },
        )?;
        let mut met = BTreeSet::new();
        let mut of_kind: BTreeMap<String, Vec<Bearing>> = BTreeMap::new();
        for (kind, item, source) in rows {
            if !met.insert((kind.clone(), item)) {
                continue;
            }
            let viewed = self.find_view_by_key(item)?;
            let Some(record) = viewed
                .map(|viewed| viewed.record)
                .filter(|record| record.life == Life::Present)
            else {
                continue;
            };
            let by = match source == item {
                true => record.fields.get(kind.as_str()).map(|state| state.stamp.by),
                false => self
                    .find_view_by_key(source)?
                    .map(|viewed| viewed.record.created.by),
            };
            of_kind.entry(kind).or_default().push(Bearing {
                item,
                id: record.key.id().into(),
                scope: record.scope,
                by: by.unwrap_or(record.created.by),
            });
        }
        for bearing in of_kind.values_mut() {
            bearing.sort_by_key(|one| one.id);
        }
        Ok(of_kind)
    }

    /// The first of some of which nobody has said whether it is one thing with another.
    fn first_undecided<'a>(
        &self,
        before: &'a [Bearing],
        other: &Bearing,
    ) -> Result<Option<&'a Bearing>, EngineError> {
        for one in before {
            if one.scope != other.scope || self.members(one.item)?.contains(&other.item) {
                continue;
            }
            let said = match self.find_key(&key_of([one.id, other.id]))? {
                Some(key) => self.find_said(key)?,
                None => None,
            };
            if said.is_none_or(|said| said.verdict != Verdict::NotSame) {
                return Ok(Some(one));
            }
        }
        Ok(None)
    }
}
