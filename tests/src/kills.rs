//! Real processes under SIGKILL: servers, devices and the database are killed in the middle of their work and started
//! again, and at the end everything that a device did is on the server, once.
//!
//! The parts that are killed are processes of their own (`part`); whoever runs them is handed the program. Each device
//! writes down what it did once its engine has said that it is done, so that what is looked for does not come from the
//! store that is judged.

mod judge;
pub mod part;

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rusqlite::Connection;
use serde::Serialize;
use server::organisation::Newcomer;
use server::running::take_up;
use server::store::postgres::Database;
use server::surroundings::Surroundings;
use shared::model::Role;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::cluster::Cluster;

/// Devices at work at the same time.
const DEVICES: usize = 2;
/// How long a part has to do what is waited for: to start, to go on, to send everything.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is looked whether a device has got on.
const PERIOD: Duration = Duration::from_millis(3);
/// What a device has done, at most, before the next kill.
const STEPS: u64 = 12;
/// A kill falls up to that long after a step, so that it falls anywhere in one.
const AFTER_MICROS: u64 = 30_000;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Where the organisation's data lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In a folder, with one server.
    Sqlite,
    /// In a PostgreSQL database, with two servers.
    Postgres,
}

/// What is to be lived through.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the data lies.
    pub kind: Kind,
    /// How many kills.
    pub times: usize,
    /// What decides who is killed when.
    pub seed: u64,
    /// What is done to a folder's database before it is judged, in SQL: so that a test sees that it would be found.
    pub harm: Option<&'static str>,
    /// The program whose arguments name a part ([`part::main`]), and the arguments before those.
    pub program: (PathBuf, Vec<String>),
}

/// What was lived through.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The bench's name.
    pub bench: &'static str,
    /// `sqlite` or `postgres`.
    pub store: &'static str,
    /// What decided who was killed when.
    pub seed: u64,
    /// Kills of a server.
    pub servers_killed: usize,
    /// Kills of a device.
    pub devices_killed: usize,
    /// Kills of the database with all its processes.
    pub databases_killed: usize,
    /// Actions that a device wrote down as done.
    pub actions: usize,
    /// Operations that devices hold as made.
    pub operations: usize,
    /// Those of them that a server acknowledged.
    pub acknowledged: usize,
    /// Those of them that the server has, once, in the same bytes.
    pub found_once: usize,
    /// What is not as it should be.
    pub violations: Vec<String>,
}

/// Who is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Server(usize),
    Device(usize),
    Database,
}

/// A server's place: it is the same after each start.
struct Place {
    address: SocketAddr,
    folder: PathBuf,
}

/// A process, which ends once nobody holds its input open any more.
struct Part {
    process: Child,
    _input: Option<ChildStdin>,
}

impl Part {
    async fn kill(&mut self) -> io::Result<()> {
        self.process.kill().await
    }
}

/// Everything that is at work.
struct Site<'a> {
    plan: &'a Plan,
    folder: TempDir,
    cluster: Option<Cluster>,
    places: Vec<Place>,
    servers: Vec<Part>,
    devices: Vec<Part>,
}

/// Lives through a plan, and judges what came of it.
///
/// # Errors
/// If it cannot be lived through. None where there is no PostgreSQL.
pub async fn run(plan: &Plan) -> Result<Option<Report>> {
    let Some(mut site) = Site::set(plan).await? else {
        return Ok(None);
    };
    let mut report = Report {
        bench: "kills",
        store: match plan.kind {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgres",
        },
        seed: plan.seed,
        ..Report::default()
    };
    let mut random = fastrand::Rng::with_seed(plan.seed);
    let victims = site.victims();
    for number in 0..plan.times {
        // Everybody once, then as it comes.
        let any = random.usize(..victims.len());
        let victim = *victims.get(number).unwrap_or(&victims[any]);
        site.until_at_work(victim, random.u64(1..STEPS)).await?;
        tokio::time::sleep(Duration::from_micros(random.u64(..AFTER_MICROS))).await;
        site.find_dead(&mut report)?;
        match victim {
            Victim::Server(_) => report.servers_killed += 1,
            Victim::Device(_) => report.devices_killed += 1,
            Victim::Database => report.databases_killed += 1,
        }
        site.kill(victim).await?;
    }
    site.find_dead(&mut report)?;
    site.finish(&mut report).await?;
    Ok(Some(report))
}

