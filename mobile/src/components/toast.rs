//! What was just done, and the way back.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;
use crate::t;

/// The button that takes back what was just done, or does it again.
#[derive(Clone, PartialEq)]
pub struct WayBack {
    /// What it is called.
    pub word: String,
    /// Its drawing.
    pub icon: Icon,
    /// It was tapped.
    pub onclick: EventHandler<()>,
}

/// A line over the screen that takes no room from it, and goes by itself.
#[component]
pub fn Toast(text: String, back: Option<WayBack>, onclose: EventHandler<()>) -> Element {
    rsx! {
        div {
            class: "toast",
            role: "status",
            // The style sheet says for how long it stays.
            onanimationend: move |event| {
                if event.animation_name() == "stay" {
                    onclose.call(());
                }
            },
            span { class: "text", "{text}" }
            if let Some(WayBack { word, icon, onclick }) = back {
                button { r#type: "button", onclick: move |_| onclick.call(()),
                    Drawing { icon }
                    span { "{word}" }
                }
            }
            button { r#type: "button", "aria-label": t!("close"), onclick: move |_| onclose.call(()),
                Drawing { icon: Icon::X }
            }
        }
    }
}
