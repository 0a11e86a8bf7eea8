//! The app's end of the store where there are threads: `mobile-core` owns the thread, this gives
//! it the shape that the screens know from the browser.

use std::sync::Arc;

use futures_util::{
    StreamExt as _,
    stream::{self, LocalBoxStream},
};
use mobile_core::{
    Engine, EngineError,
    api::{Answer, Command},
    host::{Field, HostError, SystemClock, SystemEntropy},
};
use rusqlite::Connection;

use super::home::{Home, HomeError};
use super::transport::HomeTransport;
use crate::platform::store::{StoreError, StoreEvent, StoreState};

/// The way to the store. Clones lead to the same store; its thread ends with the last of them.
#[derive(Clone)]
pub struct StorePort(Result<Field, StoreError>);

impl StorePort {
    /// Starts the owner of the store in that folder, which exchanges with the server that the device belongs to.
    /// Once a process. Where the folder cannot be had, every command says why.
    #[must_use]
    pub fn start(home: Result<Arc<Home>, HomeError>) -> Self {
        let home = match home {
            Ok(home) => home,
            Err(HomeError::Taken(_)) => return Self(Err(StoreError::Elsewhere)),
            Err(error @ HomeError::Unusable { .. }) => {
                return Self(Err(StoreError::Failed(error.to_string())));
            }
        };
        let replica = home.replica();
        let server = home.server();
        let open = move || {
            let no_entropy = |error: HostError| EngineError::Store(error.to_string());
            let mut entropy = SystemEntropy::new().map_err(no_entropy)?;
            let clock = SystemClock::start(&mut entropy);
            let mut engine = Engine::open(Connection::open(replica)?, clock, entropy)?;
            if let Some(server) = server {
                engine.set_server(&server);
            }
            Ok(engine)
        };
        // Without randomness no engine was opened either.
        let connect = move || Some(HomeTransport::new(home, SystemEntropy::new().ok()?));
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

    /// Ends the store's worker before a page is loaded anew: natively there is no such page.
    pub fn leave(&self) {}
}

fn store_error(error: HostError) -> StoreError {
    match error {
        HostError::Start(error) => StoreError::Failed(error.to_string()),
        HostError::Engine(error) => StoreError::Engine(error),
        HostError::Stopped => StoreError::Stopped,
    }
}
