//! Who may do what, and what a device carries: the one typed authorisation function, and the scopes.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{PersonId, TeamId};
use crate::model::{ItemState, Membership, Role, State, field};
use crate::operation::{Change, Operation};
use crate::record::{Collection, Life, Record, RecordKey, Scope};

/// What a person is, by their memberships, at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The person.
    pub person: PersonId,
    /// Their role in each team.
    pub roles: BTreeMap<TeamId, Role>,
}

/// What somebody may be asked to be allowed.
#[derive(Clone, Copy, Debug)]
pub enum Permission<'a> {
    /// Read what lies in a scope.
    Read(Scope),
    /// Make an operation, on the record as it stands (none for a new one), which then lies in `scope`.
    Operate {
        /// The operation.
        operation: &'a Operation,
        /// The record before.
        before: Option<&'a Record>,
        /// The scope after.
        scope: Scope,
    },
    /// Read what the whole organisation's administrators read: metrics, forks, revoked devices.
    Administer,
}

impl Access {
    /// A person's access by all memberships on record.
    pub fn of<'a>(person: PersonId, memberships: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut roles = BTreeMap::new();
        for record in memberships {
            let membership = Membership(record);
            if membership.person() != Some(person)
                || membership.is_retired()
                || record.life == Life::Undone
            {
                continue;
            }
            if let (Some(team), Some(role)) = (membership.team(), membership.role()) {
                roles
                    .entry(team)
                    .and_modify(|known: &mut Role| *known = role.max(*known))
                    .or_insert(role);
            }
        }
        Self { person, roles }
    }

    /// What the person reads, and their devices carry offline.
    #[must_use]
    pub fn scopes(&self) -> BTreeSet<Scope> {
        if self.roles.is_empty() {
            return BTreeSet::new();
        }
        std::iter::once(Scope::Org)
            .chain(self.roles.keys().map(|team| Scope::TeamOpen(*team)))
            .collect()
    }

    /// Whether the person is allowed something. Every road in asks here.
    #[must_use]
    pub fn allows(&self, permission: Permission<'_>) -> bool {
        match permission {
            Permission::Read(scope) => self.scopes().contains(&scope),
            Permission::Administer => self.best_role() == Some(Role::Administrator),
            Permission::Operate {
                operation,
                before,
                scope,
            } => {
                let needed = role_needed(operation, before);
                operation.actor == self.person
                    && self.has(needed, scope)
                    && before.is_none_or(|record| self.has(needed, record.scope))
            }
        }
    }

    /// The role that counts in a scope: the team's own, or for what all teams share the best that one has.
    #[must_use]
    pub fn role_in(&self, scope: Scope) -> Option<Role> {
        match scope {
            Scope::Org => self.best_role(),
            Scope::TeamOpen(team) => self.roles.get(&team).copied(),
        }
    }

    fn has(&self, needed: Role, scope: Scope) -> bool {
        self.role_in(scope).is_some_and(|role| role >= needed)
    }

    fn best_role(&self) -> Option<Role> {
        self.roles.values().max().copied()
    }
}

/// The role that an operation asks for in the record's scope (DESIGN §9).
fn role_needed(operation: &Operation, before: Option<&Record>) -> Role {
    let RecordKey(collection, _) = &operation.record;
    match collection {
        Collection::Item | Collection::Identifier if retires(operation) => Role::Manager,
        Collection::Item | Collection::Identifier => match &operation.change {
            Change::Settle { conflict, .. } => settling_role(operation, *conflict, before),
            _ => Role::Technician,
        },
        Collection::Place => Role::Manager,
        Collection::ItemType
        | Collection::Attribute
        | Collection::SubState
        | Collection::Category
        | Collection::Person
        | Collection::Team
        | Collection::Membership
        | Collection::Other(_) => Role::Administrator,
    }
}

/// One settles one's own conflicts; for others a manager does.
fn settling_role(
    operation: &Operation,
    conflict: crate::id::OpId,
    before: Option<&Record>,
) -> Role {
    let own = before
        .into_iter()
        .flat_map(|record| &record.conflicts)
        .any(|open| {
            open.id == conflict
                && [&open.kept, &open.other]
                    .iter()
                    .any(|side| side.stamp.by == operation.actor)
        });
    if own { Role::Technician } else { Role::Manager }
}

fn retires(operation: &Operation) -> bool {
    let retired = |field: &str, value: &serde_json::Value| {
        field == field::STATE
            && ItemState::from_value(value).is_some_and(|state| state.state == State::Retired)
    };
    match &operation.change {
        Change::Create { fields } => fields
            .iter()
            .any(|(field, value)| retired(field.as_str(), value)),
        Change::Set(assigns) => assigns
            .iter()
            .any(|assign| retired(assign.field.as_str(), &assign.value)),
        Change::Settle { field, value, .. } => retired(field.as_str(), value),
        Change::Withdraw { .. } => false,
    }
}
