//! The app's end of the store where there are threads: `mobile-core` owns the thread, this gives
//! it the shape that the screens know from the browser.

use std::path::Path;

use futures_util::{
    StreamExt as _,
    stream::{self, LocalBoxStream},
};
use mobile_core::{
    Engine, EngineError,
    api::{Answer, Command},
    host::{Field, HostError, SystemClock, SystemEntropy},
    sync::{Credentials, ReqwestTransport},
};
use rusqlite::Connection;

use crate::platform::store::{StoreError, StoreEvent, StoreState};

/// The way to the store. Clones lead to the same store; its thread ends with the last of them.
#[derive(Clone)]
pub struct StorePort(Result<Field, StoreError>);

impl StorePort {
    /// Starts the owner of the store in that file, which exchanges with the server of that origin.
    /// Once a process.
    #[must_use]
    pub fn start(file: &Path, server: &str) -> Self {
        let file = file.to_owned();
        let origin = server.to_owned();
        let open = move || {
            let no_entropy = |error: HostError| EngineError::Store(error.to_string());
            let mut entropy = SystemEntropy::new().map_err(no_entropy)?;
            let clock = SystemClock::start(&mut entropy);
            let mut engine = Engine::open(Connection::open(file)?, clock, entropy)?;
            engine.set_server(&origin);
            Ok(engine)
        };
        let origin = server.to_owned();
        // Without a transport the store goes on by itself.
        let connect = move || ReqwestTransport::new(&origin, Credentials::Token).ok();
        Self(Field::start(open, connect).map_err(store_error))
    }

    /// Runs one command in the store's thread.
    ///
    /// # Errors
    /// [`StoreError`]; after any of them nothing of the command was committed, except
    /// [`StoreError::Stopped`], which cannot know.
    pub async fn run(&self, command: Command) -> Result<Answer, StoreError> {
        self.0
            .as_ref()
            .map_err(Clone::clone)?
            .run(command)
            .await
            .map_err(store_error)
    }

    /// Everything that happens from now on, the present state first.
    #[must_use]
    pub fn events(&self) -> LocalBoxStream<'static, StoreEvent> {
        let port = self.clone();
        let state = stream::once(async move {
            // Whether the store is open shows with the first command.
            StoreEvent::State(match port.run(Command::Session).await {
                Ok(_) => StoreState::Ready,
                Err(error) => StoreState::Failed(error),
            })
        });
        match &self.0 {
            Ok(field) => state
                .chain(field.events().map(StoreEvent::Engine))
                .boxed_local(),
            Err(_) => state.boxed_local(),
        }
    }

    /// Asks whoever else has the store for it: natively nobody has.
    pub fn take_over(&self) {}
}

fn store_error(error: HostError) -> StoreError {
    match error {
        HostError::Start(error) => StoreError::Failed(error.to_string()),
        HostError::Engine(error) => StoreError::Engine(error),
        HostError::Stopped => StoreError::Stopped,
    }
}
