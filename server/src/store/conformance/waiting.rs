//! What is parked, and what frees it.

use serde_json::json;
use shared::id::{IdentifierId, MembershipId, PersonId, PlaceId};
use shared::model::starter::team;
use shared::model::{ConfigItem, IdentifierKind, PlaceKind, Role, field};
use shared::operation::{Change, Outcome, ParkReason};
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::{FeedEvent, PushOutcome};

use super::bench::{Bench, IT, LAPTOP, ROOM, entries, membership};
use crate::organisation::fields;
use crate::store::{Readable, SnapshotPart};

/// What somebody's device that starts anew is told of what was freed: with the first part of a snapshot.
async fn told_anew(bench: &Bench, person: PersonId) -> Vec<PushOutcome> {
    let part = SnapshotPart::default();
    let snapshot = bench.store.snapshot(person, IT, part).await;
    match snapshot.expect("a snapshot") {
        Readable::Yes(first) => first.unparked,
        Readable::No => panic!("they read this scope"),
    }
}

pub(super) async fn what_comes_before_what_it_belongs_to_waits_for_it(bench: Bench) {
    let (mut early, _) = bench.join(team::IT, Role::Technician).await;
    let mut late = bench.administrator();
    let (item, create) = bench.create_item(&late, LAPTOP);
    let key = RecordKey::new(Collection::Identifier, bench.id::<IdentifierId>());
    let label = bench.create(
        &early,
        key.clone(),
        fields([
            (field::ITEM, json!(item.id())),
            (field::KIND, json!(IdentifierKind::OldTag.word())),
            (field::TEXT, json!("V-001")),
        ]),
    );
    let label_id = label.op_id;
    let parked = Outcome::Parked {
        reason: ParkReason::Unknown { record: item },
    };
    let push = bench.envelope(&mut early, vec![label]);
    let said = super::bench::outcomes(bench.send(&early, push.clone()).await);
    assert_eq!(said[0].outcome, parked);
    let cursor = bench.head(IT).await;
    assert!(bench.record(&key).await.is_none());

    bench.applied(&mut late, vec![create]).await;
    assert!(bench.record(&key).await.is_some());
    let freed = [PushOutcome {
        op_id: label_id,
        outcome: Outcome::Applied {},
    }];
    // The author is told once, with the page that shows it; nobody else is.
    let pulled = bench.pull(early.person, [(IT, cursor)]).await;
    assert_eq!(pulled.unparked, freed);
    assert_eq!(entries(&pulled, IT).len(), 2);
    let told = bench.pull(early.person, [(IT, bench.head(IT).await)]).await;
    assert_eq!(told.unparked, []);
    let other = bench.pull(late.person, [(IT, cursor)]).await;
    assert_eq!(other.unparked, []);
    // A device that starts anew has no page that it could ride on, and a replay says the same.
    assert_eq!(told_anew(&bench, early.person).await, freed);
    let said = super::bench::outcomes(bench.send(&early, push).await);
    assert_eq!(said, freed);
}

pub(super) async fn m20_a_circle_in_the_place_tree_waits_until_it_is_none(bench: Bench) {
    let (mut a, mut b) = (bench.administrator(), bench.administrator());
    let [building, site] = [0, 1].map(|_| RecordKey::new(Collection::Place, bench.id::<PlaceId>()));
    let place = |key: &RecordKey, kind: PlaceKind| {
        let made = fields([(field::NAME, json!("P")), (field::KIND, json!(kind.word()))]);
        bench.create(&a, key.clone(), made)
    };
    let made = vec![
        place(&building, PlaceKind::Building),
        place(&site, PlaceKind::Site),
    ];
    bench.applied(&mut a, made).await;
    let under = bench.set(&a, &building, field::PARENT, None, json!(site.id()));
    let under_id = under.op_id;
    bench.applied(&mut a, vec![under]).await;
    let circle = bench.set(&b, &site, field::PARENT, None, json!(building.id()));
    assert_eq!(
        bench.push(&mut b, vec![circle]).await,
        [Outcome::Parked {
            reason: ParkReason::PlaceWithinItself {}
        }]
    );
    let parent = async |key: &RecordKey| {
        let record = bench.record(key).await.expect("a place");
        record.text(field::PARENT).map(str::to_owned)
    };
    assert_eq!(parent(&building).await, Some(site.id().to_string()));
    assert_eq!(parent(&site).await, None);
    // A takes it back: the cause is gone.
    let out = bench.set(&a, &building, field::PARENT, Some(under_id), json!(null));
    bench.applied(&mut a, vec![out]).await;
    assert_eq!(parent(&site).await, Some(building.id().to_string()));
}

