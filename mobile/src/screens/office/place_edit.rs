//! The form of a place: its name and what it is.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::PlaceDetail;
use serde_json::json;
use shared::model::{PlaceKind, field};

use super::place::changed;
use super::place_add::KindField;
use crate::components::{Dialog, Field, Go};
use crate::session::use_session;
use crate::t;

/// Asks for both; what was left as it was is not changed.
#[component]
pub(super) fn EditPlace(detail: PlaceDetail, onclose: EventHandler<()>) -> Element {
    let session = use_session();
    // What the form showed when it was opened, whatever comes meanwhile.
    let seen = use_hook(move || detail);
    let mut name = use_signal({
        let name = seen.row.place.name.clone();
        move || name
    });
    let kind_before = seen.row.place.kind;
    let mut kind = use_signal(move || kind_before);
    let is_empty = name.read().trim().is_empty();
    let save = move || {
        let mut changes = Vec::new();
        if *name.peek() != seen.row.place.name {
            changes.push((field::NAME, json!(*name.peek())));
        }
        if let Some(kind) = kind.peek().filter(|kind| Some(*kind) != kind_before) {
            changes.push((field::KIND, json!(kind.word())));
        }
        if changes.is_empty() {
            return onclose.call(());
        }
        session.act(
            changed(&seen, changes),
            |_| t!("scan-done-edit"),
            move |_| onclose.call(()),
        );
    };
    rsx! {
        Dialog { title: t!("place-edit"), first: "place-name", onclose,
            form {
                class: "scroll pad stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    save();
                },
                Field { id: "place-name", name: t!("field-name"),
                    input {
                        id: "place-name",
                        r#type: "text",
                        autocomplete: "off",
                        value: "{name}",
                        oninput: move |event| name.set(event.value()),
                    }
                }
                KindField { kind: kind().unwrap_or(PlaceKind::Room), onchoose: move |chosen| kind.set(Some(chosen)) }
                Go { icon: Icon::Check, submit: true, disabled: is_empty, {t!("save")} }
            }
        }
    }
}
