//! Inquirys that only the server can answer. They take the road of everything else: after whom the server means is
//! certain and what was done before is sent, over the same transport. Nothing of them is kept.

use shared::wire::ErrorCode;

use super::transport::{Failure, SyncRequest};
use crate::api::{Event, Inquiry, NoReply, Reply};
use crate::engine::Engine;

impl Engine {
    /// The inquiry that a person has waited for longest, once.
    pub(super) fn plan_inquiry(&mut self) -> Option<SyncRequest> {
        if self.sync.inquiries.is_empty() {
            return None;
        }
        Some(SyncRequest::Ask(self.sync.inquiries.remove(0)))
    }

    pub(super) fn take_reply(&mut self, inquiry: &Inquiry, reply: Reply) {
        self.sync.went_well();
        self.tell(Event::Replied(inquiry.clone(), Ok(reply)));
    }

    /// There is no answer. What the server itself refused says nothing against the link.
    pub(super) fn inquiry_failed(&mut self, inquiry: &Inquiry, failure: &Failure, begun: u32) {
        let why = no_reply(failure);
        match why {
            NoReply::NotAllowed | NoReply::Unknown | NoReply::Throttled => self.sync.went_well(),
            NoReply::Offline | NoReply::Revoked | NoReply::Troubled => self.fail(failure, begun),
        }
        self.tell(Event::Replied(inquiry.clone(), Err(why)));
    }

    /// What comes before the inquiries failed, and so they have: a person who waits is told.
    pub(super) fn give_up_inquiries(&mut self, failure: &Failure) {
        self.end_inquiries(no_reply(failure));
    }

    /// The inquiries that wait get no answer.
    pub(super) fn end_inquiries(&mut self, why: NoReply) {
        for inquiry in std::mem::take(&mut self.sync.inquiries) {
            self.tell(Event::Replied(inquiry, Err(why)));
        }
    }
}

fn no_reply(failure: &Failure) -> NoReply {
    match failure {
        Failure::Unreachable(_) => NoReply::Offline,
        Failure::Garbled(_) => NoReply::Troubled,
        Failure::Refused { code, .. } => match code {
            Some(ErrorCode::Unauthorised | ErrorCode::PutOut) => NoReply::Revoked,
            Some(ErrorCode::Forbidden) => NoReply::NotAllowed,
            Some(ErrorCode::NotFound) => NoReply::Unknown,
            Some(ErrorCode::Throttled) => NoReply::Throttled,
            _ => NoReply::Troubled,
        },
    }
}
