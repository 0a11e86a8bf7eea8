//! Whether the server takes an operation now, or parks it, and in which scope the record then lies.
//!
//! Pure: what an operation refers to is looked up in a [`World`] that is handed in.

use crate::access::{Access, Permission};
use crate::id::{PlaceId, TeamId};
use crate::model::field::{self, FieldKind, ValueKind};
use crate::model::{ItemType, Place};
use crate::operation::{Change, Operation, ParkReason};
use crate::record::{Collection, Field, Life, Record, RecordKey, Scope};

/// The records around the one that changes, as the deciding transaction sees them.
pub trait World {
    /// Why a look-up fails.
    type Error;

    /// The record of a key, if there is one.
    ///
    /// # Errors
    /// If the store fails.
    fn record(&self, key: &RecordKey) -> Result<Option<Record>, Self::Error>;
}

/// Decides about one operation: the scope that the record lies in afterwards, or why the operation waits.
///
/// # Errors
/// The outer one if the world fails.
pub fn admit<W: World>(
    world: &W,
    access: &Access,
    operation: &Operation,
    before: Option<&Record>,
) -> Result<Result<Scope, ParkReason>, W::Error> {
    if let Err(reason) = check_shape(operation, before) {
        return Ok(Err(reason));
    }
    let scope = match scope_after(world, operation, before)? {
        Ok(scope) => scope,
        Err(reason) => return Ok(Err(reason)),
    };
    if !access.allows(Permission::Operate {
        operation,
        before,
        scope,
    }) {
        return Ok(Err(ParkReason::NotAllowed {}));
    }
    if let Some(reason) = check_tree(world, operation, before)? {
        return Ok(Err(reason));
    }
    Ok(Ok(scope))
}

/// What can be said without looking further: existence and the kinds of values.
fn check_shape(operation: &Operation, before: Option<&Record>) -> Result<(), ParkReason> {
    let collection = operation.record.collection();
    let check = |field: &Field, value: &serde_json::Value| {
        let admitted =
            ValueKind::of(collection, field.as_str()).is_none_or(|kind| kind.admits(value));
        if admitted {
            Ok(())
        } else {
            Err(ParkReason::Invalid {
                field: field.clone(),
            })
        }
    };
    match (&operation.change, before) {
        (Change::Create { .. }, Some(_)) => Err(ParkReason::Exists {}),
        (Change::Create { fields }, None) => fields
            .iter()
            .try_for_each(|(field, value)| check(field, value)),
        (_, None) => Err(ParkReason::Unknown {
            record: operation.record.clone(),
        }),
        (Change::Set(assigns), Some(_)) => assigns
            .iter()
            .try_for_each(|assign| check(&assign.field, &assign.value)),
        (Change::Settle { field, value, .. }, Some(_)) => check(field, value),
        (Change::Withdraw { .. }, Some(_)) => Ok(()),
    }
}

/// The value that a field has once the operation has been taken, as far as the scope depends on it.
fn value_after<'a>(
    operation: &'a Operation,
    before: Option<&'a Record>,
    name: &str,
) -> Option<&'a str> {
    let set = match &operation.change {
        Change::Create { fields } => fields.get(name),
        Change::Set(assigns) => assigns
            .iter()
            .find(|assign| assign.field.as_str() == name)
            .map(|assign| &assign.value),
        Change::Settle { field, value, .. } if field.as_str() == name => Some(value),
        Change::Settle { .. } | Change::Withdraw { .. } => None,
    };
    match set {
        Some(value) => value.as_str(),
        None => before.and_then(|record| record.text(name)),
    }
}

/// The scope of a record follows from what it belongs to: an item's from its type's team, a member's from its owner.
fn scope_after<W: World>(
    world: &W,
    operation: &Operation,
    before: Option<&Record>,
) -> Result<Result<Scope, ParkReason>, W::Error> {
    let collection = operation.record.collection();
    let owner = match collection {
        Collection::Team
        | Collection::Person
        | Collection::Membership
        | Collection::Place
        | Collection::Other(_) => {
            return Ok(Ok(before.map_or(Scope::Org, |record| record.scope)));
        }
        Collection::ItemType => {
            let team = value_after(operation, before, field::TEAM)
                .and_then(|id| id.parse::<TeamId>().ok());
            return Ok(match team {
                Some(team) => Ok(Scope::TeamOpen(team)),
                None => Err(ParkReason::Invalid {
                    field: Field::new(field::TEAM),
                }),
            });
        }
        Collection::Item | Collection::Attribute | Collection::SubState | Collection::Category => {
            (field::TYPE, Collection::ItemType)
        }
        Collection::Identifier => (field::ITEM, Collection::Item),
    };
    let (name, owner_collection) = owner;
    let Some(id) =
        value_after(operation, before, name).and_then(|id| id.parse::<crate::id::RecordId>().ok())
    else {
        return Ok(Err(ParkReason::Invalid {
            field: Field::new(name),
        }));
    };
    let key = RecordKey::new(owner_collection, id);
    Ok(match world.record(&key)? {
        Some(owner) if owner.life == Life::Present => match key.collection() {
            Collection::ItemType => ItemType(&owner)
                .team()
                .map(Scope::TeamOpen)
                .ok_or(ParkReason::Unknown { record: key }),
            _ => Ok(owner.scope),
        },
        // What belongs to a record whose creation was undone goes on in the scope that it had.
        Some(owner) => Ok(owner.scope),
        None => Err(ParkReason::Unknown { record: key }),
    })
}

/// The place tree: a change needs a matching base and makes no circle (M20).
fn check_tree<W: World>(
    world: &W,
    operation: &Operation,
    before: Option<&Record>,
) -> Result<Option<ParkReason>, W::Error> {
    let collection = operation.record.collection();
    let is_tree = |field: &Field| FieldKind::of(collection, field.as_str()) == FieldKind::Tree;
    let parent = match &operation.change {
        Change::Create { fields } => fields
            .iter()
            .find(|(field, _)| is_tree(field))
            .map(|(_, value)| value),
        Change::Set(assigns) => match assigns.iter().find(|assign| is_tree(&assign.field)) {
            Some(assign)
                if assign.base != before.and_then(|record| record.base(assign.field.as_str())) =>
            {
                return Ok(Some(ParkReason::TreeChanged {}));
            }
            found => found.map(|assign| &assign.value),
        },
        Change::Withdraw { .. } | Change::Settle { .. } => None,
    };
    let own = PlaceId::from(operation.record.id());
    let mut next = parent
        .and_then(|value| value.as_str())
        .and_then(|id| id.parse::<PlaceId>().ok());
    let mut passed = std::collections::BTreeSet::new();
    while let Some(place) = next {
        if place == own || !passed.insert(place) {
            return Ok(Some(ParkReason::PlaceWithinItself {}));
        }
        let key = RecordKey::new(Collection::Place, place);
        next = match world.record(&key)? {
            Some(record) => Place(&record).parent(),
            None => return Ok(Some(ParkReason::Unknown { record: key })),
        };
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
