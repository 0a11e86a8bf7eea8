//! The quarantine's table.

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::id::{DeviceId, InstallationId, PersonId};
use shared::time::Millis;
use shared::wire::PushResponse;
use uuid::Uuid;

use super::credentials::may_admit;
use super::ledger::SqliteLedger;
use super::row::{self, signed, unsigned};
use super::sql;
use crate::secret::SecretHash;
use crate::store::held::{Held, HeldWork, MOST_HELD, PutOut, answer, as_pushes};
use crate::store::intake::Ledger as _;
use crate::store::{Admission, Push, StoreError};

pub(super) fn put_out(
    transaction: &Connection,
    token: SecretHash,
) -> Result<Option<PutOut>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("put_out"))?;
    let mut rows = statement.query([token.0])?;
    let Some(found) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(PutOut {
        person: PersonId(row::uuid(found, 0)?),
        device: DeviceId(row::uuid(found, 1)?),
    }))
}

pub(super) fn hold(
    transaction: &Connection,
    from: PutOut,
    push: &Push,
    now: Millis,
) -> Result<Option<PushResponse>, StoreError> {
    let ledger = SqliteLedger(transaction);
    let owner = ledger.standing(push.installation)?.map(|it| it.owner);
    if owner.is_some_and(|owner| owner != Some(from.person)) {
        return Err(StoreError::ForeignInstallation);
    }
    let device = from.device.0.as_bytes();
    let held: i64 = transaction
        .prepare_cached(sql!("held_count"))?
        .query_one([device], |found| found.get(0))?;
    if held.unsigned_abs() + push.entries.len() as u64 > MOST_HELD {
        return Ok(None);
    }
    let anchor = serde_json::to_string(&push.anchor)?;
    let mut outcomes = Vec::with_capacity(push.entries.len());
    for entry in &push.entries {
        let known = match entry.op_id() {
            Some(op_id) => ledger.known(op_id)?,
            None => None,
        };
        if known.as_ref().is_none_or(|(hash, _)| *hash != entry.hash) {
            transaction
                .prepare_cached(sql!("put_held"))?
                .execute(params![
                    device,
                    push.installation.0.as_bytes(),
                    signed(entry.seq),
                    entry.hash.0,
                    entry.text(),
                    anchor,
                    now.0
                ])?;
        }
        outcomes.push(answer(entry, known));
    }
    Ok(Some(PushResponse::Taken {
        epoch: ledger.epoch()?,
        outcomes,
    }))
}

/// Whose a device is or was, if whoever asks may let that person in.
fn may_judge(
    transaction: &Connection,
    by: PersonId,
    device: DeviceId,
) -> Result<Admission<PersonId>, StoreError> {
    let person = transaction
        .prepare_cached(sql!("device_of"))?
        .query_row([device.0.as_bytes()], |found| found.get::<_, [u8; 16]>(0))
        .optional()?;
    let Some(person) = person.map(|bytes| PersonId(Uuid::from_bytes(bytes))) else {
        return Ok(Admission::Unknown);
    };
    Ok(match may_admit(transaction, by, person)? {
        true => Admission::Granted(person),
        false => Admission::Refused,
    })
}

pub(super) fn held(
    transaction: &Connection,
    by: PersonId,
    device: DeviceId,
    now: Millis,
) -> Result<Admission<HeldWork>, StoreError> {
    let person = match may_judge(transaction, by, device)? {
        Admission::Granted(person) => person,
        Admission::Refused => return Ok(Admission::Refused),
        Admission::Unknown => return Ok(Admission::Unknown),
    };
    let mut statement = transaction.prepare_cached(sql!("held"))?;
    let held = statement
        .query_and_then([device.0.as_bytes()], |found| {
            Ok(Held {
                installation: InstallationId(row::uuid(found, 0)?),
                seq: unsigned(found, 1)?,
                text: found.get(2)?,
                anchor: row::json(found, 3)?,
                received_at: Millis(found.get(4)?),
            })
        })?
        .collect::<Result<_, StoreError>>()?;
    let pushes = as_pushes(held, now)?;
    Ok(Admission::Granted(HeldWork { person, pushes }))
}

pub(super) fn judge(
    transaction: &Connection,
    by: PersonId,
    device: DeviceId,
    judged: &[Push],
    now: Millis,
) -> Result<Admission<()>, StoreError> {
    Ok(match may_judge(transaction, by, device)? {
        Admission::Granted(_) => {
            let mut statement = transaction.prepare_cached(sql!("judge_held"))?;
            for push in judged {
                for entry in &push.entries {
                    statement.execute(params![
                        device.0.as_bytes(),
                        push.installation.0.as_bytes(),
                        signed(entry.seq),
                        entry.hash.0,
                        now.0
                    ])?;
                }
            }
            Admission::Granted(())
        }
        Admission::Refused => Admission::Refused,
        Admission::Unknown => Admission::Unknown,
    })
}
