//! What a scanner typed, of which the engine finds the reading that leads somewhere.

use mobile_core::api::{Answer, Command, Found, TypedDoubt, TypedFound};
use mobile_core::wedge::{How, Reading};
use serde_json::json;
use shared::id::ItemId;
use shared::label::LabelCode;
use shared::model::field;

use crate::setting::{Device, R2, make_item, office};

/// A device whose inventory has these numbers, on items of these ids.
fn device(numbers: &[(u128, &str)]) -> Device {
    let mut office = office();
    for (id, number) in numbers {
        let number = [(field::INVENTORY_NUMBER, json!(number))];
        make_item(&mut office, ItemId::fixed(*id), &number);
    }
    Device::enrolled(&mut office, "anne")
}

fn look_up(device: &mut Device, readings: &[(How, &str)]) -> TypedFound {
    let readings = readings
        .iter()
        .map(|(how, text)| Reading {
            text: (*text).to_owned(),
            how: *how,
        })
        .collect();
    match device.run(Command::LookUpTyped {
        readings,
        place: None,
    }) {
        Answer::Typed(found) => found,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn opens(device: &mut Device, readings: &[(How, &str)]) -> (u128, How) {
    match look_up(device, readings) {
        TypedFound::Read {
            how,
            found: Found::Item(found),
            ..
        } => (found.item.row.id.0.as_u128() & 0xFFFF, how),
        other => panic!("{readings:?}: {other:?}"),
    }
}

#[track_caller]
fn offers(device: &mut Device, readings: &[(How, &str)]) -> Vec<ItemId> {
    match look_up(device, readings) {
        TypedFound::Read {
            found: Found::Several { rows, .. },
            ..
        } => {
            let mut ids: Vec<ItemId> = rows.into_iter().map(|row| row.id).collect();
            ids.sort();
            ids
        }
        other => panic!("{readings:?}: {other:?}"),
    }
}

#[test]
fn fc_w1_w2_what_is_known_by_the_keys_opens_and_what_is_known_as_typed_wins() {
    let mut anne = device(&[(1, "CA/INV-00123")]);
    let readings = [
        (How::AsTyped, "CAéINV-00123"),
        (How::ByKeys, "CA/INV-00123"),
    ];
    assert_eq!(opens(&mut anne, &readings), (1, How::ByKeys));
    // A code that really holds an accent.
    let mut anne = device(&[(1, "CA/INV-00123"), (2, "CAéINV-00123")]);
    assert_eq!(opens(&mut anne, &readings), (2, How::AsTyped));
}

#[test]
fn fc_w1_where_it_is_not_sure_nothing_is_created() {
    let mut anne = device(&[]);
    for readings in [
        [(How::AsTyped, "HA&&é"), (How::ByKeys, "HQ112")],
        [(How::AsTyped, "HA&&é"), (How::Guessed, "HA112")],
    ] {
        let found = look_up(&mut anne, &readings);
        let TypedFound::Doubtful {
            why,
            readings: may_be,
        } = found
        else {
            panic!("{found:?}")
        };
        assert_eq!((why, may_be.len()), (TypedDoubt::Keyboard, 2));
    }
    for sure in [
        &[(How::Learned, "CA/INV-1"), (How::AsTyped, "CAéINV-1")][..],
        &[
            (How::AsTyped, "CN-0VH82-74261"),
            (How::Guessed, "CN'0VH82'74261"),
        ],
    ] {
        let found = look_up(&mut anne, sure);
        let TypedFound::Read {
            code,
            found: Found::Unknown(unknown),
            ..
        } = found
        else {
            panic!("{found:?}")
        };
        assert_eq!(
            (code.as_str(), unknown.code.as_str()),
            (sure[0].1, sure[0].1)
        );
    }
}

#[test]
fn our_own_label_is_sure_by_its_check_sign() {
    let code = LabelCode::from_random(0x1234_5678_9abc).to_string();
    let mut anne = device(&[]);
    let readings = [(How::AsTyped, "Ré&\"'"), (How::ByKeys, code.as_str())];
    match look_up(&mut anne, &readings) {
        TypedFound::Read {
            found: Found::Unknown(unknown),
            ..
        } => {
            assert!(unknown.own_label);
            assert_eq!(unknown.code, code);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn fc_w5_a_part_of_what_came_is_offered_and_the_whole_wins() {
    let readings = [
        (How::AsTyped, "*000122521"),
        (How::WithoutAffix, "000122521"),
    ];
    let mut anne = device(&[(1, "000122521")]);
    assert_eq!(offers(&mut anne, &readings), [ItemId::fixed(1)]);
    let mut anne = device(&[(1, "000122521"), (2, "*000122521")]);
    assert_eq!(opens(&mut anne, &readings), (2, How::AsTyped));
    // What was learned is no guess.
    let mut anne = device(&[(1, "000122521")]);
    let learned = [(How::Learned, "*000122521"), (How::Learned, "000122521")];
    assert_eq!(opens(&mut anne, &learned), (1, How::Learned));
}

#[test]
fn fc_w6_known_once_is_taken_and_told_and_unknown_is_asked() {
    let readings = [(How::AsTyped, "43542104354210"), (How::Once, "4354210")];
    let mut anne = device(&[(1, "4354210")]);
    assert_eq!(opens(&mut anne, &readings), (1, How::Once));
    let mut anne = device(&[]);
    assert!(matches!(
        look_up(&mut anne, &readings),
        TypedFound::Doubtful {
            why: TypedDoubt::Twice,
            ..
        }
    ));
    assert!(anne.outbox().to_send.is_empty());
}

#[test]
fn fc_w10_case_does_not_count_unless_two_differ_only_by_it() {
    let mut anne = device(&[(1, "Qrt3")]);
    for typed in ["QRT3", "qRT3", "Qrt3"] {
        assert_eq!(
            opens(&mut anne, &[(How::AsTyped, typed)]),
            (1, How::AsTyped)
        );
    }
    assert_eq!(
        anne.item(ItemId::fixed(1)).row.number.as_deref(),
        Some("Qrt3")
    );
    let mut anne = device(&[(1, "Qrt3"), (2, "qRT3")]);
    let both = [ItemId::fixed(1), ItemId::fixed(2)];
    for typed in ["QRT3", "qRT3"] {
        assert_eq!(offers(&mut anne, &[(How::AsTyped, typed)]), both);
    }
}

#[test]
fn fc_n4_n6_near_ones_are_offered_and_signs_of_addresses_are_signs() {
    let mut anne = device(&[(1, "00003001"), (2, "348/57//957/9475696"), (3, "A?b=1&c")]);
    assert_eq!(
        offers(&mut anne, &[(How::AsTyped, "3001")]),
        [ItemId::fixed(1)]
    );
    for (id, code) in [(2, "348/57//957/9475696"), (3, "A?b=1&c")] {
        let readings = [(How::AsTyped, "348é57éé957é9475696"), (How::ByKeys, code)];
        assert_eq!(opens(&mut anne, &readings), (id, How::ByKeys));
    }
}

#[test]
fn guesses_that_lead_to_two_items_are_offered() {
    let mut anne = device(&[(1, "AB-1"), (2, "QB/1")]);
    let readings = [
        (How::AsTyped, "ÄB§1"),
        (How::Guessed, "AB-1"),
        (How::Guessed, "QB/1"),
    ];
    assert_eq!(
        offers(&mut anne, &readings),
        [ItemId::fixed(1), ItemId::fixed(2)]
    );
    let one = [(How::AsTyped, "ÄB§1"), (How::Guessed, "AB-1")];
    assert_eq!(opens(&mut anne, &one), (1, How::Guessed));
}

#[test]
fn a_room_opens_by_any_sure_reading() {
    let mut anne = device(&[]);
    let readings = [(How::AsTyped, "B'214"), (How::ByKeys, "B-214")];
    match look_up(&mut anne, &readings) {
        TypedFound::Read {
            found: Found::Place { place, .. },
            ..
        } => assert_eq!(place.id, R2),
        other => panic!("{other:?}"),
    }
}
