//! One place: what it is, what lies in it, and what can be done with it.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, FieldChange, PlaceDetail, PlaceRow, PlaceView};
use serde_json::{Value, json};
use shared::id::PlaceId;
use shared::model::{PlaceKind, field};
use shared::record::Field as FieldName;
use shared::wire::MAX_LABELS;

use super::place_add::AddPlaces;
use super::place_edit::EditPlace;
use super::places::PlaceList;
use crate::components::{
    Action, Alt, Empty, Face, FaceSize, Fact, Facts, Go, IconButton, Notice, TextButton, Tone,
};
use crate::i18n::names::place_kind_name;
use crate::route::{Route, Sought};
use crate::screens::conflict::Conflict;
use crate::screens::history::History;
use crate::screens::labels::LabelLink;
use crate::screens::pick::{PlacePicker, path, place_icon};
use crate::screens::title::use_title;
use crate::session::{Asked, Session, failure, use_answer, use_session};
use crate::t;

/// The screen of one place.
#[component]
pub fn Place(id: ReadSignal<PlaceId>) -> Element {
    let navigator = use_navigator();
    let mut title = use_signal(|| None::<String>);
    use_title(move || title.cloned().unwrap_or_else(|| t!("places-title")));
    let place = use_answer(
        move || Some(Command::OpenPlace(id())),
        |answer| match answer {
            Answer::Place(place) => Some(place),
            _ => None,
        },
    );
    use_effect(move || {
        if let Some(Some(place)) = place.read().known() {
            title.set(Some(place.row.place.name.clone()));
        }
    });
    rsx! {
        div { class: "screen",
            header { class: "top",
                IconButton { icon: Icon::ArrowLeft, name: t!("back"),
                    onclick: move |()| {
                        if navigator.can_go_back() {
                            navigator.go_back();
                        } else {
                            navigator.replace(Route::Places {});
                        }
                    },
                }
                span { class: "grow" }
            }
            match place.cloned() {
                Asked::Waiting => rsx! {},
                Asked::Failed(error) => rsx! {
                    div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } } }
                },
                Asked::Known(None) => rsx! {
                    Empty { icon: Icon::MapPin, title: t!("place-missing"), help: t!("place-missing-help"),
                        Go { icon: Icon::MapPin, fit: true,
                            onclick: move |()| {
                                navigator.push(Route::Places {});
                            },
                            {t!("places-title")}
                        }
                    }
                },
                // Another place is another component: nothing of the last one is carried over.
                Asked::Known(Some(place)) => rsx! { Known { key: "{place.row.place.id}", detail: *place } },
            }
        }
    }
}

/// What is asked over the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    Nothing,
    Edit,
    Move,
    Merge,
    Add,
}

