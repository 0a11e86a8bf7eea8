//! What a cell means in a field: words to ids, days and numbers to the model's own form. What means nothing is refused
//! by name, never made.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Value, json};
use shared::access::Access;
use shared::id::{ItemId, PersonId, RecordId, TypeId};
use shared::identifier::{Found as Match, fold_for_search};
use shared::model::{
    Attribute, AttributeKind, Category, ItemType, Person, Role, SubState, ValueKind, Words, field,
};
use shared::record::{Collection, Field, Record};

use super::column::Column;
use super::{Import, words};
use crate::api::{Cell, Question, Refusal, TypeView};
use crate::engine::Engine;
use crate::engine::action::item_key;
use crate::engine::reading::{shown_text, type_view};
use crate::error::EngineError;
use crate::table::{Number, Written};

/// The records that cells name, read once for many rows.
pub(super) struct Lists {
    pub(super) access: Rc<Access>,
    pub(super) types: Vec<Rc<Record>>,
    pub(super) attributes: Vec<Rc<Record>>,
    categories: Vec<Rc<Record>>,
    sub_states: Vec<Rc<Record>>,
    people: HashMap<String, Vec<PersonId>>,
}

impl Lists {
    pub(super) fn load(engine: &Engine) -> Result<Self, EngineError> {
        let store = &engine.store;
        let mut people: HashMap<String, Vec<PersonId>> = HashMap::new();
        for record in store.all_small(&Collection::Person)? {
            let person = Person(&record);
            for text in [person.name(), record.text(field::EMAIL)]
                .into_iter()
                .flatten()
            {
                let known = people.entry(fold_for_search(text)).or_default();
                if !known.contains(&person.id()) {
                    known.push(person.id());
                }
            }
        }
        let offered = |mut records: Vec<Rc<Record>>| {
            records.retain(|record| record.value(field::RETIRED) != Some(&Value::Bool(true)));
            records.sort_by_key(|record| {
                let order = record.value(field::ORDER).and_then(Value::as_i64);
                (order, record.key.id())
            });
            records
        };
        Ok(Self {
            access: store.access()?.ok_or(EngineError::NotEnrolled)?,
            types: offered(store.all_small(&Collection::ItemType)?),
            attributes: offered(store.all_small(&Collection::Attribute)?),
            categories: offered(store.all_small(&Collection::Category)?),
            sub_states: offered(store.all_small(&Collection::SubState)?),
            people,
        })
    }

    /// The types of which the person may make items.
    pub(super) fn offered_types(&self) -> Vec<TypeView> {
        let may = |record: &&Rc<Record>| {
            let role = self.access.role_in(record.scope);
            role.is_some_and(|role| role >= Role::Technician)
        };
        let offered = self.types.iter().filter(may);
        offered.map(|record| type_view(ItemType(record))).collect()
    }

    pub(super) fn item_type(&self, id: TypeId) -> Option<&Rc<Record>> {
        self.types.iter().find(|record| ItemType(record).id() == id)
    }

    /// The attribute of a type that bears the words of another type's.
    pub(super) fn attribute_like(&self, id: RecordId, of: TypeId) -> Option<Attribute<'_>> {
        let like = self
            .attributes
            .iter()
            .find(|record| record.key.id() == id)?;
        let like = Attribute(like).label();
        self.attributes
            .iter()
            .map(|record| Attribute(record))
            .find(|attribute| {
                attribute.item_type() == Some(of)
                    && (attribute.label() == like
                        || words::bare(&attribute.label().fr) == words::bare(&like.fr))
            })
    }

    /// A sub-state of a type by its words.
    pub(super) fn sub_state(&self, text: &str, of: TypeId) -> Option<SubState<'_>> {
        self.sub_states
            .iter()
            .map(|record| SubState(record))
            .find(|sub_state| {
                sub_state.item_type() == Some(of) && is_called(&sub_state.label(), text)
            })
    }

    /// Whether a field holds decimals, of which one may be written in several ways.
    pub(super) fn is_decimal(&self, name: &Field) -> bool {
        match field::attribute_of(name) {
            Some(id) => self.attributes.iter().any(|record| {
                record.key.id() == id && Attribute(record).kind() == AttributeKind::Decimal
            }),
            None => matches!(
                ValueKind::of(&Collection::Item, name.as_str()),
                Some(ValueKind::Decimal)
            ),
        }
    }

    fn category(&self, text: &str, of: TypeId) -> Option<RecordId> {
        self.categories
            .iter()
            .map(|record| Category(record))
            .find(|category| category.item_type() == Some(of) && is_called(&category.label(), text))
            .map(|category| category.id().into())
    }
}

