//! The whole road in real browsers, with a video of printed labels as the camera.

use mobile_core::api::{Answer, Command, Query};
use server::organisation::{Founding, Newcomer};
use server::running::Options;
use shared::model::{IdentifierKind, Role};
use tempfile::TempDir;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::{Proxy, Weather};
use tests::road::enrol;
use tests::staff::Staff;
use tests::video::{Scene, Symbol, write_y4m};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// A serial number that nobody knows yet.
const UNKNOWN: &str = "CN-0VH82-74261";

/// The name of a room of the demo.
async fn room(staff: &Staff) -> Outcome<String> {
    let places = Command::Places {
        within: None,
        text: "Bureau".to_owned(),
    };
    let Answer::Places(places) = staff.run(places).await? else {
        return Err("not places".into());
    };
    let room = places
        .into_iter()
        .find(|place| !place.has_children)
        .ok_or("no room")?;
    Ok(room.name)
}

/// A laptop of the demo that is somewhere else, with its label: the item's id, its title, the label.
async fn labelled_laptop(staff: &Staff, room: &str) -> Outcome<(String, String, String)> {
    let query = Query {
        text: "latitude".to_owned(),
        limit: 50,
        ..Query::default()
    };
    let Answer::Rows(found) = staff.run(Command::Search(query)).await? else {
        return Err("not rows".into());
    };
    for row in found.rows {
        let item = staff.open(row.id).await?;
        let label = item
            .identifiers
            .iter()
            .find(|one| one.kind == IdentifierKind::Label && !one.replaced);
        let elsewhere = row.place.as_ref().is_some_and(|place| place.name != room);
        let in_service = row
            .state
            .as_ref()
            .is_some_and(|state| state.state == shared::model::State::InService);
        if let (Some(label), true, true) = (label, elsewhere, in_service) {
            return Ok((row.id.to_string(), row.title, label.text.clone()));
        }
    }
    Err("the demo has no labelled laptop elsewhere".into())
}

/// The browser's wall clock, in milliseconds.
async fn clock(browser: &Browser) -> Outcome<f64> {
    let now = browser.run("return Date.now()").await?;
    now.as_f64().ok_or_else(|| "no clock".into())
}

