//! What was done to a CI, in words.

use dioxus::prelude::*;
use mobile_core::api::{Delivery, HistoryChange, HistoryView, Late, PersonView, Shown, UndoneView};
use shared::model::{Verdict, field};
use shared::operation::{Intent, Outcome};

use crate::components::{TextButton, Timeline, TimelineLine};
use crate::i18n::names::{fact_label, park_reason, shown};
use crate::session::{Back, use_session};
use crate::{page, t};

/// What a set of changes amounts to, in one line: the thing that a person would say of it.
pub(super) fn deed(
    created: bool,
    intent: Intent,
    changes: &[HistoryChange],
    undoes: Option<&UndoneView>,
) -> String {
    if let Some(taken) = undoes {
        return undone(taken);
    }
    let of = |name: &str| {
        changes
            .iter()
            .find(|change| change.fact.field.as_str() == name)
    };
    if let Some(verdict) = of(field::VERDICT) {
        return match &verdict.after {
            Shown::Word(word) if Verdict::from_word(word) == Some(Verdict::Same) => {
                t!("act-same")
            }
            _ => t!("act-not-same"),
        };
    }
    if created {
        return match of(field::TEXT) {
            Some(code) => t!("act-identified", code: shown(&code.after)),
            None => t!("act-created"),
        };
    }
    if intent == Intent::Undone {
        return t!("act-undone");
    }
    if let Some(change) = of(field::PLACE) {
        return place_change(change);
    }
    if let Some(words) = place_deed(&of) {
        return words;
    }
    if let Some(change) = of(field::STATE) {
        return shown(&change.after);
    }
    let told: Vec<&HistoryChange> = changes
        .iter()
        .filter(|change| change.fact.field.as_str() != field::LAST_SEEN)
        .collect();
    match told.as_slice() {
        [] => seen(intent, of(field::LAST_SEEN)),
        [change] => one_change(change),
        several => several
            .iter()
            .map(|change| fact_label(&change.fact))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// What was done to a place itself.
fn place_deed<'a>(of: &impl Fn(&str) -> Option<&'a HistoryChange>) -> Option<String> {
    if let Some(HistoryChange {
        after: after @ Shown::Place(_),
        ..
    }) = of(field::MERGED)
    {
        return Some(t!("act-merged", to: shown(after)));
    }
    if let Some(change) = of(field::RETIRED) {
        return Some(match change.after {
            Shown::Bool(true) => t!("act-retired"),
            _ => t!("act-brought-back"),
        });
    }
    let moved = of(field::PARENT)?;
    Some(match &moved.after {
        after @ Shown::Place(_) => t!("act-lies-in", to: shown(after)),
        _ => t!("act-site"),
    })
}

/// What was taken back, or is so again.
fn undone(taken: &UndoneView) -> String {
    let says =
        |change: &HistoryChange| matches!(change.fact.field.as_str(), field::TEXT | field::VERDICT);
    if taken.created && !taken.changes.iter().any(says) {
        return if taken.again {
            t!("act-recreated")
        } else {
            t!("act-uncreated")
        };
    }
    let what = deed(taken.created, Intent::Edited, &taken.changes, None);
    if taken.again {
        t!("act-redone", what: what)
    } else {
        t!("act-undone-what", what: what)
    }
}

fn place_change(change: &HistoryChange) -> String {
    match (&change.before, &change.after) {
        (Some(before @ Shown::Place(_)), after @ Shown::Place(_)) => {
            t!("act-moved", from: shown(before), to: shown(after))
        }
        (_, after @ Shown::Place(_)) => t!("act-placed", to: shown(after)),
        (Some(before @ Shown::Place(_)), _) => t!("act-unplaced", from: shown(before)),
        _ => t!("act-cleared", field: fact_label(&change.fact)),
    }
}

fn one_change(change: &HistoryChange) -> String {
    match (change.fact.field.as_str(), &change.after) {
        (_, Shown::Nothing) => t!("act-cleared", field: fact_label(&change.fact)),
        (field::RESPONSIBLE, person @ Shown::Person(_)) => {
            t!("act-entrusted", person: shown(person))
        }
        (field::NAME, name) if change.before.is_some() => t!("act-renamed", name: shown(name)),
        (_, after) => t!("act-set", field: fact_label(&change.fact), value: shown(after)),
    }
}

fn seen(intent: Intent, change: Option<&HistoryChange>) -> String {
    let place = change.and_then(|change| match &change.after {
        Shown::Place(place) => Some(place.name.clone()),
        _ => None,
    });
    match (intent, place) {
        (Intent::LookedUp, Some(place)) => t!("act-looked-up-in", place: place),
        (Intent::LookedUp, None) => t!("act-looked-up"),
        (Intent::Counted, _) => t!("act-counted"),
        (Intent::Received, _) => t!("act-received"),
        (Intent::Imported, _) => t!("act-imported"),
        (Intent::Followed, _) => t!("act-followed"),
        (Intent::Moved | Intent::Edited | Intent::Undone, _) => t!("act-touched"),
    }
}

/// Somebody's name, where it is known.
pub(super) fn by_whom(who: Option<&PersonView>) -> String {
    match who {
        Some(person) if !person.name.is_empty() => person.name.clone(),
        _ => t!("somebody"),
    }
}

/// When it was, and how far it has come.
fn when(line: &HistoryView) -> String {
    let clock = page::clock();
    let at = clock.moment(line.at);
    let at = if line.uncertain {
        t!("act-uncertain", when: at)
    } else {
        at
    };
    match &line.delivery {
        Delivery::Pending => t!("act-pending", when: at),
        Delivery::Parked(reason) => t!("act-parked", when: at, reason: park_reason(reason)),
        Delivery::TakenBack => at,
        Delivery::Late { why, .. } => match why {
            Late::Newer => t!("act-late-newer", when: at),
            Late::Settled => t!("act-late-settled", when: at),
            Late::TakenBack => t!("act-late-taken-back", when: at),
            Late::ChangedByOneself if line.own => t!("act-late-changed-by-you", when: at),
            Late::ChangedByOneself => {
                t!("act-late-changed", when: at, who: by_whom(Some(&line.by)))
            }
            Late::ChangedBy(who) => t!("act-late-changed", when: at, who: by_whom(who.as_ref())),
        },
        Delivery::Delivered {
            outcome: Outcome::Conflict { .. },
            ..
        } => t!("act-conflict", when: at),
        Delivery::Settled { received_at } | Delivery::Delivered { received_at, .. } => {
            // Only a wait worth knowing of is told: ten minutes.
            if received_at.since(line.at).0 > 600_000 {
                t!("act-late", when: at, received: clock.time(*received_at))
            } else {
                at
            }
        }
    }
}

fn way_back(line: &HistoryView) -> Back {
    match &line.undoes {
        Some(taken) if !taken.again => Back::Redo(line.action),
        _ => Back::Undo(line.action),
    }
}

/// The lines of an item's history, newest first; one's own can be taken back where they stand.
#[component]
pub fn History(lines: Vec<HistoryView>) -> Element {
    let session = use_session();
    if lines.is_empty() {
        return rsx! {
            p { class: "pad muted", {t!("item-history-empty")} }
        };
    }
    rsx! {
        Timeline {
            for line in lines {
                TimelineLine {
                    key: "{line.op}",
                    what: deed(line.created, line.intent, &line.changes, line.undoes.as_ref()),
                    who: if line.own {
                        t!("you")
                    } else {
                        by_whom(Some(&line.by))
                    },
                    when: when(&line),
                    withdrawn: line.withdrawn,
                    set_aside: matches!(&line.delivery, Delivery::Late { .. }),
                    conflict: matches!(&line.delivery, Delivery::Delivered { outcome: Outcome::Conflict { .. }, .. }),
                    step: line.undoable.then(|| {
                        let back = way_back(&line);
                        rsx! {
                            TextButton { icon: back.icon(), onclick: move |()| session.go_back(back), {back.word()} }
                        }
                    }),
                }
            }
        }
    }
}
