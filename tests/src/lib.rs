//! What tests of more than one crate share: a real browser, a network that can be broken, and the
//! web app built once for all of them.

pub mod bench;
pub mod browser;
pub mod cluster;
pub mod deployment;
pub mod driver;
pub mod kept;
pub mod kills;
pub mod paper;
pub mod processes;
pub mod proxy;
pub mod road;
pub mod simulation;
pub mod small_world;
pub mod staff;
pub mod stock;
pub mod substitute;
pub mod typing;
pub mod video;
pub mod web_app;
