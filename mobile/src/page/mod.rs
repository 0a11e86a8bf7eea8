//! The page around the screens: its clock, language, theme, title, width, keys, sounds and files.
//!
//! What the *device* can do is in `platform`; this is what a window does for the screens in it.
//! Nothing here fails loudly: a page that lacks one of these does without.

use mobile_core::wedge::{Scan, Stroke};

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod native;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod web;

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub use native::*;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub use web::*;

/// What was typed, wherever the focus is.
#[derive(Clone, Debug)]
pub enum Typed {
    /// A stroke, whosever it is.
    Stroke(Stroke),
    /// A scanner typed a code; nothing of it is left in the page.
    Scan {
        /// What it typed.
        scan: Scan,
        /// The focus was in a field that holds codes.
        field: Option<CodeField>,
    },
}

/// What the browser says of the memory that it gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Whether it will be kept; none where the browser does not say.
    pub kept: Option<bool>,
    /// Bytes used.
    pub used: Option<u64>,
}

/// A key that was pressed while no field had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// `/`: find.
    Find,
    /// `?`: the sheet of shortcuts.
    Help,
    /// Arrow down, or `j`.
    Next,
    /// Arrow up, or `k`.
    Previous,
    /// Enter.
    Open,
    /// Escape.
    Back,
    /// `e`: edit.
    Edit,
    /// `m`: move.
    Move,
    /// `s`: state.
    State,
    /// `1` to `9`: the one in that place, from 1.
    Nth(u8),
}
