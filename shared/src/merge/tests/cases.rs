//! The merge cases of the design, as a table.

use super::*;

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
fn taking_back_what_a_fact_was_made_on_leaves_the_fact() {
    // What N2 stood on was gone when it was made, and is there again.
    let alone = "A notes 10:00 N1; A undoes 10:01; A notes 10:02 N2; A undoes 10:03 1; A notes 10:04 N3; A syncs; \
                 A undoes 10:05 2; A syncs";
    check(alone, &[""], &["place=R1 name=X notes=N3 in_service"]);
    let three = "A notes 10:00 N1; A syncs; A undoes 10:01; A syncs; B syncs; B notes 10:02 N2; B syncs; \
                 A undoes 10:03; A syncs; C syncs; C notes 10:04 N3; C syncs; B undoes 10:05; B syncs";
    check(three, &[""], &["place=R1 name=X notes=N3 in_service"]);
}

#[test]
fn taking_back_a_settling_leaves_what_was_made_on_it_and_opens_the_conflict_again() {
    let script = "A names 10:00 Y; B names 10:00 Z; B syncs; A syncs; A settles 11:00 Y; A syncs; \
                  C syncs; C names 11:10 W; C syncs; A undoes 11:20; A syncs";
    let expected = &["place=R1 name=W in_service conflict(W|Y<X)"];
    check(script, &[""], expected);
}

#[test]
fn a_conflict_whose_sides_came_to_say_the_same_is_over() {
    let agreed = "B names 9:00 N0; B syncs; A names 9:01 N2; B names 9:02 N2; A syncs; B syncs; A syncs; A names 9:03 N0";
    check_offline(agreed, 'A', "place=R1 name=N0 in_service");
    check(agreed, BOTH, &["place=R1 name=N0 in_service"]);
    // Taken back, the agreement was none.
    let parted = "B names 9:00 N0; B syncs; A names 9:01 N2; A syncs; B syncs; B names 9:02 N2; B syncs; B undoes 9:03; B syncs";
    check(
        parted,
        &[""],
        &["place=R1 name=N0 in_service conflict(N0|N2<X)"],
    );
}

#[test]
fn redoing_a_fact_that_somebody_changed_meanwhile_leaves_their_value() {
    let script = "A names 10:00 Y; A syncs; A undoes 10:05; A syncs; B syncs; B names 10:10 Z; B syncs; A undoes 10:20; A syncs";
    check(script, &[""], &["place=R1 name=Z in_service"]);
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
fn what_an_item_is_whose_creation_was_undone_says_whoever_knows() {
    for (name, order) in [('A', "AB"), ('A', "BA"), ('B', "AB"), ('B', "BA")] {
        let mut day = created_by_a();
        for step in ["B sees 10:00 R2", "A undoes 10:30", "*", "*"] {
            day.step(step, order);
        }
        // Another deed says nothing of it; a state does, also by a clock that is slow.
        for (deed, expected) in [
            (
                "notes 11:00 dusty",
                "place=R2 name=PC-9 notes=dusty retired creation-undone",
            ),
            (
                "states 10:15 in_repair",
                "place=R2 name=PC-9 notes=dusty in_repair",
            ),
        ] {
            day.step(&format!("{name} {deed}"), "");
            let offline = day.devices[&name].fold(name).into_record();
            day.sync(name);
            for record in [offline, day.server().into_record()] {
                let record = record.expect("a record");
                assert_eq!(shown(&record), expected, "{name} after {order}");
            }
        }
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

/// What a device shows that has synced and goes on offline is what comes out.
#[track_caller]
fn check_goes_on(script: &str, who: char, expected: &str) {
    check_offline(script, who, expected);
    check(script, &[""], &[expected]);
}

#[test]
fn a_retirement_that_somebody_overrode_stays_so_whatever_its_author_does_offline() {
    let expected = "place=R2 name=X notes=dusty in_service revived";
    let script = "A sees 09:00 R2; C states 09:05 retired; A syncs; C syncs; C notes 10:00 dusty";
    check_goes_on(script, 'C', expected);
    // Also where another's, which was overridden too, stood before it.
    let script = "A sees 09:00 R2; C states 09:05 retired; A states 09:05 retired; C sees 09:05 R2; \
                  A syncs; C syncs; C notes 10:00 dusty";
    check_goes_on(script, 'C', expected);
}

#[test]
fn a_conflict_stays_open_whatever_its_author_does_offline() {
    let script =
        "B sees 15:00 R2; C sees 10:00 R4; C sees 15:01 R3; B syncs; C syncs; C undoes 16:00 0";
    check_goes_on(script, 'C', "place=R3 name=X in_service conflict(R3|R2<R1)");
}

#[test]
fn what_others_took_back_since_does_not_come_back_offline() {
    let seen = "B sees 15:00 R2; B syncs; C sees 10:00 R3; C syncs; B undoes 15:10; B syncs; C syncs; C undoes 16:00";
    check_goes_on(seen, 'C', "place=R1 name=X in_service");
    let noted = "B notes 09:00 N0; B syncs; A notes 09:01 N0; A undoes 09:02; A syncs; B undoes 09:03; B syncs; \
                 A syncs; A notes 09:04 N1";
    check_goes_on(noted, 'A', "place=R1 name=X notes=N1 in_service");
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
