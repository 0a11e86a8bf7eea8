//! Frames out of the camera's stream: as luma planes by `MediaStreamTrackProcessor` where the
//! window has it (Chromium), else through a canvas from the playing `video` (Safari, Firefox).

use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlVideoElement, ImageBitmap,
    MediaStreamTrack, window,
};

use crate::platform::web::{console, scan_worker::Layout};

/// The pixels of one frame, ready to be moved to the worker.
#[derive(Debug)]
pub(super) struct Pixels {
    pub(super) buffer: ArrayBuffer,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) layout: Layout,
}

/// What to do with the frame that has just come.
pub(super) enum Grab {
    /// Nobody scans any more.
    Stop,
    /// The decoder is busy: drop it.
    Skip,
    /// Copy it out and hand it over.
    Take(Box<dyn FnOnce(Result<Pixels, JsValue>)>),
}

#[wasm_bindgen]
extern "C" {
    /// Frames of a track as they come. web-sys has it only among its unstable interfaces.
    #[wasm_bindgen(js_name = MediaStreamTrackProcessor)]
    type TrackProcessor;

    #[wasm_bindgen(constructor, catch, js_class = "MediaStreamTrackProcessor")]
    fn new(init: &JsValue) -> Result<TrackProcessor, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &TrackProcessor) -> FrameStream;

    /// `ReadableStream` of `VideoFrame`.
    type FrameStream;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn get_reader(this: &FrameStream) -> Result<FrameReader, JsValue>;

    /// `ReadableStreamDefaultReader`.
    type FrameReader;

    #[wasm_bindgen(method, catch)]
    fn read(this: &FrameReader) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn cancel(this: &FrameReader) -> Result<Promise, JsValue>;

    /// What a reader's `read` gives.
    type Next;

    #[wasm_bindgen(method, getter)]
    fn done(this: &Next) -> bool;

    #[wasm_bindgen(method, getter)]
    fn value(this: &Next) -> Frame;

    /// `VideoFrame`.
    type Frame;

    #[wasm_bindgen(method, getter)]
    fn format(this: &Frame) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = visibleRect)]
    fn visible_rect(this: &Frame) -> JsValue;

    #[wasm_bindgen(method, catch, js_name = allocationSize)]
    fn allocation_size(this: &Frame) -> Result<u32, JsValue>;

    #[wasm_bindgen(method, catch, js_name = copyTo)]
    fn copy_to(this: &Frame, into: &Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &Frame);

    /// `HTMLVideoElement` that tells of each new frame.
    type FrameTeller;

    #[wasm_bindgen(method, catch, js_name = requestVideoFrameCallback)]
    fn request_video_frame_callback(this: &FrameTeller, call: &JsValue) -> Result<u32, JsValue>;
}

/// Asks `accept` about every frame until it says [`Grab::Stop`] or the stream ends.
pub(super) async fn pump(
    track: &MediaStreamTrack,
    video: &HtmlVideoElement,
    accept: impl Fn() -> Grab,
) {
    let pumped = match reader_of(track) {
        Some(reader) => pump_planes(&reader, video, &accept).await,
        None => pump_canvas(video, &accept).await,
    };
    if let Err(value) = pumped {
        console::warn("no more frames", &value);
    }
}

/// A reader of the track's frames, where the window has one.
fn reader_of(track: &MediaStreamTrack) -> Option<FrameReader> {
    let window = window()?;
    if !Reflect::has(&window, &"MediaStreamTrackProcessor".into()).ok()? {
        return None;
    }
    let init = Object::new();
    Reflect::set(&init, &"track".into(), track).ok()?;
    // An old frame is worth nothing.
    Reflect::set(&init, &"maxBufferSize".into(), &1.into()).ok()?;
    TrackProcessor::new(&init)
        .ok()?
        .readable()
        .get_reader()
        .ok()
}

async fn pump_planes(
    reader: &FrameReader,
    video: &HtmlVideoElement,
    accept: &impl Fn() -> Grab,
) -> Result<(), JsValue> {
    let mut canvas = None;
    loop {
        let next: Next = JsFuture::from(reader.read()?).await?.unchecked_into();
        if next.done() {
            return Ok(());
        }
        let frame = next.value();
        match accept() {
            Grab::Stop => {
                frame.close();
                // The stream is given up with its camera; nobody waits for that.
                let _ = reader.cancel();
                return Ok(());
            }
            Grab::Skip => frame.close(),
            Grab::Take(take) => {
                let pixels = match plane_of(&frame).await {
                    Ok(Some(pixels)) => Ok(pixels),
                    // A frame on the graphics card, or in colours that we do not know.
                    Ok(None) => canvas_pixels(&mut canvas, video),
                    Err(value) => Err(value),
                };
                frame.close();
                take(pixels);
            }
        }
    }
}

