//! The intake's view of one push: what was found before, what it drafts, and the database for what is missing.
//!
//! Deciding is not asynchronous, and waits for hardly anything: what a push names was read before (`found`), what it
//! brings about lies in the [`Draft`] and is seen by what follows. The rest is read on the way, on a thread that may
//! wait. Nothing is written here.

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use shared::admit::dependants_of;
use shared::alias::claim_of;
use shared::id::{InstallationId, OpId, OrgId, PersonId, RecordId, TeamId};
use shared::identifier::ExactKey;
use shared::merge;
use shared::model::Membership;
use shared::operation::{OperationHash, Outcome, ParkReason, SealedOperation};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::Millis;
use shared::wire::Epoch;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::draft::{Accepted, Draft, Line, Parked, Stored, Written, key_of};
use super::found::Found;
use super::lent::Lent;
use super::reader::Reader;
use super::waiting::{self, name_of_wait};
use crate::store::StoreError;
use crate::store::intake::{
    Acceptance, Arrival, ArrivalNumber, Due, Ledger, MOST_CLAIMING, Standing, Wait, find_owner,
};

/// A scope's head as this push holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// The number that it has in the table while this push holds it.
    pub(super) taken: u64,
    /// The newest number that others wrote.
    pub(super) seq: u64,
    /// The audit chain up to there.
    pub(super) chain: [u8; 32],
}

/// One push while it is decided.
#[derive(Debug)]
pub(super) struct PostgresLedger {
    pub(super) lent: Arc<Lent>,
    pub(super) org: OrgId,
    pub(super) installation: InstallationId,
    /// The heads that are held. None while it is only being found out which ones are needed.
    pub(super) heads: Option<BTreeMap<Scope, Head>>,
    /// Parked operations that were locked before anything was read.
    pub(super) locked: HashSet<Uuid>,
    pub(super) found: RefCell<Found>,
    pub(super) draft: RefCell<Draft>,
    pub(super) runtime: Handle,
}

impl PostgresLedger {
    fn reader(&self) -> Reader<'_> {
        Reader {
            lent: &self.lent,
            org: self.org,
        }
    }

    fn wait<T>(&self, read: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        self.runtime.block_on(read)
    }

    fn found(&self) -> RefMut<'_, Found> {
        self.found.borrow_mut()
    }

    /// Drafts a line of a scope's feed.
    fn publish(&self, draft: &mut Draft, line: Line) -> Result<(), StoreError> {
        let is_held = self
            .heads
            .as_ref()
            .is_none_or(|heads| heads.contains_key(&line.scope));
        let scope = line.scope;
        draft.lines.push(line);
        if is_held {
            Ok(())
        } else {
            // Somebody moved something between the two readings. The draft says which heads it takes now.
            tracing::debug!(%scope, "a push needs another head");
            Err(StoreError::Overtaken)
        }
    }

    /// Records of a collection as they will be: those that were read, with what is drafted in their place.
    fn with_drafted(
        &self,
        mut records: Vec<Record>,
        collection: &Collection,
        counts: impl Fn(&Record) -> bool,
    ) -> Vec<Record> {
        let draft = self.draft.borrow();
        records.retain(|record| !draft.records.contains_key(&record.key));
        let drafted = draft.records.values().map(|written| &written.record);
        records.extend(
            drafted
                .filter(|record| record.key.collection() == collection && counts(record))
                .cloned(),
        );
        records.sort_by_key(|record| record.key.id());
        records
    }
}

impl Ledger for PostgresLedger {
    fn epoch(&self) -> Result<Epoch, StoreError> {
        if let Some(epoch) = self.found().epoch {
            return Ok(epoch);
        }
        self.wait(self.reader().epoch())
    }

    fn standing(&self, installation: InstallationId) -> Result<Option<Standing>, StoreError> {
        if let Some(standing) = self.found().standing {
            return Ok(standing);
        }
        self.wait(self.reader().standing(installation))
    }

    fn put_standing(&self, _: InstallationId, standing: Standing) -> Result<(), StoreError> {
        self.draft.borrow_mut().standing = Some(standing);
        Ok(())
    }

    fn flag_fork(&self, _: InstallationId, at: Millis) -> Result<(), StoreError> {
        self.draft.borrow_mut().forked_at = Some(at);
        Ok(())
    }

    fn sent(&self, id: InstallationId, seq: u64) -> Result<Option<OperationHash>, StoreError> {
        if let Some(hash) = self.draft.borrow().sent.get(&seq) {
            return Ok(Some(*hash));
        }
        if let Some(known) = self.found().sent.get(&seq) {
            return Ok(*known);
        }
        let sent = self.wait(self.reader().sent(id, &[seq]))?.remove(&seq);
        self.found().sent.insert(seq, sent);
        Ok(sent)
    }

