//! Taking a push: what is decided, and in which order, whatever the store.
//!
//! Runs inside one transaction of a store, which it sees as a [`Ledger`]. It owns the order of the steps: replays,
//! forks, admission, the effective time, the fold, what is parked, and what is tried again. The rules themselves are
//! `shared`'s: [`admit`], [`corrected`], [`Fold`].
//!
//! **Invariant:** an installation is one person's. Nobody else pushes under it, or learns how far its numbers go.
//!
//! **Invariant:** every entry of a push gets exactly one outcome, stored with the operation in the same transaction,
//! and no entry keeps another from getting its own.

mod double;
mod follow;
mod ledger;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use shared::access::Access;
use shared::admit::{Taken, World, admit};
use shared::id::{InstallationId, OpId, PersonId, TeamId};
use shared::merge::{Accepted, Fold};
use shared::model::Role;
use shared::operation::{Change, Operation, OperationHash, Outcome, ParkReason};
use shared::record::{Collection, Record, RecordKey};
use shared::time::{Anchor, Corrected, Millis, corrected};
use shared::wire::{PushOutcome, PushResponse};
use uuid::Uuid;

use super::{Authority, Entry, EntryBody, Push, StoreError};
#[cfg(test)]
pub(super) use follow::MOST_FOLLOWING;
pub use ledger::{
    Acceptance, Arrival, ArrivalNumber, Due, Ledger, MOST_CLAIMING, Standing, Wait, find_owner,
    next_link,
};

/// Parked operations that one push tries again, at most. The rest stay due, and the next push goes on with them.
const MAX_RETRIES: usize = 1_000;
/// Parked operations that are read at a time.
const RETRY_PAGE: usize = 100;

/// Takes a push inside one transaction.
///
/// # Errors
/// [`StoreError::ForeignInstallation`] if the installation is somebody else's, and if the store fails; the transaction
/// is then to be rolled back.
pub fn take_push<L: Ledger>(
    ledger: &L,
    authority: Authority,
    push: Push,
    now: Millis,
) -> Result<PushResponse, StoreError> {
    let owner = authority.person();
    let known = ledger.standing(push.installation)?;
    if known.is_some_and(|known| known.owner != owner) {
        return Err(StoreError::ForeignInstallation);
    }
    for entry in &push.entries {
        let sent = ledger.sent(push.installation, entry.seq)?;
        if sent.is_some_and(|hash| hash != entry.hash) {
            // Two that act for the machine at once were given the same number: the other one takes the next.
            if authority != Authority::Machine {
                ledger.flag_fork(push.installation, now)?;
            }
            return Ok(PushResponse::Fork {
                high_water: known.unwrap_or_default().high_water,
            });
        }
    }
    let mut intake = Intake {
        ledger,
        now,
        authority,
        installation: push.installation,
        anchor: push.anchor,
        standing: known.unwrap_or(Standing {
            owner,
            ..Standing::default()
        }),
        folds: HashMap::new(),
        surrounding: Surrounding {
            ledger,
            records: RefCell::new(HashMap::new()),
        },
        accesses: HashMap::new(),
        teams: teams_after(ledger, &push.entries)?,
        outcomes: BTreeMap::new(),
        held: held_among(ledger, authority, &push.entries)?,
        late_floor: Millis::default(),
    };
    let mut answered = Vec::with_capacity(push.entries.len());
    for entry in push.entries {
        answered.push(intake.take(entry)?);
    }
    intake.retry_parked()?;
    ledger.put_standing(push.installation, intake.standing)?;
    // What was parked at the start of a batch may have been freed by its end.
    let outcomes = answered
        .into_iter()
        .map(|(op_id, outcome)| PushOutcome {
            op_id,
            outcome: intake.outcomes.remove(&op_id).unwrap_or(outcome),
        })
        .collect();
    Ok(PushResponse::Taken {
        epoch: ledger.epoch()?,
        outcomes,
    })
}

/// What of a push lies in quarantine. It waits there for whoever judges it, and takes no other way in; whoever takes it
/// in brings it by that authority.
fn held_among<L: Ledger>(
    ledger: &L,
    authority: Authority,
    entries: &[Entry],
) -> Result<Vec<OperationHash>, StoreError> {
    match authority {
        Authority::Person(_) => {
            let hashes: Vec<_> = entries.iter().map(|entry| entry.hash).collect();
            ledger.held(&hashes)
        }
        Authority::TakenIn(_) | Authority::Machine => Ok(Vec::new()),
    }
}

/// The teams that there are once the entries have been taken: the machine's authority reaches them all, also while
/// it is founding them.
fn teams_after<L: Ledger>(ledger: &L, entries: &[Entry]) -> Result<BTreeSet<TeamId>, StoreError> {
    let made = entries.iter().filter_map(|entry| match &entry.body {
        EntryBody::Operation(operation) if *operation.record.collection() == Collection::Team => {
            Some(operation.record.id())
        }
        _ => None,
    });
    Ok(ledger
        .ids(&Collection::Team)?
        .into_iter()
        .chain(made)
        .map(TeamId::from)
        .collect())
}

