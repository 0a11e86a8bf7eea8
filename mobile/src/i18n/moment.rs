//! Moments and days as people say them. Pure: the clock and the zone are handed in.

use shared::time::Millis;

use crate::t;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// What the device's clock says, and how far the local time is ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Now.
    pub now: Millis,
    /// Minutes to add to UTC for the local time.
    pub ahead: i32,
}

/// A moment as the wall clock of this place shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Civil {
    /// Days since 1970-01-01.
    day_number: i64,
    year: i64,
    month: u8,
    day: u8,
    hour: i64,
    minute: i64,
}

impl Clock {
    /// A moment that is near in minutes, else by day and time: “il y a 4 min”, “hier 16:05”.
    #[must_use]
    pub fn ago(self, at: Millis) -> String {
        match self.now.since(at).0 {
            past if past < -MINUTE => self.moment(at),
            past if past < MINUTE => t!("moment-now"),
            past if past < 60 * MINUTE => t!("moment-minutes-ago", count: past / MINUTE),
            _ => self.moment(at),
        }
    }

    /// A moment by day and time: “aujourd’hui 10:42”, “3 mars 16:05”; another year's by day alone.
    #[must_use]
    pub fn moment(self, at: Millis) -> String {
        let (then, today) = (self.civil(at), self.civil(self.now));
        let time = format!("{:02}:{:02}", then.hour, then.minute);
        match today.day_number - then.day_number {
            0 => t!("moment-today", time: time),
            1 => t!("moment-yesterday", time: time),
            _ if then.year == today.year => {
                t!("moment-day", day: day(then.day), month: month(then.month), time: time)
            }
            _ => full(then),
        }
    }

    /// A moment within a sentence, as near as it matters: “il y a 4 min”, “hier 16:05”, “le 3 mars”.
    #[must_use]
    pub fn seen(self, at: Millis) -> String {
        let (then, today) = (self.civil(at), self.civil(self.now));
        match today.day_number - then.day_number {
            0 | 1 => self.ago(at),
            _ if then.year == today.year => {
                t!("moment-on-day", day: day(then.day), month: month(then.month))
            }
            _ => t!("moment-on-date", date: full(then)),
        }
    }

    /// A moment's time of day alone, where its day is clear; else as [`Self::moment`].
    #[must_use]
    pub fn time(self, at: Millis) -> String {
        let then = self.civil(at);
        if then.day_number == self.civil(self.now).day_number {
            format!("{:02}:{:02}", then.hour, then.minute)
        } else {
            self.moment(at)
        }
    }

    /// A moment as short as a column is wide: “aujourd’hui”, “3 mars”, “2025”.
    #[must_use]
    pub fn short(self, at: Millis) -> String {
        let (then, today) = (self.civil(at), self.civil(self.now));
        match today.day_number - then.day_number {
            0 => t!("moment-short-today"),
            1 => t!("moment-short-yesterday"),
            _ if then.year == today.year => {
                t!("moment-short-day", day: day(then.day), month: short_month(then.month))
            }
            _ => then.year.to_string(),
        }
    }

    fn civil(self, at: Millis) -> Civil {
        let local = at.0 + i64::from(self.ahead) * MINUTE;
        let day_number = local.div_euclid(DAY);
        let minutes = local.rem_euclid(DAY) / MINUTE;
        let (year, month, day) = civil_from_days(day_number);
        Civil {
            day_number,
            year,
            month,
            day,
            hour: minutes / 60,
            minute: minutes % 60,
        }
    }
}

/// A day without a zone (`2027-05-14`) in words; what is not a day stays as it is.
#[must_use]
pub fn date(text: &str) -> String {
    let mut parts = text.splitn(3, '-').map(str::parse::<u16>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month @ 1..=12)), Some(Ok(day @ 1..=31))) => full(Civil {
            day_number: 0,
            year: year.into(),
            month: month as u8,
            day: day as u8,
            hour: 0,
            minute: 0,
        }),
        _ => text.to_owned(),
    }
}

fn full(civil: Civil) -> String {
    t!("moment-date", day: day(civil.day), month: month(civil.month), year: civil.year.to_string())
}

fn day(day: u8) -> String {
    if day == 1 {
        t!("moment-first")
    } else {
        day.to_string()
    }
}

fn month(month: u8) -> String {
    match month {
        1 => t!("month-1"),
        2 => t!("month-2"),
        3 => t!("month-3"),
        4 => t!("month-4"),
        5 => t!("month-5"),
        6 => t!("month-6"),
        7 => t!("month-7"),
        8 => t!("month-8"),
        9 => t!("month-9"),
        10 => t!("month-10"),
        11 => t!("month-11"),
        _ => t!("month-12"),
    }
}

fn short_month(month: u8) -> String {
    match month {
        1 => t!("month-short-1"),
        2 => t!("month-short-2"),
        3 => t!("month-short-3"),
        4 => t!("month-short-4"),
        5 => t!("month-short-5"),
        6 => t!("month-short-6"),
        7 => t!("month-short-7"),
        8 => t!("month-short-8"),
        9 => t!("month-short-9"),
        10 => t!("month-short-10"),
        11 => t!("month-short-11"),
        _ => t!("month-short-12"),
    }
}

/// The Gregorian date of a day number (Howard Hinnant, “chrono-compatible low-level date algorithms”).
fn civil_from_days(day_number: i64) -> (i64, u8, u8) {
    let shifted = day_number + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    // Days are 1..=31 and months 1..=12 by construction.
    (
        year,
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_are_dates() {
        for (number, expected) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (20_782, (2026, 11, 25)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(civil_from_days(number), expected, "{number}");
        }
    }

    #[test]
    fn a_moment_is_told_by_the_local_clock() {
        // 2026-11-25 23:30 UTC is already the next day an hour further east.
        let at = Millis(20_782 * DAY + 23 * 60 * MINUTE + 30 * MINUTE);
        let civil = |ahead| Clock { now: at, ahead }.civil(at);
        assert_eq!((civil(0).day, civil(0).hour, civil(0).minute), (25, 23, 30));
        assert_eq!(
            (civil(60).day, civil(60).hour, civil(60).minute),
            (26, 0, 30)
        );
        assert_eq!((civil(-300).day, civil(-300).hour), (25, 18));
    }
}
