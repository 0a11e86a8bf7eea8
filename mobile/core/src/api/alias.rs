//! Items that may be one thing, side by side.

use serde::{Deserialize, Serialize};
use shared::id::ItemId;

use super::{FactView, PersonView, RowView};

/// Two items that bear one text, of which nobody has said whether they are one thing. Lists of two have the lower id first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuspectView {
    /// The two, each by itself.
    pub rows: Vec<RowView>,
    /// Who gave each of them what both bear.
    pub by: Vec<PersonView>,
    /// What both bear: under the name of a field, or the word of an identifier's kind.
    pub shared: Vec<FactView>,
    /// What the first has of what can be compared.
    pub first: Vec<FactView>,
    /// What the second has of it, of the same fields.
    pub second: Vec<FactView>,
    /// The signed-in person may say what they are.
    pub may_settle: bool,
}

impl SuspectView {
    /// The two, as [`Command::Merge`](super::Command::Merge) names them.
    #[must_use]
    pub fn items(&self) -> Vec<ItemId> {
        self.rows.iter().map(|row| row.id).collect()
    }
}
