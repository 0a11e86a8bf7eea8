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

#[cfg(test)]
mod tests {
    use mobile_core::wedge::How;

    use super::*;

    /// Milliseconds between a scanner's strokes, and between a person's.
    const SCANNER: u64 = 8;
    const PERSON: u64 = 140;

    /// A page with a keyboard before it.
    struct Page {
        hearing: Hearing,
        receive: UnboundedReceiver<Typed>,
        gap_ms: u64,
        now_ms: u64,
        /// A field was given back in the middle of a composition.
        let_go: usize,
    }

    impl Page {
        fn at_pace(gap_ms: u64) -> Self {
            let (hearing, receive) = Hearing::new(&Profile::default());
            Self {
                hearing,
                receive,
                gap_ms,
                now_ms: 1_000,
                let_go: 0,
            }
        }

        fn take(&mut self, arrived: Arrival) -> Verdict {
            self.now_ms += self.gap_ms;
            let stroke = Stroke {
                at_ms: self.now_ms,
                arrived,
            };
            let heard = self.hearing.take(stroke, || None);
            self.let_go += usize::from(heard.composing);
            heard.verdict
        }

        fn press(&mut self, code: &str, key: &str) -> Verdict {
            let arrived = self.hearing.press(Key {
                code: code.to_owned(),
                key: key.to_owned(),
                ..Key::default()
            });
            self.take(arrived)
        }

        /// Keys that bring their sign, as an event of its own.
        fn type_digits(&mut self, digits: &str) {
            for digit in digits.chars() {
                let key = digit.to_string();
                let verdict = self.press(&format!("Digit{digit}"), &key);
                if matches!(verdict, Verdict::Leave { .. }) {
                    assert_eq!(self.hearing.bring(Some(key), "insertText"), Brought::Leave);
                }
            }
        }

        /// What an input method has of the text so far.
        fn compose(&mut self, text: &str) -> Brought {
            self.hearing
                .bring(Some(text.to_owned()), "insertCompositionText")
        }

        /// Nothing more comes: all readings of what was scanned.
        fn scanned(mut self) -> Option<Vec<(String, How)>> {
            assert!(self.hearing.composed.is_none(), "a composition hangs");
            self.hearing.pause(|| None);
            assert_eq!(self.hearing.wait_ms(), None);
            std::iter::from_fn(|| self.receive.try_recv().ok()).find_map(|typed| match typed {
                Typed::Scan { scan, .. } => {
                    let readings = scan.readings(&Profile::default()).into_iter();
                    Some(readings.map(|it| (it.text, it.how)).collect())
                }
                Typed::Stroke(_) => None,
            })
        }
    }

    fn has(readings: Option<&[(String, How)]>, text: &str, how: How) {
        let expected = (text.to_owned(), how);
        assert!(
            readings.is_some_and(|it| it.contains(&expected)),
            "{readings:?}"
        );
    }

    /// On a Canadian French keyboard `]` is a dead cedilla.
    #[test]
    fn fc_w3_a_dead_key_that_is_composed_loses_no_letter_and_nothing_hangs() {
        let mut page = Page::at_pace(SCANNER);
        assert_eq!(
            page.press("BracketRight", "Dead"),
            Verdict::Leave { begins: true }
        );
        page.hearing.compose(true);
        assert_eq!(page.compose("¸"), Brought::Leave);
        assert_eq!(page.press("KeyC", "ç"), Verdict::Leave { begins: false });
        assert_eq!(page.compose("ç"), Brought::Leave);
        page.hearing.compose(false);
        page.type_digits("10109506000134352");
        assert!(page.hearing.is_running());
        assert_eq!(page.let_go, 0, "it ended by itself");
        has(
            page.scanned().as_deref(),
            "]c10109506000134352",
            How::ByKeys,
        );
    }

    #[test]
    fn fc_w3_a_composition_that_is_open_when_a_scanner_is_told_is_let_go_of_once() {
        let mut page = Page::at_pace(SCANNER);
        page.type_digits("010");
        page.press("BracketRight", "Dead");
        page.hearing.compose(true);
        assert_eq!(page.compose("¸"), Brought::Leave);
        assert_eq!(page.press("KeyC", "ç"), Verdict::Take { becomes: true });
        assert_eq!(page.let_go, 1);
        // What the input method still sends of it comes to nothing.
        assert_eq!(page.compose("ç"), Brought::Swallow);
        page.hearing.compose(false);
        page.type_digits("10109");
        assert_eq!(page.let_go, 1);
        has(page.scanned().as_deref(), "010]c10109", How::ByKeys);
    }

    #[test]
    fn what_an_input_method_composes_sign_by_sign_is_each_sign_once() {
        let mut page = Page::at_pace(SCANNER);
        let text = "R0000000";
        let mut begun = 0;
        page.hearing.compose(true);
        for end in 1..=text.len() {
            // It says neither which key nor which sign.
            page.press("", "Unidentified");
            let brought = page.compose(&text[begun..end]);
            let Brought::Stroke(arrived) = brought else {
                panic!("{brought:?}")
            };
            if page.take(arrived) == (Verdict::Take { becomes: true }) {
                // The field lets go of what is composed, and the input method begins anew.
                assert_eq!(page.let_go, 1);
                page.hearing.compose(false);
                page.hearing.compose(true);
                begun = end;
            }
        }
        assert_eq!(page.let_go, 1);
        page.hearing.compose(false);
        has(page.scanned().as_deref(), text, How::AsTyped);
    }

    #[test]
    fn what_a_person_composes_is_left_to_them() {
        let mut page = Page::at_pace(PERSON);
        for _ in 0..6 {
            assert!(matches!(
                page.press("BracketLeft", "Dead"),
                Verdict::Leave { .. }
            ));
            page.hearing.compose(true);
            assert_eq!(page.compose("^"), Brought::Leave);
            assert!(matches!(page.press("KeyE", "ê"), Verdict::Leave { .. }));
            assert_eq!(page.compose("ê"), Brought::Leave);
            page.hearing.compose(false);
        }
        assert_eq!(page.let_go, 0);
        assert_eq!(page.scanned(), None);
    }

    #[test]
    fn where_nobody_types_the_slowest_scanner_is_heard_and_where_nobody_listens_none() {
        let mut page = Page::at_pace(PERSON);
        page.hearing.set_pace(None);
        page.type_digits("0123456");
        assert!(page.hearing.is_heard());
        has(page.scanned().as_deref(), "0123456", How::AsTyped);
        let mut page = Page::at_pace(SCANNER);
        page.receive.close();
        assert!(!page.hearing.is_heard());
    }
}
