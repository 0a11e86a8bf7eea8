//! Waiting for news: on a stream that stays open, and by polls where there is none.
//!
//! A stream is opened from what the device has, and is asked again as long as it lives. Whatever is wrong with it (it is
//! refused, held back on the way, cut, silent, garbled) a poll takes its place at once, from what the device has then:
//! so nothing is missed, and what the server says to a refusal comes as a poll's answer. It is tried again later.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use shared::time::Millis;
use shared::wire::{Epoch, ErrorCode, LiveResponse, PullRequest};

use super::backoff::Backoff;
use super::drive::Timer;
use super::signals::Signals;
use super::transport::{ByteStream, Failure, Outgoing, SyncAnswer, SyncRequest, Transport};

/// Within what time a stream shows that it lives, which the server sees to as it opens.
const FIRST_SIGN: Millis = Millis(10_000);
/// How long one may be silent of which the server shows every 15 s that it lives.
const SILENCE: Millis = Millis(40_000);
/// After what time without news a wait ends all the same: what falls due by the clock is looked at then.
const LONGEST: Millis = Millis(10 * 60_000);

/// The stream that is open, if one is.
#[derive(Debug)]
pub(super) struct Listening {
    open: RefCell<Option<Open>>,
    /// Until when no stream is tried for.
    backoff: RefCell<Backoff>,
}

impl Default for Listening {
    fn default() -> Self {
        Self {
            open: RefCell::default(),
            backoff: RefCell::new(Backoff::patient()),
        }
    }
}

/// A stream, and for whom it speaks.
struct Open {
    opener: Outgoing,
    bytes: ByteStream,
    signals: Signals,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open")
            .field("signals", &self.signals)
            .finish_non_exhaustive()
    }
}

impl Listening {
    /// Closes the stream: nobody listens any more, or somebody else will.
    pub(super) fn hang_up(&self) {
        self.open.take();
    }

    /// Waits for what lies beyond a wait's cursors. Dropping it closes the stream. `senses` gives the wall clock and
    /// some randomness.
    pub(super) async fn wait(
        &self,
        outgoing: Outgoing,
        transport: &impl Transport,
        timer: &impl Timer,
        senses: impl Fn() -> (Millis, u32),
    ) -> Result<SyncAnswer, Failure> {
        match self.hear(&outgoing, transport, timer, senses).await {
            Some(answer) => answer.map(SyncAnswer::Live),
            None => transport.exchange(outgoing).await,
        }
    }

    /// What the stream says; nothing where there is none to be had, or no longer.
    async fn hear(
        &self,
        outgoing: &Outgoing,
        transport: &impl Transport,
        timer: &impl Timer,
        senses: impl Fn() -> (Millis, u32),
    ) -> Option<Result<LiveResponse, Failure>> {
        let SyncRequest::Live(asked) = &outgoing.request else {
            return None;
        };
        let (begun, _) = senses();
        if self.backoff.borrow().until(begun).is_some() {
            return None;
        }
        // It is put back with an answer that says nothing against it.
        let open = self.open.take().filter(|open| open.is_of(outgoing));
        let mut is_new = open.is_none();
        let mut open = match open {
            Some(open) => open,
            None => match within(timer, FIRST_SIGN, transport.listen(outgoing.clone())).await {
                Some(Ok(bytes)) => Open::new(outgoing, bytes),
                // The server itself said why, to which a poll would add nothing. One that is older knows no streams.
                Some(Err(
                    refused @ Failure::Refused {
                        code: Some(code), ..
                    },
                )) if code != ErrorCode::NotFound => return Some(Err(refused)),
                _ => return self.give_up(&senses),
            },
        };
        loop {
            if let Some(news) = open.signals.take_news(asked) {
                // In another life of the server what was told before means nothing.
                if is_all_of(asked, news.epoch) {
                    self.open.replace(Some(open));
                }
                return Some(Ok(news));
            }
            if !(0..LONGEST.0).contains(&senses().0.since(begun).0) {
                self.open.replace(Some(open));
                let epoch = asked.cursors.values().next()?.0;
                let heads = [].into();
                return Some(Ok(LiveResponse { epoch, heads }));
            }
            let patience = if is_new { FIRST_SIGN } else { SILENCE };
            let came = within(timer, patience, open.bytes.next()).await.flatten();
            if came.is_none_or(|bytes| open.signals.read(&bytes).is_err()) {
                if open.signals.is_proven() {
                    self.backoff.replace(Backoff::patient());
                }
                return self.give_up(&senses);
            }
            is_new = false;
        }
    }

