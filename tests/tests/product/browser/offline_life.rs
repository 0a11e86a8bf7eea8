//! The app that is kept: installed, thrown away by the browser, carried over as a file, and frozen with the store.

use serde_json::{Value, json};
use server::running::Options;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::Weather;

use super::{
    AT_WORK, FIRST, OBSTACLE, Outcome, SMALL_TARGETS, TAKE_OVER, create, enrol, enrolled, equipped,
    service_worker_is_active, type_code,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_finds_nothing_that_keeps_the_app_from_being_installed() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    service_worker_is_active(&browser).await?;
    let manifest = browser.devtools("Page.getAppManifest", json!({})).await?;
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    let found = browser
        .devtools("Page.getInstallabilityErrors", json!({}))
        .await?;
    let errors = found["installabilityErrors"].as_array().cloned();
    // A browser of its own profile that keeps nothing installs nothing, whatever the page is.
    let errors: Vec<Value> = errors
        .unwrap_or_default()
        .into_iter()
        .filter(|error| error["errorId"] != "in-incognito")
        .collect();
    assert_eq!(errors, Vec::<Value>::new());

    let manifest: Value = serde_json::from_str(manifest["data"].as_str().unwrap_or_default())?;
    for member in [
        "id",
        "name",
        "short_name",
        "start_url",
        "scope",
        "display",
        "theme_color",
        "background_color",
        "lang",
        "categories",
        "shortcuts",
    ] {
        assert!(!manifest[member].is_null(), "{member}");
    }
    for (size, purpose) in [
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    ] {
        let icons = manifest["icons"].as_array().ok_or("no icons")?;
        let there = icons
            .iter()
            .any(|icon| icon["sizes"] == size && icon["purpose"] == purpose);
        assert!(there, "{size} {purpose}");
    }
    Ok(())
}

/// Chromium's offer, as it would come.
const OFFER: &str = "const offer = new Event('beforeinstallprompt', { cancelable: true });
    offer.prompt = () => { window.asked = true; return Promise.resolve({ outcome: 'accepted' }); };
    window.dispatchEvent(offer);
    return offer.defaultPrevented;";

#[tokio::test(flavor = "multi_thread")]
async fn the_app_offers_to_be_installed_until_it_is_sent_away_and_then_only_where_asked_for()
-> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    assert_eq!(browser.run(OFFER).await?, json!(true));
    browser.until_text(".offer > .install", "Installer").await?;
    browser.tap(".offer > .install .icon-button").await?;
    browser
        .until("!document.querySelector('.offer > .install')")
        .await?;

    browser.reload().await?;
    browser.find(AT_WORK).await?;
    browser.run(OFFER).await?;
    browser.tap(".nav a:nth-child(4)").await?;
    browser
        .until("[...document.querySelectorAll('button.alt')].some((it) => it.innerText.includes('Installer Recense'))")
        .await?;
    assert_eq!(
        browser
            .run("return document.querySelector('.offer > .install')")
            .await?,
        Value::Null
    );
    browser
        .run("[...document.querySelectorAll('button.alt')].find((it) => it.innerText.includes('Installer Recense')).click()")
        .await?;
    browser.until("window.asked").await?;
    browser
        .run("window.dispatchEvent(new Event('appinstalled'))")
        .await?;
    browser.until_text(".toast", "est installé").await?;
    Ok(())
}

/// A browser that promises to keep what the page has when it is asked again, under *Plus*.
const PROMISES_LATE: &str = "let kept = false;
    StorageManager.prototype.persist = async () => (kept = location.pathname === '/more');
    StorageManager.prototype.persisted = async () => kept;";

#[tokio::test(flavor = "multi_thread")]
async fn whether_the_browser_promises_to_keep_its_data_is_said_and_can_be_asked_again() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = Browser::open(&Device::phone()).await?;
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": PROMISES_LATE }),
        )
        .await?;
    enrol(&deployment, &browser).await?;
    browser.tap(".nav a:nth-child(4)").await?;
    browser.until_text(".notice", "Fragile").await?;
    browser
        .tap_saying(".notice button", "Demander une mémoire durable")
        .await?;
    browser.until_text(".notice", "Durable").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_ios_the_steps_are_shown_until_the_app_runs_from_the_home_screen() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
        (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
    browser
        .devtools(
            "Network.setUserAgentOverride",
            json!({ "userAgent": agent }),
        )
        .await?;
    browser.reload().await?;
    browser
        .until_text(".offer > .install", "Safari peut effacer")
        .await?;
    browser.tap(".offer > .install a").await?;
    browser.until_text(".steps", "Partager").await?;
    browser.until_text(".screen", "7 jours").await?;
    browser.screenshot("install-ios").await?;
    browser
        .until("!document.querySelector('.offer > .install')")
        .await?;

    let standalone =
        json!({ "source": "Object.defineProperty(navigator, 'standalone', { value: true })" });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", standalone)
        .await?;
    browser.reload().await?;
    browser.find("#unsent-file").await?;
    assert_eq!(
        browser
            .run("return document.querySelector('.steps')")
            .await?,
        Value::Null
    );
    Ok(())
}

