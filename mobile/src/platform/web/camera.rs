//! The camera in the browser: its picture goes to the `video` element of the screen, its frames to
//! the scan worker, what they hold to whoever opened it.
//!
//! Owns opening and closing (also when the page is hidden: a phone takes the camera away then, and
//! gives it back only to who asks anew), the torch, the zoom and photos. How frames are taken from
//! the stream is `frames`', the worker's life is `decoder`'s.

mod decoder;
mod device;
mod frames;

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use dioxus::prelude::FormData;
use js_sys::Promise;
use mobile_core::scan::{CameraError, ScanEvent};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Document, Event, File, HtmlInputElement, HtmlMediaElement, HtmlVideoElement, MediaStream,
    VisibilityState, window,
};

use self::{decoder::Decoder, frames::Grab};
use super::console;

/// Longer sides of a photo are scaled down to this many pixels: enough for every label that a
/// person can read in it, and little enough for a phone's memory.
const PHOTO_SIDE: f64 = 2_400.0;

/// A picture is there within this time, or the person has the button that brings it. In milliseconds.
const PATIENCE: i32 = 2_000;

/// An open camera. Closed when dropped.
#[must_use = "the camera is closed when this is dropped"]
pub struct Camera(Rc<Inner>);

struct Inner {
    /// None where the screen has no element of that name; then there is no picture to take
    /// frames from, and opening fails.
    video: Option<HtmlVideoElement>,
    on: Box<dyn Fn(ScanEvent)>,
    decoder: Decoder,
    stream: RefCell<Option<MediaStream>>,
    /// Counts the openings: what belongs to an earlier one ends when it sees that.
    opening: Cell<u32>,
    listeners: RefCell<Vec<Listener>>,
}

/// A function that the browser calls until this is dropped.
struct Listener {
    document: Document,
    event: &'static str,
    call: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let call = self.call.as_ref().unchecked_ref();
        // A listener that was never added is as good as removed.
        let _ = self
            .document
            .remove_event_listener_with_callback(self.event, call);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

impl Camera {
    /// Whether a window can have a camera at all.
    pub const EXISTS: bool = true;

    /// Opens the rear camera into the `video` element with the id `video`, which the screen has
    /// already drawn, and tells `on` what happens from now on.
    ///
    /// Fails only into [`ScanEvent::Failed`]; the camera can then be opened again, and photos
    /// work all the same.
    pub fn start(video: &str, on: impl Fn(ScanEvent) + 'static) -> Self {
        let video = find_element(video);
        let inner = Rc::new_cyclic(|inner: &Weak<Inner>| Inner {
            video,
            on: Box::new(on),
            decoder: Decoder::start({
                let inner = inner.clone();
                move |event| {
                    if let Some(inner) = inner.upgrade() {
                        (inner.on)(event);
                    }
                }
            }),
            stream: RefCell::default(),
            opening: Cell::default(),
            listeners: RefCell::default(),
        });
        inner.follow_visibility();
        inner.open();
        Self(inner)
    }

    /// Opens the camera anew: for the button that is offered after [`ScanEvent::Failed`].
    pub fn restart(&self) {
        self.0.decoder.revive();
        self.0.close();
        self.0.open();
    }

    /// Switches the camera's own light. False where it has none or does not obey.
    pub async fn set_torch(&self, on: bool) -> bool {
        let track = self
            .0
            .stream
            .borrow()
            .as_ref()
            .and_then(device::video_track);
        match track {
            Some(track) => device::constrain(&track, "torch", &on.into()).await,
            None => false,
        }
    }

    /// The zoom that the camera offers, from and to, where it offers any.
    #[must_use]
    pub fn zoom_range(&self) -> Option<(f64, f64)> {
        device::zoom_range(&device::video_track(self.0.stream.borrow().as_ref()?)?)
    }

    /// Sets the camera's zoom within [`Self::zoom_range`]. False where it does not obey.
    pub async fn set_zoom(&self, zoom: f64) -> bool {
        let track = self
            .0
            .stream
            .borrow()
            .as_ref()
            .and_then(device::video_track);
        match track {
            Some(track) => device::constrain(&track, "zoom", &zoom.into()).await,
            None => false,
        }
    }

    /// Reads the picture that the person chose in the file `input` with that id. Answers with
    /// [`ScanEvent::Photo`] or [`ScanEvent::PhotoFailed`].
    pub fn scan_chosen_photo(&self, input: &str, _chosen: &dioxus::prelude::Event<FormData>) {
        let input: Option<HtmlInputElement> = find_element(input);
        let file = input
            .as_ref()
            .and_then(HtmlInputElement::files)
            .and_then(|files| files.get(0));
        if let Some(input) = input {
            // So that choosing the same picture again is a choice again.
            input.set_value("");
        }
        match file {
            Some(file) => self.scan_photo(file),
            None => (self.0.on)(ScanEvent::PhotoFailed),
        }
    }

    /// Reads a picture from the gallery. Answers as [`Self::scan_chosen_photo`].
    pub fn scan_photo(&self, file: File) {
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            match frames::of_file(&file, PHOTO_SIDE).await {
                Ok(grab) => inner.decoder.decode_photo(grab),
                Err(value) => {
                    console::warn("not a picture", &value);
                    (inner.on)(ScanEvent::PhotoFailed);
                }
            }
        });
    }
}

