//! A server from its start to its end: data opened, organisation founded, port taken, stopped in good order.

mod address;
mod folder;
mod look;
pub mod migrate;
pub mod moved;
mod serving;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use shared::time::Millis;
use shared::wire::Epoch;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::demo;
use crate::http::{Office, between, router};
use crate::organisation::{Founding, Invitation, Machine, Newcomer, OrganisationError};
use crate::store::postgres::{Database, PostgresStore};
use crate::store::sqlite::{CopyError, PutBack, SqliteStore};
use crate::store::{Store, StoreError};
use crate::surroundings::Surroundings;
use crate::tls::authority::Root;
use crate::tls::kept::Kept;
use crate::tls::{Pace, Secure, Security, TlsError};
use crate::words;
use address::Address;
pub use address::find_origin;
use folder::DataFolder;
pub use folder::FolderError;

/// How long open connections have to end once the server stops.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Why a server did not start, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The data could not be opened.
    #[error("the data could not be opened: {0}")]
    Store(#[from] StoreError),
    /// The data folder may not be had.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A backup could not be put back.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// There is no secure address.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The organisation could neither be founded nor taken up.
    #[error("the organisation could not be taken up: {0}")]
    Organisation(#[from] OrganisationError),
    /// No port could be taken.
    #[error("{address} could not be taken: {source}{}", words::port_help(source, address.port()))]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The server broke off.
    #[error("the server broke off: {0}")]
    Serve(#[from] std::io::Error),
    /// The server's task died.
    #[error("the server's task died: {0}")]
    Died(#[from] tokio::task::JoinError),
}

/// Where the data lies.
#[derive(Clone, Debug)]
pub enum Data {
    /// In a folder, which is made if need be.
    Folder(PathBuf),
    /// In memory, gone at the end: for tests.
    Memory,
}

/// What a server is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the data lies.
    pub data: Data,
    /// The database in which the organisation's data lies; none keeps it in `data` too.
    pub database: Option<Database>,
    /// Where to listen; port 0 takes any.
    pub listen: SocketAddr,
    /// How devices reach it, where that is neither the address it listens on nor its secure one.
    pub public_url: Option<String>,
    /// How devices are kept safe on their way.
    pub security: Security,
    /// Where plain HTTP is answered beside a secure address, if it is.
    pub porch: Option<SocketAddr>,
    /// How often certificates are looked after.
    pub pace: Pace,
    /// What to found on a first start.
    pub founding: Founding,
    /// Clock and randomness.
    pub surroundings: Surroundings,
}

impl Options {
    /// A server for this machine alone, on any port.
    #[must_use]
    pub fn new(data: Data, founding: Founding) -> Self {
        Self {
            data,
            database: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            security: Security::Plain,
            porch: None,
            pace: Pace::default(),
            founding,
            surroundings: Surroundings::system(),
        }
    }

    /// A small organisation in memory, on a port of its own: what a test starts from.
    #[must_use]
    pub fn for_test() -> Self {
        Self::new(
            Data::Memory,
            Founding {
                name: words::first_start::ORGANISATION.to_owned(),
                administrator: words::first_start::ADMINISTRATOR.to_owned(),
                site: Some(words::first_start::SITE.to_owned()),
                currency: None,
                is_demo: false,
            },
        )
    }
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    origin: String,
    machine: Machine,
    stop: watch::Sender<bool>,
    serving: JoinSet<std::io::Result<()>>,
    looking: JoinHandle<()>,
    told: Option<Address>,
    porch: Option<(SocketAddr, String)>,
    root: Option<Root>,
    /// Dropped after everything that writes to it has ended.
    _folder: Option<DataFolder>,
}

/// Opens the data of a server, which may be running, to act for its organisation. None where there is none.
///
/// # Errors
/// If the data cannot be opened.
pub async fn take_up(
    folder: &Path,
    database: Option<&Database>,
    surroundings: Surroundings,
) -> Result<Option<Machine>, ServerError> {
    match open_store(folder, database).await? {
        Some(store) => Ok(Machine::find(store, surroundings).await?),
        None => Ok(None),
    }
}

/// The store of data that is there already; None if there is none.
///
/// # Errors
/// If it cannot be opened.
pub async fn open_store(
    folder: &Path,
    database: Option<&Database>,
) -> Result<Option<Arc<dyn Store>>, ServerError> {
    if let Some(database) = database {
        return Ok(Some(Arc::new(PostgresStore::open(database).await?)));
    }
    moved::check(folder)?;
    if !SqliteStore::exists(folder) {
        return Ok(None);
    }
    let store = SqliteStore::open(folder).map_err(|error| of_store(folder, error))?;
    Ok(Some(Arc::new(store)))
}

/// Puts a backup in the place of what a data folder holds, and keeps that beside it. Devices notice the new epoch, and
/// send again what the backup does not know of theirs.
///
/// # Errors
/// If a server runs on the folder, or the backup cannot be put there; then nothing has changed.
pub fn restore(folder: &Path, from: &Path, now: Millis) -> Result<PutBack, ServerError> {
    let _held = DataFolder::take(folder)?;
    let at_least = Epoch(now.0.unsigned_abs());
    let put_back = SqliteStore::put_back(folder, from, at_least)?;
    // In a new epoch, devices tell this one from the one that was moved.
    moved::remove(folder)?;
    Ok(put_back)
}

/// A store's error as what it means for the folder, where it means something.
fn of_store(folder: &Path, error: StoreError) -> ServerError {
    folder::of_store(folder, error).map_or_else(ServerError::Store, ServerError::Folder)
}

/// Opens the data and takes up, or founds, the organisation. A disk that is full shows at the first write.
async fn open_folder(options: &Options) -> Result<(Arc<dyn Store>, Machine), ServerError> {
    let opened = open(options).await;
    let (None, Data::Folder(folder)) = (&options.database, &options.data) else {
        return opened;
    };
    opened.map_err(|error| match error {
        ServerError::Store(error) | ServerError::Organisation(OrganisationError::Store(error)) => {
            of_store(folder, error)
        }
        error => error,
    })
}

async fn open(options: &Options) -> Result<(Arc<dyn Store>, Machine), ServerError> {
    let store: Arc<dyn Store> = match (&options.database, &options.data) {
        (Some(database), _) => Arc::new(PostgresStore::open(database).await?),
        (None, Data::Folder(folder)) => {
            moved::check(folder)?;
            Arc::new(SqliteStore::open(folder)?)
        }
        (None, Data::Memory) => Arc::new(SqliteStore::in_memory()?),
    };
    let machine = Machine::found(
        Arc::clone(&store),
        options.surroundings.clone(),
        options.founding.clone(),
    )
    .await?;
    if machine.organisation().is_demo {
        demo::populate(&machine, &store).await?;
    }
    Ok((store, machine))
}

impl Running {
    /// Starts a server. Once this returns it answers.
    ///
    /// # Errors
    /// If the data cannot be opened or the port is taken.
    pub async fn start(options: Options) -> Result<Self, ServerError> {
        let listener =
            TcpListener::bind(options.listen)
                .await
                .map_err(|source| ServerError::Listen {
                    address: options.listen,
                    source,
                })?;
        Self::start_on(listener, options).await
    }

    /// Starts a server on a port that has been taken already.
    ///
    /// # Errors
    /// If the data cannot be opened.
    pub async fn start_on(listener: TcpListener, options: Options) -> Result<Self, ServerError> {
        let address = listener.local_addr()?;
        let folder = match &options.data {
            Data::Folder(folder) => Some(folder.clone()),
            Data::Memory => None,
        };
        let taken = folder.as_deref().map(DataFolder::take).transpose()?;
        let kept = folder
            .as_ref()
            .map_or_else(Kept::nowhere, |it| Kept::within(it.join("tls")));
        let behind_proxy = matches!(options.security, Security::Proxy);
        let surroundings = &options.surroundings;
        // Before the data: an address that cannot be made secure founds nothing.
        let security = options.security.clone();
        let mut secure = Secure::take_up(security, &kept, address.port(), surroundings).await?;
        let (store, machine) = open_folder(&options).await?;
        if let Some((secure, given)) = secure.as_mut().zip(options.public_url.as_deref()) {
            given.trim_end_matches('/').clone_into(&mut secure.origin);
        }
        let secured = secure.as_ref().map(|it| it.origin.as_str());
        let public_url: Option<Arc<str>> = secured
            .or(options.public_url.as_deref())
            .map(|it| it.trim_end_matches('/').into());
        let origin = match &public_url {
            Some(url) => url.to_string(),
            None => origin_of(address),
        };
        let told = folder.and_then(|folder| {
            Address::leave(&folder, &origin)
                .inspect_err(|error| {
                    tracing::warn!(%error, "commands beside this server will not find its address");
                })
                .ok()
        });
        let (stop, stopping) = watch::channel(false);
        let mut office = Office::new(
            Arc::clone(&store),
            options.surroundings.clone(),
            public_url,
            origin.as_str().into(),
            stopping.clone(),
            machine.organisation().is_demo,
        );
        let root = secure.as_ref().and_then(|it| it.root.clone());
        if root.is_some() {
            office = office.not_for_good();
        }
        let app = router(office);
        let mut serving = JoinSet::new();
        let mut porch = None;
        match secure {
            Some(secure) => {
                if let Some(wanted) = options.porch {
                    porch = serving::open_porch(&mut serving, wanted, &secure, &stopping).await?;
                }
                serving::serve_tls(&mut serving, listener, app, &secure, &stopping)?;
                serving::look_after(
                    &mut serving,
                    secure,
                    options.surroundings,
                    options.pace,
                    &stopping,
                );
            }
            None if behind_proxy => {
                let app = between::behind_proxy(app, origin.as_str().into());
                serving::serve_plain(&mut serving, listener, app, &stopping);
            }
            None => serving::serve_plain(&mut serving, listener, app, &stopping),
        }
        let looking = tokio::spawn(look::look(store, stopping));
        tracing::info!(%address, "serving");
        Ok(Self {
            address,
            origin,
            machine,
            stop,
            serving,
            looking,
            told,
            porch,
            root,
            _folder: taken,
        })
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How a browser writes where it is: `http://localhost:8420`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where plain HTTP is answered beside the secure address, and how a browser writes that.
    #[must_use]
    pub fn porch(&self) -> Option<(SocketAddr, &str)> {
        self.porch
            .as_ref()
            .map(|(address, url)| (*address, url.as_str()))
    }

    /// The root certificate that devices have to install first, where the authority is this server's own.
    #[must_use]
    pub fn root(&self) -> Option<&Root> {
        self.root.as_ref()
    }

    /// The organisation, with the right to act for it.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Makes a person and a membership where they are missing, and a link for one device.
    ///
    /// # Errors
    /// If the store fails, or there is no such team.
    pub async fn enrol(&self, newcomer: Newcomer) -> Result<Invitation, OrganisationError> {
        self.machine.enrol(newcomer, &self.origin).await
    }

    /// A link for one device of the administrator.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn enrol_administrator(&self) -> Result<Invitation, OrganisationError> {
        self.machine.enrol_administrator(&self.origin).await
    }

    /// Stops: nothing new is taken, live connections end, answers under way are finished.
    ///
    /// # Errors
    /// If the server had broken off.
    pub async fn stop(mut self) -> Result<(), ServerError> {
        self.stop.send_replace(true);
        if let Some(Err(error)) = self.told.map(Address::remove) {
            tracing::warn!(%error, "the address of this server stays in its folder");
        }
        self.looking.await?;
        let all = async {
            while let Some(ended) = self.serving.join_next().await {
                ended??;
            }
            Ok(())
        };
        match tokio::time::timeout(STOP_WITHIN, all).await {
            Ok(ended) => ended,
            Err(_) => {
                // Somebody holds a connection open without asking anything: nothing is lost by ending it.
                self.serving.shutdown().await;
                tracing::warn!("connections were still open when the server stopped");
                Ok(())
            }
        }
    }
}

/// `localhost` rather than 127.0.0.1: browsers hold both for secure, and the name is what people know.
fn origin_of(address: SocketAddr) -> String {
    let ip = address.ip();
    if ip.is_loopback() || ip.is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that whoever could stop the server is gone.
    let _ = stopping.wait_for(|stop| *stop).await;
}
