//! How long to wait after failures: twice as long each time, within bounds, and never all devices at once.

use shared::time::Millis;

/// The wait after the first failure.
const FIRST: i64 = 1_000;
/// The longest wait.
const LONGEST: i64 = 5 * 60_000;

/// Failures in a row, and until when to wait.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
    until: Option<Millis>,
}

impl Backoff {
    /// For what something else stands in for meanwhile: the first wait is half a minute.
    pub(super) const fn patient() -> Self {
        Self {
            failures: 5,
            until: None,
        }
    }

    /// One more failure. `jitter` of any value takes up to half of the wait away.
    pub(super) fn fail(&mut self, now: Millis, jitter: u32) {
        let doubled = FIRST.saturating_mul(1 << self.failures.min(16));
        let wait = doubled.min(LONGEST);
        let taken = i64::from(jitter) * (wait / 2) / i64::from(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(now.plus(Millis(wait - taken)));
    }

    /// It went well.
    pub(super) fn succeed(&mut self) {
        *self = Self::default();
    }

    /// Try at once: somebody waits, or something changed. A further failure waits as long as it would have.
    pub(super) fn hurry(&mut self) {
        self.until = None;
    }

    /// Until when to wait, if that is still to come.
    pub(super) fn until(&self, now: Millis) -> Option<Millis> {
        // A clock that was set back must not make a device wait for years.
        self.until
            .filter(|until| now < *until && until.since(now).0 <= LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let mut backoff = Backoff::default();
        let mut waits = Vec::new();
        for _ in 0..12 {
            backoff.fail(Millis(0), 0);
            waits.push(backoff.until(Millis(0)).unwrap().0);
        }
        assert_eq!(waits[..4], [1_000, 2_000, 4_000, 8_000]);
        assert_eq!(waits[11], LONGEST);
        backoff.fail(Millis(0), u32::MAX);
        assert_eq!(backoff.until(Millis(0)), Some(Millis(LONGEST / 2)));
        backoff.hurry();
        assert_eq!(backoff.until(Millis(0)), None);
    }

    #[test]
    fn a_clock_set_back_does_not_stop_sync() {
        let mut backoff = Backoff::default();
        backoff.fail(Millis(1_000_000_000_000), 0);
        assert_eq!(backoff.until(Millis(0)), None);
    }
}
