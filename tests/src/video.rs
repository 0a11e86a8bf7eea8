//! Made pictures and videos of printed labels, for the pipeline and for a browser's fake camera.
//!
//! Everything is drawn from seeds, so that a picture that fails today fails tomorrow. The ranges
//! of [`Conditions::drawn`] are those of a phone in a dim room: any light, a hand that moves, a
//! label that is not flat before the lens.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use mobile_core::scan::LumaPicture;

mod label;
mod raster;
mod sight;

pub use label::{Label, Symbol, Unprintable};
use raster::{Perspective, Raster};
pub use sight::Sight;

/// Width of every made frame in pixels.
pub const WIDTH: u32 = 1280;
/// Height of every made frame in pixels.
pub const HEIGHT: u32 = 720;

/// A small generator of numbers that only look random (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator that always gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        let unit = (self.next() >> 40) as f32 / (1_u64 << 24) as f32;
        low + (high - low) * unit
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }

    /// A number about zero with a spread of one: the sum of four, which is near enough.
    fn about_zero(&mut self) -> f32 {
        let bits = self.next();
        let sum: u64 = (0..4).map(|part| (bits >> (16 * part)) & 0xFFFF).sum();
        (sum as f32 / 65_535.0 - 2.0) * 1.732
    }
}

/// How a label lies before the lens, and what the lens makes of it.
#[derive(Debug, Clone)]
pub struct Conditions {
    /// Middle of the label in pixels of the frame.
    pub centre: (f32, f32),
    /// Width of the code in pixels of the frame.
    pub code_width: f32,
    /// Turned by so many degrees, to the right.
    pub degrees: f32,
    /// How far each corner is moved, as shares of the label's width.
    pub corners: [(f32, f32); 4],
    /// Grey of the print and of the paper.
    pub ink: (f32, f32),
    /// Sigma of the blur in pixels.
    pub blur: f32,
    /// Length of the blur by movement to the right, in pixels.
    pub movement: usize,
    /// A spot of light: its place and its radius in pixels.
    pub glare: Option<(f32, f32, f32)>,
    /// Light at the left and at the right border, as a factor.
    pub light: (f32, f32),
    /// Sigma of the noise in grey levels.
    pub noise: f32,
    /// White print on a dark label.
    pub dark_ground: bool,
    /// Seed of the background and the noise.
    pub seed: u64,
}

impl Conditions {
    /// A calm hand in good light: what every phone must read at once.
    pub fn good(symbol: &Symbol, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let widths = if symbol.is_linear() {
            (520.0, 640.0)
        } else {
            (220.0, 300.0)
        };
        let mut corner = || (random.between(-0.02, 0.02), random.between(-0.02, 0.02));
        Self {
            corners: [corner(), corner(), corner(), corner()],
            centre: (random.between(560.0, 720.0), random.between(320.0, 400.0)),
            code_width: random.between(widths.0, widths.1),
            degrees: random.between(-6.0, 6.0),
            ink: (40.0, 225.0),
            blur: 0.7,
            movement: 0,
            glare: None,
            light: (0.95, 1.0),
            noise: 3.0,
            dark_ground: false,
            seed,
        }
    }

    /// A phone in a cellar, with everything that can be wrong drawn from its range.
    pub fn drawn(symbol: &Symbol, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let range = if symbol.is_linear() {
            (260.0, 760.0)
        } else {
            (90.0, 420.0)
        };
        let code_width = random.between(range.0, range.1);
        let turned = random.once_in(4);
        let degrees = if turned { 180.0 } else { 20.0 };
        let contrast = random.between(80.0, 240.0);
        let dark = random.between(5.0, 250.0 - contrast);
        let mut corner = || {
            (
                random.between(-0.12, 0.12) / 2.0,
                random.between(-0.12, 0.12) / 2.0,
            )
        };
        let corners = [corner(), corner(), corner(), corner()];
        let gain = random.between(0.45, 1.05);
        let ramp = (
            random.between(0.4, 1.2) * gain,
            random.between(0.4, 1.2) * gain,
        );
        Self {
            centre: (random.between(480.0, 800.0), random.between(280.0, 440.0)),
            code_width,
            degrees: random.between(-degrees, degrees),
            corners,
            ink: (dark, dark + contrast),
            blur: random.between(0.4, 2.0),
            movement: if random.once_in(4) {
                random.between(3.0, 8.0) as usize
            } else {
                0
            },
            glare: random.once_in(4).then(|| {
                (
                    random.between(300.0, 980.0),
                    random.between(150.0, 570.0),
                    random.between(40.0, 160.0),
                )
            }),
            light: if random.once_in(2) {
                ramp
            } else {
                (gain, gain)
            },
            noise: random.between(2.0, 11.0),
            dark_ground: false,
            seed,
        }
    }
}

