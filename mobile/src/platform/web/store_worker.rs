//! The worker that owns the store: one connection in the browser's private file system, one engine
//! over it, one message after the other, and between them the exchange with the server.
//!
//! **Invariant:** the engine exists only while this worker holds the lock of the origin and the
//! file handles of the pool. Letting go closes the engine first, then the handles, then the lock.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    rc::Rc,
};

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{
    FutureExt as _, StreamExt as _,
    future::{Either, LocalBoxFuture, pending, select},
};
use js_sys::global;
use mobile_core::{
    Engine, EngineError,
    api::{Answer, Command, Event},
    sync::{Driver, Timer as _, Waker, drive},
};
use rusqlite::Connection;
use shared::time::Millis;
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{
    console::{self, name_of},
    engine_part,
    fetch::FetchTransport,
    message::{self, FromOwner, ToOwner},
    ownership::{self, Life, Ownership, Requests},
    senses::{BrowserEntropy, WorkerClock, WorkerTimer},
};
use crate::platform::store::{StoreError, StoreEvent, StoreState};

/// The pool's folder in the origin's private file system, and the database in it.
const FOLDER: &str = ".recense";
const DATABASE: &str = "recense.db";

/// The database, its log, and room for the temporary files of a large migration.
const FILES: usize = 8;

/// How often and after what time the files are asked for again, which a reload's page before may still hold when it
/// has let go of the lock already.
const LINGERING: u32 = 10;
const LET_GO: Millis = Millis(100);

/// How long after another tab had the store it is tried for again.
const TRY_AGAIN: Millis = Millis(500);

/// What the worker is told, by its page, by another tab or by the browser.
enum Notice {
    Page(ToOwner),
    AskedByAnotherTab,
    NetworkReturned,
}

/// Listens to the page, which says when to take the store, and serves until the page is gone.
pub(super) fn start() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let (send, notices) = unbounded();
    let heard = {
        let send = send.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match message::read(&event.data()) {
                Ok(message) => notify(&send, Notice::Page(message)),
                Err(error) => console::warn("not a message", &error),
            }
        })
    };
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    let returned = {
        let send = send.clone();
        Closure::<dyn FnMut()>::new(move || notify(&send, Notice::NetworkReturned))
    };
    scope.set_ononline(Some(returned.as_ref().unchecked_ref()));
    // The worker listens until it ends.
    heard.forget();
    returned.forget();
    let asked = move || notify(&send, Notice::AskedByAnotherTab);
    spawn_local(async move {
        match Requests::listen(asked) {
            Ok(requests) => {
                // Without storage or locks the store says why it cannot be had. Storage comes first: see `ask_for_storage`.
                let life = match ask_for_storage(&scope).await {
                    Ok(()) => Life::begin().await.ok(),
                    Err(_) => None,
                };
                Owner::new(scope, requests, life).serve(notices).await;
            }
            Err(value) => {
                tell(&scope, &FromOwner::Listening { life: None });
                tell_state(&scope, StoreState::Failed(refused(&value)));
            }
        }
    });
}

fn notify(send: &UnboundedSender<Notice>, notice: Notice) {
    // The receiver lives as long as the worker.
    let _ = send.unbounded_send(notice);
}

/// What stands while the store is ours. Its fields are dropped in this order; see [`Held::let_go`].
struct Held {
    /// The exchange with the server, which runs only while the owner waits for a notice.
    exchange: LocalBoxFuture<'static, ()>,
    waker: Waker,
    engine: Rc<RefCell<Engine>>,
    /// It has its code that lies apart.
    equipped: Cell<bool>,
    ownership: Ownership,
}

impl Held {
    fn new(engine: Engine, ownership: Ownership, scope: &DedicatedWorkerGlobalScope) -> Self {
        let engine = Rc::new(RefCell::new(engine));
        let (waker, driver) = Driver::new();
        let exchange = exchange(driver, Rc::clone(&engine), scope.clone()).boxed_local();
        Self {
            exchange,
            waker,
            engine,
            equipped: Cell::new(false),
            ownership,
        }
    }

    /// Runs a command, and lets the exchange see what it left to send.
    fn run(&self, command: Command) -> (Result<Answer, EngineError>, Vec<Event>) {
        let mut engine = self.engine.borrow_mut();
        let result = engine.run(command);
        self.waker.wake();
        (result, engine.take_events())
    }

    /// Cuts the exchange, closes the engine, and hands over the lock, to be dropped after the file
    /// handles.
    fn let_go(self) -> Ownership {
        let Self {
            exchange,
            engine,
            ownership,
            ..
        } = self;
        drop(exchange);
        drop(engine);
        ownership
    }
}

