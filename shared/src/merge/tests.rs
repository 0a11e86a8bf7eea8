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

#[test]
fn m1_the_later_observation_counts_whatever_arrives_first() {
    check(
        "A sees 10:00 R2; B sees 14:00 R3; *",
        BOTH,
        &["place=R3 name=X in_service"],
    );
}

#[test]
fn m1_the_older_one_is_told_that_it_is_history() {
    let mut day = Day::new();
    for step in ["A sees 10:00 R2", "B sees 14:00 R3", "B syncs", "A syncs"] {
        day.step(step, "");
    }
    assert!(matches!(
        day.devices[&'A'].outcomes[..],
        [Outcome::Superseded { by: Some(_) }]
    ));
    assert_eq!(day.devices[&'B'].outcomes, [Outcome::Applied {}]);
}

#[test]
fn m2_two_rooms_within_a_quarter_of_an_hour_are_one_conflict() {
    let expected = &["place=R3 name=X in_service conflict(R3|R2<R1)"];
    check("A sees 10:12 R2; B sees 10:19 R3; *", BOTH, expected);
}

#[test]
fn m2_the_first_to_settle_counts_and_the_other_is_told() {
    let script = "A sees 10:12 R2; B sees 10:19 R3; *; A syncs; B syncs; A settles 11:00 R2; B settles 11:05 R3; A syncs; B syncs";
    check(script, BOTH, &["place=R2 name=X in_service"]);
    let mut day = Day::new();
    for step in script.split(';') {
        day.step(step.trim(), "AB");
    }
    assert_eq!(
        day.devices[&'B'].outcomes.last(),
        Some(&Outcome::Superseded { by: None })
    );
    let record = day.server().into_record().expect("a record");
    assert_eq!(record.fields[field::PLACE].stamp.at, at("10:19").next());
}

#[test]
fn m3_different_fields_are_both_kept() {
    check(
        "A entrusts 10:00 Ann; B notes 10:00 dusty; *",
        BOTH,
        &["place=R1 name=X notes=dusty responsible=Ann in_service"],
    );
}

#[test]
fn m4_two_names_are_one_conflict_and_the_first_to_arrive_stays() {
    let expected = &[
        "place=R1 name=Y in_service conflict(Y|Z<X)",
        "place=R1 name=Z in_service conflict(Z|Y<X)",
    ];
    check("A names 10:00 Y; B names 10:00 Z; *", BOTH, expected);
}

#[test]
fn m5_going_on_from_ones_own_value_is_the_same_conflict() {
    check(
        "A names 10:00 Y; A names 10:10 Y2; B names 10:05 Z; B syncs; *",
        &["A"],
        &["place=R1 name=Z in_service conflict(Z|Y2<X)"],
    );
    // The same where A has synced in between, and goes on from what the conflict shows as theirs.
    let mut day = Day::new();
    for step in ["A names 10:00 Y", "B names 10:05 Z", "B syncs", "A syncs"] {
        day.step(step, "");
    }
    let open = day.devices[&'A'].base.as_ref().expect("a record").conflicts[0].clone();
    let assign = Assign {
        field: field::NAME.into(),
        base: Some(open.other.stamp.op),
        value: json!("Y2"),
    };
    day.act('A', at("11:00"), Intent::Edited, Change::Set(vec![assign]));
    let offline = day.devices[&'A'].fold('A').into_record().expect("a record");
    day.sync('A');
    let record = day.server().into_record().expect("a record");
    assert_eq!(
        shown(&record),
        "place=R1 name=Z in_service conflict(Z|Y2<X)"
    );
    assert_eq!(record.conflicts[0].id, open.id);
    assert_eq!(offline.conflicts, record.conflicts);
}

#[test]
fn m6_the_same_room_twice_is_no_conflict() {
    check(
        "A sees 10:00 R2; B sees 10:05 R2; *",
        BOTH,
        &["place=R2 name=X in_service"],
    );
    let mut day = Day::new();
    for step in ["A sees 10:00 R2", "B sees 10:05 R2", "B syncs", "A syncs"] {
        day.step(step, "");
    }
    let record = day.server().into_record().expect("a record");
    let seen = ConfigItem(&record).last_seen().expect("seen");
    assert_eq!((seen.at, seen.by), (at("10:05"), person('B')));
}

