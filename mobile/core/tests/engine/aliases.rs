//! Items that are one thing, or may be: how they are shown, who is told, and the way back.

use std::path::Path;

use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, Found, Shown, SuspectView};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use shared::alias::id_of;
use shared::id::{IdentifierId, ItemId, TeamId, TypeId};
use shared::model::field;
use shared::record::{Collection, Record, Scope};

use crate::office::{Office, key};
use crate::setting::{
    BOSS, Device, LAPTOP, PC1, PC2, R1, R2, R3, edit, edit_from, make_item, office, scope,
};

const PC3: ItemId = ItemId::fixed(0xc3);
const PC4: ItemId = ItemId::fixed(0xc4);

impl Device {
    pub(crate) fn suspects(&mut self, all: bool) -> Vec<SuspectView> {
        match self.run(Command::Suspects { all }) {
            Answer::Suspects(suspects) => suspects,
            other => panic!("no suspects: {other:?}"),
        }
    }

    /// What an item is shown to have of a fact.
    fn told_of(&mut self, item: ItemId, name: &str) -> Option<String> {
        let facts = self.item(item).facts.into_iter();
        let mut fact = facts.filter(|fact| fact.field.as_str() == name);
        fact.next().map(|fact| format!("{:?}", fact.value))
    }

    /// Which of several that are shown as one a code leads to.
    #[track_caller]
    fn leads(&mut self, code: &str) -> (ItemId, ItemId) {
        match self.look_up(code) {
            Found::Item(found) => {
                let listed = found.item.row.id;
                (listed, found.item.through.unwrap_or(listed))
            }
            other => panic!("{code}: {other:?}"),
        }
    }
}

fn merged() -> (Office, Device, Device) {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    boss.done(Command::Merge(vec![PC2, PC1]));
    boss.sync(&mut office);
    let anne = Device::enrolled(&mut office, "anne");
    (office, boss, anne)
}

#[test]
fn what_is_one_is_listed_once_under_the_lowest_id_and_all_that_each_bears_leads_there() {
    let (mut office, mut boss, mut anne) = merged();
    for device in [&mut boss, &mut anne] {
        assert_eq!(device.search(""), [PC1]);
        for text in ["PC-1", "PC-2", "X", "Réception", "5CD1234XYZ"] {
            assert_eq!(device.search(text), [PC1], "{text}");
        }
        assert_eq!(device.leads("PC-1"), (PC1, PC1));
        assert_eq!(device.leads("PC-2"), (PC1, PC2));
        assert_eq!(device.leads("5CD1234XYZ"), (PC1, PC1));
        let shown = device.item(PC2);
        assert_eq!((shown.row.id, shown.through), (PC1, Some(PC2)));
        assert_eq!(shown.row.number.as_deref(), Some("PC-1"));
        let others: Vec<_> = shown
            .merged
            .iter()
            .map(|one| (one.id, one.title.as_str()))
            .collect();
        assert_eq!(others, [(PC2, "Réception")]);
        assert_eq!(device.sync_view().to_settle, 0);
    }
    assert!(boss.item(PC1).may_merge && !anne.item(PC1).may_merge);
    boss.sync(&mut office);
    anne.sync(&mut office);
    boss.sync(&mut office);
    assert!(anne.content() == boss.content(), "both show the same");

    // A gap is filled by the other, as long as it is one.
    let undo = boss.done(Command::KeepApart(vec![PC1, PC2])).action;
    edit(&mut boss, PC2, &[(field::MODEL, json!("T14"))]);
    assert_eq!(boss.told_of(PC1, field::MODEL), None);
    boss.done(Command::Undo(undo));
    assert_eq!(boss.search("T14"), [PC1]);
    assert!(
        boss.told_of(PC1, field::MODEL)
            .is_some_and(|it| it.contains("T14"))
    );
    let form = boss.item(PC1);
    boss.done(edit_from(&form, &[(field::MODEL, Value::Null)]));
    assert_eq!(boss.told_of(PC1, field::MODEL), None);
    boss.sync(&mut office);
    anne.sync(&mut office);
    assert_eq!(anne.told_of(PC2, field::MODEL), None);
    assert!(
        office
            .view(&key(Collection::Item, PC2))
            .unwrap()
            .text(field::MODEL)
            == Some("T14")
    );
}

