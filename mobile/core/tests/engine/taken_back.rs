//! What is taken back: a creation, touched by others or not, and one deed on a thousand items, one of which the server would
//! not take. What comes out on every device, and what history shows there.

use mobile_core::api::{Answer, Command, Delivery, Found, HistoryView, Late, Query, Side, Target};
use serde_json::json;
use shared::id::{ItemId, PersonId, PlaceId, TeamId, TypeId};
use shared::model::{ItemState, State, field};
use shared::operation::{Assign, Change, Intent, ParkReason};
use shared::record::{Collection, Flag, Scope};

use crate::office::{Office, key};
use crate::setting::{ANNE, BOSS, BRUNO, Device, HOUR, PC1, R1, R2, R3, edit, make_item, office};

/// Who did a line of history, whether it made the item, with what in mind, and whether it was taken back.
type Told = (PersonId, bool, Intent, bool);

fn told(lines: &[HistoryView]) -> Vec<Told> {
    let line = |line: &HistoryView| (line.by.id, line.created, line.intent, line.withdrawn);
    lines.iter().map(line).collect()
}

/// Anne makes PC-9 in the first room, and Bruno has it too.
fn made_by_anne() -> (Office, Device, Device, ItemId, Command) {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    let made = anne.create(Some("PC-9"), Some(R1));
    anne.sync(&mut office);
    bruno.sync(&mut office);
    let item = made.item.unwrap().row.id;
    (office, anne, bruno, item, Command::Undo(made.action))
}

fn set_state(device: &mut Device, item: ItemId, state: State) {
    let items = vec![Target { item, seen: None }];
    let state = ItemState::plain(state);
    device.done(Command::SetState { items, state });
}

#[test]
fn m10_a_creation_that_is_taken_back_after_others_touched_it_leaves_it_retired_and_flagged() {
    for bruno_first in [true, false] {
        let (mut office, mut anne, mut bruno, item, undo) = made_by_anne();
        bruno.pass(HOUR);
        bruno.move_to(item, R2);
        anne.pass(HOUR + 30 * 60_000);
        office.now = anne.wall();
        anne.done(undo);
        assert!(anne.find_item(item).is_none(), "as far as she knows");
        let mut both = [&mut anne, &mut bruno];
        if bruno_first {
            both.reverse();
        }
        for _ in 0..2 {
            for device in &mut both {
                device.sync(&mut office);
            }
        }

        let record = office.view(&key(Collection::Item, item)).unwrap();
        assert_eq!(record.flags, [Flag::CreationUndone {}]);
        for device in [&mut anne, &mut bruno] {
            let view = device.item(item);
            assert_eq!(view.row.state.unwrap().state, State::Retired);
            assert_eq!(view.row.place.unwrap().id, R2);
            assert!(view.creation_undone && view.conflicts.is_empty());
            assert_eq!(device.search("PC-9"), [item]);
            let moved = (BRUNO, false, Intent::Moved, false);
            let undone = (ANNE, false, Intent::Undone, false);
            let (latest, before) = if bruno_first {
                (undone, moved)
            } else {
                (moved, undone)
            };
            let created = (ANNE, true, Intent::Edited, true);
            let lines = device.history(item).lines;
            assert_eq!(told(&lines), [latest, before, created]);
            let undo = lines.iter().find(|line| line.intent == Intent::Undone);
            assert!(undo.unwrap().undoes.as_ref().unwrap().created);
        }
        assert!(anne.content() == bruno.content());

        // It does exist: whoever knows says so, and that counts.
        let mut boss = Device::enrolled(&mut office, "boss");
        boss.pass(2 * HOUR);
        office.now = boss.wall();
        set_state(&mut boss, item, State::InService);
        boss.sync(&mut office);
        bruno.sync(&mut office);
        for device in [&mut boss, &mut bruno] {
            let view = device.item(item);
            assert_eq!(view.row.state.unwrap().state, State::InService);
            assert!(!view.creation_undone);
        }
    }
}

