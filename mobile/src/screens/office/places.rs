//! Places: the sites, and any of them by its name.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, PlaceRow};

use super::place_add::AddPlaces;
use crate::components::{Drawing, Empty, Go, IconButton, ItemRow, Notice, Tone};
use crate::i18n::names::place_kind_name;
use crate::route::Route;
use crate::screens::pick::{path, place_icon};
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

/// The screen.
#[component]
pub fn Places() -> Element {
    use_title(|| t!("places-title"));
    let session = use_session();
    let navigator = use_navigator();
    let mut text = use_signal(String::new);
    let mut adding = use_signal(|| false);
    let rows = use_answer(
        move || {
            Some(Command::PlaceRows {
                within: None,
                text: text.cloned(),
            })
        },
        |answer| match answer {
            Answer::PlaceRows(rows) => Some(rows),
            _ => None,
        },
    );
    let searching = !text.read().trim().is_empty();
    let may_add = session.may_make_places();
    rsx! {
        div { class: "screen",
            header { class: "top",
                IconButton { icon: Icon::ArrowLeft, name: t!("back"),
                    onclick: move |()| {
                        if navigator.can_go_back() {
                            navigator.go_back();
                        } else {
                            navigator.replace(Route::More {});
                        }
                    },
                }
                h1 { class: "grow", {t!("places-title")} }
                if may_add {
                    IconButton { icon: Icon::Plus, name: t!("places-add-site"), onclick: move |()| adding.set(true) }
                }
            }
            div { class: "pad",
                div { class: "field",
                    div { class: "in",
                        Drawing { icon: Icon::Search }
                        input {
                            id: "places-search",
                            r#type: "search",
                            autocomplete: "off",
                            placeholder: t!("place-search"),
                            "aria-label": t!("place-search"),
                            value: "{text}",
                            oninput: move |event| text.set(event.value()),
                        }
                    }
                }
            }
            match rows.cloned() {
                Asked::Waiting => rsx! {},
                Asked::Failed(error) => rsx! {
                    div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } } }
                },
                Asked::Known(rows) if rows.is_empty() && searching => rsx! {
                    Empty { icon: Icon::MapPin, title: t!("place-none"), help: t!("places-none-help") }
                },
                Asked::Known(rows) if rows.is_empty() => rsx! {
                    Empty { icon: Icon::MapPin, title: t!("place-empty"),
                        help: if may_add { t!("places-empty-add") } else { t!("place-empty-help") },
                        if may_add {
                            Go { icon: Icon::Plus, fit: true, onclick: move |()| adding.set(true), {t!("places-add-site")} }
                        }
                    }
                },
                Asked::Known(rows) => rsx! { PlaceList { rows, with_path: searching } },
            }
        }
        if adding() {
            AddPlaces { within: None, onclose: move |()| adding.set(false) }
        }
    }
}

/// Places one below the other, each with what it is and how many CIs lie in it and below.
#[component]
pub(super) fn PlaceList(
    rows: Vec<PlaceRow>,
    /// What each lies in is said too.
    #[props(default)]
    with_path: bool,
) -> Element {
    let navigator = use_navigator();
    rsx! {
        div { class: "list",
            for PlaceRow { place, items } in rows {
                ItemRow {
                    key: "{place.id}",
                    icon: place_icon(place.kind),
                    title: place.name.clone(),
                    under: rsx! {
                        if let Some(kind) = place.kind {
                            span { {place_kind_name(kind)} }
                        }
                        if place.retired {
                            span { class: "t-wrong", {t!("place-retired")} }
                        }
                        if let Some((_, above)) = place.path.split_last().filter(|(_, above)| with_path && !above.is_empty()) {
                            span { class: "text", {path(above)} }
                        }
                    },
                    aside: rsx! {
                        span { class: "muted small num", "aria-hidden": "true", {t!("count", count: items)} }
                        span { class: "said", {t!("place-items", count: items)} }
                        Drawing { icon: Icon::ChevronRight }
                    },
                    onclick: move |()| {
                        navigator.push(Route::Place { id: place.id });
                    },
                }
            }
        }
    }
}
