//! What is on a label: from decoded text to candidates for a look-up.
//!
//! Owns reading; looking up is the engine's, drawing and deciding what to do with an unknown code
//! the app's. Nothing here opens an address.
//!
//! **Invariant:** the raw text is kept whole and is the first candidate. Every other reading is one
//! more candidate, never a replacement.

mod address;
mod code;
mod display;
mod element;
mod gs1;
mod retail;
mod symbology;
mod trade;

pub use self::address::EnrolmentLink;
pub use self::code::{LabelCode, LabelCodeError};
pub use self::display::{DISPLAY_LIMIT, Displayable, displayable};
pub use self::element::{Element, Meaning};
pub use self::symbology::Symbology;

use std::fmt;

use self::address::Address;
use self::gs1::Gs1;
use crate::identifier::{ExactKey, identifies};

/// A label as read, and all that it may mean.
///
/// Its [`fmt::Debug`] leaves the raw text out when it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Label {
    raw: String,
    candidates: Vec<Candidate>,
    elements: Vec<Element>,
    doubts: Vec<Doubt>,
}

/// One reading, in the order in which readings are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What to look up: trimmed and NFC, otherwise as it stands on the label.
    pub text: String,
    /// What the text would be.
    pub kind: CandidateKind,
    /// How it was read.
    pub why: Why,
    /// It names an article, of which there are many: never bound as one CI's own.
    pub names_article: bool,
}

/// What a candidate's text would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CandidateKind {
    /// Any identifier: inventory number, serial, old tag.
    Text,
    /// One of our own label codes.
    OwnCode(LabelCode),
    /// A serial number.
    Serial,
    /// An owner's asset number in GS1's form.
    Asset,
    /// A MAC address.
    Mac,
    /// A telephone's IMEI.
    Imei,
    /// An article number (GTIN).
    Article,
    /// A part number.
    Part,
    /// An invitation to join a server, which is not looked up but asked about.
    Enrolment(EnrolmentLink),
}

/// By which road a candidate was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The text as the scanner gave it.
    AsRead,
    /// The whole text has the form of our code, with the right check sign.
    OwnForm,
    /// Our code stands in an address.
    InAddress,
    /// The symbology's head (`]C0`) was taken off.
    WithoutHead,
    /// A GS1 element string says so.
    Gs1,
    /// A GS1 Digital Link says so.
    DigitalLink,
    /// A trade label's data identifiers say so.
    TradeLabel,
    /// The leading `S` may be a data mark. Counts only if nothing else matches.
    WithoutSerialMark,
}

/// Something about the label that a person should be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It looks like a retail code, but its check digit is wrong: probably misread.
    WrongCheckDigit,
    /// It looks like our own code, but its check sign is wrong: probably misread or mistyped.
    WrongCheckSign,
    /// A separator was lost: the rest of the label is not guessed.
    AmbiguousTail,
    /// A trade label without the maker's part number.
    NoMakerPart,
}

/// Reads a label. Total: any text gives a label, and never a panic.
///
/// `symbology` sharpens the reading where it is known.
#[must_use]
pub fn parse_label(raw: &str, symbology: Option<Symbology>) -> Label {
    let mut label = Label {
        raw: raw.to_owned(),
        candidates: Vec::new(),
        elements: Vec::new(),
        doubts: Vec::new(),
    };
    let Some(key) = ExactKey::new(raw) else {
        return label;
    };
    let text = key.as_str();
    label.push(text, CandidateKind::Text, Why::AsRead);

    let (announced, body) = symbology::without_head(text);
    if let Some(link) = EnrolmentLink::parse(body) {
        label.push(body, CandidateKind::Enrolment(link), Why::InAddress);
        return label;
    }
    if body != text {
        label.push(body, CandidateKind::Text, Why::WithoutHead);
    }
    match LabelCode::parse(body) {
        Ok(code) => label.push_own_code(code, Why::OwnForm),
        Err(LabelCodeError::WrongCheckSign) => label.doubts.push(Doubt::WrongCheckSign),
        Err(LabelCodeError::OtherForm) => {}
    }
    if let Some(code) = address::own_code_in_path(body) {
        label.push_own_code(code, Why::InAddress);
    }

    if let Some(digits) = retail::retail_digits(body, symbology) {
        label.read_retail_code(&digits);
    } else if let Some(elements) = trade::parse_envelope(body) {
        label.read_trade_label(elements);
    } else if let Some(elements) = trade::parse_near_json(body) {
        label.read_trade_label(elements);
    } else if let Some(gs1) =
        Address::parse(body).and_then(|address| gs1::parse_digital_link(&address))
    {
        label.read_gs1(gs1, Why::DigitalLink);
    } else {
        let announced = announced || symbology == Some(Symbology::DataBar);
        if let Some(gs1) = gs1::parse_element_string(body, announced) {
            label.read_gs1(gs1, Why::Gs1);
        }
    }
    if label.elements.is_empty()
        && let Some(serial) = trade::without_serial_mark(body)
    {
        label.push(serial, CandidateKind::Serial, Why::WithoutSerialMark);
    }
    label
}

