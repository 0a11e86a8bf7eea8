//! Luma planes: the only form in which pictures enter the pipeline.
//!
//! Owns the check of their shape and the few changes of them that decoding needs (half the size,
//! twice the size). Leaves their making (camera, files, canvas) to the sources.

use thiserror::Error;

/// Larger sides are refused: no camera makes them, and their buffers would exhaust a phone.
const LARGEST_SIDE: u32 = 16_384;

/// Why a plane of bytes is not a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// A side is zero or larger than any camera makes.
    #[error("a picture of {width} × {height} pixels cannot be scanned")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Rows would overlap.
    #[error("rows of {stride} bytes cannot hold {width} pixels")]
    Stride {
        /// Bytes from one row to the next.
        stride: u32,
        /// Width in pixels.
        width: u32,
    },
    /// The plane ends before its last pixel.
    #[error("the plane has {actual} bytes and needs {needed}")]
    Short {
        /// Bytes that the shape asks for.
        needed: usize,
        /// Bytes that are there.
        actual: usize,
    },
}

/// A borrowed luma plane, 0 black to 255 white, as cameras hand it over.
#[derive(Debug, Clone, Copy)]
pub struct LumaFrame<'a> {
    pixels: &'a [u8],
    width: u32,
    height: u32,
    stride: u32,
}

impl<'a> LumaFrame<'a> {
    /// Takes `pixels` as `height` rows of `width` pixels, each row `stride` bytes after the last.
    ///
    /// # Errors
    /// When the sizes and the length of the plane do not agree.
    pub fn new(pixels: &'a [u8], width: u32, height: u32, stride: u32) -> Result<Self, FrameError> {
        let side = 1..=LARGEST_SIDE;
        if !side.contains(&width) || !side.contains(&height) {
            return Err(FrameError::Size { width, height });
        }
        if stride < width || stride > 2 * LARGEST_SIDE {
            return Err(FrameError::Stride { stride, width });
        }
        let needed = stride as usize * (height as usize - 1) + width as usize;
        if pixels.len() < needed {
            return Err(FrameError::Short {
                needed,
                actual: pixels.len(),
            });
        }
        Ok(Self {
            pixels,
            width,
            height,
            stride,
        })
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The pixels of row `y`, which must be below [`Self::height`].
    pub(super) fn row(&self, y: u32) -> &'a [u8] {
        let start = y as usize * self.stride as usize;
        &self.pixels[start..start + self.width as usize]
    }

    /// All pixels as one slice without gaps, where the rows touch.
    pub(super) fn contiguous(&self) -> Option<&'a [u8]> {
        let length = self.width as usize * self.height as usize;
        (self.stride == self.width).then(|| &self.pixels[..length])
    }

    /// A copy with rows that touch.
    pub fn to_picture(&self) -> LumaPicture {
        let pixels = (0..self.height)
            .flat_map(|y| self.row(y))
            .copied()
            .collect();
        LumaPicture {
            pixels,
            width: self.width,
            height: self.height,
        }
    }

    /// Half the size.
    pub(super) fn halved(&self) -> Option<LumaPicture> {
        self.reduced::<2>()
    }

    /// `1/N` of the size: each pixel the mean of N × N, which also calms the noise of a dim room.
    /// None where nothing readable would be left.
    pub(super) fn reduced<const N: usize>(&self) -> Option<LumaPicture> {
        let (width, height) = (self.width / N as u32, self.height / N as u32);
        if width < 40 || height < 40 {
            return None;
        }
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        let mut sums = vec![0_u32; width as usize];
        for y in 0..height {
            sums.fill((N * N / 2) as u32);
            for row in (0..N as u32).map(|beside| self.row(y * N as u32 + beside)) {
                for (sum, block) in sums.iter_mut().zip(row.chunks_exact(N)) {
                    *sum += block.iter().map(|pixel| u32::from(*pixel)).sum::<u32>();
                }
            }
            // The mean of bytes is a byte.
            pixels.extend(sums.iter().map(|sum| (sum / (N * N) as u32) as u8));
        }
        Some(LumaPicture {
            pixels,
            width,
            height,
        })
    }

    /// `factor` times the size, each pixel a square, with a rim of `quiet` white pixels. For codes
    /// cut out of a screen: their modules are too few pixels for the block-wise threshold and the
    /// detectors, and their quiet zone is often gone.
    pub(super) fn enlarged(&self, factor: u32, quiet: u32) -> Option<LumaPicture> {
        let width = self.width.checked_mul(factor)? + 2 * quiet;
        let height = self.height.checked_mul(factor)? + 2 * quiet;
        if width > LARGEST_SIDE || height > LARGEST_SIDE {
            return None;
        }
        let mut pixels = vec![u8::MAX; width as usize * height as usize];
        let rows = pixels.chunks_exact_mut(width as usize).skip(quiet as usize);
        for (y, row) in (0..self.height * factor).zip(rows) {
            let squares = row[quiet as usize..].chunks_exact_mut(factor as usize);
            for (pixel, square) in self.row(y / factor).iter().zip(squares) {
                square.fill(*pixel);
            }
        }
        Some(LumaPicture {
            pixels,
            width,
            height,
        })
    }
}

