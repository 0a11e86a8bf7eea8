//! What a scanner typed, and the texts that it may stand for.

use shared::label::LabelCode;

use super::layout::{LAYOUTS, Layout};
use super::profile::{Profile, Way};
use super::reading::{How, Reading, Readings};

/// The text of the printed gesture for the big next step.
pub const STEP_LABEL: &str = "RECENSEGO";
/// How the texts of printed gestures begin.
const GESTURE: &str = "RECENSE";

/// What a printed gesture asks for, where nobody can touch the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// The big next step.
    Step,
    /// The choice in that place, from 1 to 9.
    Nth(u8),
}

/// One step of what a scanner typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A sign by a key.
    Sign {
        /// As the system's layout has it; none for a dead key.
        typed: Option<char>,
        /// As the US layout has the physical key; none where the system does not name it.
        keyed: Option<char>,
    },
    /// A control sign.
    Control(char),
    /// A digit of a sign's number with Alt held.
    AltDigit {
        /// The digit.
        digit: u32,
        /// It is the first of a number.
        begins: bool,
    },
    /// Alt was let go or pressed anew.
    AltOver,
    /// Text without keys.
    Text(String),
    /// Enter or Tab.
    End,
}

/// What a scanner typed in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// The longest gap between two of them, in milliseconds.
    pub slowest_ms: u64,
}

/// A code of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// As the system's layout had it.
    pub(super) typed: String,
    /// By the physical keys, where each is known.
    pub(super) keyed: Option<String>,
}

impl Scan {
    /// Whether the scanner closes a code with Enter or Tab.
    #[must_use]
    pub fn has_end(&self) -> bool {
        matches!(self.steps.last(), Some(Step::End))
    }

    /// All texts that it may stand for, in the order in which they are to be looked up. Never empty, unless nothing
    /// but ends was typed.
    #[must_use]
    pub fn readings(&self, profile: &Profile) -> Vec<Reading> {
        let lines = self.lines();
        let mut readings = Readings::default();
        for line in &lines {
            line.read_plainly(profile, &mut readings);
        }
        for line in &lines {
            line.read_learned_affix(profile, &mut readings);
        }
        for line in &lines {
            line.read_boldly(profile, &mut readings);
        }
        if let [first, rest @ ..] = lines.as_slice()
            && !rest.is_empty()
            && rest.iter().all(|line| line == first)
        {
            readings.push(first.typed.clone(), How::Once);
        }
        readings.0
    }

    /// The gesture that it stands for, if it is one.
    #[must_use]
    pub fn gesture(&self, profile: &Profile) -> Option<Gesture> {
        self.readings(profile).iter().find_map(|reading| {
            let text = reading.text.trim().to_ascii_uppercase();
            if text == STEP_LABEL {
                return Some(Gesture::Step);
            }
            match text.strip_prefix(GESTURE)?.parse() {
                Ok(place @ 1..=9) => Some(Gesture::Nth(place)),
                _ => None,
            }
        })
    }

    /// The likeliest text, for a field that takes codes.
    #[must_use]
    pub fn likeliest(&self, profile: &Profile) -> String {
        let readings = self.readings(profile);
        let plain = |reading: &&Reading| {
            reading.how == How::Learned
                || reading.text.is_ascii()
                || LabelCode::parse(&reading.text).is_ok()
        };
        let likeliest = readings.iter().find(plain).or(readings.first());
        likeliest.map_or_else(String::new, |reading| reading.text.clone())
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for steps in self.steps.split(|step| *step == Step::End) {
            let line = Line::of(steps);
            if !line.typed.is_empty() || line.keyed.is_some() {
                lines.push(line);
            }
        }
        lines
    }
}

