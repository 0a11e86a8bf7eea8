//! What a person does, offline and with others: the merge cases at the engine's level.

use mobile_core::EngineError;
use mobile_core::api::{
    Command, Delivery, FieldChange, Found, HistoryView, OutboxView, Shown, Side, Standing, Target,
};
use serde_json::json;
use shared::id::ItemId;
use shared::model::{ItemState, State, field};
use shared::operation::{Change, Intent, Outcome, ParkReason};
use shared::record::Collection;

use crate::office::key;
use crate::setting::{
    ANNE, BRUNO, Device, HOUR, LAPTOP, PC1, PC2, R1, R2, R3, edit, edit_from, make_item, office,
};

fn two() -> (crate::office::Office, Device, Device) {
    let mut office = office();
    let anne = Device::enrolled(&mut office, "anne");
    let bruno = Device::enrolled(&mut office, "bruno");
    (office, anne, bruno)
}

#[test]
fn a_day_in_the_basement_comes_out_upstairs() {
    let (mut office, mut anne, mut bruno) = two();
    // Offline: a known one is scanned, moved, given a state; an unknown one is made with two taps.
    assert_eq!(anne.finds("PC-1"), PC1);
    anne.pass(1_000);
    anne.move_to(PC1, R2);
    anne.pass(1_000);
    anne.done(Command::SetState {
        items: vec![Target {
            item: PC1,
            seen: None,
        }],
        state: ItemState::plain(State::InStock),
    });
    let Found::Unknown(unknown) = anne.look_up("SN-NEW-7") else {
        panic!("nobody knows it")
    };
    assert_eq!(
        unknown.types[0].id, LAPTOP,
        "the most used type comes first"
    );
    let made = anne.create(Some("SN-NEW-7"), Some(R2)).item.unwrap();
    assert_eq!(made.row.serial.as_deref(), Some("SN-NEW-7"));
    assert_eq!(anne.finds("SN-NEW-7"), made.row.id);
    let outbox = anne.outbox();
    assert_eq!(outbox.to_send.len(), 4);
    assert!(
        outbox
            .to_send
            .iter()
            .all(|action| action.delivery == Delivery::Pending)
    );

    anne.pass(1_000);
    office.now = anne.wall();
    anne.sync(&mut office);
    bruno.sync(&mut office);
    assert_eq!(bruno.place_of(PC1), Some(R2));
    let seen = bruno.item(PC1);
    assert_eq!(seen.row.state.unwrap().state, State::InStock);
    let moved = seen
        .history
        .iter()
        .find(|line| line.intent == Intent::Moved)
        .unwrap();
    assert_eq!(
        (moved.by.id, moved.by.name.as_str(), moved.own),
        (ANNE, "Anne Côté", false)
    );
    assert_eq!(bruno.finds("SN-NEW-7"), made.row.id);
    let outbox = anne.outbox();
    assert_eq!((outbox.to_send.len(), outbox.sent.len()), (0, 4));
    bruno.sync(&mut office);
    anne.sync(&mut office);
    assert!(
        anne.content() == bruno.content(),
        "both devices hold the same"
    );
}

#[test]
fn m1_an_older_sighting_is_history() {
    let (mut office, mut anne, mut bruno) = two();
    anne.move_to(PC1, R2);
    bruno.pass(4 * HOUR);
    bruno.move_to(PC1, R3);
    office.now = bruno.wall();
    bruno.sync(&mut office);
    anne.pass(8 * HOUR);
    office.now = anne.wall();
    anne.sync(&mut office);
    bruno.sync(&mut office);
    for device in [&mut anne, &mut bruno] {
        assert_eq!(device.place_of(PC1), Some(R3));
        assert!(device.item(PC1).conflicts.is_empty());
    }
}

#[test]
fn m2_two_rooms_at_the_same_time_are_settled_with_one_tap() {
    let (mut office, mut anne, mut bruno) = two();
    anne.pass(60_000);
    anne.move_to(PC1, R2);
    bruno.pass(8 * 60_000);
    bruno.move_to(PC1, R3);
    office.now = bruno.wall();
    bruno.sync(&mut office);
    anne.pass(HOUR);
    office.now = anne.wall();
    anne.sync(&mut office);
    assert_eq!(anne.place_of(PC1), Some(R3));
    let outbox = anne.outbox();
    let conflict = &outbox.conflicts[0];
    assert!(conflict.may_settle && conflict.other.own && !conflict.kept.own);
    let told = |outbox: &OutboxView| {
        let moved = outbox.sent.iter().find(|it| it.intent == Intent::Moved);
        moved.unwrap().delivery.clone()
    };
    let opened = Outcome::Conflict {
        fields: vec![field::PLACE.into()],
    };
    assert!(
        matches!(told(&outbox), Delivery::Delivered { outcome, .. } if outcome == opened),
        "{outbox:?}"
    );
    anne.done(Command::Settle {
        record: conflict.record.clone(),
        conflict: conflict.id,
        side: Side::Other,
    });
    assert_eq!(anne.place_of(PC1), Some(R2), "settled at once, offline");
    assert!(
        matches!(told(&anne.outbox()), Delivery::Settled { .. }),
        "what is settled is no longer told as open"
    );
    anne.sync(&mut office);
    bruno.sync(&mut office);
    assert_eq!(bruno.place_of(PC1), Some(R2));
    assert!(bruno.item(PC1).conflicts.is_empty());
}

