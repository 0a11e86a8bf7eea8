//! A PostgreSQL of the tests' own that may be killed: it comes back with what it had committed.
//!
//! A watcher holds the other end of a pipe. When this process ends, by itself, by a panic or by a signal, the pipe closes,
//! and the watcher ends the cluster.

use std::io;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

use crate::processes::Family;

/// Waits for the pipe's end, then ends the cluster of a folder and removes both.
const WATCH: &str = r#"
cat
if [ -f "$1/data/postmaster.pid" ]; then kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"; fi
rm -rf "$1"
"#;
/// What is killed here is processes, never the system: what was written to a file stays written.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "max_connections=200",
    "deadlock_timeout=100ms",
];
/// How often, and how many times, a server that starts is asked whether it is there.
const PERIOD: Duration = Duration::from_millis(20);
const LOOKS: usize = 1_500;

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    server: Child,
    /// Its input is held open until this process ends.
    _watcher: Child,
}

impl Cluster {
    /// Starts a new one. None where there is no PostgreSQL on this machine.
    ///
    /// # Errors
    /// If it does not start.
    ///
    /// # Panics
    /// In CI, if there is no PostgreSQL.
    pub async fn start() -> io::Result<Option<Self>> {
        let Some(programs) = find_programs() else {
            let missing = "there is no PostgreSQL on this machine: apt-get install postgresql";
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            return Ok(None);
        };
        let folder = TempDir::with_prefix("recense-pg")?.keep();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755))?;
        if geteuid().is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let watcher = Command::new("sh")
            .args(["-c", WATCH, "sh"])
            .arg(&folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A signal to the tests is none to the watcher.
            .process_group(0)
            .spawn()?;
        let data = folder.join("data");
        run(by_account(&programs.join("initdb"))
            .args(["--no-sync", "--no-locale", "-A", "trust", "-U", "postgres"])
            .args(["-E", "UTF8", "-D"])
            .arg(&data))?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let server = serve(&programs, &folder, port)?;
        let cluster = Self {
            programs,
            folder,
            port,
            server,
            _watcher: watcher,
        };
        cluster.until_there().await?;
        Ok(Some(cluster))
    }

    /// The address of its one database.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills every process of it, as a machine that goes down does, and starts it again.
    ///
    /// # Errors
    /// If it does not come back.
    pub async fn kill(&mut self) -> io::Result<()> {
        let workers = Family::of(self.server.id());
        // The account's program may stand between; what it started goes with the family.
        let pid = i32::try_from(self.server.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            kill_process(pid, Signal::KILL)?;
        }
        workers.end();
        self.server.wait()?;
        let left = self.folder.join("data/postmaster.pid");
        match std::fs::remove_file(left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.server = serve(&self.programs, &self.folder, self.port)?;
        self.until_there().await
    }

    async fn until_there(&self) -> io::Result<()> {
        for _ in 0..LOOKS {
            let asked = Command::new(self.programs.join("psql"))
                .args(["-U", "postgres", "-h", "127.0.0.1", "-p"])
                .arg(self.port.to_string())
                .args(["-d", "postgres", "-qc", "SELECT 1"])
                .current_dir("/")
                .output()?;
            if asked.status.success() {
                return Ok(());
            }
            tokio::time::sleep(PERIOD).await;
        }
        let said = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let last: Vec<_> = said.lines().rev().take(10).collect();
        let last = last.join("\n");
        Err(io::Error::other(format!(
            "PostgreSQL does not start: {last}"
        )))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let workers = Family::of(self.server.id());
        // What is left of it ends with the watcher.
        let _ = self.server.kill();
        workers.end();
        let _ = self.server.wait();
    }
}

fn serve(programs: &Path, folder: &Path, port: u16) -> io::Result<Child> {
    let log = std::fs::File::options()
        .create(true)
        .append(true)
        .open(folder.join("log"))?;
    let mut command = by_account(&programs.join("postgres"));
    command.arg("-D").arg(folder.join("data"));
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command
        .args(["-c", &format!("port={port}")])
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
}

/// Where `initdb` and its siblings lie together.
fn find_programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    let versions = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten();
    let mut versions: Vec<_> = versions.flatten().map(|it| it.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let is_whole = |folder: &PathBuf| {
        let programs = ["initdb", "postgres", "psql"];
        programs
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    folders.into_iter().find(is_whole)
}

/// A program, by an account by which PostgreSQL runs.
fn by_account(program: &Path) -> Command {
    if !geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn run(command: &mut Command) -> io::Result<()> {
    let done = command.current_dir("/").stdin(Stdio::null()).output()?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(io::Error::other(format!("{command:?}: {said}")))
}
