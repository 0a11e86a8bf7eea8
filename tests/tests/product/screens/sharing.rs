//! A device that several people share.

use tests::browser::Browser;

use super::{Enrolling, Outcome, Show, View, dress, look, open};

/// The device passes to somebody else and back, by a PIN; at the end it is as before.
pub(super) async fn share(
    show: &Show,
    browser: &Browser,
    view: View,
    faults: &mut Vec<String>,
) -> Outcome {
    open(browser, "/more", ".alt .icon").await?;
    strike(browser, "button:has(use[href='#key-round'])").await?;
    browser.find("#pin-new").await?;
    look(browser, view, "pin-set", faults).await?;
    for field in ["#pin-new", "#pin-again"] {
        browser.type_into(field, "1357").await?;
    }
    browser.tap(".over-all .go").await?;
    browser
        .until("!document.querySelector('.over-all')")
        .await?;
    browser
        .goto(&show.deployment.invitation("Mathieu Caron").await?)
        .await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("[data-outcome]").await?;
    dress(browser, view).await?;
    look(browser, view, "scan-shared", faults).await?;
    open(browser, "/more", ".alt .icon").await?;
    look(browser, view, "more-shared", faults).await?;
    open(browser, "/switch", ".tile.person").await?;
    look(browser, view, "switch", faults).await?;
    open(browser, "/more", ".alt .icon").await?;
    strike(browser, ".alt:has(use[href='#lock'])").await?;
    browser.find(".pin-pad").await?;
    thumb(browser, "2222").await?;
    browser
        .until("document.querySelector('.pin-pad .why')?.innerText")
        .await?;
    look(browser, view, "switch-pin", faults).await?;
    thumb(browser, "1357").await?;
    browser.find("[data-outcome]").await?;
    open(browser, "/more", ".alt .icon").await?;
    look(browser, view, "more-pin", faults).await?;
    strike(browser, ".alt:has(use[href='#lock'])").await?;
    browser.find("main.closed .pin-pad").await?;
    look(browser, view, "locked", faults).await?;
    thumb(browser, "1357").await?;
    open(browser, "/more", ".alt .icon").await?;
    strike(browser, ".text-button:has(use[href='#x'])").await?;
    browser.type_into("#pin-current", "1357").await?;
    browser.tap(".over-all .go").await?;
    browser
        .until("!document.querySelector('.over-all')")
        .await?;
    Ok(())
}

/// Presses what CSS finds, wherever it is scrolled to.
async fn strike(browser: &Browser, css: &str) -> Outcome {
    browser.find(css).await?;
    browser
        .run(&format!("document.querySelector({css:?}).click()"))
        .await?;
    Ok(())
}

/// Types a PIN on the keys of the screen.
async fn thumb(browser: &Browser, pin: &str) -> Outcome {
    for digit in pin.chars() {
        strike(
            browser,
            &format!(".pin-pad .keys button:nth-child({digit})"),
        )
        .await?;
    }
    strike(browser, ".pin-pad .enter").await
}
