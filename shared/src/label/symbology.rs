//! Kinds of code, as decoders and scanners name them.

use serde::{Deserialize, Serialize};

/// Which kind of code a text was read from. A scanner that types does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// QR Code.
    Qr,
    /// Micro QR Code.
    MicroQr,
    /// Data Matrix.
    DataMatrix,
    /// Aztec.
    Aztec,
    /// PDF417.
    Pdf417,
    /// Code 128, GS1-128 included.
    Code128,
    /// Code 39.
    Code39,
    /// Code 93.
    Code93,
    /// Codabar.
    Codabar,
    /// Interleaved 2 of 5; retail only with 14 digits.
    Itf,
    /// EAN-13.
    Ean13,
    /// EAN-8.
    Ean8,
    /// UPC-A.
    UpcA,
    /// UPC-E.
    UpcE,
    /// GS1 `DataBar`, in any of its forms.
    DataBar,
    /// Anything else.
    Other,
}

/// Takes a symbology head (AIM, ISO/IEC 15424: `]`, a letter, a sign) off, and says whether it
/// announces GS1.
pub(super) fn without_head(text: &str) -> (bool, &str) {
    let head = text.get(..3).map(str::as_bytes);
    let Some([b']', letter, modifier]) = head else {
        return (false, text);
    };
    if !letter.is_ascii_alphabetic() || !modifier.is_ascii_alphanumeric() {
        return (false, text);
    }
    let announced = matches!(
        (letter, modifier),
        (b'C', b'1') | (b'd', b'2') | (b'Q', b'3') | (b'e', b'0') | (b'J', b'1')
    );
    (announced, &text[3..])
}
