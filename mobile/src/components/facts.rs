//! What is known of a CI.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;
use crate::t;

/// Names and facts.
#[component]
pub fn Facts(children: Element) -> Element {
    rsx! {
        dl { class: "facts", {children} }
    }
}

/// One of them.
#[component]
pub fn Fact(name: String, children: Element) -> Element {
    rsx! {
        div {
            dt { "{name}" }
            dd { {children} }
        }
    }
}

/// A number that is read aloud and copied by a tap.
#[component]
pub fn Copyable(text: String, oncopy: EventHandler<String>) -> Element {
    let copied = text.clone();
    rsx! {
        button {
            class: "copy num",
            r#type: "button",
            "aria-label": t!("copy", what: text.as_str()),
            onclick: move |_| oncopy.call(copied.clone()),
            span { "{text}" }
            Drawing { icon: Icon::Copy }
        }
    }
}
