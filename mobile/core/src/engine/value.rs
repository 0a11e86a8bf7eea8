//! Values as a person reads them.

use std::rc::Rc;

use serde_json::Value;
use shared::id::{PersonId, PlaceId, RecordId};
use shared::model::{
    Attribute, AttributeKind, ConfigItem, ItemState, Organisation, ValueKind, Words, field,
};
use shared::record::{Collection, Field, Record, RecordKey};

use super::reading::{Reading, shown_text};
use crate::api::Shown;
use crate::error::EngineError;

impl Reading<'_> {
    /// A field's value as shown. What a newer app wrote in a way that this one does not know is shown as its text.
    pub(super) fn shown(
        &self,
        collection: &Collection,
        name: &Field,
        value: &Value,
    ) -> Result<Shown, EngineError> {
        if value.is_null() {
            return Ok(Shown::Nothing);
        }
        let known = self.shown_known(collection, name, value)?;
        Ok(known.unwrap_or_else(|| Shown::Text(plain(value))))
    }

    fn shown_known(
        &self,
        collection: &Collection,
        name: &Field,
        value: &Value,
    ) -> Result<Option<Shown>, EngineError> {
        if let Some(attribute) = field::attribute_of(name) {
            return self.shown_attribute(attribute, value);
        }
        let text = value.as_str();
        Ok(
            match (name.as_str(), ValueKind::of(collection, name.as_str())) {
                (field::INVENTORY_NUMBER | field::SERIAL_NUMBER, _)
                | (field::TEXT, Some(ValueKind::Text(_))) => {
                    text.map(|text| Shown::Number(shown_text(text)))
                }
                (_, Some(ValueKind::Text(_))) => text.map(|text| Shown::Text(text.to_owned())),
                (_, Some(ValueKind::Date)) => text.map(|text| Shown::Date(text.to_owned())),
                (field::PURCHASE_PRICE, _) => match text {
                    Some(text) => Some(Shown::Price {
                        amount: text.to_owned(),
                        currency: self.currency()?,
                    }),
                    None => None,
                },
                (_, Some(ValueKind::Decimal)) => text.map(|text| Shown::Quantity {
                    amount: text.to_owned(),
                    unit: None,
                }),
                (_, Some(ValueKind::Integer)) => Some(Shown::Quantity {
                    amount: value.to_string(),
                    unit: None,
                }),
                (_, Some(ValueKind::Bool)) => value.as_bool().map(Shown::Bool),
                (_, Some(ValueKind::Word(_))) => text.map(|word| Shown::Word(word.to_owned())),
                (_, Some(ValueKind::ItemState)) => match ItemState::from_value(value) {
                    Some(state) => Some(Shown::State(self.state(state)?)),
                    None => None,
                },
                (_, Some(ValueKind::Reference(of))) => self.shown_reference(of, value)?,
                (_, Some(ValueKind::LastSeen)) => match reference(&value["place"]) {
                    Some(place) => self.place(PlaceId::from(place))?.map(Shown::Place),
                    None => Some(Shown::Nothing),
                },
                (_, Some(ValueKind::Label | ValueKind::Words)) => {
                    Words::from_value(value).map(Shown::Words)
                }
                (_, Some(ValueKind::Texts)) => value.as_array().map(|list| {
                    let texts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                    Shown::Text(shown_text(&texts.join(", ")))
                }),
                (_, None) => None,
            },
        )
    }

    fn shown_reference(&self, of: Collection, value: &Value) -> Result<Option<Shown>, EngineError> {
        let Some(id) = reference(value) else {
            return Ok(None);
        };
        Ok(match of {
            Collection::Place => self.place(id.into())?.map(Shown::Place),
            Collection::Person => Some(Shown::Person(self.person(PersonId::from(id))?)),
            Collection::Item => self
                .item_heading(id.into())?
                .and_then(|viewed| ConfigItem(&viewed.record).title().map(shown_text))
                .map(Shown::Text),
            of => self.label_of(&RecordKey::new(of, id))?.map(Shown::Words),
        })
    }

    fn shown_attribute(&self, id: RecordId, value: &Value) -> Result<Option<Shown>, EngineError> {
        let record = self
            .store
            .find_small(&RecordKey::new(Collection::Attribute, id))?;
        let Some(record) = record else {
            return Ok(None);
        };
        let attribute = Attribute(&record);
        let text = value.as_str();
        Ok(match attribute.kind() {
            AttributeKind::Integer | AttributeKind::PositiveInteger | AttributeKind::Decimal => {
                Some(Shown::Quantity {
                    amount: plain(value),
                    unit: attribute.unit(),
                })
            }
            AttributeKind::Date => text.map(|text| Shown::Date(text.to_owned())),
            AttributeKind::Bool => value.as_bool().map(Shown::Bool),
            AttributeKind::Person => self.shown_reference(Collection::Person, value)?,
            AttributeKind::Item => self.shown_reference(Collection::Item, value)?,
            AttributeKind::Text | AttributeKind::DateTime | AttributeKind::List => {
                text.map(|text| Shown::Text(text.to_owned()))
            }
        })
    }

    /// The money of the organisation's prices, where it says which.
    pub(super) fn currency(&self) -> Result<Option<String>, EngineError> {
        let settings = self.settings()?;
        Ok(settings.and_then(|record| Organisation(&record).currency().map(str::to_owned)))
    }

    /// What the organisation is called: as its record says, else as the server did when this person enrolled.
    pub(super) fn organisation_name(&self) -> Result<Option<String>, EngineError> {
        let settings = self.settings()?;
        let own = settings.and_then(|record| Organisation(&record).name().map(shown_text));
        match own {
            Some(name) => Ok(Some(name)),
            None => Ok(self.store.session()?.map(|session| session.org_name)),
        }
    }

    /// The record of the organisation's settings.
    pub(super) fn settings(&self) -> Result<Option<Rc<Record>>, EngineError> {
        let Some(session) = self.store.session()? else {
            return Ok(None);
        };
        self.store
            .find_small(&RecordKey::new(Collection::Organisation, session.org))
    }

    /// The words of a record of a small collection.
    fn label_of(&self, name: &RecordKey) -> Result<Option<Words>, EngineError> {
        let record = self.store.find_small(name)?;
        Ok(record.and_then(|record| Words::from_value(record.value(field::LABEL)?)))
    }
}

fn reference(value: &Value) -> Option<RecordId> {
    value.as_str()?.parse().ok()
}

/// A value's text; JSON where it is none.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
