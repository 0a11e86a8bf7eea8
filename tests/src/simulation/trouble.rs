//! What happens to machines.

use shared::time::Millis;

use super::chance::Dice;
use super::morning::{backup_file, device_file};
use super::world::{Hand, World};
use crate::small_world::Fallible;

/// Devices at most, with the copies of others.
const DEVICES: usize = 6;
/// The numbers of copies begin above those of everybody's device.
const COPIES: u32 = 100;
/// A year, in days.
const YEAR: i64 = 365;

impl World {
    /// Something happens to a machine.
    pub(super) async fn trouble(&mut self, number: u32) -> Fallible {
        match self.dice.below(100) {
            0..30 => {
                let boots = self.dice.flip();
                self.fault("app killed", number);
                self.device(number)?.restart(boots)
            }
            30..42 => {
                self.fault("server killed", "");
                self.server.kill();
                self.server.start().await
            }
            42..60 => {
                let years = self.dice.between(-10, 10);
                self.fault(
                    "clock set",
                    format_args!("device {number} by {years} years"),
                );
                let now = self.server.now();
                let wall = now.plus(Millis(years * YEAR * Millis::DAY.0));
                self.device(number)?.set_wall(wall);
                Ok(())
            }
            60..68 => {
                let step = self.steps;
                self.tell("backup made");
                self.backups.push(step);
                self.server.back_up(&backup_file(self.folder.path(), step))
            }
            68..72 => {
                let backups = self.backups.clone();
                let made = self.dice.choose(backups).ok_or("no backup")?;
                self.fault("old backup put back", format_args!("that of {made}"));
                let from = backup_file(self.folder.path(), made);
                self.server.put_back(&from).await
            }
            72..84 => {
                let copy = self.folder.path().join(format!("copy-{number}"));
                self.tell(format_args!("the store of device {number} is kept"));
                let hand = self.hand(number)?;
                hand.device.keep_copy(&copy)?;
                hand.kept = Some(copy);
                Ok(())
            }
            84..94 => {
                let Some(copy) = self.hand(number)?.kept.clone() else {
                    return Ok(());
                };
                self.fault("device put back", number);
                let lost = self.device(number)?.put_back(&copy)?;
                self.gone.extend(lost);
                Ok(())
            }
            _ => self.copy_device(number),
        }
    }

    fn copy_device(&mut self, number: u32) -> Fallible {
        if self.hands.len() == DEVICES {
            return Ok(());
        }
        let other = COPIES + self.steps;
        self.fault("device copied", format_args!("{number} to {other}"));
        let file = device_file(self.folder.path(), other);
        let chance = Dice::of(self.seed, self.steps, other).into_source();
        let hand = self.hand(number)?;
        let copied = Hand {
            device: hand.device.copied(file, chance)?,
            person: hand.person,
            kept: None,
        };
        self.hands.insert(other, copied);
        Ok(())
    }
}
