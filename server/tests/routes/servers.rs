//! Several servers on one database.

use std::time::Duration;

use server::store::postgres::Database;
use shared::model::Role;
use shared::model::starter::{team, types};
use shared::operation::Outcome;
use shared::record::Scope;
use shared::wire::{Cursor, LiveResponse, ScopePage, SnapshotResponse};

use crate::cluster::database;
use crate::phone::{Site, read};

const IT: Scope = Scope::TeamOpen(team::IT);
const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_takes_wakes_whoever_waits_at_another() {
    let Some(url) = database() else { return };
    let open = async || {
        let database = Database::parse(&url).expect("a URL");
        Site::open_with(|options| options.database = Some(database)).await
    };
    let (one, other) = (open().await, open().await);
    let mut ada = one.phone("Ada", Role::Technician, "IT").await;
    // Invited by one, let in by the other.
    let invitation = one.invite("Bo", Role::Technician, "IT").await;
    let bo = other.enrol(&invitation).await;
    let mut cursors = Vec::new();
    for scope in [Scope::Org, IT] {
        let snapshot: SnapshotResponse = read(bo.get(&format!("/api/snapshot/{scope}"))).await;
        cursors.push((scope, snapshot.cursor));
    }
    let has = cursors
        .iter()
        .map(|(scope, Cursor(_, head))| format!("{scope}:{head}"));
    let has = has.collect::<Vec<_>>().join(",");
    let waiting = tokio::spawn(bo.get(&format!("/api/live?heads={has}")).send());
    let (key, create) = ada.create(types::LAPTOP, "PC-1");
    assert_eq!(ada.push(vec![create]).await, [Outcome::Applied {}]);
    let answer = tokio::time::timeout(SOON, waiting).await.expect("in time");
    let answer = answer.expect("no panic").expect("an answer");
    let live: LiveResponse = answer.json().await.expect("heads");
    assert!(live.heads.contains_key(&IT), "{live:?}");
    let pulled = bo.pull(cursors).await;
    let Some(ScopePage::Entries { entries, .. }) = pulled.scopes.get(&IT) else {
        panic!("{pulled:?}");
    };
    assert_eq!(entries.len(), 1, "{key:?}");
    one.running.stop().await.expect("an end");
    read::<SnapshotResponse>(bo.get(&format!("/api/snapshot/{IT}"))).await;
}
