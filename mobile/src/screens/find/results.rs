//! What a search found.

use std::collections::BTreeSet;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{RowView, RowsView};
use shared::id::ItemId;

use crate::components::{Drawing, Empty, ItemRow, StateBadge, type_icon};
use crate::session::use_session;
use crate::{page, t};

/// The id of a row's element.
pub(super) fn row_id(id: ItemId) -> String {
    format!("row-{id}")
}

/// What was found: a table where it is wide, else lines.
#[component]
pub(super) fn Results(
    rows: RowsView,
    text: String,
    /// A filter leaves something out.
    narrowed: bool,
    selected: Signal<BTreeSet<ItemId>>,
    open: Option<ItemId>,
    wide: bool,
    onopen: EventHandler<ItemId>,
    onmore: EventHandler<()>,
) -> Element {
    let session = use_session();
    let RowsView { rows, total, of } = rows;
    if rows.is_empty() {
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
    let shown = rows.len() as u64;
    let more = total > shown;
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
        div { class: "table",
            if wide {
                Table { rows, open, selected, onopen }
            } else {
                div { class: "list",
                    for row in rows {
                        PhoneRow { key: "{row.id}", row, onopen }
                    }
                }
            }
            if more {
                div { class: "pad",
                    button { class: "alt", r#type: "button", onclick: move |_| onmore.call(()), {t!("find-more")} }
                }
            }
        }
    }
}

/// The engine counts no further than this.
const COUNTED_TO: u64 = 1_000;

#[component]
fn PhoneRow(row: RowView, onopen: EventHandler<ItemId>) -> Element {
    let id = row.id;
    rsx! {
        ItemRow {
            icon: row.item_type.as_ref().map_or(Icon::Box, |item_type| type_icon(&item_type.icon)),
            title: row.title.clone(),
            under: rsx! {
                if let Some(number) = row.number.as_ref().or(row.serial.as_ref()) {
                    span { class: "num", "{number}" }
                }
                if let Some(place) = &row.place {
                    span { class: "text", "{place.name}" }
                }
            },
            aside: rsx! { StateBadge { state: row.state.clone(), in_conflict: row.in_conflict } },
            onclick: move |()| onopen.call(id),
        }
    }
}

#[component]
fn Table(
    rows: Vec<RowView>,
    open: Option<ItemId>,
    mut selected: Signal<BTreeSet<ItemId>>,
    onopen: EventHandler<ItemId>,
) -> Element {
    let clock = page::clock();
    rsx! {
        table {
            thead {
                tr {
                    th { scope: "col", span { class: "said", {t!("find-column-chosen")} } }
                    th { scope: "col", {t!("find-column-name")} }
                    th { scope: "col", {t!("find-column-number")} }
                    th { scope: "col", {t!("find-column-state")} }
                    th { scope: "col", {t!("find-column-place")} }
                    th { scope: "col", {t!("find-column-responsible")} }
                    th { scope: "col", {t!("find-column-seen")} }
                }
            }
            tbody {
                for row in rows {
                    tr {
                        key: "{row.id}",
                        id: row_id(row.id),
                        class: if open == Some(row.id) { "open" },
                        "data-chosen": selected.read().contains(&row.id).to_string(),
                        onclick: move |_| onopen.call(row.id),
                        td { class: "tick", onclick: move |event| event.stop_propagation(),
                            label {
                                input {
                                    r#type: "checkbox",
                                    "aria-label": t!("find-choose", title: row.title.as_str()),
                                    checked: selected.read().contains(&row.id),
                                    onchange: move |event| {
                                        if event.checked() {
                                            selected.write().insert(row.id);
                                        } else {
                                            selected.write().remove(&row.id);
                                        }
                                    },
                                }
                            }
                        }
                        td {
                            button { class: "row-name", r#type: "button",
                                span { class: "muted",
                                    Drawing { icon: row.item_type.as_ref().map_or(Icon::Box, |item_type| type_icon(&item_type.icon)) }
                                }
                                b { class: "text two-lines", "{row.title}" }
                            }
                        }
                        td { span { class: "num", {row.number.as_deref().or(row.serial.as_deref()).unwrap_or("—")} } }
                        td { class: "once", StateBadge { state: row.state.clone(), in_conflict: row.in_conflict } }
                        td { span { class: "text two-lines", {row.place.as_ref().map_or("—", |place| place.name.as_str())} } }
                        td { span { class: "text two-lines", {row.responsible.as_ref().map_or("—", |person| person.name.as_str())} } }
                        td { class: "muted once", {row.seen_at.map_or_else(|| t!("nothing"), |at| clock.short(at))} }
                    }
                }
            }
        }
    }
}
