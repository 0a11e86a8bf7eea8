//! PINs: what one is, how it is kept, and how often a wrong one may be tried.
//!
//! A PIN keeps colleagues who share a device apart. It encrypts nothing: whoever can read the device's files, or turn its
//! clock, is not kept out by it, and is the device's own lock's to keep out.

use pbkdf2::pbkdf2_hmac_array;
use sha2::Sha256;
use shared::id::PersonId;
use shared::time::Millis;

use super::Engine;
use crate::api::PinAnswer;
use crate::error::EngineError;
use crate::store::Pin;

/// How often the hash goes round: some tenths of a second on a phone.
const ROUNDS: u32 = 50_000;
/// Wrong tries that cost no wait: a finger slips.
const FREE: u32 = 2;
/// The wait after the first wrong try that costs one. Each further one doubles it.
const FIRST_WAIT: Millis = Millis(30_000);
/// The longest wait.
const LONGEST_WAIT: Millis = Millis(60 * 60_000);

/// Four to eight digits.
fn is_usable(pin: &str) -> bool {
    (4..=8).contains(&pin.len()) && pin.bytes().all(|sign| sign.is_ascii_digit())
}

fn hash(pin: &str, salt: &[u8], rounds: u32) -> [u8; 32] {
    pbkdf2_hmac_array::<Sha256, 32>(pin.as_bytes(), salt, rounds)
}

/// How long nothing is tried after so many wrong tries.
fn wait(wrong: u32) -> Option<Millis> {
    let costly = wrong.checked_sub(FREE + 1)?;
    let doubled = FIRST_WAIT.0.saturating_mul(1 << costly.min(16));
    Some(Millis(doubled.min(LONGEST_WAIT.0)))
}

impl Pin {
    /// Until when none is tried. A clock that was set back keeps nobody out for longer than the wait.
    fn closed_until(&self, now: Millis) -> Option<Millis> {
        let until = self.again_at.filter(|until| now < *until)?;
        let longest = now.plus(wait(self.wrong)?);
        Some(until.min(longest))
    }
}

impl Engine {
    /// Whether a PIN is a person's. What is wrong is counted, whatever comes of this.
    pub(super) fn try_pin(
        &mut self,
        person: PersonId,
        pin: &str,
    ) -> Result<PinAnswer, EngineError> {
        let Some(kept) = self.store.find_pin(person)? else {
            return Ok(PinAnswer::Missing);
        };
        let now = self.clock.wall();
        if let Some(until) = kept.closed_until(now) {
            if kept.again_at != Some(until) {
                let again = Some(until);
                self.store
                    .write(|store| store.save_tries(person, kept.wrong, again))?;
            }
            return Ok(PinAnswer::Wait(until));
        }
        if is_usable(pin) && hash(pin, &kept.salt, kept.rounds)[..] == kept.hash[..] {
            self.store
                .write(|store| store.save_tries(person, 0, None))?;
            return Ok(PinAnswer::Accepted);
        }
        let wrong = kept.wrong.saturating_add(1);
        let again = wait(wrong).map(|wait| now.plus(wait));
        self.store
            .write(|store| store.save_tries(person, wrong, again))?;
        Ok(PinAnswer::Wrong(again))
    }

    /// Sets the signed-in person's PIN; whoever finds their device open cannot set another in place of one.
    pub(super) fn set_pin(&mut self, pin: &str, current: &str) -> Result<PinAnswer, EngineError> {
        let person = self.person()?;
        if !is_usable(pin) {
            return Ok(PinAnswer::Unusable);
        }
        match self.try_pin(person, current)? {
            PinAnswer::Accepted | PinAnswer::Missing => {}
            refused => return Ok(refused),
        }
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let hash = hash(pin, &salt, ROUNDS);
        self.store
            .write(|store| store.save_pin(person, &salt, ROUNDS, &hash))?;
        self.tell_sitting()?;
        Ok(PinAnswer::Accepted)
    }

    /// The signed-in person does without a PIN again.
    pub(super) fn remove_pin(&mut self, current: &str) -> Result<PinAnswer, EngineError> {
        let person = self.person()?;
        let answer = self.try_pin(person, current)?;
        if answer == PinAnswer::Accepted {
            self.store.write(|store| store.delete_pin(person))?;
            self.tell_sitting()?;
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<i64> = (0..14)
            .map(|wrong| wait(wrong).unwrap_or_default().0 / 1_000)
            .collect();
        assert_eq!(
            waits,
            [
                0, 0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600, 3_600
            ]
        );
        assert_eq!(wait(u32::MAX), Some(LONGEST_WAIT));
    }

    #[test]
    fn a_pin_is_four_to_eight_digits() {
        for (pin, usable) in [
            ("1234", true),
            ("12345678", true),
            ("123", false),
            ("123456789", false),
            ("", false),
            ("12 4", false),
            ("１２３４", false),
            ("12a4", false),
        ] {
            assert_eq!(is_usable(pin), usable, "{pin}");
        }
    }
}