async fn exchange(driver: Driver, engine: Rc<RefCell<Engine>>, scope: DedicatedWorkerGlobalScope) {
    let origin = scope.location().origin();
    engine.borrow_mut().set_server(&origin);
    let transport = FetchTransport {
        scope: scope.clone(),
    };
    let timer = WorkerTimer(scope.clone());
    drive(driver, engine, &transport, &timer, |events| {
        tell_events(&scope, events);
    })
    .await;
}

struct Owner {
    scope: DedicatedWorkerGlobalScope,
    requests: Requests,
    life: Option<Life>,
    /// Installed once for the worker's life; paused whenever the store is not ours.
    pool: Option<OpfsSAHPoolUtil>,
    held: Option<Held>,
    state: StoreState,
    /// Another tab asked for the store and got it: until this one has it again, it is tried for only
    /// when somebody looks at this tab or asks for it.
    gave_way: bool,
    /// Another tab has the store, and was asked for it.
    asked: bool,
    /// Commands that came while nobody looked; they run when the store is ours again.
    deferred: Vec<(u64, Command)>,
}

impl Owner {
    fn new(scope: DedicatedWorkerGlobalScope, requests: Requests, life: Option<Life>) -> Self {
        Self {
            scope,
            requests,
            life,
            pool: None,
            held: None,
            state: StoreState::Opening,
            gave_way: false,
            asked: false,
            deferred: Vec::new(),
        }
    }

    async fn serve(mut self, mut notices: UnboundedReceiver<Notice>) {
        let life = self.life.as_ref().map(|life| life.name.clone());
        tell(&self.scope, &FromOwner::Listening { life });
        while let Some(notice) = self.next(&mut notices).await {
            match notice {
                Notice::Page(ToOwner::Run { id, command }) => {
                    if command.is_apart() {
                        self.equip().await;
                    }
                    self.answer(id, command);
                }
                Notice::Page(ToOwner::Acquire) => self.acquire().await,
                Notice::Page(ToOwner::Release) => self.release(StoreState::Paused),
                Notice::Page(ToOwner::TakeOver) => {
                    self.gave_way = false;
                    self.asked = true;
                    if let Err(value) = self.requests.ask() {
                        console::warn("the other tabs cannot be asked", &value);
                    }
                    self.acquire().await;
                }
                Notice::AskedByAnotherTab => {
                    if self.held.is_some() {
                        self.gave_way = true;
                        self.release(StoreState::Elsewhere { silent: false });
                    }
                }
                Notice::NetworkReturned | Notice::Page(ToOwner::NetworkReturned) => {
                    if let Some(held) = &self.held {
                        let (_, events) = held.run(Command::SyncNow);
                        tell_events(&self.scope, events);
                    }
                }
            }
        }
    }

    /// The next notice; the exchange goes on while there is none.
    async fn next(&mut self, notices: &mut UnboundedReceiver<Notice>) -> Option<Notice> {
        // The page before a reload may take longer to die than we waited for it, and the other tab
        // may be closed: then this one goes on by itself.
        while self.held.is_none() && self.is_elsewhere() && !self.gave_way {
            let timer = WorkerTimer(self.scope.clone());
            let again = pin!(timer.sleep(TRY_AGAIN));
            if let Either::Left((notice, _)) = select(notices.next(), again).await {
                return notice;
            }
            self.try_for().await;
        }
        let Some(held) = &mut self.held else {
            return notices.next().await;
        };
        match select(notices.next(), &mut held.exchange).await {
            Either::Left((notice, _)) => notice,
            Either::Right(((), _)) => {
                // Without an exchange the store goes on by itself.
                held.exchange = pending().boxed_local();
                notices.next().await
            }
        }
    }

    /// Loads the engine's code that lies apart, once for each engine. Without it the engine refuses, and is asked again.
    async fn equip(&self) {
        let Some(held) = self.held.as_ref().filter(|held| !held.equipped.get()) else {
            return;
        };
        match engine_part::engine_part().await {
            Ok(apart) => {
                held.engine.borrow_mut().equip(apart);
                held.equipped.set(true);
            }
            Err(engine_part::NotLoaded) => console::warn("the engine's part", &JsValue::NULL),
        }
    }

    fn answer(&mut self, id: u64, command: Command) {
        if self.state == StoreState::Paused {
            self.deferred.push((id, command));
            return;
        }
        let result = match &self.held {
            Some(held) => {
                let (result, events) = held.run(command);
                tell_events(&self.scope, events);
                result.map_err(StoreError::Engine)
            }
            None => Err(match &self.state {
                StoreState::Failed(error) => error.clone(),
                _ => StoreError::Elsewhere,
            }),
        };
        tell(&self.scope, &FromOwner::Answer { id, result });
    }

    async fn acquire(&mut self) {
        if self.held.is_some() {
            return;
        }
        // What says that another tab has it stands until this one has it.
        if !self.is_elsewhere() {
            self.enter(StoreState::Opening);
        }
        self.try_for().await;
    }

