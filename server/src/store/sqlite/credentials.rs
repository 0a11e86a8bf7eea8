//! What is the server's own and never travels: the organisation's row, enrolment codes, credentials, forks.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::access::{Permission, is_put_out};
use shared::id::{DeviceId, InstallationId, OrgId, PersonId};
use shared::model::Person;
use shared::record::{Collection, Life, RecordKey};
use shared::time::Millis;
use shared::wire::{DeviceResponse, Epoch};

use super::ledger::SqliteLedger;
use super::row::{self, signed, unsigned};
use super::{access, numbers, sql};
use crate::secret::SecretHash;
use crate::store::intake::Ledger as _;
use crate::store::{
    Admission, Authority, NewDevice, Organisation, SEEN_EVERY, Session, StoreError, Ticket,
};

pub(super) fn found(
    transaction: &Connection,
    organisation: &Organisation,
) -> Result<(), StoreError> {
    transaction.prepare_cached(sql!("found"))?.execute(params![
        organisation.id.0.as_bytes(),
        organisation.name,
        signed(organisation.epoch.0),
        organisation.installation.0.as_bytes(),
        organisation.administrator.0.as_bytes(),
        organisation.is_demo
    ])?;
    Ok(())
}

pub(super) fn organisation(transaction: &Connection) -> Result<Option<Organisation>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("organisation"))?;
    let mut rows = statement.query([])?;
    let Some(found) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(Organisation {
        id: OrgId(row::uuid(found, 0)?),
        name: found.get(1)?,
        epoch: Epoch(unsigned(found, 2)?),
        installation: InstallationId(row::uuid(found, 3)?),
        administrator: PersonId(row::uuid(found, 4)?),
        is_demo: found.get(5)?,
    }))
}

pub(super) fn invite(
    transaction: &Connection,
    by: Authority,
    ticket: Ticket,
) -> Result<Admission<Session>, StoreError> {
    if !is_there(transaction, ticket.person)? {
        return Ok(Admission::Unknown);
    }
    if let Authority::Person(by) = by
        && !may_admit(transaction, by, ticket.person)?
    {
        return Ok(Admission::Refused);
    }
    if let Some(device) = ticket.replaces
        && person_of(transaction, device)? != Some(ticket.person)
    {
        return Ok(Admission::Unknown);
    }
    transaction
        .prepare_cached(sql!("invite"))?
        .execute(params![
            ticket.code.0,
            ticket.person.0.as_bytes(),
            ticket.expires.0,
            ticket.replaces.map(|device| *device.0.as_bytes())
        ])?;
    speak_for(transaction, ticket.person).map(Admission::Granted)
}

/// One statement decides who spends a code: of two that come at once, one finds it unspent.
pub(super) fn spend(
    transaction: &Connection,
    code: SecretHash,
    device: &NewDevice,
    now: Millis,
) -> Result<Option<Session>, StoreError> {
    let spent = transaction
        .prepare_cached(sql!("spend"))?
        .query_row(params![code.0, now.0], |found| {
            Ok((
                found.get::<_, [u8; 16]>(0)?,
                found.get::<_, Option<[u8; 16]>>(1)?,
            ))
        })
        .optional()?;
    let Some((person, replaces)) = spent else {
        return Ok(None);
    };
    let person = PersonId(uuid::Uuid::from_bytes(person));
    let memberships = SqliteLedger(transaction).memberships(person)?;
    if !is_there(transaction, person)? || is_put_out(person, &memberships) {
        return Ok(None);
    }
    if let Some(replaced) = replaces {
        transaction
            .prepare_cached(sql!("revoke_device"))?
            .execute(params![replaced, now.0])?;
    }
    transaction
        .prepare_cached(sql!("put_credential"))?
        .execute(params![
            device.token.0,
            person.0.as_bytes(),
            device.name,
            now.0,
            device.id.0.as_bytes()
        ])?;
    speak_for(transaction, person).map(Some)
}

/// Whether there is such a person.
fn is_there(transaction: &Connection, person: PersonId) -> Result<bool, StoreError> {
    let key = RecordKey::new(Collection::Person, person);
    let record = SqliteLedger(transaction).record(&key)?;
    Ok(record.is_some_and(|record| record.life == Life::Present))
}

