//! What stands in the way of working at all: another tab has the store, or there is none.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::EngineError;

use crate::components::{Drawing, Go};
use crate::platform::{StoreError, StoreState};
use crate::screens::title::use_title_if;
use crate::session::use_session;
use crate::{page, t};

/// What is so, what was kept, and what to do.
pub(super) struct Said {
    icon: Icon,
    /// What the tab is called, too.
    pub(super) title: String,
    help: String,
    /// What the system said, for whoever looks after it.
    detail: Option<String>,
}

/// What is said of a store that cannot be worked with.
pub(super) fn obstacle(store: &StoreState) -> Option<Said> {
    let (icon, title, help, detail) = match store {
        StoreState::Elsewhere { silent: true } => (
            Icon::AppWindow,
            t!("elsewhere-title"),
            t!("elsewhere-silent"),
            None,
        ),
        StoreState::Elsewhere { silent: false } | StoreState::Failed(StoreError::Elsewhere) => (
            Icon::AppWindow,
            t!("elsewhere-title"),
            t!("elsewhere-help"),
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
        StoreState::Opening | StoreState::Ready | StoreState::Paused => return None,
    };
    Some(Said {
        icon,
        title,
        help,
        detail,
    })
}

/// In place of any screen.
#[component]
pub fn Obstacle() -> Element {
    let session = use_session();
    use_title_if(move || obstacle(&session.store.read()).map(|said| said.title));
    let store = session.store.read();
    let Some(said) = obstacle(&store) else {
        return rsx! {};
    };
    rsx! {
        main { class: "whole",
            Drawing { icon: said.icon }
            div { class: "told", role: "alert",
                h1 { "{said.title}" }
                p { class: "muted", "{said.help}" }
            }
            if matches!(*store, StoreState::Elsewhere { .. }) {
                Go { onclick: move |()| session.take_over(), {t!("elsewhere-take")} }
            } else {
                Go { icon: Icon::Refresh, onclick: move |()| page::reload(), {t!("reload")} }
            }
            if let Some(detail) = said.detail {
                p { class: "muted small text", "{detail}" }
            }
        }
    }
}
