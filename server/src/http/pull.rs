//! `POST /api/pull`

use axum::Json;
use axum::extract::State;
use shared::wire::{PullRequest, PullResponse};

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Body};

pub(super) async fn pull(
    State(office): State<Office>,
    caller: Caller,
    Body(request): Body<PullRequest>,
) -> Result<Json<PullResponse>, ApiError> {
    let now = office.surroundings.now();
    office.store.seen(caller.token, now).await?;
    Ok(Json(office.store.pull(caller.person, request).await?))
}
