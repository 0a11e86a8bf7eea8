//! What a person keeps on bad days, and what they read: no room, work that cannot be sent, two
//! people who disagree; and the server's own pages beside the app.

use mobile_core::api::{Answer, Command, ItemView, NewItem, PlaceView, Query, Seen, Shown, Target};
use serde_json::{Value, json};
use server::running::Options;
use shared::model::starter::types;
use shared::model::{Role, field};
use shared::record::Field;
use tests::browser::Browser;
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::road;
use tests::staff::Staff;

use super::{Outcome, create, equipped, service_worker_is_active, type_code};

/// Codes that nobody knows.
const FIRST: &str = "CN-0VH82-74261";
const SECOND: &str = "CN-0VH82-74262";

/// Lets the site keep so many bytes, or as many as the browser wants.
async fn allow(browser: &Browser, origin: &str, bytes: Option<u64>) -> Outcome {
    let quota = match bytes {
        Some(bytes) => json!({ "origin": origin, "quotaSize": bytes }),
        None => json!({ "origin": origin }),
    };
    browser
        .devtools("Storage.overrideQuotaForOrigin", quota)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn full_storage_is_said_and_nothing_that_was_kept_is_lost() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.network.origin();
    let browser = equipped(&deployment).await?;
    deployment.network.set(Weather::Cut);
    create(&browser, FIRST).await?;

    // A store that is opened anew has no room left over from before.
    allow(&browser, &origin, Some(0)).await?;
    browser.reload().await?;
    type_code(&browser, SECOND).await?;
    browser.tap(".sheet .tile").await?;
    browser.tap(".sheet .stuck button").await?;
    browser
        .until_text(".toast", "La mémoire est pleine")
        .await?;
    browser.until_text(".toast", "n’a pas été noté").await?;

    // The person makes room and does it again; what was noted before is there.
    allow(&browser, &origin, None).await?;
    browser.tap(".sheet .stuck button").await?;
    browser.until_text(".sheet h2", SECOND).await?;
    browser.tap(".nav a:nth-child(2)").await?;
    browser.type_into("#find-search", "CN-0VH82").await?;
    browser
        .until("document.querySelectorAll('.item').length === 2")
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsent_can_be_saved_as_a_file_with_all_in_it() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = equipped(&deployment).await?;
    browser.keep_downloads().await?;
    deployment.network.set(Weather::Cut);
    create(&browser, FIRST).await?;
    create(&browser, SECOND).await?;

    browser.tap(".nav a:nth-child(4)").await?;
    let save = "[...document.querySelectorAll('button')].find((it) => it.innerText.includes('Enregistrer dans un fichier'))";
    browser.until(&format!("{save}?.click() ?? true")).await?;
    browser.until_text(".toast", "Fichier enregistré").await?;
    let file = browser.downloaded("recense-non-envoye.json").await?;
    let file: Value = serde_json::from_slice(&file)?;
    let text = file.to_string();
    assert!(text.contains(FIRST) && text.contains(SECOND), "{text}");
    // It is a copy: nothing leaves the outbox by it.
    browser.until_text(".nav .badge", "2").await?;
    Ok(())
}

