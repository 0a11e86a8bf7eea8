//! Reserving inventory numbers.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::json;
use shared::id::{ItemId, PersonId, TypeId};
use shared::model::starter::team;
use shared::model::{Role, field};
use shared::record::{Collection, RecordKey};
use shared::wire::{Epoch, NumberBlock};

use super::bench::{Bench, EQUIPMENT, LAPTOP};
use super::organisation;
use crate::organisation::fields;
use crate::store::numbers::LEAP;

const ADA: fn() -> PersonId = || organisation().administrator;

pub(super) async fn give_pattern(bench: &Bench, item_type: TypeId, pattern: &str) {
    let mut ada = bench.administrator();
    let key = RecordKey::new(Collection::ItemType, item_type);
    let before = bench.record(&key).await.expect("the type");
    let base = before.base(field::NUMBER_PATTERN);
    let set = bench.set(&ada, &key, field::NUMBER_PATTERN, base, json!(pattern));
    bench.applied(&mut ada, vec![set]).await;
}

async fn reserve(
    bench: &Bench,
    person: PersonId,
    wanted: impl IntoIterator<Item = (TypeId, u32)>,
) -> BTreeMap<TypeId, NumberBlock> {
    let wanted = wanted.into_iter().collect();
    let reserved = bench.store.reserve_numbers(person, wanted).await;
    reserved.expect("an answer").blocks
}

/// The counters of a block.
pub(super) async fn counters(bench: &Bench, item_type: TypeId, count: u32) -> std::ops::Range<u64> {
    let block = &reserve(bench, ADA(), [(item_type, count)]).await[&item_type];
    assert_eq!(block.count, count);
    block.first..block.first + u64::from(count)
}

pub(super) async fn nobody_is_given_a_number_twice(bench: Bench) {
    give_pattern(&bench, LAPTOP, "PC-{000000}").await;
    give_pattern(&bench, EQUIPMENT, "pc{00}").await;
    let askers = (0..16_u32).map(|asker| {
        let bench = &bench;
        async move {
            let mut given = Vec::new();
            for round in 1..4 {
                let wanted = [(LAPTOP, asker + round), (EQUIPMENT, round)];
                for block in reserve(bench, ADA(), wanted).await.into_values() {
                    given.extend(block.first..block.first + u64::from(block.count));
                }
            }
            given
        }
    });
    let given: Vec<u64> = join_all(askers).await.into_iter().flatten().collect();
    let once: BTreeSet<u64> = given.iter().copied().collect();
    assert_eq!(once.len(), given.len(), "something was given twice");
    // Both types' numbers are near each other, and come out of one series without a gap.
    assert_eq!(once.first(), Some(&1));
    assert_eq!(once.last(), Some(&(given.len() as u64)));
}

pub(super) async fn a_series_goes_on_whatever_becomes_of_its_pattern(bench: Bench) {
    give_pattern(&bench, LAPTOP, "PC-{000000}").await;
    assert_eq!(counters(&bench, LAPTOP, 50).await, 1..51);
    give_pattern(&bench, LAPTOP, "NB-{000}").await;
    assert_eq!(counters(&bench, LAPTOP, 3).await, 1..4);
    give_pattern(&bench, LAPTOP, "PC-{000}").await;
    assert_eq!(counters(&bench, LAPTOP, 1).await, 51..52);
    give_pattern(&bench, EQUIPMENT, "NB-{000}").await;
    assert_eq!(counters(&bench, EQUIPMENT, 1).await, 4..5);
    give_pattern(&bench, LAPTOP, "PC-{000000}").await;
    assert_eq!(counters(&bench, LAPTOP, 1_000).await, 52..1_052);
}

pub(super) async fn a_series_begins_after_the_numbers_that_there_are(bench: Bench) {
    let mut ada = bench.administrator();
    let mut made = Vec::new();
    for number in [
        json!("PC-000120"),
        json!("PC-000119"),
        json!("PC-900000"),
        json!("SC-000400"),
        json!("a\u{0}b"),
        json!(null),
    ] {
        let key = RecordKey::new(Collection::Item, bench.id::<ItemId>());
        let item = fields([
            (field::TYPE, json!(LAPTOP)),
            (field::INVENTORY_NUMBER, number),
        ]);
        made.push(bench.create(&ada, key, item));
    }
    bench.applied(&mut ada, made).await;
    give_pattern(&bench, LAPTOP, "PC-{000000}").await;
    assert_eq!(counters(&bench, LAPTOP, 10).await, 121..131);
    assert_eq!(counters(&bench, LAPTOP, 10).await, 131..141);
}

pub(super) async fn where_an_earlier_state_came_back_a_series_leaps(bench: Bench) {
    give_pattern(&bench, LAPTOP, "PC-{000000}").await;
    assert_eq!(counters(&bench, LAPTOP, 50).await, 1..51);
    let epoch = bench.store.renew_epoch(Epoch(0)).await.expect("an epoch");
    let next = counters(&bench, LAPTOP, 1_000).await;
    assert_eq!(next.start, 51 + LEAP);
    // By as much as it has given, where that is more.
    let wanted = BTreeMap::from([(LAPTOP, 1)]);
    bench.store.renew_epoch(Epoch(0)).await.expect("an epoch");
    let reserved = bench.store.reserve_numbers(ADA(), wanted).await;
    let reserved = reserved.expect("an answer");
    assert_eq!(reserved.blocks[&LAPTOP].first, 2 * next.end);
    assert_eq!(reserved.epoch, Epoch(epoch.0 + 1));
    // A series that this state does not know of may have been given from, where its pattern is as old.
    give_pattern(&bench, EQUIPMENT, "EQ-{000}").await;
    let later = Epoch(bench.time().0.unsigned_abs() + 1);
    bench.store.renew_epoch(later).await.expect("an epoch");
    assert_eq!(counters(&bench, EQUIPMENT, 1).await.start, 1 + LEAP);
    bench.pass(60_000);
    give_pattern(&bench, EQUIPMENT, "FQ-{000}").await;
    assert_eq!(counters(&bench, EQUIPMENT, 1).await.start, 1);
}

pub(super) async fn only_whoever_may_make_items_of_a_type_is_given_its_numbers(bench: Bench) {
    give_pattern(&bench, LAPTOP, "PC-{000000}").await;
    let wanted = [(LAPTOP, 5), (EQUIPMENT, 5), (TypeId::fixed(77), 5)];
    let (technician, membership) = bench.join(team::IT, Role::Technician).await;
    let given = reserve(&bench, technician.person, wanted).await;
    // One of the others is another team's, and has no pattern besides.
    assert_eq!(given.keys().collect::<Vec<_>>(), [&LAPTOP]);
    give_pattern(&bench, EQUIPMENT, "EQ-{000000}").await;
    let given = reserve(&bench, technician.person, wanted).await;
    assert_eq!(given.keys().collect::<Vec<_>>(), [&LAPTOP]);
    let (reader, _) = bench.join(team::IT, Role::Reader).await;
    assert!(reserve(&bench, reader.person, wanted).await.is_empty());
    assert!(reserve(&bench, bench.id(), wanted).await.is_empty());
    let mut ada = bench.administrator();
    let ends = bench.set(&ada, &membership, field::RETIRED, None, json!(true));
    bench.applied(&mut ada, vec![ends]).await;
    assert!(reserve(&bench, technician.person, wanted).await.is_empty());
}
