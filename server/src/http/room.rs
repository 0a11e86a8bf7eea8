//! How much of the pushes under way the server holds at once, however many devices come back in the same minute.
//!
//! A body has its share of the room from before its first byte is read until the push is answered; whoever finds no room
//! is told to come again. What has come in whole waits for its turn to be read, which costs several times its length: a
//! slow line keeps its own share and nobody's turn.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

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
/// Pushes that are read and taken at the same time.
const TURNS: usize = 16;

/// The room for pushes.
#[derive(Debug)]
pub(super) struct Room {
    shares: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            shares: Arc::new(Semaphore::new(SHARES as usize)),
            turns: Arc::new(Semaphore::new(TURNS)),
        }
    }
}

impl Room {
    /// The share of a body; the whole room if nobody says how long it is.
    fn share(&self, length: Option<usize>) -> Result<OwnedSemaphorePermit, ApiError> {
        let shares = length.map_or(SHARES, |length| {
            u32::try_from(length.div_ceil(SHARE)).map_or(SHARES, |shares| shares.clamp(1, SHARES))
        });
        let share = Arc::clone(&self.shares).try_acquire_many_owned(shares);
        share.map_err(|_| ApiError::Busy)
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
        let share = office.room.share(length)?;
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
