//! Names and codes are letters, whatever they look like: none becomes a part of the page, runs, or is gone to.
//!
//! The content policy is put aside here: what a name or a code could do, the app alone keeps it from.

use std::io::ErrorKind;
use std::net::TcpListener;

use mobile_core::api::{Answer, Command, FieldChange, Found, NewItem, NewPlace, PlaceView};
use qrcode::{EcLevel, QrCode};
use serde_json::json;
use server::running::Options;
use shared::id::{ItemId, PlaceId};
use shared::identifier::encode_segment;
use shared::model::starter::types;
use shared::model::{PlaceKind, Role, field};
use shared::record::Field;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::paper::{WRITTEN, written};
use tests::proxy::Weather;
use tests::road;
use tests::staff::{PATIENCE, Staff};

use super::labels::seen;
use super::told::photograph;
use super::{Outcome, create, enrol, enrolled, equip, service_worker_is_active, type_code};

const SCAN: &str = ".nav a:nth-child(1)";
const FIND: &str = ".nav a:nth-child(2)";
const OUTBOX: &str = ".nav a:nth-child(3)";
/// How many changes are only here.
const TO_SEND: &str = "document.querySelector('.counts .num')?.innerText";

/// What an item, a building, a room in it and a person are called, and what somebody types behind the item's name.
const ITEM: &str = "<img src=x onerror=alert(1)>";
const BUILDING: &str = "<script>alert(1)</script>";
const ROOM: &str = "O'Brien\"/><svg onload=alert(1)>";
const PERSON: &str = "<marquee onstart=alert(1)>";
const TYPED: &str = "<svg onload=alert(1)>";
const SERIAL: &str = "CN-0VH82-74261";

/// Notes what is opened, and which addresses the page asks.
const NOTE: &str = "window.opened = [];
    for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => { opened.push(name) };
    window.asked = [];
    const real = window.fetch;
    window.fetch = (what, ...how) => { asked.push(String(what?.url ?? what)); return real(what, ...how) };";

/// What was opened, and the elements that are of a name.
const BECAME: &str = "return [opened, [...document.querySelectorAll('img[src=x], marquee, [onerror], [onload], [onstart], script')]
    .filter((it) => it.localName !== 'script' || it.textContent.includes('alert'))
    .map((it) => it.outerHTML)]";

/// A browser that would run what it is given.
async fn unguarded(device: &Device) -> Outcome<Browser> {
    let browser = Browser::open(device).await?;
    browser
        .devtools("Page.setBypassCSP", json!({ "enabled": true }))
        .await?;
    let note = json!({ "source": NOTE });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", note)
        .await?;
    Ok(browser)
}

/// All of the names are seen in such elements as they were written, and nothing came of them.
async fn are_letters(browser: &Browser, css: &str, names: &[&str]) -> Outcome {
    for name in names {
        let (css, name) = (json!(css), json!(name));
        browser
            .until(&format!(
                "[...document.querySelectorAll({css})].some((it) => it.innerText.includes({name}))"
            ))
            .await?;
    }
    assert_eq!(browser.run(BECAME).await?, json!([[], []]), "{css}");
    Ok(())
}

async fn make_place(
    office: &Staff,
    name: &str,
    kind: PlaceKind,
    parent: PlaceId,
) -> Outcome<PlaceView> {
    let new = NewPlace {
        name: name.to_owned(),
        kind,
        parent: Some(parent),
    };
    let done = road::done(office, Command::MakePlace(new)).await?;
    Ok(done.place.ok_or("no place came back")?)
}

/// An office makes a laptop, puts it into a building that has a room, and gives it its name.
async fn name_all(office: &Staff) -> Outcome {
    let sites = Command::Places {
        within: None,
        text: String::new(),
        without: None,
    };
    let Answer::Places(sites) = office.run(sites).await? else {
        return Err("not places".into());
    };
    let site = sites.first().ok_or("no site")?.id;
    let building = make_place(office, BUILDING, PlaceKind::Building, site).await?;
    make_place(office, ROOM, PlaceKind::Room, building.id).await?;
    let item = road::create_laptop(office, SERIAL).await?;
    road::put(office, item, &building).await?;
    office.until_sent().await?;
    let seen = office.open(item).await?;
    let name = FieldChange {
        field: Field::new(field::NAME),
        base: seen.bases.get(field::NAME).copied(),
        value: json!(ITEM),
    };
    let edit = Command::Edit {
        item,
        rev: seen.rev,
        changes: vec![name],
    };
    road::done(office, edit).await?;
    office.until_sent().await?;
    Ok(())
}

