//! An organisation from an empty folder, in real browsers and nothing faked in between: an administrator makes places and
//! people and prints labels; somebody whom they invited scans these with no network; the office sees it all, with who.

use mobile_core::scan::LumaPicture;
use server::running::{Data, Options};
use server::words;
use tempfile::TempDir;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::paper::{self, printed, read_off};
use tests::proxy::{Proxy, Weather};
use tests::typing::TypingScanner;
use tests::video::{Label, Sight};

use super::Outcome;

const BUILDING: &str = "Pavillon A";
const ROOMS: [&str; 3] = ["A-101", "A-102", "A-103"];
/// The room in which the administrator makes a laptop, and the one in which somebody finds it.
const THERE: &str = ROOMS[0];
const HERE: &str = ROOMS[1];
/// What the laptop is called, and its maker's serial number, whose signs lie elsewhere on many keyboards.
const LAPTOP: &str = "Latitude 5440";
const SERIAL: &str = "CA/[INV]-00123";

/// Enter, as `WebDriver` names it.
const ENTER: &str = "\u{e007}";

/// An organisation that was set up, with its labels on paper.
struct Organisation {
    deployment: Deployment,
    /// The administrator, at a desk, whose line is never cut.
    office: Browser,
    _line: Proxy,
    /// The links of Marc and Nadia, who have not come in yet.
    invitations: [String; 2],
    /// The label of [`HERE`].
    room: Label,
    /// A label of nothing yet.
    blank: Label,
    /// The laptop's.
    laptop: Label,
    _data: TempDir,
}

impl Organisation {
    /// Everything that is done in the office, without a touch of a terminal but for its first code.
    async fn found() -> Outcome<Self> {
        let data = TempDir::new()?;
        let options = Options {
            data: Data::Folder(data.path().join("recense")),
            ..Options::for_test()
        };
        let deployment = Deployment::start(options).await?;
        let invitation = deployment.server.enrol_administrator().await?;
        let link = paper::read(&in_terminal(&words::invitation(&invitation))?)?;

        let line = Proxy::start(deployment.server.address()).await?;
        let office = Browser::open(&Device::desk()).await?;
        enter(&office, &deployment.over(&line, &link)).await?;
        let rooms = make_places(&office).await?;
        let [_, room, _]: [Label; 3] = rooms.try_into().map_err(|_| "three rooms")?;
        let invitations = [
            invite(&office, "Marc Caron").await?,
            invite(&office, "Nadia Blanc").await?,
        ];
        let laptop = make_laptop(&office).await?;
        office.tap(".rail a[href='/more']").await?;
        let blanks = printed(&office, "a[href*='blank=']", 21).await?;
        let blank = blanks.into_iter().next().ok_or("no blank label")?;
        Ok(Self {
            deployment,
            office,
            _line: line,
            invitations,
            room,
            blank,
            laptop,
            _data: data,
        })
    }

    /// Brings the network back, and waits until the administrator sees that somebody moved the laptop and made another
    /// thing in the same room.
    async fn sees(&self, device: &Browser, person: &str) -> Outcome {
        let office = &self.office;
        self.deployment.clear_up(device).await?;
        office.tap(".rail a[href^='/find']").await?;
        office.find("#find-search").await?;
        let rows = format!(
            "(() => {{ const rows = [...document.querySelectorAll('tbody tr')].map((row) => row.innerText);
            return rows.length === 2 && rows.every((row) => row.includes('{HERE}'))
                && [{LAPTOP:?}, 'Portable'].every((name) => rows.some((row) => row.includes(name))) }})()"
        );
        office.until(&rows).await?;
        office.screenshot("from-nothing-office").await?;
        for row in ["tbody tr:nth-child(1)", "tbody tr:nth-child(2)"] {
            office.tap(row).await?;
            let line = format!(
                "document.querySelector('{row}').classList.contains('open')
                && [...document.querySelectorAll('aside .timeline li')].some((it) => it.innerText.includes({person:?}))"
            );
            office.until(&line).await?;
        }
        assert_eq!(office.console().await?, [] as [String; 0]);
        Ok(())
    }
}

