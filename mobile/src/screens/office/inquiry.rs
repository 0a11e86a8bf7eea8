//! Asking the server what only it knows, from a screen that waits for it.

use dioxus::prelude::*;
use mobile_core::api::{Command, Inquiry, NoReply, Reply};

use crate::components::{Notice, TextButton, Tone};
use crate::session::{Session, failure, use_replies, use_session};
use crate::t;

/// What has come of an inquiry.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    /// None was made.
    Nothing,
    /// The server is asked.
    Waiting,
    /// The answer.
    Reply(Reply),
    /// None, and why.
    NoReply(NoReply),
    /// It could not even be asked.
    Failed(String),
}

/// One inquiry at a time, for the screen that shows what comes of it.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Asker {
    session: Session,
    asked: Signal<Option<Inquiry>>,
    told: Signal<Told>,
}

impl Asker {
    pub(super) fn ask(mut self, inquiry: Inquiry) {
        self.asked.set(Some(inquiry.clone()));
        self.told.set(Told::Waiting);
        spawn(async move {
            if let Err(error) = self.session.ask(Command::Ask(inquiry)).await {
                self.told.set(Told::Failed(failure(&error)));
            }
        });
    }

    /// Asks again what was asked last.
    pub(super) fn again(self) {
        let last = self.asked.peek().clone();
        if let Some(inquiry) = last {
            self.ask(inquiry);
        }
    }

    pub(super) fn forget(mut self) {
        self.asked.set(None);
        self.told.set(Told::Nothing);
    }

    pub(super) fn told(self) -> Told {
        self.told.cloned()
    }
}

/// An asker; `then` is told each answer.
pub(super) fn use_asker(then: impl FnMut(Reply) + 'static) -> Asker {
    let session = use_session();
    let mut asker = Asker {
        session,
        asked: use_signal(|| None),
        told: use_signal(|| Told::Nothing),
    };
    let then = use_callback(then);
    use_replies(move |(inquiry, reply)| {
        if asker.asked.peek().as_ref() != Some(&inquiry) {
            return;
        }
        match reply {
            Ok(reply) => {
                asker.told.set(Told::Reply(reply.clone()));
                then.call(reply);
            }
            Err(why) => asker.told.set(Told::NoReply(why)),
        }
    });
    asker
}

/// Why there is no answer, what was kept, and the way to try again; nothing where there is no trouble.
#[component]
pub(super) fn Trouble(asker: Asker) -> Element {
    let text = match asker.told() {
        Told::NoReply(why) => no_reply(why),
        Told::Failed(text) => text,
        Told::Waiting => {
            return rsx! { p { class: "small muted", role: "status", {t!("ask-waiting")} } };
        }
        Told::Nothing | Told::Reply(_) => return rsx! {},
    };
    rsx! {
        Notice { tone: Tone::Wrong,
            p { "{text}" }
            TextButton { onclick: move |()| asker.again(), {t!("not-loaded-retry")} }
        }
    }
}

fn no_reply(why: NoReply) -> String {
    match why {
        NoReply::Offline => t!("ask-offline"),
        NoReply::NotAllowed => t!("ask-not-allowed"),
        NoReply::Unknown => t!("ask-unknown"),
        NoReply::Throttled => t!("enrol-throttled-help"),
        NoReply::Revoked => t!("outbox-revoked"),
        NoReply::Troubled => t!("ask-troubled"),
    }
}
