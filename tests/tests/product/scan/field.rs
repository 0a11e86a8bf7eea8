//! The inputs of field reports, by their ids. FC-S2 and FC-S8 over time alone are tested beside
//! the session, in `mobile-core`; here they run through pictures.

use mobile_core::scan::{
    Decoded, LumaPicture, Scanner, Session, Symbology, decode_photo, nearest_to_centre,
};
use qrcode::bits::Bits;
use qrcode::{EcLevel, QrCode, Version};
use rxing::{BarcodeFormat, MultiFormatWriter, Writer};
use tests::video::{Conditions, Label, Symbol, frame, grid};

fn label(symbol: &Symbol) -> Label {
    Label::print(symbol).expect("a label can be printed")
}

fn conditions(symbol: &Symbol, seed: u64) -> Conditions {
    Conditions::good(symbol, seed)
}

/// A picture of modules, `scale` pixels each, with a quiet zone.
fn picture_of(modules: &[Vec<bool>], scale: usize) -> LumaPicture {
    let quiet = 12 * scale;
    let width = modules[0].len() * scale + 2 * quiet;
    let height = modules.len() * scale + 2 * quiet;
    let mut pixels = vec![255; width * height];
    for (y, row) in modules.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            for line in 0..scale {
                let start = (y * scale + quiet + line) * width + x * scale + quiet;
                pixels[start..start + scale].fill(0);
            }
        }
    }
    LumaPicture::new(pixels, width as u32, height as u32).expect("its size is its size")
}

fn qr_picture(code: &QrCode) -> LumaPicture {
    let colors = code.to_colors();
    let rows: Vec<Vec<bool>> = colors
        .chunks(code.width())
        .map(|row| row.iter().map(|color| color.select(true, false)).collect())
        .collect();
    picture_of(&rows, 6)
}

fn bars_picture(format: BarcodeFormat, text: &str) -> LumaPicture {
    let matrix = MultiFormatWriter
        .encode(text, &format, 1, 1)
        .expect("bars can be printed");
    let row: Vec<bool> = (0..matrix.getWidth()).map(|x| matrix.get(x, 0)).collect();
    picture_of(&vec![row; 40], 3)
}

fn inverted(picture: &LumaPicture) -> LumaPicture {
    let pixels = picture
        .clone()
        .into_pixels()
        .into_iter()
        .map(|pixel| 255 - pixel)
        .collect();
    LumaPicture::new(pixels, picture.width(), picture.height()).expect("as before")
}

fn only(codes: &[Decoded]) -> &Decoded {
    let [code] = codes else {
        panic!("one code: {codes:#?}")
    };
    code
}

/// Every attempt of the scanner on one picture, as a hand that holds still.
fn held(scanner: &mut Scanner, picture: &LumaPicture) -> Vec<Decoded> {
    let mut found: Vec<Decoded> = Vec::new();
    for _ in 0..Scanner::FULL_TURN {
        for code in scanner.decode(picture.frame()) {
            if !found.iter().any(|known| known.text == code.text) {
                found.push(code);
            }
        }
    }
    found
}

#[test]
fn fc_s2_a_single_frame_of_a_weak_code_opens_nothing() {
    let mut session = Session::default();
    let mut scanner = Scanner::new();
    let stray = bars_picture(BarcodeFormat::UPC_E, "04904144");
    let printed = bars_picture(BarcodeFormat::UPC_E, "04963406");
    let mut told = Vec::new();
    for (number, picture) in [&stray, &printed, &printed, &printed, &printed]
        .iter()
        .enumerate()
    {
        let codes = scanner.decode(picture.frame());
        assert_eq!(only(&codes).symbology, Symbology::UpcE);
        told.extend(session.observe(33 * number as u64, &codes));
    }
    let texts: Vec<&str> = told
        .iter()
        .map(|sighting| sighting.code.text.as_str())
        .collect();
    assert_eq!(texts, ["04963406"]);
}

