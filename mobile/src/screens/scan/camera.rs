//! The camera's picture and the boxes over what it reads; what it gives becomes a code to look up.

use std::rc::Rc;

use assets::Icon;
use dioxus::prelude::*;
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt as _;
use mobile_core::scan::{CameraError, Decoded, ScanEvent, Session as Stretch, nearest_to_centre};

use super::{Scanned, Scanning, Shown, result, tone};
use crate::components::{Drawing, Go, IconButton, Tone};
use crate::page::Camera;
use crate::platform::device::{self, AwakeScreen};
use crate::screens::pick::place_id;
use crate::t;

/// The ids by which the device finds the elements of this screen.
const PICTURE: &str = "camera-picture";
const PHOTO: &str = "camera-photo";

/// What the camera does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Looking {
    /// It is being opened.
    Starting,
    /// It looks.
    On,
    /// It rests while nobody looks.
    Paused,
    /// It gives no picture.
    Failed(CameraError),
}

/// The camera as the glass over it knows it.
#[derive(Clone, Copy)]
pub(super) struct Eye {
    device: Signal<Option<Rc<Camera>>>,
    looking: Signal<Looking>,
    /// Whether it has a light, and whether that is on.
    torch: Signal<Option<bool>>,
    /// The last codes seen, with the size of their frame.
    seen: Signal<Seen>,
    /// While the camera looks, the screen stays on.
    awake: Signal<Option<Rc<AwakeScreen>>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    at_ms: u64,
    width: u32,
    height: u32,
    codes: Vec<Decoded>,
}

/// A box stays this long after its code was last read, because not every frame shows every code.
const LINGER_MS: u64 = 400;

/// Opens the camera with the screen and closes it with it.
pub(super) fn use_eye(scanning: Scanning) -> Eye {
    let mut eye = Eye {
        device: use_signal(|| None),
        looking: use_signal(|| Looking::Starting),
        torch: use_signal(|| None),
        seen: use_signal(Seen::default),
        awake: use_signal(|| None),
    };
    use_context_provider(|| eye);
    // The picture's element is drawn before this runs.
    use_effect(move || {
        let (send, mut receive) = unbounded();
        let device = Camera::start(PICTURE, move |event| {
            // Once the screen is gone, nobody listens.
            let _ = send.unbounded_send(event);
        });
        eye.device.set(Some(Rc::new(device)));
        spawn(async move {
            let mut stretch = Stretch::default();
            while let Some(event) = receive.next().await {
                eye.take(&mut stretch, event, scanning);
            }
        });
    });
    eye
}

impl Eye {
    fn take(&mut self, stretch: &mut Stretch, event: ScanEvent, scanning: Scanning) {
        match event {
            ScanEvent::Started { torch } => {
                self.looking.set(Looking::On);
                self.torch.set(torch.then_some(false));
                let mut awake = self.awake;
                spawn(async move { awake.set(device::keep_awake().await.map(Rc::new)) });
            }
            ScanEvent::Paused => self.looking.set(Looking::Paused),
            ScanEvent::Failed(error) => self.looking.set(Looking::Failed(error)),
            ScanEvent::Frame {
                at_ms,
                width,
                height,
                codes,
            } => {
                let sightings = stretch.observe(at_ms, &codes);
                let sighted: Vec<Decoded> = sightings
                    .into_iter()
                    .map(|sighting| sighting.code)
                    .collect();
                if let Some(code) = nearest_to_centre(&sighted, width, height) {
                    scanning.take(scanned(code));
                }
                let (last, boxed) = {
                    let seen = self.seen.peek();
                    (seen.at_ms, !seen.codes.is_empty())
                };
                if !codes.is_empty() || boxed && at_ms.saturating_sub(last) > LINGER_MS {
                    self.seen.set(Seen {
                        at_ms,
                        width,
                        height,
                        codes,
                    });
                }
            }
            ScanEvent::Photo {
                width,
                height,
                codes,
            } => match nearest_to_centre(&codes, width, height) {
                Some(code) => scanning.take(scanned(code)),
                None => scanning.session.tell(t!("scan-photo-none")),
            },
            ScanEvent::PhotoFailed => scanning.session.tell(t!("scan-photo-none")),
            ScanEvent::DecoderRestarted => {}
            ScanEvent::DecoderLost => self
                .looking
                .set(Looking::Failed(CameraError::Other(String::new()))),
        }
    }
}

fn scanned(code: &Decoded) -> Scanned {
    Scanned {
        code: code.text.clone(),
        symbology: Some(code.symbology),
    }
}

/// The picture, and the boxes over its codes.
#[component]
pub(super) fn Picture() -> Element {
    rsx! {
        video {
            id: PICTURE,
            class: "picture",
            "aria-label": t!("camera-picture"),
            muted: true,
            autoplay: true,
            playsinline: true,
        }
        Boxes {}
    }
}

/// The middle of the glass: free where the camera looks, else why it does not.
#[component]
pub(super) fn Middle() -> Element {
    let eye = use_context::<Eye>();
    match eye.looking.cloned() {
        Looking::On | Looking::Paused | Looking::Starting => rsx! {
            span { class: "grow" }
        },
        Looking::Failed(error) => rsx! { Blind { error } },
    }
}

