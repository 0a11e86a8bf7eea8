//! The data folder before anything in it is touched: may this server have it, and what is said if not.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::ServerError;
use crate::private::make_folder;
use crate::store::StoreError;
use crate::store::sqlite::SqliteStore;

const LOCK: &str = "lock";
/// A file that only shows whether there is room.
const PROBE: &str = "room";
/// Room that the first minutes take: less, and somebody's work would be refused in the middle of it.
const ROOM: usize = 1 << 20;

/// Why a server cannot have a data folder. In each case what lies in it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It may not be written.
    #[error(
        "the data folder {path} cannot be written ({source}). Nothing in it was changed. Give the account that runs \
         recense the right to write there, or name another folder with --data"
    )]
    NotWritable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Its disk is full.
    #[error(
        "the disk of the data folder {path} is full. What is in the folder is kept as it was, and what devices did \
         waits on them. Make room on that disk, then start again"
    )]
    Full {
        /// Which.
        path: PathBuf,
    },
    /// Another server has it.
    #[error(
        "another recense already serves the data folder {path}. It goes on, and nothing was changed. Use that one, \
         stop it first, or name another folder with --data (`recense enrol` works beside a running server)"
    )]
    Taken {
        /// Which.
        path: PathBuf,
    },
    /// Its organisation was moved elsewhere.
    #[error(
        "the organisation of the data folder {path} was moved to {to}. What is here is as it was then, and nothing was \
         changed. Serve it from there (a database is named with --store). If it is not there because the move broke off, \
         move it there again; or, and only then, delete the file {note}, and the folder serves it again"
    )]
    Moved {
        /// Which.
        path: PathBuf,
        /// Where it went.
        to: String,
        /// The note that says so.
        note: PathBuf,
    },
    /// A newer release wrote it.
    #[error(
        "the data in {path} was written by a newer release of recense (schema {found}, this one knows up to \
         {known}). Nothing was changed. Start that release or a newer one"
    )]
    Newer {
        /// Which.
        path: PathBuf,
        /// The data's schema.
        found: u32,
        /// This release's.
        known: u32,
    },
}

/// A data folder that is this server's until it is dropped.
#[derive(Debug)]
pub(super) struct DataFolder {
    /// The system takes the lock away with the process, however that ends.
    _lock: File,
}

impl DataFolder {
    /// Takes a folder, and makes it if need be.
    ///
    /// # Errors
    /// If it may not be had; nothing in it has then changed.
    pub(super) fn take(path: &Path) -> Result<Self, ServerError> {
        let refused = |error| refusal(path, error);
        if let Err(error) = SqliteStore::check(path) {
            return Err(of_store(path, error)?.into());
        }
        make_folder(path).map_err(refused)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path.join(LOCK))
            .map_err(refused)?;
        match lock.try_lock() {
            Ok(()) => {
                find_room(path).map_err(refused)?;
                Ok(Self { _lock: lock })
            }
            Err(TryLockError::WouldBlock) => Err(FolderError::Taken {
                path: path.to_owned(),
            }
            .into()),
            Err(TryLockError::Error(error)) => Err(refused(error).into()),
        }
    }
}

/// Whether something can still be written beside the data.
fn find_room(path: &Path) -> io::Result<()> {
    let probe = path.join(PROBE);
    let written = File::create(&probe).and_then(|mut file| {
        file.write_all(&vec![0; ROOM])?;
        file.sync_all()
    });
    // Whether it was whole or not. One that cannot be removed was not made either.
    let _ = std::fs::remove_file(&probe);
    written
}

fn refusal(path: &Path, error: io::Error) -> FolderError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FolderError::Full { path },
        _ => FolderError::NotWritable {
            path,
            source: Box::new(error),
        },
    }
}

/// What it means for whoever starts the server that a store cannot be opened or written; the store's own error where
/// it is not about the folder.
pub(super) fn of_store(path: &Path, error: StoreError) -> Result<FolderError, StoreError> {
    let path = path.to_owned();
    if let StoreError::Newer { found, known } = error {
        return Ok(FolderError::Newer { path, found, known });
    }
    let code = match &error {
        StoreError::Sqlite(error) => error.sqlite_error_code(),
        _ => None,
    };
    match code {
        Some(ErrorCode::DiskFull) => Ok(FolderError::Full { path }),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Ok(FolderError::NotWritable {
                path,
                source: Box::new(error),
            })
        }
        _ => Err(error),
    }
}
