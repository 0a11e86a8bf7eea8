//! The `WebDriver`'s process: chromedriver on a port of its own, ended with everything that it
//! started and everything that they left in their folder, however the test ends.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::processes::Family;

/// How long a browser may take to end by itself.
const GOODBYE: Duration = Duration::from_secs(5);

/// How often a port is drawn. chromedriver takes what the system gives it for IPv4 and wants the same for IPv6, where
/// somebody else may have it: then it says so and ends.
const DRAWN: usize = 5;

/// How to get what a browser test needs.
const INSTALL: &str = "sudo apt-get install -y chromium chromium-driver";

/// Why there is no driver.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// A program is not installed.
    #[error("{0} is missing (browser tests drive it): {INSTALL}")]
    Missing(&'static str),
    /// A root could not be put where the browser looks for those that it trusts.
    #[error("certutil did not take {0}: sudo apt-get install -y libnss3-tools")]
    Untrusted(PathBuf),
    /// chromedriver started and ended without naming its port, and said this.
    #[error("chromedriver did not start: {0}")]
    Ended(String),
    /// The system said no.
    #[error("chromedriver: {0}")]
    System(#[from] io::Error),
}

/// A running chromedriver.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    port: u16,
    session: Option<String>,
    /// The folder for temporary files of the driver and its browser, which leave some behind.
    /// Removed last, when nobody writes to it any more.
    folder: TempDir,
}

impl Driver {
    /// Starts chromedriver on a port that it chooses.
    ///
    /// # Errors
    /// [`DriverError`]; a missing program is named with the command that brings it.
    pub fn start() -> Result<Self, DriverError> {
        find("chromium")?;
        find("chromedriver")?;
        let mut drawn = 1;
        loop {
            match Self::start_once() {
                Err(DriverError::Ended(_)) if drawn < DRAWN => drawn += 1,
                started => return started,
            }
        }
    }

    fn start_once() -> Result<Self, DriverError> {
        let folder = TempDir::new()?;
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            // There the browser keeps which roots it trusts: a test's are nobody else's.
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take();
        let lines = stdout
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufReader::lines);
        let mut said = String::new();
        for line in lines {
            let line = line?;
            // "ChromeDriver was started successfully on port 38571."
            if let Some((_, port)) = line.rsplit_once("successfully on port ")
                && let Ok(port) = port.trim_end_matches('.').parse()
            {
                return Ok(Self {
                    child,
                    port,
                    session: None,
                    folder,
                });
            }
            said.push_str(&line);
            said.push('\n');
        }
        // Its end is known; only its entry among the processes is taken away.
        let _ = child.wait();
        Err(DriverError::Ended(said))
    }

    /// The driver's address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A folder that goes with the driver, after the browser's end.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets the browser that will be started trust a root certificate (PEM), as a person does who installs it.
    ///
    /// # Errors
    /// When NSS's own tool is missing or refuses it.
    pub fn trust(&self, root: &Path) -> Result<(), DriverError> {
        let store = self.folder().join(".pki/nssdb");
        std::fs::create_dir_all(&store)?;
        let store = format!("sql:{}", store.display());
        let certutil = |words: &[&str]| {
            Command::new("certutil")
                .args(["-d", &store])
                .args(words)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|it| it.success())
        };
        let root = root.to_owned();
        let file = root.to_string_lossy().into_owned();
        let taken = certutil(&["-N", "--empty-password"])
            && certutil(&["-A", "-n", "Recense", "-t", "C,,", "-a", "-i", &file]);
        if taken {
            Ok(())
        } else {
            Err(DriverError::Untrusted(root))
        }
    }

    /// Names the session to be ended with the driver.
    pub fn adopt(&mut self, session: String) {
        self.session = Some(session);
    }

    /// Ends the session, which ends the browser. Blocking and by hand, because a drop cannot wait
    /// for a future, and a killed driver would leave its browser running.
    fn end_session(&self) -> io::Result<()> {
        let Some(session) = &self.session else {
            return Ok(());
        };
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(GOODBYE))?;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )?;
        // It answers once the browser has ended, and then keeps the connection open.
        let _ = stream.read(&mut [0; 1_024])?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let family = Family::of(self.child.id());
        // A browser that already ended has no session to end; the driver goes either way.
        let _ = self.end_session();
        let _ = self.child.kill();
        let _ = self.child.wait();
        // A browser whose session was never adopted, or that hangs, has not ended with it.
        family.end();
    }
}

fn find(program: &'static str) -> Result<(), DriverError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if found {
        Ok(())
    } else {
        Err(DriverError::Missing(program))
    }
}
