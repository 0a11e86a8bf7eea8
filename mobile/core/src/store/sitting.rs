//! Who sits at this device: signing in, signing out, and what of one person's the next one is shown.
//!
//! **Invariant:** what a person has not sent stays, whoever signs in: nothing here deletes an operation.
//!
//! **Invariant:** who signs in finds no record outside of the scopes that they read, as far as this device knows; the
//! first pull says the rest.

use std::collections::BTreeSet;

use rusqlite::params;
use shared::access::Access;
use shared::id::{InstallationId, PersonId};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::wire::SessionResponse;

use super::{FeedPage, Key, Store, sql};
use crate::error::EngineError;

/// A credential that is to be ended on the server.
#[derive(Clone, Debug)]
pub(crate) struct Departure {
    /// The credential of a native device; none: the browser's cookie.
    pub(crate) token: Option<String>,
}

impl Store {
    /// Signs a person in, or refreshes what the server says of who is. Another than who was here last goes on under an
    /// installation of their own, `fresh` if they never were here, and is shown what they may read.
    pub(crate) fn sign_in(
        &self,
        session: &SessionResponse,
        fresh: InstallationId,
    ) -> Result<(), EngineError> {
        let before = self.session()?;
        let stays = before
            .as_ref()
            .is_some_and(|before| before.person == session.person);
        if !stays && before.is_some_and(|before| before.token.is_some()) {
            self.execute(sql!("departure_add"), [])?;
        }
        let org = session.org.0.as_bytes();
        self.execute(sql!("device_org"), params![org, session.org_name])?;
        let person = session.person.0.as_bytes();
        self.execute(
            sql!("session_save"),
            params![person, session.person_name, session.token],
        )?;
        self.execute(
            sql!("installation_ensure"),
            params![person, session.person_name, fresh.0.as_bytes()],
        )?;
        self.memo.borrow_mut().clear();
        if stays {
            return Ok(());
        }
        // A browser has one cookie, and the new one is in its place.
        self.execute(sql!("departure_of_cookie"), [])?;
        self.hand_over(session.person)
    }

    /// Signs out who is signed in; the server is to be told.
    pub(crate) fn sign_out(&self) -> Result<(), EngineError> {
        self.execute(sql!("departure_add"), [])?;
        self.execute(sql!("session_end"), [])?;
        self.memo.borrow_mut().clear();
        Ok(())
    }

    /// The oldest credential that is to be ended on the server.
    pub(crate) fn find_departure(&self) -> Result<Option<Departure>, EngineError> {
        self.find(sql!("departure_next"), [], |row| {
            Ok(Departure { token: row.get(1)? })
        })
    }

    /// The oldest credential has ended.
    pub(crate) fn end_departure(&self) -> Result<(), EngineError> {
        self.execute(sql!("departure_end"), [])?;
        Ok(())
    }

    /// Takes out of sight what the person may not read, and shows each record on which something of anybody's lies as
    /// it is without that of others and with that of theirs.
    fn hand_over(&self, person: PersonId) -> Result<(), EngineError> {
        let readable = self.scopes_of(person)?;
        let mut page = FeedPage::begin(self)?;
        for state in self.scopes()? {
            if !readable.contains(&state.scope) {
                page.withhold(state.scope)?;
            }
        }
        for key in self.all(sql!("own_laid"), [], |row| row.get(0).map(Key))? {
            let scope = self.base_head(key)?.and_then(|head| head.scope);
            if scope.is_some_and(|scope| !readable.contains(&scope)) {
                page.forget(key)?;
            }
            page.touch(key);
        }
        self.set_last_exchange(None)?;
        page.finish()?;
        Ok(())
    }

    /// What a person reads by what the server said: nothing that was done on this device counts.
    fn scopes_of(&self, person: PersonId) -> Result<BTreeSet<Scope>, EngineError> {
        let mut memberships: Vec<Record> = Vec::new();
        let collection = Collection::Membership;
        for id in self.ids_of(&collection)? {
            if let Some(key) = self.find_key(&RecordKey::new(collection.clone(), id))?
                && let Some((_, Some(base))) = self.find_base(key)?
            {
                memberships.push(base);
            }
        }
        Ok(Access::of(person, &memberships).scopes())
    }
}
