//! What device and server say to each other. JSON over HTTP under `/api`; every type is `XRequest`/`XResponse`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::BucketDigest;
use crate::id::{DeviceId, InstallationId, OpId, OrgId, PersonId, TypeId};
use crate::operation::{Outcome, SealedOperation};
use crate::record::{Record, RecordKey, Scope};
use crate::time::{Anchor, Millis};

/// The most operations in one push.
pub const MAX_PUSH: usize = 500;
/// The most labels in one go: their ids in an address stay below the 8 kB that proxies let through.
pub const MAX_LABELS: usize = 200;
/// The most feed entries in one page of a pull, over all scopes.
pub const MAX_PAGE: usize = 500;

/// How many records a part of a snapshot has at most.
///
/// A device writes each part in one transaction: the longer it is, the fewer pages are written twice; the shorter, the
/// less is lost with a line that breaks. So it asks for twice as many after each part that came, and for half as many
/// after one that did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartSize(usize);

impl PartSize {
    const LEAST: usize = 250;
    const FIRST: usize = 1_000;
    const MOST: usize = 4_000;

    /// The nearest size that there is.
    #[must_use]
    pub fn near(records: usize) -> Self {
        Self(records.clamp(Self::LEAST, Self::MOST))
    }

    /// In records.
    #[must_use]
    pub const fn records(self) -> usize {
        self.0
    }

    /// After a part of this size that came.
    #[must_use]
    pub fn longer(self) -> Self {
        Self::near(self.0 * 2)
    }

    /// After one that did not.
    #[must_use]
    pub fn shorter(self) -> Self {
        Self::near(self.0 / 2)
    }
}

impl Default for PartSize {
    /// What a device begins with, and what one gets that names no size.
    fn default() -> Self {
        Self(Self::FIRST)
    }
}

/// The most inventory numbers that one request reserves for a type.
pub const MAX_NUMBERS: u32 = 1_000;
/// The most types for which one request reserves numbers.
pub const MAX_NUMBERED_TYPES: usize = 100;

/// The header by which a request names the person for whom it speaks, by their id.
///
/// A device that several people share has a credential of each: only the named one's counts, and no other stands in
/// for it. Without the header a device with one credential speaks by that.
pub const PERSON_HEADER: &str = "recense-person";

/// One life of the server's history; a restore from a backup begins another.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Epoch(pub u64);

/// How far a scope's feed has been read: everything up to and including `seq`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor(pub Epoch, pub u64);

/// `POST /api/enrol`: spends an enrolment code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The code of the address's fragment.
    pub code: String,
    /// What the person will call this device: “Chromium on Linux”.
    pub device: String,
}

/// Who a credential speaks for; also the answer of `GET /api/session`.
///
/// A native device takes the credential from `token`; a browser gets it as a cookie, which no script reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionResponse {
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// The credential, only in the answer to an enrolment with `?token=1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// `POST /api/invitations`: a way in for one device of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRequest {
    /// Whom it will stand for.
    pub person: PersonId,
    /// A device of theirs that is put out at the moment at which the new one comes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<DeviceId>,
}

/// The way in. A secret until it is spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationResponse {
    /// The address that enrols, with the code in its fragment.
    pub link: String,
    /// How long it counts, in minutes.
    pub minutes: i64,
}

/// `GET /api/devices?person={id}`: the devices that speak for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesResponse {
    /// Those that were not put out, the newest first.
    pub devices: Vec<DeviceResponse>,
}

/// A device that speaks for a person. `DELETE /api/devices/{id}` puts it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceResponse {
    /// Its name among devices; no part of its credential.
    pub id: DeviceId,
    /// What it is called.
    pub name: String,
    /// When it was enrolled.
    pub enrolled_at: Millis,
    /// When it last asked something, to a quarter of an hour; none if that was never.
    pub seen_at: Option<Millis>,
    /// It is the one that asks.
    pub own: bool,
    /// When it was put out; such a device is named only as long as something waits that it delivered since.
    #[serde(default)]
    pub put_out_at: Option<Millis>,
    /// Operations that it delivered since, and that wait for a [`Verdict`].
    #[serde(default)]
    pub held: u64,
}

/// `POST /api/devices/{id}/held`: what becomes of what a device delivered after it was put out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is taken in as its person's, as if it had come in time.
    Accept {},
    /// It has no effect. It stays on the server, where nobody sees it.
    Refuse {},
}

/// One operation in a push, with its number within the installation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushEntry {
    /// Counts from 1 without gaps.
    pub seq: u64,
    /// The operation, in its own bytes.
    pub op: SealedOperation,
}

/// `POST /api/push`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushRequest {
    /// The store that the operations come from.
    pub installation: InstallationId,
    /// The device's clocks as it sends.
    pub anchor: Anchor,
    /// In order of `seq`, [`MAX_PUSH`] at most.
    pub entries: Vec<PushEntry>,
}

/// What became of one operation of a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushOutcome {
    /// The operation.
    pub op_id: OpId,
    /// What became of it; the same for every replay.
    pub outcome: Outcome,
}

/// The answer to a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushResponse {
    /// Every operation has its outcome.
    Taken {
        /// The server's epoch.
        epoch: Epoch,
        /// One for each entry, in their order.
        outcomes: Vec<PushOutcome>,
    },
    /// The server knows this installation's `seq` with another operation: the store went back in time or was
    /// copied. Nothing was taken: the device takes a new installation id, renumbers what is pending, pushes again.
    Fork {
        /// The highest `seq` that the server has from the installation.
        high_water: u64,
    },
}

/// `POST /api/pull`: all cursors in one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// How far each scope that the device carries has been read.
    pub cursors: BTreeMap<Scope, Cursor>,
}

