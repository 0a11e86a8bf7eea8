//! Codes: known, near, unknown, hostile; and what search makes of them.

use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, Found, NewItem, Target};
use serde_json::json;
use shared::id::{IdentifierId, ItemId, MembershipId, PlaceId, TeamId, TypeId};
use shared::label::LabelCode;
use shared::model::{IdentifierKind, ItemState, State, Words, field};
use shared::record::{Collection, Scope};
use shared::wire::MAX_LABELS;

use crate::office::key;
use crate::setting::{
    BOSS, Device, LAPTOP, PC1, PC2, PRINTER, R1, R2, TEAM, make_item, office, scope,
};

/// A type of the same team, after those that are used.
const TABLET: TypeId = TypeId::fixed(0x1c);

fn device() -> Device {
    Device::enrolled(&mut office(), "anne")
}

#[test]
fn hostile_codes_are_unknown_shown_as_text_and_stored_whole() {
    let long = "7".repeat(7_168);
    for code in [
        "A\0B",
        "\u{202E}evil\u{5d0}",
        "<img src=x onerror=alert(1)>",
        "O'Brien\"/><svg onload=alert(1)>",
        "javascript:alert(1)",
        "https://evil.example/a/K7M2",
        "'; DROP TABLE item; --",
        "\" OR words : \"x",
        long.as_str(),
    ] {
        let mut office = office();
        let mut anne = Device::enrolled(&mut office, "anne");
        let Found::Unknown(unknown) = anne.look_up(code) else {
            panic!("{code:?} is known")
        };
        assert_eq!(unknown.code, code);
        assert!(!unknown.unusable && !unknown.names_article, "{code:?}");
        assert!(!unknown.shown.contains(['\0', '\u{202E}']));
        anne.search(code);
        let made = anne.create(Some(code), None).item.unwrap();
        assert_eq!(anne.finds(code), made.row.id, "{code:?}");
        assert!(anne.search(code).contains(&made.row.id), "{code:?}");
        anne.sync(&mut office);
        let whole = [Collection::Item, Collection::Identifier]
            .iter()
            .flat_map(|collection| office.records(collection))
            .flat_map(|record| record.fields.values())
            .any(|state| state.value == json!(code));
        assert!(whole, "{code:?} is stored otherwise");
    }
}

#[test]
fn whoever_begins_with_nothing_is_offered_the_types_team_by_team_and_the_most_used_first() {
    let mut office = office();
    let (team, vehicle) = (TeamId::fixed(0x7eb), TypeId::fixed(0x2a));
    let words = |word: &str| Words::new(word, word).to_value();
    office.make(
        BOSS,
        key(Collection::Team, team),
        Scope::Org,
        &[
            (field::LABEL, words("Ressources")),
            (field::ORDER, json!(1)),
        ],
    );
    office.make(
        BOSS,
        key(Collection::Membership, MembershipId::fixed(0x99)),
        Scope::Org,
        &[
            (field::PERSON, json!(BOSS)),
            (field::TEAM, json!(team)),
            (field::ROLE, json!("administrator")),
        ],
    );
    office.make(
        BOSS,
        key(Collection::ItemType, vehicle),
        Scope::TeamOpen(team),
        &[
            (field::LABEL, words("Auto")),
            (field::TEAM, json!(team)),
            (field::ORDER, json!(0)),
        ],
    );
    office.make(
        BOSS,
        key(Collection::ItemType, TABLET),
        scope(),
        &[
            (field::LABEL, words("Tablette")),
            (field::TEAM, json!(TEAM)),
            (field::ORDER, json!(1)),
        ],
    );
    let mut boss = Device::enrolled(&mut office, "boss");
    let Answer::Types(types) = boss.run(Command::Types) else {
        panic!("no types")
    };
    let offered: Vec<TypeId> = types.into_iter().map(|item_type| item_type.id).collect();
    assert_eq!(offered, [LAPTOP, PRINTER, TABLET, vehicle]);
}

#[test]
fn an_empty_code_is_unknown_and_nothing_is_made_from_it() {
    let mut anne = device();
    for code in ["", "  \t", "\u{a0}"] {
        let Found::Unknown(unknown) = anne.look_up(code) else {
            panic!("{code:?} is known")
        };
        assert!(unknown.unusable);
        let create = Command::Create(NewItem {
            item_type: LAPTOP,
            code: Some(code.to_owned()),
            place: None,
            state: None,
            fields: [].into(),
        });
        assert_eq!(anne.engine.run(create), Err(EngineError::UnusableCode));
    }
    assert!(anne.outbox().to_send.is_empty());
}

