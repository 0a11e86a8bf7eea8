//! A line for one CI.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;

/// What a thing is, as a drawing on a small ground.
#[component]
pub fn Face(icon: Icon, #[props(default)] size: FaceSize) -> Element {
    rsx! {
        span { class: size.class(),
            Drawing { icon }
        }
    }
}

/// How large a face is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaceSize {
    /// In a line.
    #[default]
    Small,
    /// In a sheet.
    Big,
    /// At the head of a record.
    Huge,
}

impl FaceSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Small => "face",
            Self::Big => "face big",
            Self::Huge => "face huge",
        }
    }
}

/// A CI, or what was done to it, in two lines; what it is at the left, how it stands at the right.
#[component]
pub fn ItemRow(
    icon: Icon,
    title: String,
    /// What stands below the title.
    under: Element,
    /// What stands at the right.
    aside: Option<Element>,
    onclick: Option<EventHandler<()>>,
) -> Element {
    let inside = rsx! {
        Face { icon }
        span { class: "who",
            b { class: "text", "{title}" }
            span { class: "under", {under} }
        }
        {aside}
    };
    match onclick {
        Some(onclick) => rsx! {
            button { class: "item", r#type: "button", onclick: move |_| onclick.call(()), {inside} }
        },
        None => rsx! {
            div { class: "item", {inside} }
        },
    }
}
