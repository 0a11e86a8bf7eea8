//! Search as one types; on a wide screen a table with the CI beside it, by keyboard alone.

use assets::Icon;
use dioxus::prelude::*;
use futures_util::StreamExt as _;
use mobile_core::api::{Answer, Command, Query, RowView, RowsView};
use shared::id::ItemId;

use super::record::ItemDetail;
use crate::components::{
    Dialog, Drawing, Empty, Go, IconButton, ItemRow, Notice, StateBadge, Tone, type_icon,
};
use crate::page::{self, Shortcut};
use crate::route::Route;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

/// Rows that are drawn at once; the next ones are a tap away.
const PAGE: u32 = 60;

/// The screen.
#[component]
pub fn Find(q: ReadSignal<String>) -> Element {
    let navigator = use_navigator();
    let mut text = use_signal(|| q.peek().clone());
    let mut limit = use_signal(|| PAGE);
    let mut open = use_signal(|| None::<ItemId>);
    let mut help = use_signal(|| false);
    let mut pressed = use_signal(|| None::<Shortcut>);
    let wide = use_wide();
    let rows = use_answer(
        move || {
            Some(Command::Search(Query { text: text.cloned(), limit: limit(), ..Query::default() }))
        },
        |answer| match answer {
            Answer::Rows(rows) => Some(rows),
            _ => None,
        },
    );
    let mut open_row = move |id: ItemId| {
        if wide() {
            open.set(Some(id));
        } else {
            navigator.push(Route::Record { id });
        }
    };
    let mut step = move |by: isize| {
        let rows = rows.peek();
        let Some(rows) = rows.known().map(|rows| &rows.rows).filter(|rows| !rows.is_empty()) else { return };
        let at = open.peek().and_then(|id| rows.iter().position(|row| row.id == id));
        let last = rows.len() - 1;
        let next = at.map_or(0, |at| at.saturating_add_signed(by).min(last));
        open.set(Some(rows[next].id));
        page::reveal(&row_id(rows[next].id));
    };
    use_future(move || async move {
        let mut shortcuts = page::shortcuts();
        while let Some(shortcut) = shortcuts.next().await {
            match shortcut {
                Shortcut::Find => page::focus(SEARCH),
                Shortcut::Help => help.set(true),
                Shortcut::Next if wide() => step(1),
                Shortcut::Previous if wide() => step(-1),
                Shortcut::Open if wide() && open.peek().is_none() => step(1),
                Shortcut::Back if help() => help.set(false),
                Shortcut::Back if wide() => open.set(None),
                Shortcut::Edit | Shortcut::Move | Shortcut::State => {
                    // Pressed twice it is two presses: the first is let go before.
                    pressed.set(None);
                    pressed.set(Some(shortcut));
                }
                Shortcut::Next | Shortcut::Previous | Shortcut::Open | Shortcut::Back => {}
            }
        }
    });
    rsx! {
        div { class: "office",
            div { class: "middle",
                h1 { class: "said", {t!("find-title")} }
                form {
                    class: "finder line",
                    role: "search",
                    onsubmit: move |event| {
                        event.prevent_default();
                        let first = rows.peek().known().and_then(|rows| rows.rows.first().map(|row| row.id));
                        if let Some(id) = open.peek().or(first) {
                            open_row(id);
                        }
                    },
                    div { class: "field grow",
                        div { class: "in",
                            Drawing { icon: Icon::Search }
                            input {
                                id: SEARCH,
                                r#type: "search",
                                autocomplete: "off",
                                spellcheck: "false",
                                enterkeyhint: "search",
                                "aria-label": t!("find-hint"),
                                placeholder: t!("find-hint"),
                                value: "{text}",
                                oninput: move |event| {
                                    limit.set(PAGE);
                                    text.set(event.value());
                                },
                            }
                            if !text.read().is_empty() {
                                IconButton { icon: Icon::X, name: t!("find-clear"),
                                    onclick: move |()| {
                                        text.set(String::new());
                                        page::focus(SEARCH);
                                    },
                                }
                            }
                        }
                    }
                    if wide() {
                        Go { icon: Icon::Plus, fit: true,
                            onclick: move |()| {
                                navigator.push(Route::Create {});
                            },
                            {t!("find-create")}
                        }
                    } else {
                        IconButton { icon: Icon::Plus, name: t!("find-create"),
                            onclick: move |()| {
                                navigator.push(Route::Create {});
                            },
                        }
                    }
                }
                match rows.cloned() {
                    Asked::Waiting => rsx! {},
                    Asked::Failed(error) => rsx! {
                        div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } } }
                    },
                    Asked::Known(rows) => rsx! {
                        Results {
                            rows,
                            text: text.cloned(),
                            open: open(),
                            wide: wide(),
                            onopen: open_row,
                            onmore: move |()| limit += PAGE,
                        }
                    },
                }
            }
            if wide() {
                aside { "aria-label": t!("item-title"),
                    match open() {
                        Some(id) => rsx! { ItemDetail { id, shortcut: pressed } },
                        None => rsx! {
                            Empty { icon: Icon::FileText, title: t!("find-pick"), help: t!("find-pick-help") }
                        },
                    }
                }
            }
        }
        if help() {
            Shortcuts { onclose: move |()| help.set(false) }
        }
    }
}

