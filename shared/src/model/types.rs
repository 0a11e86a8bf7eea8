//! Types and what a team defines under them: attributes, sub-states, categories.

use serde_json::{Value, json};

use super::item::words;
use super::{ItemState, State, field};
use crate::id::{AttributeId, CategoryId, SubStateId, TeamId, TypeId};
use crate::record::Record;

/// Words in both languages. An empty or missing one falls back to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Label {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Label {
    /// A label of both words.
    #[must_use]
    pub fn new(fr: &str, en: &str) -> Self {
        Self {
            fr: fr.to_owned(),
            en: en.to_owned(),
        }
    }

    /// The word in a language (`fr`, `en`).
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        let (first, second) = if language.starts_with("en") {
            (&self.en, &self.fr)
        } else {
            (&self.fr, &self.en)
        };
        if first.is_empty() { second } else { first }
    }

    /// The field's value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json!({"fr": self.fr, "en": self.en})
    }

    fn of(record: &Record) -> Self {
        let word = |language: &str| {
            record
                .value(field::LABEL)
                .and_then(|label| label[language].as_str())
                .unwrap_or_default()
                .to_owned()
        };
        Self {
            fr: word("fr"),
            en: word("en"),
        }
    }
}

words! {
    /// What an attribute holds.
    AttributeKind {
        /// Text to 2,000 characters.
        Text = "text",
        /// A whole number.
        Integer = "integer",
        /// A whole number from 0.
        PositiveInteger = "positive_integer",
        /// A decimal of 5 places.
        Decimal = "decimal",
        /// A day.
        Date = "date",
        /// A moment.
        DateTime = "date_time",
        /// Yes or no.
        Bool = "bool",
        /// One of a list.
        List = "list",
        /// A person.
        Person = "person",
        /// Another item.
        Item = "item",
    }
}

words! {
    /// Where an unknown code goes when an item of a type is created from it.
    CodeTarget {
        /// Into the serial number.
        Serial = "serial_number",
        /// Into the inventory number.
        Inventory = "inventory_number",
        /// It becomes a further identifier.
        Identifier = "identifier",
    }
}

/// An item type: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct ItemType<'a>(pub &'a Record);

impl<'a> ItemType<'a> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> TypeId {
        self.0.key.id().into()
    }

    /// Its words.
    #[must_use]
    pub fn label(self) -> Label {
        Label::of(self.0)
    }

    /// The team that owns it.
    #[must_use]
    pub fn team(self) -> Option<TeamId> {
        self.0.reference(field::TEAM)
    }

    /// The name of its drawing.
    #[must_use]
    pub fn icon(self) -> Option<&'a str> {
        self.0.text(field::ICON)
    }

    /// Where an unknown code goes; the serial number unless the type says otherwise.
    #[must_use]
    pub fn code_target(self) -> CodeTarget {
        self.0
            .text(field::CODE_TARGET)
            .and_then(CodeTarget::from_word)
            .unwrap_or(CodeTarget::Serial)
    }

    /// The state of new items.
    #[must_use]
    pub fn default_state(self) -> ItemState {
        self.0
            .value(field::DEFAULT_STATE)
            .and_then(ItemState::from_value)
            .unwrap_or(ItemState::plain(State::InStock))
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

/// An attribute of a type: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a>(pub &'a Record);

impl<'a> Attribute<'a> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> AttributeId {
        self.0.key.id().into()
    }

    /// Its type.
    #[must_use]
    pub fn item_type(self) -> Option<TypeId> {
        self.0.reference(field::TYPE)
    }

    /// Its words.
    #[must_use]
    pub fn label(self) -> Label {
        Label::of(self.0)
    }

    /// What it holds.
    #[must_use]
    pub fn kind(self) -> AttributeKind {
        self.0
            .text(field::KIND)
            .and_then(AttributeKind::from_word)
            .unwrap_or(AttributeKind::Text)
    }

    /// Its unit.
    #[must_use]
    pub fn unit(self) -> Option<&'a str> {
        self.0.text(field::UNIT)
    }

    /// Its choices, where it is a list.
    #[must_use]
    pub fn choices(self) -> Vec<&'a str> {
        self.0
            .value(field::CHOICES)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Whether it must be filled.
    #[must_use]
    pub fn is_required(self) -> bool {
        self.0.value(field::REQUIRED) == Some(&Value::Bool(true))
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

/// A sub-state: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct SubState<'a>(pub &'a Record);

impl SubState<'_> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> SubStateId {
        self.0.key.id().into()
    }

    /// The type that it belongs to.
    #[must_use]
    pub fn item_type(self) -> Option<TypeId> {
        self.0.reference(field::TYPE)
    }

    /// The state that it refines.
    #[must_use]
    pub fn state(self) -> Option<State> {
        self.0.text(field::STATE).and_then(State::from_word)
    }

    /// Its words.
    #[must_use]
    pub fn label(self) -> Label {
        Label::of(self.0)
    }

    /// No longer offered.
    #[must_use]
    pub fn is_retired(self) -> bool {
        is_retired(self.0)
    }
}

/// A category: a view over its record.
#[derive(Clone, Copy, Debug)]
pub struct Category<'a>(pub &'a Record);

impl Category<'_> {
    /// Its id.
    #[must_use]
    pub fn id(self) -> CategoryId {
        self.0.key.id().into()
    }

    /// The type that it belongs to.
    #[must_use]
    pub fn item_type(self) -> Option<TypeId> {
        self.0.reference(field::TYPE)
    }

    /// Its words.
    #[must_use]
    pub fn label(self) -> Label {
        Label::of(self.0)
    }

    /// No longer offered.
    #[must_use]
    pub fn is_retired(self) -> bool {
        is_retired(self.0)
    }
}

pub(super) fn label(record: &Record) -> Label {
    Label::of(record)
}

pub(super) fn is_retired(record: &Record) -> bool {
    record.value(field::RETIRED) == Some(&Value::Bool(true))
}

pub(super) fn order(record: &Record) -> i64 {
    record
        .value(field::ORDER)
        .and_then(Value::as_i64)
        .unwrap_or(0)
}
