//! Which items are one without anybody saying so, and what those show that are.

use serde_json::json;

use super::*;
use crate::id::{ActionId, InstallationId, OpId, PersonId, TypeId};
use crate::merge::{Accepted, Fold};
use crate::model::{ItemState, State};
use crate::operation::{Assign, Change, Intent, Operation};
use crate::time::{Millis, Tick};

const LAPTOP: TypeId = TypeId::fixed(1);
const PRINTER: TypeId = TypeId::fixed(2);
const ANN: u128 = 1;
const BEN: u128 = 2;

/// An item that somebody made, and what somebody did with it, each with its time.
fn item(id: u128, by: u128, made: &[(&str, Value)], then: &[(i64, &str, Value)]) -> Record {
    let key = RecordKey::new(Collection::Item, ItemId::fixed(id));
    let fields = made
        .iter()
        .map(|(name, value)| (Field::new(name), value.clone()))
        .collect();
    let changes = then.iter().map(|(at, name, value)| {
        let assign = Assign {
            field: Field::new(name),
            base: Some(OpId::fixed(id * 100)),
            value: value.clone(),
        };
        (*at, Change::Set(vec![assign]))
    });
    let all = [(0, Change::Create { fields })].into_iter().chain(changes);
    let accepted = (0_u128..).zip(all).map(|(number, (at, change))| Accepted {
        operation: Operation {
            op_id: OpId::fixed(id * 100 + number),
            action: ActionId::fixed(1),
            record: key.clone(),
            actor: PersonId::fixed(by),
            observed_at: Millis(at),
            tick: Tick("boot".into(), at),
            app_schema: 1,
            seen: 0,
            intent: Intent::Edited,
            change,
        },
        installation: InstallationId::fixed(by),
        at: Millis(at),
        uncertain: false,
    });
    Fold::replay(key.clone(), accepted)
        .into_record()
        .expect("an item")
}

fn laptop(number: &str) -> Vec<(&'static str, Value)> {
    vec![
        (field::TYPE, json!(LAPTOP)),
        (field::INVENTORY_NUMBER, json!(number)),
        (field::SOLE, json!(true)),
    ]
}

fn with(
    mut fields: Vec<(&'static str, Value)>,
    name: &'static str,
    value: Value,
) -> Vec<(&'static str, Value)> {
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value));
    fields
}

#[test]
fn two_are_evidently_one_only_if_all_speaks_for_it_and_nothing_against() {
    let retired = || ItemState::plain(State::Retired).to_value();
    let serial = |serial: &str| with(laptop("PC-100"), field::SERIAL_NUMBER, json!(serial));
    let same = item(1, ANN, &laptop("PC-100"), &[]);
    let cases = [
        (
            "the same number",
            item(2, BEN, &laptop("PC-100"), &[]),
            true,
        ),
        (
            "blanks around it",
            item(2, BEN, &laptop(" PC-100 "), &[]),
            true,
        ),
        ("one serial", item(2, BEN, &serial("AAA"), &[]), true),
        (
            "another number",
            item(2, BEN, &laptop("PC-101"), &[]),
            false,
        ),
        ("only nearly", item(2, BEN, &laptop("pc-0100"), &[]), false),
        (
            "another type",
            item(
                2,
                BEN,
                &with(laptop("PC-100"), field::TYPE, json!(PRINTER)),
                &[],
            ),
            false,
        ),
        ("one person", item(2, ANN, &laptop("PC-100"), &[]), false),
        (
            "who knew",
            item(
                2,
                BEN,
                &with(laptop("PC-100"), field::SOLE, Value::Null),
                &[],
            ),
            false,
        ),
        (
            "a number from later",
            item(
                2,
                BEN,
                &laptop("PC-1"),
                &[(5, field::INVENTORY_NUMBER, json!("PC-100"))],
            ),
            false,
        ),
        (
            "retired",
            item(2, BEN, &laptop("PC-100"), &[(5, field::STATE, retired())]),
            false,
        ),
        ("itself", same.clone(), false),
    ];
    for (what, other, expected) in cases {
        assert_eq!(are_evidently_one(&same, &other), expected, "{what}");
        assert_eq!(are_evidently_one(&other, &same), expected, "{what}");
    }
    let serials = [
        ("AAA", "BBB", false),
        ("AAA", "AAA ", true),
        ("N/A", "BBB", true),
    ];
    for (one, other, expected) in serials {
        let [one, other] = [
            item(1, ANN, &serial(one), &[]),
            item(2, BEN, &serial(other), &[]),
        ];
        assert_eq!(are_evidently_one(&one, &other), expected);
    }
    for number in ["", "N/A", "~7K3A-2"] {
        let [one, other] = [
            item(1, ANN, &laptop(number), &[]),
            item(2, BEN, &laptop(number), &[]),
        ];
        assert!(!are_evidently_one(&one, &other), "{number:?}");
    }
}

#[test]
fn a_group_shows_the_latest_observations_and_the_lowests_facts_with_gaps_filled() {
    let attribute = |number: u128| format!("attr/{}", TypeId::fixed(number));
    let one = item(
        1,
        ANN,
        &[
            (field::TYPE, json!(LAPTOP)),
            (field::NAME, json!("X")),
            (field::NOTES, json!("old")),
            (field::PLACE, json!("R1")),
        ],
        &[
            (1, field::NOTES, Value::Null),
            (30, field::STATE, json!("a")),
        ],
    );
    let two = item(
        2,
        BEN,
        &[
            (field::TYPE, json!(LAPTOP)),
            (field::NAME, json!("Y")),
            (field::NOTES, json!("kept")),
            (field::MODEL, json!("T14")),
            (&attribute(9), json!("16")),
        ],
        &[
            (20, field::PLACE, json!("R2")),
            (10, field::STATE, json!("b")),
        ],
    );
    let three = item(
        3,
        BEN,
        &[
            (field::TYPE, json!(PRINTER)),
            (field::MODEL, json!("M4")),
            (field::SUPPLIER, json!("S")),
            (field::CATEGORY, json!("laser")),
            (&attribute(8), json!("A3")),
        ],
        &[],
    );
    let all = [&one, &two, &three].map(Record::clone);
    let shown = shown(all.into()).expect("a group");
    assert_eq!((shown.key.clone(), shown.rev), (one.key.clone(), one.rev));
    let text = |name: &str| shown.text(name).map(str::to_owned);
    let told: Vec<Option<String>> = [
        field::NAME,
        field::NOTES,
        field::MODEL,
        field::SUPPLIER,
        field::CATEGORY,
        field::PLACE,
        field::STATE,
        &attribute(9),
        &attribute(8),
    ]
    .map(text)
    .into();
    let expected = [
        Some("X"),
        None,
        Some("T14"),
        Some("S"),
        None,
        Some("R2"),
        Some("a"),
        Some("16"),
        None,
    ];
    assert_eq!(told, expected.map(|it| it.map(str::to_owned)));
    assert_eq!(super::shown(Vec::new()), None);
}

#[test]
fn two_items_have_one_record_whichever_is_named_first() {
    let [one, other, third] = [1, 2, 3].map(ItemId::fixed);
    assert_eq!(id_of([one, other]), id_of([other, one]));
    assert_ne!(id_of([one, other]), id_of([one, third]));
    assert_eq!(
        fields([other, one], Verdict::Same),
        fields([one, other], Verdict::Same)
    );
    // Devices of every release make the same of it.
    assert_eq!(
        id_of([one, other]).to_string(),
        "19be4a5a-5516-80f3-8dbc-788ac900ccd5"
    );
}
