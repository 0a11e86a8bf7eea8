//! `GET /api/live?heads=org:12,team/0199…/open:7` and the same over `GET /api/live/events` (SSE).
//!
//! A stream shows at once that it lives, so that a device can tell one that is held back on the way and ask by polls instead.
//!
//! A signal and never data: which heads lie beyond what the device has. A scope that is not listed counts as one that
//! the device has nothing of; one that is listed and may no longer be read wakes
//! it too, without being named: an answer that names nothing means that it is time to pull. `heads` is also taken as JSON: `{"org":12}`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Sse};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use shared::record::Scope;
use shared::wire::LiveResponse;
use tokio::sync::watch;

use super::Office;
use super::caller::Caller;
use super::error::{ApiError, Asked};

/// How long a long poll is held.
const HELD_FOR: Duration = Duration::from_secs(25);
/// How often a silent event stream shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Asks a proxy not to hold the stream back.
const UNBUFFERED: (&str, &str) = ("x-accel-buffering", "no");
/// The event's name.
const EVENT: &str = "heads";

type Heads = BTreeMap<Scope, u64>;

#[derive(Deserialize)]
pub(super) struct LiveQuery {
    #[serde(default)]
    heads: String,
}

/// Waits until something moves beyond what one device has.
struct Watcher {
    office: Office,
    caller: Caller,
    has: Heads,
    moved: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
}

impl Watcher {
    fn new(office: Office, caller: Caller, has: Heads) -> Self {
        Self {
            // Subscribed before the first look, so that nothing falls between the two.
            moved: office.store.moved(),
            stopping: office.stopping.clone(),
            office,
            caller,
            has,
        }
    }

    /// What lies beyond what the device has, if anything does. The device is then taken to have it.
    async fn look(&mut self) -> Result<Option<LiveResponse>, ApiError> {
        if self
            .office
            .store
            .session(self.caller.token)
            .await?
            .is_none()
        {
            let put_out = self.office.store.put_out(self.caller.token).await?;
            return Err(put_out.map_or(ApiError::Unauthorised, |_| ApiError::PutOut));
        }
        let LiveResponse { epoch, heads } = self.office.store.heads(self.caller.person).await?;
        let had = std::mem::replace(&mut self.has, heads);
        let revoked = had.keys().any(|scope| !self.has.contains_key(scope));
        let moved = self
            .has
            .iter()
            .filter(|(scope, head)| had.get(scope) != Some(head));
        let heads: Heads = moved.map(|(scope, head)| (*scope, *head)).collect();
        Ok((revoked || !heads.is_empty()).then_some(LiveResponse { epoch, heads }))
    }

    /// The next signal; none when the server stops.
    async fn next(&mut self) -> Result<Option<LiveResponse>, ApiError> {
        loop {
            self.moved.mark_unchanged();
            if *self.stopping.borrow() {
                return Ok(None);
            }
            if let Some(signal) = self.look().await? {
                return Ok(Some(signal));
            }
            tokio::select! {
                moved = self.moved.changed() => if moved.is_err() { return Ok(None) },
                stopped = self.stopping.changed() => if stopped.is_err() { return Ok(None) },
            }
        }
    }
}

/// `GET /api/live`
pub(super) async fn poll(
    State(office): State<Office>,
    caller: Caller,
    Asked(query): Asked<LiveQuery>,
) -> Result<Json<LiveResponse>, ApiError> {
    let has = parse_heads(&query.heads).ok_or(ApiError::BadRequest)?;
    let epoch = office.store.heads(caller.person).await?.epoch;
    let _open = office.metrics.live();
    let mut watcher = Watcher::new(office, caller, has);
    let signal = match tokio::time::timeout(HELD_FOR, watcher.next()).await {
        Ok(signal) => signal?,
        Err(_) => None,
    };
    Ok(Json(signal.unwrap_or(LiveResponse {
        epoch,
        heads: Heads::new(),
    })))
}

/// `GET /api/live/events`
pub(super) async fn events(
    State(office): State<Office>,
    caller: Caller,
    Asked(query): Asked<LiveQuery>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    // A stream that a browser opens again by itself says up to where it had been told.
    let resumed = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or(&query.heads);
    let has = parse_heads(resumed).ok_or(ApiError::BadRequest)?;
    let open = office.metrics.live();
    let watcher = Watcher::new(office, caller, has);
    let signals = stream::unfold((watcher, open), |(mut watcher, open)| async move {
        // A revoked credential, a failing store, the end of the server: the stream ends, and the device finds out
        // why as it opens another.
        let signal = watcher.next().await.ok().flatten()?;
        let event = Event::default()
            .event(EVENT)
            .id(write_heads(&watcher.has))
            .json_data(&signal)
            .ok()?;
        Some((Ok::<_, Infallible>(event), (watcher, open)))
    });
    let opened = stream::iter([Ok(Event::default().comment(""))]);
    let events = Sse::new(opened.chain(signals));
    let events = events.keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok(([UNBUFFERED], events))
}

fn parse_heads(text: &str) -> Option<Heads> {
    if text.starts_with('{') {
        return serde_json::from_str(text).ok();
    }
    text.split(',')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (scope, seq) = pair.rsplit_once(':')?;
            Some((scope.parse().ok()?, seq.parse().ok()?))
        })
        .collect()
}

fn write_heads(heads: &Heads) -> String {
    let pairs: Vec<_> = heads
        .iter()
        .map(|(scope, seq)| format!("{scope}:{seq}"))
        .collect();
    pairs.join(",")
}
