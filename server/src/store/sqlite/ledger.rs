//! The intake's view of one open SQLite transaction.

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::admit::dependants_of;
use shared::alias::claim_of;
use shared::id::{InstallationId, OpId, PersonId, RecordId, TeamId};
use shared::identifier::ExactKey;
use shared::merge::Accepted;
use shared::model::Membership;
use shared::operation::{OperationHash, Outcome, ParkReason};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::{Corrected, Millis};
use shared::wire::Epoch;

use super::row::{self, op_bytes, record_bytes, signed, unsigned};
use super::{credentials, sql};
use crate::store::StoreError;
use crate::store::intake::{
    Acceptance, Arrival, ArrivalNumber, Due, Ledger, MOST_CLAIMING, Standing, Wait, find_owner,
    next_link,
};

/// An open transaction.
pub(super) struct SqliteLedger<'a>(pub(super) &'a Connection);

impl SqliteLedger<'_> {
    /// All records of a collection.
    pub(super) fn records(&self, collection: &Collection) -> Result<Vec<Record>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("records"))?;
        statement
            .query_and_then([collection.as_str()], |found| row::json(found, 0))?
            .collect()
    }

    /// All records of a collection that belong to a record.
    pub(super) fn owned(
        &self,
        collection: &Collection,
        owner: RecordId,
    ) -> Result<Vec<Record>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("owned"))?;
        statement
            .query_and_then(params![collection.as_str(), record_bytes(owner)], |found| {
                row::json(found, 0)
            })?
            .collect()
    }

    /// Takes the next number of a scope and says under it what happened.
    fn publish(
        &self,
        scope: Scope,
        number: ArrivalNumber,
        hash: OperationHash,
        left_rev: Option<u64>,
        body: Option<&str>,
    ) -> Result<(), StoreError> {
        let name = scope.to_string();
        let head = self
            .0
            .prepare_cached(sql!("head"))?
            .query_row([&name], |found| Ok((found.get(0)?, found.get(1)?)))
            .optional()?;
        let (seq, chain): (i64, [u8; 32]) = head.unwrap_or_default();
        let seq = seq + 1;
        let chain = next_link(chain, hash, seq.unsigned_abs());
        self.0
            .prepare_cached(sql!("put_head"))?
            .execute(params![name, seq, chain])?;
        self.0.prepare_cached(sql!("publish"))?.execute(params![
            name,
            seq,
            number.0,
            left_rev.map(signed),
            body
        ])?;
        Ok(())
    }
}

/// A guarded write found something else than what had been read: only another writer could have done that.
fn expect_one(changed: usize, column: &'static str) -> Result<(), StoreError> {
    match changed {
        1 => Ok(()),
        _ => Err(StoreError::Column { column }),
    }
}

pub(super) fn wait_columns(wait: &Wait) -> (&'static str, Option<&str>, Option<[u8; 16]>) {
    match wait {
        Wait::Record(key) => (
            "record",
            Some(key.collection().as_str()),
            Some(record_bytes(key.id())),
        ),
        Wait::Permission => ("permission", None, None),
        Wait::Tree => ("tree", None, None),
        Wait::Forever => ("forever", None, None),
    }
}

