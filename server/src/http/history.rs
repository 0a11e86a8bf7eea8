//! `GET /api/history/{collection}/{id}?before={rev}`

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use shared::id::RecordId;
use shared::record::{Collection, RecordKey};
use shared::wire::HistoryResponse;

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Asked};
use crate::store::Readable;

#[derive(Deserialize)]
pub(super) struct HistoryQuery {
    before: Option<u64>,
}

pub(super) async fn history(
    State(office): State<Office>,
    caller: Caller,
    Path((collection, id)): Path<(String, String)>,
    Asked(query): Asked<HistoryQuery>,
) -> Result<Json<HistoryResponse>, ApiError> {
    let id: RecordId = id.parse().map_err(|_| ApiError::NotFound)?;
    let record = RecordKey(Collection::from(collection), id);
    let lines = office
        .store
        .history(caller.person, record, query.before)
        .await?;
    match lines {
        Readable::Yes(lines) => Ok(Json(HistoryResponse { lines })),
        Readable::No => Err(ApiError::NotFound),
    }
}
