//! Numbers as people write them: a comma or a point before the fraction, groups of three digits, a currency beside it.

/// A number's digits, with signs between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number(String);

impl Number {
    /// Reads a cell.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bare: String = text
            .trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '$' | '€' | '£'))
            .chars()
            .filter(|sign| !matches!(sign, ' ' | '\u{A0}' | '\u{202F}' | '\''))
            .collect();
        let digits = bare.strip_prefix('-').unwrap_or(&bare);
        let known = digits
            .chars()
            .all(|sign| sign.is_ascii_digit() || matches!(sign, ',' | '.'));
        (known && digits.starts_with(|sign: char| sign.is_ascii_digit())).then_some(Self(bare))
    }

    /// The number as the model writes it (`1234.50000`), where that sign stands before a fraction. None if it does not
    /// fit, or if nobody can tell (`1.234` in a column of no sign).
    pub(crate) fn decimal(&self, sign: Option<char>) -> Option<String> {
        let Self(text) = self;
        let sign = match sign.or_else(|| self.certain_sign()) {
            Some(sign) => sign,
            None if text.contains([',', '.']) => return None,
            None => '.',
        };
        let (whole, fraction) = text
            .split_once(sign)
            .map_or((text.as_str(), None), |(whole, fraction)| {
                (whole, Some(fraction))
            });
        let mut groups = whole.trim_start_matches('-').split([',', '.']);
        let first = groups.next()?;
        let mut grouped = false;
        for group in groups {
            grouped = true;
            if group.len() != 3 {
                return None;
            }
        }
        if grouped && first.len() > 3 {
            return None;
        }
        let whole: String = whole
            .chars()
            .filter(|sign| !matches!(sign, ',' | '.'))
            .collect();
        Some(match fraction {
            Some(fraction) => format!("{whole}.{fraction}"),
            None => whole,
        })
    }

    /// The sign before the fraction, where this number alone tells it: the last of two kinds, or one that no group of
    /// three digits follows.
    fn certain_sign(&self) -> Option<char> {
        let Self(text) = self;
        let last = text.rfind([',', '.'])?;
        let sign = if text[last..].starts_with(',') {
            ','
        } else {
            '.'
        };
        let other = if sign == ',' { '.' } else { ',' };
        let alone = text.matches(sign).count() == 1;
        let is_group = text.len() - last == 4;
        let short = (1..=3).contains(&text.trim_start_matches('-').find([',', '.'])?)
            && !text.trim_start_matches('-').starts_with('0');
        match (text.contains(other), alone) {
            (true, true) => Some(sign),
            (_, false) => Some(other),
            (false, true) => (!is_group || !short).then_some(sign),
        }
    }
}

/// The sign before fractions in a column, by the evidence of its cells; none where they don't tell.
pub(crate) fn decimal_sign<'a>(cells: impl Iterator<Item = &'a str>) -> Option<char> {
    let mut signs = cells
        .filter_map(Number::read)
        .filter_map(|number| number.certain_sign());
    let first = signs.next()?;
    signs.all(|sign| sign == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, sign: Option<char>, decimal: Option<&str>) {
        let read = Number::read(text).and_then(|number| number.decimal(sign));
        assert_eq!(read.as_deref(), decimal, "{text:?}");
    }

    #[test]
    fn numbers_are_read_as_their_column_writes_them() {
        check("12,50000", None, Some("12.50000"));
        check("1234567890", None, Some("1234567890"));
        check("1 234,50 $", None, Some("1234.50"));
        check("1,234.50", None, Some("1234.50"));
        check("-1.234,5", None, Some("-1234.5"));
        check("1.234", None, None);
        check("1.234", Some(','), Some("1234"));
        check("1.234", Some('.'), Some("1.234"));
        check("0.125", None, Some("0.125"));
        check("1,234,567", None, Some("1234567"));
        check("12,34,5", None, None);
        check("abc", None, None);
        check("", None, None);
    }

    #[test]
    fn a_column_tells_its_sign() {
        assert_eq!(decimal_sign(["1,234", "2,5"].into_iter()), Some(','));
        assert_eq!(decimal_sign(["1.234", "2"].into_iter()), None);
    }
}
