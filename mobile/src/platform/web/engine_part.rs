//! The engine's code that is loaded apart, which the store's worker does when a command first needs it. It lies in the
//! same part as the office's screens.

use mobile_core::Apart;

/// The code did not arrive.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Loads it, once.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(office, fallible))]
#[cfg(feature = "split")]
pub(super) fn engine_part() -> Result<Apart, NotLoaded> {
    Ok(Apart::new())
}

#[cfg(not(feature = "split"))]
pub(super) async fn engine_part() -> Result<Apart, NotLoaded> {
    Ok(Apart::new())
}
