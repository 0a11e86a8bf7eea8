//! A row: its cells, what it changes, and how that is said.

use std::cell::RefCell;

use shared::model::{IdentifierKind, field};
use shared::operation::Assign;
use shared::record::{Field, RecordKey};

use super::cell::{At, Decided, Lists};
use super::place::{NewPlace, PlaceIndex};
use super::{Import, Trial, place_row};
use crate::api::{
    ColumnUse, HistoryChange, Holds, ImportRow, Question, Refusal, RowKind, RowsOf, Shown,
};
use crate::engine::Engine;
use crate::engine::reading::shown_text;
use crate::error::EngineError;
use crate::table::{is_clearing, unguarded};

/// What a row does to one record.
pub(super) struct Change {
    pub(super) record: RecordKey,
    pub(super) seen: u64,
    pub(super) creates: bool,
    pub(super) assigns: Vec<Assign>,
    /// The field that a place which has to be made first goes into, and that place.
    pub(super) new_place: Option<(&'static str, NewPlace)>,
    pub(super) identifiers: Vec<(IdentifierKind, String)>,
    /// The keys that no later row may have.
    pub(super) keys: Vec<String>,
}

impl Change {
    pub(super) fn kind(&self) -> RowKind {
        let nothing =
            self.assigns.is_empty() && self.new_place.is_none() && self.identifiers.is_empty();
        match (self.creates, nothing) {
            (true, _) => RowKind::Create,
            (false, true) => RowKind::Unchanged,
            (false, false) => RowKind::Update,
        }
    }
}

/// A row being decided.
#[derive(Clone, Copy)]
pub(super) struct Deciding<'a> {
    pub(super) import: &'a Import,
    pub(super) lists: &'a Lists,
    pub(super) trial: &'a Trial,
    pub(super) places: &'a PlaceIndex,
    pub(super) row: usize,
    pub(super) asked: &'a RefCell<Vec<Question>>,
}

impl<'a> Deciding<'a> {
    /// The cells that hold something, by what their columns hold. Nothing of another row is in it (FC-I7).
    pub(super) fn cells(self) -> Result<Vec<(Holds, At<'a>)>, Refusal> {
        let mut cells = Vec::new();
        let mut blank = true;
        let mut open = None;
        for (number, text) in self.import.row(self.row).enumerate() {
            let text = text.trim_matches([' ', '\u{A0}']);
            if text.trim().is_empty() {
                continue;
            }
            blank = false;
            let Some(column) = self.import.columns.get(number) else {
                return Err(Refusal::TooWide);
            };
            if text.contains('\u{FFFD}') {
                return Err(Refusal::Garbled);
            }
            match &column.holds {
                ColumnUse::LeftOut => {}
                ColumnUse::Open => open = open.or(Some(number)),
                ColumnUse::Holds(holds) => cells.push((
                    holds.clone(),
                    At {
                        import: self.import,
                        lists: self.lists,
                        number,
                        column,
                        text: unguarded(text),
                        clears: is_clearing(text),
                    },
                )),
            }
        }
        match open {
            _ if blank => Err(Refusal::Blank),
            Some(number) => Err(Refusal::OpenColumn(self.import.column_said(number))),
            None => Ok(cells),
        }
    }

    pub(super) fn ask(self, question: Question) {
        self.asked.borrow_mut().push(question);
    }
}

/// The cell of a field.
pub(super) fn cell_of<'a>(cells: &'a [(Holds, At<'a>)], name: &str) -> Option<At<'a>> {
    let holds = Holds::Field(Field::new(name));
    cells
        .iter()
        .find(|(held, _)| *held == holds)
        .map(|(_, at)| *at)
}

impl Engine {
    /// Decides a row of the dry run.
    pub(super) fn try_row(
        &self,
        import: &Import,
        lists: &Lists,
        trial: &mut Trial,
        row: usize,
        asked: &RefCell<Vec<Question>>,
    ) -> Result<RowKind, EngineError> {
        let places = trial.places.take().unwrap_or_default();
        let decided = self.decide(Deciding {
            import,
            lists,
            trial,
            places: &places,
            row,
            asked,
        });
        trial.places = Some(places);
        let Ok(change) = decided? else {
            return Ok(RowKind::Refused);
        };
        let kind = change.kind();
        if import.settings.of == RowsOf::Places
            && change.creates
            && let Some(places) = &mut trial.places
        {
            place_row::note(places, &change, None, None, row);
        }
        for key in change.keys {
            trial.keys.entry(key).or_insert(row);
        }
        Ok(kind)
    }

    /// Decides a row again, with what a person reads of it.
    pub(super) fn explain(
        &self,
        import: &Import,
        lists: &Lists,
        row: usize,
        kind: RowKind,
    ) -> Result<ImportRow, EngineError> {
        let asked = RefCell::default();
        let none = PlaceIndex::default();
        let places = import.trial.places.as_ref().unwrap_or(&none);
        let decided = self.decide(Deciding {
            import,
            lists,
            trial: &import.trial,
            places,
            row,
            asked: &asked,
        })?;
        let mut changes = Vec::new();
        let refusal = match decided {
            Err(refusal) => Some(refusal).filter(|_| kind == RowKind::Refused),
            Ok(_) if kind == RowKind::Refused => Some(Refusal::NotKept),
            Ok(change) => {
                if kind == RowKind::Update {
                    changes = self.changes(places, &change)?;
                }
                None
            }
        };
        let cells = import
            .row(row)
            .filter(|cell| !cell.trim().is_empty())
            .take(4);
        Ok(ImportRow {
            number: import.number(row),
            title: shown_text(&cells.map(unguarded).collect::<Vec<_>>().join(" · ")),
            kind,
            refusal,
            changes,
        })
    }

    /// What a row changes, before and after.
    fn changes(
        &self,
        places: &PlaceIndex,
        change: &Change,
    ) -> Result<Vec<HistoryChange>, EngineError> {
        let reading = self.reading()?;
        let collection = change.record.collection();
        let before = self.store.find_view(&change.record)?;
        let mut changes = Vec::new();
        for assign in &change.assigns {
            let stands = before
                .as_ref()
                .and_then(|viewed| viewed.record.value(assign.field.as_str()));
            changes.push(HistoryChange {
                fact: reading.fact_label(&assign.field)?,
                before: stands
                    .map(|value| reading.shown(collection, &assign.field, value))
                    .transpose()?,
                after: reading.shown(collection, &assign.field, &assign.value)?,
            });
        }
        if let Some((name, new)) = &change.new_place {
            changes.push(HistoryChange {
                fact: reading.fact_label(&Field::new(name))?,
                before: None,
                after: Shown::Text(places.path_of_new(new)),
            });
        }
        for (_, text) in &change.identifiers {
            changes.push(HistoryChange {
                fact: reading.fact_label(&Field::new(field::TEXT))?,
                before: None,
                after: Shown::Number(shown_text(text)),
            });
        }
        Ok(changes)
    }

    pub(super) fn decide(&self, deciding: Deciding<'_>) -> Decided<Change> {
        match deciding.cells() {
            Err(refusal) => Ok(Err(refusal)),
            Ok(cells) => match deciding.import.settings.of {
                RowsOf::Items => self.decide_item(deciding, &cells),
                RowsOf::Places => self.decide_place(deciding, &cells),
            },
        }
    }
}
