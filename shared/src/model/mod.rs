//! The model: which fields a collection has, what kind each is, and typed views over records.
//!
//! A view borrows from a record and never fails: what is absent, cleared or of a kind that only a newer app
//! writes reads as none, and survives.

mod alias;
mod declare;
pub mod field;
mod item;
mod number;
mod organisation;
pub mod starter;
mod types;

pub use alias::{Alias, Verdict};
pub use field::{FieldKind, ValueKind};
pub use item::{
    ConfigItem, Criticality, IdentifierKind, ItemIdentifier, ItemState, LastSeen, State,
};
pub use number::{MAX_COUNTER, NumberPattern, PatternError};
pub use organisation::{Languages, Membership, Organisation, Person, Place, PlaceKind, Role, Team};
pub use types::{Attribute, AttributeKind, Category, CodeTarget, ItemType, SubState, Words};
