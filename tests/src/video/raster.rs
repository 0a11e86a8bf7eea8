//! Grey pixels, their blur, and the perspective in which one picture lies in another.

use mobile_core::scan::LumaPicture;

/// Grey pixels that can be drawn on.
#[derive(Debug, Clone)]
pub(super) struct Raster {
    pub(super) pixels: Vec<u8>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Raster {
    pub(super) fn new(width: usize, height: usize, grey: u8) -> Self {
        Self {
            pixels: vec![grey; width * height],
            width,
            height,
        }
    }

    pub(super) fn set(&mut self, x: usize, y: usize, grey: u8) {
        self.pixels[y * self.width + x] = grey;
    }

    /// The grey between pixels.
    pub(super) fn sample(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.max(0.0), y.max(0.0));
        let (left, top) = (
            (x as usize).min(self.width - 1),
            (y as usize).min(self.height - 1),
        );
        let (right, bottom) = (
            (left + 1).min(self.width - 1),
            (top + 1).min(self.height - 1),
        );
        let (across, down) = (x - left as f32, y - top as f32);
        let at = |x: usize, y: usize| f32::from(self.pixels[y * self.width + x]);
        let upper = at(left, top) * (1.0 - across) + at(right, top) * across;
        let lower = at(left, bottom) * (1.0 - across) + at(right, bottom) * across;
        upper * (1.0 - down) + lower * down
    }

    pub(super) fn blur_rows(&mut self, length: usize) {
        for row in self.pixels.chunks_exact_mut(self.width) {
            let source = row.to_vec();
            for (x, pixel) in row.iter_mut().enumerate() {
                let from = x.saturating_sub(length / 2);
                let window = &source[from..(from + length).min(source.len())];
                let sum: usize = window.iter().map(|pixel| usize::from(*pixel)).sum();
                *pixel = (sum / window.len()) as u8;
            }
        }
    }

    pub(super) fn blur_box(&mut self, radius: usize) {
        let mut turned = self.clone();
        turned.blur_rows(2 * radius + 1);
        let mut turned = turned.transposed();
        turned.blur_rows(2 * radius + 1);
        *self = turned.transposed();
    }

    pub(super) fn blur_gauss(&mut self, sigma: f32) {
        let reach = (3.0 * sigma).ceil() as i32;
        let mut kernel: Vec<f32> = (-reach..=reach)
            .map(|x| (-((x * x) as f32) / (2.0 * sigma * sigma)).exp())
            .collect();
        let sum: f32 = kernel.iter().sum();
        kernel.iter_mut().for_each(|weight| *weight /= sum);
        self.convolve_rows(&kernel);
        let mut turned = self.transposed();
        turned.convolve_rows(&kernel);
        *self = turned.transposed();
    }

    fn convolve_rows(&mut self, kernel: &[f32]) {
        let reach = kernel.len() / 2;
        for row in self.pixels.chunks_exact_mut(self.width) {
            let mut source = vec![row[0]; reach];
            source.extend_from_slice(row);
            source.extend(std::iter::repeat_n(row[row.len() - 1], reach));
            for (pixel, window) in row.iter_mut().zip(source.windows(kernel.len())) {
                let sum: f32 = window
                    .iter()
                    .zip(kernel)
                    .map(|(p, w)| f32::from(*p) * w)
                    .sum();
                *pixel = (sum + 0.5) as u8;
            }
        }
    }

    fn transposed(&self) -> Self {
        let mut turned = Self::new(self.height, self.width, 0);
        for (y, row) in self.pixels.chunks_exact(self.width).enumerate() {
            for (x, pixel) in row.iter().enumerate() {
                turned.pixels[x * self.height + y] = *pixel;
            }
        }
        turned
    }

    /// # Panics
    /// Never: a raster is made with the pixels that its size asks for.
    pub(super) fn to_picture(&self) -> LumaPicture {
        LumaPicture::new(self.pixels.clone(), self.width as u32, self.height as u32)
            .expect("a raster has as many pixels as its size says")
    }
}

/// A projective map of the plane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Perspective([f32; 9]);

impl Perspective {
    /// The map that takes the unit square to these corners (Heckbert 1989, 2.2.3).
    pub(super) fn of_corners(corners: [(f32, f32); 4]) -> Self {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = corners;
        let (sx, sy) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
        let (dx1, dx2, dy1, dy2) = (x1 - x2, x3 - x2, y1 - y2, y3 - y2);
        let det = dx1 * dy2 - dx2 * dy1;
        let g = (sx * dy2 - dx2 * sy) / det;
        let h = (dx1 * sy - sx * dy1) / det;
        Self([
            x1 - x0 + g * x1,
            x3 - x0 + h * x3,
            x0,
            y1 - y0 + g * y1,
            y3 - y0 + h * y3,
            y0,
            g,
            h,
            1.0,
        ])
    }

    pub(super) fn inverse(self) -> Option<Self> {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let adjugate = [
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ];
        let det = a * adjugate[0] + b * adjugate[3] + c * adjugate[6];
        (det.abs() > f32::EPSILON).then_some(Self(adjugate))
    }

    pub(super) fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let m = self.0;
        let w = m[6] * x + m[7] * y + m[8];
        (
            (m[0] * x + m[1] * y + m[2]) / w,
            (m[3] * x + m[4] * y + m[5]) / w,
        )
    }
}
