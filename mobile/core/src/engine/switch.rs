//! Who of those enrolled on a shared device sits here: switching by PIN, and locking. Neither needs a network.

use shared::id::PersonId;

use super::Engine;
use super::reading::Reading;
use crate::api::{Event, KnownPerson, PinAnswer};
use crate::error::EngineError;
use crate::store::Store;

impl Engine {
    /// Lets somebody in by their PIN: another than who sits here, or whom it was locked for.
    pub(super) fn switch_person(
        &mut self,
        person: PersonId,
        pin: &str,
    ) -> Result<PinAnswer, EngineError> {
        if self.store.find_credential(person)?.is_none() {
            return Ok(PinAnswer::NotEnrolled);
        }
        let answer = self.try_pin(person, pin)?;
        if answer != PinAnswer::Accepted {
            return Ok(answer);
        }
        let before = self.store.session()?.map(|before| before.person);
        if !self.store.write(|store| store.switch_to(person))? {
            return Ok(PinAnswer::NotEnrolled);
        }
        self.change_sitting(before, person);
        if before != Some(person) {
            self.exchange_for_another();
        }
        self.tell_sitting()?;
        Ok(PinAnswer::Accepted)
    }

    /// Nobody reads here before somebody's PIN. Without one of their own the person could not come back.
    pub(super) fn lock(&mut self) -> Result<PinAnswer, EngineError> {
        if self.store.find_pin(self.person()?)?.is_none() {
            return Ok(PinAnswer::Missing);
        }
        self.store.write(Store::lock)?;
        self.tell_sitting()?;
        Ok(PinAnswer::Accepted)
    }

    pub(super) fn tell_sitting(&mut self) -> Result<(), EngineError> {
        let view = self.session_view()?;
        self.tell(Event::Sitting(view));
        Ok(())
    }

    /// Everybody who is enrolled here.
    pub(super) fn known_people(
        &self,
        reading: &Reading<'_>,
    ) -> Result<Vec<KnownPerson>, EngineError> {
        let mut known = Vec::new();
        for one in self.store.enrolled()? {
            known.push(KnownPerson {
                person: reading.known_person(one.person, &one.name)?,
                has_pin: one.has_pin,
                again_at: one.again_at,
                unsent: one.unsent,
            });
        }
        Ok(known)
    }
}