#[component]
fn Known(detail: PlaceDetail) -> Element {
    let session = use_session();
    let navigator = use_navigator();
    let mut asking = use_signal(|| Asking::Nothing);
    let place = detail.row.place.clone();
    let id = place.id;
    let in_use = !place.retired;
    let enter = {
        let place = place.clone();
        move |()| {
            session.enter(place.clone());
            session.tell(t!("scan-in-room", place: place.name.as_str()));
            navigator.push(Route::Scan {});
        }
    };
    let onnowhere = place.parent.map(|_| {
        let detail = detail.clone();
        EventHandler::new(move |()| {
            asking.set(Asking::Nothing);
            let changes = [
                (field::PARENT, Value::Null),
                (field::KIND, json!(PlaceKind::Site.word())),
            ];
            session.act(changed(&detail, changes), |_| t!("place-site-told"), |_| ());
        })
    });
    rsx! {
        Head { place: place.clone() }
        div { class: "actions",
            if in_use {
                Action { icon: Icon::MapPin, onclick: enter, {t!("place-i-am-here")} }
            }
            if in_use && detail.may_edit {
                Action { icon: Icon::Plus, onclick: move |()| asking.set(Asking::Add), {t!("place-add-inside")} }
            }
            if detail.may_edit {
                Action { icon: Icon::Pencil, onclick: move |()| asking.set(Asking::Edit), {t!("item-edit")} }
            }
            if in_use {
                LabelLink { places: vec![id], {t!("item-label")} }
            }
        }
        Standing { detail: detail.clone() }
        for conflict in detail.conflicts.clone() {
            Conflict { key: "{conflict.id}", conflict, named: false }
        }
        AboutPlace { detail: detail.clone() }
        if !detail.places.is_empty() {
            div { class: "section",
                h2 { {t!("place-inside")} }
                LabelsInside { rows: detail.places.clone() }
            }
            PlaceList { rows: detail.places.clone() }
        }
        if detail.may_edit && in_use {
            h2 { class: "section", {t!("place-change")} }
            div { class: "pad stack",
                Alt { icon: Icon::ArrowLeftRight, onclick: move |()| asking.set(Asking::Move), {t!("place-move")} }
                Alt { icon: Icon::GitMerge, onclick: move |()| asking.set(Asking::Merge), {t!("place-merge")} }
                Alt { icon: Icon::Archive,
                    onclick: {
                        let detail = detail.clone();
                        move |()| retire(session, &detail, true)
                    },
                    {t!("place-retire")}
                }
            }
        }
        h2 { class: "section", {t!("item-history")} }
        History { lines: detail.history.clone() }
        match asking() {
            Asking::Nothing => rsx! {},
            Asking::Edit => rsx! { EditPlace { detail, onclose: move |()| asking.set(Asking::Nothing) } },
            Asking::Add => rsx! { AddPlaces { within: place, onclose: move |()| asking.set(Asking::Nothing) } },
            Asking::Move => rsx! {
                PlacePicker { title: t!("place-move-title", place: place.name.as_str()), without: id,
                    onpick: move |into: PlaceView| {
                        asking.set(Asking::Nothing);
                        let change = [(field::PARENT, json!(into.id))];
                        session.act(
                            changed(&detail, change),
                            move |_| t!("place-moved", place: into.name.as_str()),
                            |_| (),
                        );
                    },
                    onnowhere: onnowhere,
                    onclose: move |()| asking.set(Asking::Nothing),
                }
            },
            Asking::Merge => rsx! {
                PlacePicker { title: t!("place-merge-title", place: place.name.as_str()), without: id,
                    onpick: move |into: PlaceView| {
                        asking.set(Asking::Nothing);
                        let (was, is) = (place.name.clone(), into.name.clone());
                        session.act(
                            Command::MergePlace { place: id, into: into.id },
                            move |_| t!("place-merged", was: was, place: is),
                            move |_| {
                                navigator.replace(Route::Place { id: into.id });
                            },
                        );
                    },
                    onclose: move |()| asking.set(Asking::Nothing),
                }
            },
        }
    }
}

#[component]
fn Head(place: PlaceView) -> Element {
    rsx! {
        div { class: "head",
            Face { icon: place_icon(place.kind), size: FaceSize::Huge }
            div { class: "grow",
                h1 { class: "text", "{place.name}" }
                if let Some(kind) = place.kind {
                    div { class: "muted", {place_kind_name(kind)} }
                }
            }
        }
    }
}

/// The labels of what lies in it, in as few goes as a page of labels takes: whoever makes the rooms of a building does not
/// open each one to print its label.
#[component]
fn LabelsInside(rows: Vec<PlaceRow>) -> Element {
    let in_use: Vec<PlaceId> = (rows.iter().map(|row| &row.place))
        .filter(|place| !place.retired)
        .map(|place| place.id)
        .collect();
    rsx! {
        for (at, places) in in_use.chunks(MAX_LABELS).enumerate() {
            LabelLink { class: "text-button", places: places.to_vec(),
                if in_use.len() <= MAX_LABELS {
                    {t!("place-labels-inside", count: in_use.len())}
                } else {
                    {t!("place-labels-part", from: at * MAX_LABELS + 1, to: at * MAX_LABELS + places.len())}
                }
            }
        }
    }
}

