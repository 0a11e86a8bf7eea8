//! Keyboard layouts: which sign a physical key gives, there and on a US keyboard.
//!
//! Each layout is two texts, without and with Shift, whose signs stand in the order of the keys of a US keyboard, from
//! the one left of `1` to the one right of `.`; a combining mark stands for a dead key.
//!
//! Source: xkeyboard-config 2.35.1, first two levels of each layout, as libxkbcommon compiles them for a pc105.

use shared::normal::{is_mark, nfc, nfd};

/// A layout that scanners set to US are typed through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its short name.
    pub name: &'static str,
    levels: [&'static str; 2],
}

const US: [&str; 2] = [
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
    "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?",
];

/// The layouts that are known here.
pub(super) const LAYOUTS: &[Layout] = &[
    // Canada, French.
    Layout {
        name: "ca-fr",
        levels: [
            "#1234567890-=qwertyuiop\u{302}\u{327}<asdfghjkl;\u{300}zxcvbnm,.é",
            "|!\"/$%?&*()_+QWERTYUIOP\u{302}\u{308}>ASDFGHJKL:\u{300}ZXCVBNM'.É",
        ],
    },
    // Canada, multilingual standard.
    Layout {
        name: "ca-multi",
        levels: [
            "/1234567890-=qwertyuiop\u{302}çàasdfghjkl;èzxcvbnm,.é",
            "\\!@#$%?&*()_+QWERTYUIOP\u{308}ÇÀASDFGHJKL:ÈZXCVBNM'\"É",
        ],
    },
    // France.
    Layout {
        name: "fr",
        levels: [
            "²&é\"'(-è_çà)=azertyuiop\u{302}$*qsdfghjklmùwxcvbn,;:!",
            "~1234567890°+AZERTYUIOP\u{308}£µQSDFGHJKLM%WXCVBN?./§",
        ],
    },
    // Belgium.
    Layout {
        name: "be",
        levels: [
            "²&é\"'(§è!çà)-azertyuiop\u{302}$µqsdfghjklmùwxcvbn,;:=",
            "³1234567890°_AZERTYUIOP\u{308}*£QSDFGHJKLM%WXCVBN?./+",
        ],
    },
    // Switzerland, French.
    Layout {
        name: "ch-fr",
        levels: [
            "§1234567890'\u{302}qwertzuiopè\u{308}$asdfghjkléàyxcvbnm,.-",
            "°+\"*ç%&/()=?\u{300}QWERTZUIOPü!£ASDFGHJKLöäYXCVBNM;:_",
        ],
    },
    // United Kingdom.
    Layout {
        name: "gb",
        levels: [
            "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./",
            "¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?",
        ],
    },
    // Italy.
    Layout {
        name: "it",
        levels: [
            "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-",
            "|!\"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_",
        ],
    },
    // Germany.
    Layout {
        name: "de",
        levels: [
            "\u{302}1234567890ß\u{301}qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
            "°!\"§$%&/()=?\u{300}QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
        ],
    },
    // Spain.
    Layout {
        name: "es",
        levels: [
            "º1234567890'¡qwertyuiop\u{300}+çasdfghjklñ\u{301}zxcvbnm,.-",
            "ª!\"·$%&/()=?¿QWERTYUIOP\u{302}*ÇASDFGHJKLÑ\u{308}ZXCVBNM;:_",
        ],
    },
    // Russia.
    Layout {
        name: "ru",
        levels: [
            "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.",
            "Ё!\"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,",
        ],
    },
];

/// Physical keys that are named otherwise than by their sign.
const NAMED: [(&str, char); 12] = [
    ("Backquote", '`'),
    ("Minus", '-'),
    ("Equal", '='),
    ("BracketLeft", '['),
    ("BracketRight", ']'),
    ("Backslash", '\\'),
    ("Semicolon", ';'),
    ("Quote", '\''),
    ("Comma", ','),
    ("Period", '.'),
    ("Slash", '/'),
    ("Space", ' '),
];

/// Keys of the number pad, the same on each keyboard.
const PAD: [(&str, char); 5] = [
    ("Add", '+'),
    ("Subtract", '-'),
    ("Multiply", '*'),
    ("Divide", '/'),
    ("Decimal", '.'),
];

/// Marks, each with the sign that stands for it alone.
const ALONE: [(char, char); 7] = [
    ('\u{300}', '`'),
    ('\u{301}', '´'),
    ('\u{302}', '^'),
    ('\u{303}', '~'),
    ('\u{308}', '¨'),
    ('\u{30A}', '°'),
    ('\u{327}', '¸'),
];

/// The head of an ISO 15434 label, and what is left of it where `>` and `.` are one sign.
const ENVELOPE: [&str; 2] = ["[)>", "[)."];

