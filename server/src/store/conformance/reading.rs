//! Reading what was taken.

use std::collections::BTreeSet;

use serde_json::json;
use sha2::{Digest as _, Sha256};
use shared::digest::{Bucket, FORM, ScopeDigest};
use shared::id::{IdentifierId, ItemId};
use shared::model::starter::team;
use shared::model::{Role, field};
use shared::operation::SealedOperation;
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::{
    Cursor, Epoch, FeedEvent, MAX_PAGE, MAX_PUSH, PartSize, ScopePage, SnapshotRecord,
};

use super::bench::{Bench, EQUIPMENT, IT, LAPTOP, LOGISTICS, ROOM, entries};
use crate::audit::verify;
use crate::organisation::fields;
use crate::store::{Authority, HISTORY_PAGE, Readable, SNAPSHOT_LINES, SnapshotPart};

/// How many records a part may have, where several parts are wanted.
const FEW: usize = 300;

pub(super) async fn a_feed_is_read_in_pages_without_gaps(bench: Bench) {
    let mut device = bench.administrator();
    let start = bench.head(IT).await;
    let total = MAX_PAGE + 20;
    for chunk in [MAX_PUSH, total - MAX_PUSH] {
        let operations = (0..chunk)
            .map(|_| bench.create_item(&device, LAPTOP).1)
            .collect();
        bench.applied(&mut device, operations).await;
    }
    let mut cursor = start;
    let mut seen = Vec::new();
    let mut pages = 0;
    loop {
        let pulled = bench.pull(device.person, [(IT, cursor)]).await;
        let Some(ScopePage::Entries {
            entries,
            cursor: next,
            more,
        }) = pulled.scopes.get(&IT)
        else {
            panic!("{pulled:?}");
        };
        assert!(entries.len() <= MAX_PAGE);
        seen.extend(entries.iter().map(|entry| entry.seq));
        cursor = *next;
        pages += 1;
        if !more {
            break;
        }
    }
    assert_eq!(pages, 2);
    let expected: Vec<_> = (start.1 + 1..=start.1 + total as u64).collect();
    assert_eq!(seen, expected);
}

pub(super) async fn a_record_that_changes_scope_leaves_one_feed_and_enters_another(bench: Bench) {
    let mut device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    let base = create.op_id;
    bench.applied(&mut device, vec![create]).await;
    let (from, to) = (bench.head(IT).await, bench.head(LOGISTICS).await);
    let change = bench.set(&device, &key, field::TYPE, Some(base), json!(EQUIPMENT));
    bench.applied(&mut device, vec![change]).await;
    let pulled = bench
        .pull(device.person, [(IT, from), (LOGISTICS, to)])
        .await;
    let [left] = entries(&pulled, IT) else {
        panic!("{pulled:?}");
    };
    assert!(
        matches!(&left.event, FeedEvent::Leave { record, rev: 2 } if *record == key),
        "{left:?}"
    );
    let [entered] = entries(&pulled, LOGISTICS) else {
        panic!("{pulled:?}");
    };
    let FeedEvent::Put { record, line } = &entered.event else {
        panic!("{entered:?}");
    };
    assert_eq!((record.scope, record.rev, line.rev), (LOGISTICS, 2, 2));
}

pub(super) async fn an_unknown_epoch_means_a_snapshot(bench: Bench) {
    let device = bench.administrator();
    let Cursor(epoch, head) = bench.head(IT).await;
    for cursor in [
        Cursor(Epoch(epoch.0 + 1), 1),
        Cursor::default(),
        Cursor(epoch, head + 1),
    ] {
        let pulled = bench.pull(device.person, [(IT, cursor)]).await;
        let page = pulled.scopes.get(&IT);
        assert!(matches!(page, Some(ScopePage::Snapshot {})), "{page:?}");
    }
    // A scope that the device has nothing of.
    let pulled = bench.pull(device.person, []).await;
    assert!(matches!(
        pulled.scopes.get(&Scope::Org),
        Some(ScopePage::Snapshot {})
    ));
}

