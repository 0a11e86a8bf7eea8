//! What the dry run says: four counts that add up, what it asks, and each row with its reason.

use dioxus::prelude::*;
use mobile_core::api::{
    Answer, Command, DayOrder, ImportRow, ImportRowsQuery, ImportSettings, ImportView, NearRule,
    Question, RowKind,
};
use shared::operation::Intent;

use super::import::Desk;
use super::import_words::{kind_tone, refusal_text, with_blanks};
use crate::components::{Alt, Chip, Drawing, Notice, Tone};
use crate::i18n::label;
use crate::screens::history::deed;
use crate::session::{Asked, use_answer};
use crate::t;

/// Rows drawn at once; the next ones are a tap away.
const PAGE: u32 = 50;

/// How many rows become what.
#[component]
pub(super) fn Counts(counts: [u32; 4], rows: u32) -> Element {
    let words = [
        t!("import-create"),
        t!("import-update"),
        t!("import-unchanged"),
        t!("import-refused"),
    ];
    rsx! {
        div { class: "card inset counts", role: "status", "aria-label": t!("import-sum", count: rows),
            for (at, (count, word)) in counts.into_iter().zip(words).enumerate() {
                div { key: "{at}", class: if at == 3 && count > 0 { "t-wrong" },
                    div { class: "num", {t!("count", count: count)} }
                    div { class: "small", "{word}" }
                }
            }
        }
        p { class: "section plain", {t!("import-sum", count: rows)} }
    }
}

/// What a person is asked; each answer tries the file again.
#[component]
pub(super) fn Questions(desk: Desk, view: ImportView) -> Element {
    let new: Vec<String> = view
        .questions
        .iter()
        .filter_map(|question| match question {
            Question::Place { path, .. } if !view.settings.new_places.contains(path) => {
                Some(path.clone())
            }
            _ => None,
        })
        .collect();
    let settings = view.settings.clone();
    let count = new.len() as u64;
    rsx! {
        div { class: "inset stack",
            if count > 1 {
                Alt {
                    onclick: move |()| {
                        let mut settings = settings.clone();
                        settings.new_places.extend(new.iter().cloned());
                        desk.set(settings);
                    },
                    {t!("import-make-all", count: count)}
                }
            }
            for (at, question) in view.questions.iter().take(SHOWN).cloned().enumerate() {
                Asking { key: "{at}", desk, settings: view.settings.clone(), question }
            }
        }
    }
}

/// Questions drawn: places beyond these are made or left all together.
const SHOWN: usize = 30;

