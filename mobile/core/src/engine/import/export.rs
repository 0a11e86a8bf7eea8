//! Items and places as a table that a spreadsheet opens, and that comes back unchanged.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::id::{ItemId, PersonId, PlaceId, RecordId, TypeId};
use shared::identifier::ExactKey;
use shared::model::{
    Attribute, AttributeKind, ConfigItem, Criticality, IdentifierKind, ItemIdentifier, ItemState,
    Person, Place, PlaceKind, ValueKind, Words, field,
};
use shared::record::{Collection, Field, Life, Record, RecordKey};

use super::cell::Lists;
use super::{SEVERAL, place, propose};
use crate::api::{Export, ExportStyle, ExportedPart, Holds, Query, RowsOf};
use crate::engine::Engine;
use crate::engine::action::item_key;
use crate::error::EngineError;
use crate::store::{Key, Narrowed};
use crate::table::Row;

/// Rows of one part.
const PART: usize = 500;

/// What tells a spreadsheet that the text is UTF-8.
const MARK: char = '\u{FEFF}';

impl Engine {
    /// The next part of a table.
    pub(super) fn export_part(&self, export: &Export) -> Result<ExportedPart, EngineError> {
        let lists = Lists::load(self)?;
        let style = &export.style;
        let mut columns = style.columns.clone();
        if export.of == RowsOf::Items {
            columns.extend(
                propose::attributes(&lists)
                    .into_values()
                    .map(|(field, label)| {
                        (Holds::Field(field), label.get(&style.language).to_owned())
                    }),
            );
        }
        let mut text = String::new();
        if export.after.is_none() {
            text.push(MARK);
            let mut row = Row::begin(&mut text, style.separator);
            for (_, name) in &columns {
                row.text(name);
            }
            row.end();
        }
        let writer = Writer {
            engine: self,
            lists: &lists,
            style,
        };
        let keys = match export.of {
            RowsOf::Items => self.exported_items(&export.query, export.after)?,
            RowsOf::Places => self.exported_places(export.after)?,
        };
        for key in &keys {
            let Some(viewed) = self.store.find_view_by_key(*key)? else {
                continue;
            };
            if viewed.record.life != Life::Present {
                continue;
            }
            let mut row = Row::begin(&mut text, style.separator);
            for (holds, _) in &columns {
                writer.write(&mut row, *key, &viewed.record, holds)?;
            }
            row.end();
        }
        let next = keys.last().filter(|_| keys.len() == PART).map(|key| key.0);
        Ok(ExportedPart { text, next })
    }

    fn exported_items(&self, query: &Query, after: Option<i64>) -> Result<Vec<Key>, EngineError> {
        let narrowed = Narrowed::of(query);
        let after = after.unwrap_or(i64::MIN);
        match self.all_found(&query.text, narrowed)? {
            None => self.store.items_after(after, PART),
            Some(keys) => {
                let keys: BTreeSet<Key> = keys.into_iter().filter(|key| key.0 > after).collect();
                Ok(keys.into_iter().take(PART).collect())
            }
        }
    }

    fn exported_places(&self, after: Option<i64>) -> Result<Vec<Key>, EngineError> {
        let mut keys = BTreeSet::new();
        for record in self.store.all_small(&Collection::Place)? {
            if !Place(&record).is_retired() {
                keys.extend(self.store.find_key(&record.key)?);
            }
        }
        let after = after.unwrap_or(i64::MIN);
        Ok(keys
            .into_iter()
            .filter(|key| key.0 > after)
            .take(PART)
            .collect())
    }
}

/// Writes cells of records.
struct Writer<'a> {
    engine: &'a Engine,
    lists: &'a Lists,
    style: &'a ExportStyle,
}

