//! The list that a search leads to: read in parts, in its order, while it changes under who reads it.

use mobile_core::api::{Anchor, Answer, ChoiceView, Command, MOST_CHOSEN, Query, RowsView};
use rusqlite::Connection;
use serde_json::json;
use shared::id::ItemId;
use shared::model::{State, field};

use crate::setting::{Device, PC1, R1, R2, edit, make_item, office};

const ITEMS: u32 = 130;

fn one(number: u32) -> ItemId {
    ItemId::fixed(0x1000 + u128::from(number))
}

/// A device with 130 numbered laptops besides those of the office.
fn device() -> Device {
    device_of(ITEMS)
}

/// A device with so many numbered laptops besides those of the office.
fn device_of(items: u32) -> Device {
    let mut office = office();
    for number in 0..items {
        make_item(
            &mut office,
            one(number),
            &[(field::INVENTORY_NUMBER, json!(format!("LIST-{number:03}")))],
        );
    }
    Device::enrolled(&mut office, "anne")
}

#[track_caller]
fn part(device: &mut Device, query: Query) -> RowsView {
    match device.run(Command::Search(query)) {
        Answer::Rows(rows) => rows,
        other => panic!("{other:?}"),
    }
}

fn ids(rows: &RowsView) -> Vec<ItemId> {
    rows.rows.iter().map(|row| row.id).collect()
}

/// A list read in parts of so many rows.
fn in_parts(device: &mut Device, query: &Query, limit: u32) -> Vec<ItemId> {
    let mut all = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).unwrap();
        let rows = part(
            device,
            Query {
                offset,
                limit,
                ..query.clone()
            },
        );
        assert_eq!((rows.offset, rows.moved), (offset, 0));
        if rows.rows.is_empty() {
            assert_eq!(rows.total, all.len() as u64);
            return all;
        }
        all.extend(ids(&rows));
    }
}

#[test]
fn a_list_in_parts_is_the_list_whatever_narrows_it() {
    let mut anne = device();
    anne.move_to(one(7), R2);
    let queries = [
        Query::default(),
        Query {
            text: "list".to_owned(),
            ..Query::default()
        },
        Query {
            place: Some(R1),
            ..Query::default()
        },
        Query {
            state: Some(State::InService),
            text: "list-0".to_owned(),
            ..Query::default()
        },
        Query {
            place: Some(R2),
            ..Query::default()
        },
    ];
    for query in queries {
        let whole = in_parts(&mut anne, &query, 200);
        assert!(!whole.is_empty(), "{query:?}");
        assert_eq!(in_parts(&mut anne, &query, 7), whole, "{query:?}");
    }
}

#[test]
fn a_list_is_made_anew_once_anything_was_written() {
    let mut anne = device();
    let before = in_parts(&mut anne, &Query::default(), 200);
    assert_ne!(before[0], PC1);
    anne.pass(60_000);
    edit(&mut anne, PC1, &[(field::NAME, json!("Y"))]);
    let after = in_parts(&mut anne, &Query::default(), 200);
    assert_eq!((after[0], after.len()), (PC1, before.len()));
    anne.pass(60_000);
    anne.move_to(one(3), R2);
    let narrowed = Query {
        place: Some(R2),
        ..Query::default()
    };
    assert_eq!(in_parts(&mut anne, &narrowed, 200), [one(3)]);
}

#[test]
fn words_that_changed_since_the_last_search_are_found_and_those_that_went_are_not() {
    let mut anne = device();
    let words = |text: &str| Query {
        text: text.to_owned(),
        ..Query::default()
    };
    // More than wait at most when an action begins.
    for number in 0..ITEMS {
        let name = format!("écran {}", if number < 100 { "neuf" } else { "usé" });
        edit(&mut anne, one(number), &[(field::NAME, json!(name))]);
        edit(&mut anne, one(number), &[(field::MODEL, json!("P24"))]);
    }
    anne.move_to(one(7), R2);
    assert_eq!(in_parts(&mut anne, &words("ecran neuf p2"), 50).len(), 100);
    assert_eq!(in_parts(&mut anne, &words("usé"), 50).len(), 30);
    assert_eq!(anne.search("b-214 neuf"), [one(7)]);
    edit(&mut anne, one(7), &[(field::NAME, json!("clavier"))]);
    assert_eq!(in_parts(&mut anne, &words("neuf"), 50).len(), 99);
    assert_eq!(anne.search("clavier"), [one(7)]);
    let renamed = edit(&mut anne, one(8), &[(field::NAME, json!("souris"))]);
    anne.done(Command::Undo(renamed.action));
    assert_eq!(in_parts(&mut anne, &words("neuf"), 50).len(), 99);
    assert!(anne.search("souris").is_empty());
}

#[test]
fn what_was_not_yet_searched_when_the_app_ended_is_found_after_its_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let open = || Device::open(Connection::open(&path).unwrap(), 1);
    let mut anne = open();
    anne.enrol(&mut office(), "anne");
    edit(&mut anne, PC1, &[(field::NAME, json!("traceur"))]);
    drop(anne);
    assert_eq!(open().search("traceur"), [PC1]);
}

/// What is seen at a place of the list, as a screen says it.
fn seen(rows: &RowsView, skip: usize) -> Vec<Anchor> {
    (rows.offset..)
        .zip(&rows.rows)
        .skip(skip)
        .take(3)
        .map(|(at, row)| Anchor { item: row.id, at })
        .collect()
}

