//! Bringing a file in: how it is read, what the dry run says of each row, and doing that.
//!
//! Owns the file that is under way, one at a time. The dry run and the run decide each row by the same code
//! (`item_row`, `place_row`), against the replica as it is at that moment: nothing of a row is kept between them but what
//! became of it, so that a large file costs little more than its text. Leaves cells and bytes to `table`, committing to
//! `action`.
//!
//! **Invariant:** each row is created, updated, unchanged or refused; these add up to the rows of the file.
//!
//! A row that makes an item gives it an id that follows from the file, the row and this installation: after whatever
//! broke off a run, the same file goes on where it was, also where rows have no number.

mod cell;
mod column;
mod export;
mod find;
mod item_row;
mod place;
mod place_row;
mod placing;
mod propose;
mod row;
mod run;
mod words;

use std::cell::RefCell;
use std::collections::HashMap;

use sha2::{Digest, Sha256};
use shared::id::{ActionId, InstallationId};

use self::cell::Lists;
use self::column::Column;
use self::place::PlaceIndex;
use super::Engine;
use super::reading::shown_text;
use crate::api::{
    Answer, ColumnView, Command, ImportRow, ImportRowsQuery, ImportSettings, ImportStep,
    ImportView, MatchKey, NearRule, Question, RowKind, RowsOf,
};
use crate::error::EngineError;
use crate::table::{Table, decode, guess_encoding, guess_header, guess_separator};

/// The largest file that is taken, in bytes: a browser's worker holds it a few times over.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// What stands between several identifiers in one cell.
const SEVERAL: &str = " | ";
/// Rows that one step of the dry run decides.
const TRIED_AT_ONCE: usize = 500;
/// Rows that one step of the run commits.
const DONE_AT_ONCE: usize = 200;
/// Rows shown of a file as it was found.
const SAMPLE: usize = 5;
/// Questions of one file: nobody answers more.
const MOST_QUESTIONS: usize = 500;
/// Rows in one answer.
const MOST_ROWS: u32 = 200;

pub(super) fn run(engine: &mut Engine, command: Command) -> Result<Answer, EngineError> {
    Ok(match command {
        Command::Import(step) => Answer::Import(engine.import(step)?.map(Box::new)),
        Command::ImportRows(query) => {
            let (rows, total) = engine.import_rows(query)?;
            Answer::ImportRows { rows, total }
        }
        Command::Export(export) => Answer::Exported(engine.export_part(&export)?),
        // The others are not about tables.
        _ => return Err(EngineError::NotLoaded),
    })
}

/// The file that is under way.
pub(crate) struct Import {
    bytes: Vec<u8>,
    digest: [u8; 32],
    settings: ImportSettings,
    table: Table,
    columns: Vec<Column>,
    trial: Trial,
}

/// How far its rows are decided and done.
#[derive(Default)]
struct Trial {
    kinds: Vec<RowKind>,
    /// Keys of rows that were not refused, with the first row of each.
    keys: HashMap<String, usize>,
    places: Option<PlaceIndex>,
    questions: Vec<Question>,
    done: usize,
    action: Option<ActionId>,
}

impl Import {
    fn read(bytes: Vec<u8>, of: RowsOf, installation: InstallationId) -> Self {
        let encoding = guess_encoding(&bytes);
        let text = decode(&bytes, encoding);
        let separator = guess_separator(&text);
        let table = Table::read(&text, separator);
        let known = table
            .row(0)
            .filter(|name| words::holds(name, of).is_some())
            .count();
        let settings = ImportSettings {
            of,
            encoding,
            separator,
            header: guess_header(&table, known),
            columns: Vec::new(),
            key: MatchKey::Nothing,
            near: NearRule::Ask,
            item_type: None,
            types: [].into(),
            days: [].into(),
            new_places: [].into(),
        };
        let mut hash = Sha256::new();
        hash.update(installation.0.as_bytes());
        hash.update(&bytes);
        Self {
            digest: hash.finalize().into(),
            bytes,
            settings,
            table,
            columns: Vec::new(),
            trial: Trial::default(),
        }
    }

    /// How many rows it has, without the header.
    fn len(&self) -> usize {
        self.table.len().saturating_sub(self.first_row())
    }

    fn first_row(&self) -> usize {
        usize::from(self.settings.header)
    }

    /// The cells of a row, counted without the header.
    fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        self.table.row(row + self.first_row())
    }

    /// A row's number as a spreadsheet counts.
    fn number(&self, row: usize) -> u32 {
        u32::try_from(row + self.first_row() + 1).unwrap_or(u32::MAX)
    }

    fn width(&self) -> usize {
        let rows = 0..self.table.len().min(100);
        let widths = rows.map(|row| self.table.row(row).count());
        if self.settings.header {
            self.table.row(0).count()
        } else {
            widths.max().unwrap_or(0)
        }
    }

    fn count(&self, kind: RowKind) -> u32 {
        let count = self.trial.kinds.iter().filter(|known| **known == kind);
        u32::try_from(count.count()).unwrap_or(u32::MAX)
    }
}