#[test]
fn m7_undoing_what_is_no_longer_current_changes_nothing() {
    let script = "A sees 10:00 R2; A syncs; B sees 14:00 R3; *; A undoes 14:05; *";
    check(script, BOTH, &["place=R3 name=X in_service"]);
}

#[test]
fn m8_undoing_gives_way_to_what_somebody_else_saw() {
    let script = "A sees 10:00 R2; A syncs; B sees 09:50 R4; B syncs; A syncs";
    check(
        script,
        &[""],
        &["place=R2 name=X in_service conflict(R2|R4<R1)"],
    );
    check(
        &format!("{script}; A undoes 10:30"),
        &[""],
        &["place=R4 name=X in_service"],
    );
    check_offline(
        &format!("{script}; A undoes 10:30"),
        'A',
        "place=R4 name=X in_service",
    );
}

#[test]
fn m9_undoing_a_fact_that_somebody_changed_since_leaves_their_value() {
    let script =
        "A names 10:00 Y; A syncs; B syncs; B names 11:00 Z; B syncs; A undoes 12:00; A syncs";
    check(script, &[""], &["place=R1 name=Z in_service"]);
    let mut day = Day::new();
    for step in script.split(';') {
        day.step(step.trim(), "");
    }
    let by = day
        .server()
        .into_record()
        .expect("a record")
        .base(field::NAME);
    assert_eq!(
        day.devices[&'A'].outcomes.last(),
        Some(&Outcome::Superseded { by })
    );
}

#[test]
fn a_fact_that_is_undone_falls_back_also_offline() {
    check(
        "A names 10:00 Y; *; A undoes 10:05; *",
        BOTH,
        &["place=R1 name=X in_service"],
    );
    check_offline(
        "A names 10:00 Y; A syncs; A undoes 10:05",
        'A',
        "place=R1 name=X in_service",
    );
    check_offline(
        "A names 10:00 Y; A names 10:01 Z; A syncs; A undoes 10:05",
        'A',
        "place=R1 name=Y in_service",
    );
}

#[test]
fn a_fact_made_on_one_that_was_undone_reads_its_base() {
    // B, not knowing that A undid Y, goes on from X: no conflict.
    check(
        "A names 10:00 Y; A syncs; A undoes 10:05; A syncs; B names 10:10 Z; *",
        &["B"],
        &["place=R1 name=Z in_service"],
    );
}

#[test]
fn redoing_a_fact_that_somebody_changed_meanwhile_leaves_their_value() {
    let script = "A names 10:00 Y; A syncs; A undoes 10:05; A syncs; B syncs; B names 10:10 Z; B syncs; A undoes 10:20; A syncs";
    check(script, &[""], &["place=R1 name=Z in_service"]);
}

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

#[test]
fn m10_undoing_a_creation_that_others_touched_retires_it() {
    for order in BOTH {
        let mut day = created_by_a();
        day.step("B sees 10:00 R2", "");
        day.step("A undoes 10:30", "");
        day.step("*", order);
        let record = day.server().into_record().expect("a record");
        assert_eq!(
            shown(&record),
            "place=R2 name=PC-9 retired creation-undone",
            "order {order}"
        );
    }
}

#[test]
fn m11_undoing_a_creation_that_nobody_touched_takes_it_away() {
    let mut day = created_by_a();
    day.step("B looks 10:00", "");
    day.step("A undoes 10:30", "");
    day.step("*", "AB");
    assert_eq!(
        day.server().into_record().expect("a record").life,
        Life::Undone
    );
}

#[test]
fn m12_undoing_the_undo_brings_back_the_first_stamp() {
    let mut day = Day::new();
    day.step("A sees 10:00 R2", "");
    day.step("A syncs", "");
    let first = day.server().into_record().expect("a record");
    for step in ["A undoes 10:10", "A syncs", "A undoes 10:20"] {
        day.step(step, "");
    }
    let offline = day.devices[&'A'].fold('A').into_record().expect("a record");
    day.step("A syncs", "");
    let again = day.server().into_record().expect("a record");
    assert_eq!(again.fields, first.fields);
    assert_eq!(offline.fields, first.fields);
}

