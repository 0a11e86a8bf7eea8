//! Somebody with a native device: the field engine on a file, the product's own transport.

use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt as _;
use mobile_core::api::{
    Answer, Command, Event, Found, HistoryPage, HistoryView, ItemView, SessionView, SyncView,
};
use mobile_core::host::{Field, HostError, SystemClock, SystemEntropy};
use mobile_core::sync::ReqwestTransport;
use mobile_core::{Clock, Engine, EngineError};
use rusqlite::Connection;
use shared::id::ItemId;
use tempfile::TempDir;

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A person's device.
#[derive(Debug)]
pub struct Staff {
    /// The way to its engine.
    pub field: Field,
    folder: TempDir,
    origin: String,
}

/// Something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// The engine refused.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The device has no place for its store.
    #[error("no folder for a store: {0}")]
    Folder(#[from] std::io::Error),
    /// The answer was to another question.
    #[error("an unexpected answer: {0:?}")]
    Answer(Box<Answer>),
    /// Waited in vain.
    #[error("{0} did not happen within {PATIENCE:?}")]
    Waited(&'static str),
}

type Result<T> = std::result::Result<T, StaffError>;

impl Staff {
    /// A new device, which will speak to the server of an origin.
    ///
    /// # Errors
    /// If it has no place for its store.
    pub fn equip(origin: &str) -> Result<Self> {
        Self::equip_with(origin, None)
    }

    /// A new device whose clock somebody set.
    ///
    /// # Errors
    /// If it has no place for its store.
    pub fn equip_with(origin: &str, clock: Option<Box<dyn Clock + Send>>) -> Result<Self> {
        let folder = TempDir::new()?;
        let field = start(folder.path().join("replica.db"), origin.to_owned(), clock)?;
        Ok(Self {
            field,
            folder,
            origin: origin.to_owned(),
        })
    }

    /// A device whose store, `replica.db`, lies in a folder already.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn resume(folder: TempDir, origin: &str) -> Result<Self> {
        let field = start(folder.path().join("replica.db"), origin.to_owned(), None)?;
        Ok(Self {
            field,
            folder,
            origin: origin.to_owned(),
        })
    }

    /// The same device after its app was ended and started again.
    ///
    /// # Errors
    /// If it cannot be started.
    pub async fn restart(self) -> Result<Self> {
        let Self {
            field,
            folder,
            origin,
        } = self;
        let mut ended = Box::pin(field.events());
        drop(field);
        // Whoever listens hears nothing more once the engine's thread is at its end.
        while ended.next().await.is_some() {}
        let field = start(folder.path().join("replica.db"), origin.clone(), None)?;
        Ok(Self {
            field,
            folder,
            origin,
        })
    }

    /// Where the store lies.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("replica.db")
    }

    /// Asks the engine.
    ///
    /// # Errors
    /// If the engine refuses.
    pub async fn run(&self, command: Command) -> Result<Answer> {
        Ok(self.field.run(command).await?)
    }

    /// Spends an enrolment code and waits for the first sync to be whole.
    ///
    /// # Errors
    /// If that does not happen.
    pub async fn enrol(&self, code: &str) -> Result<SessionView> {
        let enrol = Command::Enrol {
            code: code.to_owned(),
            device: "test".to_owned(),
        };
        self.run(enrol).await?;
        self.until("the first sync", |session| {
            session.person.is_some()
                && session.sync.last.is_some()
                && session.sync.first_sync.is_none()
        })
        .await
    }

    /// Waits until the session is as wished; looks again whenever the engine tells something.
    ///
    /// # Errors
    /// If that does not happen.
    pub async fn until(
        &self,
        what: &'static str,
        wished: impl Fn(&SessionView) -> bool,
    ) -> Result<SessionView> {
        self.until_answer(what, Command::Session, |answer| match answer {
            Answer::Session(session) if wished(&session) => Some(session),
            _ => None,
        })
        .await
    }

    /// Waits until an answer is as wished.
    ///
    /// # Errors
    /// If that does not happen.
    pub async fn until_answer<T>(
        &self,
        what: &'static str,
        command: Command,
        wished: impl Fn(Answer) -> Option<T>,
    ) -> Result<T> {
        let mut events = self.field.events();
        let waiting = async {
            loop {
                if let Some(found) = wished(self.run(command.clone()).await?) {
                    return Ok(found);
                }
                if events.next().await.is_none() {
                    return Err(StaffError::Host(HostError::Stopped));
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .unwrap_or(Err(StaffError::Waited(what)))
    }

    /// Waits until the server has everything.
    ///
    /// # Errors
    /// If that does not happen.
    pub async fn until_sent(&self) -> Result<SyncView> {
        Ok(self
            .until("everything being sent", |session| session.sync.pending == 0)
            .await?
            .sync)
    }

    /// Scans a code.
    ///
    /// # Errors
    /// If the engine refuses.
    pub async fn scan(&self, code: &str) -> Result<Found> {
        let scan = Command::LookUp {
            code: code.to_owned(),
            symbology: None,
            place: None,
        };
        match self.run(scan).await? {
            Answer::Found(found) => Ok(found),
            other => Err(StaffError::Answer(Box::new(other))),
        }
    }

    /// Opens an item.
    ///
    /// # Errors
    /// If the device does not have it.
    pub async fn open(&self, item: ItemId) -> Result<ItemView> {
        match self.run(Command::Open(item)).await? {
            Answer::Item(Some(item)) => Ok(*item),
            other => Err(StaffError::Answer(Box::new(other))),
        }
    }

    /// An item's history, newest first.
    ///
    /// # Errors
    /// If the engine refuses.
    pub async fn history(&self, item: ItemId) -> Result<Vec<HistoryView>> {
        match self.run(Command::History { item }).await? {
            Answer::History(HistoryPage { lines, .. }) => Ok(lines),
            other => Err(StaffError::Answer(Box::new(other))),
        }
    }

    /// What happens from now on.
    pub fn events(&self) -> impl futures_util::Stream<Item = Event> + use<> {
        self.field.events()
    }
}

/// Starts the engine on a store.
pub(crate) fn start(
    path: PathBuf,
    origin: String,
    clock: Option<Box<dyn Clock + Send>>,
) -> std::result::Result<Field, HostError> {
    let mut entropy = SystemEntropy::new()?;
    let system = SystemClock::start(&mut entropy);
    let server = origin.clone();
    let open = move || {
        let connection = Connection::open(path)?;
        let mut engine = match clock {
            Some(clock) => Engine::open(connection, SetClock(clock), entropy)?,
            None => Engine::open(connection, system, entropy)?,
        };
        engine.set_server(&server);
        Ok::<_, EngineError>(engine)
    };
    Field::start(open, move || ReqwestTransport::new(&origin).ok())
}

struct SetClock(Box<dyn Clock + Send>);

impl Clock for SetClock {
    fn wall(&self) -> shared::time::Millis {
        self.0.wall()
    }

    fn tick(&self) -> shared::time::Tick {
        self.0.tick()
    }
}
