//! Scanners that type, for the screens: what they type on any of them goes to the field that waits for a code, to the
//! screen that takes scans, or to the screen where scans are shown.
//!
//! **Invariant:** a scan presses no button and changes no field but one that holds codes.

use dioxus::prelude::*;
use dioxus::router::Navigator;
use futures_util::StreamExt as _;
use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, Found, FoundItem, PlaceView, TypedFound};
use mobile_core::wedge::{Gesture, Profile, Reading, Scan, Stroke, Way};
use shared::id::PlaceId;

use crate::components::Tone;
use crate::i18n::names::{BESIDE, item_name};
use crate::keyboard::Keyboard;
use crate::page::{self, Shortcut, Typed};
use crate::platform::{StoreError, device};
use crate::route::Route;
use crate::session::{SCANNER_PREFERENCE, Session, failure, sounds, speaks};
use crate::t;

/// What is typed, and who takes it. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub struct Typing {
    /// What this device knows of its scanner.
    pub profile: Signal<Profile>,
    /// What the screen does with a scan.
    screen: Signal<Option<Callback<Scan>>>,
    /// What is shown of each stroke, while somebody looks.
    strokes: Signal<Option<Callback<Stroke>>>,
    /// A scan on its way to the screen that shows it.
    waiting: Signal<Option<Vec<Reading>>>,
}

/// Provides it. Once, at the root.
pub fn use_typing_provider() {
    let profile = || {
        device::find_preference(SCANNER_PREFERENCE)
            .map_or_else(Profile::default, |text| Profile::of_text(&text))
    };
    let typing = Typing {
        profile: use_signal(profile),
        screen: use_signal(|| None),
        strokes: use_signal(|| None),
        waiting: use_signal(|| None),
    };
    use_context_provider(|| typing);
}

/// Listens to what is typed, for as long as the frame around the screens is there.
pub fn use_typing() {
    let typing = use_context::<Typing>();
    let keyboard = use_context::<Keyboard>();
    let navigator = use_navigator();
    use_future(move || async move {
        let mut typed = page::typing(&typing.profile.peek());
        if typing.strokes.peek().is_some() {
            // The screen on which nobody types came first.
            page::set_pace(None);
        }
        while let Some(typed) = typed.next().await {
            match typed {
                Typed::Stroke(stroke) => {
                    let strokes = *typing.strokes.peek();
                    if let Some(show) = strokes {
                        show.call(stroke);
                    }
                }
                Typed::Scan { scan, field } => {
                    let gesture = scan.gesture(&typing.profile.peek());
                    let screen = *typing.screen.peek();
                    match (gesture, field, screen) {
                        // What is printed for those who have no keyboard does what its keys do.
                        (Some(Gesture::Step), ..) => keyboard.press(Shortcut::Open, || ()),
                        (Some(Gesture::Nth(place)), ..) => {
                            keyboard.press(Shortcut::Nth(place), || ());
                        }
                        (None, Some(field), _) => {
                            field.write(&scan.likeliest(&typing.profile.peek()));
                        }
                        (None, None, Some(take)) => take.call(scan),
                        (None, None, None) => typing.show(&scan, navigator),
                    }
                }
            }
        }
    });
}

/// What the screen does with a scan while it is there.
pub fn use_scans(take: impl FnMut(Scan) + 'static) {
    let mut screen = use_context::<Typing>().screen;
    let take = use_callback(take);
    // Before it is drawn: a scanner is quicker than what comes after drawing.
    use_hook(move || screen.set(Some(take)));
    use_drop(move || {
        // The next screen may have come first.
        if *screen.peek() == Some(take) {
            screen.set(None);
        }
    });
}

/// Shows each stroke while the screen is there, on which nobody types by hand.
pub fn use_strokes(show: impl FnMut(Stroke) + 'static) {
    let typing = use_context::<Typing>();
    let mut strokes = typing.strokes;
    let show = use_callback(show);
    use_hook(move || {
        strokes.set(Some(show));
        page::set_pace(None);
    });
    use_drop(move || {
        strokes.set(None);
        page::set_pace(Some(&typing.profile.peek()));
    });
}

