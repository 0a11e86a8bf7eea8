//! The page's end of the store: commands go to the worker and their answers come back; the worker
//! is told when nobody looks, and started again when it dies.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use futures_channel::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
    oneshot,
};
use mobile_core::api::{Answer, Command};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, Event, MessageEvent, VisibilityState, Worker, window};

use super::{
    console,
    message::{self, FromOwner, ToOwner},
    ownership::Life,
    worker::{Role, spawn},
};
use crate::platform::store::{StoreError, StoreEvent, StoreState};

/// A worker that dies this often without one answer in between is not started again.
const MAX_DEATHS: u32 = 3;

/// The way to the store. Clones lead to the same store.
#[derive(Clone)]
pub struct StorePort(Rc<Inner>);

struct Inner {
    worker: RefCell<Option<Worker>>,
    /// Messages that wait for the worker to listen; `None` once it does.
    waiting: RefCell<Option<Vec<ToOwner>>>,
    asked: RefCell<BTreeMap<u64, oneshot::Sender<Result<Answer, StoreError>>>>,
    next: Cell<u64>,
    state: RefCell<StoreState>,
    listeners: RefCell<Vec<UnboundedSender<StoreEvent>>>,
    deaths: Cell<u32>,
    /// Workers started so far: what is told of one that is gone already means nothing.
    births: Cell<u32>,
}

impl StorePort {
    /// Starts the owner of the store. Once a page; every screen uses clones.
    #[must_use]
    pub fn start() -> Self {
        let port = Self(Rc::new(Inner {
            worker: RefCell::default(),
            waiting: RefCell::new(Some(Vec::new())),
            asked: RefCell::default(),
            next: Cell::default(),
            state: RefCell::new(StoreState::Opening),
            listeners: RefCell::default(),
            deaths: Cell::default(),
            births: Cell::default(),
        }));
        port.0.start_worker();
        port.0.follow_visibility();
        port
    }

