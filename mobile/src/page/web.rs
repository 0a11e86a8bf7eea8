//! The page in a browser.

mod install;
mod invitation;
mod typing;

use std::cell::Cell;
use std::rc::Rc;

use assets::Sound;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use js_sys::{Array, Date, Promise, Reflect, Uint8Array};
use shared::time::Millis;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AudioBuffer, AudioContext, AudioContextState, Blob, Element, HtmlAnchorElement, HtmlElement,
    HtmlInputElement, KeyboardEvent, MediaQueryList, ScrollIntoViewOptions, ScrollLogicalPosition,
    SpeechSynthesisUtterance, Url, Window, window,
};

pub use self::install::{ask_to_install, install_changes};
pub use self::invitation::{forget_invitation, invitations, take_invitation};
pub use self::typing::{CodeField, set_pace, typing};
pub use crate::platform::web::camera::Camera;
pub use crate::platform::web::release::{new_releases, take_release};

use super::pasted::read_code;
use super::{CHOOSABLE, Pressed, Shortcut, Storage, Under, Uninvited};
use crate::i18n::Clock;
use crate::platform::device;

/// From here on there is room for list and detail; the style sheets say the same.
const WIDE: &str = "(min-width: 900px)";

/// The device's clock and zone.
#[must_use]
pub fn clock() -> Clock {
    let behind = Date::new_0().get_timezone_offset();
    // Minutes within a day either way.
    #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
    let ahead = -(behind as i32);
    Clock {
        now: Millis(device::now_ms()),
        ahead,
    }
}

/// Says which language the page is in, for screen readers and for hyphenation.
pub fn set_language(code: &str) {
    set_root("lang", Some(code));
}

/// Chooses light or dark; none follows the device.
pub fn set_theme(theme: Option<&str>) {
    set_root("data-theme", theme);
}

fn set_root(name: &str, value: Option<&str>) {
    let Some(root) = document_element() else {
        return;
    };
    // Fixed, valid names: the browser takes them.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Names the tab.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Whether there is room for list and detail side by side.
#[must_use]
pub fn is_wide() -> bool {
    wide().is_some_and(|query| query.matches())
}

/// Changes of [`is_wide`].
#[must_use]
pub fn wide_changes() -> UnboundedReceiver<bool> {
    let (send, receive) = unbounded();
    if let Some(query) = wide() {
        let asked = query.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            // Once the screen is gone, nobody listens.
            let _ = send.unbounded_send(asked.matches());
        });
        query.set_onchange(Some(changed.as_ref().unchecked_ref()));
        changed.forget();
    }
    receive
}

fn wide() -> Option<MediaQueryList> {
    window()?.match_media(WIDE).ok()?
}

/// How often it is looked for how long nobody has touched the device.
const LOOK_MS: i32 = 2_000;
/// When somebody last did, kept over a reload.
const TOUCHED: &str = "touched";

/// For how long nobody has touched the device, now and every other second, also over a reload; and before a touch ends it.
#[must_use]
pub fn stillness() -> UnboundedReceiver<Millis> {
    let (send, receive) = unbounded();
    let Some(window) = window() else {
        return receive;
    };
    let kept = device::find_preference(TOUCHED).and_then(|at| at.parse().ok());
    let touched = Rc::new(Cell::new(kept.unwrap_or_else(device::now_ms)));
    let look = {
        let touched = Rc::clone(&touched);
        move || {
            let at = touched.get();
            // Once the frame is gone, nobody listens.
            let _ = send.unbounded_send(Millis(device::now_ms() - at));
        }
    };
    look();
    let touch = {
        let look = look.clone();
        Closure::<dyn FnMut()>::new(move || {
            look();
            let now = device::now_ms();
            // A stroke of the keyboard is not written down each time.
            if now - touched.get() > i64::from(LOOK_MS) {
                device::set_preference(TOUCHED, Some(&now.to_string()));
            }
            touched.set(now);
        })
    };
    for kind in ["pointerdown", "keydown"] {
        let heard = window.add_event_listener_with_callback_and_bool(
            kind,
            touch.as_ref().unchecked_ref(),
            true,
        );
        if heard.is_err() {
            return receive;
        }
    }
    let looked = Closure::<dyn FnMut()>::new(look);
    let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(
        looked.as_ref().unchecked_ref(),
        LOOK_MS,
    );
    // Both last as long as the page.
    touch.forget();
    looked.forget();
    receive
}

