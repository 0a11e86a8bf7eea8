//! Setting, changing and removing one's PIN.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, PinAnswer};

use super::{digits, told};
use crate::components::{Dialog, Field, Go, why_id};
use crate::session::{failure, use_session};
use crate::t;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// A first PIN.
    Set,
    /// Another one.
    Change,
    /// None.
    Remove,
}

const CURRENT: &str = "pin-current";
const FRESH: &str = "pin-new";
const AGAIN: &str = "pin-again";

/// The question.
#[component]
pub(super) fn PinDialog(wish: Wish, onclose: EventHandler<()>) -> Element {
    let session = use_session();
    let current = use_signal(String::new);
    let fresh = use_signal(String::new);
    let again = use_signal(String::new);
    let mut refused = use_signal(|| None::<(&'static str, String)>);
    let send = move || {
        let (pin, current) = (fresh.peek().clone(), current.peek().clone());
        if wish != Wish::Remove && pin != *again.peek() {
            refused.set(Some((AGAIN, t!("pin-differs"))));
            return;
        }
        let command = match wish {
            Wish::Set | Wish::Change => Command::SetPin { pin, current },
            Wish::Remove => Command::RemovePin { current },
        };
        spawn(async move {
            match session.ask(command).await {
                Ok(Answer::Pin(PinAnswer::Accepted)) => {
                    session.tell(match wish {
                        Wish::Set | Wish::Change => t!("pin-set"),
                        Wish::Remove => t!("pin-removed"),
                    });
                    onclose.call(());
                }
                Ok(Answer::Pin(answer)) => {
                    let field = match answer {
                        PinAnswer::Unusable => FRESH,
                        _ => CURRENT,
                    };
                    refused.set(told(answer).map(|why| (field, why)));
                }
                Ok(_) => {}
                Err(error) => session.tell(failure(&error)),
            }
        });
    };
    let (title, first) = match wish {
        Wish::Set => (t!("pin-set-title"), FRESH),
        Wish::Change => (t!("pin-change"), CURRENT),
        Wish::Remove => (t!("pin-remove"), CURRENT),
    };
    let why = move |field: &str| {
        let refused = refused.read();
        let of_field = refused.as_ref().filter(|(refused, _)| *refused == field);
        of_field.map(|(_, why)| why.clone())
    };
    rsx! {
        Dialog { title, first, onclose,
            form {
                class: "body stack pad",
                onsubmit: move |event| {
                    event.prevent_default();
                    let mut send = send;
                    send();
                },
                if wish != Wish::Set {
                    Digits { id: CURRENT, name: t!("pin-current"), value: current, why: why(CURRENT) }
                }
                if wish != Wish::Remove {
                    Digits { id: FRESH, name: t!("pin-new"), hint: t!("pin-unusable"), value: fresh, why: why(FRESH) }
                    Digits { id: AGAIN, name: t!("pin-again"), value: again, why: why(AGAIN) }
                }
                p { class: "small muted", {t!("pin-guard")} }
                Go { icon: Icon::Check, submit: true,
                    if wish == Wish::Remove { {t!("pin-remove")} } else { {t!("pin-save")} }
                }
            }
        }
    }
}

/// A field for a PIN.
#[component]
fn Digits(
    id: &'static str,
    name: String,
    hint: Option<String>,
    why: Option<String>,
    mut value: Signal<String>,
) -> Element {
    let refused = why.is_some();
    rsx! {
        Field { id, name, hint, why,
            input {
                id,
                class: "num",
                r#type: "password",
                inputmode: "numeric",
                autocomplete: "off",
                maxlength: "8",
                "aria-invalid": refused.to_string(),
                "aria-describedby": refused.then(|| why_id(id)),
                value: "{value}",
                oninput: move |event| value.set(digits(&event.value())),
            }
        }
    }
}