impl Ledger for SqliteLedger<'_> {
    fn epoch(&self) -> Result<Epoch, StoreError> {
        credentials::organisation(self.0)?
            .map(|organisation| organisation.epoch)
            .ok_or(StoreError::NotFounded)
    }

    fn standing(&self, installation: InstallationId) -> Result<Option<Standing>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("standing"))?;
        let mut rows = statement.query([installation.0.as_bytes()])?;
        let Some(found) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Standing {
            high_water: unsigned(found, 0)?,
            floor: Millis(found.get(1)?),
            owner: row::find_uuid(found, 2)?.map(PersonId),
        }))
    }

    fn put_standing(&self, id: InstallationId, standing: Standing) -> Result<(), StoreError> {
        self.0
            .prepare_cached(sql!("put_standing"))?
            .execute(params![
                id.0.as_bytes(),
                signed(standing.high_water),
                standing.floor.0,
                standing.owner.map(|PersonId(id)| id.into_bytes())
            ])?;
        Ok(())
    }

    fn flag_fork(&self, installation: InstallationId, at: Millis) -> Result<(), StoreError> {
        self.0
            .prepare_cached(sql!("flag_fork"))?
            .execute(params![installation.0.as_bytes(), at.0])?;
        Ok(())
    }

    fn sent(&self, id: InstallationId, seq: u64) -> Result<Option<OperationHash>, StoreError> {
        Ok(self
            .0
            .prepare_cached(sql!("sent"))?
            .query_row(params![id.0.as_bytes(), signed(seq)], |found| found.get(0))
            .optional()?
            .map(OperationHash))
    }

    fn put_sent(
        &self,
        id: InstallationId,
        seq: u64,
        hash: OperationHash,
    ) -> Result<(), StoreError> {
        self.0.prepare_cached(sql!("put_sent"))?.execute(params![
            id.0.as_bytes(),
            signed(seq),
            hash.0
        ])?;
        Ok(())
    }

    fn held(&self, hashes: &[OperationHash]) -> Result<Vec<OperationHash>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("is_held"))?;
        let mut held = Vec::new();
        for hash in hashes {
            if statement.exists([hash.0])? {
                held.push(*hash);
            }
        }
        Ok(held)
    }

    fn known(&self, op_id: OpId) -> Result<Option<(OperationHash, Outcome)>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("known"))?;
        let mut rows = statement.query([op_id.0.as_bytes()])?;
        let Some(found) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some((row::hash(found, 0)?, row::json(found, 1)?)))
    }

    fn record(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("record"))?;
        let mut rows =
            statement.query(params![key.collection().as_str(), record_bytes(key.id())])?;
        rows.next()?.map(|found| row::json(found, 0)).transpose()
    }

    fn operations(&self, key: &RecordKey) -> Result<Vec<Accepted>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("operations"))?;
        statement
            .query_and_then(
                params![key.collection().as_str(), record_bytes(key.id())],
                |found| {
                    Ok(Accepted {
                        operation: row::sealed(found, 0)?.into_operation(),
                        installation: InstallationId(row::uuid(found, 1)?),
                        at: Millis(found.get(2)?),
                        uncertain: found.get(3)?,
                    })
                },
            )?
            .collect()
    }

    fn memberships(&self, person: PersonId) -> Result<Vec<Record>, StoreError> {
        self.owned(&Collection::Membership, person.into())
    }

    fn members(&self, team: TeamId) -> Result<Vec<Record>, StoreError> {
        let mut all = self.records(&Collection::Membership)?;
        all.retain(|record| Membership(record).team() == Some(team));
        Ok(all)
    }

    fn dependants(&self, owner: &RecordKey, most: usize) -> Result<Vec<RecordKey>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("dependants"))?;
        let mut found = Vec::new();
        for collection in dependants_of(owner.collection()) {
            let ids = statement.query_and_then(
                params![
                    collection.as_str(),
                    record_bytes(owner.id()),
                    signed((most - found.len()) as u64)
                ],
                |found| row::uuid(found, 0).map(RecordId),
            )?;
            for id in ids {
                found.push(RecordKey::new(collection.clone(), id?));
            }
        }
        Ok(found)
    }

    fn claimed(&self, scope: Scope, number: &ExactKey) -> Result<Vec<Record>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("claimed"))?;
        let bound = params![
            scope.to_string(),
            number.as_str(),
            signed(MOST_CLAIMING as u64)
        ];
        statement
            .query_and_then(bound, |found| row::json(found, 0))?
            .collect()
    }

    fn ids(&self, collection: &Collection) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.0.prepare_cached(sql!("ids"))?;
        statement
            .query_and_then([collection.as_str()], |found| {
                row::uuid(found, 0).map(RecordId)
            })?
            .collect()
    }

    fn put_arrival(&self, arrival: &Arrival) -> Result<ArrivalNumber, StoreError> {
        let corrected_at = match arrival.corrected {
            Corrected::Sure(at) => Some(at.0),
            Corrected::Uncertain => None,
        };
        self.0
            .prepare_cached(sql!("put_arrival"))?
            .execute(params![
                op_bytes(arrival.op_id),
                arrival.hash.0,
                arrival.text,
                arrival.installation.0.as_bytes(),
                arrival.sender.map(|PersonId(id)| id.into_bytes()),
                arrival.received_at.0,
                corrected_at,
                arrival.floor.0,
                arrival.waited
            ])?;
        Ok(ArrivalNumber(self.0.last_insert_rowid()))
    }

    fn accept(&self, number: ArrivalNumber, what: &Acceptance<'_>) -> Result<(), StoreError> {
        let record = what.record;
        let collection = record.key.collection().as_str();
        let id = record_bytes(record.key.id());
        let scope = record.scope.to_string();
        let accepted = self
            .0
            .prepare_cached(sql!("accept_operation"))?
            .execute(params![
                number.0,
                serde_json::to_string(what.outcome)?,
                collection,
                id,
                signed(record.rev),
                scope,
                what.at.0,
                what.uncertain
            ])?;
        expect_one(accepted, "operation.rev")?;
        self.0.prepare_cached(sql!("unpark"))?.execute([number.0])?;

        let body = serde_json::to_string(record)?;
        let owner = find_owner(record).map(record_bytes);
        let claim = claim_of(record).map(ExactKey::into_string);
        let rev = signed(record.rev);
        let written = match what.before {
            None => self
                .0
                .prepare_cached(sql!("insert_record"))?
                .execute(params![collection, id, scope, rev, owner, body, claim])?,
            Some((rev_before, scope_before)) => self
                .0
                .prepare_cached(sql!("update_record"))?
                .execute(params![
                    collection,
                    id,
                    scope,
                    rev,
                    owner,
                    body,
                    claim,
                    signed(rev_before),
                    scope_before.to_string()
                ])?,
        };
        expect_one(written, "record.rev")?;

        if let Some((_, left)) = what.before.filter(|(_, scope)| *scope != record.scope) {
            self.publish(left, number, what.hash, Some(record.rev), None)?;
        }
        self.publish(record.scope, number, what.hash, None, Some(&body))
    }

    fn park(&self, number: ArrivalNumber, why: &ParkReason, wait: &Wait) -> Result<(), StoreError> {
        let outcome = Outcome::Parked {
            reason: why.clone(),
        };
        self.0
            .prepare_cached(sql!("park_operation"))?
            .execute(params![number.0, serde_json::to_string(&outcome)?])?;
        let (kind, collection, record) = wait_columns(wait);
        self.0
            .prepare_cached(sql!("park"))?
            .execute(params![number.0, kind, collection, record])?;
        Ok(())
    }

    fn wake(&self, cause: &Wait) -> Result<(), StoreError> {
        let (kind, collection, record) = wait_columns(cause);
        self.0
            .prepare_cached(sql!("wake"))?
            .execute(params![kind, collection, record])?;
        Ok(())
    }

    fn take_due(&self, limit: usize) -> Result<Vec<Due>, StoreError> {
        let due = self
            .0
            .prepare_cached(sql!("due"))?
            .query_and_then([signed(limit as u64)], |found| {
                let corrected_at: Option<i64> = found.get(7)?;
                Ok(Due {
                    number: ArrivalNumber(found.get(0)?),
                    operation: row::sealed(found, 3)?,
                    arrival: Arrival {
                        op_id: row::find_uuid(found, 1)?.map(OpId),
                        hash: row::hash(found, 2)?,
                        text: found.get(3)?,
                        installation: InstallationId(row::uuid(found, 4)?),
                        sender: row::find_uuid(found, 5)?.map(PersonId),
                        received_at: Millis(found.get(6)?),
                        corrected: corrected_at
                            .map_or(Corrected::Uncertain, |at| Corrected::Sure(Millis(at))),
                        floor: Millis(found.get(8)?),
                        waited: false,
                    },
                })
            })?
            .collect::<Result<Vec<_>, StoreError>>()?;
        for Due { number, .. } in &due {
            self.0
                .prepare_cached(sql!("not_due"))?
                .execute([number.0])?;
        }
        Ok(due)
    }
}
