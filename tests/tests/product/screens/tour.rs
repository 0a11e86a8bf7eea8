//! The daily screens in turn, and through the other rooms.

use tests::browser::Browser;

use super::{Outcome, Show, UNKNOWN, View, adopt, dress, look, open, type_code, write};
use super::{carried, people, places, sharing};

pub(super) async fn tour(
    show: &Show,
    browser: &Browser,
    view: View,
    faults: &mut Vec<String>,
) -> Outcome {
    adopt(browser, view).await?;
    dress(browser, view).await?;
    let item = show.item.row.id;

    open(browser, "/", "[data-outcome]").await?;
    look(browser, view, "scan", faults).await?;
    browser.tap(".glass-layer .over .chip").await?;
    browser.type_into("#place-search", &show.room.name).await?;
    browser
        .until(&format!(
            "document.querySelector('.choices .choice')?.innerText.includes({:?})",
            show.room.name
        ))
        .await?;
    look(browser, view, "places", faults).await?;
    browser.tap(".choices .choice").await?;
    type_code(browser, &show.label).await?;
    browser.find("[data-outcome=moved]").await?;
    look(browser, view, "scan-elsewhere", faults).await?;
    browser.tap(".sheet .pair button").await?;
    browser.find(".over-all .choice").await?;
    look(browser, view, "states", faults).await?;
    browser.tap(".over-all .icon-button").await?;
    type_code(browser, UNKNOWN).await?;
    browser.tap(".tile:nth-child(2)").await?;
    look(browser, view, "unknown", faults).await?;
    type_code(browser, &show.label).await?;
    browser.find("[data-outcome=moved]").await?;
    look(browser, view, "scan-to-review", faults).await?;
    browser.tap(".glass-layer .below .chip").await?;
    browser.find(".sheet .tile").await?;
    browser.tap(".sheet .outcome button").await?;
    // The next tour begins in no room.
    browser.tap(".glass-layer .over .chip").await?;

    open(browser, "/find", ".table").await?;
    write(browser, "#find-search", "dell").await?;
    browser
        .until("document.querySelectorAll('.table .item, tbody tr').length > 1")
        .await?;
    if view.device == "desk" {
        browser.tap("tbody tr").await?;
        browser.find("aside .timeline").await?;
    }
    look(browser, view, "find", faults).await?;
    write(browser, "#find-search", "zzzz").await?;
    browser.find(".empty").await?;
    look(browser, view, "find-nothing", faults).await?;

    open(browser, &format!("/item/{item}"), ".timeline").await?;
    look(browser, view, "item", faults).await?;
    browser.tap(".actions button:nth-child(2)").await?;
    browser.tap(".over-all .choice[aria-pressed=true]").await?;
    browser.find(".toast").await?;
    look(browser, view, "done", faults).await?;
    // It goes by itself, for everybody.
    browser
        .run("document.getAnimations().find((it) => it.animationName === 'stay')?.finish()")
        .await?;
    browser.until("!document.querySelector('.toast')").await?;
    open(browser, &format!("/item/{item}/edit"), "form input").await?;
    look(browser, view, "edit", faults).await?;
    open(browser, "/new", ".tile").await?;
    look(browser, view, "new", faults).await?;
    open(browser, "/outbox", ".side").await?;
    look(browser, view, "outbox", faults).await?;
    open(browser, "/more", ".segments").await?;
    browser
        .until(
            "document.querySelector('.notice') && document.querySelectorAll('.facts').length > 1",
        )
        .await?;
    look(browser, view, "more", faults).await?;
    places::see(show, browser, view, faults).await?;
    open(browser, "/scanner", ".printed svg").await?;
    look(browser, view, "scanner", faults).await?;
    open(browser, "/import", "#import-file").await?;
    look(browser, view, "import", faults).await?;
    let file = browser.folder().join("inventaire.csv");
    std::fs::write(
        &file,
        "Type;Nom;Fin de vie;Emplacement\nPortable;Écran;;\nPortable ;Presque;01/02/2030;Annexe > Salle 1\n",
    )?;
    let input = browser.find("#import-file").await?;
    input.send_keys(&file.to_string_lossy()).await?;
    browser.find("#import-encoding").await?;
    look(browser, view, "import-found", faults).await?;
    browser.tap(".bar-below .go").await?;
    browser.find(".counts").await?;
    browser.find(".list .item").await?;
    look(browser, view, "import-tried", faults).await?;
    people::set_up(browser, view, faults).await?;
    open(browser, "/nowhere/at/all", ".whole").await?;
    look(browser, view, "lost", faults).await?;
    open(browser, "/enrol", ".enrol").await?;
    look(browser, view, "enrol", faults).await?;
    browser
        .type_into("#enrol-code", "spent-or-wrong-code-000")
        .await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find(".enrol .notice").await?;
    look(browser, view, "enrol-refused", faults).await?;
    carried::carry_over(show, browser, view, faults).await?;
    sharing::share(show, browser, view, faults).await
}
