//! Push, pull, snapshot over the wire; bad bodies.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use serde_json::json;
use shared::model::starter::{team, types};
use shared::model::{Role, field};
use shared::operation::{Outcome, ParkReason};
use shared::record::Scope;
use shared::time::Millis;
use shared::wire::{
    ErrorCode, ErrorResponse, FeedEvent, HistoryResponse, MAX_PUSH, PushResponse, ScopePage,
    SnapshotResponse,
};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::phone::{Site, client_builder, read, refusal};

const IT: Scope = Scope::TeamOpen(team::IT);

#[tokio::test]
async fn what_one_pushes_another_pulls_with_its_history() {
    let site = Site::open().await;
    let mut a = site.phone("Ada", Role::Technician, "IT").await;
    let b = site.phone("Bo", Role::Technician, "IT").await;
    let first: SnapshotResponse = read(b.get(&format!("/api/snapshot/{IT}"))).await;
    let (key, create) = a.create(types::LAPTOP, "PC-1");
    assert_eq!(a.push(vec![create]).await, [Outcome::Applied {}]);
    let pulled = b.pull([(IT, first.cursor)]).await;
    let Some(ScopePage::Entries { entries, .. }) = pulled.scopes.get(&IT) else {
        panic!("{pulled:?}");
    };
    let [entry] = &entries[..] else {
        panic!("{entries:?}");
    };
    let FeedEvent::Put { line, record } = &entry.event else {
        panic!("{entry:?}");
    };
    assert_eq!(record.key, key);
    assert_eq!(
        (line.op.actor, line.installation),
        (a.person, a.installation)
    );
    let path = format!("/api/history/{}/{}", key.collection(), key.id());
    let history: HistoryResponse = read(b.get(&path)).await;
    assert_eq!(history.lines.len(), 1);
    assert_eq!(history.lines[0].op.text(), line.op.text());
}

#[tokio::test]
async fn a_lost_answer_is_given_again_and_a_copied_store_is_told() {
    let site = Site::open().await;
    let mut phone = site.phone("Ada", Role::Technician, "IT").await;
    let create = phone.create(types::LAPTOP, "PC-1").1;
    let request = phone.request(vec![create]);
    let first = phone.send(&request).await;
    assert_eq!(phone.send(&request).await, first);
    // The copy goes on under the same numbers.
    phone.seq = 0;
    let other = phone.create(types::LAPTOP, "PC-2").1;
    let clashing = phone.request(vec![other]);
    assert_eq!(
        phone.send(&clashing).await,
        PushResponse::Fork { high_water: 1 }
    );
}

#[tokio::test]
async fn m22_what_waits_is_freed_and_its_author_is_told() {
    let site = Site::open().await;
    let mut a = site.phone("Ada", Role::Technician, "Logistics").await;
    let (item, create) = a.create(types::LAPTOP, "PC-1");
    let create_id = create.op_id;
    let note = a.set(&item, field::NOTES, None, json!("in the cellar"));
    let said = a.push(vec![create, note]).await;
    let not_allowed = Outcome::Parked {
        reason: ParkReason::NotAllowed {},
    };
    assert_eq!(said[0], not_allowed);
    assert!(matches!(said[1], Outcome::Parked { .. }));
    site.clock.pass(Millis::MINUTE);
    site.invite("Ada", Role::Technician, "IT").await;
    let pulled = a.pull([]).await;
    assert!(pulled.scopes.contains_key(&IT));
    let first: SnapshotResponse = read(a.get(&format!("/api/snapshot/{IT}"))).await;
    let freed: Vec<_> = first.unparked.iter().map(|freed| freed.op_id).collect();
    assert_eq!(freed.len(), 2);
    assert!(freed.contains(&create_id));
}

#[tokio::test]
async fn a_bad_entry_never_blocks_the_next() {
    let site = Site::open().await;
    let mut phone = site.phone("Ada", Role::Technician, "IT").await;
    let create = phone.create(types::LAPTOP, "PC-1").1;
    let request = phone.request(vec![create]);
    let mut body = serde_json::to_value(&request).expect("JSON");
    let good = body["entries"][0]["op"].clone();
    body["entries"] = json!([
        {"seq": 1, "op": {"op_id": "not an id", "nul": "\u{0}"}},
        {"seq": 2, "op": "x".repeat(80_000)},
        {"seq": 3, "op": good},
    ]);
    let response: PushResponse = read(phone.post("/api/push").json(&body)).await;
    let PushResponse::Taken { outcomes, .. } = response else {
        panic!("{response:?}");
    };
    let unreadable = Outcome::Parked {
        reason: ParkReason::Unreadable {},
    };
    assert_eq!(outcomes[0].outcome, unreadable);
    assert_eq!(outcomes[1].outcome, unreadable);
    assert_eq!(outcomes[2].outcome, Outcome::Applied {});
}

