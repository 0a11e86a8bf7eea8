//! Which failures are worth another try, and how long to wait before it.

use std::time::Duration;

use crate::store::StoreError;

/// Tries after the first one: with the pauses below some five seconds, within what a device waits for an answer.
const TRIES: u32 = 14;
/// The first pause, in milliseconds.
const FIRST_PAUSE: u64 = 4;
/// The longest pause, in milliseconds.
const LONGEST_PAUSE: u64 = 800;

/// Whether the same call may go better the next time. Every call is idempotent, so that it does not matter whether the
/// failed one happened.
pub(in crate::store) fn may_go_better(error: &tokio_postgres::Error) -> bool {
    use std::error::Error as _;
    match error.code() {
        Some(code) => is_passing(code.code()),
        None => error.is_closed() || is_of_system(error.source()),
    }
}

/// The connection itself failed.
fn is_of_system(cause: Option<&(dyn std::error::Error + 'static)>) -> bool {
    cause.is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// Serialisation, deadlocks, locks not had in time, the server going down, system errors, connections lost, outcomes
/// unknown, and what a distributed database reports as internal.
fn is_passing(code: &str) -> bool {
    matches!(code, "40001" | "40P01" | "55P03" | "40003" | "XX000")
        || ["57", "58", "08"]
            .iter()
            .any(|class| code.starts_with(class))
        // Too many connections, no memory, a full disk.
        || code.starts_with("53")
}

/// The tries of one call: how long each waits, and when it is enough.
#[derive(Debug)]
pub(super) struct Tries {
    made: u32,
    /// Callers that met once do not meet again at the same moment.
    stagger: u64,
}

impl Tries {
    /// For a caller that is told from others by a number.
    pub(super) fn of(stagger: u64) -> Self {
        Self { made: 0, stagger }
    }

    /// The pause before another try; none if the error is not worth one or there were enough.
    pub(super) fn next(&mut self, error: &StoreError) -> Option<Duration> {
        if error.is_permanent() || self.made == TRIES {
            return None;
        }
        let longest = (FIRST_PAUSE << self.made).min(LONGEST_PAUSE);
        self.made += 1;
        let turned = self.stagger.rotate_left(self.made * 7);
        Some(Duration::from_millis(
            longest / 2 + turned % (longest / 2 + 1),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_tried_again_and_nothing_else() {
        for code in [
            "40001", "40P01", "55P03", "57P01", "58030", "08006", "40003", "XX000",
        ] {
            assert!(is_passing(code), "{code}");
        }
        for code in ["23505", "42P01", "XX001", "22021", "28P01", "40002"] {
            assert!(!is_passing(code), "{code}");
        }
    }

    #[test]
    fn tries_end_and_their_pauses_grow() {
        let mut tries = Tries::of(7);
        let mut pauses = Vec::new();
        while let Some(pause) = tries.next(&StoreError::Overtaken) {
            pauses.push(pause);
        }
        assert_eq!(pauses.len(), TRIES as usize);
        assert!(pauses[0] <= Duration::from_millis(FIRST_PAUSE));
        let all: Duration = pauses.iter().sum();
        assert!(
            all > Duration::from_secs(2) && all < Duration::from_secs(8),
            "{all:?}"
        );
        let mut others = Tries::of(u64::MAX / 3);
        let differ = pauses
            .iter()
            .filter(|pause| others.next(&StoreError::Overtaken) != Some(**pause))
            .count();
        assert!(differ > 5);
        assert_eq!(Tries::of(1).next(&StoreError::NotFounded), None);
    }
}
