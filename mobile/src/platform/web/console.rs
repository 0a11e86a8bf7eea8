//! The browser's console: where a fault goes that no screen can tell.

use wasm_bindgen::JsValue;

/// Writes a warning with the value that the browser gave.
pub(super) fn warn(what: &str, value: &JsValue) {
    web_sys::console::warn_2(&JsValue::from_str(what), value);
}
