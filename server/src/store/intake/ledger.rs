//! What the intake asks of one open transaction, and the values that pass between the two.

use sha2::{Digest as _, Sha256};
use shared::admit::owner_of;
use shared::id::{InstallationId, OpId, PersonId, RecordId, TeamId};
use shared::identifier::ExactKey;
use shared::merge::Accepted;
use shared::model::Membership;
use shared::operation::{OperationHash, Outcome, ParkReason, SealedOperation};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::{Corrected, Millis};
use shared::wire::Epoch;

use crate::store::StoreError;

/// What the server knows of an installation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The highest `seq` that it sent.
    pub high_water: u64,
    /// The effective time of its last operation: its next one is not earlier.
    pub floor: Millis,
    /// Whose credential first pushed under it, and so whose alone it is; none for the machine's own.
    pub owner: Option<PersonId>,
}

/// The record by which a store finds another: what it belongs to, or the person of a membership.
#[must_use]
pub fn find_owner(record: &Record) -> Option<RecordId> {
    match record.key.collection() {
        Collection::Membership => Membership(record).person().map(Into::into),
        _ => owner_of(record).map(|owner| owner.id()),
    }
}

/// The audit chain's link for a number of a scope: it follows from all operations up to there.
#[must_use]
pub fn next_link(chain: [u8; 32], hash: OperationHash, seq: u64) -> [u8; 32] {
    let mut link = Sha256::new();
    link.update(chain);
    link.update(hash.0);
    link.update(seq.to_be_bytes());
    link.finalize().into()
}

/// What arrives with an operation and is kept with it, accepted or not.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The id. None where it cannot be read, or belongs to an operation with other bytes.
    pub op_id: Option<OpId>,
    /// The SHA-256 of the text.
    pub hash: OperationHash,
    /// The text as it was sent.
    pub text: String,
    /// Where it came from.
    pub installation: InstallationId,
    /// Whose credential it came with; none at the machine itself.
    pub sender: Option<PersonId>,
    /// When it came.
    pub received_at: Millis,
    /// When the person did it, as far as the clocks tell.
    pub corrected: Corrected,
    /// The installation's floor as it came.
    pub floor: Millis,
    /// It waited in quarantine before: its device has been told that it waits, and is to be told what became of it.
    pub waited: bool,
}

/// What an accepted operation brought about.
#[derive(Clone, Debug)]
pub struct Acceptance<'a> {
    /// The SHA-256 of its text: the audit chain's next link.
    pub hash: OperationHash,
    /// Its effective time.
    pub at: Millis,
    /// That time is a guess.
    pub uncertain: bool,
    /// What became of it.
    pub outcome: &'a Outcome,
    /// The record after it.
    pub record: &'a Record,
    /// The record's `rev` and scope before it; none for a new record. Guards the write.
    pub before: Option<(u64, Scope)>,
}

/// What a parked operation waits for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Wait {
    /// Something accepted on this record.
    Record(RecordKey),
    /// A change of memberships, teams or types.
    Permission,
    /// A change in the place tree.
    Tree,
    /// Nothing that could come: it stays until a person decides.
    Forever,
}

impl Wait {
    /// What an operation on a record of its `own` waits for, given why it is parked.
    pub(super) fn of(reason: &ParkReason, own: Option<&RecordKey>) -> Self {
        match (reason, own) {
            (ParkReason::Unknown { record }, _) => Self::Record(record.clone()),
            (ParkReason::NothingToUndo {}, Some(own)) => Self::Record(own.clone()),
            (ParkReason::NotAllowed {} | ParkReason::LastAdministrator {}, _) => Self::Permission,
            (ParkReason::PlaceWithinItself {} | ParkReason::TreeChanged {}, _) => Self::Tree,
            (
                ParkReason::Exists {}
                | ParkReason::Invalid { .. }
                | ParkReason::Unreadable {}
                | ParkReason::NotYours {}
                | ParkReason::TooManyFollow {}
                | ParkReason::Quarantined {}
                | ParkReason::NothingToUndo {},
                _,
            ) => Self::Forever,
        }
    }
}

/// A stored operation's number: the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArrivalNumber(pub i64);

/// A parked operation whose cause may be gone.
#[derive(Clone, Debug)]
pub struct Due {
    /// Its number.
    pub number: ArrivalNumber,
    /// The operation.
    pub operation: SealedOperation,
    /// What came with it.
    pub arrival: Arrival,
}

/// Items that claim one number that are looked at.
pub const MOST_CLAIMING: usize = 20;

/// One open transaction of a store, as the intake needs it.
pub trait Ledger {
    /// The store's epoch.
    fn epoch(&self) -> Result<Epoch, StoreError>;
    /// What is known of an installation.
    fn standing(&self, installation: InstallationId) -> Result<Option<Standing>, StoreError>;
    /// Writes what is known of an installation.
    fn put_standing(&self, id: InstallationId, standing: Standing) -> Result<(), StoreError>;
    /// Flags an installation as copied or gone back in time.
    fn flag_fork(&self, installation: InstallationId, at: Millis) -> Result<(), StoreError>;
    /// The hash of the bytes that an installation sent under a number.
    fn sent(&self, id: InstallationId, seq: u64) -> Result<Option<OperationHash>, StoreError>;
    /// Remembers what an installation sent under a number.
    fn put_sent(&self, id: InstallationId, seq: u64, hash: OperationHash)
    -> Result<(), StoreError>;
    /// Which of some operations lie in quarantine, judged or not, by their hashes.
    fn held(&self, hashes: &[OperationHash]) -> Result<Vec<OperationHash>, StoreError>;
    /// The hash and the outcome of an operation that is known already.
    fn known(&self, op_id: OpId) -> Result<Option<(OperationHash, Outcome)>, StoreError>;
    /// A record.
    fn record(&self, key: &RecordKey) -> Result<Option<Record>, StoreError>;
    /// The accepted operations of a record, in order of arrival.
    fn operations(&self, key: &RecordKey) -> Result<Vec<Accepted>, StoreError>;
    /// The memberships of a person.
    fn memberships(&self, person: PersonId) -> Result<Vec<Record>, StoreError>;
    /// The memberships of a team.
    fn members(&self, team: TeamId) -> Result<Vec<Record>, StoreError>;
    /// What belongs directly to a record, so many at most.
    fn dependants(&self, owner: &RecordKey, most: usize) -> Result<Vec<RecordKey>, StoreError>;
    /// The items of a scope that claim a number (`shared::alias`), the lowest ids first, [`MOST_CLAIMING`] at most.
    fn claimed(&self, scope: Scope, number: &ExactKey) -> Result<Vec<Record>, StoreError>;
    /// The ids of all records of a collection.
    fn ids(&self, collection: &Collection) -> Result<Vec<RecordId>, StoreError>;
    /// Keeps an operation as it arrived; its outcome follows.
    fn put_arrival(&self, arrival: &Arrival) -> Result<ArrivalNumber, StoreError>;
    /// Writes what an operation brought about: record, history, feed and audit chain.
    fn accept(&self, number: ArrivalNumber, what: &Acceptance<'_>) -> Result<(), StoreError>;
    /// Parks an operation, anew or still.
    fn park(&self, number: ArrivalNumber, why: &ParkReason, wait: &Wait) -> Result<(), StoreError>;
    /// Makes those due that wait for something.
    fn wake(&self, cause: &Wait) -> Result<(), StoreError>;
    /// Takes parked operations that are due, in order of arrival; they are due no longer.
    fn take_due(&self, limit: usize) -> Result<Vec<Due>, StoreError>;
}
