//! Taking pushes.

use serde_json::json;
use serde_json::value::RawValue;
use shared::id::{ItemId, OpId, PersonId};
use shared::model::starter::team;
use shared::model::{Role, field};
use shared::operation::{MAX_OPERATION_BYTES, Outcome, ParkReason};
use shared::record::{Collection, RecordKey, Scope};
use shared::time::Millis;
use shared::wire::{Cursor, PushResponse};
use uuid::Uuid;

use super::bench::{Bench, Device, EQUIPMENT, IT, LAPTOP, ROOM, entries, outcomes};
use super::organisation;
use crate::organisation::fields;
use crate::store::{Authority, Entry, Organisation, StoreError};

pub(super) async fn an_organisation_is_founded_once(bench: Bench) {
    let another = Organisation {
        name: "Another".to_owned(),
        administrator: PersonId::fixed(99),
        ..organisation()
    };
    let kept = bench.store.found(another).await.expect("an answer");
    assert_eq!(kept, organisation());
}

pub(super) async fn a_replay_gets_the_same_answers_and_changes_nothing(bench: Bench) {
    let (mut device, _) = bench.join(team::IT, Role::Technician).await;
    let (key, create) = bench.create_item(&device, LAPTOP);
    let denied = bench.create_item(&device, EQUIPMENT).1;
    let edit = bench.set(&device, &key, field::NOTES, None, json!("a note"));
    let push = bench.envelope(&mut device, vec![create, denied, edit]);
    let first = bench.send(&device, push.clone()).await;
    let chains = bench.store.chains().await.expect("chains");
    bench.pass(60_000);
    assert_eq!(bench.send(&device, push).await, first);
    assert_eq!(bench.store.chains().await.expect("chains"), chains);
}

pub(super) async fn a_renumbered_operation_is_still_the_same_one(bench: Bench) {
    let mut device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    bench.applied(&mut device, vec![create.clone()]).await;
    let mut renewed = bench.administrator();
    let before = bench.head(IT).await;
    assert_eq!(
        bench.push(&mut renewed, vec![create.clone()]).await,
        [Outcome::Applied {}]
    );
    assert_eq!(bench.head(IT).await, before);
    assert_eq!(bench.record(&key).await.map(|record| record.rev), Some(1));
    let known = bench.store.high_water(renewed.installation).await;
    assert_eq!(known.expect("a number"), 1);
}

pub(super) async fn a_known_number_with_other_bytes_is_a_fork_and_takes_nothing(bench: Bench) {
    let mut device = bench.administrator();
    let first = bench.create_item(&device, LAPTOP).1;
    bench.applied(&mut device, vec![first]).await;
    let (key, new) = bench.create_item(&device, LAPTOP);
    let clashing = bench.create_item(&device, LAPTOP).1;
    let entries = vec![Entry::sealed(2, new), Entry::sealed(1, clashing)];
    let push = bench.push_of(&device, entries);
    assert_eq!(
        bench.send(&device, push).await,
        PushResponse::Fork { high_water: 1 }
    );
    assert_eq!(bench.record(&key).await, None);
    let forks = bench.store.forks().await.expect("forks");
    assert!(forks.contains(&device.installation));
}

pub(super) async fn an_installation_is_one_persons(bench: Bench) {
    let (mut device, _) = bench.join(team::IT, Role::Technician).await;
    let (_, create) = bench.create_item(&device, LAPTOP);
    bench.applied(&mut device, vec![create]).await;
    let servers_own = Device {
        installation: organisation().installation,
        ..bench.administrator()
    };
    let taken = Device {
        installation: device.installation,
        ..bench.administrator()
    };
    for mut foreign in [taken, servers_own] {
        // Under a number that is free, under one that is not, and with nothing at all.
        let (key, create) = bench.create_item(&foreign, LAPTOP);
        let before = bench.store.high_water(foreign.installation).await;
        foreign.seq = 100;
        let ahead = bench.envelope(&mut foreign, vec![create.clone()]);
        let clashing = bench.push_of(&foreign, vec![Entry::sealed(1, create)]);
        let empty = bench.push_of(&foreign, Vec::new());
        for push in [ahead, clashing, empty] {
            let authority = Authority::Person(foreign.person);
            let said = bench.store.push(authority, push, bench.time()).await;
            assert!(
                matches!(said, Err(StoreError::ForeignInstallation)),
                "{said:?}"
            );
        }
        assert_eq!(bench.record(&key).await, None);
        let after = bench.store.high_water(foreign.installation).await;
        assert_eq!(after.expect("a number"), before.expect("a number"));
    }
    assert!(bench.store.forks().await.expect("forks").is_empty());
    let again = bench.create_item(&device, LAPTOP).1;
    bench.applied(&mut device, vec![again]).await;
}

