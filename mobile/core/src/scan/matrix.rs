//! Codes whose signs lie in an area: QR, Micro QR, Data Matrix, Aztec, PDF417.
//!
//! Owns the passage from rxing's detectors to [`Decoded`], character sets included. Which of
//! these readers runs on which frame is decided by `pipeline`.

use rxing::common::cpp_essentials::DecoderResult;
use rxing::common::{BitMatrix, DetectorRXingResult, HybridBinarizer};
use rxing::datamatrix::decoder::Decoder as DataMatrixDecoder;
use rxing::datamatrix::detector::zxing_cpp_detector;
#[cfg(feature = "pdf417")]
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::{decoder, detector};
use rxing::qrcode::decoder::qrcode_decoder;
use rxing::qrcode::detector::Detector as OlderDetector;
use rxing::{
    BinaryBitmap, DecodeHints, Luma8Source, Point, RXingResult, RXingResultMetadataType,
    RXingResultMetadataValue, Reader,
};

use super::decoded::{Decoded, PixelPoint};
use super::symbology::Symbology;
use super::text;

/// A frame with its black and white, found once and read by several readers.
pub(super) type Bitmap<'a> = BinaryBitmap<HybridBinarizer<Luma8Source<'a>>>;

/// How much time a reader may spend on one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// A frame of a video: the next one comes at once.
    Quick,
    /// A picture that will not come again, or a frame on which nothing quick succeeded.
    Thorough,
}

impl Care {
    fn hints(self) -> DecodeHints {
        DecodeHints {
            TryHarder: Some(self == Self::Thorough),
            ..DecodeHints::default()
        }
    }
}

/// Reads every QR code; with [`Care::Thorough`] also Micro QR codes.
pub(super) fn read_qr(bitmap: &mut Bitmap<'_>, care: Care) -> Vec<Decoded> {
    let mut found = read_finder_patterns(bitmap.get_black_matrix(), care);
    if found.is_empty() && care == Care::Thorough {
        // The older detector sees some pictures that the newer one does not, and only those.
        let matrix = bitmap.get_black_matrix();
        if let Ok(sampled) = OlderDetector::new(matrix).detect_with_hints(&care.hints()) {
            found.extend(qr_of(
                sampled.getBits(),
                sampled.getPoints(),
                Symbology::QrCode,
            ));
        }
    }
    found
}

fn read_finder_patterns(matrix: &BitMatrix, care: Care) -> Vec<Decoded> {
    let mut found = Vec::new();
    let mut used = Vec::new();
    let mut finders = detector::FindFinderPatterns(matrix, care == Care::Thorough, 0);
    for set in detector::GenerateFinderPatternSets(&mut finders) {
        if [set.bl, set.tl, set.tr]
            .iter()
            .any(|finder| used.contains(finder))
        {
            continue;
        }
        let Ok(sampled) = detector::SampleQR(matrix, &set) else {
            continue;
        };
        if let Some(code) = qr_of(sampled.getBits(), sampled.getPoints(), Symbology::QrCode) {
            used.extend([set.bl, set.tl, set.tr]);
            found.push(code);
        }
    }
    if care == Care::Thorough {
        for finder in finders {
            if used.contains(&finder) {
                continue;
            }
            let Ok(sampled) = detector::SampleMQR(matrix, finder) else {
                continue;
            };
            found.extend(qr_of(
                sampled.getBits(),
                sampled.getPoints(),
                Symbology::MicroQrCode,
            ));
        }
    }
    found
}

/// The code in sampled modules, if its error correction agrees.
fn qr_of(modules: &BitMatrix, points: &[Point], symbology: Symbology) -> Option<Decoded> {
    let decoded = decoder::Decode(modules)
        .ok()
        .filter(DecoderResult::isValid)?;
    let aim = decoded.symbologyIdentifier();
    let bytes = decoded.content().bytes().to_vec();
    let text = if bytes.is_ascii() || declares_character_set(&aim) {
        text::declared(decoded.text(), &bytes)
    } else if std::str::from_utf8(&bytes).is_err() && has_kanji_mode(modules, &bytes) {
        // Kanji mode is a declaration of its own (Shift JIS).
        text::declared(decoded.text(), &bytes)
    } else {
        text::undeclared(&bytes)
    };
    Some(Decoded {
        symbology,
        aim,
        bytes,
        text,
        corners: corners(points),
    })
}

/// `]Q2`, `]Q4` and `]Q6` say that an ECI names the character set (ISO/IEC 15424).
fn declares_character_set(aim: &str) -> bool {
    matches!(aim, "]Q2" | "]Q4" | "]Q6")
}

