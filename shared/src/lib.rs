//! Recense's model and every pure rule that device and server share.
//!
//! No I/O, no clock, no randomness: what decides is given all that it needs. Builds for wasm32.

pub mod access;
pub mod admit;
pub mod alias;
pub mod digest;
pub mod id;
pub mod identifier;
pub mod label;
pub mod merge;
pub mod model;
pub mod normal;
pub mod operation;
pub mod record;
pub mod time;
pub mod wire;
