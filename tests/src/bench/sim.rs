//! Many seeds of the simulation: `sim --seeds A..B` prints what was lived through, or the seed that breaks a promise.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::Serialize;

use super::{say, timed};
use crate::simulation::{Report, Violation, run};

/// Seeds where none are named.
const SEEDS: Range<u64> = 0..1_000;

#[derive(Debug, Default, Serialize)]
struct Total {
    bench: &'static str,
    seeds: u64,
    operations: usize,
    faults: BTreeMap<&'static str, usize>,
    violations: usize,
    seconds: f64,
}

/// Runs the seeds that are asked for, on every core.
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
    let (time, ()) = timed(|| {
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
                scope.spawn(|| {
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= seeds.end {
                            return;
                        }
                        let lived = run(seed);
                        count(
                            &mut total.lock().unwrap_or_else(PoisonError::into_inner),
                            lived,
                        );
                    }
                });
            }
        });
    });
    let mut total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    total.seconds = time.as_secs_f64();
    say(&serde_json::to_string(&total).unwrap_or_else(|error| error.to_string()));
    match total.violations {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn count(total: &mut Total, lived: Result<Report, Violation>) {
    total.seeds += 1;
    match lived {
        Ok(report) => {
            total.operations += report.operations;
            for (kind, times) in report.faults {
                *total.faults.entry(kind).or_default() += times;
            }
        }
        Err(violation) => {
            total.violations += 1;
            say(&violation.to_string());
        }
    }
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
