//! What every screen shares: the way to the engine, who owns the store, whom the device works for,
//! the room that the person stands in, and the last thing said.
//!
//! Each is a signal of its own, so that a change draws anew only what shows it.

use std::rc::Rc;

use dioxus::prelude::*;
use futures_util::StreamExt as _;
use mobile_core::EngineError;
use mobile_core::api::{
    Answer, Command, DoneView, EnrolFailure, Event, Inquiry, LeftView, NoReply, PlaceView, Reply,
    SessionView, SyncView, UnsentRefusal,
};
use shared::id::ActionId;
use shared::model::Role;

use crate::i18n::names::{BESIDE, field_name};
use crate::i18n::{LANGUAGE, Language};
use crate::platform::{StoreError, StoreEvent, StorePort, StoreState, device};
use crate::{page, t};

/// The name of the language among a device's preferences.
pub const LANGUAGE_PREFERENCE: &str = "language";
/// The name of the theme among a device's preferences.
pub const THEME_PREFERENCE: &str = "theme";
/// The name of the sounds among a device's preferences.
pub const SOUND_PREFERENCE: &str = "sound";
/// The name of the minutes without a touch after which a device locks itself among its preferences.
pub const LOCK_PREFERENCE: &str = "lock-after";
/// The name of the answer to the offer to install the app, among a device's preferences.
pub const INSTALL_PREFERENCE: &str = "install";
/// The name of what a device knows of its scanner among its preferences.
pub const SCANNER_PREFERENCE: &str = "scanner";

/// The name of what tells that somebody is enrolled on this device, among its preferences.
const ENROLLED_PREFERENCE: &str = "enrolled";

/// What the screens share. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub struct Session {
    port: Signal<StorePort>,
    /// Who owns the store.
    pub store: Signal<StoreState>,
    /// Whom the device works for; none until the store has said it.
    pub who: Signal<Option<SessionView>>,
    /// How sync stands.
    pub sync: Signal<SyncView>,
    /// The room that applies to the next scan.
    pub room: Signal<Option<PlaceView>>,
    /// Rooms chosen lately, newest first.
    pub rooms: Signal<Vec<PlaceView>>,
    /// The enrolment code of the address that the app was opened with.
    pub invitation: Signal<Option<String>>,
    /// A place whose CIs are to be listed, until the screen that finds takes it.
    pub sought: Signal<Option<PlaceView>>,
    /// A code that came another way than before the camera, until the scan screen takes it.
    pub code: Signal<Option<String>>,
    /// What was just done.
    pub said: Signal<Option<Said>>,
    /// How the last try to enrol ended; none before its end.
    pub enrolment: Signal<Option<Result<(), EnrolFailure>>>,
    /// What is being done.
    acts: Signal<Vec<Command>>,
    /// The browser threw away what this device kept, and the person has not seen it said yet.
    pub evicted: Signal<bool>,
}

/// A line that tells what was just done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The line.
    pub text: String,
    /// What to take back, where it can be.
    pub undo: Option<ActionId>,
}

/// The rooms that are kept at hand.
const ROOMS_AT_HAND: usize = 6;

impl Session {
    /// Runs one command.
    ///
    /// # Errors
    /// [`StoreError`], after which nothing was changed.
    pub async fn ask(self, command: Command) -> Result<Answer, StoreError> {
        let port = self.port.peek().clone();
        port.run(command).await
    }

    /// Does something in the background, says it with its way back, and hands on what came of it. The same once more while
    /// it is being done is a second tap of one finger: it is done once.
    pub fn act(
        mut self,
        command: Command,
        words: impl FnOnce(&DoneView) -> String + 'static,
        then: impl FnOnce(DoneView) + 'static,
    ) {
        if self.acts.peek().contains(&command) {
            return;
        }
        self.acts.write().push(command.clone());
        spawn(async move {
            let done = self.ask(command.clone()).await;
            self.acts.write().retain(|act| *act != command);
            match done {
                Ok(Answer::Done(done)) => {
                    let mut text = match &done.stays_by {
                        Some(person) => t!("undo-stays", person: person.name.as_str()),
                        None => words(&done),
                    };
                    if let Some(left) = &done.left {
                        text.push_str(BESIDE);
                        text.push_str(&left_words(left));
                    }
                    self.said.set(Some(Said {
                        text,
                        undo: Some(done.action),
                    }));
                    then(done);
                }
                Ok(_) => {}
                Err(error) => self.tell(failure(&error)),
            }
        });
    }

    /// Takes an action back; undoing that does it again.
    pub fn undo(self, action: ActionId, then: impl FnOnce(DoneView) + 'static) {
        self.act(Command::Undo(action), |_| t!("scan-done-undo"), then);
    }

    /// Says a line that has no way back.
    pub fn tell(mut self, text: String) {
        self.said.set(Some(Said { text, undo: None }));
    }

