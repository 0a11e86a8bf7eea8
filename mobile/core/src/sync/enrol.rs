//! Who this device works for: enrolling, making sure that the server means the same, signing out.
//!
//! **Invariant:** a store that holds one organisation's data is not mixed with another's, and nothing is exchanged in
//! the name of somebody else than who is signed in.

use shared::id::{InstallationId, OrgId, PersonId};
use shared::wire::{EnrolRequest, ErrorCode, SessionResponse};

use super::state::Identity;
use super::transport::{Failure, SyncRequest};
use crate::api::{EnrolFailure, Event, NoReply};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::{Session, Store};

impl Engine {
    pub(super) fn plan_enrolment(&mut self) -> Option<SyncRequest> {
        let wish = self.sync.enrolment.take()?;
        Some(SyncRequest::Enrol(EnrolRequest {
            code: wish.code,
            device: wish.device,
        }))
    }

    pub(super) fn enrolment_failed(&mut self, failure: &Failure) {
        let why = match failure {
            Failure::Unreachable(_) => EnrolFailure::Unreachable,
            Failure::Garbled(_) => EnrolFailure::Garbled,
            Failure::Refused { status, code } => match (status, code) {
                (429, _) | (_, Some(ErrorCode::Throttled)) => EnrolFailure::Throttled,
                (400..=499, Some(_)) => EnrolFailure::Code,
                // No word of our server's: a proxy's page, which knows nothing of codes.
                _ => EnrolFailure::Garbled,
            },
        };
        self.tell(Event::EnrolFailed(why));
    }

    /// A code was spent. For another organisation than the one whose data lies here, nothing changes but that the
    /// person is told: a browser's cookie may be the other's now, which the server is asked for.
    pub(super) fn take_enrolment(&mut self, session: &SessionResponse) -> Result<(), EngineError> {
        self.sync.doubt_identity();
        if self.is_foreign(session.org)? {
            self.sync.identity = Identity::OtherOrganisation;
            self.tell(Event::EnrolFailed(EnrolFailure::OtherOrganisation));
            return Ok(());
        }
        // Who comes by a new link is who they say, and may have forgotten their PIN.
        let person = session.person;
        self.store.write(|store| store.delete_pin(person))?;
        self.sign_in(session)
    }

    /// The server says whom the credential speaks for.
    pub(super) fn take_session(&mut self, session: &SessionResponse) -> Result<(), EngineError> {
        let known = self.store.session()?.map(|known| known.person);
        let identity = if self.is_foreign(session.org)? {
            Identity::OtherOrganisation
        } else if known.is_some_and(|known| known != session.person) {
            Identity::OtherPerson
        } else {
            if known.is_none() {
                self.sign_in(session)?;
            }
            Identity::Ours
        };
        self.sync.identity = identity;
        self.sync.session_wanted = false;
        self.sync.went_well();
        if identity != Identity::Ours {
            self.end_inquiries(NoReply::Revoked);
        }
        Ok(())
    }

    pub(super) fn session_failed(
        &mut self,
        failure: &Failure,
        begun: u32,
    ) -> Result<(), EngineError> {
        let refused = matches!(
            failure,
            Failure::Refused {
                code: Some(ErrorCode::Unauthorised),
                ..
            }
        );
        let put_out = matches!(
            failure,
            Failure::Refused {
                code: Some(ErrorCode::PutOut),
                ..
            }
        );
        if put_out && self.store.session()?.is_some() {
            self.sync.identity = Identity::PutOut;
            self.sync.session_wanted = false;
            self.sync.went_well();
            self.end_inquiries(NoReply::Revoked);
        } else if (refused || put_out) && self.store.session()?.is_none() {
            // Nobody is enrolled: that is how every device begins, and no trouble.
            self.sync.session_wanted = false;
        } else {
            self.fail(failure, begun);
        }
        Ok(())
    }

    fn is_foreign(&self, org: OrgId) -> Result<bool, EngineError> {
        Ok(self.store.device()?.org.is_some_and(|own| own != org))
    }

    fn sign_in(&mut self, session: &SessionResponse) -> Result<(), EngineError> {
        let fresh = self.fresh(InstallationId::new);
        let before = self.store.session()?;
        self.store.write(|store| store.sign_in(session, fresh))?;
        let stays = |before: &Session| before.person == session.person && !before.is_locked;
        if !before.as_ref().is_some_and(stays) {
            self.change_sitting(before.map(|before| before.person), session.person);
        }
        self.sync.pull_wanted = true;
        self.sync.went_well();
        let view = self.session_view()?;
        self.tell(Event::Enrolled(view));
        Ok(())
    }

    /// Another sits here, or whom it was locked for: what the screens show is to be asked for anew.
    pub(crate) fn change_sitting(&mut self, before: Option<PersonId>, now: PersonId) {
        if before != Some(now) {
            self.sync.change_sitting();
            self.set_import_aside();
        }
        self.tell(Event::Changed(Vec::new()));
    }

    /// The person of the next exchanges is another, whose credential is here already.
    pub(crate) fn exchange_for_another(&mut self) {
        self.sync.doubt_identity();
        self.sync.pull_wanted = true;
    }

    /// Nobody is signed in from now on. The server is told as soon as it can be.
    pub(crate) fn sign_out(&mut self) -> Result<(), EngineError> {
        if self.store.session()?.is_none() {
            return Ok(());
        }
        self.store.write(Store::sign_out)?;
        self.sync.change_sitting();
        self.set_import_aside();
        // Whoever comes next enrols: the cookie that is there until then is of who left.
        self.sync.session_wanted = false;
        let view = self.session_view()?;
        self.tell(Event::SignedOut(view));
        Ok(())
    }

    /// A device that was put out forgets at once what it carried for who is signed in, and delivers what is unsent of
    /// theirs; then nobody is.
    pub(super) fn plan_delivery(
        &mut self,
        session: Option<&Session>,
    ) -> Result<Option<SyncRequest>, EngineError> {
        let Some(session) = session else {
            return Ok(None);
        };
        if !self.store.scopes()?.is_empty() {
            self.store.write(Store::withhold_everything)?;
            self.tell(Event::Changed(Vec::new()));
        }
        if let Some(push) = self.plan_push(session.person)? {
            return Ok(Some(SyncRequest::Push(push)));
        }
        self.store.write(Store::end_access)?;
        self.sync.change_sitting();
        self.set_import_aside();
        // It stays said why nobody is signed in here, until somebody is.
        self.sync.identity = Identity::PutOut;
        self.sync.session_wanted = false;
        let view = self.session_view()?;
        self.tell(Event::SignedOut(view));
        Ok(None)
    }

    /// The server knows no longer of a credential of who left.
    pub(super) fn end_departure(&mut self) -> Result<(), EngineError> {
        self.store.write(Store::end_departure)?;
        self.sync.leaving.succeed();
        Ok(())
    }

    /// A credential could not be ended: it is tried again, and holds up nobody meanwhile.
    pub(super) fn departure_failed(&mut self, failure: &Failure) -> Result<(), EngineError> {
        if let Failure::Refused {
            code: Some(ErrorCode::Unauthorised | ErrorCode::PutOut),
            ..
        } = failure
        {
            return self.end_departure();
        }
        let jitter = self.jitter();
        let now = self.clock.wall();
        self.sync.leaving.fail(now, jitter);
        Ok(())
    }
}
