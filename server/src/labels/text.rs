//! The lines under or beside a code: what is said as room allows, and what is never cut.
//!
//! The page is drawn without knowing the printer's fonts. Numbers are in a fixed-width face and told how long to be;
//! other text is measured wider than any common face has it.

use shared::identifier::ProvisionalNumber;

use super::measure::{Length, Size};
use super::subject::Subject;

/// The smallest text that is read without a glass: 1.6 mm, about 4½ points.
pub(super) const SMALLEST: Length = Length(1_600);
/// The largest that a label needs.
const LARGEST: Length = Length(3_600);
/// Lines that a text block is made for.
const LINES: i64 = 5;
/// Signs of a code as it is read aloud, hyphens and all.
pub(super) const CODE_SIGNS: usize = 16;

/// A share of a size, in hundredths.
#[derive(Clone, Copy)]
pub(super) struct Share(i64);

impl Share {
    pub(super) const fn of(self, size: Length) -> Length {
        Length(size.0 * self.0 / 100)
    }
}

/// From one line to the next.
pub(super) const LEADING: Share = Share(125);
/// From a line's top to its feet.
const ASCENT: Share = Share(98);
/// A number is larger than the rest.
const NUMBER: Share = Share(130);
/// Whose it is is smaller.
const OWNER: Share = Share(85);

/// The width of so many signs of a fixed-width face: six tenths of its size each.
pub(super) const fn signs_width(signs: usize, size: Length) -> Length {
    Length(signs as i64 * size.0 * 6 / 10)
}

/// What a line is, which is also its class in the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Title,
    Number,
    Owner,
    Code,
}

impl Kind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Title => "label-title",
            Self::Number => "label-number",
            Self::Owner => "label-owner",
            Self::Code => "label-code",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) size: Length,
    /// From the top of the text's area to the line's feet.
    pub(super) baseline: Length,
    /// How long it must be; none for text that may be as long as its face has it.
    pub(super) width: Option<Length>,
}

/// The text of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    /// There was no room for the whole number, and a part of one would be another's.
    pub(super) is_without_number: bool,
}

/// Chooses what is said in an area: always the code, then the number whole or not at all, the name on one or two lines,
/// and whose it is.
pub(super) fn lines(subject: &Subject, area: Size) -> Lines {
    let base = Length(area.height.0 / LINES).clamp(SMALLEST, LARGEST);
    let mut left = area.height;
    let mut take = |size: Length| {
        let height = LEADING.of(size);
        let fits = height <= left;
        if fits {
            left = left - height;
        }
        fits
    };
    let fixed = |kind, text: &str, size| Line {
        kind,
        text: text.to_owned(),
        size,
        baseline: Length(0),
        width: Some(signs_width(text.chars().count(), size)),
    };
    let free = |kind, text, size| Line {
        kind,
        text,
        size,
        baseline: Length(0),
        width: None,
    };

    let code = subject.code.grouped();
    let size = fitting(&code, base, area.width).max(SMALLEST);
    take(size);
    let code = fixed(Kind::Code, &code, size);

    let number = subject.number.as_deref();
    // A provisional number is never printed: another one will stand in its place.
    let number = number.filter(|number| ProvisionalNumber::parse(number).is_none());
    let number_line = number.and_then(|number| {
        [NUMBER.of(base), SMALLEST].into_iter().find_map(|wanted| {
            let size = fitting(number, wanted, area.width);
            (size >= SMALLEST && take(size)).then(|| fixed(Kind::Number, number, size))
        })
    });
    let is_without_number = number.is_some() && number_line.is_none();

    let mut all = Vec::new();
    let most = (0..2).take_while(|_| take(base)).count();
    let title = subject.title.as_deref().unwrap_or_default();
    let title = wrapped(title, base, area.width, most);
    // What the name does not need is free again.
    left = left + LEADING.of(base) * u32::try_from(most - title.len()).unwrap_or(0);
    all.extend(title.into_iter().map(|text| free(Kind::Title, text, base)));
    all.extend(number_line);
    let size = OWNER.of(base).max(SMALLEST);
    if LEADING.of(size) <= left {
        let owner = subject.owner.as_deref().unwrap_or_default();
        let owner = parts_that_fit(owner, size, area.width);
        left = left - LEADING.of(size) * u32::try_from(owner.len()).unwrap_or(0);
        all.extend(owner.into_iter().map(|text| free(Kind::Owner, text, size)));
    }
    all.push(code);

    let mut top = Length(left.0 / 2);
    for line in &mut all {
        line.baseline = top + ASCENT.of(line.size);
        top = top + LEADING.of(line.size);
    }
    Lines {
        lines: all,
        is_without_number,
    }
}

/// The size at which a fixed-width text fits, not larger than wanted.
fn fitting(text: &str, wanted: Length, width: Length) -> Length {
    let signs = i64::try_from(text.chars().count())
        .unwrap_or(i64::MAX)
        .max(1);
    wanted.min(Length(width.0 * 10 / 6 / signs))
}