    /// Copies a text and says so.
    pub fn copy(self, text: String) {
        spawn(async move {
            if device::copy_text(&text).await {
                self.tell(t!("copied", what: text.as_str()));
            }
        });
    }

    /// Whether the person may make and change places.
    #[must_use]
    pub fn may_make_places(self) -> bool {
        let who = self.who.read();
        who.as_ref().and_then(|who| who.role) >= Some(Role::Manager)
    }

    /// From now on the person stands in that room.
    pub fn enter(mut self, room: PlaceView) {
        self.rooms.with_mut(|rooms| {
            rooms.retain(|known| known.id != room.id);
            rooms.insert(0, room.clone());
            rooms.truncate(ROOMS_AT_HAND);
        });
        self.room.set(Some(room));
    }

    /// Everything the store tells from now on, its present state first.
    fn events(self) -> impl futures_util::Stream<Item = StoreEvent> {
        self.port.peek().events()
    }

    /// Asks the tab that owns the store to hand it over.
    pub fn take_over(self) {
        self.port.peek().take_over();
    }

    /// A store that knows nobody where somebody was enrolled is not an empty inventory: the browser threw it away.
    fn notice_eviction(mut self, view: &SessionView) {
        if knows_somebody(view) {
            keep_trace(view);
        } else if device::find_preference(ENROLLED_PREFERENCE).is_some() {
            self.evicted.set(true);
        }
    }

    /// Keeps a choice of this device, and follows it; none follows the device again.
    pub fn prefer(self, name: &'static str, value: Option<&str>) {
        device::set_preference(name, value);
        follow_preferences();
    }
}

/// Whether somebody is enrolled in a store, or something of theirs waits in it.
fn knows_somebody(view: &SessionView) -> bool {
    view.person.is_some() || !view.known.is_empty() || !view.others.is_empty()
}

/// Keeps outside of the store that there is something in it, so that its loss is noticed.
fn keep_trace(view: &SessionView) {
    let trace = knows_somebody(view).then_some("yes");
    device::set_preference(ENROLLED_PREFERENCE, trace);
}

/// Sets language and theme as this device's person chose them, else as the device has them.
pub fn follow_preferences() {
    let language = device::find_preference(LANGUAGE_PREFERENCE)
        .and_then(|code| Language::of_tag(&code))
        .unwrap_or_else(|| Language::of_device(&device::languages()));
    *LANGUAGE.write() = language;
    page::set_language(language.code());
    page::set_theme(device::find_preference(THEME_PREFERENCE).as_deref());
}

/// Whether outcomes sound.
#[must_use]
pub fn sounds() -> bool {
    device::find_preference(SOUND_PREFERENCE).as_deref() != Some("off")
}

/// What of an action on many is not so, and why.
fn left_words(left: &LeftView) -> String {
    match left.why {
        EngineError::NotAllowed => t!("left-right", count: left.count),
        EngineError::UnknownRecord(_) => t!("left-missing", count: left.count),
        _ => t!("left-waiting", count: left.count),
    }
}

/// What a refused command means to the person: what happened, what was kept, what to do.
#[must_use]
pub fn failure(error: &StoreError) -> String {
    match error {
        StoreError::Full(_) | StoreError::Engine(EngineError::StorageFull) => t!("failed-full"),
        StoreError::Elsewhere => t!("elsewhere-help"),
        StoreError::Insecure => t!("insecure-help"),
        StoreError::Refused(_) | StoreError::Engine(EngineError::StorageRefused(_)) => {
            t!("refused-help")
        }
        StoreError::Engine(EngineError::NewerSchema { .. }) => t!("newer-help"),
        StoreError::Engine(EngineError::NotEnrolled) => t!("failed-not-enrolled"),
        StoreError::Engine(EngineError::Locked) => t!("failed-locked"),
        StoreError::Engine(EngineError::NotAllowed) => t!("failed-right"),
        StoreError::Engine(EngineError::LastAdministrator) => t!("failed-last-administrator"),
        StoreError::Engine(EngineError::TooManyFollow) => t!("failed-too-many-follow"),
        StoreError::Engine(EngineError::UnknownRecord(_)) => t!("failed-missing"),
        StoreError::Engine(EngineError::InvalidValue(field)) => {
            t!("failed-value", field: field_name(field, None))
        }
        StoreError::Engine(EngineError::UnusableCode) => t!("outcome-misread-help"),
        StoreError::Engine(EngineError::LabelTaken) => t!("failed-label-taken"),
        StoreError::Engine(EngineError::PlaceExists) => t!("failed-place-exists"),
        StoreError::Engine(EngineError::PlaceWithinItself) => t!("failed-place-within"),
        StoreError::Engine(EngineError::PlaceMoved) => t!("failed-place-moved"),
        StoreError::Engine(EngineError::PlaceRetired) => t!("failed-place-retired"),
        StoreError::Engine(EngineError::NothingToUndo) => t!("failed-nothing"),
        StoreError::Engine(EngineError::NoConflict) => t!("failed-settled"),
        StoreError::Engine(EngineError::TooLarge) => t!("failed-too-large"),
        StoreError::Engine(EngineError::NotLoaded) => t!("not-loaded-help"),
        StoreError::Engine(EngineError::UnsentFile(refusal)) => unsent_refusal(refusal),
        StoreError::Stopped => t!("failed-stopped"),
        StoreError::Failed(_)
        | StoreError::Engine(EngineError::Corrupt(_) | EngineError::Store(_)) => t!("failed-help"),
    }
}

