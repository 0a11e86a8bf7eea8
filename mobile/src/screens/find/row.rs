//! A row of the list: in a table where it is wide, else a line.

use std::collections::BTreeSet;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::RowView;
use shared::id::ItemId;

use crate::components::{Drawing, ItemRow, StateBadge, type_icon};
use crate::i18n::names::item_name;
use crate::{page, t};

/// The id of a row's element.
pub(super) fn row_id(id: ItemId) -> String {
    format!("row-{id}")
}

fn icon(row: &RowView) -> Icon {
    row.item_type
        .as_ref()
        .map_or(Icon::Box, |item_type| type_icon(&item_type.icon))
}

/// A line on a phone.
#[component]
pub(super) fn Line(
    row: RowView,
    /// How many lie before it.
    at: u64,
    total: u64,
    onopen: EventHandler<ItemId>,
) -> Element {
    let id = row.id;
    rsx! {
        div { role: "listitem", "aria-posinset": at + 1, "aria-setsize": total,
            ItemRow {
                icon: icon(&row),
                title: item_name(&row),
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
}

/// A row of the table.
#[component]
pub(super) fn TableRow(
    row: RowView,
    /// How many lie before it.
    at: u64,
    open: bool,
    chosen: bool,
    mut selected: Signal<BTreeSet<ItemId>>,
    onopen: EventHandler<ItemId>,
) -> Element {
    let clock = page::clock();
    rsx! {
        tr {
            id: row_id(row.id),
            class: if open { "open" },
            "aria-rowindex": at + 2,
            "data-chosen": chosen.to_string(),
            onclick: move |_| onopen.call(row.id),
            td { class: "tick", onclick: move |event| event.stop_propagation(),
                label {
                    input {
                        r#type: "checkbox",
                        "aria-label": t!("find-choose", title: item_name(&row)),
                        checked: chosen,
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
                    span { class: "muted", Drawing { icon: icon(&row) } }
                    b { class: "text two-lines", {item_name(&row)} }
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