    /// No stream for a while.
    fn give_up<T>(&self, senses: impl Fn() -> (Millis, u32)) -> Option<T> {
        let (now, jitter) = senses();
        self.backoff.borrow_mut().fail(now, jitter);
        None
    }
}

impl Open {
    fn new(opener: &Outgoing, bytes: ByteStream) -> Self {
        Self {
            opener: opener.clone(),
            bytes,
            signals: Signals::default(),
        }
    }

    /// Whether it was opened for whom this is asked, by the same credential.
    fn is_of(&self, outgoing: &Outgoing) -> bool {
        self.opener.person == outgoing.person && self.opener.token == outgoing.token
    }
}

fn is_all_of(asked: &PullRequest, epoch: Epoch) -> bool {
    asked.cursors.values().all(|cursor| cursor.0 == epoch)
}

/// What comes within a time.
async fn within<T>(timer: &impl Timer, time: Millis, what: impl Future<Output = T>) -> Option<T> {
    match select(pin!(what), pin!(timer.sleep(time))).await {
        Either::Left((came, _)) => Some(came),
        Either::Right(((), _)) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::VecDeque;
    use std::pin::pin;
    use std::rc::Rc;

    use futures_channel::mpsc::{UnboundedSender, unbounded};
    use futures_util::FutureExt as _;
    use futures_util::future::pending;
    use shared::id::PersonId;
    use shared::record::Scope;
    use shared::wire::Cursor;

    use super::*;

    const EPOCH: Epoch = Epoch(3);
    const OPENED: &[u8] = b":\n\n";

    /// What the next stream that is opened comes to.
    enum Opens {
        Stream(ByteStream),
        Fails(Failure),
        Never,
    }

    /// A server and the way there, as a test has them.
    #[derive(Default)]
    struct Way {
        opens: RefCell<VecDeque<Opens>>,
        opened: Cell<u32>,
        polled: Cell<u32>,
    }

    impl Way {
        /// The next stream; what is sent on it arrives until the sender is dropped.
        fn stream(&self) -> UnboundedSender<Vec<u8>> {
            let (send, receive) = unbounded();
            self.next(Opens::Stream(receive.boxed_local()));
            send
        }

        fn next(&self, opens: Opens) {
            self.opens.borrow_mut().push_back(opens);
        }

        fn counts(&self) -> (u32, u32) {
            (self.opened.get(), self.polled.get())
        }
    }

    impl Transport for Way {
        async fn exchange(&self, _: Outgoing) -> Result<SyncAnswer, Failure> {
            self.polled.set(self.polled.get() + 1);
            // The poll's own word, by which a test knows it.
            Err(Failure::Refused {
                status: 418,
                code: None,
            })
        }

        async fn listen(&self, _: Outgoing) -> Result<ByteStream, Failure> {
            self.opened.set(self.opened.get() + 1);
            let opens = self.opens.borrow_mut().pop_front();
            match opens.expect("a stream that the test foresaw") {
                Opens::Stream(bytes) => Ok(bytes),
                Opens::Fails(failure) => Err(failure),
                Opens::Never => pending().await,
            }
        }
    }

    /// Sleeps end when as much time was let pass since they began.
    #[derive(Clone, Default)]
    struct Time(Rc<Cell<i64>>);

    impl Time {
        fn pass(&self, time: Millis) {
            self.0.set(self.0.get() + time.0);
        }

        fn senses(&self) -> (Millis, u32) {
            (Millis(self.0.get()), 0)
        }
    }

    impl Timer for Time {
        async fn sleep(&self, time: Millis) {
            let until = self.0.get() + time.0;
            std::future::poll_fn(|_| {
                if self.0.get() < until {
                    std::task::Poll::Pending
                } else {
                    std::task::Poll::Ready(())
                }
            })
            .await;
        }
    }

    #[derive(Default)]
    struct Device {
        listening: Listening,
        way: Way,
        time: Time,
    }

    impl Device {
        fn wait(&self, wait: Outgoing) -> impl Future<Output = Result<SyncAnswer, Failure>> + '_ {
            let senses = || self.time.senses();
            self.listening.wait(wait, &self.way, &self.time, senses)
        }

        /// A wait that is answered without anything more to happen.
        #[track_caller]
        fn answered(&self, wait: Outgoing) -> Result<Vec<(Scope, u64)>, u16> {
            heads(self.wait(wait).now_or_never().expect("an answer"))
        }
    }

    fn heads(answer: Result<SyncAnswer, Failure>) -> Result<Vec<(Scope, u64)>, u16> {
        match answer {
            Ok(SyncAnswer::Live(live)) => Ok(live.heads.into_iter().collect()),
            Err(Failure::Refused { status, .. }) => Err(status),
            other => panic!("{other:?}"),
        }
    }

    const POLLED: Result<Vec<(Scope, u64)>, u16> = Err(418);

    fn wait(head: u64) -> Outgoing {
        let cursors = [(Scope::Org, Cursor(EPOCH, head))].into();
        Outgoing {
            request: SyncRequest::Live(PullRequest { cursors }),
            person: Some(PersonId::fixed(1)),
            token: None,
        }
    }

    fn told(epoch: Epoch, head: u64) -> Vec<u8> {
        let heads = [(Scope::Org, head)].into();
        let told = serde_json::to_string(&LiveResponse { epoch, heads }).unwrap();
        format!("event: heads\ndata: {told}\n\n").into_bytes()
    }

    #[test]
    fn one_stream_stays_open_and_tells_each_thing_once() {
        let device = Device::default();
        let stream = device.way.stream();
        let mut first = pin!(device.wait(wait(12)));
        assert!(first.as_mut().now_or_never().is_none());
        stream.unbounded_send(OPENED.to_vec()).unwrap();
        assert!(first.as_mut().now_or_never().is_none());
        stream.unbounded_send(told(EPOCH, 13)).unwrap();
        let answer = first.now_or_never().expect("an answer");
        assert_eq!(heads(answer), Ok(vec![(Scope::Org, 13)]));
        // Asked again before the pull has come back, as an engine does: it is told already.
        let mut second = pin!(device.wait(wait(12)));
        assert!(second.as_mut().now_or_never().is_none());
        // What comes between two waits is there for the next.
        stream.unbounded_send(told(EPOCH, 14)).unwrap();
        let answer = second.now_or_never().expect("an answer");
        assert_eq!(heads(answer), Ok(vec![(Scope::Org, 14)]));
        stream.unbounded_send(told(EPOCH, 15)).unwrap();
        assert_eq!(device.answered(wait(14)), Ok(vec![(Scope::Org, 15)]));
        assert_eq!(device.way.counts(), (1, 0));
    }

    #[test]
    fn a_quiet_stream_is_kept_and_looked_up_from_only_now_and_then() {
        let device = Device::default();
        let stream = device.way.stream();
        for _ in 0..3 {
            let mut waiting = pin!(device.wait(wait(12)));
            let quiet = LONGEST.0 / 15_000;
            for _ in 0..quiet {
                stream.unbounded_send(OPENED.to_vec()).unwrap();
                assert!(waiting.as_mut().now_or_never().is_none());
                device.time.pass(Millis(15_000));
            }
            stream.unbounded_send(OPENED.to_vec()).unwrap();
            let answer = waiting.now_or_never().expect("an answer");
            assert_eq!(heads(answer), Ok(Vec::new()));
        }
        assert_eq!(device.way.counts(), (1, 0));
    }

    #[test]
    fn where_there_is_no_stream_a_poll_asks_at_once_and_one_is_tried_again_later() {
        let refused = |status, code| Opens::Fails(Failure::Refused { status, code });
        for opens in [
            refused(502, None),
            refused(401, None),
            refused(404, Some(ErrorCode::NotFound)),
            Opens::Fails(Failure::Garbled("a page".to_owned())),
            Opens::Fails(Failure::Unreachable("cut".to_owned())),
            Opens::Stream(futures_util::stream::empty().boxed_local()),
        ] {
            let device = Device::default();
            device.way.next(opens);
            assert_eq!(device.answered(wait(12)), POLLED);
            assert_eq!(device.answered(wait(12)), POLLED);
            assert_eq!(device.way.counts(), (1, 2));
            device.time.pass(Millis(32_000));
            let stream = device.way.stream();
            stream.unbounded_send(told(EPOCH, 13)).unwrap();
            assert_eq!(device.answered(wait(12)), Ok(vec![(Scope::Org, 13)]));
            assert_eq!(device.way.counts(), (2, 2));
        }
    }

    #[test]
    fn what_the_server_itself_refuses_comes_as_it_would_from_a_poll() {
        for (status, code) in [
            (401, ErrorCode::Unauthorised),
            (401, ErrorCode::PutOut),
            (429, ErrorCode::Throttled),
        ] {
            let device = Device::default();
            let code = Some(code);
            device
                .way
                .next(Opens::Fails(Failure::Refused { status, code }));
            assert_eq!(device.answered(wait(12)), Err(status));
            assert_eq!(device.way.counts(), (1, 0));
        }
    }

    #[test]
    fn a_stream_that_is_held_back_or_falls_silent_gives_way_to_a_poll() {
        // Not even its head comes; its head and nothing else; then it shows that it lives, and falls silent.
        for signs in 0..3 {
            let device = Device::default();
            let stream = match signs {
                0 => {
                    device.way.next(Opens::Never);
                    None
                }
                _ => Some(device.way.stream()),
            };
            let mut waiting = pin!(device.wait(wait(12)));
            assert!(waiting.as_mut().now_or_never().is_none());
            let patience = if signs == 2 { SILENCE } else { FIRST_SIGN };
            if let Some(stream) = stream.as_ref().filter(|_| signs == 2) {
                stream.unbounded_send(OPENED.to_vec()).unwrap();
                assert!(waiting.as_mut().now_or_never().is_none());
            }
            device.time.pass(Millis(patience.0 - 1));
            assert!(waiting.as_mut().now_or_never().is_none());
            device.time.pass(Millis(1));
            let answer = waiting.now_or_never().expect("an answer");
            assert_eq!(heads(answer), POLLED);
            assert!(stream.is_none_or(|stream| stream.is_closed()));
        }
    }

    #[test]
    fn a_stream_that_fails_again_and_again_is_tried_ever_later_and_one_that_lived_soon_again() {
        let device = Device::default();
        let mut tries = Vec::new();
        for lives in [0, 0, 0, 2, 0] {
            let stream = device.way.stream();
            for _ in 0..lives {
                stream.unbounded_send(OPENED.to_vec()).unwrap();
            }
            drop(stream);
            let before = device.way.opened.get();
            let began = device.time.0.get();
            while device.way.opened.get() == before {
                device.time.pass(Millis(1_000));
                assert_eq!(device.answered(wait(12)), POLLED);
            }
            tries.push((device.time.0.get() - began) / 1_000);
        }
        assert_eq!(tries, [1, 32, 64, 128, 32]);
    }

    #[test]
    fn nobody_hears_what_is_told_to_somebody_else_or_in_another_life_of_the_server() {
        let device = Device::default();
        let stream = device.way.stream();
        stream.unbounded_send(told(EPOCH, 13)).unwrap();
        stream.unbounded_send(told(EPOCH, 14)).unwrap();
        assert_eq!(device.answered(wait(12)), Ok(vec![(Scope::Org, 13)]));
        let next = device.way.stream();
        let of_another = Outgoing {
            person: Some(PersonId::fixed(2)),
            ..wait(12)
        };
        let mut waiting = pin!(device.wait(of_another));
        assert!(waiting.as_mut().now_or_never().is_none());
        assert!(stream.is_closed() && !next.is_closed());
        next.unbounded_send(told(Epoch(4), 2)).unwrap();
        let answer = waiting.now_or_never().expect("an answer");
        assert_eq!(heads(answer), Ok(vec![(Scope::Org, 2)]));
        assert!(next.is_closed());

        let last = device.way.stream();
        assert!(device.wait(wait(12)).now_or_never().is_none());
        assert!(last.is_closed(), "nobody waits any more");
        let last = device.way.stream();
        last.unbounded_send(told(EPOCH, 13)).unwrap();
        assert_eq!(device.answered(wait(12)), Ok(vec![(Scope::Org, 13)]));
        device.listening.hang_up();
        assert!(last.is_closed());
        assert_eq!(device.way.counts(), (4, 0));
    }

    #[test]
    fn garbage_on_a_stream_is_asked_about_by_a_poll() {
        let device = Device::default();
        let stream = device.way.stream();
        let garbage = b"event: heads\ndata: <html>\n\n";
        stream.unbounded_send(garbage.to_vec()).unwrap();
        assert_eq!(device.answered(wait(12)), POLLED);
        assert!(stream.is_closed());
    }
}
