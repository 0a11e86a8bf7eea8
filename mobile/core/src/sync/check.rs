//! Anti-entropy: once a day each scope is held against what the server says that it comes to, and where a bucket differs
//! that comes anew. Nothing should ever differ; a fault in a disk, a browser or this program would stay for ever if
//! nobody looked.
//!
//! A scope is gone through in steps between two requests, so that nobody who works here waits for it. What comes
//! meanwhile ends it: it begins anew later.

use shared::digest::{Bucket, FORM, ScopeDigest};
use shared::record::Scope;
use shared::time::Millis;
use shared::wire::{Cursor, DigestResponse, SnapshotResponse};

use super::transport::SyncRequest;
use crate::api::Event;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::{FeedPage, Key, SnapshotStage};

/// How long what was found counts.
const EVERY: Millis = Millis(24 * 60 * Millis::MINUTE.0);
/// How long to wait after a scope moved while it was gone through.
const AGAIN_AFTER: Millis = Millis(10 * Millis::MINUTE.0);
/// Records in one step: some ten milliseconds.
const STEP: usize = 500;

/// How far a check has come. All of it may be lost.
#[derive(Debug, Default)]
pub(super) enum Check {
    /// None is under way.
    #[default]
    None,
    /// None until some time after this moment: a scope moved under the last one.
    Later(Millis),
    /// A scope is gone through.
    Walking(Walk),
    /// These buckets differ, and come anew.
    Repairing(Scope, Vec<Bucket>),
}

/// How far a scope has been gone through.
#[derive(Debug)]
pub(super) struct Walk {
    scope: Scope,
    theirs: DigestResponse,
    ours: ScopeDigest,
    after: Key,
}

impl Check {
    /// Whether there is more to do here at once.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self, Self::Walking(_))
    }
}

impl Engine {
    /// What is to be asked for next, once nothing else is.
    pub(super) fn plan_check(&mut self, now: Millis) -> Result<Option<SyncRequest>, EngineError> {
        match std::mem::take(&mut self.sync.check) {
            Check::Walking(walk) => self.walk(walk)?,
            other => self.sync.check = other,
        }
        match &self.sync.check {
            Check::Walking(_) => return Ok(None),
            Check::Repairing(scope, buckets) => {
                let bucket = buckets.last().copied();
                return Ok(bucket.map(|bucket| SyncRequest::Bucket {
                    scope: *scope,
                    bucket,
                }));
            }
            Check::Later(since) if (0..AGAIN_AFTER.0).contains(&now.since(*since).0) => {
                return Ok(None);
            }
            Check::Later(_) | Check::None => {}
        }
        let unchecked = self
            .store
            .find_unchecked(Millis(now.0.saturating_sub(EVERY.0)), now)?;
        let states = self.store.scopes()?;
        let state = states.iter().find(|state| Some(state.scope) == unchecked);
        Ok(state.map(|state| SyncRequest::Digest {
            scope: state.scope,
            at: state.cursor.1,
        }))
    }

    /// The server says what a scope comes to.
    pub(super) fn take_digest(
        &mut self,
        scope: Scope,
        theirs: DigestResponse,
    ) -> Result<(), EngineError> {
        self.sync.went_well();
        if theirs.form != FORM {
            // Another release digests otherwise: that says nothing.
            return self.end_check(scope);
        }
        if !self.is_at(scope, theirs.cursor)? {
            self.sync.pull_wanted = true;
            self.put_check_off();
            return Ok(());
        }
        self.walk(Walk {
            scope,
            theirs,
            ours: ScopeDigest::default(),
            after: Key(i64::MIN),
        })
    }

    /// Goes through some more of a scope.
    fn walk(&mut self, mut walk: Walk) -> Result<(), EngineError> {
        if !self.is_at(walk.scope, walk.theirs.cursor)? {
            self.put_check_off();
            return Ok(());
        }
        let last = self
            .store
            .digest_some(walk.scope, walk.after, STEP, &mut walk.ours)?;
        if let Some(last) = last {
            walk.after = last;
            self.sync.check = Check::Walking(walk);
            return Ok(());
        }
        let differing = walk.ours.differing(&walk.theirs.buckets);
        if differing.is_empty() {
            return self.end_check(walk.scope);
        }
        self.sync.check = Check::Repairing(walk.scope, differing);
        Ok(())
    }

    /// A bucket that differed comes as the server has it.
    pub(super) fn take_bucket(
        &mut self,
        scope: Scope,
        bucket: Bucket,
        answer: SnapshotResponse,
    ) -> Result<(), EngineError> {
        self.sync.went_well();
        let Cursor(epoch, at) = answer.cursor;
        if self.store.device()?.epoch != Some(epoch) {
            return self.see_epoch(epoch);
        }
        let states = self.store.scopes()?;
        // At an earlier number than this device's it would undo what came since.
        let state = states.iter().find(|state| {
            state.scope == scope && state.snapshot == SnapshotStage::Whole && state.cursor.1 <= at
        });
        let Some(state) = state else {
            self.put_check_off();
            return Ok(());
        };
        let changed = self.store.write(|store| {
            let mut page = FeedPage::begin(store)?;
            page.take_bucket(state, bucket, answer.records)?;
            page.finish()
        })?;
        self.tell(Event::Changed(changed));
        let left = match &mut self.sync.check {
            Check::Repairing(of, buckets) if *of == scope => {
                buckets.retain(|one| *one != bucket);
                buckets.len()
            }
            _ => return Ok(()),
        };
        match left {
            0 => self.end_check(scope),
            _ => Ok(()),
        }
    }

    /// A scope has been held against the server's, as far as that goes.
    pub(super) fn end_check(&mut self, scope: Scope) -> Result<(), EngineError> {
        let now = self.clock.wall();
        self.sync.check = Check::None;
        self.store.write(|store| store.set_checked(scope, now))
    }

    fn put_check_off(&mut self) {
        self.sync.check = Check::Later(self.clock.wall());
    }

    /// Whether a scope has been read up to a cursor and no further.
    fn is_at(&self, scope: Scope, cursor: Cursor) -> Result<bool, EngineError> {
        let states = self.store.scopes()?;
        Ok(states.iter().any(|state| {
            state.scope == scope && state.snapshot == SnapshotStage::Whole && state.cursor == cursor
        }))
    }
}
