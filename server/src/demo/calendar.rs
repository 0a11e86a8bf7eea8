//! Days as the records write them.

use shared::time::Millis;

/// The day of a time in UTC, `YYYY-MM-DD` (the algorithm is Howard Hinnant's `civil_from_days`).
pub(super) fn day(at: Millis) -> String {
    let days = at.0.div_euclid(Millis::DAY.0) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (at, expected) in [
            (0, "1970-01-01"),
            (951_782_400_000, "2000-02-29"),
            (1_795_780_799_999, "2026-11-27"),
            (1_709_164_800_000, "2024-02-29"),
        ] {
            assert_eq!(day(Millis(at)), expected);
        }
    }
}
