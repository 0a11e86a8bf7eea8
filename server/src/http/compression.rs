//! Packed bodies in both directions: what a basement's network carries.

use axum::Router;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::decompression::RequestDecompressionLayer;

/// Answers packed as the asker can read them, and requests unpacked. Body limits count what comes out, so that a small
/// packed body cannot fill the memory. Packed as quickly as can be: a first sync is a hundred megabytes for the server,
/// and what could be packed once is (see `web`). An event stream is never packed: it would wait for more.
pub(super) fn both_ways(router: Router) -> Router {
    router
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(RequestDecompressionLayer::new())
}
