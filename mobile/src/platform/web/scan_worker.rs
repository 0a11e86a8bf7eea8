//! The worker that decodes frames. It holds nothing worth keeping: when a frame makes it panic or
//! never end, the page throws it away and starts another.
//!
//! Page → worker: an array of a [`Task`] and its pixels. Worker → page: [`FromScanner`].

use js_sys::{Array, ArrayBuffer, Uint8Array, global};
use mobile_core::scan::{Decoded, FrameError, LumaFrame, LumaPicture, Scanner, decode_photo};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{console, message};

/// How the pixels of a frame lie in its buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Layout {
    /// One byte of luma a pixel; whatever other planes follow are not looked at.
    Luma {
        /// Where the plane begins, in bytes.
        offset: u32,
        /// Bytes from one row to the next.
        stride: u32,
    },
    /// Four bytes a pixel, rows that touch. Red and blue may be exchanged: their weights differ
    /// too little for black and white.
    Rgba,
}

/// What the page says of a frame; its buffer travels beside it, moved and not copied.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: u64,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) layout: Layout,
    /// A picture that will not come again, to be read with all care.
    pub(super) photo: bool,
}

/// Scanner → page.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FromScanner {
    /// The worker runs and listens; what was sent before would be lost.
    Listening,
    /// What the frame of that number holds.
    Read {
        id: u64,
        width: u32,
        height: u32,
        codes: Vec<Decoded>,
    },
}

/// Moves a frame to the worker.
///
/// # Errors
/// What the browser says when the worker or the buffer is gone.
pub(super) fn send(
    worker: &web_sys::Worker,
    task: &Task,
    pixels: &ArrayBuffer,
) -> Result<(), JsValue> {
    let message = Array::of2(&message::write(task)?, pixels);
    worker.post_message_with_transfer(&message, &Array::of1(pixels))
}

/// Listens to the page and decodes one frame after the other.
pub(super) fn start() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let mut scanner = Scanner::new();
    let heard = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match read(&mut scanner, &event.data()) {
                Ok(answer) => tell(&scope, &answer),
                Err(error) => console::warn("not a frame", &error),
            }
        })
    };
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // The worker listens until it ends.
    heard.forget();
    tell(&scope, &FromScanner::Listening);
}

/// Decodes the frame of one message. A frame whose shape does not hold has no codes: it is
/// answered all the same, so that the page sends the next.
fn read(scanner: &mut Scanner, data: &JsValue) -> Result<FromScanner, JsValue> {
    let data: &Array = data.dyn_ref().ok_or("no array")?;
    let task: Task = message::read(&data.get(0))?;
    let pixels = Uint8Array::new(&data.get(1)).to_vec();
    let codes = decode(scanner, &task, &pixels).unwrap_or_else(|error| {
        console::warn("not a picture", &error.to_string().into());
        Vec::new()
    });
    Ok(FromScanner::Read {
        id: task.id,
        width: task.width,
        height: task.height,
        codes,
    })
}

fn decode(scanner: &mut Scanner, task: &Task, pixels: &[u8]) -> Result<Vec<Decoded>, FrameError> {
    let mut decode = |frame: LumaFrame<'_>| {
        if task.photo {
            decode_photo(frame)
        } else {
            scanner.decode(frame)
        }
    };
    match task.layout {
        Layout::Luma { offset, stride } => {
            let plane = pixels.get(offset as usize..).unwrap_or_default();
            Ok(decode(LumaFrame::new(
                plane,
                task.width,
                task.height,
                stride,
            )?))
        }
        Layout::Rgba => Ok(decode(
            LumaPicture::from_rgba(pixels, task.width, task.height)?.frame(),
        )),
    }
}

fn tell(scope: &DedicatedWorkerGlobalScope, message: &FromScanner) {
    let told = message::write(message).and_then(|bytes| scope.post_message(&bytes));
    if let Err(value) = told {
        console::warn("the page cannot be told", &value);
    }
}
