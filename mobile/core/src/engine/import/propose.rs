//! What the columns of a file probably hold, by their names, and what they may hold.

use std::collections::{BTreeMap, BTreeSet};

use shared::model::{Attribute, IdentifierKind, PlaceKind, Words, field};
use shared::record::Field;

use super::cell::Lists;
use super::{Import, words};
use crate::api::{ColumnUse, Holds, ITEM_FIELDS, MatchKey, NearRule, RowsOf};
use crate::engine::Engine;
use crate::error::EngineError;

/// What a column may hold.
pub(super) fn offered(lists: &Lists, of: RowsOf) -> Vec<(Holds, Option<Words>)> {
    let named = |fields: &[&str]| -> Vec<(Holds, Option<Words>)> {
        let held = fields.iter().map(|name| Holds::Field(Field::new(name)));
        held.map(|holds| (holds, None)).collect()
    };
    let parts = PlaceKind::ALL.iter().map(|kind| (Holds::Part(*kind), None));
    let mut offered = match of {
        RowsOf::Places => named(&[field::NAME, field::PARENT, field::KIND]),
        RowsOf::Items => {
            let mut offered = named(ITEM_FIELDS);
            offered.push((Holds::SubState, None));
            offered.extend(
                IdentifierKind::ALL
                    .iter()
                    .map(|kind| (Holds::Identifier(*kind), None)),
            );
            offered.extend(
                attributes(lists)
                    .into_values()
                    .map(|(field, words)| (Holds::Field(field), Some(words))),
            );
            offered
        }
    };
    offered.extend(parts);
    offered.push((Holds::Id, None));
    offered
}

/// The attributes of all types by their words, the first of each.
pub(super) fn attributes(lists: &Lists) -> BTreeMap<String, (Field, Words)> {
    let mut attributes = BTreeMap::new();
    for record in &lists.attributes {
        let attribute = Attribute(record);
        let label = attribute.label();
        attributes
            .entry(words::bare(&label.fr))
            .or_insert_with(|| (field::attribute(attribute.id().into()), label));
    }
    attributes
}

impl Engine {
    /// Says for each column what it probably holds, and by what rows find their records.
    pub(super) fn propose(&self, import: &mut Import) -> Result<(), EngineError> {
        let lists = Lists::load(self)?;
        let attributes = attributes(&lists);
        let of_attribute = |name: &str| {
            let name = words::bare(name);
            let mut fitting = attributes.values().filter(|(_, label)| {
                words::bare(&label.fr) == name || words::bare(&label.en) == name
            });
            fitting.next().map(|(field, _)| Holds::Field(field.clone()))
        };
        let mut taken = BTreeSet::new();
        let mut columns = Vec::new();
        for column in 0..import.width() {
            let name = import.column_name(column, "");
            let empty = (0..import.len())
                .filter_map(|row| import.row(row).nth(column))
                .all(|cell| cell.trim().is_empty());
            let readings = [words::holds(&name, import.settings.of), of_attribute(&name)];
            let free = readings
                .into_iter()
                .flatten()
                .find(|holds| !name.is_empty() && !taken.contains(holds));
            columns.push(match free {
                Some(holds) => {
                    taken.insert(holds.clone());
                    ColumnUse::Holds(holds)
                }
                None if empty => ColumnUse::LeftOut,
                None => ColumnUse::Open,
            });
        }
        let has = |name: &str| taken.contains(&Holds::Field(Field::new(name)));
        let settings = &mut import.settings;
        settings.key = match (has(field::INVENTORY_NUMBER), has(field::SERIAL_NUMBER)) {
            (true, _) => MatchKey::Number,
            (false, true) => MatchKey::Serial,
            (false, false) => MatchKey::Nothing,
        };
        settings.columns = columns;
        settings.near = NearRule::Ask;
        settings.types.clear();
        settings.days.clear();
        settings.new_places.clear();
        Ok(())
    }
}