#[test]
fn m19_an_edit_by_somebody_who_did_not_know_revives_what_was_retired() {
    let all = &["ABC", "ACB", "BAC", "BCA", "CAB", "CBA"];
    let script = "A states 10:00 retired; B notes 10:05 dusty; C looks 10:10; *";
    check(
        script,
        all,
        &["place=R1 name=X notes=dusty in_service revived"],
    );
}

#[test]
fn m19_a_look_alone_shows_a_contradiction() {
    let script = "A states 10:00 retired; C looks 10:10; *";
    check(
        script,
        &["AC", "CA"],
        &["place=R1 name=X retired contradiction"],
    );
}

#[test]
fn an_edit_by_somebody_who_knew_leaves_it_retired() {
    check(
        "A states 10:00 retired; *; *; B notes 10:05 dusty; *",
        BOTH,
        &["place=R1 name=X notes=dusty retired"],
    );
    check(
        "A states 10:00 retired; A notes 10:05 sold; *",
        BOTH,
        &["place=R1 name=X notes=sold retired"],
    );
    check(
        "B notes 09:00 dusty; B syncs; A syncs; A states 10:00 retired; *",
        BOTH,
        &["place=R1 name=X notes=dusty retired"],
    );
}

#[test]
fn a_revival_that_is_undone_leaves_it_retired() {
    let script =
        "A states 10:00 retired; A syncs; B notes 10:05 dusty; B syncs; B undoes 10:10; B syncs";
    check(script, &[""], &["place=R1 name=X retired"]);
}

#[test]
fn somebody_who_knows_can_retire_again_what_was_revived() {
    let script =
        "A states 10:00 retired; B notes 10:05 dusty; *; A syncs; A states 11:00 retired; *";
    check(script, BOTH, &["place=R1 name=X notes=dusty retired"]);
}

#[test]
fn m21_state_and_sub_state_never_mix() {
    let script = "A states 10:00 in_service 7; B states 15:00 retired; *";
    check(script, BOTH, &["place=R1 name=X retired"]);
}

#[test]
fn m25_a_move_made_knowing_of_another_comes_after_it() {
    let script = "A sees 14:00 R2; A syncs; B syncs; B sees 13:10 R3; B syncs";
    check(script, &[""], &["place=R3 name=X in_service"]);
}

#[test]
fn m29_a_field_that_was_not_touched_is_left_alone() {
    let script = "B notes 10:00 dusty; B syncs; A names 10:05 Y; A syncs";
    check(script, &[""], &["place=R1 name=Y notes=dusty in_service"]);
}

#[test]
fn an_explicit_clearing_clears() {
    let mut day = Day::new();
    day.step("B notes 10:00 dusty", "");
    day.step("*", "BA");
    day.set('A', "10:05", Intent::Edited, &[(field::NOTES, Value::Null)]);
    day.step("*", "AB");
    assert_eq!(
        shown(day.server().record().expect("a record")),
        "place=R1 name=X in_service"
    );
}

#[test]
fn a_later_observation_closes_a_conflict_that_its_author_knew() {
    let script = "A sees 10:12 R2; B sees 10:19 R3; *; C syncs; C sees 10:25 R2; *";
    check(script, &["ABC"], &["place=R2 name=X in_service"]);
}

#[test]
fn settling_a_fact_counts_and_undoing_it_opens_the_conflict_again() {
    let script = "A names 10:00 Y; B names 10:00 Z; B syncs; A syncs; A settles 11:00 Y; A syncs";
    check(script, &[""], &["place=R1 name=Y in_service"]);
    let again = format!("{script}; A undoes 11:05; A syncs");
    check(
        &again,
        &[""],
        &["place=R1 name=Z in_service conflict(Z|Y<X)"],
    );
}

#[test]
fn an_undo_of_what_was_undone_already_does_not_outlive_the_redo() {
    let twice = "A names 10:00 Y; A undoes 10:01 0; A undoes 10:02 0; A syncs";
    check_offline(twice, 'A', "place=R1 name=X in_service");
    // The first undo is taken back: the second never did anything.
    let redone = format!("{twice}; A undoes 10:03 1");
    check_offline(&redone, 'A', "place=R1 name=Y in_service");
    check(&redone, &[""], &["place=R1 name=Y in_service"]);
}

