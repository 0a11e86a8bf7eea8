//! Who may do what, and what waits: tables over a small organisation.

use std::collections::BTreeMap;
use std::convert::Infallible;

use serde_json::{Value, json};

use super::{World, admit};
use crate::access::{Access, Permission};
use crate::id::{
    ActionId, InstallationId, ItemId, MembershipId, OpId, PersonId, PlaceId, RecordId, TeamId,
    TypeId,
};
use crate::merge::{Accepted, Fold};
use crate::model::{ItemState, Role, State, field};
use crate::operation::{Assign, Change, Intent, Operation, ParkReason};
use crate::record::{Collection, Field, Record, RecordKey, Scope};
use crate::time::{Millis, Tick};

const TEAM: TeamId = TeamId::fixed(1);
const OTHER_TEAM: TeamId = TeamId::fixed(2);
const LAPTOP: TypeId = TypeId::fixed(10);
const FOREIGN_TYPE: TypeId = TypeId::fixed(11);
const ITEM: ItemId = ItemId::fixed(20);
const SITE: PlaceId = PlaceId::fixed(30);
const BUILDING: PlaceId = PlaceId::fixed(31);
const ME: PersonId = PersonId::fixed(40);

#[derive(Default)]
struct Office {
    records: BTreeMap<RecordKey, Record>,
}

impl World for Office {
    type Error = Infallible;

    fn record(&self, key: &RecordKey) -> Result<Option<Record>, Infallible> {
        Ok(self.records.get(key).cloned())
    }
}

impl Office {
    fn new() -> Self {
        let mut office = Self::default();
        office.put(
            Collection::ItemType,
            LAPTOP.into(),
            Scope::TeamOpen(TEAM),
            &[(field::TEAM, json!(TEAM))],
        );
        let foreign = Scope::TeamOpen(OTHER_TEAM);
        office.put(
            Collection::ItemType,
            FOREIGN_TYPE.into(),
            foreign,
            &[(field::TEAM, json!(OTHER_TEAM))],
        );
        office.put(
            Collection::Item,
            ITEM.into(),
            Scope::TeamOpen(TEAM),
            &[(field::TYPE, json!(LAPTOP))],
        );
        office.put(
            Collection::Place,
            SITE.into(),
            Scope::Org,
            &[(field::NAME, json!("S2"))],
        );
        let building = [(field::NAME, json!("B1")), (field::PARENT, json!(SITE))];
        office.put(Collection::Place, BUILDING.into(), Scope::Org, &building);
        office
    }

    fn put(
        &mut self,
        collection: Collection,
        id: RecordId,
        scope: Scope,
        fields: &[(&str, Value)],
    ) {
        let key = RecordKey(collection, id);
        let fields = fields
            .iter()
            .map(|(name, value)| (Field::new(name), value.clone()))
            .collect();
        let operation = operation(key.clone(), Change::Create { fields });
        let accepted = Accepted {
            operation,
            installation: InstallationId::fixed(1),
            at: Millis(1),
            uncertain: false,
            scope,
        };
        let record = Fold::replay(key.clone(), [accepted])
            .into_record()
            .expect("a record");
        self.records.insert(key, record);
    }

    #[track_caller]
    fn check(&self, role: Role, operation: &Operation, expected: &Result<Scope, ParkReason>) {
        let access = Access {
            person: ME,
            roles: BTreeMap::from([(TEAM, role)]),
        };
        let before = self.records.get(&operation.record);
        let Ok(got) = admit(self, &access, operation, before);
        assert_eq!(&got, expected, "as {role:?}");
    }
}

fn operation(record: RecordKey, change: Change) -> Operation {
    Operation {
        op_id: OpId::fixed(1),
        action: ActionId::fixed(1),
        record,
        actor: ME,
        observed_at: Millis(0),
        tick: Tick("boot".into(), 0),
        app_schema: 1,
        seen: 1,
        intent: Intent::Edited,
        change,
    }
}

fn set(collection: Collection, id: impl Into<RecordId>, name: &str, value: Value) -> Operation {
    let base = Some(OpId::fixed(1));
    let assign = Assign {
        field: name.into(),
        base,
        value,
    };
    operation(RecordKey::new(collection, id), Change::Set(vec![assign]))
}

