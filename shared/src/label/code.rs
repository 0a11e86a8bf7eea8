//! Our own label code: the only thing that a printed Recense QR holds.
//!
//! Owns the form of the code and its check sign. Which CI a code belongs to is a member record, and
//! drawing it as a picture is the printer's business.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Crockford's base-32 signs in order of value (<https://www.crockford.com/base32.html>): no I, L,
/// O or U, so that what is read from a scratched label is not mistaken for a digit or a word.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many signs are random.
const RANDOM_SIGNS: u32 = 12;
/// Five bits a sign.
const RANDOM_BITS: u32 = RANDOM_SIGNS * 5;

/// A label's code: `R`, twelve random base-32 signs, one check sign, 14 signs in all.
///
/// All signs are in QR's alphanumeric set, so a code fits the smallest QR (version 1) at error
/// correction level Q, which holds 16 such signs.
///
/// # The check sign
/// The thirteen signs after the `R` are digits of the field GF(2⁵) with the polynomial
/// x⁵ + x² + 1, whose element α = 2 is primitive. A code is right when
/// d₀·α¹² + d₁·α¹¹ + … + d₁₁·α + check = 0. The weights are thirteen different non-zero elements,
/// hence **every** wrong sign, **every** swap of two signs (neighbours or not) and **every** pair
/// of equal signs that became another equal pair is found; of all other faults 31 in 32 are.
///
/// Crockford's own check is modulo 37 and needs `* ~ $ = U`; QR's alphanumeric set lacks `~` and
/// `=`. Luhn modulo 32 misses the swap of `0` and `Z`; a sum modulo 31 takes `0` for `Z`; ISO 7064
/// MOD 37,36 gives `I`, `L`, `O` as checks, which the lenient reading below turns into digits.
///
/// **Invariant:** holds only the random bits; prefix and check sign are computed, so a wrong code
/// cannot be built.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelCode(u64);

/// Why a text is not one of our codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LabelCodeError {
    /// The text has another form; it was never meant as one of ours.
    #[error("not a label code")]
    OtherForm,
    /// The form is ours but the check sign is wrong: misread or mistyped.
    #[error("the check sign of the label code is wrong")]
    WrongCheckSign,
}

impl LabelCode {
    /// Signs in a code.
    pub const LEN: usize = 14;

    /// The code made of the low 60 of these random bits; the caller owns the randomness.
    #[must_use]
    pub const fn from_random(bits: u64) -> Self {
        Self(bits & ((1 << RANDOM_BITS) - 1))
    }

    /// Reads a code as Crockford says: in either case, `O` as 0, `I` and `L` as 1, hyphens skipped;
    /// and spaces, because people copy the grouped form.
    ///
    /// # Errors
    /// [`LabelCodeError::OtherForm`] when the text is something else,
    /// [`LabelCodeError::WrongCheckSign`] when it is ours but misread.
    pub fn parse(text: &str) -> Result<Self, LabelCodeError> {
        let mut signs = text
            .trim()
            .chars()
            .filter(|sign| !matches!(sign, '-' | ' '));
        if !signs
            .next()
            .is_some_and(|sign| sign.eq_ignore_ascii_case(&'R'))
        {
            return Err(LabelCodeError::OtherForm);
        }
        let mut bits = 0;
        for _ in 0..RANDOM_SIGNS {
            bits = bits << 5 | u64::from(next_digit(&mut signs)?);
        }
        let check = next_digit(&mut signs)?;
        if signs.next().is_some() {
            return Err(LabelCodeError::OtherForm);
        }
        let code = Self(bits);
        if code.check() == check {
            Ok(code)
        } else {
            Err(LabelCodeError::WrongCheckSign)
        }
    }

    /// The code in groups of 5, 5 and 4, for reading aloud and typing; [`LabelCode::parse`] takes
    /// it back.
    #[must_use]
    pub fn grouped(self) -> String {
        let text = self.to_string();
        format!("{}-{}-{}", &text[..5], &text[5..10], &text[10..])
    }

    fn digits(self) -> impl Iterator<Item = u8> {
        (0..RANDOM_SIGNS)
            .rev()
            .map(move |place| (self.0 >> (5 * place)) as u8 & 31)
    }

    fn check(self) -> u8 {
        self.digits().fold(0, |sum, digit| times_alpha(sum ^ digit))
    }
}

