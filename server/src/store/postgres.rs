//! The store for many servers and for what one machine does not hold: PostgreSQL, alone or spread by Citus.
//!
//! Several processes may share one database; each holds a pool of connections and nothing else. How they stay out of
//! each other's way is `postgres::push`'s; the tables are `postgres::schema`'s; what its statements may not contain, so
//! that they run on one machine and on many, is `postgres::rules`'.

mod again;
#[cfg(test)]
pub(super) mod cluster;
mod connect;
mod credentials;
mod digest;
mod distributed;
mod draft;
mod feed;
mod found;
mod held;
mod ledger;
mod lent;
mod numbers;
mod pooled;
mod push;
mod reader;
mod row;
#[cfg(test)]
mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod transfer;
mod waiting;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use shared::access::Permission;
use shared::id::{DeviceId, InstallationId, PersonId, TypeId};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::Millis;
use shared::wire::{
    DeviceResponse, DigestResponse, Epoch, HistoryLine, LiveResponse, NumbersResponse, PullRequest,
    PullResponse, PushResponse, SnapshotResponse,
};
use tokio::sync::watch;

use super::held::{HeldWork, PutOut};
use super::{
    Admission, AuditLink, Authority, Identified, NewDevice, Organisation, Push, Readable, Session,
    SnapshotPart, Store, StoreError, Ticket,
};
use crate::secret::SecretHash;
pub(super) use again::may_go_better;
pub use connect::{Database, DatabaseError, PoolError};
use pooled::Pooled;
use reader::{Reader, access};
pub(crate) use transfer::{PostgresSource, PostgresTarget};

/// A statement of `sql/`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!("sql/", $name, ".sql"))
    };
}
use sql;

/// One organisation's data in a PostgreSQL database.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pooled: Arc<Pooled>,
    signal: Arc<Signal>,
}

/// What wakes whoever waits for a change.
#[derive(Debug)]
struct Signal {
    moved: watch::Sender<u64>,
    /// All heads and all revocations as they were last seen, in one number each.
    seen: [AtomicU64; 2],
}

/// What an error of the database says, with its cause.
pub(super) fn said(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => {
            use std::error::Error as _;
            match error.source() {
                Some(cause) => format!("{error}: {cause}"),
                None => error.to_string(),
            }
        }
    }
}

impl PostgresStore {
    /// Opens a database, brings its tables up to date and, where that is asked for, spreads them.
    ///
    /// # Errors
    /// If it cannot be reached, was written by a newer release, or is to be spread and cannot.
    pub async fn open(database: &Database) -> Result<Self, StoreError> {
        let pooled = Pooled::of(database)?;
        let lent = pooled.lend().await?;
        schema::migrate(&lent).await?;
        if database.distributed {
            distributed::distribute(&lent).await?;
        }
        // A server may have died between a push and waking what waited for it.
        if let Some(organisation) = credentials::organisation(&lent).await? {
            waiting::wake_all(Reader {
                lent: &lent,
                org: organisation.id,
            })
            .await?;
        }
        drop(lent);
        Ok(Self {
            pooled: Arc::new(pooled),
            signal: Arc::new(Signal {
                moved: watch::Sender::new(0),
                seen: [AtomicU64::new(0), AtomicU64::new(0)],
            }),
        })
    }

