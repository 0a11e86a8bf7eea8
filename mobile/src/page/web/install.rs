//! Installing the app: what the browser offers, and whether it is done.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::window;

use crate::page::Install;

/// Where `boot.js` keeps the browser's offer, which may come before the app runs.
const OFFER: &str = "installOffer";

/// How the app can be installed, now and as that changes.
#[must_use]
pub fn install_changes() -> UnboundedReceiver<Install> {
    let (send, receive) = unbounded();
    // The receiver is in hand.
    let _ = send.unbounded_send(install());
    if let Some(window) = window() {
        for event in ["installable", "appinstalled"] {
            let send = send.clone();
            let changed = Closure::<dyn FnMut()>::new(move || {
                if event == "appinstalled" {
                    // It is spent.
                    let _ = Reflect::set(&js_sys::global(), &OFFER.into(), &JsValue::UNDEFINED);
                }
                let now = match event {
                    "appinstalled" => Install::Done,
                    _ => install(),
                };
                // Once the screen is gone, nobody listens.
                let _ = send.unbounded_send(now);
            });
            // A page that cannot be listened to offers nothing.
            let _ =
                window.add_event_listener_with_callback(event, changed.as_ref().unchecked_ref());
            changed.forget();
        }
    }
    receive
}

fn install() -> Install {
    let Some(window) = window() else {
        return Install::NotOffered;
    };
    let navigator = window.navigator();
    let standalone = Reflect::get(&navigator, &"standalone".into());
    let alone = window
        .match_media("(display-mode: standalone)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    if alone || standalone.is_ok_and(|standalone| standalone.is_truthy()) {
        return Install::Done;
    }
    let agent = navigator.user_agent().unwrap_or_default();
    let fingers = Reflect::get(&navigator, &"maxTouchPoints".into())
        .ok()
        .and_then(|points| points.as_f64())
        .unwrap_or_default();
    let phone = ["iPhone", "iPad", "iPod"]
        .iter()
        .any(|name| agent.contains(name));
    // An iPad says that it is a Mac, which has no touch screen.
    if phone || (agent.contains("Macintosh") && fingers > 1.0) {
        return Install::ByHand;
    }
    if offer().is_some() {
        return Install::Offered;
    }
    Install::NotOffered
}

fn offer() -> Option<JsValue> {
    let offer = Reflect::get(&js_sys::global(), &OFFER.into()).ok()?;
    offer.is_object().then_some(offer)
}

/// Shows the browser's own question. A browser asks once for each offer.
pub async fn ask_to_install() {
    let Some(offer) = offer() else { return };
    let _ = Reflect::set(&js_sys::global(), &OFFER.into(), &JsValue::UNDEFINED);
    let asked = Reflect::get(&offer, &"prompt".into())
        .ok()
        .and_then(|prompt| prompt.dyn_into::<Function>().ok())
        .and_then(|prompt| prompt.call0(&offer).ok())
        .and_then(|answer| answer.dyn_into::<Promise>().ok());
    if let Some(asked) = asked {
        // Whether it was installed is told by an event.
        let _ = JsFuture::from(asked).await;
    }
}
