//! The store that needs no set-up: SQLite in the data folder.
//!
//! One connection writes, behind a lock; others read, each in its own snapshot. WAL lets them go on while a push is
//! taken, and `synchronous = FULL` keeps an acknowledged push through a power cut. SQLite's calls block, so each
//! runs on a thread that may.

mod copy;
mod credentials;
mod digest;
mod feed;
mod header;
mod held;
mod ledger;
mod numbers;
mod queue;
mod row;
mod schema;
mod transfer;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use shared::access::{Access, Permission};
use shared::id::{DeviceId, InstallationId, PersonId, TypeId};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::Millis;
use shared::wire::{
    DeviceResponse, DigestResponse, Epoch, HistoryLine, LiveResponse, NumbersResponse, PullRequest,
    PullResponse, PushResponse, SnapshotResponse,
};
use tokio::sync::{Semaphore, watch};

use super::held::{HeldWork, PutOut};
use super::intake::Ledger as _;
use super::{
    Admission, AuditLink, Authority, Identified, NewDevice, Organisation, Push, Readable, Session,
    SnapshotPart, Store, StoreError, Ticket,
};
use crate::private::{make_file, make_folder};
use crate::secret::SecretHash;
pub use copy::{CopyError, PutBack};
use ledger::SqliteLedger;
use queue::{Queue, Waiting};
pub(crate) use transfer::{SqliteSource, SqliteTarget};

/// The database's file within the data folder.
const FILE: &str = "recense.sqlite";
/// Reads that run at the same time.
const READERS: usize = 4;
/// Statements that a connection keeps prepared: more than there are.
const PREPARED: usize = 128;

/// A statement of `sql/`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!("sql/", $name, ".sql"))
    };
}
use sql;

/// One organisation's data in one SQLite file.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    writer: Mutex<Writer>,
    /// None where the data is in memory, and there is only the writer's connection.
    readers: Option<Readers>,
    queue: Queue,
    moved: watch::Sender<u64>,
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    /// SQLite's own count of what others committed.
    data_version: i64,
}

#[derive(Debug)]
struct Readers {
    file: std::path::PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

/// A panic in another call cannot leave a connection half-way: its transaction was rolled back as it unwound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SqliteStore {
    /// Opens the data of a folder, and makes both if need be.
    ///
    /// # Errors
    /// If the folder cannot be made, or its data was written by a newer release.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join(FILE);
        make_place(folder, &file).map_err(|source| StoreError::Folder {
            path: folder.to_owned(),
            source,
        })?;
        let mut connection = Connection::open(&file)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        prepare(&connection)?;
        schema::migrate(&mut connection)?;
        Ok(Self::with(
            connection,
            Some(Readers {
                file,
                idle: Mutex::new(Vec::new()),
                permits: Semaphore::new(READERS),
            }),
        ))
    }

    /// Whether this release can read the data of a folder, asked without touching it. None there is fine too.
    ///
    /// # Errors
    /// If it was written by a newer release.
    pub fn check(folder: &Path) -> Result<(), StoreError> {
        let found = header::find_schema(&folder.join(FILE)).unwrap_or_default();
        if found > schema::NEWEST {
            return Err(StoreError::Newer {
                found,
                known: schema::NEWEST,
            });
        }
        Ok(())
    }

    /// Whether a folder has data.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).is_file()
    }

    /// Copies the data of a folder into a new file, which is whole and stands alone. A server on the folder goes on.
    ///
    /// # Errors
    /// If there is a file of that name, or the copy cannot be made; then there is none.
    pub fn back_up(folder: &Path, to: &Path) -> Result<(), CopyError> {
        copy::back_up(folder, to)
    }

    /// Puts such a copy in the place of a folder's data, of which whoever calls is the only owner, and begins a new
    /// epoch, above those before and not below `at_least`. What was there is kept beside it.
    ///
    /// # Errors
    /// If the file is no backup, of a newer release or of another organisation, or cannot be copied; then nothing has
    /// changed.
    pub fn put_back(folder: &Path, from: &Path, at_least: Epoch) -> Result<PutBack, CopyError> {
        copy::put_back(folder, from, at_least)
    }

    /// A store that is gone when the process ends.
    ///
    /// # Errors
    /// If SQLite cannot make its tables.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory()?;
        prepare(&connection)?;
        schema::migrate(&mut connection)?;
        Ok(Self::with(connection, None))
    }

    fn with(connection: Connection, readers: Option<Readers>) -> Self {
        Self {
            inner: Arc::new(Inner {
                writer: Mutex::new(Writer {
                    connection,
                    data_version: 0,
                }),
                readers,
                queue: Queue::default(),
                moved: watch::Sender::new(0),
            }),
        }
    }

    /// Does work in the one writing transaction, and commits unless it fails.
    async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let mut writer = lock(&inner.writer);
            let transaction = writer
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        })
        .await
    }

    /// Does work on one snapshot of the data.
    async fn read<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let Some(readers) = &self.inner.readers else {
            return blocking(move || {
                let mut writer = lock(&inner.writer);
                let transaction = writer.connection.transaction()?;
                work(&transaction)
            })
            .await;
        };
        let _permit = readers
            .permits
            .acquire()
            .await
            .map_err(|closed| StoreError::Died(closed.to_string()))?;
        blocking(move || {
            let Some(readers) = &inner.readers else {
                return Err(StoreError::Died("no readers".to_owned()));
            };
            let idle = lock(&readers.idle).pop();
            let mut connection = match idle {
                Some(connection) => connection,
                None => open_reader(&readers.file)?,
            };
            let transaction = connection.transaction()?;
            let done = work(&transaction);
            drop(transaction);
            lock(&readers.idle).push(connection);
            done
        })
        .await
    }
}

