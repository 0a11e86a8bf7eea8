//! What a column is called, what it holds, and what all of its cells say of how days and numbers are written in it.

use shared::model::{Attribute, AttributeKind, ValueKind, field};
use shared::record::{Collection, RecordKey};

use super::Import;
use crate::api::{ColumnUse, DayOrder, Holds};
use crate::engine::Engine;
use crate::engine::reading::shown_text;
use crate::error::EngineError;
use crate::table::{day_order, decimal_sign};

/// A column as rows are read by it.
pub(super) struct Column {
    pub(super) holds: ColumnUse,
    /// The order of its days; none if a person is asked.
    pub(super) days: Option<DayOrder>,
    /// The order is a person's word.
    pub(super) days_said: bool,
    /// The sign before fractions, as far as the column tells it.
    pub(super) sign: Option<char>,
}

impl Import {
    /// A column's name in the header, else a spreadsheet's letters for it, else what is given.
    pub(super) fn column_name(&self, column: usize, otherwise: &str) -> String {
        let name = self.settings.header.then(|| self.table.row(0).nth(column));
        let name = name
            .flatten()
            .map(str::trim)
            .filter(|name| !name.is_empty());
        shown_text(name.unwrap_or(otherwise))
    }

    /// A column as a refusal names it.
    pub(super) fn column_said(&self, column: usize) -> String {
        let letter =
            |place: usize| u8::try_from(place % 26).map_or('?', |place| char::from(b'A' + place));
        let letters: String = match column.checked_sub(26) {
            Some(rest) => [letter(rest / 26), letter(rest)].iter().collect(),
            None => letter(column).to_string(),
        };
        self.column_name(column, &letters)
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(move |row| self.row(row).nth(column))
    }
}

/// The columns of a file, each read over its whole length.
pub(super) fn columns(engine: &Engine, import: &Import) -> Result<Vec<Column>, EngineError> {
    let mut columns = Vec::with_capacity(import.settings.columns.len());
    for (number, holds) in import.settings.columns.iter().enumerate() {
        let (mut dates, mut numbers) = (false, false);
        if let ColumnUse::Holds(Holds::Field(name)) = holds {
            let attribute = match field::attribute_of(name) {
                Some(id) => engine
                    .store
                    .find_small(&RecordKey::new(Collection::Attribute, id))?,
                None => None,
            };
            let kind = ValueKind::of(&Collection::Item, name.as_str());
            let of_attribute = attribute.map(|record| Attribute(&record).kind());
            dates =
                matches!(kind, Some(ValueKind::Date)) || of_attribute == Some(AttributeKind::Date);
            numbers = matches!(kind, Some(ValueKind::Decimal))
                || matches!(
                    of_attribute,
                    Some(
                        AttributeKind::Decimal
                            | AttributeKind::Integer
                            | AttributeKind::PositiveInteger
                    )
                );
        }
        let said = u32::try_from(number)
            .ok()
            .and_then(|number| import.settings.days.get(&number).copied());
        columns.push(Column {
            holds: holds.clone(),
            days: said.or_else(|| dates.then(|| day_order(import.cells(number)))?),
            days_said: said.is_some(),
            sign: numbers
                .then(|| decimal_sign(import.cells(number)))
                .flatten(),
        });
    }
    Ok(columns)
}
