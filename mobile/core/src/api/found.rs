//! What a code leads to.

use serde::{Deserialize, Serialize};

use super::{ItemView, LastSeenView, PlaceView, RowView, TypeView};

/// What a code turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// One item.
    Item {
        /// It.
        item: Box<ItemView>,
        /// How it stands to the room that the person is in.
        standing: Standing,
        /// When, where and by whom it had last been seen before this look-up.
        seen_before: Option<LastSeenView>,
        /// The code is on a label that was replaced by another one.
        replaced: bool,
    },
    /// More than one, or none exactly and some nearly: the person chooses.
    Several {
        /// The code as shown.
        code: String,
        /// They.
        rows: Vec<RowView>,
        /// None of them matches to the letter.
        near: bool,
    },
    /// A place's label.
    Place(PlaceView),
    /// Nothing here knows it.
    Unknown(UnknownView),
    /// An enrolment link.
    Enrolment {
        /// The server that it names.
        host: String,
        /// It is another one than this device's.
        foreign: bool,
    },
}

/// How an item that was scanned stands to what was expected: the outcome that colour, word and tone tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is where it should be, or no room was said.
    Here,
    /// It was expected elsewhere.
    Elsewhere,
    /// It is retired, or otherwise cannot be here.
    Contradiction,
    /// It was seen in this room a moment ago.
    Again,
}

/// A code that nothing knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownView {
    /// The code, whole, as it is looked up and stored.
    pub code: String,
    /// The code made safe to show: control signs made visible, very long ones cut with a count.
    pub shown: String,
    /// It names an article, not a thing: it cannot be bound to one item.
    pub names_article: bool,
    /// It is one of our own labels.
    pub own_label: bool,
    /// It is empty or cannot be stored; nothing can be created from it.
    pub unusable: bool,
    /// The types to offer, the likeliest first.
    pub types: Vec<TypeView>,
}
