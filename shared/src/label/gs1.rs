//! GS1: element strings (plain, with separators, or typed with brackets) and Digital Link addresses.
//!
//! Owns telling a GS1 text from another and cutting it without guessing. What the pieces are good
//! for is decided in [`super`].

mod identifiers;

use self::identifiers::{Identifier, Signs, checked_digits, find_identifier};
use super::address::Address;
use super::element::{Element, Meaning};

/// The separator between fields (FNC1 as decoders hand it over).
pub(super) const SEPARATOR: char = '\u{1D}';

/// What a GS1 text says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gs1 {
    pub(super) elements: Vec<Element>,
    /// The rest could be cut in more than one way, or in none: a separator was lost. It is not
    /// guessed.
    pub(super) ambiguous: bool,
}

/// Reads an element string. `announced` says that the symbol itself claims to be GS1 (a symbology
/// head such as `]C1`, or a leading FNC1).
///
/// Unannounced, the text must start with a key whose check digit is right: any number that happens
/// to start with 30 would otherwise become a quantity.
pub(super) fn parse_element_string(text: &str, announced: bool) -> Option<Gs1> {
    let leading = text.starts_with(SEPARATOR);
    let text = text.trim_matches(SEPARATOR);
    if text.starts_with('(') {
        return parse_bracketed(text);
    }
    let (_, first) = find_identifier(text)?;
    if !(announced || leading || matches!(first, "00" | "01" | "02" | "8003" | "8006")) {
        return None;
    }
    let mut elements = Vec::new();
    for chunk in text.split(SEPARATOR) {
        let mut rest = chunk;
        while !rest.is_empty() {
            let Some((element, after)) = take_element(rest) else {
                // What was cut so far stands; with nothing cut it is not GS1 at all.
                return (!elements.is_empty()).then_some(Gs1 {
                    elements,
                    ambiguous: true,
                });
            };
            elements.push(element);
            rest = after;
        }
    }
    Some(Gs1 {
        elements,
        ambiguous: false,
    })
}

/// One element off the front of a text that holds no separator.
fn take_element(text: &str) -> Option<(Element, &str)> {
    let (identifier, key) = find_identifier(text)?;
    let field = &text[key.len()..];
    let end = if identifier.is_predefined() {
        *identifier.length.end()
    } else {
        field.len()
    };
    let element = element(identifier, key, field.get(..end)?)?;
    Some((element, &field[end..]))
}

/// The form that people read and type: `(01)04012345678901(10)ABC`. A field ends where the next
/// bracketed key follows, so `AB(C)D` is one value.
fn parse_bracketed(text: &str) -> Option<Gs1> {
    let mut elements = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (identifier, key, field) = bracketed_key(rest)?;
        let end = field
            .match_indices('(')
            .map(|(at, _)| at)
            .find(|at| *at > 0 && bracketed_key(&field[*at..]).is_some())
            .unwrap_or(field.len());
        elements.push(element(
            identifier,
            key,
            field[..end].trim_end_matches(SEPARATOR),
        )?);
        rest = &field[end..];
    }
    Some(Gs1 {
        elements,
        ambiguous: false,
    })
}

/// `(KEY)` at the start of a text, with what follows.
fn bracketed_key(text: &str) -> Option<(&'static Identifier, &str, &str)> {
    let (key, field) = text.strip_prefix('(')?.split_once(')')?;
    let (identifier, found) = find_identifier(key)?;
    (found.len() == key.len()).then_some((identifier, key, field))
}

/// Reads a GS1 Digital Link: `https://any.host/…/01/GTIN/21/SERIAL?17=261230`.
pub(super) fn parse_digital_link(address: &Address<'_>) -> Option<Gs1> {
    let segments: Vec<&str> = address
        .path
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let start = segments
        .windows(2)
        .position(|pair| is_primary(pair[0]) && linked(pair[0], pair[1]).is_some())?;
    let pairs = segments[start..].chunks(2);
    let mut elements = Vec::new();
    for pair in pairs {
        let [key, value] = pair else { return None };
        elements.push(linked(key, value)?);
    }
    let more = address.query.unwrap_or_default().split(['&', ';']);
    elements.extend(
        more.filter_map(|pair| pair.split_once('='))
            .filter_map(|(key, value)| linked(key, value)),
    );
    Some(Gs1 {
        elements,
        ambiguous: false,
    })
}

