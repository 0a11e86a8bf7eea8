//! A device that several people share: switching by PIN with no network, locking, whose work goes as whose, and what of
//! one person's the next one finds.

use mobile_core::EngineError;
use mobile_core::api::{
    Answer, Command, Delivery, Event, ImportStep, KnownPerson, Link, PinAnswer, Query, RowsOf,
    SessionView,
};
use mobile_core::sync::{Failure, SyncRequest};
use rusqlite::Connection;
use serde_json::json;
use shared::id::PersonId;
use shared::model::field;
use shared::record::{Collection, Scope};
use shared::time::Millis;

use crate::many::make_anne_a_reader;
use crate::office::{Office, UNAUTHORISED, key};
use crate::people::{
    DORA, SC1, author, in_a_browser, link, office_of_two_teams, others, scan_five, sync_and_watch,
};
use crate::setting::{ANNE, BRUNO, Device, HOUR, NOON, PC1, PC2, R2, R3, TEAM, edit, office};

pub(crate) fn pin(device: &mut Device, command: Command) -> PinAnswer {
    match device.run(command) {
        Answer::Pin(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn set_pin(device: &mut Device, digits: &str) {
    let command = Command::SetPin {
        pin: digits.to_owned(),
        current: String::new(),
    };
    assert_eq!(pin(device, command), PinAnswer::Accepted);
}

pub(crate) fn switch(device: &mut Device, person: PersonId, digits: &str) -> PinAnswer {
    let command = Command::SwitchPerson {
        person,
        pin: digits.to_owned(),
    };
    pin(device, command)
}

fn session(device: &mut Device) -> SessionView {
    match device.run(Command::Session) {
        Answer::Session(session) => session,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn sits(device: &mut Device) -> Option<PersonId> {
    session(device).person.map(|person| person.id)
}

/// Enrols somebody and gives them a PIN.
fn enrol(device: &mut Device, office: &mut Office, token: &str, digits: &str) {
    device.enrol(office, token);
    set_pin(device, digits);
}

/// Anne's device, which Bruno shares; Anne sits there.
pub(crate) fn shared(office: &mut Office) -> Device {
    let mut device = Device::enrolled(office, "bruno");
    set_pin(&mut device, "2222");
    enrol(&mut device, office, "anne", "1111");
    device
}

#[test]
fn a_switch_by_pin_takes_no_network_and_each_ones_work_arrives_as_theirs_once() {
    let mut office = office();
    let mut device = shared(&mut office);
    let of_anne = scan_five(&mut device);
    device.events();
    assert_eq!(switch(&mut device, BRUNO, "2222"), PinAnswer::Accepted);
    let told = |event: &Event| matches!(event, Event::Sitting(view) if view.person.as_ref().is_some_and(|person| person.id == BRUNO));
    assert!(device.events().iter().any(told));
    assert_eq!(sits(&mut device), Some(BRUNO));
    for item in &of_anne {
        assert!(device.find_item(*item).is_none(), "not shown to B");
    }
    assert_eq!(others(&mut device), [("Anne Côté".to_owned(), 5)]);
    let mut of_bruno = Vec::new();
    for number in 0..3 {
        device.pass(1_000);
        let code = format!("THREE-{number}");
        of_bruno.push(device.create(Some(&code), Some(R3)).item.unwrap().row.id);
    }
    let before = office.accepted();
    let pushed = sync_and_watch(&mut device, &mut office);
    // Each push is one person's.
    for push in &pushed {
        let actor = push.entries[0].op.actor;
        assert!(push.entries.iter().all(|entry| entry.op.actor == actor));
    }
    assert_eq!(pushed.len(), 2);
    assert_ne!(pushed[0].installation, pushed[1].installation);
    assert_eq!(office.accepted(), before + 8, "each once");
    for item in &of_anne {
        assert_eq!(author(&office, *item), Some(ANNE));
        assert!(device.find_item(*item).is_some(), "as the server has it");
    }
    for item in &of_bruno {
        assert_eq!(author(&office, *item), Some(BRUNO));
    }
    assert_eq!(others(&mut device), []);
    assert_eq!(sync_and_watch(&mut device, &mut office).len(), 0);
    // A is back, with no network either, and sees whose each is.
    assert_eq!(switch(&mut device, ANNE, "1111"), PinAnswer::Accepted);
    assert_eq!(device.outbox().sent_count, 5);
    assert_eq!(device.search("THREE").len(), 3);
}

#[test]
fn in_a_browser_each_request_names_whom_it_speaks_for() {
    let (mut office, _) = in_a_browser(office());
    let mut device = shared(&mut office);
    device.move_to(PC1, R2);
    switch(&mut device, BRUNO, "2222");
    device.move_to(PC2, R3);
    device.run(Command::SyncNow);
    let mut named = Vec::new();
    while let Some(outgoing) = device.next() {
        assert_eq!(outgoing.token, None);
        named.push((
            matches!(outgoing.request, SyncRequest::Push(_)),
            outgoing.person,
        ));
        let answer = office.answer(&outgoing);
        device.receive(&outgoing, answer);
    }
    // Whom the server means is asked first; then each outbox, and nothing else, goes as its author's.
    assert_eq!(
        named[..3],
        [
            (false, Some(BRUNO)),
            (true, Some(BRUNO)),
            (true, Some(ANNE))
        ]
    );
    let rest = &named[3..];
    assert!(!rest.is_empty() && rest.iter().all(|one| *one == (false, Some(BRUNO))));
    assert_eq!(device.outbox().to_send_count, 0);
    assert_eq!(others(&mut device), []);
}

#[test]
fn wrong_pins_wait_longer_and_longer_and_a_new_start_does_not_help() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    enrol(&mut device, &mut office, "bruno", "2222");
    enrol(&mut device, &mut office, "anne", "1111");
    let after = |millis| Some(NOON.plus(Millis(millis)));
    for digits in ["1111", ""] {
        let answer = switch(&mut device, BRUNO, digits);
        assert_eq!(answer, PinAnswer::Wrong(None), "{digits}");
    }
    let third = switch(&mut device, BRUNO, "22222222222222222222");
    assert_eq!(third, PinAnswer::Wrong(after(30_000)));
    let wait = PinAnswer::Wait(NOON.plus(Millis(30_000)));
    assert_eq!(
        switch(&mut device, BRUNO, "2222"),
        wait,
        "not even the right one"
    );
    assert_eq!(sits(&mut device), Some(ANNE));
    drop(device);

    // A reload changes nothing: the clock starts at noon again.
    let mut device = Device::open(Connection::open(&path).unwrap(), 2);
    assert_eq!(switch(&mut device, BRUNO, "2222"), wait);
    assert_eq!(switch(&mut device, ANNE, "1111"), PinAnswer::Accepted);
    device.pass(29_999);
    assert_eq!(switch(&mut device, BRUNO, "2222"), wait);
    device.pass(1);
    let fourth = switch(&mut device, BRUNO, "3333");
    assert_eq!(fourth, PinAnswer::Wrong(after(30_000 + 60_000)));
    // A clock that was set back by a year keeps nobody out for one, nor lets anybody try at once.
    device.set_wall(NOON.plus(Millis(-365 * 24 * HOUR)));
    let again = match switch(&mut device, BRUNO, "2222") {
        PinAnswer::Wait(at) => at,
        other => panic!("{other:?}"),
    };
    assert_eq!(again.since(device.wall()), Millis(60_000));
    device.pass(60_000);
    assert_eq!(switch(&mut device, BRUNO, "2222"), PinAnswer::Accepted);
    assert_eq!(sits(&mut device), Some(BRUNO));
    // The right one begins anew.
    assert_eq!(switch(&mut device, ANNE, "9999"), PinAnswer::Wrong(None));
}

#[test]
fn nobody_switches_to_who_has_no_pin_is_not_enrolled_or_has_left() {
    let mut office = office();
    let mut device = Device::enrolled(&mut office, "bruno");
    device.enrol(&mut office, "anne");
    for digits in ["", "0000", "1111"] {
        assert_eq!(switch(&mut device, BRUNO, digits), PinAnswer::Missing);
        assert_eq!(switch(&mut device, DORA, digits), PinAnswer::NotEnrolled);
    }
    assert_eq!(pin(&mut device, Command::Lock), PinAnswer::Missing);
    set_pin(&mut device, "1111");
    device.enrol(&mut office, "bruno");
    device.run(Command::SignOut);
    assert_eq!(switch(&mut device, BRUNO, "2222"), PinAnswer::NotEnrolled);
    let known: Vec<PersonId> = session(&mut device)
        .known
        .into_iter()
        .map(|one: KnownPerson| one.person.id)
        .collect();
    assert_eq!(known, [ANNE]);
    // Who stays is let in although nobody sits here.
    assert_eq!(switch(&mut device, ANNE, "1111"), PinAnswer::Accepted);
    assert_eq!(sits(&mut device), Some(ANNE));
}

#[test]
fn a_pin_is_changed_and_removed_by_who_knows_it() {
    let mut office = office();
    let mut device = Device::enrolled(&mut office, "anne");
    let set = |digits: &str, current: &str| Command::SetPin {
        pin: digits.to_owned(),
        current: current.to_owned(),
    };
    for unusable in ["", "123", "123456789", "12a4", " 1234"] {
        assert_eq!(pin(&mut device, set(unusable, "")), PinAnswer::Unusable);
    }
    assert_eq!(pin(&mut device, set("1111", "")), PinAnswer::Accepted);
    assert_eq!(pin(&mut device, set("2222", "")), PinAnswer::Wrong(None));
    assert_eq!(pin(&mut device, set("2222", "1111")), PinAnswer::Accepted);
    assert_eq!(switch(&mut device, ANNE, "1111"), PinAnswer::Wrong(None));
    assert_eq!(switch(&mut device, ANNE, "2222"), PinAnswer::Accepted);
    let remove = |current: &str| Command::RemovePin {
        current: current.to_owned(),
    };
    assert_eq!(pin(&mut device, remove("1111")), PinAnswer::Wrong(None));
    assert_eq!(pin(&mut device, remove("2222")), PinAnswer::Accepted);
    assert!(!session(&mut device).known[0].has_pin);
    assert_eq!(pin(&mut device, remove("2222")), PinAnswer::Missing);
}

#[test]
fn a_pin_lies_nowhere_in_the_store_as_it_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    enrol(&mut device, &mut office, "bruno", "83746152");
    enrol(&mut device, &mut office, "anne", "83746152");
    drop(device);
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(8).any(|window| window == b"83746152"));
    let store = Connection::open(&path).unwrap();
    let differ: i64 = store
        .query_row("SELECT count(DISTINCT hash) FROM pin", [], |row| row.get(0))
        .unwrap();
    assert_eq!(differ, 2, "the same PIN of two people looks different");
}

#[test]
fn a_new_link_sets_a_forgotten_pin_aside() {
    let mut office = office();
    let mut device = shared(&mut office);
    pin(&mut device, Command::Lock);
    office.tokens.insert("anne again".to_owned(), ANNE);
    device.enrol(&mut office, "anne again");
    let told = session(&mut device);
    assert!(!told.locked);
    let has_pin = |person| {
        let known = told.known.iter().find(|one| one.person.id == person);
        known.unwrap().has_pin
    };
    assert!(!has_pin(ANNE) && has_pin(BRUNO));
    set_pin(&mut device, "9999");
    assert_eq!(switch(&mut device, BRUNO, "2222"), PinAnswer::Accepted);
    assert_eq!(switch(&mut device, ANNE, "9999"), PinAnswer::Accepted);
}

#[test]
fn a_locked_device_shows_nothing_sends_on_and_stays_locked_over_a_new_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    enrol(&mut device, &mut office, "bruno", "2222");
    enrol(&mut device, &mut office, "anne", "1111");
    device.move_to(PC1, R2);
    assert_eq!(pin(&mut device, Command::Lock), PinAnswer::Accepted);
    for again in 0..2 {
        let told = session(&mut device);
        assert!(told.locked && told.teams.is_empty(), "{again}");
        assert_eq!(told.known.len(), 2);
        for command in [
            Command::Open(PC1),
            Command::Search(Query::default()),
            Command::Outbox,
            Command::SaveUnsent,
            Command::SignOut,
            Command::Lock,
            Command::SetPin {
                pin: "9999".to_owned(),
                current: "1111".to_owned(),
            },
            Command::LookUp {
                code: "PC-1".to_owned(),
                symbology: None,
                place: None,
            },
        ] {
            let said = device.engine.run(command.clone());
            assert_eq!(said, Err(EngineError::Locked), "{command:?}");
        }
        drop(device);
        device = Device::open(Connection::open(&path).unwrap(), 2 + again);
    }
    // What waits goes although nobody looks.
    let pushed = sync_and_watch(&mut device, &mut office);
    assert_eq!(pushed.len(), 1);
    device.events();
    assert_eq!(switch(&mut device, ANNE, "1111"), PinAnswer::Accepted);
    let told = device.events();
    assert!(told.contains(&Event::Changed(Vec::new())), "{told:?}");
    assert_eq!(device.place_of(PC1), Some(R2));
    // Another opens it just as well, and is not the one whom it was locked for.
    pin(&mut device, Command::Lock);
    assert_eq!(switch(&mut device, BRUNO, "2222"), PinAnswer::Accepted);
    assert!(!session(&mut device).locked);
    assert_eq!(sits(&mut device), Some(BRUNO));
}

#[test]
fn fc_y8_who_switches_in_finds_nothing_beyond_their_rights_and_their_own_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office_of_two_teams();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    enrol(&mut device, &mut office, "dora", "4444");
    enrol(&mut device, &mut office, "anne", "1111");
    let made = scan_five(&mut device);
    edit(&mut device, PC1, &[(field::NOTES, json!("mine alone"))]);
    let content = device.content();
    let history = |device: &mut Device| match device.run(Command::History { item: PC2 }) {
        Answer::History(page) => page.lines.len(),
        other => panic!("{other:?}"),
    };
    let lines = history(&mut device);
    assert!(lines > 0);
    for round in 0..3 {
        // With no network, there and back, and once over a new start.
        assert_eq!(switch(&mut device, DORA, "4444"), PinAnswer::Accepted);
        for item in made.iter().chain([&PC1, &PC2]) {
            assert!(device.find_item(*item).is_none(), "{round}");
        }
        for text in ["FIVE", "PC-1", "Réception", "mine"] {
            assert_eq!(device.search(text), [], "{round} {text}");
        }
        assert_eq!(history(&mut device), 0);
        assert_eq!(device.search("SC-1"), [SC1], "her own is there at once");
        assert_eq!(others(&mut device), [("Anne Côté".to_owned(), 6)]);
        let Answer::Unsent(file) = device.run(Command::SaveUnsent) else {
            panic!("no file")
        };
        assert!(!file.contains("FIVE") && !file.contains("mine alone"));
        if round == 1 {
            drop(device);
            device = Device::open(Connection::open(&path).unwrap(), 2);
            assert_eq!(device.search("SC-1"), [SC1]);
        }
        assert_eq!(switch(&mut device, ANNE, "1111"), PinAnswer::Accepted);
        assert_eq!(device.search("SC-1"), []);
        assert_eq!(device.content(), content, "{round}: all of hers is back");
        assert_eq!(history(&mut device), lines);
    }
}

