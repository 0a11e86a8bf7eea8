//! Whether the server takes an operation now, or parks it, and in which scope the record then lies.
//!
//! There is one way: the operation is folded first, and what comes out is judged. What was asked for says little: a
//! value may lose, come too late, or fall back to an earlier one.
//!
//! **Invariant:** a record lies in the scope of what it belongs to, as the fold says what that is.
//!
//! Pure: what an operation refers to is looked up in a [`World`] that is handed in.

use std::collections::BTreeSet;

use crate::access::{Access, Permission, is_administered, role_given};
use crate::alias;
use crate::id::{PlaceId, RecordId, TeamId};
use crate::merge::{Accepted, Fold};
use crate::model::field::{self, FieldKind, ValueKind};
use crate::model::{Alias, ItemType, Membership, Place, Role};
use crate::operation::{Change, Operation, Outcome, ParkReason};
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

    /// All memberships of a team, also those that no longer count.
    ///
    /// # Errors
    /// If the store fails.
    fn memberships(&self, team: TeamId) -> Result<Vec<Record>, Self::Error>;
}

/// Records that one operation may take along into another team, at most.
pub const MOST_FOLLOWING: usize = 10_000;

/// An operation that is taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The fold with it. Its record lies in its scope.
    pub fold: Fold,
    /// What became of it; never parked.
    pub outcome: Outcome,
}

/// Decides about one operation: what the record comes to with it, or why it waits.
///
/// # Errors
/// The outer one if the world fails.
pub fn admit<W: World>(
    world: &W,
    access: &Access,
    fold: &Fold,
    arriving: Accepted,
) -> Result<Result<Taken, ParkReason>, W::Error> {
    let operation = arriving.operation.clone();
    let before = fold.record();
    // Of a record that one may not read, one learns nothing else.
    if before.is_some_and(|record| !access.allows(Permission::Read(record.scope))) {
        return Ok(Err(ParkReason::NotAllowed {}));
    }
    if let Err(reason) = check_shape(&operation, before) {
        return Ok(Err(reason));
    }
    let mut fold_after = fold.clone();
    let outcome = fold_after.apply(arriving);
    if let Outcome::Parked { reason } = outcome {
        return Ok(Err(reason));
    }
    let Some(folded) = fold_after.record() else {
        let record = operation.record;
        return Ok(Err(ParkReason::Unknown { record }));
    };
    match scope_of(world, folded)? {
        Ok(scope) => fold_after.lie_in(scope),
        Err(reason) => return Ok(Err(reason)),
    }
    let Some(after) = fold_after.record() else {
        let record = operation.record;
        return Ok(Err(ParkReason::Unknown { record }));
    };
    if !access.allows(Permission::Operate {
        operation: &operation,
        before,
        after,
        founded: founded(world, access, before, after)?,
    }) {
        return Ok(Err(ParkReason::NotAllowed {}));
    }
    if let Some(reason) = check_tree(world, &operation, before, after)? {
        return Ok(Err(reason));
    }
    if let Some(reason) = check_alias(world, &operation, after)? {
        return Ok(Err(reason));
    }
    if ends_administration(world, &operation, before, after)? {
        return Ok(Err(ParkReason::LastAdministrator {}));
    }
    Ok(Ok(Taken {
        fold: fold_after,
        outcome,
    }))
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
        (Change::Create { .. }, Some(_)) if !collection.is_made_by_several() => {
            Err(ParkReason::Exists {})
        }
        (Change::Create { fields }, _) => fields
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

/// The scope that a record lies in, by what it belongs to: a type's from its team, an item's from its type, a member's
/// from its owner. Where that is not known, why an operation on the record waits.
///
/// # Errors
/// The outer one if the world fails.
pub fn scope_of<W: World>(
    world: &W,
    record: &Record,
) -> Result<Result<Scope, ParkReason>, W::Error> {
    let missing = |name: &str| ParkReason::Invalid {
        field: Field::new(name),
    };
    if let Some((name, owner)) = owner_field(record) {
        let Some(id) = record.reference::<RecordId>(name) else {
            return Ok(Err(missing(name)));
        };
        let owner = RecordKey::new(owner, id);
        return Ok(match world.record(&owner)? {
            // Also where its creation was undone: what belongs to it goes on in the scope that it had.
            Some(owner) => Ok(owner.scope),
            None => Err(ParkReason::Unknown { record: owner }),
        });
    }
    Ok(match record.key.collection() {
        Collection::ItemType => {
            let team = ItemType(record).team().map(Scope::TeamOpen);
            team.ok_or_else(|| missing(field::TEAM))
        }
        Collection::Other(_) => Ok(record.scope),
        _ => Ok(Scope::Org),
    })
}

/// The record that a record belongs to, and whose scope it shares.
#[must_use]
pub fn owner_of(record: &Record) -> Option<RecordKey> {
    let (name, owner) = owner_field(record)?;
    Some(RecordKey::new(owner, record.reference::<RecordId>(name)?))
}

/// The collections whose records belong to one of a collection.
#[must_use]
pub fn dependants_of(owner: &Collection) -> &'static [Collection] {
    match owner {
        Collection::ItemType => &[
            Collection::Attribute,
            Collection::SubState,
            Collection::Category,
            Collection::Item,
        ],
        Collection::Item => &[Collection::Identifier, Collection::Alias],
        Collection::Place => &[Collection::Identifier],
        _ => &[],
    }
}

