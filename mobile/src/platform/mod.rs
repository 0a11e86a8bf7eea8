//! What the app asks of the device that it runs on, in one vocabulary for the browser and for
//! native shells: the store's port, storage, clock, languages, clipboard, vibration, wake lock,
//! network state.
//!
//! Screens use this module and never a browser type. The camera is beside it (`web::camera`).

mod store;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub mod web;

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod native;

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub use native::{StorePort, device, home, invitation};
pub use store::{Persistence, StoreError, StoreEvent, StoreState};
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub use web::{StorePort, device};
