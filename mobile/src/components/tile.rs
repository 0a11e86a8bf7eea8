//! A tile: what is it? One tap on its picture.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;

/// One choice of several, as a picture with its word.
#[component]
pub fn Tile(icon: Icon, pressed: bool, onclick: EventHandler<()>, children: Element) -> Element {
    rsx! {
        button {
            class: "tile",
            r#type: "button",
            "aria-pressed": pressed.to_string(),
            onclick: move |_| onclick.call(()),
            Drawing { icon }
            span { {children} }
        }
    }
}
