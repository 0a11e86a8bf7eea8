//! A code by keyboard, for what no camera reads.

use assets::Icon;
use dioxus::prelude::*;

use crate::components::{Dialog, Field, Go};
use crate::t;

/// One line and one step.
#[component]
pub(super) fn TypedEntry(oncode: EventHandler<String>, onclose: EventHandler<()>) -> Element {
    let mut code = use_signal(String::new);
    rsx! {
        Dialog { title: t!("type-title"), first: "typed-code", onclose,
            form {
                class: "pad stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    let code = code.peek().trim().to_owned();
                    if !code.is_empty() {
                        oncode.call(code);
                    }
                },
                Field { id: "typed-code", name: t!("type-label"),
                    input {
                        id: "typed-code",
                        class: "num",
                        r#type: "text",
                        autocomplete: "off",
                        autocapitalize: "characters",
                        spellcheck: "false",
                        enterkeyhint: "search",
                        value: "{code}",
                        oninput: move |event| code.set(event.value()),
                    }
                }
                Go { icon: Icon::Search, submit: true, disabled: code.read().trim().is_empty(), {t!("type-go")} }
            }
        }
    }
}
