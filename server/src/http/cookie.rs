//! The cookies that hold a browser's credentials: one for each person who is enrolled in it, side by side.
//!
//! A browser that enrolled before people shared devices has its one credential in a cookie without a name of a person;
//! it counts as it did.

use std::fmt;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use shared::id::PersonId;

use super::Office;
use super::error::ApiError;
use crate::secret::Token;

/// Until when a browser keeps a cookie, in seconds: browsers allow 400 days at most.
const AGE: u32 = 400 * 86_400;
/// What the names of all of them begin with.
const NAME: &str = "recense";

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CookieName {
    /// One person's.
    Of(PersonId),
    /// From when a browser was one person's: whose, only its credential says.
    Older,
}

impl CookieName {
    fn parse(name: &str) -> Option<Self> {
        match name.strip_prefix(NAME)? {
            "" => Some(Self::Older),
            rest => rest.strip_prefix('-')?.parse().ok().map(Self::Of),
        }
    }

    /// Whose it is, as its name says.
    pub(super) fn person(self) -> Option<PersonId> {
        match self {
            Self::Of(person) => Some(person),
            Self::Older => None,
        }
    }

    /// What makes a browser keep a credential under this name.
    pub(super) fn keep(self, token: &Token, office: &Office) -> Result<HeaderValue, ApiError> {
        self.set(token.reveal(), AGE, office)
    }

    /// What makes a browser forget it.
    pub(super) fn forget(self, office: &Office) -> Result<HeaderValue, ApiError> {
        self.set("", 0, office)
    }

    fn set(self, value: &str, age: u32, office: &Office) -> Result<HeaderValue, ApiError> {
        let secure = if office.is_secure() { "; Secure" } else { "" };
        format!("{self}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}")
            .parse()
            // Neither an id nor a credential has a sign that a header may not hold.
            .map_err(|_| ApiError::BadRequest)
    }
}

impl fmt::Display for CookieName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(person) => write!(f, "{NAME}-{person}"),
            Self::Older => f.write_str(NAME),
        }
    }
}

/// A cookie that came along, with the credential in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) name: CookieName,
    pub(super) token: &'a str,
}

/// The cookie by which a request speaks: the named person's, or the older one, which may be theirs; where nobody is
/// named, the only one there is.
pub(super) fn find(headers: &HeaderMap, named: Option<PersonId>) -> Option<Found<'_>> {
    match named {
        Some(person) => {
            let of = |name| all(headers).find(|found| found.name == name);
            of(CookieName::Of(person)).or_else(|| of(CookieName::Older))
        }
        None => {
            let mut all = all(headers);
            all.next().filter(|_| all.next().is_none())
        }
    }
}

/// Ends the older credential that a browser has of a person, if it has one: with a newer one beside it, or none from now
/// on, it would go on speaking for them. What comes back makes the browser forget it.
pub(super) async fn end_older(
    headers: &HeaderMap,
    person: PersonId,
    office: &Office,
) -> Result<Option<HeaderValue>, ApiError> {
    let Some(older) = all(headers).find(|found| found.name == CookieName::Older) else {
        return Ok(None);
    };
    let token = Token::hash_of(older.token);
    let session = office.store.session(token).await?;
    if session.is_none_or(|session| session.person != person) {
        return Ok(None);
    }
    office
        .store
        .revoke(token, office.surroundings.now())
        .await?;
    CookieName::Older.forget(office).map(Some)
}

fn all(headers: &HeaderMap) -> impl Iterator<Item = Found<'_>> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(name, token)| {
            let name = CookieName::parse(name)?;
            Some(Found { name, token })
        })
}