#[tokio::test]
async fn who_finds_no_room_for_a_push_is_told_to_come_again_and_then_finds_some() {
    let site = Site::open().await;
    let mut slow = site.phone("Ada", Role::Technician, "IT").await;
    let mut other = site.phone("Bo", Role::Technician, "IT").await;
    // As large as a push may be, and over a line that carries nothing more for now.
    let mut line = TcpStream::connect(site.running.address())
        .await
        .expect("a line");
    let head = format!(
        "POST /api/push HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: 30000000\r\n\r\n{{",
        site.running.address(),
        slow.token
    );
    line.write_all(head.as_bytes()).await.expect("a line");

    // Nothing says when the server has begun to read.
    let mut refused = None;
    for _ in 0..1_000 {
        let create = other.create(types::LAPTOP, "PC-1").1;
        let mut large = serde_json::to_string(&other.request(vec![create])).expect("JSON");
        large.push_str(&" ".repeat(4_000_000));
        let request = other
            .post("/api/push")
            .header(CONTENT_TYPE, "application/json");
        let answer = request.body(large.clone()).send().await.expect("an answer");
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            refused = Some((large, answer));
            break;
        }
    }
    let (large, answer) = refused.expect("no room");
    let after = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|after| after.to_str().ok());
    assert_eq!(after, Some("1"));
    let said: ErrorResponse = answer.json().await.expect("a refusal");
    assert_eq!(said.error, ErrorCode::Throttled);
    // What is small finds its place beside it.
    let create = slow.create(types::LAPTOP, "PC-2").1;
    assert_eq!(slow.push(vec![create]).await, [Outcome::Applied {}]);

    drop(line);
    for _ in 0..1_000 {
        let request = other
            .post("/api/push")
            .header(CONTENT_TYPE, "application/json");
        let answer = request.body(large.clone()).send().await.expect("an answer");
        if answer.status() == StatusCode::OK {
            return;
        }
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    }
    panic!("there is room again, and nobody finds it");
}

#[tokio::test]
async fn bodies_that_are_no_request_are_refused_in_few_words() {
    let site = Site::open().await;
    let mut phone = site.phone("Ada", Role::Technician, "IT").await;
    let bad = (StatusCode::BAD_REQUEST, ErrorCode::BadRequest);
    for body in ["", "{", "[]", "{\"installation\": 7}", "\u{0}\u{1}"] {
        for path in ["/api/push", "/api/pull"] {
            let request = phone
                .post(path)
                .header(CONTENT_TYPE, "application/json")
                .body(body);
            assert_eq!(refusal(request).await, bad, "{path} {body:?}");
        }
    }
    let too_large = (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge);
    let many = (0..=MAX_PUSH)
        .map(|_| phone.create(types::LAPTOP, "PC-1").1)
        .collect();
    let many = phone.request(many);
    assert_eq!(
        refusal(phone.post("/api/push").json(&many)).await,
        too_large
    );
    let huge = phone
        .post("/api/pull")
        .header(CONTENT_TYPE, "application/json")
        .body(vec![b' '; 100_000]);
    assert_eq!(refusal(huge).await, too_large);
    for path in [
        "/api/snapshot/org?after=nonsense",
        "/api/snapshot/org?at=nonsense",
        "/api/live?heads=nonsense",
    ] {
        assert_eq!(refusal(phone.get(path)).await, bad, "{path}");
    }
}

#[tokio::test]
async fn packed_bodies_are_read_and_a_bomb_is_measured_unpacked() {
    let site = Site::open().await;
    let mut phone = site.phone("Ada", Role::Technician, "IT").await;
    let pack = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    };
    let create = phone.create(types::LAPTOP, "PC-1").1;
    let request = serde_json::to_vec(&phone.request(vec![create])).expect("JSON");
    let post = |path: &str, body: Vec<u8>| {
        phone
            .post(path)
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_ENCODING, "gzip")
            .body(body)
    };
    let response: PushResponse = read(post("/api/push", pack(&request))).await;
    assert!(matches!(response, PushResponse::Taken { .. }));
    let bomb = pack(&vec![b' '; 40_000_000]);
    assert_eq!(
        refusal(post("/api/push", bomb)).await,
        (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge)
    );
}

#[tokio::test]
async fn answers_are_packed_for_those_who_can_read_them() {
    let site = Site::open().await;
    let phone = site.phone("Ada", Role::Technician, "IT").await;
    for (asked, expected) in [
        ("gzip", Some("gzip")),
        ("zstd", Some("zstd")),
        ("identity", None),
    ] {
        let answer = client_builder()
            .no_gzip()
            .build()
            .expect("a client")
            .get(site.url(&format!("/api/snapshot/{IT}")))
            .bearer_auth(&phone.token)
            .header("accept-encoding", asked)
            .send()
            .await
            .expect("an answer");
        let packed = answer.headers().get(CONTENT_ENCODING);
        assert_eq!(packed.and_then(|kind| kind.to_str().ok()), expected);
    }
}
