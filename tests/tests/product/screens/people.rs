//! Who works here, and with what.

use tests::browser::Browser;

use super::{NAME, Outcome, View, look, open};

/// People, teams, types and the organisation, as an administrator of one team sees them.
pub(super) async fn set_up(browser: &Browser, view: View, faults: &mut Vec<String>) -> Outcome {
    open(browser, "/people", ".list .item").await?;
    look(browser, view, "people", faults).await?;
    browser.tap(".inset .go").await?;
    browser.find("#new-person-role").await?;
    look(browser, view, "person-new", faults).await?;
    browser.tap(".over-all .top .icon-button").await?;
    browser.type_into("#people-search", NAME).await?;
    browser
        .until(&format!(
            "document.querySelectorAll('.list .item').length === 1 && document.querySelector('.list .item').innerText.includes({NAME:?})"
        ))
        .await?;
    browser.tap(".list .item").await?;
    browser.find(".list .item .under").await?;
    look(browser, view, "person", faults).await?;
    browser.tap(".pad .go").await?;
    browser.find("[data-link]").await?;
    look(browser, view, "person-invited", faults).await?;
    open(browser, "/teams", ".list .item").await?;
    look(browser, view, "teams", faults).await?;
    browser.tap(".inset .go").await?;
    browser.find("#words-fr").await?;
    look(browser, view, "team-new", faults).await?;
    browser.tap(".over-all .top .icon-button").await?;
    open(browser, "/types", ".list .item").await?;
    look(browser, view, "types", faults).await?;
    open(browser, "/organisation", "#organisation-currency").await?;
    look(browser, view, "organisation", faults).await?;
    open(browser, "/new-phone", ".pad .go").await?;
    browser.find(".list .item .under").await?;
    look(browser, view, "new-phone", faults).await?;
    Ok(())
}
