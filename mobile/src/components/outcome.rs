//! The band that says the outcome.

use assets::Icon;
use dioxus::prelude::*;

use super::{Drawing, Tone};

/// Colour, icon and word together. Whoever shows it also announces and sounds it.
#[component]
pub fn OutcomeBand(
    tone: Tone,
    icon: Option<Icon>,
    #[props(default)] round: bool,
    children: Element,
) -> Element {
    let round = if round { " round" } else { "" };
    rsx! {
        div { class: "outcome o-{tone.class()}{round}", "data-outcome": tone.class(),
            Drawing { icon: icon.unwrap_or(tone.icon()) }
            {children}
        }
    }
}
