//! Text from codes and people, made safe to look at. What is stored never changes.
//!
//! This is about what the eye is told; that text never becomes markup is the renderer's rule.

use crate::normal::is_mark;

/// Characters shown of a text that nobody asked to see whole.
pub const DISPLAY_LIMIT: usize = 200;

/// More marks than this on one letter climb over the lines around it. Vietnamese needs two, some
/// scripts of India three.
const MARKS_ON_A_LETTER: usize = 4;

/// A text fit for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Displayable {
    /// What to show.
    pub text: String,
    /// How many characters of the original are left off at the end.
    pub left_off: usize,
}

/// Makes invisible and misleading characters visible and cuts after `limit` characters.
///
/// Control characters become their pictures (`␀`, `␝`), other invisible or direction-changing
/// characters their number (`⟨202E⟩`); a text that holds letters written right to left is isolated
/// (U+2068 … U+2069), so that it cannot reorder what stands around it.
#[must_use]
pub fn displayable(text: &str, limit: usize) -> Displayable {
    let mut shown = String::with_capacity(text.len().min(limit.saturating_mul(4)));
    let mut marks = 0;
    let mut right_to_left = false;
    let mut signs = text.chars();
    for sign in signs.by_ref().take(limit) {
        marks = if is_mark(sign) { marks + 1 } else { 0 };
        right_to_left |= is_right_to_left(sign);
        match sign {
            '\0'..='\u{1F}' => shown.extend(char::from_u32(0x2400 + u32::from(sign))),
            '\u{7F}' => shown.push('␡'),
            _ if is_invisible(sign) || marks > MARKS_ON_A_LETTER => {
                shown.push_str(&format!("⟨{:04X}⟩", u32::from(sign)));
            }
            _ => shown.push(sign),
        }
    }
    if right_to_left {
        shown = format!("\u{2068}{shown}\u{2069}");
    }
    Displayable {
        text: shown,
        left_off: signs.count(),
    }
}

/// Format characters, separators of lines, fillers and private signs (Unicode's `Cc`, `Cf`, `Zl`,
/// `Zp`, `Co`, noncharacters, and the blanks among letters). The soft joiners of emoji and Indic
/// scripts are among them: in an identifier they only hide a difference.
fn is_invisible(sign: char) -> bool {
    matches!(u32::from(sign),
        0x80..=0x9F | 0xAD | 0x34F | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x8E2 | 0x115F..=0x1160
        | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F
        | 0x3164 | 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
        | 0xFFF0..=0xFFFB | 0xFFFE..=0xFFFF | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
        | 0xE0000..=0x10FFFF)
}

/// Whether a letter is written right to left (the blocks of Unicode's `R` and `AL`).
fn is_right_to_left(sign: char) -> bool {
    matches!(u32::from(sign),
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str, left_off: usize) {
        assert_eq!(
            displayable(text, 12),
            Displayable {
                text: shown.to_owned(),
                left_off
            }
        );
    }

    #[test]
    fn what_hides_is_shown() {
        check("A\0B\u{1D}C\u{7F}", "A␀B␝C␡", 0);
        check("a\u{202E}b\u{200B}\u{85}", "a⟨202E⟩b⟨200B⟩⟨0085⟩", 0);
        check("אב1", "\u{2068}אב1\u{2069}", 0);
        check("<b>'\"&", "<b>'\"&", 0);
        check("é 12 日本", "é 12 日本", 0);
        check(
            "e\u{301}\u{301}\u{301}\u{301}\u{301}",
            "e\u{301}\u{301}\u{301}\u{301}⟨0301⟩",
            0,
        );
        check("", "", 0);
    }

    #[test]
    fn a_long_text_is_cut_and_counted() {
        check(&"x".repeat(7_000), "xxxxxxxxxxxx", 6_988);
    }
}
