//! What happened, what was kept, what to do.

use dioxus::prelude::*;

use super::{Drawing, Tone};

/// A quiet word on a soft ground.
#[component]
pub fn Notice(tone: Tone, title: Option<String>, children: Element) -> Element {
    rsx! {
        div { class: "notice {tone.class()}", role: if tone == Tone::Wrong { "alert" } else { "status" },
            Drawing { icon: tone.icon() }
            div { class: "grow",
                if let Some(title) = title {
                    b { "{title}" }
                }
                {children}
            }
        }
    }
}
