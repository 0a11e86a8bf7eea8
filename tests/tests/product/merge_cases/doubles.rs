//! What may be one thing: made twice, merged, kept apart.

use shared::record::Collection;

use super::{lived, orders};

#[test]
fn m17_two_who_merge_two_in_either_direction_have_one_group_under_the_lowest_id() {
    let script = "A merges 10:00 PC-1 PC-2; B merges 10:05 PC-2 PC-1; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            let of = format!("{name} in {order}");
            let all = day.all_shown(name).unwrap();
            assert_eq!(all.len(), 2, "{of}: {all:?}");
            for code in ["PC-1", "PC-2"] {
                assert_eq!(
                    day.found(name, code).unwrap(),
                    "place=R1 name=X in_service with=PC-2",
                    "{of}"
                );
            }
        }
        assert_eq!(day.records(Collection::Alias).unwrap(), 1, "{order}");
        for (name, told) in order.chars().zip(["applied", "merged"]) {
            assert_eq!(day.told(name).unwrap(), [told], "{name} in {order}");
        }
    }
}

#[test]
fn m18_what_was_scanned_through_one_label_stays_with_it_once_they_are_two_again() {
    let script = "A merges 10:00 PC-1 PC-2; B merges 10:05 PC-2 PC-1; *; *; \
                  A scans 11:00 PC-1 R2; B scans 11:10 PC-2 R3; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            for code in ["PC-1", "PC-2"] {
                assert_eq!(
                    day.found(name, code).unwrap(),
                    "place=R3 name=X in_service with=PC-2",
                    "{name} in {order}"
                );
            }
        }
        let parted = format!("{script}; A syncs; A parts 12:00 PC-2 PC-1; *");
        let mut day = lived(&parted, &order);
        for name in day.everybody().chars() {
            let of = format!("{name} in {order}");
            assert_eq!(day.all_shown(name).unwrap().len(), 3, "{of}");
            let [one, two] = ["PC-1", "PC-2"].map(|code| day.found(name, code).unwrap());
            assert_eq!(one, "place=R2 name=X in_service", "{of}");
            assert_eq!(two, "place=R3 name=PC-2 in_service", "{of}");
        }
    }
}

#[test]
fn a_merge_that_each_takes_back_is_none_and_one_that_one_takes_back_is_the_others() {
    let script = "A merges 10:00 PC-1 PC-2; B merges 10:05 PC-2 PC-1; *; *; A undoes 11:00; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            assert_eq!(day.all_shown(name).unwrap().len(), 2, "{name} in {order}");
        }
        let mut day = lived(&format!("{script}; *; B undoes 11:10; *"), &order);
        for name in day.everybody().chars() {
            assert_eq!(day.all_shown(name).unwrap().len(), 3, "{name} in {order}");
        }
        let again = format!("{script}; *; B undoes 11:10; *; *; A merges 11:20 PC-2 PC-1; *");
        let mut day = lived(&again, &order);
        for name in day.everybody().chars() {
            assert_eq!(day.all_shown(name).unwrap().len(), 2, "{name} in {order}");
        }
    }
}

#[test]
fn one_who_merges_and_one_who_keeps_apart_are_asked_to_settle() {
    let script = "A merges 10:00 PC-1 PC-2; B parts 10:05 PC-2 PC-1; *";
    for (order, shown) in [("AB", 2), ("BA", 3)] {
        let mut day = lived(script, order);
        for name in day.everybody().chars() {
            assert_eq!(
                day.all_shown(name).unwrap().len(),
                shown,
                "{name} in {order}"
            );
        }
        let later = order.chars().last().unwrap();
        assert_eq!(day.told(later).unwrap(), ["conflict"], "{order}");
        for (settled, shown) in [("same", 2), ("not_same", 3)] {
            let script = format!("{script}; *; A settles 11:00 {settled}; *");
            let mut day = lived(&script, order);
            for name in day.everybody().chars() {
                let of = format!("{name} in {order}");
                assert_eq!(day.all_shown(name).unwrap().len(), shown, "{of}");
                assert!(
                    !day.found(name, "PC-1").unwrap().contains("conflict"),
                    "{of}"
                );
            }
        }
    }
}

