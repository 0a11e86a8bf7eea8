//! Items that may be one thing, side by side.

use serde::{Deserialize, Serialize};
use shared::id::ItemId;
use shared::time::Millis;

use super::{FactLabel, PersonView, RowView, Shown};

/// Two items that bear one text, of which nobody has said whether they are one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuspectView {
    /// The two, the lower id first.
    pub sides: [SuspectSide; 2],
    /// What both bear.
    pub shared: Vec<SharedText>,
    /// What at least one of them has of what can be compared.
    pub facts: Vec<ComparedFact>,
    /// The signed-in person may say what they are.
    pub may_settle: bool,
}

/// One of two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuspectSide {
    /// What a list shows of it, by itself.
    pub row: RowView,
    /// Who gave it what both bear.
    pub by: PersonView,
    /// It is the signed-in person.
    pub own: bool,
    /// When it was made.
    pub made_at: Millis,
}

/// A text that both bear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedText {
    /// As what: the name of a field, or the word of an identifier's kind.
    pub kind: String,
    /// The text, safe to show.
    pub text: String,
}

/// A fact of both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedFact {
    /// The field.
    pub fact: FactLabel,
    /// Its values, in the order of the sides.
    pub values: [Shown; 2],
}

impl SuspectView {
    /// The two, as [`Command::Merge`](super::Command::Merge) and [`Command::KeepApart`](super::Command::KeepApart) name them.
    #[must_use]
    pub fn items(&self) -> [ItemId; 2] {
        let [one, other] = &self.sides;
        [one.row.id, other.row.id]
    }
}