/// The field's multiplication by α: a shift, reduced by x⁵ + x² + 1.
const fn times_alpha(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 32 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

fn next_digit(signs: &mut impl Iterator<Item = char>) -> Result<u8, LabelCodeError> {
    let sign = match signs
        .next()
        .ok_or(LabelCodeError::OtherForm)?
        .to_ascii_uppercase()
    {
        'O' => '0',
        'I' | 'L' => '1',
        sign => sign,
    };
    SIGNS
        .iter()
        .position(|known| char::from(*known) == sign)
        .and_then(|value| u8::try_from(value).ok())
        .ok_or(LabelCodeError::OtherForm)
}

impl fmt::Display for LabelCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signs = self.digits().chain([self.check()]);
        let text: String = signs
            .map(|digit| char::from(SIGNS[usize::from(digit)]))
            .collect();
        write!(f, "R{text}")
    }
}

impl fmt::Debug for LabelCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LabelCode({self})")
    }
}

impl FromStr for LabelCode {
    type Err = LabelCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for LabelCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LabelCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<u64, LabelCodeError>) {
        assert_eq!(
            LabelCode::parse(text),
            expected.map(LabelCode::from_random),
            "{text:?}"
        );
    }

    #[test]
    fn reads_codes_as_crockford_says() {
        let bits = 0x0123_4567_89AB_CDEF;
        let text = LabelCode::from_random(bits).to_string();
        check(&text, Ok(bits));
        check(&text.to_lowercase(), Ok(bits));
        check(&LabelCode::from_random(bits).grouped(), Ok(bits));
        check(&format!(" {text}\r\n"), Ok(bits));
        check("R0000000000000", Ok(0));
        check("ROOoOOOOOOOOO0", Ok(0));
        check(
            "R1111111111111",
            LabelCode::parse("RILilLI1111I11").map(|code| code.0),
        );
        check("R0000000000001", Err(LabelCodeError::WrongCheckSign));
        for other in [
            "",
            "R",
            "R000000000000",
            "R00000000000000",
            "X0000000000000",
            "R00000U0000000",
        ] {
            check(other, Err(LabelCodeError::OtherForm));
        }
    }

    #[test]
    fn the_check_sign_never_changes_between_releases() {
        assert_eq!(
            LabelCode::from_random(0x0123_4567_89AB_CDEF).to_string(),
            "R28T5CY4TQKFF4"
        );
        assert_eq!(LabelCode::from_random(1).to_string(), "R0000000000012");
        assert_eq!(
            LabelCode::from_random(u64::MAX).to_string().len(),
            LabelCode::LEN
        );
    }

    #[test]
    fn fits_the_smallest_qr() {
        let text = LabelCode::from_random(u64::MAX).to_string();
        let picture =
            qrcode::QrCode::with_version(text, qrcode::Version::Normal(1), qrcode::EcLevel::Q);
        assert!(picture.is_ok());
    }

    /// The code with its signs after the `R` as digits, so that a test can damage them.
    fn signs(code: LabelCode) -> Vec<u8> {
        code.to_string().into_bytes().split_off(1)
    }

    fn reads(signs: &[u8]) -> bool {
        LabelCode::parse(&format!("R{}", String::from_utf8_lossy(signs))).is_ok()
    }

    proptest! {
        #[test]
        fn every_code_comes_back(bits: u64) {
            let code = LabelCode::from_random(bits);
            prop_assert_eq!(LabelCode::parse(&code.to_string()), Ok(code));
            let wire = serde_json::to_string(&code).unwrap();
            prop_assert_eq!(serde_json::from_str::<LabelCode>(&wire).unwrap(), code);
        }

        #[test]
        fn every_wrong_sign_is_found(bits: u64, place in 0..13usize, other in 0..32usize) {
            let mut damaged = signs(LabelCode::from_random(bits));
            prop_assume!(damaged[place] != SIGNS[other]);
            damaged[place] = SIGNS[other];
            prop_assert!(!reads(&damaged));
        }

        #[test]
        fn every_swap_is_found(bits: u64, left in 0..13usize, right in 0..13usize) {
            let mut damaged = signs(LabelCode::from_random(bits));
            prop_assume!(damaged[left] != damaged[right]);
            damaged.swap(left, right);
            prop_assert!(!reads(&damaged));
        }
    }
}
