//! How far one reading of each symbology can be believed.

pub use shared::label::Symbology;

/// How far one reading of a symbology can be believed; [`super::Session`] asks for more of the weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// No check, or one digit of ten: a passing shadow makes another number that looks right.
    Weak,
    /// A check over all signs: wrong readings are rare, and never the same twice.
    Checked,
    /// Error correction: a wrong reading is practically impossible.
    Corrected,
}

impl Certainty {
    /// Of a single reading.
    pub fn of(symbology: Symbology) -> Self {
        match symbology {
            Symbology::QrCode
            | Symbology::MicroQrCode
            | Symbology::DataMatrix
            | Symbology::Aztec
            | Symbology::Pdf417 => Self::Corrected,
            Symbology::Code128 | Symbology::Code93 | Symbology::DataBar => Self::Checked,
            Symbology::Code39
            | Symbology::Codabar
            | Symbology::Itf
            | Symbology::Ean13
            | Symbology::Ean8
            | Symbology::UpcA
            | Symbology::UpcE => Self::Weak,
        }
    }
}
