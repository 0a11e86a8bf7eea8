//! How often somebody may try an enrolment code.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use shared::time::Millis;

/// Wrong codes from one address within [`WINDOW`] before it has to wait.
const TRIES: u32 = 10;
/// Wrong codes from all addresses together.
const TRIES_OF_ALL: u32 = 200;
/// After this long an address starts afresh.
const WINDOW: Millis = Millis::MINUTE;

/// Counts wrong enrolment codes. In memory: a restart forgets them, and a code has 128 bits.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    since: Millis,
    all: u32,
    by_address: HashMap<IpAddr, u32>,
}

impl Throttle {
    /// Whether an address may try now.
    pub(super) fn admits(&self, address: IpAddr, now: Millis) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.since(counts.since);
        if passed >= WINDOW || passed.0 < 0 {
            *counts = Counts {
                since: now,
                ..Counts::default()
            };
        }
        counts.all < TRIES_OF_ALL && counts.by_address.get(&address).copied().unwrap_or(0) < TRIES
    }

    /// An address tried a code that does not count.
    pub(super) fn failed(&self, address: IpAddr) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all += 1;
        *counts.by_address.entry(address).or_default() += 1;
    }
}
