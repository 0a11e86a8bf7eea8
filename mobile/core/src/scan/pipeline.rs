//! Which reader runs on which frame.
//!
//! A frame of a video must be answered in a few milliseconds, and a person holds the phone for
//! many frames. So every frame gets what is fast and most wanted (QR codes, bars lying flat), and
//! one of the slower attempts in turn; an attempt that found something stays on for the next
//! frames, so that a Data Matrix in the picture is followed like a QR code.

use rxing::common::HybridBinarizer;
use rxing::{BinaryBitmap, Luma8Source, LuminanceSource};

use super::bars::{Lines, read_bars};
use super::decoded::Decoded;
use super::frame::LumaFrame;
use super::matrix::{Bitmap, Care, read_aztec_and_pdf417, read_data_matrix, read_qr};

/// Pixels between lines in a video, where the hand moves anyway.
const VIDEO_STEP: usize = 12;

/// Lines through a picture that will not come again, where it has as many.
const PHOTO_LINES: u32 = 256;

/// Shorter sides are enlarged before a thorough attempt (rxing's filtered reader does the same).
const SMALL_SIDE: u32 = 150;

/// An attempt that does not run on every frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    /// Data Matrix at full size.
    DataMatrix,
    /// Bars that stand upright in the picture.
    BarsDown,
    /// Light codes on dark ground.
    DarkGround,
    /// At half the size, where blur and noise are half as large.
    HalfSize,
    /// Aztec and PDF417.
    Stacked,
    /// QR with every row searched.
    EveryRow,
}

impl Attempt {
    const ALL: [Self; 6] = [
        Self::DataMatrix,
        Self::BarsDown,
        Self::DarkGround,
        Self::HalfSize,
        Self::EveryRow,
        Self::Stacked,
    ];
}

/// Reads the frames of one video, remembering only which attempts pay.
#[derive(Debug, Default)]
pub struct Scanner {
    turn: usize,
    paying: [bool; Attempt::ALL.len()],
}

impl Scanner {
    /// A scanner at the first frame.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one frame of a video. Not every frame tries everything: a code that is held before
    /// the camera is found within [`Self::FULL_TURN`] frames.
    pub fn decode(&mut self, frame: LumaFrame<'_>) -> Vec<Decoded> {
        let Some(source) = source_of(&frame) else { return Vec::new() };
        let mut bitmap: Bitmap<'_> = BinaryBitmap::new(HybridBinarizer::new(source.clone()));
        let mut found = read_qr(&mut bitmap, Care::Quick);
        add(&mut found, read_bars(&source, Lines::Across, VIDEO_STEP));
        for (number, attempt) in Attempt::ALL.into_iter().enumerate() {
            if number != self.turn && !self.paying[number] {
                continue;
            }
            let more = run(attempt, &frame, &source, &mut bitmap);
            self.paying[number] = add(&mut found, more);
        }
        self.turn = (self.turn + 1) % Self::FULL_TURN;
        found
    }

    /// After as many frames everything has been tried once.
    pub const FULL_TURN: usize = Attempt::ALL.len();
}

fn run(
    attempt: Attempt,
    frame: &LumaFrame<'_>,
    source: &Luma8Source<'_>,
    bitmap: &mut Bitmap<'_>,
) -> Vec<Decoded> {
    match attempt {
        Attempt::DataMatrix => read_data_matrix(bitmap, Care::Quick),
        Attempt::BarsDown => read_bars(source, Lines::Down, VIDEO_STEP),
        Attempt::EveryRow => read_qr(bitmap, Care::Thorough),
        Attempt::Stacked => read_aztec_and_pdf417(bitmap, Care::Quick),
        Attempt::DarkGround => {
            let mut dark = source.clone();
            dark.invert();
            let mut bitmap: Bitmap<'_> = BinaryBitmap::new(HybridBinarizer::new(dark.clone()));
            let mut found = read_qr(&mut bitmap, Care::Quick);
            add(&mut found, read_data_matrix(&mut bitmap, Care::Quick));
            add(&mut found, read_bars(&dark, Lines::Across, VIDEO_STEP));
            found
        }
        Attempt::HalfSize => {
            let Some(half) = frame.halved() else { return Vec::new() };
            let half_frame = half.frame();
            let Some(source) = source_of(&half_frame) else { return Vec::new() };
            let mut bitmap: Bitmap<'_> = BinaryBitmap::new(HybridBinarizer::new(source.clone()));
            let mut found = read_qr(&mut bitmap, Care::Quick);
            add(&mut found, read_data_matrix(&mut bitmap, Care::Quick));
            add(&mut found, read_bars(&source, Lines::Across, VIDEO_STEP / 2));
            scaled(found, 2.0, 0.0)
        }
    }
}

