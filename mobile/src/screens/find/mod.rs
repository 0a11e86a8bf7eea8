//! Search as one types; on a wide screen a table with the CI beside it, by keyboard alone.

mod export;
mod filter;
mod list;
mod results;
mod row;
mod selection;

use assets::Icon;
use dioxus::prelude::*;
use futures_util::StreamExt as _;
use mobile_core::api::{Anchor, Found};
use shared::id::ItemId;

use self::export::ExportButton;
pub(super) use self::export::export;
use self::filter::{Filter, Filters};
use self::list::use_list;
use self::results::Results;
use self::row::row_id;
use self::selection::{SelectionBar, use_selection};
use super::record::ItemDetail;
use crate::components::{Drawing, Empty, Go, IconButton, Notice, Tone};
use crate::keyboard::{Keyboard, use_keys};
use crate::page::{self, Shortcut};
use crate::route::{Route, Sought};
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_session};
use crate::t;
use crate::typing::{use_scans, use_typing_here};

/// The screen.
#[component]
pub fn Find(q: ReadSignal<Sought>) -> Element {
    let navigator = use_navigator();
    let mut text = use_signal(|| q.peek().0.clone());
    let mut sought = use_session().sought;
    let filter = use_signal(move || Filter {
        place: sought.take(),
        ..Filter::default()
    });
    let selection = use_selection();
    let mut open = use_signal(|| None::<ItemId>);
    // The row that is opened as soon as it is there.
    let mut aim = use_signal(|| None::<(u32, bool)>);
    // Keys for the CI beside the list, and for what is chosen.
    let mut pressed = use_signal(|| None::<Shortcut>);
    let mut pressed_for_all = use_signal(|| None::<Shortcut>);
    let wide = use_wide();
    let list = use_list(move || filter.read().query(text.cloned()));
    let rows = list.shown;
    let found = move || filter.peek().query(text.peek().clone());
    let mut open_row = move |row: Anchor| {
        // Whoever comes back here, or is sent the address, finds what was sought.
        let words = Sought(text.peek().clone());
        if *q.peek() != words {
            navigator.replace(Route::Find { q: words });
        }
        if wide() {
            selection.begin(row);
            open.set(Some(row.item));
        } else {
            navigator.push(Route::Record { id: row.item });
        }
    };
    // Where the open row lies, or lay when it was last there.
    let mut open_at = use_hook(|| CopyValue::new(None::<u32>));
    // To a row by the keyboard, alone or with all from where one began.
    let mut arrive = move |row: Anchor, reaches: bool| {
        open.set(Some(row.item));
        open_at.set(Some(row.at));
        if reaches {
            selection.reach(found(), row);
        } else {
            selection.begin(row);
        }
    };
    let reach_row = move |row: Anchor| {
        if let Some((item, at)) = open.peek().zip(*open_at.peek()) {
            selection.begin_at_least(Anchor { item, at });
        }
        selection.reach(found(), row);
    };
    use_effect(move || {
        let rows = rows.read();
        let Some(rows) = rows.known() else { return };
        let there = |row: u32| rows.rows.get(row.checked_sub(rows.offset)? as usize);
        let aimed = *aim.peek();
        if let Some((at, reaches)) = aimed
            && let Some(row) = there(at)
        {
            aim.set(None);
            arrive(Anchor { item: row.id, at }, reaches);
        }
        let at = (rows.offset..)
            .zip(&rows.rows)
            .find(|(_, row)| Some(row.id) == *open.read());
        if let Some((at, _)) = at {
            open_at.set(Some(at));
        }
    });
    let mut step = move |by: i32, reaches: bool| {
        let rows = rows.peek();
        let Some(rows) = rows.known().filter(|rows| rows.total > 0) else {
            return;
        };
        let last = u32::try_from(rows.total - 1).unwrap_or(u32::MAX);
        let from = open.peek().and_then(|_| *open_at.peek());
        let next = from.map_or(0, |at| at.saturating_add_signed(by).min(last));
        let opened = open.peek().zip(from);
        if reaches && let Some((item, at)) = opened {
            selection.begin_at_least(Anchor { item, at });
        }
        let there = next
            .checked_sub(rows.offset)
            .and_then(|at| rows.rows.get(at as usize));
        match there {
            Some(row) => {
                let id = row.id;
                arrive(Anchor { item: id, at: next }, reaches);
                page::reveal(&row_id(id));
            }
            None => {
                aim.set(Some((next, reaches)));
                list.go_to(next);
            }
        }
    };
    let keyboard = use_context::<Keyboard>();
    use_effect(move || {
        if keyboard.take_seeking() {
            page::focus(SEARCH);
        }
    });
    use_title(|| t!("find-title"));
    use_keys(move |key| {
        match key {
            Shortcut::Find => page::focus(SEARCH),
            Shortcut::Next if wide() => step(1, false),
            Shortcut::Previous if wide() => step(-1, false),
            Shortcut::AlsoNext if wide() => step(1, true),
            Shortcut::AlsoPrevious if wide() => step(-1, true),
            Shortcut::All if wide() => selection.choose_all(found()),
            Shortcut::Open if wide() && open.peek().is_none() => step(1, false),
            Shortcut::Back if wide() && open.peek().is_some() => open.set(None),
            Shortcut::Back if wide() => selection.clear(),
            Shortcut::Move | Shortcut::State if !selection.is_empty() => {
                pressed_for_all.set(None);
                pressed_for_all.set(Some(key));
            }
            Shortcut::Edit | Shortcut::Move | Shortcut::State => {
                // Pressed twice it is two presses: the first is let go before.
                pressed.set(None);
                pressed.set(Some(key));
            }
            _ => return false,
        }
        true
    });
    let scanner = use_typing_here();
    let session = use_session();
    use_scans(move |scan| {
        if !wide() {
            return scanner.show(&scan, navigator);
        }
        spawn(async move {
            match scanner.look_up_here(session, &scan).await {
                Some(Found::Item(found)) => open.set(Some(found.item.row.id)),
                Some(Found::Place { place, .. }) if !place.retired => session.enter(place),
                _ => scanner.show(&scan, navigator),
            }
        });
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
                        let first = rows.peek().known().and_then(|rows| {
                            rows.rows.first().map(|row| Anchor { item: row.id, at: rows.offset })
                        });
                        if let Some(first) = first.filter(|_| open.peek().is_none()) {
                            open_row(first);
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
                                oninput: move |event| text.set(event.value()),
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
                        ExportButton { query: filter.read().query(text.cloned()) }
                        IconButton { icon: Icon::FolderOpen, name: t!("import-title"),
                            onclick: move |()| {
                                navigator.push(Route::Import {});
                            },
                        }
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
                Filters { filter }
                match rows.cloned() {
                    Asked::Waiting => rsx! {},
                    Asked::Failed(error) => rsx! {
                        div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } } }
                    },
                    Asked::Known(rows) => rsx! {
                        Results {
                            list,
                            rows,
                            text: text.cloned(),
                            narrowed: !filter.read().is_open(),
                            selection,
                            open: open(),
                            wide: wide(),
                            onopen: open_row,
                            onreach: reach_row,
                            onall: move |all| {
                                if all {
                                    selection.choose_all(found());
                                } else {
                                    selection.clear();
                                }
                            },
                        }
                    },
                }
                SelectionBar { selection, shortcut: pressed_for_all }
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
    }
}

const SEARCH: &str = "find-search";

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
