//! Chips: one thing that holds now.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;

/// A chip; a button where it can be tapped, else only said.
#[component]
pub fn Chip(
    icon: Option<Icon>,
    #[props(default)] glass: bool,
    #[props(default)] on: bool,
    name: Option<String>,
    onclick: Option<EventHandler<()>>,
    children: Element,
) -> Element {
    let class = match (glass, on) {
        (true, _) => "chip glass",
        (false, true) => "chip on",
        (false, false) => "chip",
    };
    let inside = rsx! {
        if let Some(icon) = icon {
            Drawing { icon }
        }
        span { {children} }
    };
    match onclick {
        Some(onclick) => rsx! {
            button { class, r#type: "button", "aria-label": name, onclick: move |_| onclick.call(()), {inside} }
        },
        None => rsx! {
            div { class, {inside} }
        },
    }
}

/// A chip that one tap lets go.
#[component]
pub fn ClearableChip(
    icon: Icon,
    #[props(default)] glass: bool,
    /// What the tap does, for a screen reader.
    name: String,
    onclear: EventHandler<()>,
    children: Element,
) -> Element {
    rsx! {
        button {
            class: if glass { "chip glass" } else { "chip on" },
            r#type: "button",
            "aria-label": "{name}",
            onclick: move |_| onclear.call(()),
            Drawing { icon }
            span { {children} }
            Drawing { icon: Icon::X }
        }
    }
}
