//! From a picture to decoded codes, and from a stream of pictures to what a person scanned.
//!
//! This module owns the pure pipeline ([`Scanner`]: luma in, [`Decoded`] out), the judgement over
//! several frames ([`Session`]), the rule of one frame in flight ([`Gate`]), and the sources that
//! need no browser ([`FrameSource`]). It leaves to others what a text *means* (`shared::label`),
//! which CI it names (the store), and where frames come from in a browser (`mobile`).
//!
//! **Invariant:** nothing here reads a clock; whoever calls hands the milliseconds in.
//!
//! **Invariant:** the decoder may panic or never end on a picture of the outside world. So
//! [`Scanner`] holds nothing that is worth keeping, and only ever runs where it can be thrown
//! away: in a worker of its own in the browser, in a [`DecodeThread`] natively.

mod bars;
#[cfg(feature = "camera")]
mod camera;
#[cfg(not(target_family = "wasm"))]
mod decode_thread;
mod decoded;
mod event;
mod frame;
mod gate;
mod lines;
mod matrix;
mod pipeline;
mod session;
mod source;
mod symbology;
mod text;

#[cfg(feature = "camera")]
pub use camera::Camera;
#[cfg(not(target_family = "wasm"))]
pub use decode_thread::{DecodeEvent, DecodeThread};
pub use decoded::{Decoded, PixelPoint, nearest_to_centre};
pub use event::{CameraError, ScanEvent};
pub use frame::{FrameError, LumaFrame, LumaPicture};
pub use gate::{Admission, FrameId, Gate};
pub use pipeline::{Scanner, decode_photo};
pub use session::{Pace, Session, Sighting};
pub use source::{FrameSource, Pictures, SourceError};
#[cfg(feature = "pictures")]
pub use source::{PictureError, PictureFolder};
pub use symbology::{Certainty, Symbology};
