//! An empty list says what to do.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;

/// A drawing, what is so, and what to do about it.
#[component]
pub fn Empty(icon: Icon, title: String, help: String, children: Element) -> Element {
    rsx! {
        div { class: "empty",
            Drawing { icon }
            h2 { class: "text", "{title}" }
            p { class: "text", "{help}" }
            {children}
        }
    }
}
