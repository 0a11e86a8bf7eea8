//! What the browser threw: its name, and its console, where a fault goes that no screen can tell.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Writes a warning with the value that the browser gave.
pub(super) fn warn(what: &str, value: &JsValue) {
    web_sys::console::warn_2(&JsValue::from_str(what), value);
}

/// The name of an exception (`QuotaExceededError`); empty where it has none.
pub(super) fn name_of(value: &JsValue) -> String {
    Reflect::get(value, &"name".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}
