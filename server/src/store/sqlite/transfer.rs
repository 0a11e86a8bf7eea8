//! All rows of a file, read in one transaction, and written into a new file that takes its name at its commit.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use shared::id::{OpId, RecordId};
use shared::record::{Collection, RecordKey};
use shared::wire::Epoch;
use uuid::{Builder, Uuid};

use super::copy::{CopyError, Partial, open_to_read, put_aside};
use super::ledger::wait_columns;
use super::{FILE, blocking, credentials, prepare, row, schema, sql};
use crate::store::transfer::{
    AcceptedRow, Hash, OperationName, OperationRow, PAGE, Pages, Row, Source, Target, holdable,
    wait_of,
};
use crate::store::{Organisation, StoreError};

/// A file within one transaction. None only while a thread has it.
#[derive(Debug)]
struct Open(Option<Connection>);

/// The database of a folder, to be read.
#[derive(Debug)]
pub(crate) struct SqliteSource(Open);

/// A database that a folder is to have.
#[derive(Debug)]
pub(crate) struct SqliteTarget {
    open: Open,
    partial: Partial,
    place: PathBuf,
}

impl Open {
    async fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection = self.0.take().ok_or_else(gone)?;
        let (connection, done) = blocking(move || {
            let done = work(&connection);
            Ok((connection, done))
        })
        .await?;
        self.0 = Some(connection);
        done
    }
}

fn gone() -> StoreError {
    StoreError::Died("the connection is gone".to_owned())
}

impl SqliteSource {
    /// Opens the database of a folder to read it, which changes nothing in it.
    ///
    /// # Errors
    /// If it is not of this release's schema, or cannot be opened.
    pub(crate) fn open(folder: &Path) -> Result<Self, CopyError> {
        let connection = open_to_read(&folder.join(FILE))?;
        prepare(&connection)?;
        connection.execute_batch("BEGIN")?;
        let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found != schema::NEWEST {
            return Err(StoreError::of_schema(found, schema::NEWEST).into());
        }
        Ok(Self(Open(Some(connection))))
    }
}

impl SqliteTarget {
    /// Begins a database beside the place of a folder's. What an earlier one left unfinished there goes.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub(crate) fn begin(folder: &Path) -> Result<Self, CopyError> {
        let place = folder.join(FILE);
        let partial = Partial::beside(&place)?;
        let mut connection = Connection::open(partial.path())?;
        // Until it has its place nothing of it counts, and it is brought to the disk whole before it does.
        connection.pragma_update(None, "journal_mode", "MEMORY")?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        prepare(&connection)?;
        schema::migrate(&mut connection)?;
        connection.execute_batch(sql!("carried"))?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Self {
            open: Open(Some(connection)),
            partial,
            place,
        })
    }
}

#[async_trait]
impl Source for SqliteSource {
    async fn organisation(&mut self) -> Result<Option<Organisation>, StoreError> {
        self.0.with(credentials::organisation).await
    }

    async fn read(&mut self, pages: Pages) -> Result<(), StoreError> {
        self.0.with(move |open| read_all(open, &pages)).await
    }
}

#[async_trait]
impl Source for SqliteTarget {
    async fn organisation(&mut self) -> Result<Option<Organisation>, StoreError> {
        self.open.with(credentials::organisation).await
    }

    async fn read(&mut self, pages: Pages) -> Result<(), StoreError> {
        self.open.with(move |open| read_all(open, &pages)).await
    }
}

#[async_trait]
impl Target for SqliteTarget {
    async fn take(&mut self, new: &Organisation) -> Result<Option<Organisation>, StoreError> {
        let new = new.clone();
        let taken = self.open.with(move |open| credentials::found(open, &new));
        taken.await?;
        Ok(None)
    }

    async fn put(&mut self, page: Vec<Row>) -> Result<(), StoreError> {
        let put = self
            .open
            .with(move |open| page.iter().try_for_each(|row| put(open, row)));
        put.await
    }

    async fn renew_epoch(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        let renewed = self
            .open
            .with(move |open| credentials::renew_epoch(open, at_least));
        renewed.await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self {
            open,
            partial,
            place,
        } = *self;
        let connection = open.0.ok_or_else(gone)?;
        blocking(move || {
            connection.execute_batch("COMMIT")?;
            let organisation = credentials::organisation(&connection)?;
            connection.close().map_err(|(_, error)| error)?;
            let epoch = organisation.map(|it| it.epoch).unwrap_or_default();
            let moved_in = || {
                if place.exists() {
                    put_aside(&place, epoch)?;
                }
                partial.take_its_place(&place)
            };
            moved_in().map_err(|error| match error {
                CopyError::Store(error) => error,
                CopyError::System { path, source } => StoreError::Folder { path, source },
                error => StoreError::Died(error.to_string()),
            })
        })
        .await
    }
}

