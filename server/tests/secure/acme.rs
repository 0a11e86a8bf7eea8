//! A certificate from a public authority, played by Let's Encrypt's own test server.

use std::net::SocketAddr;
use std::path::PathBuf;

use reqwest::{StatusCode, header};
use server::running::Running;
use server::tls::Security;
use server::tls::acme::AcmeOptions;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::pebble::{Pebble, Place};
use crate::served::{Served, client_builder, handshake, options, until};

const NAME: &str = "inventaire.example.org";

fn acme(place: Place, root: PathBuf) -> Security {
    Security::Acme(AcmeOptions {
        name: NAME.to_owned(),
        directory: place.directory(),
        directory_root: Some(root),
    })
}

async fn start(folder: TempDir, address: SocketAddr, security: Security) -> Served {
    Served::start_in(folder, security, |options| options.listen = address).await
}

async fn shown(served: &Served) -> String {
    until("a certificate", async || {
        served.serial(NAME).await.is_some()
    })
    .await;
    served.serial(NAME).await.expect("one")
}

async fn shown_after(served: &Served, before: &str) {
    until("the next certificate", async || {
        served.serial(NAME).await.is_some_and(|it| it != before)
    })
    .await;
}

#[tokio::test]
async fn a_name_gets_its_certificate_keeps_it_over_a_restart_and_renews_it() {
    let place = Place::new();
    let pebble = Pebble::start(place).await;
    let security = || acme(place, pebble.own_root_file());
    let folder = tempfile::tempdir().expect("a folder");
    let served = start(folder, place.server(), security()).await;
    let first = shown(&served).await;

    let kept = served.folder.path().join("tls/acme").join(place.kept());
    let pair = kept.join(format!("{NAME}.pem"));
    until("the certificate is kept", async || pair.is_file()).await;
    #[cfg(unix)]
    for file in [&kept.join("account.json"), &pair] {
        use std::os::unix::fs::PermissionsExt as _;
        let facts = file.metadata().expect("a file");
        assert_eq!(facts.permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    served.running.stop().await.expect("an end");
    let served = start(served.folder, place.server(), security()).await;
    assert_eq!(shown(&served).await, first, "nobody was asked again");

    // This authority's certificates last five years; after two thirds of that it is time.
    served.clock.pass_days(4 * 365);
    shown_after(&served, &first).await;
    served.running.stop().await.expect("an end");
}

#[tokio::test]
async fn an_authority_that_refuses_is_asked_again_and_what_there_is_goes_on() {
    let place = Place::new();
    let pebble = Pebble::start(place).await;
    let security = || acme(place, pebble.own_root_file());
    let folder = tempfile::tempdir().expect("a folder");
    // Where the authority asks there is nobody: it cannot see that the name is ours.
    let served = start(folder, place.elsewhere(), security()).await;
    let plain = client_builder().build().expect("a client");
    let said = plain
        .get(served.porch("/"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(said.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(said.headers().get(header::RETRY_AFTER).is_some());
    assert!(said.text().await.expect("a page").contains("is late"));
    assert_eq!(handshake(served.running.address(), NAME).await, None);

    // Somebody lets the authority through: no restart is needed.
    let through = TcpListener::bind(place.server()).await.expect("a port");
    let behind = served.running.address();
    let passing = tokio::spawn(async move {
        while let Ok((mut asks, _)) = through.accept().await {
            let mut server = tokio::net::TcpStream::connect(behind).await?;
            tokio::io::copy_bidirectional(&mut asks, &mut server).await?;
        }
        Ok::<_, std::io::Error>(())
    });
    let first = shown(&served).await;
    passing.abort();
    let _ = passing.await;

    // The next renewal is refused again, and devices go on with the one there is.
    served.clock.pass_days(4 * 365);
    let plain = plain
        .get(served.porch("/"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(plain.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(served.serial(NAME).await, Some(first));
    served.running.stop().await.expect("an end");
}

#[tokio::test]
async fn an_authority_that_cannot_be_reached_is_asked_again_until_it_can() {
    let place = Place::new();
    let root = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    let file = root.path().join("root.pem");
    let served = start(folder, place.server(), acme(place, file.clone())).await;
    assert_eq!(served.serial(NAME).await, None);
    let pebble = Pebble::start(place).await;
    std::fs::copy(pebble.own_root_file(), file).expect("a file");
    shown(&served).await;
    served.running.stop().await.expect("an end");
}

#[tokio::test]
async fn an_authority_that_forgot_the_account_gets_to_know_it_again() {
    let place = Place::new();
    let pebble = Pebble::start(place).await;
    let folder = tempfile::tempdir().expect("a folder");
    let security = acme(place, pebble.own_root_file());
    let served = start(folder, place.server(), security).await;
    let first = shown(&served).await;
    let account = served.folder.path().join("tls/acme").join(place.kept());
    let account = account.join("account.json");
    served.running.stop().await.expect("an end");
    let before = std::fs::read(&account).expect("an account");
    drop(pebble);

    let anew = Pebble::start(place).await;
    let security = acme(place, anew.own_root_file());
    let served = start(served.folder, place.server(), security).await;
    served.clock.pass_days(4 * 365);
    shown_after(&served, &first).await;
    assert_ne!(std::fs::read(&account).expect("an account"), before);
    served.running.stop().await.expect("an end");
}

#[tokio::test]
async fn what_is_no_name_of_the_internet_is_not_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["localhost", "192.0.2.1", "été.example"] {
        let security = Security::Acme(AcmeOptions {
            name: name.to_owned(),
            directory: "https://localhost:1/dir".to_owned(),
            directory_root: None,
        });
        let refused = Running::start(options(folder.path(), security)).await;
        let refused = refused.expect_err("no name").to_string();
        assert!(refused.contains(name), "{refused}");
    }
}