/// Makes a folder and an empty file in it, where they are missing: what SQLite writes beside a file has its rights.
fn make_place(folder: &Path, file: &Path) -> io::Result<()> {
    make_folder(folder)?;
    match make_file(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn open_reader(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    prepare(&connection)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // Else SQLite plans each statement anew whose LIMIT is a bound value, each time that it runs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // `recense enrol` writes beside a running server: each waits for the other.
    connection.pragma_update(None, "busy_timeout", 10_000)?;
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StoreError::Died(error.to_string()))?
}

fn access(transaction: &Connection, person: PersonId) -> Result<Access, StoreError> {
    let memberships = SqliteLedger(transaction).memberships(person)?;
    Ok(Access::of(person, &memberships))
}

#[async_trait]
impl Store for SqliteStore {
    async fn found(&self, organisation: Organisation) -> Result<Organisation, StoreError> {
        self.write(move |transaction| {
            credentials::found(transaction, &organisation)?;
            credentials::organisation(transaction)?.ok_or(StoreError::NotFounded)
        })
        .await
    }

    async fn organisation(&self) -> Result<Option<Organisation>, StoreError> {
        self.read(credentials::organisation).await
    }

    /// As many as fill one transaction, each of a day's work.
    fn pushes_at_once(&self) -> usize {
        10
    }

    async fn push(
        &self,
        authority: Authority,
        push: Push,
        now: Millis,
    ) -> Result<PushResponse, StoreError> {
        let (waiting, answered) = Waiting::new(authority, push, now);
        if self.inner.queue.join(waiting) {
            let inner = Arc::clone(&self.inner);
            // Whoever asked may give up; what others wait for goes to its end.
            tokio::task::spawn_blocking(move || {
                inner.queue.take_all(&inner.writer, &inner.moved);
            });
        }
        answered
            .await
            .unwrap_or_else(|gone| Err(StoreError::Died(gone.to_string())))
    }

    async fn high_water(&self, installation: InstallationId) -> Result<u64, StoreError> {
        self.read(move |transaction| {
            let standing = SqliteLedger(transaction).standing(installation)?;
            Ok(standing.unwrap_or_default().high_water)
        })
        .await
    }

    async fn pull(
        &self,
        person: PersonId,
        request: PullRequest,
    ) -> Result<PullResponse, StoreError> {
        self.read(move |transaction| {
            feed::pull(transaction, &access(transaction, person)?, &request)
        })
        .await
    }

    async fn snapshot(
        &self,
        person: PersonId,
        scope: Scope,
        part: SnapshotPart,
    ) -> Result<Readable<SnapshotResponse>, StoreError> {
        self.read(move |transaction| {
            let access = access(transaction, person)?;
            if !access.allows(Permission::Read(scope)) {
                return Ok(Readable::No);
            }
            feed::snapshot(transaction, &access, scope, &part).map(Readable::Yes)
        })
        .await
    }

    async fn digest(
        &self,
        by: Authority,
        scope: Scope,
    ) -> Result<Readable<DigestResponse>, StoreError> {
        self.read(move |transaction| {
            if let Some(person) = by.person()
                && !access(transaction, person)?.allows(Permission::Read(scope))
            {
                return Ok(Readable::No);
            }
            digest::digest(transaction, scope).map(Readable::Yes)
        })
        .await
    }

    async fn history(
        &self,
        person: PersonId,
        record: RecordKey,
        before: Option<u64>,
    ) -> Result<Readable<Vec<HistoryLine>>, StoreError> {
        self.read(move |transaction| {
            let Some(found) = SqliteLedger(transaction).record(&record)? else {
                return Ok(Readable::No);
            };
            if !access(transaction, person)?.allows(Permission::Read(found.scope)) {
                return Ok(Readable::No);
            }
            feed::lines(transaction, &record, before, super::HISTORY_PAGE).map(Readable::Yes)
        })
        .await
    }

    async fn reads(&self, person: PersonId, scope: Scope) -> Result<bool, StoreError> {
        self.read(move |transaction| {
            Ok(access(transaction, person)?.allows(Permission::Read(scope)))
        })
        .await
    }

    async fn identified(
        &self,
        person: PersonId,
        records: Vec<RecordKey>,
    ) -> Result<Vec<Option<Identified>>, StoreError> {
        self.read(move |transaction| {
            let access = access(transaction, person)?;
            let ledger = SqliteLedger(transaction);
            let reads = |record: &Record| access.allows(Permission::Read(record.scope));
            let identified = |key: &RecordKey| {
                let Some(record) = ledger.record(key)?.filter(reads) else {
                    return Ok(None);
                };
                let mut identifiers = ledger.owned(&Collection::Identifier, key.id())?;
                identifiers.retain(reads);
                Ok(Some(Identified {
                    record,
                    identifiers,
                }))
            };
            records.iter().map(identified).collect()
        })
        .await
    }

    async fn heads(&self, person: PersonId) -> Result<LiveResponse, StoreError> {
        self.read(move |transaction| feed::heads(transaction, &access(transaction, person)?))
            .await
    }

    async fn chains(&self) -> Result<BTreeMap<Scope, (u64, [u8; 32])>, StoreError> {
        self.read(feed::chains).await
    }

    async fn links(&self, scope: Scope, after: u64) -> Result<Vec<AuditLink>, StoreError> {
        self.read(move |transaction| feed::links(transaction, scope, after))
            .await
    }

    async fn renew_epoch(&self, at_least: Epoch) -> Result<Epoch, StoreError> {
        self.write(move |transaction| credentials::renew_epoch(transaction, at_least))
            .await
    }

    async fn records(&self, collection: Collection) -> Result<Vec<Record>, StoreError> {
        self.read(move |transaction| SqliteLedger(transaction).records(&collection))
            .await
    }

    async fn administers(&self, person: PersonId) -> Result<bool, StoreError> {
        self.read(
            move |transaction| Ok(access(transaction, person)?.allows(Permission::Administer)),
        )
        .await
    }

    async fn invite(
        &self,
        by: Authority,
        ticket: Ticket,
    ) -> Result<Admission<Session>, StoreError> {
        self.write(move |transaction| credentials::invite(transaction, by, ticket))
            .await
    }

    async fn spend(
        &self,
        code: SecretHash,
        device: NewDevice,
        now: Millis,
    ) -> Result<Option<Session>, StoreError> {
        let done = self
            .write(move |transaction| credentials::spend(transaction, code, &device, now))
            .await?;
        // Whoever waits with that credential is told.
        self.inner.moved.send_modify(|count| *count += 1);
        Ok(done)
    }

    async fn devices(
        &self,
        by: PersonId,
        own: SecretHash,
        person: PersonId,
    ) -> Result<Admission<Vec<DeviceResponse>>, StoreError> {
        self.read(move |transaction| credentials::devices(transaction, by, own, person))
            .await
    }

    async fn revoke_device(
        &self,
        by: PersonId,
        device: DeviceId,
        now: Millis,
    ) -> Result<Admission<()>, StoreError> {
        let done = self
            .write(move |transaction| credentials::revoke_device(transaction, by, device, now))
            .await?;
        // Whoever waits with that credential is told.
        self.inner.moved.send_modify(|count| *count += 1);
        Ok(done)
    }

    async fn reserve_numbers(
        &self,
        person: PersonId,
        wanted: BTreeMap<TypeId, u32>,
    ) -> Result<NumbersResponse, StoreError> {
        self.write(move |transaction| numbers::reserve(transaction, person, &wanted))
            .await
    }

    async fn seen(&self, token: SecretHash, now: Millis) -> Result<(), StoreError> {
        self.write(move |transaction| credentials::seen(transaction, token, now))
            .await
    }

    async fn session(&self, token: SecretHash) -> Result<Option<Session>, StoreError> {
        self.read(move |transaction| credentials::session(transaction, token))
            .await
    }

    async fn put_out(&self, token: SecretHash) -> Result<Option<PutOut>, StoreError> {
        self.read(move |transaction| held::put_out(transaction, token))
            .await
    }

    async fn hold(
        &self,
        from: PutOut,
        push: Push,
        now: Millis,
    ) -> Result<Option<PushResponse>, StoreError> {
        self.write(move |transaction| held::hold(transaction, from, &push, now))
            .await
    }

    async fn held(
        &self,
        by: PersonId,
        device: DeviceId,
        now: Millis,
    ) -> Result<Admission<HeldWork>, StoreError> {
        self.read(move |transaction| held::held(transaction, by, device, now))
            .await
    }

    async fn judge_held(
        &self,
        by: PersonId,
        device: DeviceId,
        judged: Vec<Push>,
        now: Millis,
    ) -> Result<Admission<()>, StoreError> {
        self.write(move |transaction| held::judge(transaction, by, device, &judged, now))
            .await
    }

    async fn revoke(&self, token: SecretHash, now: Millis) -> Result<(), StoreError> {
        self.write(move |transaction| credentials::revoke(transaction, token, now))
            .await
    }

    async fn revoke_person(&self, person: PersonId, now: Millis) -> Result<(), StoreError> {
        let done = self
            .write(move |transaction| credentials::revoke_person(transaction, person, now))
            .await?;
        // Whoever waits with that credential is told.
        self.inner.moved.send_modify(|count| *count += 1);
        Ok(done)
    }

    async fn forks(&self) -> Result<BTreeSet<InstallationId>, StoreError> {
        self.read(credentials::forks).await
    }

    fn moved(&self) -> watch::Receiver<u64> {
        self.inner.moved.subscribe()
    }

    async fn look(&self) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let mut writer = lock(&inner.writer);
            let seen: i64 = writer
                .connection
                .query_row("PRAGMA data_version", [], |row| row.get(0))?;
            if seen != writer.data_version {
                writer.data_version = seen;
                inner.moved.send_modify(|count| *count += 1);
            }
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests;
