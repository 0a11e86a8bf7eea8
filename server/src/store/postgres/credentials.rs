//! What is the server's own and never travels: the organisation's row, enrolment codes, credentials, forks.

use std::collections::BTreeSet;

use shared::access::{Permission, is_put_out};
use shared::id::{DeviceId, InstallationId, OrgId, PersonId};
use shared::model::Person;
use shared::record::{Collection, Life, RecordKey};
use shared::time::Millis;
use shared::wire::{DeviceResponse, Epoch};
use uuid::Uuid;

use super::lent::{Bound, Lent};
use super::reader::{Reader, access};
use super::row::{self, signed, unsigned};
use super::{numbers, sql};
use crate::secret::SecretHash;
use crate::store::{
    Admission, Authority, NewDevice, Organisation, SEEN_EVERY, Session, StoreError, Ticket,
};

/// The name of the one organisation that a server asks a database for today.
const CALLED: &str = "main";

/// Writes the organisation's row where there is none, and gives how many it wrote.
pub(super) async fn found(lent: &Lent, organisation: &Organisation) -> Result<u64, StoreError> {
    let bound: [Bound<'_>; 7] = [
        &CALLED,
        &organisation.id.0,
        &organisation.name,
        &signed(organisation.epoch.0),
        &organisation.installation.0,
        &organisation.administrator.0,
        &organisation.is_demo,
    ];
    lent.execute(sql!("found"), &bound).await
}

pub(super) async fn organisation(lent: &Lent) -> Result<Option<Organisation>, StoreError> {
    let found = lent.find(sql!("organisation"), &[&CALLED]).await?;
    let Some(found) = found else {
        return Ok(None);
    };
    Ok(Some(Organisation {
        id: OrgId(row::uuid(&found, 0)?),
        name: row::get(&found, 1)?,
        epoch: Epoch(unsigned(&found, 2)?),
        installation: InstallationId(row::uuid(&found, 3)?),
        administrator: PersonId(row::uuid(&found, 4)?),
        is_demo: row::get(&found, 5)?,
    }))
}

pub(super) async fn invite(
    reader: Reader<'_>,
    by: Authority,
    ticket: Ticket,
) -> Result<Admission<Session>, StoreError> {
    if !is_there(reader, ticket.person).await? {
        return Ok(Admission::Unknown);
    }
    if let Authority::Person(by) = by
        && !may_admit(reader, by, ticket.person).await?
    {
        return Ok(Admission::Refused);
    }
    if let Some(device) = ticket.replaces
        && person_of(reader, device).await? != Some(ticket.person)
    {
        return Ok(Admission::Unknown);
    }
    let replaces = ticket.replaces.map(|device| device.0);
    let bound: [Bound<'_>; 5] = [
        &&ticket.code.0[..],
        &reader.org.0,
        &ticket.person.0,
        &ticket.expires.0,
        &replaces,
    ];
    reader.lent.execute(sql!("invite"), &bound).await?;
    speak_for(reader, ticket.person)
        .await
        .map(Admission::Granted)
}

