//! Which place? By name over all of them, or down the tree from the sites; one that is not there yet is made on the spot.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, NewPlace, PlaceView};
use shared::id::PlaceId;
use shared::model::PlaceKind;

use super::{SearchLine, path};
use crate::components::{Choice, Dialog, Empty, IconButton, TextButton};
use crate::i18n::names::place_kind_name;
use crate::session::{use_answer, use_session};
use crate::t;

/// Places in which one that is not there yet may be made, offered at most.
const MOST_AROUND: usize = 3;

pub(in crate::screens) fn place_icon(kind: Option<PlaceKind>) -> Icon {
    match kind {
        Some(PlaceKind::Site | PlaceKind::Building) => Icon::Building,
        Some(PlaceKind::Room) => Icon::DoorOpen,
        Some(PlaceKind::Floor | PlaceKind::Spot) | None => Icon::MapPin,
    }
}

/// Which place? Rooms of today first.
#[component]
pub fn PlacePicker(
    title: String,
    /// The place in which it begins, instead of the sites.
    within: Option<PlaceView>,
    /// A place that is not offered, with what lies in it.
    without: Option<PlaceId>,
    onpick: EventHandler<PlaceView>,
    /// Nowhere is an answer too: what is asked of is a site.
    onnowhere: Option<EventHandler<()>>,
    onclose: EventHandler<()>,
) -> Element {
    let session = use_session();
    let text = use_signal(String::new);
    let mut within = use_signal(move || within);
    let places = use_answer(
        move || {
            Some(Command::Places {
                within: within.read().as_ref().map(|place| place.id),
                text: text.cloned(),
                without,
            })
        },
        |answer| match answer {
            Answer::Places(places) => Some(places),
            _ => None,
        },
    );
    let searching = !text.read().trim().is_empty();
    let at_top = within.read().is_none() && !searching;
    let recent = session.rooms.cloned();
    rsx! {
        Dialog { title, first: "place-search", onclose,
            SearchLine { id: "place-search", hint: t!("place-search"), text }
            div { class: "scroll",
                if at_top && !recent.is_empty() {
                    h3 { class: "section", {t!("place-recent")} }
                    div { class: "choices",
                        for place in recent.into_iter().filter(|place| Some(place.id) != without) {
                            PlaceChoice { key: "{place.id}", place: place.clone(), onclick: move |()| onpick.call(place.clone()) }
                        }
                    }
                }
                if at_top && let Some(onnowhere) = onnowhere {
                    div { class: "choices",
                        Choice { icon: Icon::Building, onclick: move |()| onnowhere.call(()), {t!("place-nowhere")} }
                    }
                }
                if !searching && let Some(parent) = within.cloned() {
                    div { class: "choices",
                        TextButton { icon: Icon::ArrowLeft, onclick: move |()| within.set(None), {t!("place-all-sites")} }
                        Choice { icon: place_icon(parent.kind), chosen: true,
                            onclick: {
                                let parent = parent.clone();
                                move |()| onpick.call(parent.clone())
                            },
                            span { class: "text", {t!("place-this", place: parent.name.as_str())} }
                        }
                    }
                }
                if let Some(places) = places.read().known() {
                    if places.is_empty() && searching {
                        if session.may_make_places() {
                            Empty { icon: Icon::MapPin, title: t!("place-none"), help: t!("place-none-add") }
                        } else {
                            Empty { icon: Icon::MapPin, title: t!("place-none"), help: t!("place-none-ask") }
                        }
                    } else if places.is_empty() && at_top {
                        Empty { icon: Icon::MapPin, title: t!("place-empty"), help: t!("place-empty-help") }
                    }
                    div { class: "choices",
                        for place in places.clone() {
                            div { key: "{place.id}", class: "line",
                                PlaceChoice { place: place.clone(),
                                    onclick: {
                                        let place = place.clone();
                                        move |()| {
                                            // A site is seldom the answer: the first tap opens it.
                                            if place.has_children && !searching {
                                                within.set(Some(place.clone()));
                                            } else {
                                                onpick.call(place.clone());
                                            }
                                        }
                                    },
                                }
                                if place.has_children && searching {
                                    IconButton { icon: Icon::ChevronRight, name: t!("place-open", place: place.name.as_str()),
                                        onclick: {
                                            let mut text = text;
                                            move |()| {
                                                within.set(Some(place.clone()));
                                                text.set(String::new());
                                            }
                                        },
                                    }
                                }
                            }
                        }
                    }
                    if searching && session.may_make_places() {
                        AddHere { name: text.read().trim().to_owned(), within: within.cloned(), found: places.clone(), onpick }
                    }
                }
            }
        }
    }
}