async fn enrol_by_link(
    deployment: &Deployment,
    browser: &Browser,
    name: &str,
    origin: &str,
) -> Outcome {
    let newcomer = Newcomer {
        name: name.to_owned(),
        membership: Some((Role::Manager, "it".to_owned())),
    };
    let invitation = deployment.server.enrol(newcomer).await?;
    let code = invitation
        .link
        .split_once("/enrol")
        .ok_or("a link without a code")?
        .1;
    browser.goto(&format!("{origin}/enrol{code}")).await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    // The whole inventory has come once a search finds something.
    browser.tap(".nav a:nth-child(2)").await?;
    browser.type_into("#find-search", "latitude").await?;
    browser.find(".item, tbody tr").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_scanned_moved_and_created_offline_another_person_has_with_who_and_when() -> Outcome
{
    let options = Options::for_test();
    let founding = Founding {
        is_demo: true,
        ..options.founding.clone()
    };
    let deployment = Deployment::start(Options {
        founding,
        ..options
    })
    .await?;
    let office = enrol(
        &deployment.server,
        "Ana Prado",
        Role::Manager,
        deployment.server.origin(),
    )
    .await?;
    let room = room(&office).await?;
    let (id, title, label) = labelled_laptop(&office, &room).await?;

    let folder = TempDir::new()?;
    let camera = folder.path().join("camera.y4m");
    let scenes = [
        Scene::of_label(&Symbol::Qr(label), 8.0, 11)?,
        Scene::of_nothing(1.0, 12),
        Scene::of_label(&Symbol::Qr(UNKNOWN.to_owned()), 16.0, 13)?,
        Scene::of_nothing(1.0, 14),
    ];
    write_y4m(&camera, 3, &scenes)?;
    let origin = deployment.network.origin();
    let marc = Browser::open(&Device {
        camera: Some(camera),
        ..Device::phone()
    })
    .await?;
    enrol_by_link(&deployment, &marc, "Marc Caron", &origin).await?;
    let line_of_mona = Proxy::start(deployment.server.address()).await?;
    let mona = Browser::open(&Device::phone()).await?;
    enrol_by_link(&deployment, &mona, "Mona Roy", &line_of_mona.origin()).await?;

    // A known one, in the camera's sight.
    marc.tap(".nav a:nth-child(1)").await?;
    marc.until(&format!(
        "document.querySelector('.sheet h2')?.innerText.includes({title:?})"
    ))
    .await?;

    // Its room and state, with the network off.
    deployment.network.set(Weather::Cut);
    marc.tap(".sheet .pair button:last-child").await?;
    marc.tap(".actions button:nth-child(1)").await?;
    marc.type_into("#place-search", &room).await?;
    marc.until(&format!(
        "document.querySelector('.choices .choice')?.innerText.includes({room:?})"
    ))
    .await?;
    marc.tap(".choices .choice").await?;
    marc.until_text(".card", &room).await?;
    marc.tap(".actions button:nth-child(2)").await?;
    marc.until("[...document.querySelectorAll('.over-all .choice')].find((it) => it.innerText.includes('réparation'))?.click() ?? document.querySelector('.head .state')?.innerText.includes('réparation')").await?;

    // An unknown one, in two taps.
    marc.tap(".nav a:nth-child(1)").await?;
    marc.until(&format!(
        "document.querySelector('.sheet .code')?.innerText.includes({UNKNOWN:?})"
    ))
    .await?;
    marc.run("window.taps = 0; addEventListener('click', () => { window.taps += 1 }, true)")
        .await?;
    marc.tap(".sheet .tile").await?;
    marc.tap(".sheet .stuck button").await?;
    marc.until(&format!(
        "document.querySelector('.sheet h2')?.innerText.includes({UNKNOWN:?})"
    ))
    .await?;
    assert_eq!(
        marc.run("return window.taps").await?.as_u64(),
        Some(2),
        "taps to create"
    );

    // One change taken back, and all of it still there after a reload without a network.
    marc.goto(&format!("{origin}/item/{id}")).await?;
    marc.until_text(".head .state", "réparation").await?;
    marc.tap(".timeline li:first-child button").await?;
    marc.until("!document.querySelector('.head .state').innerText.includes('réparation')")
        .await?;
    marc.reload().await?;
    marc.until_text(".card", &room).await?;
    marc.until("!document.querySelector('.head .state').innerText.includes('réparation')")
        .await?;
    marc.find(".nav .badge").await?;

    // The network is back: the other one has both within three seconds.
    mona.goto(&format!("{}/item/{id}", line_of_mona.origin()))
        .await?;
    mona.find(".timeline").await?;
    deployment.network.set(Weather::Clear);
    let returned = clock(&mona).await?;
    // What the system tells a page when its network returns.
    marc.run("dispatchEvent(new Event('online'))").await?;
    mona.until_text(".card", &room).await?;
    mona.tap(".nav a:nth-child(2)").await?;
    mona.type_into("#find-search", UNKNOWN).await?;
    mona.until(&format!(
        "document.querySelector('.item, tbody tr')?.innerText.includes({UNKNOWN:?})"
    ))
    .await?;
    let waited = clock(&mona).await? - returned;
    assert!(waited < 3_000.0, "the other person waited {waited} ms");

    // Who and when.
    mona.goto(&format!("{}/item/{id}", line_of_mona.origin()))
        .await?;
    let line = "[...document.querySelectorAll('.timeline li')].find((it) => it.innerText.includes(ROOM))?.innerText".replace("ROOM", &format!("{room:?}"));
    let line = mona.until(&line).await?;
    let line = line.as_str().unwrap_or_default();
    assert!(line.contains("Marc Caron"), "{line}");
    assert!(
        line.chars().any(|sign| sign.is_ascii_digit()) && line.lines().count() > 1,
        "no time: {line}"
    );
    marc.until("!document.querySelector('.nav .badge')").await?;
    assert_eq!(mona.console().await?, [] as [String; 0]);
    Ok(())
}
