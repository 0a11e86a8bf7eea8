//! GS1's application identifiers: which there are, and how long their fields may be.
//!
//! Source of the facts: the GS1 Barcode Syntax Dictionary
//! (<https://ref.gs1.org/tools/gs1-barcode-syntax-resource/syntax-dictionary/>). Component-wise
//! checks are left out except the check digits and dates that tell a GS1 string from another.

use std::ops::RangeInclusive;

/// Which signs a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signs {
    /// Digits.
    Digits,
    /// GS1's 82 signs, which hold no space.
    Text,
}

/// One application identifier, or a run of neighbours with the same field.
#[derive(Debug)]
pub(super) struct Identifier {
    first: &'static str,
    last: &'static str,
    pub(super) signs: Signs,
    pub(super) length: RangeInclusive<usize>,
}

impl Identifier {
    /// Fields of these identifiers end by their length alone; all others end at a separator
    /// (GS1 General Specifications, "predefined length").
    pub(super) fn is_predefined(&self) -> bool {
        matches!(
            self.first.get(..2),
            Some("00" | "01" | "02" | "03" | "04" | "11" | "12" | "13" | "15" | "16" | "17" | "20")
                | Some("31" | "32" | "33" | "34" | "35" | "36" | "41")
        )
    }
}

/// The identifier that `text` starts with, and its key as it stands there.
pub(super) fn find_identifier(text: &str) -> Option<(&'static Identifier, &str)> {
    // No key is the start of another, so the first match is the only one.
    IDENTIFIERS.iter().find_map(|identifier| {
        let key = text.get(..identifier.first.len())?;
        let digits = key.bytes().all(|sign| sign.is_ascii_digit());
        (digits && identifier.first <= key && key <= identifier.last).then_some((identifier, key))
    })
}

/// How many digits at a field's start end in a GS1 check digit.
pub(super) fn checked_digits(key: &str) -> Option<usize> {
    match key {
        "00" | "8017" | "8018" => Some(18),
        "01" | "02" | "03" | "8003" | "8006" | "8026" => Some(14),
        "253" | "255" | "410" | "411" | "412" | "413" | "414" | "415" | "416" | "417" => Some(13),
        "402" => Some(17),
        _ => None,
    }
}

const fn row(
    first: &'static str,
    last: &'static str,
    signs: Signs,
    min: usize,
    max: usize,
) -> Identifier {
    Identifier {
        first,
        last,
        signs,
        length: min..=max,
    }
}

const fn digits(key: &'static str, min: usize, max: usize) -> Identifier {
    row(key, key, Signs::Digits, min, max)
}

const fn text(key: &'static str, min: usize, max: usize) -> Identifier {
    row(key, key, Signs::Text, min, max)
}

#[rustfmt::skip]
static IDENTIFIERS: &[Identifier] = &[
    digits("00", 18, 18),
    row("01", "03", Signs::Digits, 14, 14),
    text("10", 1, 20),
    row("11", "13", Signs::Digits, 6, 6),
    row("15", "17", Signs::Digits, 6, 6),
    digits("20", 2, 2),
    row("21", "22", Signs::Text, 1, 20),
    text("235", 1, 28),
    row("240", "241", Signs::Text, 1, 30),
    digits("242", 1, 6),
    text("243", 1, 20),
    row("250", "251", Signs::Text, 1, 30),
    text("253", 13, 30),
    text("254", 1, 20),
    digits("255", 13, 25),
    digits("30", 1, 8),
    row("3100", "3165", Signs::Digits, 6, 6),
    row("3200", "3295", Signs::Digits, 6, 6),
    row("3300", "3375", Signs::Digits, 6, 6),
    row("3400", "3495", Signs::Digits, 6, 6),
    row("3500", "3575", Signs::Digits, 6, 6),
    row("3600", "3695", Signs::Digits, 6, 6),
    digits("37", 1, 8),
    row("3900", "3909", Signs::Digits, 1, 15),
    row("3910", "3919", Signs::Digits, 4, 18),
    row("3920", "3929", Signs::Digits, 1, 15),
    row("3930", "3939", Signs::Digits, 4, 18),
    row("3940", "3943", Signs::Digits, 4, 4),
    row("3950", "3955", Signs::Digits, 6, 6),
    row("400", "401", Signs::Text, 1, 30),
    digits("402", 17, 17),
    text("403", 1, 30),
    row("410", "417", Signs::Digits, 13, 13),
    text("420", 1, 20),
    text("421", 4, 12),
    digits("422", 3, 3),
    digits("423", 3, 15),
    digits("424", 3, 3),
    digits("425", 3, 15),
    digits("426", 3, 3),
    text("427", 1, 3),
    row("4300", "4301", Signs::Text, 1, 35),
    row("4302", "4306", Signs::Text, 1, 70),
    text("4307", 2, 2),
    text("4308", 1, 30),
    digits("4309", 20, 20),
    row("4310", "4311", Signs::Text, 1, 35),
    row("4312", "4316", Signs::Text, 1, 70),
    text("4317", 2, 2),
    text("4318", 1, 20),
    text("4319", 1, 30),
    text("4320", 1, 35),
    row("4321", "4323", Signs::Digits, 1, 1),
    row("4324", "4325", Signs::Digits, 10, 10),
    digits("4326", 6, 6),
    row("4330", "4333", Signs::Text, 6, 7),
    digits("7001", 13, 13),
    text("7002", 1, 30),
    digits("7003", 10, 10),
    digits("7004", 1, 4),
    text("7005", 1, 12),
    digits("7006", 6, 6),
    digits("7007", 6, 12),
    text("7008", 1, 3),
    text("7009", 1, 10),
    text("7010", 1, 2),
    digits("7011", 6, 10),
    row("7020", "7022", Signs::Text, 1, 20),
    text("7023", 1, 30),
    row("7030", "7039", Signs::Text, 4, 30),
    text("7040", 4, 4),
    text("7041", 1, 4),
    row("710", "717", Signs::Text, 1, 20),
    row("7230", "7239", Signs::Text, 3, 30),
    text("7240", 1, 20),
    digits("7241", 2, 2),
    text("7242", 1, 25),
    digits("7250", 8, 8),
    digits("7251", 12, 12),
    digits("7252", 1, 1),
    row("7253", "7254", Signs::Text, 1, 40),
    text("7255", 1, 10),
    text("7256", 1, 90),
    text("7257", 1, 70),
    text("7258", 3, 3),
    text("7259", 1, 40),
    digits("8001", 14, 14),
    text("8002", 1, 20),
    text("8003", 14, 30),
    text("8004", 1, 30),
    digits("8005", 6, 6),
    digits("8006", 18, 18),
    text("8007", 1, 34),
    digits("8008", 8, 12),
    text("8009", 1, 50),
    text("8010", 1, 30),
    digits("8011", 1, 12),
    text("8012", 1, 20),
    row("8013", "8014", Signs::Text, 1, 25),
    row("8017", "8018", Signs::Digits, 18, 18),
    digits("8019", 1, 10),
    text("8020", 1, 25),
    digits("8026", 18, 18),
    text("8030", 1, 90),
    row("8040", "8041", Signs::Digits, 15, 15),
    digits("8042", 32, 32),
    digits("8043", 18, 20),
    text("8110", 1, 70),
    digits("8111", 4, 4),
    text("8112", 1, 70),
    text("8200", 1, 70),
    text("90", 1, 30),
    row("91", "99", Signs::Text, 1, 90),
];
