//! The keyboard of a desk.

use serde_json::{Value, json};
use tests::browser::Browser;

use super::{Outcome, Show, open, write};

/// Presses a key on whatever has the focus.
async fn press(browser: &Browser, key: &str) -> Outcome {
    press_with(browser, key, "").await
}

/// Presses a key while others are held (`shiftKey`, `ctrlKey`).
async fn press_with(browser: &Browser, key: &str, held: &str) -> Outcome {
    let held = if held.is_empty() {
        String::new()
    } else {
        format!(", {held}: true")
    };
    let press = format!(
        "(document.activeElement ?? document.body).dispatchEvent(
             new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true, cancelable: true{held} }}))"
    );
    browser.run(&press).await?;
    Ok(())
}

/// Waits until so many rows are chosen, and it is said.
async fn chosen(browser: &Browser, count: usize) -> Outcome {
    browser
        .until(&format!(
            "document.querySelectorAll('tbody tr[data-chosen=true]').length === {count}
             && (document.querySelector('.middle > [role=status].said').innerText.trim() || '0').startsWith('{count}')"
        ))
        .await?;
    Ok(())
}

/// Each chosen row's id and place, as a script's list of pairs.
async fn chosen_places(browser: &Browser) -> Outcome<Value> {
    let places = "return [...document.querySelectorAll('tbody tr[data-chosen=true]')].map((row) => [row.id, row.cells[4].innerText])";
    Ok(browser.run(places).await?)
}

/// Waits until each of these rows lies where it says, or all of them in one place.
async fn lie(browser: &Browser, rows: &Value, place: Option<&str>) -> Outcome {
    let place = json!(place);
    browser
        .until(&format!(
            "{rows}.every(([id, was]) => document.getElementById(id)?.cells[4].innerText === ({place} ?? was))"
        ))
        .await?;
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

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_chosen_from_one_to_another_or_all_act_together_and_come_back_together() -> Outcome
{
    let show = Show::set().await?;
    let browser = show.enrolled("fr").await?;
    browser.resize((1280, 800)).await?;
    open(&browser, "/find", "tbody tr[data-chosen]").await?;
    write(&browser, "#find-search", "latitude").await?;
    browser
        .until("[...document.querySelectorAll('tbody .row-name')].every((it) => it.innerText.includes('Latitude'))")
        .await?;
    browser.run("document.activeElement?.blur()").await?;

    // From row to row and back; the last one lies open beside.
    press(&browser, "ArrowDown").await?;
    browser.find("tbody tr.open").await?;
    chosen(&browser, 0).await?;
    for count in [2, 3, 4] {
        press_with(&browser, "ArrowDown", "shiftKey").await?;
        chosen(&browser, count).await?;
    }
    press_with(&browser, "ArrowUp", "shiftKey").await?;
    chosen(&browser, 3).await?;
    browser
        .until("document.querySelector('tbody tr.open').ariaRowIndex === '4'")
        .await?;

    // They move together, and come back together.
    let rows = chosen_places(&browser).await?;
    press(&browser, "m").await?;
    browser.find("[role=dialog] #place-search").await?;
    browser.type_into("#place-search", &show.room.name).await?;
    browser
        .until_text(".choices .choice", &show.room.name)
        .await?;
    browser.tap(".choices .choice").await?;
    browser.until_text(".toast", "3 CI").await?;
    chosen(&browser, 0).await?;
    lie(&browser, &rows, Some(&show.room.name)).await?;
    browser.tap(".toast button").await?;
    lie(&browser, &rows, None).await?;

    // With the mouse: from the box that was ticked to the row that is clicked with Shift held.
    browser.tap("tbody tr[aria-rowindex='3'] input").await?;
    chosen(&browser, 1).await?;
    let click = "document.querySelector('tbody tr[aria-rowindex=\"6\"] input')
        .dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true, cancelable: true }))";
    browser.run(click).await?;
    chosen(&browser, 4).await?;
    // The keys are the rows' also while a box has the focus.
    press(&browser, "s").await?;
    browser.find("[role=dialog] .choice").await?;
    press(&browser, "Escape").await?;
    browser
        .until("!document.querySelector('[role=dialog]')")
        .await?;

    // All, by the keyboard and by the box above them; Escape lets go of the CI first, then of what is chosen.
    let all = browser
        .run("return document.querySelector('table').ariaRowCount - 1")
        .await?;
    let all = all.as_u64().ok_or("no rows")?;
    browser.run("document.activeElement?.blur()").await?;
    press_with(&browser, "a", "ctrlKey").await?;
    browser
        .until_text(".selection b", &format!("{all} choisis"))
        .await?;
    browser
        .until("document.querySelector('thead input').checked")
        .await?;
    press(&browser, "Escape").await?;
    browser
        .until("!document.querySelector('tbody tr.open')")
        .await?;
    browser.find(".selection").await?;
    press(&browser, "Escape").await?;
    chosen(&browser, 0).await?;
    browser.tap("thead input").await?;
    browser
        .until_text(".selection b", &format!("{all} choisis"))
        .await?;
    browser.tap("thead input").await?;
    chosen(&browser, 0).await?;

    // In the search field the text is what is all.
    browser
        .run("document.querySelector('#find-search').focus()")
        .await?;
    press_with(&browser, "a", "ctrlKey").await?;
    press_with(&browser, "ArrowDown", "shiftKey").await?;
    chosen(&browser, 1).await?;
    Ok(())
}
