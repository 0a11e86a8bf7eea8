//! A scanner that types, on a Canadian French keyboard: the whole day without touching the screen.

use mobile_core::api::{Answer, Command, Query};
use mobile_core::wedge::TEST_LABEL;
use server::organisation::Newcomer;
use shared::model::Role;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::road;
use tests::typing::TypingScanner;

use super::Outcome;

/// A code of which the layout keeps neither the slash nor the brackets.
const KNOWN: &str = "CA/[INV]-00123";
/// One that nobody knows.
const NEW: &str = "CA/NEUF-42";

/// A technician's browser with the whole inventory.
async fn at_work(deployment: &Deployment, device: &Device) -> Outcome<Browser> {
    let newcomer = Newcomer {
        name: "Marc Caron".to_owned(),
        membership: Some((Role::Technician, "it".to_owned())),
    };
    let link = deployment.server.enrol(newcomer).await?.link;
    let browser = Browser::open(device).await?;
    browser.goto(&link).await?;
    browser.tap("main.enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    let origin = link.split("/enrol").next().unwrap_or_default();
    browser.goto(&format!("{origin}/find")).await?;
    browser.type_into("#find-search", KNOWN).await?;
    browser.until_text(".item, tbody tr", KNOWN).await?;
    Ok(browser)
}

async fn page_origin(browser: &Browser) -> Outcome<String> {
    let origin = browser.run("return location.origin").await?;
    Ok(origin.as_str().ok_or("no origin")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_on_another_keyboard_looks_up_moves_and_creates_without_a_touch() -> Outcome {
    let deployment = Deployment::demo(None).await?;
    let server = &deployment.server;
    let office = road::enrol(server, "Ana Prado", Role::Manager, server.origin()).await?;
    let item = road::create_laptop(&office, KNOWN).await?;
    office.until_sent().await?;
    let places = Command::Places {
        within: None,
        text: "Bureau".to_owned(),
        without: None,
    };
    let Answer::Places(places) = office.run(places).await? else {
        return Err("not places".into());
    };
    let named = |name: &str| places.iter().filter(|place| place.name == name).count();
    let room = places
        .iter()
        .find(|place| !place.has_children && named(&place.name) == 1)
        .ok_or("no room of a name of its own")?;
    let marc = at_work(&deployment, &Device::phone()).await?;
    let scanner = TypingScanner::on("ca-fr").ok_or("no such layout")?;
    marc.run(
        "window.touched = 0; addEventListener('pointerdown', () => { window.touched += 1 }, true)",
    )
    .await?;

    // Looked up from a search that has the focus: the screen for scans shows it.
    scanner.scan(&marc, KNOWN).await?;
    marc.until_text(".sheet h2", "Latitude 5440").await?;

    // Moved: the room, the item, the printed gesture.
    scanner.scan(&marc, &room.name).await?;
    marc.until_text(".toast", &room.name).await?;
    scanner.scan(&marc, KNOWN).await?;
    marc.until_text(".sheet .go", "Mettre").await?;
    scanner.scan(&marc, "RECENSEGO").await?;
    let moved = |answer| match answer {
        Answer::Item(Some(item)) => item.row.place.filter(|place| place.id == room.id),
        _ => None,
    };
    office
        .until_answer("the move", Command::Open(item), moved)
        .await?;

    // Unknown and not sure: nothing is created before somebody says what is printed, once for all.
    scanner.scan(&marc, NEW).await?;
    marc.until_text(".sheet", "clavier de votre lecteur")
        .await?;
    marc.until("document.querySelectorAll('.sheet .choice').length === 2 && !document.querySelector('.sheet .tile')")
        .await?;
    scanner.scan(&marc, "RECENSE2").await?;
    marc.until_text(".sheet .code", NEW).await?;
    scanner.scan(&marc, "RECENSE1").await?;
    marc.find(".sheet .tile[aria-pressed=true], .sheet .tile[aria-checked=true]")
        .await?;
    scanner.scan(&marc, "RECENSEGO").await?;
    marc.until_text(".sheet h2", NEW).await?;
    let search = Query {
        text: NEW.to_owned(),
        limit: 5,
        ..Query::default()
    };
    let made = |answer| match answer {
        Answer::Rows(rows) => rows
            .rows
            .into_iter()
            .find(|row| row.serial.as_deref() == Some(NEW)),
        _ => None,
    };
    let row = office
        .until_answer("the new one", Command::Search(search), made)
        .await?;
    assert_eq!(row.place.map(|place| place.id), Some(room.id));
    assert_eq!(marc.run("return window.touched").await?.as_u64(), Some(0));
    assert_eq!(marc.console().await?, [] as [String; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_changes_no_form_and_leaves_no_composition_and_the_scanner_is_learned() -> Outcome {
    let deployment = Deployment::demo(None).await?;
    let server = &deployment.server;
    let office = road::enrol(server, "Ana Prado", Role::Manager, server.origin()).await?;
    let item = road::create_laptop(&office, KNOWN).await?;
    office.until_sent().await?;
    let marc = at_work(&deployment, &Device::desk()).await?;
    let origin = page_origin(&marc).await?;
    let scanner = TypingScanner::on("ca-fr").ok_or("no such layout")?;

    // At the desk: the detail beside the list, and the search as it was.
    marc.type_into("#find-search", "x").await?;
    scanner.scan(&marc, KNOWN).await?;
    marc.until_text("aside h1", "Latitude 5440").await?;
    let sought = format!("document.querySelector('#find-search').value === '{KNOWN}x'");
    marc.until(&sought).await?;

    // In the form: out of a field of words, into one of codes.
    marc.goto(&format!("{origin}/item/{item}/edit")).await?;
    marc.type_into("#field-name", " de prêt").await?;
    marc.devtools(
        "Input.imeSetComposition",
        serde_json::json!({ "text": "^", "selectionStart": 1, "selectionEnd": 1 }),
    )
    .await?;
    scanner.scan(&marc, KNOWN).await?;
    marc.until_text(".toast", "Latitude 5440").await?;
    let name = marc
        .run("return document.querySelector('#field-name').value")
        .await?;
    assert_eq!(name.as_str(), Some("Latitude 5440 de prêt^"));
    marc.run("document.querySelector('#field-inventory_number').focus()")
        .await?;
    scanner.scan(&marc, "R2D2-42").await?;
    marc.until("document.querySelector('#field-inventory_number').value === 'R2D2-42'")
        .await?;
    let path = marc.run("return location.pathname").await?;
    assert_eq!(path.as_str(), Some(format!("/item/{item}/edit").as_str()));

    // Learned from one label, and forgotten again.
    marc.tap(".rail a[href='/more']").await?;
    marc.tap("a[href='/scanner']").await?;
    marc.find(".printed svg").await?;
    scanner.scan(&marc, &format!("*{TEST_LABEL}")).await?;
    marc.until_text(".notice.here", "Américain").await?;
    marc.until_text(".facts", "*").await?;
    marc.until("document.querySelectorAll('.strokes tbody tr').length > 100")
        .await?;
    marc.screenshot("scanner-learned").await?;
    marc.tap(".rail a[href^='/find']").await?;
    marc.find("#find-search").await?;
    scanner.scan(&marc, &format!("*{NEW}")).await?;
    marc.until_text(".sheet .code", NEW).await?;
    marc.find(".sheet .tile").await?;
    assert_eq!(marc.console().await?, [] as [String; 0]);
    Ok(())
}
