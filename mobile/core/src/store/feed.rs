//! Applying what the server sends: feed entries, parts of a snapshot, scopes that are gone.
//!
//! **Invariant:** the base of a record only moves forward within an epoch, so that a page applied twice, or a snapshot
//! beside a feed, comes to the same.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::params;
use shared::operation::{Change, Operation};
use shared::record::{Collection, Field, FieldState, Record, RecordKey, Scope};
use shared::wire::{FeedEntry, FeedEvent, HistoryLine, SnapshotRecord};

use super::hidden::Hidden;
use super::{Key, ScopeState, Store, sql};
use crate::error::EngineError;

/// A snapshot's part brings few lines of each record: as many are fewer than are kept.
const MOST_UNTRIMMED: usize = 10;

/// What one answer of the server changes, gathered so that each record is written and projected once.
pub(crate) struct FeedPage<'a> {
    store: &'a Store,
    /// Bases with an older mark are of an epoch that is over.
    epoch_mark: i64,
    latest: HashMap<Key, Latest>,
    touched: HashSet<Key>,
    with_history: HashSet<Key>,
    /// What left while something of this device waited on it; marked once the bases are written.
    frozen: HashSet<Key>,
    /// What this store had nothing of before this page: most of a first sync. Its base is written as it comes, and
    /// nothing has to be looked up for it.
    blank: HashSet<Key>,
}

/// A record's base at this point of the page.
struct Latest {
    name: RecordKey,
    base: Option<Record>,
    mark: i64,
}

impl<'a> FeedPage<'a> {
    /// Begins; inside a transaction.
    pub(crate) fn begin(store: &'a Store) -> Result<Self, EngineError> {
        let marks = store.scopes()?.into_iter().map(|state| state.mark).min();
        Ok(Self {
            store,
            epoch_mark: marks.unwrap_or(0),
            latest: HashMap::new(),
            touched: HashSet::new(),
            with_history: HashSet::new(),
            frozen: HashSet::new(),
            blank: HashSet::new(),
        })
    }

    /// Takes one entry of a scope's feed.
    pub(crate) fn take_entry(
        &mut self,
        state: &ScopeState,
        entry: FeedEntry,
    ) -> Result<(), EngineError> {
        match entry.event {
            FeedEvent::Put { line, record } => self.put(state, &line, record),
            FeedEvent::Leave { record, rev } => self.leave(state.scope, &record, rev),
        }
    }

    fn put(
        &mut self,
        state: &ScopeState,
        line: &HistoryLine,
        record: Record,
    ) -> Result<(), EngineError> {
        let key = self.store.ensure_key(&record.key)?;
        let newest = self.store.newest_past(key)?;
        if newest.is_some_and(|newest| newest + 1 < line.rev) {
            // It was elsewhere meanwhile: with a gap, what is kept would pass for all.
            self.store.execute(sql!("history_forget"), [key.0])?;
        }
        self.take_line(key, line)?;
        if self.store.own_known(line.op.op_id)?.is_some() {
            let before = self
                .base(key)?
                .filter(|base| base.rev + 1 == line.rev)
                .map(|base| values_before(&line.op, &base));
            self.store.own_in_base(line, before)?;
            self.touched.insert(key);
        }
        if record.scope == state.scope && self.is_newer(key, state.scope, record.rev)? {
            self.set(key, record, state.mark);
        }
        Ok(())
    }

    fn leave(&mut self, scope: Scope, name: &RecordKey, rev: u64) -> Result<(), EngineError> {
        let Some(key) = self.store.find_key(name)? else {
            return Ok(());
        };
        let (lies_in, known) = match self.latest.get(&key) {
            Some(latest) => match &latest.base {
                Some(base) => (Some(base.scope), base.rev),
                None => return Ok(()),
            },
            None => match self.store.base_head(key)? {
                Some(head) if head.there => (head.scope, head.rev),
                _ => return Ok(()),
            },
        };
        if lies_in == Some(scope) && known <= rev {
            self.drop_base(key, name)?;
        }
        Ok(())
    }

