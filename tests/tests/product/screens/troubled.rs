//! Bad days as they are seen: no camera, a camera that is refused, another server's invitation, a server that answers
//! nonsense, a credential that counts no longer.

use serde_json::json;
use server::running::Options;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::Weather;

use super::{Enrolling, NAME, Outcome, UNKNOWN, View, adopt, dress, look, open, type_code};

/// A camera that answers with an error of `getUserMedia`, which a test names.
const CAMERA: &str = "navigator.mediaDevices.getUserMedia = () => Promise.reject(
    new DOMException('no', sessionStorage.camera ?? 'NotFoundError'))";
const FOREIGN: &str = "https://evil.example/enrol#AbCdEfGhIjKlMnOpQrStUv";

/// Looks at the page as it stands on every device, light and dark.
async fn look_at_all(
    browser: &Browser,
    language: &'static str,
    screen: &str,
    faults: &mut Vec<String>,
) -> Outcome {
    for view in View::of(language).into_iter().flatten() {
        adopt(browser, view).await?;
        dress(browser, view).await?;
        look(browser, view, screen, faults).await?;
    }
    browser.resize(Device::phone().size).await?;
    browser
        .run("document.documentElement.style.fontSize = ''")
        .await?;
    Ok(())
}

/// Makes a CI from an unknown code, and goes where it is told whether it was sent.
async fn create(browser: &Browser, code: &str) -> Outcome {
    open(browser, "/", ".glass-layer").await?;
    type_code(browser, code).await?;
    browser.tap(".sheet .tile").await?;
    browser.tap(".sheet .stuck button").await?;
    browser.until_text(".sheet h2", code).await?;
    open(browser, "/outbox", ".counts").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_day_is_seen_and_holds() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let mut faults = Vec::new();
    for language in ["fr", "en"] {
        let device = Device {
            language,
            ..Device::phone()
        };
        let browser = Browser::open(&device).await?;
        let camera = json!({ "source": CAMERA });
        browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", camera)
            .await?;
        browser.goto(&deployment.invitation(NAME).await?).await?;
        browser
            .run("localStorage.setItem('install', 'later')")
            .await?;
        browser.tap(".enrol button[type=submit]").await?;
        browser.find("main#screen .camera-off").await?;
        look_at_all(&browser, language, "camera-missing", &mut faults).await?;

        browser
            .run("sessionStorage.camera = 'NotAllowedError'")
            .await?;
        browser.reload().await?;
        browser.find("main#screen .camera-off").await?;
        let why = browser.text(".camera-off h2").await?;
        look_at_all(&browser, language, "camera-refused", &mut faults).await?;
        assert_eq!(
            browser.text(".camera-off h2").await?,
            why,
            "it goes on being why"
        );

        type_code(&browser, FOREIGN).await?;
        browser.until_text(".sheet", "evil.example").await?;
        look_at_all(&browser, language, "enrol-foreign", &mut faults).await?;
        browser.tap(".sheet .outcome button").await?;
        browser.until("!document.querySelector('.sheet')").await?;

        deployment.network.set(Weather::Garbage);
        create(&browser, &format!("{UNKNOWN}-{language}")).await?;
        browser.find(".notice").await?;
        look_at_all(&browser, language, "outbox-troubled", &mut faults).await?;

        // The server ends the credential, and the app is not asked.
        deployment.clear_up(&browser).await?;
        browser.until("!document.querySelector('.notice')").await?;
        browser
            .run("return fetch('/api/session', { method: 'DELETE' }).then((it) => it.status)")
            .await?;
        create(&browser, &format!("{UNKNOWN}-{language}-2")).await?;
        browser.find(".notice").await?;
        look_at_all(&browser, language, "outbox-revoked", &mut faults).await?;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
