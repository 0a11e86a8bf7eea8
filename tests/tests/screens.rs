//! Every screen on the whole product, in both languages, on a phone and at a desk, light and dark:
//! a picture of each in `target/screens`, and what must hold for each of them.
//!
//! What holds: nothing is wider than the window, axe-core finds nothing in it (names, roles,
//! contrast), and the browser has nothing to complain of.

use std::path::PathBuf;

use mobile_core::api::{Answer, Command, FieldChange, ItemView, PlaceView, Query, Seen, Target};
use serde_json::{Value, json};
use server::organisation::Newcomer;
use server::running::Options;
use shared::model::{IdentifierKind, Role, field};
use shared::record::Field;
use tempfile::TempDir;
use tests::browser::{Browser, Device, Scheme};
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::staff::Staff;
use tests::video::{Scene, Symbol, write_y4m};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The person whose screens are seen; known to the demo under no other device.
const NAME: &str = "Camille Roy";
/// A code that nobody knows.
const UNKNOWN: &str = "CN-0VH82-74261";

/// Safari on a phone, as it names itself.
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
    (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

/// The rules of accessibility that a program can check; MPL-2.0, see `tests/axe/LICENSE`.
const AXE: &str = include_str!("../axe/axe.min.js");

/// The product with a made-up organisation, and what its screens are to show.
struct Show {
    deployment: Deployment,
    camera: PathBuf,
    _folder: TempDir,
    /// A CI in a room, with one of our labels.
    item: ItemView,
    label: String,
    /// Another room.
    room: PlaceView,
    /// One that is no longer used.
    retired: PlaceView,
    /// One that turned out to be the other room.
    merged: PlaceView,
    /// What a device of the same person never sent, as a file.
    unsent: String,
}

/// How a picture is taken.
#[derive(Clone, Copy)]
struct View {
    device: &'static str,
    size: (u32, u32),
    scheme: Scheme,
    language: &'static str,
}

impl View {
    /// In pairs, each for one browser. Narrow is the smallest phone with text twice its size.
    fn of(language: &'static str) -> [[Self; 2]; 3] {
        let pair = |device, size| {
            [Scheme::Light, Scheme::Dark].map(|scheme| Self {
                device,
                size,
                scheme,
                language,
            })
        };
        [
            pair("phone", (390, 844)),
            pair("desk", (1280, 800)),
            pair("narrow", (320, 640)),
        ]
    }

    /// The size of text, in per cent of what is usual.
    fn text(self) -> u32 {
        if self.device == "narrow" { 200 } else { 100 }
    }

    fn name(self, screen: &str) -> String {
        let scheme = match self.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        format!("{screen}-{}-{scheme}-{}", self.device, self.language)
    }
}

impl Show {
    async fn set() -> Outcome<Self> {
        let deployment = Deployment::demo(Some("CAD")).await?;
        let staff = deployment.staff(NAME).await?;
        let (item, label) = labelled(&staff).await?;
        let places = match staff
            .run(Command::Places {
                within: None,
                text: "Bureau".into(),
                without: None,
            })
            .await?
        {
            Answer::Places(places) => places,
            other => panic!("not places: {other:?}"),
        };
        let here = item.row.place.as_ref().map(|place| place.id);
        let mut rooms = places
            .into_iter()
            .filter(|place| Some(place.id) != here && !place.has_children);
        let (room, third) = (
            rooms.next().ok_or("no room")?,
            rooms.next().ok_or("no second room")?,
        );
        disagree(&deployment, &staff, &room, &third).await?;
        let retired = rooms.next().ok_or("no third room")?;
        let retire = Command::EditPlace {
            place: retired.id,
            rev: 0,
            changes: vec![FieldChange {
                field: Field::new(field::RETIRED),
                base: None,
                value: true.into(),
            }],
        };
        staff.run(retire).await?;
        let merged = rooms.next().ok_or("no fourth room")?;
        let merge = Command::MergePlace {
            place: merged.id,
            into: room.id,
        };
        staff.run(merge).await?;
        staff.until_sent().await?;
        let unsent = left_unsent(&deployment, staff, &third).await?;

        let folder = TempDir::new()?;
        let camera = folder.path().join("camera.y4m");
        let scene = Scene::of_label(&Symbol::Qr(label.clone()), 1.0, 7)?;
        write_y4m(&camera, 10, &[scene])?;
        Ok(Self {
            deployment,
            camera,
            _folder: folder,
            item,
            label,
            room,
            retired,
            merged,
            unsent,
        })
    }
}

impl Show {
    /// A browser of that language, before the camera's label, with the whole inventory.
    async fn enrolled(&self, language: &'static str) -> Outcome<Browser> {
        let device = Device {
            language,
            camera: Some(self.camera.clone()),
            ..Device::phone()
        };
        let browser = Browser::open(&device).await?;
        browser
            .goto(&self.deployment.invitation(NAME).await?)
            .await?;
        // The browser offers it when it likes: it is in no picture but its own.
        browser
            .run("localStorage.setItem('install', 'later')")
            .await?;
        browser.tap(".enrol button[type=submit]").await?;
        browser
            .find("[data-outcome=here], [data-outcome=again]")
            .await?;
        browser
            .until("!document.querySelector('.glass-layer .below .chip')")
            .await?;
        browser.run(AXE).await?;
        Ok(browser)
    }
}

trait Enrolling {
    async fn staff(&self, name: &str) -> Outcome<Staff>;
    async fn invitation(&self, name: &str) -> Outcome<String>;
}

impl Enrolling for Deployment {
    /// A native device of somebody, with the whole inventory.
    async fn staff(&self, name: &str) -> Outcome<Staff> {
        let newcomer = Newcomer {
            name: name.to_owned(),
            membership: Some((Role::Administrator, "it".into())),
        };
        let invitation = self.server.enrol(newcomer).await?;
        let staff = Staff::equip(&self.network.origin())?;
        staff.enrol(&invitation.code).await?;
        Ok(staff)
    }

    /// A link that enrols another device of somebody.
    async fn invitation(&self, name: &str) -> Outcome<String> {
        let newcomer = Newcomer {
            name: name.to_owned(),
            membership: Some((Role::Administrator, "it".into())),
        };
        Ok(self.server.enrol(newcomer).await?.link)
    }
}

/// A CI that lies in a room and bears one of our labels.
async fn labelled(staff: &Staff) -> Outcome<(ItemView, String)> {
    for row in search(staff, "latitude").await? {
        let item = staff.open(row).await?;
        let label = item
            .identifiers
            .iter()
            .find(|identifier| identifier.kind == IdentifierKind::Label && !identifier.replaced)
            .map(|identifier| identifier.text.clone());
        if let (Some(label), Some(_)) = (label, &item.row.place) {
            return Ok((item, label));
        }
    }
    Err("the demo has no labelled laptop in a room".into())
}

async fn search(staff: &Staff, text: &str) -> Outcome<Vec<shared::id::ItemId>> {
    let query = Query {
        text: text.to_owned(),
        limit: 50,
        ..Query::default()
    };
    match staff.run(Command::Search(query)).await? {
        Answer::Rows(rows) => Ok(rows.rows.into_iter().map(|row| row.id).collect()),
        other => panic!("not rows: {other:?}"),
    }
}

/// Two people put one printer in two rooms, neither knowing of the other.
async fn disagree(
    deployment: &Deployment,
    mine: &Staff,
    first: &PlaceView,
    second: &PlaceView,
) -> Outcome {
    let theirs = deployment.staff("Mathieu Caron").await?;
    let printer = *search(mine, "laserjet")
        .await?
        .first()
        .ok_or("no printer")?;
    let seen = mine.open(printer).await?;
    let target = Target {
        item: printer,
        seen: Some(Seen {
            rev: seen.rev,
            base: seen.bases.get(&Field::new(field::PLACE)).copied(),
        }),
    };
    for (staff, place) in [(&theirs, first), (mine, second)] {
        staff
            .run(Command::Move {
                items: vec![target],
                place: place.id,
            })
            .await?;
        staff.until_sent().await?;
    }
    Ok(())
}

/// A device does something without a network, saves it as a file, and is gone.
async fn left_unsent(deployment: &Deployment, staff: Staff, place: &PlaceView) -> Outcome<String> {
    deployment.network.set(Weather::Cut);
    let item = *search(&staff, "latitude")
        .await?
        .last()
        .ok_or("no laptop")?;
    let target = Target { item, seen: None };
    let items = vec![target];
    let place = place.id;
    staff.run(Command::Move { items, place }).await?;
    let file = match staff.run(Command::SaveUnsent).await? {
        Answer::Unsent(file) => file,
        other => panic!("no file: {other:?}"),
    };
    drop(staff);
    deployment.network.set(Weather::Clear);
    Ok(file)
}

/// Looks at the page as it stands: takes its picture and checks what must hold.
async fn look(browser: &Browser, view: View, screen: &str, faults: &mut Vec<String>) -> Outcome {
    let name = view.name(screen);
    // Motion has come to its end, so that the picture is of what stays.
    browser
        .until("document.getAnimations().every((it) => it.animationName === 'stay' || it.playState !== 'running')")
        .await?;
    browser.screenshot(&name).await?;
    let width = browser
        .run("return document.documentElement.scrollWidth - innerWidth")
        .await?;
    if width.as_i64() > Some(0) {
        faults.push(format!("{name}: {width} px wider than the window"));
    }
    let title = browser
        .run("return [document.title, document.querySelector('h1')?.innerText.trim() ?? '']")
        .await?;
    let (tab, heading) = (title[0].as_str(), title[1].as_str());
    if !tab
        .zip(heading)
        .is_some_and(|(tab, heading)| tab.starts_with(heading) && tab.ends_with("· Recense"))
    {
        faults.push(format!(
            "{name}: the tab is called {tab:?}, the screen {heading:?}"
        ));
    }
    let found = browser
        .run(
            "if (!window.axe) return null;
             return axe.run(document, { resultTypes: ['violations'] }).then((it) => it.violations.flatMap(
                 (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)))",
        )
        .await?;
    match found {
        Value::Array(found) => faults.extend(found.iter().map(|fault| format!("{name}: {fault}"))),
        _ => faults.push(format!("{name}: axe did not run")),
    }
    Ok(())
}

/// Goes to an address within the app, as a link does, and waits for its screen.
async fn open(browser: &Browser, path: &str, ready: &str) -> Outcome {
    let go = format!(
        "history.pushState(null, '', {path:?}); dispatchEvent(new PopStateEvent('popstate'))"
    );
    browser.run(&go).await?;
    browser
        .until(&format!("location.pathname === {path:?}"))
        .await?;
    browser.find(ready).await?;
    Ok(())
}

async fn type_code(browser: &Browser, code: &str) -> Outcome {
    browser
        .tap(".glass-layer .below button.icon-button")
        .await?;
    browser.type_into("#typed-code", code).await?;
    browser.tap(".over-all button[type=submit]").await?;
    Ok(())
}

async fn tour(show: &Show, browser: &Browser, view: View, faults: &mut Vec<String>) -> Outcome {
    browser.resize(view.size).await?;
    browser.prefer(view.scheme).await?;
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
    see_places(show, browser, view, faults).await?;
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
    set_up(browser, view, faults).await?;
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
    carry_over(show, browser, view, faults).await?;
    share(show, browser, view, faults).await
}

/// The button that installs, among what is said of a device.
const OFFER: &str = ".screen .alt:has(use[href='#download'])";

/// What is offered and said so that nothing is lost: installing, and unsent work as a file.
async fn carry_over(
    show: &Show,
    browser: &Browser,
    view: View,
    faults: &mut Vec<String>,
) -> Outcome {
    open(browser, "/more", "#unsent-file").await?;
    for (text, screen) in [("{}", "unsent-refused"), (&show.unsent, "unsent-taken")] {
        let file = browser.folder().join("recense.json");
        std::fs::write(&file, text)?;
        let input = browser.find("#unsent-file").await?;
        input.send_keys(&file.to_string_lossy()).await?;
        browser
            .find(if screen == "unsent-refused" {
                "#unsent-file ~ .notice.wrong"
            } else {
                "#unsent-file ~ .notice:not(.wrong)"
            })
            .await?;
        browser
            .run("document.querySelector('#unsent-file ~ .notice').scrollIntoView({ block: 'center' })")
            .await?;
        look(browser, view, screen, faults).await?;
    }
    let agent = |agent: &str| json!({ "userAgent": agent });
    browser
        .devtools("Network.setUserAgentOverride", agent(IPHONE))
        .await?;
    browser.reload().await?;
    browser.find(".steps").await?;
    dress(browser, view).await?;
    browser
        .run("document.querySelector('.steps').scrollIntoView({ block: 'center' })")
        .await?;
    look(browser, view, "install-ios", faults).await?;
    browser
        .devtools("Network.setUserAgentOverride", agent(""))
        .await?;

    browser.run("localStorage.removeItem('install')").await?;
    browser.reload().await?;
    browser.find("#unsent-file").await?;
    browser
        .run("globalThis.installOffer ??= {}; dispatchEvent(new Event('installable'))")
        .await?;
    browser.find(OFFER).await?;
    dress(browser, view).await?;
    browser
        .run(&format!(
            "document.querySelector({OFFER:?}).scrollIntoView({{ block: 'center' }})"
        ))
        .await?;
    look(browser, view, "install", faults).await?;
    browser
        .run("localStorage.setItem('install', 'later')")
        .await?;
    Ok(())
}

/// The device passes to somebody else and back, by a PIN; at the end it is as before.
async fn share(show: &Show, browser: &Browser, view: View, faults: &mut Vec<String>) -> Outcome {
    open(browser, "/more", ".alt .icon").await?;
    strike(browser, "button:has(use[href='#key-round'])").await?;
    browser.find("#pin-new").await?;
    look(browser, view, "pin-set", faults).await?;
    for field in ["#pin-new", "#pin-again"] {
        browser.type_into(field, "1357").await?;
    }
    browser.tap(".over-all .go").await?;
    browser
        .until("!document.querySelector('.over-all')")
        .await?;
    browser
        .goto(&show.deployment.invitation("Mathieu Caron").await?)
        .await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("[data-outcome]").await?;
    dress(browser, view).await?;
    look(browser, view, "scan-shared", faults).await?;
    open(browser, "/more", ".alt .icon").await?;
    look(browser, view, "more-shared", faults).await?;
    open(browser, "/switch", ".tile.person").await?;
    look(browser, view, "switch", faults).await?;
    open(browser, "/more", ".alt .icon").await?;
    strike(browser, ".alt:has(use[href='#lock'])").await?;
    browser.find(".pin-pad").await?;
    thumb(browser, "2222").await?;
    browser
        .until("document.querySelector('.pin-pad .why')?.innerText")
        .await?;
    look(browser, view, "switch-pin", faults).await?;
    thumb(browser, "1357").await?;
    browser.find("[data-outcome]").await?;
    open(browser, "/more", ".alt .icon").await?;
    look(browser, view, "more-pin", faults).await?;
    strike(browser, ".alt:has(use[href='#lock'])").await?;
    browser.find("main.closed .pin-pad").await?;
    look(browser, view, "locked", faults).await?;
    thumb(browser, "1357").await?;
    open(browser, "/more", ".alt .icon").await?;
    strike(browser, ".text-button:has(use[href='#x'])").await?;
    browser.type_into("#pin-current", "1357").await?;
    browser.tap(".over-all .go").await?;
    browser
        .until("!document.querySelector('.over-all')")
        .await?;
    Ok(())
}

/// Presses what CSS finds, wherever it is scrolled to.
async fn strike(browser: &Browser, css: &str) -> Outcome {
    browser.find(css).await?;
    browser
        .run(&format!("document.querySelector({css:?}).click()"))
        .await?;
    Ok(())
}

/// Types a PIN on the keys of the screen.
async fn thumb(browser: &Browser, pin: &str) -> Outcome {
    for digit in pin.chars() {
        strike(
            browser,
            &format!(".pin-pad .keys button:nth-child({digit})"),
        )
        .await?;
    }
    strike(browser, ".pin-pad .enter").await
}

/// Gives a page that was loaded anew its text's size, and what looks for faults.
async fn dress(browser: &Browser, view: View) -> Outcome {
    browser
        .run(&format!(
            "document.documentElement.style.fontSize = '{}%'",
            view.text()
        ))
        .await?;
    browser.run(AXE).await?;
    Ok(())
}

/// People, teams, types and the organisation, as an administrator of one team sees them.
async fn set_up(browser: &Browser, view: View, faults: &mut Vec<String>) -> Outcome {
    open(browser, "/people", ".list .item").await?;
    look(browser, view, "people", faults).await?;
    browser.tap(".inset .go").await?;
    browser.find("#new-person-role").await?;
    look(browser, view, "person-new", faults).await?;
    browser.tap(".over-all .top .icon-button").await?;
    browser.type_into("#people-search", NAME).await?;
    browser
        .until(&format!(
            "document.querySelectorAll('.list .item').length === 1 && document.querySelector('.list .item').innerText.includes({NAME:?})"
        ))
        .await?;
    browser.tap(".list .item").await?;
    browser.find(".list .item .under").await?;
    look(browser, view, "person", faults).await?;
    browser.tap(".pad .go").await?;
    browser.find("[data-link]").await?;
    look(browser, view, "person-invited", faults).await?;
    open(browser, "/teams", ".list .item").await?;
    look(browser, view, "teams", faults).await?;
    browser.tap(".inset .go").await?;
    browser.find("#words-fr").await?;
    look(browser, view, "team-new", faults).await?;
    browser.tap(".over-all .top .icon-button").await?;
    open(browser, "/types", ".list .item").await?;
    look(browser, view, "types", faults).await?;
    open(browser, "/organisation", "#organisation-currency").await?;
    look(browser, view, "organisation", faults).await?;
    open(browser, "/new-phone", ".pad .go").await?;
    browser.find(".list .item .under").await?;
    look(browser, view, "new-phone", faults).await?;
    Ok(())
}

/// The sites, one of them, a room, and what is asked to make and change them. Nothing is changed.
async fn see_places(
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

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_seen_and_holds_in_both_languages_sizes_and_schemes() -> Outcome {
    let show = Show::set().await?;
    let mut faults = Vec::new();
    for language in ["fr", "en"] {
        for views in View::of(language) {
            let browser = show.enrolled(language).await?;
            for view in views {
                tour(&show, &browser, view, &mut faults).await?;
            }
            let complaints = browser.console().await?;
            faults.extend(
                complaints
                    .into_iter()
                    .filter(|line| line.starts_with("SEVERE")),
            );
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// Presses a key on whatever has the focus.
async fn press(browser: &Browser, key: &str) -> Outcome {
    let press = format!(
        "(document.activeElement ?? document.body).dispatchEvent(
             new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true, cancelable: true }}))"
    );
    browser.run(&press).await?;
    Ok(())
}

/// Writes into a field as a person does in their time: a driver types as fast as a scanner.
async fn write(browser: &Browser, css: &str, text: &str) -> Outcome {
    browser.find(css).await?;
    let write = format!(
        "const field = document.querySelector({css:?}); field.focus(); field.value = {text:?};
         field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))"
    );
    browser.run(&write).await?;
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
async fn a_lost_store_is_seen_and_holds() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.network.origin();
    let mut faults = Vec::new();
    for language in ["fr", "en"] {
        for view in View::of(language).into_iter().flatten() {
            let device = Device {
                language,
                ..Device::phone()
            };
            let browser = Browser::open(&device).await?;
            browser.goto(&deployment.invitation(NAME).await?).await?;
            browser.tap(".enrol button[type=submit]").await?;
            browser.find("main#screen .scan").await?;

            browser.resize(view.size).await?;
            browser.prefer(view.scheme).await?;
            let everything =
                json!({ "origin": origin, "storageTypes": "file_systems,local_storage" });
            browser.goto(&format!("{origin}/healthz")).await?;
            // No browser clears what somebody still writes into.
            browser
                .until("navigator.locks.query().then((it) => !it.held.length)")
                .await?;
            browser
                .devtools("Storage.clearDataForOrigin", everything)
                .await?;
            browser.goto(&origin).await?;
            browser.find(".evicted").await?;
            dress(&browser, view).await?;
            look(&browser, view, "evicted", &mut faults).await?;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
