//! Buttons: one big next step, smaller ones beside it, round ones for an icon alone.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;

/// The most likely next step, worded as its result.
#[component]
pub fn Go(
    icon: Option<Icon>,
    #[props(default)] disabled: bool,
    #[props(default)] fit: bool,
    #[props(default)] submit: bool,
    onclick: Option<EventHandler<()>>,
    children: Element,
) -> Element {
    rsx! {
        button {
            class: if fit { "go fit" } else { "go" },
            r#type: if submit { "submit" } else { "button" },
            disabled,
            onclick: move |_| {
                if let Some(onclick) = onclick {
                    onclick.call(());
                }
            },
            if let Some(icon) = icon {
                Drawing { icon }
            }
            span { {children} }
        }
    }
}

/// Another step.
#[component]
pub fn Alt(
    icon: Option<Icon>,
    #[props(default)] disabled: bool,
    #[props(default)] accent: bool,
    onclick: EventHandler<()>,
    children: Element,
) -> Element {
    rsx! {
        button {
            class: if accent { "alt accent" } else { "alt" },
            r#type: "button",
            disabled,
            onclick: move |_| onclick.call(()),
            if let Some(icon) = icon {
                Drawing { icon }
            }
            span { {children} }
        }
    }
}

/// An icon alone, with its name for those who don't see it.
#[component]
pub fn IconButton(
    icon: Icon,
    name: String,
    #[props(default)] glass: bool,
    pressed: Option<bool>,
    onclick: EventHandler<()>,
) -> Element {
    rsx! {
        button {
            class: if glass { "icon-button glass" } else { "icon-button" },
            r#type: "button",
            "aria-label": "{name}",
            title: "{name}",
            "aria-pressed": pressed.map(|pressed| pressed.to_string()),
            onclick: move |_| onclick.call(()),
            Drawing { icon }
        }
    }
}

/// A step that is only words.
#[component]
pub fn TextButton(icon: Option<Icon>, onclick: EventHandler<()>, children: Element) -> Element {
    rsx! {
        button { class: "text-button", r#type: "button", onclick: move |_| onclick.call(()),
            if let Some(icon) = icon {
                Drawing { icon }
            }
            span { {children} }
        }
    }
}

/// One of the few things that can be done with a CI: its drawing above its word.
#[component]
pub fn Action(icon: Icon, onclick: EventHandler<()>, children: Element) -> Element {
    rsx! {
        button { r#type: "button", onclick: move |_| onclick.call(()),
            Drawing { icon }
            span { {children} }
        }
    }
}
