//! The merge cases of the design as a table, run by devices and a server made of nothing but the fold; and what must
//! hold whatever people do.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Accepted, Fold, Own};
use crate::id::{ActionId, InstallationId, ItemId, OpId, PersonId};
use crate::model::{ConfigItem, ItemState, State, field};
use crate::operation::{Assign, Change, Intent, Operation, Outcome};
use crate::record::{Collection, Field, Flag, Life, Record, RecordKey};
use crate::time::{Corrected, Millis, Tick};

mod cases;
mod outcomes;
mod whatever_people_do;

const OFFICE: char = 'O';

fn key() -> RecordKey {
    RecordKey::new(Collection::Item, ItemId::fixed(1))
}

fn person(name: char) -> PersonId {
    PersonId::fixed(u128::from(u32::from(name)))
}

fn installation(name: char) -> InstallationId {
    InstallationId::fixed(u128::from(u32::from(name)))
}

/// Minutes of the day, written `10:05`, as a time.
fn at(clock: &str) -> Millis {
    let (hours, minutes) = clock.split_once(':').expect("a time");
    let minutes =
        hours.parse::<i64>().expect("hours") * 60 + minutes.parse::<i64>().expect("minutes");
    Millis(1_795_737_600_000 + minutes * 60_000)
}

#[derive(Default)]
struct Device {
    base: Option<Record>,
    own: Vec<Own>,
    pending: Vec<Operation>,
    floor: Millis,
    outcomes: Vec<Outcome>,
}

impl Device {
    fn all_own(&self) -> Vec<OpId> {
        let own = self.own.iter().map(|own| own.accepted.operation.op_id);
        own.chain(self.pending.iter().map(|operation| operation.op_id))
            .collect()
    }

    fn fold(&self, name: char) -> Fold {
        let mut fold = match &self.base {
            Some(record) => Fold::seed(record.clone(), &self.own),
            None => Fold::new(key()),
        };
        let mut floor = self.floor;
        for operation in &self.pending {
            let (at, uncertain) =
                fold.effective(operation, Corrected::Sure(operation.observed_at), floor);
            floor = floor.max(at);
            fold.apply(Accepted {
                operation: operation.clone(),
                installation: installation(name),
                at,
                uncertain,
            });
        }
        fold
    }
}

/// People with devices, and a server that keeps the list.
#[derive(Default)]
struct Day {
    list: Vec<Accepted>,
    devices: BTreeMap<char, Device>,
    made: u128,
}

impl Day {
    fn new() -> Self {
        let mut day = Self::default();
        let fields = BTreeMap::from([
            (Field::new(field::NAME), json!("X")),
            (Field::new(field::PLACE), json!("R1")),
            (
                Field::new(field::STATE),
                ItemState::plain(State::InService).to_value(),
            ),
        ]);
        day.act(
            OFFICE,
            at("08:00"),
            Intent::Edited,
            Change::Create { fields },
        );
        day.sync(OFFICE);
        for name in ['A', 'B', 'C'] {
            day.sync(name);
        }
        day
    }

    fn server(&self) -> Fold {
        Fold::replay(key(), self.list.iter().cloned())
    }

    fn act(&mut self, name: char, observed_at: Millis, intent: Intent, change: Change) {
        self.made += 1;
        let device = self.devices.entry(name).or_default();
        let seen = device.base.as_ref().map_or(0, |record| record.rev);
        device.pending.push(Operation {
            op_id: OpId::fixed(self.made),
            action: ActionId::fixed(self.made),
            record: key(),
            actor: person(name),
            observed_at,
            tick: Tick("boot".into(), 0),
            app_schema: 1,
            seen,
            intent,
            change,
        });
    }

    fn set(&mut self, name: char, when: &str, intent: Intent, fields: &[(&str, Value)]) {
        let fold = self.devices.entry(name).or_default().fold(name);
        let base = |field: &str| fold.record().and_then(|record| record.base(field));
        let assign = |(name, value): &(&str, Value)| Assign {
            field: Field::new(name),
            base: base(name),
            value: value.clone(),
        };
        let change = Change::Set(fields.iter().map(assign).collect());
        self.act(name, at(when), intent, change);
    }

    fn sync(&mut self, name: char) {
        let mut fold = self.server();
        let device = self.devices.entry(name).or_default();
        for operation in std::mem::take(&mut device.pending) {
            let corrected = Corrected::Sure(operation.observed_at);
            let (at, uncertain) = fold.effective(&operation, corrected, device.floor);
            let before = fold
                .record()
                .map(|record| record.fields.clone())
                .unwrap_or_default();
            let installation = installation(name);
            let accepted = Accepted {
                operation,
                installation,
                at,
                uncertain,
            };
            let outcome = fold.apply(accepted.clone());
            device.outcomes.push(outcome.clone());
            device.floor = device.floor.max(at);
            let rev = fold.record().map_or(0, |record| record.rev);
            device.own.push(Own {
                accepted: accepted.clone(),
                rev,
                outcome,
                before,
            });
            self.list.push(accepted);
        }
        device.base = fold.into_record();
    }

