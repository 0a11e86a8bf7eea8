//! Types and what a team defines under them: attributes, sub-states, categories.

use serde_json::{Value, json};

use super::declare::{view, words};
use super::{ItemState, NumberPattern, State, field};
use crate::id::{AttributeId, CategoryId, SubStateId, TeamId, TypeId};
use crate::record::Record;

/// Words in both languages. An empty or missing one falls back to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Words {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Words {
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

    pub(super) fn of(record: &Record) -> Self {
        record
            .value(field::LABEL)
            .and_then(Self::from_value)
            .unwrap_or_default()
    }

    /// The words of a field's value. One text alone is the word in both languages; a null is none.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        if value.is_null() {
            return None;
        }
        let word = |language: &str| {
            value
                .as_str()
                .or_else(|| value[language].as_str())
                .unwrap_or_default()
        };
        Some(Self::new(word("fr"), word("en")))
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

view! {
    /// An item type: a view over its record.
    ItemType(TypeId) has label, retired, order
}

impl<'a> ItemType<'a> {
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

    /// How its items get their inventory numbers by themselves; none where they are given by hand.
    #[must_use]
    pub fn number_pattern(self) -> Option<NumberPattern> {
        self.0
            .text(field::NUMBER_PATTERN)
            .and_then(|text| NumberPattern::parse(text).ok())
    }

    /// The state of new items.
    #[must_use]
    pub fn default_state(self) -> ItemState {
        self.0
            .value(field::DEFAULT_STATE)
            .and_then(ItemState::from_value)
            .unwrap_or(ItemState::plain(State::InStock))
    }
}

view! {
    /// An attribute of a type: a view over its record.
    Attribute(AttributeId) has label, retired, order
}

impl<'a> Attribute<'a> {
    /// Its type.
    #[must_use]
    pub fn item_type(self) -> Option<TypeId> {
        self.0.reference(field::TYPE)
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
    pub fn unit(self) -> Option<Words> {
        self.0.value(field::UNIT).and_then(Words::from_value)
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
}

view! {
    /// A sub-state: a view over its record.
    SubState(SubStateId) has label, retired
}

impl SubState<'_> {
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
}

view! {
    /// A category: a view over its record.
    Category(CategoryId) has label, retired
}

impl Category<'_> {
    /// The type that it belongs to.
    #[must_use]
    pub fn item_type(self) -> Option<TypeId> {
        self.0.reference(field::TYPE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_from_both_languages_or_from_one_text() {
        let of = |value: Value| Words::from_value(&value);
        let unit = json!({"fr": "Go", "en": "GB"});
        assert_eq!(of(unit), Some(Words::new("Go", "GB")));
        assert_eq!(of(json!("kg")), Some(Words::new("kg", "kg")));
        assert_eq!(of(Value::Null), None);
        assert_eq!(
            of(json!({"en": "pp."})).map(|words| words.get("fr").to_owned()),
            Some("pp.".into())
        );
    }
}
