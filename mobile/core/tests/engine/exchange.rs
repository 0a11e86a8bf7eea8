//! The exchange: order, resuming, forks, restores, scopes that come and go.

use std::path::Path;

use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, Delivery, Event, Link};
use mobile_core::sync::{Failure, SyncAnswer, SyncRequest};
use rusqlite::Connection;
use serde_json::json;
use shared::id::{ActionId, ItemId, MembershipId};
use shared::model::field;
use shared::operation::{Assign, Change, Outcome, ParkReason};
use shared::record::{Collection, Scope};
use shared::wire::{PushOutcome, PushResponse};

use crate::office::{Office, key};
use crate::setting::{BOSS, Device, PC1, R1, R2, R3, edit, make_item, office};

#[test]
fn fc_y5_a_first_sync_that_is_killed_anywhere_comes_to_the_same() {
    let mut office = office();
    for number in 0..100 {
        make_item(
            &mut office,
            ItemId::fixed(0x1000 + number),
            &[(field::INVENTORY_NUMBER, json!(format!("N-{number}")))],
        );
    }
    let undisturbed = Device::enrolled(&mut office, "anne").content();
    let folder = tempfile::tempdir().unwrap();
    for moment in 0..20 {
        let path = folder.path().join(format!("{moment}.db"));
        let mut device = Device::open(Connection::open(&path).unwrap(), moment);
        device.run(Command::Enrol {
            code: "anne".to_owned(),
            device: "test".to_owned(),
        });
        for _ in 0..=moment {
            let Some(outgoing) = device.next() else { break };
            let answer = office.answer(&outgoing);
            device.receive(&outgoing, answer);
        }
        // Killed: an answer may be on its way, and what is in memory is gone.
        let _lost = device.next();
        drop(device);
        let mut device = Device::open(Connection::open(&path).unwrap(), moment + 1_000);
        if moment == 0 {
            device.enrol(&mut office, "anne");
        }
        device.sync(&mut office);
        assert!(
            device.content() == undisturbed,
            "killed after {moment} answers"
        );
    }
}

#[test]
fn a_part_that_came_is_followed_by_a_longer_one_and_one_that_was_cut_by_a_shorter_one() {
    let mut office = office();
    for number in 0..100 {
        make_item(&mut office, ItemId::fixed(0x1000 + number), &[]);
    }
    let mut device = Device::open(Connection::open_in_memory().unwrap(), 1);
    device.run(Command::Enrol {
        code: "anne".to_owned(),
        device: "test".to_owned(),
    });
    let mut sizes = Vec::new();
    while sizes.len() < 8 {
        let Some(outgoing) = device.next() else {
            // It tries again by itself.
            device.run(Command::SyncNow);
            continue;
        };
        let answer = match &outgoing.request {
            SyncRequest::Snapshot { size, .. } => {
                sizes.push(size.records());
                match sizes.len() {
                    5..=6 => Err(Failure::Unreachable("cut".to_owned())),
                    _ => office.answer(&outgoing),
                }
            }
            _ => office.answer(&outgoing),
        };
        device.receive(&outgoing, answer);
    }
    assert_eq!(
        sizes,
        [1_000, 2_000, 4_000, 4_000, 4_000, 2_000, 1_000, 2_000]
    );
}

#[test]
fn fc_y2_a_store_put_back_from_a_backup_goes_on() {
    let mut office = office();
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (
        folder.path().join("store.db"),
        folder.path().join("backup.db"),
    );
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut office, "anne");
    drop(device);
    std::fs::copy(&path, &backup).unwrap();

    let mut device = Device::open(Connection::open(&path).unwrap(), 2);
    edit(&mut device, PC1, &[(field::NAME, json!("two"))]);
    device.sync(&mut office);
    drop(device);

    for (seed, name) in [(3, "three"), (4, "four")] {
        // Once put back, once as the same store on a second device.
        let copy = folder.path().join(format!("{seed}.db"));
        std::fs::copy(&backup, &copy).unwrap();
        let mut device = Device::open(Connection::open(&copy).unwrap(), seed);
        let before = office.accepted();
        edit(&mut device, PC1, &[(field::NOTES, json!(name))]);
        device.pass(1_000);
        device.move_to(PC1, R2);
        device.sync(&mut office);
        assert_eq!(device.outbox().to_send_count, 0);
        assert_eq!(office.accepted(), before + 2, "{name} arrived, once");
        edit(&mut device, PC1, &[(field::NOTES, json!(null))]);
        device.sync(&mut office);
    }
    assert_eq!(
        office
            .view(&key(Collection::Item, PC1))
            .unwrap()
            .text(field::NAME),
        Some("two")
    );
}

