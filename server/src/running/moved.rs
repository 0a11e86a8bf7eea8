//! The note in a data folder that its organisation was moved elsewhere: no server takes it for its own any more, so that
//! nobody works on by mistake with what the other store does not hear of.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{FolderError, ServerError};
use crate::private::make_file;

/// The note's name. What it says is where the organisation went.
const NOTE: &str = "moved";

fn note_in(folder: &Path) -> PathBuf {
    folder.join(NOTE)
}

/// Where the organisation of a folder went; none if it did not.
pub(super) fn find(folder: &Path) -> Option<String> {
    let note = fs::read_to_string(note_in(folder)).ok()?;
    Some(note.trim().to_owned())
}

/// Whether a folder's data is still its own.
///
/// # Errors
/// If it was moved elsewhere.
pub fn check(folder: &Path) -> Result<(), ServerError> {
    match find(folder) {
        None => Ok(()),
        Some(to) => Err(FolderError::Moved {
            path: folder.to_owned(),
            to,
            note: note_in(folder),
        }
        .into()),
    }
}

/// Leaves the note, on the disk before anything is made of it.
pub(super) fn leave(folder: &Path, to: &str) -> io::Result<()> {
    remove(folder)?;
    let mut file = make_file(&note_in(folder))?;
    writeln!(file, "{to}")?;
    file.sync_all()?;
    // The name is on the disk once its folder is. Not every system lets a folder be opened.
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(_) => Ok(()),
    }
}

/// Takes the note away, where there is one.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_file(note_in(folder)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
