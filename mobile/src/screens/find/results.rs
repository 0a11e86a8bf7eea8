//! What a search found.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Anchor, MOST_CHOSEN, RowsView};
use shared::id::ItemId;

use super::list::{LIST, List};
use super::row::{Line, TableRow};
use super::selection::Selection;
use crate::components::Empty;
use crate::session::use_session;
use crate::t;

/// What was found: a table where it is wide, else lines.
#[component]
pub(super) fn Results(
    list: List,
    rows: RowsView,
    text: String,
    /// A filter leaves something out.
    narrowed: bool,
    selection: Selection,
    open: Option<ItemId>,
    wide: bool,
    onopen: EventHandler<Anchor>,
    /// A row is chosen with all from where one began.
    onreach: EventHandler<Anchor>,
    /// All or none of what was found is chosen.
    onall: EventHandler<bool>,
) -> Element {
    let session = use_session();
    let RowsView {
        rows,
        offset,
        total,
        more,
        of,
        ..
    } = rows;
    if total == 0 {
        let first_sync = session.sync.read().first_sync;
        let asked = !text.trim().is_empty();
        return match (asked || narrowed, first_sync) {
            (true, _) if !asked => rsx! {
                Empty { icon: Icon::Search, title: t!("find-none-filtered"), help: t!("find-none-filtered-help") }
            },
            (true, _) => rsx! {
                Empty { icon: Icon::Search, title: t!("find-none", query: text.trim()), help: t!("find-none-help") }
            },
            (false, Some(received)) => rsx! {
                Empty { icon: Icon::Download, title: t!("first-sync", count: received), help: t!("enrol-done-help") }
            },
            (false, None) => rsx! {
                Empty { icon: Icon::Search, title: t!("find-nothing-here"), help: t!("find-nothing-here-help") }
            },
        };
    }
    let (before, drawn) = (u64::from(offset).min(total), rows.len() as u64);
    let after = total.saturating_sub(before + drawn);
    // Of more than may be chosen at once, as many as may.
    let most = u64::from(MOST_CHOSEN);
    let all_chosen = wide
        && selection.count() as u64 >= total.min(most)
        && (total > most || rows.iter().all(|row| selection.has(row.id)));
    rsx! {
        p { class: "section", role: "status",
            if text.trim().is_empty() && !narrowed {
                {t!("find-latest")}
            } else if more {
                {t!("find-count-many", count: total)}
            } else {
                {t!("find-count-of", count: total, all: of)}
            }
        }
        div { class: "table", id: LIST, tabindex: "0", role: "region", "aria-label": t!("find-title"),
            onscroll: move |event| list.scrolled(&event),
            if wide {
                table { "aria-rowcount": total + 1, "data-choosable": "true",
                    thead {
                        tr { "aria-rowindex": 1,
                            th { class: "tick", scope: "col",
                                span { class: "said", {t!("find-column-chosen")} }
                                label {
                                    input {
                                        r#type: "checkbox",
                                        "aria-label": t!("find-choose-all", count: total),
                                        checked: all_chosen,
                                        onchange: move |event| onall.call(event.checked()),
                                    }
                                }
                            }
                            th { scope: "col", {t!("find-column-name")} }
                            th { scope: "col", {t!("find-column-number")} }
                            th { scope: "col", {t!("find-column-state")} }
                            th { scope: "col", {t!("find-column-place")} }
                            th { scope: "col", {t!("find-column-responsible")} }
                            th { scope: "col", {t!("find-column-seen")} }
                        }
                    }
                    if before > 0 {
                        TableGap { rows: before }
                    }
                    tbody {
                        for ((at , row) , slot) in (before..).zip(rows).zip(list.slots()) {
                            TableRow {
                                key: "{slot}",
                                list,
                                at,
                                open: open == Some(row.id),
                                chosen: selection.has(row.id),
                                row,
                                selection,
                                onopen,
                                onreach,
                            }
                        }
                    }
                    if after > 0 {
                        TableGap { rows: after }
                    }
                }
            } else {
                div { class: "list found", role: "list",
                    Gap { rows: before }
                    for ((at , row) , slot) in (before..).zip(rows).zip(list.slots()) {
                        Line { key: "{slot}", list, at, total, row, onopen }
                    }
                    Gap { rows: after }
                }
            }
            if more && after == 0 {
                p { class: "section plain", {t!("find-ends", count: total)} }
            }
        }
    }
}

/// Where rows lie that are not drawn.
#[component]
fn Gap(rows: u64) -> Element {
    rsx! {
        div { class: "gap", "aria-hidden": "true", height: "calc(var(--found-row) * {rows})" }
    }
}

#[component]
fn TableGap(rows: u64) -> Element {
    rsx! {
        tbody { "aria-hidden": "true",
            tr {
                td { class: "gap", colspan: "7", Gap { rows } }
            }
        }
    }
}