#[test]
fn fc_y1_what_a_restored_server_lost_is_sent_again_by_itself() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    edit(&mut anne, PC1, &[(field::NAME, json!("kept"))]);
    anne.sync(&mut office);
    let backup = office.clone();
    let made: Vec<ItemId> = (0..3)
        .map(|number| {
            let code = format!("LOST-{number}");
            anne.create(Some(&code), Some(R1)).item.unwrap().row.id
        })
        .collect();
    anne.pass(60_000);
    anne.move_to(made[0], R2);
    anne.sync(&mut office);
    let content = anne.content();

    office.restore(&backup);
    anne.sync(&mut office);
    for item in &made {
        assert!(
            office.view(&key(Collection::Item, *item)).is_some(),
            "it is on the server again"
        );
    }
    assert_eq!(anne.place_of(made[0]), Some(R2));
    assert_eq!(anne.outbox().to_send_count, 0);
    let mut other = Device::enrolled(&mut office, "anne");
    assert_eq!(anne.search("").len(), other.search("").len());
    assert_eq!(
        content.matches("LOST-").count(),
        anne.content().matches("LOST-").count()
    );
}

#[test]
fn a_server_restored_while_a_snapshot_is_under_way_is_read_anew_to_the_end() {
    let mut office = office();
    for number in 0..100 {
        let code = format!("N-{number}");
        let fields = [(field::INVENTORY_NUMBER, json!(code))];
        make_item(&mut office, ItemId::fixed(0x1000 + number), &fields);
    }
    let undisturbed = Device::enrolled(&mut office, "anne").content();
    let backup = office.clone();
    for moment in 0..10 {
        let mut device = Device::open(Connection::open_in_memory().unwrap(), moment);
        device.enrol(&mut office, "anne");
        // A first restore makes it read everything anew, a second comes somewhere in the middle of that.
        office.restore(&backup);
        device.run(Command::SyncNow);
        for _ in 0..=moment {
            let Some(outgoing) = device.next() else { break };
            let answer = office.answer(&outgoing);
            device.receive(&outgoing, answer);
        }
        office.restore(&backup);
        device.sync(&mut office);
        assert!(
            device.content() == undisturbed,
            "restored after {moment} answers"
        );
    }
}

#[test]
fn a_fork_takes_a_new_installation_and_nothing_is_lost() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.move_to(PC1, R2);
    let outgoing = anne.next().unwrap();
    let SyncRequest::Push(first) = &outgoing.request else {
        panic!("a push comes first")
    };
    let before = first.installation;
    anne.receive(
        &outgoing,
        Ok(SyncAnswer::Push(PushResponse::Fork { high_water: 9 })),
    );
    let outgoing = anne.next().unwrap();
    let SyncRequest::Push(second) = &outgoing.request else {
        panic!("it is pushed again")
    };
    assert_ne!(second.installation, before);
    assert_eq!(second.entries[0].seq, 1);
    assert_eq!(second.entries[0].op.text(), first.entries[0].op.text());
    let answer = office.answer(&outgoing);
    anne.receive(&outgoing, answer);
    anne.sync(&mut office);
    assert_eq!(anne.outbox().sent.len(), 1);
}

