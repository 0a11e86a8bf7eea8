//! Two people, two values: one tap settles.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Command, ConflictView, Shown, Side, SideView};
use shared::model::field;

use super::pick::path;
use crate::components::{OutcomeBand, Tone};
use crate::i18n::names::{called, fact_label, shown};
use crate::session::use_session;
use crate::{page, t};

/// Both sides beside each other, and what was there before.
#[component]
pub fn Conflict(
    conflict: ConflictView,
    /// The item's name stands above, for a list of conflicts.
    #[props(default = true)]
    named: bool,
) -> Element {
    let session = use_session();
    let headline = match conflict.fact.field.as_str() {
        field::PLACE => t!("conflict-place"),
        field::STATE => t!("conflict-state"),
        _ => t!("conflict-fact", field: fact_label(&conflict.fact)),
    };
    let before = conflict
        .before
        .as_ref()
        .map_or_else(|| t!("conflict-empty"), value_words);
    let (first, second) = if conflict.other.own {
        ((Side::Other, &conflict.other), (Side::Kept, &conflict.kept))
    } else {
        ((Side::Kept, &conflict.kept), (Side::Other, &conflict.other))
    };
    let settle = {
        let (record, id) = (conflict.record.clone(), conflict.id);
        move |side: Side, value: String| {
            let command = Command::Settle {
                record: record.clone(),
                conflict: id,
                side,
            };
            session.act(command, move |_| t!("act-settled", value: value), |_| ());
        }
    };
    rsx! {
        article { class: "card inset", "aria-label": "{headline}",
            OutcomeBand { tone: Tone::Wrong, icon: Icon::GitMerge, span { "{headline}" } }
            div { class: "pad stack",
                if named {
                    div { class: "line wrap",
                        b { class: "text", {called(&conflict.title, conflict.label.as_ref())} }
                        if let Some(number) = &conflict.number {
                            span { class: "num muted small", "{number}" }
                        }
                    }
                }
                div { class: "sides",
                    for (side , view) in [first, second] {
                        SideButton {
                            key: "{side:?}",
                            side: view.clone(),
                            kept: side == Side::Kept,
                            disabled: !conflict.may_settle,
                            onchoose: {
                                let settle = settle.clone();
                                let value = value_words(&view.value);
                                move |()| settle(side, value.clone())
                            },
                        }
                    }
                }
                p { class: "small muted text",
                    if conflict.may_settle {
                        {t!("conflict-before", value: before)}
                    } else {
                        {t!("conflict-not-yours", value: before)}
                    }
                }
            }
        }
    }
}

fn value_words(value: &Shown) -> String {
    match value {
        Shown::Nothing => t!("conflict-empty"),
        value => shown(value),
    }
}

#[component]
fn SideButton(side: SideView, kept: bool, disabled: bool, onchoose: EventHandler<()>) -> Element {
    let when = page::clock().time(side.at);
    let who = if side.own {
        t!("conflict-mine", when: when)
    } else if side.by.name.is_empty() {
        t!("conflict-theirs", who: t!("somebody"), when: when)
    } else {
        t!("conflict-theirs", who: side.by.name.as_str(), when: when)
    };
    let value = value_words(&side.value);
    let above = match &side.value {
        Shown::Place(place) => place.path.split_last().map(|(_, above)| path(above)),
        _ => None,
    };
    let above = above.filter(|above| !above.is_empty());
    rsx! {
        button {
            class: match (side.own, kept) {
                (true, true) => "side mine kept",
                (true, false) => "side mine",
                (false, true) => "side kept",
                (false, false) => "side",
            },
            r#type: "button",
            disabled,
            onclick: move |_| onchoose.call(()),
            span { class: "said", {t!("conflict-choose")} }
            span { class: "small text", "{who}" }
            b { class: "text", "{value}" }
            // Rooms of two buildings may bear one name.
            if let Some(above) = above {
                span { class: "small text", "{above}" }
            }
            span { class: "small",
                if kept { {t!("conflict-kept")} } else { {t!("conflict-aside")} }
            }
        }
    }
}