/// Whether some of the signs beyond ASCII come from a mode that names its own set, not from
/// bytes. Decodes a second time, with the reader that reports its byte segments.
fn has_kanji_mode(modules: &BitMatrix, bytes: &[u8]) -> bool {
    let Ok(decoded) = qrcode_decoder::decode_bitmatrix(modules) else {
        return false;
    };
    let high = |bytes: &[u8]| bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let in_bytes: usize = decoded
        .getByteSegments()
        .iter()
        .map(|segment| high(segment))
        .sum();
    in_bytes < high(bytes)
}

/// Reads every Data Matrix that the detector meets.
pub(super) fn read_data_matrix(bitmap: &mut Bitmap<'_>, care: Care) -> Vec<Decoded> {
    let decoder = DataMatrixDecoder::new();
    let symbols =
        zxing_cpp_detector::detect(bitmap.get_black_matrix(), care == Care::Thorough, true)
            .unwrap_or_default();
    let mut found = Vec::new();
    for symbol in symbols {
        let Ok(decoded) = decoder.decode(symbol.getBits()) else {
            continue;
        };
        let aim = format!("]d{}", decoded.getSymbologyModifier());
        // Modifiers from 4 on say that an ECI names the character set.
        let declared = decoded.getSymbologyModifier() >= 4;
        found.push(interpret(
            Symbology::DataMatrix,
            aim,
            decoded.getText(),
            declared,
            symbol.getPoints(),
        ));
    }
    if found.is_empty() && care == Care::Thorough {
        let mut reader = rxing::datamatrix::DataMatrixReader;
        if let Ok(result) = reader.decode_with_hints(bitmap, &care.hints()) {
            let aim = aim_of(&result);
            let declared = aim.as_str() >= "]d4";
            let points = result.getPoints();
            found.push(interpret(
                Symbology::DataMatrix,
                aim,
                result.getText(),
                declared,
                points,
            ));
        }
    }
    found
}

/// Reads an Aztec code and, where this build knows them, every PDF417.
pub(super) fn read_aztec_and_pdf417(bitmap: &mut Bitmap<'_>, care: Care) -> Vec<Decoded> {
    let hints = care.hints();
    let mut found = Vec::new();
    if let Ok(result) = rxing::aztec::AztecReader.decode_with_hints(bitmap, &hints) {
        let aim = aim_of(&result);
        // Modifiers 3, 6 and 9 say that an ECI names the character set.
        let declared = matches!(aim.as_str(), "]z3" | "]z6" | "]z9");
        let (text, points) = (result.getText(), result.getPoints());
        found.push(interpret(Symbology::Aztec, aim, text, declared, points));
    }
    #[cfg(feature = "pdf417")]
    {
        let results = rxing::pdf417::PDF417Reader.decode_multiple_with_hints(bitmap, &hints);
        found.extend(results.unwrap_or_default().iter().map(|result| {
            let (aim, points) = (aim_of(result), result.getPoints());
            interpret(Symbology::Pdf417, aim, result.getText(), false, points)
        }));
    }
    found
}

/// The bytes and the text of a reader that answers in signs. Without a declared set it has read
/// each byte as one Latin-1 sign, which loses nothing.
fn interpret(
    symbology: Symbology,
    aim: String,
    raw: &str,
    declared: bool,
    points: &[Point],
) -> Decoded {
    let latin1 = if declared {
        None
    } else {
        text::latin1_bytes(raw)
    };
    let (bytes, text) = match latin1 {
        Some(bytes) => {
            let text = text::undeclared(&bytes);
            (bytes, text)
        }
        None => (raw.as_bytes().to_vec(), raw.to_owned()),
    };
    Decoded {
        symbology,
        aim,
        bytes,
        text,
        corners: corners(points),
    }
}

/// The AIM identifier that rxing reports.
pub(super) fn aim_of(result: &RXingResult) -> String {
    match result
        .getRXingResultMetadata()
        .get(&RXingResultMetadataType::SYMBOLOGY_IDENTIFIER)
    {
        Some(RXingResultMetadataValue::SymbologyIdentifier(aim)) => aim.clone(),
        _ => String::new(),
    }
}

/// Four corners in order around the code: rxing's own where it knows them, else the box around
/// the points that it reports.
fn corners(points: &[Point]) -> [PixelPoint; 4] {
    let pixel = |point: &Point| PixelPoint {
        x: point.x,
        y: point.y,
    };
    if let [a, b, c, d] = points {
        return [a, b, c, d].map(pixel);
    }
    let bounds = points.iter().fold(None, |bounds: Option<[f32; 4]>, p| {
        let [l, t, r, b] = bounds.unwrap_or([p.x, p.y, p.x, p.y]);
        Some([l.min(p.x), t.min(p.y), r.max(p.x), b.max(p.y)])
    });
    let [left, top, right, bottom] = bounds.unwrap_or_default();
    [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| PixelPoint { x, y })
}
