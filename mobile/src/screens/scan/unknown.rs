//! Nobody here knows the code: what is it? One tap says, a second creates it.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Command, NewItem, TypeView, UnknownView};

use super::{Scanning, use_sheet_keys};
use crate::components::{Empty, Go, Tone};
use crate::i18n::label;
use crate::page::Shortcut;
use crate::screens::pick::{TypeTiles, place_id};
use crate::t;

/// The code, the tiles, and the one step.
#[component]
pub(super) fn UnknownSheet(unknown: UnknownView) -> Element {
    let scanning = use_context::<Scanning>();
    let session = scanning.session;
    let mut chosen = use_signal(|| None::<TypeView>);
    let room = session.room.cloned();
    let arriving = session.sync.read().first_sync.is_some();
    let UnknownView {
        code,
        shown,
        names_article,
        own_label,
        unusable,
        types,
    } = unknown;
    let creatable = !unusable && !names_article;
    let create = move |()| {
        let Some(item_type) = chosen.peek().clone() else {
            return;
        };
        let new = NewItem {
            item_type: item_type.id,
            code: Some(code.clone()),
            place: place_id(session.room.peek().as_ref()),
            state: None,
            fields: Default::default(),
        };
        session.act(
            Command::Create(new),
            |_| t!("scan-done-create"),
            move |done| {
                scanning.announce(Tone::Here, t!("scan-done-create"));
                scanning.show_item(done.item);
            },
        );
    };
    use_sheet_keys({
        let (types, create) = (types.clone(), create.clone());
        move |key| match key {
            Shortcut::Nth(place) if creatable => {
                let nth = types.get(usize::from(place) - 1);
                chosen.set(nth.cloned());
                nth.is_some()
            }
            Shortcut::Open if creatable && chosen.peek().is_some() => {
                create(());
                true
            }
            _ => false,
        }
    });
    rsx! {
        div { class: "body",
            div { class: "line",
                span { class: "small muted", {t!("scan-raw")} }
                span { class: "grow code text two-lines", "{shown}" }
            }
            if arriving {
                p { class: "small muted", {t!("create-arriving")} }
            }
            if own_label && creatable {
                p { class: "small muted", {t!("create-bound")} }
            }
            if names_article {
                p { class: "small muted", {t!("outcome-article-help")} }
            } else if unusable {
                p { class: "small muted", {t!("outcome-misread-help")} }
            } else if types.is_empty() {
                Empty { icon: Icon::Shapes, title: t!("create-no-types"), help: t!("create-no-types-help") }
            } else {
                TypeTiles { types, chosen: chosen.read().as_ref().map(|item_type| item_type.id),
                    onpick: move |item_type| chosen.set(Some(item_type)),
                }
                div { class: "stack stuck",
                    Go { icon: Icon::Plus, disabled: chosen.read().is_none(), onclick: create,
                        match (&*chosen.read(), &room) {
                            (Some(item_type), Some(_)) => t!("create-go-in", kind: label(&item_type.label)),
                            (Some(item_type), None) => t!("create-go-type", kind: label(&item_type.label)),
                            (None, _) => t!("create-go"),
                        }
                    }
                }
            }
        }
    }
}
