//! Installing the app, always under *Plus*; on iOS, where no browser asks, the steps.

use assets::Icon;
use dioxus::prelude::*;

use super::install::use_install;
use crate::components::{Alt, Drawing, Notice, Tone};
use crate::page::{self, Install};
use crate::t;

/// The offer, or the steps, among what is to be said of this device.
#[component]
pub fn Installing() -> Element {
    let install = use_install();
    match install() {
        Install::Offered => rsx! {
            div { class: "pad stack",
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
