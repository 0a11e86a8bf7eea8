//! What is asked of one organisation's tables, many keys in one statement.

use std::collections::{BTreeMap, HashMap};

use futures_util::future::{try_join, try_join_all};
use shared::access::Access;
use shared::id::{InstallationId, OpId, OrgId, PersonId, RecordId};
use shared::identifier::ExactKey;
use shared::merge::Accepted;
use shared::operation::{OperationHash, Outcome};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::Millis;
use shared::wire::Epoch;
use tokio_postgres::Row;
use uuid::Uuid;

use super::lent::{Bound, Lent};
use super::row::{self, name_of, signed, unsigned};
use super::sql;
use crate::store::intake::{MOST_CLAIMING, Standing};
use crate::store::{AuditLink, LINKS_PAGE, StoreError};

/// One organisation's tables over one connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    pub(super) lent: &'a Lent,
    pub(super) org: OrgId,
}

/// The ids asked for in each collection.
fn by_collection<'k>(
    keys: impl IntoIterator<Item = &'k RecordKey>,
) -> BTreeMap<&'k Collection, Vec<Uuid>> {
    let mut grouped: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for key in keys {
        grouped
            .entry(key.collection())
            .or_default()
            .push(key.id().0);
    }
    grouped
}

/// Reads what is known of an installation from `high_water, floor, person`.
pub(super) fn standing_in(found: &Row) -> Result<Standing, StoreError> {
    Ok(Standing {
        high_water: unsigned(found, 0)?,
        floor: Millis(row::get(found, 1)?),
        owner: row::get::<Option<Uuid>>(found, 2)?.map(PersonId),
    })
}

/// What a person may do.
pub(super) async fn access(reader: Reader<'_>, person: PersonId) -> Result<Access, StoreError> {
    Ok(Access::of(person, &reader.memberships(person).await?))
}

