//! One CI: its facts, what can be done with it, and its history.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{
    Answer, Command, FactView, IdentifierView, ItemView, Link, MergedView, Shown,
};
use shared::id::ItemId;
use shared::model::{IdentifierKind, ItemState};

use super::act;
use super::conflict::Conflict;
use super::history::History;
use super::labels::LabelLink;
use super::pick::{PlacePicker, StatePicker, TypePicker, path};
use crate::components::{
    Action, Copyable, Empty, Face, FaceSize, Fact, Facts, Go, IconButton, Notice, StateBadge,
    TextButton, Tone, type_icon,
};
use crate::i18n::names::{BESIDE, fact_name, identifier_name, item_name, shown};
use crate::keyboard::use_keys;
use crate::page::{self, Shortcut};
use crate::route::{Route, Sought};
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

/// The screen of one CI.
#[component]
pub fn Record(id: ReadSignal<ItemId>) -> Element {
    let navigator = use_navigator();
    let mut pressed = use_signal(|| None);
    let mut title = use_signal(|| None::<String>);
    use_title(move || title.cloned().unwrap_or_else(|| t!("item-title")));
    let back = move || {
        if navigator.can_go_back() {
            navigator.go_back();
        } else {
            navigator.replace(Route::Find {
                q: Sought::default(),
            });
        }
    };
    use_keys(move |key| {
        match key {
            Shortcut::Back => back(),
            Shortcut::Edit | Shortcut::Move | Shortcut::State => {
                pressed.set(None);
                pressed.set(Some(key));
            }
            _ => return false,
        }
        true
    });
    rsx! {
        div { class: "screen",
            header { class: "top",
                IconButton { icon: Icon::ArrowLeft, name: t!("back"), onclick: move |()| back() }
                span { class: "grow" }
            }
            ItemDetail { id, shortcut: pressed, ontitle: move |words| title.set(Some(words)) }
        }
    }
}

/// One CI, for its own screen or beside a list.
#[component]
pub fn ItemDetail(
    id: ReadSignal<ItemId>,
    /// A key that was pressed for it.
    shortcut: ReadSignal<Option<Shortcut>>,
    /// Told what the CI is called.
    ontitle: Option<EventHandler<String>>,
) -> Element {
    let item = use_answer(
        move || Some(Command::Open(id())),
        |answer| match answer {
            Answer::Item(item) => Some(item),
            _ => None,
        },
    );
    let navigator = use_navigator();
    match item.cloned() {
        Asked::Waiting => rsx! {
            Shape {}
        },
        Asked::Failed(error) => rsx! {
            div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } } }
        },
        Asked::Known(None) => rsx! {
            Empty { icon: Icon::Box, title: t!("item-missing"), help: t!("item-missing-help"),
                Go { icon: Icon::Search, fit: true,
                    onclick: move |()| {
                        navigator.push(Route::Find { q: Sought::default() });
                    },
                    {t!("nav-find")}
                }
            }
        },
        // Another item is another component: nothing of the last one is carried over.
        Asked::Known(Some(item)) => rsx! {
            Known { key: "{item.row.id}", item: *item, shortcut, ontitle }
        },
    }
}

/// The shape of what comes.
#[component]
fn Shape() -> Element {
    rsx! {
        div { class: "head", "aria-hidden": "true",
            span { class: "face huge shape" }
            div { class: "grow",
                h1 { class: "shape", "—" }
            }
        }
    }
}

