//! The web app as the server hands it out: the page, its module, its styles and the service
//! worker, with the headers that confine them.
//!
//! A release carries the app inside the binary (`build.rs`); a debug build serves what the tests
//! built into `target/web`. Which files there are is decided when [`routes`] is called. The API is
//! none of this module's business, and nothing below `/api` is ever answered here.

mod policy;
mod site;

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::map_response,
    response::{IntoResponse as _, Response},
};
pub use policy::strict_headers;
use site::{ServedFile, Site};

/// Whether this build carries the web app inside; if not, it lies in `target/web`.
pub const EMBEDDED: bool = cfg!(web_app_embedded);

/// The routes of the web app, as a fallback under the API's: every address that a person may open
/// is the page, which then looks at the address itself.
pub fn routes() -> Router {
    Router::new()
        .fallback(serve)
        .layer(map_response(strict_headers))
        .with_state(Arc::new(Site::load()))
}

async fn serve(
    State(site): State<Arc<Site>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return (
            StatusCode::METHOD_NOT_ALLOWED,
            [(header::ALLOW, "GET, HEAD")],
        )
            .into_response();
    }
    let file = site
        .find(path)
        .or_else(|| is_navigation(&headers).then(|| site.page()).flatten());
    file.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |file| answer(file, &headers),
    )
}

/// Whether a person opens this address, rather than a page loading a part of itself. A missing part
/// must be missing: the page in its place would be cached as a script.
fn is_navigation(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => lists(headers, &header::ACCEPT, "text/html"),
    }
}

fn answer(file: &ServedFile, asked: &HeaderMap) -> Response {
    let cache = if file.immutable {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let caching = [
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::ETAG, file.etag.clone()),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if asked.get(header::IF_NONE_MATCH) == Some(&file.etag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let content_type = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static(file.content_type),
    )];
    match &file.gzip {
        Some(gzip) if lists(asked, &header::ACCEPT_ENCODING, "gzip") => {
            let encoding = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            (caching, content_type, encoding, gzip.clone()).into_response()
        }
        _ => (caching, content_type, file.bytes.clone()).into_response(),
    }
}

/// Whether a list header names a value, whatever its weight. A weight of zero is nowhere in use.
fn lists(headers: &HeaderMap, name: &header::HeaderName, value: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|list| list.to_str().ok())
        .any(|list| {
            list.split(',').any(|item| {
                item.split(';')
                    .next()
                    .is_some_and(|item| item.trim() == value)
            })
        })
}