#[test]
fn what_changed_while_a_scope_lay_hidden_comes_when_its_person_is_back() {
    let mut office = office_of_two_teams();
    let mut device = Device::open(Connection::open_in_memory().unwrap(), 1);
    enrol(&mut device, &mut office, "dora", "4444");
    enrol(&mut device, &mut office, "anne", "1111");
    device.move_to(PC1, R2);
    switch(&mut device, DORA, "4444");
    // Anne's goes as hers meanwhile; the office does something too.
    device.sync(&mut office);
    assert_eq!(others(&mut device), []);
    let mut elsewhere = Device::enrolled(&mut office, "bruno");
    elsewhere.move_to(PC2, R3);
    elsewhere.sync(&mut office);
    device.sync(&mut office);
    switch(&mut device, ANNE, "1111");
    assert_eq!(
        device.place_of(PC1),
        Some(R2),
        "what she did is what she sees"
    );
    device.sync(&mut office);
    elsewhere.sync(&mut office);
    assert_eq!(device.place_of(PC2), Some(R3));
    assert_eq!(device.content(), elsewhere.content());
}

#[test]
fn a_restored_server_sends_what_lay_hidden_anew() {
    let mut office = office_of_two_teams();
    let mut device = Device::open(Connection::open_in_memory().unwrap(), 1);
    enrol(&mut device, &mut office, "dora", "4444");
    enrol(&mut device, &mut office, "anne", "1111");
    let backup = office.clone();
    device.move_to(PC1, R2);
    device.sync(&mut office);
    switch(&mut device, DORA, "4444");
    device.sync(&mut office);
    office.restore(&backup);
    device.sync(&mut office);
    // Anne's, which the server lost, went again as hers although Dora sits here.
    switch(&mut device, ANNE, "1111");
    device.sync(&mut office);
    assert_eq!(device.place_of(PC1), Some(R2));
    let mut elsewhere = Device::enrolled(&mut office, "bruno");
    assert_eq!(elsewhere.place_of(PC1), Some(R2));
    assert_eq!(device.content(), elsewhere.content());
}