#[test]
fn fc_n6_signs_that_mean_something_elsewhere_are_found() {
    let mut office = office();
    let codes = [
        "348/57//957/9475696",
        "50#12-5%REC",
        "A?b=1&c",
        "..",
        "100%",
        "a_b*",
    ];
    for (number, code) in (0x600..).zip(codes) {
        make_item(
            &mut office,
            ItemId::fixed(number),
            &[(field::SERIAL_NUMBER, json!(code))],
        );
    }
    let mut anne = Device::enrolled(&mut office, "anne");
    for (number, code) in (0x600..).zip(codes) {
        assert_eq!(anne.finds(code), ItemId::fixed(number));
        assert_eq!(
            anne.search(code).first(),
            Some(&ItemId::fixed(number)),
            "{code}"
        );
    }
}

#[test]
fn fc_n4_exact_first_then_what_is_near() {
    let mut office = office();
    let (zeros, bare, spaced) = (ItemId::fixed(1), ItemId::fixed(2), ItemId::fixed(3));
    make_item(
        &mut office,
        zeros,
        &[(field::INVENTORY_NUMBER, json!("00003001"))],
    );
    make_item(
        &mut office,
        spaced,
        &[(field::INVENTORY_NUMBER, json!("AB cd"))],
    );
    let mut anne = Device::enrolled(&mut office, "anne");
    let near = |anne: &mut Device, code: &str| match anne.look_up(code) {
        Found::Several {
            rows, near: true, ..
        } => rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        other => panic!("{code}: {other:?}"),
    };
    assert_eq!(near(&mut anne, "3001"), [zeros]);
    assert_eq!(near(&mut anne, "abcd"), [spaced]);
    make_item(
        &mut office,
        bare,
        &[(field::INVENTORY_NUMBER, json!("3001"))],
    );
    anne.sync(&mut office);
    assert_eq!(anne.finds("3001"), bare);
    assert_eq!(anne.finds("00003001"), zeros);
    let mut both = near(&mut anne, "0003001");
    both.sort();
    assert_eq!(both, [zeros, bare]);
}

#[test]
fn one_of_our_labels_is_bound_and_opens_also_when_replaced() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let code = LabelCode::from_random(0x1234_5678_9abc).to_string();
    let Found::Unknown(unknown) = anne.look_up(&code) else {
        panic!("nobody has it")
    };
    assert!(unknown.own_label);
    let made = anne.create(Some(&code), Some(R2)).item.unwrap();
    assert_eq!(made.row.serial, None);
    assert_eq!(made.identifiers[0].kind, IdentifierKind::Label);
    let told = anne.outbox().to_send.remove(0);
    let words = told.label.map(|label| label.fr);
    assert_eq!(
        (told.title.as_str(), words.as_deref()),
        ("", Some("Portable")),
        "without name and number it is called by what it is"
    );
    assert_eq!(
        anne.finds(&format!("https://inv.example/A/{code}")),
        made.row.id
    );
    let again = Command::Create(NewItem {
        item_type: LAPTOP,
        code: Some(code.clone()),
        place: None,
        state: None,
        fields: [].into(),
    });
    assert_eq!(anne.engine.run(again), Err(EngineError::LabelTaken));

    let old = LabelCode::from_random(77).to_string();
    office.make(
        BOSS,
        key(Collection::Identifier, IdentifierId::fixed(5)),
        scope(),
        &[
            (field::ITEM, json!(PC1)),
            (field::KIND, json!("label")),
            (field::TEXT, json!(old)),
            (field::RETIRED, json!(true)),
        ],
    );
    let new = LabelCode::from_random(78).to_string();
    office.make(
        BOSS,
        key(Collection::Identifier, IdentifierId::fixed(6)),
        scope(),
        &[
            (field::ITEM, json!(PC1)),
            (field::KIND, json!("label")),
            (field::TEXT, json!(new)),
        ],
    );
    anne.sync(&mut office);
    // FC-N8: the old label opens the CI and says that it was replaced; the new one and the number don't say so.
    let mut opened = |code: &str| match anne.look_up(code) {
        Found::Item(found) => (found.item.row.id, found.replaced),
        other => panic!("{code}: {other:?}"),
    };
    assert_eq!(opened(&old), (PC1, true));
    assert_eq!(opened(&old.to_lowercase()), (PC1, true));
    assert_eq!(opened(&new), (PC1, false));
    assert_eq!(opened("PC-1"), (PC1, false));
    assert!(anne.item(PC1).identifiers[1].replaced);
}

/// The codes that are on labels of an item.
fn labels_of(device: &mut Device, item: ItemId) -> Vec<String> {
    let identifiers = device.item(item).identifiers;
    let labels = identifiers
        .into_iter()
        .filter(|identifier| identifier.kind == IdentifierKind::Label && !identifier.replaced);
    labels.map(|label| label.text).collect()
}

#[test]
fn asking_for_a_label_gives_each_item_one_code_and_once() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let ask = || Command::Label {
        items: vec![PC1, PC2, ItemId::fixed(0x999)],
        places: vec![],
    };
    assert_eq!(anne.done(ask()).operations, 2);
    let (one, other) = (labels_of(&mut anne, PC1), labels_of(&mut anne, PC2));
    assert_eq!((one.len(), other.len()), (1, 1));
    assert_ne!(one, other);
    assert_eq!(anne.finds(&one[0]), PC1);
    assert_eq!(anne.done(ask()).operations, 0);
    anne.sync(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    assert_eq!(bruno.finds(&other[0]), PC2);
    assert_eq!(bruno.done(ask()).operations, 0);
}

