//! The sheet that rises with each scan: what it is, how it stands, and the likeliest next step.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{
    Answer, Command, Found, FoundItem, ItemView, LastSeenView, PlaceView, RowView, Standing,
    TypedDoubt,
};
use shared::id::{PersonId, PlaceId};
use shared::model::ItemState;
use shared::time::Millis;

use super::doubtful::DoubtfulSheet;
use super::retired_place::RetiredPlaceSheet;
use super::unknown::UnknownSheet;
use super::{Scanning, Shown, tone, use_sheet_keys};
use crate::components::{
    Alt, Face, FaceSize, Go, IconButton, ItemRow, OutcomeBand, StateBadge, type_icon,
};
use crate::i18n::names::{BESIDE, item_name};
use crate::page::Shortcut;
use crate::route::Route;
use crate::screens::act;
use crate::screens::pick::{PlacePicker, StatePicker, is_number, place_id};
use crate::session::{failure, use_answer};
use crate::typing::unnoted;
use crate::{page, t};

/// The outcome in one line: the band's words, and what is announced. Whoever has not said where they are is not told
/// that something is in its place.
fn headline(shown: &Shown, room: Option<PlaceId>) -> String {
    match shown {
        Shown::Nothing => String::new(),
        Shown::Failed(error) => failure(error),
        Shown::Doubtful { why, .. } => match why {
            TypedDoubt::Keyboard => t!("typed-keyboard"),
            TypedDoubt::Twice => t!("typed-twice"),
        },
        Shown::Found(Found::Item(found)) => match (found.standing(room), &found.item.row.place) {
            (Standing::Here | Standing::Elsewhere, None) => t!("outcome-unplaced"),
            (Standing::Here, Some(_)) if room.is_none() => t!("outcome-known"),
            (Standing::Here, Some(_)) => t!("outcome-here"),
            (Standing::Elsewhere, Some(place)) => expected(&place.name),
            (Standing::Contradiction, _) => t!("outcome-retired"),
            (Standing::Again, _) => t!("outcome-again"),
        },
        Shown::Found(Found::Several { near: true, .. }) => t!("outcome-near"),
        Shown::Found(Found::Several { .. }) => t!("outcome-several"),
        Shown::Found(Found::Place { place, .. }) if place.retired => {
            t!("outcome-place-retired", place: place.name.as_str())
        }
        Shown::Found(Found::Place { place, .. }) => place.name.clone(),
        Shown::Found(Found::Unknown(unknown)) if unknown.names_article => t!("outcome-article"),
        Shown::Found(Found::Unknown(unknown)) if unknown.unusable => t!("outcome-misread"),
        Shown::Found(Found::Unknown(_)) => t!("outcome-unknown"),
        Shown::Found(Found::Enrolment { foreign: true, .. }) => t!("outcome-enrol-foreign"),
        Shown::Found(Found::Enrolment { .. }) => t!("outcome-enrol"),
    }
}

/// What is announced: the outcome, and what could not be kept of it.
pub(super) fn announced(shown: &Shown, room: Option<PlaceId>) -> String {
    let line = headline(shown, room);
    let unnoted = match shown {
        Shown::Found(Found::Item(found)) => unnoted(found),
        _ => None,
    };
    unnoted.map_or(line.clone(), |words| format!("{line}. {words}"))
}

/// A room's number stands within the sentence, its name behind it.
fn expected(place: &str) -> String {
    if is_number(place) {
        t!("outcome-moved", place: place)
    } else {
        t!("outcome-moved-named", place: place)
    }
}

fn put_here_words(place: &str) -> String {
    if is_number(place) {
        t!("scan-put-in", place: place)
    } else {
        t!("scan-put-in-named", place: place)
    }
}

/// What fits above a box.
fn shortened(name: &str) -> String {
    const SIGNS: usize = 18;
    if name.chars().count() <= SIGNS {
        return name.to_owned();
    }
    name.chars().take(SIGNS - 1).chain(['…']).collect()
}

