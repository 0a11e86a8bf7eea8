//! `POST /api/push`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::id::InstallationId;
use shared::time::Anchor;
use shared::wire::{MAX_PUSH, PushResponse};

use super::Office;
use super::caller::Sender;
use super::error::ApiError;
use super::room::Roomed;
use crate::store::{Authority, Entry, Push};

/// `wire::PushRequest`, whose entries are each read by themselves: one that cannot be read is parked, and the next
/// goes on.
#[derive(Deserialize)]
pub(super) struct PushBody {
    installation: InstallationId,
    anchor: Anchor,
    entries: Vec<RawEntry>,
}

#[derive(Deserialize)]
struct RawEntry {
    seq: u64,
    op: Box<RawValue>,
}

pub(super) async fn push(
    State(office): State<Office>,
    sender: Sender,
    Roomed { body, .. }: Roomed<PushBody>,
) -> Result<Json<PushResponse>, ApiError> {
    if body.entries.len() > MAX_PUSH {
        return Err(ApiError::TooLarge);
    }
    let counted = body
        .entries
        .iter()
        .all(|entry| (1..=i64::MAX as u64).contains(&entry.seq));
    let ordered = body.entries.is_sorted_by(|one, next| one.seq < next.seq);
    if !counted || !ordered {
        return Err(ApiError::BadRequest);
    }
    let push = Push {
        installation: body.installation,
        anchor: body.anchor,
        entries: body
            .entries
            .iter()
            .map(|entry| Entry::read(entry.seq, &entry.op))
            .collect(),
    };
    let now = office.surroundings.now();
    let person = match sender {
        Sender::Caller(caller) => caller.person,
        Sender::PutOut(from) => {
            let held = office.store.hold(from, push, now).await?;
            tracing::warn!(person = %from.person, device = %from.device, "a device that was put out delivered");
            return held.map(Json).ok_or(ApiError::Throttled);
        }
    };
    let response = office
        .store
        .push(Authority::Person(person), push, now)
        .await?;
    match &response {
        PushResponse::Taken { outcomes, .. } => office.metrics.taken(outcomes),
        PushResponse::Fork { .. } => {
            office.metrics.forked();
            tracing::warn!(
                installation = %body.installation,
                %person,
                "an installation was copied or went back in time"
            );
        }
    }
    Ok(Json(response))
}
