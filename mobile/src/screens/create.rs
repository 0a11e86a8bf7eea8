//! A new CI without a scan, from the office or from the list.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, NewItem, PlaceView, TypeView};
use shared::model::ItemState;

use super::pick::{PlacePicker, StatePicker, TypeTiles, place_id, place_words};
use crate::components::{Chip, Empty, Field, Go, IconButton, Notice, Tone};
use crate::i18n::label;
use crate::route::Route;
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;
use crate::typing::{use_scans, use_typing_here};

/// What it is, its code, where it is and how: then one step.
#[component]
pub fn Create() -> Element {
    use_title(|| t!("create-title"));
    let session = use_session();
    let navigator = use_navigator();
    let types = use_answer(
        || Some(Command::Types),
        |answer| match answer {
            Answer::Types(types) => Some(types),
            _ => None,
        },
    );
    let mut chosen = use_signal(|| None::<TypeView>);
    let mut code = use_signal(String::new);
    let mut place = use_signal(|| session.room.peek().clone());
    let mut state = use_signal(|| None::<(ItemState, String)>);
    let mut asking_place = use_signal(|| false);
    let mut asking_state = use_signal(|| false);
    let scanner = use_typing_here();
    // Whatever has the focus, a scan here is the new one's code.
    use_scans(move |scan| code.set(scan.likeliest(&scanner.profile.peek())));
    let create = move || {
        let Some(item_type) = chosen.peek().clone() else {
            return;
        };
        let code = Some(code.peek().trim().to_owned()).filter(|code| !code.is_empty());
        let new = NewItem {
            item_type: item_type.id,
            code,
            place: place_id(place.peek().as_ref()),
            state: state.peek().as_ref().map(|(state, _)| *state),
            fields: Default::default(),
        };
        session.act(
            Command::Create(new),
            |_| t!("scan-done-create"),
            move |done| {
                if let Some(item) = done.item {
                    navigator.replace(Route::Edit { id: item.row.id });
                }
            },
        );
    };
    rsx! {
        div { class: "screen",
            header { class: "top",
                IconButton { icon: Icon::X, name: t!("close"), onclick: move |()| navigator.go_back() }
                h1 { class: "grow", {t!("create-title")} }
            }
            form {
                class: "pad stack grow column",
                onsubmit: move |event| {
                    event.prevent_default();
                    create();
                },
                match types.cloned() {
                    Asked::Waiting => rsx! {},
                    Asked::Failed(error) => rsx! {
                        Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } }
                    },
                    Asked::Known(types) if types.is_empty() => rsx! {
                        Empty { icon: Icon::Shapes, title: t!("create-no-types"), help: t!("create-no-types-help") }
                    },
                    Asked::Known(types) => rsx! {
                        TypeTiles { types, chosen: chosen.read().as_ref().map(|item_type| item_type.id),
                            onpick: move |item_type| {
                                chosen.set(Some(item_type));
                                // A sub-state belongs to one type.
                                state.set(None);
                            },
                        }
                    },
                }
                Field { id: "new-code", name: t!("create-code"), hint: t!("create-code-hint"),
                    input {
                        id: "new-code",
                        class: "num",
                        "data-code-field": "",
                        r#type: "text",
                        autocomplete: "off",
                        spellcheck: "false",
                        value: "{code}",
                        oninput: move |event| code.set(event.value()),
                    }
                }
                div { class: "chips",
                    Chip { icon: Icon::MapPin, on: place.read().is_some(), onclick: move |()| asking_place.set(true),
                        span { class: "text", {place_words(place.read().as_ref())} }
                    }
                    Chip { icon: Icon::CircleDot, on: state.read().is_some(), onclick: move |()| asking_state.set(true),
                        match &*state.read() {
                            Some((_, word)) => rsx! { span { class: "text", "{word}" } },
                            None => rsx! { {t!("item-state")} },
                        }
                    }
                }
                span { class: "grow" }
                div { class: "bar-below",
                    Go { icon: Icon::Plus, submit: true, disabled: chosen.read().is_none(),
                        match &*chosen.read() {
                            Some(item_type) => t!("create-go-type", kind: label(&item_type.label)),
                            None => t!("create-pick-first"),
                        }
                    }
                    p { class: "small muted centred", {t!("create-rest-waits")} }
                }
            }
        }
        if asking_place() {
            PlacePicker { title: t!("place-title"),
                onpick: move |picked: PlaceView| {
                    asking_place.set(false);
                    place.set(Some(picked));
                },
                onclose: move |()| asking_place.set(false),
            }
        }
        if asking_state() {
            StatePicker {
                item_type: chosen.read().as_ref().map(|item_type| item_type.id),
                chosen: state.read().as_ref().map(|(state, _)| *state),
                may_retire: false,
                onpick: move |picked| {
                    asking_state.set(false);
                    state.set(Some(picked));
                },
                onclose: move |()| asking_state.set(false),
            }
        }
    }
}
