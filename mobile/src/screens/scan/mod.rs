//! Home: the camera looks, and what it finds rises from below. Nothing modal stands between two
//! scans.

mod camera;
mod doubtful;
mod glass;
mod missed;
mod relabel;
mod result;
mod retired_place;
mod typed;
mod unknown;

use dioxus::prelude::*;
use mobile_core::EngineError;
use mobile_core::api::{
    Answer, Command, Found, FoundItem, ItemView, PlaceView, RowView, TypedDoubt, TypedFound,
};
use mobile_core::wedge::{How, Reading};
use shared::id::{ItemId, PlaceId};
use shared::label::Symbology;
use shared::model::PlaceKind;

use self::camera::{Middle, Picture, use_eye};
use self::glass::{GlassAbove, GlassBelow};
use self::result::Outcome;
use self::typed::TypedEntry;
use crate::components::Tone;
use crate::keyboard::use_keys;
use crate::page::Shortcut;
use crate::platform::StoreError;
use crate::screens::pick::{PlacePicker, place_id};
use crate::screens::title::use_title;
use crate::session::{Session, use_session};
use crate::t;
use crate::typing::{look_up, say, sense, use_scans, use_typing_here};

/// What the last scan turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// Nothing was scanned yet, or the person put it away.
    Nothing,
    /// The engine's answer.
    Found(Found),
    /// A scanner typed what may be any of these.
    Doubtful {
        /// Why that is not sure.
        why: TypedDoubt,
        /// What it may be.
        readings: Vec<Reading>,
    },
    /// The engine gave none.
    Failed(StoreError),
}

/// What lies over the camera and asks something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// Nothing: the camera has the screen.
    Nothing,
    /// In which room the person stands, of the building whose label they scanned.
    Room(Option<PlaceView>),
    /// For a code by keyboard.
    Code,
}

/// A code on its way to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scanned {
    /// Its text, whole.
    pub(super) code: String,
    /// Its symbology, where a camera read it.
    pub(super) symbology: Option<Symbology>,
}

/// What the parts of this screen share.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Scanning {
    /// The session.
    pub(super) session: Session,
    /// The last result.
    pub(super) shown: Signal<Shown>,
    /// The code that it is the result of.
    pub(super) code: Signal<String>,
    /// The question over the camera.
    pub(super) asking: Signal<Asking>,
    /// The outcome in words, for those who don't see the band.
    pub(super) spoken: Signal<String>,
    /// The CI whose new label is waited for.
    relabelled: Signal<Option<RowView>>,
    /// Its new label is on its way to the engine.
    relabelling: Signal<bool>,
    /// What was scanned before the inventory was whole here, to be looked up when it is.
    early: Signal<Option<Scanned>>,
    /// What the sheet does with keys.
    sheet: Signal<Option<Callback<Shortcut, bool>>>,
}

impl Scanning {
    /// Looks a code up and shows, sounds and says what it is.
    pub(super) fn look_up(mut self, scanned: Scanned) {
        spawn(async move {
            let place = place_id(self.session.room.peek().as_ref());
            let Scanned { code, symbology } = scanned;
            self.code.set(code.clone());
            let early = Scanned {
                code: code.clone(),
                symbology,
            };
            let answer = self
                .session
                .ask(Command::LookUp {
                    code,
                    symbology,
                    place,
                })
                .await;
            self.show(answer, early);
        });
    }

    /// Looks up what a scanner typed.
    fn look_up_typed(mut self, readings: Vec<Reading>) {
        spawn(async move {
            let place = place_id(self.session.room.peek().as_ref());
            let first = readings.first().map(|reading| reading.text.clone());
            match look_up(self.session, readings, place).await {
                Ok(TypedFound::Read { code, how, found }) => {
                    self.code.set(code.clone());
                    if how == How::Once {
                        self.session.tell(t!("typed-twice-told"));
                    }
                    let symbology = None;
                    self.show(Ok(Answer::Found(found)), Scanned { code, symbology });
                }
                Ok(TypedFound::Doubtful { why, readings }) => {
                    self.present(Shown::Doubtful { why, readings });
                }
                Err(error) => {
                    let code = first.unwrap_or_default();
                    let symbology = None;
                    self.show(Err(error), Scanned { code, symbology });
                }
            }
        });
    }

