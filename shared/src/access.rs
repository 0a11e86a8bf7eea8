//! Who may do what, and what a device carries: the one typed authorisation function, and the scopes.
//!
//! Roles are per team (DESIGN §9), and an administrator's ends where the team does: types, the team itself and who
//! belongs to it are its own administrators' alone. What no team has for itself (places, people, new teams, the
//! organisation's settings) is open to whoever has the role in any team. The machine, which founds the organisation
//! and enrols people, counts as administrator of every team.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{PersonId, TeamId};
use crate::model::{ItemState, Membership, Role, State, field};
use crate::operation::{Change, Operation};
use crate::record::{Collection, Conflict, Life, Record, RecordKey, Scope};

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
    /// Make an operation of what a record was (none for a new one) what it comes to.
    Operate {
        /// The operation.
        operation: &'a Operation,
        /// The record before.
        before: Option<&'a Record>,
        /// The record after.
        after: &'a Record,
        /// A team that the person made and that nobody administers yet.
        founded: Option<TeamId>,
    },
    /// Read what the whole organisation's administrators read: metrics, forks, revoked devices.
    Administer,
    /// Reserve inventory numbers for items of a type: whoever may make such items.
    Number {
        /// The type.
        item_type: &'a Record,
    },
    /// Let a person in: give them a way to enrol a device, see their devices, put one out. Whoever may could sign in as
    /// them, so it takes every right that they have: oneself always, else an administrator of each of their teams, or
    /// of any team where they are in none yet.
    Admit {
        /// The person who is let in.
        person: &'a Access,
    },
}

impl Access {
    /// A person's access by all memberships on record.
    pub fn of<'a>(person: PersonId, memberships: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut roles = BTreeMap::new();
        let own = memberships
            .into_iter()
            .filter(|record| Membership(record).person() == Some(person));
        for (team, role) in own.filter_map(role_given) {
            roles
                .entry(team)
                .and_modify(|known: &mut Role| *known = role.max(*known))
                .or_insert(role);
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
            Permission::Number { item_type } => {
                item_type.life == Life::Present
                    && *item_type.key.collection() == Collection::ItemType
                    && self.role_in(item_type.scope) >= Some(Role::Technician)
            }
            Permission::Admit { person } => {
                self.person == person.person
                    || self.best_role() == Some(Role::Administrator)
                        && person
                            .roles
                            .keys()
                            .all(|team| self.roles.get(team) == Some(&Role::Administrator))
            }
            Permission::Operate {
                operation,
                before,
                after,
                founded,
            } => {
                let needed = role_needed(operation, before, after);
                operation.actor == self.person
                    && before.into_iter().chain([after]).all(|record| {
                        self.role_over(record, before.is_none(), founded)
                            .is_some_and(|role| role >= needed)
                    })
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

    /// The role that counts for changing a record. Where everybody may read it, it may still be one team's: the team
    /// itself once it is made, and who belongs to it. Whoever made a team that nobody administers yet counts as its
    /// administrator, while they are one anywhere: somebody has to be the first.
    fn role_over(&self, record: &Record, is_new: bool, founded: Option<TeamId>) -> Option<Role> {
        let team = match record.key.collection() {
            Collection::Membership => Membership(record).team()?,
            Collection::Team if !is_new => TeamId::from(record.key.id()),
            _ => return self.role_in(record.scope),
        };
        if founded == Some(team) {
            return self.best_role();
        }
        self.roles.get(&team).copied()
    }

    fn best_role(&self) -> Option<Role> {
        self.roles.values().max().copied()
    }
}

/// The team and the role that a membership gives, if it stands.
pub(crate) fn role_given(record: &Record) -> Option<(TeamId, Role)> {
    let membership = Membership(record);
    if membership.is_retired() || record.life == Life::Undone {
        return None;
    }
    Some((membership.team()?, membership.role()?))
}

/// Whether one of these memberships makes somebody the administrator of a team.
#[must_use]
pub fn is_administered<'a>(
    team: TeamId,
    memberships: impl IntoIterator<Item = &'a Record>,
) -> bool {
    memberships
        .into_iter()
        .any(|record| role_given(record) == Some((team, Role::Administrator)))
}

/// Whether somebody was put out: they had roles, and every one has ended.
#[must_use]
pub fn is_put_out<'a>(person: PersonId, memberships: impl IntoIterator<Item = &'a Record>) -> bool {
    let mut own = memberships
        .into_iter()
        .filter(|record| Membership(record).person() == Some(person))
        .peekable();
    own.peek().is_some() && own.all(|record| role_given(record).is_none())
}

/// The role that an operation asks for over the record (DESIGN §9).
fn role_needed(operation: &Operation, before: Option<&Record>, after: &Record) -> Role {
    let RecordKey(collection, _) = &operation.record;
    match collection {
        Collection::Item | Collection::Identifier if retires(operation, before, after) => {
            Role::Manager
        }
        Collection::Item | Collection::Identifier => match &operation.change {
            Change::Settle { conflict, .. } => settling_role(operation, *conflict, before),
            _ => Role::Technician,
        },
        Collection::Place | Collection::Alias => Role::Manager,
        Collection::ItemType
        | Collection::Attribute
        | Collection::SubState
        | Collection::Category
        | Collection::Person
        | Collection::Team
        | Collection::Membership
        | Collection::Organisation
        | Collection::Other(_) => Role::Administrator,
    }
}

/// One settles one's own conflicts; for others a manager does. What is settled already is nobody's: whoever comes too late
/// is told so.
fn settling_role(
    operation: &Operation,
    conflict: crate::id::OpId,
    before: Option<&Record>,
) -> Role {
    let is_own = |open: &Conflict| {
        [&open.kept, &open.other]
            .iter()
            .any(|side| side.stamp.by == operation.actor)
    };
    let conflicts = before.into_iter().flat_map(|record| &record.conflicts);
    let mut open = conflicts.filter(|open| open.id == conflict).peekable();
    if open.peek().is_none() || open.any(is_own) {
        Role::Technician
    } else {
        Role::Manager
    }
}

/// Whether an operation asks for a retirement, or brings one of its author's own back by redoing. What an undo merely
/// falls back to was decided by others, and undoing a creation retires in its own right.
fn retires(operation: &Operation, before: Option<&Record>, after: &Record) -> bool {
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
        Change::Withdraw { .. } => {
            let retirement = |record: &Record| {
                let state = record.fields.get(field::STATE)?;
                retired(field::STATE, &state.value).then(|| state.stamp.clone())
            };
            before.and_then(retirement).is_none()
                && retirement(after)
                    .is_some_and(|stamp| stamp.by == operation.actor && stamp.op != operation.op_id)
        }
    }
}
