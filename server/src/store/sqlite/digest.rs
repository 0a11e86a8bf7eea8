//! What a scope's records come to, and all of one bucket of them, for devices that compare.

use rusqlite::{Connection, params};
use shared::digest::{Bucket, FORM, ScopeDigest};
use shared::id::RecordId;
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::wire::{Cursor, DigestResponse, SnapshotRecord};

use super::feed::{head, lines};
use super::ledger::SqliteLedger;
use super::{row, sql};
use crate::store::intake::Ledger as _;
use crate::store::{SNAPSHOT_LINES, StoreError};

/// Digests every record of a scope, as its row has it.
pub(super) fn digest(transaction: &Connection, scope: Scope) -> Result<DigestResponse, StoreError> {
    let mut digest = ScopeDigest::default();
    let mut statement = transaction.prepare_cached(sql!("bodies"))?;
    let mut rows = statement.query([scope.to_string()])?;
    while let Some(found) = rows.next()? {
        digest.add(&row::json::<Record>(found, 0)?)?;
    }
    Ok(DigestResponse {
        cursor: Cursor(
            SqliteLedger(transaction).epoch()?,
            head(transaction, scope)?,
        ),
        form: FORM,
        buckets: digest.buckets().to_vec(),
    })
}

/// The records of one bucket. Their keys alone are gone through.
pub(super) fn read_bucket(
    transaction: &Connection,
    scope: Scope,
    bucket: Bucket,
) -> Result<Vec<SnapshotRecord>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("keys"))?;
    let keys = statement.query_and_then(params![scope.to_string()], |found| {
        let collection = Collection::from(found.get::<_, String>(0)?);
        Ok::<_, StoreError>(RecordKey::new(collection, RecordId(row::uuid(found, 1)?)))
    })?;
    let mut records = Vec::new();
    for key in keys {
        let key = key?;
        if Bucket::of(&key) != bucket {
            continue;
        }
        if let Some(record) = SqliteLedger(transaction).record(&key)? {
            records.push(SnapshotRecord {
                history: lines(transaction, &key, None, SNAPSHOT_LINES)?,
                record,
            });
        }
    }
    Ok(records)
}
