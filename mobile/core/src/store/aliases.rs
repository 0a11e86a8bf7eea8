//! Items that are one thing: what was said of each two, and the groups that this makes.
//!
//! A group is listed once, under its lowest id, with what `shared::alias` says that it shows. `identifier` keeps for each
//! item what is its own, so that what leads to one of a group is known to be that one's.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use rusqlite::params;
use shared::alias::{groups, shown};
use shared::model::{Alias, Verdict};
use shared::record::{Collection, Life, Record, RecordKey};

use super::{Key, Store, Viewed, sql};
use crate::error::EngineError;

/// All that hang together by what was said, whether this device has each or not.
#[derive(Default)]
pub(super) struct Groups(HashMap<Key, Rc<BTreeSet<Key>>>);

/// A row of `alias`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) items: [Key; 2],
    pub(crate) verdict: Verdict,
}

impl Store {
    /// What was said of two items, by the key of its record.
    pub(crate) fn find_said(&self, key: Key) -> Result<Option<Said>, EngineError> {
        let row = self.find(sql!("alias_load"), [key.0], |row| {
            let items = [Key(row.get(0)?), Key(row.get(1)?)];
            Ok((items, row.get::<_, String>(2)?))
        })?;
        Ok(row.and_then(|(items, word)| {
            let verdict = Verdict::from_word(&word)?;
            Some(Said { items, verdict })
        }))
    }

    /// The keys of what was said of an item and another.
    pub(crate) fn said_of(&self, item: Key) -> Result<Vec<Key>, EngineError> {
        self.all(sql!("alias_of"), [item.0], |row| row.get(0).map(Key))
    }

    /// The items that are shown as one with an item, the lowest id first; it alone, most often.
    pub(crate) fn members(&self, item: Key) -> Result<Vec<Key>, EngineError> {
        if self.group(item)?.is_none() {
            return Ok(vec![item]);
        }
        let members = self.all(sql!("member_all"), [item.0], |row| row.get(0).map(Key))?;
        Ok(match members.is_empty() {
            true => vec![item],
            false => members,
        })
    }

    /// The item as which an item is listed: the lowest of its group.
    pub(crate) fn listed_as(&self, item: Key) -> Result<Key, EngineError> {
        if self.group(item)?.is_none() {
            return Ok(item);
        }
        let head = self.find(sql!("member_head"), [item.0], |row| row.get(0).map(Key))?;
        Ok(head.unwrap_or(item))
    }

    /// An item as it is shown: a group's, where it is one of several. Its `seen` is the lowest's.
    pub(crate) fn find_shown(&self, item: Key) -> Result<Option<Viewed>, EngineError> {
        let members = self.members(item)?;
        if members.len() < 2 {
            return self.find_view_by_key(item);
        }
        let mut views = Vec::with_capacity(members.len());
        for member in members {
            views.extend(self.find_view_by_key(member)?);
        }
        let seen = views.first().map_or(0, |lowest| lowest.seen);
        let records: Vec<&Record> = views.iter().map(|viewed| &viewed.record).collect();
        Ok(shown(&records).map(|record| Viewed { record, seen }))
    }

    /// An item as it is shown, where it is one of several that are shown as one.
    pub(crate) fn shown_of(&self, own: &Record) -> Result<Option<Record>, EngineError> {
        let Some(key) = self.find_key(&own.key)? else {
            return Ok(None);
        };
        match self.members(key)?.len() {
            1 => Ok(None),
            _ => Ok(self.find_shown(key)?.map(|viewed| viewed.record)),
        }
    }

    /// The one of a group that alone bears a text; the one as which it is listed, where several do.
    pub(crate) fn bearer(
        &self,
        item: Key,
        near: &shared::identifier::NearKey,
        exact: &shared::identifier::ExactKey,
    ) -> Result<Key, EngineError> {
        let head = self.listed_as(item)?;
        if self.group(item)?.is_none() {
            return Ok(head);
        }
        let bearers = self.find_bearers(near)?;
        let own: BTreeSet<Key> = bearers
            .into_iter()
            .filter(|bearer| bearer.head == head && bearer.exact == *exact)
            .map(|bearer| bearer.item)
            .collect();
        Ok(match own.first() {
            Some(only) if own.len() == 1 => *only,
            _ => head,
        })
    }

