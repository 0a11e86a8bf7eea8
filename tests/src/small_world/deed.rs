//! What the steps of a script do, each as a person does it: `A sees 10:12 R2`, `B syncs`, `O gives it 11:00 logistics`.

use mobile_core::api::{
    Administration, Answer, Command, DoneView, FieldChange, Found, ItemView, NewItem, Side, Target,
};
use serde_json::{Value, json};
use shared::id::{ItemId, PlaceId, TeamId, TypeId};
use shared::model::starter::{sub_state_id, team, types};
use shared::model::{ItemState, State, field};

use shared::time::Millis;

use super::day::{Day, at};
use super::shown::side;
use super::{Device, Fallible};

impl Day {
    /// Takes a step of a script.
    pub(super) async fn step(&mut self, step: &str) -> Fallible {
        let words: Vec<&str> = step.split_whitespace().collect();
        let [who, verb, rest @ ..] = words.as_slice() else {
            return Err("no step".into());
        };
        let name = who.chars().next().ok_or("nobody")?;
        let target = rest.get(1).copied().unwrap_or_default();
        if let Some(time) = rest.first() {
            self.wait(name, at(time)?)?;
        }
        let command = match *verb {
            "syncs" => return self.sync(name).await,
            "kept" => return self.back_up(false).await,
            "restored" => return self.back_up(true).await,
            "copied" => return self.copy(name, target.chars().next().ok_or("to whom?")?),
            "clock" => return self.set_clock(name, target),
            "opens" => {
                let form = self.seen(name)?;
                self.hand(name)?.form = Some(form);
                return Ok(());
            }
            "looks" => return self.look(name, "PC-1"),
            "scans" => return self.scan(name, target, rest.get(2).copied()),
            "merges" => Command::Merge(self.named(name, target, rest.get(2).copied())?),
            // What was found as one with what was made last.
            "parts-last" => {
                let shown = self.seen(name)?;
                let [other] = shown.merged.as_slice() else {
                    return Err("it is not one with one other".into());
                };
                Command::KeepApart(vec![shown.row.id, other.id])
            }
            "parts" => {
                let items = self.named(name, target, rest.get(2).copied())?;
                Command::KeepApart(items)
            }
            "sees" => self.moving(vec![self.item], target)?,
            "sees-all" => {
                let all = self.hand(name)?.device.items()?;
                self.moving(all, target)?
            }
            "names" => self.edit(name, field::NAME, json!(target))?,
            "notes" => self.edit(name, field::NOTES, json!(target))?,
            "clears" => self.edit(name, field::NOTES, Value::Null)?,
            "entrusts" => {
                let person = *self.people.get(target).ok_or("nobody has that name")?;
                self.edit(name, field::RESPONSIBLE, json!(person))?
            }
            "states" => self.state(target, rest.get(2).is_some())?,
            "makes" => return self.make(name, target, rest.get(2).copied()),
            "labels" => Command::Label {
                items: vec![self.item],
                places: Vec::new(),
            },
            "numbers" => Command::Administer(Administration::SetNumberPattern {
                item_type: type_called(target)?,
                pattern: rest.get(2).map(|pattern| (*pattern).to_owned()),
            }),
            "creates" => {
                let serial = rest.get(3).copied();
                return self.create(name, target, rest.get(2).copied(), serial);
            }
            "stamps" => {
                let serial = rest.get(2).copied().ok_or("no serial")?;
                let Found::Item(found) = look_up(&mut self.hand(name)?.device, target)? else {
                    return Err(format!("{target} is not found").into());
                };
                self.item = found.item.row.id;
                self.edit(name, field::SERIAL_NUMBER, json!(serial))?
            }
            "undoes" => self.undo(name, target)?,
            "settles" => self.settle(name, target)?,
            "gives" => Command::Administer(Administration::MoveType {
                item_type: type_called(target)?,
                team: team_called(rest.get(2).copied())?,
            }),
            "puts" => self.put(name, target, rest.get(2).copied())?,
            other => return Err(format!("nobody knows how one {other}").into()),
        };
        self.act(name, command)?;
        Ok(())
    }

    fn act(&mut self, name: char, command: Command) -> Fallible<DoneView> {
        let hand = self.hand(name)?;
        let done = hand.device.done(command)?.ok_or("it is refused")?;
        hand.done.push(done.action);
        Ok(done)
    }

    fn seen(&mut self, name: char) -> Fallible<ItemView> {
        let item = self.item;
        let seen = self.hand(name)?.device.item(item)?;
        Ok(seen.ok_or("it is not there")?)
    }

    fn room(&self, name: &str) -> Fallible<PlaceId> {
        Ok(*self.rooms.get(name).ok_or("no such room")?)
    }

    fn set_clock(&mut self, name: char, by: &str) -> Fallible {
        let hours: i64 = by.parse()?;
        let device = &self.hand(name)?.device;
        device.set_wall(device.wall().plus(Millis(hours * 60 * Millis::MINUTE.0)));
        Ok(())
    }

    fn look(&mut self, name: char, code: &str) -> Fallible {
        let device = &mut self.hand(name)?.device;
        match look_up(device, code)? {
            Found::Item(_) => Ok(()),
            other => Err(format!("not found: {other:?}").into()),
        }
    }