/// How a row of a table is read.
type Read = fn(&rusqlite::Row<'_>) -> Result<Row, StoreError>;

/// Sends the rows of all tables in pages.
fn read_all(open: &Connection, pages: &Pages) -> Result<(), StoreError> {
    let read: [(&str, Read); 11] = [
        (sql!("read_installations"), installation),
        (sql!("read_sent"), sent),
        (sql!("read_operations"), operation),
        (sql!("read_parked"), parked),
        (sql!("read_records"), record),
        (sql!("read_heads"), head),
        (sql!("read_feed"), feed),
        (sql!("read_codes"), code),
        (sql!("read_credentials"), credential),
        (sql!("read_series"), series),
        (sql!("read_held"), held),
    ];
    for (sql, of) in read {
        let mut statement = open.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut page = Vec::with_capacity(PAGE);
        while let Some(found) = rows.next()? {
            page.push(of(found)?);
            if page.len() == PAGE && pages.blocking_send(std::mem::take(&mut page)).is_err() {
                return Ok(());
            }
        }
        if !page.is_empty() && pages.blocking_send(page).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads `number, op_id, hash, installation` from columns.
fn name(
    found: &rusqlite::Row<'_>,
    [number, op_id, hash, installation]: [usize; 4],
) -> Result<OperationName, StoreError> {
    let op_id = row::find_uuid(found, op_id)?;
    let hash: Hash = found.get(hash)?;
    let key = match op_id {
        Some(id) => id,
        None => {
            let mut digest = Sha256::new();
            digest.update(row::uuid(found, installation)?.as_bytes());
            digest.update(hash);
            digest.update(found.get::<_, i64>(number)?.to_be_bytes());
            let digest: Hash = digest.finalize().into();
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&digest[..16]);
            Builder::from_custom_bytes(bytes).into_uuid()
        }
    };
    Ok(OperationName {
        key,
        op_id: op_id.map(OpId),
        hash,
    })
}

fn installation(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Installation {
        id: row::uuid(found, 0)?,
        high_water: found.get(1)?,
        floor: found.get(2)?,
        person: row::find_uuid(found, 3)?,
        forked_at: found.get(4)?,
    })
}

fn sent(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Sent {
        installation: row::uuid(found, 0)?,
        seq: found.get(1)?,
        hash: found.get(2)?,
    })
}

fn operation(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    let rev: Option<i64> = found.get(13)?;
    let accepted = match rev {
        None => None,
        Some(rev) => Some(AcceptedRow {
            collection: found.get(11)?,
            record: row::uuid(found, 12)?,
            rev,
            scope: found.get(14)?,
            at: found.get(15)?,
            uncertain: found.get(16)?,
        }),
    };
    Ok(Row::Operation(Box::new(OperationRow {
        operation: name(found, [0, 1, 2, 4])?,
        number: found.get(0)?,
        text: found.get(3)?,
        installation: row::uuid(found, 4)?,
        sender: row::find_uuid(found, 5)?,
        received_at: found.get(6)?,
        corrected_at: found.get(7)?,
        floor: found.get(8)?,
        outcome: found.get(9)?,
        was_parked: found.get(10)?,
        accepted,
    })))
}

fn parked(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    let collection: Option<String> = found.get(5)?;
    let on = match (collection, row::find_uuid(found, 6)?) {
        (Some(collection), Some(id)) => {
            Some(RecordKey::new(Collection::from(collection), RecordId(id)))
        }
        _ => None,
    };
    Ok(Row::Parked {
        operation: name(found, [0, 1, 2, 3])?,
        wait: wait_of(&found.get::<_, String>(4)?, on)?,
        due: found.get(7)?,
    })
}

fn record(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    let claim: Option<String> = found.get(5)?;
    Ok(Row::Record {
        collection: found.get(0)?,
        id: row::uuid(found, 1)?,
        scope: found.get(2)?,
        rev: found.get(3)?,
        owner: row::find_uuid(found, 4)?,
        // A number with NUL claims nothing any more.
        claim: claim.filter(|claim| !claim.contains('\0')),
        body: found.get(6)?,
    })
}

fn head(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Head {
        scope: found.get(0)?,
        seq: found.get(1)?,
        chain: found.get(2)?,
    })
}

fn feed(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Feed {
        operation: name(found, [0, 1, 2, 3])?,
        scope: found.get(4)?,
        seq: found.get(5)?,
        left_rev: found.get(6)?,
        body: found.get(7)?,
    })
}

fn code(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Code {
        hash: found.get(0)?,
        person: row::uuid(found, 1)?,
        expires_at: found.get(2)?,
        spent_at: found.get(3)?,
        replaces: row::find_uuid(found, 4)?,
    })
}

fn credential(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Credential {
        hash: found.get(0)?,
        id: row::uuid(found, 1)?,
        person: row::uuid(found, 2)?,
        device: holdable(found.get(3)?),
        created_at: found.get(4)?,
        seen_at: found.get(5)?,
        revoked_at: found.get(6)?,
        given_back: found.get(7)?,
    })
}

