//! The next part of a snapshot, asked for while the one before is being taken in: so the server reads the one while the
//! device writes the other.
//!
//! **Invariant:** it is used only if it is what the engine asks for next, to the last detail; else it is dropped, as if it
//! had been cut. That it was read a little earlier changes nothing: what changed since comes with the feed.

use std::pin::Pin;
use std::task::Poll;

use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, MaybeDone, maybe_done, poll_fn};

use super::transport::{Failure, Outgoing, SyncAnswer, SyncRequest, Transport};

/// A request is on its way once the transport and the connection have each had a turn.
const TURNS: usize = 2;

type Answer = Result<SyncAnswer, Failure>;

/// What is asked for ahead of the engine, if anything is.
pub(super) struct Ahead<'a>(Option<(Outgoing, MaybeDone<LocalBoxFuture<'a, Answer>>)>);

impl<'a> Ahead<'a> {
    pub(super) const fn nothing() -> Self {
        Self(None)
    }

    /// Asks for the part after an answer, if it is a part after which there is one, and lets the line carry that away.
    pub(super) async fn ask<T: Transport>(
        &mut self,
        transport: &'a T,
        outgoing: &Outgoing,
        answer: &Answer,
    ) {
        let Some(next) = part_after(outgoing, answer) else {
            return;
        };
        let mut exchange = maybe_done(transport.exchange(next.clone()).boxed_local());
        for _ in 0..TURNS {
            let mut has_had_its_turn = false;
            poll_fn(|context| {
                let _ = Pin::new(&mut exchange).poll_unpin(context);
                if std::mem::replace(&mut has_had_its_turn, true) {
                    return Poll::Ready(());
                }
                // What else runs here, as the connection may, has a turn in between.
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
        }
        self.0 = Some((next, exchange));
    }

    /// The answer to a request: what was asked for ahead if it was that.
    pub(super) fn exchange<T: Transport>(
        &mut self,
        transport: &'a T,
        outgoing: Outgoing,
    ) -> LocalBoxFuture<'a, Answer> {
        match self.0.take() {
            Some((asked, exchange)) if is_same_part(&asked, &outgoing) => async move {
                let mut exchange = exchange;
                Pin::new(&mut exchange).await;
                let answer = Pin::new(&mut exchange).take_output();
                answer.unwrap_or_else(|| Err(Failure::Unreachable("no answer".to_owned())))
            }
            .boxed_local(),
            _ => transport.exchange(outgoing).boxed_local(),
        }
    }
}

/// The request for the part that comes after an answer.
fn part_after(outgoing: &Outgoing, answer: &Answer) -> Option<Outgoing> {
    let (SyncRequest::Snapshot { scope, size, .. }, Ok(SyncAnswer::Snapshot(part))) =
        (&outgoing.request, answer)
    else {
        return None;
    };
    let after = part.next.clone()?;
    Some(Outgoing {
        request: SyncRequest::Snapshot {
            scope: *scope,
            after: Some(after),
            at: Some(part.cursor.1),
            size: size.longer(),
        },
        ..outgoing.clone()
    })
}

/// Whether both ask for the same part of the same snapshot, in the same name.
fn is_same_part(one: &Outgoing, other: &Outgoing) -> bool {
    let part = |outgoing: &Outgoing| match &outgoing.request {
        SyncRequest::Snapshot {
            scope,
            after,
            at,
            size,
        } => Some((*scope, after.clone(), *at, *size)),
        _ => None,
    };
    part(one).is_some()
        && part(one) == part(other)
        && (one.person, &one.token) == (other.person, &other.token)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use shared::id::{ItemId, PersonId};
    use shared::record::{Collection, RecordKey, Scope};
    use shared::wire::{Cursor, Epoch, PartSize, SnapshotResponse};

    use super::*;

    /// A line that keeps what was asked for over it.
    #[derive(Default)]
    struct Line(RefCell<Vec<Option<RecordKey>>>);

    impl Transport for Line {
        async fn exchange(&self, outgoing: Outgoing) -> Answer {
            let SyncRequest::Snapshot { after, .. } = outgoing.request else {
                panic!("only parts are asked for");
            };
            self.0.borrow_mut().push(after);
            Ok(SyncAnswer::Left)
        }
    }

    fn record(number: u128) -> RecordKey {
        RecordKey::new(Collection::Item, ItemId::fixed(number))
    }

    /// The wish for the part after a record.
    fn part(after: u128) -> Outgoing {
        Outgoing {
            request: SyncRequest::Snapshot {
                scope: Scope::Org,
                after: Some(record(after)),
                at: Some(9),
                size: PartSize::near(usize::MAX),
            },
            person: Some(PersonId::fixed(1)),
            token: None,
        }
    }

    /// A part, and after which record there is another.
    fn came(next: Option<u128>) -> Answer {
        Ok(SyncAnswer::Snapshot(Box::new(SnapshotResponse {
            cursor: Cursor(Epoch(1), 9),
            records: Vec::new(),
            next: next.map(record),
            unparked: Vec::new(),
        })))
    }

    /// What was asked for over the line once a part had come, and then a request was made.
    fn asked(next: Option<u128>, then: Outgoing) -> (Vec<u128>, Vec<u128>) {
        let line = Line::default();
        let mut ahead = Ahead::nothing();
        let numbers = || {
            let all = line.0.borrow();
            let numbers = all.iter().flatten();
            numbers.map(|key| key.id().0.as_u128()).collect::<Vec<_>>()
        };
        finish(ahead.ask(&line, &part(1), &came(next)));
        let before = numbers();
        let answer = finish(ahead.exchange(&line, then));
        assert!(matches!(answer, Ok(SyncAnswer::Left)));
        (before, numbers())
    }

    /// Polls until it is done: what is waited for here wakes itself.
    fn finish<T>(what: impl Future<Output = T>) -> T {
        let mut what = Box::pin(what);
        for _ in 0..10 {
            if let Some(done) = what.as_mut().now_or_never() {
                return done;
            }
        }
        panic!("it waits for something that does not come");
    }

    #[test]
    fn the_next_part_is_asked_for_before_it_is_wanted_and_then_not_again() {
        assert_eq!(asked(Some(2), part(2)), (vec![2], vec![2]));
    }

    #[test]
    fn after_the_last_part_nothing_is_asked_for() {
        assert_eq!(asked(None, part(2)), (vec![], vec![2]));
    }

    #[test]
    fn what_is_wanted_instead_or_by_somebody_else_is_asked_for_itself() {
        assert_eq!(asked(Some(2), part(3)), (vec![2], vec![2, 3]));
        let by_another = Outgoing {
            person: Some(PersonId::fixed(2)),
            ..part(2)
        };
        assert_eq!(asked(Some(2), by_another), (vec![2], vec![2, 2]));
        let with_another_token = Outgoing {
            token: Some("another".to_owned()),
            ..part(2)
        };
        assert_eq!(asked(Some(2), with_another_token), (vec![2], vec![2, 2]));
    }
}
