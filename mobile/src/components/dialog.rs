//! A question over the whole screen.

use assets::Icon;
use dioxus::prelude::*;

use super::IconButton;
use crate::t;

/// A sheet that asks one thing; Escape, the cross and a tap beside it let go.
#[component]
pub fn Dialog(title: String, onclose: EventHandler<()>, children: Element) -> Element {
    rsx! {
        div {
            class: "over-all",
            onclick: move |_| onclose.call(()),
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    event.stop_propagation();
                    onclose.call(());
                }
            },
            div {
                class: "sheet",
                role: "dialog",
                "aria-modal": "true",
                "aria-label": "{title}",
                onclick: move |event| event.stop_propagation(),
                header { class: "top",
                    h2 { class: "grow", tabindex: "-1", "{title}" }
                    IconButton { icon: Icon::X, name: t!("close"), onclick: move |()| onclose.call(()) }
                }
                {children}
            }
        }
    }
}
