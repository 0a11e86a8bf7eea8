//! The quarantine's table.

use shared::id::{DeviceId, InstallationId, OpId, PersonId};
use shared::time::Millis;
use shared::wire::PushResponse;

use super::credentials::may_admit;
use super::lent::Bound;
use super::reader::Reader;
use super::row::{self, signed, unsigned};
use super::sql;
use crate::secret::SecretHash;
use crate::store::held::{Held, HeldWork, MOST_HELD, PutOut, answer, as_pushes};
use crate::store::{Admission, Entry, Push, StoreError};

pub(super) async fn put_out(
    reader: Reader<'_>,
    token: SecretHash,
) -> Result<Option<PutOut>, StoreError> {
    let bound: [Bound<'_>; 2] = [&reader.org.0, &&token.0[..]];
    let found = reader.lent.find(sql!("put_out"), &bound).await?;
    found
        .map(|found| {
            Ok(PutOut {
                person: PersonId(row::uuid(&found, 0)?),
                device: DeviceId(row::uuid(&found, 1)?),
            })
        })
        .transpose()
}

pub(super) async fn hold(
    reader: Reader<'_>,
    from: PutOut,
    push: &Push,
    now: Millis,
) -> Result<Option<PushResponse>, StoreError> {
    let owner = reader.standing(push.installation).await?;
    if owner.is_some_and(|known| known.owner != Some(from.person)) {
        return Err(StoreError::ForeignInstallation);
    }
    let bound: [Bound<'_>; 2] = [&reader.org.0, &from.device.0];
    let held = reader.lent.find(sql!("held_count"), &bound).await?;
    let held = held.map(|found| unsigned(&found, 0)).transpose()?;
    if held.unwrap_or_default() + push.entries.len() as u64 > MOST_HELD {
        return Ok(None);
    }
    let ids: Vec<OpId> = push.entries.iter().filter_map(Entry::op_id).collect();
    let mut known = reader.known(&ids).await?;
    let anchor = serde_json::to_string(&push.anchor)?;
    let mut outcomes = Vec::with_capacity(push.entries.len());
    for entry in &push.entries {
        let known = entry.op_id().and_then(|op_id| known.remove(&op_id));
        if known.as_ref().is_none_or(|(hash, _)| *hash != entry.hash) {
            let bound: [Bound<'_>; 8] = [
                &reader.org.0,
                &from.device.0,
                &push.installation.0,
                &signed(entry.seq),
                &&entry.hash.0[..],
                &entry.text(),
                &anchor,
                &now.0,
            ];
            reader.lent.execute(sql!("put_held"), &bound).await?;
        }
        outcomes.push(answer(entry, known));
    }
    Ok(Some(PushResponse::Taken {
        epoch: reader.epoch().await?,
        outcomes,
    }))
}

/// Whose a device is or was, if whoever asks may let that person in.
async fn may_judge(
    reader: Reader<'_>,
    by: PersonId,
    device: DeviceId,
) -> Result<Admission<PersonId>, StoreError> {
    let bound: [Bound<'_>; 2] = [&reader.org.0, &device.0];
    let Some(found) = reader.lent.find(sql!("device_of"), &bound).await? else {
        return Ok(Admission::Unknown);
    };
    let person = PersonId(row::uuid(&found, 0)?);
    Ok(match may_admit(reader, by, person).await? {
        true => Admission::Granted(person),
        false => Admission::Refused,
    })
}

pub(super) async fn held(
    reader: Reader<'_>,
    by: PersonId,
    device: DeviceId,
    now: Millis,
) -> Result<Admission<HeldWork>, StoreError> {
    let person = match may_judge(reader, by, device).await? {
        Admission::Granted(person) => person,
        Admission::Refused => return Ok(Admission::Refused),
        Admission::Unknown => return Ok(Admission::Unknown),
    };
    let bound: [Bound<'_>; 2] = [&reader.org.0, &device.0];
    let found = reader.lent.rows(sql!("held"), &bound).await?;
    let held = found
        .iter()
        .map(|found| {
            Ok(Held {
                installation: InstallationId(row::uuid(found, 0)?),
                seq: unsigned(found, 1)?,
                text: row::get(found, 2)?,
                anchor: row::json(found, 3)?,
                received_at: Millis(row::get(found, 4)?),
            })
        })
        .collect::<Result<_, StoreError>>()?;
    let pushes = as_pushes(held, now)?;
    Ok(Admission::Granted(HeldWork { person, pushes }))
}

pub(super) async fn judge(
    reader: Reader<'_>,
    by: PersonId,
    device: DeviceId,
    judged: &[Push],
    now: Millis,
) -> Result<Admission<()>, StoreError> {
    Ok(match may_judge(reader, by, device).await? {
        Admission::Granted(_) => {
            for push in judged {
                let seqs: Vec<i64> = push.entries.iter().map(|it| signed(it.seq)).collect();
                let hashes: Vec<&[u8]> = push.entries.iter().map(|it| &it.hash.0[..]).collect();
                let bound: [Bound<'_>; 6] = [
                    &reader.org.0,
                    &device.0,
                    &push.installation.0,
                    &seqs,
                    &hashes,
                    &now.0,
                ];
                reader.lent.execute(sql!("judge_held"), &bound).await?;
            }
            Admission::Granted(())
        }
        Admission::Refused => Admission::Refused,
        Admission::Unknown => Admission::Unknown,
    })
}
