//! The engine's code for tables, which the store's worker loads when somebody first brings one in or out. It lies in the
//! same part as the office's screens.

use mobile_core::Tables;

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
pub(super) fn tables() -> Result<Tables, NotLoaded> {
    Ok(Tables::new())
}

#[cfg(not(feature = "split"))]
pub(super) async fn tables() -> Result<Tables, NotLoaded> {
    Ok(Tables::new())
}
