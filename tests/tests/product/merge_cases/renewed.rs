//! Stores that went back in time, or were copied: everything arrives, once.

use super::{Case, lived};

#[test]
fn m26_what_a_restored_server_lost_is_sent_again_once() {
    Case {
        script: "A sees 09:00 R2; A syncs; S kept; A names 10:00 Y; A notes 10:05 dusty; B entrusts 10:10 Ben; *; \
                 S restored; *",
        connect: "AB",
        shows: &[("", "place=R2 name=Y notes=dusty responsible=Ben in_service")],
        ..Case::default()
    }
    .holds();
    let mut day = lived(
        "S kept; A names 10:00 Y; A notes 10:05 dusty; A syncs; S restored; *",
        "BA",
    );
    assert_eq!(
        day.history('N').unwrap(),
        "Administrator:made@08:00 Ann:edited@10:00 Ann:edited@10:05"
    );
}

/// Also where something newer goes before the device knows that there is anything to send again.
#[test]
fn m26_what_is_sent_again_counts_from_when_it_was_seen() {
    Case {
        script: "S kept; A sees 10:00 R2; A syncs; B sees 10:30 R3; A names 11:00 Y; S restored; *",
        connect: "AB",
        shows: &[("", "place=R3 name=Y in_service")],
        ..Case::default()
    }
    .holds();
}

#[test]
fn m27_everything_of_a_copied_store_and_of_the_first_arrives() {
    Case {
        script: "A copied 09:00 D; A sees 10:00 R2; A names 10:01 Y; D notes 10:05 dusty; *",
        connect: "AD",
        shows: &[("", "place=R2 name=Y notes=dusty in_service")],
        ..Case::default()
    }
    .holds();
}
