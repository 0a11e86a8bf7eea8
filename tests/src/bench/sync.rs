//! Sync: server and devices as processes of their own where their memory counts, over loopback, on real stores.
//!
//! With `RECENSE_BENCH_DATABASE` (`postgres://…`, an empty database) what is pushed goes to PostgreSQL too, with
//! `RECENSE_POUCHDB` (a folder with npm's `pouchdb` and `pouchdb-server`) that peer does the same work in the same run.

mod bare;
mod drain;
mod first;
mod idle;
mod line;
mod live;
pub(super) mod part;
mod peer;

pub(super) use drain::{fleet, push};
pub(super) use first::{large, native, web};
pub(super) use idle::run as idle;
pub(super) use live::run as live;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What every part of it is called in a measure.
const BENCH: &str = "sync";
/// The inventory of the measures that name none.
const ITEMS: u128 = 100_000;

/// Runs futures as a server or a device would.
fn run<T>(what: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Runtime::new()?.block_on(what)
}
