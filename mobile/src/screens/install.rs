//! Installing the app: offered in the frame until it is taken or sent away.

use assets::Icon;
use dioxus::prelude::*;
use futures_util::StreamExt as _;

use crate::components::{IconButton, TextButton};
use crate::page::{self, Install};
use crate::platform::device;
use crate::route::Route;
use crate::session::{INSTALL_PREFERENCE, use_session};
use crate::t;

/// How the app can be installed, now and as it changes.
pub(super) fn use_install() -> Signal<Install> {
    let mut install = use_signal(Install::default);
    let session = use_session();
    use_future(move || async move {
        let mut changes = page::install_changes();
        let mut first = true;
        while let Some(now) = changes.next().await {
            if now == Install::Done && !first {
                session.tell(t!("install-done"));
            }
            first = false;
            install.set(now);
        }
    });
    install
}

/// The offer in the frame: until it is taken or sent away, which is once and for good.
#[component]
pub fn InstallOffer() -> Element {
    let install = use_install();
    let mut away = use_signal(|| device::find_preference(INSTALL_PREFERENCE).is_some());
    use_effect(move || {
        // Nothing is to be offered any more, then or later.
        if install() == Install::Done {
            device::set_preference(INSTALL_PREFERENCE, Some("done"));
        }
    });
    let why = match install() {
        Install::NotOffered | Install::Done => return rsx! {},
        Install::Offered => t!("install-offer"),
        Install::ByHand => t!("install-offer-ios"),
    };
    if away() {
        return rsx! {};
    }
    let mut send_away = move || {
        device::set_preference(INSTALL_PREFERENCE, Some("later"));
        away.set(true);
    };
    rsx! {
        div { class: "install",
            span { class: "grow small", role: "status", "{why}" }
            if install() == Install::Offered {
                TextButton { icon: Icon::Download,
                    onclick: move |()| {
                        send_away();
                        spawn(page::ask_to_install());
                    },
                    {t!("install-go")}
                }
            } else {
                Link { class: "text-button", to: Route::More {}, onclick: move |_| send_away(), {t!("install-how")} }
            }
            IconButton { icon: Icon::X, name: t!("install-later"), onclick: move |()| send_away() }
        }
    }
}
