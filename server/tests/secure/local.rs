//! An authority of the server's own.

use std::time::Duration;

use futures_util::StreamExt as _;
use rcgen::{CertificateParams, Issuer, KeyPair};
use reqwest::{StatusCode, Version, header};
use rustls::pki_types::UnixTime;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use server::running::Running;
use server::tls::Security;
use shared::wire::{EnrolRequest, SessionResponse};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::served::{Served, client_builder, handshake, options, until};

const NAME: &str = "recense-essai.local";

fn local() -> Security {
    Security::Local {
        name: Some(NAME.to_owned()),
    }
}

async fn served() -> (Served, reqwest::Client) {
    let served = Served::start(local()).await;
    let root = served.running.root().expect("a root").der.clone();
    let client = served.client(NAME, &root);
    (served, client)
}

#[tokio::test]
async fn a_device_that_installed_the_root_comes_by_https_and_http_2() {
    let (served, client) = served().await;
    let port = served.running.address().port();
    assert_eq!(
        served.running.origin(),
        format!("https://{NAME}:{port}"),
        "links lead to the secure address"
    );
    let answer = client.get(served.url("/healthz")).send().await;
    let answer = answer.expect("a trusted answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.version(), Version::HTTP_2);
    let bound = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
    assert_eq!(bound, None, "a root can be taken off again");

    let localhost = served.client("localhost", &served.running.root().expect("a root").der);
    for url in ["localhost", "127.0.0.1"] {
        let url = format!("https://{url}:{port}/healthz");
        let answer = localhost.get(&url).send().await.expect("a trusted answer");
        assert_eq!(answer.status(), StatusCode::OK, "{url}");
    }
}

#[tokio::test]
async fn a_device_that_installed_nothing_does_not_come_in() {
    let (served, _) = served().await;
    let stranger = client_builder()
        .tls_certs_only([])
        .resolve(NAME, served.running.address())
        .build()
        .expect("a client");
    let refused = stranger.get(served.url("/healthz")).send().await;
    assert!(refused.expect_err("no trust").is_connect());
}

#[tokio::test]
async fn an_enrolled_browser_writes_and_listens_over_tls_and_the_server_stops_in_good_order() {
    let (served, client) = served().await;
    let invitation = served.running.enrol_administrator().await.expect("a link");
    assert!(invitation.link.starts_with(&format!("https://{NAME}:")));
    let origin = served.running.origin().to_owned();
    let enrolled = client
        .post(served.url("/api/enrol"))
        .header(header::ORIGIN, &origin)
        .json(&EnrolRequest {
            code: invitation.code.clone(),
            device: "a test".to_owned(),
        })
        .send()
        .await
        .expect("an answer");
    let cookie = enrolled.headers()[header::SET_COOKIE].clone();
    let cookie = cookie.to_str().expect("text").to_owned();
    assert!(cookie.contains("; Secure"), "{cookie}");
    let _: SessionResponse = enrolled.json().await.expect("a session");
    let cookie = cookie.split(';').next().expect("a value");

    // HTTP/2 has no host header, and the cookie counts all the same for what the app's own page asks.
    let pull = |from: String| {
        client
            .post(served.url("/api/pull"))
            .header(header::ORIGIN, from)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body("{}")
            .send()
    };
    let own = pull(origin.clone()).await.expect("an answer").status();
    assert_ne!(own, StatusCode::FORBIDDEN);
    let by_address = origin.replace(NAME, "127.0.0.1");
    let foreign = pull(by_address).await.expect("an answer").status();
    assert_eq!(foreign, StatusCode::FORBIDDEN);

    let live = client
        .get(served.url("/api/live/events"))
        .header(header::COOKIE, cookie)
        .send()
        .await
        .expect("a stream");
    let mut events = live.bytes_stream();
    // A sign of life first, then what there is to tell; how they are cut is the line's.
    let mut told = String::new();
    while !told.contains("event: heads") {
        let bytes = events.next().await.expect("an event").expect("bytes");
        told.push_str(&String::from_utf8_lossy(&bytes));
    }
    assert!(told.starts_with(':'), "{told}");
    let stopping = tokio::time::timeout(Duration::from_secs(8), served.running.stop());
    stopping.await.expect("it does not hang").expect("an end");
    while let Some(rest) = events.next().await {
        rest.expect("the stream ends, and does not break off");
    }
}

#[tokio::test]
async fn the_root_stays_over_a_restart_and_each_start_shows_a_fresh_certificate() {
    let (served, _) = served().await;
    let root = served.running.root().expect("a root").der.clone();
    let first = served.serial(NAME).await;
    let served = served.restart(local()).await;
    assert_eq!(served.running.root().expect("a root").der, root);
    assert_ne!(served.serial(NAME).await, first);
    let client = served.client(NAME, &root);
    let answer = client.get(served.url("/healthz")).send().await;
    assert_eq!(answer.expect("trust").status(), StatusCode::OK);
}

#[tokio::test]
async fn a_certificate_lasts_no_longer_than_phones_allow_and_is_renewed_while_the_server_runs() {
    let (served, _) = served().await;
    let leaf = handshake(served.running.address(), NAME)
        .await
        .expect("one");
    let (_, leaf) = X509Certificate::from_der(&leaf).expect("a certificate");
    let validity = leaf.validity();
    let days = (validity.not_after.timestamp() - validity.not_before.timestamp()) / 86_400;
    assert!(days <= 397, "{days} days");
    let first = served.serial(NAME).await;
    served.clock.pass_days(days);
    until("a new certificate", async || {
        served.serial(NAME).await != first
    })
    .await;
}

/// Whether a client that installed the root trusts a certificate for a name that the authority's own key signed.
fn trusts(served: &Served, name: &str) -> Result<(), rustls::Error> {
    let kept = served.folder.path().join("tls");
    let root = CertificateDer::from_pem_file(kept.join("authority.pem")).expect("a root");
    let key = std::fs::read_to_string(kept.join("authority.key")).expect("a key");
    let issuer = KeyPair::from_pem(&key).expect("a key");
    let issuer = Issuer::from_ca_cert_der(&root, issuer).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new([name.to_owned()]).expect("a name");
    let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");

    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root).expect("a root");
    let verifier =
        rustls::client::WebPkiServerVerifier::builder_with_provider(roots.into(), provider);
    let verifier = verifier.build().expect("a verifier");
    use rustls::client::danger::ServerCertVerifier as _;
    let name = ServerName::try_from(name).expect("a name");
    verifier
        .verify_server_cert(leaf.der(), &[], &name, &[], UnixTime::now())
        .map(|_| ())
}

