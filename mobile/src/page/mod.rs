//! The page around the screens: its clock, language, theme, title, width, keys, sounds and files.
//!
//! What the *device* can do is in `platform`; this is what a window does for the screens in it.
//! Nothing here fails loudly: a page that lacks one of these does without.

use mobile_core::wedge::{Scan, Stroke};

#[cfg(all(feature = "desktop", not(target_family = "wasm")))]
mod desktop;
#[cfg(any(feature = "desktop", target_family = "wasm", test))]
mod hearing;
#[cfg(not(any(feature = "desktop", target_family = "wasm")))]
mod native;
#[cfg(any(target_family = "wasm", test))]
mod pasted;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(all(feature = "desktop", not(target_family = "wasm")))]
pub use desktop::*;
#[cfg(not(any(feature = "desktop", target_family = "wasm")))]
pub use native::*;
#[cfg(target_family = "wasm")]
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

/// Why what was typed is no invitation that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uninvited {
    /// The server's address is not one that a credential may be sent to.
    Address,
    /// It is the link of another server than the page came from.
    Elsewhere {
        /// That server, with its port.
        host: String,
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

/// How the app can be installed on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Install {
    /// The browser does not say.
    #[default]
    NotOffered,
    /// The browser asks the person when it is told to.
    Offered,
    /// The person does it themselves, by the browser's menu: iOS.
    ByHand,
    /// It is installed, and runs so.
    Done,
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
    /// Arrow down with Shift: also the next.
    AlsoNext,
    /// Arrow up with Shift: also the previous.
    AlsoPrevious,
    /// `a` with Ctrl or Command: all.
    All,
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

/// What is in it is chosen by rows: there Shift and Ctrl do with the rows what they do elsewhere with text.
pub const CHOOSABLE: &str = "data-choosable";

/// A key that was pressed.
#[cfg(any(feature = "desktop", target_family = "wasm"))]
#[derive(Clone, Debug, serde::Deserialize)]
struct Pressed {
    /// Its name in UI Events.
    key: String,
    shift: bool,
    /// Ctrl is held, or Command.
    ctrl: bool,
    under: Under,
    /// There are rows that can be chosen.
    choosable: bool,
}

/// What a key was pressed on.
#[cfg(any(feature = "desktop", target_family = "wasm"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Under {
    /// A field, which takes signs for itself.
    Field,
    /// What takes no text: a button or a link, which Enter presses, or a box to tick.
    Button,
    /// Anything else.
    Page,
}

#[cfg(any(feature = "desktop", target_family = "wasm"))]
impl Shortcut {
    /// What a key asks for. A field that wants Escape for itself is asked before.
    fn of_key(pressed: &Pressed) -> Option<Self> {
        let &Pressed { under, .. } = pressed;
        let key = pressed.key.as_str();
        if pressed.ctrl {
            let all = matches!(key, "a" | "A") && pressed.choosable && under != Under::Field;
            return all.then_some(Self::All);
        }
        match key {
            "ArrowDown" if pressed.shift && pressed.choosable => return Some(Self::AlsoNext),
            "ArrowUp" if pressed.shift && pressed.choosable => return Some(Self::AlsoPrevious),
            "Escape" => return Some(Self::Back),
            // In the search field the arrows go on moving in the list.
            "ArrowDown" => return Some(Self::Next),
            "ArrowUp" => return Some(Self::Previous),
            // It presses what has the focus.
            "Enter" if under == Under::Button => return None,
            "Enter" => return Some(Self::Open),
            _ if under == Under::Field => return None,
            _ => {}
        }
        Some(match key {
            "/" => Self::Find,
            "?" => Self::Help,
            "j" => Self::Next,
            "k" => Self::Previous,
            "e" => Self::Edit,
            "m" => Self::Move,
            "s" => Self::State,
            digit => match digit.parse() {
                Ok(place @ 1..=9) => Self::Nth(place),
                _ => return None,
            },
        })
    }
}