/// Why a file of unsent work is not taken in.
fn unsent_refusal(refusal: &UnsentRefusal) -> String {
    match refusal {
        UnsentRefusal::NotOurs => t!("unsent-not-ours"),
        UnsentRefusal::TooLarge => t!("unsent-too-large"),
        UnsentRefusal::Damaged => t!("unsent-damaged"),
        UnsentRefusal::Newer => t!("unsent-newer"),
        UnsentRefusal::OtherOrganisation => t!("unsent-other-organisation"),
        UnsentRefusal::OtherPerson(name) if name.is_empty() => t!("unsent-somebodys"),
        UnsentRefusal::OtherPerson(name) => t!("unsent-other-person", person: name.as_str()),
    }
}

/// The session, for a screen.
#[must_use]
pub fn use_session() -> Session {
    use_context()
}

/// Starts the session and follows what the store tells. Once, at the root.
pub fn use_session_provider(start: impl FnOnce() -> StorePort) -> Session {
    let port = use_hook(|| Signal::new(start()));
    let session = Session {
        port,
        store: use_signal(|| StoreState::Opening),
        who: use_signal(|| None),
        sync: use_signal(SyncView::default),
        room: use_signal(|| None),
        rooms: use_signal(Vec::new),
        // Before the router, which would write the address without it.
        invitation: use_signal(page::take_fragment),
        sought: use_signal(|| None),
        code: use_signal(|| None),
        said: use_signal(|| None),
        enrolment: use_signal(|| None),
        acts: use_signal(Vec::new),
        evicted: use_signal(|| false),
    };
    use_context_provider(|| session);
    use_future(move || follow(session));
    session
}

async fn follow(mut session: Session) {
    let mut events = std::pin::pin!(session.events());
    while let Some(event) = events.next().await {
        match event {
            StoreEvent::State(state) => {
                let ready = state == StoreState::Ready;
                session.store.set(state);
                if ready && let Ok(Answer::Session(view)) = session.ask(Command::Session).await {
                    session.sync.set(view.sync);
                    session.notice_eviction(&view);
                    session.who.set(Some(view));
                }
            }
            StoreEvent::Engine(Event::Sync(view)) => session.sync.set(view),
            StoreEvent::Engine(Event::Enrolled(view)) => {
                session.enrolment.set(Some(Ok(())));
                // Its code is spent.
                session.invitation.set(None);
                session.sync.set(view.sync);
                keep_trace(&view);
                session.who.set(Some(view));
            }
            StoreEvent::Engine(Event::EnrolFailed(failure)) => {
                session.enrolment.set(Some(Err(failure)));
            }
            StoreEvent::Engine(Event::SignedOut(view)) => {
                session.enrolment.set(None);
                session.room.set(None);
                session.rooms.set(Vec::new());
                session.sync.set(view.sync);
                keep_trace(&view);
                session.who.set(Some(view));
            }
            StoreEvent::Engine(Event::Sitting(view)) => {
                let person = |who: &SessionView| who.person.as_ref().map(|person| person.id);
                let before = session.who.peek().as_ref().and_then(person);
                if before != person(&view) {
                    // What one person stood at is not the next one's.
                    session.room.set(None);
                    session.rooms.set(Vec::new());
                }
                if view.locked || before != person(&view) {
                    session.said.set(None);
                    session.code.set(None);
                }
                session.sync.set(view.sync);
                session.who.set(Some(view));
            }
            StoreEvent::Engine(Event::StoreFailed(error)) => session.tell(match error {
                EngineError::StorageFull => t!("sync-full"),
                _ => t!("sync-not-kept"),
            }),
            // Whoever asked hears it.
            StoreEvent::Engine(Event::Changed(_) | Event::Replied(..)) => {}
        }
    }
}

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
    use_future(move || async move {
        // The first event tells what is so already.
        let mut events = std::pin::pin!(session.events().skip(1));
        while let Some(event) = events.next().await {
            if matches!(
                event,
                StoreEvent::Engine(Event::Changed(_) | Event::Sitting(_))
                    | StoreEvent::State(StoreState::Ready)
            ) {
                question.restart();
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
