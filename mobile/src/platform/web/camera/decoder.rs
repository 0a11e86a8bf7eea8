//! The page's end of the scan worker: one frame in flight, an end to waiting, and another worker
//! when this one dies.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use mobile_core::scan::{Admission, FrameId, Gate, ScanEvent};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker, window};

use super::frames::Pixels;
use crate::platform::web::{
    console, message,
    scan_worker::{self, FromScanner, Task},
    worker::{Role, spawn},
};

/// After so many workers that died before they listened, none will.
const MAX_STILLBORN: u32 = 3;

/// How often the worker is looked after, in milliseconds. Also the pause before another one is
/// started, so that a picture on which each of them dies does not keep the phone busy with births.
const WATCH: i32 = 250;

/// The right to send one frame.
#[derive(Debug)]
pub(super) struct Seat(FrameId);

/// The way to the scan worker.
pub(super) struct Decoder(Rc<Inner>);

struct Inner {
    on: Box<dyn Fn(ScanEvent)>,
    worker: RefCell<Option<Worker>>,
    /// Whether the present worker has said that it listens.
    listens: Cell<bool>,
    gate: RefCell<Gate>,
    /// The photo in flight, and the one that waits for the frame before it.
    photo: Cell<Option<FrameId>>,
    waiting_photo: RefCell<Option<Pixels>>,
    /// Workers in a row that died before they listened.
    stillborn: Cell<u32>,
    watch: RefCell<Option<Watch>>,
}

/// The browser's clockwork; stopped when dropped.
struct Watch {
    handle: i32,
    _call: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(window) = window() {
            window.clear_interval_with_handle(self.handle);
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end_worker();
    }
}

impl Decoder {
    /// Starts the worker; `on` is told what it reads.
    pub(super) fn start(on: impl Fn(ScanEvent) + 'static) -> Self {
        let inner = Rc::new(Inner {
            on: Box::new(on),
            worker: RefCell::default(),
            listens: Cell::default(),
            gate: RefCell::default(),
            photo: Cell::default(),
            waiting_photo: RefCell::default(),
            stillborn: Cell::default(),
            watch: RefCell::default(),
        });
        inner.start_worker();
        *inner.watch.borrow_mut() = watch(&Rc::downgrade(&inner));
        Self(inner)
    }

    /// Starts the worker again, if it was given up.
    pub(super) fn revive(&self) {
        self.0.stillborn.set(0);
        if self.0.worker.borrow().is_none() {
            self.0.start_worker();
        }
    }

    /// Asks for a seat for a frame of the video; None while the worker is busy.
    pub(super) fn admit(&self) -> Option<Seat> {
        if !self.0.listens.get() || self.0.waiting_photo.borrow().is_some() {
            return None;
        }
        let admission = self
            .0
            .gate
            .borrow_mut()
            .admit(now_ms(), Gate::VIDEO_LIMIT_MS);
        match admission {
            Admission::Send(id) => Some(Seat(id)),
            Admission::Drop => None,
            // The new worker listens only later; the frame that it would get is old by then.
            Admission::ReplaceAndSend(_) => {
                self.0.replace("a frame never ended");
                None
            }
        }
    }

    /// Sends the frame of that seat, or gives the seat back where there is no frame.
    pub(super) fn decode(&self, Seat(id): Seat, pixels: Result<Pixels, JsValue>) {
        match pixels {
            Ok(pixels) => self.0.send(id, &pixels, false),
            Err(value) => {
                console::warn("a frame was lost", &value);
                self.0.gate.borrow_mut().answered(id);
            }
        }
    }

    /// Sends a photo as soon as the worker is free.
    pub(super) fn decode_photo(&self, pixels: Pixels) {
        *self.0.waiting_photo.borrow_mut() = Some(pixels);
        self.0.send_waiting_photo();
    }
}

