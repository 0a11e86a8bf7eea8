//! The state machine itself: the next request, the answer to one, and when to look again.

use shared::record::RecordKey;
use shared::time::Millis;
use shared::wire::{ErrorCode, HistoryLine, PullRequest, PushResponse};

use super::push::author;
use super::state::{Failed, Flight, Identity};
use super::transport::{Failure, Outgoing, SyncAnswer, SyncRequest};
use crate::api::{Event, Link};
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
        let next = self.plan_outgoing();
        match &next {
            Ok(None) => {}
            Ok(Some(outgoing)) => match outgoing.request {
                SyncRequest::Live(_) => self.sync.waiting = Some(self.sync.now),
                _ => {
                    let session = self.store.session()?.map(|session| session.person);
                    let other = match outgoing.request {
                        SyncRequest::Push(_) => {
                            outgoing.person.filter(|_| outgoing.person != session)
                        }
                        _ => None,
                    };
                    self.sync.busy = Some(Flight {
                        other,
                        ..self.sync.now
                    });
                }
            },
            Err(error) => self.tell_store_failure(error),
        }
        next
    }

    fn plan_outgoing(&mut self) -> Result<Option<Outgoing>, EngineError> {
        let Some(request) = self.plan_request()? else {
            return Ok(None);
        };
        let (person, token) = match &request {
            // Whose it becomes, the server says.
            SyncRequest::Enrol(_) => (None, None),
            SyncRequest::Leave => match self.store.find_departure()? {
                Some(left) => (left.person, left.token),
                None => (None, None),
            },
            SyncRequest::Push(push) => match author(push) {
                Some(person) => {
                    let credential = self.store.find_credential(person)?;
                    (Some(person), credential.and_then(|(_, token)| token))
                }
                None => (None, None),
            },
            _ => match self.store.session()? {
                Some(session) => (Some(session.person), session.token),
                None => (None, None),
            },
        };
        Ok(Some(Outgoing {
            request,
            person,
            token,
        }))
    }

    fn plan_request(&mut self) -> Result<Option<SyncRequest>, EngineError> {
        let now = self.clock.wall();
        if self.sync.busy.is_none() {
            let departing = self.store.find_departure()?.is_some();
            if departing && self.sync.leaving.until(now).is_none() {
                return Ok(Some(SyncRequest::Leave));
            }
            if let Some(request) = self.plan_enrolment() {
                return Ok(Some(request));
            }
            if self.sync.halted || self.sync.backoff.until(now).is_some() {
                return Ok(None);
            }
            let session = self.store.session()?;
            // A browser may have its cookie where its storage was lost. But not that of who is just leaving, nor of
            // those who are known here, who say their PIN.
            let is_new = || Ok::<_, EngineError>(!departing && self.store.enrolled()?.is_empty());
            if self.sync.session_wanted && (session.is_some() || is_new()?) {
                return Ok(Some(SyncRequest::Session));
            }
            if self.sync.identity == Identity::PutOut {
                return self.plan_delivery(session.as_ref());
            }
            let Some(session) = session.filter(|_| self.sync.identity == Identity::Ours) else {
                return Ok(None);
            };
            if let Some(request) = self.plan_push(session.person)? {
                return Ok(Some(SyncRequest::Push(request)));
            }
            if let Some(request) = self.plan_push_of_others(now)? {
                return Ok(Some(SyncRequest::Push(request)));
            }
            if let Some(request) = self.plan_inquiry() {
                return Ok(Some(request));
            }
            if let Some(request) = self.plan_history()? {
                return Ok(Some(request));
            }
            if let Some(request) = self.plan_snapshot()? {
                return Ok(Some(request));
            }
            if self.sync.pull_wanted {
                let cursors = self.cursors()?;
                self.sync.pull_wanted = false;
                return Ok(Some(SyncRequest::Pull(cursors)));
            }
            if let Some(request) = self.plan_numbers(session.person)? {
                return Ok(Some(request));
            }
            if let Some(request) = self.plan_check(now)? {
                return Ok(Some(request));
            }
        }
        // A wait beside a first sync would be answered at once, again and again.
        let may_wait = self.sync.waiting.is_none()
            && !self.sync.halted
            && self.sync.identity == Identity::Ours
            && !self.sync.pull_wanted
            && self.first_sync()?.is_none()
            && self.sync.link == Link::Online
            && self.sync.backoff.until(now).is_none()
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
                size: self.sync.part_size,
            }));
        }
        Ok(None)
    }

    fn plan_history(&self) -> Result<Option<SyncRequest>, EngineError> {
        let Some(record) = self.sync.history_wanted.clone() else {
            return Ok(None);
        };
        let before = match self.store.find_key(&record)? {
            Some(key) => self.store.oldest_past(key)?,
            None => None,
        };
        Ok(Some(SyncRequest::History { record, before }))
    }

    /// Keeps older lines of a record's history; none means that there are none.
    fn take_history(
        &mut self,
        record: &RecordKey,
        lines: &[HistoryLine],
    ) -> Result<(), EngineError> {
        self.store.add_older(record, lines)?;
        if lines.is_empty() {
            self.sync.whole_histories.insert(record.clone());
        }
        if self.sync.history_wanted.as_ref() == Some(record) {
            self.sync.history_wanted = None;
        }
        self.tell(Event::Changed(vec![record.clone()]));
        Ok(())
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
        let now = self.clock.wall();
        let again = self.sync.backoff.until(now).filter(|_| !self.sync.halted);
        again
            .into_iter()
            .chain(self.sync.leaving.until(now))
            .chain(self.sync.others.until(now))
            .chain(self.sync.check.is_under_way().then_some(now))
            .min()
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
        let flight = match request {
            SyncRequest::Live(_) => self.sync.waiting.take(),
            _ => self.sync.busy.take(),
        };
        let flight = flight.unwrap_or(self.sync.now);
        if flight.sitting != self.sync.now.sitting && !outlives_a_sitting(request, &answer) {
            return self.tell_sync();
        }
        let begun = flight.hurries;
        let taken = match (request, answer) {
            (SyncRequest::Enrol(_), Err(failure)) => {
                self.enrolment_failed(&failure);
                Ok(())
            }
            (SyncRequest::Session, Err(failure)) => self.session_failed(&failure, begun),
            (SyncRequest::Leave, Err(failure)) => self.departure_failed(&failure),
            (SyncRequest::Leave, Ok(SyncAnswer::Left)) => self.end_departure(),
            (
                SyncRequest::Push(sent),
                Err(Failure::Refused {
                    code: Some(ErrorCode::ForeignInstallation),
                    ..
                }),
            ) => self.take_fork(sent),
            (SyncRequest::Push(_), Err(failure)) if flight.other.is_some() => {
                if let Some(person) = flight.other {
                    self.push_of_other_failed(person, &failure, begun);
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
            // The record is not there, or not this person's to read: there is nothing to wait for.
            (
                SyncRequest::History { record, .. },
                Err(Failure::Refused {
                    code: Some(ErrorCode::NotFound),
                    ..
                }),
            ) => self.take_history(record, &[]),
            // An older server knows no digests, and a scope may just have been lost: the next pull says so.
            (
                SyncRequest::Digest { scope, .. } | SyncRequest::Bucket { scope, .. },
                Err(Failure::Refused {
                    status: 400..=404, ..
                }),
            ) => self.end_check(*scope),
            (SyncRequest::Ask(inquiry), Err(failure)) => {
                self.inquiry_failed(inquiry, &failure, begun);
                Ok(())
            }
            (
                SyncRequest::Numbers(asked),
                Err(Failure::Refused {
                    code: Some(ErrorCode::BadRequest | ErrorCode::Forbidden | ErrorCode::NotFound),
                    ..
                }),
            ) => {
                self.refuse_numbers(asked);
                Ok(())
            }
            (request, Err(failure)) => {
                if let SyncRequest::Snapshot { size, .. } = request {
                    self.sync.part_size = size.shorter();
                }
                self.fail(&failure, begun);
                Ok(())
            }
            (SyncRequest::Enrol(_), Ok(SyncAnswer::Session(session))) => {
                self.take_enrolment(&session)
            }
            (SyncRequest::Session, Ok(SyncAnswer::Session(session))) => self.take_session(&session),
            (SyncRequest::Push(sent), Ok(SyncAnswer::Push(answer))) => self.take_push(sent, answer),
            (SyncRequest::Pull(_), Ok(SyncAnswer::Pull(answer))) => self.take_pull(*answer),
            (
                SyncRequest::Snapshot {
                    scope, after, size, ..
                },
                Ok(SyncAnswer::Snapshot(answer)),
            ) => {
                self.sync.part_size = size.longer();
                self.take_snapshot(*scope, after.as_ref(), *answer)
            }
            (SyncRequest::Digest { scope, .. }, Ok(SyncAnswer::Digest(answer))) => {
                self.take_digest(*scope, answer)
            }
            (SyncRequest::Bucket { scope, bucket }, Ok(SyncAnswer::Snapshot(answer))) => {
                self.take_bucket(*scope, *bucket, *answer)
            }
            (SyncRequest::History { record, .. }, Ok(SyncAnswer::History(answer))) => {
                self.sync.went_well();
                self.take_history(record, &answer.lines)
            }
            (SyncRequest::Numbers(asked), Ok(SyncAnswer::Numbers(answer))) => {
                self.take_numbers(asked, &answer)
            }
            (SyncRequest::Ask(inquiry), Ok(SyncAnswer::Reply(reply))) => {
                self.take_reply(inquiry, reply);
                Ok(())
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
            self.tell_store_failure(error);
        }
        self.tell_sync()?;
        taken
    }

    /// Says that the store failed, once until something can be kept again.
    fn tell_store_failure(&mut self, error: &EngineError) {
        if self.sync.store_failure.as_ref() != Some(error) {
            self.sync.store_failure = Some(error.clone());
            self.tell(Event::StoreFailed(error.clone()));
        }
    }

    /// A request failed: everything stays as it is, and is tried again.
    pub(super) fn fail(&mut self, failure: &Failure, begun: u32) {
        let (link, halted) = match failure {
            Failure::Unreachable(_) => (Link::Offline, false),
            Failure::Garbled(_) => (Link::Troubled, false),
            Failure::Refused { status, code } => match status {
                // A proxy asks for a login of its own with 401 too: that says nothing of this device.
                401 if *code == Some(ErrorCode::Unauthorised) => (Link::Revoked, true),
                // Whom the credential spoke for is asked anew, and answered in a way that says what is left to do.
                401 if *code == Some(ErrorCode::PutOut) => {
                    self.sync.doubt_identity();
                    (Link::Revoked, false)
                }
                426 => (Link::Outdated, true),
                // So many came at once that this one is to come again: nothing is wrong.
                429 if *code == Some(ErrorCode::Throttled) => (self.sync.link.heard_of(), false),
                _ => (Link::Troubled, false),
            },
        };
        self.sync.pull_wanted = true;
        self.sync.numbers_due = true;
        // What was under way before the person asked says nothing of now.
        if begun == self.sync.now.hurries {
            self.give_up_inquiries(failure);
        }
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
        let begun = self.sync.now.hurries;
        self.fail(&Failure::Garbled(why.to_owned()), begun);
    }

    pub(super) fn jitter(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.entropy.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }
}

/// Whether an answer still says something when another person sits here than who asked: what became of operations is
/// told by their ids, and a code that was spent is spent. Records of a person's are for nobody else.
fn outlives_a_sitting(request: &SyncRequest, answer: &Result<SyncAnswer, Failure>) -> bool {
    match request {
        SyncRequest::Enrol(_) | SyncRequest::Leave => true,
        SyncRequest::Push(_) => {
            matches!(answer, Ok(SyncAnswer::Push(PushResponse::Taken { .. })))
        }
        _ => false,
    }
}
