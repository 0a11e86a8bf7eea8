//! Made pictures and videos of printed labels, for the pipeline and for a browser's fake camera.
//!
//! Everything is drawn from seeds, so that a picture that fails today fails tomorrow. The ranges
//! of [`Conditions::drawn`] are those of a phone in a dim room: any light, a hand that moves, a
//! label that is not flat before the lens.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use mobile_core::scan::LumaPicture;
use qrcode::{EcLevel, QrCode};
use rxing::{BarcodeFormat, MultiFormatWriter, Writer};

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

    fn is_linear(&self) -> bool {
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
    raster: Raster,
    /// Width of the code's part of the label, as a share of the label's width.
    code_share: f32,
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

    /// The label as a picture of its own, pixel by pixel.
    pub fn picture(&self) -> LumaPicture {
        self.raster.to_picture()
    }

    fn inverted(&self) -> Self {
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
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
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

/// Grey pixels that can be drawn on.
#[derive(Debug, Clone)]
struct Raster {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Raster {
    fn new(width: usize, height: usize, grey: u8) -> Self {
        Self {
            pixels: vec![grey; width * height],
            width,
            height,
        }
    }

    fn set(&mut self, x: usize, y: usize, grey: u8) {
        self.pixels[y * self.width + x] = grey;
    }

    /// The grey between pixels.
    fn sample(&self, x: f32, y: f32) -> f32 {
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

    fn blur_rows(&mut self, length: usize) {
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

    fn blur_box(&mut self, radius: usize) {
        let mut turned = self.clone();
        turned.blur_rows(2 * radius + 1);
        let mut turned = turned.transposed();
        turned.blur_rows(2 * radius + 1);
        *self = turned.transposed();
    }

    fn blur_gauss(&mut self, sigma: f32) {
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
    fn to_picture(&self) -> LumaPicture {
        LumaPicture::new(self.pixels.clone(), self.width as u32, self.height as u32)
            .expect("a raster has as many pixels as its size says")
    }
}

/// A projective map of the plane.
#[derive(Debug, Clone, Copy)]
struct Perspective([f32; 9]);

impl Perspective {
    /// The map that takes the unit square to these corners (Heckbert 1989, 2.2.3).
    fn of_corners(corners: [(f32, f32); 4]) -> Self {
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

    fn inverse(self) -> Option<Self> {
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

    fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let m = self.0;
        let w = m[6] * x + m[7] * y + m[8];
        (
            (m[0] * x + m[1] * y + m[2]) / w,
            (m[3] * x + m[4] * y + m[5]) / w,
        )
    }
}
