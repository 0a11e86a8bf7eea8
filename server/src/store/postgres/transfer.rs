//! All rows of an organisation, read from one state of the database, and written in one transaction, row by row but many
//! at a time on their way.

use std::pin::pin;

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use futures_util::future::try_join_all;
use shared::id::{OpId, OrgId};
use shared::wire::Epoch;
use uuid::Uuid;

use super::connect::{APPLICATION, Database};
use super::lent::{Bound, Lent};
use super::pooled::Pooled;
use super::reader::Reader;
use super::waiting::{find_wait, name_of_wait};
use super::{credentials, row, schema, sql};
use crate::store::intake::Wait;
use crate::store::transfer::{
    AcceptedRow, OperationName, OperationRow, PAGE, Pages, Row, Source, Target,
};
use crate::store::{Organisation, StoreError};

/// A connection within one transaction. The pool that it is of goes with it.
#[derive(Debug)]
struct Open {
    lent: Lent,
    org: Option<OrgId>,
}

/// A database, to be read.
#[derive(Debug)]
pub(crate) struct PostgresSource {
    open: Open,
    others: u64,
}

/// A database that is to have an organisation.
#[derive(Debug)]
pub(crate) struct PostgresTarget(Open);

impl PostgresSource {
    /// Opens a database to read it, which changes nothing in it. None where no server has laid out its tables.
    ///
    /// # Errors
    /// If it cannot be reached, or is not of this release's schema.
    pub(crate) async fn open(database: &Database) -> Result<Option<Self>, StoreError> {
        let lent = Pooled::of(database)?.lend().await?;
        lent.begin_reading().await?;
        let laid_out = lent.find(sql!("is_laid_out"), &[]).await?;
        let laid_out = laid_out.map(|found| row::get::<bool>(&found, 0));
        if laid_out.transpose()? != Some(true) {
            return Ok(None);
        }
        schema::check(&lent).await?;
        let others = lent.find(sql!("others_at_work"), &[&APPLICATION]).await?;
        let others = others.map_or(Ok(0), |found| row::unsigned(&found, 0))?;
        let org = credentials::organisation(&lent).await?.map(|it| it.id);
        let open = Open { lent, org };
        Ok(Some(Self { open, others }))
    }

    /// Connections of servers that are at work on it, as far as the database tells.
    pub(crate) fn others(&self) -> u64 {
        self.others
    }
}

impl PostgresTarget {
    /// Lays out the tables of a database where they are missing, and begins to write.
    ///
    /// # Errors
    /// If it cannot be reached, or was written by a newer release.
    pub(crate) async fn begin(database: &Database) -> Result<Self, StoreError> {
        let lent = Pooled::of(database)?.lend().await?;
        schema::migrate(&lent).await?;
        lent.begin().await?;
        Ok(Self(Open { lent, org: None }))
    }
}

#[async_trait]
impl Source for PostgresSource {
    async fn organisation(&mut self) -> Result<Option<Organisation>, StoreError> {
        credentials::organisation(&self.open.lent).await
    }

    async fn read(&mut self, pages: Pages) -> Result<(), StoreError> {
        self.open.read(&pages, Numbering::Anew).await
    }
}

#[async_trait]
impl Source for PostgresTarget {
    async fn organisation(&mut self) -> Result<Option<Organisation>, StoreError> {
        credentials::organisation(&self.0.lent).await
    }

    async fn read(&mut self, pages: Pages) -> Result<(), StoreError> {
        self.0.read(&pages, Numbering::AsStored).await
    }
}

#[async_trait]
impl Target for PostgresTarget {
    async fn take(&mut self, new: &Organisation) -> Result<Option<Organisation>, StoreError> {
        let lent = &self.0.lent;
        // A server that founds its own at this moment waits for this transaction, or this one for it.
        if credentials::found(lent, new).await? == 0 {
            return credentials::organisation(lent).await;
        }
        self.0.org = Some(new.id);
        Ok(None)
    }

    async fn put(&mut self, page: Vec<Row>) -> Result<(), StoreError> {
        try_join_all(page.iter().map(|row| self.0.put(row))).await?;
        Ok(())
    }

    async fn renew_epoch(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        credentials::renew_epoch(self.0.reader()?, at_least).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.0.lent.commit().await
    }
}

/// How a row of a table is read.
type Read = fn(&tokio_postgres::Row) -> Result<Row, StoreError>;

/// What an operation's number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// Its place in the order of arrival, counted as it is read: the column counts within one moment only.
    Anew,
    /// What the column holds.
    AsStored,
}

