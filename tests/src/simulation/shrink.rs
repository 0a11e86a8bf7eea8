//! What a violation takes: its run without the steps that have nothing to do with it.

use std::collections::BTreeSet;

use super::{Violation, live};

/// Runs that are tried.
const TRIES: usize = 500;

/// Leaves out of a violation's run all steps without which the same promise is broken too.
#[must_use]
pub fn shrink(violation: Violation) -> Violation {
    let mut smallest = violation;
    let mut tries = TRIES;
    let mut part = smallest.taken.len().div_ceil(2).max(1);
    loop {
        let mut from = 0;
        let mut is_smaller = false;
        while from < smallest.taken.len() {
            let Some(left) = tries.checked_sub(1) else {
                return smallest;
            };
            tries = left;
            let outside = |at: &usize| *at < from || *at >= from + part;
            let fewer: BTreeSet<u32> = smallest
                .taken
                .iter()
                .enumerate()
                .filter(|(at, _)| outside(at))
                .map(|(_, step)| *step)
                .collect();
            match live(smallest.seed, Some((smallest.steps, &fewer))) {
                Err(again) if again.promise == smallest.promise => {
                    smallest = again;
                    is_smaller = true;
                }
                _ => from += part,
            }
        }
        if part == 1 && !is_smaller {
            return smallest;
        }
        part = (part / 2).max(1);
    }
}
