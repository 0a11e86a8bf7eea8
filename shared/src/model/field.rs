//! The fields of each collection: names, how they merge, and what they may hold.

use serde_json::Value;

use super::{
    AttributeKind, Criticality, IdentifierKind, ItemState, PlaceKind, Role, State, Verdict,
};
use crate::id::RecordId;
use crate::record::{Collection, Field};
use crate::time::Millis;

/// The name of a person, place, item…
pub const NAME: &str = "name";
/// An item's type; a category's, attribute's or sub-state's.
pub const TYPE: &str = "type";
/// An item's category.
pub const CATEGORY: &str = "category";
/// An item's state with its sub-state, as one value.
pub const STATE: &str = "state";
/// How much depends on it.
pub const CRITICALITY: &str = "criticality";
/// The organisation's own number.
pub const INVENTORY_NUMBER: &str = "inventory_number";
/// The maker's number of this one thing.
pub const SERIAL_NUMBER: &str = "serial_number";
/// Who made it.
pub const MANUFACTURER: &str = "manufacturer";
/// The maker's name of the model.
pub const MODEL: &str = "model";
/// Where it is; the place that an identifier belongs to.
pub const PLACE: &str = "place";
/// Who answers for it.
pub const RESPONSIBLE: &str = "responsible";
/// Who uses it.
pub const USER: &str = "user";
/// Who sold it.
pub const SUPPLIER: &str = "supplier";
/// When it was bought.
pub const PURCHASE_DATE: &str = "purchase_date";
/// What it cost.
pub const PURCHASE_PRICE: &str = "purchase_price";
/// Until when its maker mends it.
pub const WARRANTY_END: &str = "warranty_end";
/// When it should be replaced.
pub const END_OF_LIFE: &str = "end_of_life";
/// Whether it is managed.
pub const MANAGED: &str = "managed";
/// Free text.
pub const NOTES: &str = "notes";
/// When, where and by whom it was last seen: the stamp says when.
pub const LAST_SEEN: &str = "last_seen";
/// Words in both languages.
pub const LABEL: &str = "label";
/// The team that owns a type; a membership's.
pub const TEAM: &str = "team";
/// The drawing shown for a type.
pub const ICON: &str = "icon";
/// Where an unknown code goes when an item of the type is created from it.
pub const CODE_TARGET: &str = "code_target";
/// No longer offered, still shown where it is used.
pub const RETIRED: &str = "retired";
/// The place in a list.
pub const ORDER: &str = "order";
/// The kind of a place, an attribute or an identifier.
pub const KIND: &str = "kind";
/// Must be filled.
pub const REQUIRED: &str = "required";
/// The unit of an attribute.
pub const UNIT: &str = "unit";
/// The money in which the organisation's prices are, by its code (ISO 4217).
pub const CURRENCY: &str = "currency";
/// The languages in which the organisation writes its words, by their codes.
pub const LANGUAGES: &str = "languages";
/// The choices of a list attribute.
pub const CHOICES: &str = "choices";
/// The place that a place lies in.
pub const PARENT: &str = "parent";
/// The place that a place turned out to be.
pub const MERGED: &str = "merged";
/// A person's address for mail.
pub const EMAIL: &str = "email";
/// A membership's person.
pub const PERSON: &str = "person";
/// A membership's role.
pub const ROLE: &str = "role";
/// The item that an identifier belongs to.
pub const ITEM: &str = "item";
/// The other of two items of which something is said.
pub const OTHER: &str = "other";
/// What is said of two items: that they are one thing, or that they are not.
pub const VERDICT: &str = "verdict";
/// Whoever made the item could not know of another with its number: none was on their device.
pub const SOLE: &str = "sole";
/// The text of an identifier.
pub const TEXT: &str = "text";
/// How much an item of the type is worth new.
pub const REPLACEMENT_VALUE: &str = "replacement_value";
/// How many months an item of the type lives.
pub const LIFE_SPAN: &str = "life_span";
/// How the inventory numbers of a type's items are made.
pub const NUMBER_PATTERN: &str = "number_pattern";
/// The state of new items of a type.
pub const DEFAULT_STATE: &str = "default_state";

