//! The picture of a code: dark runs of whole modules, as SVG draws them and as a printer's dots.
//!
//! **Invariant:** a [`Picture`] was read back by the scanner's decoder, and what it read is the code that is written
//! under it. There is no other way to make one.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};
use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, Luma8Source, Reader as _};
use shared::label::LabelCode;

use super::code::{Correction, QUIET};

/// Why there is no picture of a code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    /// It is too long for any QR code.
    #[error("the code is too long: {0}")]
    TooLong(#[from] qrcode::types::QrError),
    /// The decoder cannot read it.
    #[error("the picture cannot be read: {0}")]
    Unreadable(#[from] rxing::Exceptions),
    /// The decoder reads something else.
    #[error("the picture reads {0:?}")]
    ReadsOtherwise(String),
}

/// The picture of one of our codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    code: LabelCode,
    /// Modules across without the quiet zone.
    modules: u32,
    runs: Vec<Run>,
}

/// Dark modules beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    x: u32,
    y: u32,
    length: u32,
}

/// Modules across a code of ours with its quiet zones: the same for all of them.
pub(crate) fn modules(correction: Correction) -> u32 {
    // The fewest signs that hold any of our codes: all have the same number of them, of the same set.
    let code = QrCode::with_error_correction_level(
        LabelCode::from_random(0).to_string(),
        correction.level(),
    );
    let width = code.map_or(0, |code| code.width());
    u32::try_from(width).unwrap_or(0) + 2 * QUIET
}

impl Picture {
    /// Draws a code, and reads it back from dots of that size.
    ///
    /// # Errors
    /// [`PictureError`] if it would not be read as what is written under it.
    pub(crate) fn of(
        code: LabelCode,
        correction: Correction,
        dots: u32,
    ) -> Result<Self, PictureError> {
        Self::draw(code, correction)?.read_back(dots)
    }

    fn read_back(self, dots: u32) -> Result<Self, PictureError> {
        let read = read(self.dots(dots), (self.modules + 2 * QUIET) * dots)?;
        if read == self.code.to_string() {
            Ok(self)
        } else {
            Err(PictureError::ReadsOtherwise(read))
        }
    }

    fn draw(code: LabelCode, correction: Correction) -> Result<Self, PictureError> {
        let drawn = QrCode::with_error_correction_level(code.to_string(), correction.level())?;
        let modules = u32::try_from(drawn.width()).unwrap_or(0);
        let mut runs: Vec<Run> = Vec::new();
        for (at, color) in (0..).zip(drawn.to_colors()) {
            let (x, y) = (at % modules, at / modules);
            match runs.last_mut() {
                _ if color == Color::Light => {}
                Some(run) if run.y == y && run.x + run.length == x => run.length += 1,
                _ => runs.push(Run { x, y, length: 1 }),
            }
        }
        Ok(Self {
            code,
            modules,
            runs,
        })
    }

    /// What it reads.
    pub(crate) const fn code(&self) -> LabelCode {
        self.code
    }

    /// The dark modules as an SVG path, one unit a module, the quiet zone at the edge of the picture left free.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for Run { x, y, length } in &self.runs {
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
        }
        path
    }

    /// The printer's dots, 0 for dark, row by row, quiet zone and all, with so many dots a module.
    fn dots(&self, dots: u32) -> Vec<u8> {
        let side = ((self.modules + 2 * QUIET) * dots) as usize;
        let mut pixels = vec![u8::MAX; side * side];
        for Run { x, y, length } in &self.runs {
            let from = ((x + QUIET) * dots) as usize;
            let to = from + (length * dots) as usize;
            let top = ((y + QUIET) * dots) as usize;
            for row in top..top + dots as usize {
                pixels[row * side + from..row * side + to].fill(0);
            }
        }
        pixels
    }
}

/// What the scanner's decoder reads in a square of dots.
fn read(pixels: Vec<u8>, side: u32) -> Result<String, rxing::Exceptions> {
    let source = Luma8Source::new(pixels, side, side)?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    Ok(QrReader.decode(&mut bitmap)?.getText().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_smallest_qr_up_to_quartile() {
        assert_eq!(Correction::ALL.map(modules), [29, 29, 29, 33]);
    }

    #[test]
    fn fc_p3_every_picture_reads_as_what_is_written_under_it() {
        // Codes that begin with digits, letters, zeros after the `R`, and all of zeros.
        let beginnings = [
            0,
            1,
            u64::MAX,
            0x0550_b34b_e465_aa45,
            9 << 55,
            10 << 55,
            31 << 55,
        ];
        for bits in beginnings {
            let code = LabelCode::from_random(bits);
            for correction in Correction::ALL {
                for dots in [2, 3, 6, 17] {
                    let picture = Picture::of(code, correction, dots).expect("a picture");
                    assert_eq!(picture.code(), code);
                }
            }
        }
    }

    #[test]
    fn a_picture_that_reads_otherwise_or_not_at_all_is_none() {
        let drawn = Picture::draw(LabelCode::from_random(2), Correction::Quartile).expect("drawn");
        let shifted = Picture {
            code: LabelCode::from_random(1),
            ..drawn.clone()
        };
        assert!(matches!(
            shifted.read_back(3),
            Err(PictureError::ReadsOtherwise(_))
        ));
        let torn = Picture {
            runs: drawn.runs[..drawn.runs.len() / 2].to_vec(),
            ..drawn
        };
        assert!(matches!(
            torn.read_back(3),
            Err(PictureError::Unreadable(_))
        ));
    }
}
