//! Reading: pages of the feed, parts of a snapshot, history, heads. Each function sees one state of the data.

use std::collections::{BTreeMap, HashMap};

use shared::access::{Access, Permission};
use shared::id::{OpId, PersonId, RecordId};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::wire::{
    Cursor, FeedEntry, FeedEvent, HistoryLine, LiveResponse, MAX_PAGE, PartSize, PullRequest,
    PullResponse, PushOutcome, ScopePage, SnapshotRecord, SnapshotResponse,
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::digest::read_bucket;
use super::lent::Bound;
use super::reader::Reader;
use super::row::{self, name_of, signed, unsigned};
use super::sql;
use crate::store::intake::find_owner;
use crate::store::{Identified, SNAPSHOT_LINES, SnapshotPart, StoreError};

/// How often a snapshot's first part is read again because its scope moved under it.
const SNAPSHOT_TRIES: usize = 5;

/// Answers all cursors of a device.
pub(super) async fn pull(
    reader: Reader<'_>,
    person: PersonId,
    request: &PullRequest,
) -> Result<PullResponse, StoreError> {
    let (memberships, epoch) = reader.memberships_now(person).await?;
    let access = Access::of(person, &memberships);
    let readable = access.scopes();
    let heads = reader.heads(readable.iter().copied()).await?;
    let mut response = PullResponse {
        epoch,
        scopes: BTreeMap::new(),
        revoked: request
            .cursors
            .keys()
            .filter(|scope| !readable.contains(scope))
            .copied()
            .collect(),
        unparked: Vec::new(),
    };
    let mut left = MAX_PAGE;
    for scope in readable {
        let head = heads.get(&scope).copied().unwrap_or_default();
        let from = request
            .cursors
            .get(&scope)
            .filter(|Cursor(of, seq)| *of == epoch && *seq <= head);
        let page = match from {
            None => ScopePage::Snapshot {},
            Some(Cursor(_, after)) => {
                let page = if *after < head && left > 0 {
                    read_page(reader, &access, scope, *after, left).await?
                } else {
                    Page::default()
                };
                left -= page.entries.len();
                response.unparked.extend(page.freed);
                let reached = page.entries.last().map_or(*after, |entry| entry.seq);
                ScopePage::Entries {
                    entries: page.entries,
                    cursor: Cursor(epoch, reached),
                    more: reached < head,
                }
            }
        };
        response.scopes.insert(scope, page);
    }
    Ok(response)
}

#[derive(Default)]
struct Page {
    entries: Vec<FeedEntry>,
    /// What became of the asker's own parked operations: it rides on the page that shows them.
    freed: Vec<PushOutcome>,
}

async fn read_page(
    reader: Reader<'_>,
    access: &Access,
    scope: Scope,
    after: u64,
    limit: usize,
) -> Result<Page, StoreError> {
    let bound: [Bound<'_>; 5] = [
        &reader.org.0,
        &scope.to_string(),
        &signed(after),
        &access.person.0,
        &signed(limit as u64),
    ];
    let mut page = Page::default();
    for found in &reader.lent.rows(sql!("page"), &bound).await? {
        let left_rev: Option<i64> = row::get(found, 1)?;
        let event = match left_rev {
            Some(_) => FeedEvent::Leave {
                record: RecordKey::new(row::collection(found, 10)?, row::record_id(found, 11)?),
                rev: unsigned(found, 1)?,
            },
            None => {
                let line = row::line(found, 3)?;
                if row::get(found, 12)? {
                    page.freed.push(PushOutcome {
                        op_id: line.op.op_id,
                        outcome: line.outcome.clone(),
                    });
                }
                FeedEvent::Put {
                    line,
                    record: row::json(found, 2)?,
                }
            }
        };
        page.entries.push(FeedEntry {
            seq: unsigned(found, 0)?,
            event,
        });
    }
    Ok(page)
}

/// All of the asker's operations that were parked and then accepted into a scope: a device that starts from a snapshot
/// has no page that they could ride on.
async fn freed_in(
    reader: Reader<'_>,
    access: &Access,
    scope: Scope,
) -> Result<Vec<PushOutcome>, StoreError> {
    let bound: [Bound<'_>; 3] = [&reader.org.0, &access.person.0, &scope.to_string()];
    let found = reader.lent.rows(sql!("freed"), &bound).await?;
    found
        .iter()
        .map(|found| {
            Ok(PushOutcome {
                op_id: OpId(row::uuid(found, 0)?),
                outcome: row::json(found, 1)?,
            })
        })
        .collect()
}

/// The heads of all scopes that somebody reads.
pub(super) async fn heads(
    reader: Reader<'_>,
    person: PersonId,
) -> Result<LiveResponse, StoreError> {
    let (memberships, epoch) = reader.memberships_now(person).await?;
    let scopes = Access::of(person, &memberships).scopes();
    let known = reader.heads(scopes.iter().copied()).await?;
    let heads = scopes
        .into_iter()
        .map(|scope| (scope, known.get(&scope).copied().unwrap_or_default()))
        .collect();
    Ok(LiveResponse { epoch, heads })
}

/// The records of a scope in order of their keys, from one on.
///
/// The number that a first part names is read before its records and again after them: on a distributed database each
/// statement may see a state of its own.
pub(super) async fn snapshot(
    reader: Reader<'_>,
    access: &Access,
    scope: Scope,
    part: &SnapshotPart,
) -> Result<SnapshotResponse, StoreError> {
    let epoch = reader.epoch().await?;
    for _ in 0..SNAPSHOT_TRIES {
        let at = match part.at {
            Some(at) => at,
            None => head(reader, scope).await?,
        };
        let records = match part.bucket {
            Some(bucket) => read_bucket(reader, scope, bucket).await?,
            None => read_part(reader, scope, part.after.as_ref(), part.size).await?,
        };
        let is_first = part.at.is_none() && part.bucket.is_none();
        let unparked = match is_first {
            true => freed_in(reader, access, scope).await?,
            false => Vec::new(),
        };
        if part.at.is_none() && head(reader, scope).await? != at {
            continue;
        }
        let next = (part.bucket.is_none() && records.len() == part.size.records())
            .then(|| records.last().map(|last| last.record.key.clone()))
            .flatten();
        return Ok(SnapshotResponse {
            cursor: Cursor(epoch, at),
            records,
            next,
            unparked,
        });
    }
    Err(StoreError::Overtaken)
}

pub(super) async fn head(reader: Reader<'_>, scope: Scope) -> Result<u64, StoreError> {
    let heads = reader.heads([scope]).await?;
    Ok(heads.get(&scope).copied().unwrap_or_default())
}

/// The records of a scope after one.
pub(super) async fn rows_after(
    reader: Reader<'_>,
    scope: Scope,
    after: Option<&RecordKey>,
    sql: &'static str,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let (collection, id) = match after {
        Some(key) => (name_of(key.collection()), key.id().0),
        None => ("".into(), Uuid::nil()),
    };
    let bound: [Bound<'_>; 5] = [
        &reader.org.0,
        &scope.to_string(),
        &collection,
        &id,
        &signed(limit as u64),
    ];
    reader.lent.rows(sql, &bound).await
}

async fn read_part(
    reader: Reader<'_>,
    scope: Scope,
    after: Option<&RecordKey>,
    size: PartSize,
) -> Result<Vec<SnapshotRecord>, StoreError> {
    let found = rows_after(reader, scope, after, sql!("part"), size.records()).await?;
    let records = found
        .iter()
        .map(|found| row::json(found, 0))
        .collect::<Result<Vec<Record>, _>>()?;
    with_histories(reader, records).await
}

/// Some records, which come in order of their collections, each with its newest lines.
pub(super) async fn with_histories(
    reader: Reader<'_>,
    records: Vec<Record>,
) -> Result<Vec<SnapshotRecord>, StoreError> {
    let mut histories = newest_lines(reader, &records).await?;
    Ok(records
        .into_iter()
        .map(|record| SnapshotRecord {
            history: histories.remove(&record.key).unwrap_or_default(),
            record,
        })
        .collect())
}

/// The newest lines of some records, which come in order of their collections.
async fn newest_lines(
    reader: Reader<'_>,
    records: &[Record],
) -> Result<HashMap<RecordKey, Vec<HistoryLine>>, StoreError> {
    let mut histories: HashMap<_, Vec<_>> = HashMap::new();
    let limit = signed(SNAPSHOT_LINES as u64);
    for of_one in records.chunk_by(|a, b| a.key.collection() == b.key.collection()) {
        let Some(first) = of_one.first() else {
            continue;
        };
        let collection = first.key.collection();
        let ids: Vec<Uuid> = of_one.iter().map(|record| record.key.id().0).collect();
        let bound: [Bound<'_>; 4] = [&reader.org.0, &name_of(collection), &ids, &limit];
        for found in &reader.lent.rows(sql!("lines_of_many"), &bound).await? {
            let key = RecordKey::new(collection.clone(), RecordId(row::uuid(found, 0)?));
            histories.entry(key).or_default().push(row::line(found, 1)?);
        }
    }
    Ok(histories)
}

/// Lines of a record's history older than a `rev`, newest first.
pub(super) async fn lines(
    reader: Reader<'_>,
    record: &RecordKey,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<HistoryLine>, StoreError> {
    let bound: [Bound<'_>; 5] = [
        &reader.org.0,
        &name_of(record.collection()),
        &record.id().0,
        &signed(before.unwrap_or(u64::MAX)),
        &signed(limit as u64),
    ];
    let found = reader.lent.rows(sql!("lines"), &bound).await?;
    found.iter().map(|found| row::line(found, 0)).collect()
}

/// Records with what identifies them, as far as somebody reads them.
pub(super) async fn identified(
    reader: Reader<'_>,
    access: &Access,
    keys: &[RecordKey],
) -> Result<Vec<Option<Identified>>, StoreError> {
    let reads = |record: &Record| access.allows(Permission::Read(record.scope));
    let mut records: BTreeMap<_, _> = reader
        .some_records(keys)
        .await?
        .into_iter()
        .filter(reads)
        .map(|record| (record.key.clone(), record))
        .collect();
    let owners: Vec<_> = records.keys().map(RecordKey::id).collect();
    let owned = reader.owned(&Collection::Identifier, &owners).await?;
    let mut identifiers: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for record in owned.into_iter().filter(reads) {
        if let Some(owner) = find_owner(&record) {
            identifiers.entry(owner).or_default().push(record);
        }
    }
    Ok(keys
        .iter()
        .map(|key| {
            Some(Identified {
                record: records.remove(key)?,
                identifiers: identifiers.remove(&key.id()).unwrap_or_default(),
            })
        })
        .collect())
}
