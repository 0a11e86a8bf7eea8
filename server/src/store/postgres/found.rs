//! What a push needs to know, read in a few statements before it is decided.
//!
//! A push is decided in memory. What its entries name is known beforehand, and read at once; what only deciding shows
//! to be needed the ledger reads on its way, and [`Asked::again`] asks for all of it at once when the push is decided
//! anew under its locks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::future::{try_join, try_join3, try_join5};
use serde_json::Value;
use shared::admit::owner_of;
use shared::id::{InstallationId, OpId, PersonId, RecordId};
use shared::merge::Accepted;
use shared::model::field;
use shared::operation::{Change, Operation, OperationHash, Outcome};
use shared::record::{Collection, Record, RecordKey};
use shared::wire::Epoch;

use super::reader::Reader;
use crate::store::intake::Standing;
use crate::store::{Authority, EntryBody, Push, StoreError};

/// What is to be read.
#[derive(Debug, Default)]
pub(super) struct Asked {
    seqs: Vec<u64>,
    operations: Vec<OpId>,
    /// Of what may lie in quarantine.
    hashes: Vec<OperationHash>,
    records: BTreeSet<RecordKey>,
    people: BTreeSet<PersonId>,
}

/// What was found; an answer “there is none” is one too.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) epoch: Option<Epoch>,
    pub(super) standing: Option<Option<Standing>>,
    pub(super) held: Option<Vec<OperationHash>>,
    pub(super) teams: Option<Vec<RecordId>>,
    pub(super) sent: HashMap<u64, Option<OperationHash>>,
    pub(super) known: HashMap<OpId, Option<(OperationHash, Outcome)>>,
    pub(super) records: HashMap<RecordKey, Option<Record>>,
    pub(super) operations: HashMap<RecordKey, Vec<Accepted>>,
    pub(super) memberships: HashMap<PersonId, Vec<Record>>,
    pub(super) all_memberships: Option<Vec<Record>>,
    pub(super) dependants: HashMap<RecordKey, Vec<RecordKey>>,
}

impl Asked {
    /// What the entries of a push name.
    pub(super) fn of(push: &Push, authority: Authority) -> Self {
        let mut asked = Self {
            people: authority.person().into_iter().collect(),
            ..Self::default()
        };
        for entry in &push.entries {
            asked.seqs.push(entry.seq);
            asked.hashes.push(entry.hash);
            match &entry.body {
                EntryBody::Operation(operation) => {
                    asked.operations.push(operation.op_id);
                    asked.records.insert(operation.record.clone());
                    asked.records.extend(named_by(operation));
                }
                EntryBody::Unreadable { op_id, .. } => asked.operations.extend(*op_id),
            }
        }
        asked
    }

    /// All that was found, to be asked for anew.
    pub(super) fn again(found: &Found) -> Self {
        Self {
            seqs: found.sent.keys().copied().collect(),
            operations: found.known.keys().copied().collect(),
            hashes: found.held.clone().unwrap_or_default(),
            records: found.records.keys().cloned().collect(),
            people: found.memberships.keys().copied().collect(),
        }
    }