impl Label {
    /// The text exactly as the scanner gave it. It is what gets stored.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// All readings, in the order in which to look them up. Empty only for an empty label.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The pieces of a structured label, in the label's order.
    #[must_use]
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// What a person should be told about it.
    #[must_use]
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// Whether there is nothing on it but blanks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// Our own code, if it is one of ours.
    #[must_use]
    pub fn own_code(&self) -> Option<LabelCode> {
        self.candidates
            .iter()
            .find_map(|candidate| match candidate.kind {
                CandidateKind::OwnCode(code) => Some(code),
                _ => None,
            })
    }

    /// The invitation, if it is one. The person is asked before anything is sent.
    #[must_use]
    pub fn enrolment(&self) -> Option<&EnrolmentLink> {
        self.candidates
            .iter()
            .find_map(|candidate| match &candidate.kind {
                CandidateKind::Enrolment(link) => Some(link),
                _ => None,
            })
    }

    /// Whether the raw text must not be stored, logged or searched for.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.enrolment().is_some()
    }

    /// Whether the label as a whole names an article and not one thing.
    #[must_use]
    pub fn names_article(&self) -> bool {
        self.candidates
            .first()
            .is_some_and(|candidate| candidate.names_article)
    }

    /// What a new CI takes from the label where its type says (serial by default): the serial that
    /// the label names, else the text as read. `None` when that would not be this CI's own: our own
    /// code (which is bound instead), an article, a secret, a filler word.
    #[must_use]
    pub fn text_for_creation(&self) -> Option<&str> {
        let first = self.candidates.first()?;
        let named = self
            .elements
            .iter()
            .find(|element| element.meaning == Meaning::Serial)
            .map(|element| element.text.as_str());
        let whole = (self.own_code().is_none() && !first.names_article && !self.is_secret())
            .then_some(first.text.as_str());
        named.or(whole).filter(|text| identifies(text))
    }

    /// The raw text fit for the screen; a secret is cut before its fragment.
    #[must_use]
    pub fn displayable(&self, limit: usize) -> Displayable {
        let open = match self.enrolment() {
            Some(_) => self.raw.split('#').next().unwrap_or_default(),
            None => &self.raw,
        };
        displayable(open, limit)
    }

    fn push(&mut self, text: &str, kind: CandidateKind, why: Why) {
        let Some(key) = ExactKey::new(text) else {
            return;
        };
        let names_article = matches!(kind, CandidateKind::Article | CandidateKind::Part);
        self.candidates.push(Candidate {
            text: key.into_string(),
            kind,
            why,
            names_article,
        });
    }

    fn push_own_code(&mut self, code: LabelCode, why: Why) {
        self.push(&code.to_string(), CandidateKind::OwnCode(code), why);
    }

    fn read_retail_code(&mut self, digits: &str) {
        if !gs1::has_right_check_digit(digits) {
            self.doubts.push(Doubt::WrongCheckDigit);
            return;
        }
        let gtin = format!("{digits:0>14}");
        self.take_elements(vec![Element::new(Meaning::Gtin, gtin)], Why::Gs1);
    }

    fn read_gs1(&mut self, gs1: Gs1, why: Why) {
        if gs1.ambiguous {
            self.doubts.push(Doubt::AmbiguousTail);
        }
        self.take_elements(gs1.elements, why);
    }

    fn read_trade_label(&mut self, elements: Vec<Element>) {
        let has_maker_part = elements
            .iter()
            .any(|element| element.meaning == Meaning::MakerPart && !element.text.is_empty());
        if !has_maker_part {
            self.doubts.push(Doubt::NoMakerPart);
        }
        self.take_elements(elements, Why::TradeLabel);
    }

    /// Keeps the elements and adds the candidates in them: what names this thing first, then what
    /// names its article. A label that names only an article is an article's as a whole.
    fn take_elements(&mut self, elements: Vec<Element>, why: Why) {
        let mut articles = Vec::new();
        let mut names_thing = false;
        for element in &elements {
            let (kind, of_thing) = match element.meaning {
                Meaning::Serial => (CandidateKind::Serial, true),
                Meaning::Asset => (CandidateKind::Asset, true),
                Meaning::Mac => (CandidateKind::Mac, true),
                Meaning::Imei => (CandidateKind::Imei, true),
                Meaning::Gtin => (CandidateKind::Article, false),
                Meaning::MakerPart | Meaning::Part => (CandidateKind::Part, false),
                _ => continue,
            };
            if element.text.is_empty() {
                continue;
            }
            names_thing |= of_thing;
            if of_thing {
                self.push(&element.text, kind, why);
            } else {
                articles.push((element.text.clone(), kind));
            }
        }
        if !names_thing && !articles.is_empty() {
            for candidate in self
                .candidates
                .iter_mut()
                .filter(|c| c.kind == CandidateKind::Text)
            {
                candidate.names_article = true;
            }
        }
        for (text, kind) in articles {
            self.push(&text, kind, why);
        }
        self.elements = elements;
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Label");
        if self.is_secret() {
            return out
                .field("enrolment", &self.enrolment())
                .finish_non_exhaustive();
        }
        out.field("raw", &self.raw)
            .field("candidates", &self.candidates)
            .field("elements", &self.elements)
            .field("doubts", &self.doubts)
            .finish()
    }
}

#[cfg(test)]
mod tests;
