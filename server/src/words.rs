//! What the server itself says to people: in the terminal, in English, and on the one page that it makes, in the
//! language that the browser asks for. Everything else that a person reads is in `assets`.

use std::fmt::Write as _;
use std::path::Path;

use axum::http::{HeaderMap, header};
use qrcode::render::unicode;
use qrcode::{EcLevel, QrCode};
use shared::model::Role;

use crate::organisation::Invitation;

/// A language that the server's own page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
}

impl Language {
    /// Its code (BCP 47).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

/// The language that a browser asks for first among ours; English if none.
#[must_use]
pub fn asked_language(headers: &HeaderMap) -> Language {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|list| list.to_str().ok())
        .unwrap_or_default();
    asked
        .split(',')
        .find_map(|language| match language.trim().get(..2)? {
            "fr" => Some(Language::French),
            "en" => Some(Language::English),
            _ => None,
        })
        .unwrap_or(Language::English)
}

/// The title of the page of labels.
#[must_use]
pub const fn labels_title(language: Language) -> &'static str {
    match language {
        Language::French => "Étiquettes de démonstration",
        Language::English => "Demo labels",
    }
}

/// Names of what the first start makes, unless they were given.
pub mod first_start {
    /// The organisation.
    pub const ORGANISATION: &str = "Recense";
    /// Its administrator.
    pub const ADMINISTRATOR: &str = "Administrator";
    /// Its first site.
    pub const SITE: &str = "Main site";
    /// The demo's organisation.
    pub const DEMO_ORGANISATION: &str = "Ville de Rivemont (demo)";
    /// The demo's administrator: whoever tries it.
    pub const DEMO_ADMINISTRATOR: &str = "Camille Demers";
}

/// An invitation as a terminal shows it: the address, and the same as a QR that a phone reads from the screen.
#[must_use]
pub fn invitation(invitation: &Invitation) -> String {
    let minutes = invitation.minutes;
    let mut text = format!(
        "  {} joins with this link, once, within {minutes} minutes:\n\n  {}\n",
        invitation.person_name, invitation.link
    );
    if let Ok(code) = QrCode::with_error_correction_level(&invitation.link, EcLevel::L) {
        let picture = code
            .render::<unicode::Dense1x2>()
            .dark_color(unicode::Dense1x2::Light)
            .light_color(unicode::Dense1x2::Dark)
            .build();
        let _ = write!(text, "\n{picture}\n");
    }
    text
}

/// What `recense demo` says once it runs.
#[must_use]
pub fn demo_runs(origin: &str, data: &Path, is_new: bool) -> String {
    let data = data.display();
    let made = if is_new {
        "A made-up organisation was founded for you"
    } else {
        "The demo goes on where you left it"
    };
    format!(
        "\n  Recense runs at {origin}\n\n  {made}; its data lies in {data}.\n  \
         Labels to scan: {origin}/labels (print them, or open them on a second screen).\n  \
         A webcam works on this machine. Phones ask for a secure address (https): \
         use `recense serve` behind one.\n  Stop with Ctrl-C.\n"
    )
}

/// What `recense serve` says once it runs.
#[must_use]
pub fn server_runs(origin: &str, data: &Path) -> String {
    let data = data.display();
    format!("\n  Recense runs at {origin}; its data lies in {data}.\n  Stop with Ctrl-C.\n")
}

/// A port was taken and another was found.
#[must_use]
pub fn port_taken(wanted: u16, found: u16) -> String {
    format!("  Port {wanted} is taken by another program; using {found} instead.")
}

/// The web app was not built.
pub const NO_WEB_APP: &str = "  This is a debug build: it serves the web app only after `cargo build --release` or the tests built it.";

/// The server ends its connections.
pub const STOPPING: &str = "  Stopping.";

/// The command could not do what was asked: what happened, with its causes.
#[must_use]
pub fn failed(error: &dyn std::error::Error) -> String {
    let mut text = format!("  recense: {error}");
    let mut cause = error.source();
    while let Some(next) = cause {
        // An error often says its cause in its own words.
        let next_text = next.to_string();
        if !text.contains(&next_text) {
            let _ = write!(text, "\n    because: {next_text}");
        }
        cause = next.source();
    }
    text
}

/// A role that there is not.
#[must_use]
pub fn unknown_role(word: &str) -> String {
    let known: Vec<_> = Role::ALL.iter().map(|role| role.word()).collect();
    format!("there is no role {word:?}; there are: {}", known.join(", "))
}

/// No server was ever started with this folder.
#[must_use]
pub fn no_data(folder: &Path) -> String {
    let folder = folder.display();
    format!("there is no data in {folder}; `recense serve --data {folder}` makes it")
}
