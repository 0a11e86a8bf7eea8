//! The series of inventory numbers.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::id::{PersonId, TypeId};
use shared::record::{Collection, RecordKey};
use shared::wire::NumbersResponse;

use super::ledger::SqliteLedger;
use super::row::{signed, unsigned};
use super::{access, sql};
use crate::store::StoreError;
use crate::store::intake::Ledger as _;
use crate::store::numbers::{LEAP, Wanted, granted};

pub(super) fn reserve(
    transaction: &Connection,
    person: PersonId,
    wanted: &BTreeMap<TypeId, u32>,
) -> Result<NumbersResponse, StoreError> {
    let ledger = SqliteLedger(transaction);
    let mut types = Vec::with_capacity(wanted.len());
    for id in wanted.keys() {
        types.extend(ledger.record(&RecordKey::new(Collection::ItemType, *id))?);
    }
    let epoch = ledger.epoch()?;
    let access = access(transaction, person)?;
    let mut blocks = BTreeMap::new();
    for wanted in granted(&access, wanted, &types, epoch) {
        if let Some(first) = take(transaction, &wanted)? {
            blocks.insert(wanted.item_type, wanted.block(first));
        }
    }
    Ok(NumbersResponse { epoch, blocks })
}

/// The first of the counters taken; none if the series has no more.
fn take(transaction: &Connection, wanted: &Wanted) -> Result<Option<u64>, StoreError> {
    let known = transaction
        .prepare_cached(sql!("number_series"))?
        .exists([&wanted.series])?;
    let start = match known {
        true => 1,
        false => first_free(transaction, wanted)?,
    };
    if !wanted.fits(start) {
        return Ok(None);
    }
    let bound = params![
        wanted.series,
        signed(start),
        wanted.count,
        signed(Wanted::END)
    ];
    let first = transaction
        .prepare_cached(sql!("take_numbers"))?
        .query_row(bound, |found| found.get(0))
        .optional()?;
    Ok(first.map(|first: i64| first.unsigned_abs()))
}

/// Where a series begins whose pattern is new here: after the numbers that there are.
fn first_free(transaction: &Connection, wanted: &Wanted) -> Result<u64, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("item_numbers"))?;
    let mut numbers = statement.query([])?;
    let mut first_free = 1;
    while let Some(found) = numbers.next()? {
        if let Some(number) = found.get::<_, Option<String>>(0)? {
            first_free = first_free.max(wanted.after(&number));
        }
    }
    Ok(wanted.start(first_free))
}

/// An earlier state of the data has come back: no series gives what may have been given since.
pub(super) fn leap(transaction: &Connection) -> Result<(), StoreError> {
    transaction
        .prepare_cached(sql!("leap_numbers"))?
        .execute(params![signed(LEAP), signed(Wanted::END)])?;
    Ok(())
}

/// How far each series goes.
pub(super) fn all(transaction: &Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let mut statement = transaction.prepare_cached(sql!("all_series"))?;
    statement
        .query_and_then([], |found| Ok((found.get(0)?, unsigned(found, 1)?)))?
        .collect()
}

/// Brings series at least as far as they go elsewhere.
pub(super) fn raise(transaction: &Connection, series: &[(String, u64)]) -> Result<(), StoreError> {
    for (series, next) in series {
        transaction
            .prepare_cached(sql!("raise_numbers"))?
            .execute(params![series, signed(*next)])?;
    }
    Ok(())
}
