//! Packed bodies in both directions: what a basement's network carries.

use axum::Router;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

/// Answers packed as the asker can read them, and requests unpacked. Body limits count what comes out, so that a small
/// packed body cannot fill the memory. An event stream is never packed: it would wait for more.
pub(super) fn both_ways(router: Router) -> Router {
    router
        .layer(CompressionLayer::new())
        .layer(RequestDecompressionLayer::new())
}