/// Throws away what the origin keeps in its private files, as a browser does that is short of room.
const EVICT: &str = "const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });";

/// All that a browser keeps of an address but its credentials: what Safari throws away after a week.
const ALL_BUT_COOKIES: &str =
    "cache_storage,file_systems,indexeddb,local_storage,service_workers,websql";

/// Goes away from the app, and waits until nothing of it writes any more: no browser throws away what is in use.
async fn leave(browser: &Browser, origin: &str) -> Outcome {
    browser.goto(&format!("{origin}/healthz")).await?;
    browser
        .until("navigator.locks.query().then((it) => !it.held.length)")
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_the_browser_threw_away_is_said_and_fetched_again() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = equipped(&deployment).await?;
    create(&browser, "CN-0VH82-74261").await?;
    browser.until("!document.querySelector('.badge')").await?;
    let origin = deployment.network.origin();

    for everything in [false, true] {
        leave(&browser, &origin).await?;
        if everything {
            let what = json!({ "origin": origin, "storageTypes": ALL_BUT_COOKIES });
            browser.devtools("Storage.clearDataForOrigin", what).await?;
        } else {
            browser.run(EVICT).await?;
        }
        browser.goto(&origin).await?;
        browser
            .until_text("main#screen .evicted", "a effacé")
            .await?;
        browser.until_text(".evicted", "en sécurité").await?;
        browser.screenshot("evicted").await?;
        browser.tap("main#screen .evicted button").await?;
        browser.find("main#screen .scan").await?;
        browser
            .until("!/arrive/.test(document.querySelector('.glass-layer')?.innerText ?? 'arrive')")
            .await?;
        type_code(&browser, "CN-0VH82-74261").await?;
        browser.until_text(".sheet h2", "CN-0VH82-74261").await?;
    }

    // Without a network it is said all the same, and no empty inventory is shown for one.
    service_worker_is_active(&browser).await?;
    leave(&browser, &origin).await?;
    browser.run(EVICT).await?;
    deployment.network.set(Weather::Cut);
    browser.goto(&origin).await?;
    browser.until_text("main.enrol .notice", "a effacé").await?;
    browser.screenshot("evicted-offline").await?;
    deployment.network.set(Weather::Clear);
    browser.find("main#screen .evicted button").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn unsent_work_that_was_saved_goes_from_another_device_once() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let first = equipped(&deployment).await?;
    first.keep_downloads().await?;
    deployment.network.set(Weather::Cut);
    create(&first, "CN-0VH82-74261").await?;
    first.tap(".nav a:nth-child(4)").await?;
    first.find("#unsent-file").await?;
    first
        .run("[...document.querySelectorAll('button.alt')].find((it) => it.innerText.includes('fichier')).click()")
        .await?;
    first.downloaded("recense-non-envoye.json").await?;
    let file = first.folder().join("recense-non-envoye.json");

    // That device is off from now on.
    first.goto("about:blank").await?;
    deployment.network.set(Weather::Clear);
    let second = Browser::open(&Device::phone()).await?;
    enrol(&deployment, &second).await?;
    second.tap(".nav a:nth-child(4)").await?;
    let input = second.find("#unsent-file").await?;
    input.send_keys(&file.to_string_lossy()).await?;
    second.until_text(".screen", "reprise").await?;
    second.screenshot("unsent-taken").await?;
    second.until("!document.querySelector('.badge')").await?;
    let input = second.find("#unsent-file").await?;
    input.send_keys(&file.to_string_lossy()).await?;
    second.until_text(".screen", "Rien n’a été doublé").await?;
    let broken = second.folder().join("broken.json");
    std::fs::write(&broken, b"{\"recense_unsent\":1,\"org\"")?;
    let input = second.find("#unsent-file").await?;
    input.send_keys(&broken.to_string_lossy()).await?;
    second.until_text(".screen", "coupé ou modifié").await?;
    Ok(())
}