#[test]
fn m11_a_creation_that_nobody_touched_is_gone_everywhere_and_history_keeps_both() {
    for looked_up in [false, true] {
        let (mut office, mut anne, mut bruno, item, undo) = made_by_anne();
        if looked_up {
            // To look is no touch.
            bruno.pass(60_000);
            assert_eq!(bruno.finds("PC-9"), item);
            bruno.sync(&mut office);
            anne.sync(&mut office);
        }
        anne.pass(HOUR);
        office.now = anne.wall();
        anne.done(undo);
        anne.sync(&mut office);
        bruno.sync(&mut office);
        let mut late = Device::enrolled(&mut office, "boss");
        for device in [&mut anne, &mut bruno, &mut late] {
            assert!(matches!(device.look_up("PC-9"), Found::Unknown(_)));
            assert!(device.search("PC-9").is_empty());
            assert!(!device.search("").contains(&item));
            assert!(device.find_item(item).is_none());
            let mut lines = told(&device.history(item).lines);
            lines.retain(|(_, _, intent, _)| *intent != Intent::LookedUp);
            let undone = (ANNE, false, Intent::Undone, false);
            let created = (ANNE, true, Intent::Edited, true);
            assert_eq!(lines, [undone, created]);
        }
        // The code is free for what bears it now.
        let again = bruno.create(Some("PC-9"), Some(R2)).item.unwrap().row.id;
        assert_ne!(again, item);
        bruno.sync(&mut office);
        anne.sync(&mut office);
        assert_eq!(anne.finds("PC-9"), again);
    }
}

