//! Why the engine refuses or fails.

use serde::{Deserialize, Serialize};
use shared::record::{Field, RecordKey};
use shared::wire::MAX_LABELS;

use crate::api::UnsentRefusal;

/// Why a command has no answer. After any of these nothing of the command was written.
///
/// Crosses a worker's border, hence text in place of sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum EngineError {
    /// The device is locked: a PIN opens it.
    #[error("the device is locked")]
    Locked,
    /// The device has no room left.
    #[error("the device has no room left")]
    StorageFull,
    /// The device lets the store not be opened, read or written.
    #[error("the device refuses storage: {0}")]
    StorageRefused(String),
    /// A newer app has written this store: this one leaves it untouched.
    #[error("the store has schema {found}, this app knows {known}")]
    NewerSchema {
        /// The store's schema.
        found: i64,
        /// The newest that this build knows.
        known: i64,
    },
    /// What the store holds cannot be read.
    #[error("the store cannot be read: {0}")]
    Corrupt(String),
    /// Nobody is enrolled on this device.
    #[error("nobody is enrolled on this device")]
    NotEnrolled,
    /// The person may not do this, as far as this device knows.
    #[error("the person may not do this")]
    NotAllowed,
    /// It would leave a team without an administrator.
    #[error("a team keeps an administrator")]
    LastAdministrator,
    /// More would go along into another team than may at once.
    #[error("too many records would go along")]
    TooManyFollow,
    /// What is of two teams cannot be one thing: nobody would see all of it.
    #[error("of two teams")]
    TwoTeams,
    /// Labels of more things than are printed at once.
    #[error("labels of more than {MAX_LABELS} things at once")]
    TooManyLabels,
    /// This device does not have the record.
    #[error("no such record on this device: {0:?}")]
    UnknownRecord(RecordKey),
    /// A value has the wrong kind or size.
    #[error("the value of {0} has the wrong kind or size")]
    InvalidValue(Field),
    /// The code is empty, or longer than can be kept: nothing can be made from it.
    #[error("nothing can be made from this code")]
    UnusableCode,
    /// The label of ours is on another item already.
    #[error("this label is on another item")]
    LabelTaken,
    /// The label of ours is, or was, on this item.
    #[error("this label is of this item already")]
    LabelItsOwn,
    /// The code is none of our labels'.
    #[error("this code is not on a label of ours")]
    NoLabel,
    /// A place of that name lies there already.
    #[error("a place of that name lies there already")]
    PlaceExists,
    /// A place cannot lie within itself, or be what lies within it.
    #[error("a place cannot lie within itself")]
    PlaceWithinItself,
    /// Somebody else has moved the place since the person saw it.
    #[error("the place has been moved meanwhile")]
    PlaceMoved,
    /// Nothing new goes into a place that is no longer used.
    #[error("the place is retired")]
    PlaceRetired,
    /// The action is not one of this device's, or holds nothing that can be taken back.
    #[error("nothing to undo")]
    NothingToUndo,
    /// The conflict is settled, or was never there.
    #[error("no such conflict")]
    NoConflict,
    /// The part of the app that does this was not loaded.
    #[error("the part of the app that does this was not loaded")]
    NotLoaded,
    /// What was done is larger than an operation may be.
    #[error("too large to be kept")]
    TooLarge,
    /// The file that is to be brought in holds nothing.
    #[error("there is nothing in the file")]
    EmptyFile,
    /// A file of unsent work is not taken in.
    #[error(transparent)]
    UnsentFile(#[from] UnsentRefusal),
    /// The store failed in another way: trying again may help.
    #[error("the store failed: {0}")]
    Store(String),
}

impl EngineError {
    /// Whether the device could not keep something: what it holds can still be read.
    #[must_use]
    pub fn is_of_storage(&self) -> bool {
        matches!(
            self,
            Self::StorageFull | Self::StorageRefused(_) | Self::Store(_)
        )
    }

    /// Whether the same command fails again until a person, or another version of the app, changes something.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::StorageFull | Self::NotLoaded | Self::Store(_) => false,
            Self::StorageRefused(_)
            | Self::NewerSchema { .. }
            | Self::Corrupt(_)
            | Self::NotEnrolled
            | Self::NotAllowed
            | Self::LastAdministrator
            | Self::TooManyFollow
            | Self::TooManyLabels
            | Self::TwoTeams
            | Self::UnknownRecord(_)
            | Self::InvalidValue(_)
            | Self::UnusableCode
            | Self::LabelTaken
            | Self::LabelItsOwn
            | Self::NoLabel
            | Self::PlaceExists
            | Self::PlaceWithinItself
            | Self::PlaceMoved
            | Self::PlaceRetired
            | Self::NothingToUndo
            | Self::NoConflict
            | Self::TooLarge
            | Self::EmptyFile
            | Self::UnsentFile(_)
            | Self::Locked => true,
        }
    }
}

impl From<rusqlite::Error> for EngineError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => Self::StorageFull,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    Self::Corrupt(error.to_string())
                }
                ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
                    Self::StorageRefused(error.to_string())
                }
                _ => Self::Store(error.to_string()),
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Corrupt(error.to_string()),
            _ => Self::Store(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for EngineError {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}
