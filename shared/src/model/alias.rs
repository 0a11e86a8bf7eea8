//! What was said of two items that may be one thing.

use super::declare::{view, words};
use super::field;
use crate::id::{AliasId, ItemId};

words! {
    /// What somebody said of two items.
    Verdict {
        /// They are one thing, and are shown as one.
        Same = "same",
        /// They are two, whatever they have in common.
        NotSame = "not_same",
    }
}

view! {
    /// What was said of two items: a view over its record. Two people who say something of the same two have one record.
    Alias(AliasId)
}

impl Alias<'_> {
    /// The two items, the lower id first.
    #[must_use]
    pub fn items(self) -> Option<[ItemId; 2]> {
        Some([
            self.0.reference(field::ITEM)?,
            self.0.reference(field::OTHER)?,
        ])
    }

    /// What was said; none where all who said something took it back.
    #[must_use]
    pub fn verdict(self) -> Option<Verdict> {
        self.0.text(field::VERDICT).and_then(Verdict::from_word)
    }
}