/// Anne's device at a path, with a name that is unsent when she is put out of her team: it waits on the server, and a frozen
/// copy of what it lies on stays.
fn put_out(path: &Path) -> (Office, Device, ActionId) {
    let mut office = office();
    let mut anne = Device::open(Connection::open(path).unwrap(), 1);
    anne.enrol(&mut office, "anne");
    let done = edit(&mut anne, PC1, &[(field::NAME, json!("unsent"))]);
    belong(&mut office, false);
    anne.sync(&mut office);
    let outbox = anne.outbox();
    assert_eq!((outbox.to_send_count, outbox.parked.len()), (0, 1));
    assert_eq!(anne.search(""), [PC1], "and no more");
    (office, anne, done.action)
}

/// Anne is let into her team, or put out of it.
fn belong(office: &mut Office, belongs: bool) {
    let membership = key(Collection::Membership, MembershipId::fixed(1));
    let assign = Assign {
        field: field::RETIRED.into(),
        base: office.view(&membership).unwrap().base(field::RETIRED),
        value: json!(!belongs),
    };
    office.act(BOSS, membership, Scope::Org, Change::Set(vec![assign]));
}

/// How many lines of items' histories a store holds.
fn lines_kept(path: &Path) -> i64 {
    let kept = "SELECT count(*) FROM history JOIN record ON key = record WHERE collection = 'item'";
    let store = Connection::open(path).unwrap();
    store.query_row(kept, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_scope_that_is_revoked_goes_and_what_is_unsent_stays_until_it_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let (mut office, mut anne, named) = put_out(&path);
    anne.done(Command::Undo(named));
    assert_eq!(anne.search(""), [PC1], "until the server knows");
    anne.sync(&mut office);
    assert_eq!(anne.search(""), []);
    assert!(anne.find_item(PC1).is_none());
    assert_eq!(anne.sync_view().to_settle, 0);
    assert_eq!(lines_kept(&path), 0);

    // Nothing can be wanted of what is not here; it comes back with the right, as the server has it.
    let undone = anne.outbox().sent[0].action;
    let again = anne.engine.run(Command::Undo(undone));
    assert!(matches!(again, Err(EngineError::UnknownRecord(_))));
    belong(&mut office, true);
    anne.sync(&mut office);
    assert_eq!(anne.item(PC1).row.title, "X");
}

#[test]
fn what_was_given_up_and_is_freed_once_its_item_is_gone_brings_nothing_back() {
    let folder = tempfile::tempdir().unwrap();
    let (mut office, mut anne, named) = put_out(&folder.path().join("store.db"));
    anne.done(Command::Undo(named));
    let push = anne.next().unwrap();
    let SyncRequest::Push(sent) = &push.request else {
        panic!("a push comes first")
    };
    let Change::Withdraw { op: name } = sent.entries[0].op.change else {
        panic!("it is taken back")
    };
    let freed = [name, sent.entries[0].op.op_id].map(|op_id| PushOutcome {
        op_id,
        outcome: Outcome::Applied {},
    });
    let answer = office.answer(&push);
    anne.receive(&push, answer);
    assert_eq!(anne.search(""), []);

    let pull = anne.next().unwrap();
    let Ok(SyncAnswer::Pull(mut page)) = office.answer(&pull) else {
        panic!("a pull comes then")
    };
    page.unparked = freed.to_vec();
    anne.receive(&pull, Ok(SyncAnswer::Pull(page)));
    anne.sync(&mut office);
    assert_eq!(anne.search(""), []);
    let outbox = anne.outbox();
    assert_eq!((outbox.to_send_count, outbox.to_settle_count), (0, 0));
}

#[test]
fn pages_beside_pending_work_keep_the_view() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    edit(&mut anne, PC1, &[(field::NOTES, json!("mine"))]);
    edit(&mut bruno, PC1, &[(field::NAME, json!("theirs"))]);
    bruno.sync(&mut office);
    // The page comes while the push fails.
    let push = anne.next().unwrap();
    anne.receive(&push, Err(Failure::Unreachable("cut".to_owned())));
    anne.pass(10 * 60_000);
    let again = anne.next().unwrap();
    assert!(matches!(again.request, SyncRequest::Push(_)));
    anne.receive(&again, Err(Failure::Unreachable("cut".to_owned())));
    let view = anne.item(PC1);
    assert_eq!(view.row.title, "X");
    anne.sync(&mut office);
    let view = anne.item(PC1);
    assert_eq!(view.row.title, "theirs");
    assert!(
        view.facts
            .iter()
            .any(|fact| fact.field.as_str() == field::NOTES)
    );
}