const ATTRIBUTE_PREFIX: &str = "attr/";

/// The longest text of an ordinary field, in characters; notes are [`MAX_NOTES`].
pub const MAX_TEXT: usize = 2_000;
/// The longest notes and identifier texts, in characters: a scanned code is stored whole.
pub const MAX_NOTES: usize = 10_000;

/// The field that holds an attribute's value.
#[must_use]
pub fn attribute(id: RecordId) -> Field {
    Field::new(&format!("{ATTRIBUTE_PREFIX}{id}"))
}

/// The attribute whose value a field holds.
#[must_use]
pub fn attribute_of(field: &Field) -> Option<RecordId> {
    field
        .as_str()
        .strip_prefix(ATTRIBUTE_PREFIX)
        .and_then(|id| id.parse().ok())
}

/// How two people's values for one field come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// What somebody saw: the latest counts.
    Observation {
        /// Whether two that differ within a quarter of an hour open a conflict.
        contested: bool,
    },
    /// What somebody decided: the first to arrive stays, another is a conflict.
    Fact,
    /// A fact that keeps a tree a tree: a stale change waits.
    Tree,
}

impl FieldKind {
    /// The kind of a collection's field. Every field that is not named here is a fact.
    #[must_use]
    pub fn of(collection: &Collection, field: &str) -> Self {
        match (collection, field) {
            (Collection::Item, PLACE | STATE) => Self::Observation { contested: true },
            (Collection::Item, LAST_SEEN) => Self::Observation { contested: false },
            (Collection::Place, PARENT) => Self::Tree,
            _ => Self::Fact,
        }
    }
}

/// What a field may hold.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// Text of so many characters at most.
    Text(usize),
    /// `YYYY-MM-DD`, a day without a zone.
    Date,
    /// A decimal as a string, so that no digit is lost.
    Decimal,
    /// A whole number.
    Integer,
    /// Yes or no.
    Bool,
    /// The id of a record of that collection.
    Reference(Collection),
    /// `{"fr": …, "en": …}`.
    Label,
    /// `{"fr": …, "en": …}`, or one text that both languages share.
    Words,
    /// One of a closed set of words.
    Word(fn(&str) -> bool),
    /// `{"state": …, "sub_state": id?}`.
    ItemState,
    /// `{"by": person, "place": place?}`.
    LastSeen,
    /// A list of texts.
    Texts,
}

