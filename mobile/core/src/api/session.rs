//! Who this device works for, and how sync stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::model::{Role, Words};
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
    /// Their teams, with their role in each.
    pub teams: Vec<TeamView>,
    /// How sync stands.
    pub sync: SyncView,
    /// Preferences of this device.
    pub preferences: BTreeMap<String, String>,
    /// How many items this device carries.
    pub items: u64,
    /// What others did here and have not sent.
    pub others: Vec<OthersWork>,
    /// Everybody who is enrolled on this device, by name.
    pub known: Vec<KnownPerson>,
    /// Nobody reads here until somebody says their PIN; what is sent goes on.
    pub locked: bool,
}

/// Somebody who is enrolled on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPerson {
    /// Who.
    pub person: PersonView,
    /// They set a PIN here, without which nobody switches to them.
    pub has_pin: bool,
    /// Before when no PIN of theirs is tried, by this device's clock.
    pub again_at: Option<Millis>,
    /// How many actions of theirs are still only here.
    pub unsent: u64,
}

/// What a PIN did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinAnswer {
    /// It was right, and what was asked is done.
    Accepted,
    /// It was wrong; the next is tried from then on, by this device's clock, or at once.
    Wrong(Option<Millis>),
    /// None is tried before then, by this device's clock.
    Wait(Millis),
    /// The person has set none: a new link lets them in.
    Missing,
    /// The person is not enrolled here.
    NotEnrolled,
    /// It is not four to eight digits.
    Unusable,
}

/// What somebody else did on this device and has not sent. It goes as theirs; what it is about, only they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OthersWork {
    /// Whose.
    pub by: PersonView,
    /// How many actions.
    pub count: u64,
    /// They are enrolled here, and it goes as soon as there is a network; else it waits until they enrol again.
    pub goes_by_itself: bool,
}

/// A team of somebody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// What it is called.
    pub label: Words,
    /// What they may do in it.
    pub role: Role,
}

/// How sync stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// The link to the server.
    pub link: Link,
    /// Actions that are still only on this device.
    pub pending: u64,
    /// What a person has to decide: conflicts of theirs and parked actions.
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
    /// The device was put out. What was unsent goes into quarantine, and what it carried for this person goes from it.
    PutOut,
    /// The server asks for a newer app; all is kept.
    Outdated,
    /// The credential that goes along speaks for another person of the organisation; all is kept, and nothing is
    /// exchanged until somebody enrols.
    OtherPerson,
    /// The server is another organisation's; all is kept, and nothing is exchanged until somebody enrols.
    OtherOrganisation,
}

impl Link {
    /// What it is after the server's own word that it has no room just now: there it is, and nothing is wrong with it.
    pub(crate) fn heard_of(self) -> Self {
        match self {
            Self::Offline | Self::Troubled => Self::Online,
            known => known,
        }
    }
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
