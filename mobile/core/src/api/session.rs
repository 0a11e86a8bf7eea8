//! Who this device works for, and how sync stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::model::Role;
use shared::time::Millis;

use super::PersonView;

/// Who this device works for, and how sync stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Whom; none before enrolment.
    pub person: Option<PersonView>,
    /// Their organisation's name.
    pub organisation: Option<String>,
    /// Their best role.
    pub role: Option<Role>,
    /// How sync stands.
    pub sync: SyncView,
    /// Preferences of this device.
    pub preferences: BTreeMap<String, String>,
    /// How many items this device carries.
    pub items: u64,
}

/// How sync stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// The link to the server.
    pub link: Link,
    /// Operations that are still only on this device.
    pub pending: u64,
    /// What a person has to decide: conflicts of theirs and parked operations.
    pub to_settle: u64,
    /// When everything was last exchanged.
    pub last: Option<Millis>,
    /// Records received of the first sync, while it goes on.
    pub first_sync: Option<u64>,
}

/// The link to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Not tried yet.
    #[default]
    Unknown,
    /// The last exchange went through.
    Online,
    /// The server cannot be reached; all is kept, and tried again.
    Offline,
    /// The server answers, but not as it should; all is kept, and tried again.
    Troubled,
    /// The credential counts no longer; all is kept.
    Revoked,
    /// The server asks for a newer app; all is kept.
    Outdated,
}

/// Why an enrolment failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolFailure {
    /// The code is wrong, spent or too old.
    Code,
    /// Too many tries.
    Throttled,
    /// The server cannot be reached.
    Unreachable,
    /// The server answered something that is not an answer.
    Garbled,
    /// This device holds another organisation's data, which is not mixed with it.
    OtherOrganisation,
}
