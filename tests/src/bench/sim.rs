//! Many seeds of the simulation: `sim --seeds A..B` prints what was lived through, or the seed that breaks a promise.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use serde::Serialize;

use super::{note, say, timed};
use crate::simulation::{Report, Violation, run, shrink};

/// Seeds where none are named.
const SEEDS: Range<u64> = 0..1_000;
/// Seeds after which it is said how far it has come.
const PROGRESS: u64 = 100;

#[derive(Debug, Default, Serialize)]
struct Total {
    bench: &'static str,
    seeds: u64,
    operations: usize,
    faults: BTreeMap<&'static str, usize>,
    violations: usize,
    seconds: f64,
}

/// Runs the seeds that are asked for, on every core, up to the first violation.
pub(super) fn main(arguments: &[String]) -> ExitCode {
    let Some(seeds) = parse_seeds(arguments) else {
        say("`sim` takes --seeds A..B");
        return ExitCode::from(2);
    };
    let next = AtomicU64::new(seeds.start);
    let total = Mutex::new(Total {
        bench: "sim",
        ..Total::default()
    });
    let first: Mutex<Option<Violation>> = Mutex::new(None);
    let (time, ()) = timed(|| {
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
                scope.spawn(|| {
                    while lock(&first).is_none() {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= seeds.end {
                            return;
                        }
                        match run(seed) {
                            Ok(report) => lock(&total).count(report),
                            Err(violation) => keep_first(&mut lock(&first), violation),
                        }
                    }
                });
            }
        });
    });
    let mut total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    total.seconds = time.as_secs_f64();
    let first = first.into_inner().unwrap_or_else(PoisonError::into_inner);
    total.violations = first.iter().count();
    say(&serde_json::to_string(&total).unwrap_or_else(|error| error.to_string()));
    match first {
        None => ExitCode::SUCCESS,
        Some(violation) => {
            let (seed, what) = (violation.seed, &violation.what);
            say(&format!("seed {seed}: {what}\nShrinking it"));
            say(&shrink(violation).to_string());
            ExitCode::FAILURE
        }
    }
}

impl Total {
    fn count(&mut self, report: Report) {
        self.seeds += 1;
        self.operations += report.operations;
        for (kind, times) in report.faults {
            *self.faults.entry(kind).or_default() += times;
        }
        if self.seeds.is_multiple_of(PROGRESS) {
            note(&format!("{} seeds, up to {}", self.seeds, report.seed));
        }
    }
}

/// Of two that are found at once the one with the lower seed counts, whoever was faster.
fn keep_first(first: &mut Option<Violation>, violation: Violation) {
    if first
        .as_ref()
        .is_none_or(|known| violation.seed < known.seed)
    {
        *first = Some(violation);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn parse_seeds(arguments: &[String]) -> Option<Range<u64>> {
    match arguments {
        [] => Some(SEEDS),
        [flag, range] if flag == "--seeds" => {
            let (from, to) = range.split_once("..")?;
            Some(from.parse().ok()?..to.parse().ok()?)
        }
        _ => None,
    }
}
