//! People, places, types and states as they are offered.

use serde::{Deserialize, Serialize};
use shared::id::{PersonId, PlaceId, SubStateId, TypeId};
use shared::model::{PlaceKind, State, Words};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// Their id.
    pub id: PersonId,
    /// Their name; empty if this device does not have it.
    pub name: String,
}

/// A place. One that turned out to be another is shown as that one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// Its id.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Option<PlaceKind>,
    /// What it lies in.
    pub parent: Option<PlaceId>,
    /// The names from the site down, its own last.
    pub path: Vec<String>,
    /// By id all that it lies in, its own last; with those that turned out to be another.
    pub chain: Vec<PlaceId>,
    /// Other places lie in it.
    pub has_children: bool,
    /// It is no longer used: what lies in it has to be put elsewhere.
    pub retired: bool,
}

impl PlaceView {
    /// Whether it is a place or lies somewhere below it.
    #[must_use]
    pub fn lies_in(&self, place: PlaceId) -> bool {
        self.chain.contains(&place)
    }
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeView {
    /// Its id.
    pub id: TypeId,
    /// Its words.
    pub label: Words,
    /// The name of its drawing.
    pub icon: String,
}

/// A sub-state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubStateView {
    /// Its id.
    pub id: SubStateId,
    /// The state that it refines.
    pub state: State,
    /// Its words.
    pub label: Words,
}

/// A state as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateView {
    /// The state.
    pub state: State,
    /// The sub-state.
    pub sub_state: Option<SubStateView>,
}
