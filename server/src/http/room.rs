//! How much of what travels the server holds at once, however many devices come back in the same minute, or come for the
//! first time.
//!
//! **Pushes.** A body has its share of the room from before its first byte is read until the push is answered. Whoever
//! finds no room waits for some, and after a while is told to come again. What has come in whole waits for its turn to be
//! read, which costs several times its length: a slow line keeps its own share and nobody's turn.
//!
//! **Parts of snapshots.** Each has its share of another room until its last byte is on its way, and few are made at a time.

use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use futures_util::{StreamExt as _, stream};
use serde::de::DeserializeOwned;
use shared::wire::PartSize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::error::ApiError;
use super::{Office, PUSH_BODY};

/// Bytes of one share.
const SHARE: usize = 1_024;
/// Shares in the room: the largest push finds all of it just large enough.
const SHARES: u32 = {
    let shares = PUSH_BODY.div_ceil(SHARE);
    assert!(shares < u32::MAX as usize, "some thousand shares");
    shares as u32
};
/// Shares in the room for parts of snapshots, of which a record takes about one: 16 of the longest, or 64 of those that a
/// device begins with.
const SHARES_OF_PARTS: usize = 64 * 1_024;
/// Parts that are made at the same time: a part that is made takes several times its length.
const MAKERS: usize = 4;
/// How long somebody waits for room.
const PATIENCE: Duration = Duration::from_secs(5);

/// The room for both.
#[derive(Debug)]
pub(super) struct Room {
    shares: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    parts: Arc<Semaphore>,
    makers: Arc<Semaphore>,
}

impl Room {
    /// An empty room, in which so many pushes at the same time have their turn.
    pub(super) fn new(turns: usize) -> Self {
        Self {
            shares: Arc::new(Semaphore::new(SHARES as usize)),
            turns: Arc::new(Semaphore::new(turns)),
            parts: Arc::new(Semaphore::new(SHARES_OF_PARTS)),
            makers: Arc::new(Semaphore::new(MAKERS)),
        }
    }

    /// The share of a body; the whole room if nobody says how long it is.
    async fn share(&self, length: Option<usize>) -> Result<OwnedSemaphorePermit, ApiError> {
        let shares = length.map_or(SHARES, |length| {
            u32::try_from(length.div_ceil(SHARE)).map_or(SHARES, |shares| shares.clamp(1, SHARES))
        });
        take(&self.shares, shares).await
    }

    /// The share of a part that is to be made, and the turn to make it.
    pub(super) async fn part(&self, size: PartSize) -> Result<(Share, Turn), ApiError> {
        let shares = u32::try_from(size.records()).unwrap_or(u32::MAX);
        let share = take(&self.parts, shares).await?;
        Ok((Share(share), Turn(take(&self.makers, 1).await?)))
    }
}

async fn take(room: &Arc<Semaphore>, shares: u32) -> Result<OwnedSemaphorePermit, ApiError> {
    let share = timeout(PATIENCE, Arc::clone(room).acquire_many_owned(shares)).await;
    share.ok().and_then(Result::ok).ok_or(ApiError::Busy)
}

/// The turn to make a part: over when it is dropped.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

/// The share of a part, held for as long as its body.
#[derive(Debug)]
pub(super) struct Share(OwnedSemaphorePermit);

impl Share {
    /// An answer's body that holds the share until it has been sent, or given up.
    pub(super) fn around(self, body: Vec<u8>) -> Body {
        let pieces = stream::once(ready(Ok::<_, Infallible>(Bytes::from(body))));
        Body::from_stream(pieces.chain(stream::poll_fn(move |_| {
            let _held = &self.0;
            Poll::Ready(None)
        })))
    }
}

/// A JSON body with its share of the room, refused with an [`ApiError`].
pub(super) struct Roomed<T> {
    pub(super) body: T,
    _room: [OwnedSemaphorePermit; 2],
}

impl<T: DeserializeOwned> FromRequest<Office> for Roomed<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, office: &Office) -> Result<Self, ApiError> {
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let share = match office.room.share(length).await {
            Ok(share) => share,
            Err(refusal) => {
                // Who is still sending hears nothing.
                let mut rest = request.into_body().into_data_stream();
                while let Some(Ok(_)) = rest.next().await {}
                return Err(refusal);
            }
        };
        let bytes = Bytes::from_request(request, office).await?;
        let turn = Arc::clone(&office.room.turns).acquire_owned().await;
        let turn = turn.map_err(|_| ApiError::Busy)?;
        let body = serde_json::from_slice(&bytes).map_err(|_| ApiError::BadRequest)?;
        Ok(Self {
            body,
            _room: [share, turn],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_finds_room_as_soon_as_there_is_some() {
        let room = Room::new(1);
        let whole = room.share(None).await.expect("an empty room");
        let waits = async { room.share(Some(1)).await.is_ok() };
        let leaves = async { drop(whole) };
        assert!(tokio::join!(waits, leaves).0);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_in_vain_is_told_and_has_taken_nothing() {
        let room = Room::new(1);
        let small = room.share(Some(1)).await.expect("an empty room");
        assert!(matches!(room.share(None).await, Err(ApiError::Busy)));
        let beside = room.share(Some(PUSH_BODY - 2 * SHARE)).await;
        assert!(beside.is_ok());
        drop((small, beside));
        assert!(room.share(Some(usize::MAX)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_part_has_its_share_for_as_long_as_its_body_and_its_turn_only_while_it_is_made() {
        let room = Room::new(1);
        let longest = PartSize::near(usize::MAX);
        let mut bodies = Vec::new();
        for _ in 0..SHARES_OF_PARTS / longest.records() {
            let (share, turn) = room.part(longest).await.expect("room");
            drop(turn);
            bodies.push(share.around(b"{}".to_vec()));
        }
        assert!(matches!(room.part(longest).await, Err(ApiError::Busy)));
        let sent = bodies.pop().expect("a body").into_data_stream();
        assert_eq!(sent.count().await, 1);
        assert!(room.part(longest).await.is_ok());
        // One that nobody reads to its end any more.
        bodies.clear();
        let mut turns = Vec::new();
        for _ in 0..MAKERS {
            turns.push(room.part(longest).await.expect("room").1);
        }
        assert!(matches!(room.part(longest).await, Err(ApiError::Busy)));
    }
}
