//! Tables in and out: a file that is brought in, what is made of each of its rows, and what goes out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shared::id::{ActionId, TypeId};
use shared::model::{Criticality, IdentifierKind, PlaceKind, State, Words, field};
use shared::record::Field;

use super::{HistoryChange, Query, TypeView};

/// The fields of an item that a column may hold, in the order in which they are offered and written.
pub const ITEM_FIELDS: &[&str] = &[
    field::TYPE,
    field::NAME,
    field::INVENTORY_NUMBER,
    field::SERIAL_NUMBER,
    field::STATE,
    field::PLACE,
    field::CATEGORY,
    field::MANUFACTURER,
    field::MODEL,
    field::RESPONSIBLE,
    field::USER,
    field::CRITICALITY,
    field::SUPPLIER,
    field::PURCHASE_DATE,
    field::PURCHASE_PRICE,
    field::WARRANTY_END,
    field::END_OF_LIFE,
    field::MANAGED,
    field::NOTES,
];

/// A step of bringing a file in. One file at a time; it is forgotten when the store's owner ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStep {
    /// Take a file, whole; what is found of it is in the answer.
    Take {
        /// What its rows are.
        of: RowsOf,
        /// It.
        bytes: Vec<u8>,
    },
    /// Read it so. Another encoding, separator or header proposes the columns anew.
    Set(Box<ImportSettings>),
    /// Go on with the dry run, which writes nothing, by some rows.
    Try,
    /// Go on doing what the dry run said, by some rows, in one transaction.
    Run,
    /// Forget the file.
    Forget,
}

/// What rows stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsOf {
    /// Items.
    Items,
    /// Places.
    Places,
}

/// How bytes stand for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// Windows-1252, with ISO 8859-1 in it.
    Windows1252,
    /// What old Macintoshes wrote.
    MacRoman,
    /// Code page 850, which spreadsheets call “MS-DOS”.
    Dos,
}

impl Encoding {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Utf8,
        Self::Windows1252,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::MacRoman,
        Self::Dos,
    ];
}

/// Which of two numbers in a day comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `31/12/2026`.
    DayFirst,
    /// `12/31/2026`.
    MonthFirst,
}

/// By what a row finds the record that it is about. A row without it makes a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchKey {
    /// The inventory number.
    Number,
    /// The serial number.
    Serial,
    /// Any number, serial, label, old tag.
    Any,
    /// Nothing: each row makes a new record.
    Nothing,
}

/// What becomes of a row whose key is nearly that of one record, and exactly that of none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NearRule {
    /// It is refused, with the record.
    Ask,
    /// It is that record.
    Same,
    /// It is a new one.
    New,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// The record's own id, as an export writes it.
    Id,
    /// A field. An attribute stands for those of the same words in other types.
    Field(Field),
    /// The sub-state.
    SubState,
    /// The name of a place of that kind, on the way down to the row's.
    Part(PlaceKind),
    /// A further identifier.
    Identifier(IdentifierKind),
}

/// What is done with a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnUse {
    /// Nobody has said; rows with something in it are refused.
    Open,
    /// It is left out.
    LeftOut,
    /// It is read.
    Holds(Holds),
}

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportSettings {
    /// What its rows are.
    pub of: RowsOf,
    /// How its bytes stand for letters.
    pub encoding: Encoding,
    /// What separates its cells.
    pub separator: char,
    /// Its first row names the columns.
    pub header: bool,
    /// What is done with each column.
    pub columns: Vec<ColumnUse>,
    /// How rows find their records.
    pub key: MatchKey,
    /// What becomes of nearly found ones.
    pub near: NearRule,
    /// The type of rows that name none.
    pub item_type: Option<TypeId>,
    /// What a type's name in the file means, where it is none of ours to the letter.
    pub types: BTreeMap<String, TypeId>,
    /// The order of days in a column, where a person said it.
    pub days: BTreeMap<u32, DayOrder>,
    /// Places that may be made, by their path as [`Question::Place`] names it.
    pub new_places: BTreeSet<String>,
}