#[component]
fn Asking(desk: Desk, settings: ImportSettings, question: Question) -> Element {
    let before = settings.clone();
    let answer = move |change: &dyn Fn(&mut ImportSettings)| {
        let mut settings = before.clone();
        change(&mut settings);
        desk.set(settings);
    };
    match question {
        Question::Type { text, near, rows } => rsx! {
            Notice { tone: Tone::Unknown, title: t!("import-ask-type", text: with_blanks(&text), count: rows),
                div { class: "chips",
                    for known in near {
                        Chip {
                            key: "{known.id}",
                            on: settings.types.get(&text) == Some(&known.id),
                            onclick: {
                                let (answer, text, id) = (answer.clone(), text.clone(), known.id);
                                move |()| answer(&|settings| {
                                    settings.types.insert(text.clone(), id);
                                })
                            },
                            {label(&known.label)}
                        }
                    }
                }
            }
        },
        Question::Place { path, rows } => {
            let (tone, word) = if settings.new_places.contains(&path) {
                (Tone::Here, t!("import-make-not"))
            } else {
                (Tone::Unknown, t!("import-make"))
            };
            rsx! {
                Notice { tone, title: t!("import-ask-place", path: path.as_str(), count: rows),
                    div { class: "chips",
                        Chip {
                            onclick: move |()| answer(&|settings| {
                                if !settings.new_places.remove(&path) {
                                    settings.new_places.insert(path.clone());
                                }
                            }),
                            "{word}"
                        }
                    }
                }
            }
        }
        Question::Days {
            column,
            sample,
            rows,
        } => rsx! {
            Notice { tone: Tone::Unknown, title: t!("import-ask-days", sample: sample, count: rows),
                div { class: "chips",
                    for (order, word) in [
                        (DayOrder::DayFirst, t!("import-day-first")),
                        (DayOrder::MonthFirst, t!("import-month-first")),
                    ] {
                        Chip {
                            key: "{word}",
                            on: settings.days.get(&column) == Some(&order),
                            onclick: {
                                let answer = answer.clone();
                                move |()| answer(&|settings| {
                                    settings.days.insert(column, order);
                                })
                            },
                            "{word}"
                        }
                    }
                }
            }
        },
        Question::Near { rows } => rsx! {
            Notice { tone: Tone::Unknown, title: t!("import-ask-near", count: rows),
                div { class: "chips",
                    for (rule, word) in [
                        (NearRule::Same, t!("import-near-same")),
                        (NearRule::New, t!("import-near-new")),
                        (NearRule::Ask, t!("import-near-ask")),
                    ] {
                        Chip {
                            key: "{word}",
                            on: settings.near == rule,
                            onclick: {
                                let answer = answer.clone();
                                move |()| answer(&|settings| settings.near = rule)
                            },
                            "{word}"
                        }
                    }
                }
            }
        },
    }
}

/// The rows, all or of one kind.
#[component]
pub(super) fn Rows(view: ReadSignal<ImportView>) -> Element {
    let mut kind = use_signal(|| None::<RowKind>);
    let mut limit = use_signal(|| PAGE);
    let rows = use_answer(
        move || {
            // Anew when the dry run was.
            let _ = view.read().counts;
            Some(Command::ImportRows(ImportRowsQuery {
                kind: kind(),
                offset: 0,
                limit: limit(),
            }))
        },
        |answer| match answer {
            Answer::ImportRows { rows, total } => Some((rows, total)),
            _ => None,
        },
    );
    let kinds = [
        (None, t!("import-all")),
        (Some(RowKind::Create), t!("import-create")),
        (Some(RowKind::Update), t!("import-update")),
        (Some(RowKind::Unchanged), t!("import-unchanged")),
        (Some(RowKind::Refused), t!("import-refused")),
    ];
    rsx! {
        div { class: "chips filters",
            for (one, word) in kinds {
                Chip {
                    key: "{word}",
                    on: kind() == one,
                    onclick: move |()| {
                        limit.set(PAGE);
                        kind.set(one);
                    },
                    "{word}"
                }
            }
        }
        if let Asked::Known((rows, total)) = rows.cloned() {
            div { class: "list",
                for row in rows.iter().cloned() {
                    Line { key: "{row.number}", row }
                }
            }
            if u32::try_from(rows.len()).is_ok_and(|shown| shown < total) && limit() < MOST {
                div { class: "pad", Alt { onclick: move |()| limit += PAGE, {t!("find-more")} } }
            }
        }
    }
}

/// The engine gives no more rows at once.
const MOST: u32 = 200;

#[component]
fn Line(row: ImportRow) -> Element {
    let tone = kind_tone(row.kind);
    let under = match (&row.refusal, row.changes.is_empty()) {
        (Some(refusal), _) => refusal_text(refusal),
        (None, false) => deed(false, Intent::Imported, &row.changes, None),
        (None, true) => String::new(),
    };
    rsx! {
        div { class: "item",
            span { class: "t-{tone.class()}", Drawing { icon: tone.icon() } }
            div { class: "who",
                b { "{row.title}" }
                div { class: "under",
                    span { class: "num", {t!("import-row", number: row.number)} }
                    span { class: "text", "{under}" }
                }
            }
        }
    }
}