impl Writer<'_> {
    fn write(
        &self,
        row: &mut Row<'_>,
        key: Key,
        record: &Record,
        holds: &Holds,
    ) -> Result<(), EngineError> {
        match holds {
            Holds::Id => row.cell(&record.key.id().to_string()),
            Holds::SubState => {
                let id = ConfigItem(record).state().and_then(|state| state.sub_state);
                row.text(&match id {
                    Some(id) => self.label(Collection::SubState, id.into())?,
                    None => String::new(),
                });
            }
            Holds::Identifier(kind) => row.text(&self.identifiers(key, *kind)?),
            Holds::Part(_) => row.cell(""),
            Holds::Field(name) => self.field(row, record, name)?,
        }
        Ok(())
    }

    fn field(&self, row: &mut Row<'_>, record: &Record, name: &Field) -> Result<(), EngineError> {
        let collection = record.key.collection();
        let (name, attribute) = match field::attribute_of(name) {
            None => (name.clone(), None),
            Some(id) => {
                let of = ConfigItem(record).item_type();
                let like = of.and_then(|of: TypeId| self.lists.attribute_like(id, of));
                let Some(attribute) = like else {
                    row.cell("");
                    return Ok(());
                };
                (field::attribute(attribute.id().into()), Some(attribute))
            }
        };
        let Some(value) = record.value(name.as_str()) else {
            row.cell("");
            return Ok(());
        };
        if let Some(attribute) = attribute {
            return self.attribute(row, attribute, value);
        }
        let text = value.as_str().unwrap_or_default();
        match ValueKind::of(collection, name.as_str()) {
            Some(ValueKind::Decimal) => row.cell(&self.decimal(text)),
            Some(ValueKind::Date) => row.cell(text),
            Some(ValueKind::Bool) => row.cell(self.yes_no(value)),
            Some(ValueKind::ItemState) => {
                let state = ItemState::from_value(value).map(|state| state.state);
                row.cell(said(&self.style.states, state));
            }
            Some(ValueKind::Word(_)) if name.as_str() == field::KIND => {
                row.cell(said(&self.style.place_kinds, PlaceKind::from_word(text)));
            }
            Some(ValueKind::Word(_)) => {
                row.cell(said(&self.style.criticality, Criticality::from_word(text)));
            }
            Some(ValueKind::Reference(of)) => row.text(&self.reference(of, text)?),
            _ => row.text(text),
        }
        Ok(())
    }

    fn attribute(
        &self,
        row: &mut Row<'_>,
        attribute: Attribute<'_>,
        value: &Value,
    ) -> Result<(), EngineError> {
        let text = value.as_str().unwrap_or_default();
        match attribute.kind() {
            AttributeKind::Integer | AttributeKind::PositiveInteger => row.cell(&value.to_string()),
            AttributeKind::Decimal => row.cell(&self.decimal(text)),
            AttributeKind::Date => row.cell(text),
            AttributeKind::Bool => row.cell(self.yes_no(value)),
            AttributeKind::Text | AttributeKind::DateTime | AttributeKind::List => row.text(text),
            AttributeKind::Person => row.text(&self.reference(Collection::Person, text)?),
            AttributeKind::Item => row.text(&self.reference(Collection::Item, text)?),
        }
        Ok(())
    }

    fn reference(&self, of: Collection, id: &str) -> Result<String, EngineError> {
        let Ok(id) = id.parse::<RecordId>() else {
            return Ok(String::new());
        };
        let store = &self.engine.store;
        Ok(match of {
            Collection::Place => {
                let chain = store.place_chain(PlaceId::from(id))?;
                let names = chain.places.iter().rev();
                let names = names.map(|record| Place(record).name().unwrap_or_default().to_owned());
                names.collect::<Vec<_>>().join(place::MARK)
            }
            Collection::Person => {
                let record = store.find_small(&RecordKey::new(of, PersonId::from(id)))?;
                let name = record.as_deref().and_then(|record| Person(record).name());
                name.unwrap_or_default().to_owned()
            }
            Collection::Item => match store.find_key(&item_key(ItemId::from(id)))? {
                Some(key) => {
                    let row = store.find_item_row(key)?;
                    let number = row.and_then(|row| row.number.or(row.serial));
                    number.unwrap_or_else(|| id.to_string())
                }
                None => String::new(),
            },
            of => self.label(of, id)?,
        })
    }

    fn label(&self, of: Collection, id: RecordId) -> Result<String, EngineError> {
        let record = self.engine.store.find_small(&RecordKey::new(of, id))?;
        let words = record.and_then(|record| Words::from_value(record.value(field::LABEL)?));
        let words = words.unwrap_or_default();
        Ok(words.get(&self.style.language).to_owned())
    }

    fn identifiers(&self, item: Key, kind: IdentifierKind) -> Result<String, EngineError> {
        let store = &self.engine.store;
        let mut texts = Vec::new();
        for key in store.identifiers_of(item)? {
            let Some(viewed) = store.find_view_by_key(key)? else {
                continue;
            };
            let identifier = ItemIdentifier(&viewed.record);
            let own = identifier
                .text()
                .filter(|text| ExactKey::new(text).is_some());
            if identifier.kind() == Some(kind) && !identifier.is_replaced() {
                texts.extend(own.map(str::to_owned));
            }
        }
        texts.sort();
        Ok(texts.join(SEVERAL))
    }

    fn decimal(&self, text: &str) -> String {
        text.replace('.', self.style.decimal.encode_utf8(&mut [0; 4]))
    }

    fn yes_no(&self, value: &Value) -> &str {
        let [yes, no] = &self.style.yes_no;
        if value.as_bool() == Some(true) {
            yes
        } else {
            no
        }
    }
}

fn said<T: Copy + PartialEq>(words: &[(T, String)], wanted: Option<T>) -> &str {
    let known = words.iter().find(|(word, _)| Some(*word) == wanted);
    known.map_or("", |(_, text)| text)
}
