//! What goes along when something moves to another team.

use std::collections::BTreeSet;

use serde_json::json;
use shared::id::{AttributeId, IdentifierId, OpId, PersonId};
use shared::model::starter::team;
use shared::model::{IdentifierKind, Role, field};
use shared::operation::{Change, Intent, Outcome, ParkReason};
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::FeedEvent;

use super::bench::{Bench, Device, EQUIPMENT, IT, LAPTOP, LOGISTICS, entries};
use crate::organisation::fields;
use crate::store::intake::MOST_FOLLOWING;

/// An item of a type of one's own with a label, and an attribute of the type.
struct Stock {
    item_type: RecordKey,
    type_made: OpId,
    item: RecordKey,
    item_made: OpId,
    label: RecordKey,
    attribute: RecordKey,
}

impl Stock {
    async fn of(bench: &Bench, device: &mut Device) -> Self {
        let item_type = RecordKey::new(Collection::ItemType, bench.id::<shared::id::TypeId>());
        let made = fields([
            (field::TEAM, json!(team::IT)),
            (field::LABEL, json!({"fr": "Badge", "en": "Badge"})),
        ]);
        let type_creation = bench.create(device, item_type.clone(), made);
        let attribute = RecordKey::new(Collection::Attribute, bench.id::<AttributeId>());
        let of_type = fields([(field::TYPE, json!(item_type.id()))]);
        let attribute_creation = bench.create(device, attribute.clone(), of_type);
        let (item, item_creation) = bench.create_item(device, item_type.id().into());
        let label = RecordKey::new(Collection::Identifier, bench.id::<IdentifierId>());
        let label_creation = bench.create(device, label.clone(), label_of(&item));
        let stock = Self {
            type_made: type_creation.op_id,
            item_made: item_creation.op_id,
            item_type,
            item,
            label,
            attribute,
        };
        let all = vec![
            type_creation,
            attribute_creation,
            item_creation,
            label_creation,
        ];
        bench.applied(device, all).await;
        stock
    }

    fn members(&self) -> [&RecordKey; 3] {
        [&self.item, &self.label, &self.attribute]
    }
}

fn label_of(
    item: &RecordKey,
) -> std::collections::BTreeMap<shared::record::Field, serde_json::Value> {
    fields([
        (field::ITEM, json!(item.id())),
        (field::KIND, json!(IdentifierKind::OldTag.word())),
        (field::TEXT, json!("V-001")),
    ])
}

async fn scope(bench: &Bench, key: &RecordKey) -> (Scope, u64) {
    let record = bench.record(key).await.expect("a record");
    (record.scope, record.rev)
}

pub(super) async fn what_belongs_to_a_type_goes_along_into_another_team(bench: Bench) {
    let mut office = bench.administrator();
    let stock = Stock::of(&bench, &mut office).await;
    let (it, logistics) = (bench.head(IT).await, bench.head(LOGISTICS).await);

    let give = bench.set(
        &office,
        &stock.item_type,
        field::TEAM,
        Some(stock.type_made),
        json!(team::LOGISTICS),
    );
    let given = give.op_id;
    bench.applied(&mut office, vec![give]).await;
    for member in stock.members() {
        assert_eq!(scope(&bench, member).await, (LOGISTICS, 2), "{member:?}");
    }
    // Each leaves one feed and enters the other, with a line that says why.
    let pulled = bench
        .pull(office.person, [(IT, it), (LOGISTICS, logistics)])
        .await;
    let left: BTreeSet<RecordKey> = entries(&pulled, IT)
        .iter()
        .filter_map(|entry| match &entry.event {
            FeedEvent::Leave { record, rev: 2 } => Some(record.clone()),
            _ => None,
        })
        .collect();
    let all = stock.members().into_iter().chain([&stock.item_type]);
    assert_eq!(left, all.cloned().collect());
    for entry in entries(&pulled, LOGISTICS) {
        let FeedEvent::Put { line, record } = &entry.event else {
            panic!("{entry:?}")
        };
        assert_eq!(record.scope, LOGISTICS);
        assert_eq!(line.op.actor, office.person);
        let follows = record.key != stock.item_type;
        assert_eq!(line.op.intent == Intent::Followed, follows);
    }

    // Taken back, all of it is where it was.
    let back = bench.operation(
        &office,
        stock.item_type.clone(),
        2,
        Change::Withdraw { op: given },
    );
    bench.applied(&mut office, vec![back]).await;
    for member in stock.members() {
        assert_eq!(scope(&bench, member).await, (IT, 3), "{member:?}");
    }
}

