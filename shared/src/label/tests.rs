//! Tables of field cases (FC-…) about labels, and properties that hold for any text.

use proptest::prelude::*;

use super::*;

/// What a label is expected to say, in short: `text` of each candidate after the raw one, the
/// elements as `meaning=text`, and the doubts.
#[track_caller]
fn check(case: &str, raw: &str, candidates: &[&str], elements: &[&str], doubts: &[Doubt]) {
    check_read(case, raw, None, candidates, elements, doubts);
}

#[track_caller]
fn check_read(
    case: &str,
    raw: &str,
    symbology: Option<Symbology>,
    candidates: &[&str],
    elements: &[&str],
    doubts: &[Doubt],
) {
    let label = parse_label(raw, symbology);
    assert_eq!(label.raw(), raw, "{case}");
    assert_eq!(label.candidates()[0].why, Why::AsRead, "{case}");
    assert_eq!(
        label.candidates()[0].text,
        ExactKey::new(raw).unwrap().as_str(),
        "{case}"
    );
    let read: Vec<_> = label.candidates()[1..]
        .iter()
        .map(|candidate| format!("{} {}", kind_word(&candidate.kind), candidate.text))
        .collect();
    assert_eq!(read, candidates, "{case}: candidates of {raw:?}");
    let said: Vec<_> = label
        .elements()
        .iter()
        .map(|element| match &element.meaning {
            Meaning::Other(key) => format!("{key}={}", element.text),
            meaning => format!("{meaning:?}={}", element.text),
        })
        .collect();
    assert_eq!(said, elements, "{case}: elements of {raw:?}");
    assert_eq!(label.doubts(), doubts, "{case}: doubts of {raw:?}");
}

fn kind_word(kind: &CandidateKind) -> &'static str {
    match kind {
        CandidateKind::Text => "text",
        CandidateKind::OwnCode(_) => "own",
        CandidateKind::Serial => "serial",
        CandidateKind::Asset => "asset",
        CandidateKind::Mac => "mac",
        CandidateKind::Imei => "imei",
        CandidateKind::Article => "article",
        CandidateKind::Part => "part",
        CandidateKind::Enrolment(_) => "enrolment",
    }
}

const OWN: &str = "R28T5CY4TQKFF4";

#[test]
fn our_own_code() {
    let own = format!("own {OWN}");
    check("bare", OWN, &[&own], &[], &[]);
    check(
        "lower case, blanks",
        " r28t5cy4tqkff4\r\n",
        &[&own],
        &[],
        &[],
    );
    check(
        "in an address",
        &format!("HTTPS://INV.EXAMPLE.CA/A/{OWN}"),
        &[&own],
        &[],
        &[],
    );
    check(
        "FC-X3 in a stranger's address",
        &format!("https://inv.example.ca@evil.example/a/{OWN}?x#y"),
        &[&own],
        &[],
        &[],
    );
    check(
        "with a head",
        &format!("]Q1{OWN}"),
        &[&format!("text {OWN}"), &own],
        &[],
        &[],
    );
    check(
        "misread",
        "R28T5CY4TQKFF5",
        &[],
        &[],
        &[Doubt::WrongCheckSign],
    );
    assert_eq!(
        parse_label(OWN, None).own_code(),
        LabelCode::parse(OWN).ok()
    );
    assert_eq!(parse_label(OWN, None).text_for_creation(), None);
}

#[test]
fn bare_texts_are_only_themselves() {
    for (case, text) in [
        ("FC-N6", "348/57//957/9475696"),
        ("FC-N6", "50#12-5%REC"),
        ("FC-N6", "A?b=1&c"),
        ("FC-N6", ".."),
        ("FC-X2", "<img src=x onerror=alert(1)>"),
        ("FC-X2", "O'Brien\"/><svg onload=alert(1)>"),
        ("FC-X3", "https://evil.example/a/K7M2"),
        ("FC-X3", "javascript:alert(1)"),
        ("FC-W4 another tool's JSON", "{\"stockitem\": 408}"),
        ("FC-W5", "*000122521"),
        ("FC-S5 Code 39", "%WBA000000"),
        ("FC-S5 Codabar", "A40156B"),
        ("FC-P3", "55b34be4-65aa-45de-be40-011fba6dda17"),
        ("FC-C3 no GS1 by chance", "10ABC"),
        ("NUL", "A\0B"),
        ("right to left", "א\u{202E}ב"),
        ("a bracket", "(99"),
        ("a head alone", "]C"),
    ] {
        check(case, text, &[], &[], &[]);
        assert_eq!(
            parse_label(text, None).text_for_creation(),
            Some(text),
            "{case}"
        );
    }
}

