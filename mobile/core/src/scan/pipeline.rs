//! Which reader runs on which frame.
//!
//! A frame of a video must be answered in a few milliseconds, and a person holds the phone for
//! many frames. So every frame gets what is fast and most wanted (QR codes, bars lying flat), and
//! some of the slower attempts in turn; an attempt that found something stays on for the next
//! frames, so that a Data Matrix in the picture is followed like a QR code.

use rxing::common::HybridBinarizer;
use rxing::{BinaryBitmap, Luma8Source, LuminanceSource};

use super::bars::{Sweep, read_bars};
use super::decoded::Decoded;
use super::frame::{LumaFrame, LumaPicture};
use super::matrix::{Bitmap, Care, read_aztec_and_pdf417, read_data_matrix, read_qr};

/// Lines for bars in a video, where the hand moves anyway.
const VIDEO_SWEEP: Sweep = Sweep {
    degrees: 0.0,
    step: 12.0,
    thickness: 3,
    inverted: false,
};

/// Lines through a picture that will not come again, where it has as many.
const PHOTO_LINES: u32 = 256;

/// Shorter sides are enlarged before a thorough attempt (rxing's filtered reader does the same).
const SMALL_SIDE: u32 = 150;

/// An attempt that does not run on every frame.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Attempt {
    /// Data Matrix at full and at half size.
    DataMatrix,
    /// Light codes on dark ground.
    DarkGround,
    /// QR with every row searched, and at a third of the size.
    Thorough,
    /// Aztec and PDF417.
    Stacked,
    /// Bars that lie turned so many degrees.
    Bars(f32),
}

impl Attempt {
    /// In the order of their turns: each frame has one of the first row and one of the second.
    const ALL: [[Self; 8]; 2] = [
        [
            Self::DataMatrix,
            Self::DarkGround,
            Self::Thorough,
            Self::Stacked,
            Self::DataMatrix,
            Self::DarkGround,
            Self::Thorough,
            Self::Stacked,
        ],
        [
            Self::Bars(90.0),
            Self::Bars(20.0),
            Self::Bars(160.0),
            Self::Bars(110.0),
            Self::Bars(70.0),
            Self::Bars(45.0),
            Self::Bars(135.0),
            Self::Bars(0.0),
        ],
    ];
}

/// Reads the frames of one video, remembering only which attempts pay.
#[derive(Debug, Default)]
pub struct Scanner {
    turn: usize,
    /// What found something when it last ran.
    paying: Vec<Attempt>,
}

impl Scanner {
    /// After as many frames everything has been tried once.
    pub const FULL_TURN: usize = Attempt::ALL[0].len();

    /// A scanner at the first frame.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one frame of a video. Not every frame tries everything: a code that is held before
    /// the camera is found within [`Self::FULL_TURN`] frames.
    pub fn decode(&mut self, frame: LumaFrame<'_>) -> Vec<Decoded> {
        let Some(mut view) = View::new(&frame) else {
            return Vec::new();
        };
        let mut found = read_qr(&mut view.full, Care::Quick);
        if let Some(half) = &view.half {
            add(
                &mut found,
                at_size(&frame, half, |bitmap| read_qr(bitmap, Care::Quick)),
            );
        }
        add(&mut found, read_bars(&frame, VIDEO_SWEEP));
        let mut attempts = self.paying.clone();
        for attempt in Attempt::ALL.map(|row| row[self.turn]) {
            if !attempts.contains(&attempt) {
                attempts.push(attempt);
            }
        }
        self.turn = (self.turn + 1) % Self::FULL_TURN;
        self.paying.clear();
        for attempt in attempts {
            if add(&mut found, view.run(attempt)) {
                self.paying.push(attempt);
            }
        }
        found
    }
}

/// A frame in the forms that attempts share.
struct View<'a> {
    frame: LumaFrame<'a>,
    source: Luma8Source<'a>,
    full: Bitmap<'a>,
    /// Where blur and noise are half as large.
    half: Option<LumaPicture>,
}

impl<'a> View<'a> {
    fn new(frame: &LumaFrame<'a>) -> Option<Self> {
        let source = source_of(frame)?;
        let full = bitmap_of(source.clone());
        Some(Self {
            frame: *frame,
            source,
            full,
            half: frame.halved(),
        })
    }

