//! The app in a real Chromium: the page, its store and its service worker.

use server::running::Options;
use tests::{
    browser::{Browser, BrowserError, Device},
    deployment::Deployment,
    proxy::Weather,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The frame around the screens, which stands only where the store is ours.
const AT_WORK: &str = "main#screen";
/// What stands there where it is not, and its one button.
const OBSTACLE: &str = "main.whole[role=alert]";
const TAKE_OVER: &str = "main.whole[role=alert] button";

#[tokio::test(flavor = "multi_thread")]
async fn a_device_stays_enrolled_over_a_reload_and_starts_with_no_network() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment).await?;

    browser.reload().await?;
    browser.find(AT_WORK).await?;

    service_worker_is_active(&browser).await?;
    deployment.network.set(Weather::Cut);
    browser.reload().await?;
    browser.find(AT_WORK).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_says_so_and_can_take_over() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment).await?;

    let (first, second) = browser.open_window(&deployment.network.origin()).await?;
    browser.find(OBSTACLE).await?;
    let after = browser.run("return performance.now()").await?;
    assert!(
        after.as_f64() < Some(3_000.0),
        "the person waited {after} ms"
    );
    browser.tap(TAKE_OVER).await?;
    browser.find(AT_WORK).await?;

    browser.switch_to(&first).await?;
    browser.find(OBSTACLE).await?;
    browser.tap(TAKE_OVER).await?;
    browser.find(AT_WORK).await?;
    browser.switch_to(&second).await?;
    browser.find(OBSTACLE).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_tab_lets_go_of_the_store_for_the_one_in_front() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment).await?;

    let (first, _second) = browser.open_tab(&deployment.network.origin()).await?;
    browser.find(AT_WORK).await?;
    browser.switch_to(&first).await?;
    browser.find(AT_WORK).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_refuses_storage_is_told_so_before_any_work() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = Browser::open(&Device {
        refuses_storage: true,
        ..Device::phone()
    })
    .await?;
    browser.goto(&deployment.network.origin()).await?;
    browser.find(OBSTACLE).await?;
    browser.until_text(OBSTACLE, "refuse de garder").await?;
    Ok(())
}

/// A browser whose device works for the administrator.
async fn enrolled(deployment: &Deployment) -> Result<Browser, Box<dyn std::error::Error>> {
    let invitation = deployment.server.enrol_administrator().await?;
    let browser = Browser::open(&Device::phone()).await?;
    browser.goto(&invitation.link).await?;
    browser.tap("main.enrol button[type=submit]").await?;
    browser.find(AT_WORK).await?;
    Ok(browser)
}

async fn service_worker_is_active(browser: &Browser) -> Result<(), BrowserError> {
    browser
        .run("return navigator.serviceWorker.ready.then((it) => it.active.state)")
        .await?;
    Ok(())
}
