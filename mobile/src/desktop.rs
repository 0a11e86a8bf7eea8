//! The desktop's window: what it is started with, what it shows before the app does, and starting anew.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::{Mutex, PoisonError};

use dioxus::desktop::{Config, LogicalSize, WindowBuilder, icon_from_memory, launch};

use crate::App;
use crate::platform::StorePort;
use crate::platform::home::{Home, HomeError};
use crate::platform::invitation::Invitation;

/// What the app is started with.
#[derive(Debug, Default, PartialEq, Eq)]
struct Start {
    /// The folder of the device, where not the usual one.
    data: Option<PathBuf>,
    /// An enrolment link.
    invitation: Option<Invitation>,
}

/// The app was called in a way that it does not know.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("usage: [--data FOLDER] [https://SERVER/enrol#CODE]")]
struct Usage;

impl Start {
    fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Usage> {
        let mut start = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if argument == "--data" {
                start.data = Some(arguments.next().ok_or(Usage)?.into());
            } else {
                let link = argument.to_str().ok_or(Usage)?;
                start.invitation = Some(Invitation::read("", link).ok_or(Usage)?);
            }
        }
        Ok(start)
    }
}

/// The link that the app was started with, until the app takes it.
static INVITATION: Mutex<Option<Invitation>> = Mutex::new(None);

/// What the app was started with to enrol, once.
pub(crate) fn take_invitation() -> Option<Invitation> {
    let mut invitation = INVITATION.lock().unwrap_or_else(PoisonError::into_inner);
    invitation.take()
}

/// Opens the window and runs the app in it until it is closed.
pub fn run() -> ExitCode {
    let start = match Start::read(std::env::args_os().skip(1)) {
        Ok(start) => start,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    let Some(folder) = start.data.or_else(Home::usual_folder) else {
        eprintln!("{Usage}");
        return ExitCode::from(2);
    };
    let home = Home::open(&folder);
    match &home {
        Ok(home) => home.settle(),
        // The window says it too, in the person's language.
        Err(error @ (HomeError::Taken(_) | HomeError::Unusable { .. })) => eprintln!("{error}"),
    }
    *INVITATION.lock().unwrap_or_else(PoisonError::into_inner) = start.invitation;
    let browser = folder.join("browser");
    let port = StorePort::start(home);
    launch::launch(
        App,
        vec![Box::new(move || Box::new(port.clone()))],
        vec![Box::new(window(browser))],
    )
}

/// The window, with the page that the app draws in. What the web view keeps lies in `browser`.
fn window(browser: PathBuf) -> Config {
    let builder = WindowBuilder::new()
        .with_title("Recense")
        .with_inner_size(LogicalSize::new(1280.0, 832.0))
        .with_min_inner_size(LogicalSize::new(320.0, 480.0));
    let index = assets::DESKTOP_INDEX
        .replace("<!-- styles -->", assets::STYLESHEET)
        .replace("<!-- script -->", assets::DESKTOP_SCRIPT);
    let config = Config::new()
        .with_window(builder)
        .with_menu(None)
        .with_custom_index(index)
        .with_data_directory(browser)
        // It offers to reload the page, which the app would not survive.
        .with_disable_context_menu(true);
    match icon_from_memory(assets::ICON) {
        Ok(icon) => config.with_icon(icon),
        Err(_) => config,
    }
}

/// Starts the app anew in a process of its own, and ends this one.
pub(crate) fn restart() {
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut again = Command::new(program);
    // The link is spent, or stands in the field; the folder is the same.
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--data" {
            again.arg(argument).args(arguments.next());
        }
    }
    // Its lock goes with this process; the next one may come a moment too early and says so.
    if again.spawn().is_ok() {
        std::process::exit(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Start, Usage> {
        Start::read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn it_starts_with_a_folder_and_a_link_in_any_order_or_with_neither() {
        let link = "https://inv.example.ca/enrol#3q2-7wEAAAAAAAAAAAAAAQ";
        let both = Start {
            data: Some("elsewhere".into()),
            invitation: Invitation::read("", link),
        };
        assert!(both.invitation.is_some());
        assert_eq!(read(&[]), Ok(Start::default()));
        assert_eq!(read(&["--data", "elsewhere", link]).as_ref(), Ok(&both));
        assert_eq!(read(&[link, "--data", "elsewhere"]), Ok(both));
        for wrong in [
            &["--data"][..],
            &["--help"],
            &["http://inv.example.ca/enrol#3q2-7wEAAAAAAAAAAAAAAQ"],
        ] {
            assert_eq!(read(wrong), Err(Usage), "{wrong:?}");
        }
    }
}
