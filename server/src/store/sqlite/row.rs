//! How values lie in columns: ids as 16 bytes, hashes as 32, numbers signed, outcomes and records as JSON.

use rusqlite::Row;
use shared::id::{InstallationId, OpId, RecordId};
use shared::operation::{OperationHash, SealedOperation};
use shared::record::Scope;
use shared::time::Millis;
use shared::wire::HistoryLine;
use uuid::Uuid;

use crate::store::StoreError;

/// A number that counts from 0 or 1. One beyond what SQLite holds could never have been counted up to.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Reads a number that counts from 0 or 1.
pub(super) fn unsigned(row: &Row<'_>, column: usize) -> Result<u64, StoreError> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| StoreError::Column { column: "number" })
}

/// Reads an id.
pub(super) fn uuid(row: &Row<'_>, column: usize) -> Result<Uuid, StoreError> {
    row.get::<_, [u8; 16]>(column)
        .map(Uuid::from_bytes)
        .map_err(StoreError::from)
}

/// Reads an id that may be missing.
pub(super) fn find_uuid(row: &Row<'_>, column: usize) -> Result<Option<Uuid>, StoreError> {
    Ok(row
        .get::<_, Option<[u8; 16]>>(column)?
        .map(Uuid::from_bytes))
}

/// Reads a hash.
pub(super) fn hash(row: &Row<'_>, column: usize) -> Result<OperationHash, StoreError> {
    Ok(OperationHash(row.get(column)?))
}

/// Reads a scope.
pub(super) fn scope(row: &Row<'_>, column: usize) -> Result<Scope, StoreError> {
    row.get_ref(column)?
        .as_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or(StoreError::Column { column: "scope" })
}

/// Reads a JSON text.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> Result<T, StoreError> {
    let text = row
        .get_ref(column)?
        .as_str()
        .map_err(|_| StoreError::Column { column: "json" })?;
    Ok(serde_json::from_str(text)?)
}

/// Reads an operation's own text.
pub(super) fn sealed(row: &Row<'_>, column: usize) -> Result<SealedOperation, StoreError> {
    let text = row
        .get_ref(column)?
        .as_str()
        .map_err(|_| StoreError::Column { column: "text" })?;
    Ok(SealedOperation::parse(text)?)
}

/// Reads a history line from `text, installation, at, uncertain, received_at, rev, outcome` from a column on.
pub(super) fn line(row: &Row<'_>, from: usize) -> Result<HistoryLine, StoreError> {
    Ok(HistoryLine {
        op: sealed(row, from)?,
        installation: InstallationId(uuid(row, from + 1)?),
        at: Millis(row.get(from + 2)?),
        uncertain: row.get(from + 3)?,
        received_at: Millis(row.get(from + 4)?),
        rev: unsigned(row, from + 5)?,
        outcome: json(row, from + 6)?,
    })
}

/// An operation's id as it is bound.
pub(super) fn op_bytes(id: Option<OpId>) -> Option<[u8; 16]> {
    id.map(|OpId(id)| id.into_bytes())
}

/// A record's id as it is bound.
pub(super) fn record_bytes(id: RecordId) -> [u8; 16] {
    id.0.into_bytes()
}