/// The outcome in a word, for the box over the code.
pub(super) fn tag(shown: &Shown, room: Option<PlaceId>) -> String {
    match shown {
        Shown::Found(Found::Item(found)) => match found.standing(room) {
            Standing::Elsewhere => match &found.item.row.place {
                Some(place) => t!("tag-moved", place: shortened(&place.name)),
                None => t!("outcome-unplaced"),
            },
            Standing::Here => room.map_or_else(String::new, |_| t!("tag-here")),
            Standing::Contradiction => t!("state-retired"),
            Standing::Again => t!("tag-again"),
        },
        Shown::Found(Found::Several { .. } | Found::Unknown(_)) | Shown::Doubtful { .. } => {
            t!("tag-unknown")
        }
        Shown::Found(Found::Place { place, .. }) => place.name.clone(),
        Shown::Found(Found::Enrolment { .. }) | Shown::Failed(_) | Shown::Nothing => String::new(),
    }
}

/// The last result, if there is one.
#[component]
pub(super) fn Outcome() -> Element {
    let scanning = use_context::<Scanning>();
    let room = place_id(scanning.session.room.read().as_ref());
    let shown = scanning.shown.cloned();
    if shown == Shown::Nothing {
        return rsx! {
            div { class: "aim", span { {t!("scan-aim")} } }
        };
    }
    let headline = headline(&shown, room);
    rsx! {
        section { class: "sheet", "aria-label": "{headline}",
            OutcomeBand { tone: tone(&shown, room),
                span { "{headline}" }
                IconButton { icon: Icon::X, name: t!("scan-dismiss"), onclick: move |()| scanning.put_away() }
            }
            match shown {
                Shown::Found(Found::Item(found)) => rsx! {
                    ItemSheet { key: "{found.item.row.id}", found }
                },
                Shown::Found(Found::Several { code, rows, .. }) => rsx! {
                    SeveralSheet { code, rows }
                },
                Shown::Found(Found::Unknown(unknown)) => rsx! {
                    UnknownSheet { key: "{unknown.code}", unknown }
                },
                Shown::Doubtful { why, readings } => rsx! {
                    DoubtfulSheet { why, readings }
                },
                Shown::Found(Found::Enrolment { host, foreign }) => rsx! {
                    EnrolmentSheet { host, foreign }
                },
                Shown::Found(Found::Place { was, .. }) => rsx! {
                    RetiredPlaceSheet { was }
                },
                Shown::Failed(_) | Shown::Nothing => rsx! {},
            }
        }
    }
}

/// Who has it and when it was last seen, in one line. That one sees it oneself just now needs no
/// telling: then it is what was before.
fn circumstances(
    item: &ItemView,
    seen_before: Option<&LastSeenView>,
    me: Option<PersonId>,
) -> String {
    let clock = page::clock();
    let mut parts = Vec::new();
    if let Some(person) = &item.row.responsible {
        parts.push(t!("scan-entrusted", person: person.name.as_str()));
    }
    let just_now =
        |seen: &&LastSeenView| Some(seen.by.id) == me && clock.now.since(seen.at) < Millis::MINUTE;
    let seen = item.last_seen.as_ref();
    if seen.is_none() {
        parts.push(t!("scan-seen-by-nobody"));
    }
    let told = seen.filter(|seen| !just_now(seen)).or(seen_before);
    if let Some(seen) = told.filter(|seen| !just_now(seen)) {
        let when = clock.seen(seen.at);
        parts.push(t!("scan-seen", when: when, who: seen.by.name.as_str()));
    }
    parts.join(BESIDE)
}

