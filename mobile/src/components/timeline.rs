//! The history of a CI.

use dioxus::prelude::*;

use crate::i18n::names::BESIDE;

/// Lines, newest first.
#[component]
pub fn Timeline(children: Element) -> Element {
    rsx! {
        ol { class: "timeline", {children} }
    }
}

/// One line: what, by whom, and below it when and how far it has come.
#[component]
pub fn TimelineLine(
    what: String,
    who: String,
    when: String,
    /// It does not count: superseded or taken back.
    #[props(default)]
    set_aside: bool,
    #[props(default)] withdrawn: bool,
    #[props(default)] conflict: bool,
    /// A step that this line offers, such as undo.
    step: Option<Element>,
) -> Element {
    let class = match (withdrawn, conflict, set_aside) {
        (true, ..) => "set-aside withdrawn",
        (_, true, _) => "conflict",
        (.., true) => "set-aside",
        _ => "",
    };
    rsx! {
        li { class,
            b { class: "text", "{what}" }
            {BESIDE}
            span { class: "text", "{who}" }
            div { class: "muted small", "{when}" }
            {step}
        }
    }
}