#[test]
fn an_empty_label_has_no_candidate() {
    for raw in ["", " \r\n\t"] {
        let label = parse_label(raw, None);
        assert!(label.is_empty() && label.text_for_creation().is_none());
        assert_eq!(label.raw(), raw);
    }
}

#[test]
fn a_long_label_is_kept_whole() {
    let raw = "é]0(".repeat(1_800);
    let label = parse_label(&raw, None);
    assert_eq!(label.raw(), raw);
    assert_eq!(label.candidates()[0].text, raw);
    assert_eq!(label.displayable(DISPLAY_LIMIT).left_off, 7_000);
}

#[test]
fn fc_l1_gs1_element_strings() {
    let lot = ["Gtin=11111111111113", "Lot=xyz", "Quantity=40"];
    let body = "011111111111111310xyz\u{1D}3040";
    check("FC-L1", body, &["article 11111111111113"], &lot, &[]);
    for head in ["\u{1D}", "]C1", "]d2", "]Q3", "]C1\u{1D}"] {
        let label = parse_label(&format!("{head}{body}"), None);
        assert_eq!(
            label.elements(),
            parse_label(body, None).elements(),
            "{head:?}"
        );
        assert!(label.doubts().is_empty());
    }
    check(
        "FC-L1 with dates",
        "\u{1D}01080328254985802112345\u{1D}1109010117100101",
        &["serial 12345", "article 08032825498580"],
        &[
            "Gtin=08032825498580",
            "Serial=12345",
            "Produced=2009-01-01",
            "Expires=2010-01-01",
        ],
        &[],
    );
    let typed = ["Gtin=04012345678901", "Expires=2026-12-30", "Lot=ABC123"];
    check(
        "FC-L1 typed with brackets",
        "]C1(01)04012345678901(17)261230(10)ABC123",
        &[
            "text (01)04012345678901(17)261230(10)ABC123",
            "article 04012345678901",
        ],
        &typed,
        &[],
    );
    check(
        "FC-L1 brackets in a value",
        "(10)AB(C)D",
        &[],
        &["Lot=AB(C)D"],
        &[],
    );
    check(
        "last day of the month",
        "(01)04012345678901(17)280200",
        &["article 04012345678901"],
        &["Gtin=04012345678901", "Expires=2028-02-29"],
        &[],
    );
    check(
        "an owner's asset",
        "]C180044012345ABC",
        &["text 80044012345ABC", "asset 4012345ABC"],
        &["Asset=4012345ABC"],
        &[],
    );
}

#[test]
fn fc_l3_a_lost_separator_is_not_guessed() {
    for (raw, expires) in [
        (
            "01108573260055401722081110A2021121092220084115197",
            "Expires=2022-08-11",
        ),
        (
            "01108573260055401721102910A1905221042920115956137",
            "Expires=2021-10-29",
        ),
    ] {
        check(
            "FC-L3",
            raw,
            &["article 10857326005540"],
            &["Gtin=10857326005540", expires],
            &[Doubt::AmbiguousTail],
        );
    }
}

#[test]
fn fc_l4_a_number_is_not_gs1_by_chance() {
    check("FC-L4", "300450549108", &[], &[], &[Doubt::WrongCheckDigit]);
    check(
        "FC-L4 right digit",
        "300450549105",
        &["article 00300450549105"],
        &["Gtin=00300450549105"],
        &[],
    );
    check_read(
        "FC-L4 not retail",
        "300450549108",
        Some(Symbology::Code128),
        &[],
        &[],
        &[],
    );
    check("wrong GTIN", "(01)04012345678902", &[], &[], &[]);
    check("sixteen digits", "0104012345678902", &[], &[], &[]);
}

