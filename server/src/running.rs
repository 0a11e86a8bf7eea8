//! A server from its start to its end: data opened, organisation founded, port taken, stopped in good order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::demo;
use crate::http::{Office, router};
use crate::organisation::{Founding, Invitation, Machine, Newcomer, OrganisationError};
use crate::store::sqlite::SqliteStore;
use crate::store::{Store, StoreError};
use crate::surroundings::Surroundings;
use crate::words;

/// How often the store is asked whether another process wrote to it.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long open connections have to end once the server stops.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Why a server did not start, or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The data could not be opened.
    #[error("the data could not be opened: {0}")]
    Store(#[from] StoreError),
    /// The organisation could not be founded.
    #[error("the organisation could not be founded: {0}")]
    Organisation(#[from] OrganisationError),
    /// No port could be taken.
    #[error("{address} could not be taken: {source}")]
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
    /// Where to listen; port 0 takes any.
    pub listen: SocketAddr,
    /// How devices reach it, where that is not the address it listens on.
    pub public_url: Option<String>,
    /// What to found on a first start.
    pub founding: Founding,
    /// Clock and randomness.
    pub surroundings: Surroundings,
}

impl Options {
    /// A small organisation in memory, on a port of its own: what a test starts from.
    #[must_use]
    pub fn for_test() -> Self {
        Self {
            data: Data::Memory,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            founding: Founding {
                name: words::first_start::ORGANISATION.to_owned(),
                administrator: words::first_start::ADMINISTRATOR.to_owned(),
                site: Some(words::first_start::SITE.to_owned()),
                is_demo: false,
            },
            surroundings: Surroundings::system(),
        }
    }
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    origin: String,
    machine: Machine,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    looking: JoinHandle<()>,
}

/// Opens the data of a server, which may be running, to act for its organisation. None where there is none.
///
/// # Errors
/// If the data cannot be opened.
pub async fn take_up(
    folder: &Path,
    surroundings: Surroundings,
) -> Result<Option<Machine>, ServerError> {
    if !SqliteStore::exists(folder) {
        return Ok(None);
    }
    let store = Arc::new(SqliteStore::open(folder)?);
    Ok(Machine::find(store, surroundings).await?)
}

/// Opens the data and takes up, or founds, the organisation.
async fn open(options: &Options) -> Result<(Arc<dyn Store>, Machine), ServerError> {
    let store: Arc<dyn Store> = match &options.data {
        Data::Folder(folder) => Arc::new(SqliteStore::open(folder)?),
        Data::Memory => Arc::new(SqliteStore::in_memory()?),
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
        let (store, machine) = open(&options).await?;
        let public_url: Option<Arc<str>> = options.public_url.map(Into::into);
        let origin = match &public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => origin_of(address),
        };
        let (stop, stopping) = watch::channel(false);
        let office = Office::new(
            Arc::clone(&store),
            options.surroundings,
            public_url,
            stopping.clone(),
            machine.organisation().is_demo,
        );
        let service = router(office).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn({
            let stopping = stopping.clone();
            async move {
                axum::serve(listener, service)
                    .with_graceful_shutdown(stopped(stopping))
                    .await
            }
        });
        let looking = tokio::spawn(look(store, stopping));
        tracing::info!(%address, "serving");
        Ok(Self {
            address,
            origin,
            machine,
            stop,
            server,
            looking,
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
    pub async fn stop(self) -> Result<(), ServerError> {
        self.stop.send_replace(true);
        self.looking.await?;
        let abort = self.server.abort_handle();
        match tokio::time::timeout(STOP_WITHIN, self.server).await {
            Ok(ended) => ended??,
            Err(_) => {
                // Somebody holds a connection open without asking anything: nothing is lost by ending it.
                abort.abort();
                tracing::warn!("connections were still open when the server stopped");
            }
        }
        Ok(())
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

async fn look(store: Arc<dyn Store>, stopping: watch::Receiver<bool>) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let end = stopped(stopping);
    tokio::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => return,
            _ = tick.tick() => {
                if let Err(error) = store.look().await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the store cannot be asked");
                }
            }
        }
    }
}
