//! The merge cases of the design, each as a script that real engines and a real server live through in every order of
//! connecting. What is looked at is what every device shows in the end, and one that never connected before.

mod doubles;
mod numbers;
mod renewed;

use tests::small_world::{Day, live};

/// A script, who of it connects in every order where it says `*`, and what comes out. Where that depends on who
/// connects first, it is said for each.
#[derive(Default)]
struct Case<'a> {
    script: &'a str,
    connect: &'a str,
    /// What everybody sees.
    shows: &'a [(&'a str, &'a str)],
    /// What became of all that somebody did.
    told: &'a [(&'a str, char, &'a [&'a str])],
    /// The history that everybody reads.
    history: &'a [(&'a str, &'a str)],
}

fn orders(of: &str) -> Vec<String> {
    if of.is_empty() {
        return vec![String::new()];
    }
    let with_first = |first: char| {
        let rest = orders(&of.replace(first, ""));
        rest.into_iter().map(move |rest| format!("{first}{rest}"))
    };
    of.chars().flat_map(with_first).collect()
}

#[track_caller]
fn lived(script: &str, order: &str) -> Day {
    match live(script, order) {
        Ok(day) => day,
        Err(error) => panic!("{order}: {error}"),
    }
}

impl Case<'_> {
    #[track_caller]
    fn holds(&self) {
        for order in orders(self.connect) {
            self.holds_in(&order);
        }
    }

    #[track_caller]
    fn holds_in(&self, order: &str) {
        let mut day = lived(self.script, order);
        let of = |name: char| format!("{name} in order {order} of {}", self.script);
        for name in day.everybody().chars() {
            for (_, shown) in self
                .shows
                .iter()
                .filter(|(first, _)| order.starts_with(first))
            {
                assert_eq!(day.shown(name).expect("a view"), *shown, "{}", of(name));
            }
            let read = day.history(name).expect("a view");
            for (_, history) in self
                .history
                .iter()
                .filter(|(first, _)| order.starts_with(first))
            {
                assert_eq!(read, *history, "{}", of(name));
            }
            assert_eq!(read, day.history('N').expect("a view"), "{}", of(name));
        }
        for (_, name, told) in self
            .told
            .iter()
            .filter(|(first, ..)| order.starts_with(first))
        {
            assert_eq!(day.told(*name).expect("a view"), *told, "{}", of(*name));
        }
        assert_eq!(
            day.all_shown('C').expect("a view"),
            day.all_shown('N').expect("a view"),
            "{order}"
        );
    }
}

#[test]
fn m1_the_later_observation_counts_whoever_connects_first() {
    Case {
        script: "A sees 10:00 R2; B sees 14:00 R3; *",
        connect: "AB",
        shows: &[("", "place=R3 name=X in_service")],
        told: &[
            ("A", 'A', &["applied"]),
            ("A", 'B', &["merged"]),
            ("B", 'A', &["a newer one holds"]),
            ("B", 'B', &["applied"]),
        ],
        history: &[
            (
                "A",
                "Administrator:made@08:00 Ann:moved@10:00 Ben:moved@14:00",
            ),
            (
                "B",
                "Administrator:made@08:00 Ben:moved@14:00 Ann:moved@10:00",
            ),
        ],
    }
    .holds();
}

#[test]
fn m2_two_rooms_within_a_quarter_of_an_hour_are_one_conflict_and_the_first_to_settle_counts() {
    Case {
        script: "A sees 10:12 R2; B sees 10:19 R3; *",
        connect: "AB",
        shows: &[("", "place=R3 name=X in_service conflict(R3|R2<R1)")],
        ..Case::default()
    }
    .holds();
    Case {
        script: "A sees 10:12 R2; B sees 10:19 R3; *; *; A settles 11:00 R2; B settles 11:05 R3; A syncs; B syncs",
        connect: "AB",
        shows: &[("", "place=R2 name=X in_service")],
        told: &[
            ("A", 'A', &["applied", "applied"]),
            ("A", 'B', &["settled", "settled already"]),
            ("B", 'A', &["settled", "applied"]),
            ("B", 'B', &["applied", "settled already"]),
        ],
        // One millisecond after the newer side.
        history: &[(
            "A",
            "Administrator:made@08:00 Ann:moved@10:12 Ben:moved@10:19 Ann:edited@10:19 Ben:edited@11:05",
        )],
    }
    .holds();
}

