//! Identifiers: the keys by which a number, serial, tag or address finds its CI.
//!
//! Owns how texts are compared; the index that holds the keys is the store's. What is stored is
//! never changed: keys are made beside it.

mod filler;
mod segment;

pub use self::segment::{decode_segment, encode_segment};

use std::fmt;

use crate::normal::{is_mark, nfc, nfkc, nfkd};
use serde::{Deserialize, Serialize};

/// The form in which identifiers are compared exactly: NFC, without blanks at the ends. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ExactKey(String);

impl ExactKey {
    /// The key of a text; `None` when there is nothing but blanks, for empty is no value.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let key: String = match text.is_ascii() {
            true => text.to_owned(),
            false => nfc(text),
        };
        (!key.is_empty()).then_some(Self(key))
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key's text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The form in which identifiers are *near*: case, width, blanks, dashes and the leading zeros of
/// each run of digits don't count; neither do the separators of a MAC address. Two texts with one
/// near key are only ever offered together, never taken for the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct NearKey(String);

impl NearKey {
    /// The near form of a key. Separators go first, so `SN 0012` and `SN-12` are near.
    #[must_use]
    pub fn of(key: &ExactKey) -> Self {
        let folded = folded_case(key.as_str());
        if let Some(mac) = mac_digits(&folded) {
            return Self(mac);
        }
        let joined: String = folded.chars().filter(|sign| !is_separator(*sign)).collect();
        if joined.is_empty() {
            // Nothing but dashes: they are all there is to compare.
            return Self(folded);
        }
        Self(without_leading_zeros(&joined))
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key written backwards, so that "ends in 0123" is a prefix seek. Zeros stay, for a person types
/// the digits that are printed; case, blanks and dashes don't count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ReversedKey(String);

impl ReversedKey {
    /// The backward form of a key, and of an ending that is sought.
    #[must_use]
    pub fn of(key: &ExactKey) -> Self {
        let signs = folded_case(key.as_str());
        Self(
            signs
                .chars()
                .rev()
                .filter(|sign| !is_separator(*sign))
                .collect(),
        )
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The keys of a text that identifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Compared first.
    pub exact: ExactKey,
    /// Offered when nothing is exact.
    pub near: NearKey,
    /// For the last digits.
    pub reversed: ReversedKey,
}

impl Identity {
    /// The keys of a text, or `None` when it is empty, a filler word (`UNKNOWN`, `N/A`) or a
    /// provisional number. **Invariant:** only what has an `Identity` enters the index.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let exact = ExactKey::new(text)?;
        if filler::is_filler(exact.as_str()) || ProvisionalNumber::parse(exact.as_str()).is_some() {
            return None;
        }
        Some(Self {
            near: NearKey::of(&exact),
            reversed: ReversedKey::of(&exact),
            exact,
        })
    }
}

/// Whether a text may identify a CI; see [`Identity::of`].
#[must_use]
pub fn identifies(text: &str) -> bool {
    Identity::of(text).is_some()
}

/// What a look-up by one text found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// Nothing.
    Nothing,
    /// Exactly this one.
    One(T),
    /// Nothing exactly, but this one nearly: offered, not opened by itself.
    Near(T),
    /// More than one that fits equally well: all are offered.
    Several(Vec<T>),
}

/// Chooses among the rows of the index that share the sought text's near key, each with its own
/// exact key.
///
/// Exact wins, but not over a row that differs only in case: scanners and Caps Lock change case, so
/// both are offered. Without an exact row all near ones are offered.
pub fn choose_found<T: PartialEq>(
    sought: &ExactKey,
    rows: impl IntoIterator<Item = (ExactKey, T)>,
) -> Found<T> {
    let folded = folded_case(sought.as_str());
    let (mut exact, mut same_but_case, mut near) = (false, Vec::new(), Vec::new());
    for (key, item) in rows {
        exact |= key == *sought;
        let among = if folded_case(key.as_str()) == folded {
            &mut same_but_case
        } else {
            &mut near
        };
        // One CI may hold a text twice, as number and as old tag.
        if !among.contains(&item) {
            among.push(item);
        }
    }
    if exact {
        return one_or_several(same_but_case, Found::One);
    }
    for item in near {
        if !same_but_case.contains(&item) {
            same_but_case.push(item);
        }
    }
    one_or_several(same_but_case, Found::Near)
}

fn one_or_several<T>(mut items: Vec<T>, one: impl FnOnce(T) -> Found<T>) -> Found<T> {
    match (items.pop(), items.is_empty()) {
        (None, _) => Found::Nothing,
        (Some(item), true) => one(item),
        (Some(item), false) => {
            items.push(item);
            Found::Several(items)
        }
    }
}

/// A number that a device gave itself because its block had run out: `~`, the device's mark (four
/// base-32 signs), `-`, a counter. Replaced at sync; never identity, never printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProvisionalNumber {
    mark: [u8; 4],
    counter: u32,
}

