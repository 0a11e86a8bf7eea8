//! The form of an item.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::id::{OpId, RecordId};
use shared::model::{AttributeKind, Words};
use shared::record::Field;

use super::{Shown, TypeView, json_text};

/// A form: every field that a person may fill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormView {
    /// The type.
    pub item_type: TypeView,
    /// The item's `rev`; 0 for a new one.
    pub rev: u64,
    /// The fields, in order.
    pub fields: Vec<FormField>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormField {
    /// The field.
    pub field: Field,
    /// Its words, where a team made it.
    pub label: Option<Words>,
    /// What it takes.
    pub input: Input,
    /// Its value in the record; a null where there is none.
    #[serde(with = "json_text")]
    pub value: Value,
    /// The value as shown.
    pub shown: Shown,
    /// The operation whose value it is.
    pub base: Option<OpId>,
    /// It should be filled.
    pub required: bool,
}

/// What a field of a form takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// One line, or several for notes.
    Text {
        /// Several lines.
        multiline: bool,
        /// Characters at most.
        limit: u32,
    },
    /// A number that identifies; can be scanned.
    Identifier,
    /// An attribute's kind.
    Attribute {
        /// The kind.
        kind: AttributeKind,
        /// The unit.
        unit: Option<Words>,
        /// The choices of a list.
        choices: Vec<String>,
    },
    /// A day.
    Date,
    /// A decimal.
    Decimal,
    /// A price, in that money (ISO 4217) where the organisation says which.
    Price(Option<String>),
    /// Yes or no.
    Bool,
    /// A person.
    Person,
    /// One of these labels, by id.
    Choice(Vec<(RecordId, Words)>),
    /// One of these words, each with a translation.
    Words(Vec<String>),
}
