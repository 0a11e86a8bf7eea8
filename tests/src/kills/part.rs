//! What is killed: a server and a device, each a process of its own. Both end with whoever started them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use futures_util::StreamExt as _;
use mobile_core::api::{Answer, Command, NewItem, SessionView, Target};
use mobile_core::host::{Field, SystemClock, SystemEntropy};
use mobile_core::sync::ReqwestTransport;
use mobile_core::{Engine, EngineError};
use rusqlite::Connection;
use serde_json::json;
use server::running::{Data, Options, Running};
use server::store::postgres::Database;
use shared::id::ItemId;
use shared::model::{ItemState, State, field, starter};
use shared::record::Field as Name;

use super::{Result, lines_of};

/// The file of what a device did, a line each, written once it is done: the action, how many operations it has, and the
/// serial number of what it made, if it made something.
pub(super) const DONE: &str = "done";
/// The file to which a sign is added whenever the server has taken something.
pub(super) const SENT: &str = "sent";
/// The file by which a device is told to do no more, and to end once everything is sent.
pub(super) const FINISH: &str = "finish";
/// The device's store.
pub(super) const REPLICA: &str = "replica.db";
/// What a device leaves unsent at most before it waits.
const MOST_PENDING: u64 = 60;
/// After so many actions it is as if the person asked for a sync: what failed is tried again at once.
const IMPATIENT: u64 = 8;

/// Runs a part: `server FOLDER ADDRESS [DATABASE]` or `device FOLDER ORIGIN CODE`.
#[must_use]
pub fn main(arguments: &[String]) -> ExitCode {
    end_with_parent();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    let done = runtime.block_on(async {
        match arguments[..] {
            ["server", folder, address] => serve(folder, address, None).await,
            ["server", folder, address, url] => serve(folder, address, Some(url)).await,
            ["device", folder, origin, code] => work(Path::new(folder), origin, code).await,
            _ => Err("no such part".into()),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error.as_ref()),
    }
}

#[expect(clippy::print_stderr, reason = "it is read where a part broke off")]
fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}

/// Whoever started this holds its input open.
fn end_with_parent() {
    std::thread::spawn(|| {
        // However that ends.
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(1);
    });
}

fn say(word: &str) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{word}")?;
    out.flush()
}

/// Serves until it is killed.
async fn serve(folder: &str, address: &str, url: Option<&str>) -> Result {
    let options = Options {
        data: Data::Folder(PathBuf::from(folder)),
        listen: address.parse::<SocketAddr>()?,
        database: url.map(Database::parse).transpose()?,
        ..Options::for_test()
    };
    let _server = Running::start(options).await?;
    say("ready")?;
    std::future::pending().await
}

/// How far a file of a device has come.
pub(super) fn count(folder: &Path, file: &str) -> io::Result<u64> {
    let file = folder.join(file);
    Ok(lines_of(&file)?.len() as u64)
}

/// A device at work, and what it writes down.
struct Device {
    field: Field,
    folder: PathBuf,
    done: File,
    sent: File,
    pending: u64,
}

/// Works until it is told to finish, then until everything is sent.
async fn work(folder: &Path, origin: &str, code: &str) -> Result {
    fs::create_dir_all(folder)?;
    let append = |name| {
        let mut options = File::options();
        options.create(true).append(true).open(folder.join(name))
    };
    let mut device = Device {
        field: start(folder.join(REPLICA), origin.to_owned())?,
        folder: folder.to_owned(),
        done: append(DONE)?,
        sent: append(SENT)?,
        pending: 0,
    };
    if !code.is_empty() {
        let enrol = Command::Enrol {
            code: code.to_owned(),
            device: "a device".to_owned(),
        };
        device.field.run(enrol).await?;
    }
    device
        .until(|session| {
            let sync = &session.sync;
            session.person.is_some() && sync.last.is_some() && sync.first_sync.is_none()
        })
        .await?;
    say("ready")?;
    device.do_things().await?;
    device.field.run(Command::SyncNow).await?;
    device.until(|session| session.sync.pending == 0).await
}

fn start(store: PathBuf, origin: String) -> Result<Field> {
    let mut entropy = SystemEntropy::new()?;
    let clock = SystemClock::start(&mut entropy);
    let server = origin.clone();
    let open = move || {
        let connection = Connection::open(store)?;
        let mut engine = Engine::open(connection, clock, entropy)?;
        engine.set_server(&server);
        Ok::<_, EngineError>(engine)
    };
    Ok(Field::start(open, move || {
        ReqwestTransport::new(&origin).ok()
    })?)
}

impl Device {
    /// Makes things, moves them on and looks at them, each written down once it is done.
    async fn do_things(&mut self) -> Result {
        let mut made: Vec<ItemId> = Vec::new();
        let start = count(&self.folder, DONE)?;
        // A number that no earlier life of this device used, whatever it did not come to write down.
        let life = count(&self.folder, "lives")?;
        writeln!(
            File::options()
                .create(true)
                .append(true)
                .open(self.folder.join("lives"))?,
            "begun"
        )?;
        for number in start.. {
            if self.folder.join(FINISH).exists() {
                return Ok(());
            }
            match made.last() {
                Some(item) if number % 3 == 0 => {
                    let states = [State::InRepair, State::InService, State::InStock];
                    let state = states[usize::try_from(number / 3 % 3)?];
                    let set = Command::SetState {
                        items: vec![Target {
                            item: *item,
                            seen: None,
                        }],
                        state: ItemState::plain(state),
                    };
                    self.act(set, "").await?;
                }
                _ => {
                    let name = self
                        .folder
                        .file_name()
                        .unwrap_or_default()
                        .to_string_lossy();
                    let serial = format!("{name}-{life}-{number}");
                    let new = NewItem {
                        item_type: starter::types::LAPTOP,
                        code: Some(serial.clone()),
                        place: None,
                        state: None,
                        fields: BTreeMap::from([(Name::new(field::NAME), json!("Latitude"))]),
                    };
                    made.extend(self.act(Command::Create(new), &serial).await?);
                }
            }
            if number % IMPATIENT == 0 {
                self.field.run(Command::SyncNow).await?;
            }
            let session = self.session().await?;
            if session.sync.pending > MOST_PENDING {
                self.field.run(Command::SyncNow).await?;
                self.until(|session| session.sync.pending < MOST_PENDING / 2)
                    .await?;
            }
        }
        Ok(())
    }

    /// Does something and writes it down.
    async fn act(&mut self, command: Command, serial: &str) -> Result<Option<ItemId>> {
        match self.field.run(command).await? {
            Answer::Done(done) => {
                // In one write: a kill leaves the line or none.
                let line = format!("{} {} {serial}\n", done.action, done.operations);
                self.done.write_all(line.as_bytes())?;
                Ok(done.item.map(|item| item.row.id))
            }
            other => Err(format!("not done: {other:?}").into()),
        }
    }

    async fn session(&mut self) -> Result<SessionView> {
        let Answer::Session(session) = self.field.run(Command::Session).await? else {
            return Err("not a session".into());
        };
        if session.sync.pending < self.pending {
            self.sent.write_all(b"sent\n")?;
        }
        self.pending = session.sync.pending;
        Ok(session)
    }

    /// Waits until the session is as wished; looks again whenever the engine tells something.
    async fn until(&mut self, wished: impl Fn(&SessionView) -> bool) -> Result {
        let mut events = Box::pin(self.field.events());
        loop {
            if wished(&self.session().await?) {
                return Ok(());
            }
            if events.next().await.is_none() {
                return Err("the engine ended".into());
            }
        }
    }
}
