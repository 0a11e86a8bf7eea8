//! Operations: the one way in which anything changes, as a device makes them and as they travel.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::id::{ActionId, OpId, PersonId};
use crate::record::{Field, RecordKey};
use crate::time::{Millis, Tick};

/// The schema that this build writes into its operations (`app_schema`).
pub const APP_SCHEMA: u32 = 1;

/// The largest operation that is taken, in bytes of JSON.
pub const MAX_OPERATION_BYTES: usize = 64 * 1024;

/// One immutable change to one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Its id, made on the device.
    pub op_id: OpId,
    /// The action that it is part of.
    pub action: ActionId,
    /// The record that it changes.
    pub record: RecordKey,
    /// Who did it.
    pub actor: PersonId,
    /// The device's wall clock when the person did it.
    pub observed_at: Millis,
    /// The device's steady clock at the same moment.
    pub tick: Tick,
    /// The schema of the app that wrote it.
    pub app_schema: u32,
    /// The record's `rev` as the person saw it, leaving out what this installation has not yet sent; 0 for a new one.
    pub seen: u64,
    /// What the person was doing; history shows it.
    pub intent: Intent,
    /// What changes.
    pub change: Change,
}

/// What a person was doing when an operation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Scanned and looked at it.
    LookedUp,
    /// Counted it in an inventory.
    Counted,
    /// Moved it.
    Moved,
    /// Received it.
    Received,
    /// Made or changed it by hand.
    Edited,
    /// Took something back.
    Undone,
    /// Brought it in from a file or another system.
    Imported,
    /// Moved what it belongs to into another team: the server makes one of these, which sets nothing, for each record
    /// that goes along. Or made what turned out, as it arrived, to be an item that is there: the server says so of the two.
    Followed,
}

/// The change that an operation makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Makes the record.
    Create {
        /// Its first values.
        fields: BTreeMap<Field, Value>,
    },
    /// Sets fields. An untouched field is absent; a null is an explicit clearing.
    Set(Vec<Assign>),
    /// Undoes one operation of the same record.
    Withdraw {
        /// The operation undone. It may itself be a withdrawal: that redoes.
        op: OpId,
    },
    /// Settles one open conflict.
    Settle {
        /// The conflict's id: the operation that opened it.
        conflict: OpId,
        /// The field in conflict.
        field: Field,
        /// The value chosen.
        value: Value,
    },
}

/// One field set by an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assign {
    /// The field.
    pub field: Field,
    /// The operation whose value the person saw; absent where the field had never been set.
    #[serde(default)]
    pub base: Option<OpId>,
    /// The new value.
    pub value: Value,
}

/// The SHA-256 of an operation's bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OperationHash(pub [u8; 32]);

impl OperationHash {
    /// The hash of an operation's text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

impl fmt::Debug for OperationHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// In hexadecimal.
impl fmt::Display for OperationHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in &self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// An operation with the very bytes in which it was first written.
///
/// **Invariant:** the text is stored, hashed and sent as it is, never written anew, so that fields which
/// only a newer app knows survive, and a replay has the same hash.
#[derive(Clone, Debug)]
pub struct SealedOperation {
    text: Box<RawValue>,
    operation: Operation,
}

impl SealedOperation {
    /// Writes an operation for the first and only time.
    ///
    /// # Errors
    /// None in practice: an operation's parts all have a JSON form.
    pub fn seal(operation: Operation) -> Result<Self, serde_json::Error> {
        Ok(Self {
            text: serde_json::value::to_raw_value(&operation)?,
            operation,
        })
    }

    /// Reads an operation back from its text.
    ///
    /// # Errors
    /// If the text is not an operation.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let operation = serde_json::from_str(text)?;
        Ok(Self {
            text: RawValue::from_string(text.to_owned())?,
            operation,
        })
    }

    /// The text as first written.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.get()
    }

    /// The SHA-256 of the text.
    #[must_use]
    pub fn hash(&self) -> OperationHash {
        OperationHash::of(self.text())
    }

    /// Gives up the text.
    #[must_use]
    pub fn into_operation(self) -> Operation {
        self.operation
    }
}

impl std::ops::Deref for SealedOperation {
    type Target = Operation;

    fn deref(&self) -> &Operation {
        &self.operation
    }
}

impl Serialize for SealedOperation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SealedOperation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let operation = serde_json::from_str(text.get()).map_err(de::Error::custom)?;
        Ok(Self { text, operation })
    }
}

/// What became of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It took effect as it was meant.
    Applied {},
    /// It took effect beside what others had changed meanwhile.
    Merged {},
    /// It is history: something newer, or somebody who came first, counts.
    Superseded {
        /// The operation that counts instead, where there is one.
        #[serde(default)]
        by: Option<OpId>,
    },
    /// It is kept beside another value, and a person has to choose.
    Conflict {
        /// The fields in conflict.
        fields: Vec<Field>,
    },
    /// The record turned out to be another one's double.
    DuplicateOf {
        /// That record, where the asker may read it.
        record: Option<RecordKey>,
    },
    /// It waits, whole, until its cause is gone.
    Parked {
        /// Why.
        reason: ParkReason,
    },
}

/// Why an operation waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkReason {
    /// The person may not do this.
    NotAllowed {},
    /// The record, or one that it refers to, is not known (yet).
    Unknown {
        /// The missing record.
        record: RecordKey,
    },
    /// A record with this id exists already.
    Exists {},
    /// A place cannot lie within itself.
    PlaceWithinItself {},
    /// The place tree changed meanwhile: somebody else moved this place first.
    TreeChanged {},
    /// A value has the wrong kind or size.
    Invalid {
        /// The field.
        field: Field,
    },
    /// The operation is larger than [`MAX_OPERATION_BYTES`], or cannot be read.
    Unreadable {},
    /// Only what one did oneself can be undone.
    NotYours {},
    /// The operation that it undoes is not known (yet).
    NothingToUndo {},
    /// More records would have to go along into another team than one operation may move.
    TooManyFollow {},
    /// It would leave a team without an administrator.
    LastAdministrator {},
    /// It came from a device that had been put out: an administrator takes it in or refuses it.
    Quarantined {},
}
