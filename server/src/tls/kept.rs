//! Keys and certificates in the data folder, for nobody but the server to read, each file whole or not there.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::private::{make_file, make_folder};

/// A folder of secrets. Without one (data in memory) nothing is kept.
#[derive(Clone, Debug)]
pub struct Kept(Option<PathBuf>);

/// A secret could not be read or kept.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct KeptError {
    /// Which file.
    path: PathBuf,
    /// What the system said.
    source: io::Error,
}

impl Kept {
    /// A folder, which is made when something is kept.
    #[must_use]
    pub fn within(folder: PathBuf) -> Self {
        Self(Some(folder))
    }

    /// Nothing is kept.
    #[must_use]
    pub fn nowhere() -> Self {
        Self(None)
    }

    /// A folder in this one.
    #[must_use]
    pub fn folder(&self, name: &str) -> Self {
        Self(self.0.as_ref().map(|folder| folder.join(name)))
    }

    /// Where it is, for a person who is told to look.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.as_deref()
    }

    /// What is kept under a name, if anything is.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn find(&self, name: &str) -> Result<Option<Vec<u8>>, KeptError> {
        let Some(folder) = &self.0 else {
            return Ok(None);
        };
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(KeptError { path, source }),
        }
    }

    /// Keeps something under a name, in place of what was there.
    ///
    /// # Errors
    /// If it cannot be written; what was there before is then still there.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), KeptError> {
        let Some(folder) = &self.0 else {
            return Ok(());
        };
        let path = folder.join(name);
        let fresh = folder.join(format!("{name}.new"));
        let written = make_folder(folder)
            .and_then(|()| write_file(&fresh, bytes))
            .and_then(|()| std::fs::rename(&fresh, &path));
        written.map_err(|source| KeptError { path, source })
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // One that a crash left would keep its own permissions.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = make_file(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_kept_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept::within(folder.path().join("tls")).folder("acme");
        assert_eq!(kept.find("key.pem").expect("nothing yet"), None);
        kept.keep("key.pem", b"first").expect("room");
        kept.keep("key.pem", b"second").expect("room");
        assert_eq!(
            kept.find("key.pem").expect("a file").as_deref(),
            Some(&b"second"[..])
        );
        let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
        let inside = folder.path().join("tls/acme");
        assert_eq!(mode(&inside), 0o700);
        assert_eq!(mode(&inside.join("key.pem")), 0o600);
        assert_eq!(inside.read_dir().expect("a folder").count(), 1);
    }
}
