//! What the device itself is: whose data it holds, who is signed in under which installation, its preferences. What
//! happens when that changes is `sitting`'s.

use std::collections::BTreeMap;

use rusqlite::params;
use shared::id::{InstallationId, OrgId, PersonId};
use shared::time::Millis;
use shared::wire::Epoch;

use super::{Store, integer, sql, uuid, uuid_or_none};
use crate::error::EngineError;

/// What this device is, whoever is signed in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Device {
    /// Whose data it holds; none before the first enrolment.
    pub(crate) org: Option<OrgId>,
    /// The server's epoch, once known.
    pub(crate) epoch: Option<Epoch>,
    /// When everything was last exchanged for who is signed in, by this device's clock.
    pub(crate) last_exchange: Option<Millis>,
}

/// What the signed-in person's hand on this device is among all that push.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Installation {
    /// Its id.
    pub(crate) id: InstallationId,
    /// The number of its next operation.
    pub(crate) next_seq: u64,
}

/// Whom the device works for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) org: OrgId,
    pub(crate) org_name: String,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    /// The credential of a native device.
    pub(crate) token: Option<String>,
    /// Nobody reads until a PIN is said.
    pub(crate) is_locked: bool,
}

impl Store {
    /// What this device is.
    pub(crate) fn device(&self) -> Result<Device, EngineError> {
        self.find(sql!("device_load"), [], |row| {
            Ok(Device {
                org: uuid_or_none(row, 0)?.map(OrgId),
                epoch: row
                    .get::<_, Option<i64>>(1)?
                    .and_then(|epoch| u64::try_from(epoch).ok())
                    .map(Epoch),
                last_exchange: row.get::<_, Option<i64>>(2)?.map(Millis),
            })
        })?
        .ok_or_else(|| EngineError::Corrupt("the store has no device".to_owned()))
    }

    pub(crate) fn set_epoch(&self, epoch: Epoch) -> Result<(), EngineError> {
        self.execute(sql!("device_epoch"), [integer(epoch.0)])?;
        Ok(())
    }

    pub(crate) fn set_last_exchange(&self, at: Option<Millis>) -> Result<(), EngineError> {
        self.execute(sql!("device_exchange"), [at.map(|at| at.0)])?;
        Ok(())
    }

    /// The signed-in person's installation.
    pub(crate) fn installation(&self) -> Result<Installation, EngineError> {
        self.find(sql!("installation_load"), [], |row| {
            Ok(Installation {
                id: InstallationId(uuid(row, 0)?),
                next_seq: super::unsigned(row, 1)?,
            })
        })?
        .ok_or(EngineError::NotEnrolled)
    }

    /// A person takes a new installation: the server knows the old one from elsewhere.
    pub(crate) fn renew_installation(
        &self,
        person: PersonId,
        id: InstallationId,
        next_seq: u64,
    ) -> Result<(), EngineError> {
        self.execute(
            sql!("installation_renew"),
            params![person.0.as_bytes(), id.0.as_bytes(), integer(next_seq)],
        )?;
        Ok(())
    }

    pub(crate) fn set_next_seq(&self, seq: u64) -> Result<(), EngineError> {
        self.execute(sql!("installation_seq"), [integer(seq)])?;
        Ok(())
    }

    /// Who is signed in, by the tables.
    pub(super) fn load_session(&self) -> Result<Option<Session>, EngineError> {
        self.find(sql!("session_load"), [], |row| {
            Ok(Session {
                org: OrgId(uuid(row, 0)?),
                org_name: row.get(1)?,
                person: PersonId(uuid(row, 2)?),
                person_name: row.get(3)?,
                token: row.get(4)?,
                is_locked: row.get(5)?,
            })
        })
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