#[test]
fn what_is_seen_of_one_of_them_is_its_own_and_counts_for_all_if_it_is_the_latest() {
    let (mut office, mut boss, mut anne) = merged();
    anne.pass(1_000);
    anne.move_to(PC2, R2);
    assert_eq!(anne.place_of(PC1), Some(R2));
    anne.pass(1_000);
    // It lies there by itself already, and is shown elsewhere.
    anne.move_to(PC1, R3);
    anne.pass(1_000);
    anne.move_to(PC2, R2);
    for item in [PC1, PC2] {
        assert_eq!(anne.place_of(item), Some(R2));
    }
    let moves = anne.history(PC1).lines;
    assert_eq!(moves.iter().filter(|line| line.own).count(), 3);
    office.now = anne.wall();
    anne.sync(&mut office);
    boss.sync(&mut office);
    boss.done(Command::KeepApart(vec![PC1, PC2]));
    boss.sync(&mut office);
    anne.sync(&mut office);
    for device in [&mut anne, &mut boss] {
        assert_eq!(device.place_of(PC1), Some(R3));
        assert_eq!(device.place_of(PC2), Some(R2));
        assert_eq!(device.search("").len(), 2);
        assert_eq!(device.search("Réception"), [PC2]);
        assert_eq!(device.leads("PC-2"), (PC2, PC2));
    }
}

#[test]
fn three_that_are_one_are_two_once_one_of_them_is_kept_apart() {
    let (mut office, mut boss, mut anne) = merged();
    make_item(
        &mut office,
        PC3,
        &[(field::INVENTORY_NUMBER, json!("PC-3"))],
    );
    boss.sync(&mut office);
    boss.done(Command::Merge(vec![PC3, PC2]));
    assert_eq!(boss.search(""), [PC1]);
    assert_eq!(boss.item(PC3).merged.len(), 2);
    let parted = boss.done(Command::KeepApart(vec![PC1, PC3])).action;
    assert_eq!(boss.search("PC-3"), [PC3]);
    assert_eq!(boss.search("PC-2"), [PC1]);
    boss.sync(&mut office);
    anne.sync(&mut office);
    assert!(anne.content() == boss.content(), "both show the same");
    boss.done(Command::Undo(parted));
    assert_eq!(boss.search("PC-3"), [PC1]);
}

#[test]
fn what_only_the_one_that_is_kept_apart_held_together_stays_one() {
    let (mut office, mut boss, mut anne) = merged();
    make_item(
        &mut office,
        PC3,
        &[(field::INVENTORY_NUMBER, json!("PC-3"))],
    );
    boss.sync(&mut office);
    boss.done(Command::Merge(vec![PC2, PC3]));
    assert_eq!(boss.item(PC1).merged.len(), 2);
    let parted = boss.done(Command::KeepApart(vec![PC1, PC2])).action;
    assert_eq!(boss.search("PC-2"), [PC2]);
    assert_eq!(boss.search("PC-3"), [PC1], "still one with the first");
    boss.sync(&mut office);
    anne.sync(&mut office);
    assert!(anne.content() == boss.content(), "both show the same");
    boss.done(Command::Undo(parted));
    assert_eq!(boss.search(""), [PC1]);
}