    /// Runs one command in the store's worker.
    ///
    /// # Errors
    /// [`StoreError`]; after any of them nothing of the command was committed, except
    /// [`StoreError::Stopped`], which cannot know.
    pub async fn run(&self, command: Command) -> Result<Answer, StoreError> {
        let (send, receive) = oneshot::channel();
        let id = self.0.next.get();
        self.0.next.set(id + 1);
        self.0.asked.borrow_mut().insert(id, send);
        self.0.post(ToOwner::Run { id, command });
        receive.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// Everything that happens from now on, the present state first.
    #[must_use]
    pub fn events(&self) -> UnboundedReceiver<StoreEvent> {
        let (send, receive) = unbounded();
        // The receiver is in hand: it cannot be gone yet.
        let _ = send.unbounded_send(StoreEvent::State(self.0.state.borrow().clone()));
        self.0.listeners.borrow_mut().push(send);
        receive
    }

    /// Asks the tab that has the store to hand it over to this one.
    pub fn take_over(&self) {
        self.0.post(ToOwner::TakeOver);
    }

    /// Ends the store's worker, because the page is about to be loaded anew.
    pub fn leave(&self) {
        self.0.leave();
    }
}

impl Inner {
    fn start_worker(self: &Rc<Self>) {
        // A tab that is opened in the background, or whose worker died there, takes the store from
        // nobody.
        *self.waiting.borrow_mut() = Some(vec![now_wanted()]);
        self.births.set(self.births.get() + 1);
        match spawn(Role::Store) {
            Ok(worker) => {
                let inner = Rc::downgrade(self);
                let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                    if let Some(inner) = inner.upgrade() {
                        inner.hear(&event);
                    }
                });
                worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
                heard.forget();
                let inner = Rc::downgrade(self);
                let died = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
                    if let Some(inner) = inner.upgrade() {
                        inner.bury(&event.message().into());
                    }
                });
                worker.set_onerror(Some(died.as_ref().unchecked_ref()));
                died.forget();
                *self.worker.borrow_mut() = Some(worker);
            }
            Err(value) => {
                console::warn("no worker for the store", &value);
                self.tell(&StoreEvent::State(StoreState::Failed(StoreError::Stopped)));
            }
        }
    }

    /// A worker that threw cannot be trusted with the store any more: a panic leaves its memory as
    /// it was in mid-work. What it had not committed is gone with it; SQLite rolls back.
    fn bury(self: &Rc<Self>, why: &JsValue) {
        console::warn("the store's worker died", why);
        self.end_worker();
        self.give_up_asked();
        self.deaths.set(self.deaths.get() + 1);
        if self.deaths.get() < MAX_DEATHS {
            self.tell(&StoreEvent::State(StoreState::Opening));
            self.start_worker();
        } else {
            self.tell(&StoreEvent::State(StoreState::Failed(StoreError::Stopped)));
        }
    }

    fn end_worker(&self) {
        if let Some(worker) = self.worker.borrow_mut().take() {
            worker.terminate();
        }
    }

    fn give_up_asked(&self) {
        for send in std::mem::take(&mut *self.asked.borrow_mut()).into_values() {
            // Whoever no longer waits needs no answer.
            let _ = send.send(Err(StoreError::Stopped));
        }
    }

    /// A page that is left ends its worker itself. A browser that keeps the page for the way back would freeze the
    /// worker in the middle of a write instead, with the lock and the files in its hands; and Chromium ends one that it
    /// froze so by letting it write on into files that are gone already, which takes the tab with it.
    fn leave(&self) {
        self.end_worker();
        // What is asked meanwhile waits for the next worker.
        self.waiting.borrow_mut().get_or_insert_default();
    }

    /// The page is shown, for the first time or once more.
    fn come_back(self: &Rc<Self>) {
        if self.worker.borrow().is_some() {
            self.post(now_wanted());
            return;
        }
        self.give_up_asked();
        self.tell(&StoreEvent::State(StoreState::Opening));
        self.start_worker();
    }

    /// A worker may go without a word: closed by the system, or by itself. Its lock tells.
    fn watch(self: &Rc<Self>, life: String) {
        let inner = Rc::downgrade(self);
        let born = self.births.get();
        spawn_local(async move {
            if let Err(value) = Life::has_ended(&life).await {
                console::warn("the store's worker cannot be watched", &value);
                return;
            }
            if let Some(inner) = inner.upgrade()
                && inner.births.get() == born
                && inner.worker.borrow().is_some()
            {
                inner.bury(&"it vanished".into());
            }
        });
    }

    fn hear(self: &Rc<Self>, event: &MessageEvent) {
        match message::read(&event.data()) {
            Ok(FromOwner::Listening { life }) => {
                if let Some(life) = life {
                    self.watch(life);
                }
                let waiting = self.waiting.borrow_mut().take();
                for message in waiting.into_iter().flatten() {
                    self.post(message);
                }
            }
            Ok(FromOwner::Answer { id, result }) => {
                self.deaths.set(0);
                if let Some(send) = self.asked.borrow_mut().remove(&id) {
                    // Whoever no longer waits needs no answer.
                    let _ = send.send(result);
                }
            }
            Ok(FromOwner::Event(event)) => self.tell(&event),
            Err(error) => console::warn("not a message", &error),
        }
    }

    fn post(&self, message: ToOwner) {
        if let Some(waiting) = &mut *self.waiting.borrow_mut() {
            waiting.push(message);
            return;
        }
        let sent = message::write(&message).and_then(|bytes| match &*self.worker.borrow() {
            Some(worker) => worker.post_message(&bytes),
            None => Err("no worker".into()),
        });
        if let Err(value) = sent {
            console::warn("the store cannot be asked", &value);
            if let ToOwner::Run { id, .. } = message {
                // Dropping the sender answers with `Stopped`.
                self.asked.borrow_mut().remove(&id);
            }
        }
    }

    fn tell(&self, event: &StoreEvent) {
        if let StoreEvent::State(state) = event {
            *self.state.borrow_mut() = state.clone();
        }
        self.listeners
            .borrow_mut()
            .retain(|send| send.unbounded_send(event.clone()).is_ok());
    }

    /// Hidden pages let go of the store, because the system may end them without a word and because
    /// another tab may want it; visible ones take it. And the return of the network is told.
    fn follow_visibility(self: &Rc<Self>) {
        let Some(window) = window() else { return };
        let Some(document) = window.document() else {
            return;
        };
        let inner = Rc::downgrade(self);
        let looked_at = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let Some(inner) = inner.upgrade() else { return };
            match event.type_().as_str() {
                "pagehide" => inner.leave(),
                "pageshow" => inner.come_back(),
                "online" => inner.post(ToOwner::NetworkReturned),
                _ => inner.post(now_wanted()),
            }
        });
        let listener = looked_at.as_ref().unchecked_ref();
        for (target, event) in [
            (document.as_ref(), "visibilitychange"),
            (window.as_ref(), "pagehide"),
            (window.as_ref(), "pageshow"),
            (window.as_ref(), "online"),
        ] {
            let target: &web_sys::EventTarget = target;
            if let Err(value) = target.add_event_listener_with_callback(event, listener) {
                console::warn("the page's visibility cannot be followed", &value);
            }
        }
        looked_at.forget();
    }
}

/// What the worker is told as the page stands.
fn now_wanted() -> ToOwner {
    if is_hidden() {
        ToOwner::Release
    } else {
        ToOwner::Acquire
    }
}

/// Whether nobody looks at this page.
fn is_hidden() -> bool {
    window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}
