//! The roads in: which address leads where, and what surrounds every answer.
//!
//! Handlers are thin: who asks, what the store says, a typed reply. Each lives in the module named after its address.

pub(crate) mod between;
mod caller;
mod compression;
mod cookie;
mod devices;
mod digest;
mod enrol;
mod error;
mod history;
mod invitations;
mod labels;
mod live;
mod metrics;
mod numbers;
mod pull;
mod push;
mod room;
mod snapshot;
mod throttle;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use shared::id::PersonId;
use shared::operation::MAX_OPERATION_BYTES;
use shared::wire::MAX_PUSH;
use tokio::sync::watch;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::labels::page::{PATH as PAGE_OF_LABELS, STYLES as STYLES_OF_LABELS};
use crate::store::Store;
use crate::surroundings::Surroundings;
use crate::web;
use error::ApiError;
pub use metrics::Metrics;
use throttle::Throttle;

/// How long any answer but a live one may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// The largest body that carries no operations.
const SMALL_BODY: usize = 64 * 1024;
/// The largest push, unpacked: a full batch of the largest operations, and their envelopes.
const PUSH_BODY: usize = MAX_PUSH * (MAX_OPERATION_BYTES + 128) + SMALL_BODY;

/// A browser that came by https once never comes otherwise for half a year.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=15768000");

/// What every handler may need.
#[derive(Clone)]
pub struct Office {
    /// The data.
    pub store: Arc<dyn Store>,
    /// Clock and randomness.
    pub surroundings: Surroundings,
    /// How devices reach this server, if it is known.
    pub public_url: Option<Arc<str>>,
    /// Counted since the start.
    pub metrics: Arc<Metrics>,
    /// Turns true when the server is to stop: open live connections end.
    pub stopping: watch::Receiver<bool>,
    /// The organisation is made up, and some of its labels are shown to anybody.
    pub is_demo: bool,
    /// A browser that came by https may be told never to come otherwise.
    is_https_for_good: bool,
    origin: Arc<str>,
    enrolments: Arc<Throttle<IpAddr>>,
    invitations: Arc<Throttle<PersonId>>,
    digests: Arc<digest::Kept>,
    room: Arc<room::Room>,
}

impl Office {
    /// An office over a store. `origin` is how a browser writes where this server is, as far as the server knows: what
    /// it invites to.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        surroundings: Surroundings,
        public_url: Option<Arc<str>>,
        origin: Arc<str>,
        stopping: watch::Receiver<bool>,
        is_demo: bool,
    ) -> Self {
        Self {
            surroundings,
            is_https_for_good: public_url.as_deref().is_some_and(may_bind),
            public_url,
            metrics: Arc::default(),
            stopping,
            is_demo,
            origin,
            enrolments: Arc::default(),
            invitations: Arc::default(),
            digests: Arc::default(),
            room: Arc::new(room::Room::new(store.pushes_at_once())),
            store,
        }
    }

    /// The same where browsers are not to be bound to https: an authority that a person may take off a phone again, and
    /// then could not even read why the app does not open.
    #[must_use]
    pub fn not_for_good(self) -> Self {
        Self {
            is_https_for_good: false,
            ..self
        }
    }

    /// Whether devices come by https, so that a cookie may say so.
    fn is_secure(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

/// Whether browsers that came to an address by https may be bound to it. That counts for everything at that name: not
/// for an address in numbers, which may be another machine's tomorrow, nor beside a port, where the name may have other
/// services.
fn may_bind(url: &str) -> bool {
    let host = url.strip_prefix("https://");
    let host = host.map(|rest| rest.trim_end_matches('/'));
    host.is_some_and(|host| {
        host.contains('.')
            && !host.contains([':', '/'])
            && host.parse::<std::net::Ipv4Addr>().is_err()
    })
}

/// Everything that the server answers.
pub fn router(office: Office) -> Router {
    with_everywhere(api(&office).merge(web::routes()), office)
}

/// All of that but the web app: what devices ask.
pub fn router_for_devices(office: Office) -> Router {
    with_everywhere(api(&office), office)
}

fn api(office: &Office) -> Router {
    let answers = Router::new()
        .route("/api/enrol", post(enrol::enrol))
        .route("/api/session", get(enrol::session).delete(enrol::leave))
        .route("/api/invitations", post(invitations::invite))
        .route("/api/devices", get(devices::devices))
        .route("/api/devices/{id}", delete(devices::revoke))
        .route("/api/devices/{id}/held", post(devices::judge))
        .route("/api/pull", post(pull::pull))
        .route("/api/numbers", post(numbers::reserve))
        .route("/api/snapshot/{*scope}", get(snapshot::snapshot))
        .route("/api/digest/{*scope}", get(digest::digest))
        .route("/api/history/{collection}/{id}", get(history::history))
        .route("/metrics", get(metrics::metrics))
        .route(PAGE_OF_LABELS, get(labels::labels))
        .route(STYLES_OF_LABELS, get(labels::styles))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
        .merge(
            Router::new()
                .route("/api/push", post(push::push))
                .layer(DefaultBodyLimit::max(PUSH_BODY)),
        )
        .route("/healthz", get(healthz))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER_WITHIN,
        ));
    let live = Router::new()
        .route("/api/live", get(live::poll))
        .route("/api/live/events", get(live::events));
    Router::new()
        .merge(answers)
        .merge(live)
        .route("/api/{*unknown}", axum::routing::any(unknown))
        .layer(middleware::from_fn(never_stored))
        .with_state(office.clone())
}

/// What holds for every answer.
fn with_everywhere(routes: Router, office: Office) -> Router {
    compression::both_ways(routes)
        .layer(middleware::map_response(web::strict_headers))
        .layer(middleware::from_fn_with_state(office, counted))
        .layer(
            TraceLayer::new_for_http().make_span_with(|request: &Request| {
                // Neither query nor headers: they may carry what nobody should read in a log.
                tracing::info_span!(
                    "request",
                    method = %request.method(),
                    path = request.uri().path()
                )
            }),
        )
}

#[derive(serde::Serialize)]
struct HealthResponse {
    status: &'static str,
}

/// Whether the server and its store answer.
async fn healthz(State(office): State<Office>) -> Result<Json<HealthResponse>, ApiError> {
    office.store.organisation().await?;
    Ok(Json(HealthResponse { status: "ok" }))
}

async fn unknown() -> ApiError {
    ApiError::NotFound
}

/// What the API says is for the asker alone, and for now.
async fn never_stored(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn counted(State(office): State<Office>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    office.metrics.answered(response.status());
    if office.is_https_for_good {
        response
            .headers_mut()
            .insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_bound_to_https_only_where_that_harms_nobody() {
        for (url, binds) in [
            ("https://inventaire.example.org", true),
            ("https://inventaire.example.org/", true),
            ("https://inventaire.example.org:8443", false),
            ("http://inventaire.example.org", false),
            ("https://192.0.2.1", false),
            ("https://[2001:db8::1]", false),
            ("https://localhost", false),
        ] {
            assert_eq!(may_bind(url), binds, "{url}");
        }
    }
}