pub(super) async fn a_new_epoch_is_above_the_old_one_and_means_a_snapshot(bench: Bench) {
    let device = bench.administrator();
    let cursor = bench.head(IT).await;
    let Cursor(old, _) = cursor;
    let higher = Epoch(old.0 + 1_000);
    for (at_least, expected) in [
        (higher, higher),
        // A clock that was put back makes no epoch twice.
        (Epoch(1), Epoch(higher.0 + 1)),
    ] {
        let renewed = bench.store.renew_epoch(at_least).await;
        assert_eq!(renewed.expect("an epoch"), expected);
        assert_eq!(bench.head(IT).await.0, expected);
    }
    let pulled = bench.pull(device.person, [(IT, cursor)]).await;
    let page = pulled.scopes.get(&IT);
    assert!(matches!(page, Some(ScopePage::Snapshot {})), "{page:?}");
}

pub(super) async fn a_revoked_scope_is_named_and_no_longer_read(bench: Bench) {
    let (device, membership) = bench.join(team::IT, Role::Technician).await;
    let cursor = bench.head(IT).await;
    let pulled = bench.pull(device.person, [(IT, cursor)]).await;
    assert_eq!(pulled.revoked, []);
    assert!(!pulled.scopes.contains_key(&LOGISTICS));

    let mut administrator = bench.administrator();
    let end = bench.set(
        &administrator,
        &membership,
        field::RETIRED,
        None,
        json!(true),
    );
    bench.applied(&mut administrator, vec![end]).await;
    let pulled = bench.pull(device.person, [(IT, cursor)]).await;
    assert_eq!(pulled.revoked, [IT]);
    assert!(pulled.scopes.is_empty());
    let part = SnapshotPart::default();
    let snapshot = bench.store.snapshot(device.person, IT, part).await;
    assert!(matches!(snapshot.expect("an answer"), Readable::No));
}

pub(super) async fn a_snapshot_comes_in_parts_and_the_feed_makes_it_right(bench: Bench) {
    let mut device = bench.administrator();
    let mut keys = BTreeSet::new();
    let mut first = None;
    for _ in 0..2 {
        let (made, operations): (Vec<_>, Vec<_>) = (0..MAX_PUSH)
            .map(|_| bench.create_item(&device, LAPTOP))
            .unzip();
        first.get_or_insert((made[0].clone(), operations[0].op_id));
        keys.extend(made);
        bench.applied(&mut device, operations).await;
    }
    let (changed, base) = first.expect("at least one");
    let mut base = Some(base);
    for number in 0..4 {
        let edit = bench.set(
            &device,
            &changed,
            field::NAME,
            base,
            json!(format!("N{number}")),
        );
        base = Some(edit.op_id);
        bench.applied(&mut device, vec![edit]).await;
    }

    let part = |after, at| {
        bench.store.snapshot(
            device.person,
            IT,
            SnapshotPart {
                after,
                at,
                size: PartSize::near(FEW),
                bucket: None,
            },
        )
    };
    let Readable::Yes(one) = part(None, None).await.expect("a part") else {
        panic!("not readable");
    };
    assert_eq!(one.records.len(), FEW);
    let Cursor(epoch, at) = one.cursor;

    // Somebody goes on working while the device loads.
    let mut meanwhile = bench.administrator();
    let edit = bench.set(&meanwhile, &changed, field::NAME, base, json!("meanwhile"));
    bench.applied(&mut meanwhile, vec![edit]).await;
    let (late, create) = bench.create_item(&meanwhile, LAPTOP);
    bench.applied(&mut meanwhile, vec![create]).await;

    let mut next = one.next.clone();
    let mut records = one.records;
    while let Some(after) = next {
        let Readable::Yes(more) = part(Some(after), Some(at)).await.expect("a part") else {
            panic!("not readable");
        };
        assert_eq!(more.cursor, Cursor(epoch, at));
        records.extend(more.records);
        next = more.next;
    }
    let found: BTreeSet<_> = records
        .iter()
        .map(|found| found.record.key.clone())
        .collect();
    assert!(keys.is_subset(&found));
    assert!(records.iter().all(|found| !found.history.is_empty()));
    let first = records.iter().find(|found| found.record.key == changed);
    let lines = &first.expect("the changed one").history;
    assert_eq!(lines.len(), SNAPSHOT_LINES);
    assert!(lines.is_sorted_by_key(|line| std::cmp::Reverse(line.rev)));

    let pulled = bench.pull(device.person, [(IT, Cursor(epoch, at))]).await;
    let put: BTreeSet<_> = entries(&pulled, IT)
        .iter()
        .filter_map(|entry| match &entry.event {
            FeedEvent::Put { record, .. } => Some(record.key.clone()),
            FeedEvent::Leave { .. } => None,
        })
        .collect();
    assert_eq!(put, BTreeSet::from([changed, late]));
}

