//! What waits, for what, and where a record lies.

use super::*;
use crate::alias;
use crate::model::Verdict;

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
fn what_is_said_of_two_items_is_said_by_a_manager_of_two_that_are_there_and_lie_in_one_team() {
    let mut office = Office::new();
    let other = ItemId::fixed(21);
    let foreign = ItemId::fixed(22);
    for (item, team, of) in [(other, TEAM, LAPTOP), (foreign, OTHER_TEAM, FOREIGN_TYPE)] {
        office.put(
            Collection::Item,
            item.into(),
            Scope::TeamOpen(team),
            &[(field::TYPE, json!(of))],
        );
    }
    let say = |items: [ItemId; 2], verdict: Verdict| {
        let fields = alias::fields(items, verdict);
        operation(alias::key_of(items), Change::Create { fields })
    };
    let invalid = |name: &str| {
        Err(ParkReason::Invalid {
            field: Field::new(name),
        })
    };
    let same = say([other, ITEM], Verdict::Same);
    office.check(Role::Manager, &same, &Ok(Scope::TeamOpen(TEAM)));
    office.check(Role::Technician, &same, &Err(ParkReason::NotAllowed {}));
    let of_two_teams = say([ITEM, foreign], Verdict::Same);
    office.check(Role::Manager, &of_two_teams, &invalid(field::OTHER));
    let unknown = RecordKey::new(Collection::Item, ItemId::fixed(77));
    office.check(
        Role::Manager,
        &say([ITEM, ItemId::fixed(77)], Verdict::NotSame),
        &Err(ParkReason::Unknown { record: unknown }),
    );
    let mut elsewhere = same.clone();
    elsewhere.record = alias::key_of([ITEM, foreign]);
    office.check(Role::Manager, &elsewhere, &invalid(field::ITEM));
    let mut turned = same.clone();
    if let Change::Create { fields } = &mut turned.change {
        fields.insert(field::ITEM.into(), json!(other));
        fields.insert(field::OTHER.into(), json!(ITEM));
    }
    office.check(Role::Manager, &turned, &invalid(field::ITEM));
    let mut itself = say([ITEM, ITEM], Verdict::Same);
    itself.record = alias::key_of([ITEM, ITEM]);
    office.check(Role::Manager, &itself, &invalid(field::ITEM));

    // Whoever says it second says it of the record that there is, and nobody makes it another's.
    let managers = [(TEAM, Role::Manager)];
    assert_eq!(
        office.take(&managers, same.clone()),
        Ok(Outcome::Applied {})
    );
    let again = Operation {
        op_id: OpId::fixed(2),
        seen: 0,
        ..same.clone()
    };
    assert!(office.take(&managers, again).is_ok());
    let opposite = Operation {
        op_id: OpId::fixed(3),
        ..say([ITEM, other], Verdict::NotSame)
    };
    let fields = vec![Field::new(field::VERDICT)];
    assert_eq!(
        office.take(&managers, opposite),
        Ok(Outcome::Conflict { fields })
    );
    let key = alias::key_of([ITEM, other]);
    assert_eq!(office.records().filter(|it| it.key == key).count(), 1);
    let moved = act(4, ME, &key, assign(field::OTHER, 1, json!(foreign)));
    assert_eq!(
        office.take(&managers, moved),
        invalid(field::ITEM).map(|_| Outcome::Applied {})
    );
}
