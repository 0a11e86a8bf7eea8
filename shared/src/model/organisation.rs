//! Who and where: people, teams, memberships, places.

use serde_json::{Value, json};

use super::declare::{view, words};
use super::field;
use crate::id::{MembershipId, PersonId, PlaceId, RecordId, TeamId};

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

words! {
    /// The languages in which an organisation writes its own words.
    Languages {
        /// French and English.
        Both = "both",
        /// French alone.
        French = "fr",
        /// English alone.
        English = "en",
    }
}

impl Languages {
    /// The field's value.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self {
            Self::Both => json!(["fr", "en"]),
            Self::French | Self::English => json!([self.word()]),
        }
    }
}

view! {
    /// The organisation's settings: a view over its record, which is alone in its collection.
    Organisation(RecordId)
}

impl<'a> Organisation<'a> {
    /// Its name, where it was changed since its founding.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        self.0.text(field::NAME).filter(|name| !name.is_empty())
    }

    /// The languages in which its words (types, teams, …) are written: both, unless it says one.
    #[must_use]
    pub fn languages(self) -> Languages {
        let list = self.0.value(field::LANGUAGES).and_then(Value::as_array);
        let has = |code: &str| {
            list.is_some_and(|list| list.iter().any(|word| word.as_str() == Some(code)))
        };
        match (has("fr"), has("en")) {
            (true, false) => Languages::French,
            (false, true) => Languages::English,
            _ => Languages::Both,
        }
    }

    /// The money in which its prices are (ISO 4217).
    #[must_use]
    pub fn currency(self) -> Option<&'a str> {
        self.0.text(field::CURRENCY)
    }
}

view! {
    /// A place: a view over its record.
    Place(PlaceId) has retired, order
}

impl<'a> Place<'a> {
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

    /// The place that it turned out to be, in which it lies since: what leads to it leads there.
    #[must_use]
    pub fn merged(self) -> Option<PlaceId> {
        self.0.reference(field::MERGED)
    }
}

view! {
    /// A person: a view over its record.
    Person(PersonId)
}

impl<'a> Person<'a> {
    /// Their name.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        self.0.text(field::NAME)
    }
}

view! {
    /// A team: a view over its record.
    Team(TeamId) has label, order
}

view! {
    /// A membership: a view over its record.
    Membership(MembershipId) has retired
}

impl Membership<'_> {
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
}
