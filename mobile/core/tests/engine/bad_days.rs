//! Bad days: servers that are down, slow, broken or restored; storage that is full; an app that is killed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, EnrolFailure, Event, Found, Link, NewItem, Standing};
use mobile_core::sync::{Failure, SyncRequest, read_answer};
use rusqlite::Connection;
use serde_json::json;
use shared::model::field;
use shared::record::Collection;
use shared::time::Millis;
use shared::wire::ErrorCode;

use crate::office::{UNAUTHORISED, key};
use crate::setting::{Device, HOUR, LAPTOP, PC1, PC2, R1, R2, R3, edit, office};

fn link(device: &mut Device) -> Link {
    match device.run(Command::Session) {
        Answer::Session(session) => session.sync.link,
        other => panic!("{other:?}"),
    }
}

/// The server's own word that it has no room just now.
const BUSY: Failure = Failure::Refused {
    status: 429,
    code: Some(ErrorCode::Throttled),
};

#[test]
fn no_failure_removes_anything_and_all_are_tried_again() {
    let refused = |status| Failure::Refused { status, code: None };
    for (failure, expected, by_itself) in [
        (Failure::Unreachable("down".to_owned()), Link::Offline, true),
        (
            Failure::Unreachable("cut in mid-body".to_owned()),
            Link::Offline,
            true,
        ),
        (Failure::Garbled("<html>".to_owned()), Link::Troubled, true),
        (refused(500), Link::Troubled, true),
        (refused(503), Link::Troubled, true),
        (refused(403), Link::Troubled, true),
        (refused(413), Link::Troubled, true),
        (refused(429), Link::Troubled, true),
        // So many came at once that this one is to come again.
        (BUSY, Link::Online, true),
        // A proxy that wants a login of its own: its page is no word of our server's.
        (refused(401), Link::Troubled, true),
        (UNAUTHORISED, Link::Revoked, false),
        (refused(426), Link::Outdated, false),
    ] {
        let mut office = office();
        let mut anne = Device::enrolled(&mut office, "anne");
        anne.move_to(PC1, R2);
        let outgoing = anne.next().unwrap();
        assert!(matches!(outgoing.request, SyncRequest::Push(_)));
        anne.receive(&outgoing, Err(failure.clone()));
        assert_eq!(link(&mut anne), expected, "{failure}");
        assert_eq!(anne.outbox().to_send_count, 1, "{failure}");
        assert_eq!(anne.place_of(PC1), Some(R2), "data stays: {failure}");
        assert!(anne.next().is_none(), "not at once: {failure}");
        assert_eq!(anne.engine.wake_at().is_some(), by_itself, "{failure}");
        if by_itself {
            let wake = anne.engine.wake_at().unwrap();
            assert!(wake.since(anne.wall()).0 <= 1_000);
            anne.pass(wake.since(anne.wall()).0);
            assert!(anne.next().is_some(), "by itself: {failure}");
            anne.engine
                .receive(&outgoing.request, Err(failure.clone()))
                .unwrap();
        }
        anne.sync(&mut office);
        assert_eq!(link(&mut anne), Link::Online);
        assert_eq!(anne.outbox().to_send_count, 0, "{failure}");
    }
}

#[test]
fn a_server_without_room_is_there_all_the_same() {
    let down = Failure::Unreachable("down".to_owned());
    for before in [down, Failure::Garbled("<html>".to_owned())] {
        let mut office = office();
        let mut anne = Device::enrolled(&mut office, "anne");
        anne.move_to(PC1, R2);
        let outgoing = anne.next().unwrap();
        anne.receive(&outgoing, Err(before.clone()));
        assert_ne!(link(&mut anne), Link::Online, "{before}");
        anne.run(Command::SyncNow);
        let outgoing = anne.next().unwrap();
        anne.receive(&outgoing, Err(BUSY));
        assert_eq!(link(&mut anne), Link::Online, "{before}");
        assert_eq!(anne.outbox().to_send_count, 1, "{before}");
    }
}

#[test]
fn garbage_of_any_kind_is_no_answer() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.move_to(PC1, R2);
    for body in [
        "",
        "<html>captive portal</html>",
        "{\"taken\":{\"epoch\":1,\"outcomes\":[",
        "{\"taken\":{\"epoch\":1,\"outcomes\":[]}}",
        "{\"taken\":{\"epoch\":1,\"outcomes\":[{\"op_id\":\"00000000-0000-0000-0000-000000000001\",\"outcome\":{\"applied\":{}}}]}}",
        "[]",
        "\u{0}\u{1}",
    ] {
        anne.run(Command::SyncNow);
        let outgoing = anne.next().unwrap();
        let answer = read_answer(&outgoing.request, 200, body.as_bytes());
        anne.receive(&outgoing, answer);
        assert_eq!(link(&mut anne), Link::Troubled, "{body}");
        assert_eq!(anne.outbox().to_send_count, 1, "{body}");
    }
    anne.sync(&mut office);
    assert_eq!(anne.outbox().to_send_count, 0);
}