#[test]
fn m4_two_names_are_a_conflict_for_the_second() {
    let (mut office, mut anne, mut bruno) = two();
    edit(&mut anne, PC1, &[(field::NAME, json!("Y"))]);
    edit(&mut bruno, PC1, &[(field::NAME, json!("Z"))]);
    bruno.sync(&mut office);
    anne.sync(&mut office);
    let view = anne.item(PC1);
    assert_eq!(view.row.title, "Z");
    assert_eq!(view.conflicts.len(), 1);
    assert!(view.row.in_conflict);
}

#[test]
fn m9_a_name_that_somebody_changed_since_stays() {
    let (mut office, mut anne, mut bruno) = two();
    let named = edit(&mut anne, PC1, &[(field::NAME, json!("Y"))]);
    anne.sync(&mut office);
    bruno.sync(&mut office);
    edit(&mut bruno, PC1, &[(field::NAME, json!("Z"))]);
    bruno.sync(&mut office);
    anne.sync(&mut office);
    let undone = anne.done(Command::Undo(named.action));
    assert_eq!(undone.stays_by.unwrap().id, BRUNO);
    assert_eq!(anne.item(PC1).row.title, "Z");
}

#[test]
fn m11_an_undone_creation_leaves_no_trace_in_lists() {
    let (mut office, mut anne, mut bruno) = two();
    let made = anne.create(Some("SN-9"), Some(R1));
    let id = made.item.as_ref().unwrap().row.id;
    anne.sync(&mut office);
    bruno.sync(&mut office);
    assert_eq!(bruno.finds("SN-9"), id);
    anne.done(Command::Undo(made.action));
    assert!(matches!(anne.look_up("SN-9"), Found::Unknown(_)));
    assert!(anne.search("SN-9").is_empty());
    assert!(anne.find_item(id).is_none());
}

#[test]
fn m12_undo_and_redo_offline_is_as_before() {
    let (mut office, mut anne, _) = two();
    let moved = anne.move_to(PC1, R2);
    let before = anne.item(PC1);
    anne.pass(60_000);
    let undone = anne.done(Command::Undo(moved.action));
    assert_eq!(anne.place_of(PC1), Some(R1));
    assert!(matches!(
        anne.engine.run(Command::Undo(moved.action)),
        Err(EngineError::NothingToUndo)
    ));
    anne.pass(60_000);
    anne.done(Command::Undo(undone.action));
    let after = anne.item(PC1);
    assert_eq!(after.row.place, before.row.place);
    assert_eq!(
        after.bases.get(field::PLACE),
        before.bases.get(field::PLACE)
    );
    anne.sync(&mut office);
    assert_eq!(anne.place_of(PC1), Some(R2));
    // And again when all of it has been acknowledged.
    let record = office.view(&key(Collection::Item, PC1)).unwrap();
    assert_eq!(record.text(field::PLACE), Some(R2.to_string().as_str()));
    anne.done(Command::Undo(moved.action));
    assert_eq!(anne.place_of(PC1), Some(R1));
    anne.sync(&mut office);
    assert_eq!(anne.place_of(PC1), Some(R1));
}

#[test]
fn an_undo_tells_what_it_took_back_and_an_undo_of_it_that_it_is_so_again() {
    let (mut office, mut anne, mut bruno) = two();
    let moved = anne.move_to(PC1, R2);
    anne.pass(60_000);
    let undone = anne.done(Command::Undo(moved.action));
    check_undo(&mut anne, false);
    anne.sync(&mut office);
    bruno.sync(&mut office);
    check_undo(&mut bruno, false);
    anne.pass(60_000);
    anne.done(Command::Undo(undone.action));
    check_undo(&mut anne, true);

    let made = anne.create(Some("SN-9"), Some(R1));
    anne.pass(60_000);
    anne.done(Command::Undo(made.action));
    let latest = anne.outbox().to_send.remove(0).undoes.unwrap();
    assert!(latest.created && !latest.again);
}

