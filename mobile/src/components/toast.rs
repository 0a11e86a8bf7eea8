//! What was just done, and the way back.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;
use crate::t;

/// A line over the screen that takes no room from it.
#[component]
pub fn Toast(text: String, onundo: Option<EventHandler<()>>, onclose: EventHandler<()>) -> Element {
    rsx! {
        div { class: "toast", role: "status",
            span { class: "text", "{text}" }
            if let Some(onundo) = onundo {
                button { r#type: "button", onclick: move |_| onundo.call(()),
                    Drawing { icon: Icon::Undo }
                    span { {t!("undo")} }
                }
            } else {
                button { r#type: "button", "aria-label": t!("close"), onclick: move |_| onclose.call(()),
                    Drawing { icon: Icon::X }
                }
            }
        }
    }
}
