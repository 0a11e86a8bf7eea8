//! What is the server's own and never travels: the organisation's row, enrolment codes, credentials, forks.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension as _, Transaction, params};
use shared::id::{InstallationId, OrgId, PersonId};
use shared::model::Person;
use shared::record::{Collection, RecordKey};
use shared::time::Millis;
use shared::wire::Epoch;

use super::ledger::SqliteLedger;
use super::row::{self, signed, unsigned};
use super::sql;
use crate::secret::SecretHash;
use crate::store::intake::Ledger as _;
use crate::store::{Organisation, Session, StoreError};

pub(super) fn found(
    transaction: &Transaction<'_>,
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

pub(super) fn organisation(
    transaction: &Transaction<'_>,
) -> Result<Option<Organisation>, StoreError> {
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
    transaction: &Transaction<'_>,
    code: SecretHash,
    person: PersonId,
    expires: Millis,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("invite"))?
        .execute(params![code.0, person.0.as_bytes(), expires.0])?;
    Ok(())
}

/// One statement decides who spends a code: of two that come at once, one finds it unspent.
pub(super) fn spend(
    transaction: &Transaction<'_>,
    code: SecretHash,
    token: SecretHash,
    device: &str,
    now: Millis,
) -> Result<Option<Session>, StoreError> {
    let person = transaction
        .prepare_cached(sql!("spend"))?
        .query_row(params![code.0, now.0], |found| found.get::<_, [u8; 16]>(0))
        .optional()?;
    let Some(person) = person.map(|bytes| PersonId(uuid::Uuid::from_bytes(bytes))) else {
        return Ok(None);
    };
    transaction
        .prepare_cached(sql!("put_credential"))?
        .execute(params![token.0, person.0.as_bytes(), device, now.0])?;
    speak_for(transaction, person).map(Some)
}

pub(super) fn session(
    transaction: &Transaction<'_>,
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

fn speak_for(transaction: &Transaction<'_>, person: PersonId) -> Result<Session, StoreError> {
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
    transaction: &Transaction<'_>,
    token: SecretHash,
    now: Millis,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("revoke"))?
        .execute(params![token.0, now.0])?;
    Ok(())
}

pub(super) fn revoke_person(
    transaction: &Transaction<'_>,
    person: PersonId,
    now: Millis,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("revoke_person"))?
        .execute(params![person.0.as_bytes(), now.0])?;
    Ok(())
}

pub(super) fn forks(transaction: &Transaction<'_>) -> Result<BTreeSet<InstallationId>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("forks"))?;
    statement
        .query_and_then([], |found| row::uuid(found, 0).map(InstallationId))?
        .collect()
}