impl<'a> Site<'a> {
    async fn set(plan: &'a Plan) -> Result<Option<Self>> {
        let cluster = match plan.kind {
            Kind::Sqlite => None,
            Kind::Postgres => match Cluster::start().await? {
                Some(cluster) => Some(cluster),
                None => return Ok(None),
            },
        };
        let folder = TempDir::new()?;
        let count = match plan.kind {
            Kind::Sqlite => 1,
            Kind::Postgres => 2,
        };
        let mut places = Vec::new();
        for number in 0..count {
            // Nobody else takes a port that was just given back before those of all others.
            let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
            places.push(Place {
                address,
                folder: folder.path().join(format!("server-{number}")),
            });
        }
        let mut site = Self {
            plan,
            folder,
            cluster,
            places,
            servers: Vec::new(),
            devices: Vec::new(),
        };
        for number in 0..count {
            let server = site.start_server(number).await?;
            site.servers.push(server);
        }
        for number in 0..DEVICES {
            let code = site.invite(number).await?;
            let device = site.start_device(number, &code).await?;
            site.devices.push(device);
        }
        Ok(Some(site))
    }

    fn database(&self) -> Result<Option<Database>> {
        let url = self.cluster.as_ref().map(Cluster::url);
        Ok(url.as_deref().map(Database::parse).transpose()?)
    }

