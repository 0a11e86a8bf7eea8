//! What items are is put right: a wrong tile, or a thing that is another team's.

use mobile_core::EngineError;
use mobile_core::api::{Command, Target};
use serde_json::json;
use shared::id::{CategoryId, ItemId, MembershipId, SubStateId, TeamId, TypeId};
use shared::model::{ItemState, State, Words, field};
use shared::record::{Collection, Scope};

use crate::office::{Office, key};
use crate::setting::{ANNE, BOSS, Device, LAPTOP, PC1, PC2, PRINTER, R1, edit, office, scope};

const FLEET: TeamId = TeamId::fixed(0x99);
const VAN: TypeId = TypeId::fixed(0x98);
const REFURBISHED: CategoryId = CategoryId::fixed(0x97);
const LOANED: SubStateId = SubStateId::fixed(0x96);

/// Another team with a type, of which Anne is and Bruno is not.
fn with_another_team(office: &mut Office) {
    let there = Scope::TeamOpen(FLEET);
    let label = |fr: &str, en: &str| Words::new(fr, en).to_value();
    let team = key(Collection::Team, FLEET);
    office.make(
        BOSS,
        team,
        Scope::Org,
        &[(field::LABEL, label("Parc", "Fleet"))],
    );
    for (number, person, role) in [(11, ANNE, "technician"), (12, BOSS, "administrator")] {
        let fields = [
            (field::PERSON, json!(person)),
            (field::TEAM, json!(FLEET)),
            (field::ROLE, json!(role)),
        ];
        let membership = key(Collection::Membership, MembershipId::fixed(number));
        office.make(BOSS, membership, Scope::Org, &fields);
    }
    let fields = [
        (field::LABEL, label("Fourgonnette", "Van")),
        (field::TEAM, json!(FLEET)),
    ];
    office.make(BOSS, key(Collection::ItemType, VAN), there, &fields);
}

fn of_type(items: &[ItemId], item_type: TypeId) -> Command {
    let target = |item: &ItemId| Target {
        item: *item,
        seen: None,
    };
    Command::SetType {
        items: items.iter().map(target).collect(),
        item_type,
    }
}

fn type_of(device: &mut Device, item: ItemId) -> Option<TypeId> {
    device
        .item(item)
        .row
        .item_type
        .map(|item_type| item_type.id)
}

#[test]
fn what_things_are_is_put_right_together_and_taken_back_together() {
    let mut office = office();
    for (collection, id) in [
        (Collection::Category, REFURBISHED.into()),
        (Collection::SubState, shared::id::RecordId::from(LOANED)),
    ] {
        let mut fields = vec![
            (field::LABEL, Words::new("Prêté", "Loaned").to_value()),
            (field::TYPE, json!(LAPTOP)),
        ];
        if collection == Collection::SubState {
            fields.push((field::STATE, json!("in_service")));
        }
        office.make(
            BOSS,
            shared::record::RecordKey::new(collection, id),
            scope(),
            &fields,
        );
    }
    let mut anne = Device::enrolled(&mut office, "anne");
    let loaned = ItemState {
        state: State::InService,
        sub_state: Some(LOANED),
    };
    anne.done(Command::SetState {
        items: vec![Target {
            item: PC1,
            seen: None,
        }],
        state: loaned,
    });
    edit(&mut anne, PC1, &[(field::CATEGORY, json!(REFURBISHED))]);

    let done = anne.done(of_type(&[PC1, PC2], PRINTER));
    assert_eq!((done.operations, done.left), (2, None));
    anne.sync(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    for device in [&mut anne, &mut bruno] {
        for item in [PC1, PC2] {
            assert_eq!(type_of(device, item), Some(PRINTER));
        }
        let view = device.item(PC1);
        let state = view.row.state.as_ref().expect("a state");
        assert_eq!(
            (state.state, state.sub_state.is_some()),
            (State::InService, false)
        );
        assert_eq!(view.row.place.as_ref().expect("a place").id, R1);
        assert!(view.conflicts.is_empty());
    }
    let again = anne.done(of_type(&[PC1, PC2], PRINTER));
    assert_eq!(again.operations, 0, "they are that already");

    anne.done(Command::Undo(done.action));
    anne.sync(&mut office);
    bruno.sync(&mut office);
    for device in [&mut anne, &mut bruno] {
        assert_eq!(type_of(device, PC1), Some(LAPTOP));
        let state = device.item(PC1).row.state.expect("a state");
        assert!(state.sub_state.is_some());
    }
    let record = office.view(&key(Collection::Item, PC1)).expect("a record");
    assert_eq!(record.value(field::CATEGORY), Some(&json!(REFURBISHED)));
}

#[test]
fn a_thing_that_becomes_of_another_team_s_type_is_that_team_s_with_its_labels() {
    let mut office = office();
    with_another_team(&mut office);
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    let number = "PC-1";
    anne.done(of_type(&[PC1], VAN));
    anne.sync(&mut office);
    bruno.sync(&mut office);
    assert_eq!(type_of(&mut anne, PC1), Some(VAN));
    assert_eq!(anne.finds(number), PC1);
    assert!(bruno.find_item(PC1).is_none());
    let record = office.view(&key(Collection::Item, PC1)).expect("a record");
    assert_eq!(record.scope, Scope::TeamOpen(FLEET));
}

#[test]
fn nothing_becomes_of_a_type_in_which_the_person_makes_nothing() {
    let mut office = office();
    with_another_team(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    for item_type in [VAN, TypeId::fixed(0xdead)] {
        let refused = bruno.engine.run(of_type(&[PC1], item_type));
        assert!(
            matches!(refused, Err(EngineError::UnknownRecord(_))),
            "{refused:?}"
        );
    }
    assert_eq!(type_of(&mut bruno, PC1), Some(LAPTOP));
    assert_eq!(bruno.outbox().to_send_count, 0);
}
