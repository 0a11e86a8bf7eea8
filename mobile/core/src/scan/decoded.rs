//! What one picture yields: a code with its bytes, its text and its place.

use serde::{Deserialize, Serialize};

use super::symbology::Symbology;

/// A place in a frame, in pixels from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PixelPoint {
    /// Pixels to the right.
    pub x: f32,
    /// Pixels down.
    pub y: f32,
}

/// A code read from one picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decoded {
    /// The kind of code.
    pub symbology: Symbology,
    /// The AIM identifier (ISO/IEC 15424), such as `]C1` for GS1-128. It alone tells whether a
    /// code begins with FNC1; empty where the decoder does not say.
    pub aim: String,
    /// The bytes as encoded, before any character set. Kept because the text is an
    /// interpretation.
    pub bytes: Vec<u8>,
    /// The text as printed: no full-ASCII reading of Code 39, Codabar with its start and stop.
    /// FNC1 within the code is a GS (byte 1D).
    pub text: String,
    /// The four corners in pixels of the frame, in order around the code. For bars they span the
    /// rows in which the code was read.
    pub corners: [PixelPoint; 4],
}

impl Decoded {
    /// The middle of the code.
    pub fn centre(&self) -> PixelPoint {
        let sum = self
            .corners
            .iter()
            .fold((0.0, 0.0), |sum, c| (sum.0 + c.x, sum.1 + c.y));
        PixelPoint {
            x: sum.0 / 4.0,
            y: sum.1 / 4.0,
        }
    }

    /// The upright box around the code: left, top, right, bottom.
    pub(super) fn bounds(&self) -> [f32; 4] {
        self.corners.iter().fold(
            [
                f32::INFINITY,
                f32::INFINITY,
                f32::NEG_INFINITY,
                f32::NEG_INFINITY,
            ],
            |b, c| [b[0].min(c.x), b[1].min(c.y), b[2].max(c.x), b[3].max(c.y)],
        )
    }

    /// Whether `point` lies in the upright box around the code.
    pub(super) fn covers(&self, point: PixelPoint) -> bool {
        let [left, top, right, bottom] = self.bounds();
        (left..=right).contains(&point.x) && (top..=bottom).contains(&point.y)
    }

    /// Whether both are readings of one print: equal, and at one place.
    pub(super) fn is_same_print(&self, other: &Self) -> bool {
        self.symbology == other.symbology
            && self.bytes == other.bytes
            && (self.covers(other.centre()) || other.covers(self.centre()))
    }
}

/// Of several codes in a picture of `width` × `height` pixels, the one that the person aims at.
pub fn nearest_to_centre(codes: &[Decoded], width: u32, height: u32) -> Option<&Decoded> {
    let distance = |code: &Decoded| {
        let centre = code.centre();
        (centre.x - width as f32 / 2.0).hypot(centre.y - height as f32 / 2.0)
    };
    codes
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}
