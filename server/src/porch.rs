//! What is said over plain HTTP beside a secure address: come in by https; and, where the authority is this server's
//! own, which certificate to install first, and how.
//!
//! Nothing here reads or changes data. Whoever listens on the way can change what is said here, which is why the page
//! asks to compare a fingerprint.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, http};

use crate::speech::Speech;
use crate::tls::authority::Root;
use crate::tls::shown::Shown;
use crate::web;
use crate::words;

/// Where the root certificate is downloaded.
const ROOT: &str = "/recense.crt";
const STYLES: &str = "/porch.css";
/// Whoever finds no certificate yet may ask again after so many seconds.
const RETRY_AFTER: &str = "120";

const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// What stands before the secure address.
#[derive(Clone, Debug)]
pub(crate) struct Porch {
    /// The secure address.
    pub(crate) origin: Arc<str>,
    /// What handshakes there show.
    pub(crate) shown: Arc<Shown>,
    /// What people have to install first.
    pub(crate) root: Option<Root>,
}

/// Everything that plain HTTP answers.
pub(crate) fn routes(porch: Porch) -> Router {
    let mut router = Router::new()
        .route(&assets::stylesheet().path, get(stylesheet))
        .route(STYLES, get(styles));
    if porch.root.is_some() {
        router = router.route("/", get(steps)).route(ROOT, get(root));
    }
    router
        .fallback(come_in)
        .with_state(porch)
        .layer(map_response(web::strict_headers))
}

/// The same address by https. Not for good: a browser that remembers it would keep it when the address has changed;
/// where https is for good, the secure address says so itself.
pub(crate) fn redirect(origin: &str, method: &Method, uri: &Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        // It has been sent in the clear already; saying no is how somebody finds out.
        return StatusCode::FORBIDDEN.into_response();
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let headers = [
        (header::LOCATION, format!("{origin}{path}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::TEMPORARY_REDIRECT, headers).into_response()
}

async fn come_in(
    State(porch): State<Porch>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if porch.shown.certificate().is_none() {
        let speech = Speech::new(words::asked_language(&headers));
        let mut page = page(&speech, "porch-waiting");
        let _ = write!(
            page,
            "<p>{}</p></main></body></html>",
            speech.say("porch-waiting-help")
        );
        let late = [(header::RETRY_AFTER, RETRY_AFTER)];
        return (StatusCode::SERVICE_UNAVAILABLE, late, html(page)).into_response();
    }
    redirect(&porch.origin, &method, &uri)
}

/// `GET /`: the steps for each kind of device.
async fn steps(State(porch): State<Porch>, headers: HeaderMap) -> Response {
    let speech = Speech::new(words::asked_language(&headers));
    let mut page = page(&speech, "porch-title");
    let fingerprint = porch.root.as_ref().map_or("", |root| &root.fingerprint);
    let _ = write!(
        page,
        "<p>{}</p><a href=\"{ROOT}\">{}</a><p>{}</p><p>{} <code>{fingerprint}</code></p>",
        speech.say("porch-lead"),
        speech.say("porch-download"),
        speech.say("porch-limits"),
        speech.say("porch-compare"),
    );
    for device in ["ios", "android", "windows"] {
        let title = speech.say(&format!("porch-{device}"));
        let _ = write!(page, "<section><h2>{title}</h2><ol>");
        for step in 1..=4 {
            let step = speech.say(&format!("porch-{device}-{step}"));
            let _ = write!(page, "<li>{step}</li>");
        }
        page.push_str("</ol></section>");
    }
    let _ = write!(
        page,
        "<p>{}</p><a href=\"{}\">{}</a></main></body></html>",
        speech.say("porch-open-lead"),
        words::escape(&porch.origin),
        speech.say("porch-open"),
    );
    html(page)
}

/// `GET /recense.crt`: the type that makes each system offer to install it.
async fn root(State(porch): State<Porch>) -> Response {
    let Some(root) = porch.root else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, root.der.to_vec()).into_response()
}

async fn stylesheet() -> impl IntoResponse {
    css(assets::stylesheet().bytes)
}

async fn styles() -> impl IntoResponse {
    css(include_bytes!("porch.css"))
}

fn css(bytes: &'static [u8]) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], bytes)
}

fn html(page: String) -> Response {
    let headers: [(http::HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, page).into_response()
}

/// A page up to its first paragraph.
fn page(speech: &Speech, title: &str) -> String {
    let title = speech.say(title);
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title} · Recense</title>\
         <link rel=\"stylesheet\" href=\"{}\"><link rel=\"stylesheet\" href=\"{STYLES}\">\
         </head><body><main class=\"porch\"><h1>{title}</h1>",
        speech.language.code(),
        assets::stylesheet().path,
    )
}
