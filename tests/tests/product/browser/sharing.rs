//! A tablet that two people share, in a browser: their PINs, a switch in a basement, whose work arrives as whose.

use mobile_core::api::{Answer, Command, Query};
use server::organisation::Newcomer;
use server::running::Options;
use shared::model::Role;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::road;
use tests::staff::Staff;

use super::{Outcome, create, service_worker_is_active, type_code};

const MARC: &str = "Marc Caron";
const NADIA: &str = "Nadia Blanc";

/// Enrols somebody in the browser, beside whoever is there.
async fn enrol(deployment: &Deployment, browser: &Browser, name: &str) -> Outcome {
    let newcomer = Newcomer {
        name: name.to_owned(),
        membership: Some((Role::Manager, "it".to_owned())),
    };
    let link = deployment.server.enrol(newcomer).await?.link;
    browser.goto(&link).await?;
    browser.tap("main.enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    Ok(())
}

/// Taps the button that says so.
async fn press(browser: &Browser, words: &str) -> Outcome {
    let button = format!(
        "[...document.querySelectorAll('button, a')].find((it) => it.innerText.includes({words:?}))"
    );
    browser.until(&format!("!!{button}")).await?;
    browser.run(&format!("{button}.click()")).await?;
    Ok(())
}

async fn set_pin(browser: &Browser, pin: &str) -> Outcome {
    browser.tap(".nav a:nth-child(4)").await?;
    press(browser, "Choisir un PIN").await?;
    browser.type_into("#pin-new", pin).await?;
    browser.type_into("#pin-again", pin).await?;
    browser.tap(".over-all .go").await?;
    browser
        .until_text(".toast", "PIN enregistré")
        .await
        .map_err(Into::into)
}

/// Types a PIN on the keys of the screen, as a thumb does.
async fn thumb(browser: &Browser, pin: &str) -> Outcome {
    for digit in pin.chars() {
        let key = match digit {
            '0' => 11,
            digit => digit.to_digit(10).ok_or("no digit")?,
        };
        browser
            .tap(&format!(".pin-pad .keys button:nth-child({key})"))
            .await?;
    }
    browser.tap(".pin-pad .enter").await?;
    Ok(())
}

/// Chooses who works.
async fn choose(browser: &Browser, name: &str) -> Outcome {
    let tile = format!(
        "[...document.querySelectorAll('.tile.person')].find((it) => it.innerText.includes({name:?}))"
    );
    browser.until(&format!("!!{tile}")).await?;
    browser.run(&format!("{tile}.click()")).await?;
    browser.find("#pin").await?;
    Ok(())
}

/// Who works, as the scan screen says.
async fn works(browser: &Browser, name: &str) -> Outcome {
    browser
        .until_text(".glass-layer .over .chips", name)
        .await?;
    Ok(())
}

async fn author(office: &Staff, code: &str) -> Outcome<String> {
    let query = Query {
        text: code.to_owned(),
        limit: 5,
        ..Query::default()
    };
    let item = office
        .until_answer(
            "its arrival",
            Command::Search(query),
            |answer| match answer {
                Answer::Rows(found) => found.rows.first().map(|row| row.id),
                _ => None,
            },
        )
        .await?;
    let lines = office.history(item).await?;
    assert_eq!(lines.len(), 1, "{code}: once");
    Ok(lines[0].by.name.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn fc_y8_a_tablet_changes_hands_in_a_basement_by_pin_and_each_ones_work_arrives_as_theirs()
-> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = Browser::open(&Device::phone()).await?;
    enrol(&deployment, &browser, MARC).await?;
    set_pin(&browser, "1357").await?;
    enrol(&deployment, &browser, NADIA).await?;
    works(&browser, NADIA).await?;
    set_pin(&browser, "2468").await?;
    browser.tap(".nav a:nth-child(1)").await?;
    type_code(&browser, "TYPES").await?;
    browser.find(".sheet .tile").await?;
    browser.tap(".sheet .outcome button").await?;
    service_worker_is_active(&browser).await?;

    // In the basement Nadia works, then Marc takes the tablet.
    deployment.network.set(Weather::Cut);
    create(&browser, "OF-NADIA-1").await?;
    browser.tap(".sheet .outcome button").await?;
    browser.tap(".glass-layer .over .chip:nth-child(2)").await?;
    choose(&browser, MARC).await?;
    thumb(&browser, "2468").await?;
    browser
        .until_text(".pin-pad .why", "Ce n’est pas le PIN.")
        .await?;
    thumb(&browser, "1357").await?;
    works(&browser, MARC).await?;
    create(&browser, "OF-MARC-1").await?;
    browser.until_text(".nav .badge", "1").await?;
    // Over a reload Marc works on, and what Nadia left is told.
    browser.reload().await?;
    works(&browser, MARC).await?;
    browser.tap(".nav a:nth-child(3)").await?;
    browser.until_text("main#screen", NADIA).await?;

    // Locked, it shows nothing, also over a reload; what waits goes all the same.
    browser.tap(".nav a:nth-child(4)").await?;
    press(&browser, "Verrouiller").await?;
    browser.until_text("main.closed h1", "Verrouillé").await?;
    browser.reload().await?;
    browser.until_text("main.closed h1", "Verrouillé").await?;
    assert_eq!(
        browser
            .run("return document.querySelectorAll('nav, video').length")
            .await?,
        0
    );
    deployment.network.set(Weather::Clear);
    browser.reload().await?;
    let origin = format!("http://{}", deployment.server.address());
    let office = road::enrol(&deployment.server, "Mona Roy", Role::Manager, &origin).await?;
    assert_eq!(author(&office, "OF-NADIA-1").await?, NADIA);
    assert_eq!(author(&office, "OF-MARC-1").await?, MARC);

    choose(&browser, NADIA).await?;
    thumb(&browser, "2468").await?;
    works(&browser, NADIA).await?;
    browser
        .until("!document.querySelector('.nav .badge')")
        .await?;

    // Signing out leaves the other in.
    browser.tap(".nav a:nth-child(4)").await?;
    press(&browser, "Se déconnecter").await?;
    browser.until_text(".pin-pad", MARC).await?;
    thumb(&browser, "1357").await?;
    browser.find("main#screen .scan").await?;
    let labels =
        "[...document.querySelectorAll('a')].find((it) => it.innerText.includes('vierges'))?.href";
    browser.tap(".nav a:nth-child(4)").await?;
    let labels = browser.until(labels).await?;
    browser.goto(labels.as_str().ok_or("no address")?).await?;
    browser.find("svg").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_that_nobody_touches_locks_itself_and_keeps_what_was_half_typed() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = Browser::open(&Device::phone()).await?;
    enrol(&deployment, &browser, MARC).await?;
    type_code(&browser, "TYPES").await?;
    browser.find(".sheet .tile").await?;
    browser.tap(".sheet .outcome button").await?;
    create(&browser, "HALF-TYPED").await?;
    set_pin(&browser, "1357").await?;
    press(&browser, "2 min").await?;
    browser.tap(".nav a:nth-child(2)").await?;
    browser.tap(".item").await?;
    press(&browser, "Modifier").await?;
    browser
        .type_into("form input[type=text]", "à moitié")
        .await?;
    // Nobody does anything for three minutes: the page's clock says so.
    browser
        .run("const now = Date.now; Date.now = () => now.call(Date) + 180000")
        .await?;
    browser.until_text("main.closed h1", "Verrouillé").await?;
    thumb(&browser, "1357").await?;
    browser
        .until("[...document.querySelectorAll('form input')].some((it) => it.value.includes('à moitié'))")
        .await?;
    Ok(())
}