pub(super) fn may_admit(
    transaction: &Connection,
    by: PersonId,
    person: PersonId,
) -> Result<bool, StoreError> {
    let person = access(transaction, person)?;
    Ok(access(transaction, by)?.allows(Permission::Admit { person: &person }))
}

/// Whose a device is that was not put out.
fn person_of(transaction: &Connection, device: DeviceId) -> Result<Option<PersonId>, StoreError> {
    let person = transaction
        .prepare_cached(sql!("device_person"))?
        .query_row([device.0.as_bytes()], |found| found.get::<_, [u8; 16]>(0))
        .optional()?;
    Ok(person.map(|bytes| PersonId(uuid::Uuid::from_bytes(bytes))))
}

pub(super) fn devices(
    transaction: &Connection,
    by: PersonId,
    own: SecretHash,
    person: PersonId,
) -> Result<Admission<Vec<DeviceResponse>>, StoreError> {
    if !is_there(transaction, person)? {
        return Ok(Admission::Unknown);
    }
    if !may_admit(transaction, by, person)? {
        return Ok(Admission::Refused);
    }
    let mut statement = transaction.prepare_cached(sql!("devices"))?;
    let devices: Result<_, StoreError> = statement
        .query_and_then(params![person.0.as_bytes(), own.0], |found| {
            Ok(DeviceResponse {
                id: DeviceId(row::uuid(found, 0)?),
                name: found.get(1)?,
                enrolled_at: Millis(found.get(2)?),
                seen_at: found.get::<_, Option<i64>>(3)?.map(Millis),
                own: found.get(4)?,
                put_out_at: found.get::<_, Option<i64>>(5)?.map(Millis),
                held: unsigned(found, 6)?,
            })
        })?
        .collect();
    devices.map(Admission::Granted)
}

pub(super) fn revoke_device(
    transaction: &Connection,
    by: PersonId,
    device: DeviceId,
    now: Millis,
) -> Result<Admission<()>, StoreError> {
    let Some(person) = person_of(transaction, device)? else {
        return Ok(Admission::Unknown);
    };
    if !may_admit(transaction, by, person)? {
        return Ok(Admission::Refused);
    }
    transaction
        .prepare_cached(sql!("revoke_device"))?
        .execute(params![device.0.as_bytes(), now.0])?;
    Ok(Admission::Granted(()))
}

pub(super) fn renew_epoch(transaction: &Connection, at_least: Epoch) -> Result<Epoch, StoreError> {
    let renewed = transaction
        .prepare_cached(sql!("renew_epoch"))?
        .query_one([signed(at_least.0)], |found| found.get::<_, i64>(0))
        .optional()?;
    numbers::leap(transaction)?;
    renewed
        .map(|epoch| Epoch(epoch.unsigned_abs()))
        .ok_or(StoreError::NotFounded)
}

pub(super) fn seen(
    transaction: &Connection,
    token: SecretHash,
    now: Millis,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("seen"))?
        .execute(params![token.0, now.0, SEEN_EVERY.0])?;
    Ok(())
}

pub(super) fn session(
    transaction: &Connection,
    token: SecretHash,
) -> Result<Option<Session>, StoreError> {
    let person = transaction
        .prepare_cached(sql!("credential"))?
        .query_row([token.0], |found| found.get::<_, [u8; 16]>(0))
        .optional()?;
    person
        .map(|bytes| speak_for(transaction, PersonId(uuid::Uuid::from_bytes(bytes))))
        .transpose()
}

fn speak_for(transaction: &Connection, person: PersonId) -> Result<Session, StoreError> {
    let key = RecordKey::new(Collection::Person, person);
    let record = SqliteLedger(transaction).record(&key)?;
    Ok(Session {
        person,
        person_name: record
            .as_ref()
            .and_then(|record| Person(record).name())
            .unwrap_or_default()
            .to_owned(),
    })
}

pub(super) fn revoke(
    transaction: &Connection,
    token: SecretHash,
    now: Millis,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("revoke"))?
        .execute(params![token.0, now.0])?;
    Ok(())
}

pub(super) fn revoke_person(
    transaction: &Connection,
    person: PersonId,
    now: Millis,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("revoke_person"))?
        .execute(params![person.0.as_bytes(), now.0])?;
    Ok(())
}

pub(super) fn forks(transaction: &Connection) -> Result<BTreeSet<InstallationId>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("forks"))?;
    statement
        .query_and_then([], |found| row::uuid(found, 0).map(InstallationId))?
        .collect()
}
