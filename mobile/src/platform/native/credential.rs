//! The credentials of a native device: in the system's key store, or where there is none in a file that only its
//! person reads.
//!
//! **Invariant:** the replica and the logs hold the name of a credential, never the credential.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::home::make_private_folder;

/// What a server gave, and which: it is shown to no other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Credential {
    /// The server's origin.
    pub(super) server: String,
    /// The secret.
    pub(super) token: String,
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a credential of {}", self.server)
    }
}

/// A credential cannot be kept or found.
#[derive(Debug, thiserror::Error)]
pub(super) enum CredentialError {
    /// The folder does not take or give it.
    #[error("the file of a credential")]
    File(#[from] io::Error),
    /// The system's key store does not answer: locked, or gone since it was kept there.
    #[error("the system's key store: {0}")]
    KeyStore(String),
}

/// Where credentials are kept.
#[derive(Debug)]
pub(super) struct Credentials {
    folder: PathBuf,
    /// The system's key store, if it is to be asked.
    system: bool,
    /// Those that this process has seen.
    seen: RefCell<BTreeMap<String, Credential>>,
}

/// What a name begins with, which says where the credential lies.
const IN_KEY_STORE: &str = "system:";
const IN_FILE: &str = "file:";

impl Credentials {
    /// Those of the device in that folder.
    pub(super) fn new(folder: &Path, system: bool) -> Self {
        Self {
            folder: folder.join("credentials"),
            system,
            seen: RefCell::default(),
        }
    }

    /// Keeps a credential under a name made of random bytes, and says its name.
    pub(super) async fn keep(
        &self,
        credential: Credential,
        random: [u8; 16],
    ) -> Result<String, CredentialError> {
        let id = format!("{:032x}", u128::from_le_bytes(random));
        let secret = serde_json::to_string(&credential).map_err(io::Error::from)?;
        let kept = if self.system {
            let (id, secret) = (id.clone(), secret.clone());
            apart(move || key_store::keep(&id, &secret)).await
        } else {
            Err(CredentialError::KeyStore(String::new()))
        };
        let name = if kept.is_ok() {
            format!("{IN_KEY_STORE}{id}")
        } else {
            write_private(&self.folder, &id, secret.as_bytes())?;
            format!("{IN_FILE}{id}")
        };
        self.seen.borrow_mut().insert(name.clone(), credential);
        Ok(name)
    }

    /// The credential of that name, if there is one.
    pub(super) async fn find(&self, name: &str) -> Result<Option<Credential>, CredentialError> {
        if let Some(credential) = self.seen.borrow().get(name) {
            return Ok(Some(credential.clone()));
        }
        let secret = match Place::of(name) {
            Some(Place::File(id)) => match fs::read_to_string(self.folder.join(id)) {
                Ok(secret) => Some(secret),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error.into()),
            },
            Some(Place::KeyStore(id)) => {
                let id = id.to_owned();
                apart(move || key_store::find(&id)).await?
            }
            None => None,
        };
        let credential = secret.and_then(|secret| serde_json::from_str::<Credential>(&secret).ok());
        if let Some(credential) = &credential {
            self.seen
                .borrow_mut()
                .insert(name.to_owned(), credential.clone());
        }
        Ok(credential)
    }

    /// Forgets the credential of that name. What cannot be forgotten now is of no use to anybody: the server has ended
    /// it.
    pub(super) async fn forget(&self, name: &str) {
        self.seen.borrow_mut().remove(name);
        match Place::of(name) {
            Some(Place::File(id)) => {
                let _ = fs::remove_file(self.folder.join(id));
            }
            Some(Place::KeyStore(id)) => {
                let id = id.to_owned();
                let _ = apart(move || key_store::forget(&id)).await;
            }
            None => {}
        }
    }
}

