//! Where the server keeps everything: one coarse trait, so that a store can answer each call in one transaction.
//!
//! A [`Store`] holds one organisation. It owns the truth: the operations in the order of their arrival, the records
//! that they come to, the feed of each scope, and credentials. Deciding is `intake`'s, which every store runs inside
//! its own transaction; what a person may do is `shared::access`'s. Routes are `http`'s.

#[cfg(test)]
pub(crate) mod conformance;
pub mod held;
pub mod intake;
mod numbers;
pub mod postgres;
pub mod sqlite;
pub(crate) mod transfer;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde_json::value::RawValue;
use shared::digest::Bucket;
use shared::id::{DeviceId, InstallationId, OpId, OrgId, PersonId, TypeId};
use shared::operation::{MAX_OPERATION_BYTES, OperationHash, SealedOperation};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::{Anchor, Millis};
use shared::wire::{
    DeviceResponse, DigestResponse, Epoch, HistoryLine, LiveResponse, NumbersResponse, PartSize,
    PullRequest, PullResponse, PushResponse, SnapshotResponse,
};
use tokio::sync::watch;

use held::{HeldWork, PutOut};

use crate::secret::SecretHash;

/// How much later a device that was seen is written down as seen again.
pub const SEEN_EVERY: Millis = Millis(15 * Millis::MINUTE.0);
/// Links in one page of an audit chain.
pub const LINKS_PAGE: usize = 1_000;
/// Lines in one page of history.
pub const HISTORY_PAGE: usize = 50;
/// History lines that come with each record of a snapshot.
pub const SNAPSHOT_LINES: usize = 3;

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL said no, or could not be asked.
    #[error("PostgreSQL: {}", postgres::said(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// There is no connection to PostgreSQL to be had.
    #[error("PostgreSQL cannot be reached: {0}")]
    Unreachable(#[source] postgres::PoolError),
    /// What names a PostgreSQL database cannot be used.
    #[error("{0}")]
    Database(#[from] postgres::DatabaseError),
    /// Others were faster at every try.
    #[error("others changed the same things at every try")]
    Overtaken,
    /// A stored text cannot be read back.
    #[error("a stored text cannot be read: {0}")]
    Stored(#[from] serde_json::Error),
    /// A stored value is not what its column holds.
    #[error("{column} holds something else")]
    Column {
        /// The column.
        column: &'static str,
    },
    /// The data was written by a newer release.
    #[error("the data has schema {found}; this release knows {known}")]
    Newer {
        /// The data's.
        found: u32,
        /// This release's.
        known: u32,
    },
    /// The data was written by an older release, and is only to be read.
    #[error("the data has schema {found}; this release writes {known}")]
    Older {
        /// The data's.
        found: u32,
        /// This release's.
        known: u32,
    },
    /// The data folder is not there and cannot be made.
    #[error("{path}: {source}")]
    Folder {
        /// Which.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No organisation has been founded in this store.
    #[error("no organisation has been founded here")]
    NotFounded,
    /// A push came under an installation that is another person's, or the machine's own. Nothing of it was taken.
    #[error("the installation is somebody else's")]
    ForeignInstallation,
    /// The thread that did the work died.
    #[error("the store's thread died: {0}")]
    Died(String),
}

impl StoreError {
    /// The data is not of this release's schema.
    fn of_schema(found: u32, known: u32) -> Self {
        if found > known {
            Self::Newer { found, known }
        } else {
            Self::Older { found, known }
        }
    }

    /// Whether the same call would fail again. Otherwise the caller may repeat it: every call is idempotent.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Sqlite(error) => !matches!(
                error.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::DatabaseBusy
                        | rusqlite::ErrorCode::DatabaseLocked
                        | rusqlite::ErrorCode::OutOfMemory
                        // What a disk or a folder does not allow now, somebody sees to.
                        | rusqlite::ErrorCode::DiskFull
                        | rusqlite::ErrorCode::SystemIoFailure
                        | rusqlite::ErrorCode::ReadOnly
                        | rusqlite::ErrorCode::CannotOpen
                        | rusqlite::ErrorCode::PermissionDenied
                )
            ),
            Self::Postgres(error) => !postgres::may_go_better(error),
            Self::Unreachable(error) => !error.may_go_better(),
            Self::Died(_) | Self::Overtaken => false,
            Self::Database(_)
            | Self::Stored(_)
            | Self::Column { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Folder { .. }
            | Self::NotFounded
            | Self::ForeignInstallation => true,
        }
    }
}