pub(super) async fn history_is_read_backwards_by_those_who_may(bench: Bench) {
    let mut device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    let mut operations = vec![create];
    for number in 0..HISTORY_PAGE {
        let base = operations.last().map(|last| last.op_id);
        let name = json!(format!("N{number}"));
        operations.push(bench.set(&device, &key, field::NAME, base, name));
    }
    bench.applied(&mut device, operations).await;
    let read = |before| bench.store.history(device.person, key.clone(), before);
    let Readable::Yes(newest) = read(None).await.expect("lines") else {
        panic!("not readable");
    };
    let revs: Vec<_> = newest.iter().map(|line| line.rev).collect();
    let expected: Vec<_> = (2..=HISTORY_PAGE as u64 + 1).rev().collect();
    assert_eq!(revs, expected);
    let Readable::Yes(oldest) = read(Some(2)).await.expect("lines") else {
        panic!("not readable");
    };
    assert_eq!(oldest.len(), 1);

    let (outsider, _) = bench.join(team::LOGISTICS, Role::Administrator).await;
    let denied = bench.store.history(outsider.person, key, None).await;
    assert!(matches!(denied.expect("an answer"), Readable::No));
}

pub(super) async fn what_identifies_a_record_is_read_with_it_by_those_who_may(bench: Bench) {
    let mut device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    let room = RecordKey::new(Collection::Place, ROOM);
    let mut operations = vec![create];
    for (owner, id, text) in [
        (field::ITEM, key.id(), "R1"),
        (field::ITEM, key.id(), "R2"),
        (field::PLACE, room.id(), "R3"),
    ] {
        let identifier = RecordKey::new(Collection::Identifier, bench.id::<IdentifierId>());
        let bound = fields([(owner, json!(id)), (field::TEXT, json!(text))]);
        operations.push(bench.create(&device, identifier, bound));
    }
    bench.applied(&mut device, operations).await;
    let (outsider, _) = bench.join(team::LOGISTICS, Role::Administrator).await;
    let unknown = RecordKey::new(Collection::Item, bench.id::<ItemId>());
    let asked = vec![room, unknown, key];
    for (person, expected) in [
        (
            device.person,
            vec![Some(vec!["R3"]), None, Some(vec!["R1", "R2"])],
        ),
        (outsider.person, vec![Some(vec!["R3"]), None, None]),
    ] {
        let found = bench
            .store
            .identified(person, asked.clone())
            .await
            .expect("records");
        let texts: Vec<_> = found
            .iter()
            .map(|found| {
                let texts = found
                    .as_ref()?
                    .identifiers
                    .iter()
                    .filter_map(|record| record.text(field::TEXT));
                Some(texts.collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(texts, expected);
    }
    assert!(
        bench
            .store
            .reads(outsider.person, Scope::Org)
            .await
            .expect("an answer")
    );
    assert!(
        !bench
            .store
            .reads(outsider.person, IT)
            .await
            .expect("an answer")
    );
}

pub(super) async fn the_audit_chain_links_every_number(bench: Bench) {
    let mut device = bench.administrator();
    let (start, mut chain) = bench.store.chains().await.expect("chains")[&IT];
    let operations: Vec<_> = (0..3)
        .map(|_| bench.create_item(&device, LAPTOP).1)
        .collect();
    let hashes: Vec<_> = operations.iter().map(SealedOperation::hash).collect();
    bench.applied(&mut device, operations).await;
    let mut seq = start;
    for hash in hashes {
        seq += 1;
        let mut link = Sha256::new();
        link.update(chain);
        link.update(hash.0);
        link.update(seq.to_be_bytes());
        chain = link.finalize().into();
    }
    assert_eq!(
        bench.store.chains().await.expect("chains")[&IT],
        (seq, chain)
    );
    let audit = verify(bench.store.as_ref()).await.expect("whole");
    assert_eq!(audit.heads[&IT], (seq, chain));
    let all: u64 = audit.heads.values().map(|(seq, _)| seq).sum();
    assert_eq!(audit.links, all);
}

pub(super) async fn whoever_waits_is_told_that_something_moved(bench: Bench) {
    let mut device = bench.administrator();
    let mut moved = bench.store.moved();
    moved.mark_unchanged();
    let create = bench.create_item(&device, LAPTOP).1;
    bench.applied(&mut device, vec![create]).await;
    assert!(moved.has_changed().expect("the store lives"));
}

pub(super) async fn a_digest_is_of_what_lies_in_a_scope_at_its_head(bench: Bench) {
    let mut device = bench.administrator();
    let (made, operations): (Vec<_>, Vec<_>) =
        (0..300).map(|_| bench.create_item(&device, LAPTOP)).unzip();
    let base = operations[0].op_id;
    bench.applied(&mut device, operations).await;
    let edit = bench.set(&device, &made[0], field::NAME, Some(base), json!("changed"));
    bench.applied(&mut device, vec![edit]).await;

    let by = Authority::Person(device.person);
    let digest = bench.store.digest(by, IT).await.expect("an answer");
    let Readable::Yes(digest) = digest else {
        panic!("not readable");
    };
    assert_eq!((digest.form, digest.cursor), (FORM, bench.head(IT).await));
    let part = |part| bench.store.snapshot(device.person, IT, part);
    let Readable::Yes(all) = part(SnapshotPart::default()).await.expect("a part") else {
        panic!("not readable");
    };
    let mut held = ScopeDigest::default();
    for one in &all.records {
        held.add(&one.record).expect("a form");
    }
    assert_eq!(held.differing(&digest.buckets), []);

    // Without one record its bucket differs, and brings all that lies in it.
    let lost = &all.records[7].record;
    held.add(lost).expect("a form");
    let bucket = Bucket::of(&lost.key);
    assert_eq!(held.differing(&digest.buckets), [bucket]);
    let wanted = SnapshotPart {
        bucket: Some(bucket),
        ..SnapshotPart::default()
    };
    let Readable::Yes(brought) = part(wanted).await.expect("a part") else {
        panic!("not readable");
    };
    let keys = |records: &[SnapshotRecord]| -> Vec<_> {
        let of_bucket = records.iter().map(|one| one.record.clone());
        of_bucket
            .filter(|record| Bucket::of(&record.key) == bucket)
            .collect()
    };
    assert_eq!(keys(&brought.records), keys(&all.records));
    assert_eq!(keys(&brought.records).len(), brought.records.len());
    assert_eq!((brought.next, brought.cursor), (None, digest.cursor));
    assert!(brought.records.iter().all(|one| !one.history.is_empty()));

    // Nobody learns anything of what they may not read; the machine itself may.
    let stranger = bench.device(bench.id());
    let by = Authority::Person(stranger.person);
    let refused = bench.store.digest(by, IT).await.expect("an answer");
    assert_eq!(refused, Readable::No);
    let machine = bench.store.digest(Authority::Machine, IT).await;
    assert_eq!(machine.expect("an answer"), Readable::Yes(digest));
}