    /// Takes one record of a snapshot. What was acknowledged on it before is in it.
    pub(crate) fn take_snapshot(
        &mut self,
        state: &ScopeState,
        part: SnapshotRecord,
    ) -> Result<(), EngineError> {
        let record = part.record;
        if record.scope != state.scope {
            return Ok(());
        }
        if let Some(key) = self.take_blank(state, &record)? {
            for line in &part.history {
                self.store.add_past(key, line)?;
            }
            if part.history.len() > MOST_UNTRIMMED {
                self.with_history.insert(key);
            }
            self.set(key, record, state.mark);
            self.blank.insert(key);
            return Ok(());
        }
        let key = self.store.ensure_key(&record.key)?;
        let is_newer = self.is_newer(key, state.scope, record.rev)?;
        if is_newer && self.store.newest_past(key)?.is_some() {
            // What is kept would leave a gap, or is of an epoch that is over.
            self.store.execute(sql!("history_forget"), [key.0])?;
        }
        for line in &part.history {
            self.take_line(key, line)?;
            if self.store.own_known(line.op.op_id)?.is_some() {
                self.store.own_in_base(line, None)?;
            }
        }
        let newest = part.history.iter().map(|line| line.received_at).max();
        self.store.whole_in_base(key, newest)?;
        self.touched.insert(key);
        if is_newer {
            self.set(key, record, state.mark);
        } else if self
            .base(key)?
            .is_some_and(|base| base.scope == state.scope)
        {
            match self.latest.get_mut(&key) {
                Some(latest) => latest.mark = state.mark,
                None => {
                    self.store
                        .execute(sql!("record_touch"), [key.0, state.mark])?;
                }
            }
        }
        Ok(())
    }

    /// Writes the base of a record of which this store has nothing, and gives its key.
    fn take_blank(&self, state: &ScopeState, record: &Record) -> Result<Option<Key>, EngineError> {
        match self.store.find_blank(&record.key)? {
            None => self.store.add_base(record, state.mark).map(Some),
            Some((key, true)) if !self.latest.contains_key(&key) => {
                self.store.save_base(key, record, state.mark)?;
                Ok(Some(key))
            }
            Some(_) => Ok(None),
        }
    }

    /// A snapshot is whole: what it did not have is gone.
    pub(crate) fn end_snapshot(&mut self, state: &ScopeState) -> Result<(), EngineError> {
        // What this page set is not in the table yet, and has the right mark.
        let gone = self.store.all(
            sql!("record_unmarked"),
            params![state.scope.to_string(), state.mark],
            |row| row.get(0).map(Key),
        )?;
        for key in gone {
            if self.latest.contains_key(&key) {
                continue;
            }
            if let Some((name, _)) = self.store.find_base(key)? {
                self.drop_base(key, &name)?;
            }
        }
        Ok(())
    }

    /// The person may no longer read a scope: everything in it goes, but for what waits for its outcome.
    pub(crate) fn purge(&mut self, scope: Scope) -> Result<(), EngineError> {
        for key in self.keys_in(scope)? {
            // An earlier part of the same page may have moved it to a scope that stays.
            let moved = self
                .latest
                .get(&key)
                .and_then(|latest| latest.base.as_ref());
            if moved.is_some_and(|base| base.scope != scope) {
                continue;
            }
            if let Some((name, _)) = self.store.find_base(key)? {
                self.drop_base(key, &name)?;
            }
        }
        self.store.delete_scope(scope)
    }

    /// A record that lay hidden is back, unless a newer one of its name is here.
    pub(super) fn bring_back(
        &mut self,
        hidden: &Hidden,
        record: Record,
    ) -> Result<(), EngineError> {
        if self.is_newer(hidden.key, record.scope, record.rev)? {
            self.set(hidden.key, record, hidden.mark);
            if hidden.frozen {
                self.frozen.insert(hidden.key);
            }
        }
        Ok(())
    }

    /// Somebody else sits here now, who may not read a scope: all of it goes, also what the last one's work lies on.
    pub(super) fn withhold(&mut self, scope: Scope) -> Result<(), EngineError> {
        for key in self.keys_in(scope)? {
            self.forget(key)?;
        }
        self.store.delete_scope(scope)
    }

    /// A base goes, whatever lies on it.
    pub(super) fn forget(&mut self, key: Key) -> Result<(), EngineError> {
        if let Some((name, _)) = self.store.find_base(key)? {
            let gone = Latest {
                name,
                base: None,
                mark: 0,
            };
            self.latest.insert(key, gone);
        }
        Ok(())
    }

    fn keys_in(&self, scope: Scope) -> Result<Vec<Key>, EngineError> {
        self.store
            .all(sql!("record_in_scope"), [scope.to_string()], |row| {
                row.get(0).map(Key)
            })
    }

    /// A record to be projected anew although its base stays: an outcome of this device's own came.
    pub(crate) fn touch(&mut self, key: Key) {
        self.touched.insert(key);
    }