/// The organisation that a store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// This life of its history.
    pub epoch: Epoch,
    /// The installation under which the server itself makes operations.
    pub installation: InstallationId,
    /// The person in whose name it makes them: the first administrator.
    pub administrator: PersonId,
    /// It is made up, to try Recense with.
    pub is_demo: bool,
}

/// Whose word stands behind a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The person whose credential came with it; their memberships count.
    Person(PersonId),
    /// The person whose device delivered it after it was put out: an administrator has taken it in.
    TakenIn(PersonId),
    /// Whoever runs this machine: the server itself, founding the organisation or enrolling somebody. Never reached
    /// from the network. Each operation counts as its actor's, with every right.
    Machine,
}

impl Authority {
    /// The person, where it is one's.
    #[must_use]
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) | Self::TakenIn(person) => Some(person),
            Self::Machine => None,
        }
    }
}

/// A push as it arrived. Unlike `wire::PushRequest` it survives an entry that cannot be read.
#[derive(Clone, Debug)]
pub struct Push {
    /// The store that the operations come from.
    pub installation: InstallationId,
    /// The device's clocks as it sent.
    pub anchor: Anchor,
    /// In order of `seq`.
    pub entries: Vec<Entry>,
}

/// One entry of a push.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number within the installation.
    pub seq: u64,
    /// The SHA-256 of its bytes.
    pub hash: OperationHash,
    /// What the bytes are.
    pub body: EntryBody,
}

/// What the bytes of an entry are.
#[derive(Clone, Debug)]
pub enum EntryBody {
    /// An operation.
    Operation(Box<SealedOperation>),
    /// Not an operation, or larger than one may be. Kept whole, for whoever can read it.
    Unreadable {
        /// The id that it seems to have.
        op_id: Option<OpId>,
        /// The text.
        text: String,
    },
}

impl Entry {
    /// Reads an entry's text; never fails.
    #[must_use]
    pub fn read(seq: u64, text: &RawValue) -> Self {
        #[derive(serde::Deserialize)]
        struct Named {
            op_id: OpId,
        }
        let text = text.get();
        let readable = (text.len() <= MAX_OPERATION_BYTES)
            .then(|| SealedOperation::parse(text).ok())
            .flatten();
        match readable {
            Some(operation) => Self::sealed(seq, operation),
            None => Self {
                seq,
                hash: hash_of(text),
                body: EntryBody::Unreadable {
                    op_id: serde_json::from_str(text).ok().map(|Named { op_id }| op_id),
                    text: text.to_owned(),
                },
            },
        }
    }

    /// An entry of an operation.
    #[must_use]
    pub fn sealed(seq: u64, operation: SealedOperation) -> Self {
        Self {
            seq,
            hash: operation.hash(),
            body: EntryBody::Operation(Box::new(operation)),
        }
    }
}

pub(crate) fn hash_of(text: &str) -> OperationHash {
    use sha2::{Digest as _, Sha256};
    OperationHash(Sha256::digest(text.as_bytes()).into())
}

/// Who a credential speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
}

/// A way in for one device of one person.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    /// The hash of its code.
    pub code: SecretHash,
    /// Whom the device will stand for.
    pub person: PersonId,
    /// When it stops counting.
    pub expires: Millis,
    /// A device of theirs that is put out as the new one comes in.
    pub replaces: Option<DeviceId>,
}

/// A device that enrols.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// Its name among devices.
    pub id: DeviceId,
    /// The hash of its credential.
    pub token: SecretHash,
    /// What it is called.
    pub name: String,
}