#[test]
fn a_lost_answer_is_no_second_application() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let before = office.accepted();
    let made = anne.create(Some("ONCE-1"), Some(R1)).item.unwrap().row.id;
    anne.move_to(made, R2);
    for _ in 0..3 {
        anne.run(Command::SyncNow);
        let outgoing = anne.next().unwrap();
        assert!(matches!(outgoing.request, SyncRequest::Push(_)));
        // The server takes it; its answer never comes.
        office.answer(&outgoing).unwrap();
        anne.receive(&outgoing, Err(Failure::Unreachable("timeout".to_owned())));
    }
    anne.sync(&mut office);
    assert_eq!(office.accepted(), before + 2);
    assert_eq!(anne.outbox().to_send_count, 0);
    assert_eq!(anne.item(made).history.len(), 2);
    assert_eq!(anne.place_of(made), Some(R2));
}

#[test]
fn work_goes_on_while_an_answer_is_on_its_way() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.move_to(PC1, R2);
    let slow = anne.next().unwrap();
    anne.pass(60_000);
    anne.move_to(PC1, R3);
    anne.move_to(PC2, R3);
    assert!(anne.next().is_none(), "one at a time");
    let answer = office.answer(&slow);
    anne.receive(&slow, answer);
    assert_eq!(anne.outbox().to_send_count, 2);
    office.now = anne.wall();
    anne.sync(&mut office);
    assert_eq!(anne.place_of(PC1), Some(R3));
    assert_eq!(anne.outbox().to_send_count, 0);
}

#[test]
fn a_revoked_credential_keeps_the_data_and_a_new_one_goes_on() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.move_to(PC1, R2);
    let person = office.tokens.remove("anne").unwrap();
    anne.sync(&mut office);
    assert_eq!(link(&mut anne), Link::Revoked);
    assert_eq!(anne.place_of(PC1), Some(R2));
    anne.move_to(PC2, R2);
    assert!(anne.next().is_none());
    office.tokens.insert("anne again".to_owned(), person);
    anne.enrol(&mut office, "anne again");
    assert_eq!(anne.outbox().to_send_count, 0);
    assert_eq!(link(&mut anne), Link::Online);
}

#[test]
fn a_login_page_of_a_proxy_says_nothing_of_a_code() {
    let mut office = office();
    let mut device = Device::open(Connection::open_in_memory().unwrap(), 1);
    for status in [401, 403, 511] {
        device.run(Command::Enrol {
            code: "anne".to_owned(),
            device: "test".to_owned(),
        });
        let outgoing = device.next().unwrap();
        let answer = read_answer(&outgoing.request, status, b"<html>Please sign in");
        device.receive(&outgoing, answer);
        let told = Event::EnrolFailed(EnrolFailure::Garbled);
        assert!(device.events().contains(&told), "{status}");
    }
    device.enrol(&mut office, "anne");
    assert_eq!(device.place_of(PC1), Some(R1));
}

