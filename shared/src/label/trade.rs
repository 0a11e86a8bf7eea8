//! Labels of makers and sellers: ANSI data identifiers, the ISO/IEC 15434 envelope around them, and
//! one seller's near-JSON.

use super::element::{Element, Meaning};
use super::gs1::SEPARATOR;

/// Ends a format inside the envelope (RS), and the whole (EOT).
const ENDS: [char; 2] = ['\u{1E}', '\u{04}'];

/// Reads an ISO/IEC 15434 envelope of format 06 (`[)>` RS `06` GS, then fields with data
/// identifiers). Lenient where printers are sloppy: a stray `>` before it, the RS lost, no end.
pub(super) fn parse_envelope(text: &str) -> Option<Vec<Element>> {
    let text = text.strip_prefix('>').unwrap_or(text).strip_prefix("[)>")?;
    let body = text
        .trim_start_matches(ENDS)
        .strip_prefix("06")?
        .strip_prefix(SEPARATOR)?;
    let body = body.split(ENDS).next()?;
    Some(body.split(SEPARATOR).filter_map(field).collect())
}

/// One field: its data identifier (up to three digits and a letter), and the rest.
fn field(text: &str) -> Option<Element> {
    let letter = text
        .find(|sign: char| !sign.is_ascii_digit())
        .filter(|at| *at <= 3)?;
    let (key, value) = text.split_at_checked(letter + 1)?;
    let value = value.trim();
    let meaning = match key {
        "S" => Meaning::Serial,
        "23S" => Meaning::Mac,
        "1P" => Meaning::MakerPart,
        "P" => Meaning::Part,
        "Q" => Meaning::Quantity,
        "1T" => Meaning::Lot,
        "K" => Meaning::BuyerOrder,
        "1K" => Meaning::SellerOrder,
        // Sellers fill the code up to a fixed size with zeros under a private identifier.
        _ if key.ends_with('Z') && value.len() >= 8 && value.bytes().all(|sign| sign == b'0') => {
            return None;
        }
        _ if key.ends_with(|sign: char| sign.is_ascii_uppercase()) => {
            Meaning::Other(key.to_owned())
        }
        _ => return None,
    };
    Some(Element::new(meaning, value))
}

/// The serial behind a data identifier `S` on a bare code, which real serials may also start with:
/// only a second guess.
pub(super) fn without_serial_mark(text: &str) -> Option<&str> {
    let serial = text.strip_prefix('S')?;
    let plain = serial
        .bytes()
        .all(|sign| sign.is_ascii_alphanumeric() || sign == b'-');
    // Below five signs it is a word or a rack position rather than a serial with its mark.
    (plain && serial.len() >= 5 && serial.bytes().any(|sign| sign.is_ascii_digit()))
        .then_some(serial)
}

/// Reads `{pc:C100,pm:RES 1K, 1%,qty:50}`: keys without quotes, values that may hold commas. A comma
/// ends a value only where another key and a colon follow.
pub(super) fn parse_near_json(text: &str) -> Option<Vec<Element>> {
    let body = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for piece in body.split(',') {
        match piece
            .split_once(':')
            .map(|(key, value)| (key.trim(), value))
        {
            Some((key, value)) if is_key(key) => pairs.push((key, value.to_owned())),
            _ => {
                let (_, value) = pairs.last_mut()?;
                value.push(',');
                value.push_str(piece);
            }
        }
    }
    let known = pairs.iter().any(|(key, _)| matches!(*key, "pm" | "pc"));
    let elements = pairs.iter().map(|(key, value)| {
        let meaning = match *key {
            "pm" => Meaning::MakerPart,
            "pc" => Meaning::Part,
            "qty" => Meaning::Quantity,
            "on" => Meaning::SellerOrder,
            other => Meaning::Other(other.to_owned()),
        };
        Element::new(meaning, value.trim())
    });
    known.then(|| elements.collect())
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= 8 && text.bytes().all(|sign| sign.is_ascii_lowercase())
}
