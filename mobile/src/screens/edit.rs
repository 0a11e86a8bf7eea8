//! The form of one CI: every field; only what was changed is sent.

use std::collections::BTreeMap;
use std::rc::Rc;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, FieldChange, FormField, FormView, Input};
use shared::id::ItemId;
use shared::record::Field as FieldName;

use crate::components::{Empty, Field, Go, IconButton, Notice, TextButton, Tone};
use crate::i18n::label;
use crate::i18n::names::{field_name, money_sign};
use crate::keyboard::use_keys;
use crate::page::{self, Shortcut};
use crate::route::Route;
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;
use crate::typing::{use_scans, use_typing_here};

mod draft;
mod entry;
mod unsaved;

use self::draft::{Draft, Refusal};
use self::entry::Entry;
use self::unsaved::Unsaved;
pub use self::unsaved::use_unsaved_provider;

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
    let unsaved = use_context::<Unsaved>();
    let mut round = use_signal(|| 0);
    let abandon = move |()| {
        unsaved.forget(id());
        opened.set(form.peek().known().cloned());
        round += 1;
    };
    use_title(|| t!("edit-title"));
    use_keys(move |key| {
        let leaves = key == Shortcut::Back;
        if leaves {
            navigator.go_back();
        }
        leaves
    });
    let scanner = use_typing_here();
    use_scans(move |scan| {
        // Nothing written here is left for it.
        spawn(async move {
            scanner.look_up_here(session, &scan).await;
        });
    });
    let gone = matches!(&*item.read(), Asked::Known(None));
    rsx! {
        div { class: "screen",
            header { class: "top",
                IconButton { icon: Icon::ArrowLeft, name: t!("back"), onclick: move |()| navigator.go_back() }
                h1 { class: "grow", {t!("edit-title")} }
            }
            if gone {
                Empty { icon: Icon::Box, title: t!("item-missing"), help: t!("item-missing-help") }
            } else if let Asked::Failed(error) = &*form.read() {
                div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(error)} } } }
            } else if let Some(form) = opened.cloned() {
                Form { key: "{round}", id: id(), form, onabandon: abandon }
            }
        }
    }
}

#[component]
fn Form(
    id: ItemId,
    form: FormView,
    /// The person lets go what they had written before.
    onabandon: EventHandler<()>,
) -> Element {
    let session = use_session();
    let navigator = use_navigator();
    let unsaved = use_context::<Unsaved>();
    let (form, left) = use_hook(move || {
        let mut form = form;
        let left = unsaved.restore(session, id, &mut form);
        (Rc::new(form), left)
    });
    let was_left = !left.is_empty();
    let drafts = use_signal(move || left);
    use_effect({
        let form = form.clone();
        move || unsaved.keep(session, id, &form, &drafts.read())
    });
    let written = written(&form.fields, &drafts.read());
    let count = written.changes.len();
    let idle = count == 0 && written.refused.is_none();
    let save = {
        let form = form.clone();
        move || {
            let written = self::written(&form.fields, &drafts.peek());
            if let Some(field) = written.refused {
                // Shown to whoever cannot see it from where the button is.
                return page::focus(&input_id(&field));
            }
            if written.changes.is_empty() {
                return;
            }
            let command = Command::Edit {
                item: id,
                rev: form.rev,
                changes: written.changes,
            };
            session.act(
                command,
                |_| t!("scan-done-edit"),
                move |_| {
                    unsaved.forget(id);
                    navigator.replace(Route::Record { id });
                },
            );
        }
    };
    rsx! {
        form {
            class: "pad stack",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                save();
            },
            if was_left {
                Notice { tone: Tone::Again,
                    p { {t!("edit-left")} }
                    TextButton { onclick: move |()| onabandon.call(()), {t!("edit-abandon")} }
                }
            }
            for field in form.fields.iter().cloned() {
                FormLine { key: "{field.field}", field, drafts }
            }
            div { class: "bar-below",
                Go { icon: Icon::Check, submit: true, disabled: idle,
                    if count == 0 { {t!("save")} } else { {t!("edit-save-count", count: count)} }
                }
            }
        }
    }
}

/// What the drafts come to.
struct Written {
    /// The fields that were changed, with what the form showed as their base.
    changes: Vec<FieldChange>,
    /// The first field whose draft is no value of it.
    refused: Option<FieldName>,
}

fn written(fields: &[FormField], drafts: &Drafts) -> Written {
    let mut written = Written {
        changes: Vec::new(),
        refused: None,
    };
    for field in fields {
        let draft = drafts.get(&field.field);
        match draft.map(|draft| draft.change(field)) {
            Some(Ok(Some(value))) => written.changes.push(FieldChange {
                field: field.field.clone(),
                base: field.base,
                value,
            }),
            Some(Err(_)) => {
                written.refused.get_or_insert_with(|| field.field.clone());
            }
            Some(Ok(None)) | None => {}
        }
    }
    written
}

/// The id of the element in which a field is written.
fn input_id(field: &FieldName) -> String {
    format!("field-{field}")
}

#[component]
fn FormLine(field: FormField, mut drafts: Signal<Drafts>) -> Element {
    let name = field_name(&field.field, field.label.as_ref());
    let id = input_id(&field.field);
    let draft = drafts.read().get(&field.field).cloned();
    let change = draft.as_ref().map(|draft| draft.change(&field));
    let changed = matches!(change, Some(Ok(Some(_))));
    let why = match change {
        Some(Err(refusal)) => Some(Refusal::words(refusal)),
        _ => None,
    };
    let refused = why.is_some();
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
            Entry { id, field, draft, refused, onwrite: write }
        }
    }
}

fn unit(input: &Input) -> Option<String> {
    match input {
        Input::Attribute { unit, .. } => unit.as_ref().map(label),
        Input::Price(Some(currency)) => Some(money_sign(currency)),
        _ => None,
    }
}
