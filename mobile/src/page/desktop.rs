//! The page in a desktop's window: a web view that draws, beside the app that runs natively.
//!
//! What only the page can do is in `assets/web/desktop.js`; this tells it what to do, and hears what it tells.

mod camera;
mod typing;

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

use assets::Sound;
use chrono::{Local, Offset as _, TimeZone as _};
use data_encoding::BASE64;
use dioxus::core::spawn;
use dioxus::desktop::{DesktopContext, LogicalSize};
use dioxus::document;
use dioxus::prelude::try_consume_context;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::time::Millis;

pub use self::camera::Camera;
pub use self::typing::{CodeField, set_pace, typing};

use super::{CHOOSABLE, Install, Pressed, Shortcut, Storage, Uninvited};
use crate::i18n::Clock;
use crate::platform::device;
use crate::platform::home::Home;
use crate::platform::invitation::Invitation;

/// From here on there is room for list and detail; the style sheets say the same.
const WIDE: f64 = 900.0;

/// The device's clock and zone.
#[must_use]
pub fn clock() -> Clock {
    let now = device::now_ms();
    let ahead = Local
        .timestamp_millis_opt(now)
        .earliest()
        .map_or(0, |time| time.offset().fix().local_minus_utc() / 60);
    Clock {
        now: Millis(now),
        ahead,
    }
}

/// Says which language the page is in, for screen readers and for hyphenation.
pub fn set_language(code: &str) {
    call("setRoot", &("lang", Some(code)));
}

/// Chooses light or dark; none follows the system.
pub fn set_theme(theme: Option<&str>) {
    call("setRoot", &("data-theme", theme));
}

/// Names the window.
pub fn set_title(title: &str) {
    if let Some(window) = window() {
        window.set_title(title);
    }
}

/// Whether there is room for list and detail side by side.
#[must_use]
pub fn is_wide() -> bool {
    window().is_some_and(|window| {
        let size: LogicalSize<f64> = window.inner_size().to_logical(window.scale_factor());
        size.width >= WIDE
    })
}

/// Changes of [`is_wide`].
#[must_use]
pub fn wide_changes() -> UnboundedReceiver<bool> {
    let query = format!("(min-width: {WIDE}px)");
    heard("widths", &(query,), Some)
}

/// Keys pressed while no field has them.
#[must_use]
pub fn shortcuts() -> UnboundedReceiver<Shortcut> {
    heard("shortcuts", &(CHOOSABLE,), |pressed: Pressed| {
        Shortcut::of_key(&pressed)
    })
}

/// When somebody last touched the device, kept over a restart.
const TOUCHED: &str = "touched";
/// It is written down no more often than this, in milliseconds.
const WRITTEN_MS: i64 = 10_000;

/// For how long nobody has touched the device, now and every other second, also over a restart; and before a touch ends
/// it.
#[must_use]
pub fn stillness() -> UnboundedReceiver<Millis> {
    let kept = device::find_preference(TOUCHED).and_then(|at| at.parse().ok());
    let since: i64 = kept.unwrap_or_else(device::now_ms);
    let written = Cell::new(since);
    heard("stillness", &(since,), move |still: i64| {
        let touched = device::now_ms() - still;
        if touched - written.get() > WRITTEN_MS {
            device::set_preference(TOUCHED, Some(&touched.to_string()));
            written.set(touched);
        }
        Some(Millis(still))
    })
}

/// Makes sound possible: a window of one's own is not kept silent.
pub fn wake_sound() {}

/// Sounds a tone.
pub fn play(sound: Sound) {
    let address = format!("data:audio/wav;base64,{}", BASE64.encode(sound.wav()));
    call("play", &(address,));
}

/// Whether there is a voice: no window of one's own has one.
#[must_use]
pub fn can_say() -> bool {
    false
}

/// Says words aloud.
pub fn say(_words: &str) {}

/// Vibrates, which no desktop does.
pub fn buzz(pattern_ms: &[u32]) {
    device::vibrate(pattern_ms);
}

/// Offers a text as a file to keep, and says whether it was kept.
pub async fn save_file(name: &str, text: &str) -> bool {
    let dialog = rfd::AsyncFileDialog::new().set_file_name(name);
    match dialog.save_file().await {
        Some(file) => file.write(text.as_bytes()).await.is_ok(),
        None => false,
    }
}

/// A window's own dialog chooses files, and remembers none.
pub fn forget_choice(_id: &str) {}

/// Prints what is shown.
pub fn print() {
    if let Some(window) = window() {
        window.print();
    }
}

/// A window of the desktop's own shows no page of a server.
#[must_use]
pub fn open_beside(_address: &str) -> bool {
    false
}

/// Starts the app anew, in a process of its own.
pub fn reload() {
    crate::desktop::restart();
}

/// A desktop's app is brought up to date by whoever installed it.
#[must_use]
pub fn new_releases() -> UnboundedReceiver<()> {
    unbounded().1
}

/// As [`new_releases`].
pub fn take_release() {}

/// A program is installed by whoever brought it: nothing is offered.
#[must_use]
pub fn install_changes() -> UnboundedReceiver<Install> {
    unbounded().1
}

