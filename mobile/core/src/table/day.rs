//! Days as people write them. One order per column, from the evidence of all its cells (FC-I4).

use shared::model::field::is_date;

use crate::api::DayOrder;

/// A day as it is written in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Year, month, day: nothing to decide.
    Plain(u32, u32, u32),
    /// Two numbers and the year: which is the day, the column has to say.
    Either(u32, u32, u32),
}

impl Written {
    /// Reads a cell; a time of day behind it is left off, and no zone ever moves the day.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim().split([' ', 'T', '\u{A0}']).next()?;
        let mut parts = text.split(['-', '/', '.']);
        let mut number = || {
            let part = parts.next()?;
            let digits = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
            let number = part.parse().ok()?;
            digits.then_some((part.len(), number))
        };
        let ((first_len, first), (_, second), (third_len, third)) =
            (number()?, number()?, number()?);
        if parts.next().is_some() {
            return None;
        }
        match (first_len, third_len) {
            (4, 1 | 2) => Some(Self::Plain(first, second, third)),
            (1 | 2, 4) => Some(Self::Either(first, second, third)),
            // As POSIX reads two digits of a year.
            (1 | 2, 2) => {
                let century = if third < 69 { 2000 } else { 1900 };
                Some(Self::Either(first, second, century + third))
            }
            _ => None,
        }
    }

    /// The day, `YYYY-MM-DD`, in a column of that order; none if there is no such day.
    pub(crate) fn day(self, order: DayOrder) -> Option<String> {
        let (year, month, day) = match (self, order) {
            (Self::Plain(year, month, day), _) => (year, month, day),
            (Self::Either(day, month, year), DayOrder::DayFirst)
            | (Self::Either(month, day, year), DayOrder::MonthFirst) => (year, month, day),
        };
        let text = format!("{year:04}-{month:02}-{day:02}");
        is_date(&text).then_some(text)
    }

    /// Whether it is the same day in either order, or has none to choose.
    fn needs_order(self) -> bool {
        matches!(self, Self::Either(one, other, _) if one != other)
    }
}

/// The order of a column, as far as its cells decide it. `None` within: they don't, and a person is asked.
pub(crate) fn day_order<'a>(cells: impl Iterator<Item = &'a str>) -> Option<DayOrder> {
    let (mut asked, mut day_first, mut month_first) = (false, false, false);
    for written in cells.filter_map(Written::read) {
        asked |= written.needs_order();
        if let Written::Either(first, second, _) = written {
            day_first |= first > 12;
            month_first |= second > 12;
        }
    }
    match (asked, day_first, month_first) {
        // Nothing to decide: any order reads the same.
        (false, ..) | (_, true, false) => Some(DayOrder::DayFirst),
        (_, false, true) => Some(DayOrder::MonthFirst),
        (true, ..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cells: &[&str], order: Option<DayOrder>) {
        assert_eq!(day_order(cells.iter().copied()), order, "{cells:?}");
    }

    #[test]
    fn fc_i4_a_column_has_one_order_and_an_open_one_is_asked() {
        check(&["12/31/2026", "12/01/2026"], Some(DayOrder::MonthFirst));
        check(&["31/12/2026", "01/12/2026"], Some(DayOrder::DayFirst));
        check(&["01/12/2026"], None);
        check(&["31/12/2026", "12/31/2026", "01/02/2026"], None);
        check(
            &["2022-10-21", "05/05/2026", "", "never"],
            Some(DayOrder::DayFirst),
        );
    }

    #[test]
    fn a_day_is_read_without_a_zone_and_only_if_there_is_one() {
        let day = |text| Written::read(text).and_then(|written| written.day(DayOrder::MonthFirst));
        for (text, expected) in [
            ("2022-10-21", Some("2022-10-21")),
            ("2022-10-21T00:00:00-05:00", Some("2022-10-21")),
            ("2022/1/2", Some("2022-01-02")),
            ("12/01/2026", Some("2026-12-01")),
            ("12.01.99", Some("1999-12-01")),
            ("31/12/2026", None),
            ("2023-02-29", None),
            ("45123", None),
            ("1-2-3-4", None),
        ] {
            assert_eq!(day(text).as_deref(), expected, "{text:?}");
        }
    }
}
