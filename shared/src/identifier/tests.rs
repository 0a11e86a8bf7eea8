//! Tables of field cases (FC-…) about identifiers.

use proptest::prelude::*;

use super::*;

fn key(text: &str) -> ExactKey {
    ExactKey::new(text).unwrap()
}

#[derive(Debug, PartialEq)]
enum Likeness {
    Exact,
    Near,
    Different,
}
use Likeness::{Different, Exact, Near};

#[track_caller]
fn check(case: &str, left: &str, right: &str, expected: &Likeness) {
    let (left_key, right_key) = (key(left), key(right));
    let likeness = if left_key == right_key {
        Exact
    } else if NearKey::of(&left_key) == NearKey::of(&right_key) {
        Near
    } else {
        Different
    };
    assert_eq!(likeness, *expected, "{case}: {left:?} and {right:?}");
}

#[test]
fn likeness_of_identifiers() {
    for (case, left, right, expected) in [
        ("FC-N4 zeros of a scanner", "00003001", "3001", Near),
        ("FC-N4 blanks and case", "AB cd", "abcd", Near),
        ("FC-N4 blank at the end", "SN-1 ", "SN-1", Exact),
        ("FC-N4 zeros inside", "PC-000123", "pc 123", Near),
        ("FC-N4 zeros that count", "PC-100", "PC-10", Different),
        ("FC-N4 zero alone", "A0", "A", Different),
        ("FC-W10 case", "Qrt3", "qRT3", Near),
        ("composed and decomposed", "É1", "E\u{301}1", Exact),
        ("accents count", "E1", "É1", Different),
        ("full width", "ＰＣ１", "pc1", Near),
        ("typographer's dash", "A\u{2013}1", "A-1", Near),
        ("MAC address", "00:1A:2B:3C:4D:5E", "001A.2B3C.4D5E", Near),
        (
            "MAC address bare",
            "00-1A-2B-3C-4D-5E",
            "001a2b3c4d5e",
            Near,
        ),
        (
            "MAC zeros count",
            "00:1A:2B:3C:4D:5E",
            "10:1A:2B:3C:4D:5E",
            Different,
        ),
        (
            "FC-N6 slashes count",
            "348/57//957/9475696",
            "348/57/957/9475696",
            Different,
        ),
        ("FC-N6 dots", "..", ".", Different),
        ("dashes only", "-+-", "+", Near),
    ] {
        check(case, left, right, &expected);
    }
}

#[test]
fn fc_n6_texts_survive_unchanged() {
    for text in [
        "348/57//957/9475696",
        "50#12-5%REC",
        "A?b=1&c",
        "..",
        "00412",
        "<img src=x onerror=alert(1)>",
    ] {
        let identity = Identity::of(text).unwrap();
        assert_eq!(identity.exact.as_str(), text);
        assert_eq!(decode_segment(&encode_segment(text)).as_deref(), Some(text));
    }
}

#[test]
fn fc_i12_filler_words_never_identify() {
    for text in [
        "",
        "  ",
        "UNKNOWN",
        "Unknown",
        " unknown ",
        "N/A",
        "n.a.",
        "To be filled by O.E.M.",
        "To Be Filled By OEM",
        "Default string",
        "00000000",
        "XXXXXX",
        "Inconnu",
        "Sans objet",
        "Néant",
        "À définir",
        "-",
        "????",
    ] {
        assert!(!identifies(text), "{text:?}");
    }
    for text in [
        "12345",
        "CZJ000001",
        "0",
        "000",
        "1111",
        "..",
        "UNKNOWN-1",
        "xxl",
        "NA-7",
    ] {
        assert!(identifies(text), "{text:?}");
    }
}

#[test]
fn provisional_numbers_never_identify() {
    let number = ProvisionalNumber::new(0xABCDE, 12);
    assert_eq!(number.to_string(), "~NF6Y-12");
    assert_eq!(ProvisionalNumber::parse("~NF6Y-12"), Some(number));
    assert!(!identifies(&number.to_string()));
    for text in [
        "NF6Y-12", "~NF6-12", "~NF6Y-", "~NF6Y-1x", "~nf6y-12", "~éé-1",
    ] {
        assert!(
            ProvisionalNumber::parse(text).is_none() && identifies(text),
            "{text:?}"
        );
    }
}

#[track_caller]
fn check_found(case: &str, sought: &str, rows: &[(&str, u8)], expected: &Found<u8>) {
    let rows = rows.iter().map(|(text, item)| (key(text), *item));
    assert_eq!(choose_found(&key(sought), rows), *expected, "{case}");
}

