//! Who asks: the typed extractor that every handler behind a credential takes.
//!
//! **Invariant:** a request that names a person speaks for them or for nobody: another's credential, which a shared
//! device has beside theirs, is never taken in its place.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use serde::Deserialize;
use shared::id::PersonId;
use shared::wire::PERSON_HEADER;

use super::Office;
use super::cookie::{self, CookieName};
use super::error::{ApiError, Asked};
use crate::secret::{SecretHash, Token};
use crate::store::held::PutOut;

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
    /// The cookie that the credential lay in.
    pub(super) cookie: Option<CookieName>,
}

impl FromRequestParts<Office> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let named = named(&parts.headers)?;
        Self::find(parts, office, named).await?.caller()
    }
}

impl Caller {
    async fn find(
        parts: &Parts,
        office: &Office,
        named: Option<PersonId>,
    ) -> Result<Sender, ApiError> {
        let (presented, cookie) = match find_bearer(&parts.headers) {
            Some(token) => (token, None),
            None => {
                let found = cookie::find(&parts.headers, named).ok_or(ApiError::Unauthorised)?;
                if !comes_from_the_app(parts, office.public_url.as_deref()) {
                    return Err(ApiError::Forbidden);
                }
                (found.token, Some(found.name))
            }
        };
        let token = Token::hash_of(presented);
        let meant = named.or(cookie.and_then(CookieName::person));
        let is_meant = |person| meant.is_none_or(|meant| meant == person);
        let Some(session) = office.store.session(token).await? else {
            let put_out = office.store.put_out(token).await?;
            let put_out = put_out.filter(|it| is_meant(it.person));
            return Ok(Sender::PutOut(put_out.ok_or(ApiError::Unauthorised)?));
        };
        if !is_meant(session.person) {
            return Err(ApiError::Unauthorised);
        }
        Ok(Sender::Caller(Self {
            person: session.person,
            person_name: session.person_name,
            token,
            cookie,
        }))
    }
}

/// Who delivers: a caller, or a device that was put out and may do nothing else any more.
#[derive(Clone, Debug)]
pub(super) enum Sender {
    /// Somebody whose credential counts.
    Caller(Caller),
    /// A device whose credential counts no longer.
    PutOut(PutOut),
}

impl FromRequestParts<Office> for Sender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let named = named(&parts.headers)?;
        Caller::find(parts, office, named).await
    }
}

impl Sender {
    fn caller(self) -> Result<Caller, ApiError> {
        match self {
            Self::Caller(caller) => Ok(caller),
            Self::PutOut(_) => Err(ApiError::PutOut),
        }
    }
}

/// The caller of a page that the browser opens by itself: it sends no header, so its address names the person.
#[derive(Clone, Debug)]
pub(super) struct PageCaller(pub(super) Caller);

#[derive(Deserialize)]
struct PersonQuery {
    #[serde(default)]
    person: String,
}

impl FromRequestParts<Office> for PageCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let Asked(PersonQuery { person }) = Asked::from_request_parts(parts, office).await?;
        let named = match (person.as_str(), named(&parts.headers)?) {
            ("", named) => named,
            (person, None) => Some(person.parse().map_err(|_| ApiError::Unauthorised)?),
            // Whom a header names, no address changes.
            (_, Some(_)) => return Err(ApiError::Unauthorised),
        };
        Caller::find(parts, office, named).await?.caller().map(Self)
    }
}

/// For whom a request speaks, as far as it says so. Two names, or what is none, are nobody's.
fn named(headers: &HeaderMap) -> Result<Option<PersonId>, ApiError> {
    let mut names = headers.get_all(PERSON_HEADER).iter();
    let Some(name) = names.next() else {
        return Ok(None);
    };
    let person = name.to_str().ok().and_then(|name| name.parse().ok());
    match (person, names.next()) {
        (Some(person), None) => Ok(Some(person)),
        _ => Err(ApiError::Unauthorised),
    }
}

fn find_bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
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
