//! What is asked: targets, changes, new items, queries.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::id::{ItemId, OpId, PlaceId, TypeId};
use shared::model::{ItemState, State};
use shared::record::Field;

use super::json_text;

/// An item that an action is for, as the person saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Which.
    pub item: ItemId,
    /// Its `rev` and the field's base on the screen; none takes what the replica holds now.
    pub seen: Option<Seen>,
}

/// What a person saw of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The record's `rev`.
    pub rev: u64,
    /// The operation whose value stood there.
    pub base: Option<OpId>,
}

/// One field changed by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// The operation whose value the form showed.
    pub base: Option<OpId>,
    /// The new value; a null clears.
    #[serde(with = "json_text")]
    pub value: Value,
}

/// An item to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewItem {
    /// Its type.
    pub item_type: TypeId,
    /// The code that was unknown, if it came by a scan: bound as a label if it is one of ours, else put where the
    /// type says.
    pub code: Option<String>,
    /// Where it is.
    pub place: Option<PlaceId>,
    /// Its state; the type's default if none.
    pub state: Option<ItemState>,
    /// Further values.
    #[serde(with = "json_text")]
    pub fields: BTreeMap<Field, Value>,
}

/// Which side of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What counts for now.
    Kept,
    /// What stands beside it.
    Other,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Words: of names, numbers, serials, identifiers, places; the last may be unfinished. Empty: the newest changes.
    pub text: String,
    /// Only this type.
    pub item_type: Option<TypeId>,
    /// Only this state.
    pub state: Option<State>,
    /// Only in this place or below.
    pub place: Option<PlaceId>,
    /// Rows to leave out at the start.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
    /// Rows that are seen now: where the list has moved under them, what is answered moves along.
    pub anchors: Vec<Anchor>,
}

/// Where a row of a list is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The row's item.
    pub item: ItemId,
    /// How many rows lie before it.
    pub at: u32,
}
