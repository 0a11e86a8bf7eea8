//! The state of a CI, in a dot and a word.

use dioxus::prelude::*;
use mobile_core::api::StateView;

use super::state_tone;
use crate::{i18n::names::state_text, t};

/// A state; a conflict on the item hides it, because then nobody knows.
#[component]
pub fn StateBadge(state: Option<StateView>, #[props(default)] in_conflict: bool) -> Element {
    let (tone, text) = match (&state, in_conflict) {
        (_, true) => ("wrong", t!("state-conflict")),
        (Some(state), false) => (state_tone(state).class(), state_text(state)),
        (None, false) => ("again", t!("state-unset")),
    };
    rsx! {
        span { class: "state {tone}", span { "{text}" } }
    }
}
