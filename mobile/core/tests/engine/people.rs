//! Several people on one device: what one left waits for them, what another may not read they do not find, and a
//! server that means somebody else gets nothing.

use std::sync::Arc;

use mobile_core::EngineError;
use mobile_core::api::{Command, EnrolFailure, Event, Link, OthersWork, Query};
use mobile_core::sync::{Failure, SyncAnswer, SyncRequest};
use rusqlite::Connection;
use serde_json::json;
use shared::id::{InstallationId, ItemId, MembershipId, OrgId, PersonId, TeamId, TypeId};
use shared::model::{LastSeen, field};
use shared::operation::{Assign, Change};
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::{PushRequest, SessionResponse};

use crate::office::{Jar, Office, UNAUTHORISED, key};
use crate::setting::{ANNE, BOSS, BRUNO, Device, HOUR, PC1, PC2, R1, R2, R3, edit, office};

pub(crate) const DORA: PersonId = PersonId::fixed(0xd);
const OTHER_TEAM: TeamId = TeamId::fixed(0x7eb);
const SCANNER: TypeId = TypeId::fixed(0x2a);
pub(crate) const SC1: ItemId = ItemId::fixed(0xd1);

/// The office, with Dora, who is of another team and reads nothing of the first's.
pub(crate) fn office_of_two_teams() -> Office {
    let mut office = office();
    let made = [
        (key(Collection::Team, OTHER_TEAM), Scope::Org, vec![]),
        (
            key(Collection::Person, DORA),
            Scope::Org,
            vec![(field::NAME, json!("Dora Lund"))],
        ),
        (
            key(Collection::Membership, MembershipId::fixed(9)),
            Scope::Org,
            vec![
                (field::PERSON, json!(DORA)),
                (field::TEAM, json!(OTHER_TEAM)),
                (field::ROLE, json!("technician")),
            ],
        ),
        (
            key(Collection::ItemType, SCANNER),
            Scope::TeamOpen(OTHER_TEAM),
            vec![(field::TEAM, json!(OTHER_TEAM))],
        ),
        (
            key(Collection::Item, SC1),
            Scope::TeamOpen(OTHER_TEAM),
            vec![
                (field::TYPE, json!(SCANNER)),
                (field::INVENTORY_NUMBER, json!("SC-1")),
            ],
        ),
    ];
    for (record, scope, fields) in made {
        office.make(BOSS, record, scope, &fields);
    }
    office.tokens.insert("dora".to_owned(), DORA);
    office
}

/// The office as a browser sees it: the credential is a cookie, which no store keeps.
pub(crate) fn in_a_browser(mut office: Office) -> (Office, Jar) {
    let jar = Arc::default();
    office.jar = Some(Arc::clone(&jar));
    (office, jar)
}

/// Five scans of things that are elsewhere, with no network.
pub(crate) fn scan_five(device: &mut Device) -> Vec<ItemId> {
    (0..5)
        .map(|number| {
            device.pass(1_000);
            let code = format!("FIVE-{number}");
            device.create(Some(&code), Some(R2)).item.unwrap().row.id
        })
        .collect()
}

pub(crate) fn others(device: &mut Device) -> Vec<(String, u64)> {
    let named = |work: Vec<OthersWork>| work.into_iter().map(|one| (one.by.name, one.count));
    named(device.outbox().others).collect()
}

pub(crate) fn link(device: &mut Device) -> Link {
    match device.run(Command::Session) {
        mobile_core::api::Answer::Session(session) => session.sync.link,
        other => panic!("{other:?}"),
    }
}

/// Syncs; gives what was pushed.
pub(crate) fn sync_and_watch(device: &mut Device, office: &mut Office) -> Vec<PushRequest> {
    device.run(Command::SyncNow);
    let mut pushed = Vec::new();
    while let Some(outgoing) = device.next() {
        if let SyncRequest::Push(push) = &outgoing.request {
            pushed.push(push.clone());
        }
        let answer = office.answer(&outgoing);
        device.receive(&outgoing, answer);
    }
    pushed
}

pub(crate) fn author(office: &Office, item: ItemId) -> Option<PersonId> {
    let record = office.view(&key(Collection::Item, item))?;
    Some(record.created.by)
}

