//! The server's side: the real routes over the real store in a folder, with clock and chance handed in.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt as _;
use mobile_core::sync::{HttpMethod, Outgoing, write_request};
use rusqlite::{Connection, OpenFlags};
use server::http::{Office, router_for_devices};
use server::organisation::{Founding, Machine, Newcomer};
use server::running::{Options, restore};
use server::store::Store;
use server::store::sqlite::SqliteStore;
use server::surroundings::{Clock, Entropy, NoEntropy, Surroundings};
use shared::model::Role;
use shared::time::Millis;
use shared::wire::PERSON_HEADER;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::Fallible;

/// The database's file within the folder.
const FILE: &str = "recense.sqlite";
const ORIGIN: &str = "http://inventory.example";
/// Whoever asks, asks from here.
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);

/// The server's clock. Nobody sets it back.
#[derive(Debug)]
struct TurnedClock(AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// Drawn from by the server, and set anew by whoever decides over chance.
#[derive(Clone)]
struct Drawn(Arc<Mutex<fastrand::Rng>>);

impl Entropy for Drawn {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        let mut chance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chance.fill(bytes);
        Ok(())
    }
}

/// A server that can be killed, backed up and put back.
pub(crate) struct Server {
    folder: PathBuf,
    clock: Arc<TurnedClock>,
    chance: Drawn,
    surroundings: Surroundings,
    serving: Option<Serving>,
}

struct Serving {
    /// Looks into the store beside the server.
    reader: Connection,
    store: Arc<dyn Store>,
    router: Router,
    machine: Machine,
    /// Never sent to: this server is killed, not stopped.
    _stop: watch::Sender<bool>,
}

impl Server {
    /// Founds an organisation.
    pub(crate) async fn found(folder: &Path, now: Millis, chance: fastrand::Rng) -> Fallible<Self> {
        let clock = Arc::new(TurnedClock(AtomicI64::new(now.0)));
        let chance = Drawn(Arc::new(Mutex::new(chance)));
        let surroundings = Surroundings {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(chance.clone()),
        };
        let mut server = Self {
            folder: folder.to_owned(),
            clock,
            chance,
            surroundings,
            serving: None,
        };
        server.start().await?;
        Ok(server)
    }

    /// Starts on what the folder holds.
    pub(crate) async fn start(&mut self) -> Fallible {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&self.folder)?);
        let founding: Founding = Options::for_test().founding;
        let machine =
            Machine::found(Arc::clone(&store), self.surroundings.clone(), founding).await?;
        let (stop, stopping) = watch::channel(false);
        let office = Office::new(
            Arc::clone(&store),
            self.surroundings.clone(),
            None,
            ORIGIN.into(),
            stopping,
            false,
        );
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        self.serving = Some(Serving {
            reader: Connection::open_with_flags(self.folder.join(FILE), flags)?,
            store,
            router: router_for_devices(office),
            machine,
            _stop: stop,
        });
        Ok(())
    }

    /// The process is gone from one moment to the next.
    pub(crate) fn kill(&mut self) {
        self.serving = None;
    }

    fn serving(&self) -> Fallible<&Serving> {
        Ok(self.serving.as_ref().ok_or("the server is not running")?)
    }

    /// From now on its disk has no room in the middle of what it writes, or has it again.
    pub(crate) fn fill(&self, is_full: bool) -> Fallible {
        let store = Connection::open(self.folder.join(FILE))?;
        store.execute_batch(match is_full {
            true => {
                "CREATE TRIGGER no_room BEFORE INSERT ON feed
                BEGIN SELECT raise(ABORT, 'no room'); END"
            }
            false => "DROP TRIGGER IF EXISTS no_room",
        })?;
        Ok(())
    }

    /// What it stores.
    pub(crate) fn store(&self) -> Fallible<&dyn Store> {
        Ok(self.serving()?.store.as_ref())
    }

    /// Its store, to look into.
    pub(crate) fn reader(&self) -> Fallible<&Connection> {
        Ok(&self.serving()?.reader)
    }

    /// From now on it draws other ids.
    pub(crate) fn reseed(&self, chance: fastrand::Rng) {
        *self.chance.0.lock().unwrap_or_else(PoisonError::into_inner) = chance;
    }

    /// Its clock goes on.
    pub(crate) fn pass(&self, time: Millis) {
        self.clock.0.fetch_add(time.0, Ordering::Relaxed);
    }

    /// What its clock shows.
    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Lets a person's device in, with a role in a team where they have none there, and gives the code.
    pub(crate) async fn invite(&self, name: &str, role: Option<(Role, &str)>) -> Fallible<String> {
        let newcomer = Newcomer {
            name: name.to_owned(),
            membership: role.map(|(role, team)| (role, team.to_owned())),
        };
        let invitation = self.serving()?.machine.enrol(newcomer, ORIGIN).await?;
        Ok(invitation.code)
    }

    /// A backup, made as it runs.
    pub(crate) fn back_up(&self, to: &Path) -> Fallible {
        Ok(SqliteStore::back_up(&self.folder, to)?)
    }

    /// Puts a backup back, and starts again on it.
    pub(crate) async fn put_back(&mut self, from: &Path) -> Fallible {
        self.kill();
        restore(&self.folder, from, self.now())?;
        self.start().await
    }

    /// What the server answers to a request: its status and body.
    pub(crate) async fn answer(&self, outgoing: &Outgoing) -> Fallible<(u16, Vec<u8>)> {
        self.answer_to(outgoing, |_| {}).await
    }

    /// The same where only half of the request comes.
    pub(crate) async fn answer_to_half(&self, outgoing: &Outgoing) -> Fallible<(u16, Vec<u8>)> {
        let half = |body: &mut Vec<u8>| body.truncate(body.len() / 2);
        self.answer_to(outgoing, half).await
    }

    async fn answer_to(
        &self,
        outgoing: &Outgoing,
        change: impl FnOnce(&mut Vec<u8>),
    ) -> Fallible<(u16, Vec<u8>)> {
        let written = write_request(&outgoing.request, true)?;
        let method = match written.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Delete => Method::DELETE,
        };
        let mut request = Request::builder()
            .method(method)
            .uri(&written.path)
            .extension(ConnectInfo(PEER));
        if let Some(token) = &outgoing.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(person) = outgoing.person {
            request = request.header(PERSON_HEADER, person.to_string());
        }
        let body = match written.body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                let mut body = Vec::from(body);
                change(&mut body);
                Body::from(body)
            }
            None => Body::empty(),
        };
        let router = self.serving()?.router.clone();
        let response = router.oneshot(request.body(body)?).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        Ok((status, body.to_vec()))
    }
}