#[test]
fn fc_l5_a_serial_may_start_with_s() {
    check("FC-L5", "SGH327SZYD", &["serial GH327SZYD"], &[], &[]);
    check(
        "FC-L5 ours",
        "S5CG1234XYZ",
        &["serial 5CG1234XYZ"],
        &[],
        &[],
    );
    check("a word", "SERVER", &[], &[], &[]);
    check("a place", "S-12", &[], &[], &[]);
    assert_eq!(
        parse_label("S5CG1234XYZ", None).text_for_creation(),
        Some("S5CG1234XYZ")
    );
}

#[test]
fn fc_l6_a_component_makers_bag() {
    let raw = "[)>\u{1E}06\u{1D}PYAG3365CT-ND\u{1D}1PRT1206FRE07100KL\u{1D}K\u{1D}1K50000001\u{1D}10K60000001\u{1D}11K1\
        \u{1D}4L\u{1D}Q100\u{1D}11ZPICK\u{1D}12Z5418070\u{1D}13Z800001\u{1D}20Z000000000000";
    let parts = ["part YAG3365CT-ND", "part RT1206FRE07100KL"];
    let elements = [
        "Part=YAG3365CT-ND",
        "MakerPart=RT1206FRE07100KL",
        "BuyerOrder=",
        "SellerOrder=50000001",
        "10K=60000001",
        "11K=1",
        "4L=",
        "Quantity=100",
        "11Z=PICK",
        "12Z=5418070",
        "13Z=800001",
    ];
    check("FC-L6", raw, &parts, &elements, &[]);
    check(
        "FC-L6 with its end",
        &format!("{raw}\u{1E}\u{04}"),
        &parts,
        &elements,
        &[],
    );
    let label = parse_label(raw, None);
    assert!(
        label.names_article() && label.text_for_creation().is_none(),
        "FC-R4: it names the article"
    );
}

#[test]
fn fc_l7_sellers_own_forms() {
    check(
        "FC-L7",
        "{pm: the-mpn, qty: 1}",
        &["part the-mpn"],
        &["MakerPart=the-mpn", "Quantity=1"],
        &[],
    );
    check(
        "FC-L7 comma in a value",
        "{pc:C100,pm:RES 1K, 1%,qty:50}",
        &["part C100", "part RES 1K, 1%"],
        &["Part=C100", "MakerPart=RES 1K, 1%", "Quantity=50"],
        &[],
    );
    check(
        "FC-L7 stray sign, no maker's part",
        ">[)>06\u{1D}KPO-7\u{1D}14K001\u{1D}PCUST-77\u{1D}Q10",
        &["part CUST-77"],
        &["BuyerOrder=PO-7", "14K=001", "Part=CUST-77", "Quantity=10"],
        &[Doubt::NoMakerPart],
    );
    check(
        "a device's box",
        "[)>\u{1E}06\u{1D}1PABC\u{1D}SXYZ1\u{1D}23S001A2B3C4D5E\u{1E}\u{04}",
        &["serial XYZ1", "mac 001A2B3C4D5E", "part ABC"],
        &["MakerPart=ABC", "Serial=XYZ1", "Mac=001A2B3C4D5E"],
        &[],
    );
}

#[test]
fn digital_links() {
    check(
        "serial",
        "https://id.example/x/01/04012345678901/21/A%2FB?17=261230&utm=1",
        &["serial A/B", "article 04012345678901"],
        &["Gtin=04012345678901", "Serial=A/B", "Expires=2026-12-30"],
        &[],
    );
    check(
        "short GTIN",
        "https://id.example/01/4012345678901",
        &["article 04012345678901"],
        &["Gtin=04012345678901"],
        &[],
    );
    check(
        "wrong GTIN",
        "https://id.example/01/4012345678902",
        &[],
        &[],
        &[],
    );
    check(
        "asset",
        "https://id.example/8004/4012345A",
        &["asset 4012345A"],
        &["Asset=4012345A"],
        &[],
    );
    check("not one", "https://id.example/2026/11/25", &[], &[], &[]);
}

