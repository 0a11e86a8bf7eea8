//! The worker that owns the store: one connection in the browser's private file system, one engine
//! over it, one message after the other.
//!
//! **Invariant:** the engine exists only while this worker holds the lock of the origin and the
//! file handles of the pool. Letting go closes the engine first, then the handles, then the lock.

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt as _;
use js_sys::{Reflect, global};
use rusqlite::Connection;
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{
    console,
    ownership::{self, Ownership, Requests},
};
use crate::platform::{
    engine::{Answer, Command, Engine, EngineError},
    store::{FromOwner, StoreError, StoreEvent, StoreState, ToOwner},
};

/// The pool's folder in the origin's private file system, and the database in it.
const FOLDER: &str = ".recense";
const DATABASE: &str = "recense.db";

/// The database, its journal, and room for the temporary files of a large migration.
const FILES: usize = 8;

/// What the worker is told, by its page or by another tab.
enum Notice {
    Page(ToOwner),
    AskedByAnotherTab,
}

/// Listens to the page, takes the store, and serves until the page is gone.
pub(super) fn start() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let (send, notices) = unbounded();
    let heard = {
        let send = send.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            match serde_json::from_str(&text) {
                Ok(message) => notify(&send, Notice::Page(message)),
                Err(error) => console::warn("not a message", &error.to_string().into()),
            }
        })
    };
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // The worker listens until it ends.
    heard.forget();
    let asked = move || notify(&send, Notice::AskedByAnotherTab);
    spawn_local(async move {
        match Requests::listen(asked) {
            Ok(requests) => Owner::new(scope, requests).serve(notices).await,
            Err(value) => {
                tell(&scope, &FromOwner::Listening);
                tell_state(&scope, StoreState::Failed(refused(&value)));
            }
        }
    });
}

fn notify(send: &UnboundedSender<Notice>, notice: Notice) {
    // The receiver lives as long as the worker.
    let _ = send.unbounded_send(notice);
}

/// What stands while the store is ours. Dropped in the order of its fields.
struct Held {
    engine: Engine,
    _ownership: Ownership,
}

struct Owner {
    scope: DedicatedWorkerGlobalScope,
    requests: Requests,
    /// Installed once for the worker's life; paused whenever the store is not ours.
    pool: Option<OpfsSAHPoolUtil>,
    held: Option<Held>,
    state: StoreState,
    /// Commands that came while nobody looked; they run when the store is ours again.
    deferred: Vec<(u64, Command)>,
}

impl Owner {
    fn new(scope: DedicatedWorkerGlobalScope, requests: Requests) -> Self {
        Self {
            scope,
            requests,
            pool: None,
            held: None,
            state: StoreState::Opening,
            deferred: Vec::new(),
        }
    }

    async fn serve(mut self, mut notices: UnboundedReceiver<Notice>) {
        tell(&self.scope, &FromOwner::Listening);
        self.acquire().await;
        while let Some(notice) = notices.next().await {
            match notice {
                Notice::Page(ToOwner::Run { id, command }) => self.answer(id, command),
                Notice::Page(ToOwner::Acquire) => self.acquire().await,
                Notice::Page(ToOwner::Release) => self.release(StoreState::Paused),
                Notice::Page(ToOwner::TakeOver) => {
                    if let Err(value) = self.requests.ask() {
                        console::warn("the other tabs cannot be asked", &value);
                    }
                    self.acquire().await;
                }
                Notice::AskedByAnotherTab => {
                    if self.held.is_some() {
                        self.release(StoreState::Elsewhere);
                    }
                }
            }
        }
    }

    fn answer(&mut self, id: u64, command: Command) {
        if self.state == StoreState::Paused {
            self.deferred.push((id, command));
            return;
        }
        let result = self.run(command);
        tell(&self.scope, &FromOwner::Answer { id, result });
    }

    fn run(&mut self, command: Command) -> Result<Answer, StoreError> {
        match &mut self.held {
            Some(held) => held.engine.run(command).map_err(StoreError::Engine),
            None => Err(match &self.state {
                StoreState::Failed(error) => error.clone(),
                _ => StoreError::Elsewhere,
            }),
        }
    }

    async fn acquire(&mut self) {
        if self.held.is_some() {
            return;
        }
        self.enter(StoreState::Opening);
        let state = match self.open().await {
            Ok(Some(held)) => {
                self.held = Some(held);
                StoreState::Ready
            }
            Ok(None) => StoreState::Elsewhere,
            Err(StoreError::Elsewhere) => StoreState::Elsewhere,
            Err(error) => StoreState::Failed(error),
        };
        self.enter(state);
        for (id, command) in std::mem::take(&mut self.deferred) {
            self.answer(id, command);
        }
    }

    async fn open(&mut self) -> Result<Option<Held>, StoreError> {
        let Some(ownership) = ownership::acquire()
            .await
            .map_err(|value| refused(&value))?
        else {
            return Ok(None);
        };
        match &self.pool {
            Some(pool) => pool.resume().await.map_err(storage_error)?,
            None => {
                let settings = OpfsSAHPoolCfgBuilder::new()
                    .directory(FOLDER)
                    .initial_capacity(FILES)
                    .build();
                let pool = install::<sqlite_wasm_rs::WasmOsCallback>(&settings, true)
                    .await
                    .map_err(storage_error)?;
                self.pool = Some(pool);
            }
        }
        let opened = Connection::open(DATABASE)
            .map_err(EngineError::from)
            .and_then(Engine::open);
        match opened {
            Ok(engine) => Ok(Some(Held {
                engine,
                _ownership: ownership,
            })),
            Err(error) => {
                self.pause();
                Err(StoreError::Engine(error))
            }
        }
    }

    /// Closes the engine, the handles and the lock, in this order.
    fn release(&mut self, state: StoreState) {
        if let Some(Held { engine, _ownership }) = self.held.take() {
            drop(engine);
            self.pause();
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

fn tell(scope: &DedicatedWorkerGlobalScope, message: &FromOwner) {
    match serde_json::to_string(message) {
        Ok(text) => {
            if let Err(value) = scope.post_message(&text.into()) {
                console::warn("the page cannot be told", &value);
            }
        }
        Err(error) => console::warn("not a message", &error.to_string().into()),
    }
}

/// What the browser's refusal means for the person.
fn storage_error(error: OpfsSAHError) -> StoreError {
    match &error {
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

fn name_of(value: &JsValue) -> String {
    Reflect::get(value, &"name".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}