/// The newest line of history is an undo, or its undo, of the move to the second room.
#[track_caller]
fn check_undo(device: &mut Device, again: bool) {
    let line = device.item(PC1).history.remove(0);
    let undone = line.undoes.unwrap();
    assert_eq!(undone.again, again);
    assert!(!undone.created);
    assert!(
        matches!(&undone.changes[0].after, Shown::Place(place) if place.id == R2),
        "{:?}",
        undone.changes
    );
}

#[test]
fn m19_a_scan_of_a_retired_one_is_a_contradiction() {
    let (mut office, mut anne, _) = two();
    let mut boss = Device::enrolled(&mut office, "boss");
    boss.pass(1_000);
    boss.done(Command::SetState {
        items: vec![Target {
            item: PC1,
            seen: None,
        }],
        state: ItemState::plain(State::Retired),
    });
    boss.sync(&mut office);
    anne.sync(&mut office);
    anne.pass(HOUR);
    office.now = anne.wall();
    let Found::Item(found) = anne.look_up_in("PC-1", Some(R1)) else {
        panic!("it opens")
    };
    assert_eq!(found.standing(Some(R1)), Standing::Contradiction);
    assert!(found.item.contradiction);
    anne.sync(&mut office);
    boss.sync(&mut office);
    let seen = boss.item(PC1);
    assert!(seen.contradiction);
    assert_eq!(seen.row.state.unwrap().state, State::Retired);
    assert_eq!(seen.last_seen.unwrap().by.id, ANNE);
}

#[test]
fn a_technician_may_not_retire_and_is_told_so() {
    let (_, mut anne, _) = two();
    let retire = Command::SetState {
        items: vec![Target {
            item: PC1,
            seen: None,
        }],
        state: ItemState::plain(State::Retired),
    };
    assert_eq!(anne.engine.run(retire), Err(EngineError::NotAllowed));
    assert!(anne.outbox().to_send.is_empty());
    assert!(!anne.item(PC1).may_retire);
}

#[test]
fn m29_a_form_sends_what_was_changed_and_nothing_else() {
    let (mut office, mut anne, mut bruno) = two();
    let form = anne.item(PC1);
    edit(&mut bruno, PC1, &[(field::NOTES, json!("écran fêlé"))]);
    bruno.sync(&mut office);
    anne.sync(&mut office);
    anne.done(edit_from(&form, &[(field::NAME, json!("Y"))]));
    anne.sync(&mut office);
    let record = office.view(&key(Collection::Item, PC1)).unwrap();
    assert_eq!(record.text(field::NOTES), Some("écran fêlé"));
    assert_eq!(record.text(field::NAME), Some("Y"));
    // An empty field that was empty before is no change; clearing what stood there is one.
    let view = anne.item(PC1);
    let unchanged = anne.done(edit_from(&view, &[(field::USER, json!(null))]));
    assert_eq!(unchanged.operations, 0);
    edit(&mut anne, PC1, &[(field::NOTES, json!(null))]);
    anne.sync(&mut office);
    let record = office.view(&key(Collection::Item, PC1)).unwrap();
    assert_eq!(record.text(field::NOTES), None);
}

#[test]
fn m30_a_thousand_are_moved_and_taken_back_as_one() {
    let (mut office, mut anne, _) = two();
    let items: Vec<ItemId> = (0..1_000)
        .map(|number| ItemId::fixed(0x1000 + number))
        .collect();
    for (number, item) in items.iter().enumerate() {
        make_item(
            &mut office,
            *item,
            &[(field::INVENTORY_NUMBER, json!(format!("N-{number:04}")))],
        );
    }
    anne.sync(&mut office);
    // Meanwhile one of them goes to a team that Anne is not of; her device does not know yet.
    let other = shared::id::TeamId::fixed(0x99);
    let other_type = shared::id::TypeId::fixed(0x98);
    let there = shared::record::Scope::TeamOpen(other);
    office.make(
        crate::setting::BOSS,
        key(Collection::ItemType, other_type),
        there,
        &[(field::TEAM, json!(other))],
    );
    let gone = key(Collection::Item, items[500]);
    let base = office.view(&gone).unwrap().base(field::TYPE);
    let assign = shared::operation::Assign {
        field: field::TYPE.into(),
        base,
        value: json!(other_type),
    };
    office.act(
        crate::setting::BOSS,
        gone.clone(),
        there,
        Change::Set(vec![assign]),
    );

    let targets = items
        .iter()
        .map(|item| Target {
            item: *item,
            seen: None,
        })
        .collect();
    let done = anne.done(Command::Move {
        items: targets,
        place: R2,
    });
    assert_eq!(done.operations, 1_000);
    let outbox = anne.outbox();
    assert_eq!(outbox.to_send.len(), 1);
    assert_eq!((outbox.to_send[0].items, outbox.to_send_count), (1_000, 1));
    anne.sync(&mut office);
    let outbox = anne.outbox();
    assert_eq!(outbox.to_send_count, 0);
    assert_eq!(outbox.parked.len(), 1);
    assert_eq!(
        outbox.parked[0].delivery,
        Delivery::Parked(ParkReason::NotAllowed {})
    );
    let in_r2 = |office: &crate::office::Office| {
        items
            .iter()
            .filter(|item| {
                let record = office.view(&key(Collection::Item, **item)).unwrap();
                record.text(field::PLACE) == Some(R2.to_string().as_str())
            })
            .count()
    };
    assert_eq!(in_r2(&office), 999);

    let mut bruno = Device::enrolled(&mut office, "bruno");
    bruno.pass(HOUR);
    bruno.move_to(items[0], R3);
    office.now = bruno.wall();
    bruno.sync(&mut office);
    anne.pass(2 * HOUR);
    office.now = anne.wall();
    let undone = anne.done(Command::Undo(done.action));
    assert_eq!(undone.operations, 1_000);
    anne.sync(&mut office);
    assert_eq!(in_r2(&office), 0);
    assert_eq!(
        anne.place_of(items[0]),
        Some(R3),
        "what others did since stays"
    );
    assert_eq!(anne.place_of(items[1]), Some(R1));
}

