//! A secure address in a real browser: what a device can do that installed the server's root, and what it is told
//! without.

use std::net::SocketAddr;

use server::running::{Data, Options, Running};
use server::tls::Security;
use tempfile::TempDir;
use tests::browser::{Browser, Device};
use tests::video::{Scene, Symbol, write_y4m};
use tests::web_app;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// A name that leads to this machine, and is no secure place by itself as `localhost` is.
const NAME: &str = "recense-essai.local";
/// A serial number that nobody knows.
const UNKNOWN: &str = "CN-0VH82-74261";
const AT_WORK: &str = "main#screen";
const OBSTACLE: &str = "main.whole [role=alert]";

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// A server with an authority of its own in a folder.
pub(crate) async fn local(folder: &TempDir) -> Outcome<Running> {
    tokio::task::block_in_place(web_app::built)?;
    let options = Options {
        data: Data::Folder(folder.path().to_owned()),
        security: Security::Local {
            name: Some(NAME.to_owned()),
        },
        porch: Some(any_port()),
        ..Options::for_test()
    };
    Ok(Running::start(options).await?)
}

/// A phone that finds the server by name.
pub(crate) fn phone() -> Device {
    Device {
        knows: Some(NAME.to_owned()),
        ..Device::phone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_root_installed_the_camera_scans_and_the_app_starts_with_no_server() -> Outcome {
    let folder = TempDir::new()?;
    let server = local(&folder).await?;
    let camera = folder.path().join("camera.y4m");
    let label = Scene::of_label(&Symbol::Qr(UNKNOWN.to_owned()), 8.0, 11)?;
    write_y4m(&camera, 3, &[label])?;
    let browser = Browser::open(&Device {
        camera: Some(camera),
        trusts: Some(folder.path().join("tls/authority.pem")),
        ..phone()
    })
    .await?;

    let invitation = server.enrol_administrator().await?;
    assert!(invitation.link.starts_with(&format!("https://{NAME}:")));
    browser.goto(&invitation.link).await?;
    browser.tap("main.enrol button[type=submit]").await?;
    browser.find(AT_WORK).await?;
    assert_eq!(browser.run("return isSecureContext").await?, true);
    let protocol = "return performance.getEntriesByType('navigation')[0].nextHopProtocol";
    assert_eq!(browser.run(protocol).await?, "h2");
    scans(&browser).await?;

    let ready = "return navigator.serviceWorker.ready.then((it) => it.active.state)";
    browser.run(ready).await?;
    server.stop().await?;
    browser.reload().await?;
    browser.find(AT_WORK).await?;
    scans(&browser).await?;
    Ok(())
}

/// Waits until the camera has shown a label and the app says what is on it.
async fn scans(browser: &Browser) -> Outcome {
    browser.tap(".nav a:nth-child(1)").await?;
    browser
        .until(&format!(
            "document.querySelector('.sheet .code')?.innerText.includes({UNKNOWN:?})"
        ))
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_root_the_browser_lets_nobody_in_and_plain_http_says_how_to_install_it()
-> Outcome {
    let folder = TempDir::new()?;
    let server = local(&folder).await?;
    let browser = Browser::open(&phone()).await?;
    // Its own page stands there instead, which the driver may or may not call a failure.
    let _ = browser.goto(server.origin()).await;
    browser
        .until("document.documentElement.outerHTML.includes('ERR_CERT_AUTHORITY_INVALID')")
        .await?;

    let (_, porch) = server.porch().ok_or("no porch")?;
    assert!(porch.starts_with(&format!("http://{NAME}:")), "{porch}");
    browser.goto(porch).await?;
    browser.until_text("main", "Profil téléchargé").await?;
    let fingerprint = &server.root().ok_or("no root")?.fingerprint;
    browser.until_text("code", fingerprint).await?;
    let wide = "return document.documentElement.scrollWidth <= innerWidth";
    for size in [(320, 640), (390, 844), (1280, 800)] {
        browser.resize(size).await?;
        assert_eq!(browser.run(wide).await?, true, "{size:?}");
    }
    browser.resize((390, 844)).await?;
    browser.screenshot("secure-porch").await?;
    let leads = browser
        .run("return document.querySelector('a:last-of-type').href")
        .await?;
    assert_eq!(leads, format!("{}/", server.origin()));
    server.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn at_an_address_that_is_not_secure_the_app_says_what_is_missing() -> Outcome {
    tokio::task::block_in_place(web_app::built)?;
    let server = Running::start(Options::for_test()).await?;
    let plain = format!("http://{NAME}:{}", server.address().port());
    for (language, camera, offline) in [
        ("fr", "caméra", "hors ligne"),
        ("en", "camera", "without a network"),
    ] {
        let browser = Browser::open(&Device {
            language,
            ..phone()
        })
        .await?;
        browser.goto(&plain).await?;
        assert_eq!(browser.run("return isSecureContext").await?, false);
        for says in [camera, offline, "https"] {
            browser.until_text(OBSTACLE, says).await?;
        }
        browser
            .screenshot(&format!("secure-missing-{language}"))
            .await?;
    }
    server.stop().await?;
    Ok(())
}
