//! Inventory numbers that several devices give.

use tests::small_world::Day;

use super::{lived, orders};

/// The numbers of laptops of a pattern `NB-{0000}`: all different, all final, the same for everybody.
#[track_caller]
fn numbered(day: &mut Day, order: &str) -> Vec<String> {
    let mut numbers = day.numbers('N').expect("a view");
    numbers.retain(|number| !["PC-1", "PC-2", "M-1"].contains(&number.as_str()));
    let once: std::collections::BTreeSet<_> = numbers.iter().collect();
    assert_eq!(
        once.len(),
        numbers.len(),
        "{order}: given twice: {numbers:?}"
    );
    let strange = numbers.iter().find(|number| !number.starts_with("NB-"));
    assert_eq!(strange, None, "{order}");
    for name in day.everybody().chars() {
        let mut seen = day.numbers(name).expect("a view");
        seen.retain(|number| number.starts_with("NB-"));
        assert_eq!(seen, numbers, "{name} in {order}");
    }
    numbers
}

/// O has the first block of fifty, A the second, B the third.
const NUMBERED: &str = "O numbers 08:10 laptops NB-{0000}; O syncs; A syncs; B syncs; C syncs";

#[test]
fn m16_numbers_of_blocks_that_ran_out_become_final_by_themselves_and_labels_lead_where_they_were_stuck()
 {
    let script = format!(
        "{NUMBERED}; A makes 10:00 51 R1; A labels 10:01; B makes 10:00 50 R2; B makes 10:02 1 R3; B labels 10:03; *"
    );
    for order in orders("AB") {
        let mut day = lived(&script, &order);
        assert_eq!(numbered(&mut day, &order).len(), 102, "{order}");
        let labels = day.labels('N').expect("a view");
        assert_eq!(labels.len(), 2, "{order}");
        for name in ['A', 'B', 'C'] {
            assert_eq!(
                day.labels(name).expect("a view"),
                labels,
                "{name} in {order}"
            );
        }
    }
}

#[test]
fn fc_n2_a_number_by_hand_uses_up_no_other_whoever_gives_it() {
    let script = format!(
        "{NUMBERED}; A makes 10:00 5 R1; A creates 10:01 NB-0059 R1; A makes 10:02 5 R1; \
         B creates 10:00 NB-0103 R2; B makes 10:03 4 R2; *"
    );
    for order in orders("AB") {
        let mut day = lived(&script, &order);
        let given = numbered(&mut day, &order);
        let expected = [
            51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 101, 102, 103, 104, 105,
        ];
        let expected: Vec<_> = expected.map(|counter| format!("NB-{counter:04}")).into();
        assert_eq!(given, expected, "{order}");
    }
}

#[test]
fn fc_n8_a_number_is_never_given_again_neither_after_a_retirement_nor_an_undo() {
    let script = format!(
        "{NUMBERED}; A makes 10:00 2 R1; A states 10:01 retired; A makes 10:02 1 R1; A undoes 10:03; \
         A makes 10:04 1 R1; B makes 10:05 1 R1; *; A makes 11:00 1 R1; *"
    );
    for order in orders("AB") {
        let mut day = lived(&script, &order);
        let given = numbered(&mut day, &order);
        let expected = ["NB-0051", "NB-0052", "NB-0054", "NB-0055", "NB-0101"];
        assert_eq!(given, expected, "{order}");
    }
}

#[test]
fn no_number_is_given_again_by_a_copied_store_or_a_restored_server() {
    for (script, connect, many) in [
        (
            "A copied 09:00 D; A makes 10:00 3 R1; D makes 10:00 3 R2; *",
            "AD",
            6,
        ),
        (
            "A makes 09:00 2 R1; A syncs; A copied 09:10 D; D makes 10:00 3 R2; A makes 10:00 60 R1; *",
            "AD",
            65,
        ),
        (
            "S kept; A makes 10:00 3 R1; A syncs; B makes 10:00 3 R2; C makes 10:00 3 R1; C syncs; S restored; \
             *; A makes 11:00 3 R1; B makes 11:00 3 R1; *",
            "ABC",
            15,
        ),
    ] {
        let script = format!("{NUMBERED}; {script}");
        for order in orders(connect) {
            let mut day = lived(&script, &order);
            assert_eq!(
                numbered(&mut day, &order).len(),
                many,
                "{order} of {script}"
            );
        }
    }
    // Also where the backup does not even know that there are numbers, and who gave some did not send them yet.
    let script = format!(
        "S kept; {NUMBERED}; C looks 08:30; C syncs; A makes 10:00 3 R1; S restored; O syncs; B syncs; B makes 10:10 3 R1; *"
    );
    for order in orders("AB") {
        let mut day = lived(&script, &order);
        assert_eq!(numbered(&mut day, &order).len(), 6, "{order}");
    }
}