#[test]
fn fc_y8_what_one_person_left_unsent_waits_and_goes_as_theirs() {
    for signs_out in [true, false] {
        let mut office = office();
        let mut device = Device::enrolled(&mut office, "anne");
        let made = scan_five(&mut device);
        device.move_to(PC1, R3);
        // Else somebody in the office ended what lets her in.
        if signs_out {
            device.run(Command::SignOut);
        } else {
            office.tokens.remove("anne");
        }
        device.enrol(&mut office, "bruno");
        for item in &made {
            assert_eq!(author(&office, *item), None, "never B's");
            assert!(device.find_item(*item).is_none(), "not shown to B");
        }
        assert_eq!(device.search("FIVE"), []);
        assert_eq!(device.place_of(PC1), Some(R1), "as the server has it");
        assert_eq!(others(&mut device), [("Anne Côté".to_owned(), 6)]);
        let outbox = device.outbox();
        assert_eq!((outbox.to_send_count, outbox.to_send.len()), (0, 0));

        // B works and sends, under a number of their own.
        device.pass(HOUR);
        device.move_to(PC2, R2);
        let mut pushed = sync_and_watch(&mut device, &mut office);
        // What is tried by a credential of A's that counts no longer is refused.
        pushed.retain(|push| push.entries[0].op.actor == BRUNO);
        assert_eq!(pushed.len(), 1);
        assert_eq!(pushed[0].entries.len(), 1);
        assert_eq!(pushed[0].entries[0].seq, 1);
        let (of_bruno, unsent) = (pushed[0].installation, others(&mut device));
        assert_eq!(unsent, [("Anne Côté".to_owned(), 6)]);

        // A is back: everything is there, and goes.
        office.tokens.insert("anne again".to_owned(), ANNE);
        device.run(Command::Enrol {
            code: "anne again".to_owned(),
            device: "test".to_owned(),
        });
        let pushed = sync_and_watch(&mut device, &mut office);
        assert_ne!(pushed[0].installation, of_bruno);
        let numbers: Vec<u64> = pushed[0].entries.iter().map(|entry| entry.seq).collect();
        assert!(numbers.is_sorted() && numbers.ends_with(&[numbers[0] + numbers.len() as u64 - 1]));
        for item in &made {
            assert_eq!(author(&office, *item), Some(ANNE), "as A's");
            assert_eq!(device.place_of(*item), Some(R2));
        }
        assert_eq!(device.place_of(PC1), Some(R3));
        assert_eq!(device.place_of(PC2), Some(R2), "what B did is there too");
        assert_eq!(others(&mut device), []);
        assert_eq!(device.outbox().to_send_count, 0);
    }
}

#[test]
fn fc_y8_who_signs_in_finds_nothing_beyond_their_rights() {
    let mut office = office_of_two_teams();
    let mut device = Device::enrolled(&mut office, "anne");
    let made = scan_five(&mut device);
    edit(&mut device, PC1, &[(field::NOTES, json!("mine alone"))]);
    let content = device.content();
    office.tokens.remove("anne");
    device.run(Command::Enrol {
        code: "dora".to_owned(),
        device: "test".to_owned(),
    });
    let enrol = device.next().unwrap();
    let answer = office.answer(&enrol);
    device.receive(&enrol, answer);
    // Before anything else was asked of the server: it may not answer for hours.
    let sees_nothing = |device: &mut Device| {
        for item in made.iter().chain([&PC1, &PC2]) {
            assert!(device.find_item(*item).is_none());
        }
        for text in ["FIVE", "PC-1", "Réception"] {
            assert_eq!(device.search(text), []);
        }
        assert!(!device.content().contains("mine alone"));
    };
    sees_nothing(&mut device);
    device.sync(&mut office);
    sees_nothing(&mut device);
    assert_eq!(device.search(""), [SC1]);
    assert_eq!(others(&mut device), [("Anne Côté".to_owned(), 6)]);
    let mobile_core::api::Answer::Unsent(file) = device.run(Command::SaveUnsent) else {
        panic!("no file")
    };
    assert!(!file.contains("FIVE") && !file.contains("mine alone"));

    office.tokens.insert("anne again".to_owned(), ANNE);
    device.enrol(&mut office, "anne again");
    assert_eq!(device.outbox().to_send_count, 0);
    assert_eq!(device.search("SC-1"), []);
    for number in 0..5 {
        assert!(content.contains(&format!("FIVE-{number}")));
        assert_eq!(device.search(&format!("FIVE-{number}")).len(), 1);
    }
    assert_eq!(author(&office, made[4]), Some(ANNE));
}