impl Inner {
    fn open(self: &Rc<Self>) {
        let opening = self.opening.get() + 1;
        self.opening.set(opening);
        self.doubt(opening, CameraError::Silent, |inner| {
            let pictured = |video: &HtmlVideoElement| {
                video.ready_state() >= HtmlMediaElement::HAVE_CURRENT_DATA
            };
            !inner.video.as_ref().is_some_and(pictured)
        });
        let inner = Rc::clone(self);
        spawn_local(async move {
            let Some(video) = inner.video.clone() else {
                let reason = "there is no element for its picture".to_owned();
                return (inner.on)(ScanEvent::Failed(CameraError::Other(reason)));
            };
            let stream = match device::open_rear_camera().await {
                Ok(stream) => stream,
                Err(error) => {
                    if inner.opening.get() == opening {
                        // Why is known: that no picture came by then says no more.
                        inner.close();
                        (inner.on)(ScanEvent::Failed(error));
                    }
                    return;
                }
            };
            // The person may have left while the permission was asked for.
            if inner.opening.get() != opening {
                return device::close(&stream);
            }
            let played = inner.show(&video, &stream).await;
            if inner.opening.get() != opening {
                return;
            }
            match (played, device::video_track(&stream)) {
                (Ok(()), Some(track)) => {
                    inner.end_with(&track, opening);
                    (inner.on)(ScanEvent::Started {
                        torch: device::has_torch(&track),
                    });
                    let grabs = Rc::downgrade(&inner);
                    // From here on the frames hold the camera only as long as the screen does.
                    drop(inner);
                    frames::pump(&track, &video, move || accept(&grabs, opening)).await;
                }
                (Err(value), _) => {
                    inner.close();
                    (inner.on)(ScanEvent::Failed(device::error_of(&value)));
                }
                (Ok(()), None) => (inner.on)(ScanEvent::Failed(CameraError::Missing)),
            }
        });
    }

    async fn show(&self, video: &HtmlVideoElement, stream: &MediaStream) -> Result<(), JsValue> {
        *self.stream.borrow_mut() = Some(stream.clone());
        // iOS plays in place, and without a tap, only what is muted and says so.
        video.set_muted(true);
        video.set_attribute("playsinline", "")?;
        video.set_src_object(Some(stream));
        let playing: Promise = video.play()?;
        JsFuture::from(playing).await.map(drop)
    }

    /// The system may take the camera away at any time, for a call or another app.
    fn end_with(self: &Rc<Self>, track: &web_sys::MediaStreamTrack, opening: u32) {
        let inner = Rc::downgrade(self);
        let ended = Closure::once_into_js(move || {
            if let Some(inner) = inner
                .upgrade()
                .filter(|inner| inner.opening.get() == opening)
            {
                inner.close();
                (inner.on)(ScanEvent::Failed(CameraError::Busy));
            }
        });
        track.set_onended(Some(ended.unchecked_ref()));
        // A call takes only the picture, and mostly gives it back.
        let inner = Rc::downgrade(self);
        let taken = track.clone();
        let muted = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = inner.upgrade() {
                let taken = taken.clone();
                inner.doubt(opening, CameraError::Busy, move |_| taken.muted());
            }
        });
        track.set_onmute(Some(muted.as_ref().unchecked_ref()));
        muted.forget();
    }

    /// Looks again after a moment, and says the trouble if it is still so. A picture that comes later is taken all the
    /// same.
    fn doubt(
        self: &Rc<Self>,
        opening: u32,
        trouble: CameraError,
        still: impl FnOnce(&Self) -> bool + 'static,
    ) {
        let inner = Rc::downgrade(self);
        let again = Closure::once_into_js(move || {
            if let Some(inner) = inner
                .upgrade()
                .filter(|inner| inner.opening.get() == opening)
                && still(&inner)
            {
                (inner.on)(ScanEvent::Failed(trouble));
            }
        });
        if let Some(window) = window() {
            // A page without timers has no patience: it waits.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
                again.unchecked_ref(),
                PATIENCE,
            );
        }
    }

    fn close(&self) {
        self.opening.set(self.opening.get() + 1);
        if let Some(stream) = self.stream.borrow_mut().take() {
            device::close(&stream);
        }
        if let Some(video) = &self.video {
            video.set_src_object(None);
        }
    }

    fn follow_visibility(self: &Rc<Self>) {
        let Some(document) = window().and_then(|window| window.document()) else {
            return;
        };
        let inner = Rc::downgrade(self);
        let looked_at = {
            let document = document.clone();
            Closure::<dyn FnMut(Event)>::new(move |_| {
                let Some(inner) = inner.upgrade() else { return };
                if document.visibility_state() == VisibilityState::Hidden {
                    inner.close();
                    (inner.on)(ScanEvent::Paused);
                } else {
                    inner.close();
                    inner.open();
                }
            })
        };
        let event = "visibilitychange";
        let listener = looked_at.as_ref().unchecked_ref();
        if let Err(value) = document.add_event_listener_with_callback(event, listener) {
            console::warn("the page's visibility cannot be followed", &value);
        }
        self.listeners.borrow_mut().push(Listener {
            document,
            event,
            call: looked_at,
        });
    }
}

/// What becomes of a frame of the opening with that number.
fn accept(camera: &Weak<Inner>, opening: u32) -> Grab {
    match camera
        .upgrade()
        .filter(|inner| inner.opening.get() == opening)
    {
        None => Grab::Stop,
        Some(inner) => match inner.decoder.admit() {
            None => Grab::Skip,
            Some(seat) => Grab::Take(Box::new(move |pixels| inner.decoder.decode(seat, pixels))),
        },
    }
}

fn find_element<T: JsCast>(id: &str) -> Option<T> {
    window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}
