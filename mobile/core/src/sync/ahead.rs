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

/// A request is on its way once the transport and the connection have each had a turn.
const TURNS: usize = 2;

/// The request for the part that comes after an answer.
fn part_after(outgoing: &Outgoing, answer: &Answer) -> Option<Outgoing> {
    let (SyncRequest::Snapshot { scope, .. }, Ok(SyncAnswer::Snapshot(part))) =
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
        },
        ..outgoing.clone()
    })
}

/// Whether both ask for the same part of the same snapshot, in the same name.
fn is_same_part(one: &Outgoing, other: &Outgoing) -> bool {
    let part = |outgoing: &Outgoing| match &outgoing.request {
        SyncRequest::Snapshot { scope, after, at } => Some((*scope, after.clone(), *at)),
        _ => None,
    };
    part(one).is_some()
        && part(one) == part(other)
        && (one.person, &one.token) == (other.person, &other.token)
}
