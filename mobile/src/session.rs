//! What every screen shares: the way to the engine, who owns the store, whom the device works for,
//! the room that the person stands in, and the last thing said.
//!
//! Each is a signal of its own, so that a change draws anew only what shows it.

mod asked;
mod back;
mod missed;
mod trace;
mod words;

use dioxus::prelude::*;
use futures_util::StreamExt as _;
use mobile_core::EngineError;
use mobile_core::api::{
    Answer, Command, DoneView, EnrolFailure, Event, Link, PlaceView, RowView, SessionView, SyncView,
};
use shared::id::ActionId;
use shared::model::Role;

pub use self::asked::{Asked, use_answer, use_changes, use_replies};
pub use self::back::Back;
pub use self::words::failure;
use self::words::left_words;
use crate::i18n::names::BESIDE;
use crate::i18n::{LANGUAGE, Language};
use crate::platform::{StoreError, StoreEvent, StorePort, StoreState, device};
use crate::{page, t};

/// The name of the language among a device's preferences.
pub const LANGUAGE_PREFERENCE: &str = "language";
/// The name of the theme among a device's preferences.
pub const THEME_PREFERENCE: &str = "theme";
/// The name of the sounds among a device's preferences.
pub const SOUND_PREFERENCE: &str = "sound";
/// Its values, beside that of tones alone, which is kept by no name.
pub const SPOKEN: &str = "spoken";
/// No sound at all.
pub const SILENT: &str = "off";
/// The name of the minutes without a touch after which a device locks itself among its preferences.
pub const LOCK_PREFERENCE: &str = "lock-after";
/// The name of the answer to the offer to install the app, among a device's preferences.
pub const INSTALL_PREFERENCE: &str = "install";
/// The name of what a device knows of its scanner among its preferences.
pub const SCANNER_PREFERENCE: &str = "scanner";

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
    /// Codes whose outcome wants a person, until one has dealt with it, oldest first.
    pub missed: Signal<Vec<String>>,
    /// The enrolment code of the link that was opened last.
    pub invitation: Signal<Option<String>>,
    /// A place whose CIs are to be listed, until the screen that finds takes it.
    pub sought: Signal<Option<PlaceView>>,
    /// A CI that is to bear another label, until the screen that scans takes it.
    pub relabelled: Signal<Option<RowView>>,
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
    /// Its way back, where there is one.
    pub back: Option<Back>,
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
        self,
        command: Command,
        words: impl FnOnce(&DoneView) -> String + 'static,
        then: impl FnOnce(DoneView) + 'static,
    ) {
        self.act_and_back(command, Back::Undo, words, then);
    }

    fn act_and_back(
        mut self,
        command: Command,
        back: fn(ActionId) -> Back,
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
                        back: Some(back(done.action)),
                    }));
                    then(done);
                }
                Ok(_) => {}
                Err(error) => self.tell(failure(&error)),
            }
        });
    }

    /// Says a line that has no way back.
    pub fn tell(mut self, text: String) {
        self.said.set(Some(Said { text, back: None }));
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

    /// The code of the link that was opened is spent, or sent away.
    pub fn let_go_of_invitation(mut self) {
        page::forget_invitation();
        self.invitation.set(None);
    }

    /// Everything the store tells from now on, its present state first.
    fn events(self) -> impl futures_util::Stream<Item = StoreEvent> {
        self.port.peek().events()
    }

    /// Waits until the server has what the person did here; false once it cannot be reached.
    ///
    /// # Errors
    /// What the store says.
    pub async fn until_sent(self) -> Result<bool, StoreError> {
        let mut events = std::pin::pin!(self.events());
        loop {
            let Answer::Session(SessionView { sync, .. }) = self.ask(Command::Session).await?
            else {
                return Ok(false);
            };
            if sync.pending == 0 {
                return Ok(true);
            }
            let goes_on = matches!(sync.link, Link::Unknown | Link::Online);
            if !goes_on || events.next().await.is_none() {
                return Ok(false);
            }
        }
    }

    /// Asks the tab that owns the store to hand it over.
    pub fn take_over(self) {
        self.port.peek().take_over();
    }

    /// Takes the release of the app that waits: the page is loaded anew, and goes on where the store stands.
    pub fn take_release(self) {
        self.port.peek().leave();
        page::take_release();
    }

    /// Keeps a choice of this device, and follows it; none follows the device again.
    pub fn prefer(self, name: &'static str, value: Option<&str>) {
        device::set_preference(name, value);
        follow_preferences();
    }
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
    device::find_preference(SOUND_PREFERENCE).as_deref() != Some(SILENT)
}

/// Whether the words of outcomes are said aloud as well.
#[must_use]
pub fn speaks() -> bool {
    device::find_preference(SOUND_PREFERENCE).as_deref() == Some(SPOKEN)
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
        missed: use_signal(Vec::new),
        // Before the router, which would write the address without it.
        invitation: use_signal(page::take_invitation),
        sought: use_signal(|| None),
        relabelled: use_signal(|| None),
        code: use_signal(|| None),
        said: use_signal(|| None),
        enrolment: use_signal(|| None),
        acts: use_signal(Vec::new),
        evicted: use_signal(|| false),
    };
    use_context_provider(|| session);
    use_future(move || follow(session));
    use_future(move || async move {
        let mut invitation = session.invitation;
        let mut invitations = page::invitations();
        while let Some(code) = invitations.next().await {
            invitation.set(Some(code));
        }
    });
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
                    session.notice_loss(&view);
                    session.seat(view);
                }
            }
            StoreEvent::Engine(Event::Sync(view)) => session.sync.set(view),
            StoreEvent::Engine(Event::Enrolled(view)) => {
                session.notice_return();
                session.enrolment.set(Some(Ok(())));
                session.let_go_of_invitation();
                session.sync.set(view.sync);
                trace::keep(&view);
                session.seat(view);
            }
            StoreEvent::Engine(Event::EnrolFailed(failure)) => {
                if failure == EnrolFailure::Code {
                    session.let_go_of_invitation();
                }
                session.enrolment.set(Some(Err(failure)));
            }
            StoreEvent::Engine(Event::SignedOut(view)) => {
                session.enrolment.set(None);
                session.room.set(None);
                session.rooms.set(Vec::new());
                session.change_missed(Vec::clear);
                session.sync.set(view.sync);
                trace::keep(&view);
                session.seat(view);
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
                session.seat(view);
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