#[test]
fn events_tell_what_changed_and_how_sync_stands() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let events = anne.events();
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Enrolled(_)))
    );
    anne.move_to(PC1, R3);
    let events = anne.events();
    assert!(events.contains(&Event::Changed(vec![key(Collection::Item, PC1)])));
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Sync(view) if view.pending == 1))
    );
    anne.sync(&mut office);
    assert!(anne.events().iter().any(
        |event| matches!(event, Event::Sync(view) if view.pending == 0 && view.link == Link::Online)
    ));
}

#[test]
fn the_failure_of_what_was_under_way_before_does_not_hold_up_the_next_try() {
    let outdated = Failure::Refused {
        status: 426,
        code: None,
    };
    for failure in [Failure::Unreachable("timeout".to_owned()), outdated] {
        let mut office = office();
        let mut anne = Device::enrolled(&mut office, "anne");
        anne.move_to(PC1, R2);
        let slow = anne.next().unwrap();
        // What was wrong is put right, and the person asks, before the old request has failed.
        anne.run(Command::SyncNow);
        anne.receive(&slow, Err(failure.clone()));
        let again = anne.next().expect("tried at once");
        anne.receive(&again, Err(failure));
        assert!(anne.next().is_none(), "then it waits");
    }
}

#[test]
fn a_wrong_enrolment_code_is_said() {
    let mut office = office();
    let mut device = Device::open(Connection::open_in_memory().unwrap(), 1);
    device.enrol(&mut office, "guessed");
    assert!(
        device
            .events()
            .contains(&Event::EnrolFailed(mobile_core::api::EnrolFailure::Code))
    );
    device.enrol(&mut office, "anne");
    assert_eq!(device.place_of(PC1), Some(R1));
}

#[test]
fn what_was_parked_is_seen_until_its_cause_is_gone() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.move_to(PC1, R2);
    let push = anne.next().unwrap();
    let SyncRequest::Push(sent) = &push.request else {
        panic!("a push comes first")
    };
    let outcome = |outcome| PushOutcome {
        op_id: sent.entries[0].op.op_id,
        outcome,
    };
    let parked = Outcome::Parked {
        reason: ParkReason::NotAllowed {},
    };
    anne.receive(
        &push,
        Ok(SyncAnswer::Push(PushResponse::Taken {
            epoch: office.epoch,
            outcomes: vec![outcome(parked)],
        })),
    );
    assert_eq!(anne.place_of(PC1), Some(R2), "a person sees what they did");
    assert_eq!(anne.outbox().parked.len(), 1);
    let history = anne.item(PC1).history;
    assert_eq!(
        history[0].delivery,
        Delivery::Parked(ParkReason::NotAllowed {})
    );

    let pull = anne.next().unwrap();
    let Ok(SyncAnswer::Pull(mut page)) = office.answer(&pull) else {
        panic!("a pull comes then")
    };
    page.unparked = vec![outcome(Outcome::Applied {})];
    anne.receive(&pull, Ok(SyncAnswer::Pull(page)));
    let outbox = anne.outbox();
    assert_eq!((outbox.parked.len(), outbox.sent.len()), (0, 1));
    assert_eq!(anne.place_of(PC1), Some(R2));
}

#[test]
fn all_unsent_work_can_be_saved_in_its_own_bytes() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.move_to(PC1, R2);
    let Answer::Unsent(text) = anne.run(Command::SaveUnsent) else {
        panic!("no file")
    };
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let push = anne.next().unwrap();
    let SyncRequest::Push(sent) = &push.request else {
        panic!("a push comes first")
    };
    assert_eq!(file["operations"][0]["text"], sent.entries[0].op.text());
    assert_eq!(file["operations"][0]["seq"], 1);
}
