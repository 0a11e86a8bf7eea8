//! Who and where: people, teams, memberships, places.

use super::field;
use super::item::words;
use super::types::{Label, is_retired, label, order};
use crate::id::{MembershipId, PersonId, PlaceId, TeamId};
use crate::record::Record;

words! {
    /// The kind of a place.
    PlaceKind {
        /// A site.
        Site = "site",
        /// A building.
        Building = "building",
        /// A floor.
        Floor = "floor",
        /// A room.
        Room = "room",
        /// A spot in a room.
        Spot = "spot",
    }
}

words! {
    /// What somebody may do in a team. Each includes the ones before it.
    Role {
        /// Reads.
        Reader = "reader",
        /// Observes, creates, edits.
        Technician = "technician",
        /// Also retires, merges, makes places, settles for others.
        Manager = "manager",
        /// Also types, people, settings.
        Administrator = "administrator",
    }
}

/// A place: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a>(pub &'a Record);

impl<'a> Place<'a> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> PlaceId {
        self.0.key.id().into()
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        self.0.text(field::NAME)
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Option<PlaceKind> {
        self.0.text(field::KIND).and_then(PlaceKind::from_word)
    }

    /// The place that it lies in.
    #[must_use]
    pub fn parent(self) -> Option<PlaceId> {
        self.0.reference(field::PARENT)
    }

    /// No longer offered.
    #[must_use]
    pub fn is_retired(self) -> bool {
        is_retired(self.0)
    }

    /// Its place in lists.
    #[must_use]
    pub fn order(self) -> i64 {
        order(self.0)
    }
}

/// A person: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a>(pub &'a Record);

impl<'a> Person<'a> {
    /// Their id.
    #[must_use]
    pub fn id(self) -> PersonId {
        self.0.key.id().into()
    }

    /// Their name.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        self.0.text(field::NAME)
    }
}

/// A team: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct Team<'a>(pub &'a Record);

impl Team<'_> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> TeamId {
        self.0.key.id().into()
    }

    /// Its words.
    #[must_use]
    pub fn label(self) -> Label {
        label(self.0)
    }
}

/// A membership: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct Membership<'a>(pub &'a Record);

impl Membership<'_> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> MembershipId {
        self.0.key.id().into()
    }

    /// Whose.
    #[must_use]
    pub fn person(self) -> Option<PersonId> {
        self.0.reference(field::PERSON)
    }

    /// Of which team.
    #[must_use]
    pub fn team(self) -> Option<TeamId> {
        self.0.reference(field::TEAM)
    }

    /// As what.
    #[must_use]
    pub fn role(self) -> Option<Role> {
        self.0.text(field::ROLE).and_then(Role::from_word)
    }

    /// It has ended.
    #[must_use]
    pub fn is_retired(self) -> bool {
        is_retired(self.0)
    }
}