    fn is_elsewhere(&self) -> bool {
        matches!(self.state, StoreState::Elsewhere { .. })
    }

    /// Tries for the store, and tells only what came of it.
    async fn try_for(&mut self) {
        let state = match self.open().await {
            Ok(Some(held)) => {
                self.held = Some(held);
                self.gave_way = false;
                self.asked = false;
                StoreState::Ready
            }
            Ok(None) | Err(StoreError::Elsewhere) => StoreState::Elsewhere { silent: self.asked },
            Err(error) => StoreState::Failed(error),
        };
        if state != self.state {
            self.enter(state);
        }
        for (id, command) in std::mem::take(&mut self.deferred) {
            self.answer(id, command);
        }
    }

    async fn open(&mut self) -> Result<Option<Held>, StoreError> {
        ask_for_storage(&self.scope).await?;
        let Some(ownership) = ownership::acquire()
            .await
            .map_err(|value| refused(&value))?
        else {
            return Ok(None);
        };
        // The lock is ours, so whoever still holds the files is a page that is dying.
        let mut waits = 0;
        while let Err(error) = self.take_files().await {
            if error != StoreError::Elsewhere || waits == LINGERING {
                return Err(error);
            }
            waits += 1;
            WorkerTimer(self.scope.clone()).sleep(LET_GO).await;
        }
        let opened = Connection::open(DATABASE)
            .map_err(EngineError::from)
            .and_then(|connection| Engine::open(connection, WorkerClock::start(), BrowserEntropy));
        match opened {
            Ok(engine) => Ok(Some(Held::new(engine, ownership, &self.scope))),
            Err(error) => {
                self.pause();
                Err(StoreError::Engine(error))
            }
        }
    }

    async fn take_files(&mut self) -> Result<(), StoreError> {
        if let Some(pool) = &self.pool {
            return pool.resume().await.map_err(|error| storage_error(&error));
        }
        let settings = OpfsSAHPoolCfgBuilder::new()
            .directory(FOLDER)
            .initial_capacity(FILES)
            .build();
        let pool = install::<sqlite_wasm_rs::WasmOsCallback>(&settings, true)
            .await
            .map_err(|error| storage_error(&error))?;
        self.pool = Some(pool);
        Ok(())
    }

    /// Closes the engine, the handles and the lock, in this order.
    fn release(&mut self, state: StoreState) {
        if let Some(held) = self.held.take() {
            let ownership = held.let_go();
            self.pause();
            drop(ownership);
        }
        self.enter(state);
    }

    fn pause(&self) {
        if let Some(pool) = &self.pool
            && let Err(error) = pool.pause()
        {
            console::warn("the store's files stay held", &error.to_string().into());
        }
    }

    fn enter(&mut self, state: StoreState) {
        self.state = state.clone();
        tell_state(&self.scope, state);
    }
}

fn tell_state(scope: &DedicatedWorkerGlobalScope, state: StoreState) {
    tell(scope, &FromOwner::Event(StoreEvent::State(state)));
}

fn tell_events(scope: &DedicatedWorkerGlobalScope, events: Vec<Event>) {
    for event in events {
        tell(scope, &FromOwner::Event(StoreEvent::Engine(event)));
    }
}

fn tell(scope: &DedicatedWorkerGlobalScope, message: &FromOwner) {
    let told = message::write(message).and_then(|bytes| scope.post_message(&bytes));
    if let Err(value) = told {
        console::warn("the page cannot be told", &value);
    }
}

/// Asks whether this origin may keep files at all. Before the lock: where storage is refused, some
/// browsers leave a request for a lock without an answer, which would look like another tab.
async fn ask_for_storage(scope: &DedicatedWorkerGlobalScope) -> Result<(), StoreError> {
    if !scope.is_secure_context() {
        return Err(StoreError::Insecure);
    }
    let storage = scope.navigator().storage();
    if AsRef::<JsValue>::as_ref(&storage).is_undefined() {
        return Err(StoreError::Refused("no storage".to_owned()));
    }
    JsFuture::from(storage.get_directory())
        .await
        .map(|_| ())
        .map_err(|value| refused(&value))
}

/// What the browser's refusal means for the person.
fn storage_error(error: &OpfsSAHError) -> StoreError {
    match error {
        OpfsSAHError::NotSupported => StoreError::Refused(error.to_string()),
        OpfsSAHError::Opfs { value, message, .. } => match name_of(value).as_str() {
            "QuotaExceededError" => StoreError::Full(message.clone()),
            "NoModificationAllowedError" => StoreError::Elsewhere,
            "SecurityError" | "NotAllowedError" | "InvalidStateError" => {
                StoreError::Refused(message.clone())
            }
            _ => StoreError::Failed(error.to_string()),
        },
        _ => StoreError::Failed(error.to_string()),
    }
}

fn refused(value: &JsValue) -> StoreError {
    StoreError::Refused(name_of(value))
}
