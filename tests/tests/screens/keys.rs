//! The keyboard of a desk.

use tests::browser::Browser;

use super::{Outcome, Show, open, write};

/// Presses a key on whatever has the focus.
async fn press(browser: &Browser, key: &str) -> Outcome {
    let press = format!(
        "(document.activeElement ?? document.body).dispatchEvent(
             new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true, cancelable: true }}))"
    );
    browser.run(&press).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_does_one_thing_and_a_form_keeps_what_was_written() -> Outcome {
    let show = Show::set().await?;
    let browser = show.enrolled("fr").await?;
    browser.resize((1280, 800)).await?;
    let item = show.item.row.id;

    // From the camera: the sheet of shortcuts, then the search.
    press(&browser, "?").await?;
    browser.find("[role=dialog] kbd").await?;
    press(&browser, "/").await?;
    press(&browser, "Escape").await?;
    browser
        .until("!document.querySelector('[role=dialog]')")
        .await?;
    browser.find("[data-outcome]").await?;
    press(&browser, "/").await?;
    browser
        .until("document.activeElement?.id === 'find-search'")
        .await?;

    // The innermost first: the question, then the CI beside the list.
    browser.tap("tbody tr").await?;
    browser.find("aside .actions").await?;
    browser.tap("aside .actions button:nth-child(2)").await?;
    browser.find("[role=dialog] .choice").await?;
    press(&browser, "Escape").await?;
    browser
        .until("!document.querySelector('[role=dialog]')")
        .await?;
    browser.find("aside .actions").await?;
    browser.run("document.activeElement?.blur()").await?;
    press(&browser, "Escape").await?;
    browser
        .until("!document.querySelector('aside .actions')")
        .await?;

    // What was written is there again; what is no value is shown, and holds back nothing else.
    open(&browser, &format!("/item/{item}"), ".timeline").await?;
    browser.tap(".actions button:nth-child(3)").await?;
    write(&browser, "#field-purchase_price", "beaucoup").await?;
    browser
        .find("#field-purchase_price[aria-invalid=true]")
        .await?;
    browser.tap("header .icon-button").await?;
    browser.find(".actions").await?;
    browser.tap(".actions button:nth-child(3)").await?;
    browser.find("form .notice").await?;
    browser
        .until("document.querySelector('#field-purchase_price').value.endsWith('beaucoup')")
        .await?;
    browser.run("document.activeElement?.blur()").await?;
    browser.tap("form .go").await?;
    browser
        .until("document.activeElement?.id === 'field-purchase_price'")
        .await?;
    browser.tap("form .notice .text-button").await?;
    browser
        .until("!document.querySelector('form .notice')")
        .await?;
    browser
        .until("!document.querySelector('#field-purchase_price').value.includes('beaucoup')")
        .await?;
    Ok(())
}