impl Reader<'_> {
    pub(super) async fn epoch(&self) -> Result<Epoch, StoreError> {
        let found = self.lent.find(sql!("epoch"), &[&self.org.0]).await?;
        let found = found.ok_or(StoreError::NotFounded)?;
        Ok(Epoch(unsigned(&found, 0)?))
    }

    pub(super) async fn standing(
        &self,
        installation: InstallationId,
    ) -> Result<Option<Standing>, StoreError> {
        let found = self
            .lent
            .find(sql!("standing"), &[&self.org.0, &installation.0])
            .await?;
        found.as_ref().map(standing_in).transpose()
    }

    /// What an installation sent under some of its numbers.
    pub(super) async fn sent(
        &self,
        installation: InstallationId,
        seqs: &[u64],
    ) -> Result<HashMap<u64, OperationHash>, StoreError> {
        let seqs: Vec<i64> = seqs.iter().copied().map(signed).collect();
        let bound: [Bound<'_>; 3] = [&self.org.0, &installation.0, &seqs];
        let found = self.lent.rows(sql!("sent"), &bound).await?;
        found
            .iter()
            .map(|found| Ok((unsigned(found, 0)?, row::hash(found, 1)?)))
            .collect()
    }

    /// Those of some operations that are known.
    pub(super) async fn known(
        &self,
        ids: &[OpId],
    ) -> Result<HashMap<OpId, (OperationHash, Outcome)>, StoreError> {
        let ids: Vec<Uuid> = ids.iter().map(|OpId(id)| *id).collect();
        let found = self.lent.rows(sql!("known"), &[&self.org.0, &ids]).await?;
        found
            .iter()
            .map(|found| {
                let known = (row::hash(found, 1)?, row::json(found, 2)?);
                Ok((OpId(row::uuid(found, 0)?), known))
            })
            .collect()
    }

    /// Those of some operations that lie in quarantine, by their hashes.
    pub(super) async fn held(
        &self,
        hashes: &[OperationHash],
    ) -> Result<Vec<OperationHash>, StoreError> {
        if hashes.is_empty() {
            return Ok(Vec::new());
        }
        let hashes: Vec<&[u8]> = hashes.iter().map(|hash| &hash.0[..]).collect();
        let bound: [Bound<'_>; 2] = [&self.org.0, &hashes];
        let found = self.lent.rows(sql!("is_held"), &bound).await?;
        found.iter().map(|found| row::hash(found, 0)).collect()
    }

    /// Those of some records that there are.
    pub(super) async fn some_records(
        &self,
        keys: impl IntoIterator<Item = &RecordKey>,
    ) -> Result<Vec<Record>, StoreError> {
        let of_one = |(collection, ids): (_, Vec<Uuid>)| async move {
            let name = name_of(collection);
            self.bodies(sql!("some_records"), &[&self.org.0, &name, &ids])
                .await
        };
        let found = try_join_all(by_collection(keys).into_iter().map(of_one)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// One record.
    pub(super) async fn record(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        Ok(self.some_records([key]).await?.pop())
    }

    /// The accepted operations of some records, each record's in order of arrival.
    pub(super) async fn operations(
        &self,
        keys: impl IntoIterator<Item = &RecordKey>,
    ) -> Result<HashMap<RecordKey, Vec<Accepted>>, StoreError> {
        let of_one = |(collection, ids): (_, Vec<Uuid>)| async move {
            let name = name_of(collection);
            let bound: [Bound<'_>; 3] = [&self.org.0, &name, &ids];
            let found = self.lent.rows(sql!("some_operations"), &bound).await?;
            Ok::<_, StoreError>((collection, found))
        };
        let found = try_join_all(by_collection(keys).into_iter().map(of_one)).await?;
        let mut operations: HashMap<RecordKey, Vec<Accepted>> = HashMap::new();
        for (collection, rows) in found {
            for found in &rows {
                let key = RecordKey::new(collection.clone(), row::record_id(found, 0)?);
                operations
                    .entry(key)
                    .or_default()
                    .push(row::accepted(found, 1)?);
            }
        }
        Ok(operations)
    }

    /// All records of a collection.
    pub(super) async fn records(&self, collection: &Collection) -> Result<Vec<Record>, StoreError> {
        self.bodies(sql!("records"), &[&self.org.0, &name_of(collection)])
            .await
    }

    /// The ids of all records of a collection.
    pub(super) async fn ids(&self, collection: &Collection) -> Result<Vec<RecordId>, StoreError> {
        let bound: [Bound<'_>; 2] = [&self.org.0, &name_of(collection)];
        let found = self.lent.rows(sql!("ids"), &bound).await?;
        found.iter().map(|found| row::record_id(found, 0)).collect()
    }

    /// All records of a collection that belong to some records.
    pub(super) async fn owned(
        &self,
        collection: &Collection,
        owners: &[RecordId],
    ) -> Result<Vec<Record>, StoreError> {
        let owners: Vec<Uuid> = owners.iter().map(|RecordId(id)| *id).collect();
        let name = name_of(collection);
        self.bodies(sql!("owned"), &[&self.org.0, &name, &owners])
            .await
    }

    /// The items of a scope that claim a number, as many as are looked at.
    pub(super) async fn claimed(
        &self,
        scope: Scope,
        number: &ExactKey,
    ) -> Result<Vec<Record>, StoreError> {
        let most = signed(MOST_CLAIMING as u64);
        let bound: [Bound<'_>; 4] = [&self.org.0, &scope.to_string(), &number.as_str(), &most];
        self.bodies(sql!("claimed"), &bound).await
    }

    /// The ids of what belongs to some records, by owner.
    pub(super) async fn dependants(
        &self,
        collection: &Collection,
        owners: &[RecordId],
    ) -> Result<HashMap<RecordId, Vec<RecordId>>, StoreError> {
        let owners: Vec<Uuid> = owners.iter().map(|RecordId(id)| *id).collect();
        let bound: [Bound<'_>; 3] = [&self.org.0, &name_of(collection), &owners];
        let found = self.lent.rows(sql!("dependants_of_many"), &bound).await?;
        let mut dependants: HashMap<_, Vec<_>> = HashMap::new();
        for found in &found {
            let owner = row::record_id(found, 0)?;
            dependants
                .entry(owner)
                .or_default()
                .push(row::record_id(found, 1)?);
        }
        Ok(dependants)
    }

    /// The memberships of a person.
    pub(super) async fn memberships(&self, person: PersonId) -> Result<Vec<Record>, StoreError> {
        self.owned(&Collection::Membership, &[person.into()]).await
    }

    /// The memberships of a person, and the epoch in which that is so.
    pub(super) async fn memberships_now(
        &self,
        person: PersonId,
    ) -> Result<(Vec<Record>, Epoch), StoreError> {
        try_join(self.memberships(person), self.epoch()).await
    }

    /// The heads of some scopes; one that nothing was ever written to has none.
    pub(super) async fn heads(
        &self,
        scopes: impl IntoIterator<Item = Scope>,
    ) -> Result<BTreeMap<Scope, u64>, StoreError> {
        let scopes: Vec<String> = scopes.into_iter().map(|scope| scope.to_string()).collect();
        let found = self
            .lent
            .rows(sql!("heads"), &[&self.org.0, &scopes])
            .await?;
        found
            .iter()
            .map(|found| Ok((row::scope(found, 0)?, unsigned(found, 1)?)))
            .collect()
    }

    /// Every scope's head and its audit chain.
    pub(super) async fn chains(&self) -> Result<BTreeMap<Scope, (u64, [u8; 32])>, StoreError> {
        let found = self.lent.rows(sql!("chains"), &[&self.org.0]).await?;
        found
            .iter()
            .map(|found| {
                let head = (unsigned(found, 1)?, row::bytes(found, 2)?);
                Ok((row::scope(found, 0)?, head))
            })
            .collect()
    }

    /// What a scope's audit chain is made of, after a number.
    pub(super) async fn links(
        &self,
        scope: Scope,
        after: u64,
    ) -> Result<Vec<AuditLink>, StoreError> {
        let bound: [Bound<'_>; 4] = [
            &self.org.0,
            &scope.to_string(),
            &signed(after),
            &signed(LINKS_PAGE as u64),
        ];
        let found = self.lent.rows(sql!("links"), &bound).await?;
        found
            .iter()
            .map(|found| {
                Ok(AuditLink {
                    seq: unsigned(found, 0)?,
                    hash: OperationHash(row::bytes(found, 1)?),
                    text: row::get(found, 2)?,
                })
            })
            .collect()
    }

    /// Two numbers that change with every head and every revocation.
    pub(super) async fn mark(&self) -> Result<[u64; 2], StoreError> {
        let found = self.lent.find(sql!("mark"), &[&self.org.0]).await?;
        let found = found.ok_or(StoreError::NotFounded)?;
        Ok([unsigned(&found, 0)?, unsigned(&found, 1)?])
    }

    async fn bodies(
        &self,
        sql: &'static str,
        bound: &[Bound<'_>],
    ) -> Result<Vec<Record>, StoreError> {
        let found = self.lent.rows(sql, bound).await?;
        found.iter().map(|found| row::json(found, 0)).collect()
    }
}
