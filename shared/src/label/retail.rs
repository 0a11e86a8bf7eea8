//! Retail codes: EAN, UPC and ITF-14, which name an article.

use super::Symbology;

/// The digits of a retail code, UPC-E expanded, if the text is one by its symbology, or, where that
/// is unknown, by its length. Eight digits alone prove nothing. The check digit is not looked at.
pub(super) fn retail_digits(text: &str, symbology: Option<Symbology>) -> Option<String> {
    if !text.bytes().all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let is_retail = match symbology {
        Some(Symbology::UpcE) => return expanded_upc_e(text),
        Some(Symbology::Ean13 | Symbology::UpcA) => matches!(text.len(), 12 | 13),
        Some(Symbology::Ean8) => text.len() == 8,
        Some(Symbology::DataBar | Symbology::Itf) => text.len() == 14,
        Some(_) => false,
        None => matches!(text.len(), 12..=14),
    };
    is_retail.then(|| text.to_owned())
}

/// UPC-E's eight digits as the UPC-A that they stand for (GS1 General Specifications, zero
/// suppression).
fn expanded_upc_e(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().collect();
    let [system @ ('0' | '1'), a, b, c, d, e, last, check] = digits[..] else {
        return None;
    };
    Some(match last {
        '0'..='2' => format!("{system}{a}{b}{last}0000{c}{d}{e}{check}"),
        '3' => format!("{system}{a}{b}{c}00000{d}{e}{check}"),
        '4' => format!("{system}{a}{b}{c}{d}00000{e}{check}"),
        _ => format!("{system}{a}{b}{c}{d}{e}0000{last}{check}"),
    })
}
