//! What lies between a device and this server, and is told apart here, before any handler sees the request: TLS that
//! this server speaks itself, or a proxy that speaks it in front.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::{self, Next};
use axum::response::Response;

use crate::porch;
use crate::tls::listener::Peer;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The same router over connections that this server encrypts itself: who asks is the connection's other end.
pub(crate) fn over_tls(router: Router) -> Router {
    async fn name_peer(
        ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
        mut request: Request,
        next: Next,
    ) -> Response {
        request.extensions_mut().insert(ConnectInfo(peer));
        next.run(request).await
    }
    router.layer(middleware::from_fn(name_peer))
}

/// The same router behind a proxy: who asks is who the proxy says, and what came to it in the clear is sent to the
/// secure address.
///
/// Only for a server that nobody but the proxy reaches: anybody can write these headers.
pub(crate) fn behind_proxy(router: Router, origin: Arc<str>) -> Router {
    async fn believe(State(origin): State<Arc<str>>, mut request: Request, next: Next) -> Response {
        if last(request.headers(), &FORWARDED_PROTO) == Some("http") {
            return porch::redirect(&origin, request.method(), request.uri());
        }
        if let Some(device) = last(request.headers(), &FORWARDED_FOR).and_then(parse_device) {
            let device = SocketAddr::new(device, 0);
            request.extensions_mut().insert(ConnectInfo(device));
        }
        next.run(request).await
    }
    router.layer(middleware::from_fn_with_state(origin, believe))
}

/// The last entry of a list: what the nearest proxy wrote. Those before it may be anybody's.
fn last<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let list = headers.get_all(name).into_iter().next_back()?;
    list.to_str().ok()?.rsplit(',').next().map(str::trim)
}

/// An address, with or without a port.
fn parse_device(text: &str) -> Option<IpAddr> {
    text.trim_matches(['[', ']'])
        .parse()
        .or_else(|_| text.parse::<SocketAddr>().map(|it| it.ip()))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_nearest_proxy_wrote_counts() {
        let mut headers = HeaderMap::new();
        for line in ["203.0.113.1, 10.0.0.1", "198.51.100.7, 192.0.2.5"] {
            headers.append(FORWARDED_FOR, line.parse().expect("a value"));
        }
        assert_eq!(last(&headers, &FORWARDED_FOR), Some("192.0.2.5"));
        assert_eq!(last(&headers, &FORWARDED_PROTO), None);
    }

    #[test]
    fn a_device_is_an_address_with_or_without_a_port() {
        for (text, address) in [
            ("192.0.2.5", Some("192.0.2.5")),
            ("192.0.2.5:4711", Some("192.0.2.5")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("[2001:db8::1]:4711", Some("2001:db8::1")),
            ("unknown", None),
            ("", None),
        ] {
            let found = parse_device(text).map(|it| it.to_string());
            assert_eq!(found.as_deref(), address, "{text}");
        }
    }
}
