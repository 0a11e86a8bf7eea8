//! What must hold whatever people do, in any order.

use super::*;

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
        act_if_possible(&mut day, step);
    }
    day
}

/// Somebody does something, if there is something to do it to.
fn act_if_possible(day: &mut Day, step: &str) {
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
    if can {
        day.step(step, "");
    }
}

/// The same, all done by one person.
fn alone(steps: &[String]) -> Vec<String> {
    steps
        .iter()
        .map(|step| format!("A{}", &step[1..]))
        .collect()
}

/// A record as a device keeps it.
fn kept(record: &Record) -> Record {
    let text = serde_json::to_string(record).expect("JSON");
    serde_json::from_str(&text).expect("a record")
}

/// What somebody may see who knows of nobody else, and whether they take it back.
fn any_observation() -> impl Strategy<Value = (String, bool)> {
    let deed = prop_oneof![
        (0..4u8).prop_map(|room| format!("sees TIME R{room}")),
        Just("states TIME retired".to_owned()),
        Just("states TIME in_repair".to_owned()),
        Just("states TIME in_service 7".to_owned()),
        Just("looks TIME".to_owned()),
    ];
    (deed, 0..500u32, prop::bool::weighted(0.2)).prop_map(|(deed, minute, undone)| {
        let time = format!("{}:{:02}", 9 + minute / 60, minute % 60);
        (deed.replace("TIME", &time), undone)
    })
}

/// What must be the same of a record in whatever order operations arrived: no ids, which follow the order.
#[derive(Debug, PartialEq)]
struct Seen {
    fields: Vec<(Field, Value, Millis)>,
    conflicts: Vec<(Field, Value, Value, Option<Value>)>,
    flags: usize,
    life: Life,
}

impl Seen {
    fn of(record: &Record) -> Self {
        let fields = record.fields.iter();
        let conflicts = record.conflicts.iter();
        let mut conflicts: Vec<_> = conflicts
            .map(|open| {
                let (kept, other) = (open.kept.value.clone(), open.other.value.clone());
                (open.field.clone(), kept, other, open.before.clone())
            })
            .collect();
        conflicts.sort_by_key(|conflict| format!("{conflict:?}"));
        Self {
            fields: fields
                .map(|(field, state)| (field.clone(), state.value.clone(), state.stamp.at))
                .collect(),
            conflicts,
            flags: record.flags.len(),
            life: record.life,
        }
    }
}

/// The person of a number, with a device of their own.
fn observer(number: usize) -> char {
    char::from(b'a' + u8::try_from(number).expect("few"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Also where some of them were taken back, and with the same conflicts; which side's id a conflict bears, and which of
    /// several edits is named as the one that overrode a retirement, follows the order.
    #[test]
    fn observations_come_to_the_same_values_in_any_order(
        seen in prop::collection::vec(any_observation(), 1..7),
        seed in any::<u64>(),
    ) {
        let arrive = |order: &[usize]| {
            let mut day = Day::new();
            for (number, (deed, undone)) in seen.iter().enumerate() {
                let name = observer(number);
                day.devices.entry(name).or_default().base = day.server().into_record();
                day.step(&format!("{name} {deed}"), "");
                if *undone {
                    day.step(&format!("{name} undoes 18:00"), "");
                }
            }
            for number in order {
                day.sync(observer(*number));
            }
            Seen::of(day.server().record().expect("a record"))
        };
        let straight: Vec<usize> = (0..seen.len()).collect();
        let mut shuffled = straight.clone();
        shuffled.sort_by_key(|number| (seed.rotate_left(u32::try_from(*number * 7).expect("few"))) % 1_009);
        prop_assert_eq!(arrive(&straight), arrive(&shuffled));
    }

    #[test]
    fn undo_then_redo_is_the_same_record_but_for_rev(
        steps in prop::collection::vec(any_step(), 1..14),
        number in 0..14u8,
    ) {
        let mut day = run(&steps);
        for name in ['A', 'B', 'C'] {
            day.sync(name);
        }
        let before = day.server().into_record().expect("a record");
        for name in ['A', 'B', 'C'] {
            if day.devices[&name].own.is_empty() {
                continue;
            }
            day.step(&format!("{name} undoes 18:00 {number}"), "");
            day.sync(name);
            day.step(&format!("{name} undoes 18:00"), "");
            day.sync(name);
            let mut after = day.server().into_record().expect("a record");
            after.rev = before.rev;
            prop_assert_eq!(&after, &before);
        }
    }

    /// On a device between any two operations: it keeps the record as JSON and its own operations, and where nobody else
    /// made any it comes with these to what the whole list does, and to the same outcomes.
    #[test]
    fn applying_one_by_one_equals_folding_the_list(
        steps in prop::collection::vec(any_step(), 1..14),
        made_here in any::<bool>(),
    ) {
        let mut day = if made_here { created_by_a() } else { Day::new() };
        for step in alone(&steps) {
            act_if_possible(&mut day, &step);
            day.sync('A');
        }
        let mut record: Option<Record> = None;
        let mut own = Vec::new();
        let mut whole = Fold::new(key());
        for accepted in day.list {
            let mut one_by_one = match &record {
                Some(record) => Fold::seed(kept(record), &own),
                None => Fold::new(key()),
            };
            let before = record.take().map(|record| record.fields).unwrap_or_default();
            let outcome = one_by_one.apply(accepted.clone());
            prop_assert_eq!(&outcome, &whole.apply(accepted.clone()));
            prop_assert_eq!(one_by_one.record(), whole.record());
            record = one_by_one.into_record();
            if accepted.installation == installation('A') {
                let rev = record.as_ref().map_or(0, |record| record.rev);
                own.push(Own { accepted, rev, outcome, before });
            }
        }
    }

    /// Also once something more was done on it, before that is sent. Two things a record does not tell a device, so that
    /// they come with the next page: what an undo brings back, where that is somebody else's; and when a retirement was
    /// that somebody overrode.
    #[test]
    fn a_device_that_has_synced_sees_what_the_server_has(
        steps in prop::collection::vec(any_step(), 1..14),
        next in any_step().prop_filter("an undo", |next| !next.contains("undoes")),
    ) {
        let mut day = run(&steps);
        for name in ['A', 'B', 'C'] {
            day.sync(name);
        }
        let name = next.chars().next().expect("a name");
        day.sync(name);
        act_if_possible(&mut day, &next);
        let offline = Seen::of(day.devices[&name].fold(name).record().expect("a record"));
        day.sync(name);
        let server = Seen::of(day.server().record().expect("a record"));
        prop_assert_eq!(Seen { flags: 0, ..offline }, Seen { flags: 0, ..server });
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
