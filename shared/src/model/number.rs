//! Inventory numbers that are given by themselves: the pattern of a type, and the counters in it.
//!
//! Owns how a counter becomes a number and back. Which counters are whose is the server's, which reserves them, and
//! the device's, which gives them; what a device gives where it has none left is
//! [`ProvisionalNumber`](crate::identifier::ProvisionalNumber).

use std::fmt;

use crate::identifier::{ExactKey, NearKey};
use crate::normal::nfc;

/// The longest pattern, in characters.
const MAX_PATTERN: usize = 64;
/// The most zeros in a pattern.
const MAX_WIDTH: usize = 12;
/// The last counter of a series.
pub const MAX_COUNTER: u64 = 999_999_999_999_999;
/// A known number so far beyond those before it was typed by hand: a series that begins does not go on after it.
const OUTLIER: u64 = 10_000;

/// The pattern of a type's numbers: `PC-{000000}` gives `PC-000001`, `PC-000002` and so on.
///
/// The zeros say how many digits there are at least: after `PC-999999` comes `PC-1000000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPattern {
    prefix: String,
    width: usize,
    suffix: String,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It has no zeros in braces.
    #[error("a pattern has zeros in braces: PC-{{000000}}")]
    NoGroup,
    /// It has braces twice.
    #[error("a pattern has braces once")]
    SeveralGroups,
    /// There is something else than zeros in the braces.
    #[error("only zeros stand in the braces of a pattern")]
    NotZeros,
    /// There are no zeros in the braces, or more than 12.
    #[error("a pattern has 1 to {MAX_WIDTH} zeros")]
    Width,
    /// A digit beside the braces would read as one of the counter's.
    #[error("no digit stands beside the braces of a pattern")]
    Digit,
    /// It begins or ends with a blank, or has a control sign.
    #[error("a pattern neither begins nor ends with a blank, and has no control signs")]
    Blank,
    /// It is longer than 64 characters.
    #[error("a pattern has {MAX_PATTERN} characters at most")]
    Long,
    /// It begins like a provisional number.
    #[error("provisional numbers begin with ~")]
    Provisional,
}

impl NumberPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`PatternError`], why it is none.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.chars().count() > MAX_PATTERN {
            return Err(PatternError::Long);
        }
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(PatternError::Blank);
        }
        let (prefix, rest) = text.split_once('{').ok_or(PatternError::NoGroup)?;
        let (zeros, suffix) = rest.split_once('}').ok_or(PatternError::NoGroup)?;
        let braces = ['{', '}'];
        if prefix.contains(braces) || zeros.contains(braces) || suffix.contains(braces) {
            return Err(PatternError::SeveralGroups);
        }
        if zeros.bytes().any(|sign| sign != b'0') {
            return Err(PatternError::NotZeros);
        }
        if !(1..=MAX_WIDTH).contains(&zeros.len()) {
            return Err(PatternError::Width);
        }
        if prefix.ends_with(char::is_numeric) || suffix.starts_with(char::is_numeric) {
            return Err(PatternError::Digit);
        }
        if prefix.starts_with('~') {
            return Err(PatternError::Provisional);
        }
        // As numbers are compared.
        Ok(Self {
            prefix: nfc(prefix),
            width: zeros.len(),
            suffix: nfc(suffix),
        })
    }

    /// The number of a counter.
    #[must_use]
    pub fn number(&self, counter: u64) -> String {
        let Self {
            prefix,
            width,
            suffix,
        } = self;
        format!("{prefix}{counter:0width$}{suffix}")
    }

    /// The counter whose number a text is, so that a number typed by hand uses up its own and no other.
    #[must_use]
    pub fn counter(&self, number: &str) -> Option<u64> {
        let exact = ExactKey::new(number)?;
        let digits = exact
            .as_str()
            .strip_prefix(&self.prefix)?
            .strip_suffix(&self.suffix)?;
        let is_plain = digits.bytes().all(|sign| sign.is_ascii_digit())
            && (digits.len() == self.width
                || digits.len() > self.width && !digits.starts_with('0'));
        let counter = is_plain.then(|| digits.parse().ok()).flatten()?;
        (1..=MAX_COUNTER).contains(&counter).then_some(counter)
    }

    /// The name of the counters that it takes from: all patterns whose numbers are near each other share them, those
    /// of two types and that of one type before and after it was changed, so that no number is given twice.
    #[must_use]
    pub fn series(&self) -> String {
        let bare = format!("{}{{0}}{}", self.prefix, self.suffix);
        match ExactKey::new(&bare) {
            Some(exact) => NearKey::of(&exact).as_str().to_owned(),
            None => bare,
        }
    }

    /// The first counter of a series that begins where there are numbers already: it goes on after the highest one
    /// that is not far beyond the others.
    #[must_use]
    pub fn first_after<'a>(&self, numbers: impl IntoIterator<Item = &'a str>) -> u64 {
        let mut known: Vec<u64> = numbers
            .into_iter()
            .filter_map(|number| self.counter(number))
            .collect();
        known.sort_unstable();
        let mut last = 0;
        for counter in known {
            if counter - last > OUTLIER {
                break;
            }
            last = counter;
        }
        last + 1
    }
}

