//! The link by which somebody is invited to enrol, in the address of a page.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Storage, window};

/// The name under which a tab keeps the code of an invitation.
const INVITATION: &str = "invitation";

/// The code of the link that the page was opened with. The tab keeps it over a reload, until
/// [`forget_invitation`].
#[must_use]
pub fn take_invitation() -> Option<String> {
    let kept = || tab_storage()?.get_item(INVITATION).ok()?;
    take_fragment().or_else(kept)
}

/// The codes of links that are opened while the page stands: a browser that is there already loads nothing for them.
#[must_use]
pub fn invitations() -> UnboundedReceiver<String> {
    let (send, receive) = unbounded();
    let Some(window) = window() else {
        return receive;
    };
    let opened = Closure::<dyn FnMut()>::new(move || {
        if let Some(code) = take_fragment() {
            // Once the app is gone, nobody listens.
            let _ = send.unbounded_send(code);
        }
    });
    // A page that cannot be listened to takes the code by hand.
    let _ = window.add_event_listener_with_callback("hashchange", opened.as_ref().unchecked_ref());
    opened.forget();
    receive
}

/// The invitation is spent, or was sent away.
pub fn forget_invitation() {
    if let Some(storage) = tab_storage() {
        // What cannot be forgotten could not be kept.
        let _ = storage.remove_item(INVITATION);
    }
}

/// What lasts as long as the tab.
fn tab_storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

/// What followed `#` in the address, once: it leaves the address with this, and so the history of
/// the browser and the eyes of whoever looks over a shoulder.
fn take_fragment() -> Option<String> {
    let window = window()?;
    let fragment = window.location().hash().ok()?;
    let code = fragment
        .strip_prefix('#')
        .filter(|code| !code.is_empty())?
        .to_owned();
    let path = window.location().pathname().ok()?;
    window
        .history()
        .ok()?
        .replace_state_with_url(&JsValue::NULL, "", Some(&path))
        .ok()?;
    if let Some(storage) = tab_storage() {
        // A tab that keeps nothing asks for the code after a reload.
        let _ = storage.set_item(INVITATION, &code);
    }
    Some(code)
}
