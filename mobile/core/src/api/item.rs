//! An item as it is shown: rows, its record, its facts, its history.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::id::{ActionId, IdentifierId, ItemId, OpId};
use shared::model::{IdentifierKind, Words};
use shared::operation::Intent;
use shared::record::Field;
use shared::time::Millis;

use super::{ConflictView, Delivery, FactLabel, PersonView, PlaceView, StateView, TypeView};

/// An item in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub title: String,
    /// Its inventory number.
    pub number: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// Its type.
    pub item_type: Option<TypeView>,
    /// Its state.
    pub state: Option<StateView>,
    /// Where it is.
    pub place: Option<PlaceView>,
    /// Who answers for it.
    pub responsible: Option<PersonView>,
    /// When it was last seen.
    pub seen_at: Option<Millis>,
    /// A conflict is open on it.
    pub in_conflict: bool,
}

/// Items of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsView {
    /// They.
    pub rows: Vec<RowView>,
    /// How many rows of the list lie before them.
    pub offset: u32,
    /// How many rows further down the anchors lie than they were seen.
    pub moved: i64,
    /// How many are listed: all, or 1,000 at most for a text.
    pub total: u64,
    /// There are others, which are not listed.
    pub more: bool,
    /// How many items the device carries.
    pub of: u64,
}

/// Items that one action may be about at most: each is written, sent and taken in by itself, and somebody waits.
pub const MOST_CHOSEN: u32 = 1_000;

/// Items that may be chosen together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceView {
    /// They, from the first row asked for on, [`MOST_CHOSEN`] at most.
    pub items: Vec<ItemId>,
    /// There are others beyond that.
    pub more: bool,
}

/// An item, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemView {
    /// What a list shows of it.
    pub row: RowView,
    /// The record's `rev`, to be handed back with an action.
    pub rev: u64,
    /// For each field the operation whose value is shown, to be handed back with an action.
    pub bases: BTreeMap<Field, OpId>,
    /// When, where and by whom it was last seen.
    pub last_seen: Option<LastSeenView>,
    /// It was seen after it had been retired.
    pub contradiction: bool,
    /// It was changed by somebody who did not know that it had been retired.
    pub revived: bool,
    /// Its inventory number is provisional: its device had none left, and gives it another at the next exchange.
    pub provisional: bool,
    /// Whoever made it took that back after others had worked with it: so it is retired, and not gone.
    pub creation_undone: bool,
    /// Its filled fields, in the order in which they are shown; name, number, type and state aside.
    pub facts: Vec<FactView>,
    /// What else identifies it.
    pub identifiers: Vec<IdentifierView>,
    /// Open conflicts.
    pub conflicts: Vec<ConflictView>,
    /// Its last lines of history, newest first.
    pub history: Vec<HistoryView>,
    /// The one of several that are shown as one by which it was asked for, where it is not the lowest: what is seen of
    /// it is seen of that one.
    pub through: Option<ItemId>,
    /// The others that are shown as one with it.
    pub merged: Vec<MergedView>,
    /// The signed-in person may say what is one with it and what is not.
    pub may_merge: bool,
    /// The signed-in person may change it.
    pub may_edit: bool,
    /// The signed-in person may retire it.
    pub may_retire: bool,
}

/// An item that is shown as one with another, as it is by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedView {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub title: String,
    /// Its inventory number.
    pub number: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
}

/// When, where and by whom an item was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeenView {
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: PersonView,
    /// Where.
    pub place: Option<PlaceView>,
}

/// A field as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactView {
    /// The field.
    pub field: Field,
    /// Its words, where a team made it; else the field's name leads to its translation.
    pub label: Option<Words>,
    /// Its value.
    pub value: Shown,
}

/// A value as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Nothing, or cleared.
    Nothing,
    /// Text that a person wrote.
    Text(String),
    /// A number that is read aloud: inventory, serial, code.
    Number(String),
    /// A quantity with its unit; a decimal as text.
    Quantity {
        /// The digits.
        amount: String,
        /// The unit.
        unit: Option<Words>,
    },
    /// A price; a decimal as text.
    Price {
        /// The digits.
        amount: String,
        /// The money (ISO 4217), where the organisation says which.
        currency: Option<String>,
    },
    /// A day.
    Date(String),
    /// Yes or no.
    Bool(bool),
    /// A state.
    State(StateView),
    /// A place.
    Place(PlaceView),
    /// A person.
    Person(PersonView),
    /// A type, a category: what a team named.
    Words(Words),
    /// A word of a closed set; leads to its translation.
    Word(String),
}

/// What else identifies an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierView {
    /// Its id.
    pub id: IdentifierId,
    /// What it is.
    pub kind: IdentifierKind,
    /// Its text, safe to show.
    pub text: String,
    /// It has been replaced.
    pub replaced: bool,
}

/// What a device has of an item's history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The lines, newest first.
    pub lines: Vec<HistoryView>,
    /// The server has older ones, as far as is known here.
    pub older: bool,
}

/// A line of history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryView {
    /// The operation.
    pub op: OpId,
    /// The action that it was part of.
    pub action: ActionId,
    /// What the person was doing.
    pub intent: Intent,
    /// It made the item.
    pub created: bool,
    /// When it counts from.
    pub at: Millis,
    /// That time is a guess.
    pub uncertain: bool,
    /// Who.
    pub by: PersonView,
    /// It is the signed-in person.
    pub own: bool,
    /// What changed.
    pub changes: Vec<HistoryChange>,
    /// What it takes back, where that is what it does and this device knows it.
    pub undoes: Option<UndoneView>,
    /// How far it has come.
    pub delivery: Delivery,
    /// It was taken back.
    pub withdrawn: bool,
    /// The signed-in person can take it back.
    pub undoable: bool,
}

/// What an undo took back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoneView {
    /// It had made the item.
    pub created: bool,
    /// What it had changed.
    pub changes: Vec<HistoryChange>,
    /// It is an undo of an undo: what was done is so again.
    pub again: bool,
}

/// A field that a line of history changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryChange {
    /// The field.
    pub fact: FactLabel,
    /// Before, where this device knows it.
    pub before: Option<Shown>,
    /// After.
    pub after: Shown,
}