#[test]
fn only_a_manager_says_what_is_one_and_only_of_one_team() {
    let (mut office, mut boss, mut anne) = merged();
    let merge = Command::Merge(vec![PC1, PC2]);
    boss.done(Command::KeepApart(vec![PC1, PC2]));
    boss.sync(&mut office);
    anne.sync(&mut office);
    assert_eq!(anne.engine.run(merge), Err(EngineError::NotAllowed));
    let (team, of) = (TeamId::fixed(0x7eb), TypeId::fixed(0x1c));
    let theirs = Scope::TeamOpen(team);
    office.make(
        crate::setting::BOSS,
        key(Collection::ItemType, of),
        theirs,
        &[(field::TEAM, json!(team))],
    );
    office.make(
        crate::setting::BOSS,
        key(Collection::Membership, shared::id::MembershipId::fixed(9)),
        Scope::Org,
        &[
            (field::PERSON, json!(crate::setting::BOSS)),
            (field::TEAM, json!(team)),
            (field::ROLE, json!("manager")),
        ],
    );
    office.make(
        crate::setting::BOSS,
        key(Collection::Item, PC3),
        theirs,
        &[
            (field::TYPE, json!(of)),
            (field::INVENTORY_NUMBER, json!("PC-1")),
        ],
    );
    boss.sync(&mut office);
    assert_eq!(
        boss.engine.run(Command::Merge(vec![PC1, PC3])),
        Err(EngineError::TwoTeams)
    );
    assert!(
        boss.suspects(true).is_empty(),
        "of two teams nothing is asked"
    );
}

#[test]
fn m15_what_bears_one_serial_is_told_to_both_who_gave_it_until_somebody_says_that_it_is_two() {
    let mut office = office();
    make_item(
        &mut office,
        PC3,
        &[(field::INVENTORY_NUMBER, json!("PC-3"))],
    );
    let mut anne = Device::enrolled(&mut office, "anne");
    let mut bruno = Device::enrolled(&mut office, "bruno");
    edit(&mut anne, PC3, &[(field::SERIAL_NUMBER, json!("CCC"))]);
    edit(&mut bruno, PC2, &[(field::SERIAL_NUMBER, json!("CCC "))]);
    anne.sync(&mut office);
    bruno.sync(&mut office);
    anne.sync(&mut office);
    let mut boss = Device::enrolled(&mut office, "boss");
    for device in [&mut anne, &mut bruno] {
        let told = device.suspects(false);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].items(), [PC2, PC3]);
        assert!(!told[0].may_settle && told[0].by.len() == 2);
        assert_eq!(
            (
                told[0].shared[0].field.as_str(),
                told[0].shared[0].value.clone()
            ),
            (field::SERIAL_NUMBER, Shown::Number("CCC".to_owned()))
        );
        assert_eq!(
            (device.outbox().suspects, device.sync_view().to_settle),
            (1, 0)
        );
    }
    assert_eq!((boss.outbox().suspects, boss.suspects(true).len()), (0, 1));
    assert_eq!(boss.search("CCC").len(), 2);

    let apart = boss.done(Command::KeepApart(vec![PC2, PC3])).action;
    assert!(boss.suspects(true).is_empty());
    boss.done(Command::Undo(apart));
    assert_eq!(boss.suspects(true).len(), 1);
    let same = boss.done(Command::Merge(vec![PC2, PC3])).action;
    assert!(boss.suspects(true).is_empty());
    boss.done(Command::Undo(same));
    assert_eq!(boss.suspects(true).len(), 1);
    boss.done(Command::KeepApart(vec![PC2, PC3]));
    for device in [&mut boss, &mut anne, &mut bruno] {
        device.sync(&mut office);
        assert!(device.suspects(false).is_empty() && device.outbox().suspects == 0);
    }

    // A third is asked about beside the first, and the two stay two.
    edit(&mut boss, PC1, &[(field::SERIAL_NUMBER, json!("CCC"))]);
    let asked: Vec<Vec<ItemId>> = boss.suspects(true).iter().map(SuspectView::items).collect();
    assert_eq!(asked, [[PC1, PC2], [PC1, PC3]]);
    // What no longer bears it is not.
    edit(
        &mut boss,
        PC1,
        &[(field::SERIAL_NUMBER, json!("5CD1234XYZ"))],
    );
    assert!(boss.suspects(true).is_empty());
}

