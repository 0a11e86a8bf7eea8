//! The state machine itself: the next request, the answer to one, and when to look again.

use shared::time::Millis;
use shared::wire::{ErrorCode, PullRequest};

use super::state::Failed;
use super::transport::{Failure, Outgoing, SyncAnswer, SyncRequest};
use crate::api::Link;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::SnapshotStage;

impl Engine {
    /// The next request, if there is one to be made now. Asked again at once there may be another that can run beside
    /// it: at most one wait for news, and one of the others.
    ///
    /// # Errors
    /// What the store says.
    pub fn next_request(&mut self) -> Result<Option<Outgoing>, EngineError> {
        let Some(request) = self.plan_request()? else {
            return Ok(None);
        };
        match request {
            SyncRequest::Live(_) => self.sync.waiting = Some(self.sync.hurries),
            _ => self.sync.busy = Some(self.sync.hurries),
        }
        let token = self.store.session()?.and_then(|session| session.token);
        Ok(Some(Outgoing { request, token }))
    }

    fn plan_request(&mut self) -> Result<Option<SyncRequest>, EngineError> {
        if self.sync.busy.is_none() {
            if let Some(request) = self.plan_enrolment() {
                return Ok(Some(request));
            }
            if self.sync.halted || self.sync.backoff.until(self.clock.wall()).is_some() {
                return Ok(None);
            }
            if self.store.session()?.is_none() {
                // A browser may still have its cookie where its storage was lost.
                let ask = !self.sync.session_known;
                return Ok(ask.then_some(SyncRequest::Session));
            }
            if let Some(request) = self.plan_push()? {
                return Ok(Some(SyncRequest::Push(request)));
            }
            if let Some(request) = self.plan_snapshot()? {
                return Ok(Some(request));
            }
            if self.sync.pull_wanted {
                let cursors = self.cursors()?;
                self.sync.pull_wanted = false;
                return Ok(Some(SyncRequest::Pull(cursors)));
            }
        }
        // A wait beside a first sync would be answered at once, again and again.
        let may_wait = self.sync.waiting.is_none()
            && !self.sync.halted
            && !self.sync.pull_wanted
            && self.first_sync()?.is_none()
            && self.sync.link == Link::Online
            && self.sync.backoff.until(self.clock.wall()).is_none()
            && self.store.session()?.is_some();
        if may_wait {
            let cursors = self.cursors()?;
            if !cursors.cursors.is_empty() {
                return Ok(Some(SyncRequest::Live(cursors)));
            }
        }
        Ok(None)
    }

    fn plan_snapshot(&self) -> Result<Option<SyncRequest>, EngineError> {
        for state in self.store.scopes()? {
            let (after, at) = match state.snapshot {
                SnapshotStage::Whole => continue,
                SnapshotStage::Wanted => (None, None),
                SnapshotStage::After(record) => (Some(record), Some(state.cursor.1)),
            };
            return Ok(Some(SyncRequest::Snapshot {
                scope: state.scope,
                after,
                at,
            }));
        }
        Ok(None)
    }

    /// How far each scope whose snapshot is whole has been read.
    fn cursors(&self) -> Result<PullRequest, EngineError> {
        let scopes = self.store.scopes()?;
        Ok(PullRequest {
            cursors: scopes
                .into_iter()
                .filter(|state| state.snapshot == SnapshotStage::Whole)
                .map(|state| (state.scope, state.cursor))
                .collect(),
        })
    }

    /// When to ask [`Engine::next_request`] again although nothing has happened; by the wall clock.
    #[must_use]
    pub fn wake_at(&self) -> Option<Millis> {
        if self.sync.halted {
            return None;
        }
        self.sync.backoff.until(self.clock.wall())
    }