impl Line {
    fn of(steps: &[Step]) -> Self {
        let mut typed = String::new();
        let mut keyed = Some(String::new());
        let mut both = |typed_sign: Option<char>, keyed_sign: Option<char>| {
            typed.extend(typed_sign);
            keyed = keyed.take().and_then(|mut text| {
                text.push(keyed_sign?);
                Some(text)
            });
        };
        let mut number = None;
        for step in steps {
            if let Step::AltDigit { digit, begins } = *step {
                let before = number.filter(|_| !begins).unwrap_or(0);
                number = Some(before * 10 + digit);
                continue;
            }
            // Whoever sends numbers means signs, not keys.
            if let Some(sign) = number.take().and_then(char::from_u32) {
                both(Some(sign), Some(sign));
            }
            match step {
                Step::Sign { typed, keyed } => both(*typed, *keyed),
                Step::Control(sign) => both(Some(*sign), Some(*sign)),
                Step::Text(text) => {
                    for sign in text.chars() {
                        both(Some(sign), None);
                    }
                }
                Step::AltDigit { .. } | Step::AltOver | Step::End => {}
            }
        }
        if let Some(sign) = number.and_then(char::from_u32) {
            both(Some(sign), Some(sign));
        }
        let keyed = keyed.filter(|text| !text.is_empty());
        Self { typed, keyed }
    }

    /// As typed and by the keys; what was learned comes first.
    fn read_plainly(&self, profile: &Profile, readings: &mut Readings) {
        match &profile.way {
            Way::Unknown => {
                readings.push(self.typed.clone(), How::AsTyped);
                if let Some(keyed) = &self.keyed {
                    readings.push(keyed.clone(), How::ByKeys);
                }
            }
            Way::AsTyped => readings.push(self.typed.clone(), How::Learned),
            Way::Keys => {
                let learned = self.keyed.as_ref().unwrap_or(&self.typed);
                readings.push(learned.clone(), How::Learned);
                readings.push(self.typed.clone(), How::AsTyped);
            }
            Way::Layout(_) | Way::Table(_) => {
                if let Some(text) = profile.turn_back(&self.typed) {
                    readings.push(text, How::Learned);
                }
                readings.push(self.typed.clone(), How::AsTyped);
            }
        }
    }

    fn read_learned_affix(&self, profile: &Profile, readings: &mut Readings) {
        if profile.prefix.is_empty() && profile.suffix.is_empty() {
            return;
        }
        for reading in readings.of_line(self) {
            let text = reading.text.as_str();
            let body = text.strip_prefix(profile.prefix.as_str()).unwrap_or(text);
            let body = body.strip_suffix(profile.suffix.as_str()).unwrap_or(body);
            readings.push(body.to_owned(), How::Learned);
        }
    }

    /// What it may also stand for, if that is known here.
    fn read_boldly(&self, profile: &Profile, readings: &mut Readings) {
        let plain = readings.of_line(self);
        if profile.way == Way::Unknown {
            for layout in LAYOUTS {
                self.guess(layout, readings);
            }
        }
        for Reading { text, .. } in &plain {
            if let Some(body) = without_affix(text) {
                readings.push(body.to_owned(), How::WithoutAffix);
            }
            if let Some(once) = once(text) {
                readings.push(once.to_owned(), How::Once);
            }
        }
    }

    fn guess(&self, layout: &Layout, readings: &mut Readings) {
        if let Some(text) = layout.with_digits(&self.typed) {
            readings.push(text, How::Guessed);
        }
        if self.keyed.is_none() {
            for text in layout.turn_back(&self.typed) {
                readings.push(text, How::Guessed);
            }
        }
    }
}

/// A text without what scanners are set to put around it: one sign that begins no code, line ends spelled out.
fn without_affix(text: &str) -> Option<&str> {
    const MARKS: [char; 12] = ['*', '!', '#', '$', '%', '&', '+', '=', '@', '^', '~', '|'];
    let body = ["\\r\\n", "\\n", "\\r", "\\t"]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(text);
    let body = body.strip_prefix(MARKS).unwrap_or(body);
    let body = body.strip_suffix(MARKS).unwrap_or(body);
    (body != text && !body.is_empty()).then_some(body)
}

/// The half of a text that is twice the same. Of short ones that says nothing.
fn once(text: &str) -> Option<&str> {
    const SHORTEST: usize = 3;
    let (first, second) = text.split_at_checked(text.len() / 2)?;
    (first == second && first.chars().count() >= SHORTEST).then_some(first)
}
