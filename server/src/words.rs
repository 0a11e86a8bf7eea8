//! What the server itself says to people: in the terminal, in English, and on the one page that it makes, in the
//! language that the browser asks for. Everything else that a person reads is in `assets`.

use std::fmt::Write as _;
use std::path::Path;

use axum::http::{HeaderMap, header};
use qrcode::render::unicode;
use qrcode::{EcLevel, QrCode};
use shared::model::Role;

use crate::audit::Audit;
use crate::organisation::{Invitation, RoleGiven};
use crate::running::migrate::{Moved, Place};

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

/// Text as HTML shows it, letter by letter.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(sign),
        }
    }
    escaped
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
    /// The money of the demo's prices.
    pub const DEMO_CURRENCY: &str = "CAD";
}

/// An invitation as a terminal shows it: the address, and the same as a QR that a phone reads from the screen.
#[must_use]
pub fn invitation(invitation: &Invitation) -> String {
    let minutes = invitation.minutes;
    let mut text = format!(
        "  {} joins with this link, once, within {minutes} minutes:\n\n  {}\n",
        printable(&invitation.person_name),
        invitation.link
    );
    text.push_str(&picture(&invitation.link));
    text
}

/// An address as a QR that a phone reads from the screen; nothing if it is too long for one.
fn picture(address: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::L) else {
        return String::new();
    };
    let picture = code
        .render::<unicode::Dense1x2>()
        .dark_color(unicode::Dense1x2::Light)
        .light_color(unicode::Dense1x2::Dark)
        .build();
    format!("\n{picture}\n")
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
         Labels to scan: {origin}/labels (print them, or open them on a second screen).\n  Stop with Ctrl-C.\n"
    )
}

/// What a demo without a secure address says of phones.
#[must_use]
pub fn phones_ask(command: &Path) -> String {
    let command = quoted(command);
    format!(
        "  A webcam works on this machine. Phones ask for a secure address (https): `{command} demo --local` \
         makes one for this network, `{command} serve --help` names the other ways.\n"
    )
}

/// How a second person, or a phone, joins the demo: a command to copy into another terminal.
#[must_use]
pub fn second_person(command: &Path, data: &Path) -> String {
    let (command, data) = (quoted(command), quoted(data));
    format!(
        "  Somebody else, in another browser? In a second terminal:\n\n  \
         {command} enrol --data {data} --person \"Mona Roy\" --role technician --team IT\n"
    )
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |sign: char| sign.is_alphanumeric() || "/\\._-:+~".contains(sign);
    if text.chars().all(plain) {
        text
    } else {
        format!("\"{text}\"")
    }
}

/// What `recense serve` says once it runs.
#[must_use]
pub fn server_runs(origin: &str, data: &Path, database: Option<&str>) -> String {
    let data = data.display();
    let lies = match database {
        Some(database) => format!("the database {database}; what is this server's own in {data}"),
        None => data.to_string(),
    };
    format!("\n  Recense runs at {origin}; its data lies in {lies}.\n  Stop with Ctrl-C.\n")
}

/// A certificate is asked for.
#[must_use]
pub fn asks_authority(name: &str, directory: &str) -> String {
    format!("  Certificates for {name} come from {directory}; the log says when one is there.")
}

/// What every device has to do once, before it can come: install the root certificate.
#[must_use]
pub fn install_first(porch: &str, fingerprint: &str) -> String {
    format!(
        "  First, once on each device, install this server's certificate. The steps are at {porch}\n{}\n  \
         The SHA-256 fingerprint that the device shows must be:\n  {fingerprint}\n",
        picture(porch)
    )
}

/// A port was taken and another was found.
#[must_use]
pub fn port_taken(wanted: u16, found: u16) -> String {
    format!("  Port {wanted} is taken by another program; using {found} instead.")
}

/// What to do about a port that could not be taken, where that is known.
#[must_use]
pub fn port_help(error: &std::io::Error, port: u16) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => format!(
            ". Ports below 1024 need a right: let the system's service manager give it (AmbientCapabilities=\
             CAP_NET_BIND_SERVICE), or name another port than {port} with --listen (or --http-listen)"
        ),
        std::io::ErrorKind::AddrInUse => {
            format!(
                ". Another program has port {port}: stop it, or name another with --listen (or --http-listen)"
            )
        }
        _ => String::new(),
    }
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

