//! The headers that confine the app: what it may load, run and be embedded in.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// Scripts and styles come from this origin alone, as files: no inline script, no `eval`, no style
/// attribute. WebAssembly has its own word. Pictures may be drawn by the page itself (`blob:`).
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
     media-src 'self' blob:; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// What is data for a program loads nothing at all; each answer to a device carries this.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const STRICT: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), screen-wake-lock=(self), microphone=(), geolocation=(), payment=(), usb=()",
    ),
];

/// What a page has besides.
const OF_A_PAGE: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// What data has besides.
const OF_DATA: [(HeaderName, &str); 1] = [(header::CONTENT_SECURITY_POLICY, DATA_POLICY)];

/// Whether a response is data for a program, by its type.
fn is_data(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind == "application/json" || kind == "text/event-stream")
}

/// Puts the strict headers on a response that does not set them itself, such as an upload that is
/// served under a stricter policy.
pub async fn strict_headers(mut response: Response) -> Response {
    let besides: &[(HeaderName, &str)] = match is_data(&response) {
        true => &OF_DATA,
        false => &OF_A_PAGE,
    };
    for (name, value) in STRICT.iter().chain(besides) {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
