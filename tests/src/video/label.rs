//! Printed labels: a code in one of four symbologies, with something like text under it.

use std::fmt;

use mobile_core::scan::LumaPicture;
use qrcode::{EcLevel, QrCode};
use rxing::{BarcodeFormat, MultiFormatWriter, Writer};

use super::Random;
use super::raster::Raster;

/// What is printed on a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbol {
    /// The smallest QR code that holds the text, error correction M.
    Qr(String),
    /// A square Data Matrix.
    DataMatrix(String),
    /// Bars.
    Code128(String),
    /// Bars.
    Code39(String),
}

impl Symbol {
    /// What it says.
    pub fn text(&self) -> &str {
        let (Self::Qr(text) | Self::DataMatrix(text) | Self::Code128(text) | Self::Code39(text)) =
            self;
        text
    }

    pub(super) fn is_linear(&self) -> bool {
        matches!(self, Self::Code128(_) | Self::Code39(_))
    }

    /// The modules, row by row; true is dark.
    fn modules(&self) -> Result<Vec<Vec<bool>>, Unprintable> {
        let format = match self {
            Self::Qr(text) => {
                let code = QrCode::with_error_correction_level(text, EcLevel::M)
                    .map_err(|error| Unprintable(error.to_string()))?;
                let colors = code.to_colors();
                let rows = colors.chunks(code.width());
                return Ok(rows
                    .map(|row| row.iter().map(|c| c.select(true, false)).collect())
                    .collect());
            }
            Self::DataMatrix(_) => BarcodeFormat::DATA_MATRIX,
            Self::Code128(_) => BarcodeFormat::CODE_128,
            Self::Code39(_) => BarcodeFormat::CODE_39,
        };
        let matrix = MultiFormatWriter
            .encode(self.text(), &format, 1, 1)
            .map_err(|error| Unprintable(error.to_string()))?;
        let row = |y| {
            (0..matrix.getWidth())
                .map(|x| matrix.get(x, y))
                .collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<bool>> = (0..matrix.getHeight()).map(row).collect();
        // The writers differ in the quiet zone that they add; the label adds its own.
        rows.retain(|row| row.contains(&true));
        let dark = |x: usize| rows.iter().any(|row| row[x]);
        let width = rows.first().map_or(0, Vec::len);
        let left = (0..width).find(|&x| dark(x)).unwrap_or(0);
        let right = (0..width).rev().find(|&x| dark(x)).map_or(0, |x| x + 1);
        Ok(rows
            .into_iter()
            .map(|row| row[left..right].to_vec())
            .collect())
    }
}

/// A text that a symbology cannot hold.
#[derive(Debug)]
pub struct Unprintable(String);

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot be printed: {}", self.0)
    }
}

impl std::error::Error for Unprintable {}

/// A printed label: white, with its code and something like text under it.
#[derive(Debug, Clone)]
pub struct Label {
    pub(super) raster: Raster,
    /// Width of the code's part of the label, as a share of the label's width.
    pub(super) code_share: f32,
}

impl Label {
    /// Prints a label.
    ///
    /// # Errors
    /// When the symbology cannot hold the text.
    pub fn print(symbol: &Symbol) -> Result<Self, Unprintable> {
        let modules = symbol.modules()?;
        let across = modules.first().map_or(0, Vec::len);
        // Pixels of the raster a module; quiet zones of 4 modules, or 10 beside bars.
        let (module, quiet) = if symbol.is_linear() { (4, 10) } else { (12, 4) };
        let rows = if symbol.is_linear() {
            across / 4
        } else {
            modules.len()
        };
        let text_rows = (rows / 4).max(3);
        let width = (across + 2 * quiet) * module;
        let height = (rows + 2 * quiet.min(4) + text_rows + 2) * module;
        let mut raster = Raster::new(width, height, 255);
        let top = quiet.min(4) * module;
        for y in 0..rows * module {
            let row = &modules[if symbol.is_linear() { 0 } else { y / module }];
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                for across in 0..module {
                    raster.set((x + quiet) * module + across, top + y, 0);
                }
            }
        }
        let under = top + rows * module + 2 * module;
        draw_words(
            &mut raster,
            symbol.text(),
            quiet * module,
            under,
            text_rows * module,
        );
        Ok(Self {
            raster,
            code_share: across as f32 / (across + 2 * quiet) as f32,
        })
    }

    /// A label that somebody else printed, cut out along its edges, of whose width the code takes such a share.
    #[must_use]
    pub fn cut(picture: LumaPicture, code_share: f32) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let pixels = picture.into_pixels();
        Self {
            raster: Raster {
                pixels,
                width,
                height,
            },
            code_share,
        }
    }

    /// The label as a picture of its own, pixel by pixel.
    pub fn picture(&self) -> LumaPicture {
        self.raster.to_picture()
    }

    pub(super) fn inverted(&self) -> Self {
        let mut raster = self.raster.clone();
        raster
            .pixels
            .iter_mut()
            .for_each(|pixel| *pixel = 255 - *pixel);
        Self {
            raster,
            code_share: self.code_share,
        }
    }
}

/// Something that looks like words to a decoder: strokes of varied width.
fn draw_words(raster: &mut Raster, text: &str, left: usize, top: usize, height: usize) {
    let mut random = Random::new(text.bytes().map(u64::from).sum());
    let stroke = (height / 6).max(2);
    let mut x = left;
    for _ in text.chars() {
        let width = stroke * random.between(2.0, 5.0) as usize;
        if x + width + left > raster.width {
            break;
        }
        for y in top..(top + height).min(raster.height) {
            let level = (y - top) / stroke;
            let bar = level.is_multiple_of(2) && random.between(0.0, 1.0) < 0.9;
            for at in x..x + width {
                if bar || at < x + stroke {
                    raster.set(at, y, 0);
                }
            }
        }
        x += width + 2 * stroke;
    }
}
