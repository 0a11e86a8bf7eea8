//! The replica on the device: one connection, its tables, and what is remembered of them between two commands.
//!
//! Owns reading and writing rows. Leaves to `engine` what a command means and to `sync` when something travels.
//! Everything written goes through [`Store::write`], one transaction for one thing that a person or the server did.

mod aliases;
mod check;
mod feed;
mod finding;
mod hidden;
mod memo;
mod numbers;
mod outbox;
mod own;
mod past;
mod pin;
mod projection;
mod records;
mod schema;
mod scopes;
mod settings;
mod sitting;
mod suspects;
mod taken_back;
mod text;

use std::cell::RefCell;

use rusqlite::{Connection, Row};
use uuid::Uuid;

use crate::error::EngineError;

pub(crate) use feed::{FeedPage, values_before};
pub(crate) use finding::{Bearer, ItemRow, Narrowed};
pub(crate) use memo::PlaceChain;
pub(crate) use numbers::Numbered;
pub(crate) use own::{OwnOperation, Stage};
pub(crate) use past::PastLine;
pub(crate) use pin::Pin;
pub(crate) use records::{Key, Laid, Viewed};
pub(crate) use scopes::{ScopeState, SnapshotStage};
pub(crate) use settings::Session;
pub(crate) use suspects::Suspect;
pub(crate) use taken_back::withdrawn;
pub(crate) use text::state_tag;

use memo::Memo;

/// The text of a statement, by the name of its file.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/store/sql/",
            $name,
            ".sql"
        ))
    };
}
pub(crate) use sql;

/// The engine's tables over the one connection that it owns.
pub(crate) struct Store {
    connection: Connection,
    memo: RefCell<Memo>,
}

/// Statements kept prepared: more than there are.
const STATEMENTS: usize = 220;

impl Store {
    /// Opens the tables, making or upgrading them.
    pub(crate) fn open(connection: Connection) -> Result<Self, EngineError> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        schema::open(&connection)?;
        let store = Self {
            connection,
            memo: RefCell::default(),
        };
        store.take_in_aliases()?;
        Ok(store)
    }

    /// Does something in one transaction: all of it is durable when this returns, or nothing of it has happened.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        // A failure in just the wrong moment may have left one open: it must not swallow this one.
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        self.execute("BEGIN IMMEDIATE", [])?;
        let done = work(self).and_then(|value| {
            self.take_in_suspects()?;
            self.execute("COMMIT", [])?;
            Ok(value)
        });
        if done.is_err() {
            // What was remembered may come from rows that were never kept.
            self.memo.borrow_mut().clear();
            // SQLite may have done so itself; if this fails, the next write tries again.
            if !self.connection.is_autocommit() {
                let _ = self.connection.execute_batch("ROLLBACK");
            }
        }
        done
    }

    /// Reads several things as they are at one moment, taking the file's locks once. Within a write it is part of that.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        if !self.connection.is_autocommit() {
            return work(self);
        }
        self.execute("BEGIN", [])?;
        let done = work(self);
        if let Err(error) = self.execute("COMMIT", []) {
            self.connection.execute_batch("ROLLBACK")?;
            return Err(error);
        }
        done
    }

    /// How much was ever written over this connection: it grows with every row, kept or not.
    pub(crate) fn written(&self) -> u64 {
        self.connection.total_changes()
    }

    /// Runs a statement that changes rows; says how many.
    fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize, EngineError> {
        Ok(self.connection.prepare_cached(sql)?.execute(params)?)
    }

    /// The first row of a statement, if there is one.
    fn find<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, EngineError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        Ok(rows.next()?.map(read).transpose()?)
    }

    /// All rows of a statement.
    fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, EngineError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A statement that counts.
    fn count(&self, sql: &str, params: impl rusqlite::Params) -> Result<u64, EngineError> {
        let count = self.find(sql, params, |row| row.get::<_, i64>(0))?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or(0))
    }
}

/// An id from a row's 16 bytes.
fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(column).map(Uuid::from_bytes)
}

/// An id from a row's 16 bytes, where there is one.
fn uuid_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(row
        .get::<_, Option<[u8; 16]>>(column)?
        .map(Uuid::from_bytes))
}

/// A number that is never negative, as SQLite keeps it.
fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that is never negative, from a row.
fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column)
        .map(|number| u64::try_from(number).unwrap_or(0))
}