#[test]
fn fc_s4_accents_without_a_declared_character_set() {
    for (bytes, text) in [
        (&b"\xE9\xE9\xE9\x63\xE9\xE9\x20\x6A\x6A"[..], "ééécéé jj"),
        (b"\xE4\xF6\xFC", "äöü"),
        (b"\xC3\xA9\x20\x6E\x6F\xC3\xAB\x6C\x20\xC3\xBC", "é noël ü"),
    ] {
        let mut bits = Bits::new(Version::Normal(2));
        bits.push_byte_data(bytes).expect("fits");
        bits.push_terminator(EcLevel::M).expect("fits");
        let code = QrCode::with_bits(bits, EcLevel::M).expect("a code");
        let codes = decode_photo(qr_picture(&code).frame());
        let code = only(&codes);
        assert_eq!((code.text.as_str(), code.bytes.as_slice()), (text, bytes));
        assert_eq!(code.aim, "]Q1");
    }
}

#[test]
fn fc_s4_a_declared_character_set_is_followed() {
    let mut bits = Bits::new(Version::Normal(2));
    // ECI 9 is ISO 8859-7, where E1 is alpha.
    bits.push_eci_designator(9).expect("fits");
    bits.push_byte_data(b"\xE1").expect("fits");
    bits.push_terminator(EcLevel::M).expect("fits");
    let code = QrCode::with_bits(bits, EcLevel::M).expect("a code");
    let codes = decode_photo(qr_picture(&code).frame());
    assert_eq!(
        (only(&codes).text.as_str(), only(&codes).bytes.as_slice()),
        ("α", &b"\xE1"[..])
    );
}

#[test]
fn fc_s4_kanji_mode_is_a_declaration() {
    let mut bits = Bits::new(Version::Normal(2));
    bits.push_kanji_data(b"\x93\x5F").expect("fits");
    bits.push_terminator(EcLevel::M).expect("fits");
    let code = QrCode::with_bits(bits, EcLevel::M).expect("a code");
    assert_eq!(only(&decode_photo(qr_picture(&code).frame())).text, "点");
}

#[test]
fn fc_s5_bars_are_read_as_printed() {
    for (format, symbology, text) in [
        (BarcodeFormat::CODE_39, Symbology::Code39, "%WBA000000"),
        (BarcodeFormat::CODABAR, Symbology::Codabar, "A40156B"),
        (BarcodeFormat::CODE_128, Symbology::Code128, "SGH327SZYD"),
        (BarcodeFormat::CODE_93, Symbology::Code93, "5CG1234XYZ"),
        (BarcodeFormat::ITF, Symbology::Itf, "04012345678901"),
        (BarcodeFormat::EAN_13, Symbology::Ean13, "4006381333931"),
        (BarcodeFormat::EAN_8, Symbology::Ean8, "12345670"),
        (BarcodeFormat::UPC_A, Symbology::UpcA, "036000291452"),
        (BarcodeFormat::UPC_E, Symbology::UpcE, "04963406"),
    ] {
        let codes = held(&mut Scanner::new(), &bars_picture(format, text));
        let code = only(&codes);
        assert_eq!((code.symbology, code.text.as_str()), (symbology, text));
        assert_eq!(code.bytes, text.as_bytes());
        assert!(code.aim.starts_with(']') && code.aim[1..].starts_with(symbology.aim_letter()));
    }
}

/// FC-L1 rests on it: the separator that GS1 puts between fields must arrive.
#[test]
fn the_separators_of_gs1_128_are_kept() {
    // rxing's writer takes U+00F1 for FNC1.
    let printed = "\u{f1}0111111111111113\u{31}0xyz\u{f1}3040";
    let codes = decode_photo(bars_picture(BarcodeFormat::CODE_128, printed).frame());
    let code = only(&codes);
    assert_eq!(code.text, "011111111111111310xyz\u{1d}3040");
    assert_eq!(code.aim, "]C1");
}

