//! The way back of what was done, and of that.

use assets::Icon;
use mobile_core::api::{Command, DoneView};
use shared::id::ActionId;

use super::Session;
use crate::t;

/// A way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// To take that action back.
    Undo(ActionId),
    /// To do again what that action took back.
    Redo(ActionId),
}

impl Back {
    /// What it is called.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Undo(_) => t!("undo"),
            Self::Redo(_) => t!("redo"),
        }
    }

    /// Its drawing.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Undo(_) => Icon::Undo,
            Self::Redo(_) => Icon::Redo,
        }
    }
}

impl Session {
    /// Takes an action back.
    pub fn undo(self, action: ActionId, then: impl FnOnce(DoneView) + 'static) {
        let words = |_: &DoneView| t!("scan-done-undo");
        self.act_and_back(Command::Undo(action), Back::Redo, words, then);
    }

    /// Goes a way back.
    pub fn go_back(self, back: Back) {
        match back {
            Back::Undo(action) => self.undo(action, |_| ()),
            Back::Redo(action) => {
                let words = |_: &DoneView| t!("scan-done-redo");
                self.act_and_back(Command::Undo(action), Back::Undo, words, |_| ());
            }
        }
    }
}