/// The steps that make a place of the name that was typed, one for each place where it may lie.
#[component]
fn AddHere(
    name: String,
    within: Option<PlaceView>,
    found: Vec<PlaceView>,
    onpick: EventHandler<PlaceView>,
) -> Element {
    let session = use_session();
    let sites = use_answer(
        || {
            Some(Command::Places {
                within: None,
                text: String::new(),
                without: None,
            })
        },
        |answer| match answer {
            Answer::Places(places) => Some(places),
            _ => None,
        },
    );
    let sites = sites.read().known().cloned().unwrap_or_default();
    let around = match within {
        Some(within) => vec![Around::of(&within)],
        None => around(&session.rooms.read(), &sites),
    };
    let is_there = |around: &Around| {
        found.iter().any(|place| {
            place.parent == around.id && place.name.to_lowercase() == name.to_lowercase()
        })
    };
    rsx! {
        div { class: "choices",
            for around in around.into_iter().filter(|around| !is_there(around)) {
                Choice { key: "{around.name}", icon: Icon::Plus,
                    under: (!around.name.is_empty()).then(|| t!("place-add-in", place: around.name.as_str())),
                    onclick: {
                        let name = name.clone();
                        move |()| {
                            let command = Command::MakePlace(NewPlace {
                                name: name.clone(),
                                kind: around.kind,
                                parent: around.id,
                            });
                            let name = name.clone();
                            session.act(command, move |_| t!("place-made", place: name), move |done| {
                                if let Some(place) = done.place {
                                    onpick.call(place);
                                }
                            });
                        }
                    },
                    span { class: "text", {t!("place-add", name: name.as_str())} }
                }
            }
        }
    }
}

/// Where a new place may lie, and what it then is.
#[derive(Clone, Debug, PartialEq)]
struct Around {
    /// None: it is a site.
    id: Option<PlaceId>,
    name: String,
    kind: PlaceKind,
}

impl Around {
    fn of(place: &PlaceView) -> Self {
        Self {
            id: Some(place.id),
            name: path(&place.path),
            kind: kind_within(place.kind),
        }
    }
}

/// What is made in a place of a kind, unless somebody says otherwise.
#[must_use]
pub(in crate::screens) fn kind_within(kind: Option<PlaceKind>) -> PlaceKind {
    match kind {
        Some(PlaceKind::Room | PlaceKind::Spot) => PlaceKind::Spot,
        Some(PlaceKind::Site | PlaceKind::Building | PlaceKind::Floor) | None => PlaceKind::Room,
    }
}

/// Around the rooms of today, then in the sites; where there is none, it is the first.
fn around(rooms: &[PlaceView], sites: &[PlaceView]) -> Vec<Around> {
    let mut around: Vec<Around> = Vec::new();
    let above = rooms.iter().filter_map(|room| {
        let (_, above) = room.path.split_last()?;
        Some(Around {
            id: Some(room.parent?),
            name: path(above),
            kind: PlaceKind::Room,
        })
    });
    for one in above.chain(sites.iter().map(Around::of)) {
        if around.len() < MOST_AROUND && around.iter().all(|known| known.id != one.id) {
            around.push(one);
        }
    }
    if around.is_empty() {
        around.push(Around {
            id: None,
            name: String::new(),
            kind: PlaceKind::Site,
        });
    }
    around
}

#[component]
fn PlaceChoice(place: PlaceView, onclick: EventHandler<()>) -> Element {
    let above = place.path.len().saturating_sub(1);
    let under = if above == 0 {
        place.kind.map(place_kind_name)
    } else {
        Some(path(&place.path[..above]))
    };
    rsx! {
        Choice { icon: place_icon(place.kind), under, onclick, span { class: "text", "{place.name}" } }
    }
}
