//! What is the server's own and never travels: the organisation's row, enrolment codes, credentials, forks.

use std::collections::BTreeSet;

use shared::id::{InstallationId, OrgId, PersonId};
use shared::model::Person;
use shared::record::{Collection, RecordKey};
use shared::time::Millis;
use shared::wire::Epoch;

use super::lent::{Bound, Lent};
use super::reader::Reader;
use super::row::{self, signed, unsigned};
use super::sql;
use crate::secret::SecretHash;
use crate::store::{Organisation, Session, StoreError};

/// The name of the one organisation that a server asks a database for today.
const CALLED: &str = "main";

pub(super) async fn found(lent: &Lent, organisation: &Organisation) -> Result<(), StoreError> {
    let bound: [Bound<'_>; 7] = [
        &CALLED,
        &organisation.id.0,
        &organisation.name,
        &signed(organisation.epoch.0),
        &organisation.installation.0,
        &organisation.administrator.0,
        &organisation.is_demo,
    ];
    lent.execute(sql!("found"), &bound).await?;
    Ok(())
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
    code: SecretHash,
    person: PersonId,
    expires: Millis,
) -> Result<(), StoreError> {
    let bound: [Bound<'_>; 4] = [&&code.0[..], &reader.org.0, &person.0, &expires.0];
    reader.lent.execute(sql!("invite"), &bound).await?;
    Ok(())
}

/// One statement decides who spends a code: of two that come at once, one finds it unspent.
pub(super) async fn spend(
    reader: Reader<'_>,
    code: SecretHash,
    token: SecretHash,
    device: &str,
    now: Millis,
) -> Result<Option<Session>, StoreError> {
    let bound: [Bound<'_>; 3] = [&reader.org.0, &&code.0[..], &now.0];
    let Some(found) = reader.lent.find(sql!("spend"), &bound).await? else {
        return Ok(None);
    };
    let person = PersonId(row::uuid(&found, 0)?);
    // A name may hold any character, a column's text all but NUL.
    let device = device.replace('\0', "");
    let bound: [Bound<'_>; 5] = [&reader.org.0, &&token.0[..], &person.0, &device, &now.0];
    reader.lent.execute(sql!("put_credential"), &bound).await?;
    speak_for(reader, person).await.map(Some)
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