/// A laptop of the demo in a room, and two other rooms.
async fn laptop_and_rooms(staff: &Staff) -> Outcome<(ItemView, [PlaceView; 2])> {
    let query = Query {
        text: "latitude".to_owned(),
        limit: 50,
        ..Query::default()
    };
    let Answer::Rows(found) = staff.run(Command::Search(query)).await? else {
        return Err("not rows".into());
    };
    let placed = found.rows.iter().find(|row| row.place.is_some());
    let item = staff.open(placed.ok_or("no laptop in a room")?.id).await?;
    let places = Command::Places {
        within: None,
        text: "Bureau".to_owned(),
        without: None,
    };
    let Answer::Places(places) = staff.run(places).await? else {
        return Err("not places".into());
    };
    let here = item.row.place.as_ref().map(|place| place.id);
    let mut rooms = places
        .into_iter()
        .filter(|place| Some(place.id) != here && !place.has_children);
    let first = rooms.next().ok_or("no room")?;
    // Rooms of two buildings may bear one name.
    let second = rooms.find(|room| room.name != first.name);
    Ok((item, [first, second.ok_or("one room")?]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_said_and_settled_with_one_tap() -> Outcome {
    let deployment = Deployment::demo(None).await?;
    let server = &deployment.server;
    // The office's line is not the browser's.
    let office = format!("http://{}", server.address());
    let mona = road::enrol(server, "Mona Roy", Role::Manager, &office).await?;
    let (item, [hers, his]) = laptop_and_rooms(&mona).await?;
    let id = item.row.id;
    let browser = equipped(&deployment).await?;
    let address = format!("{}/item/{id}", deployment.network.origin());
    browser.goto(&address).await?;
    browser.find(".timeline").await?;

    // Two people move it from the same room, one of them without a network.
    deployment.network.set(Weather::Cut);
    let seen = Some(Seen {
        rev: item.rev,
        base: item.bases.get(field::PLACE).copied(),
    });
    let to_hers = Command::Move {
        items: vec![Target { item: id, seen }],
        place: hers.id,
    };
    road::done(&mona, to_hers).await?;
    mona.until_sent().await?;
    browser.tap(".actions button:nth-child(1)").await?;
    browser.type_into("#place-search", &his.name).await?;
    browser.until_text(".choices .choice", &his.name).await?;
    browser.tap(".choices .choice").await?;
    browser.until_text(".card", &his.name).await?;
    deployment.network.set(Weather::Clear);
    browser.run("dispatchEvent(new Event('online'))").await?;
    browser.find(".nav .badge.wrong").await?;

    browser.tap(".nav a:nth-child(3)").await?;
    browser
        .until_text("article", "Deux emplacements différents")
        .await?;
    browser.until_text("article .sides", &hers.name).await?;
    browser.until_text("article .side.mine", &his.name).await?;
    browser.tap("article .side.mine").await?;
    browser
        .until("!document.querySelector('article, .nav .badge')")
        .await?;

    let settled = |answer| match answer {
        Answer::Item(Some(item)) => item.row.place.filter(|place| place.name == his.name),
        _ => None,
    };
    mona.until_answer("what was chosen", Command::Open(id), settled)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_own_pages_are_reached_past_the_service_worker() -> Outcome {
    let deployment = Deployment::demo(None).await?;
    let browser = equipped(&deployment).await?;
    service_worker_is_active(&browser).await?;
    let origin = deployment.network.origin();
    browser.goto(&format!("{origin}/labels")).await?;
    browser.until("document.querySelector('svg')").await?;
    let app = browser
        .run("return document.querySelector('#boot') !== null")
        .await?;
    assert_eq!(app, json!(false), "the app stands in the labels' place");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_that_taps_twice_creates_once() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let marc = equipped(&deployment).await?;
    deployment.network.set(Weather::Cut);
    type_code(&marc, "SN-TWICE").await?;
    marc.tap(".sheet .tile").await?;
    marc.find(".sheet .stuck button:not([disabled])").await?;
    marc.run("const go = document.querySelector('.sheet .stuck button'); go.click(); go.click(); go.click()")
        .await?;
    marc.until_text(".sheet h2", "SN-TWICE").await?;
    marc.tap(".nav a:nth-child(2)").await?;
    marc.type_into("#find-search", "SN-TWICE").await?;
    marc.until_text(".item", "SN-TWICE").await?;
    let rows = marc
        .run("return document.querySelectorAll('.item').length")
        .await?;
    assert_eq!(rows.as_u64(), Some(1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_into_a_form_is_still_there_after_the_app_was_closed() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let marc = equipped(&deployment).await?;
    create(&marc, "SN-FORM").await?;
    marc.tap(".nav a:nth-child(2)").await?;
    marc.type_into("#find-search", "SN-FORM").await?;
    marc.tap(".item").await?;
    marc.tap(".actions button:nth-child(3), .actions a:nth-child(3)")
        .await?;
    marc.type_into("form input[type=text]", "Portable du quai")
        .await?;
    marc.reload().await?;
    marc.until("document.querySelector('form input[type=text]')?.value === 'Portable du quai'")
        .await?;
    marc.tap("form button[type=submit]").await?;
    marc.until_text("h1, h2", "Portable du quai").await?;
    marc.tap(".actions button:nth-child(3), .actions a:nth-child(3)")
        .await?;
    marc.until("document.querySelector('form input[type=text]')?.value === 'Portable du quai'")
        .await?;
    marc.until("!document.querySelector('form .notice')")
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fc_i4_a_day_is_the_same_west_of_utc_however_often_its_form_is_saved() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let mona = {
        let server = &deployment.server;
        road::enrol(server, "Mona Roy", Role::Manager, server.origin()).await?
    };
    let new = NewItem {
        item_type: types::LAPTOP,
        code: Some(FIRST.to_owned()),
        place: None,
        state: None,
        fields: [
            (Field::new(field::NAME), json!("Latitude")),
            (Field::new(field::PURCHASE_DATE), json!("2022-10-21")),
        ]
        .into(),
    };
    let made = road::done(&mona, Command::Create(new)).await?;
    let item = made.item.ok_or("nothing was made")?.row.id;
    mona.until_sent().await?;
    let browser = equipped(&deployment).await?;
    let new_york = json!({ "timezoneId": "America/New_York" });
    browser
        .devtools("Emulation.setTimezoneOverride", new_york)
        .await?;
    let form = format!("{}/item/{item}/edit", deployment.network.origin());
    let typed = "const warranty = document.querySelector('#field-warranty_end');
        warranty.value = '2022-10-21';
        warranty.dispatchEvent(new Event('input', { bubbles: true }))";
    for round in ["1", "2", "3"] {
        browser.goto(&form).await?;
        browser
            .until("document.querySelector('#field-purchase_date')?.value === '2022-10-21'")
            .await?;
        browser
            .until("new Date('2022-10-21T00:00Z').getDate() === 20")
            .await?;
        browser.type_into("#field-name", round).await?;
        browser.run(typed).await?;
        browser.tap(".bar-below .go").await?;
        browser.until_text(".head h1", round).await?;
        let shown = browser.text(".facts").await?;
        assert_eq!(shown.matches("21 octobre 2022").count(), 2, "{shown}");
    }
    let saved = mona.until_answer(
        "the third round",
        Command::Open(item),
        |answer| match answer {
            Answer::Item(Some(item)) => (item.row.title == "Latitude123").then_some(item.facts),
            _ => None,
        },
    );
    let day = Shown::Date("2022-10-21".to_owned());
    let days: Vec<_> = saved
        .await?
        .into_iter()
        .filter(|fact| fact.value == day)
        .collect();
    assert_eq!(days.len(), 2, "{days:?}");
    Ok(())
}
