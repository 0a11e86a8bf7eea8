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

const STRICT: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), screen-wake-lock=(self), microphone=(), geolocation=(), payment=(), usb=()",
    ),
];

/// Puts the strict headers on a response that does not set them itself, such as an upload that is
/// served under a stricter policy.
pub async fn strict_headers(mut response: Response) -> Response {
    for (name, value) in STRICT {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