    fn put_sent(&self, _: InstallationId, seq: u64, hash: OperationHash) -> Result<(), StoreError> {
        self.draft.borrow_mut().sent.insert(seq, hash);
        Ok(())
    }

    fn held(&self, hashes: &[OperationHash]) -> Result<Vec<OperationHash>, StoreError> {
        if let Some(held) = &self.found().held {
            return Ok(held.clone());
        }
        self.wait(self.reader().held(hashes))
    }

    fn known(&self, op_id: OpId) -> Result<Option<(OperationHash, Outcome)>, StoreError> {
        let draft = self.draft.borrow();
        if let Some(stored) = draft.named.get(&op_id).and_then(|it| draft.stored(*it))
            && let Some(outcome) = &stored.outcome
        {
            return Ok(Some((stored.arrival.hash, outcome.clone())));
        }
        if let Some(known) = self.found().known.get(&op_id) {
            return Ok(known.clone());
        }
        let known = self.wait(self.reader().known(&[op_id]))?.remove(&op_id);
        self.found().known.insert(op_id, known.clone());
        Ok(known)
    }

    fn record(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        if let Some(written) = self.draft.borrow().records.get(key) {
            return Ok(Some(written.record.clone()));
        }
        if let Some(known) = self.found().records.get(key) {
            return Ok(known.clone());
        }
        let record = self.wait(self.reader().record(key))?;
        self.found().records.insert(key.clone(), record.clone());
        Ok(record)
    }

    fn operations(&self, key: &RecordKey) -> Result<Vec<merge::Accepted>, StoreError> {
        let is_known = self.found().operations.contains_key(key);
        if !is_known {
            let mut read = self.wait(self.reader().operations([key]))?;
            let operations = read.remove(key).unwrap_or_default();
            self.found().operations.insert(key.clone(), operations);
        }
        let mut operations = self
            .found()
            .operations
            .get(key)
            .cloned()
            .unwrap_or_default();
        let draft = self.draft.borrow();
        let drafted = draft.operations.get(key).into_iter().flatten();
        for stored in drafted.filter_map(|number| draft.stored(*number)) {
            if let Some(accepted) = &stored.accepted {
                operations.push(merge::Accepted {
                    operation: SealedOperation::parse(&stored.arrival.text)?.into_operation(),
                    installation: stored.arrival.installation,
                    at: accepted.at,
                    uncertain: accepted.uncertain,
                });
            }
        }
        Ok(operations)
    }

    fn memberships(&self, person: PersonId) -> Result<Vec<Record>, StoreError> {
        let known = self.found().memberships.get(&person).cloned();
        let read = match known {
            Some(known) => known,
            None => {
                let read = self.wait(self.reader().memberships(person))?;
                self.found().memberships.insert(person, read.clone());
                read
            }
        };
        Ok(self.with_drafted(read, &Collection::Membership, |record| {
            Membership(record).person() == Some(person)
        }))
    }

    fn members(&self, team: TeamId) -> Result<Vec<Record>, StoreError> {
        let known = self.found().all_memberships.clone();
        let mut read = match known {
            Some(known) => known,
            None => {
                let read = self.wait(self.reader().records(&Collection::Membership))?;
                self.found().all_memberships = Some(read.clone());
                read
            }
        };
        let is_of_team = |record: &Record| Membership(record).team() == Some(team);
        read.retain(is_of_team);
        Ok(self.with_drafted(read, &Collection::Membership, is_of_team))
    }

    fn dependants(&self, owner: &RecordKey, most: usize) -> Result<Vec<RecordKey>, StoreError> {
        let is_known = self.found().dependants.contains_key(owner);
        if !is_known {
            let mut found = self.found();
            self.wait(found.read_dependants(self.reader(), owner))?;
        }
        let mut keys = self
            .found()
            .dependants
            .get(owner)
            .cloned()
            .unwrap_or_default();
        let draft = self.draft.borrow();
        keys.retain(|key| !draft.records.contains_key(key));
        let collections = dependants_of(owner.collection());
        let belongs = |record: &Record| {
            collections.contains(record.key.collection()) && find_owner(record) == Some(owner.id())
        };
        let drafted = draft.records.values().map(|written| &written.record);
        keys.extend(
            drafted
                .filter(|record| belongs(record))
                .map(|record| record.key.clone()),
        );
        let rank = |key: &RecordKey| collections.iter().position(|it| it == key.collection());
        keys.sort_by_key(|key| (rank(key), key.id()));
        keys.truncate(most);
        Ok(keys)
    }

