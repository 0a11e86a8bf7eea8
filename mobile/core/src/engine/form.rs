//! Forms: every field that a person may fill, and what an attribute may hold.

use std::rc::Rc;

use serde_json::Value;
use shared::id::{ItemId, RecordId, TypeId};
use shared::model::{Attribute, AttributeKind, Category, Criticality, ItemType, Words, field};
use shared::record::{Collection, Field, Record, RecordKey};

use super::Engine;
use super::action::item_key;
use super::reading::{Reading, type_view};
use crate::api::{FormField, FormView, Input, Shown};
use crate::error::EngineError;

impl Engine {
    pub(super) fn form(
        &self,
        item_type: TypeId,
        item: Option<ItemId>,
    ) -> Result<FormView, EngineError> {
        let reading = self.reading()?;
        let name = RecordKey::new(Collection::ItemType, item_type);
        let record = self
            .store
            .find_small(&name)?
            .ok_or(EngineError::UnknownRecord(name))?;
        let edited = match item {
            Some(item) => Some(self.store.load_view(&item_key(item))?),
            None => None,
        };
        let shown = match &edited {
            Some(viewed) => self.store.shown_of(&viewed.record)?,
            None => None,
        };
        let before = shown
            .as_ref()
            .or(edited.as_ref().map(|viewed| &viewed.record));
        let mut fields = Vec::new();
        for (name, input) in reading.inputs(item_type)? {
            fields.push(reading.form_field(name, input, before)?);
        }
        Ok(FormView {
            item_type: type_view(ItemType(&record)),
            rev: edited.as_ref().map_or(0, |viewed| viewed.seen),
            fields,
        })
    }

    /// Refuses a value that an attribute cannot hold. Fields that are no attributes are checked by their kind when
    /// the operation is admitted.
    pub(super) fn check_attribute(&self, name: &Field, value: &Value) -> Result<(), EngineError> {
        let Some(attribute) = field::attribute_of(name) else {
            return Ok(());
        };
        let record = self
            .store
            .find_small(&RecordKey::new(Collection::Attribute, attribute))?;
        // One that this device does not know yet is the server's to judge.
        let admitted = record.is_none_or(|record| admits(Attribute(&record), value));
        if admitted {
            Ok(())
        } else {
            Err(EngineError::InvalidValue(name.clone()))
        }
    }
}

impl Reading<'_> {
    /// The fields of a type's form with what each takes, in order.
    fn inputs(&self, item_type: TypeId) -> Result<Vec<(Field, Input)>, EngineError> {
        let line = || Input::Text {
            multiline: false,
            limit: limit(field::MAX_TEXT),
        };
        let words = |all: &[Criticality]| {
            Input::Words(all.iter().map(|word| word.word().to_owned()).collect())
        };
        let mut inputs: Vec<(&str, Input)> = vec![
            (field::NAME, line()),
            (field::INVENTORY_NUMBER, Input::Identifier),
            (field::SERIAL_NUMBER, Input::Identifier),
        ];
        let categories = self.categories(item_type)?;
        if !categories.is_empty() {
            inputs.push((field::CATEGORY, Input::Choice(categories)));
        }
        inputs.extend([
            (field::MANUFACTURER, line()),
            (field::MODEL, line()),
            (field::RESPONSIBLE, Input::Person),
            (field::USER, Input::Person),
            (field::CRITICALITY, words(Criticality::ALL)),
            (field::SUPPLIER, line()),
            (field::PURCHASE_DATE, Input::Date),
            (field::PURCHASE_PRICE, Input::Price(self.currency()?)),
            (field::WARRANTY_END, Input::Date),
            (field::END_OF_LIFE, Input::Date),
            (field::MANAGED, Input::Bool),
        ]);
        let mut all: Vec<(Field, Input)> = inputs
            .into_iter()
            .map(|(name, input)| (Field::new(name), input))
            .collect();
        for record in self.attributes(item_type)? {
            let attribute = Attribute(&record);
            let input = Input::Attribute {
                kind: attribute.kind(),
                unit: attribute.unit(),
                choices: attribute.choices().into_iter().map(str::to_owned).collect(),
            };
            all.push((field::attribute(attribute.id().into()), input));
        }
        let notes = Input::Text {
            multiline: true,
            limit: limit(field::MAX_NOTES),
        };
        all.push((Field::new(field::NOTES), notes));
        Ok(all)
    }

    fn form_field(
        &self,
        name: Field,
        input: Input,
        before: Option<&Record>,
    ) -> Result<FormField, EngineError> {
        let label = self.fact_label(&name)?.label;
        let required = match field::attribute_of(&name) {
            Some(attribute) => self
                .store
                .find_small(&RecordKey::new(Collection::Attribute, attribute))?
                .is_some_and(|attribute| Attribute(&attribute).is_required()),
            None => false,
        };
        let value = before
            .and_then(|record| record.value(name.as_str()))
            .cloned()
            .unwrap_or(Value::Null);
        let shown = match before {
            Some(record) => self.shown(record.key.collection(), &name, &value)?,
            None => Shown::Nothing,
        };
        Ok(FormField {
            base: before.and_then(|record| record.base(name.as_str())),
            label,
            input,
            value,
            shown,
            required,
            field: name,
        })
    }

    /// The attributes of a type that are offered, in order.
    fn attributes(&self, item_type: TypeId) -> Result<Vec<Rc<Record>>, EngineError> {
        let mut attributes = self.store.all_small(&Collection::Attribute)?;
        attributes.retain(|record| {
            let attribute = Attribute(record);
            attribute.item_type() == Some(item_type) && !attribute.is_retired()
        });
        attributes.sort_by_key(|record| Attribute(record).order());
        Ok(attributes)
    }

    fn categories(&self, item_type: TypeId) -> Result<Vec<(RecordId, Words)>, EngineError> {
        let mut choices = Vec::new();
        for record in self.store.all_small(&Collection::Category)? {
            let category = Category(&record);
            if category.item_type() == Some(item_type) && !category.is_retired() {
                choices.push((category.id().into(), category.label()));
            }
        }
        choices.sort_by(|one: &(RecordId, Words), other| one.1.fr.cmp(&other.1.fr));
        Ok(choices)
    }
}

fn limit(characters: usize) -> u32 {
    u32::try_from(characters).unwrap_or(u32::MAX)
}

/// Whether an attribute can hold a value. A null clears any.
fn admits(attribute: Attribute<'_>, value: &Value) -> bool {
    if value.is_null() {
        return true;
    }
    let text = value.as_str();
    let is_id = || text.is_some_and(|text| text.parse::<RecordId>().is_ok());
    match attribute.kind() {
        AttributeKind::Text | AttributeKind::DateTime => {
            text.is_some_and(|text| text.chars().count() <= field::MAX_TEXT)
        }
        AttributeKind::Integer => value.is_i64(),
        AttributeKind::PositiveInteger => value.as_i64().is_some_and(|number| number >= 0),
        AttributeKind::Decimal => text.is_some_and(field::is_decimal),
        AttributeKind::Date => text.is_some_and(field::is_date),
        AttributeKind::Bool => value.is_boolean(),
        AttributeKind::List => text.is_some_and(|text| attribute.choices().contains(&text)),
        AttributeKind::Person | AttributeKind::Item => is_id(),
    }
}
