//! A new release of the app reaches a device that is at work: offered, taken whole, and nothing of
//! what is unsent is lost by it.

use serde_json::json;
use server::running::Options;
use tests::browser::Browser;
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::web_app;

use super::{AT_WORK, Outcome, create, equipped, service_worker_is_active};

/// The name of the release that the server has next.
const NEXT: &str = "00000000000000ff";
/// A serial number that only this device knows.
const UNSENT: &str = "CN-0VH82-74261";

/// Counts how often the page was loaded.
const COUNT: &str = "sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1";

/// Where the store's worker is started from, for one that asks the server without a break beside its work, as where much
/// is to be sent.
const BUSY: &str = "window.Worker = class extends Worker {
    constructor(boot, how) { super(how.name === 'store' ? `/busy.js?${boot}` : boot, how); }
}";
const BUSY_WORKER: &str = "setInterval(() => fetch('/api/session').catch(() => {}), 10);
    await import(location.search.slice(1));";

/// A phone at work that has something unsent.
async fn at_work() -> Outcome<(Deployment, Browser)> {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = equipped(&deployment).await?;
    service_worker_is_active(&browser).await?;
    deployment.network.set_for("/api", Weather::Fails(503));
    create(&browser, UNSENT).await?;
    let count = json!({ "source": COUNT });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", count)
        .await?;
    Ok((deployment, browser))
}

/// What happens to an app that stays open: the server gets another release, and two hours later somebody looks at the app.
async fn look_later(deployment: &Deployment, browser: &Browser) -> Outcome {
    deployment.network.release(&web_app::built()?.release, NEXT);
    browser
        .run(
            "const now = Date.now; Date.now = () => now() + 7_200_000;
             document.dispatchEvent(new Event('visibilitychange'))",
        )
        .await?;
    Ok(())
}

/// Waits until the page is the next release, and says how often it was loaded for that.
async fn runs_next(browser: &Browser) -> Outcome<u64> {
    browser
        .until(&format!(
            "document.querySelector('#boot')?.src.includes({NEXT:?}) && document.querySelector('main#screen .scan')"
        ))
        .await?;
    let loads = browser.run("return Number(sessionStorage.loads)").await?;
    Ok(loads.as_u64().unwrap_or_default())
}

/// What was unsent is there and still waits, and nothing is offered any more.
async fn nothing_is_lost(browser: &Browser) -> Outcome {
    browser.until_text(".nav .badge", "1").await?;
    browser.tap(".nav a:nth-child(2)").await?;
    browser.until_text(".item", UNSENT).await?;
    let offered = browser
        .run("return document.querySelector('.release') !== null")
        .await?;
    assert_eq!(offered, json!(false));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_stays_open_offers_a_new_release_and_takes_it_with_one_tap() -> Outcome {
    let (deployment, browser) = at_work().await?;
    deployment.network.serve_script("/busy.js", BUSY_WORKER);
    let busy = json!({ "source": BUSY });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", busy)
        .await?;
    browser.reload().await?;
    browser.find(AT_WORK).await?;
    look_later(&deployment, &browser).await?;
    browser
        .until_text(".app > .release", "Mettre à jour")
        .await?;
    browser.screenshot("release-phone").await?;
    let still = browser
        .run("return document.querySelector('#boot').src")
        .await?;
    assert!(!still.to_string().contains(NEXT), "taken unasked: {still}");

    browser.tap(".app > .release button").await?;
    assert_eq!(
        runs_next(&browser).await?,
        2,
        "the busy start and one reload"
    );
    nothing_is_lost(&browser).await?;
    // What waited for the server goes on by the new release.
    assert_eq!(browser.run("return (await caches.keys()).length").await?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_starts_alone_takes_the_release_that_waits() -> Outcome {
    let (deployment, browser) = at_work().await?;
    look_later(&deployment, &browser).await?;
    browser.find(".app > .release").await?;

    browser.reload().await?;
    assert_eq!(runs_next(&browser).await?, 2, "the start and one reload");
    nothing_is_lost(&browser).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_another_tab_took_is_offered_and_the_old_one_goes_on() -> Outcome {
    let (deployment, browser) = at_work().await?;
    look_later(&deployment, &browser).await?;
    browser.find(".app > .release").await?;

    // A second start, which is not alone, takes nothing by itself.
    let (first, second) = browser.open_window(&deployment.network.origin()).await?;
    browser.find("main.whole button").await?;
    let runs = browser
        .run("return document.querySelector('#boot').src")
        .await?;
    assert!(!runs.to_string().contains(NEXT), "{runs}");
    browser.tap("main.whole button").await?;
    browser.tap(".app > .release button").await?;
    runs_next(&browser).await?;

    // The first goes on with workers of its own release, although the server has it no more.
    browser.switch_to(&first).await?;
    browser.tap("main.whole button").await?;
    browser.find("main#screen .scan").await?;
    create(&browser, "CN-0VH82-74262").await?;
    let runs = browser
        .run("return document.querySelector('#boot').src")
        .await?;
    assert!(!runs.to_string().contains(NEXT), "{runs}");
    browser.tap(".app > .release button").await?;
    runs_next(&browser).await?;
    browser.switch_to(&second).await?;
    browser.find("main.whole button").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_release_cannot_be_taken_the_page_is_loaded_anew_and_work_goes_on() -> Outcome {
    let (deployment, browser) = at_work().await?;
    look_later(&deployment, &browser).await?;
    browser.find(".app > .release").await?;

    browser
        .run(
            "ServiceWorker.prototype.postMessage = () => { throw new Error('refused, by a test') };
             window.before = true",
        )
        .await?;
    browser.tap(".app > .release button").await?;
    browser
        .until("!window.before && document.querySelector('main#screen .scan')")
        .await?;
    create(&browser, "CN-0VH82-74262").await?;
    browser.until_text(".nav .badge", "2").await?;
    Ok(())
}