/// One item: the likeliest step is to put it where the person stands.
#[component]
fn ItemSheet(found: FoundItem) -> Element {
    let scanning = use_context::<Scanning>();
    let session = scanning.session;
    let navigator = use_navigator();
    let mut asking_place = use_signal(|| false);
    let mut asking_state = use_signal(|| false);
    let id = found.item.row.id;
    // What was done since, here or by sync, is shown as soon as it is so.
    let now = use_answer(
        move || Some(Command::Open(id)),
        |answer| match answer {
            Answer::Item(item) => Some(item),
            _ => None,
        },
    );
    use_effect(move || match now.read().known() {
        Some(Some(item)) => scanning.renew(item),
        Some(None) => scanning.lose(id),
        None => {}
    });
    let item = use_memo(use_reactive!(|found| found.item));
    let view = &*found.item;
    let row = &view.row;
    let me = session
        .who
        .read()
        .as_ref()
        .and_then(|who| who.person.as_ref())
        .map(|person| person.id);
    let room = session.room.cloned();
    let standing = found.standing(place_id(room.as_ref()));
    let put_here = room.filter(|room| view.may_edit && !found.lies_in(room.id));
    let icon = row
        .item_type
        .as_ref()
        .map_or(Icon::Box, |item_type| type_icon(&item_type.icon));
    let put = move |place: PlaceView| {
        let moved = item.read().clone();
        act::put(session, &moved, &place, move |done| {
            scanning.show_item(done.item);
        });
    };
    use_sheet_keys({
        let put_here = put_here.clone();
        move |key| {
            let room = put_here.clone().filter(|_| key == Shortcut::Open);
            room.map(put).is_some()
        }
    });
    rsx! {
        div { class: "body",
            div { class: "who",
                Face { icon, size: FaceSize::Big }
                div { class: "grow",
                    h2 { class: "text two-lines", {item_name(row)} }
                    div { class: "line wrap",
                        if let Some(number) = row.number.as_ref().or(row.serial.as_ref()).filter(|number| **number != row.title) {
                            span { class: "num muted", "{number}" }
                        }
                        if view.provisional {
                            span { class: "small muted", {t!("number-provisional")} }
                        }
                        StateBadge { state: row.state.clone(), in_conflict: row.in_conflict }
                    }
                }
            }
            if found.replaced {
                p { class: "small t-unknown", {t!("identifier-on-replaced")} }
            }
            if let Some(words) = unnoted(&found) {
                p { class: "small t-wrong", "{words}" }
            }
            p { class: "small muted text", {circumstances(view, found.seen_before.as_ref(), me)} }
            if standing == Standing::Here && let Some(place) = &row.place {
                p { class: "small muted text", {t!("scan-in-place", place: place.name.as_str())} }
            }
            if let Some(room) = put_here {
                Go { icon: Icon::MapPin,
                    onclick: {
                        let room = room.clone();
                        move |()| put(room.clone())
                    },
                    {put_here_words(&room.name)}
                }
            } else if view.may_edit {
                Alt { icon: Icon::MapPin, accent: true, onclick: move |()| asking_place.set(true), {t!("item-move")} }
            }
            div { class: "pair",
                if view.may_edit {
                    Alt { icon: Icon::CircleDot, onclick: move |()| asking_state.set(true), {t!("item-state")} }
                }
                Alt { icon: Icon::FileText,
                    onclick: move |()| {
                        navigator.push(Route::Record { id });
                    },
                    {t!("scan-record")}
                }
            }
        }
        if asking_place() {
            PlacePicker { title: t!("place-title"),
                onpick: move |place| {
                    asking_place.set(false);
                    put(place);
                },
                onclose: move |()| asking_place.set(false),
            }
        }
        if asking_state() {
            StatePicker {
                item_type: row.item_type.as_ref().map(|item_type| item_type.id),
                chosen: row.state.as_ref().map(|state| ItemState {
                    state: state.state,
                    sub_state: state.sub_state.as_ref().map(|sub_state| sub_state.id),
                }),
                may_retire: view.may_retire,
                onpick: move |(state, word)| {
                    asking_state.set(false);
                    let changed = item.read().clone();
                    act::set_state(session, &changed, state, word, move |done| scanning.show_item(done.item));
                },
                onclose: move |()| asking_state.set(false),
            }
        }
    }
}

/// More than one answers: a tap says which.
#[component]
fn SeveralSheet(code: String, rows: Vec<RowView>) -> Element {
    let scanning = use_context::<Scanning>();
    rsx! {
        p { class: "pad small muted text",
            {t!("scan-which")}
            " "
            span { class: "text", "{code}" }
        }
        div { class: "list",
            for row in rows {
                ItemRow {
                    key: "{row.id}",
                    icon: row.item_type.as_ref().map_or(Icon::Box, |item_type| type_icon(&item_type.icon)),
                    title: item_name(&row),
                    under: rsx! {
                        if let Some(number) = &row.number {
                            span { class: "num", "{number}" }
                        }
                        if let Some(place) = &row.place {
                            span { class: "text", "{place.name}" }
                        }
                    },
                    aside: rsx! { StateBadge { state: row.state.clone(), in_conflict: row.in_conflict } },
                    onclick: move |()| scanning.choose(row.id),
                }
            }
        }
    }
}

/// An invitation to a server: never followed by itself.
#[component]
fn EnrolmentSheet(host: String, foreign: bool) -> Element {
    let own = page::host();
    rsx! {
        div { class: "body",
            if foreign {
                p { {t!("enrol-foreign-help", host: host.as_str(), own: own.as_str())} }
            } else {
                p { {t!("enrol-own-help", host: host.as_str())} }
            }
        }
    }
}