#[tokio::test]
async fn a_stolen_key_vouches_for_nothing_beyond_this_server_and_local_networks() {
    let (served, _) = served().await;
    for name in [NAME, "localhost", "192.168.7.7", "10.200.0.1", "127.0.0.1"] {
        trusts(&served, name).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    for name in [
        "example.org",
        "bank.local",
        "local",
        "203.0.113.9",
        "8.8.8.8",
    ] {
        let refused = trusts(&served, name).expect_err(name).to_string();
        assert!(
            refused.contains("NameConstraintViolation"),
            "{name}: {refused}"
        );
    }
}

#[tokio::test]
async fn a_name_that_the_authority_may_not_vouch_for_is_said_and_nothing_is_made_anew() {
    let (served, _) = served().await;
    let root = served.running.root().expect("a root").der.clone();
    served.running.stop().await.expect("an end");
    let other = Security::Local {
        name: Some("autre.example".to_owned()),
    };
    let refused = Running::start(options(served.folder.path(), other)).await;
    let refused = refused.expect_err("another name").to_string();
    assert!(
        refused.contains("autre.example") && refused.contains(NAME),
        "{refused}"
    );
    let served = Served::start_in(served.folder, local(), |_| ()).await;
    assert_eq!(served.running.root().expect("a root").der, root);
}

#[cfg(unix)]
#[tokio::test]
async fn the_keys_of_the_authority_are_for_the_server_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (served, _) = served().await;
    let kept = served.folder.path().join("tls");
    let mode =
        |path: &std::path::Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&kept), 0o700);
    assert_eq!(mode(&kept.join("authority.key")), 0o600);
}

#[tokio::test]
async fn plain_http_says_what_to_install_and_how_in_the_language_of_the_device() {
    let (served, _) = served().await;
    let plain = client_builder().build().expect("a client");
    let root = served.running.root().expect("a root");
    for (language, says) in [
        ("fr-CA,fr;q=0.9", "Réglages de confiance"),
        ("en", "Trust Settings"),
    ] {
        let page = plain
            .get(served.porch("/"))
            .header(header::ACCEPT_LANGUAGE, language)
            .send()
            .await
            .expect("a page");
        assert_eq!(page.status(), StatusCode::OK);
        let policy = page.headers()[header::CONTENT_SECURITY_POLICY].clone();
        let policy = policy.to_str().expect("text");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'"),
            "{policy}"
        );
        assert_eq!(page.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let page = page.text().await.expect("text");
        assert!(page.contains(says), "{page}");
        assert!(page.contains(&root.fingerprint), "{page}");
        assert!(
            page.contains(&format!("href=\"{}\"", served.running.origin())),
            "{page}"
        );
        for system in ["iPhone", "Android", "Windows"] {
            assert!(page.contains(system), "{page}");
        }
        assert!(
            !page.contains("<li></li>") && !page.contains("<p></p>"),
            "{page}"
        );
        assert!(!page.contains("<script"), "{page}");
    }
    let download = plain
        .get(served.porch("/recense.crt"))
        .send()
        .await
        .expect("a file");
    assert_eq!(
        download.headers()[header::CONTENT_TYPE],
        "application/x-x509-ca-cert"
    );
    assert_eq!(download.bytes().await.expect("bytes")[..], root.der[..]);

    let elsewhere = plain
        .get(served.porch("/item/1?from=qr"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(elsewhere.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(
        elsewhere.headers()[header::LOCATION],
        served.url("/item/1?from=qr")
    );
    let written = plain
        .post(served.porch("/api/push"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(written.status(), StatusCode::FORBIDDEN);
}
