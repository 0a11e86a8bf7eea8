//! The frame around the screens: the ways between them, what was just done, and what stands in the
//! way of working at all.

use assets::Icon;
use dioxus::prelude::*;
use futures_util::StreamExt as _;
use mobile_core::api::Command;
use shared::time::Millis;

use super::apart::{Evicted, InstallOffer, Switch};
use super::keys::Shortcuts;
use super::obstacle::Obstacle;
use super::release::{NewRelease, use_new_release};
use crate::components::{Drawing, Toast, WayBack};
use crate::keyboard::use_keyboard;
use crate::platform::{StoreState, device};
use crate::route::{Route, Sought};
use crate::session::{INSTALL_PREFERENCE, LOCK_PREFERENCE, Session, use_session};
use crate::typing::use_typing;
use crate::{page, t};

/// A way in the navigation.
struct Way {
    to: Route,
    icon: Icon,
    word: String,
}

fn ways() -> [Way; 4] {
    let way = |to, icon, word| Way { to, icon, word };
    [
        way(Route::Scan {}, Icon::ScanLine, t!("nav-scan")),
        way(
            Route::Find {
                q: Sought::default(),
            },
            Icon::Search,
            t!("nav-find"),
        ),
        way(Route::Outbox {}, Icon::CloudUpload, t!("nav-outbox")),
        way(Route::More {}, Icon::Menu, t!("nav-more")),
    ]
}

/// Which of the ways a screen belongs to.
fn is_under(screen: &Route, way: &Route) -> bool {
    match (screen, way) {
        (
            Route::Find { .. } | Route::Record { .. } | Route::Edit { .. } | Route::Create {},
            Route::Find { .. },
        ) => true,
        (Route::Places {} | Route::Place { .. }, Route::More {}) => true,
        (screen, way) => screen == way,
    }
}

/// Navigation, the screen, and the line that says what was done.
#[component]
pub fn Shell() -> Element {
    let session = use_session();
    let screen = use_route::<Route>();
    let mut helping = use_keyboard().helping;
    use_typing();

    let enrolled = session
        .who
        .read()
        .as_ref()
        .is_none_or(|who| who.person.is_some());
    let navigator = use_navigator();
    use_effect(move || {
        // A device that works for nobody, and that nobody is known to, has nothing to show yet.
        if session
            .who
            .read()
            .as_ref()
            .is_some_and(|who| who.person.is_none() && who.known.is_empty())
        {
            navigator.replace(Route::Enrol {});
        }
    });
    use_change_of_person(session);
    use_automatic_lock(session);
    let closed = session
        .who
        .read()
        .as_ref()
        .is_some_and(|who| who.locked || (who.person.is_none() && !who.known.is_empty()));

    let newer = use_new_release();
    let may_offer = use_hook(|| device::find_preference(INSTALL_PREFERENCE).is_none());
    let store = session.store.read();
    let barred = match &*store {
        StoreState::Elsewhere { .. } | StoreState::Failed(_) => true,
        StoreState::Opening | StoreState::Ready | StoreState::Paused => false,
    };
    if barred {
        return rsx! { Obstacle {} };
    }
    if closed {
        return rsx! {
            main { id: "screen", class: "closed", tabindex: "-1", Switch {} }
            Done {}
        };
    }
    // The camera and the list fill the screen; the others scroll as a page does.
    let class = match screen {
        Route::Scan {} => "app fixed scanning",
        Route::Find { .. } => "app fixed",
        _ => "app",
    };
    rsx! {
        div { class, onpointerdown: move |_| page::wake_sound(),
            a { class: "skip", href: "#screen", onclick: move |event| {
                    event.prevent_default();
                    page::focus("screen");
                },
                {t!("skip-to-content")}
            }
            nav { class: "rail", "aria-label": t!("nav-label"),
                span { class: "mark", Drawing { icon: Icon::ScanLine } }
                Ways { screen: screen.clone() }
                if newer() {
                    NewRelease {}
                }
            }
            main { id: "screen", tabindex: "-1",
                if enrolled && *session.evicted.read() {
                    Evicted {}
                } else if enrolled {
                    Outlet::<Route> {}
                }
            }
            if newer() {
                NewRelease {}
            } else if may_offer && enrolled {
                div { class: "offer", InstallOffer {} }
            }
            nav { class: "nav", "aria-label": t!("nav-label"), Ways { screen } }
        }
        Done {}
        if helping() {
            Shortcuts { onclose: move |()| helping.set(false) }
        }
    }
}

