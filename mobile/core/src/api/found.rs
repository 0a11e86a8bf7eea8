//! What a code leads to.

use serde::{Deserialize, Serialize};
use shared::id::PlaceId;
use shared::model::State;

use super::{ItemView, LastSeenView, PlaceView, RowView, TypeView};
use crate::error::EngineError;

/// What a code turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// One item.
    Item(FoundItem),
    /// More than one, or none exactly and some nearly: the person chooses.
    Several {
        /// The code as shown.
        code: String,
        /// They.
        rows: Vec<RowView>,
        /// None of them matches to the letter.
        near: bool,
    },
    /// A place's label, or its name.
    Place {
        /// It, or the one that it turned out to be.
        place: PlaceView,
        /// What the place of the label was called, where that turned out to be another.
        was: Option<String>,
    },
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

/// An item that a code led to, or that a person chose of several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundItem {
    /// It.
    pub item: Box<ItemView>,
    /// When, where and by whom it had last been seen before this look-up.
    pub seen_before: Option<LastSeenView>,
    /// That was by the signed-in person, and a moment before.
    pub just_seen: bool,
    /// The code is on a label that was replaced by another one.
    pub replaced: bool,
    /// Why it could not be written that it was seen, where it should have been.
    pub unnoted: Option<EngineError>,
}

impl FoundItem {
    /// How it stands to a room: the one in which the person is now, which need not be the one of the scan.
    #[must_use]
    pub fn standing(&self, room: Option<PlaceId>) -> Standing {
        let state = self.item.row.state.as_ref();
        if state.is_some_and(|state| state.state == State::Retired) {
            return Standing::Contradiction;
        }
        let Some(room) = room else {
            return Standing::Here;
        };
        let seen_in = |seen: &LastSeenView| seen.place.as_ref().map(|place| place.id);
        if !self.lies_in(room) {
            Standing::Elsewhere
        } else if self.just_seen && self.seen_before.as_ref().and_then(seen_in) == Some(room) {
            Standing::Again
        } else {
            Standing::Here
        }
    }

    /// Whether it is noted as being in a place or somewhere below it.
    #[must_use]
    pub fn lies_in(&self, place: PlaceId) -> bool {
        let own = self.item.row.place.as_ref();
        own.is_some_and(|own| own.lies_in(place))
    }
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