impl ValueKind {
    /// What a known field may hold; none for a field that only a newer app knows, and for attribute values,
    /// whose kind the attribute's record says.
    #[must_use]
    pub fn of(collection: &Collection, field: &str) -> Option<Self> {
        use Collection as C;
        Some(match (collection, field) {
            (C::Item | C::Attribute | C::Category | C::SubState, TYPE) => {
                Self::Reference(C::ItemType)
            }
            (C::Item, CATEGORY) => Self::Reference(C::Category),
            (C::Item | C::ItemType, STATE | DEFAULT_STATE) => Self::ItemState,
            (C::Item, CRITICALITY) => Self::Word(|word| Criticality::from_word(word).is_some()),
            (C::Item | C::Identifier, PLACE) | (C::Place, PARENT | MERGED) => {
                Self::Reference(C::Place)
            }
            (C::Item, RESPONSIBLE | USER) | (C::Membership, PERSON) => Self::Reference(C::Person),
            (C::Item, PURCHASE_DATE | WARRANTY_END | END_OF_LIFE) => Self::Date,
            (C::Item, PURCHASE_PRICE) | (C::ItemType, REPLACEMENT_VALUE) => Self::Decimal,
            (C::Item, MANAGED | SOLE) | (_, RETIRED | REQUIRED) => Self::Bool,
            (C::Item, NOTES | INVENTORY_NUMBER | SERIAL_NUMBER) | (C::Identifier, TEXT) => {
                Self::Text(MAX_NOTES)
            }
            (C::Item, LAST_SEEN) => Self::LastSeen,
            (C::Identifier | C::Alias, ITEM) | (C::Alias, OTHER) => Self::Reference(C::Item),
            (C::Alias, VERDICT) => Self::Word(|word| Verdict::from_word(word).is_some()),
            (C::Identifier, KIND) => Self::Word(|word| IdentifierKind::from_word(word).is_some()),
            (C::ItemType | C::Attribute | C::Category | C::SubState | C::Team, LABEL) => {
                Self::Label
            }
            (C::ItemType | C::Membership, TEAM) => Self::Reference(C::Team),
            (C::Membership, ROLE) => Self::Word(|word| Role::from_word(word).is_some()),
            (C::Place, KIND) => Self::Word(|word| PlaceKind::from_word(word).is_some()),
            (C::Attribute, KIND) => Self::Word(|word| AttributeKind::from_word(word).is_some()),
            (C::SubState, STATE) => Self::Word(|word| State::from_word(word).is_some()),
            (C::Attribute, CHOICES) => Self::Texts,
            (_, ORDER) | (C::ItemType, LIFE_SPAN) => Self::Integer,
            (C::Attribute, UNIT) => Self::Words,
            (C::Organisation, CURRENCY) => Self::Word(is_currency),
            (C::Organisation, LANGUAGES) => Self::Texts,
            (C::ItemType, NUMBER_PATTERN) => {
                Self::Word(|text| super::NumberPattern::parse(text).is_ok())
            }
            (C::ItemType, CODE_TARGET | ICON) => Self::Text(MAX_TEXT),
            (
                C::Item | C::Place | C::Person | C::Organisation,
                NAME | MANUFACTURER | MODEL | SUPPLIER | EMAIL,
            ) => Self::Text(MAX_TEXT),
            _ => return None,
        })
    }

    /// Whether a value is of this kind. A null always is: it clears.
    #[must_use]
    pub fn admits(&self, value: &Value) -> bool {
        if value.is_null() {
            return true;
        }
        let text = value.as_str();
        match self {
            Self::Text(limit) => text.is_some_and(|text| text.chars().count() <= *limit),
            Self::Date => text.is_some_and(is_date),
            Self::Decimal => text.is_some_and(is_decimal),
            Self::Integer => value.is_i64(),
            Self::Bool => value.is_boolean(),
            Self::Reference(_) => text.is_some_and(|text| text.parse::<RecordId>().is_ok()),
            Self::Label => ["fr", "en"]
                .iter()
                .all(|language| value[language].is_string()),
            Self::Words => text.map_or_else(
                || Self::Label.admits(value),
                |text| text.chars().count() <= MAX_TEXT,
            ),
            Self::Word(known) => text.is_some_and(known),
            Self::ItemState => ItemState::from_value(value).is_some(),
            Self::LastSeen => value["by"]
                .as_str()
                .is_some_and(|text| text.parse::<RecordId>().is_ok()),
            Self::Texts => value
                .as_array()
                .is_some_and(|list| list.iter().all(Value::is_string)),
        }
    }
}

/// Whether a text is the code of a currency (ISO 4217): three capitals.
#[must_use]
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|sign| sign.is_ascii_uppercase())
}

/// Whether a text is a day of the Gregorian calendar, `YYYY-MM-DD` (ISO 8601).
#[must_use]
pub fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |length: usize| {
        let part = parts.next().filter(|part| part.len() == length)?;
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day) && parts.next().is_none()
}

/// Whether a text is a decimal: a sign, digits, a point, digits; 15 before the point and 5 after it at most.
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(whole, 15) && digits(fraction, 5)
}

/// Two observations of one field that differ and lie closer together than this are a conflict, if neither
/// knew of the other: a quarter of an hour.
pub const CONTEST_WINDOW: Millis = Millis(15 * 60_000);