/// Keys that a Digital Link may start with.
fn is_primary(key: &str) -> bool {
    matches!(
        key,
        "00" | "01"
            | "253"
            | "255"
            | "401"
            | "402"
            | "414"
            | "417"
            | "8003"
            | "8004"
            | "8006"
            | "8010"
            | "8013"
            | "8017"
            | "8018"
    )
}

fn linked(key: &str, value: &str) -> Option<Element> {
    let (identifier, found) = find_identifier(key)?;
    if found.len() != key.len() {
        return None;
    }
    let value = percent_decoded(value)?;
    // Only here may a GTIN stand in its short forms.
    if key == "01" && matches!(value.len(), 8 | 12 | 13) {
        return element(identifier, key, &format!("{value:0>14}"));
    }
    element(identifier, key, &value)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The element of one key and field, if the field keeps the key's rules.
fn element(identifier: &Identifier, key: &str, field: &str) -> Option<Element> {
    let allowed = match identifier.signs {
        Signs::Digits => field.bytes().all(|sign| sign.is_ascii_digit()),
        Signs::Text => field.bytes().all(is_gs1_sign),
    };
    if !allowed || !identifier.length.contains(&field.len()) {
        return None;
    }
    if let Some(checked) = checked_digits(key)
        && !has_right_check_digit(field.get(..checked)?)
    {
        return None;
    }
    let meaning = match key {
        "00" => Meaning::LogisticUnit,
        "01" | "02" | "03" => Meaning::Gtin,
        "10" => Meaning::Lot,
        "11" => return date(field).map(|text| Element::new(Meaning::Produced, text)),
        "15" | "16" | "17" => return date(field).map(|text| Element::new(Meaning::Expires, text)),
        "21" => Meaning::Serial,
        "30" | "37" => Meaning::Quantity,
        "240" => Meaning::Part,
        "400" => Meaning::BuyerOrder,
        // A returnable asset without a serial names a kind of crate, not one.
        "8003" if field.len() > 14 => Meaning::Asset,
        "8004" => Meaning::Asset,
        "8040" | "8041" => Meaning::Imei,
        _ => Meaning::Other(key.to_owned()),
    };
    Some(Element::new(meaning, field))
}

/// GS1's 82 signs (ISO/IEC 646 without space, `#`, `$`, `@`, brackets and a few more).
fn is_gs1_sign(sign: u8) -> bool {
    sign.is_ascii_alphanumeric() || b"!\"%&'()*+,-./:;<=>?_".contains(&sign)
}

/// Whether digits end in GS1's modulo-10 check digit. False for anything but digits.
pub(super) fn has_right_check_digit(digits: &str) -> bool {
    let weighted = digits.bytes().rev().enumerate().map(|(place, sign)| {
        sign.is_ascii_digit()
            .then(|| u32::from(sign - b'0') * if place % 2 == 0 { 1 } else { 3 })
    });
    weighted
        .sum::<Option<u32>>()
        .is_some_and(|sum| !digits.is_empty() && sum % 10 == 0)
}

/// `YYMMDD` as `YYYY-MM-DD`; day 00 is the month's last.
///
/// GS1 lets the century slide with the current year. No clock here: 00–76 are the 2000s, as the
/// rule gives in 2026, which stays right for every date within 25 years of it.
fn date(field: &str) -> Option<String> {
    let part = |range: std::ops::Range<usize>| field.get(range)?.parse::<u32>().ok();
    let (year, month, day) = (part(0..2)?, part(2..4)?, part(4..6)?);
    let year = if year <= 76 { 2000 + year } else { 1900 + year };
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => return None,
    };
    let day = if day == 0 { last } else { day };
    (day <= last).then(|| format!("{year:04}-{month:02}-{day:02}"))
}
