//! What a person waits for on a phone that carries 100,000 items, by the page's own clock, workers included.

mod frames;
mod memory;
mod painted;

use std::path::Path;

use serde_json::{Value, json};
use server::organisation::Newcomer;
use server::running::Options;
use shared::model::Role;

use super::{Measure, ROUNDS, quantile};
use crate::browser::{Browser, Device};
use crate::deployment::Deployment;
use crate::proxy::Weather;
use crate::stock;
use crate::video::{Scene, Symbol, write_y4m};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const ITEMS: u128 = 100_000;
/// Scans of a round.
const SCANS: u128 = 40;

/// A window, and what its measures are called.
struct Window {
    size: (u32, u32),
    /// What scrolls in it.
    pointer: &'static str,
    fling: &'static str,
    drag: &'static str,
    typing: &'static str,
    painted: &'static str,
}

const WINDOWS: [Window; 2] = [
    Window {
        size: (390, 844),
        pointer: "touch",
        fling: "longest frame while 100,000 lines are flung on a phone",
        drag: "longest frame while 100,000 lines are run through on a phone",
        typing: "longest frame while a search is typed on a phone",
        painted: "slowest screen to painted on a phone",
    },
    Window {
        size: (1_280, 800),
        pointer: "mouse",
        fling: "longest frame while 100,000 rows are wheeled at a desk",
        drag: "longest frame while 100,000 rows are run through at a desk",
        typing: "longest frame while a search is typed at a desk",
        painted: "slowest screen to painted at a desk",
    },
];

pub(super) fn run(measures: &mut Vec<Measure>) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(measures))
}

async fn measure(measures: &mut Vec<Measure>) -> Result<()> {
    let deployment = Deployment::start(Options::for_test()).await?;
    stock::deliver(deployment.server.machine(), 0..ITEMS).await?;
    let folder = tempfile::tempdir()?;
    let camera = folder.path().join("camera.y4m");
    film(&camera)?;
    let browser = Browser::open(&Device {
        camera: Some(camera),
        ..Device::phone()
    })
    .await?;
    let watched = memory::prepare(&browser, &deployment).await?;
    let newcomer = Newcomer {
        name: "Banc d’essai".to_owned(),
        membership: Some((Role::Administrator, "it".to_owned())),
    };
    browser
        .goto(
            &deployment
                .server
                .enrol(newcomer)
                .await?
                .link
                .replace(deployment.server.origin(), &deployment.network.origin()),
        )
        .await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    whole(&browser).await?;

    let mut rounds = Vec::new();
    for round in (0..).take(ROUNDS) {
        let mut scans = Vec::new();
        for run in 0..SCANS {
            let number = (round * SCANS + run) * 1_667 % ITEMS;
            scans.push(
                scan(
                    &browser,
                    &stock::label(number).to_string(),
                    &stock::inventory_number(number),
                )
                .await?,
            );
        }
        rounds.push(quantile(&mut scans, 0.95));
    }
    let p95 = quantile(&mut rounds, 0.5);
    measures.push(Measure::at_most(
        "screen",
        "code to painted item, p95",
        p95,
        "ms",
        100.0,
    ));

    for window in &WINDOWS {
        browser.resize(window.size).await?;
        frames::measure(&browser, window, measures).await?;
        let item = stock::item(4_711).to_string();
        painted::measure(&browser, window, &item, measures).await?;
    }
    browser.resize(WINDOWS[0].size).await?;
    go(&browser, "/", "main#screen .scan").await?;
    // There both workers are at work.
    browser.find("[data-outcome]").await?;
    memory::measure(&browser, watched, measures).await?;

    deployment.network.set(Weather::Cut);
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await?;
    let mut starts = Vec::new();
    for _ in 0..ROUNDS {
        browser.reload().await?;
        starts.push(started(&browser).await?);
    }
    let median = quantile(&mut starts, 0.5);
    measures.push(Measure::at_most(
        "screen",
        "start without a network to a scan screen that scans",
        median,
        "ms",
        1_500.0,
    ));
    Ok(())
}

/// Goes to a screen, as a link in it would.
async fn go(browser: &Browser, path: &str, ready: &str) -> Result<()> {
    let path = Value::from(path);
    browser
        .run(&format!(
            "history.pushState(null, '', {path}); dispatchEvent(new PopStateEvent('popstate'))"
        ))
        .await?;
    browser.find(ready).await?;
    Ok(())
}

/// A label that stays in sight.
fn film(path: &Path) -> Result<()> {
    let scene = Scene::of_label(&Symbol::Qr(stock::label(7).to_string()), 1.0, 5)?;
    write_y4m(path, 10, &[scene])?;
    Ok(())
}

/// How often a wait for the inventory is begun anew: it takes minutes, and says so on the glass.
const PATIENCE: usize = 30;

/// Waits until the whole inventory has come.
async fn whole(browser: &Browser) -> Result<()> {
    browser
        .until("/arrive/.test(document.querySelector('.glass-layer')?.innerText)")
        .await?;
    for _ in 0..PATIENCE {
        let come = "!/arrive/.test(document.querySelector('.glass-layer')?.innerText ?? 'arrive')";
        if browser.until(come).await.is_ok() {
            return Ok(());
        }
    }
    Err("the inventory did not come".into())
}

/// Hands a code over as the scanner's keyboard does, and says after how many milliseconds the item was painted.
async fn scan(browser: &Browser, code: &str, number: &str) -> Result<f64> {
    browser
        .tap(".glass-layer .below button.icon-button")
        .await?;
    browser.find("#typed-code").await?;
    let script = format!(
        "return new Promise((done) => {{
            const field = document.querySelector('#typed-code');
            field.value = {code};
            field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
            requestAnimationFrame(() => {{
                const start = performance.now();
                const painted = () => {{
                    if (document.querySelector('.sheet')?.innerText.includes({number})) {{
                        requestAnimationFrame(() => {{
                            const channel = new MessageChannel();
                            channel.port1.onmessage = () => done(performance.now() - start);
                            channel.port2.postMessage(0);
                        }});
                    }} else {{
                        requestAnimationFrame(painted);
                    }}
                }};
                field.form.requestSubmit();
                painted();
            }});
        }})",
        code = Value::from(code),
        number = Value::from(number),
    );
    let took = browser.run(&script).await?;
    took.as_f64()
        .ok_or_else(|| format!("{code} was not painted: {took}").into())
}

/// Notes when the page first shows what a code led to.
const WATCH: &str = "new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-outcome]')) return;
    observer.disconnect();
    requestAnimationFrame(() => { window.firstOutcome = performance.now() });
}).observe(document, { childList: true, subtree: true })";

/// After how many milliseconds since the page was asked for the first code was read and its item shown.
async fn started(browser: &Browser) -> Result<f64> {
    let at = browser.until("window.firstOutcome").await?;
    at.as_f64().ok_or_else(|| "the start has no time".into())
}