    /// Scans a code and puts what it leads to in a room.
    fn scan(&mut self, name: char, code: &str, room: Option<&str>) -> Fallible {
        let place = self.room(room.ok_or("no room")?)?;
        let found = match look_up(&mut self.hand(name)?.device, code)? {
            Found::Item(found) => found,
            other => return Err(format!("not found: {other:?}").into()),
        };
        let target = Target {
            item: found.item.through.unwrap_or(found.item.row.id),
            seen: None,
        };
        self.act(
            name,
            Command::Move {
                items: vec![target],
                place,
            },
        )?;
        Ok(())
    }

    /// The two items that bear two numbers of their own, whichever they are shown as.
    fn named(&mut self, name: char, one: &str, other: Option<&str>) -> Fallible<Vec<ItemId>> {
        let mut items = Vec::new();
        for code in [one, other.ok_or("no other")?] {
            let device = &mut self.hand(name)?.device;
            let Found::Item(found) = look_up(device, code)? else {
                return Err(format!("{code} is not found").into());
            };
            items.push(found.item.through.unwrap_or(found.item.row.id));
        }
        Ok(items)
    }

    fn moving(&self, items: Vec<ItemId>, room: &str) -> Fallible<Command> {
        let target = |item| Target { item, seen: None };
        Ok(Command::Move {
            items: items.into_iter().map(target).collect(),
            place: self.room(room)?,
        })
    }

    fn edit(&mut self, name: char, field: &str, value: Value) -> Fallible<Command> {
        let form = match self.hand(name)?.form.take() {
            Some(form) => form,
            None => self.seen(name)?,
        };
        Ok(Command::Edit {
            item: self.item,
            rev: form.rev,
            changes: vec![FieldChange {
                field: field.into(),
                base: form.bases.get(field).copied(),
                value,
            }],
        })
    }

    fn state(&self, word: &str, refined: bool) -> Fallible<Command> {
        let state = ItemState {
            state: State::from_word(word).ok_or("no such state")?,
            sub_state: refined.then_some(sub_state_id(types::LAPTOP, 0)),
        };
        let target = Target {
            item: self.item,
            seen: None,
        };
        Ok(Command::SetState {
            items: vec![target],
            state,
        })
    }

    fn create(
        &mut self,
        name: char,
        number: &str,
        room: Option<&str>,
        serial: Option<&str>,
    ) -> Fallible {
        let serial = serial.map(|serial| (field::SERIAL_NUMBER.into(), json!(serial)));
        let number = (field::INVENTORY_NUMBER.into(), json!(number));
        let new = NewItem {
            item_type: types::LAPTOP,
            code: None,
            place: Some(self.room(room.ok_or("no room")?)?),
            state: None,
            fields: serial.into_iter().chain([number]).collect(),
        };
        let done = self.act(name, Command::Create(new))?;
        self.item = done.item.ok_or("it is not shown")?.row.id;
        Ok(())
    }

    /// Laptops without a number by hand, the last of which the script is then about.
    fn make(&mut self, name: char, many: &str, room: Option<&str>) -> Fallible {
        let place = Some(self.room(room.ok_or("no room")?)?);
        for _ in 0..many.parse::<u32>()? {
            let new = NewItem {
                item_type: types::LAPTOP,
                code: None,
                place,
                state: None,
                fields: [].into(),
            };
            let done = self.act(name, Command::Create(new))?;
            self.item = done.item.ok_or("it is not shown")?.row.id;
        }
        Ok(())
    }

    /// The last that somebody did, or what they did as the first, second …
    fn undo(&mut self, name: char, number: &str) -> Fallible<Command> {
        let done = &self.hand(name)?.done;
        let action = match number {
            "" => done.last(),
            number => done.get(number.parse::<usize>()?.saturating_sub(1)),
        };
        Ok(Command::Undo(*action.ok_or("nothing was done")?))
    }

    fn settle(&mut self, name: char, value: &str) -> Fallible<Command> {
        let open = self.seen(name)?.conflicts;
        let open = open.first().ok_or("no conflict is open")?;
        Ok(Command::Settle {
            record: open.record.clone(),
            conflict: open.id,
            side: match side(&open.kept.value) == value {
                true => Side::Kept,
                false => Side::Other,
            },
        })
    }

    fn put(&mut self, name: char, place: &str, into: Option<&str>) -> Fallible<Command> {
        let (place, into) = (self.room(place)?, self.room(into.ok_or("into what?")?)?);
        let detail = match self.hand(name)?.device.run(Command::OpenPlace(place))? {
            Answer::Place(Some(detail)) => detail,
            other => return Err(format!("not a place: {other:?}").into()),
        };
        Ok(Command::EditPlace {
            place,
            rev: detail.rev,
            changes: vec![FieldChange {
                field: field::PARENT.into(),
                base: detail.bases.get(field::PARENT).copied(),
                value: json!(into),
            }],
        })
    }
}

/// What a code leads to.
pub(super) fn look_up(device: &mut Device, code: &str) -> Fallible<Found> {
    let look_up = Command::LookUp {
        code: code.to_owned(),
        symbology: None,
        place: None,
    };
    match device.run(look_up)? {
        Answer::Found(found) => Ok(found),
        other => Err(format!("not found: {other:?}").into()),
    }
}

fn type_called(name: &str) -> Fallible<TypeId> {
    match name {
        "laptops" => Ok(types::LAPTOP),
        "monitors" => Ok(types::MONITOR),
        _ => Err("no such type".into()),
    }
}

fn team_called(name: Option<&str>) -> Fallible<TeamId> {
    match name {
        Some("it") => Ok(team::IT),
        Some("logistics") => Ok(team::LOGISTICS),
        _ => Err("no such team".into()),
    }
}
