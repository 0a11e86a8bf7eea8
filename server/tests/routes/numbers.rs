//! Reserving inventory numbers over the wire.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shared::model::starter::types;
use shared::model::{Role, field};
use shared::operation::{Outcome, ParkReason};
use shared::record::{Collection, Field, RecordKey};
use shared::wire::{ErrorCode, MAX_NUMBERED_TYPES, MAX_NUMBERS, NumbersResponse};

use crate::phone::{Phone, Site, id, read, refusal};

async fn set_pattern(by: &mut Phone, pattern: Value) -> Vec<Outcome> {
    let key = RecordKey::new(Collection::ItemType, types::LAPTOP);
    let set = by.set(&key, field::NUMBER_PATTERN, None, pattern);
    by.push(vec![set]).await
}

#[tokio::test]
async fn two_phones_are_given_different_numbers_and_nobody_those_of_another_team() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let done = set_pattern(&mut administrator, json!("PC-{000000}")).await;
    assert_eq!(done, [Outcome::Applied {}]);
    let wanted = json!({"wanted": {
        (types::LAPTOP.to_string()): 5,
        (types::EQUIPMENT.to_string()): 5,
        (id().to_string()): 5,
    }});
    let mut first = 1;
    for (name, role, count) in [
        ("Bo", Role::Technician, 1),
        ("Cy", Role::Manager, 1),
        ("Di", Role::Reader, 0),
    ] {
        let phone = site.phone(name, role, "IT").await;
        let given: NumbersResponse = read(phone.post("/api/numbers").json(&wanted)).await;
        assert_eq!(given.blocks.len(), count, "{name}");
        if let Some(block) = given.blocks.get(&types::LAPTOP) {
            assert_eq!((block.first, block.count), (first, 5));
            assert_eq!(block.pattern, "PC-{000000}");
            first += 5;
        }
    }
}

#[tokio::test]
async fn a_wish_for_numbers_that_makes_no_sense_is_refused_and_reserves_none() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    set_pattern(&mut administrator, json!("PC-{000000}")).await;
    let laptop = types::LAPTOP.to_string();
    let many: BTreeMap<String, u32> = (0..=MAX_NUMBERED_TYPES)
        .map(|_| (id().to_string(), 1))
        .collect();
    let bad = (StatusCode::BAD_REQUEST, ErrorCode::BadRequest);
    for wanted in [
        json!({}),
        json!({(&laptop): 0}),
        json!({(&laptop): -1}),
        json!({(&laptop): 1.5}),
        json!({(&laptop): "5"}),
        json!({(&laptop): MAX_NUMBERS + 1}),
        json!({(&laptop): 1_000_000}),
        json!({(&laptop): u64::MAX}),
        json!({(&laptop): 5, "nonsense": 5}),
        json!({(&laptop): 5, (id().to_string()): 0}),
        json!(many),
        json!([laptop, 5]),
        json!(null),
    ] {
        let body = json!({"wanted": wanted});
        let said = refusal(administrator.post("/api/numbers").json(&body)).await;
        assert_eq!(said, bad, "{wanted:.80}");
    }
    let wanted = json!({"wanted": {(&laptop): MAX_NUMBERS}});
    let given: NumbersResponse = read(administrator.post("/api/numbers").json(&wanted)).await;
    assert_eq!(given.blocks[&types::LAPTOP].first, 1);
}

#[tokio::test]
async fn what_is_no_pattern_waits_and_numbers_nothing() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    for wrong in [
        json!("PC-000"),
        json!("{0}{0}"),
        json!("PC-{A}"),
        json!("~{0}"),
        json!(7),
    ] {
        let reason = ParkReason::Invalid {
            field: Field::new(field::NUMBER_PATTERN),
        };
        let done = set_pattern(&mut administrator, wrong).await;
        assert_eq!(done, [Outcome::Parked { reason }]);
    }
    let wanted = json!({"wanted": {(types::LAPTOP.to_string()): 5}});
    let given: NumbersResponse = read(administrator.post("/api/numbers").json(&wanted)).await;
    assert!(given.blocks.is_empty());
}