    fn run(&mut self, attempt: Attempt) -> Vec<Decoded> {
        match attempt {
            Attempt::Bars(degrees) => read_bars(
                &self.frame,
                Sweep {
                    degrees,
                    ..VIDEO_SWEEP
                },
            ),
            Attempt::Stacked => read_aztec_and_pdf417(&mut self.full, Care::Quick),
            Attempt::DataMatrix => {
                let mut found = read_data_matrix(&mut self.full, Care::Quick);
                if let Some(half) = &self.half {
                    let read = |bitmap: &mut Bitmap<'_>| read_data_matrix(bitmap, Care::Quick);
                    add(&mut found, at_size(&self.frame, half, read));
                }
                found
            }
            Attempt::Thorough => {
                let mut found = read_qr(&mut self.full, Care::Thorough);
                if let Some(third) = self.frame.reduced::<3>() {
                    let read = |bitmap: &mut Bitmap<'_>| read_qr(bitmap, Care::Thorough);
                    add(&mut found, at_size(&self.frame, &third, read));
                }
                found
            }
            Attempt::DarkGround => {
                let mut dark = self.source.clone();
                dark.invert();
                let mut bitmap = bitmap_of(dark);
                let mut found = read_qr(&mut bitmap, Care::Quick);
                add(&mut found, read_data_matrix(&mut bitmap, Care::Quick));
                let sweep = Sweep {
                    inverted: true,
                    ..VIDEO_SWEEP
                };
                add(&mut found, read_bars(&self.frame, sweep));
                found
            }
        }
    }
}

/// What `read` finds in a smaller picture of the frame, in pixels of the frame.
fn at_size(
    frame: &LumaFrame<'_>,
    smaller: &LumaPicture,
    read: impl FnOnce(&mut Bitmap<'_>) -> Vec<Decoded>,
) -> Vec<Decoded> {
    let smaller = smaller.frame();
    let Some(source) = source_of(&smaller) else {
        return Vec::new();
    };
    scaled_to(frame, &smaller, read(&mut bitmap_of(source)))
}

/// Reads a picture that will not come again, with everything that the pipeline knows. May take
/// a second on a large picture; only for photos and tests.
pub fn decode_photo(frame: LumaFrame<'_>) -> Vec<Decoded> {
    let mut found = decode_at_size(&frame);
    let mut smaller = frame.halved();
    while let Some(picture) = smaller {
        add(
            &mut found,
            scaled_to(&frame, &picture.frame(), decode_at_size(&picture.frame())),
        );
        smaller = if found.is_empty() {
            picture.frame().halved()
        } else {
            None
        };
    }
    if found.is_empty() {
        for degrees in [20.0, 160.0, 45.0, 135.0, 70.0, 110.0] {
            add(
                &mut found,
                read_bars(&frame, photo_sweep(&frame, degrees, false)),
            );
        }
    }
    if found.is_empty() && frame.width().min(frame.height()) < SMALL_SIDE {
        let (factor, quiet) = (3, 12);
        if let Some(large) = frame.enlarged(factor, quiet) {
            let more = decode_at_size(&large.frame());
            add(
                &mut found,
                scaled(more, 1.0 / factor as f32, -(quiet as f32)),
            );
        }
    }
    found
}

fn photo_sweep(frame: &LumaFrame<'_>, degrees: f32, inverted: bool) -> Sweep {
    let step = (frame.width().min(frame.height()) / PHOTO_LINES).max(1) as f32;
    Sweep {
        degrees,
        step,
        thickness: 1,
        inverted,
    }
}

fn decode_at_size(frame: &LumaFrame<'_>) -> Vec<Decoded> {
    let Some(light) = source_of(frame) else {
        return Vec::new();
    };
    let mut dark = light.clone();
    dark.invert();
    let mut found = Vec::new();
    for (source, inverted) in [(light, false), (dark, true)] {
        let mut bitmap = bitmap_of(source);
        add(&mut found, read_qr(&mut bitmap, Care::Thorough));
        add(&mut found, read_data_matrix(&mut bitmap, Care::Thorough));
        add(
            &mut found,
            read_aztec_and_pdf417(&mut bitmap, Care::Thorough),
        );
        for degrees in [0.0, 90.0] {
            add(
                &mut found,
                read_bars(frame, photo_sweep(frame, degrees, inverted)),
            );
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
        if !found
            .iter()
            .any(|other| other.is_same_print(&code) || inside(other))
        {
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
        Some(pixels) => Luma8Source::new_with_slice(pixels, frame.width(), frame.height()).ok(),
        None => {
            let (width, height) = (frame.width(), frame.height());
            Luma8Source::new(frame.to_picture().into_pixels(), width, height).ok()
        }
    }
}

fn bitmap_of(source: Luma8Source<'_>) -> Bitmap<'_> {
    BinaryBitmap::new(HybridBinarizer::new(source))
}