#[test]
fn what_cannot_be_kept_of_an_answer_is_said_once_and_comes_again() {
    let mut office = office();
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let connection = Connection::open_in_memory()
        .unwrap()
        .watched(move || told.load(Ordering::Relaxed));
    let mut anne = Device::open(connection, 3);
    anne.enrol(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    edit(&mut bruno, PC1, &[(field::NAME, json!("theirs"))]);
    bruno.sync(&mut office);
    anne.move_to(PC2, R2);
    let push = anne.next().unwrap();
    let answer = office.answer(&push);
    anne.receive(&push, answer);
    anne.events();
    let mut said = 0;
    for _ in 0..3 {
        anne.run(Command::SyncNow);
        let pull = anne.next().unwrap();
        assert!(matches!(pull.request, SyncRequest::Pull(_)));
        let answer = office.answer(&pull);
        stop.store(true, Ordering::Relaxed);
        let taken = anne.engine.receive(&pull.request, answer);
        stop.store(false, Ordering::Relaxed);
        assert!(matches!(taken, Err(EngineError::Store(_))), "{taken:?}");
        let failed = |event: &Event| matches!(event, Event::StoreFailed(EngineError::Store(_)));
        said += anne.events().iter().filter(|event| failed(event)).count();
        assert_eq!(anne.item(PC1).row.title, "X");
        assert!(anne.next().is_none(), "not at once");
    }
    assert_eq!(said, 1);
    let wake = anne.engine.wake_at().expect("it tries again by itself");
    anne.pass(wake.since(anne.wall()).0);
    anne.sync(&mut office);
    assert_eq!(anne.item(PC1).row.title, "theirs");
    assert_eq!(anne.place_of(PC2), Some(R2));
}

#[test]
fn a_device_whose_clock_is_years_off_still_sends_again_what_a_server_lost() {
    for off in [10 * 365 * 24 * HOUR, -10 * 365 * 24 * HOUR] {
        let mut office = office();
        let mut anne = Device::enrolled(&mut office, "anne");
        let backup = office.clone();
        anne.set_wall(anne.wall().plus(Millis(off)));
        let made = anne.create(Some("OFF-1"), Some(R1)).item.unwrap().row.id;
        anne.sync(&mut office);
        // The second time nothing was forgotten when everything had come anew.
        for _ in 0..2 {
            office.restore(&backup);
            assert!(office.view(&key(Collection::Item, made)).is_none());
            anne.sync(&mut office);
            assert!(office.view(&key(Collection::Item, made)).is_some());
        }
    }
}

#[test]
fn fc_y3_a_clock_that_is_years_off_holds_nothing_back() {
    for off in [10 * 365 * 24 * HOUR, -10 * 365 * 24 * HOUR, 48 * HOUR] {
        let mut office = office();
        let mut anne = Device::enrolled(&mut office, "anne");
        let right = anne.wall();
        anne.set_wall(Millis(right.0 + off));
        edit(&mut anne, PC1, &[(field::NAME, json!("off"))]);
        anne.set_wall(right);
        for number in 0..20 {
            anne.pass(1_000);
            anne.create(Some(&format!("Y3-{number}")), Some(R1));
        }
        office.now = anne.wall();
        let before = office.accepted();
        anne.sync(&mut office);
        assert_eq!(office.accepted(), before + 21, "all 21 arrive");
        assert_eq!(anne.outbox().to_send_count, 0);
        let record = office.view(&key(Collection::Item, PC1)).unwrap();
        let stamp = &record.fields[field::NAME].stamp;
        assert!(stamp.uncertain, "the one is flagged");
        assert!(
            stamp.at.since(office.now).0.abs() < HOUR,
            "and dated neither then nor later"
        );
    }
}

#[test]
fn an_app_killed_in_the_middle_of_an_action_has_it_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut office, "anne");
    drop(device);
    let mut moments = [0; 2];
    for steps in (1..).map(|moment| moment * 7) {
        let left = folder.path().join(format!("left-{steps}.db"));
        let was_running = create_and_take_files(&path, folder.path(), &left, steps);
        // What lay on the disk at that moment is all that the next start has.
        let mut after = Device::open(Connection::open(&left).unwrap(), 9);
        let pending = after.outbox().to_send_count;
        assert_eq!(
            after.search("KILLED-1").len() as u64,
            pending,
            "outbox and lists agree"
        );
        assert!(pending <= 1);
        moments[usize::try_from(pending).unwrap()] += 1;
        if !was_running {
            assert_eq!(pending, 1, "answered, hence durable");
            break;
        }
    }
    assert!(moments[0] > 5, "killed too late to tell: {moments:?}");
}

/// Creates an item in a copy of a store, and keeps the files as they lie after so many steps of SQLite's machine; says
/// whether the action was still going on then.
fn create_and_take_files(store: &Path, folder: &Path, left: &Path, steps: i32) -> bool {
    let copy = folder.join(format!("killed-{steps}.db"));
    std::fs::copy(store, &copy).unwrap();
    let armed = Arc::new(AtomicBool::new(false));
    let connection = Connection::open(&copy).unwrap();
    let taken = {
        let (armed, copy, left) = (Arc::clone(&armed), copy.clone(), left.to_owned());
        let mut to_come = steps;
        move || {
            to_come -= i32::from(armed.load(Ordering::Relaxed));
            if to_come == 0 && armed.swap(false, Ordering::Relaxed) {
                take_files(&copy, &left);
            }
            false
        }
    };
    let mut device = Device::open(connection.watched(taken), 7);
    armed.store(true, Ordering::Relaxed);
    device.create(Some("KILLED-1"), Some(R1));
    let was_running = !armed.swap(false, Ordering::Relaxed);
    if !was_running {
        take_files(&copy, left);
    }
    was_running
}

fn take_files(from: &Path, to: &Path) {
    for suffix in ["", "-wal"] {
        let name = |path: &Path| format!("{}{suffix}", path.display());
        if Path::new(&name(from)).exists() {
            std::fs::copy(name(from), name(to)).unwrap();
        }
    }
}

