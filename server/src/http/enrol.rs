//! Credentials: spending an enrolment code, asking whose one is, giving it back.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use shared::wire::{EnrolRequest, SessionResponse};

use super::Office;
use super::caller::{COOKIE_NAME, Caller};
use super::error::{ApiError, Asked, Body};
use crate::secret::{EnrolmentCode, Token};
use crate::store::{Session, StoreError};

/// Until when a browser keeps the cookie, in seconds: browsers allow 400 days at most.
const COOKIE_AGE: u32 = 400 * 86_400;
/// The longest name of a device that is kept, in characters.
const MAX_DEVICE: usize = 200;

#[derive(Deserialize)]
pub(super) struct EnrolQuery {
    /// `1`: a native app, which keeps the credential itself.
    token: Option<u8>,
}

/// `POST /api/enrol`
pub(super) async fn enrol(
    State(office): State<Office>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Asked(query): Asked<EnrolQuery>,
    headers: HeaderMap,
    Body(request): Body<EnrolRequest>,
) -> Result<Response, ApiError> {
    let now = office.surroundings.now();
    if !office.enrolments.admits(peer.ip(), now) {
        return Err(ApiError::Throttled);
    }
    // A form of another site could sign somebody in as somebody else.
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Err(ApiError::BadRequest);
    }
    let token = Token::random(&office.surroundings)?;
    let code = EnrolmentCode::hash_of(&request.code);
    let device = request.device.chars().take(MAX_DEVICE).collect();
    let spent = office.store.spend(code, token.hash(), device, now).await?;
    let Some(session) = spent else {
        office.enrolments.failed(peer.ip());
        return Err(ApiError::EnrolmentCode);
    };
    tracing::info!(person = %session.person, "a device was enrolled");
    let mut response = session_response(&office, session).await?;
    if query.token == Some(1) {
        response.token = Some(token.reveal().to_owned());
        return Ok(Json(response).into_response());
    }
    let cookie = cookie(token.reveal(), COOKIE_AGE, office.is_secure());
    Ok(([(header::SET_COOKIE, cookie)], Json(response)).into_response())
}

/// `GET /api/session`
pub(super) async fn session(
    State(office): State<Office>,
    caller: Caller,
) -> Result<Json<SessionResponse>, ApiError> {
    let session = Session {
        person: caller.person,
        person_name: caller.person_name,
    };
    session_response(&office, session).await.map(Json)
}

/// `DELETE /api/session`
pub(super) async fn leave(
    State(office): State<Office>,
    caller: Caller,
) -> Result<Response, ApiError> {
    let now = office.surroundings.now();
    office.store.revoke(caller.token, now).await?;
    let cookie = cookie("", 0, office.is_secure());
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

async fn session_response(office: &Office, session: Session) -> Result<SessionResponse, ApiError> {
    let organisation = office.store.organisation().await?;
    let organisation = organisation.ok_or(StoreError::NotFounded)?;
    Ok(SessionResponse {
        org: organisation.id,
        org_name: organisation.name,
        person: session.person,
        person_name: session.person_name,
        token: None,
    })
}

fn cookie(value: &str, age: u32, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE_NAME}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}")
}