impl Open {
    fn reader(&self) -> Result<Reader<'_>, StoreError> {
        Ok(Reader {
            lent: &self.lent,
            org: self.org.ok_or(StoreError::NotFounded)?,
        })
    }

    async fn read(&self, pages: &Pages, numbering: Numbering) -> Result<(), StoreError> {
        let org = self.reader()?.org.0;
        let read: [(&'static str, Read); 11] = [
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
        let mut number = 0;
        for (sql, of) in read {
            let mut rows = pin!(self.lent.stream(sql, &[&org]).await?);
            let mut page = Vec::with_capacity(PAGE);
            while let Some(found) = rows.try_next().await? {
                let mut row = of(&found)?;
                if let (Row::Operation(operation), Numbering::Anew) = (&mut row, numbering) {
                    number += 1;
                    operation.number = number;
                }
                page.push(row);
                if page.len() == PAGE && pages.send(std::mem::take(&mut page)).await.is_err() {
                    return Ok(());
                }
            }
            if !page.is_empty() && pages.send(page).await.is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn execute(&self, sql: &'static str, bound: &[Bound<'_>]) -> Result<(), StoreError> {
        self.lent.execute(sql, bound).await?;
        Ok(())
    }

    /// Writes one row.
    async fn put(&self, row: &Row) -> Result<(), StoreError> {
        let org = self.reader()?.org.0;
        match row {
            Row::Installation {
                id,
                high_water,
                floor,
                person,
                forked_at,
            } => {
                let bound: [Bound<'_>; 6] = [&org, id, high_water, floor, person, forked_at];
                self.execute(sql!("carry_installation"), &bound).await
            }
            Row::Sent {
                installation,
                seq,
                hash,
            } => {
                let bound: [Bound<'_>; 4] = [&org, installation, seq, &&hash[..]];
                self.execute(sql!("carry_sent"), &bound).await
            }
            Row::Operation(operation) => self.put_operation(org, operation).await,
            Row::Parked {
                operation,
                wait,
                due,
            } => {
                let waits_for = name_of_wait(wait);
                let bound: [Bound<'_>; 4] = [&org, &operation.key, &waits_for, due];
                self.execute(sql!("carry_parked"), &bound).await
            }
            Row::Record {
                collection,
                id,
                scope,
                rev,
                owner,
                claim,
                body,
            } => {
                let name = row::escaped(collection);
                let bound: [Bound<'_>; 8] = [&org, &name, id, scope, rev, owner, claim, body];
                self.execute(sql!("carry_record"), &bound).await
            }
            Row::Head { scope, seq, chain } => {
                let bound: [Bound<'_>; 4] = [&org, scope, seq, &&chain[..]];
                self.execute(sql!("carry_head"), &bound).await
            }
            Row::Feed {
                operation,
                scope,
                seq,
                left_rev,
                body,
            } => {
                let bound: [Bound<'_>; 6] = [&org, &operation.key, scope, seq, left_rev, body];
                self.execute(sql!("carry_feed"), &bound).await
            }
            Row::Code {
                hash,
                person,
                expires_at,
                spent_at,
                replaces,
            } => {
                let bound: [Bound<'_>; 6] =
                    [&org, &&hash[..], person, expires_at, spent_at, replaces];
                self.execute(sql!("carry_code"), &bound).await
            }
            Row::Credential {
                hash,
                id,
                person,
                device,
                created_at,
                seen_at,
                revoked_at,
                given_back,
            } => {
                let bound: [Bound<'_>; 9] = [
                    &org,
                    &&hash[..],
                    id,
                    person,
                    device,
                    created_at,
                    seen_at,
                    revoked_at,
                    given_back,
                ];
                self.execute(sql!("carry_credential"), &bound).await
            }
            Row::Series { series, next } => {
                let bound: [Bound<'_>; 3] = [&org, series, next];
                self.execute(sql!("carry_series"), &bound).await
            }
            Row::Held {
                device,
                installation,
                seq,
                hash,
                text,
                anchor,
                received_at,
                judged_at,
            } => {
                let bound: [Bound<'_>; 9] = [
                    &org,
                    device,
                    installation,
                    seq,
                    &&hash[..],
                    text,
                    anchor,
                    received_at,
                    judged_at,
                ];
                self.execute(sql!("carry_held"), &bound).await
            }
        }
    }

    async fn put_operation(&self, org: Uuid, row: &OperationRow) -> Result<(), StoreError> {
        let accepted = row.accepted.as_ref();
        let bound: [Bound<'_>; 19] = [
            &org,
            &row.number,
            &row.operation.key,
            &row.operation.op_id.is_some(),
            &&row.operation.hash[..],
            &row.text,
            &row.installation,
            &row.sender,
            &row.received_at,
            &row.corrected_at,
            &row.floor,
            &row.outcome,
            &row.was_parked,
            &accepted.map(|it| row::escaped(&it.collection)),
            &accepted.map(|it| it.record),
            &accepted.map(|it| it.rev),
            &accepted.map(|it| &it.scope),
            &accepted.map(|it| it.at),
            &accepted.map(|it| it.uncertain),
        ];
        self.execute(sql!("carry_operation"), &bound).await
    }
}

/// Reads `id, is_named, hash` from columns.
fn name(
    found: &tokio_postgres::Row,
    [id, is_named, hash]: [usize; 3],
) -> Result<OperationName, StoreError> {
    let key = row::uuid(found, id)?;
    let is_named: bool = row::get(found, is_named)?;
    Ok(OperationName {
        key,
        op_id: is_named.then_some(OpId(key)),
        hash: row::bytes(found, hash)?,
    })
}

fn installation(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Installation {
        id: row::uuid(found, 0)?,
        high_water: row::get(found, 1)?,
        floor: row::get(found, 2)?,
        person: row::get(found, 3)?,
        forked_at: row::get(found, 4)?,
    })
}

fn sent(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Sent {
        installation: row::uuid(found, 0)?,
        seq: row::get(found, 1)?,
        hash: row::bytes(found, 2)?,
    })
}

fn operation(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let rev: Option<i64> = row::get(found, 14)?;
    let accepted = match rev {
        None => None,
        Some(rev) => Some(AcceptedRow {
            collection: row::collection(found, 12)?.to_string(),
            record: row::uuid(found, 13)?,
            rev,
            scope: row::get(found, 15)?,
            at: row::get(found, 16)?,
            uncertain: row::get(found, 17)?,
        }),
    };
    Ok(Row::Operation(Box::new(OperationRow {
        operation: name(found, [1, 2, 3])?,
        number: row::get(found, 0)?,
        text: row::get(found, 4)?,
        installation: row::uuid(found, 5)?,
        sender: row::get(found, 6)?,
        received_at: row::get(found, 7)?,
        corrected_at: row::get(found, 8)?,
        floor: row::get(found, 9)?,
        outcome: row::get(found, 10)?,
        was_parked: row::get(found, 11)?,
        accepted,
    })))
}

fn parked(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let waits_for: String = row::get(found, 3)?;
    let wait = find_wait(&waits_for).ok_or(StoreError::Column {
        column: "waits_for",
    })?;
    let due: bool = row::get(found, 4)?;
    Ok(Row::Parked {
        operation: name(found, [0, 1, 2])?,
        // An older release woke this too.
        due: due && wait != Wait::Forever,
        wait,
    })
}

fn record(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Record {
        collection: row::collection(found, 0)?.to_string(),
        id: row::uuid(found, 1)?,
        scope: row::get(found, 2)?,
        rev: row::get(found, 3)?,
        owner: row::get(found, 4)?,
        claim: row::get(found, 5)?,
        body: row::get(found, 6)?,
    })
}

fn head(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Head {
        scope: row::get(found, 0)?,
        seq: row::get(found, 1)?,
        chain: row::bytes(found, 2)?,
    })
}

fn feed(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Feed {
        operation: name(found, [0, 1, 2])?,
        scope: row::get(found, 3)?,
        seq: row::get(found, 4)?,
        left_rev: row::get(found, 5)?,
        body: row::get(found, 6)?,
    })
}

fn code(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Code {
        hash: row::bytes(found, 0)?,
        person: row::uuid(found, 1)?,
        expires_at: row::get(found, 2)?,
        spent_at: row::get(found, 3)?,
        replaces: row::get(found, 4)?,
    })
}

fn credential(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Credential {
        hash: row::bytes(found, 0)?,
        id: row::uuid(found, 1)?,
        person: row::uuid(found, 2)?,
        device: row::get(found, 3)?,
        created_at: row::get(found, 4)?,
        seen_at: row::get(found, 5)?,
        revoked_at: row::get(found, 6)?,
        given_back: row::get(found, 7)?,
    })
}

fn series(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Series {
        series: row::get(found, 0)?,
        next: row::get(found, 1)?,
    })
}

fn held(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    Ok(Row::Held {
        device: row::uuid(found, 0)?,
        installation: row::uuid(found, 1)?,
        seq: row::get(found, 2)?,
        hash: row::bytes(found, 3)?,
        text: row::get(found, 4)?,
        anchor: row::get(found, 5)?,
        received_at: row::get(found, 6)?,
        judged_at: row::get(found, 7)?,
    })
}