/// A box over each code in the tone of its outcome; a code that was not looked up yet is grey.
#[component]
fn Boxes() -> Element {
    let eye = use_context::<Eye>();
    let scanning = use_context::<Scanning>();
    let Seen {
        width,
        height,
        codes,
        ..
    } = eye.seen.cloned();
    if codes.is_empty() {
        return rsx! {};
    }
    let room = place_id(scanning.session.room.read().as_ref());
    let shown = scanning.shown.read();
    let code = scanning.code.read();
    // A tag's size is that of the picture, so that it is read from the same distance.
    let size = f64::from(height) / 40.0;
    let boxes = codes.iter().map(|decoded| {
        let known = decoded.text == *code && *shown != Shown::Nothing;
        let tone = if known {
            tone(&shown, room)
        } else {
            Tone::Again
        };
        (
            tone.class(),
            Outline::around(decoded),
            if known {
                result::tag(&shown, room)
            } else {
                String::new()
            },
        )
    });
    rsx! {
        svg { class: "boxes", view_box: "0 0 {width} {height}", preserve_aspect_ratio: "xMidYMid slice", "aria-hidden": "true",
            for (index , (class , outline , words)) in boxes.enumerate() {
                g { key: "{index}", class,
                    polygon { points: outline.points }
                    if !words.is_empty() {
                        Tag { words, size, middle: outline.middle, bottom: outline.top - size * 0.5 }
                    }
                }
            }
        }
    }
}

/// The box around a code, in pixels of the frame.
struct Outline {
    points: String,
    middle: f64,
    top: f64,
}

impl Outline {
    /// The corners in turn, whatever order the decoder gives them in.
    fn around(decoded: &Decoded) -> Self {
        let centre = decoded.centre();
        let mut corners = decoded
            .corners
            .map(|corner| (f64::from(corner.x), f64::from(corner.y)));
        let (x, y) = (f64::from(centre.x), f64::from(centre.y));
        let turn = |corner: &(f64, f64)| (corner.1 - y).atan2(corner.0 - x);
        corners.sort_by(|one, other| turn(one).total_cmp(&turn(other)));
        Self {
            points: corners.map(|(x, y)| format!("{x:.0},{y:.0}")).join(" "),
            middle: x,
            top: corners
                .iter()
                .map(|corner| corner.1)
                .fold(f64::INFINITY, f64::min),
        }
    }
}

/// The outcome in a word, above the middle of its box.
#[component]
fn Tag(words: String, size: f64, middle: f64, bottom: f64) -> Element {
    // Sans-serif signs are about six tenths as wide as they are high.
    let width = size * (0.62 * words.chars().count() as f64 + 1.2);
    let height = size * 1.6;
    rsx! {
        rect { x: "{middle - width / 2.0}", y: "{bottom - height}", width: "{width}", height: "{height}", rx: "{size * 0.4}" }
        text { x: "{middle}", y: "{bottom - size * 0.45}", font_size: "{size}", text_anchor: "middle", "{words}" }
    }
}

/// Why the camera gives no picture, and what remains.
#[component]
fn Blind(error: CameraError) -> Element {
    let eye = use_context::<Eye>();
    let (title, help) = match &error {
        CameraError::Missing if !Camera::EXISTS => {
            (t!("camera-not-yet"), t!("camera-missing-help"))
        }
        CameraError::Refused => (t!("camera-refused"), t!("camera-refused-help")),
        CameraError::Missing => (t!("camera-missing"), t!("camera-missing-help")),
        CameraError::Busy => (t!("camera-busy"), t!("camera-busy-help")),
        CameraError::Silent => (t!("camera-silent"), t!("camera-silent-help")),
        CameraError::NotSecure => (t!("camera-insecure"), t!("camera-insecure-help")),
        CameraError::Other(_) => (t!("camera-broken"), t!("camera-broken-help")),
    };
    let again = Camera::EXISTS && !matches!(error, CameraError::NotSecure);
    let restart = move |()| {
        let mut looking = eye.looking;
        looking.set(Looking::Starting);
        if let Some(device) = eye.device.peek().as_ref() {
            device.restart();
        }
    };
    rsx! {
        div { class: "camera-off", role: "alert",
            Drawing { icon: Icon::CameraOff, lead: true }
            h2 { "{title}" }
            p { "{help}" }
            if again {
                Go { icon: Icon::Camera, fit: true, onclick: restart, {t!("camera-start")} }
            }
        }
    }
}

/// The light, where there is one.
#[component]
pub(super) fn TorchButton() -> Element {
    let eye = use_context::<Eye>();
    let mut torch = eye.torch;
    let Some(on) = torch() else { return rsx! {} };
    rsx! {
        IconButton { icon: Icon::Flashlight, glass: true, name: t!("scan-torch"), pressed: on,
            onclick: move |()| {
                let Some(device) = eye.device.peek().clone() else { return };
                spawn(async move {
                    if device.set_torch(!on).await {
                        torch.set(Some(!on));
                    }
                });
            },
        }
    }
}

/// A photo of the gallery, for what the camera cannot come near.
#[component]
pub(super) fn PhotoButton() -> Element {
    let eye = use_context::<Eye>();
    rsx! {
        label { class: "icon-button glass", title: t!("scan-photo"),
            input {
                id: PHOTO,
                class: "said",
                r#type: "file",
                accept: "image/*",
                "aria-label": t!("scan-photo"),
                onchange: move |event| {
                    if let Some(device) = eye.device.peek().as_ref() {
                        device.scan_chosen_photo(PHOTO, &event);
                    }
                },
            }
            Drawing { icon: Icon::Image }
        }
    }
}
