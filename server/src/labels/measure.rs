//! Lengths on paper and dots of a printer. Whole numbers, so that ten labels of 25.4 mm are 254 mm and not nearly.

use std::fmt;
use std::ops::{Add, Mul, Sub};

use crate::words::Language;

/// Micrometres in an inch.
const INCH: i64 = 25_400;

/// A length on paper, in micrometres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Length(pub(crate) i64);

impl Length {
    /// The next whole tenth of a millimetre, for whoever looks for a label that is large enough.
    pub(crate) fn up_to_a_tenth(self) -> Self {
        Self((self.0 + 99).div_euclid(100) * 100)
    }

    /// The longest that anybody may ask for: a metre.
    const MOST: Self = Self(1_000_000);

    /// Reads millimetres as people write them: `63.5` or `63,5`, to the micrometre. None for anything else, for less
    /// than nothing, and for more than a metre.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text
            .trim()
            .split_once(['.', ','])
            .unwrap_or((text.trim(), ""));
        let digits = |part: &str| part.bytes().all(|sign| sign.is_ascii_digit());
        if whole.is_empty()
            || whole.len() > 4
            || fraction.len() > 3
            || !digits(whole)
            || !digits(fraction)
        {
            return None;
        }
        let micrometres: i64 = format!("{whole}{fraction:0<3}").parse().ok()?;
        Some(Self(micrometres)).filter(|length| *length <= Self::MOST)
    }

    /// As a person reads it, in millimetres, with the decimal sign of their language.
    pub(crate) fn in_words(self, language: Language) -> String {
        let text = self.to_string();
        match language {
            Language::French => text.replace('.', ","),
            Language::English => text,
        }
    }
}

/// Millimetres with a point and no more digits than needed, as CSS and SVG read them.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / 1_000, self.0.abs() % 1_000);
        let text = format!("{sign}{whole}.{fraction:03}");
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Add for Length {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Length {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<u32> for Length {
    type Output = Self;

    fn mul(self, times: u32) -> Self {
        Self(self.0 * i64::from(times))
    }
}

/// A width and a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: Length,
    pub(crate) height: Length,
}

/// How finely a printer prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// 203 dots an inch: most label printers.
    Dpi203,
    /// 300 dots an inch: finer label printers.
    Dpi300,
    /// 600 dots an inch: office printers.
    Dpi600,
}

impl Resolution {
    /// The coarsest first.
    pub(crate) const ALL: [Self; 3] = [Self::Dpi203, Self::Dpi300, Self::Dpi600];

    /// Dots an inch.
    pub(crate) const fn dots_per_inch(self) -> u32 {
        match self {
            Self::Dpi203 => 203,
            Self::Dpi300 => 300,
            Self::Dpi600 => 600,
        }
    }

    /// The resolution of so many dots an inch.
    pub(crate) fn of(dots_per_inch: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|known| known.dots_per_inch() == dots_per_inch)
    }

    /// Whole dots that fit in a length.
    pub(crate) fn dots_in(self, length: Length) -> u32 {
        let dots = length.0.max(0) * i64::from(self.dots_per_inch()) / INCH;
        u32::try_from(dots).unwrap_or(u32::MAX)
    }

    /// The least whole dots that are as long as a length.
    pub(crate) fn dots_for(self, length: Length) -> u32 {
        let dots = divided_up(length.0.max(0) * i64::from(self.dots_per_inch()), INCH);
        u32::try_from(dots).unwrap_or(u32::MAX)
    }

    /// How long so many dots are, rounded up to the micrometre.
    pub(crate) fn length_of(self, dots: u32) -> Length {
        Length(divided_up(
            i64::from(dots) * INCH,
            i64::from(self.dots_per_inch()),
        ))
    }

    /// How long so many dots are in millimetres, exact enough to put whole dots on paper: to the tenth of a
    /// micrometre.
    pub(crate) fn exactly(self, dots: u32) -> String {
        let tenths = (i64::from(dots) * INCH * 10 + i64::from(self.dots_per_inch()) / 2)
            / i64::from(self.dots_per_inch());
        format!("{}.{:04}", tenths / 10_000, tenths % 10_000)
    }
}

/// Division of what is not negative, rounded up.
const fn divided_up(number: i64, by: i64) -> i64 {
    (number + by - 1) / by
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millimetres_are_read_as_people_write_them() {
        for (text, expected) in [
            ("63.5", Some(63_500)),
            (" 63,5 ", Some(63_500)),
            ("0", Some(0)),
            ("66.675", Some(66_675)),
            ("1000", Some(1_000_000)),
            ("1000.001", None),
            ("66.6755", None),
            ("-1", None),
            ("", None),
            (".5", None),
            ("1e3", None),
            ("1,5 mm", None),
            ("٣", None),
        ] {
            assert_eq!(Length::parse(text), expected.map(Length), "{text:?}");
        }
        assert_eq!(Length(63_500).to_string(), "63.5");
        assert_eq!(Length(100_000).to_string(), "100");
        assert_eq!(Length(25_744).up_to_a_tenth(), Length(25_800));
        assert_eq!(Length(25_700).up_to_a_tenth(), Length(25_700));
        assert_eq!(Length(63_500).in_words(Language::French), "63,5");
    }

    #[test]
    fn dots_are_whole() {
        // Twelve millimetres at 203 dots an inch: the strip of FC-P2.
        assert_eq!(Resolution::Dpi203.dots_in(Length(12_000)), 95);
        assert_eq!(Resolution::Dpi203.dots_for(Length(12_000)), 96);
        assert_eq!(Resolution::Dpi300.dots_in(Length(25_400)), 300);
        assert_eq!(Resolution::Dpi203.length_of(203), Length(25_400));
        assert_eq!(Resolution::Dpi203.exactly(2), "0.2502");
    }
}
