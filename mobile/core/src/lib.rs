//! The field engine: a replica of what a device may read, what a person does to it, and the exchange with the server.
//!
//! Owns the store on the device, commands and their answers, sync as a state machine, and scanning. Leaves to others
//! what is drawn (`mobile`), every rule that the server shares (`shared`), and where the connection, the clock,
//! randomness and the network come from: all four are handed in.
//!
//! **Invariant:** what a person did is whole in the store, with its outbox entry, before its answer is given.

pub mod api;
mod clock;
mod engine;
mod error;
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub mod host;
pub mod scan;
mod store;
pub mod sync;
mod table;
pub mod wedge;

pub use clock::{Clock, Entropy};
pub use engine::{Apart, Engine};
pub use error::EngineError;
