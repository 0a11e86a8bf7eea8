//! Credentials: spending an enrolment code, asking whose one is, giving it back.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use shared::id::DeviceId;
use shared::wire::{EnrolRequest, SessionResponse};

use super::Office;
use super::caller::Caller;
use super::cookie::{self, CookieName};
use super::error::{ApiError, Asked, Body};
use crate::organisation::name_of;
use crate::secret::{EnrolmentCode, Token};
use crate::store::{NewDevice, Session, StoreError};

/// The longest name of a device that is kept, in characters.
const MAX_DEVICE: usize = 200;

/// What a device calls itself, as a person can read it and every store can hold it.
fn name_of_device(said: &str) -> String {
    let readable = said.chars().filter(|sign| !sign.is_control());
    readable.take(MAX_DEVICE).collect()
}

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
    if !office.enrolments.admits(&peer.ip(), now) {
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
    let device = NewDevice {
        id: DeviceId::new(now, office.surroundings.random()?),
        token: token.hash(),
        name: name_of_device(&request.device),
    };
    let spent = office.store.spend(code, device, now).await?;
    let Some(session) = spent else {
        office.enrolments.count(peer.ip());
        return Err(ApiError::EnrolmentCode);
    };
    tracing::info!(person = %session.person, "a device was enrolled");
    let person = session.person;
    let mut response = session_response(&office, session).await?;
    if query.token == Some(1) {
        response.token = Some(token.reveal().to_owned());
        return Ok(Json(response).into_response());
    }
    let mut answer = Json(response).into_response();
    let kept = CookieName::Of(person).keep(&token, &office)?;
    let older = cookie::end_older(&headers, person, &office).await?;
    for cookie in [Some(kept), older].into_iter().flatten() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
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

/// `DELETE /api/session`: ends the caller's credential, and no other that their device has.
pub(super) async fn leave(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let now = office.surroundings.now();
    office.store.revoke(caller.token, now).await?;
    let mut answer = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = caller.cookie {
        let own = cookie.forget(&office)?;
        let older = cookie::end_older(&headers, caller.person, &office).await?;
        for cookie in [Some(own), older].into_iter().flatten() {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(answer)
}

async fn session_response(office: &Office, session: Session) -> Result<SessionResponse, ApiError> {
    let organisation = office.store.organisation().await?;
    let organisation = organisation.ok_or(StoreError::NotFounded)?;
    Ok(SessionResponse {
        org: organisation.id,
        org_name: name_of(&organisation, &*office.store).await?,
        person: session.person,
        person_name: session.person_name,
        token: None,
    })
}
