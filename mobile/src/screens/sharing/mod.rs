//! A device that several people share: who works here, the way from one to the next, and the PIN that guards it.

mod pad;
mod pin;
mod section;
mod switch;

pub(super) use section::SharedDevice;
pub(super) use switch::Switch;

use mobile_core::api::{Answer, Command, PinAnswer, SessionView};
use shared::time::Millis;

use crate::session::{Asked, Session, use_answer};
use crate::{page, t};

use dioxus::prelude::*;

/// Who is known here, as it is now.
fn use_known(session: Session) -> Option<SessionView> {
    let asked: Signal<Asked<SessionView>> = use_answer(
        || Some(Command::Session),
        |answer| match answer {
            Answer::Session(view) => Some(view),
            _ => None,
        },
    );
    let known = asked.read().known().cloned();
    known.or_else(|| session.who.cloned())
}

/// What came of a PIN, for the person who typed it; none where it was right.
fn told(answer: PinAnswer) -> Option<String> {
    // To the minute after, so that nobody comes too early.
    let time = |at: Millis| page::clock().time(at.plus(Millis(59_999)));
    match answer {
        PinAnswer::Accepted => None,
        PinAnswer::Wrong(None) => Some(t!("pin-wrong")),
        PinAnswer::Wrong(Some(at)) => Some(t!("pin-wrong-wait", time: time(at))),
        PinAnswer::Wait(at) => Some(t!("pin-wait", time: time(at))),
        PinAnswer::Missing => Some(t!("pin-missing")),
        PinAnswer::NotEnrolled => Some(t!("pin-gone")),
        PinAnswer::Unusable => Some(t!("pin-unusable")),
    }
}

/// The digits of a text, as many as a PIN has at most.
fn digits(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_digit)
        .take(MOST_DIGITS)
        .collect()
}

/// The longest PIN.
const MOST_DIGITS: usize = 8;
