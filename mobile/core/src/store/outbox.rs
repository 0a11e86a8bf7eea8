//! The outbox in numbers and lists: of the signed-in person what waits here, what waits on the server, what was sent;
//! of others how much waits, and no more.

use shared::id::{ActionId, InstallationId, PersonId};
use shared::time::Millis;

use super::{Store, sql, uuid};
use crate::error::EngineError;

/// Somebody who did something here, by what waits of it.
#[derive(Clone, Debug)]
pub(crate) struct Author {
    pub(crate) person: PersonId,
    /// Their name, as last told.
    pub(crate) name: String,
    /// How many actions of theirs are still only here.
    pub(crate) unsent: u64,
    /// They have a credential here to send them by.
    pub(crate) is_enrolled: bool,
}

impl Store {
    /// How many actions wait on the server, at least in part.
    pub(crate) fn parked_count(&self) -> Result<u64, EngineError> {
        self.count(sql!("own_parked_count"), [])
    }

    /// How many actions the server has taken, at least in part, as far as they are kept.
    pub(crate) fn sent_count(&self) -> Result<u64, EngineError> {
        self.count(sql!("own_sent_count"), [])
    }

    /// Actions with something pending, newest first.
    pub(crate) fn pending_actions(&self, most: u32) -> Result<Vec<ActionId>, EngineError> {
        self.all(sql!("own_pending_actions"), [most], |row| {
            uuid(row, 0).map(ActionId)
        })
    }

    /// Actions with something parked, newest first.
    pub(crate) fn parked_actions(&self, most: u32) -> Result<Vec<ActionId>, EngineError> {
        self.all(sql!("own_parked_actions"), [most], |row| {
            uuid(row, 0).map(ActionId)
        })
    }

    /// Actions of the newest operations that were sent, newest first, each once.
    pub(crate) fn sent_actions(&self, most_operations: u32) -> Result<Vec<ActionId>, EngineError> {
        let mut actions = self.all(sql!("own_recent"), [most_operations], |row| {
            uuid(row, 0).map(ActionId)
        })?;
        let mut seen = std::collections::HashSet::new();
        actions.retain(|action| seen.insert(*action));
        Ok(actions)
    }

    /// Everything that is still only here, in order: installation, number and text.
    pub(crate) fn pending_texts(&self) -> Result<Vec<(InstallationId, u64, String)>, EngineError> {
        self.all(sql!("own_pending_texts"), [], |row| {
            Ok((
                InstallationId(uuid(row, 0)?),
                super::unsigned(row, 1)?,
                row.get(2)?,
            ))
        })
    }

    /// Others than who is signed in whose operations are still only here.
    pub(crate) fn pending_of_others(&self) -> Result<Vec<Author>, EngineError> {
        self.all(sql!("own_pending_others"), [], |row| {
            Ok(Author {
                person: PersonId(uuid(row, 0)?),
                name: row.get(1)?,
                unsent: super::unsigned(row, 2)?,
                is_enrolled: row.get(3)?,
            })
        })
    }

    /// Forgets acknowledged operations that the server took longer ago than `kept`, by its own clock, before the
    /// newest of which it said when it took it.
    pub(crate) fn prune_own(&self, kept: Millis) -> Result<(), EngineError> {
        self.execute(sql!("own_prune"), [kept.0])?;
        Ok(())
    }
}
