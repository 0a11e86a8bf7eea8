//! An import as a whole: one action, broken off, refused, large, and what reaches others.

use super::*;

#[test]
fn an_import_is_one_action_that_undo_takes_back_whole() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let before = device.content();
    let rows: String = (0..450)
        .map(|row| format!("I{row};Neuf / Salle {}\n", row % 2))
        .collect();
    let file = format!("Nom;Emplacement\n{rows}");
    let set = |settings: &mut ImportSettings| {
        laptops(settings);
        settings.new_places = ["Neuf > Salle 0".to_owned(), "Neuf > Salle 1".to_owned()].into();
    };
    let done = device.import(&file, set);
    assert_eq!(done.counts, [450, 0, 0, 0]);
    let outbox = device.outbox();
    assert_eq!((outbox.to_send.len(), outbox.to_send_count), (1, 1));
    device.done(Command::Undo(done.action.unwrap()));
    assert_eq!(device.content(), before);
    assert!(device.places("Salle").is_empty());
    device.sync(&mut office);
    assert!(device.outbox().parked.is_empty());
    // What was undone can be brought in again.
    assert_eq!(device.import(&file, set).counts, [450, 0, 0, 0]);
    assert_eq!(device.tried(&file, set).counts, [0, 0, 450, 0]);
}

#[test]
fn a_run_that_broke_off_goes_on_with_the_same_file() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let before = device.count();
    let file = format!("Nom\n{}", "Souris\n".repeat(500));
    device.tried(&file, laptops);
    let part = device.step(ImportStep::Run);
    assert!(part.done > 0 && part.done < part.rows);
    device.run(Command::Import(ImportStep::Forget));
    let again = device.tried(&file, laptops);
    assert_eq!(again.counts, [part.rows - part.done, 0, part.done, 0]);
    device.run_all();
    assert_eq!(device.count(), before + 500);
}

#[test]
fn who_may_not_is_told_so_by_row() {
    let mut office = furnished();
    let mut device = Device::enrolled(&mut office, "anne");
    let file = "Nom;Numéro;État;Fin de vie;Emplacement\n\
        A;PC-1;Retiré;2024-01-01;\nB;N-2;;;Neuf / Salle\nC;N-3;;;B-101\n";
    let tried = device.tried(file, laptops);
    assert_eq!(tried.counts, [1, 0, 0, 2]);
    assert!(matches!(
        device.refusals()[..],
        [Refusal::NotAllowed, Refusal::Unknown(_)]
    ));
    device.take(RowsOf::Places, b"Nom\nX\n");
    let view = device.step(ImportStep::Try);
    assert_eq!(view.counts, [0, 0, 0, 1]);
    assert_eq!(device.refusals(), [Refusal::NotAllowed]);
}

#[test]
fn twenty_thousand_rows_are_tried_in_steps() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let mut file = String::from("Nom;Numéro;N° de série;Emplacement\n");
    for row in 0..20_000 {
        file += &format!("Poste {row};N-{row};S{row:07};Hôtel de ville > B-214\n");
    }
    let tried = device.tried(&file, laptops);
    assert_eq!(tried.counts, [20_000, 0, 0, 0]);
    assert_eq!(device.outbox().to_send_count, 0);
    let page = device.rows(Some(RowKind::Create));
    assert_eq!((page.len(), page[0].number), (200, 2));
}

#[test]
fn any_identifier_finds_an_item_and_more_are_added_to_it() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let by_any = |settings: &mut ImportSettings| {
        laptops(settings);
        settings.key = MatchKey::Any;
    };
    let done = device.import(
        "Numéro;Ancien tag;MAC\nPC-1;T-1 | T-2;00:1a:2b:3c:4d:5e\n",
        by_any,
    );
    assert_eq!(done.counts, [0, 1, 0, 0]);
    // Three identifiers, and nothing of the item itself.
    assert_eq!(device.unsent_operations(), 3);
    assert_eq!([device.finds("T-1"), device.finds("T-2")], [PC1, PC1]);
    let done = device.import("Nom;Ancien tag\nNouveau;T-9 | T-2\n", by_any);
    assert_eq!(done.counts, [0, 1, 0, 0]);
    assert_eq!(device.finds("T-9"), PC1);
    assert_eq!(device.item(PC1).row.title, "Nouveau");
    // What leads to two items is refused, with both.
    device.tried("Numéro;Ancien tag\nPC-2;T-1\n", by_any);
    assert!(matches!(&device.refusals()[..], [Refusal::Several(_, found)] if found.len() == 2));
}

#[test]
fn moving_and_naming_by_file_reaches_the_others() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    device.import(
        "Numéro;Site;Local\nPC-1;Hôtel de ville;B-214\nPC-2;;B-101\n",
        |_| {},
    );
    device.sync(&mut office);
    let mut other = Device::enrolled(&mut office, "anne");
    assert_eq!(other.place_of(PC1), Some(R2));
    assert_eq!(other.place_of(PC2), Some(R1));
    // A place is renamed and moved by its id.
    let file = format!("Nom;Parent;ID\nB-215;Hôtel de ville;{R2}\n");
    let taken = device.take(RowsOf::Places, file.as_bytes());
    assert_eq!(device.tried_from(taken, |_| {}).counts, [0, 1, 0, 0]);
    device.run_all();
    device.sync(&mut office);
    assert!(device.outbox().parked.is_empty());
    assert_eq!(device.places("B-215"), [["Hôtel de ville", "B-215"]]);
    assert_eq!(device.places("ville").len(), 1, "{SITE}");
}
