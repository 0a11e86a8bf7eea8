//! The release of the app that runs, and the next one: learning of it, and taking it.
//!
//! `assets/web/sw.js` keeps each release whole and puts nobody out of the one that runs. What waits
//! when the app starts alone, `boot.js` takes before anything runs; what comes while somebody works
//! is offered, and taken only when the person says so: the page then reloads, once. Everything that
//! was done is in the store, which this never touches.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, EventTarget, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, window,
};

use super::{console, device::now_ms};

/// How often an app that is looked at asks for another release, in milliseconds: it may stay open
/// for weeks, and a browser asks by itself only when a page is opened.
const PERIOD: i32 = 3_600_000;

/// How long a release may need to take over, in milliseconds.
const PATIENCE: i32 = 5_000;

/// What `sw.js` takes for the word to take over.
const TAKE: &str = "take";

/// Tells each time that another release than the one that runs can be taken.
#[must_use]
pub fn new_releases() -> UnboundedReceiver<()> {
    let (send, receive) = unbounded();
    spawn_local(async move {
        if let Err(value) = follow(send).await {
            console::warn("new releases cannot be followed", &value);
        }
    });
    receive
}

/// Takes the release that waits, and reloads the page into it; one that does not take over, or not in time, waits for the
/// page that was loaded anew.
///
/// Whoever calls this has ended the store's worker: Chromium lets a release take over once the one before rests, and a
/// request to the server that comes in that moment keeps it awake for half a minute and more. So the page is reloaded
/// whatever comes of it: nobody could work with the one that stands.
pub fn take_release() {
    spawn_local(async {
        if let Err(value) = take().await {
            console::warn("the release is not taken", &value);
        }
        if let Err(value) = reload() {
            console::warn("the page is not loaded anew", &value);
        }
    });
}

async fn follow(send: UnboundedSender<()>) -> Result<(), JsValue> {
    let Some(workers) = workers() else {
        return Ok(());
    };
    let was_controlled = Cell::new(workers.controller().is_some());
    let registration: ServiceWorkerRegistration =
        JsFuture::from(workers.ready()?).await?.unchecked_into();

    // Another tab may take it for all: this one goes on with its own, which the worker still keeps.
    let offer = send.clone();
    listen(&workers, "controllerchange", move |_| {
        // The first release that is kept is the one that runs.
        if was_controlled.replace(true) {
            notify(&offer);
        }
    })?;
    if registration.waiting().is_some() {
        notify(&send);
    }
    if let Some(worker) = registration.installing() {
        watch(&worker, send.clone())?;
    }
    listen(&registration.clone(), "updatefound", {
        let registration = registration.clone();
        move |_| {
            let watched = registration
                .installing()
                .map_or(Ok(()), |worker| watch(&worker, send.clone()));
            if let Err(value) = watched {
                console::warn("a new release cannot be followed", &value);
            }
        }
    })?;
    look_out(registration)
}

/// Offers a release once it is kept whole.
fn watch(worker: &ServiceWorker, send: UnboundedSender<()>) -> Result<(), JsValue> {
    let watched = worker.clone();
    listen(worker, "statechange", move |_| {
        if watched.state() == ServiceWorkerState::Installed {
            notify(&send);
        }
    })
}

/// Asks for another release whenever the page is looked at and has not asked for a while.
fn look_out(registration: ServiceWorkerRegistration) -> Result<(), JsValue> {
    let window = window().ok_or("no window")?;
    let document = window.document().ok_or("no document")?;
    let asked = Rc::new(Cell::new(now_ms()));
    let look = Closure::<dyn FnMut(Event)>::new({
        let document = document.clone();
        move |_| {
            let passed = now_ms().abs_diff(asked.get());
            if document.hidden() || passed < u64::from(PERIOD.unsigned_abs()) {
                return;
            }
            let (asked, update) = (Rc::clone(&asked), registration.update());
            spawn_local(async move {
                // Without a network it is asked again the next time.
                if let Ok(update) = update
                    && JsFuture::from(update).await.is_ok()
                {
                    asked.set(now_ms());
                }
            });
        }
    });
    let call = look.as_ref().unchecked_ref();
    document.add_event_listener_with_callback("visibilitychange", call)?;
    window.set_interval_with_callback_and_timeout_and_arguments_0(call, PERIOD)?;
    look.forget();
    Ok(())
}

async fn take() -> Result<(), JsValue> {
    let window = window().ok_or("no window")?;
    let workers = workers().ok_or("no service worker")?;
    let registration: ServiceWorkerRegistration =
        JsFuture::from(workers.ready()?).await?.unchecked_into();
    // Where another tab has taken it, there is none that waits.
    if let Some(waiting) = registration.waiting() {
        let taken = Promise::new(&mut |resolve, _| {
            let listening = workers.add_event_listener_with_callback("controllerchange", &resolve);
            let waiting =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PATIENCE);
            if let Err(value) = listening.and(waiting.map(|_| ())) {
                console::warn("nobody waits for the release", &value);
            }
        });
        waiting.post_message(&TAKE.into())?;
        JsFuture::from(taken).await?;
    }
    Ok(())
}

fn reload() -> Result<(), JsValue> {
    window().ok_or("no window")?.location().reload()
}

/// Listens for as long as the page lives.
fn listen(
    target: &EventTarget,
    event: &str,
    heard: impl FnMut(Event) + 'static,
) -> Result<(), JsValue> {
    let heard = Closure::<dyn FnMut(Event)>::new(heard);
    target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref())?;
    heard.forget();
    Ok(())
}

fn notify(send: &UnboundedSender<()>) {
    // Once the screens are gone, nobody listens.
    let _ = send.unbounded_send(());
}

/// The browser's keeper of service workers; none on a page that is not secure.
fn workers() -> Option<ServiceWorkerContainer> {
    let navigator = window()?.navigator();
    Reflect::has(&navigator, &"serviceWorker".into())
        .is_ok_and(|known| known)
        .then(|| navigator.service_worker())
}