/// What the camera shows of one label under these conditions; without a label, of the room.
pub fn frame(label: Option<&Label>, conditions: &Conditions) -> LumaPicture {
    let mut random = Random::new(conditions.seed ^ 0xBAC0);
    let mut canvas = background(&mut random);
    if let Some(label) = label {
        place(&mut canvas, label, conditions);
    }
    expose(&mut canvas, conditions, &mut random);
    canvas.to_picture()
}

/// What the camera shows of several labels in a grid of `columns` × `rows` cells, in good light.
pub fn grid(labels: &[Label], columns: usize, rows: usize, seed: u64) -> LumaPicture {
    let mut random = Random::new(seed);
    let mut canvas = background(&mut random);
    let light = Conditions {
        blur: 0.5,
        ..Conditions::good(&Symbol::Qr(String::new()), seed)
    };
    let (cell_width, cell_height) = (WIDTH as f32 / columns as f32, HEIGHT as f32 / rows as f32);
    for (number, label) in labels.iter().enumerate().take(columns * rows) {
        let (column, row) = (number % columns, number / columns);
        let shape = label.raster.height as f32 / label.raster.width as f32;
        let width = (0.62 * cell_width).min(0.62 * cell_height / shape);
        let conditions = Conditions {
            centre: (
                (column as f32 + 0.5) * cell_width,
                (row as f32 + 0.5) * cell_height,
            ),
            code_width: width * label.code_share,
            degrees: random.between(-4.0, 4.0),
            ..light.clone()
        };
        place(&mut canvas, label, &conditions);
    }
    expose(&mut canvas, &light, &mut random);
    canvas.to_picture()
}

/// Shelves, cables and doors, out of focus.
fn background(random: &mut Random) -> Raster {
    let mut canvas = Raster::new(
        WIDTH as usize,
        HEIGHT as usize,
        random.between(60.0, 190.0) as u8,
    );
    for _ in 0..24 {
        let (left, top) = (
            random.between(-200.0, 1180.0),
            random.between(-200.0, 620.0),
        );
        let (width, height) = if random.once_in(3) {
            (random.between(200.0, 900.0), random.between(2.0, 8.0))
        } else {
            (random.between(40.0, 500.0), random.between(40.0, 400.0))
        };
        let grey = random.between(10.0, 245.0) as u8;
        let range = |from: f32, length: f32, limit: usize| {
            (from.max(0.0) as usize).min(limit)..((from + length).max(0.0) as usize).min(limit)
        };
        for y in range(top, height, canvas.height) {
            for x in range(left, width, canvas.width) {
                canvas.set(x, y, grey);
            }
        }
    }
    for _ in 0..2 {
        canvas.blur_box(4);
    }
    canvas
}

/// Lays the label into the frame, in perspective.
fn place(canvas: &mut Raster, label: &Label, conditions: &Conditions) {
    let inverted = conditions.dark_ground.then(|| label.inverted());
    let raster = &inverted.as_ref().unwrap_or(label).raster;
    let width = conditions.code_width / label.code_share;
    let height = width * raster.height as f32 / raster.width as f32;
    let (sin, cos) = conditions.degrees.to_radians().sin_cos();
    let mut corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)];
    for (corner, moved) in corners.iter_mut().zip(conditions.corners) {
        let (x, y) = (
            corner.0 * width + moved.0 * width,
            corner.1 * height + moved.1 * width,
        );
        *corner = (
            x * cos - y * sin + conditions.centre.0,
            x * sin + y * cos + conditions.centre.1,
        );
    }
    let Some(into_label) = Perspective::of_corners(corners).inverse() else {
        return;
    };
    let bound = |of: fn(&(f32, f32)) -> f32, limit: usize| {
        let (low, high) = corners
            .iter()
            .map(of)
            .fold((f32::MAX, f32::MIN), |(low, high), at| {
                (low.min(at), high.max(at))
            });
        (low.max(0.0) as usize)..((high + 1.0).max(0.0) as usize).min(limit)
    };
    let (dark, light) = conditions.ink;
    for y in bound(|c| c.1, canvas.height) {
        for x in bound(|c| c.0, canvas.width) {
            let (u, v) = into_label.apply(x as f32 + 0.5, y as f32 + 0.5);
            if (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v) {
                let ink = raster.sample(
                    u * raster.width as f32 - 0.5,
                    v * raster.height as f32 - 0.5,
                );
                canvas.set(x, y, (dark + (light - dark) * ink / 255.0) as u8);
            }
        }
    }
}