/// Keys pressed while no field has them.
#[must_use]
pub fn shortcuts() -> UnboundedReceiver<Shortcut> {
    let (send, receive) = unbounded();
    let Some(window) = window() else {
        return receive;
    };
    let pressed = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        if event.alt_key() || event.is_composing() {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let is = |css: &str| {
            let target = target.as_ref();
            target.is_some_and(|target| target.matches(css).unwrap_or_default())
        };
        let under = if is("a, button, input[type=checkbox], input[type=radio]") {
            Under::Button
        } else if is("input, textarea, select") {
            Under::Field
        } else {
            Under::Page
        };
        let key = event.key();
        let field = target.filter(|_| under == Under::Field);
        if key == "Escape" && field.as_ref().is_some_and(takes_escape) {
            return;
        }
        let shortcut = Shortcut::of_key(&Pressed {
            key: key.clone(),
            shift: event.shift_key(),
            ctrl: event.ctrl_key() || event.meta_key(),
            under,
            choosable: has_choosable(),
        });
        let Some(shortcut) = shortcut else {
            return;
        };
        // Else the sign lands in the field that it opens, or the page's text is chosen beside the rows.
        let is_taken = match shortcut {
            Shortcut::Find | Shortcut::All => true,
            Shortcut::AlsoNext | Shortcut::AlsoPrevious => under != Under::Field,
            _ => false,
        };
        if is_taken {
            event.prevent_default();
        }
        let send = send.clone();
        let press = move || {
            // Once the screen is gone, nobody listens.
            let _ = send.unbounded_send(shortcut);
        };
        // Signs may be the first of a scan, named keys are not.
        if key.chars().nth(1).is_none() {
            typing::when_alone(press);
        } else {
            typing::no_longer_wait();
            press();
        }
    });
    // A page that cannot be listened to works by finger.
    let _ = window.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
    pressed.forget();
    receive
}

/// Whether there are rows that can be chosen.
fn has_choosable() -> bool {
    let css = format!("[{CHOOSABLE}]");
    window()
        .and_then(|window| window.document()?.query_selector(&css).ok()?)
        .is_some()
}

/// Escape in a field is the field's first: a search lets go of its text, any other field of the focus. In a dialog a
/// field is part of the question, which Escape answers.
fn takes_escape(field: &HtmlElement) -> bool {
    let search = field
        .dyn_ref::<HtmlInputElement>()
        .filter(|input| input.type_() == "search");
    if let Some(search) = search
        && !search.value().is_empty()
    {
        return true;
    }
    let asked = field.closest("[role=dialog]").ok().flatten().is_some();
    if asked {
        return false;
    }
    // What cannot let go keeps it.
    let _ = field.blur();
    true
}

thread_local! {
    /// One context for the page: browsers allow few, and wake it by the first tap.
    static AUDIO: Option<AudioContext> = AudioContext::new().ok();
}

/// Makes sound possible: iOS allows it only from within a tap. Does nothing once it is.
pub fn wake_sound() {
    if let Some(audio) = AUDIO.with(Clone::clone)
        && audio.state() == AudioContextState::Suspended
    {
        // A browser that refuses is asked again by the next tap.
        let _ = audio.resume();
    }
}

/// Sounds a tone. Before the first tap a browser may stay silent.
pub fn play(sound: Sound) {
    let Some(audio) = AUDIO.with(Clone::clone) else {
        return;
    };
    spawn_local(async move {
        // A browser that will not sound leaves colour, word and vibration.
        let _ = sounded(&audio, sound).await;
    });
}

async fn sounded(audio: &AudioContext, sound: Sound) -> Result<(), JsValue> {
    JsFuture::from(audio.resume()?).await?;
    let bytes = Uint8Array::from(sound.wav());
    let buffer: AudioBuffer = JsFuture::from(audio.decode_audio_data(&bytes.buffer())?)
        .await?
        .dyn_into()?;
    let source = audio.create_buffer_source()?;
    source.set_buffer(Some(&buffer));
    source.connect_with_audio_node(&audio.destination())?;
    source.start()
}

/// Whether the browser has a voice.
#[must_use]
pub fn can_say() -> bool {
    window().is_some_and(|window| Reflect::has(&window, &"speechSynthesis".into()) == Ok(true))
}

/// Says words aloud in the language of the screens, in place of what is still being said.
pub fn say(words: &str) {
    if let Some(window) = window()
        && can_say()
        && let Ok(voice) = window.speech_synthesis()
        && let Ok(words) = SpeechSynthesisUtterance::new_with_text(words)
    {
        voice.cancel();
        voice.speak(&words);
    }
}

/// Vibrates, once the person has touched the page: before that a browser refuses, and complains.
pub fn buzz(pattern_ms: &[u32]) {
    let touched = window()
        .and_then(|window| Reflect::get(&window.navigator(), &"userActivation".into()).ok())
        .and_then(|activation| Reflect::get(&activation, &"hasBeenActive".into()).ok());
    if touched.is_none_or(|touched| touched.as_bool() != Some(false)) {
        device::vibrate(pattern_ms);
    }
}

/// Offers a text as a file to keep, and says whether it was kept, as far as a page knows.
#[expect(clippy::unused_async, reason = "a desktop's window asks where to")]
pub async fn save_file(name: &str, text: &str) -> bool {
    // The only failures are a page without a document and a full memory; the button stays.
    saved(name, text).is_some()
}

