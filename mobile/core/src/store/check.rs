//! Holding what lies here against the server's digests, and taking in anew what differs.

use std::collections::HashSet;

use rusqlite::params;
use shared::digest::{Bucket, ScopeDigest};
use shared::id::RecordId;
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::Millis;
use shared::wire::SnapshotRecord;

use super::{FeedPage, Key, ScopeState, Store, sql, uuid};
use crate::error::EngineError;

impl Store {
    /// A scope that is here whole and was not held against the server's between two moments.
    pub(crate) fn find_unchecked(
        &self,
        from: Millis,
        to: Millis,
    ) -> Result<Option<Scope>, EngineError> {
        let names = self.all(sql!("scope_unchecked"), [from.0, to.0], |row| {
            row.get::<_, String>(0)
        })?;
        // A scope of a newer build's kind is left alone.
        Ok(names.iter().find_map(|name| name.parse().ok()))
    }

    /// A scope was held against the server's.
    pub(crate) fn set_checked(&self, scope: Scope, at: Millis) -> Result<(), EngineError> {
        self.execute(sql!("scope_checked"), params![scope.to_string(), at.0])?;
        Ok(())
    }

    /// Digests so many bases of a scope after one, and says which was the last; none if there are no more.
    pub(crate) fn digest_some(
        &self,
        scope: Scope,
        after: Key,
        most: usize,
        digest: &mut ScopeDigest,
    ) -> Result<Option<Key>, EngineError> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self.all(
            sql!("record_digest"),
            params![scope.to_string(), after.0, limit],
            |row| Ok((Key(row.get(0)?), row.get::<_, String>(1)?)),
        )?;
        for (_, body) in &found {
            // A body that cannot be read is none: its bucket differs, and comes anew.
            if let Ok(record) = serde_json::from_str::<Record>(body) {
                digest.add(&record)?;
            }
        }
        let last = found.last().map(|(key, _)| *key);
        Ok(last.filter(|_| found.len() == most))
    }
}

impl FeedPage<'_> {
    /// Takes a bucket of a scope as the server has it, at a number that this device has not passed: what differs is set
    /// right, what is not in it goes.
    pub(crate) fn take_bucket(
        &mut self,
        state: &ScopeState,
        bucket: Bucket,
        records: Vec<SnapshotRecord>,
    ) -> Result<(), EngineError> {
        let there: HashSet<RecordKey> =
            records.iter().map(|part| part.record.key.clone()).collect();
        for (key, name) in self.names_in(state.scope)? {
            if Bucket::of(&name) == bucket && !there.contains(&name) {
                self.drop_base(key, &name)?;
            }
        }
        for part in records {
            self.set_right(state, part)?;
        }
        Ok(())
    }

    fn names_in(&self, scope: Scope) -> Result<Vec<(Key, RecordKey)>, EngineError> {
        self.store()
            .all(sql!("record_names"), [scope.to_string()], |row| {
                let collection = Collection::from(row.get::<_, String>(2)?);
                let name = RecordKey::new(collection, RecordId(uuid(row, 1)?));
                Ok((Key(row.get(0)?), name))
            })
    }
}
