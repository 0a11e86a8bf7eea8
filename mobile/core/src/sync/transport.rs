//! What travels, and what carries it.

use std::future::{Future, ready};
use std::time::Duration;

use futures_util::stream::LocalBoxStream;
use shared::digest::Bucket;
use shared::id::PersonId;
use shared::record::{RecordKey, Scope};
use shared::wire::{
    DigestResponse, EnrolRequest, ErrorCode, HistoryResponse, LiveResponse, NumbersRequest,
    NumbersResponse, PartSize, PullRequest, PullResponse, PushRequest, PushResponse,
    SessionResponse, SnapshotResponse,
};

use crate::api::{Inquiry, Reply};

/// What the engine asks of the server.
#[derive(Clone, Debug)]
pub enum SyncRequest {
    /// Spend an enrolment code.
    Enrol(EnrolRequest),
    /// Whom the device's credential speaks for.
    Session,
    /// End a credential: its person has signed out here.
    Leave,
    /// Send operations.
    Push(PushRequest),
    /// Ask for what is new.
    Pull(PullRequest),
    /// A part of a scope as it stands.
    Snapshot {
        /// The scope.
        scope: Scope,
        /// The last record of the part before; none for the first.
        after: Option<RecordKey>,
        /// The number that the first part named.
        at: Option<u64>,
        /// How long it may be.
        size: PartSize,
    },
    /// What a scope's records come to on the server.
    Digest {
        /// The scope.
        scope: Scope,
        /// How far this device has read it: at another number the answer would say nothing.
        at: u64,
    },
    /// All of a scope's records of one bucket.
    Bucket {
        /// The scope.
        scope: Scope,
        /// The bucket.
        bucket: Bucket,
    },
    /// Older lines of a record's history.
    History {
        /// The record.
        record: RecordKey,
        /// The `rev` of the oldest line that is known; none for the newest lines.
        before: Option<u64>,
    },
    /// Reserve inventory numbers.
    Numbers(NumbersRequest),
    /// Ask what only the server knows.
    Ask(Inquiry),
    /// Wait until there is something new. Never data.
    Live(PullRequest),
}

impl SyncRequest {
    /// How long its answer may take: a batch over a line of the last century; and the wait for news longer than the
    /// server lets it last, 25 s.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        match self {
            Self::Live(_) => Duration::from_secs(40),
            _ => Duration::from_secs(60),
        }
    }
}

/// What the server answers.
#[derive(Clone, Debug)]
pub enum SyncAnswer {
    /// To an enrolment or the question for the session.
    Session(SessionResponse),
    /// To the end of a credential.
    Left,
    /// To a push.
    Push(PushResponse),
    /// To a pull.
    Pull(Box<PullResponse>),
    /// To the question what a scope comes to.
    Digest(DigestResponse),
    /// To the question for a part of a snapshot, or a bucket.
    Snapshot(Box<SnapshotResponse>),
    /// To the question for older history.
    History(HistoryResponse),
    /// To the wish for inventory numbers.
    Numbers(NumbersResponse),
    /// To what only the server knows.
    Reply(Reply),
    /// To the wait.
    Live(LiveResponse),
}

/// A request with what it needs to be believed.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What is asked.
    pub request: SyncRequest,
    /// For whom it speaks, said in [`PERSON_HEADER`](shared::wire::PERSON_HEADER); none where the server is to say it.
    pub person: Option<PersonId>,
    /// Their credential, where this store keeps it; a browser adds its cookies by itself.
    pub token: Option<String>,
}

/// Why a request has no answer. In none of these cases is it known that the server did nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The server was not reached, did not answer in time, or the line was cut.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// What came is not an answer.
    #[error("the answer cannot be read: {0}")]
    Garbled(String),
    /// The server refused.
    #[error("the server refused with {status}")]
    Refused {
        /// The status of HTTP.
        status: u16,
        /// The server's reason, if it gave one.
        code: Option<ErrorCode>,
    },
}

/// What comes over a line that stays open, in pieces; it ends where the line does, also where that is cut.
pub type ByteStream = LocalBoxStream<'static, Vec<u8>>;

/// Carries one request to the server and its answer back. Tries once: trying again is the engine's.
pub trait Transport {
    /// Exchanges one request for its answer.
    fn exchange(
        &self,
        outgoing: Outgoing,
    ) -> impl Future<Output = Result<SyncAnswer, Failure>> + '_;

    /// Opens the stream of the signals that a [`SyncRequest::Live`] waits for. Dropping the stream closes its line.
    /// Where there is none, polls do instead.
    fn listen(&self, _wait: Outgoing) -> impl Future<Output = Result<ByteStream, Failure>> + '_ {
        ready(Err(Failure::Unreachable("no streams".to_owned())))
    }
}
