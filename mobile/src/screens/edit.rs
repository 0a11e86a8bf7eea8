//! The form of one CI: every field; only what was changed is sent.

use std::collections::BTreeMap;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, FieldChange, FormField, FormView, Input};
use serde_json::Value;
use shared::id::ItemId;
use shared::model::AttributeKind;
use shared::record::Field as FieldName;

use super::pick::PersonPicker;
use crate::components::{Empty, Field, Go, IconButton, Notice, TextButton, Tone};
use crate::i18n::names::{field_name, shown, word_name};
use crate::i18n::{decimal, label};
use crate::route::Route;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

mod draft;

use self::draft::{Draft, Refusal};

/// What the person has written so far; a field that is absent is untouched.
type Drafts = BTreeMap<FieldName, Draft>;

/// The screen: the form as it stood when it was opened, and what was written since.
#[component]
pub fn Edit(id: ReadSignal<ItemId>) -> Element {
    let navigator = use_navigator();
    let session = use_session();
    // An undo left over from before would read as one of what is typed here.
    use_hook(move || {
        let mut said = session.said;
        said.set(None);
    });
    let item = use_answer(
        move || Some(Command::Open(id())),
        |answer| match answer {
            Answer::Item(item) => Some(
                item.and_then(|item| item.row.item_type)
                    .map(|item_type| item_type.id),
            ),
            _ => None,
        },
    );
    let form = use_answer(
        move || {
            let item_type = item.read().known().copied().flatten()?;
            Some(Command::Form {
                item_type,
                item: Some(id()),
            })
        },
        |answer| match answer {
            Answer::Form(form) => Some(form),
            _ => None,
        },
    );
    // What the person saw when they began is what their changes are based on, whatever arrives.
    let mut opened = use_signal(|| None::<FormView>);
    use_effect(move || {
        if opened.peek().is_none()
            && let Some(form) = form.read().known()
        {
            opened.set(Some(form.clone()));
        }
    });
    let gone = matches!(&*item.read(), Asked::Known(None));
    rsx! {
        div { class: "screen",
            header { class: "top",
                IconButton { icon: Icon::X, name: t!("edit-leave"), onclick: move |()| navigator.go_back() }
                h1 { class: "grow", {t!("edit-title")} }
            }
            if gone {
                Empty { icon: Icon::Box, title: t!("item-missing"), help: t!("item-missing-help") }
            } else if let Asked::Failed(error) = &*form.read() {
                div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(error)} } } }
            } else if let Some(form) = opened.cloned() {
                Form { id: id(), form }
            }
        }
    }
}

#[component]
fn Form(id: ItemId, form: FormView) -> Element {
    let session = use_session();
    let navigator = use_navigator();
    let drafts = use_signal(Drafts::new);
    let fields = use_hook(|| std::rc::Rc::new(form.fields.clone()));
    let rev = form.rev;
    let written = drafts.read();
    let changes = changes(&fields, &written);
    let refused = changes.is_err();
    let count = changes.as_ref().map_or(0, Vec::len);
    let save = {
        let fields = fields.clone();
        move || {
            let Ok(changes) = self::changes(&fields, &drafts.peek()) else {
                return;
            };
            if changes.is_empty() {
                return;
            }
            let command = Command::Edit {
                item: id,
                rev,
                changes,
            };
            session.act(
                command,
                |_| t!("scan-done-edit"),
                move |_| {
                    navigator.replace(Route::Record { id });
                },
            );
        }
    };
    rsx! {
        form {
            class: "pad stack",
            onsubmit: move |event| {
                event.prevent_default();
                save();
            },
            for field in fields.iter().cloned() {
                FormLine { key: "{field.field}", field, drafts }
            }
            div { class: "bar-below",
                Go { icon: Icon::Check, submit: true, disabled: refused || count == 0,
                    if count == 0 { {t!("save")} } else { {t!("edit-save-count", count: count)} }
                }
            }
        }
    }
}

/// The fields that were changed, with what the form showed as their base.
fn changes(fields: &[FormField], drafts: &Drafts) -> Result<Vec<FieldChange>, Refusal> {
    let mut changes = Vec::new();
    for field in fields {
        let Some(draft) = drafts.get(&field.field) else {
            continue;
        };
        if let Some(value) = draft.change(field)? {
            changes.push(FieldChange {
                field: field.field.clone(),
                base: field.base,
                value,
            });
        }
    }
    Ok(changes)
}

#[component]
fn FormLine(field: FormField, mut drafts: Signal<Drafts>) -> Element {
    let name = field_name(&field.field, field.label.as_ref());
    let id = format!("field-{}", field.field);
    let draft = drafts.read().get(&field.field).cloned();
    let change = draft.as_ref().map(|draft| draft.change(&field));
    let changed = matches!(change, Some(Ok(Some(_))));
    let why = match &change {
        Some(Err(refusal)) => Some(refusal.words()),
        _ => None,
    };
    let cleared = draft == Some(Draft::Cleared);
    let emptied = draft == Some(Draft::Text(String::new())) && !field.value.is_null();
    let hint = if cleared {
        Some(t!("edit-cleared"))
    } else if emptied {
        Some(t!("edit-left-empty"))
    } else {
        unit(&field.input).map(|unit| t!("edit-unit", unit: unit))
    };
    let step = {
        let key = field.field.clone();
        if cleared || emptied && !changed && draft.is_some() && field.value.is_null() {
            Some(rsx! {
                TextButton {
                    onclick: move |()| {
                        drafts.write().remove(&key);
                    },
                    {t!("edit-keep")}
                }
            })
        } else if !field.value.is_null() {
            Some(rsx! {
                TextButton {
                    onclick: move |()| {
                        drafts.write().insert(key.clone(), Draft::Cleared);
                    },
                    {t!("clear")}
                    span { class: "said", " {name}" }
                }
            })
        } else {
            None
        }
    };
    let write = {
        let key = field.field.clone();
        move |draft: Draft| {
            drafts.write().insert(key.clone(), draft);
        }
    };
    rsx! {
        Field { id: id.clone(), name: name.clone(), changed, why, hint, step,
            Entry { id, field, draft, onwrite: write }
        }
    }
}

fn unit(input: &Input) -> Option<&str> {
    match input {
        Input::Attribute { unit, .. } => unit.as_deref(),
        _ => None,
    }
}

/// What a field is written in, by its kind.
#[component]
fn Entry(
    id: String,
    field: FormField,
    draft: Option<Draft>,
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
    let line = |kind: &'static str, mode: &'static str, class: &'static str, text: String| {
        rsx! {
            input {
                id: "{id}",
                class,
                r#type: kind,
                inputmode: mode,
                autocomplete: "off",
                value: "{text}",
                required: field.required,
                oninput: move |event| onwrite.call(Draft::Text(event.value())),
            }
        }
    };
    match &field.input {
        Input::Text {
            multiline: true, ..
        } => rsx! {
            textarea { id: "{id}", value: "{text}", oninput: move |event| onwrite.call(Draft::Text(event.value())) }
        },
        Input::Text { .. } => line("text", "text", "", text),
        Input::Identifier => line("text", "text", "num", text),
        Input::Date => line("date", "text", "num", text),
        Input::Decimal => line("text", "decimal", "num", decimal(&text)),
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
                onpick: move |person: mobile_core::api::PersonView| {
                    asking.set(false);
                    onwrite.call(Draft::Value { value: person.id.to_string().into(), words: person.name });
                },
                onclose: move |()| asking.set(false),
            }
        }
    }
}
