//! Two CIs that may be one thing, side by side: one tap says whether they are.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{
    Answer, Command, ComparedFact, SharedText, Shown, SuspectSide, SuspectView,
};
use shared::model::IdentifierKind;

use crate::components::{Alt, Notice, OutcomeBand, Tone};
use crate::i18n::names::{fact_label, field_name, identifier_name, item_name, shown};
use crate::route::Route;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::{page, t};

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
            for suspect in suspects {
                Suspect { key: "{suspect.sides[0].row.id}{suspect.sides[1].row.id}", suspect }
            }
        },
    }
}

#[component]
fn Suspect(suspect: SuspectView) -> Element {
    let session = use_session();
    let items = suspect.items();
    let title = t!("suspect-title");
    let (alike, unlike): (Vec<_>, Vec<_>) = suspect
        .facts
        .iter()
        .partition(|fact| fact.values[0] == fact.values[1]);
    let alike: Vec<String> = alike.iter().map(|fact| fact_label(&fact.fact)).collect();
    rsx! {
        article { class: "card inset", "aria-label": "{title}",
            OutcomeBand { tone: Tone::Unknown, icon: Icon::GitMerge, span { "{title}" } }
            div { class: "pad stack",
                for text in suspect.shared.clone() {
                    p { class: "text", {t!("suspect-shared", what: kind_name(&text), text: text.text.as_str())} }
                }
                div { class: "sides",
                    for side in suspect.sides.clone() {
                        Side { key: "{side.row.id}", side }
                    }
                }
                dl { class: "small stack",
                    for fact in unlike {
                        div { key: "{fact.fact.field}",
                            dt { class: "muted", {fact_label(&fact.fact)} }
                            dd { class: "text", {unlike_words(fact)} }
                        }
                    }
                }
                if !alike.is_empty() {
                    p { class: "small muted text", {t!("suspect-alike", facts: alike.join(", "))} }
                }
                if suspect.may_settle {
                    div { class: "sides",
                        Alt { accent: true, icon: Icon::GitMerge,
                            onclick: move |()| session.act(Command::Merge(items.to_vec()), |_| t!("merge-done"), |_| ()),
                            {t!("suspect-same")}
                        }
                        Alt {
                            onclick: move |()| session.act(Command::KeepApart(items), |_| t!("part-done"), |_| ()),
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
fn kind_name(text: &SharedText) -> String {
    match IdentifierKind::from_word(&text.kind) {
        Some(kind) => identifier_name(kind),
        None => field_name(&text.kind.as_str().into(), None),
    }
}

fn unlike_words(fact: &ComparedFact) -> String {
    let [one, other] = fact.values.each_ref().map(|value| match value {
        Shown::Nothing => t!("conflict-empty"),
        value => shown(value),
    });
    t!("suspect-unlike", one: one, other: other)
}

/// One of the two, which a tap opens.
#[component]
fn Side(side: SuspectSide) -> Element {
    let navigator = use_navigator();
    let id = side.row.id;
    let when = page::clock().time(side.made_at);
    let who = match (side.own, side.by.name.is_empty()) {
        (true, _) => t!("conflict-mine", when: when),
        (false, true) => t!("conflict-theirs", who: t!("somebody"), when: when),
        (false, false) => t!("conflict-theirs", who: side.by.name.as_str(), when: when),
    };
    let place = side.row.place.as_ref().map(|place| place.name.clone());
    rsx! {
        button {
            class: if side.own { "side mine" } else { "side" },
            r#type: "button",
            onclick: move |_| {
                navigator.push(Route::Record { id });
            },
            span { class: "small text", "{who}" }
            b { class: "text", {item_name(&side.row)} }
            span { class: "small text", {place.unwrap_or_else(|| t!("item-no-place"))} }
        }
    }
}