/// For what somebody's last deed came too late, as their outbox and the item's history tell it.
#[track_caller]
fn too_late(device: &mut Device) -> Late {
    let latest = device.outbox().sent.remove(0);
    let line = device.history(PC1).lines.remove(0);
    assert_eq!(
        (line.action, &line.delivery),
        (latest.action, &latest.delivery)
    );
    match latest.delivery {
        Delivery::Late { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_came_too_late_to_count_is_told_with_what_for() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    // M1: a sighting.
    anne.move_to(PC1, R2);
    for device in [&anne, &bruno] {
        device.pass(HOUR);
    }
    bruno.move_to(PC1, R3);
    office.now = bruno.wall();
    let mut both = |one: &mut Device, other: &mut Device| {
        one.sync(&mut office);
        other.sync(&mut office);
    };
    both(&mut bruno, &mut anne);
    assert_eq!(too_late(&mut anne), Late::Newer);

    // M9: a name that is taken back, and that Bruno changed since; then one that Anne changed herself.
    both(&mut anne, &mut bruno);
    let first = edit(&mut anne, PC1, &[(field::NAME, json!("Y"))]);
    let second = edit(&mut anne, PC1, &[(field::NAME, json!("Y2"))]);
    both(&mut anne, &mut bruno);
    anne.done(Command::Undo(first.action));
    both(&mut anne, &mut bruno);
    assert_eq!(too_late(&mut anne), Late::ChangedByOneself);
    edit(&mut bruno, PC1, &[(field::NAME, json!("Z"))]);
    anne.done(Command::Undo(second.action));
    both(&mut bruno, &mut anne);
    let who = match too_late(&mut anne) {
        Late::ChangedBy(Some(who)) => who,
        other => panic!("{other:?}"),
    };
    assert_eq!((who.id, who.name.as_str()), (BRUNO, "Bruno Roy"));

    // M2: a conflict that both settle.
    both(&mut anne, &mut bruno);
    edit(&mut anne, PC1, &[(field::NOTES, json!("dusty"))]);
    edit(&mut bruno, PC1, &[(field::NOTES, json!("clean"))]);
    both(&mut anne, &mut bruno);
    both(&mut anne, &mut bruno);
    for device in [&mut anne, &mut bruno] {
        let open = device.item(PC1).conflicts.remove(0);
        device.done(Command::Settle {
            record: open.record,
            conflict: open.id,
            side: Side::Other,
        });
    }
    both(&mut anne, &mut bruno);
    assert_eq!(too_late(&mut bruno), Late::Settled);
}

/// A thousand items in the first room, of which one went to another team meanwhile: Anne's device does not know yet.
fn a_thousand() -> (Office, Device, Device, Vec<ItemId>) {
    let mut office = office();
    let items: Vec<ItemId> = (0..1_000)
        .map(|number| ItemId::fixed(0x1000 + number))
        .collect();
    for (number, item) in items.iter().enumerate() {
        let number = json!(format!("N-{number:04}"));
        make_item(&mut office, *item, &[(field::INVENTORY_NUMBER, number)]);
    }
    let anne = Device::enrolled(&mut office, "anne");
    let bruno = Device::enrolled(&mut office, "bruno");
    let (team, of_team) = (TeamId::fixed(0x99), TypeId::fixed(0x98));
    let there = Scope::TeamOpen(team);
    let item_type = key(Collection::ItemType, of_team);
    office.make(BOSS, item_type, there, &[(field::TEAM, json!(team))]);
    let gone = key(Collection::Item, items[GONE]);
    let assign = Assign {
        field: field::TYPE.into(),
        base: office.view(&gone).unwrap().base(field::TYPE),
        value: json!(of_team),
    };
    office.act(BOSS, gone, there, Change::Set(vec![assign]));
    (office, anne, bruno, items)
}

/// Which of the thousand is no longer hers.
const GONE: usize = 500;

fn count_in(device: &mut Device, place: PlaceId) -> u64 {
    let query = Query {
        place: Some(place),
        ..Query::default()
    };
    match device.run(Command::Search(query)) {
        Answer::Rows(rows) => rows.total,
        other => panic!("{other:?}"),
    }
}

#[test]
fn m30_a_thousand_are_moved_as_one_and_taken_back_as_one_and_history_tells_it_of_each() {
    let (mut office, mut anne, mut bruno, items) = a_thousand();
    let all = items.iter().map(|item| Target {
        item: *item,
        seen: None,
    });
    anne.pass(60_000);
    let done = anne.done(Command::Move {
        items: all.collect(),
        place: R2,
    });
    assert_eq!((done.operations, done.left), (1_000, None));
    anne.sync(&mut office);
    let outbox = anne.outbox();
    assert_eq!((outbox.to_send_count, outbox.to_settle_count), (0, 1));
    let [parked] = &outbox.parked[..] else {
        panic!("one deed: {:?}", outbox.parked)
    };
    let reason = Delivery::Parked(ParkReason::NotAllowed {});
    assert_eq!((parked.action, &parked.delivery), (done.action, &reason));
    // She sees what she did, also of the one that waits.
    for item in [0, GONE, 999].map(|number| items[number]) {
        assert_eq!(anne.place_of(item), Some(R2));
        let line = anne.history(item).lines.remove(0);
        assert_eq!((line.action, line.intent), (done.action, Intent::Moved));
        assert_eq!(line.delivery == reason, item == items[GONE]);
    }
    bruno.sync(&mut office);
    assert_eq!(count_in(&mut bruno, R2), 999);

    // Others go on from there with two of them; then she takes it back.
    bruno.pass(HOUR);
    office.now = bruno.wall();
    bruno.move_to(items[0], R3);
    set_state(&mut bruno, items[1], State::InRepair);
    bruno.sync(&mut office);
    anne.pass(2 * HOUR);
    office.now = anne.wall();
    let undone = anne.done(Command::Undo(done.action));
    assert_eq!((undone.operations, undone.left), (1_000, None));
    for _ in 0..2 {
        anne.sync(&mut office);
        bruno.sync(&mut office);
    }
    let outbox = anne.outbox();
    assert_eq!((outbox.to_send_count, outbox.to_settle_count), (0, 0));
    let mut late = Device::enrolled(&mut office, "bruno");
    for device in [&mut anne, &mut bruno, &mut late] {
        // What is another team's nobody here sees any more: nothing of hers waits on it.
        assert!(device.find_item(items[GONE]).is_none());
        assert!(device.history(items[GONE]).lines.is_empty());
        // PC-1 and PC-2 lie there too.
        assert_eq!(count_in(device, R1), 1_000);
        assert_eq!(count_in(device, R3), 1);
        let state = device.item(items[1]).row.state.unwrap().state;
        assert_eq!(state, State::InRepair, "what others did since stays");
        let lines = device.history(items[999]).lines;
        let undone = (ANNE, false, Intent::Undone, false);
        let moved = (ANNE, false, Intent::Moved, true);
        let made = (BOSS, true, Intent::Imported, false);
        assert_eq!(told(&lines), [undone, moved, made]);
        let taken = &lines[0].undoes.as_ref().unwrap().changes;
        assert_eq!(taken.len(), 1, "{taken:?}");
        let moved_on = (BRUNO, false, Intent::Moved, false);
        let lines = device.history(items[0]).lines;
        assert_eq!(told(&lines)[..3], [undone, moved_on, moved]);
    }
    assert_eq!(anne.place_of(PC1), Some(R1), "nothing else was touched");
}
