//! The product's transport: reqwest, over the system's sockets or the browser's fetch.

use std::time::Duration;

use shared::wire::PERSON_HEADER;

use super::http::{HttpMethod, read_answer, write_request};
use super::transport::{Failure, Outgoing, SyncAnswer, SyncRequest, Transport};

/// How long an ordinary request may take: a batch over a line of the last century.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the wait for news may take: the server answers after 25 s in any case.
const LIVE_PATIENCE: Duration = Duration::from_secs(40);

/// Who keeps the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// The browser, as a cookie that no script reads.
    Cookie,
    /// This store.
    Token,
}

/// The way to one server.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    origin: String,
    credentials: Credentials,
}

/// The system has no way to make requests.
#[derive(Debug, thiserror::Error)]
#[error("requests cannot be made here")]
pub struct TransportSetupError(#[from] reqwest::Error);

impl ReqwestTransport {
    /// The way to the server of an origin (`https://inv.example.ca`).
    ///
    /// # Errors
    /// If the system's certificates cannot be read, or the like.
    pub fn new(origin: &str, credentials: Credentials) -> Result<Self, TransportSetupError> {
        Ok(Self {
            client: client()?,
            origin: origin.trim_end_matches('/').to_owned(),
            credentials,
        })
    }

    async fn send(&self, outgoing: &Outgoing) -> Result<SyncAnswer, Failure> {
        let keeps_token = self.credentials == Credentials::Token;
        let written = write_request(&outgoing.request, keeps_token)
            .map_err(|error| Failure::Garbled(error.to_string()))?;
        let address = format!("{}{}", self.origin, written.path);
        let mut request = match written.method {
            HttpMethod::Get => self.client.get(address),
            HttpMethod::Post => self.client.post(address),
            HttpMethod::Delete => self.client.delete(address),
        };
        let patience = match outgoing.request {
            SyncRequest::Live(_) => LIVE_PATIENCE,
            _ => PATIENCE,
        };
        request = request.timeout(patience);
        if let Some(body) = written.body {
            request = request
                .header(reqwest::header::CONTENT_TYPE, "application/json")
                .body(body);
        }
        if let Some(person) = outgoing.person {
            request = request.header(PERSON_HEADER, person.to_string());
        }
        if let (Credentials::Token, Some(token)) = (self.credentials, &outgoing.token) {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        // A body that ends too early is a cut line, whatever the status said.
        let body = response
            .bytes()
            .await
            .map_err(|error| unreachable(&error))?;
        read_answer(&outgoing.request, status, &body)
    }
}

impl Transport for ReqwestTransport {
    async fn exchange(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        self.send(&outgoing).await
    }
}

fn unreachable(error: &reqwest::Error) -> Failure {
    Failure::Unreachable(error.to_string())
}

/// A browser's client has its cookies and its certificates; `same-origin` is what fetch does by itself.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().build()
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn client() -> Result<reqwest::Client, reqwest::Error> {
    // Another part of the process may have chosen before: then that counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(15))
        .build()
}