#[test]
fn article_codes_are_nobodys_own() {
    for (raw, symbology, article) in [
        ("4006381333931", Some(Symbology::Ean13), true),
        ("4006381333931", None, true),
        ("4006381333931", Some(Symbology::Code128), false),
        ("96385074", Some(Symbology::Ean8), true),
        ("96385074", None, false),
        // FC-S2: a UPC-E, whose check digit is that of the number it stands for.
        ("04963406", Some(Symbology::UpcE), true),
        ("01080328254985802112345", None, false),
        ("0108032825498580", None, true),
    ] {
        let label = parse_label(raw, symbology);
        assert_eq!(label.names_article(), article, "{raw} {symbology:?}");
        let own_texts = label
            .candidates()
            .iter()
            .filter(|candidate| candidate.kind == CandidateKind::Article);
        assert!(own_texts.clone().all(|candidate| candidate.names_article));
    }
    check_read(
        "FC-S2",
        "04963406",
        Some(Symbology::UpcE),
        &["article 00049000006346"],
        &["Gtin=00049000006346"],
        &[],
    );
    let serialised = parse_label("01080328254985802112345", None);
    assert_eq!(serialised.text_for_creation(), Some("12345"));
}

#[test]
fn fc_x3_an_enrolment_link_is_asked_about_and_kept_secret() {
    let raw = "https://other.example/enrol#3q2-7wEAAAAAAAAAAAAAAQ";
    let label = parse_label(raw, Some(Symbology::QrCode));
    assert_eq!(
        label.enrolment().map(EnrolmentLink::host),
        Some("other.example")
    );
    assert!(label.is_secret() && label.text_for_creation().is_none());
    assert!(!format!("{label:?}").contains("3q2-7"));
    assert!(parse_label(&format!("]Q1{raw}\r"), None).is_secret());
    assert_eq!(
        label.displayable(DISPLAY_LIMIT).text,
        "https://other.example/enrol"
    );
}

#[test]
fn fc_i12_a_filler_on_a_label_makes_no_identity() {
    assert_eq!(
        parse_label("To be filled by O.E.M.", None).text_for_creation(),
        None
    );
}

/// Texts near the grammars, where a careless cut would panic.
fn near_a_grammar() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("]C1".to_owned()),
        Just("\u{1D}".to_owned()),
        Just("[)>\u{1E}06\u{1D}".to_owned()),
        Just("(01)".to_owned()),
        Just("https://a.example/".to_owned()),
        Just("/A/".to_owned()),
        Just("01/".to_owned()),
        Just("{pm:".to_owned()),
        Just("0104012345678901".to_owned()),
        Just("%".to_owned()),
        Just("é".to_owned()),
        Just("#".to_owned()),
        "[0-9]{1,14}",
        "[A-Z]{1,4}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_gives_a_label_that_keeps_it(raw in prop_oneof![any::<String>(), near_a_grammar()]) {
        let label = parse_label(&raw, None);
        prop_assert_eq!(label.raw(), raw.as_str());
        match ExactKey::new(&raw) {
            Some(key) => prop_assert_eq!(label.candidates()[0].text.as_str(), key.as_str()),
            None => prop_assert!(label.is_empty()),
        }
        let shown = label.displayable(DISPLAY_LIMIT);
        prop_assert!(!shown.text.chars().any(char::is_control));
        if !label.is_secret() {
            prop_assert_eq!(shown.left_off, raw.chars().count().saturating_sub(DISPLAY_LIMIT));
        }
    }

    #[test]
    fn our_code_is_found_whatever_the_host(bits: u64, host in "[a-z]{1,9}(\\.[a-z]{2,5})?", tail in "(\\?[a-z=&]{0,9})?(#[a-z]{0,9})?") {
        let code = LabelCode::from_random(bits);
        let label = parse_label(&format!("https://{host}/A/{code}{tail}"), None);
        prop_assert_eq!(label.own_code(), Some(code));
    }
}