/// Counts how often the obstacle gives way to a screen that nobody can work with yet.
const WITHOUT_OBSTACLE: &str = "window.bare = 0;
    new MutationObserver(() => { if (!document.querySelector('main.whole')) bare += 1; })
        .observe(document, { childList: true, subtree: true })";

/// FC-Y12: the tab that has the store is frozen. Another says so within three seconds, and goes on once that one is gone.
#[tokio::test(flavor = "multi_thread")]
async fn fc_y12_beside_a_frozen_tab_another_says_which_to_close_and_then_works() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = equipped(&deployment).await?;
    create(&browser, "CN-0VH82-74261").await?;
    let (first, second) = browser.open_window("about:blank").await?;
    browser.switch_to(&first).await?;
    browser.find(AT_WORK).await?;
    // The tools hide a page before they freeze it, and a page that learns of it in time lets go.
    browser
        .run("document.addEventListener('visibilitychange', (it) => it.stopImmediatePropagation(), true)")
        .await?;
    browser
        .devtools("Page.setWebLifecycleState", json!({ "state": "frozen" }))
        .await?;
    browser.switch_to(&second).await?;
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": FIRST }),
        )
        .await?;
    browser.goto(&deployment.network.origin()).await?;
    browser.until_text(OBSTACLE, "fermez-y Recense").await?;
    assert_eq!(browser.run("return came[0]").await?, json!("said"));
    browser.run(WITHOUT_OBSTACLE).await?;
    browser.tap(TAKE_OVER).await?;
    browser.until_text(OBSTACLE, "Pas de réponse").await?;
    assert_eq!(browser.run("return bare").await?, json!(0));
    browser.screenshot("elsewhere-silent").await?;

    browser.switch_to(&first).await?;
    browser.client().close_window().await?;
    browser.switch_to(&second).await?;
    browser.find("main#screen .scan").await?;
    type_code(&browser, "CN-0VH82-74261").await?;
    browser.until_text(".sheet h2", "CN-0VH82-74261").await?;
    create(&browser, "CN-0VH82-74262").await?;
    Ok(())
}

/// What Lighthouse asks of the page beyond what axe-core asks, on each of the four ways.
const ASKED: &str =
    "const meta = (name) => document.querySelector(`meta[name=\"${name}\"]`)?.content ?? '';
    return {
        lang: document.documentElement.lang,
        title: document.title,
        description: meta('description'),
        theme: meta('theme-color'),
        viewport: meta('viewport'),
        controlled: navigator.serviceWorker.controller?.state,
        scope: (await navigator.serviceWorker.ready).scope,
    };";

#[tokio::test(flavor = "multi_thread")]
async fn what_lighthouse_asks_of_an_installed_and_accessible_app_is_so() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    service_worker_is_active(&browser).await?;
    let origin = deployment.network.origin();
    deployment.network.set(Weather::Cut);
    let mut titles = Vec::new();
    for path in ["/", "/find", "/outbox", "/more"] {
        // Each address answers without a network.
        browser.goto(&format!("{origin}{path}")).await?;
        browser
            .until("document.querySelector('main#screen > .scan, main#screen > .screen, main#screen > .office')")
            .await?;
        browser.until("document.title !== 'Recense'").await?;
        let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
        assert_eq!(browser.run(status).await?, json!(200), "{path}");
        let so = browser.run(ASKED).await?;
        assert_eq!(so["lang"], "fr", "{path}");
        assert_eq!(so["controlled"], "activated", "{path}");
        assert_eq!(so["scope"], json!(format!("{origin}/")), "{path}");
        assert_ne!(so["description"], "", "{path}");
        assert_ne!(so["theme"], "", "{path}");
        let viewport = so["viewport"].as_str().unwrap_or_default();
        assert!(
            viewport.contains("width=device-width")
                && !viewport.contains("user-scalable")
                && !viewport.contains("maximum-scale"),
            "{path}: {viewport}"
        );
        let small = browser.run(SMALL_TARGETS).await?;
        assert_eq!(small, json!([]), "{path}: a finger misses these");
        titles.push(so["title"].clone());
    }
    titles.dedup();
    assert_eq!(titles.len(), 4, "each screen has its title: {titles:?}");
    Ok(())
}