/// How far a file has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    /// How it is read.
    pub settings: ImportSettings,
    /// Rows, without the header.
    pub rows: u32,
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// What a column may hold, with the words of attributes.
    pub offered: Vec<(Holds, Option<Words>)>,
    /// The types that may be given to rows.
    pub types: Vec<TypeView>,
    /// Rows that the dry run has decided.
    pub tried: u32,
    /// What became of them, by [`RowKind`]; they add up to `tried`.
    pub counts: [u32; 4],
    /// What a person is asked, once the dry run has ended.
    pub questions: Vec<Question>,
    /// Rows that were done.
    pub done: u32,
    /// The action by which all of it can be taken back, once something was done.
    pub action: Option<ActionId>,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Its name in the header; empty without one.
    pub name: String,
    /// The first cells that hold something.
    pub sample: Vec<String>,
}

/// What the dry run cannot decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// A type's name that is none of ours to the letter.
    Type {
        /// It.
        text: String,
        /// Types of nearly that name.
        near: Vec<TypeView>,
        /// Rows with it.
        rows: u32,
    },
    /// A place that would have to be made.
    Place {
        /// Its path.
        path: String,
        /// Rows in it.
        rows: u32,
    },
    /// A column of days whose order nothing tells.
    Days {
        /// The column.
        column: u32,
        /// One of its cells.
        sample: String,
        /// Rows with one.
        rows: u32,
    },
    /// Rows whose key is nearly that of one record.
    Near {
        /// How many.
        rows: u32,
    },
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// It makes a record.
    Create,
    /// It changes one.
    Update,
    /// It says what is so already.
    Unchanged,
    /// It is left out.
    Refused,
}

/// One row as the dry run decides it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its number, as a spreadsheet counts rows.
    pub number: u32,
    /// Its first cells.
    pub title: String,
    /// What becomes of it.
    pub kind: RowKind,
    /// Why it is refused.
    pub refusal: Option<Refusal>,
    /// What it changes.
    pub changes: Vec<HistoryChange>,
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is nothing in it.
    Blank,
    /// Some of its bytes stand for no letter.
    Garbled,
    /// It has more cells than there are columns.
    TooWide,
    /// It is of no type.
    NoType,
    /// It has neither name nor model, number or serial.
    Nameless,
    /// The person may not do this.
    NotAllowed,
    /// Nobody has said what that column holds.
    OpenColumn(String),
    /// A word that means nothing here.
    Unknown(Cell),
    /// A word or a key that nearly is one of these.
    Near(Cell, Vec<String>),
    /// A word or a key that is each of these.
    Several(Cell, Vec<String>),
    /// A place that is not there, and that nobody has said to make.
    NewPlace(String),
    /// Its type has no such attribute.
    NoAttribute(String),
    /// The record is of this other type.
    OtherType(Words),
    /// That row has the same key.
    SameKey(u32),
    /// The cell is not of its column's kind.
    Invalid(Cell),
    /// Nothing tells which number is the day.
    DayOrder(Cell),
    /// It retires an item and does not say when.
    Undated,
    /// That label is on another item.
    Taken(String),
    /// The store took the others of its lot, and not this one.
    NotKept,
}

/// A cell that a refusal is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its column's name.
    pub column: String,
    /// Its text, safe to show.
    pub text: String,
}

/// Which rows of the dry run are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRowsQuery {
    /// Only these.
    pub kind: Option<RowKind>,
    /// Rows to leave out at the start.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
}

/// A part of a table that goes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// What rows are.
    pub of: RowsOf,
    /// Only the items of this search; its offset and limit do not count.
    pub query: Query,
    /// How words and numbers are written.
    pub style: ExportStyle,
    /// Where the part before ended; none for the first.
    pub after: Option<i64>,
}

/// How a table is written: in whose words, since the engine has none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportStyle {
    /// The language of what teams have in two (`fr`, `en`).
    pub language: String,
    /// What separates cells.
    pub separator: char,
    /// The sign before fractions.
    pub decimal: char,
    /// The columns with their names; attributes follow by themselves.
    pub columns: Vec<(Holds, String)>,
    /// The words of states.
    pub states: Vec<(State, String)>,
    /// The words of criticality.
    pub criticality: Vec<(Criticality, String)>,
    /// The words of kinds of places.
    pub place_kinds: Vec<(PlaceKind, String)>,
    /// The words for yes and no.
    pub yes_no: [String; 2],
}

/// A part of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedPart {
    /// Its text.
    pub text: String,
    /// Where the next one goes on; none if this was the last.
    pub next: Option<i64>,
}
