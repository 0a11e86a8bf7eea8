//! No window at all: tests and checks are built without the desktop's (feature `desktop`), and the screens do without.

use assets::Sound;
use dioxus::prelude::{Event, FormData};
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use mobile_core::scan::{CameraError, ScanEvent};
use mobile_core::wedge::Profile;
use shared::time::Millis;

use super::{Install, Shortcut, Storage, Typed, Uninvited};
use crate::i18n::Clock;
use crate::platform::device;

/// The device's clock, in UTC.
#[must_use]
pub fn clock() -> Clock {
    Clock {
        now: Millis(device::now_ms()),
        ahead: 0,
    }
}

/// Says which language the page is in.
pub fn set_language(_code: &str) {}

/// Chooses light or dark; none follows the device.
pub fn set_theme(_theme: Option<&str>) {}

/// Names the window.
pub fn set_title(_title: &str) {}

/// Whether there is room for list and detail side by side.
#[must_use]
pub fn is_wide() -> bool {
    true
}

/// Changes of [`is_wide`].
#[must_use]
pub fn wide_changes() -> UnboundedReceiver<bool> {
    unbounded().1
}

/// Waits until the next frame is drawn: a desktop is not waited for.
pub async fn next_frame() {}

/// What had the focus.
#[derive(Clone, Debug)]
pub struct Focused;

/// What has the focus now, to give it back later.
#[must_use]
pub fn focused() -> Focused {
    Focused
}

impl Focused {
    /// Gives the focus back.
    pub fn restore(&self) {}
}

/// Keys pressed while no field has them.
#[must_use]
pub fn shortcuts() -> UnboundedReceiver<Shortcut> {
    unbounded().1
}

/// How long nobody has touched the device. A window of its own has the device's own lock.
#[must_use]
pub fn stillness() -> UnboundedReceiver<Millis> {
    unbounded().1
}

/// A field that holds a code.
#[derive(Clone, Debug)]
pub struct CodeField;

impl CodeField {
    /// Writes a code over what the field holds.
    pub fn write(&self, _code: &str) {}
}

/// What is typed, from now on.
#[must_use]
pub fn typing(_profile: &Profile) -> UnboundedReceiver<Typed> {
    unbounded().1
}

/// Listens at that scanner's pace.
pub fn set_pace(_profile: Option<&Profile>) {}

/// Makes sound possible.
pub fn wake_sound() {}

/// Sounds a tone.
pub fn play(_sound: Sound) {}

/// Whether there is a voice: no window of one's own has one.
#[must_use]
pub fn can_say() -> bool {
    false
}

/// Says words aloud.
pub fn say(_words: &str) {}

/// Vibrates.
pub fn buzz(pattern_ms: &[u32]) {
    device::vibrate(pattern_ms);
}

/// Offers a text as a file to keep.
pub async fn save_file(_name: &str, _text: &str) -> bool {
    false
}

/// Nothing is chosen in a window without files.
pub fn forget_choice(_id: &str) {}

/// Prints what is shown.
pub fn print() {}

/// There are no pages.
#[must_use]
pub fn open_beside(_address: &str) -> bool {
    false
}

/// Starts the app anew.
pub fn reload() {}

/// Nothing is brought up to date.
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

/// The code of the link that the app was started with.
#[must_use]
pub fn take_invitation() -> Option<String> {
    None
}

/// No link is opened while the app runs.
#[must_use]
pub fn invitations() -> UnboundedReceiver<String> {
    unbounded().1
}

/// The invitation is spent, or was sent away.
pub fn forget_invitation() {}

/// A device says which server it wants to enrol with.
pub const ASKS_SERVER: bool = true;

/// The code to enrol with, of what was typed.
///
/// # Errors
/// [`Uninvited::Address`]: there is no server.
pub fn read_invitation(_server: &str, _code: &str) -> Result<String, Uninvited> {
    Err(Uninvited::Address)
}

/// The server that the page came from.
#[must_use]
pub fn host() -> String {
    String::new()
}

/// The server that a code would be sent to.
#[must_use]
pub fn inviting_host() -> String {
    String::new()
}

/// Puts the focus on the element of that id, when it is drawn.
pub fn focus(_id: &str) {}

/// Brings the element of that id into view.
pub fn reveal(_id: &str) {}

/// Scrolls the element of that id to a share of its whole height, from 0 to 1.
pub fn scroll_to_share(_id: &str, _share: f64) {}

/// What a person would call this device.
#[must_use]
pub fn device_name() -> String {
    std::env::consts::OS.to_owned()
}

/// No camera.
pub struct Camera(());

impl Camera {
    /// Whether a window can have a camera at all.
    pub const EXISTS: bool = false;

    /// Says that there is none.
    pub fn start(_video: &str, on: impl Fn(ScanEvent) + 'static) -> Self {
        on(ScanEvent::Failed(CameraError::Missing));
        Self(())
    }

    /// As [`Self::start`].
    pub fn restart(&self) {}

    /// There is no light.
    pub async fn set_torch(&self, _on: bool) -> bool {
        false
    }

    /// There is no gallery.
    pub fn scan_chosen_photo(&self, _input: &str, _chosen: &Event<FormData>) {}
}

/// What is said of the memory given.
pub async fn storage() -> Storage {
    Storage {
        kept: Some(true),
        used: None,
    }
}
