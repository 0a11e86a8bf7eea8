//! The kinds of printed code that the pipeline reads, under their standard names.

use serde::{Deserialize, Serialize};

/// A kind of printed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
}

/// How far one reading of a symbology can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// No check, or one digit of ten: a passing shadow makes another number that looks right.
    Weak,
    /// A check over all signs: wrong readings are rare, and never the same twice.
    Checked,
    /// Error correction: a wrong reading is practically impossible.
    Corrected,
}

impl Symbology {
    /// The standard's name, as one prints it.
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
        }
    }

    /// The code character of the AIM symbology identifier (ISO/IEC 15424).
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
        }
    }

    /// How far a single reading can be believed; [`super::Session`] asks for more of the weak.
    pub fn certainty(self) -> Certainty {
        match self {
            Self::QrCode | Self::MicroQrCode | Self::DataMatrix | Self::Aztec | Self::Pdf417 => {
                Certainty::Corrected
            }
            Self::Code128 | Self::Code93 => Certainty::Checked,
            Self::Code39
            | Self::Codabar
            | Self::Itf
            | Self::Ean13
            | Self::Ean8
            | Self::UpcA
            | Self::UpcE => Certainty::Weak,
        }
    }

    /// Whether the code is a row of bars.
    pub fn is_linear(self) -> bool {
        self.certainty() != Certainty::Corrected
    }
}