/// What was given is no name.
pub const NO_NAME: &str = "a name has at least one letter";

/// What was given is no name either.
pub const NAME_OF_CONTROLS: &str =
    "a name has no control characters, such as line ends and escapes. Nothing was changed";

/// No server answers where an invitation leads.
#[must_use]
pub fn not_running(address: &str) -> String {
    format!(
        "  No server runs with this data now. The link works once one does at {address}; \
         `--public-url` names another address.\n"
    )
}

/// Somebody of that name is on record, with what became of the role that was asked for them.
#[must_use]
pub fn known_already(invitation: &Invitation) -> String {
    let mut text = format!(
        "  {} is known already: this lets another device of theirs in. For somebody else of that name, add what tells \
         them apart to it.\n",
        printable(&invitation.person_name)
    );
    if let Some(role) = &invitation.role {
        let _ = writeln!(text, "  {}", role_given(role));
    }
    text
}

fn role_given(given: &RoleGiven) -> String {
    let (team, asked) = (printable(&given.team), given.asked.word());
    match given.before {
        None => format!("In {team} they are {asked} from now on; they were not in that team."),
        Some(before) if before < given.asked => {
            format!(
                "In {team} they are {asked} from now on; they were {}.",
                before.word()
            )
        }
        Some(before) if before == given.asked => {
            format!("In {team} they are {asked}, as they were: nothing was changed.")
        }
        Some(before) => format!(
            "In {team} they stay {}, which may do more than {asked}: nothing was changed. An administrator gives them less \
             in the app.",
            before.word()
        ),
    }
}

/// What somebody wrote, as a terminal shows it and does nothing else.
fn printable(text: &str) -> String {
    let seen = |sign: char| {
        if sign.is_control() {
            char::REPLACEMENT_CHARACTER
        } else {
            sign
        }
    };
    text.chars().map(seen).collect()
}

/// What was given is no currency.
pub const NO_CURRENCY: &str = "a currency is three capitals, such as CAD or EUR (ISO 4217)";

/// A backup was made.
#[must_use]
pub fn backed_up(file: &Path) -> String {
    format!(
        "  The data is in {}, whole, as it was at one moment. What it needs elsewhere: `recense restore`.",
        file.display()
    )
}

/// A backup was put back.
#[must_use]
pub fn restored(organisation: &str, aside: Option<&Path>) -> String {
    let organisation = printable(organisation);
    let mut text = format!(
        "  {organisation} is as the backup has it. Each device notices, and sends again by itself what the backup does \
         not know of its work.\n  Devices enrolled since the backup was made need a new link."
    );
    if let Some(aside) = aside {
        let _ = write!(
            text,
            "\n  What was there before is kept in {}.",
            aside.display()
        );
    }
    text
}

/// An organisation was moved to another store.
#[must_use]
pub fn moved(moved: &Moved, from: &Place, to: &Place) -> String {
    let organisation = printable(&moved.organisation.name);
    let (from, to) = (from.shown(), to.shown());
    let mut text = format!(
        "  {organisation} is in {to} now: {} operations, {} records, {} devices, and all that belongs to them, read back there \
         and compared.\n",
        moved.operations, moved.records, moved.devices
    );
    text.push_str(if moved.is_new_epoch {
        "  Each device notices, starts from there, and sends again by itself what it did that is not there."
    } else {
        "  Devices go on as before, with their access and without starting anew."
    });
    let _ = write!(
        text,
        "\n  Serve it from there. What {from} holds was not changed, and is served no more."
    );
    text
}

/// The audit chain holds.
#[must_use]
pub fn verified(audit: &Audit) -> String {
    let mut text = format!(
        "  {} operations are what arrived, in the order in which they were taken. The heads of the chain:",
        audit.links
    );
    for (scope, (seq, chain)) in &audit.heads {
        let chain: String = chain.iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = write!(text, "\n  {scope} {seq} {chain}");
    }
    text
}

/// No server was ever started with this folder.
#[must_use]
pub fn no_data(folder: &Path) -> String {
    let folder = folder.display();
    format!("there is no data in {folder}; `recense serve --data {folder}` makes it")
}
