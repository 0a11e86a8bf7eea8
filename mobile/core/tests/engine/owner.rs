//! The owner's thread and its driver: two devices and a server that all run at once, and nobody waits by the clock.

use std::sync::{Arc, Mutex};

use futures_channel::mpsc::{UnboundedSender, unbounded};
use futures_util::StreamExt as _;
use mobile_core::api::{Answer, Command, Event, Target};
use mobile_core::host::{Field, HostError, SystemClock, SystemEntropy};
use mobile_core::sync::{Failure, Outgoing, SyncAnswer, SyncRequest, Transport};
use mobile_core::{Clock as _, Engine, EngineError};
use rusqlite::Connection;
use shared::id::PersonId;

use crate::office::Office;
use crate::setting::{PC1, R2, office};

/// A line to the office; a wait for news ends with it.
#[derive(Clone)]
struct Line(Arc<Mutex<Office>>);

impl Transport for Line {
    async fn exchange(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        if matches!(outgoing.request, SyncRequest::Live(_)) {
            return std::future::pending().await;
        }
        self.0.lock().unwrap().answer(&outgoing)
    }
}

fn start(office: &Arc<Mutex<Office>>) -> Field {
    start_over(Line(Arc::clone(office)))
}

fn start_over(line: impl Transport + Send + 'static) -> Field {
    let open = || {
        let mut entropy =
            SystemEntropy::new().map_err(|error| EngineError::Store(error.to_string()))?;
        let clock = SystemClock::start(&mut entropy);
        Engine::open(Connection::open_in_memory()?, clock, entropy)
    };
    Field::start(open, move || Some(line)).unwrap()
}

async fn enrol(field: &Field, code: &str) {
    let mut events = field.events();
    let command = Command::Enrol {
        code: code.to_owned(),
        device: "test".to_owned(),
    };
    field.run(command).await.unwrap();
    // The first sync is over when all was exchanged.
    while let Some(event) = events.next().await {
        if matches!(event, Event::Sync(view) if view.last.is_some() && view.first_sync.is_none()) {
            let Answer::Session(session) = field.run(Command::Session).await.unwrap() else {
                panic!("no session")
            };
            if session.items == 2 {
                return;
            }
        }
    }
    panic!("the owner stopped");
}

#[test]
fn what_is_done_goes_out_by_itself() {
    let mut setting = office();
    setting.now = SystemClock::start(&mut SystemEntropy::new().unwrap()).wall();
    let office = Arc::new(Mutex::new(setting));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (anne, bruno) = (start(&office), start(&office));
        enrol(&anne, "anne").await;
        enrol(&bruno, "bruno").await;
        let mut events = anne.events();
        let moved = anne
            .run(Command::Move {
                items: vec![Target {
                    item: PC1,
                    seen: None,
                }],
                place: R2,
            })
            .await
            .unwrap();
        assert!(matches!(moved, Answer::Done(done) if done.operations == 1));
        // Sent without being asked.
        while let Some(event) = events.next().await {
            if matches!(event, Event::Sync(view) if view.pending == 0) {
                break;
            }
        }
        let mut events = bruno.events();
        bruno.run(Command::SyncNow).await.unwrap();
        while let Some(event) = events.next().await {
            if matches!(&event, Event::Changed(records) if !records.is_empty()) {
                break;
            }
        }
        let Answer::Item(Some(item)) = bruno.run(Command::Open(PC1)).await.unwrap() else {
            panic!("the item is here")
        };
        assert_eq!(item.row.place.unwrap().id, R2);
    });
}

/// A line that also says for whom news are waited.
struct Watched(Line, UnboundedSender<Option<PersonId>>);

impl Transport for Watched {
    async fn exchange(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        if matches!(outgoing.request, SyncRequest::Live(_)) {
            self.1.unbounded_send(outgoing.person).unwrap();
        }
        self.0.exchange(outgoing).await
    }
}

#[test]
fn whoever_sits_down_waits_for_their_own_news_at_once() {
    let mut setting = office();
    setting.now = SystemClock::start(&mut SystemEntropy::new().unwrap()).wall();
    let office = Arc::new(Mutex::new(setting));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let (send, mut waits) = unbounded();
    let watched = Watched(Line(Arc::clone(&office)), send);
    let tablet = start_over(watched);
    runtime.block_on(async {
        enrol(&tablet, "anne").await;
        let first = waits.next().await.unwrap();
        tablet.run(Command::SignOut).await.unwrap();
        enrol(&tablet, "bruno").await;
        let second = waits.next().await.unwrap();
        assert!(first.is_some() && second.is_some());
        assert_ne!(first, second);
    });
}

#[test]
fn an_engine_that_cannot_be_opened_says_why_to_each_command() {
    let newer = || {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch("PRAGMA user_version = 99")?;
        let mut entropy =
            SystemEntropy::new().map_err(|error| EngineError::Store(error.to_string()))?;
        let clock = SystemClock::start(&mut entropy);
        Engine::open(connection, clock, entropy)
    };
    let field = Field::start(newer, || None::<Line>).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    for _ in 0..2 {
        let answer = runtime.block_on(field.run(Command::Session));
        assert!(matches!(
            answer,
            Err(HostError::Engine(EngineError::NewerSchema {
                found: 99,
                ..
            }))
        ));
    }
}
