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
use crate::model::{ItemState, Membership, Role, State, field};
use crate::operation::{Assign, Change, Intent, Operation, Outcome, ParkReason};
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
    folds: BTreeMap<RecordKey, Fold>,
}

impl World for Office {
    type Error = Infallible;

    fn record(&self, key: &RecordKey) -> Result<Option<Record>, Infallible> {
        Ok(self.folds.get(key).and_then(Fold::record).cloned())
    }

    fn memberships(&self, team: TeamId) -> Result<Vec<Record>, Infallible> {
        let all = self.records().cloned();
        Ok(all
            .filter(|record| Membership(record).team() == Some(team))
            .collect())
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
        };
        let mut fold = Fold::replay(key.clone(), [accepted]);
        fold.lie_in(scope);
        self.folds.insert(key, fold);
    }

    fn records(&self) -> impl Iterator<Item = &Record> {
        self.folds.values().filter_map(Fold::record)
    }

    /// Decides, and goes on with what came of it.
    fn take(
        &mut self,
        roles: &[(TeamId, Role)],
        operation: Operation,
    ) -> Result<Outcome, ParkReason> {
        let key = operation.record.clone();
        let access = Access {
            person: operation.actor,
            roles: roles.iter().copied().collect(),
        };
        let unknown = Fold::new(key.clone());
        let fold = self.folds.get(&key).unwrap_or(&unknown);
        let Ok(taken) = admit(self, &access, fold, arriving(operation));
        let taken = taken?;
        self.folds.insert(key, taken.fold);
        Ok(taken.outcome)
    }

    #[track_caller]
    fn check(&self, role: Role, operation: &Operation, expected: &Result<Scope, ParkReason>) {
        let access = Access {
            person: ME,
            roles: BTreeMap::from([(TEAM, role)]),
        };
        let unknown = Fold::new(operation.record.clone());
        let fold = self.folds.get(&operation.record).unwrap_or(&unknown);
        let Ok(got) = admit(self, &access, fold, arriving(operation.clone()));
        let got = got.map(|taken| taken.fold.record().expect("a record").scope);
        assert_eq!(&got, expected, "as {role:?}");
    }
}

