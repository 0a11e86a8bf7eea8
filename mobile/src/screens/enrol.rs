//! A device begins to work for a person: by the link that they were given, with one tap; or by
//! typing its code.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Command, EnrolFailure, Link};

use super::apart::{EvictedNotice, PutOutNotice};
use super::obstacle::{Obstacle, obstacle};
use super::outbox::Others;
use crate::components::{Drawing, Field, Go, Notice, TextButton, Tone};
use crate::page::{self, Uninvited};
use crate::platform::{StoreState, device};
use crate::route::Route;
use crate::screens::title::use_title;
use crate::session::{failure, use_session};
use crate::t;

/// Where the enrolment stands on this screen.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// The person has not tapped yet.
    Asked,
    /// The server is asked.
    Working,
}

/// The screen.
#[component]
pub fn Enrol() -> Element {
    let mut session = use_session();
    // What stands in the way has the tab's name as long as it does.
    use_title(move || {
        obstacle(&session.store.read()).map_or_else(|| t!("enrol-title"), |said| said.title)
    });
    let navigator = use_navigator();
    // The code is spent by a tap and by nothing else.
    let mut by_link = use_signal(|| session.invitation.peek().is_some());
    let mut code = use_signal(|| session.invitation.peek().clone().unwrap_or_default());
    // Where the page came from no server, the person says which.
    let mut server = use_signal(page::inviting_host);
    let mut uninvited = use_signal(|| None);
    let mut step = use_signal(|| Step::Asked);
    let for_nobody = use_hook(|| {
        let who = session.who.peek();
        who.as_ref().is_some_and(|who| who.person.is_none())
    });
    use_effect(move || match *session.enrolment.read() {
        // By a tap, or known again by the browser's own credential although the store was lost.
        Some(Ok(())) if *step.peek() == Step::Working || for_nobody => {
            navigator.replace(Route::Scan {});
        }
        Some(Err(_)) => step.set(Step::Asked),
        Some(Ok(())) | None => {}
    });
    use_effect(move || {
        // Once it is spent, the screen stays as it is until the next one comes.
        if let Some(invited) = session.invitation.cloned() {
            by_link.set(true);
            code.set(invited);
            uninvited.set(None);
            session.enrolment.set(None);
        }
    });
    let mut enrol = move || {
        let read = page::read_invitation(&server.peek(), &code.peek());
        uninvited.set(read.as_ref().err().cloned());
        let Some(code) = read.ok().filter(|code| !code.is_empty()) else {
            return;
        };
        if *step.peek() == Step::Working {
            return;
        }
        step.set(Step::Working);
        session.enrolment.set(None);
        session.expect_enrolment();
        // Asked by this tap, for what is to be kept from now on. A browser that asks the person keeps nobody waiting; the
        // answer stands under “Plus”.
        spawn(async {
            let _ = device::request_persistence().await;
        });
        spawn(async move {
            let device = page::device_name();
            if let Err(error) = session.ask(Command::Enrol { code, device }).await {
                step.set(Step::Asked);
                session.tell(failure(&error));
            }
        });
    };
    if matches!(
        *session.store.read(),
        StoreState::Elsewhere { .. } | StoreState::Failed(_)
    ) {
        return rsx! { Obstacle {} };
    }
    let working = step() == Step::Working;
    let working_for = session
        .who
        .read()
        .as_ref()
        .and_then(|who| who.person.as_ref())
        .map(|person| person.name.clone());
    rsx! {
        main { class: "whole enrol",
            Drawing { icon: Icon::ScanLine }
            h1 { if by_link() { {t!("enrol-for")} } else { {t!("enrol-title")} } }
            if *session.evicted.read() {
                EvictedNotice {}
            }
            if session.sync.read().link == Link::PutOut {
                PutOutNotice {}
            }
            p { class: "muted",
                if by_link() {
                    {t!("enrol-one-tap", host: page::inviting_host())}
                } else if let Some(person) = &working_for {
                    {t!("enrol-lead-other", person: person.as_str())}
                } else if page::ASKS_SERVER {
                    {t!("enrol-lead-desktop")}
                } else if !*session.evicted.read() {
                    {t!("enrol-lead")}
                }
            }
            if let Some(Err(failure)) = session.enrolment.cloned() {
                Failure { failure }
            }
            if let Some(uninvited) = uninvited() {
                NotInvited { uninvited }
            }
            if let Some(who) = session.who.cloned() {
                Others { work: who.others }
            }
            form {
                class: "stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    enrol();
                },
                if !by_link() || matches!(*session.enrolment.read(), Some(Err(_))) {
                    if page::ASKS_SERVER {
                        Field { id: "enrol-server", name: t!("enrol-server"), hint: t!("enrol-server-hint"),
                            input {
                                id: "enrol-server",
                                r#type: "text",
                                inputmode: "url",
                                autocomplete: "off",
                                autocapitalize: "off",
                                spellcheck: "false",
                                value: "{server}",
                                oninput: move |event| server.set(event.value()),
                            }
                        }
                    }
                    Field { id: "enrol-code", name: t!("enrol-code"), hint: t!("enrol-code-hint"),
                        input {
                            id: "enrol-code",
                            class: "num",
                            r#type: "text",
                            autocomplete: "off",
                            autocapitalize: "off",
                            spellcheck: "false",
                            value: "{code}",
                            oninput: move |event| code.set(event.value()),
                        }
                    }
                }
                Go { icon: Icon::Check, submit: true, disabled: working || code.read().trim().is_empty(),
                    if working { {t!("enrol-working")} } else { {t!("enrol-go")} }
                }
            }
            if working_for.is_some() {
                TextButton {
                    onclick: move |()| {
                        session.let_go_of_invitation();
                        navigator.replace(Route::More {});
                    },
                    {t!("enrol-stay")}
                }
            }
        }
    }
}

/// Why nothing was sent.
#[component]
fn NotInvited(uninvited: Uninvited) -> Element {
    let (title, help) = match uninvited {
        Uninvited::Address => (t!("enrol-address"), t!("enrol-address-help")),
        Uninvited::Elsewhere { host } => (
            t!("outcome-enrol-foreign"),
            t!("enrol-elsewhere-help", host: host.as_str(), own: page::host()),
        ),
    };
    rsx! {
        Notice { tone: Tone::Wrong, title, p { "{help}" } }
    }
}

/// What went wrong, what was kept, what to do.
#[component]
fn Failure(failure: EnrolFailure) -> Element {
    let (title, help) = match failure {
        EnrolFailure::Code => (t!("enrol-refused"), t!("enrol-new-code")),
        EnrolFailure::Throttled => (t!("enrol-throttled"), t!("enrol-throttled-help")),
        EnrolFailure::Unreachable => (t!("enrol-offline"), t!("enrol-offline-help")),
        EnrolFailure::OtherOrganisation => (
            t!("enrol-other-organisation"),
            t!("enrol-other-organisation-help"),
        ),
        EnrolFailure::Garbled => (t!("enrol-failed"), t!("enrol-failed-help")),
    };
    rsx! {
        Notice { tone: Tone::Wrong, title, p { "{help}" } }
    }
}
