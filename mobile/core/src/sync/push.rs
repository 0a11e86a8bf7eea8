//! Pushing: what is pending goes out in order; each operation leaves the outbox with its own outcome.

use std::collections::HashSet;

use shared::id::InstallationId;
use shared::wire::{Epoch, MAX_PUSH, PushRequest, PushResponse};

use crate::api::Event;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::FeedPage;

/// Bytes of operations in one push, unless one alone has more: a slow line should get something through.
const MAX_PUSH_BYTES: usize = 512 * 1024;

impl Engine {
    pub(super) fn plan_push(&mut self) -> Result<Option<PushRequest>, EngineError> {
        let Some((installation, entries)) = self.store.next_push(MAX_PUSH, MAX_PUSH_BYTES)? else {
            return Ok(None);
        };
        Ok(Some(PushRequest {
            installation,
            anchor: self.clock.anchor(),
            entries,
        }))
    }

    pub(super) fn take_push(
        &mut self,
        sent: &PushRequest,
        answer: PushResponse,
    ) -> Result<(), EngineError> {
        match answer {
            PushResponse::Fork { .. } => self.take_fork(sent.installation),
            PushResponse::Taken { epoch, outcomes } => {
                let asked: HashSet<_> = sent.entries.iter().map(|entry| entry.op.op_id).collect();
                // An answer that names nothing, or what was not sent, answers something else.
                if outcomes.is_empty() || !outcomes.iter().all(|one| asked.contains(&one.op_id)) {
                    self.fail_garbled("outcomes of other operations");
                    return Ok(());
                }
                let changed = self.store.write(|store| {
                    let mut page = FeedPage::begin(store)?;
                    for one in &outcomes {
                        if let Some(key) = store.acknowledge(one.op_id, &one.outcome)? {
                            store.settle_frozen(key)?;
                            page.touch(key);
                        }
                    }
                    page.finish()
                })?;
                self.sync.went_well();
                // The feed now has what was sent, as it counts.
                self.sync.pull_wanted = true;
                self.tell(Event::Changed(changed));
                self.see_epoch(epoch)
            }
        }
    }

    /// The server knows this installation's numbers from elsewhere (the store went back in time, or was copied), or
    /// the installation from another person. Its own goes on under a new name.
    pub(super) fn take_fork(&mut self, forked: InstallationId) -> Result<(), EngineError> {
        let renewed = self.fresh(InstallationId::new);
        self.store.write(|store| {
            let next_seq = store.renumber(forked, renewed)?;
            store.renew_installation(renewed, next_seq)
        })?;
        self.sync.went_well();
        Ok(())
    }

    /// Notices that the server lives another life than the one that this store knows: it was restored from a backup.
    /// Everything that it may have lost is sent again, and every scope is read anew.
    pub(super) fn see_epoch(&mut self, epoch: Epoch) -> Result<(), EngineError> {
        let known = self.store.device()?.epoch;
        if known == Some(epoch) {
            return Ok(());
        }
        self.store.write(|store| {
            if known.is_some() {
                store.mark_for_resending()?;
                for state in store.scopes()? {
                    store.begin_scope(state.scope)?;
                }
            }
            store.set_epoch(epoch)
        })?;
        self.sync.pull_wanted = true;
        Ok(())
    }
}
