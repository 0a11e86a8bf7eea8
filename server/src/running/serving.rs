//! What answers on this server's ports, each until the server stops.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{ServerError, stopped};
use crate::http::between;
use crate::porch::{self, Porch};
use crate::surroundings::Surroundings;
use crate::tls::listener::{Peer, TlsListener};
use crate::tls::{Pace, Secure, Stopping, TlsError};

type Tasks = JoinSet<io::Result<()>>;
type Stop = watch::Receiver<bool>;

/// Answers plain HTTP.
pub(super) fn serve_plain(tasks: &mut Tasks, listener: TcpListener, app: Router, stop: &Stop) {
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let stop = stop.clone();
    tasks.spawn(async move {
        axum::serve(listener, service)
            .with_graceful_shutdown(stopped(stop))
            .await
    });
}

/// Answers HTTPS.
pub(super) fn serve_tls(
    tasks: &mut Tasks,
    listener: TcpListener,
    app: Router,
    secure: &Secure,
    stop: &Stop,
) -> Result<(), ServerError> {
    let listener = TlsListener::new(listener, Arc::clone(&secure.shown)).map_err(TlsError::Tls)?;
    let service = between::over_tls(app).into_make_service_with_connect_info::<Peer>();
    let stop = stop.clone();
    tasks.spawn(async move {
        axum::serve(listener, service)
            .with_graceful_shutdown(stopped(stop))
            .await
    });
    Ok(())
}

/// Answers plain HTTP beside a secure address; gives where, and how a browser writes it. Where devices can come without
/// it, a port that cannot be had is said and done without.
pub(super) async fn open_porch(
    tasks: &mut Tasks,
    wanted: SocketAddr,
    secure: &Secure,
    stop: &Stop,
) -> Result<Option<(SocketAddr, String)>, ServerError> {
    let listener = match TcpListener::bind(wanted).await {
        Ok(listener) => listener,
        Err(source) if secure.root.is_some() => {
            return Err(ServerError::Listen {
                address: wanted,
                source,
            });
        }
        Err(error) => {
            tracing::warn!(
                "plain http on {wanted} could not be had ({error}): who comes by http is not sent to {}; \
                 everything else works",
                secure.origin
            );
            return Ok(None);
        }
    };
    let address = listener.local_addr()?;
    let url = plain_url(&secure.origin, address.port());
    let porch = Porch {
        origin: secure.origin.as_str().into(),
        shown: Arc::clone(&secure.shown),
        root: secure.root.clone(),
    };
    serve_plain(tasks, listener, porch::routes(porch), stop);
    Ok(Some((address, url)))
}

/// Looks after the certificate.
pub(super) fn look_after(
    tasks: &mut Tasks,
    secure: Secure,
    surroundings: Surroundings,
    pace: Pace,
    stop: &Stop,
) {
    let stopping = Stopping::new(stop.clone());
    tasks.spawn(async move {
        secure.keep(surroundings, pace, stopping).await;
        Ok(())
    });
}

/// The same host by plain HTTP on another port.
fn plain_url(origin: &str, port: u16) -> String {
    let host = origin.trim_start_matches("https://");
    let host = match host.rsplit_once(':') {
        // The colons of an address in numbers are not a port's.
        Some((before, after)) if after.bytes().all(|it| it.is_ascii_digit()) => before,
        _ => host,
    };
    if port == 80 {
        format!("http://{host}")
    } else {
        format!("http://{host}:{port}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_address_is_the_secure_one_on_another_port() {
        for (origin, port, plain) in [
            ("https://a.example:8443", 8080, "http://a.example:8080"),
            ("https://a.example", 80, "http://a.example"),
            ("https://[fd00::1]:8443", 8080, "http://[fd00::1]:8080"),
            ("https://[fd00::1]", 80, "http://[fd00::1]"),
        ] {
            assert_eq!(plain_url(origin, port), plain);
        }
    }
}