    /// A part of it as a process, which ends with this one.
    fn part(&self, arguments: &[String]) -> Result<Part> {
        let (program, before) = &self.plan.program;
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))?;
        let mut process = Command::new(program)
            .args(before)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let input = process.stdin.take();
        Ok(Part {
            process,
            _input: input,
        })
    }

    async fn start_server(&self, number: usize) -> Result<Part> {
        let Place { address, folder } = &self.places[number];
        let mut arguments = vec![
            "server".to_owned(),
            folder.display().to_string(),
            address.to_string(),
        ];
        arguments.extend(self.cluster.as_ref().map(Cluster::url));
        let mut server = self.part(&arguments)?;
        until_said(&mut server, "ready").await?;
        Ok(server)
    }

    async fn invite(&self, number: usize) -> Result<String> {
        let folder = &self.places[0].folder;
        let database = self.database()?;
        let machine = take_up(folder, database.as_ref(), Surroundings::system()).await?;
        let machine = machine.ok_or("no organisation was founded")?;
        let newcomer = Newcomer {
            name: format!("Person {number}"),
            membership: Some((Role::Technician, "it".to_owned())),
        };
        let invitation = machine.enrol(newcomer, "http://localhost").await?;
        Ok(invitation.code)
    }

    fn device_folder(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("device-{number}"))
    }

    async fn start_device(&self, number: usize, code: &str) -> Result<Part> {
        let server = &self.places[number % self.places.len()];
        let arguments = [
            "device".to_owned(),
            self.device_folder(number).display().to_string(),
            format!("http://{}", server.address),
            code.to_owned(),
        ];
        let mut device = self.part(&arguments)?;
        until_said(&mut device, "ready").await?;
        Ok(device)
    }

    /// Everybody who can be killed.
    fn victims(&self) -> Vec<Victim> {
        let servers = (0..self.places.len()).map(Victim::Server);
        let devices = (0..DEVICES).map(Victim::Device);
        let database = self.cluster.iter().map(|_| Victim::Database);
        servers.chain(devices).chain(database).collect()
    }

    /// Waits until those whose work would be hit have got on: a device that is to be killed with what it does, those of a
    /// server with what they send to it.
    async fn until_at_work(&self, victim: Victim, steps: u64) -> Result {
        let (devices, of): (Vec<_>, _) = match victim {
            Victim::Device(number) => (vec![number], part::DONE),
            Victim::Server(number) => {
                let own = |device: &usize| device % self.places.len() == number;
                ((0..DEVICES).filter(own).collect(), part::SENT)
            }
            Victim::Database => ((0..DEVICES).collect(), part::SENT),
        };
        let came_to = |number: &usize| part::count(&self.device_folder(*number), of);
        let mut starts = Vec::new();
        for number in &devices {
            starts.push(came_to(number)?);
        }
        let getting_on = async {
            loop {
                for (number, start) in devices.iter().zip(&starts) {
                    if came_to(number)? >= start + steps {
                        return Ok(());
                    }
                }
                tokio::time::sleep(PERIOD).await;
            }
        };
        match tokio::time::timeout(PATIENCE, getting_on).await {
            Ok(done) => done,
            Err(_) => Err(format!(
                "nothing went on before the kill of {victim:?}: {}",
                self.said()
            )
            .into()),
        }
    }

    /// What the parts said of trouble, the last of it.
    fn said(&self) -> String {
        let said = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines: Vec<_> = said.lines().rev().take(20).collect();
        lines.join("\n")
    }

    /// Whoever ended without being killed broke off.
    fn find_dead(&mut self, report: &mut Report) -> Result {
        let all = self.servers.iter_mut().chain(&mut self.devices);
        for (number, part) in all.enumerate() {
            if let Some(status) = part.process.try_wait()? {
                let said = std::fs::read_to_string(self.folder.path().join("log"));
                let last: Vec<_> = said
                    .as_deref()
                    .unwrap_or_default()
                    .lines()
                    .rev()
                    .take(5)
                    .collect();
                report.violations.push(format!(
                    "part {number} ended by itself, {status}: {}",
                    last.join(" / ")
                ));
            }
        }
        Ok(())
    }

    async fn kill(&mut self, victim: Victim) -> Result {
        match victim {
            Victim::Server(number) => {
                self.servers[number].kill().await?;
                self.servers[number] = self.start_server(number).await?;
            }
            Victim::Device(number) => {
                self.devices[number].kill().await?;
                self.devices[number] = self.start_device(number, "").await?;
            }
            Victim::Database => {
                let cluster = self.cluster.as_mut().ok_or("there is no database")?;
                cluster.kill().await?;
            }
        }
        Ok(())
    }

    /// Lets the devices send what is left, ends everything and judges it.
    async fn finish(mut self, report: &mut Report) -> Result {
        for number in 0..DEVICES {
            std::fs::write(self.device_folder(number).join(part::FINISH), "")?;
        }
        for (number, device) in self.devices.iter_mut().enumerate() {
            match tokio::time::timeout(PATIENCE, device.process.wait())
                .await
                .map_err(drop)
            {
                Ok(Ok(status)) if status.success() => {}
                Ok(ended) => {
                    let broke = format!("device {number} broke off: {ended:?}");
                    report.violations.push(broke);
                }
                Err(()) => report
                    .violations
                    .push(format!("device {number} did not come to send everything")),
            }
            device.kill().await?;
        }
        for server in &mut self.servers {
            server.kill().await?;
        }
        let devices: Vec<_> = (0..DEVICES).map(|it| self.device_folder(it)).collect();
        let folder = self.places[0].folder.clone();
        if let Some(harm) = self.plan.harm {
            Connection::open(folder.join("recense.sqlite"))?.execute_batch(harm)?;
        }
        judge::judge(report, &folder, self.database()?.as_ref(), &devices).await
    }
}

/// Waits until a part says a word; what it says after is read and forgotten.
async fn until_said(part: &mut Part, word: &str) -> Result {
    let stdout = part.process.stdout.take().ok_or("a part has no words")?;
    let mut lines = BufReader::new(stdout).lines();
    let waited = tokio::time::timeout(PATIENCE, find_line(&mut lines, word)).await;
    if !waited.map_err(|_| format!("a part did not say {word:?}"))?? {
        return Err(format!("a part ended before it said {word:?}").into());
    }
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(())
}

async fn find_line(lines: &mut Lines<BufReader<ChildStdout>>, word: &str) -> io::Result<bool> {
    while let Some(line) = lines.next_line().await? {
        if line == word {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How often each of some things is there.
fn counted<T: Ord>(things: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counted = BTreeMap::new();
    for thing in things {
        *counted.entry(thing).or_default() += 1;
    }
    counted
}

/// The lines of a part's file; none where it is not there yet.
fn lines_of(file: &Path) -> io::Result<Vec<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