    /// All that hang together with an item by what was said; none where nothing was.
    pub(super) fn group(&self, item: Key) -> Result<Option<Rc<BTreeSet<Key>>>, EngineError> {
        if let Some(Groups(known)) = &self.memo.borrow().groups {
            return Ok(known.get(&item).map(Rc::clone));
        }
        let pairs = self.all(sql!("alias_pairs"), [Verdict::Same.word()], |row| {
            Ok([Key(row.get(0)?), Key(row.get(1)?)])
        })?;
        let mut of = HashMap::new();
        for group in groups(pairs) {
            let group = Rc::new(group);
            for item in &*group {
                of.insert(*item, Rc::clone(&group));
            }
        }
        let found = of.get(&item).map(Rc::clone);
        self.memo.borrow_mut().groups = Some(Groups(of));
        Ok(found)
    }

    /// Projects what was said of two items. A creation that was taken back may have been said by others too, so that only
    /// the verdict counts.
    pub(super) fn project_alias(
        &self,
        key: Key,
        record: Option<&Record>,
    ) -> Result<(), EngineError> {
        let before = self.find_said(key)?;
        let mut now = None;
        if let Some(record) = record
            && let (Some(items), Some(verdict)) = (Alias(record).items(), Alias(record).verdict())
        {
            let [one, other] = items.map(|id| RecordKey::new(Collection::Item, id));
            let items = [self.ensure_key(&one)?, self.ensure_key(&other)?];
            now = Some(Said { items, verdict });
        }
        if before == now {
            return Ok(());
        }
        match now {
            Some(Said {
                items: [one, other],
                verdict,
            }) => self.execute(
                sql!("alias_save"),
                params![key.0, one.0, other.0, verdict.word()],
            )?,
            None => self.execute(sql!("alias_delete"), [key.0])?,
        };
        let mut affected = BTreeSet::new();
        for item in before.or(now).into_iter().flat_map(|said| said.items) {
            self.suspect_anew(item)?;
            affected.insert(item);
            affected.extend(self.members(item)?);
        }
        self.memo.borrow_mut().groups = None;
        self.regroup(affected)
    }

    /// Lists items anew of which it has changed with which they are shown as one.
    fn regroup(&self, mut affected: BTreeSet<Key>) -> Result<(), EngineError> {
        while let Some(item) = affected.pop_first() {
            match self.group(item)? {
                Some(group) => {
                    affected.retain(|one| !group.contains(one));
                    self.project_group(&group)?;
                }
                None => {
                    self.execute(sql!("member_forget"), [item.0])?;
                    let viewed = self.find_view_by_key(item)?;
                    let present = viewed
                        .map(|viewed| viewed.record)
                        .filter(|record| record.life == Life::Present);
                    self.project_alone(item, present.as_ref(), true)?;
                }
            }
        }
        Ok(())
    }

    /// Projects what hangs together: one row for those of it that are there.
    pub(super) fn project_group(&self, group: &BTreeSet<Key>) -> Result<(), EngineError> {
        let mut present = Vec::new();
        for item in group {
            self.execute(sql!("member_forget"), [item.0])?;
            let viewed = self.find_view_by_key(*item)?;
            match viewed.filter(|viewed| viewed.record.life == Life::Present) {
                Some(viewed) => present.push((*item, viewed.record)),
                None => self.project_alone(*item, None, true)?,
            }
        }
        present.sort_by_key(|(_, record)| record.key.id());
        if let [(only, record)] = present.as_slice() {
            return self.project_alone(*only, Some(record), true);
        }
        let Some((head, _)) = present.first() else {
            return Ok(());
        };
        let records: Vec<&Record> = present.iter().map(|(_, record)| record).collect();
        let Some(record) = shown(&records) else {
            return Ok(());
        };
        for (rank, (item, own)) in (0_i64..).zip(&present) {
            self.execute(sql!("member_add"), params![item.0, head.0, rank])?;
            if item != head {
                self.leave_lists(*item)?;
            }
            self.forget_identifiers(*item)?;
            self.add_own_numbers(*item, own)?;
        }
        self.list(*head, &record)?;
        Ok(())
    }

    /// Takes in what an app that knew nothing of aliases was sent, and finds out what there was twice then.
    pub(super) fn take_in_aliases(&self) -> Result<(), EngineError> {
        let unread = self.all(sql!("alias_unread"), [], |row| row.get(0).map(Key))?;
        let waits = self.find(sql!("suspect_waiting"), [], |_| Ok(()))?;
        if unread.is_empty() && waits.is_none() {
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
