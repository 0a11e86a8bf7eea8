//! Carrying requests and answers between the engine and a transport, in whatever runs futures here.
//!
//! The same loop in a browser's worker and in a native thread. It never holds the engine while it waits.

use std::cell::RefCell;
use std::future::{Future, pending};
use std::pin::pin;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::future::{AbortHandle, Aborted, Either, abortable, select};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use shared::time::Millis;

use super::ahead::Ahead;
use super::listening::Listening;
use super::transport::{SyncRequest, Transport};
use crate::api::Event;
use crate::engine::Engine;

/// How long to wait after the store itself failed.
const AFTER_STORE_FAILURE: Millis = Millis(5_000);

/// Waits.
pub trait Timer {
    /// Waits that long.
    fn sleep(&self, time: Millis) -> impl Future<Output = ()> + '_;
}

/// Tells the driver that the engine has run a command. The driver ends when the last one is dropped.
#[derive(Clone, Debug)]
pub struct Waker(UnboundedSender<()>);

impl Waker {
    /// There may be something to send now.
    pub fn wake(&self) {
        // The driver may have ended: then nothing is sent.
        let _ = self.0.unbounded_send(());
    }
}

/// The driver's end of a [`Waker`].
#[derive(Debug)]
pub struct Driver(UnboundedReceiver<()>);

impl Driver {
    /// A driver that is not running yet, and what wakes it.
    #[must_use]
    pub fn new() -> (Waker, Self) {
        let (send, receive) = unbounded();
        (Waker(send), Self(receive))
    }
}

/// Exchanges with the server for as long as a [`Waker`] lives. After each answer `tell` gets what happened.
///
/// Dropping it cuts what is under way, as a lost line would: nothing is lost by that.
pub async fn drive<T: Transport, S: Timer>(
    driver: Driver,
    engine: Rc<RefCell<Engine>>,
    transport: &T,
    timer: &S,
    mut tell: impl FnMut(Vec<Event>),
) {
    let Driver(mut woken) = driver;
    let listening = Listening::default();
    let senses = || {
        let mut engine = engine.borrow_mut();
        (engine.clock.wall(), engine.jitter())
    };
    let mut under_way = FuturesUnordered::new();
    let mut ahead = Ahead::nothing();
    let mut sitting = engine.borrow().sync.now.sitting;
    let mut waits: Option<AbortHandle> = None;
    loop {
        let sits_now = engine.borrow().sync.now.sitting;
        if sitting != sits_now {
            sitting = sits_now;
            // Whoever sits here now does not wait until there is news for who sat here before.
            listening.hang_up();
            if let Some(wait) = waits.take() {
                wait.abort();
                engine.borrow_mut().sync.waiting = None;
            }
        }
        let mut wait = None;
        loop {
            let next = engine.borrow_mut().next_request();
            match next {
                Ok(Some(outgoing)) => {
                    let asked = outgoing.clone();
                    let is_wait = matches!(asked.request, SyncRequest::Live(_));
                    let (listening, senses) = (&listening, &senses);
                    let (exchange, handle) = abortable(match is_wait {
                        true => listening
                            .wait(outgoing, transport, timer, senses)
                            .boxed_local(),
                        false => ahead.exchange(transport, outgoing),
                    });
                    if is_wait {
                        waits = Some(handle);
                    }
                    under_way.push(async move { (asked, exchange.await) });
                }
                Ok(None) => break,
                Err(_) => {
                    wait = Some(AFTER_STORE_FAILURE);
                    break;
                }
            }
        }
        let events = engine.borrow_mut().take_events();
        if !events.is_empty() {
            tell(events);
        }
        {
            let engine = engine.borrow();
            let now = engine.clock.wall();
            wait = wait.or_else(|| Some(engine.wake_at()?.since(now)));
        }
        let mut answered = pin!(async {
            match under_way.next().await {
                Some(answered) => answered,
                None => pending().await,
            }
        });
        let mut slept = pin!(async {
            match wait {
                Some(time) => timer.sleep(time).await,
                None => pending().await,
            }
        });
        let happened = select(answered.as_mut(), select(slept.as_mut(), woken.next())).await;
        match happened {
            // Nobody waits for it any more.
            Either::Left(((_, Err(Aborted)), _)) => {}
            Either::Left(((asked, Ok(answer)), _)) => {
                ahead.ask(transport, &asked, &answer).await;
                // A store that fails here says so again when it is asked for the next request.
                let _ = engine.borrow_mut().receive(&asked.request, answer);
            }
            Either::Right((Either::Left(_), _)) => {}
            Either::Right((Either::Right((None, _)), _)) => return,
            Either::Right((Either::Right((Some(()), _)), _)) => while woken.try_recv().is_ok() {},
        }
    }
}
