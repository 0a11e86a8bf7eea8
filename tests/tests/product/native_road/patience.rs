//! A server that is slower than anybody waits: with the product's transport and its own patience, and no time that passes.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use mobile_core::api::{Answer, Command, HistoryPage, Link, NewItem, SyncView};
use mobile_core::host::SystemEntropy;
use mobile_core::sync::{Failure, Outgoing, ReqwestTransport, SyncRequest, Transport as _};
use mobile_core::{Clock, Engine};
use rusqlite::Connection;
use server::organisation::Newcomer;
use shared::id::ItemId;
use shared::model::{Role, starter};
use shared::time::{Millis, Tick};
use tests::proxy::{Proxy, Weather};
use tests::road::Scene;

use super::Outcome;

/// A clock that goes on when it is told to.
#[derive(Clone)]
struct TurnedClock(Rc<Cell<i64>>);

impl Clock for TurnedClock {
    fn wall(&self) -> Millis {
        Millis(self.0.get())
    }

    fn tick(&self) -> Tick {
        Tick("boot".into(), self.0.get())
    }
}

/// A device whose exchange goes on step by step.
struct Hand {
    engine: Engine,
    transport: ReqwestTransport,
    clock: TurnedClock,
}

impl Hand {
    /// A device of somebody who has enrolled, and the whole inventory.
    async fn enrolled(scene: &Scene, line: &Proxy) -> Outcome<Self> {
        let clock = TurnedClock(Rc::new(Cell::new(1_795_780_800_000)));
        let connection = Connection::open_in_memory()?;
        let engine = Engine::open(connection, clock.clone(), SystemEntropy::new()?)?;
        let transport = ReqwestTransport::new(&line.origin())?;
        let mut hand = Self {
            engine,
            transport,
            clock,
        };
        let newcomer = Newcomer {
            name: "Nadia Blanc".to_owned(),
            membership: Some((Role::Technician, "it".to_owned())),
        };
        let code = scene.server.enrol(newcomer).await?.code;
        let device = "test".to_owned();
        hand.engine.run(Command::Enrol { code, device })?;
        hand.exchange().await?;
        assert_eq!(hand.sync()?.link, Link::Online);
        Ok(hand)
    }

    /// The next request that is no wait for news.
    fn next(&mut self) -> Outcome<Option<Outgoing>> {
        while let Some(outgoing) = self.engine.next_request()? {
            if !matches!(outgoing.request, SyncRequest::Live(_)) {
                return Ok(Some(outgoing));
            }
        }
        Ok(None)
    }

    /// Exchanges until there is nothing more to say.
    async fn exchange(&mut self) -> Outcome {
        while let Some(outgoing) = self.next()? {
            let answer = self.transport.exchange(outgoing.clone()).await;
            self.engine.receive(&outgoing.request, answer)?;
        }
        Ok(())
    }

    fn sync(&mut self) -> Outcome<SyncView> {
        match self.engine.run(Command::Session)? {
            Answer::Session(session) => Ok(session.sync),
            other => Err(format!("no session: {other:?}").into()),
        }
    }

    fn create(&mut self, code: &str) -> Outcome<ItemId> {
        let new = NewItem {
            item_type: starter::types::LAPTOP,
            code: Some(code.to_owned()),
            place: None,
            state: None,
            fields: [].into(),
        };
        match self.engine.run(Command::Create(new))? {
            Answer::Done(done) => Ok(done.item.ok_or("nothing was made")?.row.id),
            other => Err(format!("not done: {other:?}").into()),
        }
    }
}

#[tokio::test]
async fn what_the_server_takes_longer_for_than_anybody_waits_is_kept_told_tried_again_and_there_once()
-> Outcome {
    let scene = Scene::set().await?;
    let line = Proxy::start(scene.server.address()).await?;
    let mut hand = Hand::enrolled(&scene, &line).await?;
    // The second is carried out, and its answer never comes.
    for (number, weather) in [Weather::Stuck, Weather::StuckAnswer]
        .into_iter()
        .enumerate()
    {
        let item = hand.create(&format!("SLOW-{number}"))?;
        line.set(weather);
        let outgoing = hand.next()?.ok_or("nothing is sent")?;
        assert!(matches!(outgoing.request, SyncRequest::Push(_)));
        let answer = {
            let mut exchange = pin!(hand.transport.exchange(outgoing.clone()));
            tokio::select! {
                answer = &mut exchange => panic!("{weather:?}: {answer:?}"),
                () = line.until_stuck(number + 1) => {}
            }
            tokio::time::pause();
            tokio::time::advance(outgoing.request.patience()).await;
            let answer = exchange.await;
            tokio::time::resume();
            answer
        };
        assert!(matches!(answer, Err(Failure::Unreachable(_))), "{answer:?}");
        hand.engine.receive(&outgoing.request, answer)?;

        // Said as it is, and all of it kept.
        let told = hand.sync()?;
        assert_eq!((told.link, told.pending), (Link::Offline, 1), "{weather:?}");
        assert!(matches!(
            hand.engine.run(Command::Open(item))?,
            Answer::Item(Some(_))
        ));
        assert!(hand.next()?.is_none(), "not at once");

        // Then by itself, and nothing is doubled.
        line.set(Weather::Clear);
        let again = hand.engine.wake_at().ok_or("never tried again")?;
        hand.clock.0.set(again.0);
        hand.exchange().await?;
        let told = hand.sync()?;
        assert_eq!(
            (told.link, told.pending, told.to_settle),
            (Link::Online, 0, 0)
        );
        let history = Command::History { item };
        let lines = scene
            .mona
            .until_answer("its arrival", history, |answer| match answer {
                Answer::History(HistoryPage { lines, .. }) if !lines.is_empty() => Some(lines),
                _ => None,
            })
            .await?;
        assert_eq!(lines.len(), 1, "{weather:?}: once, not twice");
    }
    Ok(())
}