#[test]
fn nobody_reads_where_nobody_is_signed_in_and_all_is_there_after() {
    let mut office = office();
    let mut device = Device::enrolled(&mut office, "anne");
    device.move_to(PC1, R2);
    device.events();
    device.run(Command::SignOut);
    let events = device.events();
    let told = |event: &Event| matches!(event, Event::SignedOut(view) if view.person.is_none() && view.others[0].count == 1);
    assert!(events.iter().any(told), "{events:?}");
    let scan = Command::LookUp {
        code: "PC-1".to_owned(),
        symbology: None,
        place: None,
    };
    for command in [
        Command::Open(PC1),
        Command::Search(Query::default()),
        Command::Outbox,
        Command::SaveUnsent,
        Command::People {
            text: String::new(),
        },
        scan,
    ] {
        let said = device.engine.run(command.clone());
        assert_eq!(said, Err(EngineError::NotEnrolled), "{command:?}");
    }
    office.tokens.insert("again".to_owned(), ANNE);
    device.enrol(&mut office, "again");
    assert_eq!(device.place_of(PC1), Some(R2));
    assert_eq!(device.outbox().to_send_count, 0);
}

#[test]
fn a_sign_out_without_a_network_is_told_when_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut office, "anne");
    device.run(Command::SignOut);
    let leave = device.next().unwrap();
    assert!(matches!(leave.request, SyncRequest::Leave));
    assert_eq!(leave.token.as_deref(), Some("anne"));
    device.receive(&leave, Err(Failure::Unreachable("down".to_owned())));
    assert!(device.next().is_none(), "not at once");
    assert!(device.engine.wake_at().is_some(), "by itself");
    drop(device);

    let mut device = Device::open(Connection::open(&path).unwrap(), 2);
    let leave = device.next().unwrap();
    assert_eq!(leave.token.as_deref(), Some("anne"));
    let answer = office.answer(&leave);
    assert!(!office.tokens.contains_key("anne"));
    // The answer is lost: the next says that there is no such credential, which is as well.
    assert!(answer.is_ok());
    device.receive(&leave, Err(Failure::Unreachable("cut".to_owned())));
    device.run(Command::SyncNow);
    let leave = device.next().unwrap();
    let answer = office.answer(&leave);
    assert_eq!(answer.as_ref().err(), Some(&UNAUTHORISED));
    device.receive(&leave, answer);
    let requests = std::iter::from_fn(|| device.next().map(|next| next.request));
    assert!(
        requests
            .take(3)
            .all(|next| matches!(next, SyncRequest::Session))
    );
}

#[test]
fn a_sign_out_that_the_server_will_not_take_holds_up_nobody() {
    let mut office = office();
    let mut device = Device::enrolled(&mut office, "anne");
    device.run(Command::SignOut);
    device.run(Command::Enrol {
        code: "bruno".to_owned(),
        device: "test".to_owned(),
    });
    let mut left = 0;
    let trouble = Failure::Refused {
        status: 500,
        code: None,
    };
    let mut rounds = 0;
    while let Some(outgoing) = device.next() {
        let answer = match outgoing.request {
            SyncRequest::Leave => {
                left += 1;
                assert_eq!(outgoing.token.as_deref(), Some("anne"));
                Err(trouble.clone())
            }
            _ => office.answer(&outgoing),
        };
        device.receive(&outgoing, answer);
        rounds += 1;
        assert!(rounds < 100, "it never ends");
    }
    assert!(left > 0);
    assert_eq!(link(&mut device), Link::Online);
    assert_eq!(device.place_of(PC1), Some(R1));
}

#[test]
fn what_was_asked_for_one_person_is_answered_to_nobody_else() {
    let mut office = office_of_two_teams();
    let mut device = Device::enrolled(&mut office, "anne");
    device.move_to(PC1, R2);
    device.run(Command::SyncNow);
    let push = device.next().unwrap();
    let answer = office.answer(&push);
    device.run(Command::SignOut);
    // What became of operations is told by their ids, whoever is here now.
    device.receive(&push, answer);
    let leave = device.next().unwrap();
    let answer = office.answer(&leave);
    device.receive(&leave, answer);
    device.enrol(&mut office, "dora");
    assert_eq!(others(&mut device), []);

    device.run(Command::SyncNow);
    let session = device.next().unwrap();
    let answer = office.answer(&session);
    assert!(matches!(session.request, SyncRequest::Pull(_)));
    device.run(Command::SignOut);
    device.events();
    device.receive(&session, answer);
    let changed = |event: &Event| matches!(event, Event::Changed(_) | Event::Enrolled(_));
    assert!(!device.events().iter().any(changed));
    // A refusal of the old credential says nothing of the next one.
    office.tokens.insert("anne again".to_owned(), ANNE);
    device.enrol(&mut office, "anne again");
    device.run(Command::SyncNow);
    assert_eq!(device.place_of(PC1), Some(R2));
    assert_eq!(link(&mut device), Link::Online);
}