impl ProvisionalNumber {
    /// A device's `counter`-th provisional number; the mark is the low 20 bits of what names the
    /// device. Marks of two devices may be equal: these numbers are never compared.
    #[must_use]
    pub fn new(device: u32, counter: u32) -> Self {
        const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let sign = |place: u32| SIGNS[(device >> (5 * place)) as usize & 31];
        Self {
            mark: [sign(3), sign(2), sign(1), sign(0)],
            counter,
        }
    }

    /// Reads what [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mark, counter) = text.trim().strip_prefix('~')?.split_once('-')?;
        let mark: [u8; 4] = mark.as_bytes().try_into().ok()?;
        let plain = mark
            .iter()
            .all(|sign| sign.is_ascii_digit() || sign.is_ascii_uppercase())
            && counter.bytes().all(|sign| sign.is_ascii_digit());
        let counter = counter.parse().ok()?;
        plain.then_some(Self { mark, counter })
    }
}

impl fmt::Display for ProvisionalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "~{}-{}",
            String::from_utf8_lossy(&self.mark),
            self.counter
        )
    }
}

impl From<ProvisionalNumber> for String {
    fn from(number: ProvisionalNumber) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for ProvisionalNumber {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a provisional number")
    }
}

/// A text as search compares it: lower case, without accents, one blank between words. Ligatures and
/// barred letters read as people type them (`œ` as `oe`, `ø` as `o`).
#[must_use]
pub fn fold_for_search(text: &str) -> String {
    let bare =
        |text: &str| -> String { nfkd(text).chars().filter(|sign| !is_mark(*sign)).collect() };
    let lower = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        let lower: String = bare(text)
            .chars()
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
            .collect();
        nfc(&bare(&lower))
    };
    let mut folded = String::with_capacity(text.len());
    for sign in lower.chars() {
        match sign {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            '’' | 'ʼ' => folded.push('\''),
            sign if sign.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            sign => folded.push(sign),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Full-width and other compatibility forms as plain ones, then one case. Through upper case, so
/// that `ß` and `SS`, `ς` and `σ` meet.
fn folded_case(text: &str) -> String {
    // Nearly every number; each look-up folds several.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    folded_case_of_any(text)
}

fn folded_case_of_any(text: &str) -> String {
    let one_case: String = nfkc(text)
        .chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    nfkc(&one_case)
}

/// Blanks, control signs, and every dash that a keyboard or a typographer makes.
fn is_separator(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(
            sign,
            '-' | '_' | '\u{AD}' | '\u{200B}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FEFF}'
        )
}

/// Drops the zeros at the start of each run of digits, but for a run's last digit.
fn without_leading_zeros(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside_number = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let number_goes_on = signs.peek().is_some_and(char::is_ascii_digit);
        if sign == '0' && !inside_number && number_goes_on {
            continue;
        }
        inside_number = sign.is_ascii_digit();
        kept.push(sign);
    }
    kept
}

/// The twelve hexadecimal digits of a MAC address written as `00:1a:…`, `00-1a-…` or `001a.2b3c.…`.
/// Its zeros count.
fn mac_digits(folded: &str) -> Option<String> {
    let grouped = |size: usize, mark: char| {
        let mut groups = folded.split(mark);
        groups.clone().count() == 12 / size
            && groups.all(|group| {
                group.len() == size && group.bytes().all(|sign| sign.is_ascii_hexdigit())
            })
    };
    let bare = folded.len() == 12
        && folded.bytes().all(|sign| sign.is_ascii_hexdigit())
        && folded.bytes().any(|sign| sign.is_ascii_alphabetic());
    (bare || grouped(2, ':') || grouped(2, '-') || grouped(4, '.'))
        .then(|| folded.chars().filter(char::is_ascii_hexdigit).collect())
}

#[cfg(test)]
mod tests;