/// The sign that a physical key (`KeyA`, `Digit1`, `Slash`) has on a US keyboard.
pub(super) fn us_sign(code: &str, shift: bool) -> Option<char> {
    if let Some(pad) = code.strip_prefix("Numpad") {
        let named = PAD.iter().find(|(name, _)| *name == pad);
        return named
            .map(|(_, sign)| *sign)
            .or_else(|| only_sign(pad).filter(char::is_ascii_digit));
    }
    let plain = code
        .strip_prefix("Key")
        .or(code.strip_prefix("Digit"))
        .and_then(only_sign)
        .map(|sign| sign.to_ascii_lowercase())
        .or_else(|| {
            let named = NAMED.iter().find(|(name, _)| *name == code);
            named.map(|(_, sign)| *sign)
        })?;
    if !shift || plain == ' ' {
        return Some(plain);
    }
    let at = US[0].chars().position(|sign| sign == plain)?;
    US[1].chars().nth(at)
}

fn only_sign(text: &str) -> Option<char> {
    let mut signs = text.chars();
    signs.next().filter(|_| signs.next().is_none())
}

impl Layout {
    /// The layout of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        LAYOUTS.iter().find(|layout| layout.name == name)
    }

    /// What a US keyboard's keys give on this one.
    #[must_use]
    pub fn as_typed(&self, text: &str) -> String {
        let mut typed = String::with_capacity(text.len());
        let mut dead = None::<char>;
        for sign in text.chars() {
            let there = place_of(US, sign).and_then(|place| sign_at(self.levels, place));
            let there = there.unwrap_or(sign);
            if is_mark(there) {
                typed.extend(dead.replace(there).map(alone));
                continue;
            }
            match dead.take() {
                Some(mark) => match compose(there, mark) {
                    Some(one) => typed.push(one),
                    None => typed.extend([alone(mark), there]),
                },
                None => typed.push(there),
            }
        }
        typed.extend(dead.map(alone));
        typed
    }

    /// What a US keyboard's keys would have given where these signs came through this layout: as they are, and as
    /// they came with Caps Lock. Empty where one of them is not on it.
    pub(super) fn turn_back(&self, text: &str) -> Vec<String> {
        [false, true]
            .into_iter()
            .filter_map(|caps| self.turned_back(text, caps))
            .collect()
    }

    fn turned_back(&self, text: &str, caps: bool) -> Option<String> {
        let mut turned = String::with_capacity(text.len());
        for sign in text.chars() {
            if sign == ' ' || sign.is_control() {
                turned.push(sign);
            } else if let Some(us) = self.us(sign, caps) {
                turned.push(us);
            } else if let Some((base, mark)) = with_mark(sign)
                && let (Some(key), Some(us)) = (self.us(mark, caps), self.us(base, caps))
            {
                turned.extend([key, us]);
            } else {
                let (mark, _) = ALONE.iter().find(|(_, alone)| *alone == sign)?;
                turned.push(self.us(*mark, caps)?);
            }
        }
        let [head, left] = ENVELOPE;
        Some(match turned.strip_prefix(left) {
            Some(rest) => format!("{head}{rest}"),
            None => turned,
        })
    }

    fn us(&self, sign: char, caps: bool) -> Option<char> {
        let (level, at) = place_of(self.levels, sign)?;
        let us = sign_at(US, (level, at))?;
        // Caps Lock turns what is a letter here; on a US keyboard that key has none.
        if caps && sign.is_alphabetic() && !us.is_alphabetic() {
            return sign_at(US, (1 - level, at));
        }
        Some(us)
    }

    /// Where digits need Shift, a scanner that does not hold it: the signs below the digits as digits. None where the
    /// text has digits, or none of those signs.
    pub(super) fn with_digits(&self, text: &str) -> Option<String> {
        let shifts = sign_at(self.levels, (1, 1)) == Some('1');
        if !shifts || text.contains(|sign: char| sign.is_ascii_digit()) {
            return None;
        }
        let digits: String = text
            .chars()
            .map(|sign| match place_of([self.levels[0]; 2], sign) {
                Some((_, at)) if (1..=10).contains(&at) => {
                    sign_at(self.levels, (1, at)).unwrap_or(sign)
                }
                _ => sign,
            })
            .collect();
        (digits != text).then_some(digits)
    }
}

/// Level and place of a sign.
fn place_of(levels: [&str; 2], sign: char) -> Option<(usize, usize)> {
    levels.iter().enumerate().find_map(|(level, signs)| {
        let at = signs.chars().position(|other| other == sign)?;
        Some((level, at))
    })
}

fn sign_at(levels: [&str; 2], (level, at): (usize, usize)) -> Option<char> {
    levels[level].chars().nth(at)
}

/// A letter and its mark.
fn with_mark(sign: char) -> Option<(char, char)> {
    let decomposed = nfd(sign.encode_utf8(&mut [0; 4]));
    let mut parts = decomposed.chars();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(base), Some(mark), None) => Some((base, mark)),
        _ => None,
    }
}

/// A letter with a mark on it as one sign; none where there is no such sign.
fn compose(base: char, mark: char) -> Option<char> {
    let composed = nfc(&String::from_iter([base, mark]));
    let mut signs = composed.chars();
    signs.next().filter(|_| signs.next().is_none())
}

fn alone(mark: char) -> char {
    let known = ALONE.iter().find(|(known, _)| *known == mark);
    known.map_or(mark, |(_, alone)| *alone)
}
