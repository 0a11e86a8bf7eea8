//! The signal that something moved, and the end of the server.

use std::time::Duration;

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _};
use reqwest::StatusCode;
use shared::model::Role;
use shared::model::starter::{team, types};
use shared::operation::Outcome;
use shared::record::Scope;
use shared::wire::{Cursor, ErrorCode, LiveResponse, SnapshotResponse};

use crate::phone::{Phone, Site, read, refusal};

const IT: Scope = Scope::TeamOpen(team::IT);
const SOON: Duration = Duration::from_secs(10);

/// What a device says that has everything.
async fn heads(phone: &Phone) -> String {
    let mut heads = Vec::new();
    for scope in [Scope::Org, IT] {
        let snapshot: SnapshotResponse = read(phone.get(&format!("/api/snapshot/{scope}"))).await;
        let Cursor(_, head) = snapshot.cursor;
        heads.push(format!("{scope}:{head}"));
    }
    heads.join(",")
}

/// A stream's first sign of life, which comes at once and tells nothing.
async fn opened(events: &mut (impl Stream<Item = reqwest::Result<Bytes>> + Unpin)) {
    let opened = tokio::time::timeout(SOON, events.next()).await;
    let opened = opened.expect("at once").expect("a sign").expect("bytes");
    assert!(
        opened.starts_with(b":") && opened.ends_with(b"\n\n"),
        "{opened:?}"
    );
}

#[tokio::test]
async fn a_poll_is_answered_as_soon_as_something_moves() {
    let site = Site::open().await;
    let mut a = site.phone("Ada", Role::Technician, "IT").await;
    let b = site.phone("Bo", Role::Technician, "IT").await;
    let has = heads(&b).await;
    let waiting = tokio::spawn(b.get(&format!("/api/live?heads={has}")).send());
    let create = a.create(types::LAPTOP, "PC-1").1;
    assert_eq!(a.push(vec![create]).await, [Outcome::Applied {}]);
    let answer = tokio::time::timeout(SOON, waiting).await.expect("in time");
    let answer = answer.expect("no panic").expect("an answer");
    let live: LiveResponse = answer.json().await.expect("heads");
    assert_eq!(live.heads.keys().copied().collect::<Vec<_>>(), [IT]);
}

#[tokio::test]
async fn a_poll_from_behind_is_answered_at_once_and_shows_own_scopes_only() {
    let site = Site::open().await;
    let phone = site.phone("Bo", Role::Technician, "IT").await;
    let live: LiveResponse = read(phone.get("/api/live")).await;
    let scopes: Vec<_> = live.heads.keys().copied().collect();
    assert_eq!(scopes, [Scope::Org, IT]);
}

#[tokio::test]
async fn a_stream_lives_at_once_says_the_same_and_ends_with_the_credential() {
    let site = Site::open().await;
    let mut a = site.phone("Ada", Role::Technician, "IT").await;
    let b = site.phone("Bo", Role::Technician, "IT").await;
    let path = format!("/api/live/events?heads={}", heads(&b).await);
    let stream = b.get(&path).send().await.expect("a stream");
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert_eq!(stream.headers()["x-accel-buffering"], "no");
    let mut events = stream.bytes_stream();
    opened(&mut events).await;
    let create = a.create(types::LAPTOP, "PC-1").1;
    a.push(vec![create]).await;
    let event = tokio::time::timeout(SOON, events.next()).await;
    let event = event.expect("in time").expect("an event").expect("bytes");
    let text = String::from_utf8_lossy(&event).into_owned();
    assert!(
        text.contains("event: heads") && text.contains(&IT.to_string()),
        "{text}"
    );

    let left = b.client.delete(site.url("/api/session"));
    left.bearer_auth(&b.token).send().await.expect("an answer");
    let create = a.create(types::LAPTOP, "PC-2").1;
    a.push(vec![create]).await;
    let end = tokio::time::timeout(SOON, events.next()).await;
    assert!(end.expect("in time").is_none());
    let said = refusal(b.get(&path)).await;
    assert_eq!(said, (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorised));
}

#[tokio::test]
async fn stopping_ends_live_connections_in_good_order() {
    let site = Site::open().await;
    let phone = site.phone("Bo", Role::Technician, "IT").await;
    let has = heads(&phone).await;
    let stream = phone.get(&format!("/api/live/events?heads={has}")).send();
    let mut events = stream.await.expect("a stream").bytes_stream();
    opened(&mut events).await;
    let stopped = tokio::time::timeout(SOON, site.running.stop()).await;
    stopped.expect("in time").expect("in good order");
    assert!(events.next().await.is_none_or(|event| event.is_err()));
}

#[tokio::test]
async fn a_scope_that_was_taken_away_wakes_the_device_without_being_named() {
    let site = Site::open().await;
    let phone = site.phone("Bo", Role::Technician, "IT").await;
    let foreign = Scope::TeamOpen(team::LOGISTICS);
    let path = format!("/api/live?heads={},{foreign}:4", heads(&phone).await);
    let live: LiveResponse = read(phone.get(&path)).await;
    assert!(live.heads.is_empty(), "{live:?}");
}
