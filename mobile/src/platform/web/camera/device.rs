//! The browser's cameras: asking for one, what it can do, why it does not come.

use js_sys::{Array, Object, Promise, Reflect};
use mobile_core::scan::CameraError;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, MediaStream, MediaStreamTrack, window};

#[wasm_bindgen]
extern "C" {
    /// `MediaDevices`; typed here because web-sys' constraints lack what we ask for.
    type Cameras;

    #[wasm_bindgen(method, catch, js_name = getUserMedia)]
    fn get_user_media(this: &Cameras, constraints: &JsValue) -> Result<Promise, JsValue>;

    /// `MediaStreamTrack` with the abilities that only cameras of phones have.
    type Ability;

    #[wasm_bindgen(method, catch, js_name = getCapabilities)]
    fn get_capabilities(this: &Ability) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = applyConstraints)]
    fn apply_constraints(this: &Ability, constraints: &JsValue) -> Result<Promise, JsValue>;
}

/// Asks for the camera on the back, or the only one, at 1280 × 720.
pub(super) async fn open_rear_camera() -> Result<MediaStream, CameraError> {
    let window = window().ok_or(CameraError::Missing)?;
    let devices = Reflect::get(&window.navigator(), &"mediaDevices".into()).unwrap_or_default();
    // On a page that is not secure the browser hides its devices.
    if !devices.is_object() {
        let secure = window.is_secure_context();
        return Err(if secure {
            CameraError::Missing
        } else {
            CameraError::NotSecure
        });
    }
    let asked = async {
        let constraints = object(&[
            ("audio", false.into()),
            (
                "video",
                object(&[
                    ("facingMode", ideal(&"environment".into())?),
                    ("width", ideal(&1280.into())?),
                    ("height", ideal(&720.into())?),
                    ("frameRate", ideal(&30.into())?),
                ])?,
            ),
        ])?;
        let devices: Cameras = devices.unchecked_into();
        JsFuture::from(devices.get_user_media(&constraints)?).await
    };
    let stream: Result<JsValue, JsValue> = asked.await;
    stream
        .map(JsCast::unchecked_into)
        .map_err(|value| error_of(&value))
}

fn ideal(value: &JsValue) -> Result<JsValue, JsValue> {
    object(&[("ideal", value.clone())])
}

fn object(fields: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object.into())
}

/// Why the camera does not come, by the names of Media Capture and Streams, and those that older
/// browsers use.
pub(super) fn error_of(value: &JsValue) -> CameraError {
    let Some(exception) = value.dyn_ref::<DomException>() else {
        return CameraError::Other(format!("{value:?}"));
    };
    match exception.name().as_str() {
        "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => CameraError::Refused,
        "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => CameraError::Missing,
        "NotReadableError" | "TrackStartError" | "AbortError" => CameraError::Busy,
        name => CameraError::Other(format!("{name}: {}", exception.message())),
    }
}

/// Gives the camera back.
pub(super) fn close(stream: &MediaStream) {
    for track in stream.get_tracks() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
}

/// The stream's picture.
pub(super) fn video_track(stream: &MediaStream) -> Option<MediaStreamTrack> {
    stream.get_video_tracks().get(0).dyn_into().ok()
}

/// Whether the camera has a light of its own.
pub(super) fn has_torch(track: &MediaStreamTrack) -> bool {
    // Some phones answer with a list of what is possible.
    let torch = capability(track, "torch");
    torch.as_bool() == Some(true) || torch.dyn_ref::<Array>().is_some_and(|all| all.length() > 0)
}

/// The zoom from and to, where there is any.
pub(super) fn zoom_range(track: &MediaStreamTrack) -> Option<(f64, f64)> {
    let zoom = capability(track, "zoom");
    let end = |name: &str| Reflect::get(&zoom, &name.into()).ok()?.as_f64();
    let range = (end("min")?, end("max")?);
    (range.0 < range.1).then_some(range)
}

fn capability(track: &MediaStreamTrack, name: &str) -> JsValue {
    let track: &Ability = track.unchecked_ref();
    // Firefox has no such question; what is unknown is absent.
    let capabilities = track.get_capabilities().unwrap_or_default();
    Reflect::get(&capabilities, &name.into()).unwrap_or_default()
}

/// Asks the camera to set one ability; false where it does not.
pub(super) async fn constrain(track: &MediaStreamTrack, name: &str, value: &JsValue) -> bool {
    let asked = async {
        let wish = object(&[(name, value.clone())])?;
        let constraints = object(&[("advanced", Array::of1(&wish).into())])?;
        let track: &Ability = track.unchecked_ref();
        JsFuture::from(track.apply_constraints(&constraints)?).await
    };
    asked.await.is_ok()
}
