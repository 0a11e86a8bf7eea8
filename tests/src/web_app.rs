//! The web app for tests: built when the first test of a run asks, by the code that builds a
//! release, and served by the server's own routes.

use std::{io, net::SocketAddr, path::PathBuf, sync::OnceLock};

use tokio::{net::TcpListener, task::JoinHandle};

use crate::web_build::{self, WebApp, WebAppError};

/// The folder of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The web app of these sources. Several tests, and several processes, make one build.
///
/// # Errors
/// [`WebAppError`], in one line that says what to do.
pub fn built() -> Result<&'static WebApp, WebAppError> {
    static BUILT: OnceLock<WebApp> = OnceLock::new();
    if let Some(app) = BUILT.get() {
        return Ok(app);
    }
    // Whoever comes meanwhile waits at the build's own lock and then finds nothing to do.
    let app = web_build::build(&workspace())?;
    Ok(BUILT.get_or_init(|| app))
}

/// The web app alone on a free port, without an API. Stops when dropped.
#[derive(Debug)]
pub struct Site {
    /// Where it listens, on loopback.
    pub address: SocketAddr,
    server: JoinHandle<io::Result<()>>,
}

impl Site {
    /// Builds the app if need be, and serves it.
    ///
    /// # Errors
    /// When the app cannot be built, or no port can be had.
    pub async fn start() -> Result<Self, Box<dyn std::error::Error>> {
        tokio::task::block_in_place(built)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(axum::serve(listener, server::web::routes()).into_future());
        Ok(Self { address, server })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}
