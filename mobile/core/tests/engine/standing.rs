//! How what was scanned stands to where the person is: one rule, for whatever tells of it.

use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, Found, FoundItem, Standing, Target};
use serde_json::json;
use shared::id::{ItemId, PlaceId};
use shared::model::{ItemState, State, field};

use crate::setting::{ANNE, Device, PC1, R1, R2, SITE, make_item, office};

const LOST: ItemId = ItemId::fixed(0xc7);
const TWIN: ItemId = ItemId::fixed(0xc8);
const RETIRED_TWIN: ItemId = ItemId::fixed(0xc9);

#[track_caller]
fn found(device: &mut Device, code: &str, place: Option<PlaceId>) -> FoundItem {
    match device.look_up_in(code, place) {
        Found::Item(found) => found,
        other => panic!("{code}: {other:?}"),
    }
}

#[test]
fn what_lies_in_a_room_of_the_chosen_floor_is_in_its_place() {
    let mut anne = Device::enrolled(&mut office(), "anne");
    let found = found(&mut anne, "PC-1", Some(SITE));
    assert_eq!(found.standing(Some(SITE)), Standing::Here);
    assert!(found.lies_in(SITE), "nothing offers to move it up");
    assert_eq!(found.item.row.place.unwrap().id, R1);
}

#[test]
fn a_room_that_is_said_or_changed_after_the_scan_is_judged_by_the_same_rule() {
    let mut anne = Device::enrolled(&mut office(), "anne");
    let first = found(&mut anne, "PC-1", None);
    assert_eq!(first.standing(None), Standing::Here);
    assert_eq!(first.standing(Some(R1)), Standing::Here);
    assert_eq!(first.standing(Some(SITE)), Standing::Here);
    assert_eq!(first.standing(Some(R2)), Standing::Elsewhere);
    // Seen a moment ago, but in another place than is said now.
    anne.pass(11 * 60_000);
    found(&mut anne, "PC-1", Some(R1));
    anne.pass(60_000);
    let again = found(&mut anne, "PC-1", Some(R1));
    assert_eq!(again.standing(Some(R1)), Standing::Again);
    assert_eq!(again.standing(Some(R2)), Standing::Elsewhere);
    assert_eq!(again.standing(Some(SITE)), Standing::Here);
    // What is done to it since stands as it is then.
    let moved = FoundItem {
        item: anne.move_to(PC1, R2).item.unwrap(),
        ..again
    };
    assert_eq!(moved.standing(Some(R1)), Standing::Elsewhere);
    assert_eq!(moved.standing(Some(R2)), Standing::Here);
}

#[test]
fn what_has_no_place_is_in_no_room_s_place() {
    let mut office = office();
    make_item(
        &mut office,
        LOST,
        &[
            (field::INVENTORY_NUMBER, json!("PC-7")),
            (field::PLACE, json!(null)),
        ],
    );
    let mut anne = Device::enrolled(&mut office, "anne");
    let found = found(&mut anne, "PC-7", Some(R1));
    assert!(found.item.row.place.is_none());
    assert_eq!(found.standing(Some(R1)), Standing::Elsewhere);
    assert!(!found.lies_in(R1));
}

#[test]
fn of_several_the_retired_one_is_a_contradiction_and_was_seen() {
    let mut office = office();
    for (item, number) in [(TWIN, "PC-8"), (RETIRED_TWIN, "PC-9")] {
        make_item(
            &mut office,
            item,
            &[
                (field::INVENTORY_NUMBER, json!(number)),
                (field::SERIAL_NUMBER, json!("TWICE-1")),
            ],
        );
    }
    let mut boss = Device::enrolled(&mut office, "boss");
    boss.done(Command::SetState {
        items: vec![Target {
            item: RETIRED_TWIN,
            seen: None,
        }],
        state: ItemState::plain(State::Retired),
    });
    boss.sync(&mut office);
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.pass(60_000);
    let choose = |anne: &mut Device, item| {
        let asked = anne.look_up_in("TWICE-1", Some(R1));
        assert!(matches!(asked, Found::Several { .. }), "{asked:?}");
        let command = Command::Choose {
            item,
            code: "TWICE-1".to_owned(),
            place: Some(R1),
        };
        match anne.engine.run(command) {
            Ok(Answer::Found(Found::Item(found))) => Ok(found),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        }
    };
    let retired = choose(&mut anne, RETIRED_TWIN).unwrap();
    assert_eq!(retired.standing(Some(R1)), Standing::Contradiction);
    assert!(retired.item.contradiction);
    assert_eq!(anne.item(RETIRED_TWIN).last_seen.unwrap().by.id, ANNE);
    let first = choose(&mut anne, TWIN).unwrap();
    assert_eq!(first.standing(Some(R1)), Standing::Here);
    let again = choose(&mut anne, TWIN).unwrap();
    assert_eq!(again.standing(Some(R1)), Standing::Again);
    assert_eq!(anne.outbox().to_send.len(), 2);
    let gone = choose(&mut anne, ItemId::fixed(0xdead));
    assert!(matches!(gone, Err(EngineError::UnknownRecord(_))));
}
