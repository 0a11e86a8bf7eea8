//! Pulling: pages of the feeds, and snapshots of what this device does not have yet.

use shared::id::RecordId;
use shared::record::{RecordKey, Scope};
use shared::time::Millis;
use shared::wire::{PullResponse, ScopePage, SnapshotResponse};

use crate::api::Event;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::{FeedPage, ScopeState, SnapshotStage};

/// How long acknowledged operations are kept, by the server's clock: longer than any backup is old that somebody would restore.
const KEPT_FOR: Millis = Millis(90 * 86_400_000);

/// The order of a snapshot's parts: that of the names on the wire, which is not that of the enum.
fn on_the_wire(key: &RecordKey) -> (&str, RecordId) {
    (key.collection().as_str(), key.id())
}

impl Engine {
    /// Applies a page of all scopes with its cursors in one transaction.
    pub(super) fn take_pull(&mut self, answer: PullResponse) -> Result<(), EngineError> {
        let now = self.clock.wall();
        let known_epoch = self.store.device()?.epoch;
        if known_epoch.is_some_and(|known| known != answer.epoch) {
            // What this page says belongs to another history: the scopes are read anew first.
            self.sync.went_well();
            return self.see_epoch(answer.epoch);
        }
        let mut more = false;
        let changed = self.store.write(|store| {
            if known_epoch.is_none() {
                store.set_epoch(answer.epoch)?;
            }
            let known = store.scopes()?;
            // No push runs beside a pull: the server had these before it answered.
            let acknowledged = store.acknowledged()?;
            let mut to_the_end = known
                .iter()
                .all(|state| state.snapshot == SnapshotStage::Whole);
            let mut page = FeedPage::begin(store)?;
            for one in &answer.unparked {
                if let Some(key) = store.unpark(one.op_id, &one.outcome)? {
                    store.settle_frozen(key)?;
                    page.touch(key);
                }
            }
            for (scope, scope_page) in answer.scopes {
                let state = known.iter().find(|state| state.scope == scope);
                match (scope_page, state) {
                    (ScopePage::Snapshot {}, Some(state))
                        if state.snapshot != SnapshotStage::Whole => {}
                    (ScopePage::Snapshot {}, _) => {
                        to_the_end = false;
                        store.begin_scope(scope)?;
                    }
                    (
                        ScopePage::Entries {
                            entries,
                            cursor,
                            more: goes_on,
                        },
                        Some(state),
                    ) if state.snapshot == SnapshotStage::Whole => {
                        for entry in entries {
                            page.take_entry(state, entry)?;
                        }
                        store.save_scope(&ScopeState {
                            cursor,
                            ..state.clone()
                        })?;
                        more |= goes_on;
                    }
                    // Entries of a scope that has no base here say nothing yet.
                    (ScopePage::Entries { .. }, Some(_)) => {}
                    (ScopePage::Entries { .. }, None) => {
                        to_the_end = false;
                        store.begin_scope(scope)?;
                    }
                }
            }
            for scope in answer.revoked {
                page.purge(scope)?;
            }
            if to_the_end && !more {
                // What the rest of the feed does not tell it told before: this device took in what another had sent.
                for (ordinal, key) in acknowledged {
                    if store.told_before(ordinal)? {
                        page.touch(key);
                    }
                }
            }
            store.set_last_exchange(Some(now))?;
            page.finish()
        })?;
        self.sync.went_well();
        self.sync.pull_wanted |= more;
        if !changed.is_empty() {
            self.sync.numbers_due = true;
            self.tell(Event::Changed(changed));
        }
        Ok(())
    }

    /// Applies a part of a snapshot with how far it has come in one transaction.
    pub(super) fn take_snapshot(
        &mut self,
        scope: Scope,
        after: Option<&RecordKey>,
        answer: SnapshotResponse,
    ) -> Result<(), EngineError> {
        let states = self.store.scopes()?;
        let Some(state) = states.into_iter().find(|state| state.scope == scope) else {
            return Ok(());
        };
        // In another life of the server the same `rev` of a record means something else. It is noticed here: as long as
        // a snapshot is wanted no page is asked for, which would tell.
        let epoch = answer.cursor.0;
        if self.store.device()?.epoch != Some(epoch) {
            self.sync.went_well();
            return self.see_epoch(epoch);
        }
        // Only the part that was asked for last says anything: the scope may have begun anew meanwhile.
        let expected = match &state.snapshot {
            SnapshotStage::Wanted => after.is_none(),
            SnapshotStage::After(record) => after == Some(record) && answer.cursor == state.cursor,
            SnapshotStage::Whole => false,
        };
        if !expected {
            self.store.write(|store| store.begin_scope(scope))?;
            self.sync.pull_wanted = true;
            return Ok(());
        }
        let goes_on = answer.next.is_some();
        if goes_on && answer.next.as_ref().map(on_the_wire) <= after.map(on_the_wire) {
            self.fail_garbled("a snapshot that goes round");
            return Ok(());
        }
        self.store.write(|store| {
            let mut state = state;
            state.cursor = answer.cursor;
            state.received += answer.records.len() as u64;
            let mut page = FeedPage::begin(store)?;
            for one in &answer.unparked {
                if let Some(key) = store.unpark(one.op_id, &one.outcome)? {
                    page.touch(key);
                }
            }
            for record in answer.records {
                page.take_snapshot(&state, record)?;
            }
            state.snapshot = match answer.next {
                Some(next) => SnapshotStage::After(next),
                None => SnapshotStage::Whole,
            };
            if state.snapshot == SnapshotStage::Whole {
                page.end_snapshot(&state)?;
                store.prune_own(KEPT_FOR)?;
            }
            store.save_scope(&state)?;
            page.finish()
        })?;
        self.sync.went_well();
        if !goes_on {
            self.sync.pull_wanted = true;
            self.sync.numbers_due = true;
            // Naming each of a hundred thousand records would say no more than this.
            self.tell(Event::Changed(Vec::new()));
        }
        Ok(())
    }

    /// The person may no longer read a scope of which a snapshot was under way.
    pub(super) fn lose_scope(&mut self, scope: Scope) -> Result<(), EngineError> {
        let changed = self.store.write(|store| {
            let mut page = FeedPage::begin(store)?;
            page.purge(scope)?;
            page.finish()
        })?;
        self.sync.pull_wanted = true;
        self.tell(Event::Changed(changed));
        Ok(())
    }

    /// How many records of a first sync have come, while it goes on.
    pub(crate) fn first_sync(&self) -> Result<Option<u64>, EngineError> {
        let scopes = self.store.scopes()?;
        let under_way = scopes
            .iter()
            .any(|state| state.snapshot != SnapshotStage::Whole);
        Ok(under_way.then(|| scopes.iter().map(|state| state.received).sum()))
    }
}
