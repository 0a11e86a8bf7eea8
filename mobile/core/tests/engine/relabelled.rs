//! A label that is replaced by another one.

use mobile_core::EngineError;
use mobile_core::api::{Command, DoneView, Found, HistoryChange, Shown};
use shared::id::ItemId;
use shared::label::LabelCode;
use shared::model::{IdentifierKind, field};
use shared::record::Collection;

use crate::setting::{Device, PC1, PC2, R1, office};

fn code(number: u64) -> String {
    LabelCode::from_random(number).to_string()
}

fn replace(item: ItemId, code: &str) -> Command {
    Command::ReplaceLabel {
        item,
        code: code.to_owned(),
    }
}

/// Where a label leads, and whether it is said to have been replaced.
#[track_caller]
fn opened(device: &mut Device, code: &str) -> (ItemId, bool) {
    match device.look_up(code) {
        Found::Item(found) => (found.item.row.id, found.replaced),
        other => panic!("{code}: {other:?}"),
    }
}

/// The labels of an item, each with whether it was replaced.
fn labels(device: &mut Device, item: ItemId) -> Vec<(String, bool)> {
    let identifiers = device.item(item).identifiers.into_iter();
    identifiers
        .filter(|identifier| identifier.kind == IdentifierKind::Label)
        .map(|label| (label.text, label.replaced))
        .collect()
}

#[test]
fn fc_n8_a_replaced_label_opens_its_ci_on_every_device_and_says_so_until_that_is_taken_back() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let [a1, a2] = [code(1), code(2)];
    let item = anne.create(Some(&a1), Some(R1)).item.unwrap().row.id;
    let DoneView { action, .. } = anne.done(replace(item, &format!("https://inv.example/A/{a2}")));
    assert_eq!(opened(&mut anne, &a1), (item, true));
    assert_eq!(opened(&mut anne, &a2), (item, false));
    assert_eq!(
        labels(&mut anne, item),
        [(a2.clone(), false), (a1.clone(), true)]
    );
    anne.sync(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    assert_eq!(opened(&mut bruno, &a1), (item, true));
    assert_eq!(opened(&mut bruno, &a2), (item, false));

    let undone = anne.done(Command::Undo(action)).action;
    anne.sync(&mut office);
    bruno.sync(&mut office);
    for device in [&mut anne, &mut bruno] {
        assert_eq!(labels(device, item), [(a1.clone(), false)]);
        assert_eq!(opened(device, &a1), (item, false));
        assert!(matches!(device.look_up(&a2), Found::Unknown(_)));
    }
    anne.done(Command::Undo(undone));
    assert_eq!(opened(&mut anne, &a1), (item, true));
    assert_eq!(opened(&mut anne, &a2), (item, false));
}

#[test]
fn a_new_label_is_one_of_ours_that_is_on_nothing_yet() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let [a1, a2, other] = [code(1), code(2), code(3)];
    let item = anne.create(Some(&a1), None).item.unwrap().row.id;
    anne.done(replace(item, &a2));
    anne.create(Some(&other), None);
    anne.done(Command::Label {
        items: vec![],
        places: vec![R1],
    });
    anne.sync(&mut office);
    let room = office
        .records(&Collection::Identifier)
        .find(|record| record.reference(field::PLACE) == Some(R1))
        .and_then(|record| record.text(field::TEXT))
        .unwrap()
        .to_owned();
    let before = labels(&mut anne, item);
    let damaged = format!("{}0", &code(4)[..13]);
    for (code, why) in [
        (a2.as_str(), EngineError::LabelItsOwn),
        (&a1, EngineError::LabelItsOwn),
        (&a1.to_lowercase(), EngineError::LabelItsOwn),
        (&other, EngineError::LabelTaken),
        (&room, EngineError::LabelTaken),
        (&damaged, EngineError::NoLabel),
        ("4XYZ", EngineError::NoLabel),
        ("", EngineError::NoLabel),
    ] {
        assert_eq!(anne.engine.run(replace(item, code)), Err(why), "{code:?}");
    }
    assert_eq!(labels(&mut anne, item), before);
    assert!(anne.outbox().to_send.is_empty());
    assert!(matches!(
        anne.engine.run(replace(ItemId::fixed(0x999), &code(5))),
        Err(EngineError::UnknownRecord(_))
    ));
}

#[test]
fn two_labels_that_came_together_are_both_replaced_and_what_had_none_bears_its_first() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    for device in [&mut anne, &mut bruno] {
        device.done(Command::Label {
            items: vec![PC1],
            places: vec![],
        });
    }
    anne.sync(&mut office);
    bruno.sync(&mut office);
    anne.sync(&mut office);
    assert_eq!(labels(&mut anne, PC1).len(), 2);
    anne.done(replace(PC1, &code(1)));
    let replaced: Vec<bool> = labels(&mut anne, PC1).into_iter().map(|it| it.1).collect();
    assert_eq!(replaced, [false, true, true]);
    anne.done(replace(PC2, &code(2)));
    assert_eq!(labels(&mut anne, PC2), [(code(2), false)]);
}

#[test]
fn the_outbox_tells_of_another_label_by_its_code_and_of_which_item_also_once_taken_back() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.done(Command::Label {
        items: vec![PC1],
        places: vec![],
    });
    let DoneView { action, .. } = anne.done(replace(PC1, &code(2)));
    let told = anne.outbox().to_send.remove(0);
    assert_eq!(
        (told.action, told.item, told.created),
        (action, Some(PC1), true)
    );
    assert_eq!((told.title.as_str(), told.items), ("X", 1));
    let tells = |changes: &[HistoryChange]| {
        let code = Shown::Number(code(2));
        let mut after = changes.iter().map(|change| &change.after);
        after.any(|after| *after == code)
    };
    assert!(tells(&told.changes), "{:?}", told.changes);
    let undone = anne.done(Command::Undo(action)).action;
    let told = anne.outbox().to_send.remove(0);
    assert_eq!((told.action, told.item), (undone, Some(PC1)));
    let undoes = told.undoes.unwrap();
    assert!(undoes.created && tells(&undoes.changes), "{undoes:?}");
}