    fn claimed(&self, scope: Scope, number: &ExactKey) -> Result<Vec<Record>, StoreError> {
        let read = self.wait(self.reader().claimed(scope, number))?;
        let claims =
            |record: &Record| record.scope == scope && claim_of(record).as_ref() == Some(number);
        let mut claiming = self.with_drafted(read, &Collection::Item, claims);
        claiming.truncate(MOST_CLAIMING);
        Ok(claiming)
    }

    fn ids(&self, collection: &Collection) -> Result<Vec<RecordId>, StoreError> {
        let known = match collection {
            Collection::Team => self.found().teams.clone(),
            _ => None,
        };
        let mut ids = match known {
            Some(ids) => ids,
            None => self.wait(self.reader().ids(collection))?,
        };
        let draft = self.draft.borrow();
        let drafted = draft
            .records
            .keys()
            .filter(|key| key.collection() == collection);
        ids.extend(drafted.map(RecordKey::id));
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    fn put_arrival(&self, arrival: &Arrival) -> Result<ArrivalNumber, StoreError> {
        let mut draft = self.draft.borrow_mut();
        let place = i64::try_from(draft.stored.len()).unwrap_or(i64::MAX);
        let id = match arrival.op_id {
            Some(OpId(id)) => id,
            None => key_of(self.installation, arrival, place),
        };
        let number = draft.keep(Stored {
            id,
            place,
            arrival: arrival.clone(),
            waited_for: None,
            outcome: None,
            accepted: None,
            was_parked: arrival.waited,
        });
        if let Some(op_id) = arrival.op_id {
            draft.named.insert(op_id, number);
        }
        Ok(number)
    }

    fn accept(&self, number: ArrivalNumber, what: &Acceptance<'_>) -> Result<(), StoreError> {
        let record = what.record;
        let mut draft = self.draft.borrow_mut();
        let stored = draft.stored_mut(number);
        let stored = stored.ok_or(StoreError::Column { column: "number" })?;
        stored.outcome = Some(what.outcome.clone());
        stored.accepted = Some(Accepted {
            record: record.key.clone(),
            rev: record.rev,
            scope: record.scope,
            at: what.at,
            uncertain: what.uncertain,
        });
        let id = stored.id;
        if stored.waited_for.is_some() {
            draft.unparked.insert(id);
        }
        draft.parked.remove(&number);
        draft
            .operations
            .entry(record.key.clone())
            .or_default()
            .push(number);
        draft
            .records
            .entry(record.key.clone())
            .and_modify(|written| written.record = record.clone())
            .or_insert_with(|| Written {
                record: record.clone(),
                before: what.before,
            });
        let line = |scope, left_rev, body| Line {
            scope,
            number,
            hash: what.hash,
            left_rev,
            body,
        };
        if let Some((_, left)) = what.before.filter(|(_, scope)| *scope != record.scope) {
            self.publish(&mut draft, line(left, Some(record.rev), None))?;
        }
        // Without the heads nothing is written, and only what is counted matters.
        let body = match &self.heads {
            Some(_) => Some(serde_json::to_string(record)?),
            None => None,
        };
        self.publish(&mut draft, line(record.scope, None, body))
    }

    fn park(&self, number: ArrivalNumber, why: &ParkReason, wait: &Wait) -> Result<(), StoreError> {
        let mut draft = self.draft.borrow_mut();
        let stored = draft.stored_mut(number);
        let stored = stored.ok_or(StoreError::Column { column: "number" })?;
        stored.outcome = Some(Outcome::Parked {
            reason: why.clone(),
        });
        stored.was_parked = true;
        let waits_for = name_of_wait(wait);
        let is_known = stored.waited_for.as_ref() == Some(&waits_for);
        let is_new = *wait != Wait::Forever && !(is_known && self.locked.contains(&stored.id));
        draft.parked.insert(
            number,
            Parked {
                waits_for,
                is_woken: false,
                is_new,
            },
        );
        Ok(())
    }

    fn wake(&self, cause: &Wait) -> Result<(), StoreError> {
        let name = name_of_wait(cause);
        let mut draft = self.draft.borrow_mut();
        for parked in draft.parked.values_mut() {
            parked.is_woken |= parked.waits_for == name;
        }
        draft.woken.insert(name);
        Ok(())
    }

    fn take_due(&self, limit: usize) -> Result<Vec<Due>, StoreError> {
        let mut draft = self.draft.borrow_mut();
        let is_locked = self.heads.is_some();
        let read = self.wait(waiting::find_due(self.reader(), &draft, limit, is_locked))?;
        waiting::take_due(&mut draft, read, limit)
    }
}
