//! Unicode's normal forms (UAX #15), and which signs are marks (general category M).
//!
//! A browser has both: their tables would be a twentieth of what a phone downloads. Everywhere else a crate brings them.

/// Composed, canonically.
#[must_use]
pub fn nfc(text: &str) -> String {
    platform::normal(text, platform::NFC)
}

/// Decomposed, canonically.
#[must_use]
pub fn nfd(text: &str) -> String {
    platform::normal(text, platform::NFD)
}

/// Composed, with compatibility forms as plain ones.
#[must_use]
pub fn nfkc(text: &str) -> String {
    platform::normal(text, platform::NFKC)
}

/// Decomposed, with compatibility forms as plain ones.
#[must_use]
pub fn nfkd(text: &str) -> String {
    platform::normal(text, platform::NFKD)
}

/// Whether a sign is a mark, which stands on the one before.
#[must_use]
pub fn is_mark(sign: char) -> bool {
    !sign.is_ascii() && platform::is_mark(sign)
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod platform {
    use unicode_normalization::UnicodeNormalization as _;
    pub(super) use unicode_normalization::char::is_combining_mark as is_mark;

    pub(super) type Form = fn(&str) -> String;

    pub(super) const NFC: Form = |text| text.nfc().collect();
    pub(super) const NFD: Form = |text| text.nfd().collect();
    pub(super) const NFKC: Form = |text| text.nfkc().collect();
    pub(super) const NFKD: Form = |text| text.nfkd().collect();

    pub(super) fn normal(text: &str, form: Form) -> String {
        form(text)
    }
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod platform {
    use js_sys::{JsString, RegExp};

    pub(super) type Form = &'static str;

    pub(super) const NFC: Form = "NFC";
    pub(super) const NFD: Form = "NFD";
    pub(super) const NFKC: Form = "NFKC";
    pub(super) const NFKD: Form = "NFKD";

    pub(super) fn normal(text: &str, form: Form) -> String {
        JsString::from(text).normalize(form).into()
    }

    pub(super) fn is_mark(sign: char) -> bool {
        thread_local! {
            static MARK: RegExp = RegExp::new("\\p{M}", "u");
        }
        MARK.with(|mark| mark.test(sign.encode_utf8(&mut [0; 4])))
    }
}
