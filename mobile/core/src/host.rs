//! The owner of a store where there are threads: one thread, one connection, one engine, and its exchange.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_channel::oneshot;
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use shared::time::{Millis, Tick};

use crate::api::{Answer, Command, Event};
use crate::clock::{Clock, Entropy};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::sync::{Driver, Timer, Transport, Waker, drive};

type Asked = (Command, oneshot::Sender<Result<Answer, EngineError>>);

/// The way to an engine. Clones lead to the same one; its thread ends with the last of them.
#[derive(Clone, Debug)]
pub struct Field {
    commands: UnboundedSender<Asked>,
    listeners: Arc<Listeners>,
}

#[derive(Debug, Default)]
struct Listeners(Mutex<Vec<UnboundedSender<Event>>>);

impl Listeners {
    fn tell(&self, events: Vec<Event>) {
        // A listener's thread that panicked leaves the list as it was.
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            listeners.retain(|listener| listener.unbounded_send(event.clone()).is_ok());
        }
    }

    fn add(&self) -> UnboundedReceiver<Event> {
        let (send, receive) = unbounded();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(send);
        receive
    }
}

/// The thread of an engine cannot be had, or has ended.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The system gives no thread or no timer.
    #[error("the engine's thread cannot be started")]
    Start(#[source] std::io::Error),
    /// The engine refused or failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The thread has ended. The command was committed whole or not at all.
    #[error("the engine's thread has ended")]
    Stopped,
}

impl Field {
    /// Starts the owner. `open` and `connect` run in its thread, where engine and transport then stay.
    ///
    /// # Errors
    /// [`HostError`]; what `open` says is said by each [`Field::run`].
    pub fn start<T: Transport + 'static>(
        open: impl FnOnce() -> Result<Engine, EngineError> + Send + 'static,
        connect: impl FnOnce() -> Option<T> + Send + 'static,
    ) -> Result<Self, HostError> {
        let (commands, asked) = unbounded();
        let listeners = Arc::new(Listeners::default());
        let field = Self {
            commands,
            listeners: Arc::clone(&listeners),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(HostError::Start)?;
        std::thread::Builder::new()
            .name("recense-store".to_owned())
            .spawn(move || match open() {
                Ok(engine) => {
                    let transport = connect();
                    runtime.block_on(own(engine, transport, asked, &listeners));
                }
                Err(error) => runtime.block_on(refuse_all(asked, error)),
            })
            .map_err(HostError::Start)?;
        Ok(field)
    }

    /// Runs one command.
    ///
    /// # Errors
    /// [`HostError::Engine`] if nothing of it was written, [`HostError::Stopped`] if that is not known.
    pub async fn run(&self, command: Command) -> Result<Answer, HostError> {
        let (send, receive) = oneshot::channel();
        self.commands
            .unbounded_send((command, send))
            .map_err(|_| HostError::Stopped)?;
        Ok(receive.await.map_err(|_| HostError::Stopped)??)
    }

    /// Everything that happens from now on.
    #[must_use]
    pub fn events(&self) -> UnboundedReceiver<Event> {
        self.listeners.add()
    }
}

async fn own<T: Transport>(
    engine: Engine,
    transport: Option<T>,
    asked: UnboundedReceiver<Asked>,
    listeners: &Listeners,
) {
    let engine = Rc::new(RefCell::new(engine));
    let (waker, driver) = Driver::new();
    let serve = serve(Rc::clone(&engine), asked, waker, listeners);
    match &transport {
        Some(transport) => {
            let exchange = drive(driver, engine, transport, &TokioTimer, |events| {
                listeners.tell(events);
            });
            // The exchange ends only with the commands.
            match select(std::pin::pin!(serve), std::pin::pin!(exchange)).await {
                Either::Left(_) => {}
                Either::Right(((), serve)) => serve.await,
            }
        }
        None => serve.await,
    }
}

async fn serve(
    engine: Rc<RefCell<Engine>>,
    mut asked: UnboundedReceiver<Asked>,
    waker: Waker,
    listeners: &Listeners,
) {
    while let Some((command, send)) = asked.next().await {
        let (answer, events) = {
            let mut engine = engine.borrow_mut();
            (engine.run(command), engine.take_events())
        };
        listeners.tell(events);
        waker.wake();
        // Whoever no longer waits needs no answer.
        let _ = send.send(answer);
    }
}

async fn refuse_all(mut asked: UnboundedReceiver<Asked>, error: EngineError) {
    while let Some((_, send)) = asked.next().await {
        let _ = send.send(Err(error.clone()));
    }
}

struct TokioTimer;

impl Timer for TokioTimer {
    async fn sleep(&self, time: Millis) {
        let millis = u64::try_from(time.0).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

/// The system's clocks.
#[derive(Clone, Debug)]
pub struct SystemClock {
    boot: Box<str>,
    started: Instant,
}

impl SystemClock {
    /// Clocks whose steady one begins now, under a name of its own.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the clock is handed in from"
    )]
    pub fn start(entropy: &mut impl Entropy) -> Self {
        let mut name = [0; 8];
        entropy.fill(&mut name);
        Self {
            boot: format!("{:016x}", u64::from_le_bytes(name)).into(),
            started: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the clock is handed in from"
    )]
    fn wall(&self) -> Millis {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn tick(&self) -> Tick {
        let since = self.started.elapsed().as_millis();
        Tick(self.boot.clone(), i64::try_from(since).unwrap_or(i64::MAX))
    }
}

/// The system's randomness.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy(());

impl SystemEntropy {
    /// The system's randomness, if it has any.
    ///
    /// # Errors
    /// If it has none: then nothing can be given an id.
    pub fn new() -> Result<Self, HostError> {
        let mut probe = [0; 1];
        getrandom::fill(&mut probe)
            .map_err(|error| HostError::Start(std::io::Error::other(error.to_string())))?;
        Ok(Self(()))
    }
}

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        // Asked once before, the system's source does not dry up (getrandom(2)).
        let _ = getrandom::fill(bytes);
    }
}
