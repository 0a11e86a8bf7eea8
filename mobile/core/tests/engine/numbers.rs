//! Inventory numbers that are given by themselves: offline out of what was reserved, provisional where that has run out.

use mobile_core::EngineError;
use mobile_core::api::{Administration, Answer, Command, DoneView, NewItem, Setup, SetupView};
use mobile_core::sync::{Failure, SyncAnswer, SyncRequest};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use serde_json::json;
use shared::id::{ItemId, TypeId};
use shared::identifier::ProvisionalNumber;
use shared::model::{ItemState, State, field};
use shared::operation::{Assign, Change};
use shared::record::{Collection, Field};
use shared::wire::{ErrorCode, NumberBlock, NumbersResponse};

use crate::office::{Office, key};
use crate::setting::{BOSS, Device, LAPTOP, PRINTER, R1, edit, edit_from, make_item, scope, town};

/// How many numbers of a type a device keeps.
const BLOCK: usize = 50;

/// A town whose laptops have numbers.
fn numbered(pattern: &str) -> Office {
    let mut office = town();
    set_pattern(&mut office, LAPTOP, json!(pattern));
    office
}

fn set_pattern(office: &mut Office, item_type: TypeId, pattern: serde_json::Value) {
    let name = key(Collection::ItemType, item_type);
    let base = office
        .view(&name)
        .and_then(|record| record.base(field::NUMBER_PATTERN));
    let assign = Assign {
        field: Field::new(field::NUMBER_PATTERN),
        base,
        value: pattern,
    };
    office.act(BOSS, name, scope(), Change::Set(vec![assign]));
}

fn made(device: &mut Device) -> (ItemId, String) {
    let done = device.create(None, Some(R1));
    let row = done.item.expect("what was made").row;
    (row.id, row.number.expect("a number"))
}

fn several(device: &mut Device, many: usize) -> Vec<String> {
    (0..many).map(|_| made(device).1).collect()
}

fn by_hand(device: &mut Device, number: &str) -> Result<DoneView, EngineError> {
    let new = NewItem {
        item_type: LAPTOP,
        code: None,
        place: Some(R1),
        state: None,
        fields: [(Field::new(field::INVENTORY_NUMBER), json!(number))].into(),
    };
    match device.engine.run(Command::Create(new))? {
        Answer::Done(done) => Ok(done),
        other => panic!("{other:?}"),
    }
}

fn number(device: &mut Device, item: ItemId) -> String {
    device.item(item).row.number.expect("a number")
}

fn is_provisional(number: &str) -> bool {
    ProvisionalNumber::parse(number).is_some()
}

/// A store's copy.
fn copy_of(file: &std::path::Path, to: &std::path::Path) {
    let source = Connection::open(file).unwrap();
    let mut copy = Connection::open(to).unwrap();
    Backup::new(&source, &mut copy).unwrap().step(-1).unwrap();
}