fn arriving(operation: Operation) -> Accepted {
    Accepted {
        at: operation.observed_at,
        installation: InstallationId::fixed(2),
        uncertain: false,
        operation,
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
    // A room's label lies where the room does.
    let label = create(
        Collection::Identifier,
        &[(field::PLACE, json!(BUILDING)), (field::TEXT, json!("R1"))],
    );
    office.check(Role::Technician, &label, &Ok(Scope::Org));
    office.check(Role::Reader, &label, &Err(ParkReason::NotAllowed {}));
    let nowhere = create(Collection::Identifier, &[(field::TEXT, json!("R2"))]);
    let missing = ParkReason::Invalid {
        field: Field::new(field::ITEM),
    };
    office.check(Role::Technician, &nowhere, &Err(missing));
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
    let access = Access::of(ME, office.records());
    assert_eq!(access.roles, BTreeMap::from([(TEAM, Role::Technician)]));
    assert!(access.allows(Permission::Read(Scope::Org)));
    assert!(access.allows(Permission::Read(Scope::TeamOpen(TEAM))));
    assert!(!access.allows(Permission::Read(Scope::TeamOpen(OTHER_TEAM))));
    assert!(!access.allows(Permission::Administer));
    assert!(
        Access::of(PersonId::fixed(41), office.records())
            .scopes()
            .is_empty()
    );
}

/// One of several operations of a person, in an order in which they arrive.
fn act(number: u128, actor: PersonId, record: &RecordKey, change: Change) -> Operation {
    Operation {
        op_id: OpId::fixed(number),
        actor,
        observed_at: Millis(i64::try_from(number).expect("a small number")),
        ..operation(record.clone(), change)
    }
}

fn assign(name: &str, base: u128, value: Value) -> Change {
    Change::Set(vec![Assign {
        field: name.into(),
        base: (base != 0).then(|| OpId::fixed(base)),
        value,
    }])
}

fn undo(number: u128) -> Change {
    Change::Withdraw {
        op: OpId::fixed(number),
    }
}

#[test]
fn a_record_lies_where_what_counts_says_and_not_where_somebody_asked_for() {
    let other = PersonId::fixed(41);
    let both = [(TEAM, Role::Manager), (OTHER_TEAM, Role::Manager)];
    let own = Scope::TeamOpen(TEAM);
    let foreign = Scope::TeamOpen(OTHER_TEAM);
    let item = RecordKey::new(Collection::Item, ITEM);
    let mut office = Office::new();
    let tablet = TypeId::fixed(12);
    office.put(
        Collection::ItemType,
        tablet.into(),
        own,
        &[(field::TEAM, json!(TEAM))],
    );
    let settle = |type_id: TypeId| Change::Settle {
        conflict: OpId::fixed(3),
        field: field::TYPE.into(),
        value: json!(type_id),
    };
    let retype = |base: u128, to: TypeId| assign(field::TYPE, base, json!(to));
    let opened = Outcome::Conflict {
        fields: vec![field::TYPE.into()],
    };
    let late = Outcome::Superseded { by: None };
    let rows: [(Operation, Outcome, Scope); 8] = [
        (
            act(2, ME, &item, retype(1, FOREIGN_TYPE)),
            Outcome::Applied {},
            foreign,
        ),
        // It loses: the item stays where the first took it.
        (act(3, other, &item, retype(1, tablet)), opened, foreign),
        // The first takes it back: the other counts.
        (act(4, ME, &item, undo(2)), Outcome::Applied {}, own),
        (act(5, ME, &item, undo(4)), Outcome::Applied {}, foreign),
        (act(6, ME, &item, settle(tablet)), Outcome::Applied {}, own),
        // It comes too late: history.
        (
            act(7, other, &item, settle(FOREIGN_TYPE)),
            late.clone(),
            own,
        ),
        (act(8, ME, &item, undo(6)), Outcome::Applied {}, foreign),
        // Already undone.
        (act(9, ME, &item, undo(6)), late, foreign),
    ];
    for (mut operation, outcome, scope) in rows {
        let number = operation.op_id;
        operation.seen = 1;
        let said = office.take(&both, operation).expect("taken");
        let is_as_said = match (&said, &outcome) {
            (Outcome::Merged {}, Outcome::Applied {}) => true,
            (said, expected) => said == expected,
        };
        assert!(is_as_said, "{number:?}: {said:?}");
        let record = office.folds[&item].record().expect("the item");
        assert_eq!(record.scope, scope, "{number:?}");
    }
}

#[test]
fn whoever_may_write_only_one_side_of_a_move_does_not_move_by_undoing() {
    let item = RecordKey::new(Collection::Item, ITEM);
    let mut office = Office::new();
    let both = [(TEAM, Role::Technician), (OTHER_TEAM, Role::Technician)];
    let retype = assign(field::TYPE, 1, json!(FOREIGN_TYPE));
    office
        .take(&both, act(2, ME, &item, retype))
        .expect("taken");
    for team in [TEAM, OTHER_TEAM] {
        let one = [(team, Role::Administrator)];
        assert_eq!(
            office.take(&one, act(3, ME, &item, undo(2))),
            Err(ParkReason::NotAllowed {})
        );
    }
    office
        .take(&both, act(3, ME, &item, undo(2)))
        .expect("taken");
}

#[test]
fn an_undo_or_a_redo_that_would_close_a_circle_waits() {
    // B1 lies in S2. A takes it out, B puts S2 into it: either order is a tree, and A's undo would be none.
    let other = PersonId::fixed(41);
    let manager = [(TEAM, Role::Manager)];
    let [site, building] = [SITE, BUILDING].map(|id| RecordKey::new(Collection::Place, id));
    let circle = Err(ParkReason::PlaceWithinItself {});
    let out = || act(2, ME, &building, assign(field::PARENT, 1, Value::Null));
    let into = || act(3, other, &site, assign(field::PARENT, 0, json!(BUILDING)));
    let undone = |number, of| act(number, ME, &building, undo(of));

    let mut office = Office::new();
    office.take(&manager, out()).expect("out");
    office.take(&manager, into()).expect("into");
    assert_eq!(office.take(&manager, undone(4, 2)), circle);
    // B takes the other half back, and A's undo may go on.
    office
        .take(&manager, act(5, other, &site, undo(3)))
        .expect("B's undo");
    office.take(&manager, undone(4, 2)).expect("A's undo");

    let mut office = Office::new();
    office.take(&manager, out()).expect("out");
    office.take(&manager, undone(4, 2)).expect("A's undo");
    assert_eq!(office.take(&manager, into()), circle);

    // Out, undone, and then redone before B: B's is taken, and undoing the redo closes the circle.
    let mut office = Office::new();
    office.take(&manager, out()).expect("out");
    office.take(&manager, undone(4, 2)).expect("undone");
    office.take(&manager, undone(5, 4)).expect("redone");
    office.take(&manager, into()).expect("into");
    assert_eq!(office.take(&manager, undone(6, 5)), circle);
}

#[test]
fn redoing_ones_own_retirement_asks_for_what_retiring_asks_for() {
    let mut office = Office::new();
    let item = RecordKey::new(Collection::Item, ITEM);
    let retire = assign(field::STATE, 0, ItemState::plain(State::Retired).to_value());
    let manager = [(TEAM, Role::Manager)];
    let technician = [(TEAM, Role::Technician)];
    office
        .take(&manager, act(2, ME, &item, retire))
        .expect("retired");
    office
        .take(&technician, act(3, ME, &item, undo(2)))
        .expect("undone");
    assert_eq!(
        office.take(&technician, act(4, ME, &item, undo(3))),
        Err(ParkReason::NotAllowed {})
    );
    office
        .take(&manager, act(4, ME, &item, undo(3)))
        .expect("retired again");
}

#[test]
fn who_belongs_to_a_team_its_own_administrators_say() {
    let mut office = Office::new();
    for team in [TEAM, OTHER_TEAM] {
        office.put(Collection::Team, team.into(), Scope::Org, &[]);
    }
    // The machine made both teams, and has given each an administrator.
    let machine = PersonId::fixed(49);
    for fold in office.folds.values_mut() {
        let mut record = fold.record().expect("a record").clone();
        record.created.by = machine;
        *fold = Fold::seed(record, &[]);
    }
    let membership = |id: u128, team: TeamId| {
        let fields = BTreeMap::from([
            (Field::new(field::PERSON), json!(PersonId::fixed(42))),
            (Field::new(field::TEAM), json!(team)),
            (Field::new(field::ROLE), json!(Role::Administrator.word())),
        ]);
        let key = RecordKey::new(Collection::Membership, MembershipId::fixed(id));
        act(id, ME, &key, Change::Create { fields })
    };
    let key = |id: u128| RecordKey::new(Collection::Membership, MembershipId::fixed(id));
    let mine = [(TEAM, Role::Administrator)];
    let denied = Err(ParkReason::NotAllowed {});
    assert_eq!(
        office.take(&[(TEAM, Role::Manager)], membership(60, TEAM)),
        denied
    );
    assert_eq!(office.take(&mine, membership(60, OTHER_TEAM)), denied);
    office.take(&mine, membership(61, TEAM)).expect("one's own");
    let over = act(62, ME, &key(61), assign(field::TEAM, 61, json!(OTHER_TEAM)));
    assert_eq!(office.take(&mine, over.clone()), denied);
    let both = [
        (TEAM, Role::Administrator),
        (OTHER_TEAM, Role::Administrator),
    ];
    office.take(&both, over).expect("of both");
    let back = act(63, ME, &key(61), assign(field::TEAM, 62, json!(TEAM)));
    assert_eq!(office.take(&mine, back), denied);
    let nowhere = act(64, ME, &key(61), assign(field::TEAM, 62, Value::Null));
    assert_eq!(office.take(&both, nowhere), denied);
    let rename = |team: TeamId| {
        let words = json!({"fr": "Nous", "en": "Us"});
        let key = RecordKey::new(Collection::Team, team);
        act(65, ME, &key, assign(field::LABEL, 0, words))
    };
    assert_eq!(office.take(&mine, rename(OTHER_TEAM)), denied);
    office.take(&mine, rename(TEAM)).expect("one's own team");
}

#[test]
fn whoever_makes_a_team_is_its_first_administrator_and_no_longer_once_it_has_one() {
    let mut office = Office::new();
    let new = TeamId::fixed(3);
    let mine = [(TEAM, Role::Administrator)];
    let team = RecordKey::new(Collection::Team, new);
    let made = || {
        let fields = BTreeMap::from([(Field::new(field::LABEL), json!({"fr": "N", "en": "N"}))]);
        act(50, ME, &team, Change::Create { fields })
    };
    let denied = Err(ParkReason::NotAllowed {});
    assert_eq!(office.take(&[(TEAM, Role::Manager)], made()), denied);
    office.take(&mine, made()).expect("a team");
    let member = |number: u128, actor: PersonId, person: PersonId| {
        let fields = BTreeMap::from([
            (Field::new(field::PERSON), json!(person)),
            (Field::new(field::TEAM), json!(new)),
            (Field::new(field::ROLE), json!(Role::Administrator.word())),
        ]);
        let key = RecordKey::new(Collection::Membership, MembershipId::fixed(number));
        act(number, actor, &key, Change::Create { fields })
    };
    let other = PersonId::fixed(41);
    assert_eq!(office.take(&mine, member(51, other, other)), denied);
    assert_eq!(
        office.take(&[(TEAM, Role::Manager)], member(51, ME, ME)),
        denied
    );
    office.take(&mine, member(51, ME, other)).expect("a first");
    // It has somebody who says so now.
    assert_eq!(office.take(&mine, member(52, ME, ME)), denied);
    office
        .take(&[(new, Role::Administrator)], member(52, other, ME))
        .expect("by the first");
}
