//! One stroke as a browser reports it, and what it can mean coming from a scanner.

use super::layout::us_sign;

/// Something that arrived from a keyboard, or from what acts as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// When, in milliseconds on a clock that never goes back.
    pub at_ms: u64,
    /// What.
    pub arrived: Arrival,
}

/// What arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A key went down.
    Key(Key),
    /// Text came without a key that tells what it is: an input method, or a paste.
    Text(String),
}

/// A key that went down, in the words of UI Events (<https://www.w3.org/TR/uievents-code/>).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// The physical key (`KeyA`, `Slash`); empty or `Unidentified` where the system does not say.
    pub code: String,
    /// What the system's layout makes of it: a sign, or a name such as `Enter` or `Dead`.
    pub key: String,
    /// Shift is held.
    pub shift: bool,
    /// Control is held.
    pub ctrl: bool,
    /// Alt is held.
    pub alt: bool,
    /// The key is held down, and this is one of its repetitions.
    pub repeats: bool,
}

/// What a key can mean coming from a scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A sign: as the system's layout has it, if it has one, and as the US layout has the physical key, if known.
    Sign {
        typed: Option<char>,
        keyed: Option<char>,
    },
    /// A control sign such as GS, sent as Control and a key (`Ctrl+]`).
    Control(char),
    /// A digit of a sign's number, sent with Alt held.
    AltDigit(u32),
    /// The end of a code: Enter or Tab.
    End,
    /// Shift and its like: nothing by itself.
    Modifier,
    /// Text will come of it by another way: an input method has it.
    Composes,
    /// Nothing that a scanner sends.
    Other,
}

/// What stands between the elements of a code (ASCII GS).
const SEPARATOR: char = '\u{1D}';

impl Key {
    pub(super) fn meaning(&self) -> Meaning {
        if self.repeats {
            return Meaning::Other;
        }
        match self.key.as_str() {
            "Enter" | "Tab" => return Meaning::End,
            "Shift" | "Control" | "Alt" | "AltGraph" | "CapsLock" | "NumLock" => {
                return Meaning::Modifier;
            }
            _ => {}
        }
        if let Some(digit) = self.alt_digit() {
            return Meaning::AltDigit(digit);
        }
        let keyed = us_sign(&self.code, self.shift);
        // AltGr is reported as Control and Alt together: it is the layout's, not a control sign.
        if self.ctrl && !self.alt {
            return match keyed.and_then(control_sign) {
                Some(sign) => Meaning::Control(sign),
                None => Meaning::Other,
            };
        }
        if is_function_key(&self.key) {
            // Which control sign an F key stands for differs by maker; within a code only separators stand.
            return Meaning::Control(SEPARATOR);
        }
        let mut signs = self.key.chars();
        match (signs.next(), signs.next()) {
            (Some(sign), None) => Meaning::Sign {
                typed: Some(sign),
                keyed,
            },
            _ if self.key == "Dead" => Meaning::Sign { typed: None, keyed },
            _ if matches!(self.key.as_str(), "Unidentified" | "Process" | "") => match keyed {
                Some(_) => Meaning::Sign { typed: None, keyed },
                None => Meaning::Composes,
            },
            _ => Meaning::Other,
        }
    }

    /// Whether it says itself what it brings, so that the text that follows it is no news.
    #[must_use]
    pub fn brings_text(&self) -> bool {
        matches!(self.meaning(), Meaning::Sign { .. } | Meaning::AltDigit(_))
    }

    fn alt_digit(&self) -> Option<u32> {
        let digit = self.code.strip_prefix("Numpad")?.parse().ok()?;
        (self.alt && !self.ctrl && digit < 10).then_some(digit)
    }
}

fn is_function_key(key: &str) -> bool {
    key.strip_prefix('F')
        .and_then(|number| number.parse::<u8>().ok())
        .is_some_and(|number| (1..=24).contains(&number))
}

/// The control sign of a key with Control held (ISO 646: the sign less 64).
fn control_sign(sign: char) -> Option<char> {
    let sign = match sign {
        // Scanners do not hold Shift for the two that need it.
        '6' => '^',
        '-' => '_',
        other => other.to_ascii_uppercase(),
    };
    match sign {
        'A'..='Z' | '[' | '\\' | ']' | '^' | '_' => char::from_u32(u32::from(sign) - 64),
        _ => None,
    }
}
