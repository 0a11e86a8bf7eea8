//! What a search found.

use std::collections::BTreeSet;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::RowsView;
use shared::id::ItemId;

use super::list::{LIST, List};
use super::row::{Line, TableRow};
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
    selected: Signal<BTreeSet<ItemId>>,
    open: Option<ItemId>,
    wide: bool,
    onopen: EventHandler<ItemId>,
) -> Element {
    let session = use_session();
    let RowsView {
        rows,
        offset,
        total,
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
    rsx! {
        p { class: "section", role: "status",
            if text.trim().is_empty() && !narrowed {
                {t!("find-latest")}
            } else if total >= COUNTED_TO {
                {t!("find-count-many", count: total)}
            } else {
                {t!("find-count-of", count: total, all: of)}
            }
        }
        div { class: "table", id: LIST, tabindex: "0", role: "region", "aria-label": t!("find-title"),
            onscroll: move |event| list.scrolled(&event),
            if wide {
                table { "aria-rowcount": total + 1,
                    thead {
                        tr { "aria-rowindex": 1,
                            th { scope: "col", span { class: "said", {t!("find-column-chosen")} } }
                            th { scope: "col", {t!("find-column-name")} }
                            th { scope: "col", {t!("find-column-number")} }
                            th { scope: "col", {t!("find-column-state")} }
                            th { scope: "col", {t!("find-column-place")} }
                            th { scope: "col", {t!("find-column-responsible")} }
                            th { scope: "col", {t!("find-column-seen")} }
                        }
                    }
                    TableGap { rows: before }
                    tbody {
                        for (at , row) in (before..).zip(rows) {
                            TableRow {
                                key: "{row.id}",
                                at,
                                open: open == Some(row.id),
                                chosen: selected.read().contains(&row.id),
                                row,
                                selected,
                                onopen,
                            }
                        }
                    }
                    TableGap { rows: after }
                }
            } else {
                div { class: "list found", role: "list",
                    Gap { rows: before }
                    for (at , row) in (before..).zip(rows) {
                        Line { key: "{row.id}", at, total, row, onopen }
                    }
                    Gap { rows: after }
                }
            }
        }
    }
}

/// The engine counts no further than this.
const COUNTED_TO: u64 = 1_000;

/// Where rows lie that are not drawn.
#[component]
fn Gap(rows: u64) -> Element {
    if rows == 0 {
        return rsx! {};
    }
    rsx! {
        div { class: "gap", "aria-hidden": "true", height: "calc(var(--found-row) * {rows})" }
    }
}

#[component]
fn TableGap(rows: u64) -> Element {
    if rows == 0 {
        return rsx! {};
    }
    rsx! {
        tbody { "aria-hidden": "true",
            tr {
                td { class: "gap", colspan: "7", Gap { rows } }
            }
        }
    }
}
