//! Every screen on the whole product, in both languages, on a phone and at a desk, light and dark:
//! a picture of each in `target/screens`, and what must hold for each of them.
//!
//! What holds: nothing is wider than the window, a finger hits whatever is for tapping, nothing moves for whom nothing
//! should (the dark views), axe-core finds nothing (names, roles, contrast), and the browser has nothing to complain of.

use std::path::PathBuf;

use mobile_core::api::{Answer, Command, FieldChange, ItemView, PlaceView, Query, Seen, Target};
use serde_json::Value;
use server::organisation::Newcomer;
use shared::model::{IdentifierKind, Role, field};
use shared::record::Field;
use tempfile::TempDir;
use tests::browser::{Browser, Device, Scheme};
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::staff::Staff;
use tests::video::{Scene, Symbol, write_y4m};

use crate::browser::{SMALL_TARGETS, type_code};

mod barred;
mod carried;
mod keys;
mod people;
mod places;
mod printed;
mod sharing;
mod tour;
mod troubled;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The person whose screens are seen; known to the demo under no other device.
const NAME: &str = "Camille Roy";
/// A code that nobody knows.
const UNKNOWN: &str = "CN-0VH82-74261";

/// The rules of accessibility that a program can check; MPL-2.0, see `tests/axe/LICENSE`.
const AXE: &str = include_str!("../../axe/axe.min.js");

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

    /// Whoever sees it wants nothing to move.
    fn is_still(self) -> bool {
        self.scheme == Scheme::Dark
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
    // Motion has come to its end, so that the picture is of what stays. For how long a toast stays is none.
    let moves = "document.getAnimations().some((it) => it.animationName !== 'stay' && it.playState === 'running')";
    if view.is_still() && browser.run(&format!("return {moves}")).await? == Value::Bool(true) {
        faults.push(format!("{name}: something moves"));
    }
    browser.until(&format!("!{moves}")).await?;
    browser.screenshot(&name).await?;
    let width = browser
        .run("return document.documentElement.scrollWidth - innerWidth")
        .await?;
    if width.as_i64() > Some(0) {
        faults.push(format!("{name}: {width} px wider than the window"));
    }
    if let Value::Array(small) = browser.run(SMALL_TARGETS).await? {
        faults.extend(
            small
                .iter()
                .map(|it| format!("{name}: a finger misses {it}")),
        );
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

/// Makes a browser's window one of that view.
async fn adopt(browser: &Browser, view: View) -> Outcome {
    browser.resize(view.size).await?;
    if view.is_still() {
        browser.prefer_still(view.scheme).await?;
    } else {
        browser.prefer(view.scheme).await?;
    }
    Ok(())
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
async fn every_screen_is_seen_and_holds_in_french_in_all_sizes_and_schemes() -> Outcome {
    every_screen_holds_in("fr").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_seen_and_holds_in_english_in_all_sizes_and_schemes() -> Outcome {
    every_screen_holds_in("en").await
}

async fn every_screen_holds_in(language: &'static str) -> Outcome {
    let show = Show::set().await?;
    let mut faults = Vec::new();
    for views in View::of(language) {
        let browser = show.enrolled(language).await?;
        for view in views {
            tour::tour(&show, &browser, view, &mut faults).await?;
        }
        let complaints = browser.console().await?;
        faults.extend(
            complaints
                .into_iter()
                .filter(|line| line.starts_with("SEVERE")),
        );
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