fn is_called(label: &Words, text: &str) -> bool {
    let text = words::bare(text);
    words::bare(&label.fr) == text || words::bare(&label.en) == text
}

/// A cell where it stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) import: &'a Import,
    pub(super) lists: &'a Lists,
    pub(super) number: usize,
    pub(super) column: &'a Column,
    pub(super) text: &'a str,
    /// It asks for the value to be cleared.
    pub(super) clears: bool,
}

impl At<'_> {
    pub(super) fn cell(&self) -> Cell {
        Cell {
            column: self.import.column_said(self.number),
            text: shown_text(self.text),
        }
    }

    fn invalid(&self) -> Refusal {
        Refusal::Invalid(self.cell())
    }

    pub(super) fn unknown(&self) -> Refusal {
        Refusal::Unknown(self.cell())
    }
}

/// A refusal within what the store may fail at.
pub(super) type Decided<T> = Result<Result<T, Refusal>, EngineError>;

impl Engine {
    /// The field and the value that a cell gives an item of a type; a null clears.
    pub(super) fn cell_value(
        &self,
        at: At<'_>,
        name: &Field,
        of: TypeId,
        asked: &mut Vec<Question>,
    ) -> Decided<(Field, Value)> {
        let attribute = match field::attribute_of(name) {
            None => None,
            Some(id) => match at.lists.attribute_like(id, of) {
                Some(attribute) => Some(attribute),
                None => return Ok(Err(Refusal::NoAttribute(at.import.column_said(at.number)))),
            },
        };
        let name = attribute.map_or_else(
            || name.clone(),
            |attribute| field::attribute(attribute.id().into()),
        );
        if at.clears {
            return Ok(Ok((name, Value::Null)));
        }
        let value = match attribute {
            Some(attribute) => self.attribute_value(at, attribute, asked)?,
            None => match ValueKind::of(&Collection::Item, name.as_str()) {
                Some(ValueKind::Date) => day(at, asked),
                Some(ValueKind::Decimal) => decimal(at).map(Value::String),
                Some(ValueKind::Bool) => yes_no(at),
                Some(ValueKind::Word(_)) => words::criticality(at.text)
                    .map(|word| json!(word.word()))
                    .ok_or_else(|| at.unknown()),
                Some(ValueKind::Reference(Collection::Category)) => at
                    .lists
                    .category(at.text, of)
                    .map(|id| json!(id))
                    .ok_or_else(|| at.unknown()),
                Some(ValueKind::Reference(Collection::Person)) => person(at),
                Some(kind) => {
                    let value = json!(at.text);
                    kind.admits(&value)
                        .then_some(value)
                        .ok_or_else(|| at.invalid())
                }
                None => Err(at.invalid()),
            },
        };
        Ok(value.map(|value| (name, value)))
    }

