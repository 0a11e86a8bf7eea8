//! Scanners and people at one keyboard, by the shapes that were seen in the field.

use super::*;

/// Milliseconds between a scanner's strokes, and between a quick typist's.
const SCANNER: u64 = 8;
const TYPIST: u64 = 60;

/// Keys that a scanner set to US presses for a text, as a system with that layout reports them.
fn keys(text: &str, layout: Option<&str>) -> Vec<Key> {
    let layout = layout.map(|name| Layout::find(name).unwrap());
    let mut dead = None::<char>;
    let key = |sign: char| {
        let (code, shift) = code_of(sign);
        let mut key = match layout {
            Some(layout) => layout.as_typed(&sign.to_string()),
            None => sign.to_string(),
        };
        if let Some(layout) = layout {
            let with_letter = layout.as_typed(&format!("{sign}e"));
            if with_letter.chars().count() == 1 && layout.as_typed("e") != with_letter {
                dead = Some(sign);
                key = "Dead".to_owned();
            } else if let Some(mark) = dead.take() {
                key = layout.as_typed(&format!("{mark}{sign}"));
                key = key.chars().last().unwrap().to_string();
            }
        }
        Key {
            code,
            key,
            shift,
            ..Key::default()
        }
    };
    text.chars().map(key).collect()
}

fn code_of(sign: char) -> (String, bool) {
    let codes = ('A'..='Z')
        .map(|letter| format!("Key{letter}"))
        .chain(('0'..='9').map(|digit| format!("Digit{digit}")))
        .chain(
            "Backquote Minus Equal BracketLeft BracketRight Backslash Semicolon Quote Comma Period Slash Space"
                .split(' ')
                .map(str::to_owned),
        );
    for code in codes {
        for shift in [false, true] {
            if layout::us_sign(&code, shift) == Some(sign) {
                return (code, shift);
            }
        }
    }
    panic!("no key of a US keyboard gives {sign:?}")
}

fn named(name: &str) -> Key {
    Key {
        code: name.to_owned(),
        key: name.to_owned(),
        ..Key::default()
    }
}

fn with_ctrl(code: &str) -> Key {
    Key {
        code: code.to_owned(),
        key: "x".to_owned(),
        ctrl: true,
        ..Key::default()
    }
}

fn arrivals(keys: Vec<Key>) -> Vec<Arrival> {
    keys.into_iter().map(Arrival::Key).collect()
}

/// Presses keys at a pace and gives what was scanned, with how many strokes were withheld.
fn press(wedge: &mut Wedge, arrivals: Vec<Arrival>, gap: u64) -> (Option<Scan>, usize) {
    let mut withheld = 0;
    let mut at_ms = 10_000;
    for arrived in arrivals {
        at_ms += gap;
        let taken = wedge.take(&Stroke { at_ms, arrived });
        assert_eq!(taken.ended, None, "one scan only");
        withheld += usize::from(matches!(taken.verdict, Verdict::Take { .. }));
    }
    (wedge.end(), withheld)
}

fn scan(arrivals: Vec<Arrival>) -> Scan {
    press(&mut Wedge::new(&Profile::default()), arrivals, SCANNER)
        .0
        .expect("a scan")
}

fn typed(text: &str, layout: &str) -> Scan {
    let mut all = keys(text, Some(layout));
    all.push(named("Enter"));
    scan(arrivals(all))
}

/// Text that came without keys, with Enter behind it.
fn text(text: &str) -> Scan {
    scan(vec![
        Arrival::Text(text.to_owned()),
        Arrival::Key(named("Enter")),
    ])
}

fn how(scan: &Scan, text: &str) -> Option<How> {
    how_with(scan, &Profile::default(), text)
}

fn how_with(scan: &Scan, profile: &Profile, text: &str) -> Option<How> {
    let readings = scan.readings(profile);
    readings
        .iter()
        .find(|reading| reading.text == text)
        .map(|reading| reading.how)
}

#[test]
fn a_person_who_types_is_never_robbed() {
    for (text, gap) in [
        ("un portable de la réception", TYPIST),
        ("CN-0VH82-74261", TYPIST),
        ("abcdefghijklmnop", 36),
    ] {
        let mut strokes: Vec<Arrival> = text
            .chars()
            .map(|sign| {
                Arrival::Key(Key {
                    code: "KeyA".to_owned(),
                    key: sign.to_string(),
                    ..Key::default()
                })
            })
            .collect();
        strokes.push(Arrival::Key(named("Enter")));
        let mut wedge = Wedge::new(&Profile::default());
        assert_eq!(press(&mut wedge, strokes, gap), (None, 0), "{text}");
    }
}