/// FC-X2, by sync and by form.
#[tokio::test(flavor = "multi_thread")]
async fn fc_x2_a_name_is_seen_as_it_was_written_on_every_screen_and_never_runs() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let server = &deployment.server;
    let line = format!("http://{}", server.address());
    let office = road::enrol(server, PERSON, Role::Manager, &line).await?;
    name_all(&office).await?;
    let marc = unguarded(&Device::phone()).await?;
    enrol(&deployment, &marc).await?;

    marc.tap(FIND).await?;
    are_letters(&marc, ".item", &[ITEM, BUILDING]).await?;
    marc.tap(".item").await?;
    are_letters(&marc, ".head h1", &[ITEM]).await?;
    are_letters(&marc, ".facts", &[BUILDING]).await?;
    are_letters(&marc, ".timeline", &[ITEM, BUILDING, PERSON]).await?;
    marc.until(&format!("document.title.includes({})", json!(ITEM)))
        .await?;

    // What is done to it waits, is told, and goes.
    deployment.network.set_for("/api", Weather::Fails(503));
    marc.tap(".actions button:nth-child(1)").await?;
    marc.type_into("#place-search", "O'Brien").await?;
    are_letters(&marc, ".over-all .choice", &[ROOM, BUILDING]).await?;
    marc.tap_saying(".over-all .choice", ROOM).await?;
    are_letters(&marc, ".toast", &[ROOM]).await?;
    are_letters(&marc, ".facts", &[ROOM, BUILDING]).await?;
    marc.tap(".actions button:nth-child(3)").await?;
    let shown = format!(
        "document.querySelector('#field-name')?.value === {}",
        json!(ITEM)
    );
    marc.until(&shown).await?;
    marc.type_into("#field-name", TYPED).await?;
    are_letters(&marc, "form", &[]).await?;
    marc.tap(".bar-below .go").await?;
    let both = format!("{ITEM}{TYPED}");
    are_letters(&marc, ".head h1", &[&both]).await?;
    are_letters(&marc, ".timeline", &[&both, ROOM]).await?;
    marc.tap(OUTBOX).await?;
    are_letters(&marc, ".item", &[&both, ROOM, BUILDING]).await?;
    marc.until(&format!("{TO_SEND} === '2'")).await?;
    deployment.clear_up(&marc).await?;
    marc.until(&format!("{TO_SEND} === '0'")).await?;
    are_letters(&marc, ".item", &[&both, ROOM, BUILDING]).await?;

    // Where somebody stands, and what they scan there.
    marc.tap(SCAN).await?;
    marc.tap(".glass-layer .over .chip").await?;
    marc.type_into("#place-search", "O'Brien").await?;
    are_letters(&marc, ".over-all .choice", &[ROOM, BUILDING]).await?;
    marc.tap_saying(".over-all .choice", ROOM).await?;
    are_letters(&marc, ".glass-layer .over .chip", &[ROOM]).await?;
    type_code(&marc, SERIAL).await?;
    are_letters(&marc, ".sheet h2", &[&both]).await?;

    // As markup it would have run.
    marc.run(&format!(
        "document.body.insertAdjacentHTML('beforeend', {})",
        json!(ITEM)
    ))
    .await?;
    marc.until("opened.includes('alert')").await?;
    Ok(())
}