/// What came of a wish about a person's devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission<T> {
    /// It was granted.
    Granted(T),
    /// Whoever asks may not.
    Refused,
    /// There is no such person, or no such device.
    Unknown,
}

/// Which part of a snapshot is asked for.
#[derive(Clone, Debug, Default)]
pub struct SnapshotPart {
    /// The part after this record; the first one if none.
    pub after: Option<RecordKey>,
    /// The number that the first part named.
    pub at: Option<u64>,
    /// How long it may be.
    pub size: PartSize,
    /// All of this bucket, and nothing else, however long.
    pub bucket: Option<Bucket>,
}

/// What somebody may be shown, or that they may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readable<T> {
    /// Here it is.
    Yes(T),
    /// It lies outside of what they read, or does not exist: the answer does not say which.
    No,
}

/// One number of a scope's feed as the audit chain has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLink {
    /// The number.
    pub seq: u64,
    /// The hash under which its operation arrived.
    pub hash: OperationHash,
    /// The bytes of that operation, as they are kept.
    pub text: String,
}

/// A record with those that identify it.
#[derive(Clone, Debug, PartialEq)]
pub struct Identified {
    /// The record.
    pub record: Record,
    /// What identifies it, in no order.
    pub identifiers: Vec<Record>,
}

/// One organisation's data. Every call is one transaction, and answers from what was committed before it.
#[async_trait]
pub trait Store: Send + Sync {
    /// Founds the organisation. Where there is one already it stays as it is, and is the answer.
    async fn found(&self, organisation: Organisation) -> Result<Organisation, StoreError>;

    /// The organisation, once founded.
    async fn organisation(&self) -> Result<Option<Organisation>, StoreError>;

    /// How many pushes it gains from taking at the same time: more would only wait in memory.
    fn pushes_at_once(&self) -> usize;

    /// Takes a push, whole or not at all. A replay gets the answers that it got before.
    async fn push(
        &self,
        authority: Authority,
        push: Push,
        now: Millis,
    ) -> Result<PushResponse, StoreError>;

    /// The highest `seq` of an installation, 0 where it is unknown.
    async fn high_water(&self, installation: InstallationId) -> Result<u64, StoreError>;

    /// A page of every scope that the person reads.
    async fn pull(
        &self,
        person: PersonId,
        request: PullRequest,
    ) -> Result<PullResponse, StoreError>;

    /// A part of a snapshot.
    async fn snapshot(
        &self,
        person: PersonId,
        scope: Scope,
        part: SnapshotPart,
    ) -> Result<Readable<SnapshotResponse>, StoreError>;

    /// What a scope's records come to at its head.
    async fn digest(
        &self,
        by: Authority,
        scope: Scope,
    ) -> Result<Readable<DigestResponse>, StoreError>;

    /// Lines of a record's history older than a `rev`, newest first.
    async fn history(
        &self,
        person: PersonId,
        record: RecordKey,
        before: Option<u64>,
    ) -> Result<Readable<Vec<HistoryLine>>, StoreError>;

    /// Whether the person reads a scope.
    async fn reads(&self, person: PersonId, scope: Scope) -> Result<bool, StoreError>;

    /// Records with what identifies them, in the order asked; none for each that the person does not read or that is not
    /// there.
    async fn identified(
        &self,
        person: PersonId,
        records: Vec<RecordKey>,
    ) -> Result<Vec<Option<Identified>>, StoreError>;

    /// The heads of all scopes that the person reads.
    async fn heads(&self, person: PersonId) -> Result<LiveResponse, StoreError>;

    /// Every scope's head and the audit chain's newest link.
    async fn chains(&self) -> Result<BTreeMap<Scope, (u64, [u8; 32])>, StoreError>;

    /// What a scope's audit chain is made of, after a number and in order: a page of [`LINKS_PAGE`] at most.
    async fn links(&self, scope: Scope, after: u64) -> Result<Vec<AuditLink>, StoreError>;