/// The QR code that a terminal shows: each sign is two pixels, one above the other.
fn in_terminal(text: &str) -> Outcome<LumaPicture> {
    const SIDE: usize = 6;
    let lines: Vec<Vec<char>> = (text.lines())
        .filter(|line| line.contains(['█', '▀', '▄']))
        .map(|line| line.chars().collect())
        .collect();
    let across = lines.first().map_or(0, Vec::len) * SIDE;
    let mut pixels = Vec::new();
    for line in &lines {
        for lit in [['█', '▀'], ['█', '▄']] {
            let row: Vec<u8> = (line.iter())
                .flat_map(|sign| [if lit.contains(sign) { 255 } else { 0 }; SIDE])
                .collect();
            pixels.extend(row.repeat(SIDE));
        }
    }
    let down = lines.len() * 2 * SIDE;
    Ok(LumaPicture::new(
        pixels,
        across.try_into()?,
        down.try_into()?,
    )?)
}

/// Comes in by a link.
async fn enter(browser: &Browser, link: &str) -> Outcome {
    browser.goto(link).await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    Ok(())
}

/// Comes in by a link, looks whether the inventory is here, and begins to scan.
async fn begin(browser: &Browser, link: &str) -> Outcome {
    enter(browser, link).await?;
    browser.tap_saying("nav a", "Trouver").await?;
    browser.until_text(".item, tbody tr", LAPTOP).await?;
    browser.until_text(".item, tbody tr", THERE).await?;
    browser.tap_saying("nav a", "Scanner").await?;
    browser.find("main#screen .scan").await?;
    Ok(())
}

/// Makes a building in the first site, three rooms in it, and prints their labels.
async fn make_places(office: &Browser) -> Outcome<Vec<Label>> {
    office.tap(".rail a[href='/more']").await?;
    office.tap("a[href='/places']").await?;
    office
        .tap_saying(".list .item", words::first_start::SITE)
        .await?;
    office
        .tap_saying(".actions button", "Ajouter dedans")
        .await?;
    office.type_into("#places-names", BUILDING).await?;
    let kind = office.find("#place-kind").await?;
    kind.select_by_value("building").await?;
    office.tap(".over-all .go").await?;
    office.tap_saying(".list .item", BUILDING).await?;
    office.until_text(".screen h1", BUILDING).await?;
    office
        .tap_saying(".actions button", "Ajouter dedans")
        .await?;
    for room in ROOMS {
        office.type_into("#places-names", room).await?;
        office.type_into("#places-names", ENTER).await?;
    }
    office.until_text(".over-all .go", "3").await?;
    office.tap(".over-all .go").await?;
    office
        .until("document.querySelectorAll('.list .item').length === 3")
        .await?;
    printed(office, ".section a[href*='places=']", ROOMS.len()).await
}

/// Makes a person with a role, and gives the link that their phone reads off the screen.
async fn invite(office: &Browser, name: &str) -> Outcome<String> {
    office.tap(".rail a[href='/more']").await?;
    office.tap("a[href='/people']").await?;
    office.tap(".inset .go").await?;
    office.type_into("#new-person", name).await?;
    office.tap(".over-all .go").await?;
    office.until_text(".screen h2", name).await?;
    // What was made is sent first.
    office
        .until("document.querySelector('.pad .go') && !document.querySelector('.pad .go').disabled")
        .await?;
    office.tap(".pad > .go").await?;
    let link = read_off(office, ".printed svg").await?;
    let meant = office.find("[data-link]").await?.attr("data-link").await?;
    assert_eq!(Some(&link), meant.as_ref());
    Ok(link)
}

