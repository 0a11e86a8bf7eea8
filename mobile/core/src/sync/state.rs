//! What sync remembers between two requests. All of it may be lost: the store says what is to be done.

use shared::time::Millis;

use super::backoff::Backoff;
use crate::api::Link;

/// A person's wish to enrol this device.
#[derive(Clone, Debug)]
pub(super) struct Enrolment {
    pub(super) code: String,
    pub(super) device: String,
}

/// The state of sync.
#[derive(Debug)]
pub(crate) struct SyncState {
    /// A code to be spent. One try: a person sees what came of it.
    pub(super) enrolment: Option<Enrolment>,
    /// The server has been asked whom this device works for since the engine was opened.
    pub(super) session_known: bool,
    /// Something new may lie on the server.
    pub(super) pull_wanted: bool,
    /// A request other than the wait is under way.
    pub(super) busy: bool,
    /// The wait is under way.
    pub(super) waiting: bool,
    pub(super) link: Link,
    pub(super) backoff: Backoff,
    /// The credential counts no longer, or the app is too old: only a person can change that.
    pub(super) halted: bool,
}

impl Default for SyncState {
    fn default() -> Self {
        Self {
            enrolment: None,
            session_known: false,
            pull_wanted: true,
            busy: false,
            waiting: false,
            link: Link::default(),
            backoff: Backoff::default(),
            halted: false,
        }
    }
}

impl SyncState {
    /// A person wants to enrol.
    pub(crate) fn enrol(&mut self, code: String, device: String) {
        self.enrolment = Some(Enrolment { code, device });
        self.backoff.hurry(self.under_way());
    }

    /// A person asked, the network returned, or the app became visible.
    pub(crate) fn hurry(&mut self) {
        self.pull_wanted = true;
        self.halted = false;
        self.backoff.hurry(self.under_way());
    }

    /// Something is to be sent.
    pub(crate) fn hurry_push(&mut self) {
        self.backoff.hurry(self.under_way());
    }

    fn under_way(&self) -> u8 {
        u8::from(self.busy) + u8::from(self.waiting)
    }

    pub(crate) fn link(&self) -> Link {
        self.link
    }

    /// An exchange went through.
    pub(super) fn went_well(&mut self) {
        self.link = Link::Online;
        self.halted = false;
        self.backoff.succeed();
    }

    /// An exchange failed.
    pub(super) fn went_wrong(&mut self, link: Link, halted: bool, now: Millis, jitter: u32) {
        self.link = link;
        self.halted = halted;
        self.backoff.fail(now, jitter);
    }
}