#[test]
fn m13_two_who_make_one_thing_by_hand_have_one_and_both_are_told() {
    let script = "A creates 10:00 PC-100 R1; B creates 10:05 PC-100 R2; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            let of = format!("{name} in {order}");
            assert_eq!(day.all_shown(name).unwrap().len(), 4, "{of}");
            assert_eq!(
                day.found(name, "PC-100").unwrap(),
                "place=R2 name=PC-100 in_stock with=PC-100",
                "{of}"
            );
            assert_eq!(day.suspects(name).unwrap(), [""; 0], "{of}");
        }
        for name in ['A', 'B'] {
            assert_eq!(day.told(name).unwrap(), ["duplicate"], "{name} in {order}");
        }
        assert_eq!(day.records(Collection::Alias).unwrap(), 1, "{order}");

        // Whoever says that they are two has two, for ever.
        let apart = format!("{script}; *; A parts-last 12:00; *; O syncs; *");
        let mut day = lived(&apart, &order);
        for name in day.everybody().chars() {
            let of = format!("{name} in {order}");
            assert_eq!(day.all_shown(name).unwrap().len(), 5, "{of}");
            assert_eq!(day.suspects(name).unwrap(), [""; 0], "{of}");
        }
    }
}

#[test]
fn m13_a_third_is_the_same_one_and_who_knew_of_it_is_asked() {
    let script =
        "A creates 10:00 PC-100 R1; B creates 10:05 PC-100 R2; C creates 10:10 PC-100 R3; *";
    for order in orders("ABC") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            let of = format!("{name} in {order}");
            assert_eq!(day.all_shown(name).unwrap().len(), 4, "{of}");
            assert_eq!(
                day.found(name, "PC-100").unwrap(),
                "place=R3 name=PC-100 in_stock with=PC-100 with=PC-100",
                "{of}"
            );
        }
    }
    let knew = "A creates 10:00 PC-100 R1; A syncs; B syncs; B creates 10:05 PC-100 R2; *";
    let mut day = lived(knew, "AB");
    for name in ['A', 'B'] {
        assert_eq!(day.all_shown(name).unwrap().len(), 5, "{name}");
        assert_eq!(
            day.suspects(name).unwrap(),
            ["PC-100+PC-100 by PC-100"],
            "{name}"
        );
        assert_eq!(day.told(name).unwrap(), ["applied"], "{name}");
    }
}

#[test]
fn m14_two_with_one_number_and_two_serials_both_stay_and_both_are_asked() {
    let script = "A creates 10:00 PC-100 R1 AAA; B creates 10:05 PC-100 R2 BBB; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            let of = format!("{name} in {order}");
            assert_eq!(day.all_shown(name).unwrap().len(), 5, "{of}");
            let told: &[&str] = match name {
                'A' | 'B' => &["PC-100+PC-100 by PC-100"],
                _ => &[],
            };
            assert_eq!(day.suspects(name).unwrap(), told, "{of}");
        }
        for name in ['A', 'B'] {
            assert_eq!(day.told(name).unwrap(), ["applied"], "{name} in {order}");
        }
        assert_eq!(day.records(Collection::Alias).unwrap(), 0, "{order}");
    }
}

#[test]
fn m15_two_with_one_serial_both_stay_and_are_two_once_somebody_has_said_so() {
    let script = "A stamps 10:00 PC-1 CCC; B stamps 10:05 PC-2 CCC; *";
    for order in orders("AB") {
        let mut day = lived(script, &order);
        for name in day.everybody().chars() {
            let told: &[&str] = match name {
                'A' | 'B' => &["PC-1+PC-2 by CCC"],
                _ => &[],
            };
            assert_eq!(day.suspects(name).unwrap(), told, "{name} in {order}");
            assert_eq!(day.all_shown(name).unwrap().len(), 3, "{name} in {order}");
        }
        let said = format!("{script}; *; B parts 11:00 PC-1 PC-2; *");
        let mut day = lived(&said, &order);
        for name in day.everybody().chars() {
            assert_eq!(day.suspects(name).unwrap(), [""; 0], "{name} in {order}");
            assert_eq!(day.all_shown(name).unwrap().len(), 3, "{name} in {order}");
        }
    }
}
