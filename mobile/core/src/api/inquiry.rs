//! What only the server can answer: credentials are its own, and no device has them.

use serde::{Deserialize, Serialize};
use shared::id::{DeviceId, PersonId};
use shared::wire::{DeviceResponse, InvitationResponse, Verdict};

/// An inquiry to the server. One try: a person waits for what comes of it, and may ask again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inquiry {
    /// A way in for another device of a person.
    Invite {
        /// Whose.
        person: PersonId,
        /// The device whose place it takes.
        replaces: Option<DeviceId>,
    },
    /// The devices that speak for a person.
    Devices(PersonId),
    /// Put out a device.
    PutOut(DeviceId),
    /// Decide what becomes of what a device delivered after it was put out.
    Judge {
        /// The device.
        device: DeviceId,
        /// What becomes of it.
        verdict: Verdict,
    },
}

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The way in. A secret until it is spent.
    Invitation(InvitationResponse),
    /// They, the newest first.
    Devices(Vec<DeviceResponse>),
    /// It speaks for nobody any more.
    PutOut,
    /// It was taken in, or refused.
    Judged,
}

/// Why there is no answer. Nothing is known to have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoReply {
    /// The server cannot be reached: this needs the network.
    Offline,
    /// The person may not.
    NotAllowed,
    /// The server does not know the person or the device (yet).
    Unknown,
    /// Too often: later.
    Throttled,
    /// This device's own credential counts no longer, or speaks for somebody else.
    Revoked,
    /// The server did not answer as it should.
    Troubled,
}