#[test]
fn an_item_that_is_there_already_is_only_seen() {
    let (_, mut anne, _) = two();
    let done = anne.move_to(PC1, R1);
    let view = done.item.unwrap();
    assert_eq!(view.last_seen.unwrap().place.unwrap().id, R1);
    assert_eq!(anne.outbox().to_send[0].intent, Intent::LookedUp);
}

#[test]
fn seen_again_within_ten_minutes_is_not_written_again() {
    let (_, mut anne, _) = two();
    let standing = |anne: &mut Device, room| match anne.look_up_in("PC-1", Some(room)) {
        Found::Item(found) => found.standing(Some(room)),
        other => panic!("{other:?}"),
    };
    assert_eq!(standing(&mut anne, R1), Standing::Here);
    anne.pass(9 * 60_000);
    assert_eq!(standing(&mut anne, R1), Standing::Again);
    assert_eq!(anne.outbox().to_send.len(), 1);
    anne.pass(2 * 60_000);
    assert_eq!(standing(&mut anne, R1), Standing::Here);
    assert_eq!(anne.outbox().to_send.len(), 2);
    assert_eq!(standing(&mut anne, R2), Standing::Elsewhere);
    // Opened from a list, nothing is written.
    anne.item(PC2);
    assert!(anne.item(PC2).last_seen.is_none());
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_and_nothing_is_written() {
    let (_, mut anne, _) = two();
    let view = anne.item(PC1);
    for (name, value) in [
        (field::PURCHASE_DATE, json!("31/12/2026")),
        (field::NAME, json!("x".repeat(field::MAX_TEXT + 1))),
        (field::MANAGED, json!("yes")),
    ] {
        let error = anne.engine.run(edit_from(&view, &[(name, value)]));
        assert_eq!(error, Err(EngineError::InvalidValue(name.into())));
    }
    let cleared = Command::Edit {
        item: ItemId::fixed(0xdead),
        rev: 0,
        changes: vec![FieldChange {
            field: field::NAME.into(),
            base: None,
            value: json!("x"),
        }],
    };
    assert!(matches!(
        anne.engine.run(cleared),
        Err(EngineError::UnknownRecord(_))
    ));
    assert!(anne.outbox().to_send.is_empty());
}

#[test]
fn what_came_before_in_a_history_is_fetched_when_somebody_wants_it() {
    let (mut office, mut anne, _) = two();
    for room in [R2, R3, R1, R2, R3, R1, R2, R3] {
        anne.pass(HOUR);
        anne.move_to(PC1, room);
        anne.sync(&mut office);
    }
    let all = anne.history(PC1).lines;
    let mut late = Device::enrolled(&mut office, "bruno");
    let first = late.history(PC1);
    assert!(first.lines.len() < all.len() && first.older);

    // Offline nothing is lost of the wish: it waits.
    late.run(Command::FetchHistory { item: PC1 });
    assert_eq!(late.history(PC1), first);
    let mut asked = 0;
    while late.history(PC1).older {
        late.run(Command::FetchHistory { item: PC1 });
        late.sync(&mut office);
        asked += 1;
        assert!(asked < 10, "it comes in pages, and ends");
    }
    let told = |lines: &[HistoryView]| lines.iter().map(|line| line.op).collect::<Vec<_>>();
    assert!(asked > 1);
    assert_eq!(told(&late.history(PC1).lines), told(&all));
    assert_eq!(
        late.item(PC1).history.len(),
        first.lines.len().max(6),
        "the record itself stays short"
    );
}