#[test]
fn labels_of_more_than_are_printed_at_once_are_refused_and_nothing_is_given_a_code() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let most = MAX_LABELS as u128;
    let mut items: Vec<ItemId> = (0..most).map(|n| ItemId::fixed(0x9000 + n)).collect();
    items[0] = PC1;
    let places = vec![R1];
    let ask = |items: &[ItemId], places: &[PlaceId]| Command::Label {
        items: items.to_vec(),
        places: places.to_vec(),
    };
    assert_eq!(
        anne.engine.run(ask(&items, &places)),
        Err(EngineError::TooManyLabels)
    );
    assert_eq!(labels_of(&mut anne, PC1), [""; 0]);
    assert_eq!(anne.done(ask(&items, &[])).operations, 1);
}

#[test]
fn a_retired_item_is_given_no_label() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    boss.done(Command::SetState {
        items: vec![Target {
            item: PC1,
            seen: None,
        }],
        state: ItemState::plain(State::Retired),
    });
    let asked = boss.done(Command::Label {
        items: vec![PC1],
        places: vec![],
    });
    assert_eq!(asked.operations, 0);
    assert_eq!(labels_of(&mut boss, PC1), [""; 0]);
}

#[test]
fn a_room_s_label_opens_the_room_on_every_device() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let ask = || Command::Label {
        items: vec![],
        places: vec![R1, R2],
    };
    assert_eq!(anne.done(ask()).operations, 2);
    assert_eq!(anne.done(ask()).operations, 0);
    anne.sync(&mut office);
    let codes: Vec<String> = office
        .records(&Collection::Identifier)
        .filter(|record| record.reference(field::PLACE) == Some(R1))
        .filter_map(|record| record.text(field::TEXT).map(str::to_owned))
        .collect();
    let [code] = codes.as_slice() else {
        panic!("one code for the room: {codes:?}")
    };
    let mut bruno = Device::enrolled(&mut office, "bruno");
    for code in [
        code.clone(),
        code.to_lowercase(),
        format!("https://inv.example/A/{code}"),
    ] {
        match bruno.look_up(&code) {
            Found::Place { place, was: None } => assert_eq!(place.id, R1),
            other => panic!("{code}: {other:?}"),
        }
    }
    // It is the room's: nothing else is made from it.
    let create = Command::Create(NewItem {
        item_type: LAPTOP,
        code: Some(code.clone()),
        place: None,
        state: None,
        fields: [].into(),
    });
    assert_eq!(bruno.engine.run(create), Err(EngineError::LabelTaken));
    assert!(bruno.search(code).is_empty());
}

#[test]
fn what_names_an_article_is_not_bound() {
    let mut anne = device();
    let Found::Unknown(unknown) = anne.look_up("4006381333931") else {
        panic!("nobody has it")
    };
    assert!(unknown.names_article);
    let made = anne.create(Some("4006381333931"), None).item.unwrap();
    assert_eq!((made.row.serial, made.identifiers.len()), (None, 0));
    assert!(matches!(anne.look_up("4006381333931"), Found::Unknown(_)));
}

#[test]
fn an_enrolment_link_is_asked_about_and_never_searched_for() {
    let mut anne = device();
    anne.engine.set_server("https://inv.example.ca");
    let link = |host: &str| format!("https://{host}/enrol#3q2-7wEAAAAAAAAAAAAAAQ");
    let mut foreign = |host: &str| match anne.look_up(&link(host)) {
        Found::Enrolment { host, foreign } => (host, foreign),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        foreign("inv.example.ca"),
        ("inv.example.ca".to_owned(), false)
    );
    assert_eq!(foreign("evil.example"), ("evil.example".to_owned(), true));
}

#[test]
fn a_room_s_name_opens_the_room() {
    let mut anne = device();
    match anne.look_up("B-214") {
        Found::Place { place, was: None } => assert_eq!((place.id, place.path.len()), (R2, 2)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn search_finds_words_accents_places_and_last_digits() {
    let mut anne = device();
    for (text, expected) in [
        ("recep", PC2),
        ("RÉCEPTION", PC2),
        ("pc-2", PC2),
        ("x b-101", PC1),
        ("x hotel", PC1),
        ("4XYZ", PC1),
        ("5cd", PC1),
    ] {
        assert_eq!(anne.search(text).first(), Some(&expected), "{text}");
    }
    assert!(anne.search("reception b-214").is_empty());
    anne.move_to(PC2, R2);
    assert_eq!(anne.search("reception b-214"), [PC2]);
    assert_eq!(anne.search("").len(), 2);
}