    /// Reads it.
    pub(super) async fn read(
        &self,
        reader: Reader<'_>,
        installation: InstallationId,
    ) -> Result<Found, StoreError> {
        let people: Vec<RecordId> = self.people.iter().copied().map(RecordId::from).collect();
        let ((epoch, teams, held), mut sent, mut known, records, memberships) = try_join5(
            try_join3(
                reader.epoch(),
                reader.ids(&Collection::Team),
                reader.held(&self.hashes),
            ),
            reader.sent(installation, &self.seqs),
            reader.known(&self.operations),
            reader.some_records(&self.records),
            reader.owned(&Collection::Membership, &people),
        )
        .await?;
        let mut found = Found {
            epoch: Some(epoch),
            teams: Some(teams),
            held: Some(held),
            sent: self
                .seqs
                .iter()
                .map(|seq| (*seq, sent.remove(seq)))
                .collect(),
            known: self
                .operations
                .iter()
                .map(|id| (*id, known.remove(id)))
                .collect(),
            records: self.records.iter().map(|key| (key.clone(), None)).collect(),
            memberships: self
                .people
                .iter()
                .map(|person| (*person, Vec::new()))
                .collect(),
            ..Found::default()
        };
        for record in memberships {
            let person = shared::model::Membership(&record).person();
            if let Some(known) = person.and_then(|person| found.memberships.get_mut(&person)) {
                known.push(record);
            }
        }
        let owners: BTreeSet<_> = records
            .iter()
            .filter_map(owner_of)
            .filter(|owner| !self.records.contains(owner))
            .collect();
        let there = records.iter().map(|record| &record.key);
        let (operations, owning) =
            try_join(reader.operations(there), reader.some_records(&owners)).await?;
        found.operations = operations;
        found
            .records
            .extend(owners.into_iter().map(|key| (key, None)));
        for record in records.into_iter().chain(owning) {
            found.records.insert(record.key.clone(), Some(record));
        }
        Ok(found)
    }
}

/// The records that an operation's values name, as far as deciding may ask for them.
fn named_by(operation: &Operation) -> Vec<RecordKey> {
    let named = |name: &str, value: &Value| {
        let collection = match name {
            field::TYPE => Collection::ItemType,
            field::ITEM => Collection::Item,
            field::PLACE | field::PARENT => Collection::Place,
            field::TEAM => Collection::Team,
            _ => return None,
        };
        let id = value.as_str()?.parse::<uuid::Uuid>().ok()?;
        Some(RecordKey::new(collection, RecordId(id)))
    };
    match &operation.change {
        Change::Create { fields } => fields
            .iter()
            .filter_map(|(name, value)| named(name.as_str(), value))
            .collect(),
        Change::Set(assigns) => assigns
            .iter()
            .filter_map(|assign| named(assign.field.as_str(), &assign.value))
            .collect(),
        Change::Settle { field, value, .. } => named(field.as_str(), value).into_iter().collect(),
        Change::Withdraw { .. } => Vec::new(),
    }
}

impl Found {
    /// Reads what belongs to a record, and at once what deciding asks next of each: itself, its operations, and what
    /// belongs to it in turn.
    pub(super) async fn read_dependants(
        &mut self,
        reader: Reader<'_>,
        owner: &RecordKey,
    ) -> Result<(), StoreError> {
        let mut owners = vec![owner.clone()];
        let mut new = Vec::new();
        while !owners.is_empty() {
            let next = self.read_level(reader, &owners).await?;
            new.extend(next.iter().cloned());
            owners = next;
        }
        new.retain(|key| !self.records.contains_key(key));
        let (records, mut operations) =
            try_join(reader.some_records(&new), reader.operations(&new)).await?;
        for record in records {
            let key = record.key.clone();
            let all = operations.remove(&key).unwrap_or_default();
            self.operations.insert(key.clone(), all);
            self.records.insert(key, Some(record));
        }
        Ok(())
    }

    /// What belongs directly to some records.
    async fn read_level(
        &mut self,
        reader: Reader<'_>,
        owners: &[RecordKey],
    ) -> Result<Vec<RecordKey>, StoreError> {
        let mut of_kind: BTreeMap<&Collection, Vec<RecordId>> = BTreeMap::new();
        for owner in owners {
            self.dependants.insert(owner.clone(), Vec::new());
            of_kind
                .entry(owner.collection())
                .or_default()
                .push(owner.id());
        }
        let mut level = Vec::new();
        for (kind, ids) in of_kind {
            for collection in shared::admit::dependants_of(kind) {
                let found = reader.dependants(collection, &ids).await?;
                for (owner, members) in found {
                    let keys = members
                        .into_iter()
                        .map(|id| RecordKey::new(collection.clone(), id));
                    let owner = RecordKey::new(kind.clone(), owner);
                    let known = self.dependants.entry(owner).or_default();
                    let before = known.len();
                    known.extend(keys);
                    level.extend_from_slice(&known[before..]);
                }
            }
        }
        Ok(level)
    }
}
