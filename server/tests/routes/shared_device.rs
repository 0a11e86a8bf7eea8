//! A browser that several people share: whose credential counts, and that no other stands in for it.

use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Method, RequestBuilder, StatusCode};
use shared::id::PersonId;
use shared::model::Role;
use shared::wire::{EnrolRequest, PERSON_HEADER, SessionResponse};

use crate::phone::{Site, client, id};

/// A browser's cookies, as it would send them.
#[derive(Default)]
struct Browser(Vec<(String, String)>);

impl Browser {
    fn take(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (name, rest) = cookie.split_once('=').expect("a pair");
            let value = rest.split(';').next().expect("a value");
            self.0.retain(|(known, _)| known != name);
            if !cookie.contains("Max-Age=0") {
                self.0.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn cookies(&self) -> String {
        let pairs: Vec<String> = self.0.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Puts a person's credential where browsers had it before people shared devices.
    fn age(&mut self, person: PersonId) {
        for (name, _) in &mut self.0 {
            if *name == format!("recense-{person}") {
                *name = "recense".to_owned();
            }
        }
    }

    async fn enrol(&mut self, site: &Site, name: &str) -> PersonId {
        let invitation = site.invite(name, Role::Technician, "IT").await;
        let request = EnrolRequest {
            code: invitation.code,
            device: "a test".to_owned(),
        };
        let asked = client()
            .post(site.url("/api/enrol"))
            .header(COOKIE, self.cookies())
            .json(&request);
        let answer = asked.send().await.expect("an answer");
        self.take(answer.headers());
        let session: SessionResponse = answer.json().await.expect("a session");
        session.person
    }

    fn ask(&self, site: &Site, method: Method, path: &str) -> RequestBuilder {
        client()
            .request(method, site.url(path))
            .header(COOKIE, self.cookies())
    }

    /// For whom the server takes a request with these headers; none if for nobody.
    async fn speaks_for(&self, site: &Site, named: &[&str]) -> Option<PersonId> {
        let mut request = self.ask(site, Method::GET, "/api/session");
        for name in named {
            request = request.header(PERSON_HEADER, *name);
        }
        told(request).await
    }

    async fn leave(&mut self, site: &Site, person: PersonId) {
        let request = self
            .ask(site, Method::DELETE, "/api/session")
            .header(PERSON_HEADER, person.to_string());
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        self.take(answer.headers());
    }
}

async fn told(request: RequestBuilder) -> Option<PersonId> {
    let answer = request.send().await.expect("an answer");
    if answer.status() == StatusCode::UNAUTHORIZED {
        return None;
    }
    let session: SessionResponse = answer.json().await.expect("a session");
    Some(session.person)
}

#[tokio::test]
async fn a_request_speaks_for_whom_it_names_and_nobody_else_stands_in() {
    let site = Site::open().await;
    let mut browser = Browser::default();
    let bo = browser.enrol(&site, "Bo").await;
    let alone = browser.speaks_for(&site, &[]).await;
    assert_eq!(alone, Some(bo), "one credential speaks by itself");
    let cy = browser.enrol(&site, "Cy").await;
    assert_eq!(
        browser.names(),
        [format!("recense-{bo}"), format!("recense-{cy}")]
    );
    let (bo_named, cy_named) = (bo.to_string(), cy.to_string());
    let nobody = id().to_string();
    for (named, expected) in [
        (vec![bo_named.as_str()], Some(bo)),
        (vec![cy_named.as_str()], Some(cy)),
        // Two credentials and no name: neither is meant.
        (vec![], None),
        (vec![nobody.as_str()], None),
        (vec!["Bo"], None),
        (vec![""], None),
        (vec!["recense"], None),
        (vec![bo_named.as_str(), cy_named.as_str()], None),
        (vec![bo_named.as_str(), bo_named.as_str()], None),
    ] {
        assert_eq!(
            browser.speaks_for(&site, &named).await,
            expected,
            "{named:?}"
        );
    }
}

#[tokio::test]
async fn a_credential_under_the_name_of_another_is_nobodys() {
    let site = Site::open().await;
    let mut browser = Browser::default();
    let bo = browser.enrol(&site, "Bo").await;
    let cy = id();
    // Bo's credential in a cookie that says it is Cy's, alone and beside Bo's own.
    let (_, token) = browser.0[0].clone();
    let forged = Browser(vec![(format!("recense-{cy}"), token.clone())]);
    for named in [vec![], vec![cy.to_string()], vec![bo.to_string()]] {
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        assert_eq!(forged.speaks_for(&site, &named).await, None, "{named:?}");
    }
    browser.0.push((format!("recense-{cy}"), token.clone()));
    assert_eq!(browser.speaks_for(&site, &[&cy.to_string()]).await, None);
    assert_eq!(
        browser.speaks_for(&site, &[&bo.to_string()]).await,
        Some(bo)
    );
    // What is no name of ours is no credential.
    let strange = Browser(vec![
        ("recense-Bo".to_owned(), token.clone()),
        ("recensed".to_owned(), token.clone()),
        ("recense-".to_owned(), token),
    ]);
    assert_eq!(strange.speaks_for(&site, &[]).await, None);
}

#[tokio::test]
async fn a_native_credential_speaks_for_its_person_only() {
    let site = Site::open().await;
    let bo = site.phone("Bo", Role::Technician, "IT").await;
    let cy = site.phone("Cy", Role::Technician, "IT").await;
    let named = |person: PersonId| {
        bo.get("/api/session")
            .header(PERSON_HEADER, person.to_string())
    };
    assert_eq!(told(named(bo.person)).await, Some(bo.person));
    assert_eq!(told(named(cy.person)).await, None);
}

#[tokio::test]
async fn who_was_enrolled_before_devices_were_shared_stays_so() {
    let site = Site::open().await;
    let mut browser = Browser::default();
    let bo = browser.enrol(&site, "Bo").await;
    browser.age(bo);
    assert_eq!(browser.names(), ["recense"]);
    assert_eq!(browser.speaks_for(&site, &[]).await, Some(bo));
    assert_eq!(
        browser.speaks_for(&site, &[&bo.to_string()]).await,
        Some(bo)
    );
    assert_eq!(
        browser.speaks_for(&site, &[&id().to_string()]).await,
        None,
        "an older credential is its own person's"
    );
    // Somebody else comes beside.
    let cy = browser.enrol(&site, "Cy").await;
    assert_eq!(
        browser.names(),
        ["recense".to_owned(), format!("recense-{cy}")]
    );
    assert_eq!(
        browser.speaks_for(&site, &[&bo.to_string()]).await,
        Some(bo)
    );
    assert_eq!(
        browser.speaks_for(&site, &[&cy.to_string()]).await,
        Some(cy)
    );
    // A new one of the same person takes the older one's place, which counts no longer.
    let older = Browser(vec![browser.0[0].clone()]);
    assert_eq!(browser.enrol(&site, "Bo").await, bo);
    assert_eq!(
        browser.names(),
        [format!("recense-{cy}"), format!("recense-{bo}")]
    );
    assert_eq!(older.speaks_for(&site, &[]).await, None);
}

#[tokio::test]
async fn signing_out_ends_ones_own_and_leaves_the_others() {
    let site = Site::open().await;
    let mut browser = Browser::default();
    let bo = browser.enrol(&site, "Bo").await;
    let cy = browser.enrol(&site, "Cy").await;
    let before = Browser(browser.0.clone());
    let unnamed = browser.ask(&site, Method::DELETE, "/api/session").send();
    let unnamed = unnamed.await.expect("an answer");
    assert_eq!(unnamed.status(), StatusCode::UNAUTHORIZED);
    browser.leave(&site, bo).await;
    assert_eq!(browser.names(), [format!("recense-{cy}")]);
    assert_eq!(before.speaks_for(&site, &[&bo.to_string()]).await, None);
    assert_eq!(before.speaks_for(&site, &[&cy.to_string()]).await, Some(cy));
    // An older one leaves as well.
    browser.age(cy);
    browser.leave(&site, cy).await;
    assert!(browser.names().is_empty());
}

#[tokio::test]
async fn the_page_of_labels_is_for_whom_its_address_names() {
    let site = Site::open().await;
    let mut browser = Browser::default();
    let bo = browser.enrol(&site, "Bo").await;
    let open = async |browser: &Browser, query: &str| {
        let path = format!("/labels?lang=en&blank=1{query}");
        let answer = browser.ask(&site, Method::GET, &path).send().await;
        let answer = answer.expect("an answer");
        (answer.status(), answer.text().await.expect("a page"))
    };
    assert_eq!(open(&browser, "").await.0, StatusCode::OK);
    browser.enrol(&site, "Cy").await;
    assert_eq!(open(&browser, "").await.0, StatusCode::UNAUTHORIZED);
    let (status, page) = open(&browser, &format!("&person={bo}")).await;
    assert_eq!(status, StatusCode::OK);
    // Its form asks again for the same person.
    assert!(page.contains(&format!("name=\"person\" value=\"{bo}\"")));
    for stranger in [id().to_string(), "Bo".to_owned(), "%22%3E".to_owned()] {
        let (status, page) = open(&browser, &format!("&person={stranger}")).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{stranger}");
        assert!(!page.contains("\"\">"));
    }
}
