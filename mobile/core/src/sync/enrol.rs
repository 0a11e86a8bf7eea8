//! Enrolling the device, and learning whom it works for.

use shared::wire::{EnrolRequest, ErrorCode, SessionResponse};

use super::transport::{Failure, SyncRequest};
use crate::api::{EnrolFailure, Event};
use crate::engine::Engine;
use crate::error::EngineError;

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
                (_, Some(ErrorCode::EnrolmentCode)) => EnrolFailure::Code,
                (429, _) | (_, Some(ErrorCode::Throttled)) => EnrolFailure::Throttled,
                (400..=499, _) => EnrolFailure::Code,
                _ => EnrolFailure::Garbled,
            },
        };
        self.tell(Event::EnrolFailed(why));
    }

    /// The server says whom the device works for. A store that holds another organisation's data is not mixed with
    /// it: what waits there is kept, and the person is told.
    pub(super) fn take_session(&mut self, session: &SessionResponse) -> Result<(), EngineError> {
        let known = self.store.session()?;
        if known.is_some_and(|known| known.org != session.org) {
            self.tell(Event::EnrolFailed(EnrolFailure::OtherOrganisation));
            return Ok(());
        }
        self.store.write(|store| store.save_session(session))?;
        self.sync.session_known = true;
        self.sync.pull_wanted = true;
        self.sync.went_well();
        let view = self.session_view()?;
        self.tell(Event::Enrolled(view));
        Ok(())
    }
}
