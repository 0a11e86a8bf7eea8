//! `GET /api/snapshot/{scope}?most=1000&after=item/0199…&at=4711`
//!
//! `GET /api/snapshot/{scope}?bucket=17`
//!
//! `after` is a record's key as `collection/id`, or as its JSON form.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use shared::digest::Bucket;
use shared::id::RecordId;
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::PartSize;

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Asked};
use crate::store::{Readable, SnapshotPart, StoreError};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

#[derive(Deserialize)]
pub(super) struct PartQuery {
    after: Option<String>,
    at: Option<u64>,
    most: Option<usize>,
    bucket: Option<Bucket>,
}

pub(super) async fn snapshot(
    State(office): State<Office>,
    caller: Caller,
    Path(scope): Path<String>,
    Asked(query): Asked<PartQuery>,
) -> Result<Response, ApiError> {
    let scope: Scope = scope.parse().map_err(|_| ApiError::NotFound)?;
    let after = match query.after.as_deref() {
        None | Some("") => None,
        Some(text) => Some(parse_key(text).ok_or(ApiError::BadRequest)?),
    };
    let part = SnapshotPart {
        after,
        at: query.at,
        size: query.most.map(PartSize::near).unwrap_or_default(),
        bucket: query.bucket,
    };
    if let Some(Bucket(bucket)) = part.bucket {
        tracing::warn!(%scope, bucket, person = %caller.person, "what a device holds differs");
        office.metrics.repaired();
    }
    let (share, turn) = office.room.part(part.size).await?;
    let part = match office.store.snapshot(caller.person, scope, part).await? {
        Readable::Yes(part) => part,
        Readable::No => return Err(ApiError::Forbidden),
    };
    let body = serde_json::to_vec(&part).map_err(StoreError::from)?;
    drop((part, turn));
    Ok(([(header::CONTENT_TYPE, JSON)], share.around(body)).into_response())
}

fn parse_key(text: &str) -> Option<RecordKey> {
    if text.starts_with('[') {
        return serde_json::from_str(text).ok();
    }
    let (collection, id) = text.split_once('/')?;
    let id: RecordId = id.parse().ok()?;
    Some(RecordKey(Collection::from(collection.to_owned()), id))
}
