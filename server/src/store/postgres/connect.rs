//! The way to a database: what its URL says, TLS where that asks for it, and a pool of connections.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres::{Config, NoTls};

use crate::store::StoreError;

/// The name by which connections of ours are told from others.
pub(super) const APPLICATION: &str = "recense";
/// The port of a database whose URL names none.
const USUAL_PORT: u16 = 5432;
/// Connections of one server process.
const CONNECTIONS: usize = 20;
/// How long a call waits for a connection, and a connection for the database.
const WITHIN: Duration = Duration::from_secs(10);

/// Why what names a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It is no URL of a PostgreSQL database.
    #[error("a PostgreSQL database is named postgres://user:password@host/database ({0})")]
    Url(tokio_postgres::Error),
    /// It asks for something that is not offered.
    #[error(
        "the address of a database takes sslmode=disable, prefer or require; a connection with require is always verified"
    )]
    SslMode,
    /// The file of a root certificate cannot be read.
    #[error("the root certificate in {path} cannot be read: {reason}")]
    Root {
        /// Which.
        path: PathBuf,
        /// What was wrong.
        reason: String,
    },
    /// TLS cannot be set up.
    #[error("TLS to the database cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// The tables are to be distributed, and the database cannot.
    #[error(
        "--distributed asks Citus to spread the tables over its workers, and this database has no Citus: CREATE \
         EXTENSION citus in it first, or leave --distributed away. Nothing was changed"
    )]
    NotDistributed,
}

/// A PostgreSQL database.
#[derive(Clone, Debug)]
pub struct Database {
    /// How it is reached: `postgres://user:password@host/database`. A secret.
    config: Config,
    /// The root certificate that vouches for it, PEM, where this machine does not know it.
    root: Option<PathBuf>,
    /// Its tables are to be distributed over the workers of Citus.
    pub distributed: bool,
}

impl Database {
    /// Reads a URL.
    ///
    /// # Errors
    /// If it is none of a PostgreSQL database.
    pub fn parse(url: &str) -> Result<Self, DatabaseError> {
        let mut config: Config = url.parse().map_err(DatabaseError::Url)?;
        match config.get_ssl_mode() {
            // The protocol's own default: what a network may not see has to be asked for.
            SslMode::Prefer => {
                config.ssl_mode(SslMode::Disable);
            }
            SslMode::Disable | SslMode::Require => {}
            _ => return Err(DatabaseError::SslMode),
        }
        config.application_name(APPLICATION);
        config.connect_timeout(WITHIN);
        Ok(Self {
            config,
            root: None,
            distributed: false,
        })
    }

    /// The same, vouched for by a root certificate of one's own.
    #[must_use]
    pub fn vouched_for(self, root: Option<PathBuf>) -> Self {
        Self { root, ..self }
    }

    /// Where it is, without its secrets: `host/database`.
    #[must_use]
    pub fn shown(&self) -> String {
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            #[cfg(unix)]
            Some(Host::Unix(path)) => path.display().to_string(),
            None => "localhost".to_owned(),
        };
        let name = self.config.get_dbname().or(self.config.get_user());
        format!("{host}/{}", name.unwrap_or_default())
    }

    /// Whether another names the same database.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let named = |it: &Self| {
            let config = &it.config;
            (
                config.get_hosts().to_vec(),
                config.get_ports().first().copied().unwrap_or(USUAL_PORT),
                config.get_dbname().or(config.get_user()).map(str::to_owned),
            )
        };
        named(self) == named(other)
    }

    /// Connections to it, none of them made yet.
    pub(super) fn pool(&self) -> Result<Pool, DatabaseError> {
        let how = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match self.config.get_ssl_mode() {
            SslMode::Require => {
                let tls = Tls::trusting(self.root.as_deref())?;
                Manager::from_config(self.config.clone(), tls, how)
            }
            _ => Manager::from_config(self.config.clone(), NoTls, how),
        };
        Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WITHIN))
            .create_timeout(Some(WITHIN))
            .build()
            // A pool with a runtime has everything that it needs.
            .map_err(|error| rustls::Error::General(error.to_string()).into())
    }
}

/// There is no connection to be had.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub struct PoolError(deadpool_postgres::PoolError);

impl PoolError {
    /// Whether the next try may get one.
    #[must_use]
    pub fn may_go_better(&self) -> bool {
        match &self.0 {
            deadpool_postgres::PoolError::Backend(error) => super::may_go_better(error),
            deadpool_postgres::PoolError::Timeout(_) => true,
            _ => false,
        }
    }

    fn said(&self) -> String {
        match &self.0 {
            deadpool_postgres::PoolError::Backend(error) => super::said(error),
            other => other.to_string(),
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Unreachable(PoolError(error))
    }
}

/// TLS by rustls. The database's certificate is always verified.
#[derive(Clone)]
struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Trusts one root, or else those that the system trusts.
    fn trusting(root: Option<&Path>) -> Result<Self, DatabaseError> {
        let mut roots = RootCertStore::empty();
        match root {
            Some(path) => {
                let unreadable = |reason: &dyn std::fmt::Display| DatabaseError::Root {
                    path: path.to_owned(),
                    reason: reason.to_string(),
                };
                let certificate =
                    CertificateDer::from_pem_file(path).map_err(|error| unreadable(&error))?;
                roots.add(certificate).map_err(|error| unreadable(&error))?;
            }
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

impl<S> MakeTlsConnect<S> for Tls
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Stream<S>;
    type TlsConnect = TlsTo;
    type Error = rustls::pki_types::InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> Result<TlsTo, Self::Error> {
        let name = ServerName::try_from(host)?.to_owned();
        Ok(TlsTo(Arc::clone(&self.0), name))
    }
}

/// TLS to one host.
struct TlsTo(Arc<ClientConfig>, ServerName<'static>);

impl<S> TlsConnect<S> for TlsTo
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Stream<S>;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = std::io::Result<Stream<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let Self(config, name) = self;
        Box::pin(async move {
            let connector = tokio_rustls::TlsConnector::from(config);
            Ok(Stream(Box::new(connector.connect(name, stream).await?)))
        })
    }
}

/// An encrypted connection.
struct Stream<S>(Box<tokio_rustls::client::TlsStream<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Stream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        bytes: &[u8],
    ) -> std::task::Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_shown_without_its_secrets() {
        for (url, shown) in [
            (
                "postgres://ada:secret@db.example:5433/inventory",
                "db.example/inventory",
            ),
            (
                "postgresql://ada@%2Frun%2Fpostgresql/inventory",
                "/run/postgresql/inventory",
            ),
            ("postgres://ada:secret@db.example", "db.example/ada"),
        ] {
            assert_eq!(Database::parse(url).expect("a database").shown(), shown);
        }
        assert!(Database::parse("mysql://ada@db.example/inventory").is_err());
    }
}
