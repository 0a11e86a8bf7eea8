//! The demo: its data, its labels, its second start.

use server::organisation::Founding;
use server::running::{Data, Options};
use shared::model::field;
use shared::operation::Outcome;
use shared::record::{Collection, Scope};
use shared::wire::{Cursor, SnapshotResponse};

use crate::phone::{Phone, Site, client, read};

fn demo(folder: &std::path::Path) -> impl FnOnce(&mut Options) {
    let data = Data::Folder(folder.to_owned());
    |options| {
        options.data = data;
        options.founding = Founding {
            name: "Demo".to_owned(),
            administrator: "Camille".to_owned(),
            site: None,
            currency: Some("CAD".into()),
            is_demo: true,
        };
    }
}

async fn snapshot(phone: &Phone, scope: Scope) -> (Cursor, Vec<shared::wire::SnapshotRecord>) {
    let mut path = format!("/api/snapshot/{scope}");
    let mut records = Vec::new();
    loop {
        let part: SnapshotResponse = read(phone.get(&path)).await;
        records.extend(part.records);
        let Some(next) = part.next else {
            return (part.cursor, records);
        };
        let Cursor(_, at) = part.cursor;
        path = format!(
            "/api/snapshot/{scope}?after={}/{}&at={at}",
            next.collection(),
            next.id()
        );
    }
}

#[tokio::test]
async fn the_demo_has_its_items_keeps_them_and_prints_names_as_letters() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open_with(demo(folder.path())).await;
    let mut phone = site.administrator().await;
    let pulled = phone.pull([]).await;
    let mut items = Vec::new();
    for scope in pulled.scopes.keys() {
        let (_, records) = snapshot(&phone, *scope).await;
        items.extend(
            records
                .into_iter()
                .filter(|found| *found.record.key.collection() == Collection::Item),
        );
    }
    assert_eq!(items.len(), server::demo::ITEMS);
    assert!(items.iter().any(|item| item.history.len() == 3));
    assert!(items.iter().any(|item| !item.record.conflicts.is_empty()));

    // FC-X2: every item that the page could show gets a name that would be markup.
    let name = "O'Brien\"/><svg onload=alert(1)><img src=x onerror=alert(1)>";
    for chunk in items.chunks(400) {
        let edits = chunk
            .iter()
            .map(|item| {
                let record = &item.record;
                let base = record.base(field::NAME);
                phone.set(&record.key, field::NAME, base, name.into())
            })
            .collect();
        let said = phone.push(edits).await;
        let is_taken = |outcome: &Outcome| !matches!(outcome, Outcome::Parked { .. });
        assert!(said.iter().all(is_taken), "{said:?}");
    }
    let page = client()
        .get(site.url("/labels"))
        .send()
        .await
        .expect("a page");
    let policy = page.headers()["content-security-policy"].clone();
    assert!(!policy.to_str().expect("text").contains("script-src"));
    let page = page.text().await.expect("text");
    assert!(page.contains("&lt;svg onload=alert(1)&gt;"), "{page}");
    assert!(!page.contains("<img") && !page.contains("<svg onload"));

    let heads = phone.pull([]).await;
    site.running.stop().await.expect("stopped");
    let again = Site::open_with(demo(folder.path())).await;
    assert!(!again.running.machine().is_new());
    let phone = again.administrator().await;
    let (Cursor(epoch, _), records) = snapshot(&phone, Scope::Org).await;
    assert_eq!(epoch, heads.epoch);
    assert!(!records.is_empty());
    let labels = client()
        .get(again.url("/labels"))
        .send()
        .await
        .expect("a page");
    assert_eq!(
        labels.text().await.expect("text"),
        page,
        "nothing was made twice"
    );
}

#[tokio::test]
async fn labels_are_shown_without_a_credential_for_the_demo_alone() {
    let site = Site::open().await;
    let answer = client()
        .get(site.url("/labels"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), reqwest::StatusCode::UNAUTHORIZED);
    let text = answer.text().await.expect("text");
    assert!(!text.contains("class=\"paper\""), "{text}");
}