#[test]
fn what_a_look_up_offers() {
    use Found::{Nothing, One, Several};
    check_found("nothing", "3001", &[], &Nothing);
    check_found(
        "FC-N4 exact first",
        "3001",
        &[("00003001", 1), ("3001", 2)],
        &One(2),
    );
    check_found(
        "FC-N4 the only near one",
        "3001",
        &[("00003001", 1)],
        &Found::Near(1),
    );
    check_found(
        "FC-N4 two near ones",
        "3001",
        &[("00003001", 1), ("03001", 2)],
        &Several(vec![1, 2]),
    );
    check_found(
        "FC-N5 the same text twice",
        "12345",
        &[("12345", 1), ("12345", 2)],
        &Several(vec![1, 2]),
    );
    check_found("FC-W10 only case", "QRT3", &[("Qrt3", 1)], &Found::Near(1));
    check_found(
        "FC-W10 two by case",
        "Qrt3",
        &[("Qrt3", 1), ("qrt3", 2)],
        &Several(vec![1, 2]),
    );
    check_found(
        "FC-C3 one CI by two texts",
        "A1",
        &[("A1", 1), ("A1", 1)],
        &One(1),
    );
}

#[test]
fn the_last_digits_are_a_prefix_of_the_reversed_key() {
    for (text, ending) in [
        ("PC-000123", "0123"),
        ("5CG1234XYZ", "4xyz"),
        ("A 12-34", "234"),
        ("A-0", "0"),
    ] {
        let whole = ReversedKey::of(&key(text));
        assert!(
            whole
                .as_str()
                .starts_with(ReversedKey::of(&key(ending)).as_str()),
            "{text:?}"
        );
    }
}

#[test]
fn search_folds_accents_and_case() {
    for (text, folded) in [
        ("Économie  d’énergie", "economie d'energie"),
        ("Cœur ŒUVRE", "coeur oeuvre"),
        ("STRASSE straße", "strasse strasse"),
        ("Łódź Ørsted", "lodz orsted"),
        (" ＡＢＣ①\t", "abc1"),
        ("İstanbul", "istanbul"),
        ("한국", "한국"),
    ] {
        assert_eq!(fold_for_search(text), folded);
    }
}

#[test]
fn segments_hold_only_what_no_router_touches() {
    for (text, segment) in [
        ("..", "~2E~2E"),
        ("", "~"),
        ("~", "~7E"),
        ("348/57//957/9475696", "348~2F57~2F~2F957~2F9475696"),
        ("50#12-5%REC", "50~2312-5~25REC"),
        ("é\0", "~C3~A9~00"),
    ] {
        assert_eq!(encode_segment(text), segment);
        assert_eq!(decode_segment(segment).as_deref(), Some(text));
    }
    for wrong in ["", "a/b", "~2", "~zz", "~2e", "~41", "~FF", "a~", "é"] {
        assert_eq!(decode_segment(wrong), None, "{wrong:?}");
    }
}

proptest! {
    #[test]
    fn any_text_survives_a_segment(text: String) {
        let segment = encode_segment(&text);
        prop_assert!(segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_~".contains(&byte)));
        prop_assert_eq!(decode_segment(&segment), Some(text));
    }

    #[test]
    fn ascii_is_folded_as_any_text_is(text in "[\\x00-\\x7F]*") {
        prop_assert_eq!(folded_case(&text), folded_case_of_any(&text));
    }

    #[test]
    fn keys_of_any_text_are_total(text: String) {
        if let Some(identity) = Identity::of(&text) {
            prop_assert_eq!(ExactKey::new(identity.exact.as_str()), Some(identity.exact.clone()));
            prop_assert!(!identity.near.as_str().is_empty());
        }
        let folded = fold_for_search(&text);
        prop_assert_eq!(folded.trim(), folded.as_str());
    }

    #[test]
    fn case_blanks_and_dashes_never_make_far(text in "[A-Za-z0-9][A-Za-z0-9/#.]{0,12}", at in 0..12usize) {
        let near = NearKey::of(&key(&text));
        prop_assert_eq!(&NearKey::of(&key(&text.to_uppercase())), &near);
        let mut spaced = text.clone();
        spaced.insert_str(at.min(text.len()), " -");
        prop_assert_eq!(&NearKey::of(&key(&spaced)), &near);
    }
}
