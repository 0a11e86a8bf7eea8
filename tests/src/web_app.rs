//! The web app for tests: built when the first test of a run asks, by the code that builds a
//! release, and served by the server's own routes.

use std::{io, net::SocketAddr, path::PathBuf, sync::OnceLock};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::{
    Request, Response,
    client::conn::http1,
    header::{HeaderName, HeaderValue},
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use web_build::{WebApp, WebAppError};

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

impl Site {
    /// Asks for an address as a browser would that understands gzip, with further headers.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn get(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Response<Bytes>, Box<dyn std::error::Error>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let mut request = Request::get(path).body(Empty::<Bytes>::new())?;
        let usual = [
            ("host", "localhost"),
            ("accept-encoding", "gzip, deflate, br, zstd"),
        ];
        for (name, value) in usual.iter().chain(headers) {
            request
                .headers_mut()
                .insert(HeaderName::try_from(*name)?, HeaderValue::try_from(*value)?);
        }
        let response = sender.send_request(request).await?;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        drop(sender);
        connection.await??;
        Ok(Response::from_parts(parts, bytes))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}