impl Typing {
    /// What this device knows of its scanner from now on.
    pub fn learn(mut self, profile: Profile) {
        let known = profile != Profile::default();
        device::set_preference(
            SCANNER_PREFERENCE,
            known.then(|| profile.to_text()).as_deref(),
        );
        self.profile.set(profile);
    }

    /// A person said which reading was right: so it is with this scanner from now on.
    pub fn learn_way(self, way: Way) {
        let profile = Profile {
            way,
            ..self.profile.peek().clone()
        };
        page::set_pace(Some(&profile));
        self.learn(profile);
    }

    /// The readings of a scan, as far as this device knows its scanner.
    #[must_use]
    pub fn readings(self, scan: &Scan) -> Vec<Reading> {
        scan.readings(&self.profile.peek())
    }

    /// Shows a scan on the screen for it.
    pub fn show(mut self, scan: &Scan, navigator: Navigator) {
        self.waiting.set(Some(self.readings(scan)));
        navigator.push(Route::Scan {});
    }

    /// What waits for the screen that shows scans; once.
    pub fn take_waiting(mut self) -> Option<Vec<Reading>> {
        let waiting = self.waiting.cloned()?;
        self.waiting.set(None);
        Some(waiting)
    }

    /// Looks a scan up without leaving the screen: seen in a line, heard and felt. Gives what it is.
    pub async fn look_up_here(self, session: Session, scan: &Scan) -> Option<Found> {
        let place = session.room.peek().as_ref().map(|room| room.id);
        let answer = look_up(session, self.readings(scan), place).await;
        let (tone, line, found) = match answer {
            Ok(TypedFound::Read { code, found, .. }) => {
                let (tone, line) = outcome(&code, &found, place);
                (tone, line, Some(found))
            }
            Ok(TypedFound::Doubtful { .. }) => (Tone::Unknown, t!("typed-keyboard"), None),
            Err(error) => (Tone::Wrong, failure(&error), None),
        };
        sense(tone);
        say(&line);
        session.tell(line);
        found
    }
}

/// Asks the engine what was typed.
///
/// # Errors
/// What the store says.
pub async fn look_up(
    session: Session,
    readings: Vec<Reading>,
    place: Option<PlaceId>,
) -> Result<TypedFound, StoreError> {
    match session
        .ask(Command::LookUpTyped { readings, place })
        .await?
    {
        Answer::Typed(found) => Ok(found),
        _ => Err(StoreError::Stopped),
    }
}

/// Sounds and vibrates.
pub fn sense(tone: Tone) {
    if sounds() {
        page::play(tone.sound());
    }
    page::buzz(tone.vibration());
}

/// Says an outcome aloud, where the person wants to hear its words.
pub fn say(words: &str) {
    if speaks() {
        page::say(words);
    }
}

/// What something turned out to be, in one line.
fn outcome(code: &str, found: &Found, room: Option<PlaceId>) -> (Tone, String) {
    let named = |place: &PlaceView| place.name.clone();
    match found {
        Found::Item(found) => {
            let row = &found.item.row;
            let words = [
                Some(item_name(row)),
                row.place.as_ref().map(named),
                unnoted(found),
            ];
            let words: Vec<String> = words.into_iter().flatten().collect();
            (Tone::of_standing(found.standing(room)), words.join(BESIDE))
        }
        Found::Place { place, .. } if place.retired => (
            Tone::Wrong,
            t!("outcome-place-retired", place: named(place)),
        ),
        Found::Place { place, .. } => (Tone::Here, named(place)),
        Found::Several { .. } => (Tone::Unknown, t!("outcome-several")),
        Found::Unknown(_) => (Tone::Unknown, t!("typed-unknown", code: code)),
        Found::Enrolment { .. } => (Tone::Again, t!("outcome-enrol")),
    }
}

/// That it was not written down that something was seen, and why.
#[must_use]
pub fn unnoted(found: &FoundItem) -> Option<String> {
    let error = found.unnoted.clone()?;
    Some(match error {
        EngineError::StorageFull => t!("sighting-full"),
        _ => t!("sighting-not-kept"),
    })
}

/// What is typed, for a screen.
#[must_use]
pub fn use_typing_here() -> Typing {
    use_context()
}
