//! Who sits at this device: signing in, switching, locking, signing out, and what of one person's the next one is shown.
//!
//! Who enrolled here stays known here, with a credential of their own, until they sign out.
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
use shared::time::Millis;
use shared::wire::SessionResponse;

use super::{FeedPage, Key, Store, sql, uuid, uuid_or_none};
use crate::error::EngineError;

/// A credential that is to be ended on the server.
#[derive(Clone, Debug)]
pub(crate) struct Departure {
    /// Whose; none is of a browser from before people shared devices.
    pub(crate) person: Option<PersonId>,
    /// The credential of a native device; none: the browser's cookie.
    pub(crate) token: Option<String>,
}

/// A person who has a credential on this device.
#[derive(Clone, Debug)]
pub(crate) struct Enrolled {
    pub(crate) person: PersonId,
    /// Their name, as last told.
    pub(crate) name: String,
    /// They set a PIN here.
    pub(crate) has_pin: bool,
    /// Before when no PIN of theirs is tried, by this device's clock.
    pub(crate) again_at: Option<Millis>,
    /// How many actions of theirs are still only here.
    pub(crate) unsent: u64,
}

impl Store {
    /// Signs a person in who has just enrolled, or refreshes what the server says of who is. Another than who was here
    /// last goes on under an installation of their own, `fresh` if they never were here, and is shown what they may read.
    pub(crate) fn sign_in(
        &self,
        session: &SessionResponse,
        fresh: InstallationId,
    ) -> Result<(), EngineError> {
        let before = self.session()?;
        let stays = before.is_some_and(|before| before.person == session.person);
        let org = session.org.0.as_bytes();
        self.execute(sql!("device_org"), params![org, session.org_name])?;
        let person = session.person.0.as_bytes();
        self.execute(
            sql!("installation_ensure"),
            params![
                person,
                session.person_name,
                fresh.0.as_bytes(),
                session.token
            ],
        )?;
        // A browser has one cookie of each person, and the new one is in the old one's place.
        self.execute(sql!("departure_of_cookie"), [person])?;
        self.sit(session.person, &session.person_name, stays)
    }

    /// Somebody who is enrolled here signs in without the server's word. Whether they are.
    pub(crate) fn switch_to(&self, person: PersonId) -> Result<bool, EngineError> {
        let Some((name, _)) = self.find_credential(person)? else {
            return Ok(false);
        };
        let before = self.session()?;
        let stays = before.is_some_and(|before| before.person == person);
        self.sit(person, &name, stays)?;
        Ok(true)
    }

    fn sit(&self, person: PersonId, name: &str, stays: bool) -> Result<(), EngineError> {
        self.execute(sql!("session_save"), params![person.0.as_bytes(), name])?;
        self.memo.borrow_mut().clear();
        if stays {
            return Ok(());
        }
        self.hand_over(Some(person), None)
    }

    /// Nobody reads here until who is signed in, or somebody else, says their PIN.
    pub(crate) fn lock(&self) -> Result<(), EngineError> {
        self.execute(sql!("session_lock"), [true])?;
        self.memo.borrow_mut().clear();
        Ok(())
    }

    /// Signs out who is signed in, for good; the server is to be told.
    pub(crate) fn sign_out(&self) -> Result<(), EngineError> {
        if let Some(session) = self.session()? {
            self.delete_pin(session.person)?;
        }
        self.execute(sql!("departure_add"), [])?;
        self.execute(sql!("installation_leave"), [])?;
        self.execute(sql!("session_end"), [])?;
        self.memo.borrow_mut().clear();
        Ok(())
    }

    /// Whoever is signed in reads nothing here from now on: all goes, but for what lies aside for others.
    pub(crate) fn withhold_everything(&self) -> Result<(), EngineError> {
        let leaving = self.session()?.map(|session| session.person);
        self.hand_over(None, leaving)
    }