    /// Writes bases and projections. Says which records changed.
    pub(crate) fn finish(self) -> Result<Vec<RecordKey>, EngineError> {
        let store = self.store;
        let mut changed = Vec::with_capacity(self.latest.len());
        let mut names = HashMap::with_capacity(self.latest.len());
        // Places first: the words of an item's document depend on where it is.
        let mut order: Vec<(Key, Latest)> = self.latest.into_iter().collect();
        order.sort_by_key(|(key, latest)| (rank(&latest.name), *key));
        for (key, latest) in &order {
            match &latest.base {
                Some(_) if self.blank.contains(key) => {}
                Some(base) => store.save_base(*key, base, latest.mark)?,
                None => store.forget_base(*key)?,
            }
            store.memo.borrow_mut().forget(&latest.name);
        }
        for key in self.frozen {
            store.execute(sql!("record_freeze"), [key.0])?;
        }
        let mut items = HashMap::new();
        for (key, latest) in order {
            changed.push(latest.name.clone());
            let view = match &latest.base {
                Some(base) if self.blank.contains(&key) && store.project_first(key, base)? => None,
                _ => store.project(key, &latest.name, latest.base)?,
            };
            if latest.name.collection() == &Collection::Item {
                items.extend(view.map(|view| (key, view)));
            }
            names.insert(key, ());
        }
        for key in self.touched {
            if names.contains_key(&key) {
                continue;
            }
            if let Some((name, base)) = store.find_base(key)? {
                let frozen = store.find(sql!("record_frozen"), [key.0], |_| Ok(()))?;
                if frozen.is_some() && !store.is_laid_on(key)? {
                    store.forget_base(key)?;
                    store.project(key, &name, None)?;
                } else {
                    store.project(key, &name, base)?;
                }
                changed.push(name);
            }
        }
        store.take_in_text(u64::MAX, items)?;
        for key in self.with_history {
            store.trim_past(key)?;
        }
        store.memo.borrow_mut().forget_type_counts();
        Ok(changed)
    }

    /// The server's word on a record of a bucket that differed. What is right already stays, and so does what has since
    /// moved on to a scope whose feed is further.
    pub(super) fn set_right(
        &mut self,
        state: &ScopeState,
        part: SnapshotRecord,
    ) -> Result<(), EngineError> {
        let record = part.record;
        let key = self.store.ensure_key(&record.key)?;
        // What cannot be read is as good as not there.
        let base = self.base(key).unwrap_or_default();
        let is_further = |base: &Record| base.scope != state.scope && base.rev > record.rev;
        if base.as_ref() == Some(&record) || base.as_ref().is_some_and(is_further) {
            return Ok(());
        }
        self.store.execute(sql!("history_forget"), [key.0])?;
        for line in &part.history {
            self.take_line(key, line)?;
        }
        self.set(key, record, state.mark);
        Ok(())
    }

    pub(super) fn store(&self) -> &'a Store {
        self.store
    }

    fn set(&mut self, key: Key, record: Record, mark: i64) {
        self.frozen.remove(&key);
        self.blank.remove(&key);
        self.latest.insert(
            key,
            Latest {
                name: record.key.clone(),
                base: Some(record),
                mark,
            },
        );
    }

    /// A base goes, unless something of this device waits on it: then it stays as it was, until the outcome is known.
    pub(super) fn drop_base(&mut self, key: Key, name: &RecordKey) -> Result<(), EngineError> {
        if self.store.is_laid_on(key)? {
            self.frozen.insert(key);
            return Ok(());
        }
        let gone = Latest {
            name: name.clone(),
            base: None,
            mark: 0,
        };
        self.latest.insert(key, gone);
        Ok(())
    }

    fn base(&self, key: Key) -> Result<Option<Record>, EngineError> {
        match self.latest.get(&key) {
            Some(latest) => Ok(latest.base.clone()),
            None => Ok(self.store.find_base(key)?.and_then(|(_, base)| base)),
        }
    }

    fn is_newer(&self, key: Key, scope: Scope, rev: u64) -> Result<bool, EngineError> {
        if let Some(latest) = self.latest.get(&key) {
            return Ok(latest.base.as_ref().is_none_or(|base| rev > base.rev));
        }
        Ok(match self.store.base_head(key)? {
            Some(head) if head.there => {
                head.mark < self.epoch_mark
                    || rev > head.rev
                    || (rev == head.rev && head.scope != Some(scope))
            }
            _ => true,
        })
    }

    fn take_line(&mut self, key: Key, line: &HistoryLine) -> Result<(), EngineError> {
        self.store.add_past(key, line)?;
        self.with_history.insert(key);
        Ok(())
    }
}

/// What the fields that an operation sets held in the base before it.
pub(crate) fn values_before(operation: &Operation, base: &Record) -> BTreeMap<Field, FieldState> {
    let of = |field: &Field| {
        base.fields
            .get(field)
            .map(|state| (field.clone(), state.clone()))
    };
    match &operation.change {
        Change::Set(assigns) => assigns
            .iter()
            .filter_map(|assign| of(&assign.field))
            .collect(),
        Change::Settle { field, .. } => of(field).into_iter().collect(),
        Change::Create { .. } | Change::Withdraw { .. } => BTreeMap::new(),
    }
}

/// The order in which records are projected: what others' documents are made of comes first.
fn rank(name: &RecordKey) -> u8 {
    use shared::record::Collection;
    match name.collection() {
        Collection::Place => 0,
        Collection::Item => 2,
        Collection::Identifier => 1,
        Collection::Alias => 3,
        _ => 0,
    }
}