/// The field that names what a record belongs to, and what that is.
fn owner_field(record: &Record) -> Option<(&'static str, Collection)> {
    match record.key.collection() {
        Collection::Item | Collection::Attribute | Collection::SubState | Collection::Category => {
            Some((field::TYPE, Collection::ItemType))
        }
        // A room has a label too.
        Collection::Identifier
            if record.value(field::ITEM).is_none() && record.value(field::PLACE).is_some() =>
        {
            Some((field::PLACE, Collection::Place))
        }
        Collection::Identifier | Collection::Alias => Some((field::ITEM, Collection::Item)),
        _ => None,
    }
}

/// The team of a change that the person made and that nobody administers yet. Looked up only where that decides.
fn founded<W: World>(
    world: &W,
    access: &Access,
    before: Option<&Record>,
    after: &Record,
) -> Result<Option<TeamId>, W::Error> {
    let team = match after.key.collection() {
        Collection::Membership => Membership(after).team(),
        Collection::Team if before.is_some() => Some(TeamId::from(after.key.id())),
        _ => None,
    };
    let Some(team) = team.filter(|team| access.roles.get(team) != Some(&Role::Administrator))
    else {
        return Ok(None);
    };
    let made_by = world
        .record(&RecordKey::new(Collection::Team, team))?
        .map(|record| record.created.by);
    if made_by != Some(access.person) || is_administered(team, &world.memberships(team)?) {
        return Ok(None);
    }
    Ok(Some(team))
}

/// Whether an operation takes a team its last administrator. Two who each end their own role and know nothing of the
/// other would leave nobody: the second to arrive waits until there is another.
fn ends_administration<W: World>(
    world: &W,
    operation: &Operation,
    before: Option<&Record>,
    after: &Record,
) -> Result<bool, W::Error> {
    let administered = |record: &Record| {
        let (team, role) = role_given(record)?;
        (role == Role::Administrator).then_some(team)
    };
    if *after.key.collection() != Collection::Membership {
        return Ok(false);
    }
    let Some(team) = before.and_then(administered) else {
        return Ok(false);
    };
    if administered(after) == Some(team) {
        return Ok(false);
    }
    let mut others = world.memberships(team)?;
    others.retain(|record| record.key != after.key);
    if is_administered(team, &others) {
        return Ok(false);
    }
    // Whoever made the team counts as its administrator as long as it has none, and so may take its making back.
    let maker = world
        .record(&RecordKey::new(Collection::Team, team))?
        .map(|record| record.created.by);
    Ok(after.life != Life::Undone || maker != Some(operation.actor))
}

/// What is said of two items is said of two that are there, under the id that they make, and where both lie: of items
/// of two teams nothing can be said yet. What one of them does later does not unsay it.
fn check_alias<W: World>(
    world: &W,
    operation: &Operation,
    after: &Record,
) -> Result<Option<ParkReason>, W::Error> {
    if *after.key.collection() != Collection::Alias {
        return Ok(None);
    }
    let invalid = |name: &str| {
        Ok(Some(ParkReason::Invalid {
            field: Field::new(name),
        }))
    };
    let Some([one, other]) = Alias(after).items() else {
        return invalid(field::ITEM);
    };
    if one >= other || alias::id_of([one, other]) != Alias(after).id() {
        return invalid(field::ITEM);
    }
    if !matches!(operation.change, Change::Create { .. }) {
        return Ok(None);
    }
    let other = RecordKey::new(Collection::Item, other);
    match world.record(&other)? {
        None => Ok(Some(ParkReason::Unknown { record: other })),
        Some(other) if other.scope != after.scope => invalid(field::OTHER),
        Some(_) => Ok(None),
    }
}

/// The place tree: a change needs a matching base, and what it comes to makes no circle (M20), be it by a move, by
/// undoing one or by redoing it.
fn check_tree<W: World>(
    world: &W,
    operation: &Operation,
    before: Option<&Record>,
    after: &Record,
) -> Result<Option<ParkReason>, W::Error> {
    let collection = operation.record.collection();
    if let Change::Set(assigns) = &operation.change {
        let is_stale = assigns.iter().any(|assign| {
            FieldKind::of(collection, assign.field.as_str()) == FieldKind::Tree
                && assign.base != before.and_then(|record| record.base(assign.field.as_str()))
        });
        if is_stale {
            return Ok(Some(ParkReason::TreeChanged {}));
        }
    }
    let parent = |record: &Record| match record.key.collection() {
        Collection::Place => Place(record).parent(),
        _ => None,
    };
    let mut next = parent(after);
    if before.and_then(parent) == next {
        return Ok(None);
    }
    let own = PlaceId::from(operation.record.id());
    let mut passed = BTreeSet::new();
    while let Some(place) = next {
        if place == own || !passed.insert(place) {
            return Ok(Some(ParkReason::PlaceWithinItself {}));
        }
        let key = RecordKey::new(Collection::Place, place);
        next = match world.record(&key)? {
            Some(record) => parent(&record),
            None => return Ok(Some(ParkReason::Unknown { record: key })),
        };
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
