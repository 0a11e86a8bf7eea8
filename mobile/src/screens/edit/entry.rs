//! What a field is written in, by its kind.

use dioxus::prelude::*;
use mobile_core::api::{FormField, Input, PersonView};
use serde_json::Value;
use shared::model::AttributeKind;

use super::draft::{self, Draft};
use crate::components::why_id;
use crate::i18n::names::{shown, word_name};
use crate::i18n::{decimal, label};
use crate::screens::pick::PersonPicker;
use crate::t;

/// What a field is written in.
#[component]
pub(super) fn Entry(
    id: String,
    field: FormField,
    draft: Option<Draft>,
    /// What was written is no value of the field; what is wrong stands below it.
    refused: bool,
    onwrite: EventHandler<Draft>,
) -> Element {
    let asking_person = use_signal(|| false);
    let text = match &draft {
        Some(Draft::Text(text)) => text.clone(),
        Some(Draft::Cleared) => String::new(),
        Some(Draft::Value { .. }) | None => draft::written(&field.value),
    };
    let chosen = match &draft {
        Some(Draft::Value { value, .. }) => value.clone(),
        Some(Draft::Cleared) => Value::Null,
        Some(Draft::Text(_)) | None => field.value.clone(),
    };
    let why = refused.then(|| why_id(&id));
    let holds_code = matches!(field.input, Input::Identifier);
    let line = |kind: &'static str, mode: &'static str, class: &'static str, text: String| {
        rsx! {
            input {
                id: "{id}",
                class,
                r#type: kind,
                inputmode: mode,
                "data-code-field": holds_code.then_some(""),
                autocomplete: "off",
                value: "{text}",
                "aria-required": field.required.to_string(),
                "aria-invalid": refused.to_string(),
                "aria-describedby": why.clone(),
                oninput: move |event| onwrite.call(Draft::Text(event.value())),
            }
        }
    };
    match &field.input {
        Input::Text {
            multiline: true, ..
        } => rsx! {
            textarea {
                id: "{id}",
                value: "{text}",
                "aria-invalid": refused.to_string(),
                "aria-describedby": why,
                oninput: move |event| onwrite.call(Draft::Text(event.value())),
            }
        },
        Input::Text { .. } => line("text", "text", "", text),
        Input::Identifier => line("text", "text", "num", text),
        Input::Date => line("date", "text", "num", text),
        Input::Decimal | Input::Price(_) => line("text", "decimal", "num", decimal(&text)),
        Input::Bool => yes_or_no(&id, &chosen, onwrite),
        Input::Person => person(&id, &field, draft.as_ref(), asking_person, onwrite),
        Input::Choice(choices) => {
            let choices = choices
                .iter()
                .map(|(id, words)| (id.to_string(), label(words)))
                .collect();
            choice(&id, &chosen, choices, onwrite)
        }
        Input::Words(words) => choice(
            &id,
            &chosen,
            words
                .iter()
                .map(|word| (word.clone(), word_name(word)))
                .collect(),
            onwrite,
        ),
        Input::Attribute { kind, choices, .. } => match kind {
            AttributeKind::Text | AttributeKind::Item => line("text", "text", "", text),
            AttributeKind::Integer | AttributeKind::PositiveInteger => {
                line("text", "numeric", "num", text)
            }
            AttributeKind::Decimal => line("text", "decimal", "num", decimal(&text)),
            AttributeKind::Date => line("date", "text", "num", text),
            AttributeKind::DateTime => line("datetime-local", "text", "num", text),
            AttributeKind::Bool => yes_or_no(&id, &chosen, onwrite),
            AttributeKind::Person => person(&id, &field, draft.as_ref(), asking_person, onwrite),
            AttributeKind::List => choice(
                &id,
                &chosen,
                choices
                    .iter()
                    .map(|word| (word.clone(), word.clone()))
                    .collect(),
                onwrite,
            ),
        },
    }
}

fn yes_or_no(id: &str, chosen: &Value, onwrite: EventHandler<Draft>) -> Element {
    let at = match chosen {
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        _ => "",
    };
    rsx! {
        select {
            id: "{id}",
            onchange: move |event| {
                if let Ok(value) = event.value().parse::<bool>() {
                    onwrite.call(Draft::Value { value: value.into(), words: String::new() });
                }
            },
            option { value: "", selected: at.is_empty(), disabled: true, {t!("edit-unset")} }
            option { value: "true", selected: at == "true", {t!("edit-yes")} }
            option { value: "false", selected: at == "false", {t!("edit-no")} }
        }
    }
}

fn choice(
    id: &str,
    chosen: &Value,
    choices: Vec<(String, String)>,
    onwrite: EventHandler<Draft>,
) -> Element {
    let chosen = chosen.as_str().unwrap_or_default().to_owned();
    rsx! {
        select {
            id: "{id}",
            onchange: move |event| {
                let value = event.value();
                if !value.is_empty() {
                    onwrite.call(Draft::Value { value: value.into(), words: String::new() });
                }
            },
            option { value: "", selected: chosen.is_empty(), disabled: true, {t!("edit-unset")} }
            for (value , words) in choices {
                option { key: "{value}", value: "{value}", selected: value == chosen, "{words}" }
            }
        }
    }
}

fn person(
    id: &str,
    field: &FormField,
    draft: Option<&Draft>,
    mut asking: Signal<bool>,
    onwrite: EventHandler<Draft>,
) -> Element {
    let words = match draft {
        Some(Draft::Value { words, .. }) => words.clone(),
        Some(Draft::Cleared) => t!("item-nobody"),
        Some(Draft::Text(_)) | None if field.value.is_null() => t!("item-nobody"),
        Some(Draft::Text(_)) | None => shown(&field.shown),
    };
    rsx! {
        button { id: "{id}", class: "grow choose text", r#type: "button", onclick: move |_| asking.set(true), "{words}" }
        if asking() {
            PersonPicker {
                onpick: move |person: PersonView| {
                    asking.set(false);
                    onwrite.call(Draft::Value { value: person.id.to_string().into(), words: person.name });
                },
                onclose: move |()| asking.set(false),
            }
        }
    }
}
