//! What dies: the tab in the middle of the first sync, the store's worker in the middle of an
//! action, the scanner's worker on a frame.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::json;
use server::running::Options;
use shared::model::Role;
use tempfile::TempDir;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::video::{Random, Scene, Symbol, write_y4m};
use tests::{road, stock};

use super::{OBSTACLE, Outcome, create, enrol, enrolled, type_code};

/// Items of the inventory that arrives while the tab is killed.
const ITEMS: u128 = 6_000;
/// How often it is killed.
const KILLS: u32 = 16;
/// How long an answer takes meanwhile, in milliseconds, in turn: so that the inventory is on its way at each of these moments, now with an
/// answer being taken in, now with one awaited.
const THIN_MS: [u64; 3] = [20, 100, 300];

/// FC-Y5: a tab that is killed at any moment of the first sync comes to the same as one that is not.
#[tokio::test(flavor = "multi_thread")]
async fn fc_y5_a_first_sync_whose_tab_is_killed_comes_to_the_same() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    stock::deliver(deployment.server.machine(), 0..ITEMS).await?;
    let office = deployment.server.origin();
    let undisturbed = road::enrol(&deployment.server, "Mona Roy", Role::Technician, office).await?;
    let origin = deployment.network.origin();
    let browser = enrolled(&deployment, &Device::phone()).await?;

    let mut random = Random::new(42);
    let mut interrupted = 0;
    for (kill, thin) in (0..KILLS).zip(THIN_MS.into_iter().cycle()) {
        let thin = Weather::Slow(Duration::from_millis(thin));
        deployment.network.set_for("/api", thin);
        // By the page's own clock: from before the store is open to some pages of the feed later.
        let moment = random.between(200.0, 1_600.0);
        browser
            .until(&format!("performance.now() > {moment}"))
            .await?;
        if kill % 2 == 1 {
            // A machine with other work may have nothing under way so soon.
            browser
                .until(&format!(
                    "(() => {{ {ARRIVES} }})() || performance.now() > 3_000"
                ))
                .await?;
        }
        interrupted += u32::from(browser.run(ARRIVES).await? == json!(true));
        if kill % 4 == 0 {
            kill_process(&browser, &origin).await?;
        } else {
            browser.reload().await?;
        }
    }
    assert!(
        interrupted >= 3,
        "the sync was over after {interrupted} of {KILLS}"
    );

    deployment.network.set(Weather::Clear);
    let last = ITEMS - 1;
    type_code(&browser, &stock::label(last).to_string()).await?;
    browser
        .until_text(".sheet", &stock::inventory_number(last))
        .await?;
    browser
        .until(&format!("!(() => {{ {ARRIVES} }})()"))
        .await?;
    let store = store_of(&browser, &origin).await?;
    let (mut ours, mut theirs) = (contents(&store)?, contents(&undisturbed.store())?);
    // The look-up above wrote “last seen” on that one, which is on its way, or has come back with the server's time.
    let looked_up = format!("0100{last:04X} ");
    ours.retain(|line| !line.contains(&looked_up));
    theirs.retain(|line| !line.contains(&looked_up));
    assert!(ours.len() as u128 > 4 * ITEMS, "{} lines", ours.len());
    let differ = ours.iter().zip(&theirs).find(|(our, their)| our != their);
    assert_eq!(differ, None);
    assert_eq!(ours.len(), theirs.len());
    Ok(())
}

/// Whether the page says that the inventory is still arriving.
const ARRIVES: &str =
    "return /arrive/.test(document.querySelector('.glass-layer')?.innerText ?? '')";

/// Ends the page's process at once, and opens the app anew.
async fn kill_process(browser: &Browser, origin: &str) -> Outcome {
    end_process(browser).await?;
    Ok(browser.goto(origin).await?)
}

/// Ends the page's process at once, and goes to an empty window.
async fn end_process(browser: &Browser) -> Outcome {
    let dying = browser.client().window().await?;
    let next = browser.client().new_window(true).await?.handle;
    browser.switch_to(&dying).await?;
    // The driver says that the tab crashed, which is what was asked for.
    let _ = browser.devtools("Page.crash", json!({})).await;
    browser.switch_to(&next).await?;
    Ok(())
}

/// Copies the database with its log out of the browser's private files, which is possible while no app has them.
async fn store_of(browser: &Browser, origin: &str) -> Outcome<PathBuf> {
    browser.keep_downloads().await?;
    browser.goto(&format!("{origin}/healthz")).await?;
    browser.run(include_str!("copy_store.js")).await?;
    for file in ["copy.db-wal", "copy.db"] {
        browser.downloaded(file).await?;
    }
    Ok(browser.folder().join("copy.db"))
}

