//! What “More” says of a shared device: one's PIN, locking, switching, and what others left to send.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, PinAnswer};

use super::pin::{PinDialog, Wish};
use super::{told, use_known};
use crate::components::{Alt, Drawing, TextButton};
use crate::route::Route;
use crate::screens::more::Preference;
use crate::screens::outbox::Others;
use crate::session::{LOCK_PREFERENCE, failure, use_session};
use crate::t;

/// The section.
#[component]
pub fn SharedDevice() -> Element {
    let session = use_session();
    let mut asking = use_signal(|| None::<Wish>);
    let Some(who) = use_known(session) else {
        return rsx! {};
    };
    let Some(person) = who.person.as_ref().map(|person| person.id) else {
        return rsx! {};
    };
    let own = who.known.iter().find(|one| one.person.id == person);
    let has_pin = own.is_some_and(|own| own.has_pin);
    let shared = who.known.len() > 1;
    let lock = move |()| {
        spawn(async move {
            match session.ask(Command::Lock).await {
                // An event leads on.
                Ok(Answer::Pin(PinAnswer::Accepted)) => {}
                Ok(Answer::Pin(answer)) => session.tell(told(answer).unwrap_or_default()),
                Ok(_) => {}
                Err(error) => session.tell(failure(&error)),
            }
        });
    };
    rsx! {
        h2 { class: "section", {t!("shared-title")} }
        div { class: "pad stack",
            p { {t!("shared-help")} }
            if shared {
                Link { class: "alt", to: Route::Switch {}, Drawing { icon: Icon::Users } span { {t!("shared-switch")} } }
            }
            if has_pin {
                Alt { icon: Icon::Lock, onclick: lock, {t!("shared-lock")} }
                div { class: "line wrap",
                    TextButton { icon: Icon::Key, onclick: move |()| asking.set(Some(Wish::Change)), {t!("pin-change")} }
                    TextButton { icon: Icon::X, onclick: move |()| asking.set(Some(Wish::Remove)), {t!("pin-remove")} }
                }
            } else {
                Alt { icon: Icon::Key, onclick: move |()| asking.set(Some(Wish::Set)), {t!("pin-set-title")} }
            }
        }
        Others { work: who.others }
        if has_pin {
            Preference { name: LOCK_PREFERENCE, title: t!("shared-lock-after"),
                words: vec![
                    t!("shared-lock-never"),
                    t!("shared-lock-minutes", count: 2),
                    t!("shared-lock-minutes", count: 5),
                    t!("shared-lock-minutes", count: 15),
                ],
                values: vec!["", "2", "5", "15"],
            }
        }
        if let Some(wish) = asking() {
            PinDialog { wish, onclose: move |()| asking.set(None) }
        }
    }
}
