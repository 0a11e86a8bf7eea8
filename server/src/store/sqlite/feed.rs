//! Reading: pages of the feed, parts of a snapshot, history, heads. Each function sees one snapshot of the data.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use shared::access::Access;
use shared::id::{OpId, RecordId};
use shared::operation::{OperationHash, Outcome};
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::{
    Cursor, Epoch, FeedEntry, FeedEvent, HistoryLine, LiveResponse, MAX_PAGE, PartSize,
    PullRequest, PullResponse, PushOutcome, ScopePage, SnapshotRecord, SnapshotResponse,
};

use super::digest::read_bucket;
use super::ledger::SqliteLedger;
use super::row::{self, record_bytes, signed, unsigned};
use super::sql;
use crate::store::intake::Ledger as _;
use crate::store::{AuditLink, LINKS_PAGE, SNAPSHOT_LINES, SnapshotPart, StoreError};

/// Answers all cursors of a device.
pub(super) fn pull(
    transaction: &Connection,
    access: &Access,
    request: &PullRequest,
) -> Result<PullResponse, StoreError> {
    let epoch = SqliteLedger(transaction).epoch()?;
    let readable = access.scopes();
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
        let head = head(transaction, scope)?;
        let from = request
            .cursors
            .get(&scope)
            .filter(|Cursor(of, seq)| *of == epoch && *seq <= head);
        let page = match from {
            None => ScopePage::Snapshot {},
            Some(Cursor(_, after)) => {
                let page = read_page(transaction, access, scope, *after, left)?;
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

struct Page {
    entries: Vec<FeedEntry>,
    /// What became of the asker's own parked operations. It rides on the page that shows them, so that a device which
    /// has the page has this too, and gets it once.
    freed: Vec<PushOutcome>,
}

fn read_page(
    transaction: &Connection,
    access: &Access,
    scope: Scope,
    after: u64,
    limit: usize,
) -> Result<Page, StoreError> {
    let mut page = Page {
        entries: Vec::new(),
        freed: Vec::new(),
    };
    let mut statement = transaction.prepare_cached(sql!("page"))?;
    let mut rows = statement.query(params![
        scope.to_string(),
        signed(after),
        access.person.0.as_bytes(),
        signed(limit as u64)
    ])?;
    while let Some(found) = rows.next()? {
        let left_rev: Option<i64> = found.get(1)?;
        let event = match left_rev {
            Some(_) => FeedEvent::Leave {
                record: RecordKey::new(
                    Collection::from(found.get::<_, String>(10)?),
                    RecordId(row::uuid(found, 11)?),
                ),
                rev: unsigned(found, 1)?,
            },
            None => {
                let line = row::line(found, 3)?;
                if found.get(13)? {
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

/// The asker's operations that were parked and then accepted into a scope. A device that starts from a snapshot has
/// no page that they could ride on. All of them: one left out would wait on that device for good.
fn freed_in(
    transaction: &Connection,
    access: &Access,
    scope: Scope,
) -> Result<Vec<PushOutcome>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("freed"))?;
    statement
        .query_and_then(
            params![access.person.0.as_bytes(), scope.to_string()],
            |found| {
                Ok(PushOutcome {
                    op_id: OpId(row::uuid(found, 0)?),
                    outcome: row::json::<Outcome>(found, 1)?,
                })
            },
        )?
        .collect()
}

pub(super) fn head(transaction: &Connection, scope: Scope) -> Result<u64, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("head"))?;
    let mut rows = statement.query([scope.to_string()])?;
    rows.next()?.map_or(Ok(0), |found| unsigned(found, 0))
}

/// The heads of all scopes that somebody reads.
pub(super) fn heads(transaction: &Connection, access: &Access) -> Result<LiveResponse, StoreError> {
    Ok(LiveResponse {
        epoch: SqliteLedger(transaction).epoch()?,
        heads: access
            .scopes()
            .into_iter()
            .map(|scope| Ok((scope, head(transaction, scope)?)))
            .collect::<Result<_, StoreError>>()?,
    })
}

/// Every scope's head and its audit chain.
pub(super) fn chains(
    transaction: &Connection,
) -> Result<BTreeMap<Scope, (u64, [u8; 32])>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("chains"))?;
    statement
        .query_and_then([], |found| {
            Ok((row::scope(found, 0)?, (unsigned(found, 1)?, found.get(2)?)))
        })?
        .collect()
}

/// What a scope's audit chain is made of, after a number.
pub(super) fn links(
    transaction: &Connection,
    scope: Scope,
    after: u64,
) -> Result<Vec<AuditLink>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("links"))?;
    statement
        .query_and_then(
            params![scope.to_string(), signed(after), signed(LINKS_PAGE as u64)],
            |found| {
                Ok(AuditLink {
                    seq: unsigned(found, 0)?,
                    hash: OperationHash(found.get(1)?),
                    text: found.get(2)?,
                })
            },
        )?
        .collect()
}

/// The records of a scope in order of their keys, from one on.
pub(super) fn snapshot(
    transaction: &Connection,
    access: &Access,
    scope: Scope,
    part: &SnapshotPart,
) -> Result<SnapshotResponse, StoreError> {
    let epoch: Epoch = SqliteLedger(transaction).epoch()?;
    let at = match part.at {
        Some(at) => at,
        None => head(transaction, scope)?,
    };
    let records = match part.bucket {
        Some(bucket) => read_bucket(transaction, scope, bucket)?,
        None => read_part(transaction, scope, part.after.as_ref(), part.size)?,
    };
    let next = (part.bucket.is_none() && records.len() == part.size.records())
        .then(|| records.last().map(|last| last.record.key.clone()))
        .flatten();
    let is_first = part.at.is_none() && part.bucket.is_none();
    let unparked = match is_first {
        true => freed_in(transaction, access, scope)?,
        false => Vec::new(),
    };
    Ok(SnapshotResponse {
        cursor: Cursor(epoch, at),
        records,
        next,
        unparked,
    })
}

fn read_part(
    transaction: &Connection,
    scope: Scope,
    after: Option<&RecordKey>,
    size: PartSize,
) -> Result<Vec<SnapshotRecord>, StoreError> {
    let (collection, id) = match after {
        Some(key) => (key.collection().as_str(), record_bytes(key.id()).to_vec()),
        None => ("", Vec::new()),
    };
    let mut statement = transaction.prepare_cached(sql!("part"))?;
    statement
        .query_and_then(
            params![
                scope.to_string(),
                collection,
                id,
                signed(size.records() as u64)
            ],
            |found| row::json(found, 0),
        )?
        .collect::<Result<Vec<shared::record::Record>, StoreError>>()?
        .into_iter()
        .map(|record| {
            Ok(SnapshotRecord {
                history: lines(transaction, &record.key, None, SNAPSHOT_LINES)?,
                record,
            })
        })
        .collect()
}

/// Lines of a record's history older than a `rev`, newest first.
pub(super) fn lines(
    transaction: &Connection,
    record: &RecordKey,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<HistoryLine>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("lines"))?;
    statement
        .query_and_then(
            params![
                record.collection().as_str(),
                record_bytes(record.id()),
                signed(before.unwrap_or(u64::MAX)),
                signed(limit as u64)
            ],
            |found| row::line(found, 0),
        )?
        .collect()
}
