//! What passes between the page and the worker that owns the store, as JSON.

use mobile_core::api::{Answer, Command};
use serde::{Deserialize, Serialize};

use crate::platform::store::{StoreError, StoreEvent};

/// App → owner.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ToOwner {
    /// Run this; the answer carries the same number.
    Run { id: u64, command: Command },
    /// Nobody looks: finish, close, let go.
    Release,
    /// Somebody looks: take the store again.
    Acquire,
    /// The person wants the store in this tab: ask the one that has it.
    TakeOver,
}

/// Owner → app.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FromOwner {
    /// The worker runs and listens; what was sent before would be lost.
    Listening,
    /// The answer to the command of that number.
    Answer {
        id: u64,
        result: Result<Answer, StoreError>,
    },
    /// Something that nobody asked.
    Event(StoreEvent),
}
