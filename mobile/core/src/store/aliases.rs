//! Items that are one thing: what was said of each two, and the groups that this makes.
//!
//! A group is listed once, under its lowest id, with what `shared::alias` says that it shows. `identifier` keeps for each
//! item what is its own, so that what leads to one of a group is known to be that one's.

use rusqlite::{ToSql, params};
use shared::alias::shown;
use shared::identifier::Identity;
use shared::model::Alias;
use shared::record::{Collection, Life, Record, RecordKey};

use super::{Key, Store, Viewed, sql};
use crate::error::EngineError;

impl Store {
    /// The keys of a statement's rows.
    pub(super) fn keys(&self, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<Key>, EngineError> {
        self.all(sql, params, |row| row.get(0).map(Key))
    }

    /// The two items of which something was said, by the key of its record.
    pub(crate) fn pair_of(&self, said: Key) -> Result<Vec<Key>, EngineError> {
        self.keys(sql!("alias_items"), &[&said.0])
    }

    /// The keys of what was said of some items and others.
    pub(crate) fn said_of(&self, items: &[Key]) -> Result<Vec<Key>, EngineError> {
        let mut all = Vec::new();
        for item in items {
            all.extend(self.keys(sql!("alias_of"), &[&item.0])?);
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// The items that are shown as one with an item, the lowest id first; it alone, most often.
    pub(crate) fn members(&self, item: Key) -> Result<Vec<Key>, EngineError> {
        let mut members = match self.has_aliases()? {
            true => self.keys(sql!("member_all"), &[&item.0])?,
            false => Vec::new(),
        };
        if members.is_empty() {
            members.push(item);
        }
        Ok(members)
    }

    /// The item as which an item is listed: the lowest of its group.
    pub(crate) fn listed_as(&self, item: Key) -> Result<Key, EngineError> {
        Ok(self.members(item)?.first().copied().unwrap_or(item))
    }

    /// An item as it is shown: a group's, where it is one of several. Its `seen` is the lowest's.
    pub(crate) fn find_shown(&self, item: Key) -> Result<Option<Viewed>, EngineError> {
        let members = self.members(item)?;
        if members.len() < 2 {
            return self.find_view_by_key(item);
        }
        let mut records = Vec::with_capacity(members.len());
        let mut seen = None;
        for member in members {
            if let Some(viewed) = self.find_view_by_key(member)? {
                seen = seen.or(Some(viewed.seen));
                records.push(viewed.record);
            }
        }
        let record = shown(records);
        Ok(record.map(|record| Viewed {
            record,
            seen: seen.unwrap_or_default(),
        }))
    }

    /// An item as it is shown, where it is one of several that are shown as one.
    pub(crate) fn shown_of(&self, own: &Record) -> Result<Option<Record>, EngineError> {
        let Some(key) = self.find_key(&own.key)? else {
            return Ok(None);
        };
        if self.members(key)?.len() < 2 {
            return Ok(None);
        }
        Ok(self.find_shown(key)?.map(|viewed| viewed.record))
    }

    /// The one of a group that alone bears a text; the one as which it is listed, where several do.
    pub(crate) fn bearer(&self, item: Key, text: &str) -> Result<Key, EngineError> {
        let head = self.listed_as(item)?;
        let Some(identity) = Identity::of(text).filter(|_| self.has_aliases().is_ok_and(|has| has))
        else {
            return Ok(head);
        };
        let (near, exact) = (identity.near.as_str(), identity.exact.as_str());
        let bearers = self.keys(sql!("member_bearing"), &[&head.0, &near, &exact])?;
        Ok(match bearers.as_slice() {
            [only] => *only,
            _ => head,
        })
    }

    /// Whether anything was said of any two items.
    pub(super) fn has_aliases(&self) -> Result<bool, EngineError> {
        if let Some(known) = self.memo.borrow().has_aliases {
            return Ok(known);
        }
        let has = !self.keys(sql!("alias_any"), &[])?.is_empty();
        self.memo.borrow_mut().has_aliases = Some(has);
        Ok(has)
    }

    /// All that hang together with an item by what was said, it among them, whether this device has each or not.
    fn group(&self, item: Key) -> Result<Vec<Key>, EngineError> {
        match self.has_aliases()? {
            true => self.keys(sql!("alias_group"), &[&item.0]),
            false => Ok(vec![item]),
        }
    }

    /// Projects what was said of two items. A creation that was taken back may have been said by others too, so that only
    /// the verdict counts.
    pub(super) fn project_alias(
        &self,
        key: Key,
        record: Option<&Record>,
    ) -> Result<(), EngineError> {
        let mut affected = Vec::new();
        for item in self.pair_of(key)? {
            affected.extend(self.group(item)?);
        }
        self.execute(sql!("alias_delete"), [key.0])?;
        if let Some(record) = record
            && let (Some(items), Some(verdict)) = (Alias(record).items(), Alias(record).verdict())
        {
            let [one, other] = items.map(|id| RecordKey::new(Collection::Item, id));
            let (one, other) = (self.ensure_key(&one)?, self.ensure_key(&other)?);
            let bound = params![key.0, one.0, other.0, verdict.word()];
            self.execute(sql!("alias_save"), bound)?;
            affected.extend([one, other]);
        }
        self.memo.borrow_mut().has_aliases = None;
        affected.sort_unstable();
        affected.dedup();
        for item in affected {
            self.execute(sql!("suspect_wait_item"), [item.0])?;
            self.project_group(item, None, true)?;
        }
        Ok(())
    }

    /// Projects an item with all that hang together with it: one row for those of them that are there. `anew`: it has
    /// changed which these are.
    pub(super) fn project_group(
        &self,
        item: Key,
        own: Option<&Record>,
        anew: bool,
    ) -> Result<(), EngineError> {
        let group = self.group(item)?;
        if group.len() < 2 && !anew {
            return self.project_alone(item, own, false);
        }
        let mut present = Vec::new();
        for item in group {
            self.execute(sql!("member_forget"), [item.0])?;
            let viewed = self.find_view_by_key(item)?;
            match viewed.filter(|viewed| viewed.record.life == Life::Present) {
                Some(viewed) => {
                    let id = viewed.record.key.id();
                    let place = present
                        .iter()
                        .position(|(_, other): &(Key, Record)| other.key.id() > id);
                    present.insert(place.unwrap_or(present.len()), (item, viewed.record));
                }
                None => self.project_alone(item, None, true)?,
            }
        }
        let Some((head, lowest)) = present.first() else {
            return Ok(());
        };
        let head = *head;
        if present.len() < 2 {
            return self.project_alone(head, Some(lowest), true);
        }
        let mut records = Vec::with_capacity(present.len());
        for (rank, (item, own)) in (0_i64..).zip(present) {
            self.execute(sql!("member_add"), params![item.0, head.0, rank])?;
            if item != head {
                self.leave_lists(item)?;
            }
            self.forget_identifiers(item)?;
            self.add_own_numbers(item, &own)?;
            records.push(own);
        }
        if let Some(record) = shown(records) {
            self.list(head, &record)?;
        }
        Ok(())
    }

    /// Takes in what an app that knew nothing of aliases was sent, and finds out what there was twice then.
    pub(super) fn take_in_aliases(&self) -> Result<(), EngineError> {
        let unread = self.keys(sql!("alias_unread"), &[])?;
        if unread.is_empty() && self.keys(sql!("suspect_waits"), &[])?.is_empty() {
            return Ok(());
        }
        self.write(|store| {
            for key in unread {
                store.project_anew(key)?;
            }
            Ok(())
        })
    }
}
