//! Envoi: what is still only here, what was sent, and what a person has to settle.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{ActionView, Answer, Command, Delivery, Late, Link, OthersWork, OutboxView};
use shared::model::Role;
use shared::operation::Outcome;

use super::conflict::Conflict;
use super::history::{by_whom, deed};
use super::suspects::Suspects;
use crate::components::{Chip, Drawing, Empty, ItemRow, Notice, TextButton, Tone, type_icon};
use crate::i18n::names::{called, link_trouble, park_reason};
use crate::route::Route;
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::{page, t};

/// The screen.
#[component]
pub fn Outbox() -> Element {
    use_title(|| t!("outbox-title"));
    let session = use_session();
    let outbox = use_answer(
        || Some(Command::Outbox),
        |answer| match answer {
            Answer::Outbox(outbox) => Some(outbox),
            _ => None,
        },
    );
    let sync = session.sync.cloned();
    let is_open = session.who.read().is_some();
    let link = match sync.link {
        Link::Online => (Icon::Wifi, t!("online")),
        Link::Unknown => (Icon::Refresh, t!("connecting")),
        Link::Offline => (Icon::CloudOff, t!("offline")),
        Link::Troubled => (Icon::CloudOff, t!("troubled")),
        Link::Revoked | Link::PutOut => (Icon::Lock, t!("revoked")),
        Link::Outdated => (Icon::Refresh, t!("outdated")),
        Link::OtherPerson => (Icon::Lock, t!("other-person")),
        Link::OtherOrganisation => (Icon::Lock, t!("other-organisation")),
    };
    rsx! {
        div { class: "screen",
            header { class: "top",
                h1 { class: "grow", {t!("outbox-title")} }
                Chip { icon: link.0, "{link.1}" }
            }
            match outbox.cloned() {
                Asked::Waiting => rsx! {
                    Counts {
                        to_send: is_open.then_some(sync.pending),
                        sent: None,
                        to_settle: is_open.then_some(sync.to_settle),
                    }
                },
                Asked::Failed(error) => rsx! {
                    div { class: "pad", Notice { tone: Tone::Wrong, title: t!("failed-title"), p { {failure(&error)} } } }
                },
                Asked::Known(outbox) => rsx! {
                    Counts {
                        to_send: Some(outbox.to_send_count),
                        sent: outbox.sent_count,
                        to_settle: Some(outbox.to_settle_count),
                    }
                    if let Some(trouble) = link_trouble(sync.link) {
                        div { class: "inset",
                            Notice { tone: if matches!(sync.link, Link::Offline | Link::Troubled) { Tone::Again } else { Tone::Unknown },
                                p { "{trouble}" }
                            }
                        }
                    }
                    Others { work: outbox.others.clone() }
                    Lists { outbox }
                },
            }
        }
    }
}

/// Three numbers, told apart by word and place; only what is to settle is red. What is not known yet is no nought.
#[component]
fn Counts(to_send: Option<u64>, sent: Option<u64>, to_settle: Option<u64>) -> Element {
    let number =
        |count: Option<u64>| count.map_or_else(|| t!("nothing"), |count| count.to_string());
    let decide = to_settle.is_some_and(|count| count > 0);
    rsx! {
        div { class: "card inset counts",
            div {
                div { class: "num", {number(to_send)} }
                div { class: "small muted", {t!("outbox-to-send")} }
            }
            div {
                div { class: "num", {number(sent)} }
                div { class: "small muted", {t!("outbox-sent")} }
            }
            div { class: if decide { "t-wrong" },
                div { class: "num", {number(to_settle)} }
                div { class: if decide { "small" } else { "small muted" }, {t!("outbox-to-settle")} }
            }
        }
    }
}

