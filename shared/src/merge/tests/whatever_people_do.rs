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