const SEARCH: &str = "find-search";

fn row_id(id: ItemId) -> String {
    format!("row-{id}")
}

/// Whether there is room for list and detail, now and as it changes.
fn use_wide() -> Signal<bool> {
    let mut wide = use_signal(page::is_wide);
    use_future(move || async move {
        let mut changes = page::wide_changes();
        while let Some(now) = changes.next().await {
            wide.set(now);
        }
    });
    wide
}

#[component]
fn Results(
    rows: RowsView,
    text: String,
    open: Option<ItemId>,
    wide: bool,
    onopen: EventHandler<ItemId>,
    onmore: EventHandler<()>,
) -> Element {
    let session = use_session();
    let RowsView { rows, total, of } = rows;
    if rows.is_empty() {
        let first_sync = session.sync.read().first_sync;
        return match (text.trim().is_empty(), first_sync) {
            (false, _) => rsx! {
                Empty { icon: Icon::Search, title: t!("find-none", query: text.trim()), help: t!("find-none-help") }
            },
            (true, Some(received)) => rsx! {
                Empty { icon: Icon::Download, title: t!("first-sync", count: received), help: t!("enrol-done-help") }
            },
            (true, None) => rsx! {
                Empty { icon: Icon::Search, title: t!("find-nothing-here"), help: t!("find-nothing-here-help") }
            },
        };
    }
    let shown = rows.len() as u64;
    let more = total > shown;
    rsx! {
        p { class: "section", role: "status",
            if text.trim().is_empty() {
                {t!("find-latest")}
            } else if total >= COUNTED_TO {
                {t!("find-count-many", count: total)}
            } else {
                {t!("find-count-of", count: total, all: of)}
            }
        }
        div { class: "table",
            if wide {
                Table { rows, open, onopen }
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
                    span { class: "text", "· {place.name}" }
                }
            },
            aside: rsx! { StateBadge { state: row.state.clone(), in_conflict: row.in_conflict } },
            onclick: move |()| onopen.call(id),
        }
    }
}

#[component]
fn Table(rows: Vec<RowView>, open: Option<ItemId>, onopen: EventHandler<ItemId>) -> Element {
    let clock = page::clock();
    rsx! {
        table {
            thead {
                tr {
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
                        "aria-selected": (open == Some(row.id)).to_string(),
                        onclick: move |_| onopen.call(row.id),
                        td {
                            button { class: "row-name", r#type: "button",
                                span { class: "muted",
                                    Drawing { icon: row.item_type.as_ref().map_or(Icon::Box, |item_type| type_icon(&item_type.icon)) }
                                }
                                b { class: "text two-lines", "{row.title}" }
                            }
                        }
                        td { span { class: "num", {row.number.as_deref().or(row.serial.as_deref()).unwrap_or("—")} } }
                        td { StateBadge { state: row.state.clone(), in_conflict: row.in_conflict } }
                        td { span { class: "text two-lines", {row.place.as_ref().map_or("—", |place| place.name.as_str())} } }
                        td { span { class: "text two-lines", {row.responsible.as_ref().map_or("—", |person| person.name.as_str())} } }
                        td { class: "muted", {row.seen_at.map_or_else(|| t!("nothing"), |at| clock.short(at))} }
                    }
                }
            }
        }
    }
}

/// What the keyboard does here.
#[component]
fn Shortcuts(onclose: EventHandler<()>) -> Element {
    let keys = [
        (vec!["/".to_owned()], t!("keys-find")),
        (vec!["↓".to_owned(), "↑".to_owned()], t!("keys-move")),
        (vec![t!("key-enter")], t!("keys-open")),
        (vec![t!("key-escape")], t!("keys-back")),
        (vec!["M".to_owned()], t!("keys-place")),
        (vec!["S".to_owned()], t!("keys-state")),
        (vec!["E".to_owned()], t!("keys-edit")),
        (vec!["?".to_owned()], t!("keys-show")),
    ];
    rsx! {
        Dialog { title: t!("keys-title"), onclose,
            dl { class: "facts",
                for (keys , words) in keys {
                    div { key: "{words}",
                        dt { "{words}" }
                        dd {
                            for key in keys {
                                kbd { "{key}" }
                                " "
                            }
                        }
                    }
                }
            }
        }
    }
}