/// As [`install_changes`].
pub async fn ask_to_install() {}

/// The code of the link that the app was started with, once.
#[must_use]
pub fn take_invitation() -> Option<String> {
    let invitation = crate::desktop::take_invitation()?;
    Home::here()?.invite(&invitation.server);
    Some(invitation.code)
}

/// A link that is opened starts an app of its own.
#[must_use]
pub fn invitations() -> UnboundedReceiver<String> {
    unbounded().1
}

/// An app that starts again has only the link that it is started with.
pub fn forget_invitation() {}

/// A device says which server it wants to enrol with.
pub const ASKS_SERVER: bool = true;

/// The code to enrol with, of what was typed.
///
/// # Errors
/// [`Uninvited`], where the address is not one that a credential may be sent to.
pub fn read_invitation(server: &str, code: &str) -> Result<String, Uninvited> {
    let invitation = Invitation::read(server, code).ok_or(Uninvited::Address)?;
    let home = Home::here().ok_or(Uninvited::Address)?;
    home.invite(&invitation.server);
    Ok(invitation.code)
}

/// The server that this device belongs to, with its port.
#[must_use]
pub fn host() -> String {
    shown(Home::here().and_then(|home| home.server()))
}

/// The server that a code would be sent to.
#[must_use]
pub fn inviting_host() -> String {
    shown(Home::here().and_then(|home| home.invited()))
}

/// An origin as people read it: without what is always so.
fn shown(origin: Option<String>) -> String {
    let origin = origin.unwrap_or_default();
    match origin.strip_prefix("https://") {
        Some(host) => host.to_owned(),
        None => origin,
    }
}

/// Puts the focus on the element of that id, when it is drawn.
pub fn focus(id: &str) {
    call("focus", &(id,));
}

/// Brings the element of that id into view, without a jump where it is seen already.
pub fn reveal(id: &str) {
    call("reveal", &(id,));
}

/// Scrolls the element of that id to a share of its whole height, from 0 to 1.
pub fn scroll_to_share(id: &str, share: f64) {
    call("scrollToShare", &(id, share));
}

/// Waits until the next frame is drawn: a window is not waited for.
pub async fn next_frame() {}

/// What had the focus: the number under which the page keeps it.
#[derive(Clone, Debug)]
pub struct Focused(u32);

/// What has the focus now, to give it back later.
#[must_use]
pub fn focused() -> Focused {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    call("keepFocus", &(number,));
    Focused(number)
}

impl Focused {
    /// Gives the focus back; what is gone meanwhile goes without.
    pub fn restore(&self) {
        call("restoreFocus", &(self.0,));
    }
}

/// What a person would call this device.
#[must_use]
pub fn device_name() -> String {
    let name = gethostname::gethostname();
    let system = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    };
    format!("{} · {system}", name.to_string_lossy())
}

/// What is said of the memory given: a file stays until somebody deletes it.
pub async fn storage() -> Storage {
    let replica = Home::here().map(|home| home.replica());
    let used = replica.and_then(|file| Some(std::fs::metadata(file).ok()?.len()));
    Storage {
        kept: Some(true),
        used,
    }
}

fn window() -> Option<DesktopContext> {
    try_consume_context()
}

/// Calls a function of the page's script. A window that is closing does without.
fn call(function: &str, arguments: &impl Serialize) {
    if let (Some(window), Some(script)) = (window(), written(function, arguments)) {
        let _ = window.webview.evaluate_script(&script);
    }
}

/// A call in JavaScript: a tuple's JSON is a list of arguments, and JSON is JavaScript.
fn written(function: &str, arguments: &impl Serialize) -> Option<String> {
    let arguments = serde_json::to_string(arguments).ok()?;
    Some(format!("recense.{function}(...({arguments} ?? []))"))
}

/// What a function of the page's script tells from now on, to the one that is given it last.
fn heard<T, U>(
    function: &str,
    arguments: &impl Serialize,
    read: impl Fn(T) -> Option<U> + 'static,
) -> UnboundedReceiver<U>
where
    T: DeserializeOwned + 'static,
    U: 'static,
{
    let (send, receive) = unbounded();
    let arguments = serde_json::to_string(arguments).unwrap_or_default();
    let script = format!(
        "recense.{function}(...({arguments} ?? []), said => dioxus.send(said)); await new Promise(() => {{}});"
    );
    let mut page = document::eval(&script);
    spawn(async move {
        while let Ok(said) = page.recv::<T>().await {
            if let Some(said) = read(said)
                && send.unbounded_send(said).is_err()
            {
                return;
            }
        }
    });
    receive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_the_page_is_text_and_never_script() {
        let hostile = "\"); alert(1); (\"\u{2028}</script>";
        let script = written("reveal", &(hostile,)).unwrap();
        let inner = script
            .strip_prefix("recense.reveal(...(")
            .and_then(|rest| rest.strip_suffix(" ?? []))"))
            .unwrap();
        let (read,): (String,) = serde_json::from_str(inner).unwrap();
        assert_eq!(read, hostile);
        assert_eq!(
            written("shortcuts", &()).unwrap(),
            "recense.shortcuts(...(null ?? []))"
        );
    }
}