#[test]
fn fingers_that_roll_over_keys_are_no_scanner() {
    let mut wedge = Wedge::new(&Profile::default());
    let mut at_ms = 0;
    for (index, key) in keys("what the other thinks", None).into_iter().enumerate() {
        // Four keys within a moment, then a breath.
        at_ms += if index % 4 == 0 { 90 } else { 12 };
        let arrived = Arrival::Key(key);
        let taken = wedge.take(&Stroke { at_ms, arrived });
        assert!(matches!(taken.verdict, Verdict::Leave { .. }), "{index}");
    }
}

#[test]
fn a_key_that_is_held_and_a_lone_enter_are_no_scan() {
    let held = Key {
        repeats: true,
        ..keys("a", None).remove(0)
    };
    let mut wedge = Wedge::new(&Profile::default());
    assert_eq!(press(&mut wedge, arrivals(vec![held; 40]), 30), (None, 0));
    assert_eq!(
        press(&mut wedge, arrivals(vec![named("Enter"); 2]), SCANNER),
        (None, 0)
    );
    let mut copy = vec![with_ctrl("KeyC")];
    copy.push(named("Enter"));
    assert_eq!(press(&mut wedge, arrivals(copy), TYPIST), (None, 0));
}

#[test]
fn the_field_is_given_back_what_the_first_strokes_wrote_into_it() {
    let mut wedge = Wedge::new(&Profile::default());
    let mut verdicts = Vec::new();
    for (index, key) in keys("ABC-123", None).into_iter().enumerate() {
        let at_ms = 5_000 + index as u64 * SCANNER;
        let arrived = Arrival::Key(key);
        verdicts.push(wedge.take(&Stroke { at_ms, arrived }).verdict);
    }
    let left = Verdict::Leave { begins: false };
    let taken = Verdict::Take { becomes: false };
    assert_eq!(
        verdicts,
        [
            Verdict::Leave { begins: true },
            left,
            left,
            left,
            Verdict::Take { becomes: true },
            taken,
            taken
        ]
    );
}

#[test]
fn fc_w5_a_code_ends_by_enter_tab_or_a_pause_and_escapes_spelled_out_are_no_part_of_it() {
    for end in [Some("Enter"), Some("Tab"), None] {
        let mut all = keys("000122521", None);
        all.extend(end.map(named));
        let scan = scan(arrivals(all));
        assert_eq!(scan.readings(&Profile::default())[0].text, "000122521");
        assert_eq!(scan.has_end(), end.is_some());
    }
    let star = typed("*000122521", "gb");
    assert_eq!(how(&star, "*000122521"), Some(How::AsTyped));
    assert_eq!(how(&star, "000122521"), Some(How::WithoutAffix));
    let spelled = scan(arrivals(keys("{part:1}\\n", None)));
    assert_eq!(how(&spelled, "{part:1}"), Some(How::WithoutAffix));
}

#[test]
fn a_short_code_is_a_scan_with_its_end_only() {
    let mut all = keys("A12", None);
    let mut wedge = Wedge::new(&Profile::default());
    assert_eq!(press(&mut wedge, arrivals(all.clone()), SCANNER), (None, 0));
    all.push(named("Enter"));
    let (scan, withheld) = press(&mut wedge, arrivals(all), SCANNER);
    assert_eq!(scan.unwrap().readings(&Profile::default())[0].text, "A12");
    // The end presses no button and sends no form.
    assert_eq!(withheld, 1);
}

#[test]
fn fc_w1_w2_w4_us_keys_on_another_layout_are_read_by_the_keys() {
    for (layout, scanned, arrived) in [
        ("ca-fr", "CA/INV-00123", "CAéINV-00123"),
        (
            "ca-fr",
            "https://inv.example.ca/a/K7M2",
            "https:ééinv.example.caéaéK7M2",
        ),
        ("gb", "{\"part\": 1}", "{@part@: 1}"),
        ("it", "test_123", "test?123"),
        ("it", "123-356-0940", "123'356'0940"),
        ("ru", "{\"stockitem\": 408}", "ХЭыещслшеуьЭЖ 408Ъ"),
        ("de", "YZ-1/2", "ZYß1-2"),
        ("fr", "HQ112", "HA&&é"),
    ] {
        let by_keys = typed(scanned, layout);
        assert_eq!(how(&by_keys, arrived), Some(How::AsTyped), "{layout}");
        assert_eq!(how(&by_keys, scanned), Some(How::ByKeys), "{layout}");
        // The same as text alone: turned back by the layout that explains it.
        let alone = text(arrived);
        assert_eq!(how(&alone, scanned), Some(How::Guessed), "{layout}");
        let profile = Profile {
            way: Way::Layout(layout.to_owned()),
            ..Profile::default()
        };
        assert_eq!(how_with(&alone, &profile, scanned), Some(How::Learned));
    }
}

