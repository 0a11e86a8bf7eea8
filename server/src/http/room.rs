//! How much of the pushes under way the server holds at once, however many devices come back in the same minute.
//!
//! A body has its share of the room from before its first byte is read until the push is answered. Whoever finds no room
//! waits for some, and after a while is told to come again. What has come in whole waits for its turn to be read, which costs several times its length: a
//! slow line keeps its own share and nobody's turn.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
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
/// How long somebody waits for room.
const PATIENCE: Duration = Duration::from_secs(5);

/// The room for pushes.
#[derive(Debug)]
pub(super) struct Room {
    shares: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Room {
    /// An empty room, in which so many pushes at the same time have their turn.
    pub(super) fn new(turns: usize) -> Self {
        Self {
            shares: Arc::new(Semaphore::new(SHARES as usize)),
            turns: Arc::new(Semaphore::new(turns)),
        }
    }

    /// The share of a body; the whole room if nobody says how long it is.
    async fn share(&self, length: Option<usize>) -> Result<OwnedSemaphorePermit, ApiError> {
        let shares = length.map_or(SHARES, |length| {
            u32::try_from(length.div_ceil(SHARE)).map_or(SHARES, |shares| shares.clamp(1, SHARES))
        });
        let share = Arc::clone(&self.shares).acquire_many_owned(shares);
        let share = timeout(PATIENCE, share).await;
        share.ok().and_then(Result::ok).ok_or(ApiError::Busy)
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
}
