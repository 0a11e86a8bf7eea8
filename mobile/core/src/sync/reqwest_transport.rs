//! The native app's transport: reqwest, over the system's sockets. In a browser it is the browser's own fetch.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use reqwest::header::CONTENT_TYPE;
use shared::wire::PERSON_HEADER;

use super::http::{
    HttpMethod, HttpRequest, is_event_stream, read_answer, read_refusal, write_listening,
    write_request,
};
use super::transport::{ByteStream, Failure, Outgoing, SyncAnswer, Transport};

/// The way to one server.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    origin: String,
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
    pub fn new(origin: &str) -> Result<Self, TransportSetupError> {
        Ok(Self {
            client: client()?,
            origin: origin.trim_end_matches('/').to_owned(),
        })
    }

    /// A request with all that it needs to be believed.
    fn write(&self, outgoing: &Outgoing, written: HttpRequest) -> reqwest::RequestBuilder {
        let address = format!("{}{}", self.origin, written.path);
        let mut request = match written.method {
            HttpMethod::Get => self.client.get(address),
            HttpMethod::Post => self.client.post(address),
            HttpMethod::Delete => self.client.delete(address),
        };
        if let Some(body) = written.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        if let Some(person) = outgoing.person {
            request = request.header(PERSON_HEADER, person.to_string());
        }
        if let Some(token) = &outgoing.token {
            request = request.bearer_auth(token);
        }
        request
    }

    async fn send(&self, outgoing: &Outgoing) -> Result<SyncAnswer, Failure> {
        // No browser keeps the credential here: whoever asks does, and gets it as a token.
        let written = write_request(&outgoing.request, true).map_err(|error| garbled(&error))?;
        let request = self.write(outgoing, written);
        let request = request.timeout(outgoing.request.patience());
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        // A body that ends too early is a cut line, whatever the status said.
        let body = response
            .bytes()
            .await
            .map_err(|error| unreachable(&error))?;
        read_answer(&outgoing.request, status, &body)
    }

    async fn open(&self, wait: &Outgoing) -> Result<ByteStream, Failure> {
        let written = write_listening(&wait.request).map_err(|error| garbled(&error))?;
        let request = self.write(wait, written);
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let kind = response.headers().get(CONTENT_TYPE);
        if is_event_stream(status, kind.and_then(|kind| kind.to_str().ok())) {
            let pieces = stream::unfold(response, |mut response| async {
                let piece = response.chunk().await.ok().flatten()?;
                Some((piece.to_vec(), response))
            });
            return Ok(pieces.boxed_local());
        }
        let body = response
            .bytes()
            .await
            .map_err(|error| unreachable(&error))?;
        Err(read_refusal(&wait.request, status, &body))
    }
}

impl Transport for ReqwestTransport {
    async fn exchange(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        self.send(&outgoing).await
    }

    async fn listen(&self, wait: Outgoing) -> Result<ByteStream, Failure> {
        self.open(&wait).await
    }
}

fn garbled(error: &serde_json::Error) -> Failure {
    Failure::Garbled(error.to_string())
}

fn unreachable(error: &reqwest::Error) -> Failure {
    Failure::Unreachable(error.to_string())
}

fn client() -> Result<reqwest::Client, reqwest::Error> {
    // Another part of the process may have chosen before: then that counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(15))
        .build()
}