/// What a store holds, a line for each of its rows, without the numbers that differ from store to store.
fn contents(store: &Path) -> Outcome<Vec<String>> {
    let connection = Connection::open(store)?;
    let mut lines = Vec::new();
    for query in include_str!("contents.sql").split(';') {
        if query.trim().is_empty() {
            continue;
        }
        let mut statement = connection.prepare(query)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        for row in rows {
            lines.push(row?);
        }
    }
    Ok(lines)
}

/// A page whose workers a test can end.
async fn with_mortal_workers(deployment: &Deployment, device: &Device) -> Outcome<Browser> {
    deployment
        .network
        .serve_script("/mortal.js", include_str!("mortal.js"));
    let browser = Browser::open(device).await?;
    mortify(&browser).await?;
    Ok(browser)
}

/// The pages that a window loads from now on have such workers.
async fn mortify(browser: &Browser) -> Outcome {
    let script = json!({ "source": include_str!("mortals.js") });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_dies_in_an_action_has_nothing_of_it_and_comes_back() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = with_mortal_workers(&deployment, &Device::phone()).await?;
    enrol(&deployment, &browser).await?;
    create(&browser, "CN-0VH82-74261").await?;

    type_code(&browser, "CN-0VH82-74262").await?;
    browser.tap(".sheet .tile").await?;
    browser
        .run("window.workers.store.postMessage('unlucky')")
        .await?;
    browser.tap(".sheet .stuck button").await?;
    browser
        .until_text(".toast", "en entier ou pas du tout")
        .await?;
    browser.until("window.births.store === 2").await?;

    // Nothing of what failed is there, all of what came before is, and work goes on.
    create(&browser, "CN-0VH82-74262").await?;
    type_code(&browser, "CN-0VH82-74261").await?;
    browser.until_text(".sheet h2", "CN-0VH82-74261").await?;
    browser.tap(".nav a:nth-child(2)").await?;
    browser.type_into("#find-search", "CN-0VH82").await?;
    browser
        .until("document.querySelectorAll('.item').length === 2")
        .await?;
    Ok(())
}

/// How often the store dies while it takes in an action, and one moment after another of it.
const DEATHS: u32 = 12;

/// What is not whole in a store: a label or its CI without the other, operations without their record or the other way
/// around, an outbox with a gap.
const HALVES: [&str; 5] = [
    "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    "SELECT count(*) FROM (SELECT action FROM own GROUP BY action HAVING count(*) <> 2)",
    "SELECT count(*) FROM item WHERE (SELECT count(*) FROM identifier WHERE item = item.key) <> 1",
    "SELECT (SELECT count(*) FROM item) <> (SELECT count(DISTINCT action) FROM own)",
    "SELECT max(seq) <> count(*) FROM own",
];

