//! The PINs of a shared device: what is kept of each, and how often a wrong one was tried.

use rusqlite::params;
use shared::id::PersonId;
use shared::time::Millis;

use super::{Store, sql};
use crate::error::EngineError;

/// What is kept of a person's PIN.
#[derive(Clone, Debug)]
pub(crate) struct Pin {
    pub(crate) salt: Vec<u8>,
    /// How often the hash goes round.
    pub(crate) rounds: u32,
    pub(crate) hash: Vec<u8>,
    /// Wrong tries since the last right one.
    pub(crate) wrong: u32,
    /// Before when none is tried, by this device's clock.
    pub(crate) again_at: Option<Millis>,
}

impl Store {
    pub(crate) fn find_pin(&self, person: PersonId) -> Result<Option<Pin>, EngineError> {
        self.find(sql!("pin_load"), [person.0.as_bytes()], |row| {
            Ok(Pin {
                salt: row.get(0)?,
                rounds: row.get(1)?,
                hash: row.get(2)?,
                wrong: row.get(3)?,
                again_at: row.get::<_, Option<i64>>(4)?.map(Millis),
            })
        })
    }

    /// A person has this PIN from now on, and no tries.
    pub(crate) fn save_pin(
        &self,
        person: PersonId,
        salt: &[u8],
        rounds: u32,
        hash: &[u8],
    ) -> Result<(), EngineError> {
        self.execute(
            sql!("pin_save"),
            params![person.0.as_bytes(), salt, rounds, hash],
        )?;
        Ok(())
    }

    /// So many wrong tries, and when the next may be.
    pub(crate) fn save_tries(
        &self,
        person: PersonId,
        wrong: u32,
        again_at: Option<Millis>,
    ) -> Result<(), EngineError> {
        self.execute(
            sql!("pin_tried"),
            params![person.0.as_bytes(), wrong, again_at.map(|at| at.0)],
        )?;
        Ok(())
    }

    pub(crate) fn delete_pin(&self, person: PersonId) -> Result<(), EngineError> {
        self.execute(sql!("pin_delete"), [person.0.as_bytes()])?;
        Ok(())
    }
}
