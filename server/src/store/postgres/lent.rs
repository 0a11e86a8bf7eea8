//! A connection that the pool lends, and how statements run on it.
//!
//! **Invariant:** a connection with an open transaction never goes back into the pool. Whoever drops it in the middle,
//! because a request was given up or something failed, closes it; the database then rolls back.

use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{Object, Pool};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, RowStream};

use super::sql;
use crate::store::StoreError;

/// A value that is bound.
pub(super) type Bound<'a> = &'a (dyn ToSql + Sync);

/// A connection out of the pool.
pub(super) struct Lent {
    /// None only while it is dropped.
    object: Option<Object>,
    is_open: AtomicBool,
}

impl Lent {
    /// Waits for a connection.
    pub(super) async fn from(pool: &Pool) -> Result<Self, StoreError> {
        Ok(Self {
            object: Some(pool.get().await?),
            is_open: AtomicBool::new(false),
        })
    }

    fn object(&self) -> Result<&Object, StoreError> {
        self.object
            .as_ref()
            .ok_or_else(|| StoreError::Died("the connection is gone".to_owned()))
    }

    /// Opens a transaction that writes.
    pub(super) async fn begin(&self) -> Result<(), StoreError> {
        self.open(sql!("begin")).await
    }

    /// Opens a transaction that reads one state of the data.
    pub(super) async fn begin_reading(&self) -> Result<(), StoreError> {
        self.open(sql!("begin_reading")).await
    }

    async fn open(&self, sql: &str) -> Result<(), StoreError> {
        self.is_open.store(true, Ordering::Release);
        Ok(self.object()?.batch_execute(sql).await?)
    }

    /// Commits. Where this fails it may have happened or not.
    pub(super) async fn commit(&self) -> Result<(), StoreError> {
        self.object()?.batch_execute("COMMIT").await?;
        self.is_open.store(false, Ordering::Release);
        Ok(())
    }

    /// Rolls back.
    pub(super) async fn roll_back(&self) -> Result<(), StoreError> {
        self.object()?.batch_execute("ROLLBACK").await?;
        self.is_open.store(false, Ordering::Release);
        Ok(())
    }

    /// Runs one statement of DDL, which binds nothing.
    pub(super) async fn define(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.object()?.batch_execute(sql).await?)
    }

    /// All rows of a statement.
    pub(super) async fn rows(
        &self,
        sql: &'static str,
        bound: &[Bound<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let object = self.object()?;
        let statement = object.prepare_cached(sql).await?;
        Ok(object.query(&statement, bound).await?)
    }

    /// The rows of a statement one after the other, however many they are.
    pub(super) async fn stream(
        &self,
        sql: &'static str,
        bound: &[Bound<'_>],
    ) -> Result<RowStream, StoreError> {
        let object = self.object()?;
        let statement = object.prepare_cached(sql).await?;
        Ok(object.query_raw(&statement, bound.iter().copied()).await?)
    }

    /// The row of a statement that has one at most.
    pub(super) async fn find(
        &self,
        sql: &'static str,
        bound: &[Bound<'_>],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, bound).await?.pop())
    }

    /// How many rows a statement wrote.
    pub(super) async fn execute(
        &self,
        sql: &'static str,
        bound: &[Bound<'_>],
    ) -> Result<u64, StoreError> {
        let object = self.object()?;
        let statement = object.prepare_cached(sql).await?;
        Ok(object.execute(&statement, bound).await?)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.is_open.load(Ordering::Acquire) {
            return;
        }
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}

impl std::fmt::Debug for Lent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lent(…)")
    }
}
