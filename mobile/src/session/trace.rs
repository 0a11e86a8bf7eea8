//! That there is something in the store, told outside of it, so that its loss is noticed: a browser that is short of room
//! throws away what it likes of a page that was not installed.

use dioxus::prelude::WritableExt as _;
use mobile_core::api::SessionView;

use super::Session;
use crate::platform::device;

/// The name of the trace among a device's preferences.
const TRACE: &str = "enrolled";
/// Somebody is enrolled here.
const KEPT: &str = "yes";
/// Somebody tapped to be.
const ASKED: &str = "asked";

impl Session {
    /// Keeps a trace of a tap to enrol: who is known afterwards was not lost before.
    pub fn expect_enrolment(self) {
        if device::find_preference(TRACE).is_none() {
            device::set_preference(TRACE, Some(ASKED));
        }
    }

    /// A store that knows nobody where somebody was enrolled is not an empty inventory.
    pub(super) fn notice_loss(mut self, view: &SessionView) {
        if knows_somebody(view) {
            keep(view);
        } else if device::find_preference(TRACE).as_deref() == Some(KEPT) {
            self.evicted.set(true);
        }
    }

    /// Somebody is enrolled. Where nobody asked for it and nothing tells of them, their credential alone is left: a browser
    /// keeps that when it throws away everything else.
    pub(super) fn notice_return(mut self) {
        if device::find_preference(TRACE).is_none() {
            self.evicted.set(true);
        }
    }
}

/// Keeps the trace, or that there is nothing to lose any more.
pub(super) fn keep(view: &SessionView) {
    let trace = knows_somebody(view).then_some(KEPT);
    device::set_preference(TRACE, trace);
}

/// Whether somebody is enrolled in a store, or something of theirs waits in it.
fn knows_somebody(view: &SessionView) -> bool {
    view.person.is_some() || !view.known.is_empty() || !view.others.is_empty()
}