#[test]
fn a_settling_that_came_too_late_counts_for_nothing_offline_either() {
    let script = "A sees 10:12 R2; B sees 10:19 R3; A syncs; B syncs; A syncs; \
                  A settles 11:00 R2; B settles 11:05 R3; A syncs; B syncs; B undoes 11:10 0";
    check_offline(script, 'B', "place=R2 name=X in_service");
    check(script, &[""], &["place=R2 name=X in_service"]);
}

#[test]
fn taking_back_ones_own_settling_offline_opens_the_conflict_again() {
    let script = "A names 10:00 Y; B names 10:00 Z; B syncs; A syncs; A settles 11:00 Y; A syncs";
    let undone = format!("{script}; A undoes 11:05");
    // What was before both the device no longer has.
    let offline = "place=R1 name=Z in_service conflict(Z|Y<?)";
    check_offline(&undone, 'A', offline);
    let synced = "place=R1 name=Z in_service conflict(Z|Y<X)";
    check(&undone, &[""], &[synced]);
}

#[test]
fn what_lost_stays_behind_when_another_of_ones_own_is_taken_back() {
    // B settles against A's name. A's undo of a note leaves the name as it was settled, also before it is sent.
    let script = "A names 10:00 Y; A notes 10:01 dusty; B names 10:00 Z; B syncs; A syncs; B syncs; \
                  B settles 11:00 Z; B syncs; A syncs; A names 12:00 W; A undoes 12:01";
    check_offline(script, 'A', "place=R1 name=Z notes=dusty in_service");
    check(script, &[""], &["place=R1 name=Z notes=dusty in_service"]);
}

#[test]
fn nobody_undoes_what_somebody_else_did() {
    let mut day = Day::new();
    day.step("A names 10:00 Y", "");
    day.step("*", "AB");
    let op = day.devices[&'A'].own[0].accepted.operation.op_id;
    day.act('B', at("11:00"), Intent::Undone, Change::Withdraw { op });
    let before = day.server().into_record();
    let mut fold = day.server();
    let operation = day.devices[&'B'].pending[0].clone();
    let accepted = Accepted {
        operation,
        installation: installation('B'),
        at: at("11:00"),
        uncertain: false,
    };
    assert!(matches!(fold.apply(accepted), Outcome::Parked { .. }));
    assert_eq!(fold.into_record(), before);
}

#[test]
fn a_record_survives_its_way_through_json() {
    let mut day = Day::new();
    for step in "A names 10:00 Y; B names 10:00 Z; A sees 10:12 R2; B sees 10:19 R3; *".split(';') {
        day.step(step.trim(), "AB");
    }
    let record = day.server().into_record().expect("a record");
    let text = serde_json::to_string(&record).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Record>(&text).expect("a record"),
        record
    );
}

/// What somebody may do in a random day.
fn any_step() -> impl Strategy<Value = String> {
    let name = prop_oneof![Just('A'), Just('B'), Just('C')];
    let deed = prop_oneof![
        (0..4u8).prop_map(|room| format!("sees TIME R{room}")),
        (0..3u8).prop_map(|word| format!("names TIME N{word}")),
        (0..3u8).prop_map(|word| format!("notes TIME N{word}")),
        Just("states TIME retired".to_owned()),
        Just("states TIME in_repair".to_owned()),
        Just("looks TIME".to_owned()),
        Just("undoes TIME".to_owned()),
        (0..9u8).prop_map(|number| format!("undoes TIME {number}")),
        (0..3u8).prop_map(|word| format!("settles TIME N{word}")),
        Just("syncs".to_owned()),
    ];
    (name, deed, 9..18u8, 0..60u8).prop_map(|(name, deed, hour, minute)| {
        format!(
            "{name} {}",
            deed.replace("TIME", &format!("{hour}:{minute:02}"))
        )
    })
}