#[component]
fn Known(
    item: ItemView,
    shortcut: ReadSignal<Option<Shortcut>>,
    ontitle: Option<EventHandler<String>>,
) -> Element {
    let session = use_session();
    let navigator = use_navigator();
    let mut asking_place = use_signal(|| false);
    let mut asking_state = use_signal(|| false);
    let mut asking_type = use_signal(|| false);
    let item = use_memo(use_reactive!(|item| item));
    let view = item.read().clone();
    let row = view.row.clone();
    let id = row.id;
    let may_edit = view.may_edit;
    let edit = move || {
        navigator.push(Route::Edit { id });
    };
    let mut relabelled = session.relabelled;
    let mut replace_label = move || {
        relabelled.set(Some(item.peek().row.clone()));
        navigator.push(Route::Scan {});
    };
    use_effect(move || {
        let pressed = shortcut();
        match pressed.filter(|_| may_edit) {
            Some(Shortcut::Move) => asking_place.set(true),
            Some(Shortcut::State) => asking_state.set(true),
            Some(Shortcut::Edit) => edit(),
            _ => {}
        }
    });
    use_effect(move || {
        let title = item_name(&item.read().row);
        if let Some(ontitle) = ontitle {
            ontitle.call(title);
        }
    });
    let type_name = row
        .item_type
        .as_ref()
        .map(|item_type| crate::i18n::label(&item_type.label));
    rsx! {
        div { class: "head",
            Face {
                icon: row.item_type.as_ref().map_or(Icon::Box, |item_type| type_icon(&item_type.icon)),
                size: FaceSize::Huge,
            }
            div { class: "grow",
                h1 { class: "text", {item_name(&row)} }
                if let Some(number) = &row.number {
                    Copyable { text: number.clone(), oncopy: move |text| session.copy(text) }
                }
                if view.provisional {
                    p { class: "small muted", {t!("number-provisional")} }
                }
                div { StateBadge { state: row.state.clone(), in_conflict: row.in_conflict } }
            }
        }
        div { class: "actions",
            if may_edit {
                Action { icon: Icon::MapPin, onclick: move |()| asking_place.set(true), {t!("item-move")} }
                Action { icon: Icon::CircleDot, onclick: move |()| asking_state.set(true), {t!("item-state")} }
                Action { icon: Icon::Pencil, onclick: move |()| edit(), {t!("item-edit")} }
            }
            LabelLink { items: vec![id], {t!("item-label")} }
        }
        if view.contradiction {
            div { class: "inset", Notice { tone: Tone::Wrong, title: t!("item-contradiction"), p { {t!("item-contradiction-help")} } } }
        }
        if view.revived {
            div { class: "inset", Notice { tone: Tone::Unknown, title: t!("item-revived"), p { {t!("item-revived-help")} } } }
        }
        if view.creation_undone {
            div { class: "inset", Notice { tone: Tone::Unknown, title: t!("item-creation-undone"), p { {t!("item-creation-undone-help")} } } }
        }
        if let Some(place) = row.place.as_ref().filter(|place| place.retired) {
            div { class: "inset", Notice { tone: Tone::Unknown, title: t!("item-place-retired"), p { class: "text", {t!("item-place-retired-help", place: place.name.as_str())} } } }
        }
        Merged { item: view.clone() }
        for conflict in view.conflicts.clone() {
            Conflict { key: "{conflict.id}", conflict, named: false }
        }
        div { class: "card inset",
            Facts {
                Fact { name: t!("field-place"),
                    match &row.place {
                        Some(place) => rsx! {
                            span { class: "text", "{place.name}" }
                            if let Some((_, above)) = place.path.split_last().filter(|(_, above)| !above.is_empty()) {
                                div { class: "small muted text", {path(above)} }
                            }
                        },
                        None => rsx! { span { class: "muted", {t!("item-no-place")} } },
                    }
                }
                if let Some(type_name) = type_name {
                    Fact { name: t!("field-type"),
                        if may_edit {
                            button { class: "link", r#type: "button", "aria-label": t!("type-change", name: type_name.as_str()),
                                onclick: move |_| asking_type.set(true),
                                "{type_name}"
                            }
                        } else {
                            span { class: "text", "{type_name}" }
                        }
                    }
                }
                for fact in other_facts(&view) {
                    FactLine { key: "{fact.field}", fact: fact.clone() }
                }
                for identifier in view.identifiers.clone() {
                    IdentifierLine { key: "{identifier.id}", identifier }
                }
                if let Some(seen) = &view.last_seen {
                    Fact { name: t!("field-last-seen"),
                        span { class: "text",
                            {t!("item-seen", when: page::clock().seen(seen.at), who: seen.by.name.as_str())}
                        }
                    }
                }
            }
            if may_edit && view.identifiers.iter().any(is_label) {
                TextButton { icon: Icon::Tag, onclick: move |()| replace_label(), {t!("label-replace")} }
            }
        }
        Past { id, latest: view.history.clone() }
        if asking_place() {
            PlacePicker { title: t!("place-title"),
                onpick: move |place| {
                    asking_place.set(false);
                    act::put(session, &item.peek(), &place, |_| ());
                },
                onclose: move |()| asking_place.set(false),
            }
        }
        if asking_type() {
            TypePicker { title: t!("create-what"),
                onpick: move |item_type| {
                    asking_type.set(false);
                    act::set_type(session, &item.peek(), &item_type);
                },
                onclose: move |()| asking_type.set(false),
            }
        }
        if asking_state() {
            StatePicker {
                item_type: row.item_type.as_ref().map(|item_type| item_type.id),
                chosen: row.state.as_ref().map(|state| ItemState {
                    state: state.state,
                    sub_state: state.sub_state.as_ref().map(|sub_state| sub_state.id),
                }),
                may_retire: view.may_retire,
                onpick: move |(state, word)| {
                    asking_state.set(false);
                    act::set_state(session, &item.peek(), state, word, |_| ());
                },
                onclose: move |()| asking_state.set(false),
            }
        }
    }
}

