//! Rows of bars: Code 128, Code 39, Code 93, Codabar, ITF, EAN and UPC.
//!
//! Owns how many lines of a picture are looked at, and the agreement of lines: a reading counts
//! only when several lines of the same picture give it, because noise that passes the checks of
//! one line rarely does so twice. Agreement of frames is `session`'s.

use rxing::common::{BitArray, HybridBinarizer};
use rxing::oned::{
    CodaBarReader, Code39Reader, Code93Reader, Code128Reader, ITFReader, MultiFormatUPCEANReader,
    OneDReader,
};
use rxing::{
    BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8Source, LuminanceSource, RXingResult,
};

use super::decoded::Decoded;
use super::frame::LumaFrame;
use super::lines::Lines;
use super::matrix::aim_of;
use super::symbology::{Certainty, Symbology};

/// Lines with fewer changes between black and white than the shortest code has (UPC-E: 33).
const FEWEST_CHANGES: usize = 24;

/// The number of FNC1 among the signs of Code 128.
const CODE_128_FNC1: u8 = 102;

/// How lines are laid through a frame to look for bars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sweep {
    /// Turned to the right of horizontal. Each line is read both ways, so 0 to 180 is all.
    pub(super) degrees: f32,
    /// Pixels from line to line.
    pub(super) step: f32,
    /// Pixels across a line whose mean is taken; odd.
    pub(super) thickness: i16,
    /// Light bars on dark ground.
    pub(super) inverted: bool,
}

/// Reads the bars that the lines of a sweep cross.
pub(super) fn read_bars(frame: &LumaFrame<'_>, sweep: Sweep) -> Vec<Decoded> {
    let Some(lines) = Lines::lay(frame, sweep.degrees, sweep.step, sweep.thickness) else {
        return Vec::new();
    };
    let rows = lines.picture().frame();
    let (Some(pixels), width) = (rows.contiguous(), rows.width()) else {
        return Vec::new();
    };
    let Ok(mut source) = Luma8Source::new_with_slice(pixels, width, rows.height()) else {
        return Vec::new();
    };
    if sweep.inverted {
        source.invert();
    }
    read_rows(&source, &lines)
}

/// The same code on several lines.
struct Stack {
    symbology: Symbology,
    aim: String,
    text: String,
    /// Left and right end on each line, with the line.
    spans: Vec<(f32, f32, f32)>,
}

impl Stack {
    fn overlaps(&self, left: f32, right: f32) -> bool {
        self.spans
            .last()
            .is_none_or(|span| span.0 < right && left < span.1)
    }

    /// How many lines must agree before it is believed.
    fn lines_needed(&self) -> usize {
        match self.symbology {
            // Of a fixed length that noise seldom has.
            Symbology::Ean13 | Symbology::UpcA => 2,
            symbology if Certainty::of(symbology) == Certainty::Weak => 3,
            _ => 2,
        }
    }

    fn into_decoded(mut self, lines: &Lines) -> Decoded {
        self.spans.sort_by(|a, b| a.2.total_cmp(&b.2));
        let (first, last) = match (self.spans.first(), self.spans.last()) {
            (Some(first), Some(last)) => (*first, *last),
            _ => Default::default(),
        };
        let corners = [
            (first.0, first.2),
            (first.1, first.2),
            (last.1, last.2),
            (last.0, last.2),
        ]
        .map(|(along, line)| lines.place(line, along));
        let bytes =
            super::text::latin1_bytes(&self.text).unwrap_or_else(|| self.text.as_bytes().to_vec());
        Decoded {
            symbology: self.symbology,
            aim: self.aim,
            bytes,
            text: self.text,
            corners,
        }
    }
}

fn read_rows(source: &Luma8Source<'_>, lines: &Lines) -> Vec<Decoded> {
    let bitmap = BinaryBitmap::new(HybridBinarizer::new(source.clone()));
    let hints = hints();
    let mut readers = Readers::new();
    let mut stacks: Vec<Stack> = Vec::new();
    for y in 0..source.get_height() {
        let Ok(row) = bitmap.get_binarizer().get_black_row(y) else {
            continue;
        };
        readers.read_span(&row, 0, row.get_size(), y, &hints, &mut stacks);
    }
    believed(stacks, lines)
}

/// What enough lines agree on, and nothing that a better supported reading overlaps: the inside
/// of a Code 128 now and then looks like a short ITF.
fn believed(mut stacks: Vec<Stack>, lines: &Lines) -> Vec<Decoded> {
    stacks.retain(|stack| stack.spans.len() >= stack.lines_needed());
    stacks.sort_by_key(|stack| std::cmp::Reverse(stack.spans.len()));
    let mut found: Vec<Decoded> = Vec::new();
    for code in stacks.into_iter().map(|stack| stack.into_decoded(lines)) {
        let overlaps = |other: &Decoded| {
            let (a, b) = (code.bounds(), other.bounds());
            a[0] < b[2] && b[0] < a[2] && a[1] <= b[3] && b[1] <= a[3]
        };
        if !found.iter().any(overlaps) {
            found.push(code);
        }
    }
    found
}

fn hints() -> DecodeHints {
    DecodeHints {
        // Keeps the separators of GS1-128 as GS instead of dropping them.
        AssumeGs1: Some(true),
        ReturnCodabarStartEnd: Some(true),
        ..DecodeHints::default()
    }
}

/// The readers, which keep buffers between lines.
struct Readers {
    upc_ean: MultiFormatUPCEANReader,
    code39: Code39Reader,
    code93: Code93Reader,
    itf: ITFReader,
    codabar: CodaBarReader,
}