/// An owned luma plane whose rows touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LumaPicture {
    pixels: Vec<u8>,
    width: u32,
    height: u32,
}

impl LumaPicture {
    /// Takes `pixels` as `height` rows of `width` bytes.
    ///
    /// # Errors
    /// When the sizes and the length do not agree.
    pub fn new(pixels: Vec<u8>, width: u32, height: u32) -> Result<Self, FrameError> {
        LumaFrame::new(&pixels, width, height, width)?;
        Ok(Self {
            pixels,
            width,
            height,
        })
    }

    /// The luma of RGBA pixels as a canvas gives them (Rec. 601 weights; transparent counts as
    /// white, as on paper).
    ///
    /// # Errors
    /// When the sizes and the length do not agree.
    pub fn from_rgba(rgba: &[u8], width: u32, height: u32) -> Result<Self, FrameError> {
        let pixels = rgba
            .chunks_exact(4)
            .map(|p| {
                let (r, g, b) = (u32::from(p[0]), u32::from(p[1]), u32::from(p[2]));
                let alpha = u32::from(p[3]);
                let luma = (77 * r + 150 * g + 29 * b) >> 8;
                ((luma * alpha + 255 * (255 - alpha)) / 255) as u8
            })
            .collect();
        Self::new(pixels, width, height)
    }

    /// The picture as a frame.
    pub fn frame(&self) -> LumaFrame<'_> {
        LumaFrame {
            pixels: &self.pixels,
            width: self.width,
            height: self.height,
            stride: self.width,
        }
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The bytes, row after row.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_that_does_not_fit_its_shape_is_refused() {
        let plane = [0; 64];
        assert!(LumaFrame::new(&plane, 8, 8, 8).is_ok());
        assert_eq!(
            LumaFrame::new(&plane, 0, 8, 8).unwrap_err(),
            FrameError::Size {
                width: 0,
                height: 8
            }
        );
        assert_eq!(
            LumaFrame::new(&plane, 8, 8, 4).unwrap_err(),
            FrameError::Stride {
                stride: 4,
                width: 8
            }
        );
        assert_eq!(
            LumaFrame::new(&plane, 8, 9, 8).unwrap_err(),
            FrameError::Short {
                needed: 72,
                actual: 64
            }
        );
        assert!(LumaFrame::new(&plane, u32::MAX, u32::MAX, u32::MAX).is_err());
    }

    #[test]
    fn the_last_row_may_lack_its_padding() {
        let plane: Vec<u8> = (0..11).collect();
        let frame = LumaFrame::new(&plane, 3, 3, 4).unwrap();
        assert_eq!(
            frame.to_picture().into_pixels(),
            [0, 1, 2, 4, 5, 6, 8, 9, 10]
        );
    }

    #[test]
    fn transparent_pixels_are_paper() {
        let rgba = [0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255];
        let picture = LumaPicture::from_rgba(&rgba, 3, 1).unwrap();
        assert_eq!(picture.into_pixels(), [255, 0, 255]);
    }

    #[test]
    fn enlarging_keeps_flat_surfaces_flat() {
        let picture = LumaPicture::new(vec![90; 6], 3, 2).unwrap();
        let large = picture.frame().enlarged(3, 2).unwrap();
        assert_eq!((large.width(), large.height()), (13, 10));
        assert_eq!(large.frame().row(1), [255; 13]);
        assert_eq!(large.frame().row(7)[..4], [255, 255, 90, 90]);
        assert_eq!(large.frame().row(8), [255; 13]);
    }
}
