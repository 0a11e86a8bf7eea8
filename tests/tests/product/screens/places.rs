//! Sites, buildings and rooms.

use tests::browser::Browser;

use super::{Outcome, Show, View, look, open, write};

/// The sites, one of them, a room, and what is asked to make and change them. Nothing is changed.
pub(super) async fn see(
    show: &Show,
    browser: &Browser,
    view: View,
    faults: &mut Vec<String>,
) -> Outcome {
    open(browser, "/places", ".list .item").await?;
    look(browser, view, "places-sites", faults).await?;
    browser.tap(".list .item").await?;
    browser.find(".actions button").await?;
    browser.find(".timeline, .list .item").await?;
    look(browser, view, "place-site", faults).await?;
    browser.tap(".actions button:nth-child(2)").await?;
    browser.find("#places-names").await?;
    write(
        browser,
        "#places-names",
        "Salle 900\nSalle 901\nsalle 900\n• Réserve",
    )
    .await?;
    browser.find(".over-all .notice").await?;
    look(browser, view, "places-add", faults).await?;
    browser.tap(".over-all header .icon-button").await?;
    let room = show.room.id;
    open(browser, &format!("/place/{room}"), ".actions button").await?;
    look(browser, view, "place-room", faults).await?;
    browser.tap(".actions button:nth-child(3)").await?;
    browser.find("#place-name").await?;
    look(browser, view, "place-edit", faults).await?;
    browser.tap(".over-all header .icon-button").await?;
    open(browser, &format!("/place/{}", show.retired.id), ".notice").await?;
    look(browser, view, "place-retired", faults).await?;
    open(browser, &format!("/place/{}", show.merged.id), ".notice").await?;
    look(browser, view, "place-merged", faults).await?;
    Ok(())
}
