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
use serde::Deserialize;
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

impl Site {
    /// What the service worker keeps, as the server wrote it above the worker's code: addresses of files.
    ///
    /// # Errors
    /// When the server does not answer, or names no release.
    pub async fn release(&self) -> Result<Vec<String>, Box<dyn std::error::Error>> {
        let worker = self
            .get("/sw.js", &[("accept-encoding", "identity")])
            .await?
            .into_body();
        let list = std::str::from_utf8(&worker)?
            .strip_prefix("const RELEASE = ")
            .and_then(|rest| rest.split_once(";\n"));
        let (list, _) = list.ok_or("no release above the service worker")?;
        Ok(serde_json::from_str::<Release>(list)?.files)
    }

    /// The bytes that a browser loads, gzipped, before it shows the first screen: the page and its release, without the
    /// pictures for the home screen of a device that installs the app, and without what is loaded apart for later screens.
    ///
    /// # Errors
    /// As [`Self::release`].
    pub async fn first_screen_bytes(&self) -> Result<u64, Box<dyn std::error::Error>> {
        let app = tokio::task::block_in_place(built)?;
        let is_apart = |path: &str| {
            (app.files.iter()).any(|file| file.apart && path.trim_start_matches('/') == file.path)
        };
        let mut sum = self.get("/", &[]).await?.body().len();
        for path in self.release().await? {
            if !path.ends_with(".png") && !is_apart(&path) {
                sum += self.get(&path, &[]).await?.body().len();
            }
        }
        Ok(sum as u64)
    }
}

#[derive(Deserialize)]
struct Release {
    files: Vec<String>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}
