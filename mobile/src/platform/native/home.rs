//! The folder in which one device lies: its replica, its small preferences, and which server it belongs to.
//!
//! **Invariant:** one process at a time has a folder. Credentials are beside this, in `credential`.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use etcetera::{AppStrategy as _, AppStrategyArgs};
use serde::{Deserialize, Serialize};
use shared::id::OrgId;

/// Why a folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// Another window has it.
    #[error("another window has the folder {0}")]
    Taken(PathBuf),
    /// It cannot be made, read or written.
    #[error("the folder {folder} cannot be used")]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What is kept beside the replica: nothing that anybody did, and no secret.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Settings {
    /// The origin of the server that this device belongs to.
    server: Option<String>,
    /// The organisation whose data lies here.
    org: Option<OrgId>,
    /// Language, theme and the like, by their names.
    preferences: BTreeMap<String, String>,
}

/// A device's folder, for as long as this process has it.
#[derive(Debug)]
pub struct Home {
    folder: PathBuf,
    settings: Mutex<Settings>,
    /// The origin that a person named to enrol with.
    invited: Mutex<Option<String>>,
    /// Held for its lock, which ends with the process, however that ends.
    _lock: File,
}

/// The folder of this process.
static HERE: OnceLock<Arc<Home>> = OnceLock::new();

impl Home {
    /// Takes a folder, making it where it is missing.
    ///
    /// # Errors
    /// [`HomeError`], after which nothing in it has changed.
    pub fn open(folder: &Path) -> Result<Arc<Self>, HomeError> {
        let unusable = |source| HomeError::Unusable {
            folder: folder.to_owned(),
            source,
        };
        make_private_folder(folder).map_err(unusable)?;
        let lock = File::options()
            .create(true)
            .append(true)
            .open(folder.join("lock"))
            .map_err(unusable)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => HomeError::Taken(folder.to_owned()),
            TryLockError::Error(source) => unusable(source),
        })?;
        let settings = match fs::read(folder.join(SETTINGS)) {
            // Settings that cannot be read are only preferences and an address that is asked for again.
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Settings::default(),
            Err(source) => return Err(unusable(source)),
        };
        Ok(Arc::new(Self {
            folder: folder.to_owned(),
            settings: Mutex::new(settings),
            invited: Mutex::new(None),
            _lock: lock,
        }))
    }

    /// Where the system keeps what a program has for its person.
    #[must_use]
    pub fn usual_folder() -> Option<PathBuf> {
        let app = AppStrategyArgs {
            top_level_domain: "org".to_owned(),
            author: "recense".to_owned(),
            app_name: "recense".to_owned(),
        };
        let system = etcetera::app_strategy::choose_native_strategy(app).ok()?;
        Some(system.data_dir().join("desktop"))
    }

    /// Makes this the folder of this process; only the first one is.
    pub fn settle(self: &Arc<Self>) {
        // A second one is a mistake that changes nothing.
        let _ = HERE.set(Arc::clone(self));
    }

    /// The folder of this process, if it has one.
    #[must_use]
    pub fn here() -> Option<&'static Arc<Self>> {
        HERE.get()
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of the replica.
    #[must_use]
    pub fn replica(&self) -> PathBuf {
        self.folder.join("replica.sqlite")
    }

    /// The origin of the server that this device belongs to.
    #[must_use]
    pub fn server(&self) -> Option<String> {
        self.settings().server.clone()
    }

    /// The organisation whose data lies here.
    #[must_use]
    pub fn org(&self) -> Option<OrgId> {
        self.settings().org
    }

    /// Names the server to enrol with.
    pub fn invite(&self, origin: &str) {
        *lock(&self.invited) = Some(origin.to_owned());
    }

    /// The server to enrol with: the one that was named last, else the one that this device belongs to.
    #[must_use]
    pub fn invited(&self) -> Option<String> {
        lock(&self.invited).clone().or_else(|| self.server())
    }

    /// From now on this device belongs to that server and that organisation.
    pub fn belong(&self, origin: &str, org: OrgId) {
        self.change(|settings| {
            settings.server = Some(origin.to_owned());
            settings.org = Some(org);
        });
    }

    /// A small preference.
    #[must_use]
    pub fn find_preference(&self, name: &str) -> Option<String> {
        self.settings().preferences.get(name).cloned()
    }

    /// Keeps a small preference, or forgets it.
    pub fn set_preference(&self, name: &str, value: Option<&str>) {
        self.change(|settings| {
            match value {
                Some(value) => settings
                    .preferences
                    .insert(name.to_owned(), value.to_owned()),
                None => settings.preferences.remove(name),
            };
        });
    }

    fn settings(&self) -> MutexGuard<'_, Settings> {
        lock(&self.settings)
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings();
        change(&mut settings);
        // On a full disk a choice counts until the window closes.
        let _ = write_whole(&self.folder, &settings);
    }
}

/// The file of the settings, in the folder.
const SETTINGS: &str = "settings.json";

/// Writes the settings so that a process which dies in it leaves the old ones.
fn write_whole(folder: &Path, settings: &Settings) -> io::Result<()> {
    let beside = folder.join("settings.new");
    let mut file = File::create(&beside)?;
    serde_json::to_writer_pretty(&mut file, settings)?;
    file.flush()?;
    file.sync_all()?;
    fs::rename(beside, folder.join(SETTINGS))
}

/// A folder that nobody else on the machine reads, where the system has such a thing.
pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whoever panicked with it left it whole: nothing is changed in two steps.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_window_is_refused_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Home::open(folder.path()).unwrap();
        assert!(matches!(
            Home::open(folder.path()),
            Err(HomeError::Taken(_))
        ));
        drop(first);
        Home::open(folder.path()).unwrap();
    }

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path()).unwrap();
        assert_eq!((home.server(), home.org()), (None, None));
        home.set_preference("theme", Some("dark"));
        home.set_preference("language", Some("en"));
        home.set_preference("language", None);
        home.belong("https://inv.example.ca", OrgId::fixed(1));
        drop(home);
        let home = Home::open(folder.path()).unwrap();
        assert_eq!(home.find_preference("theme").as_deref(), Some("dark"));
        assert_eq!(home.find_preference("language"), None);
        assert_eq!(home.server().as_deref(), Some("https://inv.example.ca"));
        assert_eq!(home.org(), Some(OrgId::fixed(1)));
    }

    #[test]
    fn settings_that_cannot_be_read_bar_nobody() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(SETTINGS), b"{\"server\": 7").unwrap();
        let home = Home::open(folder.path()).unwrap();
        assert_eq!(home.server(), None);
    }

    #[test]
    fn who_is_invited_elsewhere_still_belongs_where_they_did() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path()).unwrap();
        assert_eq!(home.invited(), None);
        home.belong("https://inv.example.ca", OrgId::fixed(1));
        assert_eq!(home.invited().as_deref(), Some("https://inv.example.ca"));
        home.invite("https://other.example");
        assert_eq!(home.invited().as_deref(), Some("https://other.example"));
        assert_eq!(home.server().as_deref(), Some("https://inv.example.ca"));
    }
}
