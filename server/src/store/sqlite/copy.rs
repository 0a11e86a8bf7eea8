//! Copies of the database's file: made while a server writes it, and put back in its place.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use shared::wire::Epoch;

use super::{FILE, credentials, header, numbers, prepare, schema};
use crate::private::make_file;
use crate::store::{Organisation, StoreError};

/// Why a copy was not made, or not put back. What lies in the data folder is as it was, and what was begun is gone.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is something of that name.
    #[error("{0} is there already, and no backup is written over anything. Name another file")]
    Taken(PathBuf),
    /// The folder that it should go to is not there.
    #[error(
        "there is no folder {0}. Make it first, or name another with --to. Nothing was changed"
    )]
    NoFolder(PathBuf),
    /// The file is no backup.
    #[error("{0} is no backup of recense. Nothing was changed")]
    Foreign(PathBuf),
    /// The file is damaged.
    #[error("{0} is damaged: SQLite finds faults in it. Nothing was changed; take another backup")]
    Damaged(PathBuf),
    /// The folder holds another organisation.
    #[error(
        "the backup is of {backup}, and the folder holds {folder}, another organisation. Nothing was changed. Name an \
         empty folder with --data"
    )]
    OtherOrganisation {
        /// Whose the backup is.
        backup: String,
        /// Whose the folder is.
        folder: String,
    },
    /// The system said no.
    #[error("{path}: {source}. Nothing was changed")]
    System {
        /// About which file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The database said no.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A backup that was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutBack {
    /// Whose data it is, in the new life of its history.
    pub organisation: Organisation,
    /// Where what the folder held before lies now, if it held anything.
    pub aside: Option<PathBuf>,
}

/// Copies the database of a folder into a new file, as it is at one moment: a server on the folder goes on meanwhile.
pub(super) fn back_up(folder: &Path, to: &Path) -> Result<(), CopyError> {
    if to.exists() {
        return Err(CopyError::Taken(to.to_owned()));
    }
    // A name alone lies in the folder where the command was given.
    let folder_of_copy = to.parent().filter(|folder| *folder != Path::new(""));
    if let Some(missing) = folder_of_copy.filter(|folder| !folder.is_dir()) {
        return Err(CopyError::NoFolder(missing.to_owned()));
    }
    let source = open_to_read(&folder.join(FILE))?;
    let partial = Partial::beside(to)?;
    copy(&source, &partial.0)?;
    partial.take_its_place(to)
}

/// Puts a copy in the place of a folder's database, with an epoch above all that its devices may have seen, and keeps
/// what was there under another name. Whoever calls has the folder to themselves.
pub(super) fn put_back(folder: &Path, from: &Path, at_least: Epoch) -> Result<PutBack, CopyError> {
    let foreign = || CopyError::Foreign(from.to_owned());
    let found = header::find_schema(from).ok_or_else(foreign)?;
    if found > schema::NEWEST {
        return Err(CopyError::Store(StoreError::Newer {
            found,
            known: schema::NEWEST,
        }));
    }
    let place = folder.join(FILE);
    // One that cannot be read is what backups are for.
    let present = place.exists().then(|| owner(&place).ok()).flatten();

    let partial = Partial::beside(&place)?;
    copy(&open_to_read(from)?, &partial.0).map_err(|error| match error {
        CopyError::Damaged(_) => CopyError::Damaged(from.to_owned()),
        error => error,
    })?;
    let mut copied = Connection::open(&partial.0)?;
    prepare(&copied)?;
    schema::migrate(&mut copied).map_err(|error| match error {
        error if error.is_permanent() => foreign(),
        error => error.into(),
    })?;
    let transaction = copied.transaction()?;
    let organisation = credentials::organisation(&transaction)
        .ok()
        .flatten()
        .ok_or_else(foreign)?;
    if let Some(present) = &present
        && present.id != organisation.id
    {
        return Err(CopyError::OtherOrganisation {
            backup: organisation.name,
            folder: present.name.clone(),
        });
    }
    let above = present.map_or(Epoch::default(), |present| Epoch(present.epoch.0 + 1));
    let epoch = credentials::renew_epoch(&transaction, above.max(at_least))?;
    numbers::raise(&transaction, &series(&place))?;
    transaction.commit()?;
    copied.close().map_err(|(_, error)| error)?;

    let aside = place
        .exists()
        .then(|| {
            // What cannot be brought into one file is kept in several.
            let _ = settle(&place);
            put_aside(&place, epoch)
        })
        .transpose()?;
    partial.take_its_place(&place)?;
    Ok(PutBack {
        organisation: Organisation {
            epoch,
            ..organisation
        },
        aside,
    })
}

