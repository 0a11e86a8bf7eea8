//! What the screens of setting up have in common: their head, and asking for a name or for words.

use assets::Icon;
use dioxus::prelude::*;
use shared::model::{Languages, Words};

use crate::components::{Dialog, Field, Go, IconButton};
use crate::t;

/// The screen's name, and the way back.
#[component]
pub(super) fn Top(title: String) -> Element {
    let navigator = use_navigator();
    rsx! {
        header { class: "top",
            IconButton { icon: Icon::ArrowLeft, name: t!("back"), onclick: move |()| navigator.go_back() }
            h1 { class: "grow", "{title}" }
        }
    }
}

/// Which name?
#[component]
pub(super) fn NameForm(
    title: String,
    name: String,
    onclose: EventHandler<()>,
    onname: EventHandler<String>,
) -> Element {
    let mut text = use_signal(|| name.clone());
    rsx! {
        Dialog { title, first: "name-entry", onclose,
            form {
                class: "body pad stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    let written = text.peek().trim().to_owned();
                    if !written.is_empty() {
                        onname.call(written);
                    }
                },
                Field { id: "name-entry", name: t!("field-name"),
                    input {
                        id: "name-entry",
                        r#type: "text",
                        autocomplete: "off",
                        maxlength: "200",
                        value: "{text}",
                        oninput: move |event| text.set(event.value()),
                    }
                }
                Go { icon: Icon::Check, submit: true, disabled: text.read().trim().is_empty(), {t!("setup-keep")} }
            }
        }
    }
}

/// Which words? In each language that the organisation uses.
#[component]
pub(super) fn WordsForm(
    title: String,
    words: Words,
    languages: Languages,
    onclose: EventHandler<()>,
    onwords: EventHandler<Words>,
) -> Element {
    let fr = use_signal(|| words.fr.clone());
    let en = use_signal(|| words.en.clone());
    let first = match languages {
        Languages::English => "words-en",
        Languages::Both | Languages::French => "words-fr",
    };
    let entries = [
        (
            "words-fr",
            t!("setup-in-french"),
            fr,
            languages != Languages::English,
        ),
        (
            "words-en",
            t!("setup-in-english"),
            en,
            languages != Languages::French,
        ),
    ];
    let nothing = fr.read().trim().is_empty() && en.read().trim().is_empty();
    rsx! {
        Dialog { title, first, onclose,
            form {
                class: "body pad stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    let words = Words::new(fr.peek().trim(), en.peek().trim());
                    if !words.get("fr").is_empty() {
                        onwords.call(words);
                    }
                },
                for (id, name, mut text, _) in entries.into_iter().filter(|(.., used)| *used) {
                    Field { key: "{id}", id, name,
                        input {
                            id,
                            r#type: "text",
                            autocomplete: "off",
                            maxlength: "200",
                            value: "{text}",
                            oninput: move |event| text.set(event.value()),
                        }
                    }
                }
                Go { icon: Icon::Check, submit: true, disabled: nothing, {t!("setup-keep")} }
            }
        }
    }
}
