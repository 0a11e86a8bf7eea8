//! The series of inventory numbers. Each is one row, whose lock is held to the commit: whoever comes second goes on after
//! whoever came first.

use std::collections::BTreeMap;

use shared::id::{PersonId, TypeId};
use shared::record::{Collection, RecordKey};
use shared::wire::NumbersResponse;

use super::lent::Bound;
use super::reader::{Reader, access};
use super::row::{self, signed, unsigned};
use super::sql;
use uuid::Uuid;

use crate::store::StoreError;
use crate::store::numbers::{LEAP, Wanted, granted};

/// Items whose numbers are read at a time.
const PAGE: usize = 10_000;

pub(super) async fn reserve(
    reader: Reader<'_>,
    person: PersonId,
    wanted: &BTreeMap<TypeId, u32>,
) -> Result<NumbersResponse, StoreError> {
    let keys: Vec<_> = wanted
        .keys()
        .map(|id| RecordKey::new(Collection::ItemType, *id))
        .collect();
    let types = reader.some_records(&keys).await?;
    let access = access(reader, person).await?;
    let epoch = reader.epoch().await?;
    let mut blocks = BTreeMap::new();
    for wanted in granted(&access, wanted, &types, epoch) {
        if let Some(first) = take(reader, &wanted).await? {
            blocks.insert(wanted.item_type, wanted.block(first));
        }
    }
    Ok(NumbersResponse { epoch, blocks })
}

/// The first of the counters taken; none if the series has no more.
async fn take(reader: Reader<'_>, wanted: &Wanted) -> Result<Option<u64>, StoreError> {
    let bound: [Bound<'_>; 2] = [&reader.org.0, &wanted.series];
    let known = reader.lent.find(sql!("number_series"), &bound).await?;
    // Whoever begins it at the same moment counts from the same numbers: the second goes on after the first.
    let start = match known {
        Some(_) => 1,
        None => first_free(reader, wanted).await?,
    };
    if !wanted.fits(start) {
        return Ok(None);
    }
    let bound: [Bound<'_>; 5] = [
        &reader.org.0,
        &wanted.series,
        &signed(start),
        &i64::from(wanted.count),
        &signed(Wanted::END),
    ];
    let first = reader.lent.find(sql!("take_numbers"), &bound).await?;
    first.map(|found| unsigned(&found, 0)).transpose()
}

/// Where a series begins whose pattern is new here: after the numbers that there are.
async fn first_free(reader: Reader<'_>, wanted: &Wanted) -> Result<u64, StoreError> {
    let mut first_free = 1;
    let mut after = Uuid::nil();
    loop {
        let bound: [Bound<'_>; 3] = [&reader.org.0, &after, &signed(PAGE as u64)];
        let found = reader.lent.rows(sql!("item_numbers"), &bound).await?;
        for found in &found {
            after = row::uuid(found, 0)?;
            // As it stands in the JSON: a number may hold a sign that PostgreSQL's own JSON refuses.
            if let Some(text) = row::get::<Option<String>>(found, 1)? {
                let number: String = serde_json::from_str(&format!("\"{text}\""))?;
                first_free = first_free.max(wanted.after(&number));
            }
        }
        if found.len() < PAGE {
            return Ok(wanted.start(first_free));
        }
    }
}

/// An earlier state of the data has come back: no series gives what may have been given since.
pub(super) async fn leap(reader: Reader<'_>) -> Result<(), StoreError> {
    let bound: [Bound<'_>; 3] = [&reader.org.0, &signed(LEAP), &signed(Wanted::END)];
    reader.lent.execute(sql!("leap_numbers"), &bound).await?;
    Ok(())
}
