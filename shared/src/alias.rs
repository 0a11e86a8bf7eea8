//! Items that are one thing: the record that says so of two, and what a group of such shows.
//!
//! Nothing is moved from one item to another. A group is made in reading and ends with the record that made it: each
//! item has kept what was said of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Builder;

use crate::id::{AliasId, ItemId};
use crate::identifier::{ExactKey, identifies};
use crate::model::field::{self, FieldKind};
use crate::model::{ConfigItem, Verdict};
use crate::record::{Collection, Field, Life, Record, RecordKey};

/// The id of what is said of two items, in whichever order they are named.
#[must_use]
pub fn id_of(mut items: [ItemId; 2]) -> AliasId {
    items.sort_unstable();
    let mut digest = Sha256::new();
    digest.update(Collection::Alias.as_str());
    for item in items {
        digest.update(item.0.as_bytes());
    }
    let digest: [u8; 32] = digest.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AliasId(Builder::from_custom_bytes(bytes).into_uuid())
}

/// The key of the record of two items.
#[must_use]
pub fn key_of(items: [ItemId; 2]) -> RecordKey {
    RecordKey::new(Collection::Alias, id_of(items))
}

/// The first values of the record of two items.
#[must_use]
pub fn fields(mut items: [ItemId; 2], verdict: Verdict) -> BTreeMap<Field, Value> {
    items.sort_unstable();
    BTreeMap::from([
        (Field::new(field::ITEM), json!(items[0])),
        (Field::new(field::OTHER), json!(items[1])),
        (Field::new(field::VERDICT), json!(verdict.word())),
    ])
}

/// What a group shows, the lowest id first: that one's facts, with gaps filled from the others in their order, and the
/// latest observation of all. A fact that was cleared is no gap; what only another type has fills none.
#[must_use]
pub fn shown(items: Vec<Record>) -> Option<Record> {
    let mut items = items.into_iter();
    let mut shown = items.next()?;
    for other in items {
        let same_type = ConfigItem(&other).item_type() == ConfigItem(&shown).item_type();
        for (name, state) in other.fields {
            let is_of_type =
                name.as_str() == field::CATEGORY || field::attribute_of(&name).is_some();
            let counts = match shown.fields.get(&name) {
                Some(known) => {
                    FieldKind::of(&Collection::Item, name.as_str()) != FieldKind::Fact
                        && known.stamp.order() < state.stamp.order()
                }
                None => same_type || !is_of_type,
            };
            if counts {
                shown.fields.insert(name, state);
            }
        }
        shown.conflicts.extend(other.conflicts);
        shown.flags.extend(other.flags);
    }
    Some(shown)
}

/// The number under which an item may turn out to be another one without anybody saying so: by it a store finds those.
#[must_use]
pub fn claim_of(record: &Record) -> Option<ExactKey> {
    if *record.key.collection() != Collection::Item
        || record.value(field::SOLE) != Some(&Value::Bool(true))
        || record.base(field::INVENTORY_NUMBER) != Some(record.created.op)
    {
        return None;
    }
    let number = ConfigItem(record).inventory_number();
    number
        // Not every store has a place for NUL where it looks for numbers.
        .filter(|number| identifies(number) && !number.contains('\0'))
        .and_then(ExactKey::new)
}

/// Whether two items are one thing without anybody saying so: two people made them under one number, of one type and in
/// one team, neither could know of the other, neither is retired, and no serial number contradicts.
#[must_use]
pub fn are_evidently_one(one: &Record, other: &Record) -> bool {
    let both = [one, other];
    let is_there =
        |record: &Record| record.life == Life::Present && !ConfigItem(record).is_retired();
    let [number, other_number] = both.map(claim_of);
    let [serial, other_serial] = both.map(|record| {
        let serial = ConfigItem(record).serial_number();
        serial
            .filter(|serial| identifies(serial))
            .and_then(ExactKey::new)
    });
    both.into_iter().all(is_there)
        && one.key != other.key
        && one.scope == other.scope
        && one.created.by != other.created.by
        && ConfigItem(one).item_type() == ConfigItem(other).item_type()
        && number.is_some()
        && number == other_number
        && (serial.is_none() || other_serial.is_none() || serial == other_serial)
}

#[cfg(test)]
mod tests;
