//! Installing the app: offered once after the first enrolment and always under *Plus*; on iOS, where no browser asks,
//! the steps.

use assets::Icon;
use dioxus::prelude::*;
use futures_util::StreamExt as _;

use crate::components::{Alt, Drawing, IconButton, Notice, TextButton, Tone};
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
pub fn InstallOffer(install: Install) -> Element {
    let mut away = use_signal(|| device::find_preference(INSTALL_PREFERENCE).is_some());
    if away() || !matches!(install, Install::Offered | Install::ByHand) {
        return rsx! {};
    }
    let mut send_away = move || {
        device::set_preference(INSTALL_PREFERENCE, Some("later"));
        away.set(true);
    };
    rsx! {
        div { class: "release install",
            span { class: "grow small", role: "status", {t!("install-offer")} }
            if install == Install::Offered {
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

/// The offer, or the steps, among what is to be said of this device.
#[component]
pub fn Installing() -> Element {
    let install = use_install();
    match install() {
        Install::Offered => rsx! {
            div { class: "pad",
                Alt { icon: Icon::Download,
                    onclick: move |()| {
                        spawn(page::ask_to_install());
                    },
                    {t!("install-app")}
                }
                p { class: "small muted", {t!("install-help")} }
            }
        },
        Install::ByHand => rsx! {
            div { class: "inset",
                Notice { tone: Tone::Unknown, title: t!("install-ios-title"),
                    p { {t!("install-ios-why")} }
                    ol { class: "steps",
                        li { Drawing { icon: Icon::Share } span { {t!("install-ios-share")} } }
                        li { Drawing { icon: Icon::SquarePlus } span { {t!("install-ios-add")} } }
                        li { Drawing { icon: Icon::ScanLine } span { {t!("install-ios-open")} } }
                    }
                }
            }
        },
        Install::NotOffered | Install::Done => rsx! {},
    }
}