/// What others did here and have not sent: that it is there and whose, no more.
#[component]
pub(super) fn Others(work: Vec<OthersWork>) -> Element {
    rsx! {
        for one in work {
            div { key: "{one.by.id}", class: "inset",
                Notice { tone: Tone::Again,
                    p { class: "text",
                        if one.goes_by_itself {
                            {t!("outbox-others-go", count: one.count, person: one.by.name.as_str())}
                        } else {
                            {t!("outbox-others", count: one.count, person: one.by.name.as_str())}
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Lists(outbox: OutboxView) -> Element {
    let session = use_session();
    let OutboxView {
        to_send,
        parked,
        sent,
        conflicts,
        suspects,
        ..
    } = outbox;
    let exchange = move |()| {
        spawn(async move {
            // What came of it is told by events.
            let _ = session.ask(Command::SyncNow).await;
        });
    };
    let nothing = to_send.is_empty()
        && parked.is_empty()
        && sent.is_empty()
        && conflicts.is_empty()
        && suspects == 0;
    rsx! {
        if nothing {
            Empty { icon: Icon::CloudUpload, title: t!("outbox-empty"), help: t!("outbox-empty-help") }
        }
        if !conflicts.is_empty() || suspects > 0 {
            h2 { class: "section", {t!("outbox-settle")} }
            for conflict in conflicts {
                Conflict { key: "{conflict.id}", conflict }
            }
            if suspects > 0 {
                Suspects {}
            }
        }
        if !parked.is_empty() {
            h2 { class: "section", {t!("outbox-waiting")} }
            div { class: "list",
                for action in parked {
                    ParkedRow { key: "{action.action}", action }
                }
            }
        }
        if !to_send.is_empty() {
            h2 { class: "section",
                {t!("outbox-here")}
                TextButton { icon: Icon::CloudUpload, onclick: exchange, {t!("outbox-send-now")} }
            }
            div { class: "list",
                for action in to_send {
                    ActionRow { key: "{action.action}", action }
                }
            }
        }
        if !sent.is_empty() {
            h2 { class: "section", {t!("outbox-recent")} }
            div { class: "list",
                for action in sent {
                    ActionRow { key: "{action.action}", action }
                }
            }
        }
        TeamSuspects {}
        div { class: "section plain",
            if let Some(last) = session.sync.read().last {
                span { {t!("outbox-last-sync", when: page::clock().ago(last))} }
            }
            TextButton { icon: Icon::Refresh, onclick: exchange, {t!("outbox-exchange")} }
        }
    }
}

/// All that may be one thing in the teams of somebody who may say so, whoever made it: there for whoever asks.
#[component]
fn TeamSuspects() -> Element {
    let session = use_session();
    let mut all = use_signal(|| false);
    let may = session
        .who
        .read()
        .as_ref()
        .and_then(|who| who.role)
        .is_some_and(|role| role >= Role::Manager);
    rsx! {
        if may && all() {
            h2 { class: "section", {t!("suspect-all")} }
            Suspects { all: true }
        } else if may {
            div { class: "section plain",
                TextButton { icon: Icon::GitMerge, onclick: move |()| all.set(true), {t!("suspect-all")} }
            }
        }
    }
}

/// How far an action has come: a drawing, its tone, and the word.
fn delivery(delivery: &Delivery) -> (Icon, Tone, String) {
    match delivery {
        Delivery::Pending => (Icon::Clock, Tone::Again, t!("sent-waiting")),
        Delivery::Parked(reason) => (
            Icon::Flag,
            Tone::Wrong,
            t!("sent-parked", reason: park_reason(reason)),
        ),
        Delivery::TakenBack => (Icon::Undo, Tone::Again, t!("sent-taken-back")),
        Delivery::Settled { .. } => (Icon::Check, Tone::Here, t!("sent-settled")),
        Delivery::Late { why, .. } => (Icon::History, Tone::Again, too_late(why)),
        Delivery::Delivered { outcome, .. } => match outcome {
            Outcome::Applied {} | Outcome::Superseded { .. } => {
                (Icon::Check, Tone::Here, t!("sent-done"))
            }
            Outcome::Merged {} => (Icon::Check, Tone::Here, t!("sent-merged")),
            Outcome::Conflict { .. } => (Icon::GitMerge, Tone::Wrong, t!("sent-conflict")),
            Outcome::DuplicateOf { .. } => (Icon::GitMerge, Tone::Moved, t!("sent-duplicate")),
            Outcome::Parked { reason } => (
                Icon::Flag,
                Tone::Wrong,
                t!("sent-parked", reason: park_reason(reason)),
            ),
        },
    }
}

/// For what it came too late.
fn too_late(why: &Late) -> String {
    match why {
        Late::Newer => t!("sent-late-newer"),
        Late::Settled => t!("sent-late-settled"),
        Late::TakenBack => t!("sent-late-taken-back"),
        Late::ChangedByOneself => t!("sent-late-changed-by-you"),
        Late::ChangedBy(who) => t!("sent-late-changed", who: by_whom(who.as_ref())),
    }
}

/// What waits on the server until its cause goes, or the person gives it up.
#[component]
fn ParkedRow(action: ActionView) -> Element {
    let session = use_session();
    let id = action.action;
    rsx! {
        ActionRow { action }
        div { class: "section plain",
            TextButton { icon: Icon::Undo, onclick: move |()| session.undo(id, |_| ()), {t!("outbox-give-up")} }
        }
    }
}

#[component]
fn ActionRow(action: ActionView) -> Element {
    let navigator = use_navigator();
    let (icon, tone, words) = delivery(&action.delivery);
    let what = deed(
        action.created,
        action.intent,
        &action.changes,
        action.undoes.as_ref(),
    );
    let told = matches!(
        action.delivery,
        Delivery::Parked(_)
            | Delivery::TakenBack
            | Delivery::Settled { .. }
            | Delivery::Late { .. }
            | Delivery::Delivered {
                outcome: Outcome::Conflict { .. }
                    | Outcome::DuplicateOf { .. }
                    | Outcome::Parked { .. },
                ..
            }
    );
    let title = action
        .number
        .clone()
        .unwrap_or_else(|| called(&action.title, action.label.as_ref()));
    let what = if action.withdrawn {
        t!("sent-withdrawn", what: what)
    } else {
        what
    };
    let item = action.item.map(|id| Route::Record { id });
    let place = action.place.map(|id| Route::Place { id });
    let open = item.or(place).map(|to| {
        EventHandler::new(move |()| {
            navigator.push(to.clone());
        })
    });
    let icon_of = match (&action.item_type, action.place) {
        (Some(item_type), _) => type_icon(&item_type.icon),
        (None, Some(_)) => Icon::MapPin,
        (None, None) => Icon::Box,
    };
    let line = if action.items > 1 {
        t!("sent-several", count: action.items, what: what)
    } else if action.places > 1 {
        t!("sent-several-places", count: action.places, what: what)
    } else {
        t!("sent-one", number: title, what: what)
    };
    rsx! {
        ItemRow {
            icon: icon_of,
            title: line,
            under: rsx! {
                span { {page::clock().ago(action.at)} }
                if told {
                    span { class: "text", "· {words}" }
                }
            },
            aside: rsx! {
                span { class: "t-{tone.class()}",
                    Drawing { icon }
                    span { class: "said", "{words}" }
                }
            },
            onclick: open,
        }
    }
}