pub(super) async fn an_unreadable_entry_waits_and_holds_up_nobody(bench: Bench) {
    let device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    let raw = |text: String| RawValue::from_string(text).expect("JSON");
    let named = OpId::fixed(0xbad);
    let garbage = raw(r#"{"what": ["is", "this"]}"#.to_owned());
    let newer = raw(format!(
        r#"{{"op_id": "{named}", "change": {{"fold": 1}}}}"#
    ));
    let huge = raw(format!("\"{}\"", "x".repeat(MAX_OPERATION_BYTES)));
    let push = bench.push_of(
        &device,
        vec![
            Entry::read(1, &garbage),
            Entry::read(2, &newer),
            Entry::read(3, &huge),
            Entry::sealed(4, create),
        ],
    );
    let unreadable = Outcome::Parked {
        reason: ParkReason::Unreadable {},
    };
    for _ in 0..2 {
        let taken = outcomes(bench.send(&device, push.clone()).await);
        let (ids, said): (Vec<_>, Vec<_>) = taken
            .into_iter()
            .map(|taken| (taken.op_id, taken.outcome))
            .unzip();
        assert_eq!(ids[..3], [OpId(Uuid::nil()), named, OpId(Uuid::nil())]);
        assert_eq!(said[..3], [(); 3].map(|()| unreadable.clone()));
        assert_eq!(said[3], Outcome::Applied {});
    }
    assert!(bench.record(&key).await.is_some());
}

pub(super) async fn an_id_that_is_taken_names_nothing_new(bench: Bench) {
    let mut device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    let text = create.text().replace("PC-1", "PC-2");
    bench.applied(&mut device, vec![create.clone()]).await;
    let other = RawValue::from_string(text).expect("JSON");
    let push = bench.push_of(&device, vec![Entry::read(2, &other)]);
    let taken = outcomes(bench.send(&device, push).await);
    assert_eq!(taken[0].op_id, create.op_id);
    assert_eq!(
        taken[0].outcome,
        Outcome::Parked {
            reason: ParkReason::Unreadable {}
        }
    );
    let record = bench.record(&key).await.expect("the first one");
    assert_eq!(record.text(field::NAME), Some("PC-1"));
}

/// FC-Y3, and a clock that is ten years off.
pub(super) async fn a_clock_is_never_a_reason_to_refuse(bench: Bench) {
    let mut device = bench.administrator();
    device.off = 2 * Millis::DAY.0;
    let early = bench.create_item(&device, LAPTOP).1;
    device.off = 0;
    let mut operations = vec![early];
    for _ in 0..20 {
        bench.pass(1_000);
        operations.push(bench.create_item(&device, LAPTOP).1);
    }
    let before = bench.head(IT).await;
    bench.applied(&mut device, operations).await;
    let pulled = bench.pull(device.person, [(IT, before)]).await;
    let uncertain: Vec<_> = super::bench::entries(&pulled, IT)
        .iter()
        .filter_map(|entry| match &entry.event {
            shared::wire::FeedEvent::Put { line, .. } => Some(line.uncertain),
            shared::wire::FeedEvent::Leave { .. } => None,
        })
        .collect();
    assert_eq!(uncertain.len(), 21);
    assert!(uncertain[0], "the one of the wrong clock is flagged");
    assert_eq!(uncertain.iter().filter(|flag| **flag).count(), 1);

    let mut old = bench.administrator();
    old.off = -10 * 365 * Millis::DAY.0;
    let create = bench.create_item(&old, LAPTOP).1;
    bench.applied(&mut old, vec![create]).await;
}

pub(super) async fn time_never_runs_backwards_within_an_installation(bench: Bench) {
    let mut device = bench.administrator();
    let mut times = Vec::new();
    for off in [0, -3_600_000, 7_200_000] {
        let (key, create) = bench.create_item(&device, LAPTOP);
        // The observation itself is dated; the device's anchor is right.
        let text = create.text().replace(
            &create.observed_at.0.to_string(),
            &(create.observed_at.0 + off).to_string(),
        );
        let dated = RawValue::from_string(text).expect("JSON");
        device.seq += 1;
        let push = bench.push_of(&device, vec![Entry::read(device.seq, &dated)]);
        outcomes(bench.send(&device, push).await);
        times.push(bench.record(&key).await.expect("taken").created.at);
        bench.pass(10);
    }
    assert!(times.is_sorted(), "{times:?}");
}

pub(super) async fn m30_one_of_many_that_may_not_be_written_waits_alone(bench: Bench) {
    let (mut device, _) = bench.join(team::IT, Role::Technician).await;
    let mut administrator = bench.administrator();
    let mut keys = Vec::new();
    let mut creations = Vec::new();
    for number in 0..100 {
        let of = if number == 41 { EQUIPMENT } else { LAPTOP };
        let (key, create) = bench.create_item(&administrator, of);
        keys.push((key, create.op_id));
        creations.push(create);
    }
    bench.applied(&mut administrator, creations).await;
    let moves = keys
        .iter()
        .map(|(key, base)| bench.set(&device, key, field::PLACE, Some(*base), json!(ROOM)))
        .collect();
    let said = bench.push(&mut device, moves).await;
    let parked = Outcome::Parked {
        reason: ParkReason::NotAllowed {},
    };
    for (number, outcome) in said.iter().enumerate() {
        assert_eq!(*outcome == parked, number == 41, "{number}: {outcome:?}");
    }
}

pub(super) async fn a_name_may_hold_any_character(bench: Bench) {
    let mut device = bench.administrator();
    let odd = ["\0", "a\\0b", "\\", "'; DROP TABLE feed; --", ""];
    let mut operations: Vec<_> = odd
        .into_iter()
        .map(|name| {
            let collection = Collection::from(name.to_owned());
            let key = RecordKey::new(collection, bench.id::<ItemId>());
            bench.create(&device, key, fields([(field::NAME, json!("\0"))]))
        })
        .collect();
    let (item, create) = bench.create_item(&device, LAPTOP);
    operations.push(create);
    let push = bench.envelope(&mut device, operations);
    let said = outcomes(bench.send(&device, push.clone()).await);
    assert_eq!(said.len(), odd.len() + 1);
    assert_eq!(said[odd.len()].outcome, Outcome::Applied {});
    assert!(bench.record(&item).await.is_some());
    assert_eq!(outcomes(bench.send(&device, push).await), said);
    let head = bench.head(Scope::Org).await;
    let start = Cursor(head.0, 0);
    let pulled = bench.pull(device.person, [(Scope::Org, start)]).await;
    assert_eq!(entries(&pulled, Scope::Org).len() as u64, head.1);
}