#[test]
fn the_server_is_asked_whom_it_means_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut office, "anne");
    device.move_to(PC1, R2);
    drop(device);
    let mut device = Device::open(Connection::open(&path).unwrap(), 2);
    let asked = device.next().unwrap();
    assert!(matches!(asked.request, SyncRequest::Session));
    assert_eq!(asked.token.as_deref(), Some("anne"));
    let answer = office.answer(&asked);
    device.receive(&asked, answer);
    let told = device.events();
    assert!(!told.iter().any(|event| matches!(event, Event::Enrolled(_))));
    let next = device.next().unwrap();
    assert!(matches!(next.request, SyncRequest::Push(_)));
    assert_eq!(next.token.as_deref(), Some("anne"), "the credential stays");
    let answer = office.answer(&next);
    device.receive(&next, answer);
    device.sync(&mut office);
    assert_eq!(device.outbox().to_send_count, 0);
}

#[test]
fn another_organisation_at_the_same_address_gets_nothing() {
    let (mut ours, jar) = in_a_browser(office());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut ours, "anne");
    device.move_to(PC1, R2);
    let content = device.content();
    // The data folder is another's now; somebody of it invites this browser.
    let mut theirs = office();
    theirs.org = OrgId::fixed(8);
    theirs.jar = Some(Arc::clone(&jar));
    theirs.tokens.insert("stranger".to_owned(), BRUNO);
    let before = theirs.accepted();
    device.events();
    device.enrol(&mut theirs, "stranger");
    assert_eq!(jar.lock().unwrap()[&BRUNO], "stranger");
    let told = device.events();
    let refused = Event::EnrolFailed(EnrolFailure::OtherOrganisation);
    assert!(told.contains(&refused), "{told:?}");
    for opening in 0..2 {
        assert_eq!(link(&mut device), Link::OtherOrganisation, "{opening}");
        // Neither the person's wish nor the network's return opens the way: only the server's word is asked for.
        device.run(Command::SyncNow);
        let asked = device.next().expect("whom it means");
        assert!(matches!(asked.request, SyncRequest::Session));
        let answer = theirs.answer(&asked);
        device.receive(&asked, answer);
        assert!(device.engine.next_request().unwrap().is_none());
        assert_eq!(device.outbox().to_send_count, 1);
        assert!(device.content() == content, "nothing was written over");
        drop(device);
        device = Device::open(Connection::open(&path).unwrap(), 2 + opening);
        device.sync(&mut theirs);
    }
    assert_eq!(theirs.accepted(), before);
    // Ours is back, and lets the person in again.
    device.enrol(&mut ours, "anne");
    assert_eq!(link(&mut device), Link::Online);
    assert_eq!(device.outbox().to_send_count, 0);
}

#[test]
fn a_cookie_of_another_person_sends_nothing_until_somebody_enrols() {
    let (mut office, jar) = in_a_browser(office());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut office, "anne");
    device.move_to(PC1, R2);
    drop(device);
    *jar.lock().unwrap() = [(BRUNO, "bruno".to_owned())].into();
    let before = office.accepted();
    let mut device = Device::open(Connection::open(&path).unwrap(), 2);
    device.sync(&mut office);
    device.sync(&mut office);
    assert_eq!(link(&mut device), Link::Revoked);
    assert_eq!(office.accepted(), before);
    assert_eq!(device.outbox().to_send_count, 1);
    device.enrol(&mut office, "bruno");
    assert_eq!(link(&mut device), Link::Online);
    assert_eq!(others(&mut device), [("Anne Côté".to_owned(), 1)]);
    assert_eq!(office.accepted(), before);
    // A browser that signs out with no network has its cookie still, which is nobody's way back in.
    device.run(Command::SignOut);
    drop(device);
    let mut device = Device::open(Connection::open(&path).unwrap(), 3);
    let leave = device.next().unwrap();
    assert!(matches!(leave.request, SyncRequest::Leave));
    device.receive(&leave, Err(Failure::Unreachable("down".to_owned())));
    device.run(Command::Session);
    assert!(device.next().is_none());
    // Who comes next has a cookie of their own, which is not ended for them.
    device.enrol(&mut office, "anne");
    assert_eq!(jar.lock().unwrap()[&ANNE], "anne");
    assert_eq!(device.outbox().to_send_count, 0);
    assert_eq!(link(&mut device), Link::Online);
}

