//! How large a code's modules can be: whole dots of the printer, with the quiet zone, or a refusal that says what
//! would fit.

use super::measure::{Length, Resolution};

/// Light modules on each side of a QR code (ISO/IEC 18004).
pub(crate) const QUIET: u32 = 4;
/// The narrowest module that phones read at arm's length: a quarter of a millimetre.
const NARROWEST: Length = Length(250);
/// A module of one dot is swallowed by the next one's heat or toner.
const FEWEST_DOTS: u32 = 2;

/// How much of a QR code may be lost and still be read (ISO/IEC 18004).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Correction {
    /// About 7 in 100.
    Low,
    /// About 15 in 100.
    Medium,
    /// About 25 in 100: the most that the smallest code has for one of ours.
    Quartile,
    /// About 30 in 100.
    High,
}

impl Correction {
    /// The least first.
    pub(crate) const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::Quartile, Self::High];

    /// Its letter.
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            Self::Low => "L",
            Self::Medium => "M",
            Self::Quartile => "Q",
            Self::High => "H",
        }
    }

    /// The one of a letter.
    pub(crate) fn of(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.letter() == letter)
    }

    /// The same in the encoder's words.
    pub(crate) const fn level(self) -> qrcode::EcLevel {
        match self {
            Self::Low => qrcode::EcLevel::L,
            Self::Medium => qrcode::EcLevel::M,
            Self::Quartile => qrcode::EcLevel::Q,
            Self::High => qrcode::EcLevel::H,
        }
    }
}

/// A code that cannot be read where it was to be printed, and what would fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{modules} modules need {needed} mm and have {room} mm")]
pub(crate) struct TooDense {
    /// Modules across, quiet zones included.
    pub(crate) modules: u32,
    /// What there is.
    pub(crate) room: Length,
    /// What it needs at this resolution.
    pub(crate) needed: Length,
    /// Another resolution, the coarsest, at which it would fit.
    pub(crate) otherwise: Option<Resolution>,
}

/// The fewest dots that a module is printed with.
pub(crate) fn fewest_dots(resolution: Resolution) -> u32 {
    resolution.dots_for(NARROWEST).max(FEWEST_DOTS)
}

/// The least length for so many modules.
pub(crate) fn least(modules: u32, resolution: Resolution) -> Length {
    resolution.length_of(fewest_dots(resolution).saturating_mul(modules))
}

/// Dots a module, as many as fit into a length, for a code of any kind that is `modules` across with its quiet zones.
///
/// # Errors
/// [`TooDense`] if they would be fewer than can be read.
pub(crate) fn fit_dots(
    modules: u32,
    room: Length,
    resolution: Resolution,
) -> Result<u32, TooDense> {
    let dots = resolution.dots_in(room) / modules.max(1);
    if dots >= fewest_dots(resolution) {
        return Ok(dots);
    }
    let otherwise = Resolution::ALL.into_iter().find(|other| {
        *other != resolution && other.dots_in(room) / modules.max(1) >= fewest_dots(*other)
    });
    Err(TooDense {
        modules,
        room,
        needed: least(modules, resolution),
        otherwise,
    })
}

#[cfg(test)]
mod tests {
    use qrcode::QrCode;

    use super::*;

    fn qr_modules(text: &str, correction: Correction) -> u32 {
        let code =
            QrCode::with_error_correction_level(text, correction.level()).expect("it fits a code");
        u32::try_from(code.width()).expect("few") + 2 * QUIET
    }

    #[test]
    fn fc_p2_bars_thinner_than_a_dot_are_refused_with_what_would_fit() {
        // Twelve digits in Code 128: 101 modules and a quiet zone of ten on each side; as text about 140.
        for modules in [121, 160] {
            let refused =
                fit_dots(modules, Length(12_000), Resolution::Dpi203).expect_err("95 dots");
            assert_eq!(refused.needed, Resolution::Dpi203.length_of(2 * modules));
            assert_eq!(
                refused.otherwise, None,
                "twelve millimetres are too few at any resolution"
            );
            assert!(fit_dots(modules, refused.needed, Resolution::Dpi203).is_ok());
        }
    }

    #[test]
    fn fc_p2_a_long_address_on_a_small_label_is_refused_with_what_would_fit() {
        let address = format!(
            "https://inventaire.example.org/ci/{}",
            "a1b2c3d4/".repeat(64)
        );
        let dense = qr_modules(&address, Correction::High);
        let room = Length(30_000 - 2_000);
        let refused = fit_dots(dense, room, Resolution::Dpi203).expect_err("too dense");
        assert!(refused.needed > room);
        let sparse = qr_modules(&address, Correction::Low);
        assert!(
            fit_dots(sparse, room, Resolution::Dpi203).is_ok(),
            "less correction would fit"
        );
        // Ours fits wherever anything does.
        assert_eq!(qr_modules("R28T5CY4TQKFF4", Correction::Quartile), 29);
        assert_eq!(fit_dots(29, room, Resolution::Dpi203), Ok(7));
    }

    #[test]
    fn another_printer_is_named_where_it_would_help() {
        // 29 modules in 7.4 mm: 59 dots at 203 are 2 each; in 7.25 mm they are 57, one each.
        assert_eq!(fit_dots(29, Length(7_400), Resolution::Dpi203), Ok(2));
        let refused = fit_dots(29, Length(7_254), Resolution::Dpi203).expect_err("57 dots");
        assert_eq!(refused.otherwise, None);
        // At 300 dots an inch a quarter of a millimetre is three dots.
        assert_eq!(fewest_dots(Resolution::Dpi300), 3);
        let refused = fit_dots(29, Length(7_300), Resolution::Dpi300).expect_err("86 dots");
        assert_eq!(refused.otherwise, Some(Resolution::Dpi203));
    }

    #[test]
    fn modules_are_never_narrower_than_what_is_read() {
        for resolution in Resolution::ALL {
            assert!(least(1, resolution) >= NARROWEST);
            assert!(fewest_dots(resolution) >= FEWEST_DOTS);
        }
    }
}