/// The others that are shown as one with a CI, each with the way back.
#[component]
fn Merged(item: ItemView) -> Element {
    let session = use_session();
    if item.merged.is_empty() {
        return rsx! {};
    }
    let id = item.row.id;
    rsx! {
        div { class: "inset",
            Notice { tone: Tone::Moved, title: t!("merged-title"),
                for one in item.merged.clone() {
                    div { key: "{one.id}", class: "line wrap",
                        span { class: "grow text", {merged_name(&one)} }
                        if item.may_merge {
                            TextButton {
                                onclick: move |()| session.act(Command::KeepApart(vec![id, one.id]), |_| t!("part-done"), |_| ()),
                                {t!("merged-part")}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What one that is shown with another is by itself.
fn merged_name(one: &MergedView) -> String {
    let texts = [Some(&one.title), one.number.as_ref(), one.serial.as_ref()];
    let mut words: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
    words.dedup();
    words.join(BESIDE)
}

/// The facts that are not said elsewhere on the screen.
fn other_facts(item: &ItemView) -> impl Iterator<Item = &FactView> {
    item.facts
        .iter()
        .filter(|fact| !matches!(fact.value, Shown::Place(_) | Shown::Nothing))
}

#[component]
fn FactLine(fact: FactView) -> Element {
    let session = use_session();
    rsx! {
        Fact { name: fact_name(&fact),
            match &fact.value {
                Shown::Number(number) => rsx! {
                    Copyable { text: number.clone(), oncopy: move |text| session.copy(text) }
                },
                value => rsx! { span { class: "text", {shown(value)} } },
            }
        }
    }
}

/// A label that is on the CI.
fn is_label(identifier: &IdentifierView) -> bool {
    identifier.kind == IdentifierKind::Label && !identifier.replaced
}

#[component]
fn IdentifierLine(identifier: IdentifierView) -> Element {
    let session = use_session();
    rsx! {
        Fact { name: identifier_name(identifier.kind),
            if identifier.replaced {
                span { class: "muted num", "{identifier.text}" }
                span { class: "muted small", " " {t!("identifier-replaced")} }
            } else {
                Copyable { text: identifier.text.clone(), oncopy: move |text| session.copy(text) }
            }
        }
    }
}

/// The last lines of history; older ones are a tap away, on this device and then on the server.
#[component]
fn Past(id: ItemId, latest: Vec<mobile_core::api::HistoryView>) -> Element {
    let session = use_session();
    let mut all = use_signal(|| false);
    let fetch = move || {
        spawn(async move {
            let _ = session.ask(Command::FetchHistory { item: id }).await;
        });
    };
    let known = use_answer(
        move || all().then_some(Command::History { item: id }),
        |answer| match answer {
            Answer::History(page) => Some(page),
            _ => None,
        },
    );
    let page = known.read().known().cloned().unwrap_or_default();
    let lines = Some(page.lines).filter(|lines| lines.len() > latest.len());
    rsx! {
        h2 { class: "section",
            {t!("item-history")}
            if !all() {
                TextButton {
                    onclick: move |()| {
                        all.set(true);
                        fetch();
                    },
                    {t!("show-all")}
                }
            }
        }
        History { lines: lines.unwrap_or(latest) }
        if page.older {
            div { class: "pad",
                if session.sync.read().link == Link::Online {
                    TextButton { onclick: move |()| fetch(), {t!("item-history-older")} }
                } else {
                    p { class: "muted small", {t!("item-history-away")} }
                }
            }
        }
    }
}
