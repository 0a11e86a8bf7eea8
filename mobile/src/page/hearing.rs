//! What is typed, as a page hears it: whose strokes they are, and what of them is told.
//!
//! Owns what is the same wherever the page is. Catching the strokes, and giving a field back what it held, is the
//! window's own (`web::typing`, `desktop::typing`); whose strokes they are, `mobile_core::wedge` decides.

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use mobile_core::wedge::{Arrival, Key, Profile, Scan, Stroke, Verdict, Wedge};

use super::{CodeField, Typed};

/// What hears.
pub(super) struct Hearing {
    wedge: Wedge,
    /// The text that an input method is composing.
    composed: Option<String>,
    /// The last key said what text it brings.
    expects_text: bool,
    tell: UnboundedSender<Typed>,
}

/// Text that is about to come into a field.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Brought {
    /// It is a stroke of its own.
    Stroke(Arrival),
    /// It is to come to nothing: a scanner is typing.
    Swallow,
    /// Its key was heard already, or it is none of a scanner's.
    Leave,
}

/// What came of a stroke.
#[derive(Debug)]
pub(super) struct Heard {
    /// What to do with it.
    pub(super) verdict: Verdict,
    /// A text was being composed where the field is to be given back.
    pub(super) composing: bool,
}

impl Hearing {
    /// Hears at the pace of that scanner.
    pub(super) fn new(profile: &Profile) -> (Self, UnboundedReceiver<Typed>) {
        let (tell, receive) = unbounded();
        let hearing = Self {
            wedge: Wedge::new(profile),
            composed: None,
            expects_text: false,
            tell,
        };
        (hearing, receive)
    }

    /// Whether anybody takes what is heard: where nobody does, what is typed is only typed.
    pub(super) fn is_heard(&self) -> bool {
        !self.tell.is_closed()
    }

    /// Hears at the pace of that scanner from now on; without one at any, because nobody types now.
    pub(super) fn set_pace(&mut self, profile: Option<&Profile>) {
        self.wedge = profile.map_or_else(Wedge::patient, Wedge::new);
    }

    /// A key went down.
    pub(super) fn press(&mut self, key: Key) -> Arrival {
        self.expects_text = key.brings_text();
        Arrival::Key(key)
    }

    /// Text is about to come, in the words of Input Events (<https://www.w3.org/TR/input-events-2/>).
    pub(super) fn bring(&mut self, data: Option<String>, input_type: &str) -> Brought {
        let news = if std::mem::take(&mut self.expects_text) {
            None
        } else {
            self.news(data, input_type)
        };
        match news.filter(|text| !text.is_empty()) {
            Some(text) => Brought::Stroke(Arrival::Text(text)),
            None if self.wedge.is_certain() => Brought::Swallow,
            None => Brought::Leave,
        }
    }

    fn news(&mut self, data: Option<String>, input_type: &str) -> Option<String> {
        let text = data?;
        match input_type {
            "insertText" | "insertFromPaste" | "insertReplacementText" => Some(text),
            // An input method tells all that it composes, each time anew.
            "insertCompositionText" => {
                let before = self.composed.replace(text.clone()).unwrap_or_default();
                text.strip_prefix(before.as_str()).map(str::to_owned)
            }
            _ => None,
        }
    }

    /// An input method begins to compose, or ends.
    pub(super) fn compose(&mut self, begins: bool) {
        self.composed = begins.then(String::new);
    }

    /// Gives a stroke to the wedge and tells what is to be told. `field` is asked when a scan has ended, and
    /// is the one for codes that had the focus as it began.
    pub(super) fn take(
        &mut self,
        stroke: Stroke,
        field: impl FnOnce() -> Option<CodeField>,
    ) -> Heard {
        let taken = self.wedge.take(&stroke);
        if let Some(scan) = taken.ended {
            self.tell_scan(scan, field());
        }
        let becomes = matches!(taken.verdict, Verdict::Take { becomes: true });
        let composing = becomes && self.composed.take().is_some();
        // Once the app is gone, nobody listens.
        let _ = self.tell.unbounded_send(Typed::Stroke(stroke));
        Heard {
            verdict: taken.verdict,
            composing,
        }
    }

    /// Nothing more came. `field` as in [`Self::take`].
    pub(super) fn pause(&mut self, field: impl FnOnce() -> Option<CodeField>) {
        if let Some(scan) = self.wedge.end() {
            self.tell_scan(scan, field());
        }
    }

    /// How long to wait for the next stroke before [`Self::pause`].
    pub(super) fn wait_ms(&self) -> Option<u64> {
        self.wedge.wait_ms()
    }

    /// Whether the last strokes lie so close together that they are not each for themselves.
    pub(super) fn is_running(&self) -> bool {
        self.wedge.is_running()
    }

    fn tell_scan(&self, scan: Scan, field: Option<CodeField>) {
        // Once the app is gone, nobody listens.
        let _ = self.tell.unbounded_send(Typed::Scan { scan, field });
    }
}
