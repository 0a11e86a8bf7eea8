//! What happens to machines.

use mobile_core::api::Command;
use shared::operation::Intent;
use shared::time::Millis;

use super::chance::Dice;
use super::morning::{backup_file, device_file};
use super::order::ends_twice;
use super::world::{Hand, World};
use crate::small_world::Fallible;

/// Devices at most, with the copies of others.
const DEVICES: usize = 6;
/// The numbers of copies begin above those of everybody's device.
const COPIES: u32 = 100;
/// What other versions of the app write in the place of this one's schema.
const SCHEMAS: [&str; 2] = [r#""app_schema":0"#, r#""app_schema":9,"weather":"fine""#];
/// A year, in days.
const YEAR: i64 = 365;

impl World {
    /// Something happens to a machine.
    pub(super) async fn trouble(&mut self, number: u32) -> Fallible {
        match self.dice.below(100) {
            0..16 => {
                let boots = self.dice.flip();
                self.fault("app killed", number);
                self.device(number)?.restart(boots)
            }
            16..24 => {
                self.fault("server killed", "");
                self.server.kill();
                self.server.start().await
            }
            24..32 => {
                let is_full = !self.device(number)?.is_full();
                match is_full {
                    true => self.fault("disk full", format_args!("device {number}")),
                    false => self.tell(format_args!("device {number} has room again")),
                }
                self.device(number)?.restart_on(is_full)
            }
            32..38 => self.fill_server(),
            38..46 => {
                let schema = self.dice.choose(SCHEMAS);
                let hand = self.hand(number)?;
                hand.schema = schema.filter(|_| hand.schema.is_none());
                hand.device.restart(false)?;
                let schema = self.hand(number)?.schema;
                self.fault(
                    "another version",
                    format_args!("device {number}: {schema:?}"),
                );
                Ok(())
            }
            46..60 => {
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
            60..66 => {
                self.make_room()?;
                let step = self.steps;
                self.tell("backup made");
                self.backups.push(step);
                self.server.back_up(&backup_file(self.folder.path(), step))
            }
            66..70 => self.undo_everything(number),
            70..74 => {
                let backups = self.backups.clone();
                let made = self.dice.choose(backups).ok_or("no backup")?;
                self.fault("old backup put back", format_args!("that of {made}"));
                let from = backup_file(self.folder.path(), made);
                self.server.put_back(&from).await?;
                self.server_is_full = false;
                self.given.forget(self.server.reader()?)
            }
            74..84 => {
                let copy = self.folder.path().join(format!("copy-{number}"));
                self.tell(format_args!("the store of device {number} is kept"));
                let hand = self.hand(number)?;
                hand.device.keep_copy(&copy)?;
                hand.kept = Some(copy);
                Ok(())
            }
            // Stores that fork know of each other what the order of connecting says.
            84.. if ends_twice(self.seed) => Ok(()),
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
        let copied = hand.device.copied(file, chance)?;
        let copied = Hand::of(copied, hand.person);
        self.hands.insert(other, copied);
        Ok(())
    }

    fn fill_server(&mut self) -> Fallible {
        if self.server_is_full {
            return self.make_room();
        }
        self.fault("disk full", "server");
        self.server_is_full = true;
        self.server.fill(true)
    }

    /// The server's disk has room again.
    pub(super) fn make_room(&mut self) -> Fallible {
        if !self.server_is_full {
            return Ok(());
        }
        self.tell("the server has room again");
        self.server_is_full = false;
        self.server.fill(false)
    }

    /// Somebody takes back all that they did and have not, the last first.
    fn undo_everything(&mut self, number: u32) -> Fallible {
        self.fault("everything undone", format_args!("device {number}"));
        let outbox = self.device(number)?.outbox()?;
        let done = outbox
            .to_send
            .iter()
            .chain(&outbox.parked)
            .chain(&outbox.sent);
        let mut done: Vec<_> = done
            .filter(|action| !action.withdrawn && action.intent != Intent::Undone)
            .map(|action| (action.at, action.action))
            .collect();
        done.sort();
        for (_, action) in done.into_iter().rev() {
            self.perform(
                number,
                &format!("takes back {action}"),
                Command::Undo(action),
            )?;
        }
        Ok(())
    }
}