/// Words on so many lines at most. What does not fit ends in an ellipsis, which never stands in a word with a digit: that
/// word is left out whole.
fn wrapped(text: &str, size: Length, width: Length, most: usize) -> Vec<String> {
    let fits = |text: &str| estimated(text, size) <= width;
    let mut lines: Vec<String> = Vec::new();
    if most == 0 {
        return lines;
    }
    let mut words = text.split_whitespace().peekable();
    let mut line = String::new();
    while let Some(word) = words.peek() {
        let longer = if line.is_empty() {
            (*word).to_owned()
        } else {
            format!("{line} {word}")
        };
        if fits(&longer) {
            line = longer;
            words.next();
            continue;
        }
        let is_last = lines.len() + 1 == most;
        if !line.is_empty() && !is_last {
            lines.push(std::mem::take(&mut line));
            continue;
        }
        // The last line, or a word that is longer than any line.
        let has_digit = word.chars().any(|sign| sign.is_ascii_digit());
        let cut = if has_digit {
            shortened(&line, &fits)
        } else {
            shortened(&longer, &fits)
        };
        lines.extend(cut);
        return lines;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Of parts with a dot between them, as many from the first on as fit on a line; the first alone may be cut.
fn parts_that_fit(text: &str, size: Length, width: Length) -> Vec<String> {
    let mut kept = text;
    while estimated(kept, size) > width {
        match kept.rsplit_once(" · ") {
            Some((first, _)) => kept = first,
            None => break,
        }
    }
    wrapped(kept, size, width, 1)
}

/// The longest beginning that fits with an ellipsis, cut within a word only where that has no digit.
fn shortened(text: &str, fits: &impl Fn(&str) -> bool) -> Option<String> {
    let mut kept = text;
    loop {
        // Neither a blank nor a mark that led on to what is gone.
        let end = kept.trim_end_matches(|sign: char| !sign.is_alphanumeric());
        let shown = format!("{end}…");
        if fits(&shown) {
            return (!end.is_empty()).then_some(shown);
        }
        let (end, _) = kept.char_indices().next_back()?;
        let word = kept.rfind(' ').map_or(0, |space| space + 1);
        let is_number = kept[word..].chars().any(|sign| sign.is_ascii_digit());
        kept = if is_number {
            &kept[..word.saturating_sub(1)]
        } else {
            &kept[..end]
        };
    }
}

/// A text's width in the widest of common faces.
fn estimated(text: &str, size: Length) -> Length {
    let hundredths: i64 = text.chars().map(sign_width).sum();
    Length(hundredths * size.0 / 100)
}

/// A bold sign's width in hundredths of its size.
fn sign_width(sign: char) -> i64 {
    match sign {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | ' ' => 35,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '"' => 45,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | 'Œ' | 'œ' | 'Æ' | 'æ' => 100,
        'A'..='Z' | '\u{C0}'..='\u{DE}' => 80,
        _ if sign.is_ascii() || ('\u{DF}'..='\u{17F}').contains(&sign) => 65,
        // Letters of other scripts, and drawings, are about as wide as high.
        _ => 110,
    }
}

#[cfg(test)]
mod tests {
    use shared::label::LabelCode;

    use super::*;

    fn subject(title: &str, number: &str, owner: &str) -> Subject {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Subject {
            code: LabelCode::from_random(7),
            title: text(title),
            number: text(number),
            owner: text(owner),
        }
    }

    fn said(subject: &Subject, width: i64, height: i64) -> Vec<String> {
        let area = Size {
            width: Length(width),
            height: Length(height),
        };
        let lines = lines(subject, area);
        for line in &lines.lines {
            let used = line
                .width
                .unwrap_or_else(|| estimated(&line.text, line.size));
            assert!(used <= area.width, "{line:?}");
            assert!(line.baseline <= area.height, "{line:?}");
            assert!(line.size >= SMALLEST, "{line:?}");
        }
        lines.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn with_room_all_is_said_and_with_little_the_code_and_the_number_stay() {
        let laptop = subject(
            "Portable de la réception",
            "PC-0042",
            "Informatique · Ville",
        );
        let code = laptop.code.grouped();
        assert_eq!(
            said(&laptop, 30_000, 30_000),
            [
                "Portable de la",
                "réception",
                "PC-0042",
                "Informatique",
                &code
            ]
        );
        assert_eq!(said(&laptop, 30_000, 4_000), ["PC-0042", &code]);
        assert_eq!(said(&laptop, 30_000, 2_000), [code]);
    }

    #[test]
    fn a_number_is_whole_or_missing() {
        for number in [
            "0".repeat(26),
            "R0-0001".to_owned(),
            "7".repeat(400),
            "0123456789-ABC".to_owned(),
        ] {
            for width in (16_000..60_000).step_by(1_700) {
                let area = Size {
                    width: Length(width),
                    height: Length(20_000),
                };
                let lines = lines(&subject("", &number, ""), area);
                let is_there = lines.lines.iter().any(|line| line.text == number);
                assert_ne!(is_there, lines.is_without_number, "{number} on {width}");
                assert!(lines.lines.len() <= 2, "nothing else stands for it");
            }
        }
        let provisional = ProvisionalNumber::new(7, 1).to_string();
        assert_eq!(
            said(&subject("", &provisional, ""), 30_000, 20_000).len(),
            1
        );
    }

    #[test]
    fn a_name_is_never_cut_inside_a_number() {
        let name = "Commutateur 12345-67890 du bâtiment administratif 9876543210 est";
        for width in (16_000..70_000).step_by(700) {
            for line in said(&subject(name, "", ""), width, 12_000) {
                for word in line
                    .split(' ')
                    .filter(|word| word.contains(|sign: char| sign.is_ascii_digit()))
                {
                    let whole = word.trim_end_matches('…');
                    let is_own =
                        whole.starts_with('R') || name.split(' ').any(|known| known == whole);
                    assert!(is_own, "{line:?} on {width}");
                }
            }
        }
    }
}