impl Readers {
    fn new() -> Self {
        Self {
            upc_ean: MultiFormatUPCEANReader::new(&DecodeHints::default()),
            // Raw text as printed: no check digit taken off, no full-ASCII reading.
            code39: Code39Reader::with_all_config(false, false),
            code93: Code93Reader::default(),
            itf: ITFReader::default(),
            codabar: CodaBarReader::default(),
        }
    }

    /// Reads the pixels `from..to` of a line, and what lies left and right of each code found.
    fn read_span(
        &mut self,
        line: &BitArray,
        from: usize,
        to: usize,
        y: usize,
        hints: &DecodeHints,
        stacks: &mut Vec<Stack>,
    ) {
        let Some(span) = span_of(line, from, to) else {
            return;
        };
        let Some((result, upside_down)) = self.read_line(&span, y, hints) else {
            return;
        };
        let (Some(code), [a, b, ..]) = (linear(&result), result.getPoints()) else {
            return;
        };
        let width = (to - from) as f32;
        let ends = if upside_down {
            (width - 1.0 - b.x, width - 1.0 - a.x)
        } else {
            (a.x, b.x)
        };
        let (left, right) = (
            from as f32 + ends.0.min(ends.1),
            from as f32 + ends.0.max(ends.1),
        );
        let (symbology, aim, text) = code;
        let known = stacks.iter_mut().find(|stack| {
            stack.symbology == symbology && stack.text == text && stack.overlaps(left, right)
        });
        match known {
            Some(stack) => stack.spans.push((left, right, y as f32)),
            None => {
                stacks.push(Stack {
                    symbology,
                    aim,
                    text,
                    spans: vec![(left, right, y as f32)],
                });
            }
        }
        // Each remainder is shorter than what was read, so this ends.
        let (left, right) = (
            (left as usize).clamp(from, to),
            (right as usize).clamp(from, to),
        );
        if left < right {
            self.read_span(line, from, left, y, hints, stacks);
            self.read_span(line, right, to, y, hints, stacks);
        }
    }

    fn read_line(
        &mut self,
        line: &BitArray,
        y: usize,
        hints: &DecodeHints,
    ) -> Option<(RXingResult, bool)> {
        if let Some(result) = self.read_forward(line, y, hints) {
            return Some((result, false));
        }
        let mut reversed = line.clone();
        reversed.reverse();
        self.read_forward(&reversed, y, hints)
            .map(|result| (result, true))
    }

    fn read_forward(
        &mut self,
        line: &BitArray,
        y: usize,
        hints: &DecodeHints,
    ) -> Option<RXingResult> {
        let y = u32::try_from(y).ok()?;
        // Those with the better checks come first.
        Code128Reader
            .decode_row(y, line, hints)
            .or_else(|_| self.upc_ean.decode_row(y, line, hints))
            .or_else(|_| self.code93.decode_row(y, line, hints))
            .or_else(|_| self.code39.decode_row(y, line, hints))
            .or_else(|_| self.codabar.decode_row(y, line, hints))
            .or_else(|_| self.itf.decode_row(y, line, hints))
            .ok()
    }
}

/// A part of a line of its own, if it changes between black and white often enough for a code.
fn span_of(line: &BitArray, from: usize, to: usize) -> Option<BitArray> {
    let changes = (from + 1..to)
        .filter(|&x| line.get(x) != line.get(x - 1))
        .count();
    if changes < FEWEST_CHANGES {
        return None;
    }
    if from == 0 && to == line.get_size() {
        return Some(line.clone());
    }
    let mut span = BitArray::with_size(to - from);
    for x in from..to {
        if line.get(x) {
            span.set(x - from);
        }
    }
    Some(span)
}

/// Kind, AIM identifier and printed text of a result of a linear reader.
fn linear(result: &RXingResult) -> Option<(Symbology, String, String)> {
    let mut aim = aim_of(result);
    let text = result.getText();
    let (symbology, text) = match result.getBarcodeFormat() {
        BarcodeFormat::CODE_128 => {
            // rxing spells the leading FNC1 out; the identifier alone says it.
            let text = if aim == "]C1" {
                text.strip_prefix("]C1").unwrap_or(text)
            } else {
                text
            };
            // The check sign is taken for a separator where it happens to be number 102, FNC1.
            let text = match result.getRawBytes() {
                [.., CODE_128_FNC1, _stop] => text.strip_suffix('\u{1d}').unwrap_or(text),
                _ => text,
            };
            (Symbology::Code128, text.to_owned())
        }
        BarcodeFormat::CODE_39 => (Symbology::Code39, text.to_owned()),
        BarcodeFormat::CODE_93 => (Symbology::Code93, text.to_owned()),
        BarcodeFormat::CODABAR => (Symbology::Codabar, codabar_signs(text)?),
        BarcodeFormat::ITF => (Symbology::Itf, text.to_owned()),
        BarcodeFormat::EAN_13 => (Symbology::Ean13, text.to_owned()),
        BarcodeFormat::EAN_8 => (Symbology::Ean8, text.to_owned()),
        BarcodeFormat::UPC_A => (Symbology::UpcA, text.to_owned()),
        BarcodeFormat::UPC_E => (Symbology::UpcE, text.to_owned()),
        _ => return None,
    };
    if aim.is_empty() {
        aim = format!("]{}0", symbology.aim_letter());
    }
    Some((symbology, aim, text))
}

/// rxing 0.9.3, asked for start and stop, answers with places in its alphabet instead of signs.
fn codabar_signs(places: &str) -> Option<String> {
    const ALPHABET: &[u8; 20] = b"0123456789-$:/.+ABCD";
    places
        .chars()
        .map(|place| match ALPHABET.get(place as usize) {
            Some(sign) => Some(char::from(*sign)),
            None => Some(place).filter(char::is_ascii_graphic),
        })
        .collect()
}
