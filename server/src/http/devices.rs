//! `GET /api/devices?person={id}`, `DELETE /api/devices/{id}`: the devices that speak for a person.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use shared::id::{DeviceId, PersonId};
use shared::wire::DevicesResponse;

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Asked, granted};

#[derive(Deserialize)]
pub(super) struct DevicesQuery {
    person: PersonId,
}

pub(super) async fn devices(
    State(office): State<Office>,
    caller: Caller,
    Asked(DevicesQuery { person }): Asked<DevicesQuery>,
) -> Result<Json<DevicesResponse>, ApiError> {
    let found = office
        .store
        .devices(caller.person, caller.token, person)
        .await?;
    Ok(Json(DevicesResponse {
        devices: granted(found)?,
    }))
}

pub(super) async fn revoke(
    State(office): State<Office>,
    caller: Caller,
    Path(device): Path<String>,
) -> Result<StatusCode, ApiError> {
    let device: DeviceId = device.parse().map_err(|_| ApiError::NotFound)?;
    let now = office.surroundings.now();
    let revoked = office
        .store
        .revoke_device(caller.person, device, now)
        .await?;
    granted(revoked)?;
    tracing::info!(by = %caller.person, %device, "a device was put out");
    Ok(StatusCode::NO_CONTENT)
}