    /// Ends the access of who is signed in, as the server has done already: they are known here no longer, and what only
    /// they read goes. What they did stays in the outbox as it is.
    pub(crate) fn end_access(&self) -> Result<(), EngineError> {
        if let Some(session) = self.session()? {
            self.delete_pin(session.person)?;
        }
        self.execute(sql!("installation_leave"), [])?;
        self.execute(sql!("session_end"), [])?;
        self.memo.borrow_mut().clear();
        self.hand_over(None, None)
    }

    /// Everybody who has a credential here, by name.
    pub(crate) fn enrolled(&self) -> Result<Vec<Enrolled>, EngineError> {
        self.all(sql!("installation_known"), [], |row| {
            Ok(Enrolled {
                person: PersonId(uuid(row, 0)?),
                name: row.get(1)?,
                has_pin: row.get(2)?,
                again_at: row.get::<_, Option<i64>>(3)?.map(Millis),
                unsent: super::unsigned(row, 4)?,
            })
        })
    }

    /// Those who are not signed in and have something to send, with a credential to send it by.
    pub(crate) fn waiting_people(&self) -> Result<Vec<PersonId>, EngineError> {
        self.all(sql!("installation_waiting"), [], |row| {
            uuid(row, 0).map(PersonId)
        })
    }

    /// The name and, on a native device, the credential of somebody who is enrolled here.
    pub(crate) fn find_credential(
        &self,
        person: PersonId,
    ) -> Result<Option<(String, Option<String>)>, EngineError> {
        let person = person.0.as_bytes();
        self.find(sql!("installation_enrolled"), [person], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    /// The oldest credential that is to be ended on the server.
    pub(crate) fn find_departure(&self) -> Result<Option<Departure>, EngineError> {
        self.find(sql!("departure_next"), [], |row| {
            Ok(Departure {
                person: uuid_or_none(row, 0)?.map(PersonId),
                token: row.get(1)?,
            })
        })
    }

    /// The oldest credential has ended.
    pub(crate) fn end_departure(&self) -> Result<(), EngineError> {
        self.execute(sql!("departure_end"), [])?;
        Ok(())
    }

    /// Takes out of sight what the person, or nobody, may not read and brings back what lay hidden of theirs, and shows each record
    /// on which something of anybody's lies as it is without that of others and with that of theirs.
    ///
    /// What nobody who is enrolled here reads, but for whoever is `leaving`, goes from the device.
    fn hand_over(
        &self,
        person: Option<PersonId>,
        leaving: Option<PersonId>,
    ) -> Result<(), EngineError> {
        let memberships = self.known_memberships()?;
        let scopes_of = |person| Access::of(person, &memberships).scopes();
        let readable = person.map(scopes_of).unwrap_or_default();
        let mut kept: BTreeSet<Scope> = BTreeSet::new();
        for one in self.enrolled()? {
            if leaving != Some(one.person) {
                kept.extend(scopes_of(one.person));
            }
        }
        let mut page = FeedPage::begin(self)?;
        for state in self.scopes()? {
            if !readable.contains(&state.scope) {
                if kept.contains(&state.scope) {
                    self.hide(state.scope)?;
                }
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
        for scope in self.hidden_scopes()? {
            if readable.contains(&scope) {
                self.show(scope)?;
            } else if !kept.contains(&scope) {
                self.forget_hidden(scope)?;
            }
        }
        Ok(())
    }

    /// Who is in which team by what the server said, hidden or not: nothing that was done on this device counts.
    fn known_memberships(&self) -> Result<Vec<Record>, EngineError> {
        let mut memberships = self.hidden_memberships()?;
        let collection = Collection::Membership;
        for id in self.ids_of(&collection)? {
            if let Some(key) = self.find_key(&RecordKey::new(collection.clone(), id))?
                && let Some((_, Some(base))) = self.find_base(key)?
            {
                memberships.push(base);
            }
        }
        Ok(memberships)
    }
}
