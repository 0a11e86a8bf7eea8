//! A row of the list: in a table where it is wide, else a line.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Anchor, RowView};
use shared::id::ItemId;

use super::list::List;
use super::selection::Selection;
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
    list: List,
    row: RowView,
    /// How many lie before it.
    at: u64,
    total: u64,
    onopen: EventHandler<Anchor>,
) -> Element {
    let here = Anchor {
        item: row.id,
        at: u32::try_from(at).unwrap_or(u32::MAX),
    };
    rsx! {
        div {
            role: "listitem",
            "aria-posinset": at + 1,
            "aria-setsize": total,
            onfocusin: move |_| list.focus(Some(here.item)),
            onfocusout: move |_| list.focus(None),
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
                onclick: move |()| onopen.call(here),
            }
        }
    }
}

/// A row of the table.
#[component]
pub(super) fn TableRow(
    list: List,
    row: RowView,
    /// How many lie before it.
    at: u64,
    open: bool,
    chosen: bool,
    selection: Selection,
    onopen: EventHandler<Anchor>,
    /// Chosen with all rows from where one began.
    onreach: EventHandler<Anchor>,
) -> Element {
    let clock = page::clock();
    let here = Anchor {
        item: row.id,
        at: u32::try_from(at).unwrap_or(u32::MAX),
    };
    let onclick = move |event: MouseEvent| {
        event.stop_propagation();
        if event.modifiers().shift() {
            // The box is ticked with the others, by what comes of it.
            event.prevent_default();
            onreach.call(here);
            true
        } else {
            false
        }
    };
    rsx! {
        tr {
            id: row_id(row.id),
            class: if open { "open" },
            "aria-rowindex": at + 2,
            "data-chosen": chosen.to_string(),
            onfocusin: move |_| list.focus(Some(here.item)),
            onfocusout: move |_| list.focus(None),
            // With Shift rows are chosen, and not the text between.
            onmousedown: move |event| {
                if event.modifiers().shift() {
                    event.prevent_default();
                }
            },
            onclick: move |event| {
                if !onclick(event) {
                    onopen.call(here);
                }
            },
            td { class: "tick", onclick: move |event| {
                    onclick(event);
                },
                label {
                    input {
                        r#type: "checkbox",
                        "aria-label": t!("find-choose", title: item_name(&row)),
                        checked: chosen,
                        onchange: move |event| selection.set(here, event.checked()),
                    }
                }
            }
            td {
                button { class: "row-name", r#type: "button",
                    span { class: "muted", Drawing { icon: icon(&row) } }
                    b { class: "text two-lines", {item_name(&row)} }
                }
            }
            td { class: "once cut", span { class: "num", {row.number.as_deref().or(row.serial.as_deref()).unwrap_or("—")} } }
            td { class: "once cut", StateBadge { state: row.state.clone(), in_conflict: row.in_conflict } }
            td { span { class: "text two-lines", {row.place.as_ref().map_or("—", |place| place.name.as_str())} } }
            td { span { class: "text two-lines", {row.responsible.as_ref().map_or("—", |person| person.name.as_str())} } }
            td { class: "muted once", {row.seen_at.map_or_else(|| t!("nothing"), |at| clock.short(at))} }
        }
    }
}
