//! A made-up organisation of any size, as a server would send it to a device.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::{ActionId, IdentifierId, InstallationId, OpId, PersonId, PlaceId};
use shared::merge::{Accepted, Fold};
use shared::model::starter::{self, team, types};
use shared::model::{IdentifierKind, ItemState, LastSeen, State, field};
use shared::operation::{APP_SCHEMA, Assign, Change, Intent, Operation, SealedOperation};
use shared::record::{Collection, Field, RecordKey, Scope};
use shared::time::{Millis, Tick};
use shared::wire::{HistoryLine, SnapshotRecord};

use crate::stock::{inventory_number, item, label, serial};

/// Who uses the device.
pub(super) const ME: PersonId = PersonId::fixed(1);
/// The scope of the items.
pub(super) const ITEMS: Scope = Scope::TeamOpen(team::IT);

const ROOMS: u128 = 2_000;
const PEOPLE: u128 = 500;
/// The first moment of the organisation: 2024-11-25.
const FOUNDED: i64 = 1_732_492_800_000;

/// A room.
pub(super) fn room(number: u128) -> PlaceId {
    PlaceId::fixed(0x3_0000 + number % ROOMS)
}

/// What everybody carries: teams, people, memberships, places.
pub(super) fn organisation() -> Vec<SnapshotRecord> {
    let mut records: Vec<SnapshotRecord> = starter::starter()
        .into_iter()
        .filter(|(key, _)| key.collection() == &Collection::Team)
        .map(|(key, fields)| made(&key, Scope::Org, fields))
        .collect();
    let mut add = |collection: Collection, id: u128, fields: Vec<(&str, Value)>| {
        let fields = fields
            .into_iter()
            .map(|(name, value)| (Field::new(name), value))
            .collect();
        let key = RecordKey(collection, shared::id::RecordId::fixed(id));
        records.push(made(&key, Scope::Org, fields));
    };
    for person in 1..=PEOPLE {
        add(
            Collection::Person,
            person,
            vec![(field::NAME, json!(format!("Personne {person}")))],
        );
    }
    let membership = vec![
        (field::PERSON, json!(ME)),
        (field::TEAM, json!(team::IT)),
        (field::ROLE, json!("administrator")),
    ];
    add(Collection::Membership, 0x1_0000, membership);
    add(
        Collection::Place,
        0x2_0000,
        vec![(field::NAME, json!("Siège")), (field::KIND, json!("site"))],
    );
    for building in 0..20_u128 {
        let parent = PlaceId::fixed(0x2_0000);
        let name = format!("Bâtiment {building}");
        let fields = vec![
            (field::NAME, json!(name)),
            (field::KIND, json!("building")),
            (field::PARENT, json!(parent)),
        ];
        add(Collection::Place, 0x2_0001 + building, fields);
    }
    for number in 0..ROOMS {
        let parent = PlaceId::fixed(0x2_0001 + number % 20);
        let name = format!(
            "{}-{:03}",
            char::from(b'A' + u8::try_from(number % 20).unwrap_or(0)),
            number / 20 + 100
        );
        let fields = vec![
            (field::NAME, json!(name)),
            (field::KIND, json!("room")),
            (field::PARENT, json!(parent)),
        ];
        add(Collection::Place, 0x3_0000 + number, fields);
    }
    records
}

/// What a team carries: its types, and so many items, each with a label.
pub(super) fn items(count: u128) -> impl Iterator<Item = SnapshotRecord> {
    let types = starter::starter()
        .into_iter()
        .filter(|(key, fields)| belongs_to_it(key, fields))
        .map(|(key, fields)| made(&key, ITEMS, fields));
    types.chain((0..count).flat_map(|number| [one_item(number), one_label(number)]))
}

fn belongs_to_it(key: &RecordKey, fields: &BTreeMap<Field, Value>) -> bool {
    let of_it = |id: Option<&Value>| {
        id.and_then(Value::as_str)
            .is_some_and(|id| IT_TYPES.iter().any(|known| known.to_string() == id))
    };
    match key.collection() {
        Collection::ItemType => fields.get(field::TEAM) == Some(&json!(team::IT)),
        Collection::Attribute | Collection::SubState | Collection::Category => {
            of_it(fields.get(field::TYPE))
        }
        _ => false,
    }
}

