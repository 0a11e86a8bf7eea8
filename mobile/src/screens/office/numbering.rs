//! How the CIs of a type get their inventory numbers.

use assets::Icon;
use dioxus::prelude::*;
use shared::model::NumberPattern;

use crate::components::{Dialog, Field, Go};
use crate::t;

/// Which counter shows what a pattern gives.
const EXAMPLE: u64 = 42;

/// Which pattern? None: numbers are given by hand.
#[component]
pub(super) fn PatternForm(
    title: String,
    pattern: Option<String>,
    onclose: EventHandler<()>,
    onpattern: EventHandler<Option<String>>,
) -> Element {
    let mut text = use_signal(|| pattern.clone().unwrap_or_default());
    let written = text.read().trim().to_owned();
    let read = (!written.is_empty()).then(|| NumberPattern::parse(&written));
    let is_wrong = matches!(read, Some(Err(_)));
    let hint = match &read {
        Some(Ok(pattern)) => t!("types-number-example", number: pattern.number(EXAMPLE)),
        _ => t!("types-number-help"),
    };
    rsx! {
        Dialog { title, first: "pattern-entry", onclose,
            form {
                class: "body pad stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    let written = text.peek().trim().to_owned();
                    if written.is_empty() {
                        onpattern.call(None);
                    } else if NumberPattern::parse(&written).is_ok() {
                        onpattern.call(Some(written));
                    }
                },
                Field { id: "pattern-entry", name: t!("field-number-pattern"), hint,
                    why: is_wrong.then(|| t!("types-number-wrong")),
                    input {
                        id: "pattern-entry",
                        class: "num",
                        r#type: "text",
                        autocomplete: "off",
                        spellcheck: "false",
                        maxlength: "64",
                        placeholder: "PC-{{000000}}",
                        value: "{text}",
                        oninput: move |event| text.set(event.value()),
                    }
                }
                Go { icon: Icon::Check, submit: true, disabled: is_wrong, {t!("setup-keep")} }
            }
        }
    }
}
