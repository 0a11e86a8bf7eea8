//! Two CIs that may be one thing, side by side: one tap says whether they are.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, FactView, PersonView, RowView, Shown, SuspectView};
use shared::model::IdentifierKind;

use super::history::by_whom;
use crate::components::{Alt, Notice, OutcomeBand, Tone};
use crate::i18n::names::{fact_name, identifier_name, item_name, shown};
use crate::route::Route;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

/// Those that the signed-in person is told of, or all of which they may say what they are.
#[component]
pub fn Suspects(#[props(default)] all: bool) -> Element {
    let suspects = use_answer(
        move || Some(Command::Suspects { all }),
        |answer| match answer {
            Answer::Suspects(suspects) => Some(suspects),
            _ => None,
        },
    );
    match suspects.cloned() {
        Asked::Waiting => rsx! {},
        Asked::Failed(error) => rsx! {
            div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } } }
        },
        Asked::Known(suspects) => rsx! {
            if all && suspects.is_empty() {
                p { class: "pad muted", {t!("suspect-none")} }
            }
            for suspect in suspects {
                Suspect { key: "{suspect.items():?}", suspect }
            }
        },
    }
}

#[component]
fn Suspect(suspect: SuspectView) -> Element {
    let session = use_session();
    let items = suspect.items();
    let title = t!("suspect-title");
    let pairs: Vec<_> = suspect.first.iter().zip(&suspect.second).collect();
    let alike: Vec<String> = pairs
        .iter()
        .filter(|(one, other)| one.value == other.value)
        .map(|(one, _)| fact_name(one))
        .collect();
    let merged = items.clone();
    rsx! {
        article { class: "card inset", "aria-label": "{title}",
            OutcomeBand { tone: Tone::Unknown, icon: Icon::GitMerge, span { "{title}" } }
            div { class: "pad stack",
                for text in suspect.shared.clone() {
                    p { class: "text", {t!("suspect-shared", what: kind_name(&text), text: shown(&text.value))} }
                }
                div { class: "sides",
                    for (row , by) in suspect.rows.clone().into_iter().zip(suspect.by.clone()) {
                        Side { key: "{row.id}", row, by }
                    }
                }
                dl { class: "small stack",
                    for (one , other) in pairs.into_iter().filter(|(one, other)| one.value != other.value) {
                        div { key: "{one.field}",
                            dt { class: "muted", {fact_name(one)} }
                            dd { class: "text", {t!("suspect-unlike", one: value_words(&one.value), other: value_words(&other.value))} }
                        }
                    }
                }
                if !alike.is_empty() {
                    p { class: "small muted text", {t!("suspect-alike", facts: alike.join(", "))} }
                }
                if suspect.may_settle {
                    div { class: "sides",
                        Alt { accent: true, icon: Icon::GitMerge,
                            onclick: move |()| session.act(Command::Merge(merged.clone()), |_| t!("merge-done"), |_| ()),
                            {t!("suspect-same")}
                        }
                        Alt {
                            onclick: move |()| session.act(Command::KeepApart(items.clone()), |_| t!("part-done"), |_| ()),
                            {t!("suspect-not-same")}
                        }
                    }
                    p { class: "small muted text", {t!("suspect-later")} }
                } else {
                    p { class: "small muted text", {t!("suspect-not-yours")} }
                }
            }
        }
    }
}

/// As what both bear a text.
fn kind_name(fact: &FactView) -> String {
    match IdentifierKind::from_word(fact.field.as_str()) {
        Some(kind) => identifier_name(kind),
        None => fact_name(fact),
    }
}

fn value_words(value: &Shown) -> String {
    match value {
        Shown::Nothing => t!("conflict-empty"),
        value => shown(value),
    }
}

/// One of the two, which a tap opens.
#[component]
fn Side(row: RowView, by: PersonView) -> Element {
    let navigator = use_navigator();
    let id = row.id;
    let place = row.place.as_ref().map(|place| place.name.clone());
    rsx! {
        button { class: "side", r#type: "button",
            onclick: move |_| {
                navigator.push(Route::Record { id });
            },
            span { class: "small text", {by_whom(Some(&by))} }
            b { class: "text", {item_name(&row)} }
            span { class: "small text", {place.unwrap_or_else(|| t!("item-no-place"))} }
        }
    }
}
