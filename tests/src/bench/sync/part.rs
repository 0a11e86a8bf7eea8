//! A server or a device as a process of its own: this very program, started again with a part to play. It is told what to
//! do line by line, and answers each with one.

use std::io::{BufRead as _, stdin};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};

use futures_util::StreamExt as _;
use mobile_core::api::{Answer, Command};
use serde::{Deserialize, Serialize};
use serde_json::from_str;
use server::organisation::Newcomer;
use server::running::{Data, Options, Running};
use shared::model::Role;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

use super::super::{millis, note, say};
use super::Result;
use crate::staff::start;
use crate::stock;

/// The argument that makes this program play a part; what to play follows it as JSON.
pub(in super::super) const ARGUMENT: &str = "play";

/// What a process is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Part {
    /// A server, with its data in a folder or in a database.
    Server {
        /// A folder of its own.
        folder: PathBuf,
        /// `postgres://…`, where its data lies there.
        database: Option<String>,
    },
    /// A device that takes in an inventory for the first time, then ends.
    Device {
        /// Its store.
        store: PathBuf,
        /// The server.
        origin: String,
        /// A way in.
        code: String,
    },
}

/// What a server is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Wish {
    /// Hold so many more items.
    Stock(u128, u128),
    /// Give a technician of that name a way in.
    Enrol(String),
}

/// What a device's first sync came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FirstSync {
    /// How long it took, enrolment included, in milliseconds.
    pub(super) took: f64,
    /// What it then shows.
    pub(super) items: u64,
    /// The most memory that it held, in megabytes.
    pub(super) memory: f64,
}

/// Another process.
#[derive(Debug)]
pub(super) struct Player {
    process: Child,
    told: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
}

impl Player {
    /// Starts one.
    pub(super) async fn start(part: &Part) -> Result<Self> {
        let mut process = tokio::process::Command::new(std::env::current_exe()?)
            .args([ARGUMENT, &serde_json::to_string(part)?])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let told = process.stdin.take().ok_or("no way to tell it")?;
        let said = process.stdout.take().ok_or("no way to hear it")?;
        Ok(Self {
            process,
            told,
            said: BufReader::new(said).lines(),
        })
    }

    /// What it says next.
    pub(super) async fn hear(&mut self) -> Result<String> {
        let said = self.said.next_line().await?;
        Ok(said.ok_or("the process has ended")?)
    }

    async fn ask(&mut self, wish: &Wish) -> Result<String> {
        let line = serde_json::to_string(wish)? + "\n";
        self.told.write_all(line.as_bytes()).await?;
        self.hear().await
    }

    /// The most memory that it has held so far, in megabytes.
    fn memory(&self) -> Result<f64> {
        peak(
            &self
                .process
                .id()
                .ok_or("the process has ended")?
                .to_string(),
        )
    }

    /// Waits for its end.
    async fn end(self) -> Result<()> {
        let Self {
            mut process, told, ..
        } = self;
        drop(told);
        process.wait().await?;
        Ok(())
    }
}

/// A server as a process of its own.
#[derive(Debug)]
pub(super) struct Office {
    player: Player,
    /// Where it is reached.
    pub(super) origin: String,
}

impl Office {
    /// Starts one.
    pub(super) async fn start(folder: PathBuf, database: Option<String>) -> Result<Self> {
        let mut player = Player::start(&Part::Server { folder, database }).await?;
        let origin = player.hear().await?;
        Ok(Self { player, origin })
    }

    /// Puts items of the stock on it, from one number up to another.
    pub(super) async fn stock(&mut self, from: u128, to: u128) -> Result<()> {
        self.player.ask(&Wish::Stock(from, to)).await?;
        Ok(())
    }

    /// The code of a way in for somebody.
    pub(super) async fn enrol(&mut self, name: &str) -> Result<String> {
        self.player.ask(&Wish::Enrol(name.to_owned())).await
    }

    /// The most memory that it has held so far, in megabytes.
    pub(super) fn memory(&self) -> Result<f64> {
        self.player.memory()
    }

    /// Stops it in good order.
    pub(super) async fn stop(self) -> Result<()> {
        self.player.end().await
    }
}

/// Lets a new device take in everything for the first time.
pub(super) async fn first_sync(office: &mut Office, store: PathBuf) -> Result<FirstSync> {
    let part = Part::Device {
        store,
        origin: office.origin.clone(),
        code: office.enrol("Nadia Blanc").await?,
    };
    let mut device = Player::start(&part).await?;
    let said = from_str(&device.hear().await?)?;
    device.end().await?;
    Ok(said)
}

/// Plays a part to its end.
pub(in super::super) fn main(part: &str) -> ExitCode {
    let played = from_str(part)
        .map_err(Into::into)
        .and_then(|part| match part {
            Part::Server { folder, database } => serve(folder, database),
            Part::Device {
                store,
                origin,
                code,
            } => super::run(take_in(store, origin, code)),
        });
    match played {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            note(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn serve(folder: PathBuf, database: Option<String>) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let options = Options {
        data: Data::Folder(folder),
        database: database
            .map(|url| server::store::postgres::Database::parse(&url))
            .transpose()?,
        ..Options::for_test()
    };
    let server = runtime.block_on(Running::start(options))?;
    say(server.origin());
    for line in stdin().lock().lines() {
        runtime.block_on(async {
            match from_str(&line?)? {
                Wish::Stock(from, to) => {
                    stock::deliver(server.machine(), from..to).await?;
                    say("stocked");
                }
                Wish::Enrol(name) => {
                    let membership = Some((Role::Technician, "it".to_owned()));
                    let newcomer = Newcomer { name, membership };
                    say(&server.enrol(newcomer).await?.code);
                }
            }
            Ok::<_, Box<dyn std::error::Error>>(())
        })?;
    }
    runtime.block_on(server.stop())?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
async fn take_in(store: PathBuf, origin: String, code: String) -> Result<()> {
    let field = start(store, origin, None)?;
    let mut events = field.events();
    let device = "bench".to_owned();
    let begun = std::time::Instant::now();
    field.run(Command::Enrol { code, device }).await?;
    while events.next().await.is_some() {
        let Answer::Session(session) = field.run(Command::Session).await? else {
            return Err("no session".into());
        };
        if session.sync.last.is_some() && session.sync.first_sync.is_none() {
            let said = FirstSync {
                took: millis(begun.elapsed()),
                items: session.items,
                memory: peak("self")?,
            };
            say(&serde_json::to_string(&said)?);
            return Ok(());
        }
    }
    Err("the engine has ended".into())
}

/// The most memory that a process has held, in megabytes (proc(5), `VmHWM`).
fn peak(process: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("no memory")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1_024.0)
}