fn series(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Series {
        series: found.get(0)?,
        next: found.get(1)?,
    })
}

fn held(found: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
    Ok(Row::Held {
        device: row::uuid(found, 0)?,
        installation: row::uuid(found, 1)?,
        seq: found.get(2)?,
        hash: found.get(3)?,
        text: found.get(4)?,
        anchor: found.get(5)?,
        received_at: found.get(6)?,
        judged_at: found.get(7)?,
    })
}

fn bytes(id: Uuid) -> [u8; 16] {
    id.into_bytes()
}

/// Writes one row.
fn put(open: &Connection, row: &Row) -> Result<(), StoreError> {
    let written = match row {
        Row::Installation {
            id,
            high_water,
            floor,
            person,
            forked_at,
        } => open
            .prepare_cached(sql!("carry_installation"))?
            .execute(params![
                bytes(*id),
                high_water,
                floor,
                person.map(bytes),
                forked_at
            ])?,
        Row::Sent {
            installation,
            seq,
            hash,
        } => open.prepare_cached(sql!("put_sent"))?.execute(params![
            bytes(*installation),
            seq,
            hash
        ])?,
        Row::Operation(operation) => put_operation(open, operation)?,
        Row::Parked {
            operation,
            wait,
            due,
        } => {
            let (kind, collection, record) = wait_columns(wait);
            let (op_id, key) = (operation.op_id.map(|OpId(id)| bytes(id)), operation.key);
            open.prepare_cached(sql!("carry_parked"))?.execute(params![
                op_id,
                bytes(key),
                kind,
                collection,
                record,
                due
            ])?
        }
        Row::Record {
            collection,
            id,
            scope,
            rev,
            owner,
            claim,
            body,
        } => open.prepare_cached(sql!("carry_record"))?.execute(params![
            collection,
            bytes(*id),
            scope,
            rev,
            owner.map(bytes),
            claim,
            body
        ])?,
        Row::Head { scope, seq, chain } => open
            .prepare_cached(sql!("put_head"))?
            .execute(params![scope, seq, chain])?,
        Row::Feed {
            operation,
            scope,
            seq,
            left_rev,
            body,
        } => {
            let (op_id, key) = (operation.op_id.map(|OpId(id)| bytes(id)), operation.key);
            open.prepare_cached(sql!("carry_feed"))?.execute(params![
                op_id,
                bytes(key),
                scope,
                seq,
                left_rev,
                body
            ])?
        }
        Row::Code {
            hash,
            person,
            expires_at,
            spent_at,
            replaces,
        } => open.prepare_cached(sql!("carry_code"))?.execute(params![
            hash,
            bytes(*person),
            expires_at,
            spent_at,
            replaces.map(bytes)
        ])?,
        Row::Credential {
            hash,
            id,
            person,
            device,
            created_at,
            seen_at,
            revoked_at,
            given_back,
        } => open
            .prepare_cached(sql!("carry_credential"))?
            .execute(params![
                hash,
                bytes(*id),
                bytes(*person),
                device,
                created_at,
                seen_at,
                revoked_at,
                given_back
            ])?,
        Row::Series { series, next } => open
            .prepare_cached(sql!("carry_series"))?
            .execute(params![series, next])?,
        Row::Held {
            device,
            installation,
            seq,
            hash,
            text,
            anchor,
            received_at,
            judged_at,
        } => open.prepare_cached(sql!("carry_held"))?.execute(params![
            bytes(*device),
            bytes(*installation),
            seq,
            hash,
            text,
            anchor,
            received_at,
            judged_at
        ])?,
    };
    match written {
        1 => Ok(()),
        _ => Err(StoreError::Column {
            column: "operation",
        }),
    }
}

fn put_operation(open: &Connection, row: &OperationRow) -> Result<usize, StoreError> {
    let op_id = row.operation.op_id.map(|OpId(id)| bytes(id));
    if op_id.is_none() {
        open.prepare_cached(sql!("carry_key"))?
            .execute(params![bytes(row.operation.key), row.number])?;
    }
    let accepted = row.accepted.as_ref();
    let written = open
        .prepare_cached(sql!("carry_operation"))?
        .execute(params![
            row.number,
            op_id,
            row.operation.hash,
            row.text,
            bytes(row.installation),
            row.sender.map(bytes),
            row.received_at,
            row.corrected_at,
            row.floor,
            row.outcome,
            row.was_parked,
            accepted.map(|it| &it.collection),
            accepted.map(|it| bytes(it.record)),
            accepted.map(|it| it.rev),
            accepted.map(|it| &it.scope),
            accepted.map(|it| it.at),
            accepted.map(|it| it.uncertain)
        ])?;
    Ok(written)
}
