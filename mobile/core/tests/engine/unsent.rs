//! Unsent work as a file: saved on one device, taken in on another, each operation once, whoever comes first.

use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, TakenIn, UnsentRefusal};
use rusqlite::Connection;
use serde_json::{Value, json};
use shared::id::OrgId;
use shared::model::field;
use shared::operation::OperationHash;
use shared::record::Collection;

use crate::office::{Office, key};
use crate::setting::{ANNE, BOSS, BRUNO, Device, HOUR, NOON, PC1, PC2, R1, R2, R3, edit, office};

fn save(device: &mut Device) -> String {
    match device.run(Command::SaveUnsent) {
        Answer::Unsent(text) => text,
        other => panic!("{other:?}"),
    }
}

fn take_in(device: &mut Device, file: &str) -> TakenIn {
    match device.run(Command::TakeUnsent(file.to_owned())) {
        Answer::TakenIn(taken) => taken,
        other => panic!("{other:?}"),
    }
}

/// Two devices show the same rows.
#[track_caller]
fn same(one: &mut Device, other: &mut Device) {
    let rows = |device: &mut Device| {
        let mut items = device.search("");
        items.sort();
        let row = |item| device.item(item).row;
        items.into_iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(rows(one), rows(other));
}

/// Another device of Anne's.
fn second(office: &mut Office) -> Device {
    office.tokens.insert("anne too".to_owned(), ANNE);
    let mut device = Device::open(Connection::open_in_memory().unwrap(), 77);
    device.enrol(office, "anne too");
    device
}

/// A day in the basement: moves, a change by hand, a new item, something taken back.
fn work(device: &mut Device) -> usize {
    device.move_to(PC1, R2);
    device.pass(HOUR);
    edit(device, PC1, &[("name", json!("Guichet"))]);
    device.pass(HOUR);
    device.create(Some("5CD-NEW"), Some(R3));
    device.pass(HOUR);
    let wrong = device.move_to(PC2, R3);
    device.pass(HOUR);
    device.done(Command::Undo(wrong.action));
    usize::try_from(device.outbox().to_send_count).unwrap()
}

#[test]
fn what_a_device_that_died_had_saved_arrives_once_from_another() {
    let mut office = office();
    let mut first = Device::enrolled(&mut office, "anne");
    let before = office.accepted();
    let done = work(&mut first);
    let shown = first.content();
    let file = save(&mut first);
    office.now = first.wall();

    let mut second = second(&mut office);
    second.pass(first.wall().0 - second.wall().0);
    let taken = take_in(&mut second, &file);
    assert_eq!((taken.taken as usize, taken.known), (done, 0));
    assert_eq!(second.content(), shown, "it is seen at once");
    let twice = take_in(&mut second, &file);
    assert_eq!((twice.taken, twice.known as usize), (0, done));
    assert_eq!(second.outbox().to_send_count as usize, done);
    second.sync(&mut office);
    assert_eq!(second.outbox().to_send_count, 0);
    assert_eq!(office.accepted(), before + done);
    let again = take_in(&mut second, &file);
    assert_eq!((again.taken, again.known as usize), (0, done));

    // The first one was not dead after all, and did one thing more.
    first.move_to(PC2, R2);
    first.sync(&mut office);
    assert_eq!(first.outbox().to_send_count, 0);
    assert_eq!(office.accepted(), before + done + 1);
    second.sync(&mut office);
    same(&mut first, &mut second);
}

#[test]
fn what_the_first_device_has_sent_meanwhile_is_not_done_again() {
    let mut office = office();
    let mut first = Device::enrolled(&mut office, "anne");
    let mut late = second(&mut office);
    let before = office.accepted();
    let done = work(&mut first);
    let file = save(&mut first);
    office.now = first.wall();
    first.sync(&mut office);
    assert_eq!(office.accepted(), before + done);

    // One that has not heard of it sends it, and has the answer of then.
    let taken = take_in(&mut late, &file);
    assert_eq!(taken.taken as usize, done);
    late.sync(&mut office);
    assert_eq!(late.outbox().to_send_count, 0);
    assert_eq!(office.accepted(), before + done);
    assert_eq!(late.content(), first.content());

    // One that has heard of it all has nothing to send.
    let mut third = Device::open(Connection::open_in_memory().unwrap(), 99);
    third.enrol(&mut office, "anne too");
    let taken = take_in(&mut third, &file);
    assert_eq!((taken.taken, taken.known as usize), (0, done));
}

#[test]
fn what_was_sent_long_ago_and_is_taken_in_again_changes_nothing() {
    let mut office = office();
    let mut first = Device::enrolled(&mut office, "anne");
    first.move_to(PC1, R2);
    let file = save(&mut first);
    first.sync(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    for round in 0..30 {
        bruno.pass(HOUR);
        office.now = bruno.wall();
        let place = if round % 2 == 0 { R1 } else { R3 };
        bruno.move_to(PC1, place);
        bruno.sync(&mut office);
    }
    let mut second = second(&mut office);
    let before = office.accepted();
    // So many things happened since that this device no longer sees it.
    assert_eq!(take_in(&mut second, &file).taken, 1);
    assert_eq!(second.place_of(PC1), Some(R3), "what was done later counts");
    second.sync(&mut office);
    assert_eq!(office.accepted(), before);
    assert_eq!(second.place_of(PC1), Some(R3));
    // It lies on nothing any more: what others do from now on is what is seen.
    bruno.set_wall(NOON);
    bruno.move_to(PC1, R1);
    bruno.sync(&mut office);
    second.sync(&mut office);
    let shown = office.view(&key(Collection::Item, PC1)).unwrap();
    let place = shown.fields[field::PLACE].value.clone();
    assert_eq!(json!(second.place_of(PC1)), place);
}

#[test]
fn a_file_saved_here_before_the_store_was_put_back_is_sent_under_its_own_numbers() {
    let mut office = office();
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("a.db"), folder.path().join("b.db"));
    let mut device = Device::open(Connection::open(&path).unwrap(), 5);
    device.enrol(&mut office, "anne");
    drop(device);
    std::fs::copy(&path, &backup).unwrap();
    let mut device = Device::open(Connection::open(&path).unwrap(), 6);
    let done = work(&mut device);
    let file = save(&mut device);
    office.now = device.wall();
    drop(device);

    let before = office.accepted();
    let mut device = Device::open(Connection::open(&backup).unwrap(), 7);
    device.pass(5 * HOUR);
    take_in(&mut device, &file);
    device.move_to(PC2, R2);
    device.sync(&mut office);
    assert_eq!(device.outbox().to_send_count, 0);
    assert_eq!(office.accepted(), before + done + 1);
}

/// A file with one thing changed in it.
fn otherwise(file: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(file).unwrap();
    change(&mut value);
    // In the order in which it was.
    let operations = &value["operations"];
    format!(
        "{{\"recense_unsent\":{},\"org\":{},\"person\":{},\"anchor\":{},\"operations\":{operations}}}",
        value["recense_unsent"], value["org"], value["person"], value["anchor"],
    )
}

#[test]
fn what_is_no_whole_file_of_ours_is_refused_and_changes_nothing() {
    let mut office = office();
    let mut first = Device::enrolled(&mut office, "anne");
    work(&mut first);
    let file = save(&mut first);
    let mut second = second(&mut office);
    let content = second.content();
    let name = "Guichet";
    assert!(file.contains(name));
    let newer_operation = |value: &mut Value| {
        let line = &mut value["operations"][0];
        let text =
            line["text"]
                .as_str()
                .unwrap()
                .replacen("\"app_schema\":1", "\"app_schema\":9999", 1);
        line["hash"] = json!(OperationHash::of(&text).to_string());
        line["text"] = json!(text);
    };
    let cases = [
        ("empty", String::new(), UnsentRefusal::NotOurs),
        (
            "a picture",
            "\u{fffd}PNG\r\n".to_owned(),
            UnsentRefusal::NotOurs,
        ),
        (
            "another JSON",
            "{\"a\": 1}".to_owned(),
            UnsentRefusal::NotOurs,
        ),
        (
            "50 MB",
            format!("{file}{}", " ".repeat(50_000_000)),
            UnsentRefusal::TooLarge,
        ),
        (
            "cut off",
            file[..file.len() - 10].to_owned(),
            UnsentRefusal::Damaged,
        ),
        (
            "a letter changed",
            file.replacen(name, "Guichez", 1),
            UnsentRefusal::Damaged,
        ),
        (
            "the last one changed",
            otherwise(&file, |value| {
                let last = value["operations"].as_array_mut().unwrap().last_mut();
                last.unwrap()["text"] = json!("{}");
            }),
            UnsentRefusal::Damaged,
        ),
        (
            "a newer format",
            otherwise(&file, |value| value["recense_unsent"] = json!(2)),
            UnsentRefusal::Newer,
        ),
        (
            "a newer operation",
            otherwise(&file, newer_operation),
            UnsentRefusal::Newer,
        ),
        (
            "another organisation",
            otherwise(&file, |value| value["org"] = json!(OrgId::fixed(8))),
            UnsentRefusal::OtherOrganisation,
        ),
        (
            "another's name on it",
            otherwise(&file, |value| value["person"] = json!(BOSS)),
            UnsentRefusal::OtherPerson("Chloé Boss".to_owned()),
        ),
    ];
    for (case, text, refusal) in cases {
        assert_eq!(
            second.engine.run(Command::TakeUnsent(text)),
            Err(EngineError::UnsentFile(refusal)),
            "{case}"
        );
        assert_eq!(second.outbox().to_send_count, 0, "{case}");
        assert_eq!(second.content(), content, "{case}");
    }
    assert!(take_in(&mut second, &file).taken > 0, "the file was good");
}

#[test]
fn a_file_is_taken_in_by_nobody_but_its_author() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    work(&mut anne);
    let file = save(&mut anne);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    let refused = EngineError::UnsentFile(UnsentRefusal::OtherPerson("Anne Côté".to_owned()));
    assert_eq!(
        bruno.engine.run(Command::TakeUnsent(file.clone())),
        Err(refused)
    );
    // Nor with his name put on the cover: what is in it says who did it.
    let forged = otherwise(&file, |value| {
        value["person"] = json!(BRUNO);
    });
    assert_eq!(
        bruno.engine.run(Command::TakeUnsent(forged)),
        Err(EngineError::UnsentFile(UnsentRefusal::Damaged))
    );
    assert_eq!(bruno.outbox().to_send_count, 0);
    bruno.run(Command::SignOut);
    assert_eq!(
        bruno.engine.run(Command::TakeUnsent(file)),
        Err(EngineError::NotEnrolled)
    );
}

#[test]
fn what_was_taken_in_and_not_sent_can_be_saved_and_taken_in_again() {
    let mut office = office();
    let mut first = Device::enrolled(&mut office, "anne");
    let before = office.accepted();
    let done = work(&mut first);
    let file = save(&mut first);
    let mut second = second(&mut office);
    take_in(&mut second, &file);
    second.move_to(PC2, R2);
    let both = save(&mut second);
    let mut third = Device::open(Connection::open_in_memory().unwrap(), 99);
    third.enrol(&mut office, "anne too");
    assert_eq!(take_in(&mut third, &both).taken as usize, done + 1);
    for device in [&mut third, &mut first, &mut second] {
        device.sync(&mut office);
        assert_eq!(device.outbox().to_send_count, 0);
    }
    assert_eq!(office.accepted(), before + done + 1);
}