/// One statement decides who spends a code: of two that come at once, one finds it unspent.
pub(super) async fn spend(
    reader: Reader<'_>,
    code: SecretHash,
    device: &NewDevice,
    now: Millis,
) -> Result<Option<Session>, StoreError> {
    let bound: [Bound<'_>; 3] = [&reader.org.0, &&code.0[..], &now.0];
    let Some(found) = reader.lent.find(sql!("spend"), &bound).await? else {
        return Ok(None);
    };
    let person = PersonId(row::uuid(&found, 0)?);
    let memberships = reader.memberships(person).await?;
    if !is_there(reader, person).await? || is_put_out(person, &memberships) {
        return Ok(None);
    }
    if let Some(replaced) = row::get::<Option<Uuid>>(&found, 1)? {
        let bound: [Bound<'_>; 3] = [&reader.org.0, &replaced, &now.0];
        reader.lent.execute(sql!("revoke_device"), &bound).await?;
    }
    // A name may hold any character, a column's text all but NUL.
    let name = device.name.replace('\0', "");
    let bound: [Bound<'_>; 6] = [
        &reader.org.0,
        &&device.token.0[..],
        &person.0,
        &name,
        &now.0,
        &device.id.0,
    ];
    reader.lent.execute(sql!("put_credential"), &bound).await?;
    speak_for(reader, person).await.map(Some)
}

/// Whether there is such a person.
async fn is_there(reader: Reader<'_>, person: PersonId) -> Result<bool, StoreError> {
    let key = RecordKey::new(Collection::Person, person);
    let record = reader.record(&key).await?;
    Ok(record.is_some_and(|record| record.life == Life::Present))
}

pub(super) async fn may_admit(
    reader: Reader<'_>,
    by: PersonId,
    person: PersonId,
) -> Result<bool, StoreError> {
    let person = access(reader, person).await?;
    let by = access(reader, by).await?;
    Ok(by.allows(Permission::Admit { person: &person }))
}

/// Whose a device is that was not put out.
async fn person_of(reader: Reader<'_>, device: DeviceId) -> Result<Option<PersonId>, StoreError> {
    let bound: [Bound<'_>; 2] = [&reader.org.0, &device.0];
    let found = reader.lent.find(sql!("device_person"), &bound).await?;
    found
        .map(|found| row::uuid(&found, 0).map(PersonId))
        .transpose()
}

pub(super) async fn devices(
    reader: Reader<'_>,
    by: PersonId,
    own: SecretHash,
    person: PersonId,
) -> Result<Admission<Vec<DeviceResponse>>, StoreError> {
    if !is_there(reader, person).await? {
        return Ok(Admission::Unknown);
    }
    if !may_admit(reader, by, person).await? {
        return Ok(Admission::Refused);
    }
    let bound: [Bound<'_>; 3] = [&reader.org.0, &person.0, &&own.0[..]];
    let found = reader.lent.rows(sql!("devices"), &bound).await?;
    let devices: Result<_, StoreError> = found
        .iter()
        .map(|found| {
            Ok(DeviceResponse {
                id: DeviceId(row::uuid(found, 0)?),
                name: row::get(found, 1)?,
                enrolled_at: Millis(row::get(found, 2)?),
                seen_at: row::get::<Option<i64>>(found, 3)?.map(Millis),
                own: row::get(found, 4)?,
                put_out_at: row::get::<Option<i64>>(found, 5)?.map(Millis),
                held: unsigned(found, 6)?,
            })
        })
        .collect();
    devices.map(Admission::Granted)
}

pub(super) async fn revoke_device(
    reader: Reader<'_>,
    by: PersonId,
    device: DeviceId,
    now: Millis,
) -> Result<Admission<()>, StoreError> {
    let Some(person) = person_of(reader, device).await? else {
        return Ok(Admission::Unknown);
    };
    if !may_admit(reader, by, person).await? {
        return Ok(Admission::Refused);
    }
    let bound: [Bound<'_>; 3] = [&reader.org.0, &device.0, &now.0];
    reader.lent.execute(sql!("revoke_device"), &bound).await?;
    Ok(Admission::Granted(()))
}

pub(super) async fn renew_epoch(reader: Reader<'_>, at_least: Epoch) -> Result<Epoch, StoreError> {
    let bound: [Bound<'_>; 2] = [&reader.org.0, &signed(at_least.0)];
    let found = reader.lent.find(sql!("renew_epoch"), &bound).await?;
    numbers::leap(reader).await?;
    Ok(Epoch(unsigned(&found.ok_or(StoreError::NotFounded)?, 0)?))
}

pub(super) async fn seen(
    reader: Reader<'_>,
    token: SecretHash,
    now: Millis,
) -> Result<(), StoreError> {
    let bound: [Bound<'_>; 4] = [&reader.org.0, &&token.0[..], &now.0, &SEEN_EVERY.0];
    reader.lent.execute(sql!("seen"), &bound).await?;
    Ok(())
}

pub(super) async fn session(
    reader: Reader<'_>,
    token: SecretHash,
) -> Result<Option<Session>, StoreError> {
    let bound: [Bound<'_>; 2] = [&reader.org.0, &&token.0[..]];
    match reader.lent.find(sql!("credential"), &bound).await? {
        Some(found) => speak_for(reader, PersonId(row::uuid(&found, 0)?))
            .await
            .map(Some),
        None => Ok(None),
    }
}

async fn speak_for(reader: Reader<'_>, person: PersonId) -> Result<Session, StoreError> {
    let key = RecordKey::new(Collection::Person, person);
    let record = reader.record(&key).await?;
    Ok(Session {
        person,
        person_name: record
            .as_ref()
            .and_then(|record| Person(record).name())
            .unwrap_or_default()
            .to_owned(),
    })
}

pub(super) async fn revoke(
    reader: Reader<'_>,
    token: SecretHash,
    now: Millis,
) -> Result<(), StoreError> {
    let bound: [Bound<'_>; 3] = [&reader.org.0, &&token.0[..], &now.0];
    reader.lent.execute(sql!("revoke"), &bound).await?;
    Ok(())
}

pub(super) async fn revoke_person(
    reader: Reader<'_>,
    person: PersonId,
    now: Millis,
) -> Result<(), StoreError> {
    let bound: [Bound<'_>; 3] = [&reader.org.0, &person.0, &now.0];
    reader.lent.execute(sql!("revoke_person"), &bound).await?;
    Ok(())
}

pub(super) async fn forks(reader: Reader<'_>) -> Result<BTreeSet<InstallationId>, StoreError> {
    let found = reader.lent.rows(sql!("forks"), &[&reader.org.0]).await?;
    found
        .iter()
        .map(|found| row::uuid(found, 0).map(InstallationId))
        .collect()
}
