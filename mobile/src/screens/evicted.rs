//! Why this device has nothing any more: its browser threw it away, or its access was taken away.

use assets::Icon;
use dioxus::prelude::*;

use crate::components::{Drawing, Go, Notice, Tone};
use crate::screens::title::use_title;
use crate::session::use_session;
use crate::t;

/// In place of any screen, which would show what has come back so far as if it were the inventory.
#[component]
pub fn Evicted() -> Element {
    use_title(|| t!("evicted-title"));
    let session = use_session();
    let mut evicted = session.evicted;
    rsx! {
        div { class: "whole evicted",
            Drawing { icon: Icon::HardDrive }
            div { class: "told", role: "alert",
                h1 { {t!("evicted-title")} }
                p { {t!("evicted-safe")} }
                p { class: "muted", {t!("evicted-lost")} }
                p { class: "muted", {t!("evicted-again")} }
            }
            Go { onclick: move |()| evicted.set(false), {t!("evicted-seen")} }
        }
    }
}

/// To whom the server has not said yet that it knows them.
#[component]
pub fn EvictedNotice() -> Element {
    rsx! {
        Notice { tone: Tone::Wrong, title: t!("evicted-title"),
            p { {t!("evicted-safe")} }
            p { {t!("evicted-lost")} }
            p { {t!("evicted-waits")} }
        }
    }
}

/// Its access was taken away, and nobody was let in since.
#[component]
pub fn PutOutNotice() -> Element {
    rsx! {
        Notice { tone: Tone::Unknown, title: t!("put-out-title"), p { {t!("put-out-help")} } }
    }
}
