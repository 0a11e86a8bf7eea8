//! Recense's app: screens, components and the platform under them. It draws and forwards; what is
//! decided is decided in `mobile-core` and `shared`.

mod app;
pub mod components;
#[cfg(all(feature = "desktop", not(target_family = "wasm")))]
pub mod desktop;
pub mod i18n;
pub mod keyboard;
pub mod page;
pub mod platform;
pub mod route;
pub mod screens;
pub mod session;
pub mod typing;

pub use app::App;