#[test]
fn fc_w1_digits_below_which_no_shift_was_held_are_offered_as_digits() {
    assert_eq!(how(&text("HA&&é"), "HA112"), Some(How::Guessed));
}

#[test]
fn fc_w1_what_really_holds_such_signs_is_read_as_it_is_first() {
    for code in ["R&D-7", "École-12", "HA&&é"] {
        let scan = text(code);
        assert_eq!(scan.readings(&Profile::default())[0].text, code);
    }
}

#[test]
fn fc_w2_caps_lock_turns_accented_letters_only() {
    assert_eq!(
        how(&text("CAÉINV-00123"), "CA/INV-00123"),
        Some(How::Guessed)
    );
}

#[test]
fn fc_w3_dead_keys_lose_no_letter() {
    for (scanned, arrived) in [
        ("]C10109506000134352", "Ç10109506000134352"),
        ("[)>06", "^).06"),
    ] {
        assert_eq!(how(&text(arrived), scanned), Some(How::Guessed));
        let by_keys = typed(scanned, "ca-fr");
        assert_eq!(how(&by_keys, scanned), Some(How::ByKeys), "{by_keys:?}");
    }
}

#[test]
fn control_signs_come_as_ctrl_as_function_keys_and_as_numbers() {
    let alt = |digits: &str| {
        let digit = |sign: char| Key {
            code: format!("Numpad{sign}"),
            key: sign.to_string(),
            alt: true,
            ..Key::default()
        };
        let mut all = vec![named("Alt")];
        all.extend(digits.chars().map(digit));
        all
    };
    for separator in [
        vec![with_ctrl("BracketRight")],
        vec![named("F8")],
        alt("029"),
    ] {
        let mut all = keys("0109506000134352", None);
        all.extend(separator);
        all.extend(keys("21ABC", None));
        all.push(named("Enter"));
        let scan = scan(arrivals(all));
        let expected = "0109506000134352\u{1D}21ABC";
        assert_eq!(scan.readings(&Profile::default())[0].text, expected);
        assert_eq!(scan.readings(&Profile::default()).len(), 1);
    }
    let (record, end) = (with_ctrl("Digit6"), with_ctrl("KeyD"));
    let mut all = keys("[)>", None);
    all.push(record);
    all.extend(keys("06S1", None));
    all.push(end);
    let readings = scan(arrivals(all)).readings(&Profile::default());
    assert_eq!(readings[0].text, "[)>\u{1E}06S1\u{4}");
    // A whole code by numbers.
    let all = "PC-1"
        .chars()
        .flat_map(|sign| alt(&format!("{:03}", u32::from(sign))))
        .collect();
    let readings = scan(arrivals(all)).readings(&Profile::default());
    assert_eq!(readings[0].text, "PC-1");
}

#[test]
fn fc_w6_what_came_twice_is_also_read_once() {
    for doubled in ["43542104354210", "ABP N60C IQ3980ABP N60C IQ3980"] {
        let half = &doubled[..doubled.len() / 2];
        assert_eq!(how(&text(doubled), half), Some(How::Once));
        assert_eq!(how(&text(doubled), doubled), Some(How::AsTyped));
    }
    let mut all = keys("4354210", None);
    all.push(named("Enter"));
    all.extend(all.clone());
    let scan = scan(arrivals(all));
    assert_eq!(scan.readings(&Profile::default()).len(), 1, "{scan:?}");
}

#[test]
fn several_codes_in_one_burst_are_one_scan() {
    let mut all = keys("SN-4711", None);
    all.push(named("Enter"));
    all.extend(keys("00:1A:2B:3C:4D:5E", None));
    all.push(named("Enter"));
    let texts: Vec<String> = scan(arrivals(all))
        .readings(&Profile::default())
        .into_iter()
        .map(|reading| reading.text)
        .collect();
    assert_eq!(texts, ["SN-4711", "00:1A:2B:3C:4D:5E"]);
}

#[test]
fn a_scan_that_nobody_ended_ends_before_the_next_stroke() {
    let mut wedge = Wedge::new(&Profile::default());
    for (index, key) in keys("ABC-123", None).into_iter().enumerate() {
        let at_ms = 5_000 + index as u64 * SCANNER;
        wedge.take(&Stroke {
            at_ms,
            arrived: Arrival::Key(key),
        });
    }
    let taken = wedge.take(&Stroke {
        at_ms: 9_000,
        arrived: Arrival::Key(named("x")),
    });
    assert!(taken.ended.is_some());
    assert_eq!(taken.verdict, Verdict::Leave { begins: true });
}

