//! Recense's server: thin routes over one store, and the web app that it embeds.
//!
//! A request goes one way: `http` (who asks, what for) → `store` (one transaction) → `store::intake` (what is decided,
//! by `shared`'s rules). [`running`] ties it together, [`organisation`] founds and enrols, [`demo`] makes things up.

pub mod audit;
pub mod demo;
pub mod http;
mod labels;
pub mod organisation;
mod porch;
mod private;
pub mod running;
pub mod secret;
mod speech;
pub mod store;
pub mod surroundings;
pub mod tls;
pub mod web;
pub mod words;
