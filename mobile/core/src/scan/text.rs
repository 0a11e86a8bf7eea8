//! The text of bytes whose character set the code does not name.

/// Reads `bytes` without a declared character set: as UTF-8 where they are valid UTF-8, else as
/// Latin-1. No other set is guessed: a guess turned `ééé` into Chinese signs in two other
/// decoders (zxing/zxing#1500, micjahn/ZXing.Net#284).
pub(super) fn undeclared(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// What a decoder made of bytes whose character set the code names; what no set was named for where it made nothing of
/// them. A browser has no tables of eastern sets: their signs would be nothing, or NUL.
pub(super) fn declared(text: String, bytes: &[u8]) -> String {
    let is_nothing = text.is_empty() && !bytes.is_empty();
    if is_nothing || text.contains('\0') && !bytes.contains(&0) {
        return undeclared(bytes);
    }
    text
}

/// The bytes of a text in which each sign stands for one byte; None where one does not.
pub(super) fn latin1_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|sign| u8::try_from(sign).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_first_then_latin1() {
        for (bytes, text) in [
            (&b"\xE9\xE9\xE9\x63\xE9\xE9\x20\x6A\x6A"[..], "ééécéé jj"),
            (b"\xE4\xF6\xFC", "äöü"),
            (b"\xC3\xA9\x20\x6E\x6F\xC3\xAB\x6C\x20\xC3\xBC", "é noël ü"),
            (b"", ""),
            (b"\0\x1d", "\0\u{1d}"),
        ] {
            assert_eq!(undeclared(bytes), text);
        }
    }

    #[test]
    fn what_a_set_without_tables_makes_of_bytes_is_not_their_text() {
        let kanji = b"\x93\xfa";
        assert_eq!(declared("日".to_owned(), kanji), "日");
        for nothing in ["", "\0"] {
            assert_eq!(declared(nothing.to_owned(), kanji), "\u{93}ú");
        }
        assert_eq!(declared(String::new(), b""), "");
        assert_eq!(declared("a\0".to_owned(), b"a\0"), "a\0");
    }

    #[test]
    fn a_sign_beyond_latin1_has_no_single_byte() {
        assert_eq!(latin1_bytes("é\0"), Some(vec![0xE9, 0]));
        assert_eq!(latin1_bytes("€"), None);
    }
}
