//! The app in a real Chromium: the page, its store and its service worker.

use tests::{
    browser::{Browser, BrowserError, Device},
    proxy::{Proxy, Weather},
    web_app::Site,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const ELSEWHERE: &str = "document.querySelector('main')?.dataset.store === 'Elsewhere'";
const READY: &str = "document.querySelector('main')?.dataset.store === 'Ready'";

#[tokio::test(flavor = "multi_thread")]
async fn the_store_survives_a_reload_and_the_app_starts_with_no_network() -> Outcome {
    let site = Site::start().await?;
    let network = Proxy::start(site.address).await?;
    let browser = Browser::open(&Device::phone()).await?;
    browser.goto(&network.origin()).await?;
    browser.until(READY).await?;
    browser.tap("#keep").await?;
    browser.tap("#keep").await?;
    browser
        .until("document.querySelector('#lines').textContent === '2'")
        .await?;

    browser.reload().await?;
    browser
        .until("document.querySelector('#lines').textContent === '2'")
        .await?;

    service_worker_is_active(&browser).await?;
    network.set(Weather::Cut);
    browser.reload().await?;
    browser.until(READY).await?;
    browser
        .until("document.querySelector('#lines').textContent === '2'")
        .await?;
    assert_eq!(browser.console().await?, [] as [String; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_says_so_and_can_take_over() -> Outcome {
    let site = Site::start().await?;
    let origin = format!("http://localhost:{}", site.address.port());
    let browser = Browser::open(&Device::phone()).await?;
    browser.goto(&origin).await?;
    browser.until(READY).await?;

    let (first, second) = browser.open_window(&origin).await?;
    browser.until(ELSEWHERE).await?;
    let after = browser.run("return performance.now()").await?;
    assert!(
        after.as_f64() < Some(3_000.0),
        "the person waited {after} ms"
    );
    browser.tap("#take-over").await?;
    browser.until(READY).await?;

    browser.switch_to(&first).await?;
    browser.until(ELSEWHERE).await?;
    browser.tap("#take-over").await?;
    browser.until(READY).await?;
    browser.switch_to(&second).await?;
    browser.until(ELSEWHERE).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_tab_lets_go_of_the_store_for_the_one_in_front() -> Outcome {
    let site = Site::start().await?;
    let origin = format!("http://localhost:{}", site.address.port());
    let browser = Browser::open(&Device::phone()).await?;
    browser.goto(&origin).await?;
    browser.until(READY).await?;

    let (first, _second) = browser.open_tab(&origin).await?;
    browser.until(READY).await?;
    browser.switch_to(&first).await?;
    browser.until(READY).await?;
    Ok(())
}

async fn service_worker_is_active(browser: &Browser) -> Result<(), BrowserError> {
    browser
        .run("return navigator.serviceWorker.ready.then((it) => it.active.state)")
        .await?;
    Ok(())
}
