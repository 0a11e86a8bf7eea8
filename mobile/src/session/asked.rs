//! Questions to the engine, asked again whenever what they read changes.

use std::rc::Rc;

use dioxus::prelude::*;
use futures_util::StreamExt as _;
use mobile_core::api::{Answer, Command, Event, Inquiry, NoReply, Reply};

use super::use_session;
use crate::platform::{StoreError, StoreEvent, StoreState};

/// What came of a question to the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked<T> {
    /// Not answered yet: the shape of what comes is drawn.
    Waiting,
    /// The answer, as it is now.
    Known(T),
    /// No answer, and why.
    Failed(StoreError),
}

impl<T> Asked<T> {
    /// The answer, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(answer) => Some(answer),
            Self::Waiting | Self::Failed(_) => None,
        }
    }
}

/// Asks the engine, and again whenever what it reads or the records behind it change. The old
/// answer stays until the new one is there, so that nothing flickers.
pub fn use_answer<T: Clone + PartialEq + 'static>(
    ask: impl Fn() -> Option<Command> + 'static,
    read: fn(Answer) -> Option<T>,
) -> Signal<Asked<T>> {
    let asked = use_signal(|| Asked::Waiting);
    use_question(
        Rc::new(ask),
        Rc::new(move |answer| {
            let answer = match answer {
                Ok(answer) => read(answer).map(Asked::Known),
                Err(error) => Some(Asked::Failed(error)),
            };
            if let Some(answer) = answer
                && *asked.peek() != answer
            {
                let mut asked = asked;
                asked.set(answer);
            }
        }),
    );
    asked
}

/// The part of [`use_answer`] that is the same for every kind of answer: there is one of it in the
/// app that a phone loads.
fn use_question(ask: Rc<dyn Fn() -> Option<Command>>, answered: Answered) {
    let session = use_session();
    let mut question = use_resource(move || {
        let command = ask();
        let answered = Rc::clone(&answered);
        async move {
            let Some(command) = command else { return };
            let answer = session.ask(command).await;
            answered(answer);
        }
    });
    use_changes(move || question.restart());
}

/// Follows that what the engine would answer may be another thing now, for as long as the screen stands.
pub fn use_changes(mut on: impl FnMut() + 'static) {
    let session = use_session();
    let on = use_callback(move |()| on());
    use_future(move || async move {
        // The first event tells what is so already.
        let mut events = std::pin::pin!(session.events().skip(1));
        while let Some(event) = events.next().await {
            if matches!(
                event,
                StoreEvent::Engine(Event::Changed(_) | Event::Sitting(_))
                    | StoreEvent::State(StoreState::Ready)
            ) {
                on.call(());
            }
        }
    });
}

/// Follows what the server answers to inquiries, for as long as the screen stands.
pub fn use_replies(on: impl FnMut((Inquiry, Result<Reply, NoReply>)) + 'static) {
    let session = use_session();
    let on = use_callback(on);
    use_future(move || async move {
        let mut events = std::pin::pin!(session.events());
        while let Some(event) = events.next().await {
            if let StoreEvent::Engine(Event::Replied(inquiry, reply)) = event {
                on.call((inquiry, reply));
            }
        }
    });
}

/// Takes an answer in.
type Answered = Rc<dyn Fn(Result<Answer, StoreError>)>;
