//! Everything that is a file and not code: styles, icons, sounds, translations, the manifest and
//! the page around the app. They are compiled in, so that the binary is whole.
//!
//! Whoever serves the app takes [`files`]; the app itself takes [`sprite`], [`Sound`] and the
//! translations. Building the WebAssembly module is not done here: the app depends on this crate.

mod icon;
mod sound;
mod style;
mod translation;
mod web;

pub use icon::{Icon, sprite};
pub use sound::Sound;
pub use style::STYLESHEET;
pub use translation::{APP, DAILY, OFFICE, SERVER, Translations};
pub use web::{
    BOOT, DESKTOP_INDEX, DESKTOP_SCRIPT, File, ICON, INDEX, SERVICE_WORKER, files, stylesheet,
};
