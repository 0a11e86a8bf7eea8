//! The device behind a native window. What no desktop has (vibration) does nothing.

use std::time::{SystemTime, UNIX_EPOCH};

use super::home::Home;
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
    sys_locale::get_locales().collect()
}

/// A small preference of this device. Never data.
#[must_use]
pub fn find_preference(name: &str) -> Option<String> {
    Home::here()?.find_preference(name)
}

/// Keeps a small preference, or forgets it.
pub fn set_preference(name: &str, value: Option<&str>) {
    if let Some(home) = Home::here() {
        home.set_preference(name, value);
    }
}

/// Puts text on the clipboard; false when there is none.
#[expect(
    clippy::unused_async,
    reason = "the browser's clipboard is asynchronous"
)]
pub async fn copy_text(text: &str) -> bool {
    clipboard::put(text)
}

#[cfg(feature = "desktop")]
mod clipboard {
    //! The system's clipboard.

    use std::cell::RefCell;

    use arboard::Clipboard;

    thread_local! {
        /// Under X11 what was copied is there only as long as whoever copied it.
        static CLIPBOARD: RefCell<Option<Clipboard>> = RefCell::new(Clipboard::new().ok());
    }

    pub(super) fn put(text: &str) -> bool {
        CLIPBOARD.with_borrow_mut(|clipboard| {
            clipboard
                .as_mut()
                .is_some_and(|clipboard| clipboard.set_text(text).is_ok())
        })
    }
}

#[cfg(not(feature = "desktop"))]
mod clipboard {
    //! None without a window.

    pub(super) fn put(_text: &str) -> bool {
        false
    }
}

/// Vibrates: milliseconds on, off, on… Where there is no motor, nothing happens.
pub fn vibrate(_pattern_ms: &[u32]) {}

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
