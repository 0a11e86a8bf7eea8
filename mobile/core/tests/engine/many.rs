//! Acting on many at once: what is told of it is what is so.

use mobile_core::EngineError;
use mobile_core::api::{Command, Delivery, LeftView, Target};
use serde_json::json;
use shared::id::{ItemId, MembershipId, TeamId, TypeId};
use shared::label::LabelCode;
use shared::model::{ItemState, State, field};
use shared::operation::{Assign, Change};
use shared::record::{Collection, Scope};

use crate::office::{Office, key};
use crate::setting::{ANNE, BOSS, Device, PC1, PC2, R1, R2, make_item, office};

const OTHER: TeamId = TeamId::fixed(0x99);
const OTHER_TYPE: TypeId = TypeId::fixed(0x98);
/// No device has heard of it.
const NOWHERE: ItemId = ItemId::fixed(0xdead);

/// Five items of Anne's team, and five of one in which she only reads.
fn ten() -> (Office, [ItemId; 5], [ItemId; 5]) {
    let mut office = office();
    let there = Scope::TeamOpen(OTHER);
    office.make(BOSS, key(Collection::Team, OTHER), Scope::Org, &[]);
    office.make(
        BOSS,
        key(Collection::Membership, MembershipId::fixed(0x97)),
        Scope::Org,
        &[
            (field::PERSON, json!(ANNE)),
            (field::TEAM, json!(OTHER)),
            (field::ROLE, json!("reader")),
        ],
    );
    office.make(
        BOSS,
        key(Collection::ItemType, OTHER_TYPE),
        there,
        &[(field::TEAM, json!(OTHER))],
    );
    let own = [1, 2, 3, 4, 5].map(|number| ItemId::fixed(0x100 + number));
    let others = [1, 2, 3, 4, 5].map(|number| ItemId::fixed(0x200 + number));
    for item in own {
        make_item(&mut office, item, &[]);
    }
    for item in others {
        office.make(
            BOSS,
            key(Collection::Item, item),
            there,
            &[(field::TYPE, json!(OTHER_TYPE)), (field::PLACE, json!(R1))],
        );
    }
    (office, own, others)
}

/// From now on Anne only reads.
pub(crate) fn make_anne_a_reader(office: &mut Office) {
    let membership = key(Collection::Membership, MembershipId::fixed(1));
    let role = Assign {
        field: field::ROLE.into(),
        base: office.view(&membership).unwrap().base(field::ROLE),
        value: json!("reader"),
    };
    office.act(BOSS, membership, Scope::Org, Change::Set(vec![role]));
}

fn targets(items: impl IntoIterator<Item = ItemId>) -> Vec<Target> {
    let target = |item| Target { item, seen: None };
    items.into_iter().map(target).collect()
}

#[test]
fn what_the_server_will_not_take_of_many_is_told_with_its_number_and_why() {
    let (mut office, own, others) = ten();
    let mut anne = Device::enrolled(&mut office, "anne");
    let done = anne.done(Command::Move {
        items: targets(own.into_iter().chain(others)),
        place: R2,
    });
    let left = LeftView {
        count: 5,
        why: EngineError::NotAllowed,
    };
    assert_eq!((done.operations, done.left), (10, Some(left)));
    let none = anne.engine.run(Command::Move {
        items: targets(others),
        place: R2,
    });
    assert_eq!(none, Err(EngineError::NotAllowed));
    let all = anne.done(Command::SetState {
        items: targets(own),
        state: ItemState::plain(State::InStock),
    });
    assert_eq!(all.left, None);
}

#[test]
fn what_is_no_longer_here_holds_nothing_else_back_and_is_counted() {
    let (mut office, own, others) = ten();
    let mut anne = Device::enrolled(&mut office, "anne");
    let done = anne.done(Command::Move {
        items: targets([PC1, NOWHERE, PC2]),
        place: R2,
    });
    assert_eq!(done.operations, 2);
    let left = done.left.unwrap();
    assert_eq!(left.count, 1);
    assert!(matches!(left.why, EngineError::UnknownRecord(_)));
    assert_eq!([anne.place_of(PC1), anne.place_of(PC2)], [Some(R2); 2]);
    let state = ItemState::plain(State::InStock);
    let done = anne.done(Command::SetState {
        items: targets([own[0], NOWHERE, others[0]]),
        state,
    });
    assert_eq!(done.left.unwrap().count, 2);
    let nobody = anne.engine.run(Command::SetState {
        items: targets([NOWHERE]),
        state,
    });
    assert!(matches!(nobody, Err(EngineError::UnknownRecord(_))));
}

#[test]
fn what_waits_and_what_is_to_settle_is_counted_by_what_a_person_did_wherever_it_is_told() {
    let (mut office, own, others) = ten();
    let mut anne = Device::enrolled(&mut office, "anne");
    // The item and its label.
    let code = LabelCode::from_random(7).to_string();
    assert_eq!(anne.create(Some(&code), Some(R1)).operations, 2);
    anne.done(Command::Move {
        items: targets(own.into_iter().chain(others)),
        place: R2,
    });
    assert_eq!(anne.unsent_operations(), 12);
    assert_eq!(anne.sync_view().pending, 2);
    assert_eq!(anne.outbox().to_send_count, 2);
    anne.sync(&mut office);
    let (sync, outbox) = (anne.sync_view(), anne.outbox());
    assert_eq!((sync.pending, sync.to_settle), (0, 1));
    assert_eq!((outbox.to_settle_count, outbox.parked.len()), (1, 1));
    assert_eq!(outbox.sent_count, 2);
}

#[test]
fn what_is_given_up_while_it_waits_on_the_server_asks_nothing_of_anybody_and_can_be_wanted_again() {
    let (mut office, own, _) = ten();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.finds("PC-1");
    let moved = anne.done(Command::Move {
        items: targets(own),
        place: R2,
    });
    make_anne_a_reader(&mut office);
    anne.sync(&mut office);
    assert_eq!(anne.sync_view().to_settle, 2);
    let parked = anne.outbox().parked;
    let seen = parked
        .iter()
        .find(|one| one.action != moved.action)
        .unwrap();

    // It is given up at once, and the server's answer to that changes nothing.
    let undone = anne.done(Command::Undo(moved.action));
    assert_eq!((undone.operations, undone.left), (5, None));
    assert_eq!(anne.sync_view().to_settle, 1);
    anne.done(Command::Undo(seen.action));
    assert_eq!(anne.sync_view().to_settle, 0);
    anne.sync(&mut office);
    let outbox = anne.outbox();
    assert_eq!((outbox.to_settle_count, outbox.parked.len()), (0, 0));
    assert_eq!((outbox.to_send_count, outbox.sent.len()), (0, 4));
    for action in &outbox.sent {
        assert_eq!(action.delivery, Delivery::TakenBack);
    }
    assert_eq!(anne.place_of(own[0]), Some(R1));

    // Wanted again, it waits again.
    anne.done(Command::Undo(undone.action));
    anne.sync(&mut office);
    let outbox = anne.outbox();
    assert_eq!((outbox.to_settle_count, outbox.parked.len()), (1, 1));
    assert_eq!(outbox.parked[0].action, moved.action);
    assert_eq!(anne.place_of(own[0]), Some(R2));
}
