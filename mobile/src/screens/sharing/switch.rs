//! Who works now: the people known here, and the PIN of the one who comes. Also what a locked device shows.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::KnownPerson;
use shared::id::PersonId;

use super::pad::Pad;
use super::use_known;
use crate::components::{Drawing, IconButton, Notice, Tone};
use crate::keyboard::use_keys;
use crate::page::Shortcut;
use crate::route::Route;
use crate::screens::title::use_title;
use crate::session::use_session;
use crate::t;

/// The screen. Where the device is locked, or nobody sits there, there is nothing else.
#[component]
pub fn Switch() -> Element {
    let navigator = use_navigator();
    let session = use_session();
    use_title(move || heading(session.who.read().as_ref().is_some_and(|who| who.locked)));
    let mut chosen = use_signal(|| None::<PersonId>);
    let known = use_known(session);
    let who = known.clone();
    let closed = who
        .as_ref()
        .is_none_or(|who| who.locked || who.person.is_none());
    use_keys(move |key| {
        let leaves = key == Shortcut::Back && (chosen.peek().is_some() || !closed);
        if leaves {
            if chosen.peek().is_some() {
                chosen.set(None);
            } else {
                navigator.go_back();
            }
        }
        leaves
    });
    let Some(who) = known else {
        return rsx! { div { class: "screen" } };
    };
    let sits = who.person.as_ref().filter(|_| !closed);
    let sits = sits.map(|person| person.id);
    let people = who.known;
    // With one there is nothing to choose.
    let only = people.first().filter(|_| people.len() == 1 && closed);
    let shown = match chosen() {
        Some(person) => people.iter().find(|one| one.person.id == person),
        None => only,
    }
    .cloned();
    let alone = only.is_some();
    rsx! {
        div { class: "screen switch",
            header { class: "top",
                if !closed {
                    IconButton { icon: Icon::ArrowLeft, name: t!("back"), onclick: move |()| navigator.go_back() }
                }
                h1 { class: "grow", {heading(who.locked)} }
            }
            match shown {
                Some(one) if one.has_pin => rsx! {
                    Pad {
                        key: "{one.person.id}",
                        known: one,
                        onback: (!alone).then(|| EventHandler::new(move |()| chosen.set(None))),
                    }
                },
                Some(one) => rsx! {
                    WithoutPin { person: one.person.name }
                },
                None => rsx! {
                    div { class: "pad stack",
                        p { class: "muted", {t!("switch-lead")} }
                        div { class: "people",
                            for one in people {
                                Person {
                                    key: "{one.person.id}",
                                    sits: sits == Some(one.person.id),
                                    onclick: move |person| {
                                        if sits == Some(person) {
                                            navigator.go_back();
                                        } else {
                                            chosen.set(Some(person));
                                        }
                                    },
                                    known: one,
                                }
                            }
                        }
                    }
                },
            }
            div { class: "pad",
                Link { class: "link small", to: Route::Enrol {}, {t!("switch-link")} }
            }
        }
    }
}

fn heading(locked: bool) -> String {
    if locked {
        t!("switch-locked")
    } else {
        t!("switch-title")
    }
}

/// One of those known here.
#[component]
fn Person(known: KnownPerson, sits: bool, onclick: EventHandler<PersonId>) -> Element {
    let person = known.person.id;
    rsx! {
        button {
            class: "tile person",
            r#type: "button",
            "aria-pressed": sits.to_string(),
            onclick: move |_| onclick.call(person),
            Drawing { icon: Icon::User }
            span { class: "text", "{known.person.name}" }
            span { class: "small muted",
                if sits {
                    {t!("switch-sits")}
                } else if !known.has_pin {
                    {t!("switch-no-pin")}
                }
            }
            if known.unsent > 0 {
                span { class: "small", {t!("switch-unsent", count: known.unsent)} }
            }
        }
    }
}

/// Nobody switches to who has set none.
#[component]
fn WithoutPin(person: String) -> Element {
    rsx! {
        div { class: "pad",
            Notice { tone: Tone::Unknown, title: t!("switch-without-pin", person: person.as_str()),
                p { {t!("switch-without-pin-help")} }
            }
        }
    }
}
