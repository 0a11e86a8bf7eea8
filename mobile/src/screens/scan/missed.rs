//! What was scanned and wants a person: kept until somebody has dealt with it, however many scans follow.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::Found;
use shared::id::PlaceId;

use super::{Scanned, Scanning, Shown, tone};
use crate::components::{Chip, Tone};
use crate::screens::pick::place_id;
use crate::t;

impl Scanning {
    /// Keeps a code whose outcome wants a person; any other outcome has dealt with it.
    pub(super) fn note(self, code: &str, shown: &Shown) {
        self.dealt_with(code);
        let room = place_id(self.session.room.peek().as_ref());
        if wants_somebody(shown, room) {
            self.session
                .change_missed(|missed| missed.push(code.to_owned()));
        }
    }

    /// A person has looked at it.
    pub(super) fn dealt_with(self, code: &str) {
        let missed = self.session.missed;
        let is_kept = missed.peek().iter().any(|known| known == code);
        if is_kept {
            self.session
                .change_missed(|missed| missed.retain(|known| known != code));
        }
    }

    /// Shows the oldest of what wants a person again.
    pub(super) fn review(self) {
        let code = self.session.missed.peek().first().cloned();
        if let Some(code) = code {
            let symbology = None;
            self.look_up(Scanned { code, symbology });
        }
    }
}

/// Whether an outcome is nothing that a person can go on from without looking.
fn wants_somebody(shown: &Shown, room: Option<PlaceId>) -> bool {
    matches!(
        shown,
        Shown::Failed(_) | Shown::Found(Found::Unknown(_) | Found::Several { .. })
    ) || tone(shown, room) == Tone::Wrong
}

/// How much was scanned that wants a person and is not before their eyes; a tap brings the oldest back.
#[component]
pub(super) fn MissedChip() -> Element {
    let scanning = use_context::<Scanning>();
    let shown = *scanning.shown.read() != Shown::Nothing;
    let code = scanning.code.read();
    let missed = scanning.session.missed.read();
    let others = missed.iter().filter(|missed| !shown || **missed != *code);
    let count = others.count() as u64;
    if count == 0 {
        return rsx! {};
    }
    rsx! {
        Chip { icon: Icon::TriangleAlert, glass: true, onclick: move |()| scanning.review(), {t!("scan-to-review", count: count)} }
    }
}