impl Inner {
    fn start_worker(self: &Rc<Self>) {
        let worker = match spawn(Role::Scan) {
            Ok(worker) => worker,
            Err(value) => {
                console::warn("no worker for the scanner", &value);
                self.stillborn.set(MAX_STILLBORN);
                // Told later: whoever starts us does not hold us yet.
                let inner = Rc::clone(self);
                return spawn_local(async move { inner.tell(ScanEvent::DecoderLost) });
            }
        };
        let inner = Rc::downgrade(self);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = inner.upgrade() {
                inner.hear(&event);
            }
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        let inner = Rc::downgrade(self);
        let died = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            if let Some(inner) = inner.upgrade() {
                inner.replace(&event.message());
            }
        });
        worker.set_onerror(Some(died.as_ref().unchecked_ref()));
        died.forget();
        *self.worker.borrow_mut() = Some(worker);
    }

    fn end_worker(&self) {
        self.listens.set(false);
        if let Some(worker) = self.worker.borrow_mut().take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }

    /// Gives up a worker that died or does not answer; the watch starts another. Its frame is lost,
    /// the next one comes.
    fn replace(&self, why: &str) {
        console::warn("the scanner's worker is replaced", &why.into());
        let stillborn = if self.listens.get() {
            0
        } else {
            self.stillborn.get() + 1
        };
        self.stillborn.set(stillborn);
        self.end_worker();
        self.gate.borrow_mut().died();
        if self.photo.take().is_some() {
            self.tell(ScanEvent::PhotoFailed);
        }
        if stillborn < MAX_STILLBORN {
            self.tell(ScanEvent::DecoderRestarted);
        } else {
            self.tell(ScanEvent::DecoderLost);
        }
    }

    fn hear(&self, event: &MessageEvent) {
        match message::read(&event.data()) {
            Ok(FromScanner::Listening) => self.listens.set(true),
            Ok(FromScanner::Read {
                id,
                width,
                height,
                codes,
            }) => {
                let id = FrameId(id);
                if !self.gate.borrow_mut().answered(id) {
                    return;
                }
                if self.photo.get() == Some(id) {
                    self.photo.set(None);
                    self.tell(ScanEvent::Photo {
                        width,
                        height,
                        codes,
                    });
                } else {
                    self.tell(ScanEvent::Frame {
                        at_ms: now_ms(),
                        width,
                        height,
                        codes,
                    });
                }
            }
            Err(error) => console::warn("not a message", &error),
        }
        self.send_waiting_photo();
    }

    fn send_waiting_photo(&self) {
        if !self.listens.get() || self.waiting_photo.borrow().is_none() {
            return;
        }
        let admission = self.gate.borrow_mut().admit(now_ms(), Gate::PHOTO_LIMIT_MS);
        // A frame that never ends is the watch's business; the photo waits for the next worker.
        let Admission::Send(id) = admission else {
            return;
        };
        if let Some(pixels) = self.waiting_photo.borrow_mut().take() {
            self.photo.set(Some(id));
            self.send(id, &pixels, true);
        }
    }

    fn send(&self, id: FrameId, pixels: &Pixels, photo: bool) {
        let Pixels {
            width,
            height,
            layout,
            ..
        } = *pixels;
        let task = Task {
            id: id.0,
            width,
            height,
            layout,
            photo,
        };
        let worker = self.worker.borrow();
        let sent = worker
            .as_ref()
            .ok_or_else(|| JsValue::from("no worker"))
            .and_then(|worker| scan_worker::send(worker, &task, &pixels.buffer));
        if let Err(value) = sent {
            console::warn("a frame was not sent", &value);
            self.gate.borrow_mut().answered(id);
            if self.photo.take().is_some() {
                self.tell(ScanEvent::PhotoFailed);
            }
        }
    }

    fn tell(&self, event: ScanEvent) {
        (self.on)(event);
    }
}

/// Looks after the worker, whether or not further frames come.
fn watch(inner: &Weak<Inner>) -> Option<Watch> {
    let inner = inner.clone();
    let call = Closure::<dyn FnMut()>::new(move || {
        let Some(inner) = inner.upgrade() else { return };
        let overdue = inner.gate.borrow().is_overdue(now_ms());
        if overdue {
            inner.replace("a frame never ended");
        } else if inner.worker.borrow().is_none() && inner.stillborn.get() < MAX_STILLBORN {
            inner.start_worker();
        }
        inner.send_waiting_photo();
    });
    let listener = call.as_ref().unchecked_ref();
    let handle = window()?
        .set_interval_with_callback_and_timeout_and_arguments_0(listener, WATCH)
        .ok()?;
    Some(Watch {
        handle,
        _call: call,
    })
}

/// Milliseconds since the page began, on a clock that never goes back.
fn now_ms() -> u64 {
    let now = window()
        .and_then(|window| window.performance())
        .map(|clock| clock.now());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a page lives for less than 2⁵³ ms"
    )]
    let now = now.unwrap_or_default() as u64;
    now
}