/// One line of a scope's feed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeedEntry {
    /// Its number in the scope.
    pub seq: u64,
    /// What happened.
    pub event: FeedEvent,
}

/// What a feed entry says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every event is a put, and a page of them lives for one transaction"
)]
pub enum FeedEvent {
    /// An operation took effect on a record, which now lies in this scope.
    Put {
        /// The operation as it counts.
        line: HistoryLine,
        /// The record after it.
        record: Record,
    },
    /// A record left for another scope.
    Leave {
        /// Which.
        record: RecordKey,
        /// Its `rev` as it left.
        rev: u64,
    },
}

/// An accepted operation as history shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The operation.
    pub op: SealedOperation,
    /// The installation that it came from.
    pub installation: InstallationId,
    /// Its effective time.
    pub at: Millis,
    /// The effective time is a guess.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
    /// When the server took it.
    pub received_at: Millis,
    /// The record's `rev` from it on.
    pub rev: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// The answer to a pull, from one snapshot of the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PullResponse {
    /// The server's epoch.
    pub epoch: Epoch,
    /// For each scope that the person may read.
    pub scopes: BTreeMap<Scope, ScopePage>,
    /// Scopes of the request that the person may no longer read: the device purges them.
    pub revoked: Vec<Scope>,
    /// What became of parked operations of this person after the cursors: what was freed before comes with a snapshot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unparked: Vec<PushOutcome>,
}

/// What a pull says of one scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopePage {
    /// The next entries.
    Entries {
        /// In order of `seq`.
        entries: Vec<FeedEntry>,
        /// Where the next pull goes on.
        cursor: Cursor,
        /// There is more: pull again at once.
        more: bool,
    },
    /// The device has nothing of this scope, or something of another epoch: it takes a snapshot.
    Snapshot {},
}

/// `GET /api/snapshot/{scope}?after={RecordKey}&at={seq}`: a part of a scope as records, in order of their keys.
///
/// The first part says at which number the feed goes on (`cursor`); later parts are asked for with the same
/// number. A record changed meanwhile may come newer than that: applying by `rev` makes it right. With `bucket={number}`
/// instead it is that bucket, whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SnapshotResponse {
    /// Where the feed goes on after the snapshot is whole.
    pub cursor: Cursor,
    /// The records.
    pub records: Vec<SnapshotRecord>,
    /// Ask for the part after this key; none if this is the last.
    pub next: Option<RecordKey>,
    /// With the first part: what became of operations of this person that were parked once. The feed tells of those
    /// that are freed after the cursor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unparked: Vec<PushOutcome>,
}

/// `GET /api/digest/{scope}?at={seq}`: what a scope's records come to on the server, for a device that has read it so far
/// to hold its own against. Where a
/// bucket differs, `GET /api/snapshot/{scope}?bucket={number}` brings all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestResponse {
    /// How far the scope's feed has gone with these.
    pub cursor: Cursor,
    /// The form of a record that was digested: only one's own says anything.
    pub form: u32,
    /// The digests, in the order of the buckets; none if the scope has gone further than what was asked for.
    pub buckets: Vec<BucketDigest>,
}

/// A record of a snapshot with its newest history lines, newest first, 3 at most.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SnapshotRecord {
    /// The record.
    pub record: Record,
    /// Its newest lines.
    pub history: Vec<HistoryLine>,
}

/// `GET /api/history/{collection}/{id}?before={rev}`: older lines, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HistoryResponse {
    /// The lines, 50 at most.
    pub lines: Vec<HistoryLine>,
}

/// `GET /api/live?heads=…`: answers as soon as a head lies beyond what the device has, or empty after about 25 s. The
/// same events come over `GET /api/live/events` (SSE). Never data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveResponse {
    /// The server's epoch.
    pub epoch: Epoch,
    /// The head of each scope that moved.
    pub heads: BTreeMap<Scope, u64>,
}

/// `POST /api/numbers`: reserves inventory numbers, which the device then gives without a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersRequest {
    /// How many for which type: 1 to [`MAX_NUMBERS`], for [`MAX_NUMBERED_TYPES`] at most.
    pub wanted: BTreeMap<TypeId, u32>,
}

/// What was reserved. Nobody else is ever given these; a device that does not get this answer asks again, and they stay
/// unused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersResponse {
    /// The server's epoch: in another one they count no longer.
    pub epoch: Epoch,
    /// A block for each type that the person may make items of and that has a pattern.
    pub blocks: BTreeMap<TypeId, NumberBlock>,
}

/// Counters in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberBlock {
    /// The pattern of the type, from whose series they are.
    pub pattern: String,
    /// The first one.
    pub first: u64,
    /// How many there are.
    pub count: u32,
}

/// The body of every answer that is not a success. `code` is one of a closed set that the app translates; it says
/// nothing of the server's insides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorResponse {
    /// What went wrong.
    pub error: ErrorCode,
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request cannot be read.
    BadRequest,
    /// No credential, or one that counts no longer.
    Unauthorised,
    /// The device was put out. It may still deliver what it has not sent: that goes into quarantine.
    PutOut,
    /// The credential counts, and does not reach this far.
    Forbidden,
    /// The push came under another person's installation. Nothing was taken: the device takes a new installation id,
    /// renumbers what is pending, pushes again.
    ForeignInstallation,
    /// There is no such thing, as far as the asker may know.
    NotFound,
    /// The enrolment code is wrong, spent or too old.
    EnrolmentCode,
    /// The body is larger than the server takes.
    TooLarge,
    /// Too many tries: later.
    Throttled,
    /// The app is too old for this server: update, nothing is lost.
    UpgradeRequired,
    /// The server failed; it has been logged.
    Internal,
}
