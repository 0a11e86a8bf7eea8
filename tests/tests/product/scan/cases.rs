//! Real pictures with the truth beside each, one folder per symbology. They lie outside the
//! project; `RECENSE_SCAN_CASES` names the place.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mobile_core::scan::{
    DecodeEvent, DecodeThread, Decoded, FrameSource, LumaPicture, PictureFolder, Symbology,
    decode_photo,
};

/// The folder of a symbology, and how many of its pictures must be read: what we reach, which is
/// nowhere less than the decoder that we build on reaches with all that it can do. (It counts 29
/// of `datamatrix-1`; one has bytes for its truth and a character set that nobody knows, of which
/// that decoder gives signs only.)
const FOLDERS: [(&str, usize); 15] = [
    ("qrcode-2", 55),
    ("qrcode-4", 16),
    ("microqrcode-1", 15),
    ("datamatrix-1", 28),
    ("datamatrix-3", 19),
    ("code128-1", 6),
    ("code39-1", 5),
    ("code93-1", 3),
    ("codabar-1", 11),
    ("ean13-1", 13),
    ("ean13-4", 11),
    ("upca-2", 16),
    ("itf-1", 11),
    ("aztec-1", 22),
    ("pdf417-2", 23),
];

/// Where the cases are; None, said aloud, on a machine without them. In CI they must be there.
fn cases() -> Option<PathBuf> {
    let place = std::env::var_os("RECENSE_SCAN_CASES").map(PathBuf::from);
    if place.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "RECENSE_SCAN_CASES names no folder of pictures to scan, and CI must scan them"
        );
        // Past what keeps a passing test silent.
        let skipped = "SKIPPED: RECENSE_SCAN_CASES names no folder of pictures to scan";
        writeln!(std::io::stderr(), "{skipped}").expect("an error stream");
    }
    place
}

fn pictures(folder: &Path) -> impl Iterator<Item = (PathBuf, LumaPicture)> {
    let mut source = PictureFolder::open(folder).expect("the folder of cases can be listed");
    std::iter::from_fn(move || {
        let picture = source.next_frame().expect("a case is a picture")?;
        Some((
            source.current().expect("a picture has a path").to_owned(),
            picture,
        ))
    })
}

/// The truth of a picture: a text, or bytes where no text can say it.
enum Truth {
    Text(String),
    Bytes(Vec<u8>),
}

fn truth(picture: &Path) -> Option<Truth> {
    if let Ok(text) = std::fs::read_to_string(picture.with_extension("txt")) {
        return Some(Truth::Text(text));
    }
    std::fs::read(picture.with_extension("bin"))
        .ok()
        .map(Truth::Bytes)
}

fn is_hit(code: &Decoded, truth: &Truth) -> bool {
    let trimmed = |text: &str| text.trim_end_matches(['\r', '\n']).to_owned();
    match truth {
        Truth::Bytes(bytes) => code.bytes == *bytes,
        Truth::Text(text) => {
            let (printed, text) = (trimmed(&code.text), trimmed(text));
            printed == text
                || gtin(code.symbology, &printed).is_some_and(|number| number == text)
                || shift_jis(&code.bytes).is_some_and(|read| trimmed(&read) == text)
        }
    }
}

/// UPC and EAN as 13 digits, which is how the truth has them.
fn gtin(symbology: Symbology, digits: &str) -> Option<String> {
    match symbology {
        Symbology::UpcA => Some(format!("0{digits}")),
        _ => None,
    }
}

/// Nine of the QR codes hold Shift JIS without saying so. FC-S4 forbids to guess it, so of these
/// the bytes are compared.
fn shift_jis(bytes: &[u8]) -> Option<String> {
    let (text, _, wrong) = encoding_rs::SHIFT_JIS.decode(bytes);
    (!wrong && !bytes.is_ascii()).then(|| text.into_owned())
}

#[test]
fn real_pictures_are_read() {
    let Some(cases) = cases() else { return };
    let mut failures = Vec::new();
    for (folder, least) in FOLDERS {
        let (mut hits, mut count) = (0, 0);
        for (path, picture) in pictures(&cases.join(folder)) {
            let codes = decode_photo(picture.frame());
            let Some(truth) = truth(&path) else { continue };
            count += 1;
            hits += usize::from(codes.iter().any(|code| is_hit(code, &truth)));
        }
        println!("{folder}: {hits} of {count}, at least {least}");
        if hits < least {
            failures.push(format!("{folder}: {hits} of {count}, at least {least}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn what_is_no_code_is_not_read() {
    let Some(cases) = cases() else { return };
    for (path, picture) in pictures(&cases.join("falsepositives-1")) {
        assert_eq!(decode_photo(picture.frame()), [], "{}", path.display());
    }
}

#[test]
fn all_codes_of_a_picture_are_read() {
    let Some(cases) = cases() else { return };
    for (name, least) in [
        ("#360.png", 3),
        ("1.png", 2),
        ("3xean-8.png", 3),
        ("multi-dm.png", 3),
    ] {
        let folder = PictureFolder::open(&cases.join("multi-1").join(name));
        let picture = folder
            .expect("a path")
            .next_frame()
            .expect("a picture")
            .expect("one");
        let codes = decode_photo(picture.frame());
        assert!(codes.len() >= least, "{name}: {codes:#?}");
    }
}

/// On these the decoder that we build on panics (in a reader that we leave out) and never ends.
#[test]
fn hostile_pictures_end_cleanly_and_the_decoder_lives_on() {
    let Some(cases) = cases() else { return };
    let mut decoder = DecodeThread::start();
    for (path, expects_code) in [
        ("aztec-1/gs1-figure-4.15.1-2-31x31.png", false),
        ("itf-1/#220.png", false),
        ("qrcode-4/01.webp", true),
    ] {
        let Some((_, picture)) = pictures(&cases.join(path)).next() else {
            panic!("{path} is not there")
        };
        assert!(decoder.offer_photo(picture, 0), "{path}");
        // The clock of the gate stands still here: what ends the wait is the answer.
        let event = decoder.wait(Duration::from_secs(20));
        let Some(DecodeEvent::Frame { codes, .. }) = event else {
            panic!("{path}: {event:?}")
        };
        assert!(!expects_code || !codes.is_empty(), "{path}");
    }
}
