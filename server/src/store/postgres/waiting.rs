//! Parked operations: what they wait for, as a column holds it, and which of them are due.
//!
//! Two pushes that meet cannot see each other's rows. One that parks an operation may miss what it waits for, and who
//! brings that may miss the operation. So whoever waits for something new is due at once: the next push, or the store
//! itself right after this one, asks once more. By then its row is there, and is locked before anything is read; who
//! brings the awaited then waits for that row and finds it. One that was taken up without having been locked before the
//! reading, because this push itself woke it, is due once more for the same reason.
//!
//! Who brings the awaited may have looked for who waits before that row was there, and still be at work when it is asked
//! about once more. So it looks again after its commit: what was parked until then is there, and what is parked from
//! then on sees what it brought.

use std::collections::HashSet;

use super::draft::{Draft, Stored};
use super::lent::Bound;
use super::reader::Reader;
use super::row::{self, signed};
use super::sql;
use crate::store::StoreError;
use crate::store::intake::{Arrival, ArrivalNumber, Due, Wait};
use crate::store::transfer::wait_of;
use shared::id::{InstallationId, OpId, PersonId, RecordId};
use shared::operation::SealedOperation;
use shared::record::RecordKey;
use shared::time::{Corrected, Millis};
use uuid::Uuid;

/// What something waits for, as one text.
pub(super) fn name_of_wait(wait: &Wait) -> String {
    match wait {
        Wait::Record(key) => {
            format!("record/{}/{}", key.id().0, row::name_of(key.collection()))
        }
        Wait::Permission => "permission".to_owned(),
        Wait::Tree => "tree".to_owned(),
        Wait::Forever => "forever".to_owned(),
    }
}

/// What such a text says; none where it is none.
pub(super) fn find_wait(name: &str) -> Option<Wait> {
    let Some(rest) = name.strip_prefix("record/") else {
        return wait_of(name, None).ok();
    };
    let (id, collection) = rest.split_once('/')?;
    let id = RecordId(id.parse().ok()?);
    let key = RecordKey::new(row::collection_of(collection), id);
    Some(Wait::Record(key))
}

/// The oldest parked operations that are due in the tables, or wait for what this push brought, and that it has not
/// taken up yet. Locked, one that another push has in hand is left to that push.
pub(super) async fn find_due(
    reader: Reader<'_>,
    draft: &Draft,
    limit: usize,
    is_locked: bool,
) -> Result<Vec<Stored>, StoreError> {
    let woken: Vec<&str> = draft.woken.iter().map(String::as_str).collect();
    let taken: Vec<Uuid> = draft.taken.iter().copied().collect();
    let limit = signed(limit as u64);
    let bound: [Bound<'_>; 4] = [&reader.org.0, &woken, &taken, &limit];
    let sql = if is_locked {
        sql!("take_due")
    } else {
        sql!("due")
    };
    let found = reader.lent.rows(sql, &bound).await?;
    found
        .iter()
        .map(|found| {
            let id = row::uuid(found, 0)?;
            let is_named: bool = row::get(found, 1)?;
            let corrected_at: Option<i64> = row::get(found, 8)?;
            Ok(Stored {
                id,
                place: row::get(found, 7)?,
                arrival: Arrival {
                    op_id: is_named.then_some(OpId(id)),
                    hash: row::hash(found, 2)?,
                    text: row::get(found, 3)?,
                    installation: InstallationId(row::uuid(found, 4)?),
                    sender: row::get::<Option<Uuid>>(found, 5)?.map(PersonId),
                    received_at: Millis(row::get(found, 6)?),
                    corrected: corrected_at
                        .map_or(Corrected::Uncertain, |at| Corrected::Sure(Millis(at))),
                    floor: Millis(row::get(found, 9)?),
                    waited: false,
                },
                waited_for: Some(row::get(found, 10)?),
                outcome: None,
                accepted: None,
                was_parked: true,
            })
        })
        .collect()
}

/// Locks those of some parked operations that nobody else has in hand. What is read from here on, and does not have
/// what one of them waits for, was read before that came: who brings it waits for this lock, and finds the operation.
pub(super) async fn lock(
    reader: Reader<'_>,
    taken: &HashSet<Uuid>,
) -> Result<HashSet<Uuid>, StoreError> {
    if taken.is_empty() {
        return Ok(HashSet::new());
    }
    let taken: Vec<Uuid> = taken.iter().copied().collect();
    let bound: [Bound<'_>; 2] = [&reader.org.0, &taken];
    let found = reader.lent.rows(sql!("lock_parked"), &bound).await?;
    found.iter().map(|found| row::uuid(found, 0)).collect()
}

/// Everything that waits for something that may have come is asked about by the next push. What waits for a person is not:
/// among it is what nobody can read.
pub(super) async fn wake_all(reader: Reader<'_>) -> Result<(), StoreError> {
    let bound: [Bound<'_>; 1] = [&reader.org.0];
    reader.lent.execute(sql!("wake_all"), &bound).await?;
    Ok(())
}

enum Next {
    /// Read from the tables.
    Read(Box<Stored>),
    /// Drafted by this push.
    Drafted(ArrivalNumber),
}

/// Takes up what is due, of the tables and of the draft, in order of arrival. It is then due no longer.
pub(super) fn take_due(
    draft: &mut Draft,
    read: Vec<Stored>,
    limit: usize,
) -> Result<Vec<Due>, StoreError> {
    let order = |stored: &Stored| (stored.arrival.received_at, stored.place, stored.id);
    let drafted = draft.parked.iter().filter(|(_, parked)| parked.is_woken);
    let mut next: Vec<_> = drafted
        .filter_map(|(number, _)| Some((order(draft.stored(*number)?), Next::Drafted(*number))))
        .chain(
            read.into_iter()
                .map(|it| (order(&it), Next::Read(Box::new(it)))),
        )
        .collect();
    next.sort_by_key(|(order, _)| *order);
    next.truncate(limit);
    let mut due = Vec::with_capacity(next.len());
    for (_, next) in next {
        let number = match next {
            Next::Read(stored) => {
                draft.taken.insert(stored.id);
                draft.keep(*stored)
            }
            Next::Drafted(number) => number,
        };
        if let Some(parked) = draft.parked.get_mut(&number) {
            parked.is_woken = false;
        }
        let Some(stored) = draft.stored(number) else {
            continue;
        };
        due.push(Due {
            number,
            operation: SealedOperation::parse(&stored.arrival.text)?,
            arrival: stored.arrival.clone(),
        });
    }
    Ok(due)
}