#[test]
fn an_installation_that_is_anothers_is_left_to_them() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.move_to(PC1, R2);
    let push = anne.next().unwrap();
    let SyncRequest::Push(sent) = &push.request else {
        panic!("a push comes first")
    };
    let taken: InstallationId = sent.installation;
    office.owners.insert(taken, BRUNO);
    let answer = office.answer(&push);
    anne.receive(&push, answer);
    assert_eq!(anne.outbox().to_send_count, 1);
    let pushed = sync_and_watch(&mut anne, &mut office);
    assert_ne!(pushed[0].installation, taken);
    assert_eq!(pushed[0].entries[0].op.text(), sent.entries[0].op.text());
    assert_eq!(anne.outbox().to_send_count, 0);
}

#[test]
fn fc_y2_a_store_of_two_people_put_back_from_a_backup_goes_on_for_both() {
    let mut office = office();
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("store.db"), folder.path().join("b.db"));
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut office, "anne");
    edit(&mut device, PC1, &[(field::NOTES, json!("of Anne"))]);
    office.tokens.remove("anne");
    device.enrol(&mut office, "bruno");
    drop(device);
    std::fs::copy(&path, &backup).unwrap();
    let mut device = Device::open(Connection::open(&path).unwrap(), 2);
    device.move_to(PC2, R2);
    device.sync(&mut office);
    drop(device);
    let mut device = Device::open(Connection::open(&backup).unwrap(), 3);
    let before = office.accepted();
    edit(&mut device, PC2, &[(field::NOTES, json!("of Bruno"))]);
    device.sync(&mut office);
    assert_eq!(office.accepted(), before + 1);
    office.tokens.insert("anne again".to_owned(), ANNE);
    device.enrol(&mut office, "anne again");
    assert_eq!(office.accepted(), before + 2);
    let notes = |item: ItemId| {
        let record: RecordKey = key(Collection::Item, item);
        let text = office.view(&record).unwrap().text(field::NOTES);
        text.map(str::to_owned)
    };
    assert_eq!(notes(PC1).as_deref(), Some("of Anne"));
    assert_eq!(notes(PC2).as_deref(), Some("of Bruno"));
}

#[test]
fn a_look_up_tells_when_it_was_seen_before() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let seen_before = |device: &mut Device| match device.look_up_in("PC-1", Some(R1)) {
        mobile_core::api::Found::Item(found) => found.seen_before,
        other => panic!("{other:?}"),
    };
    assert_eq!(seen_before(&mut anne), None);
    let record = key(Collection::Item, PC1);
    let seen = Assign {
        field: field::LAST_SEEN.into(),
        base: None,
        value: LastSeen::value(BOSS, Some(R2)),
    };
    office.now = office.now.plus(shared::time::Millis(HOUR));
    let scope = office.view(&record).unwrap().scope;
    office.act(BOSS, record, scope, Change::Set(vec![seen]));
    anne.pass(22 * 24 * HOUR);
    anne.sync(&mut office);
    let before = seen_before(&mut anne).expect("by somebody else");
    assert_eq!(before.by.name, "Chloé Boss");
    assert_eq!(before.place.map(|place| place.id), Some(R2));
    assert_eq!(before.at, office.now);
    let now = anne.item(PC1).last_seen.expect("just now");
    assert_eq!(now.by.id, ANNE);
}

#[test]
fn a_session_that_says_the_same_changes_nothing() {
    let mut office = office();
    let mut device = Device::enrolled(&mut office, "anne");
    device.run(Command::SyncNow);
    device.events();
    let session = SessionResponse {
        org: office.org,
        org_name: "Ville".to_owned(),
        person: ANNE,
        person_name: String::new(),
        token: None,
    };
    let answer = Ok(SyncAnswer::Session(session));
    device
        .engine
        .receive(&SyncRequest::Session, answer)
        .unwrap();
    let told = device.events();
    assert!(!told.iter().any(|event| matches!(event, Event::Enrolled(_))));
    assert_eq!(device.next().unwrap().token.as_deref(), Some("anne"));
}
