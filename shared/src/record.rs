//! Records: what the fold of operations comes to. Plain data; `merge` makes it, views read it.

mod repr;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{InstallationId, OpId, PersonId, RecordId, TeamId};
use crate::time::Millis;

/// The kind of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Collection {
    /// Configuration items.
    Item,
    /// Item types.
    ItemType,
    /// Attributes of types.
    Attribute,
    /// Sub-states.
    SubState,
    /// Categories of types.
    Category,
    /// Places.
    Place,
    /// People.
    Person,
    /// Teams.
    Team,
    /// Memberships.
    Membership,
    /// Members of an item that identify it.
    Identifier,
    /// What somebody said of two items: that they are one thing, or that they are not.
    Alias,
    /// The organisation's settings: one record, under the organisation's own id.
    Organisation,
    /// A collection that only a newer app knows: carried, never touched.
    Other(Box<str>),
}

impl Collection {
    /// The name on the wire and in stores.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Item => "item",
            Self::ItemType => "type",
            Self::Attribute => "attribute",
            Self::SubState => "sub_state",
            Self::Category => "category",
            Self::Place => "place",
            Self::Person => "person",
            Self::Team => "team",
            Self::Membership => "membership",
            Self::Identifier => "identifier",
            Self::Alias => "alias",
            Self::Organisation => "organisation",
            Self::Other(name) => name,
        }
    }

    /// Whether two who know nothing of each other may make the same record of it, because its id follows from what it is
    /// about: who comes second has said something of the record that is there.
    #[must_use]
    pub fn is_made_by_several(&self) -> bool {
        matches!(self, Self::Alias)
    }
}

impl From<String> for Collection {
    fn from(name: String) -> Self {
        match name.as_str() {
            "item" => Self::Item,
            "type" => Self::ItemType,
            "attribute" => Self::Attribute,
            "sub_state" => Self::SubState,
            "category" => Self::Category,
            "place" => Self::Place,
            "person" => Self::Person,
            "team" => Self::Team,
            "membership" => Self::Membership,
            "identifier" => Self::Identifier,
            "alias" => Self::Alias,
            "organisation" => Self::Organisation,
            _ => Self::Other(name.into()),
        }
    }
}

impl From<Collection> for String {
    fn from(collection: Collection) -> Self {
        collection.as_str().to_owned()
    }
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which record: serialised as `["item", "0199…"]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordKey(pub Collection, pub RecordId);

impl RecordKey {
    /// The key of a record.
    pub fn new(collection: Collection, id: impl Into<RecordId>) -> Self {
        Self(collection, id.into())
    }

    /// Its collection.
    #[must_use]
    pub fn collection(&self) -> &Collection {
        &self.0
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> RecordId {
        self.1
    }
}

/// The name of a field; the names of a collection's own fields are in `model::field`, an attribute's value
/// is under `attr/<attribute id>`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Field(Box<str>);

impl Field {
    /// The field of that name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Field {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Field {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// What a device may read, and carries offline, as one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// Teams, people, memberships, places, settings: everybody of the organisation.
    Org,
    /// A team's types and items without a permission of their own.
    TeamOpen(TeamId),
}

/// The text names no scope that this build knows.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a scope")]
pub struct ScopeError(String);

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Org => f.write_str("org"),
            Self::TeamOpen(team) => write!(f, "team/{team}/open"),
        }
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Self, ScopeError> {
        text.parse()
    }
}

impl std::str::FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let unknown = || ScopeError(text.to_owned());
        if text == "org" {
            return Ok(Self::Org);
        }
        let team = text
            .strip_prefix("team/")
            .and_then(|rest| rest.strip_suffix("/open"));
        team.and_then(|team| team.parse().ok())
            .map(Self::TeamOpen)
            .ok_or_else(unknown)
    }
}

/// Who set something, by which operation, and when it counts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The operation.
    pub op: OpId,
    /// Its effective time.
    pub at: Millis,
    /// The time is a guess: the device's clock had jumped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
    /// Who did it.
    pub by: PersonId,
    /// On which installation.
    pub installation: InstallationId,
    /// The record's `rev` from this operation on.
    pub rev: u64,
}

impl Stamp {
    /// What observations are ordered by: the effective time, and the operation's id where two are equal.
    #[must_use]
    pub fn order(&self) -> (Millis, OpId) {
        (self.at, self.op)
    }
}

/// A field's value with its stamp. A null is a value that was cleared.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldState {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub stamp: Stamp,
}

/// Two values for one field, neither of which knew of the other. Nothing is lost: `kept` counts for now.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The operation that opened it; settling names it.
    pub id: OpId,
    /// The field.
    pub field: Field,
    /// What counts for now.
    pub kept: FieldState,
    /// What stands beside it.
    pub other: FieldState,
    /// The value before both, where it is known.
    pub before: Option<Value>,
}

/// Whether a record is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// It is.
    #[default]
    Present,
    /// Its creation was undone and nobody else had touched it: gone from every list, kept in history.
    Undone,
}

/// What a person in the office should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Somebody who did not know that it had been retired changed it: it is in service again.
    Revived {
        /// The retirement.
        retirement: OpId,
        /// The change.
        by: OpId,
    },
    /// Its creator undid the creation after others had touched it: it is retired.
    CreationUndone {},
}

/// A record as it is after its last operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "repr::Record", into = "repr::Record")]
pub struct Record {
    /// Which record.
    pub key: RecordKey,
    /// Who may read it.
    pub scope: Scope,
    /// How many operations it has accepted.
    pub rev: u64,
    /// Its creation.
    pub created: Stamp,
    /// Somebody other than its creator changed it.
    pub touched: bool,
    /// Whether it is there.
    pub life: Life,
    /// The values that count.
    pub fields: BTreeMap<Field, FieldState>,
    /// For observations with more than one, what would count if the current one were withdrawn.
    pub under: BTreeMap<Field, FieldState>,
    /// What waits for a decision.
    pub conflicts: Vec<Conflict>,
    /// What deserves a look.
    pub flags: Vec<Flag>,
}

impl Record {
    /// A field's value; none where it was never set or has been cleared.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields
            .get(field)
            .map(|state| &state.value)
            .filter(|value| !value.is_null())
    }

    /// A field's text.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.value(field).and_then(Value::as_str)
    }

    /// A field that refers to a record.
    #[must_use]
    pub fn reference<I: From<RecordId>>(&self, field: &str) -> Option<I> {
        self.text(field)
            .and_then(|text| text.parse::<RecordId>().ok())
            .map(I::from)
    }

    /// The base that an operation on this field names: the operation whose value stands there.
    #[must_use]
    pub fn base(&self, field: &str) -> Option<OpId> {
        self.fields.get(field).map(|state| state.stamp.op)
    }
}
