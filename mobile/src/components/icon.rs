//! Icons: one sprite in the page, drawn from by name.

use assets::Icon;
use dioxus::prelude::*;

/// Every icon's strokes, once in the page.
#[component]
pub fn Sprite() -> Element {
    rsx! {
        // Our own files and nobody's words: the one place where markup goes in as it is.
        svg { class: "sprite", width: "0", height: "0", "aria-hidden": "true", dangerous_inner_html: assets::sprite() }
    }
}

/// One icon in the colour and size of the text around it; whoever needs a name says it beside it.
#[component]
pub fn Drawing(icon: Icon, #[props(default)] lead: bool) -> Element {
    rsx! {
        svg { class: if lead { "icon lead" } else { "icon" }, view_box: "0 0 24 24", "aria-hidden": "true",
            r#use { href: "#{icon.name()}" }
        }
    }
}

/// The drawing of a type by the name that its record gives; a box where that is unknown.
#[must_use]
pub fn type_icon(name: &str) -> Icon {
    Icon::ALL
        .iter()
        .copied()
        .find(|icon| icon.name() == name)
        .unwrap_or(Icon::Box)
}