/// Makes a laptop in a room without a scan, names it, and prints its label.
async fn make_laptop(office: &Browser) -> Outcome<Label> {
    office.tap(".rail a[href^='/find']").await?;
    office.tap(".finder .go").await?;
    office.tap_saying(".tile", "Portable").await?;
    office.type_into("#new-code", SERIAL).await?;
    office.tap(".chips .chip").await?;
    office.type_into("#place-search", THERE).await?;
    office.tap_saying(".choices .choice", THERE).await?;
    office.tap(".bar-below .go").await?;
    office.type_into("#field-name", LAPTOP).await?;
    office.tap(".bar-below .go").await?;
    office.until_text(".head h1", LAPTOP).await?;
    office.until_text(".card", THERE).await?;
    let labels = printed(office, "a[href*='items=']", 1).await?;
    Ok(labels.into_iter().next().ok_or("no label")?)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_is_set_up_from_nothing_and_what_is_scanned_offline_its_office_sees()
-> Outcome {
    let organisation = Organisation::found().await?;
    let [link, _] = &organisation.invitations;
    let folder = TempDir::new()?;
    let mut sight = Sight::open(&folder.path().join("camera.y4m"))?;
    let marc = Browser::open(&Device {
        camera: Some(sight.path().to_owned()),
        ..Device::phone()
    })
    .await?;
    begin(&marc, link).await?;
    organisation.deployment.network.set(Weather::Cut);

    // Where he stands.
    sight.show(Some(&organisation.room))?;
    marc.until_text(".toast", HERE).await?;
    marc.until_text(".glass-layer .over .chip", HERE).await?;
    sight.show(None)?;

    // What nobody has yet: two taps.
    sight.show(Some(&organisation.blank))?;
    marc.tap(".sheet .tile").await?;
    marc.tap(".sheet .stuck button").await?;
    // It has no name and no number yet: it is called by what it is.
    marc.until_text(".sheet h2", "Portable").await?;
    marc.screenshot("from-nothing-made").await?;
    sight.show(None)?;

    // What is said to be elsewhere: one.
    sight.show(Some(&organisation.laptop))?;
    marc.until_text(".sheet h2", LAPTOP).await?;
    marc.until_text(".sheet .outcome", THERE).await?;
    marc.tap(".sheet .go").await?;
    marc.until_text(".toast", HERE).await?;
    marc.find(".nav .badge").await?;
    marc.screenshot("from-nothing-moved").await?;

    organisation.sees(&marc, "Marc Caron").await?;
    marc.until("!document.querySelector('.nav .badge')").await?;
    assert_eq!(marc.console().await?, [] as [String; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_on_a_canadian_keyboard_does_the_same_without_a_touch() -> Outcome {
    let organisation = Organisation::found().await?;
    let [_, link] = &organisation.invitations;
    let nadia = Browser::open(&Device::desk()).await?;
    begin(&nadia, link).await?;
    organisation.deployment.network.set(Weather::Cut);
    let scanner = TypingScanner::on("ca-fr").ok_or("no such layout")?;
    nadia
        .run("window.touched = 0; addEventListener('pointerdown', () => { window.touched += 1 }, true)")
        .await?;

    scanner
        .scan(&nadia, &paper::read(&organisation.room.picture())?)
        .await?;
    nadia.until_text(".toast", HERE).await?;

    scanner
        .scan(&nadia, &paper::read(&organisation.blank.picture())?)
        .await?;
    nadia.find(".sheet .tile").await?;
    scanner.scan(&nadia, "RECENSE1").await?;
    nadia.find(".sheet .tile[aria-pressed=true]").await?;
    scanner.scan(&nadia, "RECENSEGO").await?;
    nadia.until_text(".sheet h2", "Portable").await?;

    // Its maker's label, of which this keyboard keeps neither the slash nor the brackets.
    scanner.scan(&nadia, SERIAL).await?;
    nadia.until_text(".sheet h2", LAPTOP).await?;
    nadia.until_text(".sheet .go", HERE).await?;
    scanner.scan(&nadia, "RECENSEGO").await?;
    nadia.until_text(".toast", HERE).await?;
    nadia.screenshot("from-nothing-typed").await?;

    organisation.sees(&nadia, "Nadia Blanc").await?;
    assert_eq!(nadia.run("return window.touched").await?.as_u64(), Some(0));
    assert_eq!(nadia.console().await?, [] as [String; 0]);
    Ok(())
}
