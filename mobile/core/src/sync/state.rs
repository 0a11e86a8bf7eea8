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

/// An exchange that failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed {
    /// How the link stands by it.
    pub(super) link: Link,
    /// Only a person can change that.
    pub(super) halted: bool,
    /// How often somebody had asked to try at once as it began.
    pub(super) begun: u32,
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
    /// A request other than the wait is under way, begun after so many [`SyncState::hurries`].
    pub(super) busy: Option<u32>,
    /// The wait is under way, begun after so many.
    pub(super) waiting: Option<u32>,
    /// How often somebody asked to try at once.
    pub(super) hurries: u32,
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
            busy: None,
            waiting: None,
            hurries: 0,
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
        self.hurry_push();
    }

    /// A person asked, the network returned, or the app became visible.
    pub(crate) fn hurry(&mut self) {
        self.pull_wanted = true;
        self.halted = false;
        self.hurry_push();
    }

    /// Something is to be sent.
    pub(crate) fn hurry_push(&mut self) {
        self.hurries += 1;
        self.backoff.hurry();
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

    /// An exchange that began after so many hurries failed. What was under way before the last of them says nothing
    /// of now: it does not hold up the next try.
    pub(super) fn went_wrong(&mut self, failed: Failed, now: Millis, jitter: u32) {
        self.link = failed.link;
        self.halted = failed.halted;
        self.backoff.fail(now, jitter);
        if failed.begun != self.hurries {
            self.backoff.hurry();
        }
    }
}
