//! The device behind the browser: clock, languages, small preferences, clipboard, vibration,
//! wake lock, and the request to keep the store.
//!
//! Nothing here fails loudly: a device that lacks one of these does without.

use js_sys::{Array, Date, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Navigator, StorageManager, Window, window};

use super::console;
use crate::platform::store::Persistence;

/// Milliseconds since 1970 in UTC, by the device's clock, which may be wrong.
#[must_use]
pub fn now_ms() -> i64 {
    // A date in milliseconds is a whole number well inside 53 bits.
    #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
    let now = Date::now() as i64;
    now
}

/// The languages that the person wants, best first, as language tags.
#[must_use]
pub fn languages() -> Vec<String> {
    navigator()
        .map(|navigator| {
            navigator
                .languages()
                .iter()
                .filter_map(|tag| tag.as_string())
                .collect()
        })
        .unwrap_or_default()
}

/// A small preference of this device (language, theme, a form not yet saved). Never data: the browser may drop it.
#[must_use]
pub fn find_preference(name: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(name).ok()?
}

/// Keeps a small preference, or forgets it.
pub fn set_preference(name: &str, value: Option<&str>) {
    let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) else {
        return;
    };
    let kept = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
    if let Err(value) = kept {
        console::warn("the preference is not kept", &value);
    }
}

/// Puts text on the clipboard; false when the browser does not allow it.
pub async fn copy_text(text: &str) -> bool {
    // The clipboard is undefined on a page that is not secure.
    let Some(navigator) = navigator() else {
        return false;
    };
    let clipboard = navigator.clipboard();
    if AsRef::<JsValue>::as_ref(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Vibrates: milliseconds on, off, on… Where there is no motor, nothing happens.
pub fn vibrate(pattern_ms: &[u32]) {
    let Some(navigator) = navigator() else { return };
    if Reflect::has(&navigator, &"vibrate".into()) == Ok(true) {
        let pattern: Array = pattern_ms.iter().map(|ms| JsValue::from(*ms)).collect();
        navigator.vibrate_with_pattern(&pattern);
    }
}

/// Asks the browser to keep the store for good, and says what it answers.
pub async fn request_persistence() -> Persistence {
    let kept = async {
        let storage: StorageManager = navigator()?.storage();
        let answer = JsFuture::from(storage.persist().ok()?).await.ok()?;
        answer.as_bool()
    };
    if kept.await == Some(true) {
        Persistence::Kept
    } else {
        Persistence::AtRisk
    }
}

#[wasm_bindgen]
extern "C" {
    /// `WakeLock`, which web-sys keeps among its unstable interfaces.
    type ScreenLocks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &ScreenLocks, kind: &str) -> Result<Promise, JsValue>;

    /// `WakeLockSentinel`.
    type ScreenLock;

    #[wasm_bindgen(method, catch)]
    fn release(this: &ScreenLock) -> Result<Promise, JsValue>;
}

/// Keeps the screen awake until it is dropped or the page is hidden.
#[must_use]
pub struct AwakeScreen(ScreenLock);

impl Drop for AwakeScreen {
    fn drop(&mut self) {
        // The system may have released it before us, which is the same.
        let _ = self.0.release();
    }
}

/// Asks for a screen that stays awake; `None` where the device will not.
pub async fn keep_awake() -> Option<AwakeScreen> {
    let navigator = navigator()?;
    let locks = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    if locks.is_undefined() {
        return None;
    }
    let locks: ScreenLocks = locks.unchecked_into();
    let lock = JsFuture::from(locks.request("screen").ok()?).await.ok()?;
    Some(AwakeScreen(lock.unchecked_into()))
}

fn navigator() -> Option<Navigator> {
    window().as_ref().map(Window::navigator)
}