#[test]
fn the_test_label_teaches_layout_prefix_suffix_and_pace() {
    let whole = format!("*{TEST_LABEL}#");
    for (layout, way) in [("ca-fr", Way::Keys), ("fr", Way::Keys), ("ru", Way::Keys)] {
        let lesson = learn(&typed(&whole, layout)).expect(layout);
        assert_eq!(lesson.profile.way, way, "{layout}");
        assert_eq!(
            (
                lesson.profile.prefix.as_str(),
                lesson.profile.suffix.as_str()
            ),
            ("*", "#")
        );
        assert_eq!(lesson.profile.gap_ms, Some(SCANNER as u32));
        assert!(lesson.has_end && !lesson.twice);
        let next = typed("*CA/INV-00123#", layout);
        assert_eq!(
            how_with(&next, &lesson.profile, "CA/INV-00123"),
            Some(How::Learned)
        );
        assert_eq!(Profile::of_text(&lesson.profile.to_text()), lesson.profile);
    }
    let mut plain = keys(TEST_LABEL, None);
    plain.push(named("Enter"));
    assert_eq!(
        learn(&scan(arrivals(plain))).unwrap().profile.way,
        Way::AsTyped
    );
    for layout in layout::LAYOUTS {
        let lesson = learn(&text(&layout.as_typed(TEST_LABEL))).expect(layout.name);
        assert_eq!(lesson.profile.way, Way::Layout(layout.name.to_owned()));
    }
    assert_eq!(learn(&typed("CA/INV-00123", "ca-fr")), None);
}

#[test]
fn a_layout_that_nobody_knows_is_learned_sign_by_sign() {
    // Each letter a place further, as a stand-in for a layout that is not listed.
    let moved = |sign: char| match sign {
        'a'..='y' => char::from_u32(u32::from(sign) + 1).unwrap(),
        'z' => 'a',
        other => other,
    };
    let arrived: String = TEST_LABEL.chars().map(moved).collect();
    let lesson = learn(&text(&arrived)).unwrap();
    let next: String = "inv-zebra".chars().map(moved).collect();
    assert_eq!(
        how_with(&text(&next), &lesson.profile, "inv-zebra"),
        Some(How::Learned)
    );
}

#[test]
fn each_layout_gives_back_what_was_typed_through_it() {
    for layout in layout::LAYOUTS {
        for code in ["CA/INV-00123", "R7K2M9QX4WZ3A8", "abc_DEF"] {
            let arrived = layout.as_typed(code);
            assert!(
                layout.turn_back(&arrived).contains(&code.to_owned()),
                "{}: {arrived}",
                layout.name
            );
        }
    }
}

#[test]
fn what_was_learned_is_kept_and_what_cannot_be_read_is_nothing() {
    for way in [
        Way::Unknown,
        Way::AsTyped,
        Way::Keys,
        Way::Layout("ca-fr".to_owned()),
        Way::Table(vec![('é', '/'), (' ', ' '), ('\u{7f}', 'x')]),
    ] {
        let profile = Profile {
            way,
            prefix: "*".to_owned(),
            suffix: " \t".to_owned(),
            gap_ms: Some(12),
        };
        assert_eq!(Profile::of_text(&profile.to_text()), profile);
    }
    for text in ["", "{}", "keys", "a\nb\nc\nd\ne"] {
        assert_eq!(Profile::of_text(text), Profile::default(), "{text}");
    }
}

#[test]
fn a_slow_scanner_that_was_learned_is_caught_and_typing_is_not() {
    let slow = Profile {
        gap_ms: Some(45),
        ..Profile::default()
    };
    let strokes = || arrivals(keys("CN-0VH82-74261", None));
    assert_eq!(
        press(&mut Wedge::new(&Profile::default()), strokes(), 45).0,
        None
    );
    assert!(press(&mut Wedge::new(&slow), strokes(), 45).0.is_some());
    assert_eq!(press(&mut Wedge::new(&slow), strokes(), 80), (None, 0));
}

#[test]
fn printed_gestures_are_known_through_any_layout() {
    for layout in ["ca-fr", "fr", "ru"] {
        for (text, gesture) in [(STEP_LABEL, Gesture::Step), ("RECENSE3", Gesture::Nth(3))] {
            let scan = typed(text, layout);
            assert_eq!(scan.gesture(&Profile::default()), Some(gesture), "{layout}");
        }
        assert_eq!(
            typed("RECENSE-7", layout).gesture(&Profile::default()),
            None
        );
    }
}
