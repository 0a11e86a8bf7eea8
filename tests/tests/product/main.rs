//! What needs more than one crate, in one program, so that what waits leaves the machine to what works.

mod anti_entropy;
mod bad_days;
mod browser;
mod browser_road;
mod desktop_device;
mod kills;
mod merge_cases;
mod native_road;
mod scan;
mod screens;
mod secure;
mod simulation;
mod site;