impl fmt::Display for NumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zeros = "0".repeat(self.width);
        write!(f, "{}{{{zeros}}}{}", self.prefix, self.suffix)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identifier::{ProvisionalNumber, identifies};

    fn pattern(text: &str) -> NumberPattern {
        NumberPattern::parse(text).expect("a pattern")
    }

    #[test]
    fn a_pattern_gives_numbers_with_their_zeros_and_more_digits_where_these_are_used_up() {
        for (of, counter, number) in [
            ("PC-{000000}", 1, "PC-000001"),
            ("{00000}", 11, "00011"),
            ("PC-{000000}", 999_999, "PC-999999"),
            ("PC-{000000}", 1_000_000, "PC-1000000"),
            ("{0}/R 2", 12, "12/R 2"),
            ("École {000}", 7, "École 007"),
            ("N{0}", MAX_COUNTER, "N999999999999999"),
        ] {
            let of = pattern(of);
            assert_eq!(of.number(counter), number);
            assert_eq!(of.counter(number), Some(counter), "{number}");
            assert!(identifies(number));
        }
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        use PatternError as E;
        let forty = format!("PC-{{{}}}", "0".repeat(40));
        let long = format!("{}-{{000}}", "x".repeat(MAX_PATTERN));
        for (text, why) in [
            ("", E::NoGroup),
            ("PC-000000", E::NoGroup),
            ("PC-{000", E::NoGroup),
            ("PC-000}", E::NoGroup),
            ("}{", E::NoGroup),
            ("PC-{000}{000}", E::SeveralGroups),
            ("PC-{00{0}0}", E::SeveralGroups),
            ("PC-{000}}", E::SeveralGroups),
            ("}PC-{000}", E::SeveralGroups),
            ("PC-{00A}", E::NotZeros),
            ("PC-{0 0}", E::NotZeros),
            ("PC-{001}", E::NotZeros),
            ("PC-{٠٠}", E::NotZeros),
            ("PC-{}", E::Width),
            (&forty, E::Width),
            ("PC1{000}", E::Digit),
            ("{000}2", E::Digit),
            (" PC-{000}", E::Blank),
            ("PC-{000}\u{a0}", E::Blank),
            ("PC\n{000}", E::Blank),
            ("PC\u{0}{000}", E::Blank),
            (&long, E::Long),
            ("~ABCD-{000}", E::Provisional),
            ("~{0}", E::Provisional),
        ] {
            assert_eq!(NumberPattern::parse(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn a_number_by_hand_uses_its_own_counter_only() {
        let of = pattern("{00000}");
        for (number, counter) in [
            ("00009", Some(9)),
            (" 00009 ", Some(9)),
            ("123456", Some(123_456)),
            ("9", None),
            ("000009", None),
            ("0000९", None),
            ("00000", None),
            ("PC-00009", None),
            ("-0009", None),
            ("+0009", None),
            ("99999999999999999999", None),
            ("9999999999999999", None),
            ("", None),
        ] {
            assert_eq!(of.counter(number), counter, "{number:?}");
        }
    }

    #[test]
    fn patterns_whose_numbers_are_near_share_their_counters() {
        let series = |text: &str| pattern(text).series();
        for same in ["PC-{0000}", "pc {0}", "PC{000000}", "PC–{00}"] {
            assert_eq!(series(same), series("PC-{000000}"), "{same}");
        }
        for other in ["{000000}", "PCX-{000000}", "PC-{000000}-B", "B-PC-{0}"] {
            assert_ne!(series(other), series("PC-{000000}"), "{other}");
        }
    }

    #[test]
    fn a_series_goes_on_after_the_numbers_that_there_are_and_not_after_one_far_beyond() {
        let of = pattern("PC-{000000}");
        let first = |numbers: &[&str]| of.first_after(numbers.iter().copied());
        assert_eq!(first(&[]), 1);
        assert_eq!(first(&["PC-000120", "SC-000900", "PC-000119", "x"]), 121);
        assert_eq!(first(&["PC-000001", "PC-999999"]), 2);
        assert_eq!(first(&["PC-999999"]), 1);
    }

    proptest! {
        #[test]
        fn a_number_leads_back_to_its_counter_and_is_never_provisional(
            prefix in "[A-Za-zéÉ _/#.-]{0,12}",
            width in 1..=MAX_WIDTH,
            suffix in "[A-Za-z _/#.-]{0,12}",
            counter in 1..=MAX_COUNTER,
            other in 1..=MAX_COUNTER,
        ) {
            let text = format!("{prefix}{{{}}}{suffix}", "0".repeat(width));
            prop_assume!(text.trim() == text);
            let of = pattern(&text);
            prop_assert_eq!(pattern(&of.to_string()), of.clone());
            let number = of.number(counter);
            prop_assert_eq!(of.counter(&number), Some(counter));
            prop_assert_eq!(of.number(other) == number, other == counter);
            prop_assert!(ProvisionalNumber::parse(&number).is_none());
        }

        #[test]
        fn whatever_is_written_is_a_pattern_or_refused(text in "[~{}0PC٠ -]{0,16}") {
            if let Ok(of) = NumberPattern::parse(&text) {
                let number = of.number(1);
                prop_assert_eq!(of.counter(&number), Some(1));
                prop_assert!(ProvisionalNumber::parse(&number).is_none());
            }
        }

        #[test]
        fn a_provisional_number_is_no_pattern_s(device in any::<u32>(), count in any::<u32>()) {
            let number = ProvisionalNumber::new(device, count).to_string();
            for of in ["{0}", "PC-{000000}", "{00}-9"] {
                if let Ok(of) = NumberPattern::parse(of) {
                    prop_assert_eq!(of.counter(&number), None);
                }
            }
        }
    }
}
