//! A certificate that somebody else looks after.

use reqwest::{StatusCode, header};
use server::running::Running;
use server::tls::Security;
use server::tls::files::CertificateFiles;

use crate::served::{Pair, Served, client_builder, options, until};

const NAME: &str = "inventaire.example.org";

fn security(pair: &Pair, name: Option<&str>) -> Security {
    Security::Files(CertificateFiles {
        chain: pair.chain.clone(),
        key: pair.key.clone(),
        name: name.map(str::to_owned),
    })
}

#[tokio::test]
async fn the_name_of_the_certificate_is_the_address_and_http_leads_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, 90);
    let served = Served::start(security(&pair, None)).await;
    assert!(
        served
            .running
            .origin()
            .starts_with(&format!("https://{NAME}:"))
    );
    let client = served.client(NAME, &pair.root);
    let answer = client.get(served.url("/healthz")).send().await;
    assert_eq!(answer.expect("trust").status(), StatusCode::OK);

    let plain = client_builder().build().expect("a client");
    for path in ["/", "/recense.crt"] {
        let answer = plain
            .get(served.porch(path))
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(answer.headers()[header::LOCATION], served.url(path));
    }
}

#[tokio::test]
async fn browsers_are_bound_to_https_at_a_name_with_its_usual_port() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, 90);
    let data = tempfile::tempdir().expect("a folder");
    let served = Served::start_in(data, security(&pair, None), |options| {
        options.public_url = Some(format!("https://{NAME}/"));
    })
    .await;
    assert_eq!(served.running.origin(), format!("https://{NAME}"));
    let url = format!("https://{NAME}:{}/healthz", served.running.address().port());
    let client = served.client(NAME, &pair.root);
    let answer = client.get(url).send().await.expect("trust");
    let bound = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
    assert!(bound.is_some());
}

#[tokio::test]
async fn a_new_certificate_is_taken_up_by_itself_and_one_that_will_not_do_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, 90);
    let served = Served::start(security(&pair, None)).await;
    let first = served.serial(NAME).await;

    let pair = pair.replace(NAME, 60);
    until("the second certificate", async || {
        served.serial(NAME).await != first
    })
    .await;
    let second = served.serial(NAME).await;

    // Half a pair, then one that expired, then one for another name: each is passed over.
    std::fs::write(&pair.key, "no key").expect("a file");
    let pair = pair.replace(NAME, -1);
    let pair = pair.replace("autre.example", 60);
    let client = served.client(NAME, &pair.root);
    client
        .get(served.url("/healthz"))
        .send()
        .await
        .expect_err("another name's");
    assert_eq!(served.serial(NAME).await, second);

    pair.replace(NAME, 30);
    until("the last certificate", async || {
        served.serial(NAME).await != second
    })
    .await;
}

async fn refusal(pair: &Pair, name: Option<&str>) -> String {
    let data = tempfile::tempdir().expect("a folder");
    let started = Running::start(options(data.path(), security(pair, name))).await;
    started.expect_err("a refusal").to_string()
}

#[tokio::test]
async fn a_server_does_not_start_with_a_certificate_that_devices_would_refuse() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, -1);
    let said = refusal(&pair, None).await;
    assert!(
        said.contains("chain.pem") && said.contains("expired on"),
        "{said}"
    );

    let pair = pair.replace(NAME, 90);
    let said = refusal(&pair, Some("autre.example")).await;
    assert!(said.contains("not made for autre.example"), "{said}");

    let key = std::fs::read(&pair.key).expect("a key");
    let pair = pair.replace(NAME, 90);
    std::fs::write(&pair.key, key).expect("a file");
    let said = refusal(&pair, None).await;
    assert!(
        said.contains("key belongs to another certificate"),
        "{said}"
    );

    std::fs::remove_file(&pair.key).expect("a file");
    let said = refusal(&pair, None).await;
    assert!(said.contains("key.pem cannot be read"), "{said}");
}
