//! Refusals: what the asker is told, and what only the log is.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::wire::{ErrorCode, ErrorResponse};

use crate::store::{Admission, StoreError};
use crate::surroundings::NoEntropy;

/// After how many seconds whoever found no room may find some.
const COME_AGAIN: HeaderValue = HeaderValue::from_static("1");

/// Why a request was not answered with what it asked for.
///
/// **Invariant:** a client sees [`ErrorCode`] and nothing else; what went wrong inside is logged once, here.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// The request cannot be read.
    #[error("the request cannot be read")]
    BadRequest,
    /// No credential, or one that counts no longer.
    #[error("no credential, or one that counts no longer")]
    Unauthorised,
    /// The credential is of a device that was put out.
    #[error("the device was put out")]
    PutOut,
    /// The credential does not reach this far.
    #[error("the credential does not reach this far")]
    Forbidden,
    /// There is no such thing, as far as the asker may know.
    #[error("there is no such thing")]
    NotFound,
    /// The enrolment code is wrong, spent or too old.
    #[error("the enrolment code is wrong, spent or too old")]
    EnrolmentCode,
    /// The body is too large.
    #[error("the body is too large")]
    TooLarge,
    /// Too many tries.
    #[error("too many tries")]
    Throttled,
    /// There is no room for it just now.
    #[error("there is no room for it just now")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system has no random bytes.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}

impl ApiError {
    fn code(&self) -> (StatusCode, ErrorCode) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, ErrorCode::BadRequest),
            Self::Unauthorised => (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorised),
            Self::PutOut => (StatusCode::UNAUTHORIZED, ErrorCode::PutOut),
            Self::Forbidden => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
            Self::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
            Self::EnrolmentCode => (StatusCode::FORBIDDEN, ErrorCode::EnrolmentCode),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge),
            Self::Throttled | Self::Busy => (StatusCode::TOO_MANY_REQUESTS, ErrorCode::Throttled),
            Self::Store(StoreError::ForeignInstallation) => {
                (StatusCode::FORBIDDEN, ErrorCode::ForeignInstallation)
            }
            // What may go better the next time is the device's to try again; both keep its outbox whole.
            Self::Store(error) if !error.is_permanent() => {
                (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Internal)
            }
            Self::Store(_) | Self::NoEntropy(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal)
            }
        }
    }
}

/// What was granted, or the refusal.
pub(super) fn granted<T>(admission: Admission<T>) -> Result<T, ApiError> {
    match admission {
        Admission::Granted(granted) => Ok(granted),
        Admission::Refused => Err(ApiError::Forbidden),
        Admission::Unknown => Err(ApiError::NotFound),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, error) = self.code();
        if status.is_server_error() {
            tracing::error!(error = &self as &dyn std::error::Error, "a request failed");
        }
        let refusal = (status, Json(ErrorResponse { error }));
        match self {
            Self::Busy => ([(header::RETRY_AFTER, COME_AGAIN)], refusal).into_response(),
            _ => refusal.into_response(),
        }
    }
}

impl From<axum::extract::rejection::BytesRejection> for ApiError {
    fn from(rejection: axum::extract::rejection::BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::BadRequest,
        }
    }
}

/// A JSON body, refused with an [`ApiError`].
pub(super) struct Body<T>(pub(super) T);

impl<T, S> axum::extract::FromRequest<S> for Body<T>
where
    T: serde::de::DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(
        request: axum::extract::Request,
        state: &S,
    ) -> Result<Self, Self::Rejection> {
        let bytes = axum::body::Bytes::from_request(request, state).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| ApiError::BadRequest)
    }
}

/// What stands after the address's `?`, refused with an [`ApiError`].
pub(super) struct Asked<T>(pub(super) T);

impl<T, S> axum::extract::FromRequestParts<S> for Asked<T>
where
    T: serde::de::DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, Self::Rejection> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(asked)| Self(asked))
            .map_err(|_| ApiError::BadRequest)
    }
}