/// Movement, blur, light, glare and noise, in the order in which they happen.
fn expose(canvas: &mut Raster, conditions: &Conditions, random: &mut Random) {
    if conditions.movement > 1 {
        canvas.blur_rows(conditions.movement);
    }
    canvas.blur_gauss(conditions.blur);
    let (width, height) = (canvas.width, canvas.height);
    for y in 0..height {
        for x in 0..width {
            let along = x as f32 / width as f32;
            let light = conditions.light.0 + (conditions.light.1 - conditions.light.0) * along;
            let glare = conditions.glare.map_or(0.0, |(cx, cy, radius)| {
                let distance = (x as f32 - cx).hypot(y as f32 - cy) / radius;
                200.0 * (1.0 - distance * distance).max(0.0)
            });
            let noise = conditions.noise * random.about_zero();
            let pixel = &mut canvas.pixels[y * width + x];
            // Casting saturates, as a sensor does.
            *pixel = (f32::from(*pixel) * light + glare + noise) as u8;
        }
    }
}

/// One part of a video.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What is before the camera.
    pub frames: Vec<LumaPicture>,
    /// For how long, in seconds. The frames are repeated as often as it takes.
    pub seconds: f32,
}

impl Scene {
    /// A label that a hand holds: three frames that differ a little.
    ///
    /// # Errors
    /// When the symbology cannot hold the text.
    pub fn of_label(symbol: &Symbol, seconds: f32, seed: u64) -> Result<Self, Unprintable> {
        let label = Label::print(symbol)?;
        Ok(Self::held(
            Some(&label),
            &Conditions::good(symbol, seed),
            seconds,
        ))
    }

    /// The room.
    pub fn of_nothing(seconds: f32, seed: u64) -> Self {
        Self::held(
            None,
            &Conditions::good(&Symbol::Qr(String::new()), seed),
            seconds,
        )
    }

    fn held(label: Option<&Label>, conditions: &Conditions, seconds: f32) -> Self {
        let frames = (0..3)
            .map(|number| {
                let mut conditions = conditions.clone();
                conditions.centre.0 += 2.0 * number as f32;
                conditions.degrees += 0.3 * number as f32;
                conditions.seed += number;
                frame(label, &conditions)
            })
            .collect();
        Self { frames, seconds }
    }
}

/// Writes scenes one after the other as YUV4MPEG2, I420, grey, for Chromium's
/// `--use-file-for-fake-video-capture`, which begins again at its end. A second takes 1.4 MB for
/// each of its frames.
///
/// # Errors
/// When the file cannot be written.
pub fn write_y4m(path: &Path, frames_per_second: u32, scenes: &[Scene]) -> io::Result<()> {
    write_frames(File::create(path)?, frames_per_second, scenes)
}

/// Writes scenes from the beginning of a file.
fn write_frames(file: File, frames_per_second: u32, scenes: &[Scene]) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, file);
    writeln!(
        file,
        "YUV4MPEG2 W{WIDTH} H{HEIGHT} F{frames_per_second}:1 Ip A1:1 C420jpeg"
    )?;
    let grey = vec![128; (WIDTH * HEIGHT / 2) as usize];
    for scene in scenes {
        let planes: Vec<Vec<u8>> = scene
            .frames
            .iter()
            .map(|frame| frame.clone().into_pixels())
            .collect();
        let count = (scene.seconds * frames_per_second as f32).round() as usize;
        for plane in planes.iter().cycle().take(count) {
            writeln!(file, "FRAME")?;
            file.write_all(plane)?;
            file.write_all(&grey)?;
        }
    }
    file.flush()
}
