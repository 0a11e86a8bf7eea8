//! Kinds of code, as decoders and standards name them.

use serde::{Deserialize, Serialize};

/// Which kind of code a text was read from. A scanner that types does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// ISO/IEC 18004.
    QrCode,
    /// ISO/IEC 18004, the small form with one finder.
    MicroQrCode,
    /// ISO/IEC 16022, ECC 200.
    DataMatrix,
    /// ISO/IEC 24778.
    Aztec,
    /// ISO/IEC 15438.
    Pdf417,
    /// ISO/IEC 15417, GS1-128 included.
    Code128,
    /// ISO/IEC 16388.
    Code39,
    /// AIM BC5 (USS-93).
    Code93,
    /// AIM BC3.
    Codabar,
    /// ISO/IEC 16390 (Interleaved 2 of 5, ITF-14 included).
    Itf,
    /// ISO/IEC 15420.
    Ean13,
    /// ISO/IEC 15420.
    Ean8,
    /// ISO/IEC 15420.
    UpcA,
    /// ISO/IEC 15420.
    UpcE,
    /// ISO/IEC 24724 (GS1 `DataBar`, in any of its forms).
    DataBar,
}

impl Symbology {
    /// The standard's name, as one prints it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::QrCode => "QR Code",
            Self::MicroQrCode => "Micro QR Code",
            Self::DataMatrix => "Data Matrix",
            Self::Aztec => "Aztec Code",
            Self::Pdf417 => "PDF417",
            Self::Code128 => "Code 128",
            Self::Code39 => "Code 39",
            Self::Code93 => "Code 93",
            Self::Codabar => "Codabar",
            Self::Itf => "ITF",
            Self::Ean13 => "EAN-13",
            Self::Ean8 => "EAN-8",
            Self::UpcA => "UPC-A",
            Self::UpcE => "UPC-E",
            Self::DataBar => "GS1 DataBar",
        }
    }

    /// The code character of the AIM symbology identifier (ISO/IEC 15424).
    #[must_use]
    pub fn aim_letter(self) -> char {
        match self {
            Self::QrCode | Self::MicroQrCode => 'Q',
            Self::DataMatrix => 'd',
            Self::Aztec => 'z',
            Self::Pdf417 => 'L',
            Self::Code128 => 'C',
            Self::Code39 => 'A',
            Self::Code93 => 'G',
            Self::Codabar => 'F',
            Self::Itf => 'I',
            Self::Ean13 | Self::Ean8 | Self::UpcA | Self::UpcE => 'E',
            Self::DataBar => 'e',
        }
    }

    /// Whether the code is a row of bars.
    #[must_use]
    pub fn is_linear(self) -> bool {
        !matches!(
            self,
            Self::QrCode | Self::MicroQrCode | Self::DataMatrix | Self::Aztec | Self::Pdf417
        )
    }
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
