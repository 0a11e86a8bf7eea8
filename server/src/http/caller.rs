//! Who asks: the typed extractor that every handler behind a credential takes.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use shared::id::PersonId;

use super::Office;
use super::error::ApiError;
use crate::secret::{SecretHash, Token};

/// The cookie that holds a browser's credential.
pub(super) const COOKIE_NAME: &str = "recense";

/// The person whose credential came with a request, known to count at this moment.
///
/// What the person may do is not decided here but where the data is, by their memberships in the same transaction.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The person.
    pub(super) person: PersonId,
    /// Their name.
    pub(super) person_name: String,
    /// The hash of the credential.
    pub(super) token: SecretHash,
}

impl FromRequestParts<Office> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let presented = match find_bearer(&parts.headers) {
            Some(token) => token,
            None => {
                let token = find_cookie(&parts.headers).ok_or(ApiError::Unauthorised)?;
                if !comes_from_the_app(parts, office.public_url.as_deref()) {
                    return Err(ApiError::Forbidden);
                }
                token
            }
        };
        let token = Token::hash_of(presented);
        let session = office.store.session(token).await?;
        let session = session.ok_or(ApiError::Unauthorised)?;
        Ok(Self {
            person: session.person,
            person_name: session.person_name,
            token,
        })
    }
}

fn find_bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

fn find_cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, value)| value)
}

/// A browser sends the cookie by itself, so what changes something has to show that the app's own page asked: a
/// content type that no form of another site can send, and an origin, where there is one, that is this server.
fn comes_from_the_app(parts: &Parts, public_url: Option<&str>) -> bool {
    let headers = &parts.headers;
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return true;
    }
    let own_origin = headers.get(ORIGIN).is_none_or(|origin| {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        // HTTP/2 has no such header: there it is part of the address.
        let host = host.or(parts
            .uri
            .authority()
            .map(axum::http::uri::Authority::as_str));
        let origin = origin.to_str().unwrap_or_default();
        public_url.is_some_and(|url| url.trim_end_matches('/') == origin)
            || origin.split_once("://").map(|(_, rest)| rest) == host
    });
    let is_json = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.split(';').next() == Some("application/json"));
    // A form cannot send DELETE, and a script of another site is asked first whether it may.
    own_origin && (is_json || parts.method == Method::DELETE)
}
