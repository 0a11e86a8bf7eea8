//! Which tab owns the store: a Web Lock that one worker of the origin holds at a time, and the
//! request of another tab to have it.
//!
//! A lock goes away with its worker, however that one ends, so no tab can keep the store by dying. By the same a page
//! learns that its worker is gone where nothing else says so: each worker holds a lock of its own as long as it lives.

use std::{cell::Cell, rc::Rc};

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect, global};
use mobile_core::Entropy as _;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortSignal, BroadcastChannel, DedicatedWorkerGlobalScope, MessageEvent, window};

use super::console::name_of;
use super::senses::BrowserEntropy;

const NAME: &str = "recense-store";

/// How long the owner may take to let go before this tab says that the store is elsewhere, in
/// milliseconds. A second tab has three seconds for all of its start.
const PATIENCE: u32 = 1_500;

#[wasm_bindgen]
extern "C" {
    /// `LockManager`, which web-sys keeps among its unstable interfaces.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Locks,
        name: &str,
        options: &Object,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
}

/// The store is ours until this is dropped.
#[derive(Debug)]
pub(super) struct Ownership {
    let_go: Function,
}

impl Drop for Ownership {
    fn drop(&mut self) {
        // Resolving a promise cannot throw.
        let _ = self.let_go.call0(&JsValue::UNDEFINED);
    }
}

/// Waits a moment for the lock; `None` when another tab keeps it.
///
/// # Errors
/// What the browser says where it has no locks.
pub(super) async fn acquire() -> Result<Option<Ownership>, JsValue> {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let locks = locks(&scope.navigator())?;
    let options = Object::new();
    Reflect::set(
        &options,
        &"signal".into(),
        &AbortSignal::timeout_with_u32(PATIENCE),
    )?;

    // The lock is held as long as the promise that `granted` returns is pending; the outer promise
    // settles first only when the lock was not granted.
    let (send, receive) = oneshot::channel::<Answer>();
    let send = Rc::new(Cell::new(Some(send)));
    let granted = {
        let send = Rc::clone(&send);
        Closure::once_into_js(move |_lock: JsValue| {
            let mut let_go = None;
            let kept = Promise::new(&mut |resolve, _| let_go = Some(resolve));
            answer(&send, Ok(let_go));
            kept
        })
    };
    let requested = locks.request(NAME, &options, granted.unchecked_ref())?;
    spawn_local(async move {
        // Let go by ourselves: then nobody waits any more.
        if let Err(value) = JsFuture::from(requested).await {
            let in_time = name_of(&value) != "TimeoutError";
            answer(&send, if in_time { Err(value) } else { Ok(None) });
        }
    });
    let let_go = receive.await.unwrap_or(Ok(None))?;
    Ok(let_go.map(|let_go| Ownership { let_go }))
}

/// The function that lets go of the lock; none when another tab keeps it; or the refusal.
type Answer = Result<Option<Function>, JsValue>;

/// Tells the waiting `acquire` once; later calls find nobody.
fn answer(send: &Cell<Option<oneshot::Sender<Answer>>>, answer: Answer) {
    if let Some(send) = send.take() {
        // Whoever asked waits in the same task; a dropped receiver has nothing to be told.
        let _ = send.send(answer);
    }
}

/// A lock that its worker holds as long as it lives.
#[derive(Debug)]
pub(super) struct Life {
    /// The lock's name, by which the page waits for its end.
    pub(super) name: String,
    /// Never called: the lock ends with the worker.
    _end: Option<Function>,
}

impl Life {
    /// Begins to hold it; done once it is held.
    ///
    /// # Errors
    /// What the browser says where it has no locks.
    pub(super) async fn begin() -> Result<Self, JsValue> {
        let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
        let mut random = [0; 8];
        BrowserEntropy.fill(&mut random);
        let name = format!("{NAME}-worker-{:x}", u64::from_le_bytes(random));
        let (send, receive) = oneshot::channel();
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            let mut end = None;
            let kept = Promise::new(&mut |resolve, _| end = Some(resolve));
            // Whoever began waits for it.
            let _ = send.send(end);
            kept
        });
        // Its promise settles with the worker.
        let _held =
            locks(&scope.navigator())?.request(&name, &Object::new(), granted.unchecked_ref())?;
        let end = receive.await.unwrap_or_default();
        Ok(Self { name, _end: end })
    }

    /// In the page: done once the worker that holds the lock of that name is gone.
    ///
    /// # Errors
    /// What the browser says where it has no locks.
    pub(super) async fn has_ended(name: &str) -> Result<(), JsValue> {
        let navigator = window().ok_or("no window")?.navigator();
        let nothing = Closure::once_into_js(|_lock: JsValue| ());
        let asked = locks(&navigator)?.request(name, &Object::new(), nothing.unchecked_ref())?;
        JsFuture::from(asked).await.map(|_| ())
    }
}

/// The locks of the origin.
fn locks(navigator: &JsValue) -> Result<Locks, JsValue> {
    let locks = Reflect::get(navigator, &"locks".into())?;
    if locks.is_undefined() {
        return Err("no locks".into());
    }
    Ok(locks.unchecked_into())
}

/// The channel on which tabs ask one another for the store.
#[derive(Debug)]
pub(super) struct Requests {
    channel: BroadcastChannel,
    _asked: Closure<dyn FnMut(MessageEvent)>,
}

impl Requests {
    /// Calls `asked` whenever another tab wants the store.
    ///
    /// # Errors
    /// What the browser says where it has no channels.
    pub(super) fn listen(mut asked: impl FnMut() + 'static) -> Result<Self, JsValue> {
        let channel = BroadcastChannel::new(NAME)?;
        let asked = Closure::<dyn FnMut(MessageEvent)>::new(move |_| asked());
        channel.set_onmessage(Some(asked.as_ref().unchecked_ref()));
        Ok(Self {
            channel,
            _asked: asked,
        })
    }

    /// Asks the tab that owns the store to let go.
    ///
    /// # Errors
    /// What the browser says when the channel is closed.
    pub(super) fn ask(&self) -> Result<(), JsValue> {
        self.channel.post_message(&JsValue::from_str("let go"))
    }
}