#[test]
fn a_right_that_ended_while_others_sat_here_ends_at_the_next_exchange() {
    let mut office = office_of_two_teams();
    let mut device = Device::open(Connection::open_in_memory().unwrap(), 1);
    enrol(&mut device, &mut office, "dora", "4444");
    enrol(&mut device, &mut office, "anne", "1111");
    switch(&mut device, DORA, "4444");
    let membership = office
        .records(&Collection::Membership)
        .find(|record| {
            record.reference::<PersonId>(field::PERSON) == Some(ANNE)
                && record.reference(field::TEAM) == Some(TEAM)
        })
        .unwrap()
        .key
        .clone();
    let end = shared::operation::Assign {
        field: field::RETIRED.into(),
        base: None,
        value: json!(true),
    };
    let change = shared::operation::Change::Set(vec![end]);
    office.act(crate::setting::BOSS, membership, Scope::Org, change);
    device.sync(&mut office);
    // This device has heard of it by Dora's exchange: Anne finds nothing, with no network.
    assert_eq!(switch(&mut device, ANNE, "1111"), PinAnswer::Accepted);
    for text in ["PC-1", "Réception", "SC-1"] {
        assert_eq!(device.search(text), []);
    }
    assert!(device.find_item(PC2).is_none());
}

#[test]
fn work_whose_credential_was_revoked_waits_is_told_and_holds_up_nobody() {
    let mut office = office();
    let mut device = shared(&mut office);
    let made = scan_five(&mut device);
    office.tokens.remove("anne");
    switch(&mut device, BRUNO, "2222");
    device.move_to(PC2, R3);
    device.run(Command::SyncNow);
    let mut refused = 0;
    while let Some(outgoing) = device.next() {
        let answer = office.answer(&outgoing);
        if outgoing.person == Some(ANNE) {
            assert_eq!(answer.as_ref().err(), Some(&UNAUTHORISED));
            refused += 1;
        }
        device.receive(&outgoing, answer);
    }
    assert_eq!(refused, 1, "once, until somebody asks again");
    assert_eq!(link(&mut device), Link::Online);
    assert_eq!(device.outbox().to_send_count, 0, "Bruno's went");
    let told = device.outbox().others;
    assert_eq!((told[0].count, told[0].goes_by_itself), (5, false));
    assert!(made.iter().all(|item| author(&office, *item).is_none()));
    // She enrols again.
    office.tokens.insert("anne again".to_owned(), ANNE);
    device.enrol(&mut office, "anne again");
    assert!(made.iter().all(|item| author(&office, *item) == Some(ANNE)));
}

