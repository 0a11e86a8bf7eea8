//! Requests and answers as HTTP: addresses, bodies, statuses. Pure.

use std::fmt::Write as _;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::wire::{DevicesResponse, ErrorResponse, InvitationRequest, PullRequest};

use crate::api::{Inquiry, Reply};

use super::transport::{Failure, SyncAnswer, SyncRequest};

/// How a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// GET.
    Get,
    /// POST.
    Post,
    /// DELETE.
    Delete,
}

/// A request before it has a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// GET, POST or DELETE.
    pub method: HttpMethod,
    /// Path and query, from `/api`.
    pub path: String,
    /// JSON; only with POST.
    pub body: Option<String>,
}

/// Writes a request. `keeps_token`: the device keeps its credential itself, and is to be given it in the answer.
///
/// # Errors
/// None in practice: every request has a JSON form.
pub fn write_request(
    request: &SyncRequest,
    keeps_token: bool,
) -> Result<HttpRequest, serde_json::Error> {
    Ok(match request {
        SyncRequest::Enrol(enrol) => {
            let query = if keeps_token { "?token=1" } else { "" };
            post(format!("/api/enrol{query}"), enrol)?
        }
        SyncRequest::Session => get("/api/session".to_owned()),
        SyncRequest::Leave => HttpRequest {
            method: HttpMethod::Delete,
            ..get("/api/session".to_owned())
        },
        SyncRequest::Push(push) => post("/api/push".to_owned(), push)?,
        SyncRequest::Pull(pull) => post("/api/pull".to_owned(), pull)?,
        SyncRequest::Snapshot {
            scope,
            after,
            at,
            size,
        } => {
            let mut path = format!("/api/snapshot/{scope}?most={}", size.records());
            if let Some(after) = after {
                // A collection's name is plain; one that only a newer app knows might not be.
                let collection = percent_encoded(after.collection().as_str());
                let _ = write!(path, "&after={collection}/{}", after.id());
            }
            if let Some(at) = at {
                let _ = write!(path, "&at={at}");
            }
            get(path)
        }
        SyncRequest::Digest { scope, at } => get(format!("/api/digest/{scope}?at={at}")),
        SyncRequest::Bucket { scope, bucket } => {
            get(format!("/api/snapshot/{scope}?bucket={}", bucket.0))
        }
        SyncRequest::History { record, before } => {
            let collection = percent_encoded(record.collection().as_str());
            let mut path = format!("/api/history/{collection}/{}", record.id());
            if let Some(before) = before {
                let _ = write!(path, "?before={before}");
            }
            get(path)
        }
        SyncRequest::Numbers(numbers) => post("/api/numbers".to_owned(), numbers)?,
        SyncRequest::Ask(Inquiry::Invite { person, replaces }) => post(
            "/api/invitations".to_owned(),
            &InvitationRequest {
                person: *person,
                replaces: *replaces,
            },
        )?,
        SyncRequest::Ask(Inquiry::Devices(person)) => get(format!("/api/devices?person={person}")),
        SyncRequest::Ask(Inquiry::PutOut(device)) => HttpRequest {
            method: HttpMethod::Delete,
            ..get(format!("/api/devices/{device}"))
        },
        SyncRequest::Ask(Inquiry::Judge { device, verdict }) => {
            post(format!("/api/devices/{device}/held"), verdict)?
        }
        SyncRequest::Live(cursors) => get(format!("/api/live?heads={}", heads(cursors))),
    })
}

/// Writes the request for the stream of the signals that a [`SyncRequest::Live`] waits for.
///
/// # Errors
/// None in practice, as of [`write_request`].
pub fn write_listening(wait: &SyncRequest) -> Result<HttpRequest, serde_json::Error> {
    let mut written = write_request(wait, false)?;
    written.path = written.path.replacen("live?", "live/events?", 1);
    Ok(written)
}

/// Whether an answer, by its status and its content type, is a stream of signals.
#[must_use]
pub fn is_event_stream(status: u16, kind: Option<&str>) -> bool {
    status == 200 && kind.is_some_and(|kind| kind.starts_with("text/event-stream"))
}

/// What an answer that should have been a stream says.
#[must_use]
pub fn read_refusal(wait: &SyncRequest, status: u16, body: &[u8]) -> Failure {
    match read_answer(wait, status, body) {
        Err(failure) => failure,
        Ok(_) => Failure::Garbled("not a stream".to_owned()),
    }
}

fn heads(request: &PullRequest) -> String {
    let pairs: Vec<String> = request
        .cursors
        .iter()
        .map(|(scope, cursor)| format!("{scope}:{}", cursor.1))
        .collect();
    pairs.join(",")
}

fn get(path: String) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Get,
        path,
        body: None,
    }
}

