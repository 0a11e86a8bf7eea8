//! A proxy in front, which says who asks, and a stranger who says the same to a server that has none.

use reqwest::{Client, StatusCode, header};
use server::tls::Security;
use shared::wire::EnrolRequest;

use crate::served::{Served, client_builder};

const ORIGIN: &str = "https://inventaire.example.org";

async fn served(security: Security) -> (Served, Client) {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start_in(folder, security, |options| {
        options.public_url = Some(ORIGIN.to_owned());
    })
    .await;
    (served, client_builder().build().expect("a client"))
}

/// Tries wrong codes in the name of a device until the server wants it to wait; gives whether another may still try.
async fn another_may_try(served: &Served, client: &Client) -> bool {
    let attempt = async |device: &str| {
        let request = EnrolRequest {
            code: "wrong".to_owned(),
            device: "a test".to_owned(),
        };
        let url = format!("http://{}/api/enrol", served.running.address());
        let answer = client.post(url).header("x-forwarded-for", device);
        let answer = answer.json(&request).send().await.expect("an answer");
        answer.status()
    };
    let mut tries = 0;
    // What stands before the proxy's own entry is the device's to write, and changes nothing.
    while attempt(&format!("10.0.0.{tries}, 192.0.2.1")).await != StatusCode::TOO_MANY_REQUESTS {
        tries += 1;
        assert!(tries < 50, "nobody has to wait");
    }
    attempt("192.0.2.2").await != StatusCode::TOO_MANY_REQUESTS
}

#[tokio::test]
async fn who_asks_is_who_the_proxy_says() {
    let (served, client) = served(Security::Proxy).await;
    assert!(another_may_try(&served, &client).await);
}

#[tokio::test]
async fn without_a_proxy_nobody_says_who_they_are() {
    let (served, client) = served(Security::Plain).await;
    assert!(!another_may_try(&served, &client).await);
}

#[tokio::test]
async fn what_came_to_the_proxy_in_the_clear_is_sent_to_the_secure_address() {
    let (served, client) = served(Security::Proxy).await;
    let url = format!("http://{}/healthz?x=1", served.running.address());
    let asked = |scheme: &str| client.get(&url).header("x-forwarded-proto", scheme).send();
    let answer = asked("http").await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(
        answer.headers()[header::LOCATION],
        format!("{ORIGIN}/healthz?x=1")
    );
    assert_eq!(
        answer.headers().get(header::STRICT_TRANSPORT_SECURITY),
        None
    );
    let answer = asked("https").await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(
        answer
            .headers()
            .get(header::STRICT_TRANSPORT_SECURITY)
            .is_some()
    );
}