pub(super) async fn m22_what_builds_on_a_parked_creation_waits_with_it(bench: Bench) {
    let (mut a, _) = bench.join(team::LOGISTICS, Role::Technician).await;
    let mut office = bench.administrator();
    let (item, create) = bench.create_item(&a, LAPTOP);
    let base = create.op_id;
    let room = RecordKey::new(Collection::Place, bench.id::<PlaceId>());
    let moved = bench.set(&a, &item, field::PLACE, Some(base), json!(room.id()));
    let moved_id = moved.op_id;
    let said = bench.push(&mut a, vec![create, moved]).await;
    assert_eq!(
        said,
        [
            Outcome::Parked {
                reason: ParkReason::NotAllowed {}
            },
            Outcome::Parked {
                reason: ParkReason::Unknown {
                    record: item.clone()
                }
            }
        ]
    );
    // The type comes (back) to A's team.
    let laptop = RecordKey::new(Collection::ItemType, LAPTOP);
    let record = bench.record(&laptop).await.expect("the type");
    let give = bench.set(
        &office,
        &laptop,
        field::TEAM,
        record.base(field::TEAM),
        json!(team::LOGISTICS),
    );
    let cursor = bench.head(super::bench::LOGISTICS).await;
    bench.applied(&mut office, vec![give]).await;
    let record = bench.record(&item).await.expect("both were freed");
    assert_eq!(record.rev, 2);
    assert_eq!(ConfigItem(&record).place().map(Into::into), Some(room.id()));
    let pulled = bench
        .pull(a.person, [(super::bench::LOGISTICS, cursor)])
        .await;
    let order: Vec<_> = entries(&pulled, super::bench::LOGISTICS)
        .iter()
        .filter_map(|entry| match &entry.event {
            FeedEvent::Put { line, record } if record.key == item => Some(line.op.op_id),
            _ => None,
        })
        .collect();
    assert_eq!(order, [base, moved_id]);
    let told: Vec<_> = pulled.unparked.iter().map(|freed| freed.op_id).collect();
    assert_eq!(told, [base, moved_id]);
}

pub(super) async fn a_membership_frees_what_waited_for_it(bench: Bench) {
    let (mut device, _) = bench.join(team::LOGISTICS, Role::Technician).await;
    let mut office = bench.administrator();
    let (item, create) = bench.create_item(&device, LAPTOP);
    let said = bench.push(&mut device, vec![create]).await;
    assert_eq!(
        said,
        [Outcome::Parked {
            reason: ParkReason::NotAllowed {}
        }]
    );
    let key = RecordKey::new(Collection::Membership, bench.id::<MembershipId>());
    let joins = membership(device.person, team::IT, Role::Technician);
    let join = bench.create(&office, key, joins);
    bench.applied(&mut office, vec![join]).await;
    let record = bench.record(&item).await.expect("it was freed");
    assert_eq!(record.scope, Scope::TeamOpen(team::IT));
    assert_eq!(ConfigItem(&record).place(), Some(ROOM));
}

/// What a device relies on that counts neither of the two as to be decided.
pub(super) async fn what_was_taken_back_while_it_waited_comes_to_nothing_when_it_is_freed(
    bench: Bench,
) {
    let (mut device, _) = bench.join(team::LOGISTICS, Role::Technician).await;
    let mut office = bench.administrator();
    let (item, create) = bench.create_item(&office, LAPTOP);
    let base = create.op_id;
    bench.applied(&mut office, vec![create]).await;
    let room = bench.id::<PlaceId>();
    let moved = bench.set(&device, &item, field::PLACE, Some(base), json!(room));
    let op = moved.op_id;
    let parked = [Outcome::Parked {
        reason: ParkReason::NotAllowed {},
    }];
    assert_eq!(bench.push(&mut device, vec![moved]).await, parked);
    let undo = bench.operation(&device, item.clone(), 1, Change::Withdraw { op });
    let undo_id = undo.op_id;
    assert_eq!(bench.push(&mut device, vec![undo]).await, parked);
    let key = RecordKey::new(Collection::Membership, bench.id::<MembershipId>());
    let joins = membership(device.person, team::IT, Role::Technician);
    let join = bench.create(&office, key, joins);
    bench.applied(&mut office, vec![join]).await;
    let record = bench.record(&item).await.expect("the item");
    assert_eq!((record.rev, ConfigItem(&record).place()), (3, Some(ROOM)));
    let told = told_anew(&bench, device.person).await;
    let told: Vec<_> = told.iter().map(|freed| freed.op_id).collect();
    assert_eq!(told, [op, undo_id]);
}

pub(super) async fn whoever_starts_anew_is_told_all_that_was_freed(bench: Bench) {
    let (mut device, _) = bench.join(team::LOGISTICS, Role::Technician).await;
    let mut office = bench.administrator();
    let mut made = 0;
    for _ in 0..2 {
        let creations = (0..400)
            .map(|_| bench.create_item(&device, LAPTOP).1)
            .collect();
        made += bench.push(&mut device, creations).await.len();
    }
    let key = RecordKey::new(Collection::Membership, bench.id::<MembershipId>());
    let joins = membership(device.person, team::IT, Role::Technician);
    let join = bench.create(&office, key, joins);
    bench.applied(&mut office, vec![join]).await;
    assert_eq!(told_anew(&bench, device.person).await.len(), made);
    // Once is enough.
    assert_eq!(bench.pull(device.person, []).await.unparked, []);
}
