//! What is offered and said so that nothing is lost: installing, and unsent work as a file.

use serde_json::json;
use tests::browser::Browser;

use super::{Outcome, Show, View, dress, look, open};

/// Safari on a phone, as it names itself.
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
    (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

/// The button that installs, among what is said of a device.
const OFFER: &str = ".screen .alt:has(use[href='#download'])";

/// A file of unsent work that is none and one that is, the steps on an iPhone, and the offer to install.
pub(super) async fn carry_over(
    show: &Show,
    browser: &Browser,
    view: View,
    faults: &mut Vec<String>,
) -> Outcome {
    open(browser, "/more", "#unsent-file").await?;
    for (text, screen) in [("{}", "unsent-refused"), (&show.unsent, "unsent-taken")] {
        let file = browser.folder().join("recense.json");
        std::fs::write(&file, text)?;
        let input = browser.find("#unsent-file").await?;
        input.send_keys(&file.to_string_lossy()).await?;
        browser
            .find(if screen == "unsent-refused" {
                "#unsent-file ~ .notice.wrong"
            } else {
                "#unsent-file ~ .notice:not(.wrong)"
            })
            .await?;
        browser
            .run("document.querySelector('#unsent-file ~ .notice').scrollIntoView({ block: 'center' })")
            .await?;
        look(browser, view, screen, faults).await?;
    }
    let agent = |agent: &str| json!({ "userAgent": agent });
    browser
        .devtools("Network.setUserAgentOverride", agent(IPHONE))
        .await?;
    browser.reload().await?;
    browser.find(".steps").await?;
    dress(browser, view).await?;
    browser
        .run("document.querySelector('.steps').scrollIntoView({ block: 'center' })")
        .await?;
    look(browser, view, "install-ios", faults).await?;
    browser
        .devtools("Network.setUserAgentOverride", agent(""))
        .await?;

    browser.run("localStorage.removeItem('install')").await?;
    browser.reload().await?;
    browser.find("#unsent-file").await?;
    browser
        .run("globalThis.installOffer ??= {}; dispatchEvent(new Event('installable'))")
        .await?;
    browser.find(OFFER).await?;
    dress(browser, view).await?;
    browser
        .run(&format!(
            "document.querySelector({OFFER:?}).scrollIntoView({{ block: 'center' }})"
        ))
        .await?;
    look(browser, view, "install", faults).await?;
    browser
        .run("localStorage.setItem('install', 'later')")
        .await?;
    Ok(())
}
