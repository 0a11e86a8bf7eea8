//! What the device itself is: its installation, whom it works for, its preferences.

use std::collections::BTreeMap;

use rusqlite::params;
use shared::id::{InstallationId, OrgId, PersonId};
use shared::time::Millis;
use shared::wire::{Epoch, SessionResponse};

use super::{Store, integer, sql, uuid};
use crate::error::EngineError;

/// This store among all stores.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Installation {
    /// Its id.
    pub(crate) id: InstallationId,
    /// The number of its next operation.
    pub(crate) next_seq: u64,
    /// The server's epoch, once known.
    pub(crate) epoch: Option<Epoch>,
    /// When everything was last exchanged, by this device's clock.
    pub(crate) last_exchange: Option<Millis>,
}

/// Whom the device works for.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) org: OrgId,
    pub(crate) org_name: String,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    /// The credential of a native device.
    pub(crate) token: Option<String>,
}

impl Store {
    /// This installation; none before the store's first opening has given it one.
    pub(crate) fn find_installation(&self) -> Result<Option<Installation>, EngineError> {
        self.find(sql!("installation_load"), [], |row| {
            Ok(Installation {
                id: InstallationId(uuid(row, 0)?),
                next_seq: super::unsigned(row, 1)?,
                epoch: row
                    .get::<_, Option<i64>>(2)?
                    .and_then(|epoch| u64::try_from(epoch).ok())
                    .map(Epoch),
                last_exchange: row.get::<_, Option<i64>>(3)?.map(Millis),
            })
        })
    }

    /// This installation.
    pub(crate) fn installation(&self) -> Result<Installation, EngineError> {
        self.find_installation()?
            .ok_or_else(|| EngineError::Corrupt("the store has no installation".to_owned()))
    }

    pub(crate) fn begin_installation(&self, id: InstallationId) -> Result<(), EngineError> {
        self.execute(sql!("installation_begin"), [id.0.as_bytes()])?;
        Ok(())
    }

    /// The store takes a new id: the server knows its old one from elsewhere.
    pub(crate) fn renew_installation(
        &self,
        id: InstallationId,
        next_seq: u64,
    ) -> Result<(), EngineError> {
        self.execute(
            sql!("installation_renew"),
            params![id.0.as_bytes(), integer(next_seq)],
        )?;
        Ok(())
    }

    pub(crate) fn set_next_seq(&self, seq: u64) -> Result<(), EngineError> {
        self.execute(sql!("installation_seq"), [integer(seq)])?;
        Ok(())
    }

    pub(crate) fn set_epoch(&self, epoch: Epoch) -> Result<(), EngineError> {
        self.execute(sql!("installation_epoch"), [integer(epoch.0)])?;
        Ok(())
    }

    pub(crate) fn set_last_exchange(&self, at: Millis) -> Result<(), EngineError> {
        self.execute(sql!("installation_exchange"), [at.0])?;
        Ok(())
    }

    /// Whom the device works for.
    pub(crate) fn session(&self) -> Result<Option<Session>, EngineError> {
        self.find(sql!("session_load"), [], |row| {
            Ok(Session {
                org: OrgId(uuid(row, 0)?),
                org_name: row.get(1)?,
                person: PersonId(uuid(row, 2)?),
                person_name: row.get(3)?,
                token: row.get(4)?,
            })
        })
    }

    pub(crate) fn save_session(&self, session: &SessionResponse) -> Result<(), EngineError> {
        self.execute(
            sql!("session_save"),
            params![
                session.org.0.as_bytes(),
                session.org_name,
                session.person.0.as_bytes(),
                session.person_name,
                session.token,
            ],
        )?;
        self.memo.borrow_mut().forget_session();
        Ok(())
    }

    /// The preferences of this device.
    pub(crate) fn preferences(&self) -> Result<BTreeMap<String, String>, EngineError> {
        let rows = self.all(sql!("preference_all"), [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.into_iter().collect())
    }

    pub(crate) fn save_preference(&self, name: &str, value: &str) -> Result<(), EngineError> {
        self.execute(sql!("preference_save"), [name, value])?;
        Ok(())
    }
}
