//! A device's line to the server, as thin as it can be: what is measured is the server.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde_json::{from_slice, json};
use shared::id::PersonId;
use shared::wire::{PERSON_HEADER, SessionResponse};
use tokio::net::TcpStream;

use super::Result;

/// As often a server may say that it is too busy before a device gives up here.
const PATIENCE: usize = 1_000;

/// An open connection of an enrolled device.
#[derive(Debug)]
pub(super) struct Line {
    to: SendRequest<Full<Bytes>>,
    host: String,
    token: String,
    /// Whom it speaks for.
    pub(super) person: PersonId,
    /// How often it was told to come again later.
    pub(super) put_off: usize,
}

impl Line {
    /// Connects, and spends the code of a way in.
    pub(super) async fn open(origin: &str, code: &str) -> Result<Self> {
        let host = origin.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).await?;
        stream.set_nodelay(true)?;
        let (to, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the line.
        tokio::spawn(connection);
        let mut line = Self {
            to,
            host,
            token: String::new(),
            person: PersonId::fixed(0),
            put_off: 0,
        };
        let body = json!({ "code": code, "device": "bench" }).to_string();
        let session = line.post("/api/enrol?token=1", body.into()).await?;
        let session: SessionResponse = from_slice(&session)?;
        line.token = session.token.ok_or("no token")?;
        line.person = session.person;
        Ok(line)
    }

    /// Asks for what lies at an address.
    pub(super) async fn get(&mut self, path: &str) -> Result<Bytes> {
        self.ask(Method::GET, path, Bytes::new()).await
    }

    /// Sends something to an address.
    pub(super) async fn post(&mut self, path: &str, body: Bytes) -> Result<Bytes> {
        self.ask(Method::POST, path, body).await
    }

    /// Asks, again for as long as the server says that it is too busy, and gives the answer's body.
    async fn ask(&mut self, method: Method, path: &str, body: Bytes) -> Result<Bytes> {
        loop {
            let mut request = Request::builder()
                .method(&method)
                .uri(path)
                .header(header::HOST, &self.host)
                .header(header::CONTENT_TYPE, "application/json");
            if !self.token.is_empty() {
                request = request
                    .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
                    .header(PERSON_HEADER, self.person.to_string());
            }
            self.to.ready().await?;
            let request = request.body(Full::new(body.clone()))?;
            let response = self.to.send_request(request).await?;
            let status = response.status();
            let after = response.headers().get(header::RETRY_AFTER).cloned();
            let answer = response.into_body().collect().await?.to_bytes();
            match status {
                status if status.is_success() => return Ok(answer),
                StatusCode::TOO_MANY_REQUESTS if self.put_off < PATIENCE => {
                    self.put_off += 1;
                    let after = after.ok_or("put off, and not for how long")?;
                    let seconds = after.to_str()?.parse()?;
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                }
                status => {
                    let answer = String::from_utf8_lossy(&answer);
                    return Err(format!("{path}: {status}, {answer}").into());
                }
            }
        }
    }
}
