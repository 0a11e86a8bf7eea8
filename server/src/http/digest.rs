//! `GET /api/digest/{scope}`
//!
//! Going through a scope takes a second for each hundred thousand records, and devices ask in the same hour of the
//! morning: what was found at a head is kept until that moves, and one scope at a time is gone through.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use shared::record::Scope;
use shared::wire::{Cursor, DigestResponse};
use tokio::sync::Mutex;

use super::Office;
use super::caller::Caller;
use super::error::ApiError;
use crate::store::{Authority, Readable};

/// What the scopes came to when somebody last asked.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<BTreeMap<Scope, DigestResponse>>);

pub(super) async fn digest(
    State(office): State<Office>,
    caller: Caller,
    Path(scope): Path<String>,
) -> Result<Json<DigestResponse>, ApiError> {
    let scope: Scope = scope.parse().map_err(|_| ApiError::NotFound)?;
    let mut kept = office.digests.0.lock().await;
    let now = office.store.heads(caller.person).await?;
    let head = now.heads.get(&scope).ok_or(ApiError::Forbidden)?;
    if let Some(known) = kept.get(&scope)
        && known.cursor == Cursor(now.epoch, *head)
    {
        return Ok(Json(known.clone()));
    }
    let by = Authority::Person(caller.person);
    match office.store.digest(by, scope).await? {
        Readable::Yes(digest) => {
            kept.insert(scope, digest.clone());
            Ok(Json(digest))
        }
        Readable::No => Err(ApiError::Forbidden),
    }
}
