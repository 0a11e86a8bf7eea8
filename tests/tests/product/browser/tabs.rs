//! One store, several tabs; and a browser that gives none.

use serde_json::json;
use server::running::Options;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::Weather;

use super::{
    AT_WORK, FIRST, OBSTACLE, Outcome, TAKE_OVER, create, enrolled, service_worker_is_active,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_device_stays_enrolled_over_a_reload_and_starts_with_no_network() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;

    browser.reload().await?;
    browser.find(AT_WORK).await?;

    service_worker_is_active(&browser).await?;
    deployment.network.set(Weather::Cut);
    browser.reload().await?;
    browser.find(AT_WORK).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_left_while_it_writes_goes_on_when_somebody_comes_back() -> Outcome {
    // A first copy of a whole inventory is under way, which is one write after the other.
    let deployment = Deployment::demo(None).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    let elsewhere = format!("{}/healthz", deployment.network.origin());
    for _ in 0..5 {
        browser.goto(&elsewhere).await?;
        browser.client().back().await?;
        browser.find(AT_WORK).await?;
    }
    create(&browser, "CN-0VH82-74261").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_says_so_and_can_take_over() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;

    let (first, second) = browser.open_window("about:blank").await?;
    let watch = json!({ "source": FIRST });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
        .await?;
    browser.goto(&deployment.network.origin()).await?;
    browser.find(OBSTACLE).await?;
    assert_eq!(browser.run("return came[0]").await?, json!("said"));
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
    let browser = enrolled(&deployment, &Device::phone()).await?;

    let (first, _second) = browser.open_tab(&deployment.network.origin()).await?;
    browser.find(AT_WORK).await?;
    browser.switch_to(&first).await?;
    browser.find(AT_WORK).await?;
    Ok(())
}

/// Notes how the page stood when its store's worker was heard first.
const HEARD: &str = "window.Worker = class extends Worker {
    constructor(...how) {
        super(...how);
        this.addEventListener('message', () => localStorage.setItem('heard', document.visibilityState));
    }
}";

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_opened_in_the_background_takes_the_store_from_nobody() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    // A tab goes in front of it, and the app behind starts anew.
    let heard = json!({ "source": HEARD });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", heard)
        .await?;
    browser
        .run("document.addEventListener('visibilitychange', () => location.reload())")
        .await?;
    let origin = deployment.network.origin();
    browser.open_tab(&format!("{origin}/healthz")).await?;
    let seen = browser.until("localStorage.getItem('heard')").await?;
    assert_eq!(seen, json!("hidden"));

    browser.goto(&origin).await?;
    browser.find("main#screen .scan").await?;
    create(&browser, "CN-0VH82-74261").await?;
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