    fn step(&mut self, step: &str, order: &str) {
        let words: Vec<&str> = step.split_whitespace().collect();
        let [who, rest @ ..] = words.as_slice() else {
            panic!("an empty step")
        };
        if *who == "*" {
            order.chars().for_each(|name| self.sync(name));
            return;
        }
        let name = who.chars().next().expect("a name");
        let when = rest.get(1).copied().unwrap_or("17:00");
        let target = rest.get(2).copied().unwrap_or_default();
        match rest[0] {
            "syncs" => self.sync(name),
            "sees" => {
                let seen = json!({"by": person(name)});
                let fields = [(field::PLACE, json!(target)), (field::LAST_SEEN, seen)];
                self.set(name, when, Intent::Moved, &fields);
            }
            "looks" => self.set(
                name,
                when,
                Intent::LookedUp,
                &[(field::LAST_SEEN, json!({"by": person(name)}))],
            ),
            "names" => self.set(name, when, Intent::Edited, &[(field::NAME, json!(target))]),
            "notes" => self.set(name, when, Intent::Edited, &[(field::NOTES, json!(target))]),
            "entrusts" => self.set(
                name,
                when,
                Intent::Edited,
                &[(field::RESPONSIBLE, json!(target))],
            ),
            "states" => {
                let state = State::from_word(target).expect("a state");
                let mut value = ItemState::plain(state).to_value();
                if let Some(sub_state) = rest.get(3) {
                    value["sub_state"] = json!(OpId::fixed(sub_state.parse().expect("a number")));
                }
                self.set(name, when, Intent::Edited, &[(field::STATE, value)]);
            }
            // The last of one's own operations, or the one of that number, counted from the first.
            "undoes" => {
                let own = self.devices[&name].all_own();
                let number = match target {
                    "" => own.len() - 1,
                    number => number.parse::<usize>().expect("a number") % own.len(),
                };
                let change = Change::Withdraw { op: own[number] };
                self.act(name, at(when), Intent::Undone, change);
            }
            "settles" => {
                let fold = self.devices[&name].fold(name);
                let open = fold
                    .record()
                    .expect("a record")
                    .conflicts
                    .first()
                    .expect("a conflict")
                    .clone();
                let value = json!(target);
                self.act(
                    name,
                    at(when),
                    Intent::Edited,
                    Change::Settle {
                        conflict: open.id,
                        field: open.field,
                        value,
                    },
                );
            }
            other => panic!("no such step: {other}"),
        }
    }
}

/// What a record shows, in the words of the table.
fn shown(record: &Record) -> String {
    let mut parts = vec![];
    let item = ConfigItem(record);
    for field in [field::PLACE, field::NAME, field::NOTES, field::RESPONSIBLE] {
        parts.extend(record.text(field).map(|text| format!("{field}={text}")));
    }
    let state = item.state().expect("a state");
    parts.push(format!(
        "{}{}",
        state.state.word(),
        if state.sub_state.is_some() {
            "/sub"
        } else {
            ""
        }
    ));
    for conflict in &record.conflicts {
        let before = conflict
            .before
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or("?");
        let side = |value: &Value| value.as_str().unwrap_or("?").to_owned();
        let (kept, other) = (side(&conflict.kept.value), side(&conflict.other.value));
        parts.push(format!("conflict({kept}|{other}<{before})"));
    }
    if record.life == Life::Undone {
        parts.push("gone".into());
    }
    if item.is_contradiction() {
        parts.push("contradiction".into());
    }
    for flag in &record.flags {
        parts.push(match flag {
            Flag::Revived { .. } => "revived".into(),
            Flag::CreationUndone {} => "creation-undone".into(),
        });
    }
    parts.join(" ")
}

/// Runs a script in several orders of connecting (`*` is where all sync in that order) and looks at what everybody
/// has in the end; with several expectations, one for each order.
#[track_caller]
fn check(script: &str, orders: &[&str], expected: &[&str]) {
    for (number, order) in orders.iter().enumerate() {
        let mut day = Day::new();
        for step in script.split(';') {
            day.step(step.trim(), order);
        }
        for name in ['A', 'B', 'C', 'A', 'B', 'C'] {
            day.sync(name);
        }
        let server = day.server();
        let record = server.record().expect("a record");
        let expected = expected
            .get(number)
            .or(expected.last())
            .expect("an expectation");
        assert_eq!(&shown(record), expected, "order {order} of {script}");
        for (name, device) in day.devices.iter().filter(|(name, _)| **name != OFFICE) {
            assert_eq!(
                device.base.as_ref(),
                Some(record),
                "device {name}, order {order}"
            );
            assert_eq!(
                device.fold(*name).record(),
                Some(record),
                "view of {name}, order {order}"
            );
        }
    }
}

/// What a person sees on their own device before it has synced.
#[track_caller]
fn check_offline(script: &str, who: char, expected: &str) {
    let mut day = Day::new();
    for step in script.split(';') {
        day.step(step.trim(), "");
    }
    assert_eq!(
        shown(day.devices[&who].fold(who).record().expect("a record")),
        expected
    );
}

const BOTH: &[&str] = &["AB", "BA"];

/// A creation by A of the record, in place of the office's.
fn created_by_a() -> Day {
    let mut day = Day::default();
    let fields = BTreeMap::from([
        (Field::new(field::NAME), json!("PC-9")),
        (Field::new(field::PLACE), json!("R1")),
        (
            Field::new(field::STATE),
            ItemState::plain(State::InStock).to_value(),
        ),
    ]);
    day.act('A', at("09:00"), Intent::Edited, Change::Create { fields });
    day.sync('A');
    day.sync('B');
    day
}