    /// Shows, sounds and says what a code is.
    fn show(mut self, answer: Result<Answer, StoreError>, early: Scanned) {
        let shown = match answer {
            Ok(Answer::Found(Found::Place { place, was })) if !place.retired => {
                return self.arrive(place, was);
            }
            Ok(Answer::Found(found)) => Shown::Found(found),
            Ok(_) => return,
            // The label came before its CI: it will be there in a moment.
            Err(StoreError::Engine(EngineError::UnknownRecord(_))) if self.is_arriving() => {
                self.early.set(Some(early));
                return self.session.tell(t!("scan-arriving"));
            }
            Err(error) => Shown::Failed(error),
        };
        self.note(&early.code, &shown);
        // What is not known yet may be on its way.
        if matches!(shown, Shown::Found(Found::Unknown(_))) && self.is_arriving() {
            self.early.set(Some(early));
        }
        self.present(shown);
    }

    /// Shows an outcome: band, box, tone and words take it from one rule.
    fn present(mut self, shown: Shown) {
        let room = place_id(self.session.room.peek().as_ref());
        self.announce(tone(&shown, room), result::announced(&shown, room));
        self.shown.set(shown);
    }

    /// Of several that answer to the code, the person says which one it is.
    pub(super) fn choose(self, item: ItemId) {
        spawn(async move {
            let place = place_id(self.session.room.peek().as_ref());
            let code = self.code.peek().clone();
            let scanned = Scanned {
                code: code.clone(),
                symbology: None,
            };
            let answer = self.session.ask(Command::Choose { item, code, place });
            self.show(answer.await, scanned);
        });
    }

    /// The inventory is still on its way to this device.
    fn is_arriving(self) -> bool {
        self.session.sync.peek().first_sync.is_some()
    }

    /// The label of a room says where the person stands; that of a building asks for the room.
    fn arrive(mut self, place: PlaceView, was: Option<String>) {
        self.announce(Tone::Here, place.name.clone());
        let is_room = matches!(place.kind, Some(PlaceKind::Room | PlaceKind::Spot));
        if place.has_children && !is_room {
            self.asking.set(Asking::Room(Some(place)));
            return;
        }
        self.session.tell(match was {
            Some(was) => t!("scan-in-merged", place: place.name.as_str(), was: was),
            None => t!("scan-in-room", place: place.name.as_str()),
        });
        self.session.enter(place);
    }

    /// One outcome, four senses: the band is drawn, this is the other three.
    pub(super) fn announce(mut self, tone: Tone, words: String) {
        sense(tone);
        say(&words);
        self.spoken.set(words);
    }

    /// Shows an item after something was done to it.
    pub(super) fn show_item(mut self, item: Option<Box<ItemView>>) {
        if let Some(item) = item {
            let code = self.code.peek().clone();
            self.dealt_with(&code);
            let seen_before = match &*self.shown.peek() {
                Shown::Found(Found::Item(found)) => found.seen_before.clone(),
                _ => None,
            };
            self.shown.set(Shown::Found(Found::Item(FoundItem {
                item,
                seen_before,
                just_seen: false,
                replaced: false,
                unnoted: None,
            })));
        }
    }

    /// What was done since to the item that is shown, here or by sync, is so for all that tells of it.
    pub(super) fn renew(mut self, item: &ItemView) {
        let is_news = match &*self.shown.peek() {
            Shown::Found(Found::Item(found)) => {
                let known = &*found.item;
                known.row.id == item.row.id && known.rev <= item.rev && known != item
            }
            _ => false,
        };
        if is_news {
            self.shown.with_mut(|shown| {
                if let Shown::Found(Found::Item(found)) = shown {
                    // It is still the one of several by which it was found.
                    let through = found.item.through;
                    *found.item = item.clone();
                    found.item.through = through;
                }
            });
        }
    }

    /// The item that is shown is gone, taken back here or by sync: nothing is left to do with it.
    fn lose(mut self, item: ItemId) {
        let is_shown = match &*self.shown.peek() {
            Shown::Found(Found::Item(found)) => found.item.row.id == item,
            _ => false,
        };
        if is_shown {
            self.shown.set(Shown::Nothing);
            self.spoken.set(t!("scan-gone"));
        }
    }

    /// Puts the result away.
    pub(super) fn put_away(mut self) {
        let code = self.code.peek().clone();
        self.dealt_with(&code);
        self.shown.set(Shown::Nothing);
    }
}

