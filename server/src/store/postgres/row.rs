//! How values lie in columns: ids as `uuid`, hashes as `bytea`, numbers signed, outcomes and records as JSON text.

use std::borrow::Cow;

use shared::id::{InstallationId, RecordId};
use shared::merge::Accepted;
use shared::operation::{OperationHash, SealedOperation};
use shared::record::{Collection, Scope};
use shared::time::Millis;
use shared::wire::HistoryLine;
use tokio_postgres::Row;
use tokio_postgres::types::FromSqlOwned;
use uuid::Uuid;

use crate::store::StoreError;

/// A number that counts from 0 or 1. One beyond what `bigint` holds could never have been counted up to.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Reads any value that a column holds as it is.
pub(super) fn get<T: FromSqlOwned>(row: &Row, column: usize) -> Result<T, StoreError> {
    Ok(row.try_get(column)?)
}

/// Reads a number that counts from 0 or 1.
pub(super) fn unsigned(row: &Row, column: usize) -> Result<u64, StoreError> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| StoreError::Column { column: "number" })
}

/// Reads an id.
pub(super) fn uuid(row: &Row, column: usize) -> Result<Uuid, StoreError> {
    Ok(row.try_get(column)?)
}

/// Reads 32 bytes.
pub(super) fn bytes(row: &Row, column: usize) -> Result<[u8; 32], StoreError> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes
        .try_into()
        .map_err(|_| StoreError::Column { column: "hash" })
}

/// Reads a hash.
pub(super) fn hash(row: &Row, column: usize) -> Result<OperationHash, StoreError> {
    bytes(row, column).map(OperationHash)
}

/// Reads a scope.
pub(super) fn scope(row: &Row, column: usize) -> Result<Scope, StoreError> {
    let text: &str = row.try_get(column)?;
    text.parse()
        .map_err(|_| StoreError::Column { column: "scope" })
}

/// Reads a JSON text.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: usize,
) -> Result<T, StoreError> {
    let text: &str = row.try_get(column)?;
    Ok(serde_json::from_str(text)?)
}

/// Reads an operation's own text.
pub(super) fn sealed(row: &Row, column: usize) -> Result<SealedOperation, StoreError> {
    let text: &str = row.try_get(column)?;
    Ok(SealedOperation::parse(text)?)
}

/// Reads `text, installation, at, uncertain` from a column on.
pub(super) fn accepted(row: &Row, from: usize) -> Result<Accepted, StoreError> {
    Ok(Accepted {
        operation: sealed(row, from)?.into_operation(),
        installation: InstallationId(uuid(row, from + 1)?),
        at: Millis(row.try_get(from + 2)?),
        uncertain: row.try_get(from + 3)?,
    })
}

/// Reads a history line from `text, installation, at, uncertain, received_at, rev, outcome` from a column on.
pub(super) fn line(row: &Row, from: usize) -> Result<HistoryLine, StoreError> {
    Ok(HistoryLine {
        op: sealed(row, from)?,
        installation: InstallationId(uuid(row, from + 1)?),
        at: Millis(row.try_get(from + 2)?),
        uncertain: row.try_get(from + 3)?,
        received_at: Millis(row.try_get(from + 4)?),
        rev: unsigned(row, from + 5)?,
        outcome: json(row, from + 6)?,
    })
}

/// A collection's name as it is bound. A name may hold any character, a column's text all but NUL.
pub(super) fn name_of(collection: &Collection) -> Cow<'_, str> {
    escaped(collection.as_str())
}

/// A collection's name, given as text, as it is bound.
pub(super) fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains(['\0', '\\']) {
        Cow::Owned(name.replace('\\', "\\\\").replace('\0', "\\0"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Reads a collection's name.
pub(super) fn collection(row: &Row, column: usize) -> Result<Collection, StoreError> {
    Ok(collection_of(row.try_get(column)?))
}

/// The collection that a column's text names.
pub(super) fn collection_of(text: &str) -> Collection {
    let mut name = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if signs.next() == Some('0') => name.push('\0'),
            sign => name.push(sign),
        }
    }
    Collection::from(name)
}

/// Reads a record's id.
pub(super) fn record_id(row: &Row, column: usize) -> Result<RecordId, StoreError> {
    uuid(row, column).map(RecordId)
}