    fn attribute_value(
        &self,
        at: At<'_>,
        attribute: Attribute<'_>,
        asked: &mut Vec<Question>,
    ) -> Decided<Value> {
        Ok(match attribute.kind() {
            AttributeKind::Text | AttributeKind::DateTime => {
                let fits = at.text.chars().count() <= field::MAX_TEXT;
                fits.then(|| json!(at.text)).ok_or_else(|| at.invalid())
            }
            kind @ (AttributeKind::Integer | AttributeKind::PositiveInteger) => {
                let whole = decimal(at).ok().and_then(|text| {
                    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
                    let is_whole = fraction.bytes().all(|digit| digit == b'0');
                    whole.parse::<i64>().ok().filter(|_| is_whole)
                });
                whole
                    .filter(|whole| kind == AttributeKind::Integer || *whole >= 0)
                    .map(|whole| json!(whole))
                    .ok_or_else(|| at.invalid())
            }
            AttributeKind::Decimal => decimal(at).map(Value::String),
            AttributeKind::Date => day(at, asked),
            AttributeKind::Bool => yes_no(at),
            AttributeKind::List => {
                let choices = attribute.choices();
                let word = words::bare(at.text);
                choices
                    .iter()
                    .find(|choice| **choice == at.text)
                    .or_else(|| choices.iter().find(|choice| words::bare(choice) == word))
                    .map(|choice| json!(choice))
                    .ok_or_else(|| at.unknown())
            }
            AttributeKind::Person => person(at),
            AttributeKind::Item => match self.match_text(at.text)? {
                Match::One(key) => match self.store.find_item_row(key)? {
                    Some(row) => Ok(json!(row.id)),
                    None => Err(at.unknown()),
                },
                Match::Nothing => match at.text.parse::<ItemId>() {
                    Ok(id) if self.store.find_key(&item_key(id))?.is_some() => Ok(json!(id)),
                    _ => Err(at.unknown()),
                },
                Match::Near(key) => Err(Refusal::Near(at.cell(), self.titles(&[key])?)),
                Match::Several(keys) => Err(Refusal::Several(at.cell(), self.titles(&keys)?)),
            },
        })
    }

    /// What items are called, for a refusal to name them.
    pub(super) fn titles(&self, keys: &[crate::store::Key]) -> Result<Vec<String>, EngineError> {
        let mut titles = Vec::new();
        for key in keys {
            if let Some(row) = self.store.find_item_row(*key)? {
                let number = row.number.or(row.serial).unwrap_or_default();
                titles.push(shown_text(format!("{} {number}", row.title).trim()));
            }
        }
        Ok(titles)
    }
}

fn day(at: At<'_>, asked: &mut Vec<Question>) -> Result<Value, Refusal> {
    let written = Written::read(at.text).ok_or_else(|| at.invalid())?;
    let ask = |asked: &mut Vec<Question>| {
        asked.push(Question::Days {
            column: u32::try_from(at.number).unwrap_or(u32::MAX),
            sample: shown_text(at.text),
            rows: 1,
        });
    };
    let days = match (written, at.column.days) {
        (_, Some(days)) => {
            if at.column.days_said {
                ask(asked);
            }
            days
        }
        (Written::Plain(..), None) => crate::api::DayOrder::DayFirst,
        (Written::Either(..), None) => {
            ask(asked);
            return Err(Refusal::DayOrder(at.cell()));
        }
    };
    written
        .day(days)
        .map(Value::String)
        .ok_or_else(|| at.invalid())
}

/// A decimal as the model writes it. Where its column does not tell the sign before fractions, the one of files with
/// this separator counts, if it stands alone.
fn decimal(at: At<'_>) -> Result<String, Refusal> {
    let number = Number::read(at.text).ok_or_else(|| at.invalid())?;
    let usual = match at.import.settings.separator {
        ';' => ',',
        _ => '.',
    };
    number
        .decimal(at.column.sign)
        .or_else(|| {
            at.text
                .contains(usual)
                .then(|| number.decimal(Some(usual)))?
        })
        .filter(|text| field::is_decimal(text))
        .ok_or_else(|| at.invalid())
}

fn yes_no(at: At<'_>) -> Result<Value, Refusal> {
    words::yes_no(at.text)
        .map(Value::Bool)
        .ok_or_else(|| at.invalid())
}

fn person(at: At<'_>) -> Result<Value, Refusal> {
    let named = at.lists.people.get(&fold_for_search(at.text));
    match named.map(Vec::as_slice) {
        Some([only]) => Ok(json!(only)),
        Some([_, _, ..]) => Err(Refusal::Several(at.cell(), Vec::new())),
        _ => Err(at.unknown()),
    }
}