    async fn read<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        W: for<'a> Fn(Reader<'a>) -> BoxFuture<'a, Result<T, StoreError>>,
    {
        self.pooled.run(false, work).await
    }

    async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        W: for<'a> Fn(Reader<'a>) -> BoxFuture<'a, Result<T, StoreError>>,
    {
        self.pooled.run(true, work).await
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn found(&self, organisation: Organisation) -> Result<Organisation, StoreError> {
        let lent = self.pooled.lend().await?;
        credentials::found(&lent, &organisation).await?;
        let organisation = credentials::organisation(&lent).await?;
        organisation.ok_or(StoreError::NotFounded)
    }

    async fn organisation(&self) -> Result<Option<Organisation>, StoreError> {
        let lent = self.pooled.lend().await?;
        credentials::organisation(&lent).await
    }

    /// Each has a transaction of its own, and more of them wait for each other's rows.
    fn pushes_at_once(&self) -> usize {
        4
    }

    async fn push(
        &self,
        authority: Authority,
        push: Push,
        now: Millis,
    ) -> Result<PushResponse, StoreError> {
        // Whoever asked may give up; a push that has begun goes to its end.
        let pooled = Arc::clone(&self.pooled);
        let taken = tokio::spawn(async move { push::take(&pooled, authority, push, now).await });
        let response = taken
            .await
            .map_err(|error| StoreError::Died(error.to_string()))??;
        self.signal.moved.send_modify(|count| *count += 1);
        Ok(response)
    }

    async fn high_water(&self, installation: InstallationId) -> Result<u64, StoreError> {
        self.read(|reader| {
            Box::pin(async move {
                let standing = reader.standing(installation).await?;
                Ok(standing.unwrap_or_default().high_water)
            })
        })
        .await
    }

    async fn pull(
        &self,
        person: PersonId,
        request: PullRequest,
    ) -> Result<PullResponse, StoreError> {
        self.read(|reader| {
            let request = request.clone();
            Box::pin(async move { feed::pull(reader, person, &request).await })
        })
        .await
    }

    async fn snapshot(
        &self,
        person: PersonId,
        scope: Scope,
        part: SnapshotPart,
    ) -> Result<Readable<SnapshotResponse>, StoreError> {
        self.read(|reader| {
            let part = part.clone();
            Box::pin(async move {
                let access = access(reader, person).await?;
                if !access.allows(Permission::Read(scope)) {
                    return Ok(Readable::No);
                }
                feed::snapshot(reader, &access, scope, &part)
                    .await
                    .map(Readable::Yes)
            })
        })
        .await
    }

    async fn digest(
        &self,
        by: Authority,
        scope: Scope,
    ) -> Result<Readable<DigestResponse>, StoreError> {
        self.read(|reader| {
            Box::pin(async move {
                if let Some(person) = by.person()
                    && !access(reader, person)
                        .await?
                        .allows(Permission::Read(scope))
                {
                    return Ok(Readable::No);
                }
                digest::digest(reader, scope).await.map(Readable::Yes)
            })
        })
        .await
    }

    async fn history(
        &self,
        person: PersonId,
        record: RecordKey,
        before: Option<u64>,
    ) -> Result<Readable<Vec<HistoryLine>>, StoreError> {
        self.read(|reader| {
            let key = record.clone();
            Box::pin(async move {
                let Some(found) = reader.record(&key).await? else {
                    return Ok(Readable::No);
                };
                let access = access(reader, person).await?;
                if !access.allows(Permission::Read(found.scope)) {
                    return Ok(Readable::No);
                }
                feed::lines(reader, &key, before, super::HISTORY_PAGE)
                    .await
                    .map(Readable::Yes)
            })
        })
        .await
    }

    async fn reads(&self, person: PersonId, scope: Scope) -> Result<bool, StoreError> {
        self.read(|reader| {
            Box::pin(async move {
                Ok(access(reader, person)
                    .await?
                    .allows(Permission::Read(scope)))
            })
        })
        .await
    }

    async fn identified(
        &self,
        person: PersonId,
        records: Vec<RecordKey>,
    ) -> Result<Vec<Option<Identified>>, StoreError> {
        self.read(|reader| {
            let keys = records.clone();
            Box::pin(async move {
                let access = access(reader, person).await?;
                feed::identified(reader, &access, &keys).await
            })
        })
        .await
    }

    async fn heads(&self, person: PersonId) -> Result<LiveResponse, StoreError> {
        self.read(|reader| Box::pin(feed::heads(reader, person)))
            .await
    }

    async fn chains(&self) -> Result<BTreeMap<Scope, (u64, [u8; 32])>, StoreError> {
        self.read(|reader| Box::pin(async move { reader.chains().await }))
            .await
    }

    async fn links(&self, scope: Scope, after: u64) -> Result<Vec<AuditLink>, StoreError> {
        self.read(|reader| Box::pin(async move { reader.links(scope, after).await }))
            .await
    }

    async fn renew_epoch(&self, at_least: Epoch) -> Result<Epoch, StoreError> {
        self.write(|reader| Box::pin(credentials::renew_epoch(reader, at_least)))
            .await
    }

    async fn records(&self, collection: Collection) -> Result<Vec<Record>, StoreError> {
        self.read(|reader| {
            let collection = collection.clone();
            Box::pin(async move { reader.records(&collection).await })
        })
        .await
    }

    async fn administers(&self, person: PersonId) -> Result<bool, StoreError> {
        self.read(|reader| {
            Box::pin(
                async move { Ok(access(reader, person).await?.allows(Permission::Administer)) },
            )
        })
        .await
    }

    async fn invite(
        &self,
        by: Authority,
        ticket: Ticket,
    ) -> Result<Admission<Session>, StoreError> {
        self.write(|reader| Box::pin(credentials::invite(reader, by, ticket)))
            .await
    }

    async fn spend(
        &self,
        code: SecretHash,
        device: NewDevice,
        now: Millis,
    ) -> Result<Option<Session>, StoreError> {
        self.write(|reader| {
            let device = device.clone();
            Box::pin(async move { credentials::spend(reader, code, &device, now).await })
        })
        .await
    }

    async fn devices(
        &self,
        by: PersonId,
        own: SecretHash,
        person: PersonId,
    ) -> Result<Admission<Vec<DeviceResponse>>, StoreError> {
        self.read(|reader| Box::pin(credentials::devices(reader, by, own, person)))
            .await
    }

    async fn revoke_device(
        &self,
        by: PersonId,
        device: DeviceId,
        now: Millis,
    ) -> Result<Admission<()>, StoreError> {
        self.write(|reader| Box::pin(credentials::revoke_device(reader, by, device, now)))
            .await
    }

    async fn reserve_numbers(
        &self,
        person: PersonId,
        wanted: BTreeMap<TypeId, u32>,
    ) -> Result<NumbersResponse, StoreError> {
        self.write(|reader| {
            let wanted = wanted.clone();
            Box::pin(async move { numbers::reserve(reader, person, &wanted).await })
        })
        .await
    }

    async fn seen(&self, token: SecretHash, now: Millis) -> Result<(), StoreError> {
        self.write(|reader| Box::pin(credentials::seen(reader, token, now)))
            .await
    }

    async fn session(&self, token: SecretHash) -> Result<Option<Session>, StoreError> {
        self.read(|reader| Box::pin(credentials::session(reader, token)))
            .await
    }

    async fn put_out(&self, token: SecretHash) -> Result<Option<PutOut>, StoreError> {
        self.read(|reader| Box::pin(held::put_out(reader, token)))
            .await
    }

    async fn hold(
        &self,
        from: PutOut,
        push: Push,
        now: Millis,
    ) -> Result<Option<PushResponse>, StoreError> {
        self.write(|reader| {
            let push = push.clone();
            Box::pin(async move { held::hold(reader, from, &push, now).await })
        })
        .await
    }

    async fn held(
        &self,
        by: PersonId,
        device: DeviceId,
        now: Millis,
    ) -> Result<Admission<HeldWork>, StoreError> {
        self.read(|reader| Box::pin(held::held(reader, by, device, now)))
            .await
    }

    async fn judge_held(
        &self,
        by: PersonId,
        device: DeviceId,
        judged: Vec<Push>,
        now: Millis,
    ) -> Result<Admission<()>, StoreError> {
        self.write(|reader| {
            let judged = judged.clone();
            Box::pin(async move { held::judge(reader, by, device, &judged, now).await })
        })
        .await
    }

    async fn revoke(&self, token: SecretHash, now: Millis) -> Result<(), StoreError> {
        self.write(|reader| Box::pin(credentials::revoke(reader, token, now)))
            .await
    }

    async fn revoke_person(&self, person: PersonId, now: Millis) -> Result<(), StoreError> {
        self.write(|reader| Box::pin(credentials::revoke_person(reader, person, now)))
            .await
    }

    async fn forks(&self) -> Result<BTreeSet<InstallationId>, StoreError> {
        self.read(|reader| Box::pin(credentials::forks(reader)))
            .await
    }

    fn moved(&self) -> watch::Receiver<u64> {
        self.signal.moved.subscribe()
    }

    async fn look(&self) -> Result<(), StoreError> {
        if self.organisation().await?.is_none() {
            return Ok(());
        }
        let mark = self
            .read(|reader| Box::pin(async move { reader.mark().await }))
            .await?;
        let mut has_moved = false;
        for (seen, now) in self.signal.seen.iter().zip(mark) {
            has_moved |= seen.swap(now, Ordering::Relaxed) != now;
        }
        if has_moved {
            self.signal.moved.send_modify(|count| *count += 1);
        }
        Ok(())
    }
}