fn create(collection: Collection, fields: &[(&str, Value)]) -> Operation {
    let fields = fields
        .iter()
        .map(|(name, value)| (Field::new(name), value.clone()))
        .collect();
    operation(
        RecordKey::new(collection, RecordId::fixed(99)),
        Change::Create { fields },
    )
}

#[test]
fn each_role_may_do_what_the_one_before_it_may_and_more() {
    let office = Office::new();
    let retired = ItemState::plain(State::Retired).to_value();
    let label = json!({"fr": "Badge", "en": "Badge"});
    let team = Scope::TeamOpen(TEAM);
    let rows: [(Operation, Role, Scope); 5] = [
        (
            set(Collection::Item, ITEM, field::NOTES, json!("dusty")),
            Role::Technician,
            team,
        ),
        (
            create(Collection::Item, &[(field::TYPE, json!(LAPTOP))]),
            Role::Technician,
            team,
        ),
        (
            set(Collection::Item, ITEM, field::STATE, retired),
            Role::Manager,
            team,
        ),
        (
            set(Collection::Place, SITE, field::NAME, json!("S3")),
            Role::Manager,
            Scope::Org,
        ),
        (
            set(Collection::ItemType, LAPTOP, field::LABEL, label),
            Role::Administrator,
            team,
        ),
    ];
    for (operation, needed, scope) in &rows {
        for role in Role::ALL {
            let expected = if role >= needed {
                Ok(*scope)
            } else {
                Err(ParkReason::NotAllowed {})
            };
            office.check(*role, operation, &expected);
        }
    }
}

#[test]
fn nobody_writes_into_another_team_or_takes_something_there() {
    let office = Office::new();
    let denied = Err(ParkReason::NotAllowed {});
    let foreign = create(Collection::Item, &[(field::TYPE, json!(FOREIGN_TYPE))]);
    office.check(Role::Administrator, &foreign, &denied);
    let taken_away = set(Collection::Item, ITEM, field::TYPE, json!(FOREIGN_TYPE));
    office.check(Role::Administrator, &taken_away, &denied);
}

#[test]
fn nobody_acts_in_somebody_elses_name() {
    let office = Office::new();
    let mut operation = set(Collection::Item, ITEM, field::NOTES, json!("dusty"));
    operation.actor = PersonId::fixed(41);
    office.check(
        Role::Administrator,
        &operation,
        &Err(ParkReason::NotAllowed {}),
    );
}

#[test]
fn a_member_lies_in_its_owners_scope() {
    let office = Office::new();
    let label = create(
        Collection::Identifier,
        &[(field::ITEM, json!(ITEM)), (field::TEXT, json!("R0"))],
    );
    office.check(Role::Technician, &label, &Ok(Scope::TeamOpen(TEAM)));
}

#[test]
fn m20_a_place_cannot_lie_within_itself() {
    let office = Office::new();
    // B1 lies in S2 already; now S2 should lie in B1. S2 never had a parent: its base is none.
    let mut circle = set(Collection::Place, SITE, field::PARENT, json!(BUILDING));
    if let Change::Set(assigns) = &mut circle.change {
        assigns[0].base = None;
    }
    office.check(
        Role::Manager,
        &circle,
        &Err(ParkReason::PlaceWithinItself {}),
    );
    let own = create(
        Collection::Place,
        &[(field::PARENT, json!(RecordId::fixed(99)))],
    );
    office.check(Role::Manager, &own, &Err(ParkReason::PlaceWithinItself {}));
}

#[test]
fn a_place_that_somebody_else_moved_first_waits() {
    let office = Office::new();
    let mut stale = set(Collection::Place, BUILDING, field::PARENT, Value::Null);
    if let Change::Set(assigns) = &mut stale.change {
        assigns[0].base = Some(OpId::fixed(7));
    }
    office.check(Role::Manager, &stale, &Err(ParkReason::TreeChanged {}));
}

