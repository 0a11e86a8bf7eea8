//! `GET /api/digest/{scope}?at=4711`
//!
//! Going through a scope takes a second for each hundred thousand records, and devices ask in the same hour of the
//! morning: what was found at a head is kept until that moves, one at a time goes through a scope, and nobody does for a
//! device that has not read as far.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use shared::digest::FORM;
use shared::record::Scope;
use shared::wire::{Cursor, DigestResponse};
use tokio::sync::Mutex as Turn;

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Asked};
use crate::store::{Authority, Readable};

/// What the scopes came to when somebody last asked. Whoever goes through one holds its turn.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<BTreeMap<Scope, Arc<Turn<Option<DigestResponse>>>>>);

impl Kept {
    fn of(&self, scope: Scope) -> Arc<Turn<Option<DigestResponse>>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.entry(scope).or_default())
    }
}

#[derive(Deserialize)]
pub(super) struct DigestQuery {
    at: u64,
}

pub(super) async fn digest(
    State(office): State<Office>,
    caller: Caller,
    Path(scope): Path<String>,
    Asked(DigestQuery { at }): Asked<DigestQuery>,
) -> Result<Json<DigestResponse>, ApiError> {
    let scope: Scope = scope.parse().map_err(|_| ApiError::NotFound)?;
    let now = office.store.heads(caller.person).await?;
    let head = *now.heads.get(&scope).ok_or(ApiError::Forbidden)?;
    let cursor = Cursor(now.epoch, head);
    if head != at {
        return Ok(Json(DigestResponse {
            cursor,
            form: FORM,
            buckets: Vec::new(),
        }));
    }
    let turn = office.digests.of(scope);
    let mut kept = turn.lock().await;
    if let Some(known) = kept.as_ref().filter(|known| known.cursor == cursor) {
        return Ok(Json(known.clone()));
    }
    let by = Authority::Person(caller.person);
    match office.store.digest(by, scope).await? {
        Readable::Yes(digest) => Ok(Json(kept.insert(digest).clone())),
        Readable::No => Err(ApiError::Forbidden),
    }
}