/// FC-X3: an invitation to another server, while there is unsent work.
#[tokio::test(flavor = "multi_thread")]
async fn fc_x3_another_servers_invitation_is_told_with_both_names_and_nothing_goes_there() -> Outcome
{
    // Their server: whoever asks it connects.
    let theirs = TcpListener::bind("127.0.0.1:0")?;
    theirs.set_nonblocking(true)?;
    let host = format!("evil.example:{}", theirs.local_addr()?.port());
    let deployment = Deployment::start(Options::for_test()).await?;
    let device = Device {
        knows: Some("evil.example".to_owned()),
        ..Device::phone()
    };
    let marc = unguarded(&device).await?;
    equip(&deployment, &marc).await?;
    deployment.network.set(Weather::Cut);
    for number in 0..5 {
        create(&marc, &format!("SN-{number}")).await?;
        marc.tap(".sheet .outcome button").await?;
        marc.until("!document.querySelector('.sheet')").await?;
    }
    marc.until_text(".nav .badge", "5").await?;
    let here = marc
        .run("window.still = true; return [location.host, location.href]")
        .await?;

    type_code(
        &marc,
        &format!("https://{host}/enrol#AbCdEfGhIjKlMnOpQrStUv"),
    )
    .await?;
    marc.until_text(".sheet .outcome", "Invitation d’un autre serveur")
        .await?;
    marc.until_text(".sheet", &host).await?;
    marc.until_text(".sheet", here[0].as_str().ok_or("no host")?)
        .await?;
    marc.screenshot("enrol-foreign").await?;
    let address = marc.run("return location.href").await?;
    assert_eq!(address, here[1]);
    marc.tap(OUTBOX).await?;
    marc.until(&format!("{TO_SEND} === '5'")).await?;

    // What is here goes home.
    deployment.clear_up(&marc).await?;
    marc.until(&format!("{TO_SEND} === '0'")).await?;
    let page = marc
        .run(
            "const theirs = (it) => it.includes('evil');
            return [window.still, opened, asked.filter(theirs),
                performance.getEntriesByType('resource').map((it) => it.name).filter(theirs)]",
        )
        .await?;
    assert_eq!(page, json!([true, [], [], []]));
    let came = theirs.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(came, Err(ErrorKind::WouldBlock));

    // It could have been reached.
    let theirs = tokio::net::TcpListener::from_std(theirs)?;
    marc.run(&format!(
        "fetch('https://{host}/', {{ mode: 'no-cors' }}).catch(() => {{}})"
    ))
    .await?;
    tokio::time::timeout(PATIENCE, theirs.accept()).await??;
    Ok(())
}

/// Signs that nobody sees, or that turn what stands behind them around.
const UNSEEN: &str = "return /[\\0\\u202e]/.test(document.documentElement.outerHTML)";

#[tokio::test(flavor = "multi_thread")]
async fn codes_with_signs_that_nobody_sees_are_shown_as_text_and_stored_whole() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.server.origin();
    let mona = road::enrol(&deployment.server, "Mona Roy", Role::Manager, origin).await?;
    let marc = unguarded(&Device::phone()).await?;
    equip(&deployment, &marc).await?;
    deployment.network.set(Weather::Cut);
    let codes = [
        ("A\0B", "A␀B"),
        ("\u{202e}evil\u{5d0}", "⟨202E⟩evil\u{5d0}"),
    ];
    for (code, shown) in codes {
        let symbol = QrCode::with_error_correction_level(code, EcLevel::M)?;
        photograph(&marc, &symbol).await?;
        marc.until_text(".sheet .code", shown).await?;
        assert_eq!(marc.run(UNSEEN).await?, json!(false), "{code:?}");
        marc.tap(".sheet .tile").await?;
        marc.tap(".sheet .stuck button").await?;
        marc.until_text(".sheet h2", shown).await?;
        assert_eq!(marc.run(UNSEEN).await?, json!(false), "{code:?}");
        marc.tap(".sheet .outcome button").await?;
        marc.until("!document.querySelector('.sheet')").await?;
    }

    // Of what says nothing there is nothing to make, be it read or typed.
    let spaces = QrCode::with_error_correction_level("   ", EcLevel::M)?;
    photograph(&marc, &spaces).await?;
    marc.until("document.querySelector('.sheet') && !document.querySelector('.sheet .tile')")
        .await?;
    marc.until_text(".sheet", "Rien d’utilisable").await?;
    marc.tap(".sheet .outcome button").await?;
    marc.until("!document.querySelector('.sheet')").await?;
    marc.tap(".glass-layer .below button.icon-button").await?;
    for typed in ["", "   "] {
        marc.type_into("#typed-code", typed).await?;
        marc.until("document.querySelector('.over-all button[type=submit]').disabled")
            .await?;
    }
    marc.tap(".over-all .top .icon-button").await?;
    marc.until("!document.querySelector('.over-all')").await?;

    for screen in [FIND, OUTBOX] {
        marc.tap(screen).await?;
        are_letters(&marc, ".item", &codes.map(|(_, shown)| shown)).await?;
        assert_eq!(marc.run(UNSEEN).await?, json!(false), "{screen}");
    }
    marc.tap(".item").await?;
    are_letters(&marc, ".head h1", &[codes[1].1]).await?;
    are_letters(&marc, ".facts", &[codes[1].1]).await?;
    assert_eq!(marc.run(UNSEEN).await?, json!(false));
    marc.tap(OUTBOX).await?;
    marc.until(&format!("{TO_SEND} === '2'")).await?;
    deployment.clear_up(&marc).await?;
    marc.until(&format!("{TO_SEND} === '0'")).await?;
    for (code, _) in codes {
        let scan = Command::LookUp {
            code: code.to_owned(),
            symbology: None,
            place: None,
        };
        let found = |answer| match answer {
            Answer::Found(Found::Item(found)) => found.item.row.serial,
            _ => None,
        };
        mona.until_answer("its arrival", scan, found).await?;
        // To its last sign.
        let longer = mona.scan(&format!("{code}7")).await?;
        assert!(!matches!(longer, Found::Item(_)), "{longer:?}");
    }
    Ok(())
}

