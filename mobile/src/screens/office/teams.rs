//! Teams, and the types that are theirs.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{
    Administration, Answer, AttributeView, Command, Setup, SetupView, TeamRow, TeamTypesView,
    TeamsView, TypeRow,
};
use shared::model::{AttributeKind, Languages, Words};

use super::entry::{Top, WordsForm};
use super::numbering::PatternForm;
use crate::components::{
    Choice, Dialog, Empty, Go, IconButton, ItemRow, Notice, TextButton, Tone, type_icon,
};
use crate::i18n::label;
use crate::i18n::names::BESIDE;
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

/// The teams.
#[component]
pub fn Teams() -> Element {
    use_title(|| t!("teams-title"));
    let session = use_session();
    let mut making = use_signal(|| false);
    let teams = use_answer(
        || Some(Command::Setup(Setup::Teams)),
        |answer| match answer {
            Answer::Setup(SetupView::Teams(teams)) => Some(teams),
            _ => None,
        },
    );
    rsx! {
        div { class: "screen",
            Top { title: t!("teams-title") }
            match teams.cloned() {
                Asked::Waiting => rsx! {},
                Asked::Failed(error) => rsx! {
                    div { class: "inset", Notice { tone: Tone::Wrong, p { {failure(&error)} } } }
                },
                Asked::Known(TeamsView { teams, may_make, languages }) => rsx! {
                    if may_make {
                        div { class: "inset",
                            Go { icon: Icon::Plus, onclick: move |()| making.set(true), {t!("teams-make")} }
                        }
                    }
                    div { class: "list",
                        for row in teams {
                            Team { key: "{row.team.id}", row, languages }
                        }
                    }
                    p { class: "pad small muted", {t!("teams-help")} }
                    if making() {
                        WordsForm { title: t!("teams-make"), words: Words::default(), languages,
                            onclose: move |()| making.set(false),
                            onwords: move |words: Words| {
                                making.set(false);
                                let name = label(&words);
                                let step = Administration::MakeTeam(words);
                                session.act(Command::Administer(step), move |_| t!("teams-made", team: name), |_| ());
                            },
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn Team(row: TeamRow, languages: Languages) -> Element {
    let session = use_session();
    let mut naming = use_signal(|| false);
    let team = row.team.id;
    let name = label(&row.team.label);
    let people = t!("teams-people", count: row.people);
    let held: Vec<String> = [people]
        .into_iter()
        .chain(row.items.map(|items| t!("teams-items", count: items)))
        .collect();
    rsx! {
        ItemRow { icon: Icon::Users, title: name.clone(),
            under: rsx! {
                span { {held.join(BESIDE)} }
            },
            aside: rsx! {
                if row.may_rename {
                    IconButton { icon: Icon::Pencil, name: t!("teams-rename", team: name), onclick: move |()| naming.set(true) }
                }
            },
        }
        if naming() {
            WordsForm { title: t!("teams-rename-title"), words: row.team.label.clone(), languages,
                onclose: move |()| naming.set(false),
                onwords: move |words: Words| {
                    naming.set(false);
                    let name = label(&words);
                    let step = Administration::RenameTeam { team, label: words };
                    session.act(Command::Administer(step), move |_| t!("teams-renamed", team: name), |_| ());
                },
            }
        }
    }
}

/// The types, by team.
#[component]
pub fn Types() -> Element {
    use_title(|| t!("types-title"));
    let types = use_answer(
        || Some(Command::Setup(Setup::Types)),
        |answer| match answer {
            Answer::Setup(SetupView::Types(types)) => Some(types),
            _ => None,
        },
    );
    rsx! {
        div { class: "screen",
            Top { title: t!("types-title") }
            p { class: "pad small muted", {t!("types-help")} }
            match types.cloned() {
                Asked::Waiting => rsx! {},
                Asked::Failed(error) => rsx! {
                    div { class: "inset", Notice { tone: Tone::Wrong, p { {failure(&error)} } } }
                },
                Asked::Known(teams) if teams.is_empty() => rsx! {
                    Empty { icon: Icon::Shapes, title: t!("types-none"), help: t!("types-none-help") }
                },
                Asked::Known(teams) => rsx! {
                    for TeamTypesView { team, types } in teams {
                        section { key: "{team.id}",
                            h2 { class: "section", {label(&team.label)} }
                            if types.is_empty() {
                                p { class: "pad small muted", {t!("types-team-none")} }
                            }
                            div { class: "list",
                                for row in types {
                                    Type { key: "{row.item_type.id}", row }
                                }
                            }
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn Type(row: TypeRow) -> Element {
    let session = use_session();
    let mut moving = use_signal(|| false);
    let mut numbering = use_signal(|| false);
    let item_type = row.item_type.id;
    let name = label(&row.item_type.label);
    let numbers = row
        .pattern
        .as_ref()
        .map(|pattern| t!("types-numbers", pattern: pattern.as_str()));
    let noted: Vec<String> = [t!("teams-items", count: row.items)]
        .into_iter()
        .chain(numbers)
        .chain(row.attributes.iter().map(attribute_words))
        .collect();
    rsx! {
        ItemRow { icon: type_icon(&row.item_type.icon), title: name.clone(),
            under: rsx! {
                span { class: "text", {noted.join(BESIDE)} }
            },
            aside: rsx! {
                if row.may_number {
                    IconButton { icon: Icon::Pencil, name: t!("types-number", name: name.as_str()), onclick: move |()| numbering.set(true) }
                }
                if !row.may_go_to.is_empty() {
                    IconButton { icon: Icon::ArrowLeftRight, name: t!("types-move", name: name.as_str()), onclick: move |()| moving.set(true) }
                }
            },
        }
        if numbering() {
            PatternForm { title: t!("types-number", name: name.as_str()), pattern: row.pattern.clone(),
                onclose: move |()| numbering.set(false),
                onpattern: {
                    let name = name.clone();
                    move |pattern: Option<String>| {
                        numbering.set(false);
                        let words = match &pattern {
                            Some(pattern) => t!("types-numbered", name: name.as_str(), pattern: pattern.as_str()),
                            None => t!("types-unnumbered", name: name.as_str()),
                        };
                        let step = Administration::SetNumberPattern { item_type, pattern };
                        session.act(Command::Administer(step), move |_| words, |_| ());
                    }
                },
            }
        }
        if moving() {
            Dialog { title: t!("types-move-title", name: name.as_str()), onclose: move |()| moving.set(false),
                div { class: "body pad stack",
                    if row.is_too_large {
                        Notice { tone: Tone::Wrong, p { {t!("types-too-large")} } }
                    } else {
                        p { {t!("types-move-help", count: row.items)} }
                        div { class: "choices",
                            for team in row.may_go_to.clone() {
                                Choice { key: "{team.id}", icon: Icon::Users,
                                    onclick: {
                                        let name = name.clone();
                                        let team = team.clone();
                                        move |()| {
                                            moving.set(false);
                                            let words = t!("types-moved", name: name.as_str(), team: label(&team.label));
                                            let step = Administration::MoveType { item_type, team: team.id };
                                            session.act(Command::Administer(step), move |_| words, |_| ());
                                        }
                                    },
                                    span { class: "text", {label(&team.label)} }
                                }
                            }
                        }
                    }
                    TextButton { onclick: move |()| moving.set(false), {t!("close")} }
                }
            }
        }
    }
}

/// An attribute in a few words: what it is called, what it holds, its unit, and whether it must be filled.
fn attribute_words(attribute: &AttributeView) -> String {
    let mut words =
        t!("types-attribute", name: label(&attribute.label), kind: kind_name(attribute.kind));
    if let Some(unit) = &attribute.unit {
        words = format!("{words}, {}", label(unit));
    }
    if attribute.required {
        words = format!("{words}, {}", t!("types-required"));
    }
    words
}

fn kind_name(kind: AttributeKind) -> String {
    match kind {
        AttributeKind::Text => t!("kind-text"),
        AttributeKind::Integer | AttributeKind::PositiveInteger => t!("kind-integer"),
        AttributeKind::Decimal => t!("kind-decimal"),
        AttributeKind::Date => t!("kind-date"),
        AttributeKind::DateTime => t!("kind-moment"),
        AttributeKind::Bool => t!("kind-bool"),
        AttributeKind::List => t!("kind-list"),
        AttributeKind::Person => t!("kind-person"),
        AttributeKind::Item => t!("kind-item"),
    }
}
