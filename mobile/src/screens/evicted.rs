//! The browser threw away what this device kept: said, until somebody has seen it.

use dioxus::prelude::*;

use crate::components::{Notice, TextButton, Tone};
use crate::session::use_session;
use crate::t;

/// What happened, what is safe, what comes back.
#[component]
pub fn Evicted() -> Element {
    let session = use_session();
    let mut evicted = session.evicted;
    if !evicted() {
        return rsx! {};
    }
    let comes_back = session
        .who
        .read()
        .as_ref()
        .is_some_and(|who| who.person.is_some());
    rsx! {
        div { class: "inset evicted",
            Notice { tone: Tone::Wrong, title: t!("evicted-title"),
                p { {t!("evicted-safe")} }
                p { {t!("evicted-lost")} }
                if comes_back {
                    p { {t!("evicted-again")} }
                    TextButton { onclick: move |()| evicted.set(false), {t!("evicted-seen")} }
                } else {
                    p { {t!("evicted-waits")} }
                }
            }
        }
    }
}
