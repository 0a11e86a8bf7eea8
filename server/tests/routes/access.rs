//! Who gets in, how far, and what surrounds every answer.

use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use reqwest::{Method, StatusCode};
use serde_json::json;
use shared::model::starter::{team, types};
use shared::model::{Role, field};
use shared::operation::Outcome;
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::{ErrorCode, PullRequest};

use crate::phone::{Site, client, id, refusal};

const ROUTES: [(&str, &str); 13] = [
    ("GET", "/api/session"),
    ("DELETE", "/api/session"),
    ("POST", "/api/push"),
    ("POST", "/api/pull"),
    ("POST", "/api/numbers"),
    ("GET", "/api/snapshot/org"),
    (
        "GET",
        "/api/history/item/00000000-0000-0000-0000-000000000001",
    ),
    ("POST", "/api/invitations"),
    (
        "GET",
        "/api/devices?person=00000000-0000-0000-0000-000000000001",
    ),
    (
        "DELETE",
        "/api/devices/00000000-0000-0000-0000-000000000001",
    ),
    ("GET", "/api/live"),
    ("GET", "/api/live/events"),
    ("GET", "/api/snapshot/nonsense"),
];

#[tokio::test]
async fn no_road_is_open_without_a_credential_that_counts() {
    let site = Site::open().await;
    let client = client();
    for (method, path) in ROUTES {
        let request = || {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            client.request(method, site.url(path)).json(&json!({}))
        };
        let unauthorised = (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorised);
        assert_eq!(refusal(request()).await, unauthorised, "{method} {path}");
        let wrong = request().bearer_auth("wrong");
        assert_eq!(refusal(wrong).await, unauthorised, "{method} {path}");
        let wrong = request().header(COOKIE, "recense=wrong");
        assert_eq!(refusal(wrong).await, unauthorised, "{method} {path}");
    }
}

#[tokio::test]
async fn a_credential_given_back_counts_no_longer() {
    let site = Site::open().await;
    let phone = site.phone("Bo", Role::Technician, "IT").await;
    let left = phone
        .client
        .delete(site.url("/api/session"))
        .bearer_auth(&phone.token)
        .send()
        .await
        .expect("an answer");
    assert_eq!(left.status(), StatusCode::NO_CONTENT);
    let said = refusal(phone.get("/api/session")).await;
    assert_eq!(said, (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorised));
}

#[tokio::test]
async fn nobody_reads_or_writes_beyond_their_teams() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let mut phone = site.phone("Bo", Role::Technician, "Informatique").await;
    let (key, create) = administrator.create(types::EQUIPMENT, "a pallet truck");
    assert_eq!(
        administrator.push(vec![create]).await,
        [Outcome::Applied {}]
    );
    let foreign = Scope::TeamOpen(team::LOGISTICS);
    assert_eq!(
        refusal(phone.get(&format!("/api/snapshot/{foreign}"))).await,
        (StatusCode::FORBIDDEN, ErrorCode::Forbidden)
    );
    let history = format!("/api/history/{}/{}", key.collection(), key.id());
    let unknown = format!("/api/history/item/{}", id());
    // What one may not read and what there is not look the same.
    for path in [history, unknown] {
        assert_eq!(
            refusal(phone.get(&path)).await,
            (StatusCode::NOT_FOUND, ErrorCode::NotFound)
        );
    }
    let edit = phone.set(&key, field::NOTES, None, json!("mine now"));
    let said = phone.push(vec![edit]).await;
    assert!(matches!(said[..], [Outcome::Parked { .. }]), "{said:?}");
}

#[tokio::test]
async fn a_membership_that_ended_ends_at_once() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let mut phone = site.phone("Bo", Role::Technician, "IT").await;
    let org: shared::wire::SnapshotResponse =
        crate::phone::read(administrator.get("/api/snapshot/org")).await;
    let membership = org
        .records
        .iter()
        .find(|found| {
            *found.record.key.collection() == Collection::Membership
                && found.record.reference(field::PERSON) == Some(phone.person)
        })
        .expect("the membership");
    let key: RecordKey = membership.record.key.clone();
    let end = administrator.set(&key, field::RETIRED, None, json!(true));
    assert_eq!(administrator.push(vec![end]).await, [Outcome::Applied {}]);
    let create = phone.create(types::LAPTOP, "PC-1").1;
    let said = phone.push(vec![create]).await;
    assert!(matches!(said[..], [Outcome::Parked { .. }]), "{said:?}");
    assert_eq!(phone.pull([]).await.scopes.len(), 0);
}

