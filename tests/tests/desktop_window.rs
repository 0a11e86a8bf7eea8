//! The desktop's window, built and run: a scanner that types works it, a server sees what came of it. Nothing looks into
//! the web view, whose toolkit lets nobody drive it: what counts is in the device's folder and in the office.
//!
//! Needs what the README names for the window, and `xvfb` and `xdotool`:
//! `cargo test -p tests --features desktop --test desktop_window`.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Program, Stdio};
use std::time::Duration;

use mobile_core::api::{Answer, Command, Query};
use server::organisation::Newcomer;
use shared::model::Role;
use tests::processes::Family;
use tests::road::{Scene, create_laptop};
use tokio::time::timeout;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const KNOWN: &str = "7XKQ2M3";
/// What is printed for those who have no keyboard: the big next step.
const STEP: &str = "RECENSEGO";
/// How often something is tried before it counts as not happening. Each try waits for its effect.
const TRIES: usize = 20;
/// How long an effect may take before it is tried again.
const EFFECT: Duration = Duration::from_secs(4);

/// A screen that nobody sees, and the window on it.
struct Desk {
    screen: Child,
    display: String,
    window: Option<Child>,
}

impl Desk {
    fn new() -> Outcome<Self> {
        let mut screen = Program::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1400x900x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut number = String::new();
        BufReader::new(screen.stdout.take().ok_or("no output")?).read_line(&mut number)?;
        Ok(Self {
            screen,
            display: format!(":{}", number.trim()),
            window: None,
        })
    }

    fn program(&self, program: impl AsRef<Path>) -> Program {
        let mut program = Program::new(program.as_ref());
        program
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .env("LC_ALL", "C.UTF-8")
            // Nobody is here to unlock a key store.
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("WAYLAND_DISPLAY");
        program
    }

    fn open(&mut self, app: &Path, folder: &Path, link: &str) -> Outcome {
        let mut window = self.program(app);
        window.arg("--data").arg(folder).arg(link);
        self.window = Some(window.spawn()?);
        // Without a manager of windows nobody gives it the keyboard.
        self.press(&[
            "search",
            "--sync",
            "--onlyvisible",
            "--name",
            "Recense",
            "windowfocus",
            "--sync",
        ])
    }

    fn press(&self, arguments: &[&str]) -> Outcome {
        let status = self.program("xdotool").args(arguments).status()?;
        status
            .success()
            .then_some(())
            .ok_or_else(|| format!("xdotool {arguments:?}").into())
    }

    /// Types as a scanner does: quickly, with Enter at the end.
    fn scan(&self, code: &str) -> Outcome {
        self.press(&["type", "--delay", "6", &format!("{code}\n")])
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for child in [self.window.as_mut(), Some(&mut self.screen)]
            .into_iter()
            .flatten()
        {
            Family::of(child.id()).end();
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The app with its window, brought up to date.
fn built() -> Outcome<PathBuf> {
    let status = Program::new(env!("CARGO"))
        .args([
            "build",
            "--locked",
            "--package",
            "mobile",
            "--features",
            "desktop",
        ])
        .status()?;
    if !status.success() {
        return Err("the app cannot be built".into());
    }
    let own = std::env::current_exe()?;
    let folder = own
        .parent()
        .and_then(Path::parent)
        .ok_or("no target folder")?;
    Ok(folder.join("mobile"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_enrols_by_its_link_and_what_a_scanner_does_in_it_the_office_has() -> Outcome {
    let app = tokio::task::block_in_place(built)?;
    let scene = Scene::set().await?;
    let item = create_laptop(&scene.mona, KNOWN).await?;
    scene.mona.until_sent().await?;
    let newcomer = Newcomer {
        name: "Lina Haddad".to_owned(),
        membership: Some((Role::Technician, "it".to_owned())),
    };
    let invitation = scene.server.enrol(newcomer).await?;
    let folder = tempfile::tempdir()?;
    let mut desk = Desk::new()?;
    tokio::task::block_in_place(|| desk.open(&app, folder.path(), &invitation.link))?;

    // One tap: the button is the first that the keyboard reaches.
    let enrolled = || {
        folder
            .path()
            .join("credentials")
            .read_dir()
            .is_ok_and(|mut files| files.next().is_some())
    };
    let mut tries = 0;
    while !enrolled() {
        tries += 1;
        assert!(tries <= TRIES, "it did not enrol");
        desk.press(&["key", "--delay", "200", "Tab", "space"])?;
        let look = async {
            let mut moments = tokio::time::interval(Duration::from_millis(50));
            while !enrolled() {
                moments.tick().await;
            }
        };
        // Else it is pressed again.
        let _ = timeout(EFFECT, look).await;
    }

    // The room, the thing, the step: what the first sync has not brought yet is scanned again.
    let moved = |answer| match answer {
        Answer::Item(Some(item)) => item.row.place.filter(|place| place.id == scene.place.id),
        _ => None,
    };
    let mut tries = 0;
    loop {
        tries += 1;
        assert!(tries <= TRIES, "it did not move");
        for code in [scene.place.name.as_str(), KNOWN, STEP] {
            desk.scan(code)?;
            // A scanner's owner looks before the next one.
            let look = tokio::time::interval(Duration::from_millis(600));
            tokio::pin!(look);
            look.tick().await;
            look.tick().await;
        }
        let office = scene
            .mona
            .until_answer("the move", Command::Open(item), moved);
        if timeout(EFFECT, office)
            .await
            .is_ok_and(|moved| moved.is_ok())
        {
            break;
        }
    }
    let by_lina = Command::History { item };
    let Answer::History(history) = scene.mona.run(by_lina).await? else {
        return Err("no history".into());
    };
    assert!(format!("{history:?}").contains("Lina Haddad"), "who did it");
    // What is unknown in that room is one step from being made: nothing of it is made unasked.
    desk.scan("CN-0VH82-74261")?;
    let Answer::Rows(rows) = scene
        .mona
        .run(Command::Search(Query {
            text: "CN-0VH82-74261".to_owned(),
            limit: 5,
            ..Query::default()
        }))
        .await?
    else {
        return Err("no rows".into());
    };
    assert_eq!(rows.rows.len(), 0);
    Ok(())
}
