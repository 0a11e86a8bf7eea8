//! The device behind a native shell. What only a window system has (clipboard, wake lock,
//! vibration) answers "no" here, and a shell that has it takes its place.

use std::time::{SystemTime, UNIX_EPOCH};

use futures_channel::mpsc::{UnboundedReceiver, unbounded};

use crate::platform::store::Persistence;

/// Milliseconds since 1970 in UTC, by the device's clock, which may be wrong.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the clock is handed in from"
)]
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}

/// The languages that the person wants, best first, as language tags.
#[must_use]
pub fn languages() -> Vec<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .filter_map(|locale| Some(locale.split('.').next()?.replace('_', "-")))
        .filter(|tag| !tag.is_empty())
        .collect()
}

/// A small preference of this device; native shells keep them with their window's settings.
#[must_use]
pub fn find_preference(_name: &str) -> Option<String> {
    None
}

/// Keeps a small preference, or forgets it.
pub fn set_preference(_name: &str, _value: Option<&str>) {}

/// Puts text on the clipboard; false when there is none.
#[expect(
    clippy::unused_async,
    reason = "the browser's clipboard is asynchronous"
)]
pub async fn copy_text(_text: &str) -> bool {
    false
}

/// Vibrates: milliseconds on, off, on… Where there is no motor, nothing happens.
pub fn vibrate(_pattern_ms: &[u32]) {}

/// Whether the device believes that it has a network. Only a request knows.
#[must_use]
pub fn is_online() -> bool {
    true
}

/// The network's comings and goings, as the device sees them: here, none are seen.
#[must_use]
pub fn online_changes() -> UnboundedReceiver<bool> {
    unbounded().1
}

/// A file on disk stays until somebody deletes it.
#[expect(clippy::unused_async, reason = "a browser has to be asked")]
pub async fn request_persistence() -> Persistence {
    Persistence::Kept
}

/// Keeps the screen awake until it is dropped.
#[must_use]
pub struct AwakeScreen(());

/// Asks for a screen that stays awake; `None` where the device will not.
#[expect(clippy::unused_async, reason = "a browser has to be asked")]
pub async fn keep_awake() -> Option<AwakeScreen> {
    None
}