/// The records around an operation, each read once a push.
struct Surrounding<'a, L> {
    ledger: &'a L,
    records: RefCell<HashMap<RecordKey, Option<Record>>>,
}

impl<L: Ledger> World for Surrounding<'_, L> {
    type Error = StoreError;

    fn record(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        if let Some(known) = self.records.borrow().get(key) {
            return Ok(known.clone());
        }
        let record = self.ledger.record(key)?;
        self.records
            .borrow_mut()
            .insert(key.clone(), record.clone());
        Ok(record)
    }

    fn memberships(&self, team: TeamId) -> Result<Vec<Record>, StoreError> {
        self.ledger.members(team)
    }
}

struct Intake<'a, L> {
    ledger: &'a L,
    now: Millis,
    authority: Authority,
    installation: InstallationId,
    anchor: Anchor,
    standing: Standing,
    folds: HashMap<RecordKey, Fold>,
    surrounding: Surrounding<'a, L>,
    accesses: HashMap<PersonId, Access>,
    teams: BTreeSet<TeamId>,
    /// The last outcome of each operation that this push decided, also of those that it freed.
    outcomes: BTreeMap<OpId, Outcome>,
    /// What of this push lies in quarantine.
    held: Vec<OperationHash>,
    /// The latest time, put right by the clocks, of what came in this push after what its installation did later.
    late_floor: Millis,
}