/// Where a credential lies.
enum Place<'name> {
    KeyStore(&'name str),
    File(&'name str),
}

impl<'name> Place<'name> {
    /// As its name says. A name that this did not make leads nowhere, and to no other file.
    fn of(name: &'name str) -> Option<Self> {
        let made = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(id) = name.strip_prefix(IN_KEY_STORE).filter(|id| made(id)) {
            return Some(Self::KeyStore(id));
        }
        let id = name.strip_prefix(IN_FILE).filter(|id| made(id))?;
        Some(Self::File(id))
    }
}

/// Asks the key store in a thread of its own: it may ask the person for a password first.
async fn apart<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, CredentialError> + Send + 'static,
) -> Result<T, CredentialError> {
    tokio::task::spawn_blocking(ask)
        .await
        .map_err(|error| CredentialError::KeyStore(error.to_string()))?
}

fn write_private(folder: &Path, id: &str, secret: &[u8]) -> io::Result<()> {
    make_private_folder(folder)?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(folder.join(id))?;
    file.write_all(secret)?;
    file.sync_all()
}

#[cfg(feature = "desktop")]
mod key_store {
    //! The system's: Secret Service, Keychain, Credential Manager.

    use keyring::v1::{Entry, Error};

    use super::CredentialError;

    const SERVICE: &str = "recense";

    pub(super) fn keep(id: &str, secret: &str) -> Result<(), CredentialError> {
        Entry::new(SERVICE, id)
            .and_then(|entry| entry.set_password(secret))
            .map_err(|error| refused(&error))
    }

    pub(super) fn find(id: &str) -> Result<Option<String>, CredentialError> {
        match Entry::new(SERVICE, id).and_then(|entry| entry.get_password()) {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    pub(super) fn forget(id: &str) -> Result<(), CredentialError> {
        Entry::new(SERVICE, id)
            .and_then(|entry| entry.delete_credential())
            .map_err(|error| refused(&error))
    }

    fn refused(error: &Error) -> CredentialError {
        CredentialError::KeyStore(error.to_string())
    }
}

#[cfg(not(feature = "desktop"))]
mod key_store {
    //! None: what has no window asks nobody for the password of a key store.

    use super::CredentialError;

    pub(super) fn keep(_id: &str, _secret: &str) -> Result<(), CredentialError> {
        Err(none())
    }

    pub(super) fn find(_id: &str) -> Result<Option<String>, CredentialError> {
        Err(none())
    }

    pub(super) fn forget(_id: &str) -> Result<(), CredentialError> {
        Err(none())
    }

    fn none() -> CredentialError {
        CredentialError::KeyStore("this build asks none".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Credential {
        Credential {
            server: "https://inv.example.ca".to_owned(),
            token: "s3cret".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_credential_is_found_by_its_name_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let credentials = Credentials::new(folder.path(), false);
        let name = credentials.keep(some(), [7; 16]).await.unwrap();
        assert!(!name.contains("s3cret"));
        // As another process finds it.
        let credentials = Credentials::new(folder.path(), false);
        assert_eq!(credentials.find(&name).await.unwrap(), Some(some()));
        credentials.forget(&name).await;
        assert_eq!(credentials.find(&name).await.unwrap(), None);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn where_there_is_no_key_store_only_its_person_reads_the_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let credentials = Credentials::new(folder.path(), false);
        credentials.keep(some(), [7; 16]).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let kept = folder.path().join("credentials");
        assert_eq!(mode(&kept), 0o700);
        let files: Vec<_> = fs::read_dir(&kept).unwrap().collect();
        assert_eq!(files.len(), 1);
        assert_eq!(
            mode(&files.into_iter().next().unwrap().unwrap().path()),
            0o600
        );
    }

    #[tokio::test]
    async fn a_name_that_was_not_made_here_leads_to_no_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("settings.json"),
            serde_json::to_string(&some()).unwrap(),
        )
        .unwrap();
        let credentials = Credentials::new(folder.path(), false);
        for name in ["file:../settings.json", "file:", "settings.json", ""] {
            assert_eq!(credentials.find(name).await.unwrap(), None, "{name}");
            credentials.forget(name).await;
        }
        assert!(folder.path().join("settings.json").exists());
    }

    #[test]
    fn a_credential_does_not_show_its_secret() {
        assert_eq!(
            format!("{:?}", some()),
            "a credential of https://inv.example.ca"
        );
    }
}