const IT_TYPES: [shared::id::TypeId; 4] =
    [types::LAPTOP, types::MONITOR, types::PRINTER, types::PHONE];
const MODELS: [(&str, &str); 4] = [
    ("Dell", "Latitude 5440"),
    ("Dell", "Écran P2425H"),
    ("HP", "LaserJet M507"),
    ("Apple", "iPhone 15"),
];

fn one_item(number: u128) -> SnapshotRecord {
    let kind = usize::try_from(number % 4).unwrap_or(0);
    let (maker, model) = MODELS[kind];
    let fields = [
        (field::TYPE, json!(IT_TYPES[kind])),
        (field::NAME, json!(model)),
        (field::MANUFACTURER, json!(maker)),
        (field::MODEL, json!(model)),
        (field::INVENTORY_NUMBER, json!(inventory_number(number))),
        (field::SERIAL_NUMBER, json!(serial(number))),
        (
            field::STATE,
            ItemState::plain(State::ALL[usize::try_from(number % 4).unwrap_or(0)]).to_value(),
        ),
        (field::PLACE, json!(room(number.wrapping_mul(7)))),
        (
            field::RESPONSIBLE,
            json!(PersonId::fixed(1 + number % PEOPLE)),
        ),
        (field::PURCHASE_DATE, json!("2025-03-03")),
        (field::WARRANTY_END, json!("2028-03-02")),
    ];
    let fields = fields
        .into_iter()
        .map(|(name, value)| (Field::new(name), value))
        .collect();
    let key = RecordKey::new(Collection::Item, item(number));
    let place = room(number.wrapping_mul(7));
    let seen = Change::Set(vec![Assign {
        field: Field::new(field::LAST_SEEN),
        base: None,
        value: LastSeen::value(PersonId::fixed(1 + number % PEOPLE), Some(place)),
    }]);
    lines(
        &key,
        ITEMS,
        [
            (Change::Create { fields }, Intent::Received),
            (seen, Intent::Counted),
        ],
    )
}

fn one_label(number: u128) -> SnapshotRecord {
    let fields = [
        (field::ITEM, json!(item(number))),
        (field::KIND, json!(IdentifierKind::Label.word())),
        (field::TEXT, json!(label(number).to_string())),
    ];
    let fields = fields
        .into_iter()
        .map(|(name, value)| (Field::new(name), value))
        .collect();
    let key = RecordKey::new(
        Collection::Identifier,
        IdentifierId::fixed(0x200_0000 + number),
    );
    made(&key, ITEMS, fields)
}

fn made(key: &RecordKey, scope: Scope, fields: BTreeMap<Field, Value>) -> SnapshotRecord {
    lines(key, scope, [(Change::Create { fields }, Intent::Edited)])
}

/// A record and its history from what happened to it, a day apart.
fn lines<const N: usize>(
    key: &RecordKey,
    scope: Scope,
    happened: [(Change, Intent); N],
) -> SnapshotRecord {
    let mut fold = Fold::new(key.clone());
    let mut history = Vec::new();
    for (rev, (change, intent)) in (1_u64..).zip(happened) {
        let at = Millis(FOUNDED + i64::try_from(rev).unwrap_or(0) * Millis::DAY.0);
        let id = key.id().0.as_u128() << 4 | u128::from(rev);
        let operation = Operation {
            op_id: OpId::fixed(id),
            action: ActionId::fixed(id),
            record: key.clone(),
            actor: PersonId::fixed(2),
            observed_at: at,
            tick: Tick("office".into(), at.0),
            app_schema: APP_SCHEMA,
            seen: rev - 1,
            intent,
            change,
        };
        let installation = InstallationId::fixed(9);
        let accepted = Accepted {
            operation: operation.clone(),
            installation,
            at,
            uncertain: false,
        };
        let outcome = fold.apply(accepted);
        fold.lie_in(scope);
        if let Ok(op) = SealedOperation::seal(operation) {
            history.insert(
                0,
                HistoryLine {
                    op,
                    installation,
                    at,
                    uncertain: false,
                    received_at: at,
                    rev,
                    outcome,
                },
            );
        }
    }
    let Some(record) = fold.into_record() else {
        unreachable!("its first operation makes it")
    };
    SnapshotRecord { record, history }
}
