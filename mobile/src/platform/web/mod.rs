//! The browser: one WebAssembly file that is the page, the store's owner or the scanner, by where
//! it finds itself.

pub mod camera;
mod console;
pub mod device;
mod engine_part;
mod fetch;
mod message;
mod ownership;
pub mod release;
mod scan_worker;
mod senses;
mod store_port;
mod store_worker;
mod worker;

use js_sys::global;
pub use store_port::StorePort;
use wasm_bindgen::JsCast as _;
use web_sys::DedicatedWorkerGlobalScope;
pub use worker::{Role, spawn};

/// What this instance of the module is here for.
#[must_use]
pub fn role() -> Role {
    global()
        .dyn_into::<DedicatedWorkerGlobalScope>()
        .map_or(Role::Page, |scope| Role::of_worker(&scope.name()))
}

/// Starts this instance in its role; `page` starts the screens.
pub fn start(page: impl FnOnce()) {
    console_error_panic_hook::set_once();
    match role() {
        Role::Page => page(),
        Role::Store => store_worker::start(),
        Role::Scan => scan_worker::start(),
    }
}
