//! Pushing: what is pending goes out in order; each operation leaves the outbox with its own outcome.

use std::collections::HashSet;

use shared::id::{InstallationId, PersonId};
use shared::time::Millis;
use shared::wire::{Epoch, ErrorCode, MAX_PUSH, PushRequest, PushResponse};

use super::transport::Failure;
use crate::api::Event;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::FeedPage;

/// Bytes of operations in one push, unless one alone has more: a slow line should get something through.
const MAX_PUSH_BYTES: usize = 512 * 1024;

/// Whose operations a push carries: they are of one person.
pub(super) fn author(push: &PushRequest) -> Option<PersonId> {
    push.entries.first().map(|entry| entry.op.actor)
}

impl Engine {
    pub(super) fn plan_push(&self, person: PersonId) -> Result<Option<PushRequest>, EngineError> {
        let next = self.store.next_push(person, MAX_PUSH, MAX_PUSH_BYTES)?;
        let Some((installation, entries)) = next else {
            return Ok(None);
        };
        Ok(Some(PushRequest {
            installation,
            anchor: self.clock.anchor(),
            entries,
        }))
    }

    /// What somebody else left here and whose credential is here too goes as theirs, while another person works.
    pub(super) fn plan_push_of_others(
        &self,
        now: Millis,
    ) -> Result<Option<PushRequest>, EngineError> {
        for person in self.store.waiting_people()? {
            if self.sync.others.may_try(person, now)
                && let Some(push) = self.plan_push(person)?
            {
                return Ok(Some(push));
            }
        }
        Ok(None)
    }

    /// What somebody else left here did not go. It waits, and holds up nobody.
    pub(super) fn push_of_other_failed(&mut self, person: PersonId, failure: &Failure, begun: u32) {
        match failure {
            Failure::Refused {
                code: Some(ErrorCode::Unauthorised),
                ..
            } => self.sync.others.refuse(person),
            Failure::Refused { status: 426, .. } | Failure::Unreachable(_) => {
                self.fail(failure, begun);
            }
            Failure::Refused { .. } | Failure::Garbled(_) => {
                let jitter = self.jitter();
                let now = self.clock.wall();
                self.sync.others.fail(person, now, jitter);
            }
        }
    }

    pub(super) fn take_push(
        &mut self,
        sent: &PushRequest,
        answer: PushResponse,
    ) -> Result<(), EngineError> {
        match answer {
            PushResponse::Fork { .. } => self.take_fork(sent),
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
    pub(super) fn take_fork(&mut self, sent: &PushRequest) -> Result<(), EngineError> {
        let Some(person) = author(sent) else {
            return Ok(());
        };
        let renewed = self.fresh(InstallationId::new);
        self.store.write(|store| {
            let next_seq = store.renumber(person, sent.installation, renewed)?;
            store.renew_installation(person, renewed, next_seq)
        })?;
        self.sync.went_well();
        self.sync.numbers_due = true;
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
                store.forget_all_hidden()?;
                store.spend_numbers()?;
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
