//! A server in a folder of its own, the clients that ask it, and a clock that a test moves on.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use rcgen::{CertificateParams, Issuer, KeyPair};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use rustls::pki_types::{CertificateDer, ServerName};
use server::running::{Data, Options, Running};
use server::surroundings::{Clock, Surroundings};
use server::tls::{Pace, Security};
use shared::time::Millis;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// How long a condition may take to come true. Never waited out by a test that passes.
const DEADLINE: Duration = Duration::from_secs(60);

/// Fast enough that a test sees what a day would bring.
pub(crate) const HURRIED: Pace = Pace {
    look_every: Duration::from_millis(20),
    first_retry: Duration::from_millis(50),
    longest_retry: Duration::from_millis(200),
};

/// The system's clock, and what a test adds to it.
#[derive(Default)]
pub(crate) struct Later(AtomicI64);

impl Later {
    pub(crate) fn pass_days(&self, days: i64) {
        self.0.fetch_add(days * Millis::DAY.0, Ordering::Relaxed);
    }
}

impl Clock for Later {
    fn now(&self) -> Millis {
        let now = Surroundings::system().now();
        now.plus(Millis(self.0.load(Ordering::Relaxed)))
    }
}

/// A server with a folder.
pub(crate) struct Served {
    pub(crate) running: Running,
    pub(crate) clock: Arc<Later>,
    pub(crate) folder: TempDir,
}

impl Served {
    pub(crate) async fn start(security: Security) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::start_in(folder, security, |_| ()).await
    }

    pub(crate) async fn start_in(
        folder: TempDir,
        security: Security,
        adapt: impl FnOnce(&mut Options),
    ) -> Self {
        let clock = Arc::new(Later::default());
        let mut options = options(folder.path(), security);
        options.surroundings.clock = clock.clone();
        adapt(&mut options);
        let running = Running::start(options).await.expect("a server");
        Self {
            running,
            clock,
            folder,
        }
    }

    /// Stops, and starts again on the same data.
    pub(crate) async fn restart(self, security: Security) -> Self {
        self.running.stop().await.expect("an end");
        Self::start_in(self.folder, security, |_| ()).await
    }

    /// Where a client finds it, as devices do, by name.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.origin())
    }

    pub(crate) fn porch(&self, path: &str) -> String {
        let (address, _) = self.running.porch().expect("a porch");
        format!("http://{address}{path}")
    }

    /// A client that finds the server by that name, and trusts that root.
    pub(crate) fn client(&self, name: &str, root: &[u8]) -> Client {
        let root = Certificate::from_der(root).expect("a root");
        client_builder()
            .tls_certs_only([root])
            .resolve(name, self.running.address())
            .build()
            .expect("a client")
    }

    /// The serial number of the certificate that a handshake shows.
    pub(crate) async fn serial(&self, name: &str) -> Option<String> {
        let leaf = handshake(self.running.address(), name).await?;
        let (_, leaf) = X509Certificate::from_der(&leaf).expect("a certificate");
        Some(leaf.raw_serial_as_string())
    }
}

pub(crate) fn options(folder: &Path, security: Security) -> Options {
    Options {
        data: Data::Folder(folder.to_owned()),
        security,
        porch: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
        pace: HURRIED,
        ..Options::for_test()
    }
}

/// A client that follows nothing by itself.
pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    // Another test of this process may have chosen before: then that counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(Policy::none())
}

/// What a handshake shows, whether anybody trusts it or not; none if there is no handshake.
pub(crate) async fn handshake(address: SocketAddr, name: &str) -> Option<CertificateDer<'static>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Unconcerned(provider)))
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.expect("a connection");
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await.ok()?;
    let shown = stream.get_ref().1.peer_certificates()?.first()?;
    Some(shown.clone().into_owned())
}

/// Looks at a certificate without judging it.
#[derive(Debug)]
struct Unconcerned(Arc<rustls::crypto::CryptoProvider>);

impl rustls::client::danger::ServerCertVerifier for Unconcerned {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: rustls::pki_types::UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Waits until something is so.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let waiting = async {
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        while !is_so().await {
            looks.tick().await;
        }
    };
    let waited = tokio::time::timeout(DEADLINE, waiting).await;
    assert!(waited.is_ok(), "not within {DEADLINE:?}: {what}");
}

/// A certificate for a name in two files, from an authority that nobody keeps.
pub(crate) struct Pair {
    pub(crate) root: Vec<u8>,
    pub(crate) chain: PathBuf,
    pub(crate) key: PathBuf,
}

impl Pair {
    /// Writes a pair that is good for so many days from now.
    pub(crate) fn write(folder: &Path, name: &str, days: i64) -> Self {
        let pair = Self {
            root: Vec::new(),
            chain: folder.join("chain.pem"),
            key: folder.join("key.pem"),
        };
        pair.replace(name, days)
    }

    /// Writes another in its place.
    pub(crate) fn replace(self, name: &str, days: i64) -> Self {
        let authority = KeyPair::generate().expect("a key");
        let mut root = CertificateParams::default();
        // Its own name: one that is also the certificate's would make that look like a root.
        root.distinguished_name
            .push(rcgen::DnType::CommonName, "a root");
        root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let signed = root.self_signed(&authority).expect("a root");
        let issuer = Issuer::from_params(&root, &authority);
        let key = KeyPair::generate().expect("a key");
        let mut leaf = CertificateParams::new([name.to_owned()]).expect("a name");
        let now = time::OffsetDateTime::from_unix_timestamp(Surroundings::system().now().0 / 1_000);
        let now = now.expect("a time");
        leaf.not_before = now - time::Duration::days(400);
        leaf.not_after = now + time::Duration::days(days);
        let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
        std::fs::write(&self.chain, leaf.pem()).expect("a file");
        std::fs::write(&self.key, key.serialize_pem()).expect("a file");
        Self {
            root: signed.der().to_vec(),
            ..self
        }
    }
}