pub(super) fn open_to_read(file: &Path) -> Result<Connection, CopyError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.pragma_update(None, "busy_timeout", 10_000)?;
    Ok(connection)
}

/// Copies a database in one step, which reads one moment of it, into one file that stands alone.
fn copy(source: &Connection, to: &Path) -> Result<(), CopyError> {
    let mut copied = Connection::open(to)?;
    let step = Backup::new(source, &mut copied)?.step(-1)?;
    if step != StepResult::Done {
        return Err(StoreError::Overtaken.into());
    }
    copied.pragma_update(None, "journal_mode", "DELETE")?;
    let verdict: String = copied.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(CopyError::Damaged(to.to_owned()));
    }
    copied.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Whose a database is.
fn owner(file: &Path) -> Result<Organisation, CopyError> {
    let connection = open_to_read(file)?;
    let found = credentials::organisation(&connection)?;
    Ok(found.ok_or(StoreError::NotFounded)?)
}

/// How far the inventory numbers of a database go, as far as it is there and can be read.
fn series(file: &Path) -> Vec<(String, u64)> {
    let read = || {
        let connection = open_to_read(file)?;
        numbers::all(&connection).map_err(CopyError::from)
    };
    match file.exists() {
        true => read().unwrap_or_default(),
        false => Vec::new(),
    }
}

/// Brings all of a database into its one file.
fn settle(file: &Path) -> Result<(), CopyError> {
    let connection = Connection::open(file)?;
    prepare(&connection)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Keeps a database under another name as well, and what SQLite wrote beside it under that name only: it must not be
/// taken for the next one's.
pub(super) fn put_aside(place: &Path, epoch: Epoch) -> Result<PathBuf, CopyError> {
    let aside = with(place, &format!(".before-{}", epoch.0));
    fs::hard_link(place, &aside)
        .or_else(|_| fs::copy(place, &aside).map(drop))
        .map_err(about(&aside))?;
    for beside in ["-wal", "-shm"] {
        let file = with(place, beside);
        if file.exists() {
            fs::rename(&file, with(&aside, beside)).map_err(about(&file))?;
        }
    }
    Ok(aside)
}

/// A file that is being written; it goes with this unless it takes its place.
#[derive(Debug)]
pub(super) struct Partial(PathBuf);

impl Partial {
    pub(super) fn beside(place: &Path) -> Result<Self, CopyError> {
        let partial = with(place, ".partial");
        match fs::remove_file(&partial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(about(&partial)(error)),
            _ => {
                make_file(&partial).map_err(about(&partial))?;
                Ok(Self(partial))
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn take_its_place(self, place: &Path) -> Result<(), CopyError> {
        File::open(&self.0)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.0, place))
            .map_err(about(place))?;
        // The name is on the disk once its folder is. Not every system lets a folder be opened.
        if let Some(Ok(folder)) = place.parent().map(File::open) {
            folder.sync_all().map_err(about(place))?;
        }
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // It has taken its place, or was never made, or goes.
        let _ = fs::remove_file(&self.0);
    }
}

fn with(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    PathBuf::from(name)
}

fn about(path: &Path) -> impl FnOnce(io::Error) -> CopyError {
    let path = path.to_owned();
    |source| CopyError::System { path, source }
}