#[test]
fn fc_n2_numbers_are_given_in_order_with_their_zeros_and_one_by_hand_uses_up_itself_only() {
    let mut office = numbered("{00000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    assert_eq!(
        several(&mut anne, 5),
        ["00001", "00002", "00003", "00004", "00005"]
    );
    by_hand(&mut anne, "00009").unwrap();
    assert_eq!(
        several(&mut anne, 5),
        ["00006", "00007", "00008", "00010", "00011"]
    );
    // Nor one that reads nearly like another.
    by_hand(&mut anne, "13").unwrap();
    assert_eq!(several(&mut anne, 2), ["00012", "00014"]);
    anne.sync(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    assert_eq!(bruno.content(), anne.content());
}

#[test]
fn two_devices_never_give_the_same_number() {
    let mut office = numbered("PC-{000000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    let mut given = several(&mut anne, 40);
    given.extend(several(&mut bruno, 40));
    anne.sync(&mut office);
    bruno.sync(&mut office);
    given.extend(several(&mut anne, 40));
    given.extend(several(&mut bruno, 40));
    assert!(!given.iter().any(|number| is_provisional(number)));
    given.sort_unstable();
    given.dedup();
    assert_eq!(given.len(), 160);
}

#[test]
fn a_number_is_asked_for_before_the_last_is_given_and_else_nothing_is() {
    let mut office = numbered("PC-{000000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    let asks = |device: &mut Device, office: &mut Office| {
        device.run(Command::SyncNow);
        let mut asked = Vec::new();
        while let Some(outgoing) = device.next() {
            if let SyncRequest::Numbers(numbers) = &outgoing.request {
                asked.extend(numbers.wanted.clone());
            }
            let answer = office.answer(&outgoing);
            device.receive(&outgoing, answer);
        }
        asked
    };
    assert_eq!(asks(&mut anne, &mut office), []);
    several(&mut anne, BLOCK / 2);
    assert_eq!(asks(&mut anne, &mut office), []);
    several(&mut anne, 1);
    assert_eq!(asks(&mut anne, &mut office), [(LAPTOP, 50)]);
    assert_eq!(asks(&mut anne, &mut office), []);
    assert!(!is_provisional(&several(&mut anne, BLOCK + 24)[BLOCK + 23]));
}

#[test]
fn m16_a_number_is_provisional_where_none_is_left_and_final_by_itself_at_sync() {
    let mut office = numbered("PC-{000000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    several(&mut anne, BLOCK);
    several(&mut bruno, BLOCK);
    let (annes, one) = made(&mut anne);
    let (brunos, other) = made(&mut bruno);
    assert!(
        is_provisional(&one) && is_provisional(&other),
        "{one} {other}"
    );
    assert_ne!(one, other, "each has its device's mark");
    assert!(one.ends_with("-1") && other.ends_with("-1"));
    // It is no name of it, and leads nowhere.
    let shown = anne.item(annes);
    assert!(shown.provisional);
    assert_eq!(shown.row.title, "");
    assert!(matches!(
        anne.look_up(&one),
        mobile_core::api::Found::Unknown(_)
    ));
    anne.done(Command::Label {
        items: vec![annes],
        places: Vec::new(),
    });
    let label = anne.item(annes).identifiers[0].text.clone();
    anne.sync(&mut office);
    bruno.sync(&mut office);
    anne.sync(&mut office);
    let finals = [number(&mut anne, annes), number(&mut anne, brunos)];
    assert_eq!(finals, ["PC-000101", "PC-000152"]);
    assert_eq!(bruno.finds(&finals[0]), annes);
    assert_eq!(bruno.finds(&label), annes);
    assert!(!bruno.item(brunos).provisional);
    let mut later = Device::enrolled(&mut office, "boss");
    assert_eq!(later.content(), anne.content());
    assert_eq!(anne.outbox().to_send_count, 0);
}

#[test]
fn more_than_one_block_of_provisional_numbers_becomes_final_at_one_sync() {
    let mut office = town();
    let mut anne = Device::enrolled(&mut office, "anne");
    set_pattern(&mut office, LAPTOP, json!("PC-{000000}"));
    let mut bruno = Device::enrolled(&mut office, "bruno");
    several(&mut bruno, 3 * BLOCK);
    bruno.sync(&mut office);
    anne.sync(&mut office);
    assert_eq!(anne.content(), bruno.content());
    let mut all: Vec<String> = office
        .records(&Collection::Item)
        .filter_map(|record| record.text(field::INVENTORY_NUMBER).map(str::to_owned))
        .collect();
    assert!(!all.iter().any(|number| is_provisional(number)), "{all:?}");
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 3 * BLOCK);
}

#[test]
fn a_number_by_hand_in_place_of_a_provisional_one_stays() {
    let mut office = numbered("PC-{000000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    several(&mut anne, BLOCK);
    let (item, provisional) = made(&mut anne);
    edit(&mut anne, item, &[(field::INVENTORY_NUMBER, json!("A-7"))]);
    let (others, _) = made(&mut anne);
    // The server has the provisional number of the other for a while.
    anne.run(Command::SyncNow);
    while let Some(outgoing) = anne.next() {
        let answer = match &outgoing.request {
            SyncRequest::Numbers(_) => Err(Failure::Refused {
                status: 503,
                code: Some(ErrorCode::Internal),
            }),
            _ => office.answer(&outgoing),
        };
        anne.receive(&outgoing, answer);
    }
    let mut bruno = Device::enrolled(&mut office, "bruno");
    assert!(is_provisional(&number(&mut bruno, others)));
    edit(
        &mut bruno,
        others,
        &[(field::INVENTORY_NUMBER, json!("B-7"))],
    );
    bruno.sync(&mut office);
    anne.sync(&mut office);
    for device in [&mut anne, &mut bruno] {
        assert_eq!(number(device, item), "A-7");
        assert_eq!(number(device, others), "B-7");
        assert_eq!(device.item(others).conflicts, []);
    }
    // And nobody gives what would read as a provisional one.
    let refused = Some(EngineError::InvalidValue(field::INVENTORY_NUMBER.into()));
    assert_eq!(by_hand(&mut anne, &provisional).err(), refused);
    let view = anne.item(item);
    let change = edit_from(&view, &[(field::INVENTORY_NUMBER, json!("~ABCD-9"))]);
    assert_eq!(anne.engine.run(change).err(), refused);
}

#[test]
fn fc_n8_a_number_is_never_given_again_after_a_retirement_or_an_undo() {
    let mut office = numbered("PC-{000000}");
    let mut boss = Device::enrolled(&mut office, "boss");
    let (first, _) = made(&mut boss);
    let second = boss.create(None, Some(R1));
    let item = second.item.unwrap().row.id;
    boss.done(Command::SetState {
        items: vec![mobile_core::api::Target { item, seen: None }],
        state: ItemState::plain(State::Retired),
    });
    assert_eq!(made(&mut boss).1, "PC-000003");
    let fourth = boss.create(None, Some(R1));
    boss.done(Command::Undo(fourth.action));
    assert_eq!(made(&mut boss).1, "PC-000005");
    // Another number by hand frees none either.
    edit(&mut boss, first, &[(field::INVENTORY_NUMBER, json!("X-1"))]);
    assert_eq!(made(&mut boss).1, "PC-000006");
    boss.sync(&mut office);
    let mut anne = Device::enrolled(&mut office, "anne");
    assert_eq!(made(&mut anne).1, "PC-000051");
}

#[test]
fn what_was_made_and_numbered_goes_and_comes_back_in_one() {
    let mut office = numbered("PC-{000000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    several(&mut anne, BLOCK);
    let done = anne.create(None, Some(R1));
    let item = done.item.unwrap().row.id;
    anne.sync(&mut office);
    let given = number(&mut anne, item);
    assert!(!is_provisional(&given));
    let undone = anne.done(Command::Undo(done.action));
    assert!(anne.find_item(item).is_none());
    anne.sync(&mut office);
    assert!(anne.find_item(item).is_none());
    anne.done(Command::Undo(undone.action));
    anne.sync(&mut office);
    assert_eq!(number(&mut anne, item), given);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    assert_eq!(number(&mut bruno, item), given);
}

#[test]
fn a_copied_store_gives_no_number_that_the_first_one_may_have_given() {
    copied_store_numbers_apart(|_, _| ());
}

#[test]
fn nor_does_it_where_the_server_was_restored_in_between() {
    copied_store_numbers_apart(Office::restore);
}

/// A store is copied, both give numbers, and something happens to the server, of which a backup was made before.
fn copied_store_numbers_apart(happens: impl FnOnce(&mut Office, &Office)) {
    let folder = tempfile::tempdir().unwrap();
    let files = ["one", "other"].map(|name| folder.path().join(name));
    let mut office = numbered("PC-{000000}");
    let mut one = Device::open(Connection::open(&files[0]).unwrap(), 1);
    one.enrol(&mut office, "anne");
    let before = several(&mut one, 2);
    one.sync(&mut office);
    let backup = office.clone();
    copy_of(&files[0], &files[1]);
    let mut other = Device::open(Connection::open(&files[1]).unwrap(), 9);
    let given = several(&mut one, 3);
    let again: Vec<ItemId> = (0..3).map(|_| made(&mut other).0).collect();
    by_hand(&mut other, "HAND-1").unwrap();
    happens(&mut office, &backup);
    one.sync(&mut office);
    other.sync(&mut office);
    one.sync(&mut office);
    let mut all = before;
    all.extend(given);
    all.extend(again.iter().map(|item| number(&mut one, *item)));
    assert!(!all.iter().any(|number| is_provisional(number)), "{all:?}");
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 8, "{all:?}");
    one.finds("HAND-1");
    assert_eq!(one.content(), other.content());
    // Both go on, each with its own.
    assert_ne!(made(&mut one).1, made(&mut other).1);
}

#[test]
fn what_a_restored_server_may_give_again_is_not_given_here() {
    let mut office = numbered("PC-{000000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    let backup = office.clone();
    let (item, _) = made(&mut anne);
    anne.sync(&mut office);
    office.restore(&backup);
    anne.sync(&mut office);
    assert_eq!(number(&mut anne, item), "PC-000001");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    let mut numbers = several(&mut anne, 10);
    numbers.extend(several(&mut bruno, 10));
    numbers.push("PC-000001".to_owned());
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 21);
}

#[test]
fn a_series_whose_numbers_were_all_given_by_hand_is_passed_over() {
    let mut office = numbered("PC-{000000}");
    for number in 1..=700_u128 {
        let by_hand = format!("PC-{number:06}");
        make_item(
            &mut office,
            ItemId::fixed(0xe000 + number),
            &[(field::INVENTORY_NUMBER, json!(by_hand))],
        );
    }
    let mut anne = Device::enrolled(&mut office, "anne");
    assert_eq!(made(&mut anne).1, "PC-000701");
}

#[test]
fn a_type_without_a_pattern_has_no_numbers_and_a_changed_pattern_goes_on_where_it_was() {
    let mut office = numbered("PC-{000000}");
    let mut anne = Device::enrolled(&mut office, "anne");
    let printer = NewItem {
        item_type: PRINTER,
        code: None,
        place: Some(R1),
        state: None,
        fields: [].into(),
    };
    let made_printer = anne.done(Command::Create(printer));
    assert_eq!(made_printer.item.unwrap().row.number, None);
    assert_eq!(several(&mut anne, 2), ["PC-000001", "PC-000002"]);
    set_pattern(&mut office, LAPTOP, json!("NB-{000}"));
    anne.sync(&mut office);
    assert_eq!(several(&mut anne, 1), ["NB-001"]);
    set_pattern(&mut office, LAPTOP, json!("PC-{0000}"));
    anne.sync(&mut office);
    assert_eq!(several(&mut anne, 1), ["PC-0003"]);
    set_pattern(&mut office, LAPTOP, json!(null));
    anne.sync(&mut office);
    assert_eq!(anne.create(None, Some(R1)).item.unwrap().row.number, None);
}

#[test]
fn what_the_server_reserves_none_for_or_answers_nonsense_about_is_not_asked_for_without_end() {
    let block = |pattern: &str, first, count| NumberBlock {
        pattern: pattern.to_owned(),
        first,
        count,
    };
    let pattern = "PC-{000000}";
    for nonsense in [
        None,
        Some(block("PC", 1, 50)),
        Some(block(pattern, 0, 50)),
        Some(block(pattern, 1, 0)),
        Some(block(pattern, u64::MAX, 50)),
        Some(block("OTHER-{0}", 1, 50)),
    ] {
        let mut office = numbered(pattern);
        let mut anne = Device::open(Connection::open_in_memory().unwrap(), 3);
        anne.run(Command::Enrol {
            code: "anne".to_owned(),
            device: "test".to_owned(),
        });
        let mut asked = 0;
        while let Some(outgoing) = anne.next() {
            let answer = match &outgoing.request {
                SyncRequest::Numbers(_) => {
                    asked += 1;
                    assert!(asked < 3, "{nonsense:?}");
                    Ok(SyncAnswer::Numbers(NumbersResponse {
                        epoch: office.epoch,
                        blocks: nonsense.iter().map(|one| (LAPTOP, one.clone())).collect(),
                    }))
                }
                _ => office.answer(&outgoing),
            };
            anne.receive(&outgoing, answer);
        }
        assert_eq!(asked, 1, "{nonsense:?}");
        let (item, given) = made(&mut anne);
        assert!(is_provisional(&given), "{nonsense:?} {given}");
        // Once somebody asks again, all is well.
        anne.sync(&mut office);
        assert_eq!(number(&mut anne, item), "PC-000001", "{nonsense:?}");
    }
}

#[test]
fn an_administrator_says_how_a_type_is_numbered_and_nobody_else() {
    let mut office = town();
    let mut boss = Device::enrolled(&mut office, "boss");
    let mut anne = Device::enrolled(&mut office, "anne");
    let step = |pattern: Option<&str>| {
        Command::Administer(Administration::SetNumberPattern {
            item_type: LAPTOP,
            pattern: pattern.map(str::to_owned),
        })
    };
    let of = |device: &mut Device| match device.run(Command::Setup(Setup::Types)) {
        Answer::Setup(SetupView::Types(teams)) => {
            let row = teams[0].types.iter().find(|row| row.item_type.id == LAPTOP);
            row.map(|row| (row.pattern.clone(), row.may_number))
                .unwrap()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(of(&mut boss), (None, true));
    assert_eq!(of(&mut anne), (None, false));
    assert_eq!(
        anne.engine.run(step(Some("PC-{000}"))).err(),
        Some(EngineError::NotAllowed)
    );
    for wrong in ["", "PC", "PC-{A}", "{0}{0}", "~{0}"] {
        assert_eq!(
            boss.engine.run(step(Some(wrong))).err(),
            Some(EngineError::InvalidValue(field::NUMBER_PATTERN.into())),
            "{wrong}"
        );
    }
    boss.done(step(Some(" PC-{000} ")));
    assert_eq!(of(&mut boss).0.as_deref(), Some("PC-{000}"));
    // Before the server knows, the number is provisional; in the same sync it becomes final.
    let (item, provisional) = made(&mut boss);
    assert!(is_provisional(&provisional));
    boss.sync(&mut office);
    assert_eq!(number(&mut boss, item), "PC-001");
    anne.sync(&mut office);
    assert_eq!(made(&mut anne).1, "PC-052");
    let done = boss.done(step(None));
    assert_eq!(of(&mut boss).0, None);
    boss.done(Command::Undo(done.action));
    assert_eq!(of(&mut boss).0.as_deref(), Some("PC-{000}"));
}
