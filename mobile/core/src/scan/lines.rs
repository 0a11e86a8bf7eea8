//! Straight lines laid through a frame at any angle: what a reader of bars looks along.
//!
//! A bar code is read by a line that crosses all its bars. One that is four times as wide as high
//! lets a line stray about 14° from its own direction, so lines every 20° meet every code.

use super::decoded::PixelPoint;
use super::frame::{LumaFrame, LumaPicture};

/// Parallel lines through a frame, each one row of a picture of their own.
pub(super) struct Lines {
    picture: LumaPicture,
    axes: Axes,
}

/// Where the lines lie in the frame.
#[derive(Clone, Copy)]
struct Axes {
    /// The unit vector along the lines.
    along: (f32, f32),
    /// Where the first line begins.
    origin: (f32, f32),
    /// Pixels from line to line.
    step: f32,
}

impl Axes {
    fn place(self, line: f32, along: f32) -> PixelPoint {
        let ((cos, sin), across) = (self.along, line * self.step);
        PixelPoint {
            x: self.origin.0 + along * cos - across * sin,
            y: self.origin.1 + along * sin + across * cos,
        }
    }
}

impl Lines {
    /// Lays lines turned `degrees` to the right of horizontal, `step` pixels apart, over the whole
    /// frame. Each pixel of a line is the mean of `thickness` (odd) pixels across it, which calms
    /// the noise of a dim room.
    pub(super) fn lay(
        frame: &LumaFrame<'_>,
        degrees: f32,
        step: f32,
        thickness: i16,
    ) -> Option<Self> {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (width, height) = (frame.width() as f32, frame.height() as f32);
        // The box around the frame in the turned axes, about the frame's middle.
        let length = (width * cos.abs() + height * sin.abs()).ceil();
        let span = width * sin.abs() + height * cos.abs();
        let count = (span / step).floor().max(1.0);
        let first = -0.5 * (count - 1.0) * step;
        let middle = ((width - 1.0) / 2.0, (height - 1.0) / 2.0);
        let back = -0.5 * (length - 1.0);
        let origin = (
            middle.0 + back * cos - first * sin,
            middle.1 + back * sin + first * cos,
        );

        let mut pixels = Vec::with_capacity(length as usize * count as usize);
        let reach = thickness / 2;
        let axes = Axes {
            along: (cos, sin),
            origin,
            step,
        };
        for line in 0..count as u32 {
            for along in 0..length as u32 {
                let PixelPoint { x, y } = axes.place(line as f32, along as f32);
                let (mut sum, mut seen) = (0_u16, 0_u16);
                for beside in -reach..=reach {
                    let beside = f32::from(beside);
                    if let Some(grey) = grey_at(frame, x - beside * sin, y + beside * cos) {
                        sum += u16::from(grey);
                        seen += 1;
                    }
                }
                // What lies outside the frame counts as paper. A mean of bytes is a byte.
                pixels.push(sum.checked_div(seen).map_or(u8::MAX, |mean| mean as u8));
            }
        }
        let picture = LumaPicture::new(pixels, length as u32, count as u32).ok()?;
        Some(Self { picture, axes })
    }

    /// The lines as rows of a picture.
    pub(super) fn picture(&self) -> &LumaPicture {
        &self.picture
    }

    /// Where in the frame a place on a line is, both counted from 0.
    pub(super) fn place(&self, line: f32, along: f32) -> PixelPoint {
        self.axes.place(line, along)
    }
}

fn grey_at(frame: &LumaFrame<'_>, x: f32, y: f32) -> Option<u8> {
    let (x, y) = (x + 0.5, y + 0.5);
    if x < 0.0 || y < 0.0 {
        return None;
    }
    let (x, y) = (x as u32, y as u32);
    (x < frame.width() && y < frame.height()).then(|| frame.row(y)[x as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_see_the_frame_and_know_where_they_are() {
        let pixels: Vec<u8> = (0..40 * 30)
            .map(|at| (at % 40 + 4 * (at / 40)) as u8)
            .collect();
        let frame = LumaFrame::new(&pixels, 40, 30, 40).unwrap();
        for degrees in [0.0, 20.0, 90.0, 140.0] {
            let lines = Lines::lay(&frame, degrees, 3.0, 1).unwrap();
            let rows = lines.picture().frame();
            let mut inside = 0;
            for line in 0..rows.height() {
                for (along, grey) in rows.row(line).iter().enumerate() {
                    let at = lines.place(line as f32, along as f32);
                    if let Some(expected) = grey_at(&frame, at.x, at.y) {
                        assert_eq!(*grey, expected, "{degrees}° {line} {along}");
                        inside += 1;
                    }
                }
            }
            assert!(inside > 300, "{degrees}°: {inside}");
        }
    }

    #[test]
    fn level_lines_are_the_rows() {
        let pixels: Vec<u8> = (0..60).collect();
        let frame = LumaFrame::new(&pixels, 10, 6, 10).unwrap();
        let lines = Lines::lay(&frame, 0.0, 1.0, 1).unwrap();
        assert_eq!(lines.picture().clone().into_pixels(), pixels);
    }
}
