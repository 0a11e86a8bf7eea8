//! Times as data: readings that a device took and what can be believed of them. Nothing here reads a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, or a difference of two such times.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// One minute.
    pub const MINUTE: Self = Self(60_000);
    /// One day.
    pub const DAY: Self = Self(86_400_000);

    /// The next millisecond.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// `self - other`, signed, saturating.
    #[must_use]
    pub const fn since(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self + other`, saturating.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// A reading of a clock that nobody can set: which start of the device (or of the page) it belongs to,
/// and the milliseconds since then. Serialised as `["boot-7", 812345]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick(pub Box<str>, pub i64);

/// The device's two clocks read together as a push is sent. The server holds it against its own clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The wall clock, which a person or a flat battery may have set to anything.
    pub wall: Millis,
    /// The steady clock.
    pub tick: Tick,
}

/// An observed time on the server's time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrected {
    /// The device's clock is off by a known amount, which has been taken away.
    Sure(Millis),
    /// The clock jumped between the observation and the push: the reading says nothing.
    Uncertain,
}

/// How far wall and steady clock may disagree, and how far in the future a corrected time may lie, before
/// a reading is no longer believed. Covers drift and the seconds that a request travels.
const TOLERANCE: Millis = Millis(5_000);

/// How old an observation may be and still be believed: a device that waited longer than this was off,
/// or its clock was. Ten years.
const OLDEST: Millis = Millis(10 * 365 * 86_400_000);

/// Puts a device's reading on the server's time line by the anchor that came with the push.
///
/// A steady clock may stop while a device sleeps, so wall time may have advanced *more* than the steady
/// clock within one boot; never less. Less means that the wall clock was set back in between, and a reading
/// later than the push, or older than any device waits, that it had been set wrong before.
#[must_use]
pub fn corrected(observed: Millis, tick: &Tick, anchor: &Anchor, received: Millis) -> Corrected {
    let waited_wall = anchor.wall.since(observed);
    if waited_wall.0 < -TOLERANCE.0 || waited_wall > OLDEST {
        return Corrected::Uncertain;
    }
    if tick.0 == anchor.tick.0 {
        let waited_steady = anchor.tick.1.saturating_sub(tick.1);
        if waited_steady < 0 || waited_wall.0 < waited_steady.saturating_sub(TOLERANCE.0) {
            return Corrected::Uncertain;
        }
    }
    Corrected::Sure(received.since(Millis(waited_wall.0.max(0))))
}

/// The effective time of an operation, decided once by the server: the later of its corrected time and what it
/// was based on plus one millisecond, never before the installation's previous one. The flag says that the
/// time is a guess.
#[must_use]
pub fn effective(
    corrected: Corrected,
    latest_base: Option<Millis>,
    floor: Millis,
) -> (Millis, bool) {
    let after_base = latest_base.map_or(floor, |base| base.next().max(floor));
    match corrected {
        Corrected::Sure(at) => (at.max(after_base), false),
        Corrected::Uncertain => (after_base, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Millis = Millis(1_795_780_800_000);
    const HOUR: i64 = 3_600_000;

    fn tick(boot: &str, ms: i64) -> Tick {
        Tick(boot.into(), ms)
    }

    #[track_caller]
    fn check(
        observed: i64,
        boot: (&str, i64),
        wall: i64,
        anchor: (&str, i64),
        expected: Corrected,
    ) {
        let anchor = Anchor {
            wall: Millis(NOON.0 + wall),
            tick: tick(anchor.0, anchor.1),
        };
        let got = corrected(
            Millis(NOON.0 + observed),
            &tick(boot.0, boot.1),
            &anchor,
            NOON,
        );
        assert_eq!(got, expected);
    }

    #[test]
    fn a_right_clock_is_believed() {
        check(
            -HOUR,
            ("a", 0),
            0,
            ("a", HOUR),
            Corrected::Sure(Millis(NOON.0 - HOUR)),
        );
    }

    #[test]
    fn a_clock_that_is_off_by_a_known_amount_is_put_right() {
        // M23: two hours fast.
        check(
            HOUR,
            ("a", 0),
            2 * HOUR,
            ("a", HOUR),
            Corrected::Sure(Millis(NOON.0 - HOUR)),
        );
    }

    #[test]
    fn sleep_stops_the_steady_clock_and_is_no_jump() {
        check(
            -5 * HOUR,
            ("a", 0),
            0,
            ("a", 1_000),
            Corrected::Sure(Millis(NOON.0 - 5 * HOUR)),
        );
    }

    #[test]
    fn fc_y3_a_reading_after_the_push_is_uncertain() {
        check(48 * HOUR, ("a", 0), 0, ("b", 9), Corrected::Uncertain);
        check(48 * HOUR, ("a", 0), 0, ("a", 9), Corrected::Uncertain);
    }

    #[test]
    fn fc_y4_a_reading_of_2001_is_uncertain() {
        check(
            -25 * 365 * 24 * HOUR,
            ("a", 0),
            0,
            ("a", HOUR),
            Corrected::Uncertain,
        );
        check(
            -25 * 365 * 24 * HOUR,
            ("a", 0),
            0,
            ("b", 0),
            Corrected::Uncertain,
        );
    }

    #[test]
    fn a_clock_set_back_within_one_boot_is_uncertain() {
        check(-60_000, ("a", 0), 0, ("a", HOUR), Corrected::Uncertain);
    }

    #[test]
    fn an_uncertain_time_counts_as_just_after_what_the_person_saw() {
        assert_eq!(
            effective(Corrected::Uncertain, Some(NOON), Millis(0)),
            (NOON.next(), true)
        );
        assert_eq!(effective(Corrected::Uncertain, None, NOON), (NOON, true));
    }

    #[test]
    fn m25_a_slow_clock_never_undoes_what_it_was_based_on() {
        let early = Corrected::Sure(Millis(NOON.0 - HOUR));
        assert_eq!(
            effective(early, Some(NOON), Millis(0)),
            (NOON.next(), false)
        );
    }
}