    /// Begins another life of the history, numbered above the one before and not below `at_least`. From then on no
    /// cursor that was given out counts, and every device sends again what this store does not know of theirs.
    async fn renew_epoch(&self, at_least: Epoch) -> Result<Epoch, StoreError>;

    /// All records of a collection. For the small ones, and for what is done at the machine itself.
    async fn records(&self, collection: Collection) -> Result<Vec<Record>, StoreError>;

    /// Whether the person administers the organisation.
    async fn administers(&self, person: PersonId) -> Result<bool, StoreError>;

    /// Keeps the hash of an enrolment code for an existing person, if whoever asks may let them in.
    async fn invite(&self, by: Authority, ticket: Ticket)
    -> Result<Admission<Session>, StoreError>;

    /// Spends an enrolment code for a credential, and puts out the device that it replaces. None if the code is unknown,
    /// spent or too old, or its person was put out meanwhile.
    async fn spend(
        &self,
        code: SecretHash,
        device: NewDevice,
        now: Millis,
    ) -> Result<Option<Session>, StoreError>;

    /// The devices of a person, the newest first; `own` is the one that asks. Of those that were put out only whose
    /// deliveries wait for somebody's judgement.
    async fn devices(
        &self,
        by: PersonId,
        own: SecretHash,
        person: PersonId,
    ) -> Result<Admission<Vec<DeviceResponse>>, StoreError>;

    /// Puts out a device.
    async fn revoke_device(
        &self,
        by: PersonId,
        device: DeviceId,
        now: Millis,
    ) -> Result<Admission<()>, StoreError>;

    /// Reserves inventory numbers of types: so many counters of each that the person may make items of and that has a
    /// pattern. Asked again it reserves others, and those stay unused.
    async fn reserve_numbers(
        &self,
        person: PersonId,
        wanted: BTreeMap<TypeId, u32>,
    ) -> Result<NumbersResponse, StoreError>;

    /// A credential was used. Written down at most once in a quarter of an hour.
    async fn seen(&self, token: SecretHash, now: Millis) -> Result<(), StoreError>;

    /// Who a credential speaks for. None if it is unknown or revoked.
    async fn session(&self, token: SecretHash) -> Result<Option<Session>, StoreError>;

    /// Whom a credential spoke for, and on which device, if that was put out. None if it is unknown, counts, or was given
    /// back.
    async fn put_out(&self, token: SecretHash) -> Result<Option<PutOut>, StoreError>;

    /// Keeps in quarantine what a device delivers that was put out. A replay gets the same answers; what was known
    /// before has the answer that it had. None if too much of it is kept already.
    async fn hold(
        &self,
        from: PutOut,
        push: Push,
        now: Millis,
    ) -> Result<Option<PushResponse>, StoreError>;

    /// What a device delivered since it was put out and nobody has judged.
    async fn held(
        &self,
        by: PersonId,
        device: DeviceId,
        now: Millis,
    ) -> Result<Admission<HeldWork>, StoreError>;

    /// These deliveries of a device are judged, and no others that came meanwhile: what was to be taken in was pushed
    /// before.
    async fn judge_held(
        &self,
        by: PersonId,
        device: DeviceId,
        judged: Vec<Push>,
        now: Millis,
    ) -> Result<Admission<()>, StoreError>;

    /// Revokes one credential.
    async fn revoke(&self, token: SecretHash, now: Millis) -> Result<(), StoreError>;

    /// Revokes all credentials of a person.
    async fn revoke_person(&self, person: PersonId, now: Millis) -> Result<(), StoreError>;

    /// Installations that were found to be copies or to have gone back in time.
    async fn forks(&self) -> Result<BTreeSet<InstallationId>, StoreError>;

    /// Changes whenever a head may have moved.
    fn moved(&self) -> watch::Receiver<u64>;

    /// Looks whether another process moved a head, and says so through [`Store::moved`].
    async fn look(&self) -> Result<(), StoreError>;
}