#[tokio::test]
async fn nobody_pushes_under_the_installation_of_another() {
    let site = Site::open().await;
    let mut bo = site.phone("Bo", Role::Technician, "IT").await;
    let create = bo.create(types::LAPTOP, "PC-1").1;
    assert_eq!(bo.push(vec![create]).await, [Outcome::Applied {}]);
    let mut cy = site.phone("Cy", Role::Technician, "IT").await;
    cy.installation = bo.installation;
    cy.seq = bo.seq;
    let create = cy.create(types::LAPTOP, "PC-2").1;
    let request = cy.request(vec![create]);
    let said = refusal(cy.post("/api/push").json(&request)).await;
    let foreign = (StatusCode::FORBIDDEN, ErrorCode::ForeignInstallation);
    assert_eq!(said, foreign);
    // Nothing of it was taken: Bo's next number is still free.
    let create = bo.create(types::LAPTOP, "PC-3").1;
    assert_eq!(bo.push(vec![create]).await, [Outcome::Applied {}]);
}

#[tokio::test]
async fn a_cookie_works_for_the_apps_own_page_and_for_no_other() {
    let site = Site::open().await;
    let invitation = site.invite("Bo", Role::Technician, "IT").await;
    let response = site.spend(&invitation.code, "").await;
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain http on this machine");
    assert!(!response.text().await.expect("a body").contains("token"));
    let cookie = cookie.split(';').next().expect("a pair").to_owned();

    let post = |kind: &str| {
        let body = serde_json::to_string(&PullRequest {
            cursors: Default::default(),
        });
        client()
            .post(site.url("/api/pull"))
            .header(COOKIE, &cookie)
            .header(CONTENT_TYPE, kind)
            .body(body.expect("JSON"))
    };
    let own = post("application/json").header(ORIGIN, site.url(""));
    assert_eq!(own.send().await.expect("an answer").status(), 200);
    let forbidden = (StatusCode::FORBIDDEN, ErrorCode::Forbidden);
    assert_eq!(refusal(post("text/plain")).await, forbidden);
    let foreign = post("application/json").header(ORIGIN, "https://evil.example");
    assert_eq!(refusal(foreign).await, forbidden);
}

#[tokio::test]
async fn every_answer_is_confined() {
    let site = Site::open().await;
    for path in ["/healthz", "/api/session", "/api/nothing", "/"] {
        let answer = client()
            .get(site.url(path))
            .send()
            .await
            .expect("an answer");
        let headers = answer.headers();
        let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        assert_eq!(says("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(says("referrer-policy"), Some("no-referrer"), "{path}");
        let policy = says("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        let permissions = says("permissions-policy").unwrap_or_default();
        assert!(permissions.contains("camera=(self)"), "{path}");
    }
    let unknown = client().get(site.url("/api/nothing"));
    let said = refusal(unknown).await;
    assert_eq!(said, (StatusCode::NOT_FOUND, ErrorCode::NotFound));
}

#[tokio::test]
async fn metrics_are_for_administrators_and_for_the_machine_itself() {
    let site = Site::open().await;
    let through_proxy =
        |phone: &crate::phone::Phone| phone.get("/metrics").header("x-forwarded-for", "192.0.2.7");
    let text = client()
        .get(site.url("/metrics"))
        .send()
        .await
        .expect("an answer");
    let text = text.text().await.expect("text");
    assert!(text.contains("recense_head{scope=\"org\"}"), "{text}");

    let technician = site.phone("Bo", Role::Technician, "IT").await;
    let said = refusal(through_proxy(&technician)).await;
    assert_eq!(said, (StatusCode::FORBIDDEN, ErrorCode::Forbidden));
    let administrator = site.administrator().await;
    let answer = through_proxy(&administrator).send().await;
    assert_eq!(answer.expect("an answer").status(), 200);
}
