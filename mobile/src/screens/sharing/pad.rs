//! The pad for a PIN: keys for a gloved thumb, and a field for a keyboard and a screen reader.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, KnownPerson, PinAnswer};

use super::{digits, told};
use crate::components::{Drawing, TextButton};
use crate::session::{failure, use_session};
use crate::{page, t};

/// The id of the field.
const PIN: &str = "pin";
/// The id of the line that says what is wrong.
const WHY: &str = "pin-why";

/// Asks for somebody's PIN, and lets them in. What comes of it is told by an event.
#[component]
pub(super) fn Pad(known: KnownPerson, onback: Option<EventHandler<()>>) -> Element {
    let session = use_session();
    let person = known.person.id;
    let mut typed = use_signal(String::new);
    let mut answer = use_signal(|| {
        let again_at = known.again_at.filter(|at| page::clock().now < *at);
        again_at.map(PinAnswer::Wait)
    });
    let mut trying = use_signal(|| false);
    use_effect(|| page::focus(PIN));
    let mut press = move |digit: char| {
        let longer = digits(&format!("{}{digit}", typed.peek()));
        typed.set(longer);
    };
    let try_it = move || {
        let pin = typed.peek().clone();
        if pin.is_empty() || *trying.peek() {
            return;
        }
        trying.set(true);
        spawn(async move {
            let said = session.ask(Command::SwitchPerson { person, pin }).await;
            trying.set(false);
            typed.set(String::new());
            match said {
                Ok(Answer::Pin(said)) => answer.set(Some(said)),
                Ok(_) => {}
                Err(error) => session.tell(failure(&error)),
            }
            page::focus(PIN);
        });
    };
    let why = answer().and_then(told);
    let wrong = why.is_some();
    let name = known.person.name;
    rsx! {
        form {
            class: "pin-pad",
            onsubmit: move |event| {
                event.prevent_default();
                let mut try_it = try_it;
                try_it();
            },
            label { r#for: PIN, class: "text", {t!("pin-of", person: name.as_str())} }
            input {
                id: PIN,
                class: "num",
                r#type: "password",
                // The keys are below; a phone's own would cover them.
                inputmode: "none",
                autocomplete: "off",
                maxlength: "8",
                "aria-describedby": WHY,
                "aria-invalid": wrong.to_string(),
                value: "{typed}",
                oninput: move |event| typed.set(digits(&event.value())),
            }
            p { id: WHY, class: "why", role: "alert",
                if let Some(why) = why {
                    "{why}"
                }
            }
            div { class: "keys", role: "group", "aria-label": t!("pin-keys"),
                for digit in '1'..='9' {
                    button { key: "{digit}", r#type: "button", onclick: move |_| press(digit), "{digit}" }
                }
                button {
                    r#type: "button",
                    "aria-label": t!("clear"),
                    onclick: move |_| {
                        typed.set(String::new());
                        answer.set(None);
                    },
                    Drawing { icon: Icon::X }
                }
                button { r#type: "button", onclick: move |_| press('0'), "0" }
                button { class: "enter", r#type: "submit", "aria-label": t!("pin-enter"), disabled: trying(),
                    Drawing { icon: Icon::Check }
                }
            }
            if let Some(onback) = onback {
                TextButton { icon: Icon::Users, onclick: move |()| onback.call(()), {t!("switch-other")} }
            }
        }
    }
}
