//! Moving an organisation from one store to another: the rows of every table in one form that both stores read and
//! write, and what they come to, so that both can be compared.
//!
//! Rows go through in pages, so that what is moved is not this process's memory. A target shows nothing before its
//! commit, and commits only once it reads back what was sent. What differs between two stores by its nature (by what a
//! row names an operation) is no part of the comparison; the order of arrival is.

pub(crate) mod tally;

use async_trait::async_trait;
use futures_util::future::try_join;
use serde::Serialize;
use shared::id::OpId;
use shared::record::RecordKey;
use shared::wire::Epoch;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::intake::Wait;
use super::{Organisation, StoreError};
use tally::{Difference, Tally};

/// Rows of one page.
pub(super) const PAGE: usize = 500;
/// Pages that are read ahead of what is written.
const AHEAD: usize = 4;

/// The bytes of a hash.
pub(super) type Hash = [u8; 32];
/// Where pages of rows go.
pub(super) type Pages = mpsc::Sender<Vec<Row>>;

/// What a row says of an operation that it names.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OperationName {
    /// By what one store's rows name it to each other: its own id, or what that store uses in its place.
    #[serde(skip)]
    pub(super) key: Uuid,
    /// Its own id. None where it cannot be read, or belongs to an operation with other bytes.
    pub(super) op_id: Option<OpId>,
    /// The SHA-256 of its text.
    pub(super) hash: Hash,
}

/// A row of one of the tables that `sqlite::schema` explains.
#[derive(Clone, Debug, Serialize)]
pub(crate) enum Row {
    Installation {
        id: Uuid,
        high_water: i64,
        floor: i64,
        person: Option<Uuid>,
        forked_at: Option<i64>,
    },
    Sent {
        installation: Uuid,
        seq: i64,
        hash: Hash,
    },
    Operation(Box<OperationRow>),
    Parked {
        operation: OperationName,
        wait: Wait,
        due: bool,
    },
    Record {
        collection: String,
        id: Uuid,
        scope: String,
        rev: i64,
        owner: Option<Uuid>,
        claim: Option<String>,
        body: String,
    },
    Head {
        scope: String,
        seq: i64,
        chain: Hash,
    },
    Feed {
        operation: OperationName,
        scope: String,
        seq: i64,
        left_rev: Option<i64>,
        body: Option<String>,
    },
    Code {
        hash: Hash,
        person: Uuid,
        expires_at: i64,
        spent_at: Option<i64>,
        replaces: Option<Uuid>,
    },
    Credential {
        hash: Hash,
        id: Uuid,
        person: Uuid,
        device: String,
        created_at: i64,
        seen_at: Option<i64>,
        revoked_at: Option<i64>,
        given_back: bool,
    },
    Series {
        series: String,
        next: i64,
    },
    Held {
        device: Uuid,
        installation: Uuid,
        seq: i64,
        hash: Hash,
        text: String,
        anchor: String,
        received_at: i64,
        judged_at: Option<i64>,
    },
}

/// A row of the table of operations.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OperationRow {
    pub(super) operation: OperationName,
    /// Its place in the order of arrival: higher than that of each before it.
    pub(super) number: i64,
    pub(super) text: String,
    pub(super) installation: Uuid,
    pub(super) sender: Option<Uuid>,
    pub(super) received_at: i64,
    pub(super) corrected_at: Option<i64>,
    pub(super) floor: i64,
    pub(super) outcome: String,
    pub(super) was_parked: bool,
    /// None while it is parked.
    pub(super) accepted: Option<AcceptedRow>,
}

/// Where an accepted operation took its place.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AcceptedRow {
    pub(super) collection: String,
    pub(super) record: Uuid,
    pub(super) rev: i64,
    pub(super) scope: String,
    pub(super) at: i64,
    pub(super) uncertain: bool,
}

/// Text as every store can hold it: PostgreSQL has no place for NUL in a column.
pub(super) fn holdable(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

/// What a wait's columns say.
pub(super) fn wait_of(kind: &str, on: Option<RecordKey>) -> Result<Wait, StoreError> {
    match (kind, on) {
        ("record", Some(key)) => Ok(Wait::Record(key)),
        ("permission", None) => Ok(Wait::Permission),
        ("tree", None) => Ok(Wait::Tree),
        ("forever", None) => Ok(Wait::Forever),
        _ => Err(StoreError::Column { column: "wait" }),
    }
}

/// A store whose organisation is read whole, as it is at one moment.
#[async_trait]
pub(crate) trait Source: Send {
    /// The organisation; none where none was founded.
    async fn organisation(&mut self) -> Result<Option<Organisation>, StoreError>;

    /// Sends the rows of every table. Operations come before what names them, and in their order of arrival. Ends early
    /// where nobody takes them any more.
    async fn read(&mut self, pages: Pages) -> Result<(), StoreError>;
}

/// A store that takes an organisation in one transaction. Dropped before its commit it is as if nothing had been.
#[async_trait]
pub(crate) trait Target: Source {
    /// Takes the organisation itself. The one that is there already, if there is one; then nothing has changed.
    async fn take(&mut self, new: &Organisation) -> Result<Option<Organisation>, StoreError>;

    /// Takes a page of rows.
    async fn put(&mut self, page: Vec<Row>) -> Result<(), StoreError>;

    /// Begins another life of the history, as [`super::Store::renew_epoch`] does.
    async fn renew_epoch(&mut self, at_least: Epoch) -> Result<Epoch, StoreError>;

    /// Makes it so.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// Why an organisation was not carried over.
#[derive(Debug)]
pub(crate) enum CarryError {
    /// The source could not be read.
    Source(StoreError),
    /// The target could not be written, or not be read back.
    Target(StoreError),
    /// What the target reads back is not what was sent.
    Differs(Difference),
}

/// Sends all that a source has to a target, reads it back there and compares. Nothing is committed.
pub(crate) async fn carry(
    source: &mut dyn Source,
    target: &mut dyn Target,
) -> Result<Tally, CarryError> {
    let mut sent = Tally::default();
    let (pages, mut arriving) = mpsc::channel::<Vec<Row>>(AHEAD);
    let reading = async { source.read(pages).await.map_err(CarryError::Source) };
    let writing = async {
        while let Some(page) = arriving.recv().await {
            sent.add(&page).map_err(CarryError::Source)?;
            target.put(page).await.map_err(CarryError::Target)?;
        }
        Ok(())
    };
    try_join(reading, writing).await?;
    let kept = tally_of(target).await.map_err(CarryError::Target)?;
    match sent.find_difference(&kept) {
        None => Ok(sent),
        Some(difference) => Err(CarryError::Differs(difference)),
    }
}

/// What the rows of a store come to.
async fn tally_of(store: &mut dyn Target) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let (pages, mut arriving) = mpsc::channel::<Vec<Row>>(AHEAD);
    let counting = async {
        while let Some(page) = arriving.recv().await {
            tally.add(&page)?;
        }
        Ok(())
    };
    try_join(store.read(pages), counting).await?;
    Ok(tally)
}

#[cfg(test)]
mod tests;