/// What the sheet does with keys while it is there: it says whether it took one.
pub(super) fn use_sheet_keys(take: impl FnMut(Shortcut) -> bool + 'static) {
    let mut sheet = use_context::<Scanning>().sheet;
    let take = use_callback(take);
    use_hook(move || sheet.set(Some(take)));
    use_drop(move || {
        // The next sheet may have come first.
        if *sheet.peek() == Some(take) {
            sheet.set(None);
        }
    });
}

/// The tone of a result, to who stands in that room.
pub(super) fn tone(shown: &Shown, room: Option<PlaceId>) -> Tone {
    match shown {
        Shown::Found(Found::Item(found)) => Tone::of_standing(found.standing(room)),
        Shown::Found(Found::Several { .. } | Found::Unknown(_)) | Shown::Doubtful { .. } => {
            Tone::Unknown
        }
        Shown::Found(Found::Enrolment { .. }) | Shown::Nothing => Tone::Again,
        Shown::Found(Found::Place { place, .. }) if place.retired => Tone::Wrong,
        Shown::Found(Found::Place { .. }) => Tone::Here,
        Shown::Failed(_) => Tone::Wrong,
    }
}

/// The camera, what lies on its glass, and the last result.
#[component]
pub fn Scan() -> Element {
    let session = use_session();
    let mut relabelled = session.relabelled;
    let scanning = Scanning {
        session,
        shown: use_signal(|| Shown::Nothing),
        code: use_signal(String::new),
        asking: use_signal(|| Asking::Nothing),
        spoken: use_signal(String::new),
        relabelled: use_signal(move || relabelled.take()),
        relabelling: use_signal(|| false),
        early: use_signal(|| None),
        sheet: use_signal(|| None),
    };
    use_context_provider(|| scanning);
    use_title(|| t!("scan-title"));
    use_keys(move |key| {
        let puts_away = key == Shortcut::Back && *scanning.shown.peek() != Shown::Nothing;
        if puts_away {
            scanning.put_away();
            return true;
        }
        let sheet = *scanning.sheet.peek();
        sheet.is_some_and(|sheet| sheet.call(key))
    });
    use_eye(scanning);
    let mut asking = scanning.asking;
    let mut waiting = session.code;
    use_effect(move || {
        if let Some(code) = waiting.cloned() {
            waiting.set(None);
            scanning.look_up(Scanned {
                code,
                symbology: None,
            });
        }
    });
    let typing = use_typing_here();
    use_scans(move |scan| {
        // It answers what is asked over the camera: a room, a code.
        asking.set(Asking::Nothing);
        scanning.take_typed(typing.readings(&scan));
    });
    use_effect(move || {
        if let Some(readings) = typing.take_waiting() {
            scanning.look_up_typed(readings);
        }
    });
    let mut early = scanning.early;
    use_effect(move || {
        if session.sync.read().first_sync.is_none()
            && let Some(scanned) = early.cloned()
        {
            early.set(None);
            // Unless the person has turned to something else meanwhile.
            if *scanning.code.peek() == scanned.code {
                scanning.look_up(scanned);
            }
        }
    });
    rsx! {
        h1 { class: "said", {t!("scan-title")} }
        div { class: "said", role: "status", "aria-live": "assertive", "{scanning.spoken}" }
        div { class: "scan",
            Picture {}
            div { class: "glass-layer",
                GlassAbove {}
                Middle {}
                GlassBelow {}
                Outcome {}
            }
        }
        match asking() {
            Asking::Nothing => rsx! {},
            Asking::Room(within) => rsx! {
                PlacePicker {
                    title: match &within {
                        Some(building) => t!("scan-choose-room-in", place: building.name.as_str()),
                        None => t!("scan-choose-room"),
                    },
                    within,
                    onpick: move |place| {
                        session.enter(place);
                        asking.set(Asking::Nothing);
                    },
                    onclose: move |()| asking.set(Asking::Nothing),
                }
            },
            Asking::Code => rsx! {
                TypedEntry {
                    oncode: move |code| {
                        asking.set(Asking::Nothing);
                        scanning.take(Scanned { code, symbology: None });
                    },
                    onclose: move |()| asking.set(Asking::Nothing),
                }
            },
        }
    }
}