impl<L: Ledger> Intake<'_, L> {
    /// One entry: a replay is answered as before, anything else is stored and decided.
    fn take(&mut self, entry: Entry) -> Result<(OpId, Outcome), StoreError> {
        let is_late = entry.seq < self.standing.high_water;
        self.standing.high_water = self.standing.high_water.max(entry.seq);
        let claimed = match &entry.body {
            EntryBody::Operation(operation) => Some(operation.op_id),
            EntryBody::Unreadable { op_id, .. } => *op_id,
        };
        let known = match claimed {
            Some(op_id) => self.ledger.known(op_id)?,
            None => None,
        };
        let replayed = self.ledger.sent(self.installation, entry.seq)?.is_some();
        // An id that other bytes bear already names nothing new: such an entry is kept as unreadable.
        let free = claimed.filter(|_| known.is_none());
        let named = claimed.unwrap_or(OpId(Uuid::nil()));
        match known {
            Some((hash, outcome)) if hash == entry.hash => {
                if !replayed {
                    self.ledger
                        .put_sent(self.installation, entry.seq, entry.hash)?;
                }
                return Ok((named, outcome));
            }
            // The same bytes under the same number, whose id nobody could read or which was taken.
            _ if replayed => {
                return Ok((
                    named,
                    Outcome::Parked {
                        reason: ParkReason::Unreadable {},
                    },
                ));
            }
            _ if self.held.contains(&entry.hash) => {
                let reason = ParkReason::Quarantined {};
                return Ok((named, Outcome::Parked { reason }));
            }
            _ => {}
        }
        self.ledger
            .put_sent(self.installation, entry.seq, entry.hash)?;
        let mut arrival = Arrival {
            op_id: free,
            hash: entry.hash,
            text: String::new(),
            installation: self.installation,
            sender: self.authority.person(),
            received_at: self.now,
            corrected: Corrected::Uncertain,
            floor: self.standing.floor,
            waited: matches!(self.authority, Authority::TakenIn(_)),
        };
        let operation = match entry.body {
            EntryBody::Operation(operation) if free.is_some() => operation,
            EntryBody::Operation(operation) => {
                arrival.text = operation.text().to_owned();
                return Ok((named, self.quarantine(&arrival)?));
            }
            EntryBody::Unreadable { text, .. } => {
                arrival.text = text;
                return Ok((named, self.quarantine(&arrival)?));
            }
        };
        arrival.text = operation.text().to_owned();
        arrival.corrected = corrected(
            operation.observed_at,
            &operation.tick,
            &self.anchor,
            self.now,
        );
        // What a restored server gets again may come after later ones, and does not count from when those do.
        if let (true, Corrected::Sure(at)) = (is_late, arrival.corrected) {
            arrival.floor = self.late_floor;
            self.late_floor = self.late_floor.max(at);
        }
        let number = self.ledger.put_arrival(&arrival)?;
        let outcome = self.decide(number, &operation, &arrival)?;
        Ok((named, outcome))
    }

    fn quarantine(&self, arrival: &Arrival) -> Result<Outcome, StoreError> {
        let number = self.ledger.put_arrival(arrival)?;
        let reason = ParkReason::Unreadable {};
        self.ledger.park(number, &reason, &Wait::Forever)?;
        Ok(Outcome::Parked { reason })
    }

    /// Admits, dates and applies an operation, or parks it.
    fn decide(
        &mut self,
        number: ArrivalNumber,
        operation: &Operation,
        arrival: &Arrival,
    ) -> Result<Outcome, StoreError> {
        let key = operation.record.clone();
        let access = self.access(arrival.sender, operation.actor)?;
        let fold = self.take_fold(&key)?;
        let before = fold.record().map(|record| (record.rev, record.scope));
        let (at, uncertain) = fold.effective(operation, arrival.corrected, arrival.floor);
        let arriving = Accepted {
            operation: operation.clone(),
            installation: arrival.installation,
            at,
            uncertain,
        };
        let admitted = admit(&self.surrounding, &access, &fold, arriving)?;
        let Taken {
            fold: folded,
            outcome,
        } = match admitted {
            Ok(taken) => taken,
            Err(reason) => {
                self.folds.insert(key, fold);
                return self.park(number, operation, reason);
            }
        };
        let Some(record) = folded.record().cloned() else {
            return Err(StoreError::Column { column: "record" });
        };
        let moves = before.is_some_and(|(_, scope)| scope != record.scope);
        let following = if moves {
            self.find_following(&key)?
        } else {
            Some(Vec::new())
        };
        let Some(following) = following else {
            self.folds.insert(key, fold);
            return self.park(number, operation, ParkReason::TooManyFollow {});
        };
        self.folds.insert(key.clone(), folded);
        self.ledger.accept(
            number,
            &Acceptance {
                hash: arrival.hash,
                at,
                uncertain,
                outcome: &outcome,
                record: &record,
                before,
            },
        )?;
        if arrival.installation == self.installation {
            self.standing.floor = self.standing.floor.max(at);
        }
        self.wake(&key)?;
        let made = matches!(operation.change, Change::Create { .. });
        let doubles = match made {
            true => self.find_doubles(&record)?,
            false => None,
        };
        self.surrounding
            .records
            .borrow_mut()
            .insert(key, Some(record));
        if let Some(doubles) = doubles {
            self.join(doubles, operation, arrival)?;
        }
        for record in following {
            self.follow(record, operation, arrival)?;
        }
        if moves {
            self.ledger.wake(&Wait::Permission)?;
        }
        self.outcomes.insert(operation.op_id, outcome.clone());
        Ok(outcome)
    }

    /// The fold of a record, out of what this push has in hand.
    fn take_fold(&mut self, key: &RecordKey) -> Result<Fold, StoreError> {
        if let Some(fold) = self.folds.remove(key) {
            return Ok(fold);
        }
        let mut fold = Fold::new(key.clone());
        if let Some(record) = self.surrounding.record(key)? {
            fold = Fold::replay(key.clone(), self.ledger.operations(key)?);
            fold.lie_in(record.scope);
        }
        Ok(fold)
    }

    fn park(
        &mut self,
        number: ArrivalNumber,
        operation: &Operation,
        reason: ParkReason,
    ) -> Result<Outcome, StoreError> {
        let wait = Wait::of(&reason, Some(&operation.record));
        self.ledger.park(number, &reason, &wait)?;
        let outcome = Outcome::Parked { reason };
        self.outcomes.insert(operation.op_id, outcome.clone());
        Ok(outcome)
    }

    /// What may have been waiting for a change to this record is due.
    fn wake(&mut self, key: &RecordKey) -> Result<(), StoreError> {
        self.ledger.wake(&Wait::Record(key.clone()))?;
        match key.collection() {
            Collection::Membership | Collection::Team | Collection::ItemType => {
                self.accesses.clear();
                self.ledger.wake(&Wait::Permission)
            }
            Collection::Place => self.ledger.wake(&Wait::Tree),
            _ => Ok(()),
        }
    }

    fn access(&mut self, sender: Option<PersonId>, actor: PersonId) -> Result<Access, StoreError> {
        let Some(person) = sender else {
            return Ok(Access {
                person: actor,
                roles: self
                    .teams
                    .iter()
                    .map(|team| (*team, Role::Administrator))
                    .collect(),
            });
        };
        if let Some(access) = self.accesses.get(&person) {
            return Ok(access.clone());
        }
        let access = Access::of(person, &self.ledger.memberships(person)?);
        self.accesses.insert(person, access.clone());
        Ok(access)
    }

    /// Tries parked operations again whose cause may be gone, in order of arrival. Freeing one may free others.
    fn retry_parked(&mut self) -> Result<(), StoreError> {
        let mut left = MAX_RETRIES;
        while left > 0 {
            let page = self.ledger.take_due(left.min(RETRY_PAGE))?;
            if page.is_empty() {
                break;
            }
            left -= page.len();
            for due in page {
                self.decide(due.number, &due.operation, &due.arrival)?;
            }
        }
        Ok(())
    }
}
