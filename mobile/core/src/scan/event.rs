//! What a camera tells the screen, whichever camera it is.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::decoded::Decoded;

/// Something that happened while the camera was open.
#[derive(Debug, Clone, PartialEq)]
pub enum ScanEvent {
    /// The camera delivers.
    Started {
        /// Whether it has a light of its own that can be switched.
        torch: bool,
    },
    /// A frame was read. Most hold no code.
    Frame {
        /// When, in milliseconds on the clock of this camera, which never goes back: for
        /// [`super::Session::observe`].
        at_ms: u64,
        /// Width of the frame in pixels.
        width: u32,
        /// Height of the frame in pixels.
        height: u32,
        /// The codes, with corners in pixels of the frame.
        codes: Vec<Decoded>,
    },
    /// A photo that the person chose was read. No second frame will come to support a weak code:
    /// the person confirms it.
    Photo {
        /// Width of what was read in pixels.
        width: u32,
        /// Height of what was read in pixels.
        height: u32,
        /// The codes; empty where the photo shows none that can be read.
        codes: Vec<Decoded>,
    },
    /// The photo that the person chose cannot be opened, or the decoder stumbled over it.
    PhotoFailed,
    /// The camera is off because nobody looks; it starts by itself when somebody does.
    Paused,
    /// The camera gives no picture. Typing and photos remain.
    Failed(CameraError),
    /// The decoder stumbled over a frame and was started anew; the camera goes on.
    DecoderRestarted,
    /// The decoder cannot be started here. Typing remains.
    DecoderLost,
}

/// Why the camera gives no picture.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraError {
    /// The person, or a rule of the device, does not allow it.
    #[error("the camera is not allowed")]
    Refused,
    /// The device has none.
    #[error("there is no camera")]
    Missing,
    /// Another app has it.
    #[error("another app has the camera")]
    Busy,
    /// It was asked for and has given no picture so far: the person was not heard yet, or the system keeps it.
    #[error("the camera gives no picture yet")]
    Silent,
    /// The page is not served securely, so the browser hides the camera.
    #[error("the address is not secure, so there is no camera")]
    NotSecure,
    /// Anything else, in the words of the system.
    #[error("the camera does not start: {0}")]
    Other(String),
}
