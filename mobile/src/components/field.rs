//! Fields of a form, and choices.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;

/// A field's name, what is written in, and what is wrong with it.
#[component]
pub fn Field(
    /// The id of the input inside, which the name belongs to.
    id: String,
    name: String,
    #[props(default)] changed: bool,
    why: Option<String>,
    hint: Option<String>,
    /// What stands at the right of the name: a small step such as clearing.
    step: Option<Element>,
    children: Element,
) -> Element {
    let class = match (why.is_some(), changed) {
        (true, _) => "field refused",
        (false, true) => "field changed",
        (false, false) => "field",
    };
    rsx! {
        div { class,
            div { class: "label",
                label { r#for: "{id}", "{name}" }
                {step}
            }
            div { class: "in", {children} }
            if let Some(why) = why {
                p { class: "why", id: why_id(&id), role: "alert", "{why}" }
            } else if let Some(hint) = hint {
                p { class: "hint", "{hint}" }
            }
        }
    }
}

/// The id of the line that says what is wrong with a field.
#[must_use]
pub fn why_id(field: &str) -> String {
    format!("{field}-why")
}

/// One line of a list to choose from.
#[component]
pub fn Choice(
    icon: Option<Icon>,
    #[props(default)] chosen: bool,
    /// What stands small below.
    under: Option<String>,
    onclick: EventHandler<()>,
    children: Element,
) -> Element {
    rsx! {
        button { class: "choice", r#type: "button", "aria-pressed": chosen.to_string(), onclick: move |_| onclick.call(()),
            if let Some(icon) = icon {
                Drawing { icon }
            }
            span { class: "grow",
                {children}
                if let Some(under) = under {
                    div { class: "under text", "{under}" }
                }
            }
            if chosen {
                Drawing { icon: Icon::Check }
            }
        }
    }
}

/// A few words side by side, one of which holds.
#[component]
pub fn Segments(
    name: String,
    words: Vec<String>,
    chosen: usize,
    onchoose: EventHandler<usize>,
) -> Element {
    rsx! {
        div { class: "segments", role: "radiogroup", "aria-label": "{name}",
            for (index , word) in words.into_iter().enumerate() {
                button {
                    key: "{index}",
                    r#type: "button",
                    role: "radio",
                    "aria-checked": (index == chosen).to_string(),
                    onclick: move |_| onchoose.call(index),
                    "{word}"
                }
            }
        }
    }
}
