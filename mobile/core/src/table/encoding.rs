//! Which letters the bytes of a file stand for, guessed from the whole file.
//!
//! Files that are not Unicode are told apart by the letters that French and English texts have: the four sets that
//! spreadsheets write here. A general guesser knows forty, and weighs more than all of this room.

use encoding_rs::{MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::api::Encoding;

const UTF_8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF_16_LE_MARK: &[u8] = &[0xFF, 0xFE];
const UTF_16_BE_MARK: &[u8] = &[0xFE, 0xFF];

/// The upper half of code page 850, which spreadsheets call “MS-DOS”.
const CODE_PAGE_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
    ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// The encoding that a file most probably has.
pub(crate) fn guess_encoding(bytes: &[u8]) -> Encoding {
    if bytes.starts_with(UTF_8_MARK) {
        return Encoding::Utf8;
    }
    if bytes.starts_with(UTF_16_LE_MARK) {
        return Encoding::Utf16Le;
    }
    if bytes.starts_with(UTF_16_BE_MARK) {
        return Encoding::Utf16Be;
    }
    // Half of the bytes of Latin text in UTF-16 are zero, and always the same half.
    let zeros = |half: usize| {
        let zeros = bytes.iter().skip(half).step_by(2);
        zeros.filter(|byte| **byte == 0).count() * 4 > bytes.len()
    };
    if zeros(1) {
        return Encoding::Utf16Le;
    }
    if zeros(0) {
        return Encoding::Utf16Be;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Encoding::Utf8;
    }
    let candidates = [Encoding::Windows1252, Encoding::MacRoman, Encoding::Dos];
    let mut best = (i64::MIN, Encoding::Windows1252);
    for candidate in candidates {
        let likelihood = likelihood(&decode(bytes, candidate));
        if likelihood > best.0 {
            best = (likelihood, candidate);
        }
    }
    best.1
}

/// The text of a file's bytes; what stands for no letter becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> String {
    let known = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Windows1252 => WINDOWS_1252,
        Encoding::MacRoman => MACINTOSH,
        Encoding::Dos => {
            let upper: Vec<char> = CODE_PAGE_850.chars().collect();
            let sign = |byte: &u8| match byte.checked_sub(0x80) {
                Some(place) => upper[usize::from(place)],
                None => char::from(*byte),
            };
            return bytes.iter().map(sign).collect();
        }
    };
    known.decode_with_bom_removal(bytes).0.into_owned()
}

/// How much a text looks like one of people here: small accented letters speak for it, capitals within words and signs
/// that nobody types against it.
fn likelihood(text: &str) -> i64 {
    let mut sum = 0;
    let mut after_small = false;
    for sign in text.chars() {
        if !sign.is_ascii() {
            sum += match sign {
                'é' | 'è' | 'ê' | 'ë' | 'à' | 'â' | 'ä' | 'ç' | 'î' | 'ï' | 'ô' | 'ö' | 'ù'
                | 'û' | 'ü' | 'œ' | 'ñ' => 3,
                _ if sign.is_uppercase() && after_small => -3,
                'É' | 'È' | 'Ê' | 'À' | 'Â' | 'Ç' | 'Î' | 'Ô' | 'Ö' | 'Ü' => 1,
                '\u{A0}' | '’' | '‘' | '“' | '”' | '«' | '»' | '–' | '—' | '…' | '°' | '€'
                | '²' => 0,
                _ => -2,
            };
        }
        after_small = sign.is_lowercase();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: Encoding, text: &str) {
        assert_eq!(guess_encoding(bytes), encoding);
        assert_eq!(decode(bytes, encoding), text);
    }

    #[test]
    fn the_whole_file_says_its_encoding() {
        check(b"M\xFCnchen", Encoding::Windows1252, "München");
        check("München".as_bytes(), Encoding::Utf8, "München");
        check(b"\xEF\xBB\xBFM\xC3\xBCnchen", Encoding::Utf8, "München");
        check(b"\xFF\xFEM\0\xFC\0n\0", Encoding::Utf16Le, "Mün");
        check(b"\xFE\xFF\0M\0\xFC\0n", Encoding::Utf16Be, "Mün");
        check(b"M\0\xFC\0n\0c\0", Encoding::Utf16Le, "Münc");
        check(
            b"B\xE2timent; \xC9tage",
            Encoding::Windows1252,
            "Bâtiment; Étage",
        );
        check(
            b"B\x89timent; r\x8Eception",
            Encoding::MacRoman,
            "Bâtiment; réception",
        );
        check(
            b"B\x83timent; r\x82ception",
            Encoding::Dos,
            "Bâtiment; réception",
        );
        check(b"plain", Encoding::Utf8, "plain");
        check(b"", Encoding::Utf8, "");
    }

    #[test]
    fn every_byte_of_the_code_page_stands_for_a_sign() {
        assert_eq!(CODE_PAGE_850.chars().count(), 128);
    }
}
