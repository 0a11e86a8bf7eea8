//! What passes between the page and the worker that owns the store: bytes of one build talking to itself, so that no
//! format has to describe itself.

use js_sys::Uint8Array;
use mobile_core::api::{Answer, Command};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};

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
    /// The system says that there is a network again: a page hears it where a worker may not.
    NetworkReturned,
}

/// Owner → app.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FromOwner {
    /// The worker runs and listens; what was sent before would be lost.
    Listening {
        /// The lock that it holds as long as it lives, where the browser has locks.
        life: Option<String>,
    },
    /// The answer to the command of that number.
    Answer {
        id: u64,
        result: Result<Answer, StoreError>,
    },
    /// Something that nobody asked.
    Event(StoreEvent),
}

/// Writes a message for `postMessage`.
pub(super) fn write(message: &impl Serialize) -> Result<JsValue, JsValue> {
    let bytes = postcard::to_allocvec(message).map_err(|error| JsValue::from(error.to_string()))?;
    Ok(Uint8Array::from(bytes.as_slice()).into())
}

/// Reads a message from a `message` event's data.
pub(super) fn read<T: DeserializeOwned>(data: &JsValue) -> Result<T, JsValue> {
    let bytes = data.dyn_ref::<Uint8Array>().ok_or("not bytes")?;
    postcard::from_bytes(&bytes.to_vec()).map_err(|error| error.to_string().into())
}