fn run(steps: &[String]) -> Day {
    let mut day = Day::new();
    for step in steps {
        let name = step.chars().next().expect("a name");
        let device = &day.devices[&name];
        let can = match step.split_whitespace().nth(1) {
            Some("undoes") => !device.all_own().is_empty(),
            Some("settles") => {
                let fold = device.fold(name);
                fold.record()
                    .is_some_and(|record| !record.conflicts.is_empty())
            }
            _ => true,
        };
        if !can {
            continue;
        }
        day.step(step, "");
    }
    day
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn observations_come_to_the_same_values_in_any_order(
        seen in prop::collection::vec((0..4u8, 0..500i64), 1..7),
        seed in any::<u64>(),
    ) {
        let make = |order: &[usize]| {
            let mut day = Day::new();
            for (number, (room, minute)) in seen.iter().enumerate() {
                let name = char::from(b'a' + u8::try_from(number).expect("few"));
                day.devices.entry(name).or_default().base = day.server().into_record();
                let when = format!("{}:{:02}", 9 + minute / 60, minute % 60);
                day.step(&format!("{name} sees {when} R{room}"), "");
            }
            for number in order {
                day.sync(char::from(b'a' + u8::try_from(*number).expect("few")));
            }
            let record = day.server().into_record().expect("a record");
            record.fields.into_iter().map(|(field, state)| (field, state.value, state.stamp.at)).collect::<Vec<_>>()
        };
        let straight: Vec<usize> = (0..seen.len()).collect();
        let mut shuffled = straight.clone();
        shuffled.sort_by_key(|number| (seed.rotate_left(u32::try_from(*number * 7).expect("few"))) % 1_009);
        prop_assert_eq!(make(&straight), make(&shuffled));
    }

    #[test]
    fn undo_then_redo_is_the_same_record_but_for_rev(steps in prop::collection::vec(any_step(), 1..14)) {
        let mut day = run(&steps);
        for name in ['A', 'B', 'C'] {
            day.sync(name);
        }
        let before = day.server().into_record().expect("a record");
        let undoable = ['A', 'B', 'C'].into_iter().find(|name| !day.devices[name].own.is_empty());
        if let Some(name) = undoable {
            for _ in 0..2 {
                day.step(&format!("{name} undoes 18:00"), "");
                day.sync(name);
            }
            let mut after = day.server().into_record().expect("a record");
            after.rev = before.rev;
            prop_assert_eq!(after, before);
        }
    }

    #[test]
    fn applying_one_by_one_equals_folding_the_list(steps in prop::collection::vec(any_step(), 1..14)) {
        let mut day = run(&steps);
        for name in ['A', 'B', 'C'] {
            day.sync(name);
        }
        let mut one_by_one = Fold::new(key());
        for (number, accepted) in day.list.iter().enumerate() {
            one_by_one.apply(accepted.clone());
            let whole = Fold::replay(key(), day.list.iter().take(number + 1).cloned());
            prop_assert_eq!(one_by_one.record(), whole.record());
        }
    }

    #[test]
    fn a_device_that_has_synced_sees_what_the_server_has(steps in prop::collection::vec(any_step(), 1..14)) {
        let mut day = run(&steps);
        for name in ['A', 'B', 'C'] {
            day.sync(name);
            let server = day.server();
            let view = day.devices[&name].fold(name);
            prop_assert_eq!(view.record(), server.record());
        }
    }

    #[test]
    fn what_a_person_sees_offline_alone_is_what_comes_out(steps in prop::collection::vec(any_step(), 1..10)) {
        let steps: Vec<String> = steps.iter().map(|step| format!("A{}", &step[1..])).collect();
        let mut day = run(&steps);
        let offline = day.devices[&'A'].fold('A').into_record().expect("a record");
        day.sync('A');
        let server = day.server().into_record().expect("a record");
        let values = |record: &Record| {
            record.fields.iter().map(|(field, state)| (field.clone(), state.value.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(values(&offline), values(&server));
        prop_assert_eq!(offline.life, server.life);
    }

    #[test]
    fn what_a_person_takes_back_offline_alone_is_what_comes_out(
        steps in prop::collection::vec(any_step(), 1..14),
        undone in prop::collection::vec(0..14u8, 1..4),
    ) {
        let steps: Vec<String> = steps.iter().map(|step| format!("A{}", &step[1..])).collect();
        let mut day = run(&steps);
        day.sync('A');
        if day.devices[&'A'].own.is_empty() {
            return Ok(());
        }
        for number in undone {
            day.step(&format!("A undoes 18:00 {number}"), "");
        }
        let offline = day.devices[&'A'].fold('A').into_record().expect("a record");
        day.sync('A');
        let server = day.server().into_record().expect("a record");
        let values = |record: &Record| {
            record.fields.iter().map(|(field, state)| (field.clone(), state.value.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(values(&offline), values(&server));
        prop_assert_eq!(offline.life, server.life);
    }
}