/// A connection that tells of each step of its machine.
trait Watched {
    fn watched(self, told: impl FnMut() -> bool + Send + 'static) -> Self;
}

impl Watched for Connection {
    fn watched(mut self, told: impl FnMut() -> bool + Send + 'static) -> Self {
        self.progress_handler(1, Some(told)).unwrap();
        self
    }
}

#[test]
fn an_action_interrupted_between_statements_is_not_there() {
    let (mut interrupted, mut at_its_end) = (0, 0);
    for steps in (1..).map(|moment| moment * 7) {
        let mut office = office();
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let mut to_come = steps;
        let connection = Connection::open_in_memory().unwrap().watched(move || {
            to_come -= i32::from(told.load(Ordering::Relaxed));
            to_come == 0 && told.swap(false, Ordering::Relaxed)
        });
        let mut device = Device::open(connection, 3);
        device.enrol(&mut office, "anne");
        let before = device.content();
        stop.store(true, Ordering::Relaxed);
        let create = Command::Create(NewItem {
            item_type: LAPTOP,
            code: Some("STOPPED-1".to_owned()),
            place: Some(R1),
            state: None,
            fields: [].into(),
        });
        let done = device.engine.run(create);
        if stop.swap(false, Ordering::Relaxed) {
            assert!(done.is_ok());
            break;
        }
        match (done, device.outbox().to_send_count) {
            (Err(_), 0) => {
                interrupted += 1;
                assert!(device.content() == before);
                device.create(Some("STOPPED-1"), Some(R1));
            }
            // SQLite looks whether it is to stop once more when COMMIT has done its work.
            (Err(_), 1) => at_its_end += 1,
            (done, pending) => assert!(done.is_ok() && pending == 1, "{pending}"),
        }
        assert_eq!(device.search("STOPPED-1").len(), 1);
    }
    assert!(at_its_end <= 1, "{at_its_end}");
    assert!(interrupted > 10, "{interrupted}");
}

/// Anne's device with no room for one more page, and nothing of hers in it.
fn on_a_full_device(path: &Path, office: &mut crate::office::Office) -> Device {
    let mut device = Device::open(Connection::open(path).unwrap(), 1);
    device.enrol(office, "anne");
    drop(device);
    let connection = Connection::open(path).unwrap();
    let pages: i64 = connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    connection
        .query_row(
            &format!("PRAGMA max_page_count = {}", pages + 1),
            [],
            |_| Ok(()),
        )
        .unwrap();
    Device::open(connection, 2)
}

/// Makes items until the device takes no more: how many, and what it says then.
fn fill(device: &mut Device, code: impl Fn(u64) -> String) -> (u64, EngineError) {
    for made in 0..1_000 {
        let create = Command::Create(NewItem {
            item_type: LAPTOP,
            code: Some(code(made)),
            place: Some(R1),
            state: None,
            fields: [].into(),
        });
        if let Err(error) = device.engine.run(create) {
            return (made, error);
        }
    }
    panic!("never full");
}

#[test]
fn full_storage_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = on_a_full_device(&path, &mut office);
    let (made, full) = fill(&mut device, |made| format!("{made}-{}", "long".repeat(400)));
    assert_eq!(full, EngineError::StorageFull);
    assert!(!full.is_permanent());
    let outbox = device.outbox();
    assert_eq!(outbox.to_send_count, made);
    assert_eq!(device.search("").len(), 2 + usize::try_from(made).unwrap());
    // An answer that cannot be stored is asked for again.
    let push = device.next().unwrap();
    let answer = office.answer(&push);
    let _ = device.engine.receive(&push.request, answer);
    drop(device);
    let mut device = Device::open(Connection::open(&path).unwrap(), 3);
    device.sync(&mut office);
    assert_eq!(device.outbox().to_send_count, 0);
}

#[test]
fn full_storage_still_says_what_a_code_is_and_that_it_was_not_noted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = on_a_full_device(&path, &mut office);
    fill(&mut device, |made| format!("{made}-{}", "long".repeat(400)));
    let (made, _) = fill(&mut device, |made| format!("S-{made}"));
    // Words that full text has no room for are not found; all others are, and what was made is by its number.
    assert_eq!(device.search("reception"), [PC2]);
    let last = made.checked_sub(1).expect("something was made");
    assert_eq!(device.search(&format!("S-{last}")).len(), 1);
    let waiting = device.outbox().to_send_count;
    let Found::Item(found) = device.look_up_in("PC-1", Some(R1)) else {
        panic!("it is known")
    };
    assert_eq!(found.unnoted, Some(EngineError::StorageFull));
    assert_eq!(found.item.row.id, PC1);
    assert_eq!(found.standing(Some(R1)), Standing::Here);
    assert!(found.item.last_seen.is_none());
    assert_eq!(device.outbox().to_send_count, waiting);
    drop(device);
    // With room again it is noted.
    let mut device = Device::open(Connection::open(&path).unwrap(), 3);
    let Found::Item(found) = device.look_up_in("PC-1", Some(R1)) else {
        panic!("it is known")
    };
    assert_eq!(found.unnoted, None);
    assert!(found.item.last_seen.is_some());
}