#[test]
fn trouble_with_anothers_work_is_tried_again_by_itself_and_holds_up_nobody() {
    let mut office = office();
    let mut device = shared(&mut office);
    device.move_to(PC1, R2);
    switch(&mut device, BRUNO, "2222");
    device.run(Command::SyncNow);
    let mut tries = 0;
    while let Some(outgoing) = device.next() {
        let answer = if outgoing.person == Some(ANNE) {
            tries += 1;
            Err(Failure::Refused {
                status: 500,
                code: None,
            })
        } else {
            office.answer(&outgoing)
        };
        device.receive(&outgoing, answer);
    }
    assert_eq!((tries, link(&mut device)), (1, Link::Online));
    assert!(device.outbox().others[0].goes_by_itself);
    let again = device.engine.wake_at().expect("by itself");
    device.pass(again.since(device.wall()).0);
    let outgoing = device.next().expect("the second try");
    assert_eq!(outgoing.person, Some(ANNE));
    let answer = office.answer(&outgoing);
    device.receive(&outgoing, answer);
    assert_eq!(others(&mut device), []);
}

#[test]
fn fc_y2_a_copied_store_goes_on_for_who_does_not_sit_there_too() {
    let mut office = office();
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("store.db"), folder.path().join("b.db"));
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    enrol(&mut device, &mut office, "bruno", "2222");
    enrol(&mut device, &mut office, "anne", "1111");
    drop(device);
    std::fs::copy(&path, &backup).unwrap();
    let mut device = Device::open(Connection::open(&path).unwrap(), 2);
    device.move_to(PC1, R2);
    device.sync(&mut office);
    drop(device);
    let mut device = Device::open(Connection::open(&backup).unwrap(), 3);
    edit(&mut device, PC2, &[(field::NOTES, json!("of Anne"))]);
    switch(&mut device, BRUNO, "2222");
    edit(&mut device, PC2, &[(field::SUPPLIER, json!("of Bruno"))]);
    device.sync(&mut office);
    let record = office.view(&key(Collection::Item, PC2)).unwrap();
    assert_eq!(record.text(field::NOTES), Some("of Anne"));
    assert_eq!(record.text(field::SUPPLIER), Some("of Bruno"));
    assert_eq!(others(&mut device), []);
}