/// Reads a picture that will not come again, with everything that the pipeline knows. May take
/// a second on a large picture; only for photos and tests.
pub fn decode_photo(frame: LumaFrame<'_>) -> Vec<Decoded> {
    let mut found = decode_at_size(&frame);
    let mut smaller = frame.halved();
    while let Some(picture) = smaller {
        add(&mut found, scaled_to(&frame, &picture.frame(), decode_at_size(&picture.frame())));
        smaller = if found.is_empty() { picture.frame().halved() } else { None };
    }
    if found.is_empty() && frame.width().min(frame.height()) < SMALL_SIDE {
        let (factor, quiet) = (3, 12);
        if let Some(large) = frame.enlarged(factor, quiet) {
            let more = decode_at_size(&large.frame());
            add(&mut found, scaled(more, 1.0 / factor as f32, -(quiet as f32)));
        }
    }
    found
}

fn decode_at_size(frame: &LumaFrame<'_>) -> Vec<Decoded> {
    let Some(light) = source_of(frame) else { return Vec::new() };
    let mut dark = light.clone();
    dark.invert();
    let mut found = Vec::new();
    for source in [light, dark] {
        let mut bitmap: Bitmap<'_> = BinaryBitmap::new(HybridBinarizer::new(source.clone()));
        add(&mut found, read_qr(&mut bitmap, Care::Thorough));
        add(&mut found, read_data_matrix(&mut bitmap, Care::Thorough));
        add(&mut found, read_aztec_and_pdf417(&mut bitmap, Care::Thorough));
        for (lines, side) in [(Lines::Across, frame.height()), (Lines::Down, frame.width())] {
            let step = (side / PHOTO_LINES).max(1) as usize;
            add(&mut found, read_bars(&source, lines, step));
        }
        // Gaps between the dots of a needle printer or a laser mark are filled.
        if found.is_empty() && bitmap.close().is_ok() {
            add(&mut found, read_qr(&mut bitmap, Care::Thorough));
            add(&mut found, read_data_matrix(&mut bitmap, Care::Thorough));
        }
    }
    found
}

/// Adds what is not there yet, and no bars that were seen inside a matrix code. Says whether
/// anything was read, new or not.
fn add(found: &mut Vec<Decoded>, more: Vec<Decoded>) -> bool {
    let any = !more.is_empty();
    for code in more {
        let inside = |other: &Decoded| {
            code.symbology.is_linear()
                && !other.symbology.is_linear()
                && other.covers(code.centre())
        };
        if !found.iter().any(|other| other.is_same_print(&code) || inside(other)) {
            found.push(code);
        }
    }
    any
}

/// Places of a picture `1/factor` of the size, moved back to the frame it was made of.
fn scaled(mut found: Vec<Decoded>, factor: f32, quiet: f32) -> Vec<Decoded> {
    for corner in found.iter_mut().flat_map(|code| &mut code.corners) {
        corner.x = (corner.x + quiet) * factor;
        corner.y = (corner.y + quiet) * factor;
    }
    found
}

fn scaled_to(frame: &LumaFrame<'_>, smaller: &LumaFrame<'_>, found: Vec<Decoded>) -> Vec<Decoded> {
    scaled(found, frame.width() as f32 / smaller.width() as f32, 0.0)
}

/// The plane as rxing takes it: borrowed where its rows touch.
fn source_of<'a>(frame: &LumaFrame<'a>) -> Option<Luma8Source<'a>> {
    match frame.contiguous() {
        Some(pixels) => {
            Luma8Source::new_with_slice(pixels, frame.width(), frame.height()).ok()
        }
        None => {
            let (width, height) = (frame.width(), frame.height());
            Luma8Source::new(frame.to_picture().into_pixels(), width, height).ok()
        }
    }
}
