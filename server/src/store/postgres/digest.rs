//! What a scope's records come to, and all of one bucket of them, for devices that compare. A scope is gone through in
//! parts, so that its size is not this server's memory.

use shared::digest::{Bucket, FORM, ScopeDigest};
use shared::record::{Record, RecordKey, Scope};
use shared::wire::{Cursor, DigestResponse, SnapshotRecord};

use super::feed::{head, rows_after, with_histories};
use super::reader::Reader;
use super::row;
use super::sql;
use crate::store::StoreError;

/// Keys that are read at a time.
const KEYS: usize = 10_000;
/// Records that are read at a time.
const RECORDS: usize = 1_000;
/// How often a scope is read again because it moved meanwhile.
const TRIES: usize = 5;

/// Digests every record of a scope, as its row has it.
pub(super) async fn digest(reader: Reader<'_>, scope: Scope) -> Result<DigestResponse, StoreError> {
    let epoch = reader.epoch().await?;
    for _ in 0..TRIES {
        let at = head(reader, scope).await?;
        let mut digest = ScopeDigest::default();
        let mut after = None;
        loop {
            let found = rows_after(reader, scope, after.as_ref(), sql!("part"), RECORDS).await?;
            for found in &found {
                let record: Record = row::json(found, 0)?;
                digest.add(&record)?;
                after = Some(record.key);
            }
            if found.len() < RECORDS {
                break;
            }
        }
        if head(reader, scope).await? == at {
            return Ok(DigestResponse {
                cursor: Cursor(epoch, at),
                form: FORM,
                buckets: digest.buckets().to_vec(),
            });
        }
    }
    Err(StoreError::Overtaken)
}

/// The records of one bucket. Of the others the keys alone are gone through.
pub(super) async fn read_bucket(
    reader: Reader<'_>,
    scope: Scope,
    bucket: Bucket,
) -> Result<Vec<SnapshotRecord>, StoreError> {
    let mut keys = Vec::new();
    let mut after = None;
    loop {
        let found = rows_after(reader, scope, after.as_ref(), sql!("keys"), KEYS).await?;
        for found in &found {
            let key = RecordKey::new(row::collection(found, 0)?, row::record_id(found, 1)?);
            if Bucket::of(&key) == bucket {
                keys.push(key.clone());
            }
            after = Some(key);
        }
        if found.len() < KEYS {
            break;
        }
    }
    let mut records = reader.some_records(&keys).await?;
    // In the order of a snapshot, which is that of the names.
    records.sort_by(|a, b| {
        let order = |record: &Record| (record.key.collection().to_string(), record.key.id());
        order(a).cmp(&order(b))
    });
    with_histories(reader, records).await
}