#[test]
fn what_is_suspected_ends_with_the_item_and_starts_with_any_text_of_its_own_kind() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let made = anne.create(Some("5CD1234XYZ-2"), Some(R1));
    let item = made.item.unwrap().row.id;
    anne.sync(&mut office);
    assert!(anne.suspects(false).is_empty());
    // As a number it is no serial.
    edit(
        &mut anne,
        item,
        &[(field::INVENTORY_NUMBER, json!("5CD1234XYZ"))],
    );
    assert!(anne.suspects(false).is_empty());
    edit(&mut anne, item, &[(field::INVENTORY_NUMBER, json!("PC-1"))]);
    assert_eq!(anne.suspects(false).len(), 1);
    anne.done(Command::Undo(made.action));
    assert!(anne.suspects(false).is_empty());
    for filler in ["N/A", "~7K3A-2"] {
        for item in [PC1, PC2] {
            edit(&mut anne, item, &[(field::SERIAL_NUMBER, json!(filler))]);
        }
        assert!(anne.suspects(false).is_empty(), "{filler}");
    }
    assert_eq!(LAPTOP, anne.item(PC1).row.item_type.unwrap().id);
}

/// A first sync comes in parts, and what is said of items before the items.
#[test]
fn what_bears_one_label_is_suspected_by_a_device_that_is_told_of_the_labels_first() {
    let mut office = office();
    for (number, item) in [(5, PC1), (6, PC2)] {
        office.make(
            BOSS,
            key(Collection::Identifier, IdentifierId::fixed(number)),
            scope(),
            &[
                (field::ITEM, json!(item)),
                (field::KIND, json!("asset_code")),
                (field::TEXT, json!("SAME-CODE-77")),
            ],
        );
    }
    for number in 0..20 {
        make_item(&mut office, ItemId::fixed(0xa0 + number), &[]);
    }
    let mut boss = Device::enrolled(&mut office, "boss");
    let asked: Vec<Vec<ItemId>> = boss.suspects(true).iter().map(SuspectView::items).collect();
    assert_eq!(asked, [[PC1, PC2]]);
}

/// What an app that knew nothing of aliases holds once it was sent one: a record that it carried, and each item listed.
fn age(store: &Path, sent: &Record) {
    let store = Connection::open(store).unwrap();
    store
        .execute_batch(
            "DROP TABLE alias; DROP TABLE member; DROP TABLE suspect; DROP TABLE suspect_waiting;
            PRAGMA user_version = 8",
        )
        .unwrap();
    let carried = store
        .execute(
            "INSERT INTO record (id, collection, scope, rev, mark, body)
            SELECT ?1, 'alias', name, ?3, mark, ?4 FROM scope WHERE name = ?2",
            params![
                sent.key.id().0.as_bytes(),
                sent.scope.to_string(),
                i64::try_from(sent.rev).unwrap(),
                serde_json::to_string(sent).unwrap()
            ],
        )
        .unwrap();
    assert_eq!(carried, 1);
}

#[test]
fn what_an_older_app_was_sent_of_aliases_and_held_twice_is_so_once_it_is_updated() {
    let mut office = office();
    let twice = [(field::SERIAL_NUMBER, json!("TWICE"))];
    make_item(&mut office, PC3, &twice);
    make_item(&mut office, PC4, &twice);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let open = || Device::open(Connection::open(&path).unwrap(), 7);
    open().enrol(&mut office, "boss");
    let mut other = Device::enrolled(&mut office, "boss");
    other.done(Command::Merge(vec![PC2, PC1]));
    other.sync(&mut office);
    let alias = key(Collection::Alias, id_of([PC1, PC2]));
    age(&path, office.view(&alias).unwrap());
    for _ in 0..2 {
        let mut updated = open();
        assert_eq!(updated.search("PC-2"), [PC1]);
        assert_eq!(updated.search("").len(), 3);
        assert_eq!(updated.leads("PC-2"), (PC1, PC2));
        let asked = updated.suspects(true);
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].items(), [PC3, PC4]);
    }
    let mut updated = open();
    updated.sync(&mut office);
    let mut new = Device::enrolled(&mut office, "anne");
    assert_eq!(updated.content(), new.content(), "as if it had been new");
}