/// Where one person stood, the next one does not begin.
fn use_change_of_person(session: Session) {
    let navigator = use_navigator();
    let mut before = use_hook(|| CopyValue::new(None));
    use_effect(move || {
        let who = session.who.read();
        let Some(now) = who.as_ref().and_then(|who| Some(who.person.as_ref()?.id)) else {
            return;
        };
        // The last one may have signed out before.
        let was = before.replace(Some(now));
        if was.is_some_and(|was| was != now) {
            navigator.replace(Route::Scan {});
        }
    });
}

/// Locks a device that nobody touched for as long as its people said. Without a PIN there is no lock.
fn use_automatic_lock(session: Session) {
    use_future(move || async move {
        let mut stillness = page::stillness();
        let mut longest = Millis(0);
        while let Some(still) = stillness.next().await {
            longest = longest.max(still);
            let who = session.who.cloned();
            // Until it is known who sits here, the time counts.
            let Some(who) = who else { continue };
            let still = std::mem::take(&mut longest);
            let person = who.person.as_ref().filter(|_| !who.locked);
            let has_pin = person.is_some_and(|person| {
                let own = who.known.iter().find(|one| one.person.id == person.id);
                own.is_some_and(|own| own.has_pin)
            });
            let limit = device::find_preference(LOCK_PREFERENCE)
                .and_then(|minutes| minutes.parse().ok())
                .map(|minutes: i64| Millis(minutes.saturating_mul(Millis::MINUTE.0)));
            if has_pin && limit.is_some_and(|limit| still >= limit) {
                // What comes of it is told by an event.
                let _ = session.ask(Command::Lock).await;
            }
        }
    });
}

#[component]
fn Ways(screen: Route) -> Element {
    rsx! {
        for way in ways() {
            Link {
                key: "{way.word}",
                to: way.to.clone(),
                "aria-current": is_under(&screen, &way.to).then_some("page"),
                Drawing { icon: way.icon }
                if matches!(way.to, Route::Outbox {}) {
                    Waiting { word: way.word }
                } else {
                    span { "{way.word}" }
                }
            }
        }
    }
}

/// The word for the outbox, and how much waits in it. Red only where a person has to decide.
#[component]
fn Waiting(word: String) -> Element {
    let sync = use_session().sync.cloned();
    let (class, count, said) = match (sync.to_settle, sync.pending) {
        (0, 0) => return rsx! { span { "{word}" } },
        (0, pending) => ("badge", pending, t!("nav-outbox-waiting", count: pending)),
        (settle, _) => (
            "badge wrong",
            settle,
            t!("nav-outbox-decide", count: settle),
        ),
    };
    let shown = if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    };
    rsx! {
        span { "aria-hidden": "true", "{word}" }
        span { class, "aria-hidden": "true", "{shown}" }
        span { class: "said", "{said}" }
    }
}

/// What was just done, with its way back.
#[component]
fn Done() -> Element {
    let session = use_session();
    let mut said = session.said;
    let Some(line) = said.cloned() else {
        return rsx! {};
    };
    let back = line.back.map(|back| WayBack {
        word: back.word(),
        icon: back.icon(),
        onclick: EventHandler::new(move |()| session.go_back(back)),
    });
    rsx! {
        // A new line is a new element, so that it is announced and its time starts anew.
        Toast { key: "{line.text}{line.back:?}", text: line.text, back, onclose: move |()| said.set(None) }
    }
}
