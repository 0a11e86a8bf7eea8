//! The connections of one server process, and the organisation that it asks the database for.

use deadpool_postgres::Pool;
use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use super::again::Tries;
use super::connect::{Database, DatabaseError};
use super::credentials;
use super::lent::Lent;
use super::reader::Reader;
use crate::store::{Organisation, StoreError};

/// A pool of connections.
#[derive(Debug)]
pub(super) struct Pooled {
    pool: Pool,
    /// Once it is founded it stays the same; only its epoch may change, and is read each time.
    organisation: OnceCell<Organisation>,
}

impl Pooled {
    /// Connections to a database, none of them made yet.
    pub(super) fn of(database: &Database) -> Result<Self, DatabaseError> {
        Ok(Self {
            pool: database.pool()?,
            organisation: OnceCell::new(),
        })
    }

    /// Waits for a connection.
    pub(super) async fn lend(&self) -> Result<Lent, StoreError> {
        Lent::from(&self.pool).await
    }

    /// The organisation, which must have been founded.
    pub(super) async fn organisation(&self) -> Result<&Organisation, StoreError> {
        self.organisation
            .get_or_try_init(|| async {
                let lent = self.lend().await?;
                let organisation = credentials::organisation(&lent).await?;
                organisation.ok_or(StoreError::NotFounded)
            })
            .await
    }

    /// Does work in one transaction, again where that may help.
    pub(super) async fn run<T, W>(&self, is_writing: bool, work: W) -> Result<T, StoreError>
    where
        W: for<'a> Fn(Reader<'a>) -> BoxFuture<'a, Result<T, StoreError>>,
    {
        let org = self.organisation().await?.id;
        let mut tries = Tries::of(0);
        loop {
            let done = async {
                let lent = self.lend().await?;
                if is_writing {
                    lent.begin().await?;
                } else {
                    lent.begin_reading().await?;
                }
                let done = work(Reader { lent: &lent, org }).await?;
                lent.commit().await?;
                Ok(done)
            };
            let error = match done.await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            // What was written is not idempotent by itself: only what had no part in a commit is done again.
            let pause = tries.next(&error).filter(|_| !is_writing);
            let Some(pause) = pause else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
        }
    }
}
