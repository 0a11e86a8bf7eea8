//! Who may do what.

use super::*;

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
    for (number, team) in [(70, TEAM), (71, OTHER_TEAM)] {
        let of_machine = [
            (field::PERSON, json!(machine)),
            (field::TEAM, json!(team)),
            (field::ROLE, json!(Role::Administrator.word())),
        ];
        let id = MembershipId::fixed(number);
        office.put(Collection::Membership, id.into(), Scope::Org, &of_machine);
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

#[test]
fn a_team_keeps_an_administrator() {
    let mut office = Office::new();
    let machine = PersonId::fixed(49);
    office.put(Collection::Team, TEAM.into(), Scope::Org, &[]);
    for fold in office.folds.values_mut() {
        let mut record = fold.record().expect("a record").clone();
        record.created.by = machine;
        *fold = Fold::seed(record, &[]);
    }
    for (number, person, role) in [
        (60, ME, Role::Administrator),
        (61, PersonId::fixed(41), Role::Administrator),
        (62, PersonId::fixed(42), Role::Manager),
    ] {
        let fields = [
            (field::PERSON, json!(person)),
            (field::TEAM, json!(TEAM)),
            (field::ROLE, json!(role.word())),
        ];
        let id = MembershipId::fixed(number);
        office.put(Collection::Membership, id.into(), Scope::Org, &fields);
    }
    let key = |id: u128| RecordKey::new(Collection::Membership, MembershipId::fixed(id));
    let mine = [(TEAM, Role::Administrator)];
    let last = Err(ParkReason::LastAdministrator {});
    let lower = |op: u128, id: u128| {
        let role = json!(Role::Technician.word());
        act(op, ME, &key(id), assign(field::ROLE, 1, role))
    };
    let end = |op: u128, id: u128| act(op, ME, &key(id), assign(field::RETIRED, 0, json!(true)));
    office.take(&mine, end(80, 62)).expect("a manager");
    office.take(&mine, lower(81, 61)).expect("one of two");
    assert_eq!(office.take(&mine, lower(82, 60)), last);
    assert_eq!(office.take(&mine, end(83, 60)), last);
    office
        .take(&mine, act(84, ME, &key(61), undo(81)))
        .expect("two again");
    office.take(&mine, end(85, 60)).expect("one of two");
}

#[test]
fn whoever_lets_somebody_in_could_sign_in_as_them_and_so_has_all_their_rights() {
    let with = |person: u128, roles: &[(TeamId, Role)]| Access {
        person: PersonId::fixed(person),
        roles: roles.iter().copied().collect(),
    };
    let (administrator, manager) = (Role::Administrator, Role::Manager);
    let both = with(1, &[(TEAM, administrator), (OTHER_TEAM, administrator)]);
    let one = with(2, &[(TEAM, administrator), (OTHER_TEAM, manager)]);
    let none = with(3, &[]);
    let reader = with(4, &[(TEAM, Role::Reader)]);
    let of_both = with(5, &[(TEAM, Role::Reader), (OTHER_TEAM, Role::Reader)]);
    for (by, person, may) in [
        (&both, &one, true),
        (&both, &of_both, true),
        (&one, &reader, true),
        (&one, &none, true),
        (&one, &of_both, false),
        (&one, &both, false),
        (&reader, &none, false),
        (&reader, &reader, true),
        (&none, &none, true),
        (&none, &reader, false),
    ] {
        let said = by.allows(Permission::Admit { person });
        assert_eq!(said, may, "{by:?} {person:?}");
    }
}