#[test]
fn what_refers_to_something_unknown_waits_for_it() {
    let office = Office::new();
    let unknown_type = RecordKey::new(Collection::ItemType, TypeId::fixed(77));
    let item = create(Collection::Item, &[(field::TYPE, json!(TypeId::fixed(77)))]);
    office.check(
        Role::Technician,
        &item,
        &Err(ParkReason::Unknown {
            record: unknown_type,
        }),
    );
    let unknown_item = RecordKey::new(Collection::Item, ItemId::fixed(78));
    let moved = set(
        Collection::Item,
        ItemId::fixed(78),
        field::PLACE,
        json!(SITE),
    );
    office.check(
        Role::Technician,
        &moved,
        &Err(ParkReason::Unknown {
            record: unknown_item,
        }),
    );
}

#[test]
fn a_value_of_the_wrong_kind_waits_and_names_its_field() {
    let office = Office::new();
    let long = "x".repeat(field::MAX_TEXT + 1);
    let rows = [
        (field::PURCHASE_DATE, json!("2026-02-30")),
        (field::PURCHASE_PRICE, json!("12,50")),
        (field::PURCHASE_PRICE, json!(12.5)),
        (field::STATE, json!("in_service")),
        (field::PLACE, json!("R2")),
        (field::NAME, json!(long)),
        (field::MANAGED, json!("yes")),
    ];
    for (name, value) in rows {
        let operation = set(Collection::Item, ITEM, name, value);
        office.check(
            Role::Technician,
            &operation,
            &Err(ParkReason::Invalid { field: name.into() }),
        );
        let cleared = set(Collection::Item, ITEM, name, Value::Null);
        office.check(Role::Technician, &cleared, &Ok(Scope::TeamOpen(TEAM)));
    }
}

#[test]
fn m30_one_of_a_thousand_that_may_not_be_written_holds_up_no_other() {
    let mut office = Office::new();
    let team = Scope::TeamOpen(TEAM);
    for number in 0..1_000_u128 {
        let scope = if number == 500 {
            Scope::TeamOpen(OTHER_TEAM)
        } else {
            team
        };
        let item_type = if number == 500 { FOREIGN_TYPE } else { LAPTOP };
        let id = ItemId::fixed(1_000 + number);
        office.put(
            Collection::Item,
            id.into(),
            scope,
            &[(field::TYPE, json!(item_type))],
        );
    }
    for number in 0..1_000_u128 {
        let moved = set(
            Collection::Item,
            ItemId::fixed(1_000 + number),
            field::PLACE,
            json!(SITE),
        );
        let expected = if number == 500 {
            Err(ParkReason::NotAllowed {})
        } else {
            Ok(team)
        };
        office.check(Role::Technician, &moved, &expected);
    }
}

#[test]
fn access_is_what_the_memberships_say_now() {
    let mut office = Office::new();
    let membership = |team: TeamId, role: Role, retired: bool| {
        [
            (field::PERSON, json!(ME)),
            (field::TEAM, json!(team)),
            (field::ROLE, json!(role.word())),
            (field::RETIRED, json!(retired)),
        ]
    };
    let ids = [
        MembershipId::fixed(50),
        MembershipId::fixed(51),
        MembershipId::fixed(52),
    ];
    let rows = [
        membership(TEAM, Role::Reader, false),
        membership(TEAM, Role::Technician, false),
        membership(OTHER_TEAM, Role::Administrator, true),
    ];
    for (id, fields) in ids.into_iter().zip(rows) {
        office.put(Collection::Membership, id.into(), Scope::Org, &fields);
    }
    let access = Access::of(ME, office.records.values());
    assert_eq!(access.roles, BTreeMap::from([(TEAM, Role::Technician)]));
    assert!(access.allows(Permission::Read(Scope::Org)));
    assert!(access.allows(Permission::Read(Scope::TeamOpen(TEAM))));
    assert!(!access.allows(Permission::Read(Scope::TeamOpen(OTHER_TEAM))));
    assert!(!access.allows(Permission::Administer));
    assert!(
        Access::of(PersonId::fixed(41), office.records.values())
            .scopes()
            .is_empty()
    );
}
