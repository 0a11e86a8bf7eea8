//! A PostgreSQL of the tests' own: started once a test process, stopped with it, however that ends.
//!
//! A watcher holds the other end of a pipe. When this process ends, by itself, by a panic or by a signal, the pipe
//! closes, and the watcher stops the cluster and removes its folder.

use std::io::{self, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

/// Waits for the pipe's end, then stops the cluster of a folder and removes both.
const WATCH: &str = r#"
cat
if [ -f "$1/data/postmaster.pid" ]; then
  server="$(head -n 1 "$1/data/postmaster.pid")"
  kill -QUIT "$server"
  while kill -0 "$server"; do sleep 0.1; done
fi
rm -rf "$1"
"#;
/// Fast rather than safe: nothing here outlives the tests. Many tests, each with pools of its own.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c ssl=on -c fsync=off -c full_page_writes=off \
                        -c max_connections=600 -c deadlock_timeout=100ms";

const CERTIFICATE: &str = "certificate.pem";
const KEY: &str = "key.pem";

/// A running cluster.
struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    /// Its input is held open until this process ends.
    _watcher: Child,
}

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(|| {
    let programs = find_programs()?;
    Some(Cluster::start(programs).expect("a PostgreSQL of the tests' own"))
});

/// The URL of a new, empty database. None where there is no PostgreSQL on this machine, which is said; in CI that fails.
pub(crate) fn database() -> Option<String> {
    let Some(cluster) = &*CLUSTER else {
        let missing = "there is no PostgreSQL on this machine: apt-get install postgresql";
        assert!(std::env::var_os("CI").is_none(), "{missing}");
        // Past what keeps a passing test silent.
        writeln!(io::stderr(), "SKIPPED: {missing}").expect("an error stream");
        return None;
    };
    let number = cluster.databases.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{number}");
    cluster.make_database(&name).expect("a database");
    let socket = cluster.folder.to_str().expect("text").replace('/', "%2F");
    Some(format!(
        "postgres://postgres@{socket}:{}/{name}",
        cluster.port
    ))
}

/// The same, to be reached by TLS alone, and the certificate that vouches for it.
#[allow(dead_code, reason = "not every test that starts a cluster asks for it")]
pub(crate) fn secure_database() -> Option<(String, PathBuf)> {
    let url = database()?;
    let name = url.rsplit('/').next().expect("a name");
    let cluster = CLUSTER.as_ref()?;
    let url = format!(
        "postgres://postgres@localhost:{}/{name}?sslmode=require",
        cluster.port
    );
    Some((url, cluster.folder.join(CERTIFICATE)))
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
        ["initdb", "pg_ctl", "psql"]
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    folders.into_iter().find(is_whole)
}

/// Whether this is an account that PostgreSQL refuses to run by.
fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ids = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    ids.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}

/// A program, by an account that may run a server.
fn by_account(program: &Path) -> Command {
    if !is_root() {
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

/// A certificate of the cluster's own, that vouches for itself.
fn certify(folder: &Path) -> io::Result<()> {
    let key = rcgen::KeyPair::generate().map_err(io::Error::other)?;
    let named = rcgen::CertificateParams::new(vec!["localhost".to_owned()]);
    let signed = named.and_then(|it| it.self_signed(&key));
    let certificate = signed.map_err(io::Error::other)?;
    std::fs::write(folder.join(CERTIFICATE), certificate.pem())?;
    let file = folder.join(KEY);
    std::fs::write(&file, key.serialize_pem())?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
    if is_root() {
        run(Command::new("chown").arg("postgres").arg(&file))?;
    }
    Ok(())
}

impl Cluster {
    fn start(programs: PathBuf) -> io::Result<Self> {
        let folder = TempDir::with_prefix("recense-pg")?.keep();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755))?;
        if is_root() {
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
            .args([
                "--no-sync",
                "--no-locale",
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "-D",
            ])
            .arg(&data))?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let shown = folder.display();
        let settings = format!(
            "{SETTINGS} -c port={port} -c unix_socket_directories={shown} \
             -c ssl_cert_file={shown}/{CERTIFICATE} -c ssl_key_file={shown}/{KEY}"
        );
        certify(&folder)?;
        run(by_account(&programs.join("pg_ctl"))
            .args(["start", "-w", "-s", "-D"])
            .arg(&data)
            .arg("-l")
            .arg(folder.join("log"))
            .args(["-o", &settings]))?;
        Ok(Self {
            programs,
            folder,
            port,
            databases: AtomicU32::new(0),
            _watcher: watcher,
        })
    }

    fn make_database(&self, name: &str) -> io::Result<()> {
        run(Command::new(self.programs.join("psql"))
            .args(["-U", "postgres", "-d", "postgres", "-q", "-h"])
            .arg(&self.folder)
            .args(["-p", &self.port.to_string()])
            .args(["-c", &format!("CREATE DATABASE {name}")]))
    }
}
