//! What stands in the place of every screen: the store is lost, another tab has it, or there is none.

use serde_json::json;
use server::running::Options;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;

use super::{Enrolling, NAME, Outcome, View, adopt, dress, look};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_store_is_seen_and_holds() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.network.origin();
    let mut faults = Vec::new();
    for language in ["fr", "en"] {
        let device = Device {
            language,
            ..Device::phone()
        };
        let browser = Browser::open(&device).await?;
        browser.goto(&deployment.invitation(NAME).await?).await?;
        browser.tap(".enrol button[type=submit]").await?;
        browser.find("main#screen .scan").await?;

        let everything = json!({ "origin": origin, "storageTypes": "file_systems,local_storage" });
        browser.goto(&format!("{origin}/healthz")).await?;
        // No browser clears what somebody still writes into.
        browser
            .until("navigator.locks.query().then((it) => !it.held.length)")
            .await?;
        browser
            .devtools("Storage.clearDataForOrigin", everything)
            .await?;
        browser.goto(&origin).await?;
        browser.find(".evicted").await?;
        for view in View::of(language).into_iter().flatten() {
            adopt(&browser, view).await?;
            dress(&browser, view).await?;
            look(&browser, view, "evicted", &mut faults).await?;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_another_tab_has_or_the_browser_refuses_is_seen_and_holds() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.network.origin();
    let mut faults = Vec::new();
    for language in ["fr", "en"] {
        let device = Device {
            language,
            ..Device::phone()
        };
        let browser = Browser::open(&device).await?;
        browser.goto(&deployment.invitation(NAME).await?).await?;
        browser.tap(".enrol button[type=submit]").await?;
        browser.find("main#screen .scan").await?;
        browser.open_window(&origin).await?;
        let refusing = Browser::open(&Device {
            refuses_storage: true,
            ..device
        })
        .await?;
        refusing.goto(&origin).await?;
        for view in View::of(language).into_iter().flatten() {
            for (browser, screen) in [(&browser, "elsewhere"), (&refusing, "refused")] {
                let title = browser.find("main.whole [role=alert] h1").await?;
                // What only a screen reader says is a pixel wide.
                let (.., width, height) = title.rectangle().await?;
                assert!(
                    width > 100.0 && height > 16.0,
                    "{screen}: {width} × {height}"
                );
                adopt(browser, view).await?;
                dress(browser, view).await?;
                look(browser, view, screen, &mut faults).await?;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
