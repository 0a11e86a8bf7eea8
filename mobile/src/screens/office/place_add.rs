//! New places: one, or as many as there are lines.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, NewPlaces, PlaceLines, PlaceView};
use shared::model::PlaceKind;

use crate::components::{Dialog, Field, Go, Notice, Tone};
use crate::i18n::names::{BESIDE, place_kind_name};
use crate::screens::pick::kind_within;
use crate::session::{Back, Said, failure, use_answer, use_session};
use crate::t;

/// Names that are listed of what is left out.
const TOLD: usize = 6;

/// Asks for names, one a line, and says of each what becomes of it before anything is made.
#[component]
pub(super) fn AddPlaces(
    /// Where they lie; none: they are sites.
    within: Option<PlaceView>,
    onclose: EventHandler<()>,
) -> Element {
    let mut session = use_session();
    let mut text = use_signal(String::new);
    let mut kind = use_signal({
        let usual = within
            .as_ref()
            .map_or(PlaceKind::Site, |place| kind_within(place.kind));
        move || usual
    });
    let parent = within.as_ref().map(|place| place.id);
    let new = move || NewPlaces {
        text: text.cloned(),
        kind: kind(),
        parent,
    };
    let lines = use_answer(
        move || Some(Command::TryPlaces(new())),
        |answer| match answer {
            Answer::PlaceLines(lines) => Some(lines),
            _ => None,
        },
    );
    let lines = lines.read().known().cloned().unwrap_or_default();
    let count = lines.new.len();
    let add = move |()| {
        spawn(async move {
            match session.ask(Command::MakePlaces(new())).await {
                Ok(Answer::PlacesMade(made)) => {
                    let count = made.lines.new.len();
                    session.said.set(Some(Said {
                        text: match made.lines.new.as_slice() {
                            [only] => t!("place-made", place: only.as_str()),
                            _ => t!("places-made", count: count),
                        },
                        back: (count > 0).then_some(Back::Undo(made.done.action)),
                    }));
                    onclose.call(());
                }
                Ok(_) => {}
                Err(error) => session.tell(failure(&error)),
            }
        });
    };
    rsx! {
        Dialog {
            title: match &within {
                Some(place) => t!("places-add-in", place: place.name.as_str()),
                None => t!("places-add-site"),
            },
            first: "places-names",
            onclose,
            div { class: "scroll pad stack",
                Field { id: "places-names", name: t!("places-names"), hint: t!("places-names-hint"),
                    textarea {
                        id: "places-names",
                        autocomplete: "off",
                        spellcheck: "false",
                        value: "{text}",
                        oninput: move |event| text.set(event.value()),
                    }
                }
                KindField { kind: kind(), onchoose: move |chosen| kind.set(chosen) }
                LeftOut { lines: lines.clone() }
                Go { icon: Icon::Plus, disabled: count == 0 || lines.too_many, onclick: add,
                    match lines.new.as_slice() {
                        [only] => rsx! { span { class: "text two-lines", {t!("place-add", name: only.as_str())} } },
                        _ => rsx! { {t!("places-add-count", count: count)} },
                    }
                }
            }
        }
    }
}

/// What a place is.
#[component]
pub(super) fn KindField(kind: PlaceKind, onchoose: EventHandler<PlaceKind>) -> Element {
    rsx! {
        Field { id: "place-kind", name: t!("field-kind"),
            select {
                id: "place-kind",
                onchange: move |event| {
                    if let Some(chosen) = PlaceKind::from_word(&event.value()) {
                        onchoose.call(chosen);
                    }
                },
                for one in PlaceKind::ALL.iter().copied() {
                    option { key: "{one.word()}", value: "{one.word()}", selected: one == kind, {place_kind_name(one)} }
                }
            }
        }
    }
}

/// What is left out of a text, and why.
#[component]
fn LeftOut(lines: PlaceLines) -> Element {
    let told = |names: &[String]| {
        let more = names.len().saturating_sub(TOLD);
        let shown = names
            .iter()
            .take(TOLD)
            .cloned()
            .collect::<Vec<_>>()
            .join(BESIDE);
        if more > 0 {
            format!("{shown}{BESIDE}{}", t!("places-and-more", count: more))
        } else {
            shown
        }
    };
    rsx! {
        if lines.too_many {
            Notice { tone: Tone::Wrong, p { {t!("places-too-many")} } }
        }
        if !lines.known.is_empty() {
            Notice { tone: Tone::Again, title: t!("places-known", count: lines.known.len()), p { class: "text", {told(&lines.known)} } }
        }
        if !lines.doubled.is_empty() {
            Notice { tone: Tone::Again, title: t!("places-doubled", count: lines.doubled.len()), p { class: "text", {told(&lines.doubled)} } }
        }
        if !lines.too_long.is_empty() {
            Notice { tone: Tone::Unknown, title: t!("places-too-long", count: lines.too_long.len()), p { class: "text", {told(&lines.too_long)} } }
        }
    }
}
