//! The app's end of the store where there are threads: commands go to the thread that owns the
//! connection, one after the other, and their answers come back.

use std::{
    path::Path,
    sync::{Arc, Mutex, mpsc},
    thread,
};

use futures_channel::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
    oneshot,
};
use rusqlite::Connection;

use crate::platform::{
    engine::{Answer, Command, Engine, EngineError},
    store::{StoreError, StoreEvent, StoreState},
};

type Asked = (Command, oneshot::Sender<Result<Answer, StoreError>>);

/// The way to the store. Clones lead to the same store; the thread ends with the last of them.
#[derive(Clone)]
pub struct StorePort {
    commands: mpsc::Sender<Asked>,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    state: StoreState,
    listeners: Vec<UnboundedSender<StoreEvent>>,
}

impl StorePort {
    /// Starts the owner of the store in that file. Once a process.
    #[must_use]
    pub fn start(file: &Path) -> Self {
        let (commands, asked) = mpsc::channel::<Asked>();
        let shared = Arc::new(Mutex::new(Shared {
            state: StoreState::Opening,
            listeners: Vec::new(),
        }));
        let owner = Arc::clone(&shared);
        let file = file.to_owned();
        thread::spawn(move || {
            let opened = Connection::open(file)
                .map_err(EngineError::from)
                .and_then(Engine::open);
            match opened {
                Ok(mut engine) => {
                    enter(&owner, StoreState::Ready);
                    for (command, send) in asked {
                        // Whoever no longer waits needs no answer.
                        let _ = send.send(engine.run(command).map_err(StoreError::Engine));
                    }
                }
                Err(error) => {
                    let error = StoreError::Engine(error);
                    enter(&owner, StoreState::Failed(error.clone()));
                    for (_, send) in asked {
                        let _ = send.send(Err(error.clone()));
                    }
                }
            }
        });
        Self { commands, shared }
    }

    /// Runs one command in the store's thread.
    ///
    /// # Errors
    /// [`StoreError`]; after any of them nothing of the command was committed, except
    /// [`StoreError::Stopped`], which cannot know.
    pub async fn run(&self, command: Command) -> Result<Answer, StoreError> {
        let (send, receive) = oneshot::channel();
        self.commands
            .send((command, send))
            .map_err(|_| StoreError::Stopped)?;
        receive.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// Everything that happens from now on, the present state first.
    #[must_use]
    pub fn events(&self) -> UnboundedReceiver<StoreEvent> {
        let (send, receive) = unbounded();
        if let Ok(mut shared) = self.shared.lock() {
            // The receiver is in hand: it cannot be gone yet.
            let _ = send.unbounded_send(StoreEvent::State(shared.state.clone()));
            shared.listeners.push(send);
        }
        receive
    }

    /// Asks whoever else has the store for it: natively nobody has.
    pub fn take_over(&self) {}
}

fn enter(shared: &Mutex<Shared>, state: StoreState) {
    // A poisoned lock means that a listener's thread died with it; the store goes on.
    if let Ok(mut shared) = shared.lock() {
        shared.state = state.clone();
        shared.listeners.retain(|send| {
            send.unbounded_send(StoreEvent::State(state.clone()))
                .is_ok()
        });
    }
}
