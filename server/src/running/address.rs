//! Where a running server says how it is reached, for commands beside it: a line in its data folder.
//!
//! It is a convenience. A server that broke off leaves its line behind, and one that cannot write it runs all the same.

use std::io;
use std::path::{Path, PathBuf};

const FILE: &str = "address";

/// The origin of the server that runs, or ran last, on that data.
#[must_use]
pub fn find_origin(folder: &Path) -> Option<String> {
    let line = std::fs::read_to_string(folder.join(FILE)).ok()?;
    let origin = line.trim();
    origin.starts_with("http").then(|| origin.to_owned())
}

/// The line of a server that runs.
#[derive(Debug)]
pub(super) struct Address {
    file: PathBuf,
}

impl Address {
    /// Writes it.
    pub(super) fn leave(folder: &Path, origin: &str) -> io::Result<Self> {
        let file = folder.join(FILE);
        std::fs::write(&file, format!("{origin}\n"))?;
        Ok(Self { file })
    }

    /// Takes it away: the server has stopped.
    pub(super) fn remove(self) -> io::Result<()> {
        std::fs::remove_file(self.file)
    }
}