#[test]
fn what_is_seen_stays_where_it_is_when_rows_come_above_it() {
    let mut anne = device();
    let here = Query {
        offset: 50,
        limit: 20,
        ..Query::default()
    };
    let before = part(&mut anne, here.clone());
    anne.pass(60_000);
    // Far below goes to the top.
    let last = *in_parts(&mut anne, &Query::default(), 200).last().unwrap();
    anne.move_to(last, R2);
    let again = Query {
        anchors: seen(&before, 5),
        ..here.clone()
    };
    let after = part(&mut anne, again);
    assert_eq!((after.offset, after.moved), (51, 1));
    assert_eq!(ids(&after), ids(&before));
    // Whoever is at the top names no row, and sees what came.
    let top = part(
        &mut anne,
        Query {
            limit: 3,
            ..Query::default()
        },
    );
    assert_eq!(top.rows[0].id, last);
}

#[test]
fn a_row_that_itself_goes_elsewhere_takes_nobody_along() {
    let mut anne = device();
    let here = Query {
        offset: 50,
        limit: 20,
        ..Query::default()
    };
    let before = part(&mut anne, here.clone());
    anne.pass(60_000);
    let anchors = seen(&before, 5);
    anne.move_to(anchors[0].item, R2);
    let after = part(&mut anne, Query { anchors, ..here });
    assert_eq!(after.moved, 0, "those below it are where they were");
    assert_eq!(ids(&after)[6..], ids(&before)[6..]);
}

#[test]
fn a_part_beyond_the_end_is_empty_and_says_how_long_the_list_is() {
    let mut anne = device();
    let rows = part(
        &mut anne,
        Query {
            offset: 100_000,
            limit: 20,
            anchors: vec![Anchor {
                item: ItemId::fixed(0xdead),
                at: 3,
            }],
            ..Query::default()
        },
    );
    assert!(rows.rows.is_empty());
    assert_eq!(rows.moved, 0, "an anchor that nobody has holds nothing");
    assert_eq!(rows.total, u64::from(ITEMS) + 2);
}

#[track_caller]
fn choosable(device: &mut Device, query: &Query, between: Option<[Anchor; 2]>) -> ChoiceView {
    let query = query.clone();
    match device.run(Command::Choosable { query, between }) {
        Answer::Choice(choice) => choice,
        other => panic!("{other:?}"),
    }
}

fn anchor(list: &[ItemId], at: usize) -> Anchor {
    let item = list[at];
    let at = u32::try_from(at).unwrap();
    Anchor { item, at }
}

#[test]
fn what_may_be_chosen_is_all_that_was_found_or_what_lies_between_two_rows_wherever_they_are() {
    let mut anne = device();
    let query = Query {
        text: "list".to_owned(),
        ..Query::default()
    };
    let list = in_parts(&mut anne, &query, 200);
    let all = choosable(&mut anne, &query, None);
    assert_eq!((&all.items, all.more), (&list, false));
    let (from, to) = (anchor(&list, 90), anchor(&list, 12));
    let mut between = choosable(&mut anne, &query, Some([to, from]));
    assert_eq!(between.items, list[12..=90]);
    between.items.reverse();
    // The nearest first, whichever way one goes.
    assert_eq!(choosable(&mut anne, &query, Some([from, to])), between);
    let one = choosable(&mut anne, &query, Some([to, to]));
    assert_eq!(one.items, [list[12]]);

    // A row that lies elsewhere by now is where it is; one that is gone is where it was.
    let moved = Anchor { at: 3, ..to };
    let gone = Anchor {
        item: ItemId::fixed(0xdead),
        at: 500,
    };
    let to_the_end = choosable(&mut anne, &query, Some([moved, gone]));
    assert_eq!(to_the_end.items, list[12..]);
    let nothing = Query {
        text: "nothing like it".to_owned(),
        ..Query::default()
    };
    let none = choosable(&mut anne, &nothing, Some([from, to]));
    assert_eq!(none, ChoiceView::default());
}

#[test]
fn a_list_that_ends_before_what_was_found_does_says_so_and_so_does_a_choice_of_it() {
    let most = usize::try_from(MOST_CHOSEN).unwrap();
    let query = Query {
        text: "list".to_owned(),
        limit: 1,
        ..Query::default()
    };
    let mut anne = device_of(MOST_CHOSEN);
    let rows = part(&mut anne, query.clone());
    assert_eq!((rows.total, rows.more), (1_000, false));
    let all = choosable(&mut anne, &query, None);
    assert_eq!((all.items.len(), all.more), (most, false));

    let mut anne = device_of(MOST_CHOSEN + 1);
    let rows = part(&mut anne, query.clone());
    assert_eq!((rows.total, rows.more), (1_000, true));
    assert_eq!(in_parts(&mut anne, &query, 200).len(), most);
    let all = choosable(&mut anne, &query, None);
    assert_eq!((all.items.len(), all.more), (most, true));

    // Without a text there is an end to what may be chosen and none to the list.
    let everything = Query::default();
    let list = in_parts(&mut anne, &everything, 200);
    assert!(list.len() > most + 1);
    let all = choosable(&mut anne, &everything, None);
    assert_eq!((&all.items[..], all.more), (&list[..most], true));
    let (last, first) = (anchor(&list, list.len() - 1), anchor(&list, 0));
    let upwards = choosable(&mut anne, &everything, Some([last, first]));
    let nearest: Vec<ItemId> = list.iter().rev().take(most).copied().collect();
    assert_eq!((upwards.items, upwards.more), (nearest, true));
    let ten = choosable(
        &mut anne,
        &everything,
        Some([anchor(&list, 0), anchor(&list, 9)]),
    );
    assert_eq!((ten.items.len(), ten.more), (10, false));
}
