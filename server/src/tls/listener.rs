//! A port that speaks TLS: hands over connections whose handshake is done, and lets none hold up another.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::shown::{CHALLENGE_PROTOCOL, Shown};

/// How long a handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Handshakes under way at the same time; more wait in the system's own queue.
const HANDSHAKES: usize = 256;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

type Handshake = Option<(TlsStream<TcpStream>, SocketAddr)>;

/// A port that speaks TLS, HTTP/2 before HTTP/1.1.
pub(crate) struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<Handshake>,
}

impl TlsListener {
    /// Speaks TLS on a port that has been taken, with the certificate of each moment.
    ///
    /// # Errors
    /// If this build's cryptography cannot do TLS 1.2 and 1.3.
    pub(crate) fn new(tcp: TcpListener, shown: Arc<Shown>) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(shown);
        config.alpn_protocols = vec![
            b"h2".to_vec(),
            b"http/1.1".to_vec(),
            CHALLENGE_PROTOCOL.to_vec(),
        ];
        Ok(Self {
            tcp,
            acceptor: TlsAcceptor::from(Arc::new(config)),
            handshakes: JoinSet::new(),
        })
    }

    fn greet(&mut self, stream: TcpStream, peer: SocketAddr) {
        let handshake = self.acceptor.accept(stream);
        self.handshakes.spawn(async move {
            let done = tokio::time::timeout(HANDSHAKE_WITHIN, handshake).await;
            let stream = match done.map_err(io::Error::from).flatten() {
                Ok(stream) => stream,
                Err(error) => {
                    tracing::debug!(%peer, %error, "a handshake failed");
                    return None;
                }
            };
            // The authority has seen what it wanted in the handshake itself.
            let is_challenge = stream.get_ref().1.alpn_protocol() == Some(CHALLENGE_PROTOCOL);
            (!is_challenge).then_some((stream, peer))
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let has_room = self.handshakes.len() < HANDSHAKES;
            tokio::select! {
                // axum's own accept: it waits where the system has no more files to give.
                (stream, peer) = Listener::accept(&mut self.tcp), if has_room => {
                    self.greet(stream, peer);
                }
                Some(done) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = done {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}
