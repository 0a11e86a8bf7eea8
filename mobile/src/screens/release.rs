//! Another release of the app: said once and calmly, taken when the person says so.

use assets::Icon;
use dioxus::prelude::*;
use futures_util::StreamExt as _;

use crate::components::TextButton;
use crate::session::use_session;
use crate::{page, t};

/// Whether another release than the one that runs can be taken.
pub(super) fn use_new_release() -> Signal<bool> {
    let mut ready = use_signal(|| false);
    use_future(move || async move {
        let mut releases = page::new_releases();
        while releases.next().await.is_some() {
            ready.set(true);
        }
    });
    ready
}

/// The offer, which takes no room from what is under a finger.
#[component]
pub fn NewRelease() -> Element {
    let session = use_session();
    rsx! {
        div { class: "release",
            span { class: "grow small", role: "status", {t!("release-ready")} }
            TextButton { icon: Icon::Refresh,
                onclick: move |()| session.take_release(),
                {t!("release-take")}
            }
        }
    }
}
