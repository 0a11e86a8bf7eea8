//! What the app is told of the store, whoever owns it: its state, the engine's events, and why a
//! command has no answer.

use mobile_core::{EngineError, api::Event};
use serde::{Deserialize, Serialize};

/// Who has the store, as seen from this app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreState {
    /// It is being taken; commands wait.
    Opening,
    /// It is ours.
    Ready,
    /// Another tab has it; [`StorePort::take_over`](super::StorePort::take_over) asks for it.
    Elsewhere {
        /// It was asked for it, and did not let go.
        silent: bool,
    },
    /// It was let go because nobody looks at this tab; it is taken again when somebody does.
    Paused,
    /// It cannot be opened here.
    Failed(StoreError),
}

/// Why a command has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum StoreError {
    /// Another tab owns the store.
    #[error("the store is open in another tab")]
    Elsewhere,
    /// The page did not come by a secure address: the browser gives it neither storage nor camera.
    #[error("the address is not secure")]
    Insecure,
    /// The device allows no storage: a private window, a policy, a browser without OPFS. The text
    /// is the browser's.
    #[error("the device refuses storage: {0}")]
    Refused(String),
    /// The device has no room left; nothing of the command was written.
    #[error("the device has no room left: {0}")]
    Full(String),
    /// The owner of the store died, or died while it worked. The command was committed whole or
    /// not at all; asking again is safe for what carries its own id.
    #[error("the store's owner stopped")]
    Stopped,
    /// The store itself says no.
    #[error("the store failed: {0}")]
    Failed(String),
    /// The engine understood and refused.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// What the owner of the store tells without being asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreEvent {
    /// Ownership changed.
    State(StoreState),
    /// The engine has something to tell.
    Engine(Event),
}

/// The device's answer to the request to keep the store for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// The store stays until somebody deletes it.
    Kept,
    /// The device may delete the store when room is short or the app is long unused.
    AtRisk,
}