fn post(path: String, body: &impl Serialize) -> Result<HttpRequest, serde_json::Error> {
    Ok(HttpRequest {
        method: HttpMethod::Post,
        path,
        body: Some(serde_json::to_string(body)?),
    })
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Reads the answer to a request.
///
/// # Errors
/// [`Failure::Refused`] by its status, [`Failure::Garbled`] if a success holds no answer.
pub fn read_answer(request: &SyncRequest, status: u16, body: &[u8]) -> Result<SyncAnswer, Failure> {
    if !(200..300).contains(&status) {
        let refusal = read::<ErrorResponse>(body);
        return Err(Failure::Refused {
            status,
            code: refusal.ok().map(|refusal| refusal.error),
        });
    }
    Ok(match request {
        SyncRequest::Enrol(_) | SyncRequest::Session => SyncAnswer::Session(read(body)?),
        // No content says that it is done; any page of a proxy would be some.
        SyncRequest::Leave if status == 204 => SyncAnswer::Left,
        SyncRequest::Ask(Inquiry::PutOut(_)) if status == 204 => SyncAnswer::Reply(Reply::PutOut),
        SyncRequest::Ask(Inquiry::Judge { .. }) if status == 204 => {
            SyncAnswer::Reply(Reply::Judged)
        }
        SyncRequest::Leave | SyncRequest::Ask(Inquiry::PutOut(_) | Inquiry::Judge { .. }) => {
            return Err(Failure::Garbled(format!("{status} with a body")));
        }
        SyncRequest::Push(_) => SyncAnswer::Push(read(body)?),
        SyncRequest::Pull(_) => SyncAnswer::Pull(Box::new(read(body)?)),
        SyncRequest::Digest { .. } => SyncAnswer::Digest(read(body)?),
        SyncRequest::Snapshot { .. } | SyncRequest::Bucket { .. } => {
            SyncAnswer::Snapshot(Box::new(read(body)?))
        }
        SyncRequest::History { .. } => SyncAnswer::History(read(body)?),
        SyncRequest::Numbers(_) => SyncAnswer::Numbers(read(body)?),
        SyncRequest::Ask(Inquiry::Invite { .. }) => {
            SyncAnswer::Reply(Reply::Invitation(read(body)?))
        }
        SyncRequest::Ask(Inquiry::Devices(_)) => {
            let found: DevicesResponse = read(body)?;
            SyncAnswer::Reply(Reply::Devices(found.devices))
        }
        SyncRequest::Live(_) => SyncAnswer::Live(read(body)?),
    })
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let garbled = |error: &dyn std::fmt::Display| Failure::Garbled(error.to_string());
    // Everything else is read from text: a second reader would come with a second copy of every deserialiser.
    let text = std::str::from_utf8(body).map_err(|error| garbled(&error))?;
    serde_json::from_str(text).map_err(|error| garbled(&error))
}

#[cfg(test)]
mod tests {
    use shared::id::TeamId;
    use shared::record::{Collection, RecordKey, Scope};
    use shared::wire::{Cursor, Epoch, ErrorCode, PartSize};

    use super::*;

    #[test]
    fn addresses_are_those_of_the_server() {
        let scope = Scope::TeamOpen(TeamId::fixed(7));
        let after = RecordKey::new(Collection::Item, shared::id::RecordId::fixed(9));
        let first = SyncRequest::Snapshot {
            scope,
            after: None,
            at: None,
            size: PartSize::default(),
        };
        let later = SyncRequest::Snapshot {
            scope,
            after: Some(after),
            at: Some(12),
            size: PartSize::default().longer(),
        };
        let path = |request: &SyncRequest| write_request(request, true).unwrap().path;
        let team = "team/00000000-0000-0000-0000-000000000007/open";
        assert_eq!(path(&first), format!("/api/snapshot/{team}?most=1000"));
        assert_eq!(
            path(&later),
            format!(
                "/api/snapshot/{team}?most=2000&after=item/00000000-0000-0000-0000-000000000009&at=12"
            )
        );
        let cursors = PullRequest {
            cursors: [
                (Scope::Org, Cursor(Epoch(3), 41)),
                (scope, Cursor(Epoch(3), 7)),
            ]
            .into(),
        };
        let wait = SyncRequest::Live(cursors);
        assert_eq!(path(&wait), format!("/api/live?heads=org:41,{team}:7"));
        assert_eq!(
            write_listening(&wait).unwrap().path,
            format!("/api/live/events?heads=org:41,{team}:7")
        );
        let history = |before| SyncRequest::History {
            record: RecordKey::new(Collection::Item, shared::id::RecordId::fixed(9)),
            before,
        };
        let item = "/api/history/item/00000000-0000-0000-0000-000000000009";
        assert_eq!(path(&history(None)), item);
        assert_eq!(path(&history(Some(4))), format!("{item}?before=4"));
    }

    #[test]
    fn what_is_no_answer_is_a_failure() {
        let pull = SyncRequest::Pull(PullRequest { cursors: [].into() });
        let refused = |status, code| Err::<(), _>(Failure::Refused { status, code });
        let read = |status, body: &str| read_answer(&pull, status, body.as_bytes()).map(|_| ());
        assert_eq!(
            read(401, r#"{"error":"unauthorised"}"#),
            refused(401, Some(ErrorCode::Unauthorised))
        );
        assert_eq!(read(502, "<html>Bad gateway</html>"), refused(502, None));
        for garbage in ["", "<html>", r#"{"epoch":1,"scopes":{"#, "null", "\u{0}"] {
            assert!(
                matches!(read(200, garbage), Err(Failure::Garbled(_))),
                "{garbage:?}"
            );
        }
    }
}