#[test]
fn m2_who_settles_too_late_is_told_so_whatever_their_role() {
    Case {
        script: "C sees 10:12 R2; B sees 10:19 R3; *; *; B settles 11:00 R3; C settles 11:05 R2; B syncs; C syncs",
        connect: "BC",
        shows: &[("", "place=R3 name=X in_service")],
        told: &[
            ("B", 'C', &["settled", "settled already"]),
            ("C", 'C', &["applied", "settled already"]),
        ],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m3_different_fields_are_both_kept() {
    Case {
        script: "A entrusts 10:00 Ann; B notes 10:00 dusty; *",
        connect: "AB",
        shows: &[("", "place=R1 name=X notes=dusty responsible=Ann in_service")],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m4_two_names_are_one_conflict_and_the_first_to_connect_stays() {
    Case {
        script: "A names 10:00 Y; B names 10:00 Z; *",
        connect: "AB",
        shows: &[
            ("A", "place=R1 name=Y in_service conflict(Y|Z<X)"),
            ("B", "place=R1 name=Z in_service conflict(Z|Y<X)"),
        ],
        told: &[("A", 'B', &["conflict"]), ("B", 'A', &["conflict"])],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m5_going_on_from_ones_own_name_is_the_same_conflict() {
    Case {
        script: "A names 10:00 Y; A names 10:10 Y2; B names 10:05 Z; *",
        connect: "AB",
        shows: &[
            ("A", "place=R1 name=Y2 in_service conflict(Y2|Z<X)"),
            ("B", "place=R1 name=Z in_service conflict(Z|Y2<X)"),
        ],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m6_the_same_room_twice_is_no_conflict() {
    let script = "A sees 10:00 R2; B sees 10:05 R2; *";
    Case {
        script,
        connect: "AB",
        shows: &[("", "place=R2 name=X in_service")],
        ..Case::default()
    }
    .holds();
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            assert_eq!(
                day.last_seen(name).unwrap(),
                "Ben@10:05",
                "{name} in {order}"
            );
        }
    }
}

#[test]
fn m7_taking_back_what_counts_no_longer_changes_nothing() {
    Case {
        script: "A sees 10:00 R2; A syncs; B sees 14:00 R3; A undoes 14:05; *",
        connect: "AB",
        shows: &[("", "place=R3 name=X in_service")],
        told: &[
            ("A", 'A', &["applied", "applied"]),
            ("B", 'A', &["applied", "changed since"]),
        ],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m8_taking_back_gives_way_to_what_somebody_else_saw() {
    let shows = "place=R2 name=X in_service conflict(R2|R4<R1)";
    Case {
        script: "A sees 10:00 R2; A syncs; B sees 09:50 R4; B syncs",
        shows: &[("", shows)],
        ..Case::default()
    }
    .holds();
    Case {
        script: "A sees 10:00 R2; A syncs; B sees 09:50 R4; *; A undoes 10:30; *",
        connect: "AB",
        shows: &[("", "place=R4 name=X in_service")],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m9_taking_back_a_name_that_somebody_changed_since_leaves_theirs() {
    Case {
        script: "A names 10:00 Y; A syncs; B syncs; B names 11:00 Z; A undoes 12:00; *",
        connect: "AB",
        shows: &[("", "place=R1 name=Z in_service")],
        told: &[
            ("A", 'A', &["applied", "applied"]),
            ("B", 'A', &["applied", "changed since"]),
        ],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m10_a_creation_that_is_taken_back_after_others_touched_it_leaves_it_retired_and_flagged() {
    Case {
        script: "A creates 09:00 PC-9 R1; A syncs; B syncs; B sees 10:00 R2; A undoes 10:30; *",
        connect: "AB",
        shows: &[("", "place=R2 name=PC-9 retired creation-undone")],
        history: &[
            ("A", "Ann:made@09:00~ Ann:undid@10:30 Ben:moved@10:00"),
            ("B", "Ann:made@09:00~ Ben:moved@10:00 Ann:undid@10:30"),
        ],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m11_a_creation_that_nobody_touched_is_gone_and_its_code_unknown_again() {
    let script = "A creates 09:00 PC-9 R1; A syncs; B syncs; A undoes 10:30; *";
    Case {
        script,
        connect: "AB",
        shows: &[("", "gone")],
        history: &[("", "Ann:made@09:00~ Ann:undid@10:30")],
        ..Case::default()
    }
    .holds();
    let mut day = lived(script, "BA");
    for name in day.everybody().chars() {
        assert!(day.is_unknown(name, "PC-9").unwrap(), "{name}");
    }
}

#[test]
fn m12_taking_back_the_taking_back_brings_back_the_first_time() {
    Case {
        script: "A sees 10:00 R2; *; A undoes 10:10; *; A undoes 10:20; *",
        connect: "AB",
        shows: &[("", "place=R2 name=X in_service")],
        history: &[(
            "",
            "Administrator:made@08:00 Ann:moved@10:00 Ann:undid@10:10~ Ann:undid@10:20",
        )],
        ..Case::default()
    }
    .holds();
    let mut day = lived("A sees 10:00 R2; A undoes 10:10; A undoes 10:20; *", "A");
    assert_eq!(day.last_seen('N').unwrap(), "Ann@10:00");
}

#[test]
fn m19_an_edit_by_somebody_who_did_not_know_revives_what_was_retired() {
    Case {
        script: "A states 10:00 retired; B notes 10:05 dusty; C looks 10:10; *",
        connect: "ABC",
        shows: &[("", "place=R1 name=X notes=dusty in_service revived")],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m19_a_look_alone_shows_a_contradiction() {
    let script = "A states 10:00 retired; C looks 10:10; *";
    Case {
        script,
        connect: "AC",
        shows: &[("", "place=R1 name=X retired contradiction")],
        ..Case::default()
    }
    .holds();
    assert_eq!(lived(script, "AC").last_seen('N').unwrap(), "Cam@10:10");
}

#[test]
fn m20_a_place_cannot_lie_within_itself() {
    for (order, [stays, waits], [moved, other]) in [
        ("AB", ['A', 'B'], ["B1", "B2"]),
        ("BA", ['B', 'A'], ["B2", "B1"]),
    ] {
        let mut day = lived("A puts 10:00 B1 B2; B puts 10:05 B2 B1; *", order);
        assert_eq!(day.told(stays).unwrap(), ["applied"], "{order}");
        assert_eq!(day.told(waits).unwrap(), ["within itself"], "{order}");
        for name in day.everybody().chars() {
            assert_eq!(
                day.lies_in(name, moved).unwrap(),
                other,
                "{name} in {order}"
            );
            assert_eq!(
                day.lies_in(name, other).unwrap(),
                "Main site",
                "{name} in {order}"
            );
        }
    }
}

#[test]
fn m21_state_and_sub_state_never_mix() {
    Case {
        script: "A states 10:00 in_service loaned; B states 15:00 retired; *",
        connect: "AB",
        shows: &[("", "place=R1 name=X retired")],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m22_a_creation_of_a_type_that_was_withdrawn_waits_with_what_builds_on_it_and_comes_with_the_type()
 {
    let script =
        "O gives 09:00 laptops logistics; O syncs; B creates 10:00 PC-9 R1; B sees 10:05 R2; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        assert_eq!(
            day.shown('B').unwrap(),
            "place=R2 name=PC-9 in_stock",
            "{order}"
        );
        assert_eq!(
            day.told('B').unwrap(),
            ["not allowed", "unknown"],
            "{order}"
        );
        for name in ['A', 'C', 'N', 'O'] {
            assert_eq!(day.shown(name).unwrap(), "gone", "{name} in {order}");
        }
    }
    let back = format!("{script}; O gives 11:00 laptops it; O syncs; *");
    Case {
        script: &back,
        connect: "AB",
        shows: &[("", "place=R2 name=PC-9 in_stock")],
        told: &[("", 'B', &["applied", "applied"])],
        history: &[("", "Ben:made@10:00 Ben:moved@10:05")],
    }
    .holds();
}

#[test]
fn m23_a_clock_that_is_two_hours_fast_is_put_right() {
    Case {
        script: "B clock 09:00 +2; B sees 14:00 R3; A sees 14:30 R2; *",
        connect: "AB",
        shows: &[("", "place=R2 name=X in_service")],
        history: &[(
            "A",
            "Administrator:made@08:00 Ann:moved@14:30 Ben:moved@14:00",
        )],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m24_a_clock_that_falls_to_2001_keeps_its_own_order_and_dates_nothing_so() {
    let script = "A sees 10:00 R2; A clock 10:01 -222000; A sees 10:02 R3; A sees 10:03 R4; *";
    Case {
        script,
        connect: "AB",
        shows: &[("", "place=R4 name=X in_service")],
        // As long as it is wrong, it is what came before that cannot be told.
        history: &[(
            "",
            "Administrator:made@08:00 Ann:moved@08:00? Ann:moved@10:02 Ann:moved@10:03",
        )],
        ..Case::default()
    }
    .holds();
    Case {
        script: &script.replace('*', "A clock 10:04 222000; *"),
        connect: "AB",
        shows: &[("", "place=R4 name=X in_service")],
        history: &[(
            "",
            "Administrator:made@08:00 Ann:moved@10:00 Ann:moved@10:00? Ann:moved@10:00?",
        )],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m25_a_move_made_knowing_of_another_comes_after_it() {
    Case {
        script: "A sees 14:00 R2; A syncs; B syncs; B clock 14:05 -1; B sees 14:10 R3; *",
        connect: "AB",
        shows: &[("", "place=R3 name=X in_service")],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m28_what_goes_to_another_team_stays_frozen_where_something_waits_on_it_and_then_goes() {
    let script = "B notes 10:00 dusty; O gives 11:00 laptops logistics; O syncs; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in ['A', 'O'] {
            let all = day.all_shown(name).unwrap();
            assert_eq!(all.len(), 3, "each once: {all:?}");
            assert_eq!(
                day.shown(name).unwrap(),
                "place=R1 name=X in_service",
                "{name} in {order}"
            );
        }
        assert_eq!(
            day.shown('B').unwrap(),
            "place=R1 name=X notes=dusty in_service",
            "{order}"
        );
        assert_eq!(day.told('B').unwrap(), ["not allowed"], "{order}");
        for name in ['C', 'N'] {
            assert_eq!(day.shown(name).unwrap(), "gone", "{name} in {order}");
        }

        // Given up, it is gone there too.
        let mut day = lived(&format!("{script}; B undoes 12:00; *"), &order);
        assert_eq!(day.shown('B').unwrap(), "gone", "{order}");
        assert_eq!(
            day.told('B').unwrap(),
            ["taken back", "taken back"],
            "{order}"
        );
        assert_eq!(
            day.shown('A').unwrap(),
            "place=R1 name=X in_service",
            "{order}"
        );
    }
    // Freed, because its team is the first again, it counts for all.
    let back = format!("{script}; O gives 12:00 laptops it; O syncs; *");
    Case {
        script: &back,
        connect: "AB",
        shows: &[("", "place=R1 name=X notes=dusty in_service")],
        told: &[("", 'B', &["merged"])],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m29_a_field_that_was_not_touched_is_left_alone_and_clearing_it_clears() {
    Case {
        script: "A opens 09:00; B notes 10:00 dusty; A names 10:05 Y; *",
        connect: "AB",
        shows: &[("", "place=R1 name=Y notes=dusty in_service")],
        ..Case::default()
    }
    .holds();
    Case {
        script: "A opens 09:00; B notes 10:00 dusty; B syncs; A syncs; A names 10:05 Y; *; *; A clears 11:00; *",
        connect: "AB",
        shows: &[("", "place=R1 name=Y in_service")],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m30_of_many_that_are_moved_one_waits_and_all_are_taken_back_but_for_what_others_did_since() {
    let script = "O gives 09:00 monitors logistics; O syncs; B sees-all 10:00 R2; *";
    for order in orders("BC") {
        let mut day = lived(script, &order);
        assert_eq!(day.told('B').unwrap(), ["not allowed"], "{order}");
        let everything = |day: &mut Day, name| {
            let all = day.all_shown(name).unwrap();
            let mut all: Vec<String> = all.into_values().collect();
            all.sort();
            all
        };
        let laptops = [
            "place=R2 name=PC-2 in_service",
            "place=R2 name=X in_service",
        ];
        assert_eq!(everything(&mut day, 'N'), laptops, "{order}");
        assert_eq!(
            everything(&mut day, 'B').len(),
            3,
            "with the monitor as B sees it"
        );

        let mut day = lived(
            &format!("{script}; C syncs; C sees 10:30 R3; B undoes 11:00; *"),
            &order,
        );
        let laptops = [
            "place=R1 name=PC-2 in_service",
            "place=R3 name=X in_service",
        ];
        for name in ['B', 'C', 'N'] {
            assert_eq!(everything(&mut day, name), laptops, "{name} in {order}");
        }
        let monitor = "place=R1 name=M-1 in_service";
        assert!(
            everything(&mut day, 'A').contains(&monitor.to_owned()),
            "{order}"
        );
    }
}
