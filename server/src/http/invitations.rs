//! `POST /api/invitations`: a way in for another device, one's own or somebody else's.

use axum::Json;
use axum::extract::State;
use shared::wire::{InvitationRequest, InvitationResponse};

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Body, granted};
use crate::organisation::Wish;
use crate::secret::EnrolmentCode;
use crate::store::Authority;

pub(super) async fn invite(
    State(office): State<Office>,
    caller: Caller,
    Body(request): Body<InvitationRequest>,
) -> Result<Json<InvitationResponse>, ApiError> {
    let now = office.surroundings.now();
    if !office.invitations.admits(&caller.person, now) {
        return Err(ApiError::Throttled);
    }
    office.invitations.count(caller.person);
    let wish = Wish {
        by: Authority::Person(caller.person),
        person: request.person,
        replaces: request.replaces,
    };
    let code = EnrolmentCode::random(&office.surroundings)?;
    let granting = wish.grant(&code, now, &*office.store, &office.origin);
    let invitation = granted(granting.await?)?;
    tracing::info!(by = %caller.person, person = %invitation.person, "a device was invited");
    Ok(Json(InvitationResponse {
        link: invitation.link,
        minutes: invitation.minutes,
    }))
}