impl Engine {
    fn import(&mut self, step: ImportStep) -> Result<Option<ImportView>, EngineError> {
        match step {
            ImportStep::Forget => {
                self.import = None;
                return Ok(None);
            }
            ImportStep::Take { of, bytes } => {
                if bytes.len() > MOST_BYTES {
                    return Err(EngineError::TooLarge);
                }
                let installation = self.store.installation()?.id;
                let mut import = Box::new(Import::read(bytes, of, installation));
                if import.table.len() == 0 {
                    return Err(EngineError::EmptyFile);
                }
                self.propose(&mut import)?;
                self.import = Some(import);
            }
            step => {
                let Some(mut import) = self.import.take() else {
                    return Ok(None);
                };
                let stepped = match step {
                    ImportStep::Set(settings) => self.set(&mut import, *settings),
                    ImportStep::Try => self.try_some(&mut import),
                    _ => self.run_some(&mut import),
                };
                self.import = Some(import);
                stepped?;
            }
        }
        self.import
            .as_deref()
            .map(|import| self.view(import))
            .transpose()
    }

    /// Reads the file in another way: what was tried before counts no longer.
    fn set(&self, import: &mut Import, settings: ImportSettings) -> Result<(), EngineError> {
        let before = std::mem::replace(&mut import.settings, settings);
        let now = &import.settings;
        let same_text = (before.encoding, before.separator) == (now.encoding, now.separator);
        import.trial = Trial::default();
        if !same_text {
            let text = decode(&import.bytes, now.encoding);
            import.table = Table::read(&text, now.separator);
        }
        if !same_text || (before.of, before.header) != (now.of, now.header) {
            return self.propose(import);
        }
        Ok(())
    }

    /// Decides some more rows; writes nothing.
    fn try_some(&self, import: &mut Import) -> Result<(), EngineError> {
        let from = import.trial.kinds.len();
        if from == 0 {
            import.columns = column::columns(self, import)?;
            import.trial.places = Some(PlaceIndex::load(&self.store)?);
        }
        let lists = Lists::load(self)?;
        let to = import.len().min(from + TRIED_AT_ONCE);
        let mut trial = std::mem::take(&mut import.trial);
        for row in from..to {
            let asked = RefCell::new(Vec::new());
            let kind = self.try_row(import, &lists, &mut trial, row, &asked);
            for question in asked.into_inner() {
                ask(&mut trial.questions, question);
            }
            match kind {
                Ok(kind) => trial.kinds.push(kind),
                Err(error) => {
                    import.trial = trial;
                    return Err(error);
                }
            }
        }
        import.trial = trial;
        Ok(())
    }

    fn view(&self, import: &Import) -> Result<ImportView, EngineError> {
        let lists = Lists::load(self)?;
        let width = import.width().max(import.settings.columns.len());
        let columns = (0..width).map(|column| ColumnView {
            name: import.column_name(column, ""),
            sample: (0..import.len().min(200))
                .filter_map(|row| import.row(row).nth(column))
                .filter(|cell| !cell.trim().is_empty())
                .take(SAMPLE)
                .map(shown_text)
                .collect(),
        });
        let finished = import.trial.kinds.len() == import.len();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(ImportView {
            settings: import.settings.clone(),
            rows: count(import.len()),
            columns: columns.collect(),
            offered: propose::offered(&lists, import.settings.of),
            types: lists.offered_types(),
            tried: count(import.trial.kinds.len()),
            counts: [
                import.count(RowKind::Create),
                import.count(RowKind::Update),
                import.count(RowKind::Unchanged),
                import.count(RowKind::Refused),
            ],
            questions: if finished {
                import.trial.questions.clone()
            } else {
                Vec::new()
            },
            done: count(import.trial.done),
            action: import.trial.action,
        })
    }

    /// Some rows as they were decided, with how many there are of their kind.
    fn import_rows(&self, query: ImportRowsQuery) -> Result<(Vec<ImportRow>, u32), EngineError> {
        let Some(import) = self.import.as_deref() else {
            return Ok((Vec::new(), 0));
        };
        let lists = Lists::load(self)?;
        let fitting = import
            .trial
            .kinds
            .iter()
            .enumerate()
            .filter(|(_, kind)| query.kind.is_none_or(|wanted| wanted == **kind));
        let total = fitting.clone().count();
        let page = fitting
            .skip(query.offset as usize)
            .take(query.limit.min(MOST_ROWS) as usize);
        let rows = page
            .map(|(row, kind)| self.explain(import, &lists, row, *kind))
            .collect::<Result<_, _>>()?;
        Ok((rows, u32::try_from(total).unwrap_or(u32::MAX)))
    }
}

/// Adds a question, or one more row to it.
fn ask(questions: &mut Vec<Question>, question: Question) {
    let same = questions
        .iter_mut()
        .find_map(|known| match (known, &question) {
            (Question::Type { text, rows, .. }, Question::Type { text: other, .. })
            | (Question::Place { path: text, rows }, Question::Place { path: other, .. })
                if text == other =>
            {
                Some(rows)
            }
            (Question::Days { column, rows, .. }, Question::Days { column: other, .. })
                if column == other =>
            {
                Some(rows)
            }
            (Question::Near { rows }, Question::Near { .. }) => Some(rows),
            _ => None,
        });
    if let Some(rows) = same {
        *rows += 1;
    } else if questions.len() < MOST_QUESTIONS {
        questions.push(question);
    }
}
