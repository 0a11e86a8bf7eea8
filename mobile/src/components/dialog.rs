//! A question over the whole screen.

use assets::Icon;
use dioxus::prelude::*;

use super::IconButton;
use crate::keyboard::use_layer;
use crate::{page, t};

/// A sheet that asks one thing; Escape, the cross and a tap beside it let go. The focus is in it while it is there.
#[component]
pub fn Dialog(
    title: String,
    /// The id of what has the focus first; the title unless said.
    #[props(default = TITLE)]
    first: &'static str,
    onclose: EventHandler<()>,
    children: Element,
) -> Element {
    use_layer(onclose);
    let before = use_hook(page::focused);
    use_effect(move || page::focus(first));
    use_drop(move || before.restore());
    rsx! {
        div {
            class: "over-all",
            onclick: move |_| onclose.call(()),
            div {
                class: "sheet",
                role: "dialog",
                "aria-modal": "true",
                "aria-labelledby": TITLE,
                onclick: move |event| event.stop_propagation(),
                header { class: "top",
                    h2 { class: "grow", id: TITLE, tabindex: "-1", "{title}" }
                    IconButton { icon: Icon::X, name: t!("close"), onclick: move |()| onclose.call(()) }
                }
                {children}
            }
        }
    }
}

/// One dialog is open at a time.
const TITLE: &str = "dialog-title";