fn saved(name: &str, text: &str) -> Option<()> {
    let document = window()?.document()?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&JsValue::from_str(text))).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let anchor: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&address).ok()
}

/// Forgets which file was chosen in the field of that id, so that choosing the same again is a choice again.
pub fn forget_choice(id: &str) {
    let field = find_element(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        field.set_value("");
    }
}

/// Prints what is shown.
pub fn print() {
    if let Some(window) = window() {
        // A page that cannot be printed is scanned from the screen.
        let _ = window.print();
    }
}

/// Opens another page of this server beside the app; false where the browser wants to be asked by a tap for that.
pub fn open_beside(address: &str) -> bool {
    let opened =
        window().and_then(|window| window.open_with_url_and_target(address, "_blank").ok()?);
    if let Some(page) = &opened {
        // Nothing in it has to know where it came from; it is open also where that cannot be taken from it.
        let _ = page.set_opener(&JsValue::NULL);
    }
    opened.is_some()
}

/// Starts the app anew.
pub fn reload() {
    if let Some(window) = window() {
        // A page that cannot be reloaded stays as it is.
        let _ = window.location().reload();
    }
}

/// A page enrols with the server that it came from.
pub const ASKS_SERVER: bool = false;

/// The code to enrol with, of what was typed.
///
/// # Errors
/// [`Uninvited`], where it is the link of another server.
pub fn read_invitation(_server: &str, code: &str) -> Result<String, Uninvited> {
    read_code(code, &host())
}

/// The server that the page came from, with its port.
#[must_use]
pub fn host() -> String {
    window()
        .and_then(|window| window.location().host().ok())
        .unwrap_or_default()
}

/// The server that a code would be sent to: none but the page's own.
#[must_use]
pub fn inviting_host() -> String {
    host()
}

/// Puts the focus on the element of that id, when it is drawn.
pub fn focus(id: &str) {
    let id = id.to_owned();
    let Some(window) = window() else { return };
    let focused = Closure::once_into_js(move || {
        let element = find_element(&id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = element {
            // What cannot have the focus is left without.
            let _ = element.focus();
        }
    });
    // A page that draws no frames has nothing to focus.
    let _ = window.request_animation_frame(focused.unchecked_ref());
}

/// Waits until the next frame is drawn; a page that is not seen draws none until it is.
pub async fn next_frame() {
    let Some(window) = window() else { return };
    let drawn = Promise::new(&mut |resolve, _| {
        // The page goes with its frames.
        let _ = window.request_animation_frame(&resolve);
    });
    // A promise that is never rejected.
    let _ = JsFuture::from(drawn).await;
}

/// What had the focus.
#[derive(Clone, Debug)]
pub struct Focused(Option<HtmlElement>);

/// What has the focus now, to give it back later.
#[must_use]
pub fn focused() -> Focused {
    let element = window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    Focused(element.and_then(|element| element.dyn_into().ok()))
}

impl Focused {
    /// Gives the focus back; what is gone meanwhile goes without.
    pub fn restore(&self) {
        if let Some(element) = &self.0 {
            let _ = element.focus();
        }
    }
}

/// Brings the element of that id into view, without a jump where it is seen already.
pub fn reveal(id: &str) {
    if let Some(element) = find_element(id) {
        let how = ScrollIntoViewOptions::new();
        how.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    }
}

/// Scrolls the element of that id to a share of its whole height, from 0 to 1.
pub fn scroll_to_share(id: &str, share: f64) {
    if let Some(element) = find_element(id) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a browser's heights are whole"
        )]
        element.set_scroll_top((f64::from(element.scroll_height()) * share).round() as i32);
    }
}

/// What a person would call this device, by what the browser says of it.
#[must_use]
pub fn device_name() -> String {
    let agent = window()
        .and_then(|window| window.navigator().user_agent().ok())
        .unwrap_or_default();
    let system = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ];
    let browser = [
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    [find(&system), find(&browser)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What the browser says of the memory that it gives.
pub async fn storage() -> Storage {
    let Some(manager) = window().map(|window| window.navigator().storage()) else {
        return Storage::default();
    };
    let settled =
        async |promise: Result<js_sys::Promise, JsValue>| JsFuture::from(promise.ok()?).await.ok();
    let kept = settled(manager.persisted())
        .await
        .and_then(|answer| answer.as_bool());
    let estimate = settled(manager.estimate()).await;
    let used = estimate
        .and_then(|estimate| Reflect::get(&estimate, &"usage".into()).ok())
        .and_then(|usage| usage.as_f64())
        // Bytes on a device stay far below 2^53.
        .map(|bytes| bytes as u64);
    Storage { kept, used }
}

fn find_element(id: &str) -> Option<Element> {
    window()?.document()?.get_element_by_id(id)
}

fn document_element() -> Option<Element> {
    window()
        .as_ref()
        .and_then(Window::document)?
        .document_element()
}
