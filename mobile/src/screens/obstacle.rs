//! What stands in the way of working at all: another tab has the store, or there is none.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::EngineError;

use crate::components::{Drawing, Go};
use crate::platform::{StoreError, StoreState};
use crate::session::use_session;
use crate::{page, t};

/// Says what is so, what was kept, and what to do.
#[component]
pub fn Obstacle() -> Element {
    let session = use_session();
    let store = session.store.read();
    let (icon, title, help, detail) = match &*store {
        StoreState::Elsewhere | StoreState::Failed(StoreError::Elsewhere) => (
            Icon::AppWindow,
            t!("elsewhere-title"),
            if *session.asked_over.read() {
                t!("elsewhere-silent")
            } else {
                t!("elsewhere-help")
            },
            None,
        ),
        StoreState::Failed(StoreError::Insecure) => {
            (Icon::Lock, t!("insecure-title"), t!("insecure-help"), None)
        }
        StoreState::Failed(StoreError::Refused(why)) => (
            Icon::HardDrive,
            t!("refused-title"),
            t!("refused-help"),
            Some(why.clone()),
        ),
        StoreState::Failed(StoreError::Full(why)) => (
            Icon::HardDrive,
            t!("full-title"),
            t!("full-help"),
            Some(why.clone()),
        ),
        StoreState::Failed(StoreError::Engine(EngineError::NewerSchema { .. })) => {
            (Icon::Refresh, t!("newer-title"), t!("newer-help"), None)
        }
        StoreState::Failed(StoreError::Engine(EngineError::StorageFull)) => {
            (Icon::HardDrive, t!("full-title"), t!("full-help"), None)
        }
        StoreState::Failed(StoreError::Engine(EngineError::StorageRefused(why))) => (
            Icon::HardDrive,
            t!("refused-title"),
            t!("refused-help"),
            Some(why.clone()),
        ),
        StoreState::Failed(error) => (
            Icon::TriangleAlert,
            t!("broken-title"),
            t!("broken-help"),
            Some(error.to_string()),
        ),
        StoreState::Opening | StoreState::Ready | StoreState::Paused => return rsx! {},
    };
    let elsewhere = matches!(*store, StoreState::Elsewhere);
    rsx! {
        main { class: "whole", role: "alert",
            Drawing { icon }
            h1 { "{title}" }
            p { class: "muted", "{help}" }
            if elsewhere {
                Go { onclick: move |()| session.take_over(), {t!("elsewhere-take")} }
            } else {
                Go { icon: Icon::Refresh, onclick: move |()| page::reload(), {t!("reload")} }
            }
            if let Some(detail) = detail {
                p { class: "muted small text", "{detail}" }
            }
        }
    }
}
