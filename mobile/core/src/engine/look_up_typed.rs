//! Looking up what a scanner typed: of several readings, the one that leads somewhere.
//!
//! **Invariant:** where it is not sure what was scanned, nothing is offered to be created from it.

use shared::id::PlaceId;
use shared::identifier::{Found as Match, Identity};
use shared::label::{CandidateKind, LabelCode, parse_label};

use super::Engine;
use crate::api::{Found, TypedDoubt, TypedFound};
use crate::error::EngineError;
use crate::store::Key;
use crate::wedge::{How, Reading};

/// Where a text leads, however its case.
enum Known {
    /// To one item, which holds it as written here.
    One(Key, String),
    /// To several that differ only in its case.
    Several,
    /// An invitation to a server.
    Enrolment,
}

impl Engine {
    pub(super) fn look_up_typed(
        &mut self,
        readings: Vec<Reading>,
        place: Option<PlaceId>,
    ) -> Result<TypedFound, EngineError> {
        let (meant, bold): (Vec<Reading>, Vec<Reading>) = readings
            .into_iter()
            .partition(|reading| !matches!(reading.how, How::Guessed | How::WithoutAffix));
        for reading in &meant {
            if let Some(known) = self.find_known(&reading.text)? {
                return self.open_known(reading, known, place);
            }
        }
        for reading in meant.iter().chain(&bold) {
            if reading.how != How::WithoutAffix
                && self.place_of(&parse_label(&reading.text, None))?.is_some()
            {
                return self.open_reading(reading, place);
            }
        }
        if let Some(found) = self.open_bold(&bold, place)? {
            return Ok(found);
        }
        let mut near = Vec::new();
        for reading in &meant {
            match self.match_text(&reading.text)? {
                Match::Near(item) | Match::One(item) => near.push(item),
                Match::Several(items) => near.extend(items),
                Match::Nothing => {}
            }
        }
        if let (Some(first), false) = (meant.first(), near.is_empty()) {
            return self.offer(first, near);
        }
        self.say_unknown(&meant, &bold)
    }

    /// What the bolder readings lead to: opened if it is one, offered if it is several or only a part of what came.
    fn open_bold(
        &mut self,
        bold: &[Reading],
        place: Option<PlaceId>,
    ) -> Result<Option<TypedFound>, EngineError> {
        for how in [How::Guessed, How::WithoutAffix] {
            let mut found = Vec::new();
            for reading in bold.iter().filter(|reading| reading.how == how) {
                if let Some(Known::One(item, text)) = self.find_known(&reading.text)?
                    && found.iter().all(|(known, _)| *known != item)
                {
                    found.push((item, Reading { text, how }));
                }
            }
            match found.as_slice() {
                [] => {}
                [(_, only)] if how == How::Guessed => {
                    return self.open_reading(only, place).map(Some);
                }
                [(_, first), ..] => {
                    let first = first.clone();
                    let items = found.into_iter().map(|(item, _)| item).collect();
                    return self.offer(&first, items).map(Some);
                }
            }
        }
        Ok(None)
    }

    /// Where a text leads to the letter, or to all but its case.
    fn find_known(&self, text: &str) -> Result<Option<Known>, EngineError> {
        let label = parse_label(text, None);
        if label.enrolment().is_some() {
            return Ok(Some(Known::Enrolment));
        }
        for candidate in label.candidates() {
            if matches!(
                candidate.kind,
                CandidateKind::Article | CandidateKind::Part | CandidateKind::Enrolment(_)
            ) {
                continue;
            }
            let Some(identity) = Identity::of(&candidate.text) else {
                continue;
            };
            let sought = identity.exact.as_str().to_lowercase();
            let mut found = None::<(Key, String)>;
            for (exact, item) in self.store.find_identified(&identity.near)? {
                if exact.as_str().to_lowercase() != sought {
                    continue;
                }
                if found.as_ref().is_some_and(|(known, _)| *known != item) {
                    return Ok(Some(Known::Several));
                }
                found = Some((item, exact.into_string()));
            }
            if let Some((item, text)) = found {
                return Ok(Some(Known::One(item, text)));
            }
        }
        Ok(None)
    }

    fn open_known(
        &mut self,
        reading: &Reading,
        known: Known,
        place: Option<PlaceId>,
    ) -> Result<TypedFound, EngineError> {
        match known {
            Known::One(_, text) => self.open_reading(
                &Reading {
                    text,
                    how: reading.how,
                },
                place,
            ),
            Known::Several | Known::Enrolment => self.open_reading(reading, place),
        }
    }

    fn open_reading(
        &mut self,
        reading: &Reading,
        place: Option<PlaceId>,
    ) -> Result<TypedFound, EngineError> {
        Ok(TypedFound::Read {
            code: reading.text.clone(),
            how: reading.how,
            found: self.look_up(&reading.text, None, place)?,
        })
    }

    fn offer(&self, reading: &Reading, items: Vec<Key>) -> Result<TypedFound, EngineError> {
        let mut once = Vec::with_capacity(items.len());
        for item in items {
            if !once.contains(&item) {
                once.push(item);
            }
        }
        Ok(TypedFound::Read {
            code: reading.text.clone(),
            how: reading.how,
            found: self.several(&parse_label(&reading.text, None), &once, true)?,
        })
    }

    /// Nothing here knows it: it can be created only where it is sure what it is.
    fn say_unknown(&self, meant: &[Reading], bold: &[Reading]) -> Result<TypedFound, EngineError> {
        let own = meant
            .iter()
            .find(|reading| LabelCode::parse(&reading.text).is_ok());
        let one_of = |how: How| meant.iter().any(|reading| reading.how == how);
        let first = meant.first();
        let why = if own.is_some() {
            None
        } else if one_of(How::Once) {
            Some(TypedDoubt::Twice)
        } else if first.is_some_and(|first| first.how == How::Learned) {
            None
        } else {
            let odd = first.is_some_and(|first| is_odd(&first.text));
            let guessed = bold.iter().any(|reading| reading.how == How::Guessed);
            (one_of(How::ByKeys) || odd && guessed).then_some(TypedDoubt::Keyboard)
        };
        if let Some(why) = why {
            /// More would be no choice.
            const OFFERED: usize = 4;
            let offered = meant.iter().chain(bold);
            return Ok(TypedFound::Doubtful {
                why,
                readings: offered.take(OFFERED).cloned().collect(),
            });
        }
        let reading = own.or(first).cloned().unwrap_or(Reading {
            text: String::new(),
            how: How::AsTyped,
        });
        Ok(TypedFound::Read {
            found: Found::Unknown(self.unknown(&parse_label(&reading.text, None))?),
            code: reading.text,
            how: reading.how,
        })
    }
}

/// Whether a text holds signs that codes seldom hold, and that come of a keyboard of another layout.
fn is_odd(text: &str) -> bool {
    let usual = |sign: char| sign.is_ascii_alphanumeric() || " -_./+#*".contains(sign);
    !text.chars().all(usual)
}
