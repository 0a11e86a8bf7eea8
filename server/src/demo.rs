//! A made-up organisation to try Recense with: places, people, 2,000 CIs and what happened to them in two years.
//!
//! Everything is made by operations, through the same push as everybody's. The dice are seeded and time counts back
//! from the founding, so that making it again makes the very same operations: a start that was cut off goes on where
//! it stopped, and a later one finds that all has been said.

mod calendar;
pub(crate) mod dice;
mod life;
mod people;
mod place;
mod stock;

use std::sync::Arc;

use shared::id::{ActionId, InstallationId, OpId, PersonId};
use shared::time::Millis;

use crate::organisation::{Deed, Machine, OrganisationError};
use crate::store::Store;
use dice::Dice;

/// How many CIs the demo has.
pub const ITEMS: usize = 2_000;
/// How far its history reaches back.
const PAST: Millis = Millis(730 * Millis::DAY.0);
const SEED: u64 = 0x5ec5_1a5e_2c0d_e001;

/// Makes the demo's data, or what is missing of it.
///
/// # Errors
/// If the store fails.
pub async fn populate(machine: &Machine, store: &Arc<dyn Store>) -> Result<(), OrganisationError> {
    let organisation = machine.organisation();
    // The epoch of a founding is its time.
    let founded = Millis(i64::try_from(organisation.epoch.0).unwrap_or(i64::MAX));
    let mut told = past(organisation.administrator, founded);
    for device in [Device::Office, Device::Basement] {
        let known = store.high_water(device.installation()).await?;
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        let operations = told
            .extract_if(.., |told| told.on == device)
            .skip(known)
            .map(|told| told.deed.seal(told.op, told.action))
            .collect::<Result<_, _>>()?;
        machine.push_all(device.installation(), operations).await?;
    }
    Ok(())
}

/// All that was done up to the founding, in order of its time.
fn past(administrator: PersonId, founded: Millis) -> Vec<Told> {
    let mut dice = Dice::new(SEED);
    let start = founded.since(PAST);
    let mut told = Vec::new();
    let people = people::tell(&mut dice, administrator, start, &mut told);
    let rooms = place::tell(&mut dice, administrator, start, &mut told);
    for number in 0..ITEMS {
        let item = stock::pick(&mut dice, number);
        life::tell(
            &mut dice,
            &item,
            &people,
            &rooms,
            (start, founded),
            &mut told,
        );
    }
    // Stable: what was told first of one moment stays first.
    told.sort_by_key(|told| told.deed.at);
    told
}

/// The made-up devices. The second one syncs only after all has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Device {
    Office,
    Basement,
}

impl Device {
    const fn installation(self) -> InstallationId {
        InstallationId::fixed(0x0000_0000_03e8_7000_8000_00de_3000_0001 + self as u128)
    }
}

/// A deed with the ids that it will have.
struct Told {
    op: OpId,
    action: ActionId,
    on: Device,
    deed: Deed,
}

impl Told {
    fn new(dice: &mut Dice, deed: Deed) -> Self {
        Self {
            op: OpId::new(deed.at, dice.bytes()),
            action: ActionId::new(deed.at, dice.bytes()),
            on: Device::Office,
            deed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUNDED: Millis = Millis(1_795_780_800_000);

    #[test]
    fn the_past_is_the_same_each_time_it_is_told() {
        let texts = || {
            past(PersonId::fixed(1), FOUNDED)
                .into_iter()
                .map(|told| {
                    let operation = told.deed.seal(told.op, told.action).expect("an operation");
                    operation.text().to_owned()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(), texts());
    }

    #[test]
    fn the_past_is_told_in_order_and_ends_before_the_founding() {
        let past = past(PersonId::fixed(1), FOUNDED);
        assert!(past.is_sorted_by_key(|told| told.deed.at));
        let latest = past.last().map(|told| told.deed.at);
        assert!(latest.is_some_and(|at| at <= FOUNDED), "{latest:?}");
    }
}
