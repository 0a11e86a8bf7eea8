//! `GET /api/devices?person={id}`, `DELETE /api/devices/{id}`, `POST /api/devices/{id}/held`: the devices that speak for
//! a person, and what those delivered that do so no longer.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use shared::id::{DeviceId, InstallationId, PersonId};
use shared::wire::{DevicesResponse, PushResponse, Verdict};

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Asked, Body, granted};
use crate::store::held::HeldWork;
use crate::store::{Authority, Push};

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

/// Takes in what a device delivered after it was put out, or refuses it. Taking in is a push like any other, so that
/// one that broke off is begun again.
pub(super) async fn judge(
    State(office): State<Office>,
    caller: Caller,
    Path(device): Path<String>,
    Body(verdict): Body<Verdict>,
) -> Result<StatusCode, ApiError> {
    let device: DeviceId = device.parse().map_err(|_| ApiError::NotFound)?;
    let now = office.surroundings.now();
    let held = office.store.held(caller.person, device, now).await?;
    let HeldWork { person, pushes } = granted(held)?;
    if verdict == (Verdict::Accept {}) {
        let authority = Authority::TakenIn(person);
        for push in pushes.clone() {
            let taken = office.store.push(authority, push.clone(), now).await?;
            if let PushResponse::Fork { .. } = taken {
                // A number of the installation is another operation's: the device's own name numbers anew.
                let renumbered = Push {
                    installation: InstallationId(device.0),
                    ..push
                };
                office.store.push(authority, renumbered, now).await?;
            }
        }
    }
    let judged = office.store.judge_held(caller.person, device, pushes, now);
    granted(judged.await?)?;
    tracing::info!(by = %caller.person, %device, ?verdict, "what a device delivered was judged");
    Ok(StatusCode::NO_CONTENT)
}