/// The frame's pixels as they are; None in a format whose luma is not at hand.
async fn plane_of(frame: &Frame) -> Result<Option<Pixels>, JsValue> {
    let planar = match frame.format().as_deref() {
        Some("I420" | "I420A" | "I422" | "I444" | "NV12") => true,
        Some("RGBA" | "RGBX" | "BGRA" | "BGRX") => false,
        _ => return Ok(None),
    };
    let side = |name: &str| Reflect::get(&frame.visible_rect(), &name.into()).map(to_pixels);
    let (width, height) = (side("width")?, side("height")?);
    let buffer = Uint8Array::new_with_length(frame.allocation_size()?);
    let planes: Array = JsFuture::from(frame.copy_to(&buffer)?)
        .await?
        .unchecked_into();
    let luma = planes.get(0);
    let place = |name: &str| Reflect::get(&luma, &name.into()).map(to_pixels);
    let (offset, stride) = (place("offset")?, place("stride")?);
    let layout = if planar {
        Layout::Luma { offset, stride }
    } else {
        Layout::Rgba
    };
    Ok(Some(Pixels {
        buffer: buffer.buffer(),
        width,
        height,
        layout,
    }))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the value comes by value from Reflect"
)]
fn to_pixels(value: JsValue) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes of pictures, which saturate"
    )]
    let pixels = value.as_f64().unwrap_or_default() as u32;
    pixels
}

async fn pump_canvas(video: &HtmlVideoElement, accept: &impl Fn() -> Grab) -> Result<(), JsValue> {
    let mut canvas = None;
    loop {
        next_frame(video).await?;
        match accept() {
            Grab::Stop => return Ok(()),
            Grab::Skip => {}
            Grab::Take(take) => take(canvas_pixels(&mut canvas, video)),
        }
    }
}

/// Waits until the video shows another frame, or, where it does not tell, until the screen is
/// drawn again.
async fn next_frame(video: &HtmlVideoElement) -> Result<(), JsValue> {
    let tells = Reflect::has(video, &"requestVideoFrameCallback".into())?;
    let mut asked = Ok(());
    let drawn = Promise::new(&mut |resolve, _| {
        let call = Closure::once_into_js(move || {
            // Resolving a promise cannot throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
        let teller: &FrameTeller = video.unchecked_ref();
        asked = if tells {
            teller.request_video_frame_callback(&call).map(drop)
        } else {
            window().map_or(Ok(()), |window| {
                window
                    .request_animation_frame(call.unchecked_ref())
                    .map(drop)
            })
        };
    });
    asked?;
    JsFuture::from(drawn).await.map(drop)
}

type Canvas = (HtmlCanvasElement, CanvasRenderingContext2d);

/// The video's present frame through a canvas that is kept for the next.
fn canvas_pixels(canvas: &mut Option<Canvas>, video: &HtmlVideoElement) -> Result<Pixels, JsValue> {
    let (width, height) = (video.video_width(), video.video_height());
    let canvas = match canvas {
        Some(canvas) => canvas,
        None => canvas.insert(new_canvas()?),
    };
    if (canvas.0.width(), canvas.0.height()) != (width, height) {
        canvas.0.set_width(width);
        canvas.0.set_height(height);
    }
    canvas
        .1
        .draw_image_with_html_video_element(video, 0.0, 0.0)?;
    pixels_of(canvas, width, height)
}

/// The pixels of a picture file, no side longer than `side`.
pub(super) async fn of_file(file: &File, side: f64) -> Result<Pixels, JsValue> {
    let window = window().ok_or("no window")?;
    let picture: ImageBitmap = JsFuture::from(window.create_image_bitmap_with_blob(file)?)
        .await?
        .unchecked_into();
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let scale = (side / width.max(height)).min(1.0);
    let (width, height) = (
        (width * scale).floor().max(1.0),
        (height * scale).floor().max(1.0),
    );
    let canvas = new_canvas()?;
    let (columns, rows) = (to_pixels(width.into()), to_pixels(height.into()));
    canvas.0.set_width(columns);
    canvas.0.set_height(rows);
    let drawn = canvas
        .1
        .draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width, height);
    picture.close();
    drawn?;
    pixels_of(&canvas, columns, rows)
}

fn new_canvas() -> Result<Canvas, JsValue> {
    let document = window()
        .and_then(|window| window.document())
        .ok_or("no document")?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let options = Object::new();
    // Its pixels are read back each time: they stay out of the graphics card.
    Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
    let context = canvas
        .get_context_with_context_options("2d", &options)?
        .ok_or("no canvas")?;
    Ok((canvas, context.unchecked_into()))
}

fn pixels_of(canvas: &Canvas, width: u32, height: u32) -> Result<Pixels, JsValue> {
    let (columns, rows) = (f64::from(width), f64::from(height));
    let image: JsValue = canvas.1.get_image_data(0.0, 0.0, columns, rows)?.into();
    // The bytes stay in the browser: web-sys would copy them through our memory.
    let data: Object = Reflect::get(&image, &"data".into())?.unchecked_into();
    let buffer: ArrayBuffer = Reflect::get(&data, &"buffer".into())?.unchecked_into();
    Ok(Pixels {
        buffer,
        width,
        height,
        layout: Layout::Rgba,
    })
}
