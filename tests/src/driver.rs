//! The `WebDriver`'s process: chromedriver on a port of its own, ended with everything that it
//! started.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// How to get what a browser test needs.
const INSTALL: &str = "sudo apt-get install -y chromium chromium-driver";

/// Why there is no driver.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// A program is not installed.
    #[error("{0} is missing (browser tests drive it): {INSTALL}")]
    Missing(&'static str),
    /// chromedriver started and ended without naming its port.
    #[error("chromedriver did not start")]
    Silent,
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
}

impl Driver {
    /// Starts chromedriver on a port that it chooses.
    ///
    /// # Errors
    /// [`DriverError`]; a missing program is named with the command that brings it.
    pub fn start() -> Result<Self, DriverError> {
        find("chromium")?;
        find("chromedriver")?;
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let lines = BufReader::new(child.stdout.take().ok_or(DriverError::Silent)?).lines();
        for line in lines {
            // "ChromeDriver was started successfully on port 38571."
            if let Some((_, port)) = line?.rsplit_once("successfully on port ")
                && let Ok(port) = port.trim_end_matches('.').parse()
            {
                return Ok(Self {
                    child,
                    port,
                    session: None,
                });
            }
        }
        // Its end is known; only its entry among the processes is taken away.
        let _ = child.wait();
        Err(DriverError::Silent)
    }

    /// The driver's address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
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
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A browser that already ended has no session to end; the driver goes either way.
        let _ = self.end_session();
        let _ = self.child.kill();
        let _ = self.child.wait();
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
