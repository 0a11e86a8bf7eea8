//! Places as they are made, changed and shown by themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::id::{OpId, PlaceId};
use shared::model::PlaceKind;
use shared::record::Field;

use super::{ConflictView, DoneView, HistoryView, PlaceView};

/// A place to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlace {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Where it lies; a site lies nowhere.
    pub parent: Option<PlaceId>,
}

/// Places to make from a text, one name a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlaces {
    /// The text. Each line is a name as it stands, whatever it begins with.
    pub text: String,
    /// What they all are.
    pub kind: PlaceKind,
    /// Where they lie; sites lie nowhere.
    pub parent: Option<PlaceId>,
}

/// What becomes of the lines of such a text. Blank lines are nothing, and not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceLines {
    /// Names that are new there, in their order.
    pub new: Vec<String>,
    /// Names that a line before has, whatever their case and accents.
    pub doubled: Vec<String>,
    /// Names that a place there has already.
    pub known: Vec<String>,
    /// Lines longer than a name may be, by their beginnings.
    pub too_long: Vec<String>,
    /// There are more lines than one action takes: none is made.
    pub too_many: bool,
}

/// What came of making them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacesMade {
    /// What became of the lines.
    pub lines: PlaceLines,
    /// The action, undone as a whole; of no operations where nothing was new.
    pub done: DoneView,
}

/// A place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRow {
    /// It.
    pub place: PlaceView,
    /// How many items lie in it and below.
    pub items: u64,
}

/// A place, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceDetail {
    /// What a list shows of it: of itself, also where it turned out to be another.
    pub row: PlaceRow,
    /// How many items lie directly in it.
    pub items_here: u64,
    /// What it lies in.
    pub parent: Option<PlaceView>,
    /// The place that it turned out to be.
    pub merged: Option<PlaceView>,
    /// Places that turned out to be it.
    pub merged_here: Vec<PlaceView>,
    /// What lies directly in it, retired ones last.
    pub places: Vec<PlaceRow>,
    /// The record's `rev`, to be handed back with a change.
    pub rev: u64,
    /// For each field the operation whose value is shown, to be handed back with a change.
    pub bases: BTreeMap<Field, OpId>,
    /// Open conflicts.
    pub conflicts: Vec<ConflictView>,
    /// Its last lines of history, newest first.
    pub history: Vec<HistoryView>,
    /// The signed-in person may change it, and make places.
    pub may_edit: bool,
}