/// Whatever the moment: each action is in the store whole or not at all, and the next one finds a store that works.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_killed_at_any_moment_of_an_action_has_it_whole_or_not_at_all() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.network.origin();
    let browser = with_mortal_workers(&deployment, &Device::phone()).await?;
    enrol(&deployment, &browser).await?;
    type_code(&browser, "TYPES").await?;
    browser.find(".sheet .tile").await?;
    // Nothing leaves, so that all of it is told by the outbox.
    deployment.network.set_for("/api", Weather::Fails(503));
    for death in 0..DEATHS {
        // A label of ours: the CI and its label are one action of two operations.
        let code = stock::label(u128::from(death)).to_string();
        type_code(&browser, &code).await?;
        browser.until_text(".sheet .code", &code).await?;
        browser.tap(".sheet .tile").await?;
        browser
            .until("document.querySelector('.sheet .stuck button:not([disabled])')")
            .await?;
        let moment = f64::from(death) * 1.5;
        let press = "document.querySelector('.sheet .stuck button').click();";
        if death % 4 == 3 {
            // The whole process of the page, however long that takes to arrive.
            browser
                .run(&format!("setTimeout(() => {{ {press} }}, {moment})"))
                .await?;
            end_process(&browser).await?;
            mortify(&browser).await?;
            browser.goto(&origin).await?;
        } else {
            // By the page's thread, which is kept busy until then: the worker's own goes on beside it.
            browser
                .run(&format!(
                    "const births = window.births.store; {press}
                     setTimeout(() => {{
                         const end = performance.now() + {moment};
                         while (performance.now() < end);
                         window.workers.store.terminate();
                         window.killed = births;
                     }})"
                ))
                .await?;
            browser
                .until("window.killed && window.births.store > window.killed")
                .await?;
            browser.run("window.killed = 0").await?;
        }
        browser.find("main#screen .scan").await?;
    }

    // What comes after is taken in, and what there is is whole.
    let code = stock::label(1_000).to_string();
    type_code(&browser, &code).await?;
    browser.until_text(".sheet .code", &code).await?;
    browser.tap(".sheet .tile").await?;
    browser.tap(".sheet .stuck button").await?;
    browser.until("document.querySelector('.sheet h2')").await?;
    let store = Connection::open(store_of(&browser, &origin).await?)?;
    for halves in HALVES {
        let found: i64 = store.query_row(halves, [], |row| row.get(0))?;
        assert_eq!(found, 0, "{halves}");
    }
    let kept: i64 = store.query_row("SELECT count(*) FROM item", [], |row| row.get(0))?;
    assert!((1..=i64::from(DEATHS) + 1).contains(&kept), "{kept}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_vanishes_without_a_word_is_replaced() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = with_mortal_workers(&deployment, &Device::phone()).await?;
    enrol(&deployment, &browser).await?;
    create(&browser, "CN-0VH82-74261").await?;
    browser
        .run("window.workers.store.postMessage('vanish')")
        .await?;
    browser.until("window.births.store === 2").await?;
    type_code(&browser, "CN-0VH82-74261").await?;
    browser.until_text(".sheet h2", "CN-0VH82-74261").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_always_dies_is_said_and_what_is_kept_comes_back_with_a_reload() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = with_mortal_workers(&deployment, &Device::phone()).await?;
    enrol(&deployment, &browser).await?;
    create(&browser, "CN-0VH82-74261").await?;

    browser
        .run("window.ends.store = 'stillborn'; window.workers.store.postMessage('throw')")
        .await?;
    browser.until_text(OBSTACLE, "est gardé").await?;
    browser.run("window.ends = {}").await?;
    browser.tap("main.whole button").await?;
    browser.find("main#screen .scan").await?;
    type_code(&browser, "CN-0VH82-74261").await?;
    browser.until_text(".sheet h2", "CN-0VH82-74261").await?;
    Ok(())
}

/// A phone that sees two labels in turn.
fn two_labels() -> Outcome<(TempDir, Device)> {
    let folder = TempDir::new()?;
    let camera = folder.path().join("camera.y4m");
    let scenes = [7, 8]
        .map(|number| Scene::of_label(&Symbol::Qr(stock::label(number).to_string()), 1.0, 5))
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    write_y4m(&camera, 10, &scenes)?;
    let device = Device {
        camera: Some(camera),
        ..Device::phone()
    };
    Ok((folder, device))
}

/// Waits until the scanner reads again and again: the label that the sheet names changes twice.
async fn reads(browser: &Browser) -> Outcome {
    for _ in 0..2 {
        let shown = browser
            .until("document.querySelector('.sheet .code')?.innerText")
            .await?;
        browser
            .until(&format!(
                "(document.querySelector('.sheet .code')?.innerText ?? {shown}) !== {shown}"
            ))
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_dies_on_a_frame_or_never_ends_is_replaced() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let (_folder, device) = two_labels()?;
    let browser = with_mortal_workers(&deployment, &device).await?;
    enrol(&deployment, &browser).await?;
    reads(&browser).await?;
    for (births, way) in [(2, "throw"), (3, "loop")] {
        browser
            .run(&format!("window.workers.scan.postMessage({way:?})"))
            .await?;
        browser
            .until(&format!("window.births.scan === {births}"))
            .await?;
        reads(&browser).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_cannot_live_is_said_and_typing_remains() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let (_folder, device) = two_labels()?;
    let browser = with_mortal_workers(&deployment, &device).await?;
    enrol(&deployment, &browser).await?;
    reads(&browser).await?;
    browser
        .run("window.ends.scan = 'stillborn'; window.workers.scan.postMessage('throw')")
        .await?;
    browser
        .until_text(".camera-off", "La caméra s’est arrêtée")
        .await?;
    create(&browser, "CN-0VH82-74261").await?;

    // What ended it is over: the button brings it back.
    browser.run("window.ends = {}").await?;
    browser.tap(".sheet .outcome button").await?;
    browser.tap(".camera-off button").await?;
    reads(&browser).await?;
    Ok(())
}
