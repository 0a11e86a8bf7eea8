//! `POST /api/numbers`: inventory numbers, which a device then gives without a network.

use axum::Json;
use axum::extract::State;
use shared::wire::{MAX_NUMBERED_TYPES, MAX_NUMBERS, NumbersRequest, NumbersResponse};

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Body};

pub(super) async fn reserve(
    State(office): State<Office>,
    caller: Caller,
    Body(NumbersRequest { wanted }): Body<NumbersRequest>,
) -> Result<Json<NumbersResponse>, ApiError> {
    let mut counts = wanted.values();
    let is_sound = (1..=MAX_NUMBERED_TYPES).contains(&wanted.len())
        && counts.all(|count| (1..=MAX_NUMBERS).contains(count));
    if !is_sound {
        return Err(ApiError::BadRequest);
    }
    let reserved = office.store.reserve_numbers(caller.person, wanted).await?;
    Ok(Json(reserved))
}
