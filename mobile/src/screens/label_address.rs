//! One of our labels, opened through its address by a phone's own camera app.

use dioxus::prelude::*;

use crate::route::Route;
use crate::session::use_session;

/// Hands the code to the scan screen, as if it had been scanned there.
#[component]
pub fn LabelAddress(code: String) -> Element {
    let mut session = use_session();
    let navigator = use_navigator();
    use_hook(move || {
        session.code.set(Some(code.clone()));
        navigator.replace(Route::Scan {});
    });
    rsx! {}
}
