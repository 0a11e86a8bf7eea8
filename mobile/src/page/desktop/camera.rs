//! What stands for the camera in a desktop's window: there is none yet, but photos are read as elsewhere.

use std::rc::Rc;
use std::time::Duration;

use dioxus::core::spawn;
use dioxus::prelude::{Event, FormData};
use mobile_core::scan::{CameraError, DecodeEvent, DecodeThread, LumaPicture, ScanEvent};

use crate::platform::device;

/// A photo that is read longer than this is given up, by the decoder itself first.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads photos; gives no picture.
pub struct Camera {
    on: Rc<dyn Fn(ScanEvent)>,
}

impl Camera {
    /// Whether a window can have a camera at all.
    pub const EXISTS: bool = false;

    /// Says that there is none.
    pub fn start(_video: &str, on: impl Fn(ScanEvent) + 'static) -> Self {
        on(ScanEvent::Failed(CameraError::Missing));
        Self { on: Rc::new(on) }
    }

    /// As [`Self::start`].
    pub fn restart(&self) {
        (self.on)(ScanEvent::Failed(CameraError::Missing));
    }

    /// There is no light.
    pub async fn set_torch(&self, _on: bool) -> bool {
        false
    }

    /// Reads the photo that was chosen.
    pub fn scan_chosen_photo(&self, _input: &str, chosen: &Event<FormData>) {
        let Some(file) = chosen.files().into_iter().next() else {
            return;
        };
        let on = Rc::clone(&self.on);
        spawn(async move {
            let event = match file.read_bytes().await {
                Ok(bytes) => read(bytes.to_vec()).await,
                Err(_) => None,
            };
            on(event.unwrap_or(ScanEvent::PhotoFailed));
        });
    }
}

/// Reads a photo in threads of its own: the window goes on meanwhile.
async fn read(bytes: Vec<u8>) -> Option<ScanEvent> {
    tokio::task::spawn_blocking(move || decoded(&bytes))
        .await
        .ok()?
}

fn decoded(bytes: &[u8]) -> Option<ScanEvent> {
    let photo = LumaPicture::of_file(bytes).ok()?;
    let now_ms = u64::try_from(device::now_ms()).ok()?;
    let mut decoder = DecodeThread::start();
    if !decoder.offer_photo(photo, now_ms) {
        return None;
    }
    match decoder.wait(PATIENCE)? {
        DecodeEvent::Frame {
            width,
            height,
            codes,
        } => Some(ScanEvent::Photo {
            width,
            height,
            codes,
        }),
        DecodeEvent::Restarted => None,
    }
}
