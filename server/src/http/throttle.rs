//! How often somebody may try an enrolment code, or ask for one.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use shared::time::Millis;

/// Wrong codes from one address, or codes asked for by one person, within [`WINDOW`] before they have to wait.
const TRIES: u32 = 10;
/// The same from all together.
const TRIES_OF_ALL: u32 = 200;
/// After this long everybody starts afresh.
const WINDOW: Millis = Millis::MINUTE;

/// Counts tries by who makes them. In memory: a restart forgets them, and a code has 128 bits.
#[derive(Debug)]
pub(super) struct Throttle<K>(Mutex<Counts<K>>);

#[derive(Debug)]
struct Counts<K> {
    since: Millis,
    all: u32,
    each: HashMap<K, u32>,
}

impl<K> Counts<K> {
    fn since(now: Millis) -> Self {
        Self {
            since: now,
            all: 0,
            each: HashMap::new(),
        }
    }
}

impl<K> Default for Throttle<K> {
    fn default() -> Self {
        Self(Mutex::new(Counts::since(Millis::default())))
    }
}

impl<K: Eq + Hash> Throttle<K> {
    /// Whether somebody may try now.
    pub(super) fn admits(&self, who: &K, now: Millis) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.since(counts.since);
        if passed >= WINDOW || passed.0 < 0 {
            *counts = Counts::since(now);
        }
        counts.all < TRIES_OF_ALL && counts.each.get(who).copied().unwrap_or(0) < TRIES
    }

    /// Somebody tried a code that does not count, or asked for one.
    pub(super) fn count(&self, who: K) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all += 1;
        *counts.each.entry(who).or_default() += 1;
    }
}
