//! What was just done, and the way back.

use assets::Icon;
use dioxus::prelude::*;

use super::Drawing;
use crate::t;

/// A line over the screen that takes no room from it, and goes by itself.
#[component]
pub fn Toast(text: String, onundo: Option<EventHandler<()>>, onclose: EventHandler<()>) -> Element {
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
            if let Some(onundo) = onundo {
                button { r#type: "button", onclick: move |_| onundo.call(()),
                    Drawing { icon: Icon::Undo }
                    span { {t!("undo")} }
                }
            }
            button { r#type: "button", "aria-label": t!("close"), onclick: move |_| onclose.call(()),
                Drawing { icon: Icon::X }
            }
        }
    }
}