    /// Takes the answer to a request, or the lack of one.
    ///
    /// # Errors
    /// What the store says; what the answer told is asked for again then, later.
    pub fn receive(
        &mut self,
        request: &SyncRequest,
        answer: Result<SyncAnswer, Failure>,
    ) -> Result<(), EngineError> {
        let begun = match request {
            SyncRequest::Live(_) => self.sync.waiting.take(),
            _ => self.sync.busy.take(),
        };
        let begun = begun.unwrap_or(self.sync.hurries);
        let taken = match (request, answer) {
            (SyncRequest::Enrol(_), Err(failure)) => {
                self.enrolment_failed(&failure);
                Ok(())
            }
            (SyncRequest::Session, Err(failure)) => {
                self.sync.session_known = matches!(failure, Failure::Refused { status: 401, .. });
                // Nobody is enrolled: that is how every device begins, and no trouble.
                if !self.sync.session_known {
                    self.fail(&failure, begun);
                }
                Ok(())
            }
            (
                SyncRequest::Snapshot { scope, .. },
                // A proxy's refusal says nothing of what the person may read.
                Err(Failure::Refused {
                    code: Some(ErrorCode::Forbidden),
                    ..
                }),
            ) => self.lose_scope(*scope),
            (_, Err(failure)) => {
                self.fail(&failure, begun);
                Ok(())
            }
            (SyncRequest::Enrol(_) | SyncRequest::Session, Ok(SyncAnswer::Session(session))) => {
                self.take_session(&session)
            }
            (SyncRequest::Push(sent), Ok(SyncAnswer::Push(answer))) => self.take_push(sent, answer),
            (SyncRequest::Pull(_), Ok(SyncAnswer::Pull(answer))) => self.take_pull(*answer),
            (SyncRequest::Snapshot { scope, after, .. }, Ok(SyncAnswer::Snapshot(answer))) => {
                self.take_snapshot(*scope, after.as_ref(), *answer)
            }
            (SyncRequest::Live(asked), Ok(SyncAnswer::Live(answer))) => {
                self.sync.went_well();
                let news = answer.heads.iter().any(|(scope, head)| {
                    asked
                        .cursors
                        .get(scope)
                        .is_none_or(|cursor| *head != cursor.1)
                });
                let restored = asked
                    .cursors
                    .values()
                    .any(|cursor| cursor.0 != answer.epoch);
                // Nothing named: the time is over, or a scope is no longer this person's.
                self.sync.pull_wanted |= news || restored || answer.heads.is_empty();
                Ok(())
            }
            (_, Ok(_)) => {
                self.fail(
                    &Failure::Garbled("an answer to something else".to_owned()),
                    begun,
                );
                Ok(())
            }
        };
        if let Err(error) = &taken {
            // Full storage or the like: what came is asked for again.
            self.sync.pull_wanted = true;
            let failed = Failed {
                link: self.sync.link,
                halted: error.is_permanent(),
                begun,
            };
            let jitter = self.jitter();
            let now = self.clock.wall();
            self.sync.went_wrong(failed, now, jitter);
        }
        self.tell_sync()?;
        taken
    }

    /// A request failed: everything stays as it is, and is tried again.
    pub(super) fn fail(&mut self, failure: &Failure, begun: u32) {
        let (link, halted) = match failure {
            Failure::Unreachable(_) => (Link::Offline, false),
            Failure::Garbled(_) => (Link::Troubled, false),
            Failure::Refused { status, .. } => match status {
                401 => (Link::Revoked, true),
                426 => (Link::Outdated, true),
                _ => (Link::Troubled, false),
            },
        };
        self.sync.pull_wanted = true;
        let now = self.clock.wall();
        let jitter = self.jitter();
        let failed = Failed {
            link,
            halted,
            begun,
        };
        self.sync.went_wrong(failed, now, jitter);
    }

    /// What came is no answer to what was asked.
    pub(super) fn fail_garbled(&mut self, why: &str) {
        let begun = self.sync.hurries;
        self.fail(&Failure::Garbled(why.to_owned()), begun);
    }

    fn jitter(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.entropy.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }
}