/// That it is no longer used, or turned out to be another: what follows, and the way back.
#[component]
fn Standing(detail: PlaceDetail) -> Element {
    let session = use_session();
    let back = {
        let detail = detail.clone();
        move |()| retire(session, &detail, false)
    };
    rsx! {
        if let Some(into) = &detail.merged {
            div { class: "inset",
                Notice { tone: Tone::Moved, title: t!("place-is", place: into.name.as_str()),
                    p { {t!("place-is-help", place: into.name.as_str())} }
                    Link { class: "link", to: Route::Place { id: into.id }, {t!("place-open", place: into.name.as_str())} }
                    if let Some((_, above)) = into.path.split_last().filter(|(_, above)| !above.is_empty()) {
                        div { class: "small text", {path(above)} }
                    }
                    if detail.may_edit {
                        TextButton { icon: Icon::Undo, onclick: back, {t!("place-part")} }
                    }
                }
            }
        } else if detail.row.place.retired {
            div { class: "inset",
                Notice { tone: Tone::Unknown, title: t!("place-is-retired"),
                    p {
                        if detail.row.items > 0 {
                            {t!("place-is-retired-with", count: detail.row.items)}
                        } else {
                            {t!("place-is-retired-help")}
                        }
                    }
                    if detail.may_edit {
                        TextButton { icon: Icon::Undo, onclick: back, {t!("place-bring-back")} }
                    }
                }
            }
        }
    }
}

#[component]
fn AboutPlace(detail: PlaceDetail) -> Element {
    let mut session = use_session();
    let navigator = use_navigator();
    let place = detail.row.place.clone();
    let below = detail.row.items - detail.items_here.min(detail.row.items);
    rsx! {
        div { class: "card inset",
            Facts {
                Fact { name: t!("place-cis"),
                    button {
                        class: "link",
                        r#type: "button",
                        onclick: move |_| {
                            session.sought.set(Some(place.clone()));
                            navigator.push(Route::Find { q: Sought::default() });
                        },
                        {t!("place-items", count: detail.row.items)}
                    }
                    if below > 0 && detail.items_here > 0 {
                        div { class: "small muted", {t!("place-items-here", count: detail.items_here)} }
                    }
                }
                if let Some(parent) = &detail.parent {
                    Fact { name: t!("field-parent"),
                        Link { class: "link text", to: Route::Place { id: parent.id }, "{parent.name}" }
                        if let Some((_, above)) = parent.path.split_last().filter(|(_, above)| !above.is_empty()) {
                            div { class: "small muted text", {path(above)} }
                        }
                    }
                }
                if !detail.merged_here.is_empty() {
                    Fact { name: t!("place-merged-here"),
                        for one in detail.merged_here.clone() {
                            div { key: "{one.id}",
                                Link { class: "link text", to: Route::Place { id: one.id }, "{one.name}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The command that changes some fields of a place, as the person saw it.
pub(super) fn changed(
    detail: &PlaceDetail,
    changes: impl IntoIterator<Item = (&'static str, Value)>,
) -> Command {
    Command::EditPlace {
        place: detail.row.place.id,
        rev: detail.rev,
        changes: changes
            .into_iter()
            .map(|(name, value)| FieldChange {
                field: FieldName::new(name),
                base: detail.bases.get(name).copied(),
                value,
            })
            .collect(),
    }
}

/// Takes a place out of use, or brings it back.
fn retire(session: Session, detail: &PlaceDetail, retired: bool) {
    session.act(
        changed(detail, [(field::RETIRED, json!(retired))]),
        move |_| {
            if retired {
                t!("place-retired-told")
            } else {
                t!("place-back-told")
            }
        },
        |_| (),
    );
}
