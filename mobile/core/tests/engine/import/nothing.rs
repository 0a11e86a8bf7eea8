//! Where there is nothing to be found: a type that nobody has, a file without a row.

use std::collections::BTreeSet;

use mobile_core::EngineError;
use mobile_core::api::Cell;
use shared::id::TypeId;

use super::*;
use crate::setting::TEAM;

#[test]
fn a_type_that_nothing_is_near_is_said_to_be_unknown_and_nobody_is_asked_which_it_is() {
    let mut device = boss(&mut furnished());
    let tried = device.tried("Nom;Type\nA;Licorne\nB;=cmd|calc\nC;portable\n", |_| {});
    assert_eq!(tried.counts, [0, 0, 0, 3]);
    let cell = |text: &str| Cell {
        column: "Type".to_owned(),
        text: text.to_owned(),
    };
    assert_eq!(
        device.refusals(),
        [
            Refusal::Unknown(cell("Licorne")),
            Refusal::Unknown(cell("=cmd|calc")),
            Refusal::Near(cell("portable"), vec!["Portable".to_owned()]),
        ]
    );
    match &tried.questions[..] {
        [Question::Type { text, near, .. }] => assert_eq!((&text[..], near.len()), ("portable", 1)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_that_two_types_have_is_refused_with_both() {
    let mut office = furnished();
    let twin = TypeId::fixed(0x7e);
    let words = Words::new("Mobile", "Portable").to_value();
    let fields = [(field::LABEL, words), (field::TEAM, json!(TEAM))];
    office.make(BOSS, key(Collection::ItemType, twin), scope(), &fields);
    let mut device = boss(&mut office);
    device.tried("Nom;Type\nA;Portable\n", |_| {});
    match &device.refusals()[..] {
        [Refusal::Several(_, names)] => {
            let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
            assert_eq!(names, BTreeSet::from(["Mobile", "Portable"]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_empty_file_is_said_to_be_empty_and_a_header_alone_has_no_row() {
    let mut device = boss(&mut furnished());
    for bytes in [&b""[..], b"\xEF\xBB\xBF", b"\r\n\r\n"] {
        let step = ImportStep::Take {
            of: RowsOf::Items,
            bytes: bytes.to_vec(),
        };
        let said = device.engine.run(Command::Import(step));
        assert_eq!(said, Err(EngineError::EmptyFile), "{bytes:?}");
    }
    let taken = device.take(RowsOf::Items, "Nom;Numéro\n".as_bytes());
    assert_eq!(taken.rows, 0);
}