pub(super) async fn what_an_item_has_goes_along_when_its_type_takes_it_away(bench: Bench) {
    let (mut a, mut b) = (bench.administrator(), bench.administrator());
    let stock = Stock::of(&bench, &mut a).await;
    // B may only write where it goes: the note on the label waits until the label has come.
    let (mut c, _) = bench.join(team::LOGISTICS, Role::Technician).await;
    let note = bench.set(&c, &stock.label, field::RETIRED, None, json!(true));
    let refused = Outcome::Parked {
        reason: ParkReason::NotAllowed {},
    };
    assert_eq!(bench.push(&mut c, vec![note]).await, [refused]);

    let retype = |device: &Device, to| {
        let base = Some(stock.item_made);
        bench.set(device, &stock.item, field::TYPE, base, json!(to))
    };
    let away = retype(&a, EQUIPMENT);
    bench.applied(&mut a, vec![away]).await;
    assert_eq!(scope(&bench, &stock.item).await.0, LOGISTICS);
    // It went along, and the note that waited for that was taken.
    assert_eq!(scope(&bench, &stock.label).await, (LOGISTICS, 3));
    assert_eq!(scope(&bench, &stock.attribute).await, (IT, 1));

    // Another's choice that loses moves nothing.
    let loses = retype(&b, LAPTOP);
    let opened = Outcome::Conflict {
        fields: vec![field::TYPE.into()],
    };
    assert_eq!(bench.push(&mut b, vec![loses]).await, [opened]);
    assert_eq!(scope(&bench, &stock.item).await.0, LOGISTICS);
    assert_eq!(scope(&bench, &stock.label).await, (LOGISTICS, 3));
}

pub(super) async fn what_went_along_and_nobody_touched_can_still_be_undone(bench: Bench) {
    let (mut maker, _) = bench.join(team::IT, Role::Technician).await;
    let mut office = bench.administrator();
    let stock = Stock::of(&bench, &mut office).await;
    let (item, create) = bench.create_item(&maker, stock.item_type.id().into());
    let made = create.op_id;
    bench.applied(&mut maker, vec![create]).await;
    for to in [team::LOGISTICS, team::IT] {
        let base = bench.record(&stock.item_type).await.expect("the type");
        let base = base.base(field::TEAM);
        let give = bench.set(&office, &stock.item_type, field::TEAM, base, json!(to));
        bench.applied(&mut office, vec![give]).await;
    }
    let undo = bench.operation(&maker, item.clone(), 1, Change::Withdraw { op: made });
    bench.applied(&mut maker, vec![undo]).await;
    let record = bench.record(&item).await.expect("the item");
    assert_eq!(record.life, shared::record::Life::Undone);
}

pub(super) async fn more_than_one_transaction_takes_along_waits_and_moves_nothing(bench: Bench) {
    let mut office = bench.administrator();
    let stock = Stock::of(&bench, &mut office).await;
    // With the attribute, the item and its label just within, and one more beyond.
    let mut rest: Vec<_> = (0..MOST_FOLLOWING - 3)
        .map(|_| bench.create_item(&office, stock.item_type.id().into()).1)
        .collect();
    let (_, last) = bench.create_item(&office, stock.item_type.id().into());
    bench.applied(&mut office, std::mem::take(&mut rest)).await;
    let give = |device: &Device, base: OpId, to: shared::id::TeamId| {
        bench.set(device, &stock.item_type, field::TEAM, Some(base), json!(to))
    };
    let there = give(&office, stock.type_made, team::LOGISTICS);
    let given = there.op_id;
    bench.applied(&mut office, vec![there]).await;
    assert_eq!(scope(&bench, &stock.label).await, (LOGISTICS, 2));

    bench.applied(&mut office, vec![last]).await;
    let back = give(&office, given, team::IT);
    let refused = Outcome::Parked {
        reason: ParkReason::TooManyFollow {},
    };
    assert_eq!(bench.push(&mut office, vec![back]).await, [refused]);
    for key in [&stock.item_type, &stock.item, &stock.label] {
        assert_eq!(scope(&bench, key).await, (LOGISTICS, 2));
    }
}

pub(super) async fn an_administrator_says_who_belongs_to_their_own_team_only(bench: Bench) {
    let (mut theirs, _) = bench.join(team::LOGISTICS, Role::Administrator).await;
    let member = |bench: &Bench, by: &Device, of| {
        let key = RecordKey::new(
            Collection::Membership,
            bench.id::<shared::id::MembershipId>(),
        );
        let made = super::bench::membership(bench.id::<PersonId>(), of, Role::Reader);
        bench.create(by, key, made)
    };
    let own = member(&bench, &theirs, team::LOGISTICS);
    bench.applied(&mut theirs, vec![own]).await;
    let foreign = member(&bench, &theirs, team::IT);
    let refused = Outcome::Parked {
        reason: ParkReason::NotAllowed {},
    };
    assert_eq!(bench.push(&mut theirs, vec![foreign]).await, [refused]);
    // A team that one makes oneself needs a first administrator.
    let new = RecordKey::new(Collection::Team, bench.id::<shared::id::TeamId>());
    let words = fields([(field::LABEL, json!({"fr": "N", "en": "N"}))]);
    let made = bench.create(&theirs, new.clone(), words);
    let key = RecordKey::new(
        Collection::Membership,
        bench.id::<shared::id::MembershipId>(),
    );
    let first = super::bench::membership(theirs.person, new.id().into(), Role::Administrator);
    let first = bench.create(&theirs, key, first);
    let then = member(&bench, &theirs, new.id().into());
    bench.applied(&mut theirs, vec![made, first, then]).await;
}