#[test]
fn fc_s6_light_on_dark_is_read_beside_dark_on_light() {
    let serial = Symbol::Code128("LR-9A7KD2".to_owned());
    let code = Symbol::Qr("R7K2M9QX4TBNCH".to_owned());
    let mut scanner = Scanner::new();
    for (symbol, dark_ground) in [
        (&serial, true),
        (&code, true),
        (&code, false),
        (&serial, false),
    ] {
        let conditions = Conditions {
            dark_ground,
            ..conditions(symbol, 6)
        };
        let codes = held(&mut scanner, &frame(Some(&label(symbol)), &conditions));
        assert_eq!(
            only(&codes).text,
            symbol.text(),
            "dark ground: {dark_ground}"
        );
    }
}

#[test]
fn fc_s6_clean_pictures_inverted() {
    let bars = inverted(&bars_picture(BarcodeFormat::CODE_128, "LR-9A7KD2"));
    assert_eq!(only(&decode_photo(bars.frame())).text, "LR-9A7KD2");
    let code = QrCode::new(b"R7K2M9QX4TBNCH").expect("a code");
    assert_eq!(
        only(&decode_photo(inverted(&qr_picture(&code)).frame())).text,
        "R7K2M9QX4TBNCH"
    );
}

/// A held 3 s; away 1 s; A; B; A, at 30 frames a second and through the decoder.
#[test]
fn fc_s8_a_code_that_is_held_is_told_once() {
    let of = |text: &str| {
        let symbol = Symbol::Qr(text.to_owned());
        frame(Some(&label(&symbol)), &conditions(&symbol, 8))
    };
    let (a, b) = (of("R7K2M9QX4TBNCH"), of("R2222222222222"));
    let nothing = frame(None, &conditions(&Symbol::Qr(String::new()), 8));
    let (mut scanner, mut session) = (Scanner::new(), Session::default());
    let mut clock = 0;
    let mut told = Vec::new();
    for (picture, millis) in [
        (&a, 3_000),
        (&nothing, 1_000),
        (&a, 400),
        (&b, 400),
        (&a, 400),
    ] {
        let until = clock + millis;
        while clock < until {
            let codes = scanner.decode(picture.frame());
            told.extend(session.observe(clock, &codes));
            clock += 100;
        }
    }
    let told: Vec<(&str, bool)> = told
        .iter()
        .map(|sighting| (sighting.code.text.as_str(), sighting.again))
        .collect();
    let (a, b) = ("R7K2M9QX4TBNCH", "R2222222222222");
    assert_eq!(told, [(a, false), (a, true), (b, false), (a, true)]);
}

#[test]
fn of_several_codes_the_one_aimed_at_is_nearest_to_the_centre() {
    let texts: Vec<String> = (0..9)
        .map(|number| format!("R000000000000{number}"))
        .collect();
    let labels: Vec<Label> = texts
        .iter()
        .map(|text| label(&Symbol::Qr(text.clone())))
        .collect();
    let picture = grid(&labels, 3, 3, 5);
    let codes = Scanner::new().decode(picture.frame());
    let mut read: Vec<&str> = codes.iter().map(|code| code.text.as_str()).collect();
    read.sort_unstable();
    assert_eq!(read, texts);
    let aimed_at = nearest_to_centre(&codes, picture.width(), picture.height());
    assert_eq!(aimed_at.expect("there are codes").text, texts[4]);
}

#[test]
fn corners_lie_on_the_code() {
    for symbol in [
        Symbol::Qr("R7K2M9QX4TBNCH".to_owned()),
        Symbol::Code128("SGH327SZYD".to_owned()),
    ] {
        let conditions = Conditions {
            degrees: 3.0,
            ..conditions(&symbol, 4)
        };
        let codes = decode_photo(frame(Some(&label(&symbol)), &conditions).frame());
        let code = only(&codes);
        let left = code
            .corners
            .iter()
            .map(|corner| corner.x)
            .fold(f32::MAX, f32::min);
        let right = code
            .corners
            .iter()
            .map(|corner| corner.x)
            .fold(f32::MIN, f32::max);
        let off = (right - left - conditions.code_width).abs() / conditions.code_width;
        assert!(
            off < 0.15,
            "{symbol:?}: from {left} to {right}, {}",
            conditions.code_width
        );
    }
}