#[test]
fn a_file_that_one_was_bringing_in_is_not_shown_to_the_next() {
    let mut office = office();
    let mut device = shared(&mut office);
    let file = ImportStep::Take {
        bytes: "Numéro\nA-1\n".into(),
        of: RowsOf::Items,
    };
    device.run(Command::Import(file));
    switch(&mut device, BRUNO, "2222");
    let answer = device.run(Command::Import(ImportStep::Try));
    assert_eq!(answer, Answer::Import(None));
}

#[test]
fn what_one_gave_up_before_handing_over_is_nothing_to_settle_when_they_are_back() {
    let mut office = office();
    let mut device = shared(&mut office);
    let moved = device.move_to(PC1, R2);
    device.done(Command::Undo(moved.action));
    make_anne_a_reader(&mut office);
    let backup = office.clone();
    switch(&mut device, BRUNO, "2222");
    let is_done_with = |device: &mut Device, office: &mut Office, when: &str| {
        device.sync(office);
        assert_eq!(others(device), [], "{when}");
        switch(device, ANNE, "1111");
        assert_eq!(device.sync_view().to_settle, 0, "{when}");
        let outbox = device.outbox();
        assert_eq!(outbox.parked, [], "{when}");
        for action in outbox.sent {
            assert_eq!(action.delivery, Delivery::TakenBack, "{when}");
        }
        switch(device, BRUNO, "2222");
    };
    is_done_with(&mut device, &mut office, "the server parks both");
    // Put back, it is sent both again, and parks both again.
    office.restore(&backup);
    is_done_with(&mut device, &mut office, "after a restore");
}