/// Numbers whose signs mean something in an address.
const NUMBERS: [&str; 4] = ["348/57//957/9475696", "50#12-5%REC", "A?b=1&c", ".."];

/// An office makes a laptop of each number, with a label.
async fn number_all(office: &Staff) -> Outcome<Vec<ItemId>> {
    let mut items = Vec::new();
    for number in NUMBERS {
        let new = NewItem {
            item_type: types::LAPTOP,
            code: None,
            place: None,
            state: None,
            fields: [(Field::new(field::INVENTORY_NUMBER), json!(number))].into(),
        };
        let made = road::done(office, Command::Create(new)).await?;
        items.push(made.item.ok_or("nothing was made")?.row.id);
    }
    let label = Command::Label {
        items: items.clone(),
        places: Vec::new(),
    };
    office.run(label).await?;
    office.until_sent().await?;
    Ok(items)
}

/// The list shows the item of that number, and what is sought in the field.
async fn lists(browser: &Browser, number: &str) -> Outcome {
    let number = json!(number);
    browser
        .until(&format!(
            "document.querySelector('#find-search')?.value === {number}
             && document.querySelector('tbody tr')?.innerText.includes({number})"
        ))
        .await?;
    Ok(())
}

/// FC-N6: by scan, search, link and printed label.
#[tokio::test(flavor = "multi_thread")]
async fn fc_n6_a_number_with_signs_of_addresses_leads_to_its_ci_by_every_way() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.server.origin();
    let mona = road::enrol(&deployment.server, "Mona Roy", Role::Manager, origin).await?;
    let items = number_all(&mona).await?;
    let browser = enrolled(&deployment, &Device::desk()).await?;
    service_worker_is_active(&browser).await?;
    let origin = deployment.network.origin();

    // On paper each number stands beside the code that opens it.
    let asked: Vec<String> = items.iter().map(ToString::to_string).collect();
    browser
        .goto(&format!("{origin}/labels?items={}", asked.join(",")))
        .await?;
    browser.until(&format!("{WRITTEN}.length === 4")).await?;
    let numbers = browser
        .run("return [...document.querySelectorAll('.paper .label-number')].map((it) => it.textContent)")
        .await?;
    assert_eq!(numbers, json!(NUMBERS));
    let codes = written(&browser).await?;
    let mut read: Vec<String> = codes.iter().map(ToString::to_string).collect();
    read.sort();
    assert_eq!(seen(&browser, "labels-signs").await?, read);

    for offline in [false, true] {
        if offline {
            deployment.network.set(Weather::Cut);
        }
        for (number, code) in NUMBERS.into_iter().zip(&codes) {
            let link = format!("/find?q={}", encode_segment(number));
            browser.goto(&format!("{origin}{link}")).await?;
            lists(&browser, number).await?;
            // What is sought is in the address once a row is opened from it: whoever comes back is there again.
            browser.tap(".rail a[href='/']").await?;
            browser.tap(".rail a[href^='/find']").await?;
            browser.type_into("#find-search", number).await?;
            lists(&browser, number).await?;
            browser.tap("tbody tr").await?;
            browser.until_text("aside .head", number).await?;
            let address = browser
                .run("return location.pathname + location.search")
                .await?;
            assert_eq!(address, json!(link));
            for scanned in [number, &code.to_string()] {
                browser.tap(".rail a[href='/']").await?;
                type_code(&browser, scanned).await?;
                browser.until_text(".sheet .body", number).await?;
                browser.tap(".sheet .outcome button").await?;
                browser.until("!document.querySelector('.sheet')").await?;
            }
        }
    }
    Ok(())
}
