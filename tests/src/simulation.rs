//! A few days of several people in one run that a seed decides to the last byte: the real engine, the real routes and
//! the real stores, and a network, clocks and disks that fail as they do in a basement.
//!
//! A run is a list of steps. What a step does follows from the seed, its number and what there is, so that a run
//! without some of its steps is still the same in the others: by that a violation is shrunk to the steps that it takes.
//! What must hold is checked in `judge`.

mod chance;
mod given;
mod judge;
mod model;
mod morning;
mod network;
mod order;
mod people;
mod shrink;
mod trouble;
mod world;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use tokio::runtime::Runtime;

use crate::small_world::{Fallible, runtime};
pub use shrink::shrink;
use world::{Order, World};

/// Operations that people make in a run, at least.
pub const LEAST_OPERATIONS: usize = 60;
/// Faults in a run, at least.
pub const LEAST_FAULTS: usize = 10;
/// The promise that is broken where something fails that never may.
const RUNS_ON: &str = "everything runs on";

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Operations that people made.
    pub operations: usize,
    /// Faults by their kind.
    pub faults: BTreeMap<&'static str, usize>,
    /// What happened, in order: two runs of one seed have the same.
    pub trace: Vec<String>,
}

/// What must never happen, and did.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Violation {
    /// The seed that does it again.
    pub seed: u64,
    /// Which promise is broken.
    pub promise: &'static str,
    /// How.
    pub what: String,
    /// How many steps the run had come to.
    pub steps: u32,
    /// Those of them that were taken: all, unless it was shrunk.
    pub taken: BTreeSet<u32>,
    /// What happened before, in order.
    pub trace: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            promise,
            what,
            ..
        } = self;
        write!(f, "seed {seed}: {promise}: {what}")?;
        write!(f, "\n{} of {} steps:", self.taken.len(), self.steps)?;
        self.trace
            .iter()
            .try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// A promise that is broken, before anybody knows by which run.
#[derive(Debug, thiserror::Error)]
#[error("{promise}: {what}")]
struct Broken {
    promise: &'static str,
    what: String,
}

/// Says that a promise is broken.
fn broken<T>(promise: &'static str, what: impl fmt::Display) -> Fallible<T> {
    let what = what.to_string();
    Err(Box::new(Broken { promise, what }))
}

/// Lives through one seed.
///
/// # Errors
/// The first violation.
pub fn run(seed: u64) -> Result<Report, Violation> {
    live(seed, None)
}

/// Lives through a seed, or through those of its first steps that are named.
fn live(seed: u64, named: Option<(u32, &BTreeSet<u32>)>) -> Result<Report, Violation> {
    let mut world = None;
    let lived = with_runtime(|runtime| {
        runtime.block_on(async {
            let world = world.insert(World::begin(seed).await?);
            match named {
                Some((steps, taken)) => world.live_again(steps, taken).await?,
                None => world.live().await?,
            }
            // The same end once more, in which all connect the other way round.
            let twin = match order::ends_twice(seed) {
                true => Some(world.twin().await?),
                false => None,
            };
            world.rest(Order::Straight).await?;
            if let Some(mut twin) = twin {
                twin.rest(Order::Reverse).await?;
                world.judge_order(&twin)?;
            }
            world.judge().await
        })
    });
    let mut world = world;
    match (lived, &mut world) {
        (Ok(()), Some(world)) => Ok(Report {
            seed,
            operations: world.made.len(),
            faults: std::mem::take(&mut world.faults),
            trace: std::mem::take(&mut world.trace),
        }),
        (lived, world) => {
            let (promise, what) = match lived.map_err(<dyn std::error::Error>::downcast::<Broken>) {
                Ok(()) => (RUNS_ON, "there is no world".to_owned()),
                Err(Ok(broken)) => (broken.promise, broken.what),
                Err(Err(error)) => (RUNS_ON, error.to_string()),
            };
            let (steps, trace) = world.as_mut().map_or_else(Default::default, |world| {
                (world.steps, std::mem::take(&mut world.trace))
            });
            let taken = named.map_or_else(|| (0..steps).collect(), |(_, taken)| taken.clone());
            Err(Violation {
                seed,
                promise,
                what,
                steps: named.map_or(steps, |(steps, _)| steps),
                taken,
                trace,
            })
        }
    }
}

/// Does something on this thread's runtime, which outlives a seed.
fn with_runtime<T>(work: impl FnOnce(&Runtime) -> Fallible<T>) -> Fallible<T> {
    thread_local! {
        static RUNTIME: OnceCell<Runtime> = const { OnceCell::new() };
    }
    RUNTIME.with(|kept| {
        if let Some(runtime) = kept.get() {
            return work(runtime);
        }
        let made = runtime()?;
        work(kept.get_or_init(|| made))
    })
}
