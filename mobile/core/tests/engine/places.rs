//! Places: made while standing there, in hundreds, renamed, moved, merged, retired, and all of it taken back.

use mobile_core::EngineError;
use mobile_core::api::{
    Answer, Command, Delivery, DoneView, FieldChange, Found, NewPlace, NewPlaces, PlaceDetail,
    PlaceLines, PlaceRow, PlaceView, PlacesMade, Query, Shown, Side, Standing,
};
use serde_json::{Value, json};
use shared::id::{IdentifierId, MembershipId, PlaceId};
use shared::label::LabelCode;
use shared::model::{IdentifierKind, PlaceKind, field};
use shared::operation::ParkReason;
use shared::record::{Collection, Scope};

use crate::office::{Office, key};
use crate::setting::{BOSS, BRUNO, Device, PC1, PC2, R1, R2, R3, SITE, TEAM, office};

fn boss() -> (Office, Device) {
    let mut office = office();
    let boss = Device::enrolled(&mut office, "boss");
    (office, boss)
}

fn promote_bruno(office: &mut Office) {
    office.make(
        BOSS,
        key(Collection::Membership, MembershipId::fixed(9)),
        Scope::Org,
        &[
            (field::PERSON, json!(BRUNO)),
            (field::TEAM, json!(TEAM)),
            (field::ROLE, json!("administrator")),
        ],
    );
}

impl Device {
    fn place(&mut self, id: PlaceId) -> PlaceDetail {
        match self.run(Command::OpenPlace(id)) {
            Answer::Place(Some(place)) => *place,
            other => panic!("{id}: {other:?}"),
        }
    }

    fn offered(&mut self, within: Option<PlaceId>, text: &str) -> Vec<PlaceView> {
        let command = Command::Places {
            within,
            text: text.to_owned(),
            without: None,
        };
        match self.run(command) {
            Answer::Places(places) => places,
            other => panic!("{other:?}"),
        }
    }

    fn offered_names(&mut self, within: Option<PlaceId>, text: &str) -> Vec<String> {
        let places = self.offered(within, text);
        places.into_iter().map(|place| place.name).collect()
    }

    fn place_rows(&mut self, within: Option<PlaceId>) -> Vec<PlaceRow> {
        let text = String::new();
        match self.run(Command::PlaceRows { within, text }) {
            Answer::PlaceRows(rows) => rows,
            other => panic!("{other:?}"),
        }
    }

    fn make(&mut self, name: &str, parent: Option<PlaceId>) -> PlaceId {
        let done = self.done(make(name, parent));
        done.place.expect("the place is told").id
    }

    fn merge(&mut self, place: PlaceId, into: PlaceId) -> DoneView {
        self.done(Command::MergePlace { place, into })
    }

    fn paste(&mut self, text: &str) -> PlacesMade {
        match self.run(Command::MakePlaces(lines(text))) {
            Answer::PlacesMade(made) => made,
            other => panic!("{other:?}"),
        }
    }

    fn narrowed_to(&mut self, place: PlaceId) -> usize {
        let query = Query {
            place: Some(place),
            limit: 200,
            ..Query::default()
        };
        match self.run(Command::Search(query)) {
            Answer::Rows(rows) => rows.rows.len(),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn refuses(&mut self, command: Command, why: &EngineError) {
        let before = self.outbox().to_send_count;
        assert_eq!(self.engine.run(command).unwrap_err(), *why);
        assert_eq!(self.outbox().to_send_count, before, "nothing was written");
    }
}

fn make(name: &str, parent: Option<PlaceId>) -> Command {
    Command::MakePlace(NewPlace {
        name: name.to_owned(),
        kind: PlaceKind::Room,
        parent,
    })
}

fn lines(text: &str) -> NewPlaces {
    NewPlaces {
        text: text.to_owned(),
        kind: PlaceKind::Room,
        parent: Some(SITE),
    }
}

/// A change of a place as its form makes it.
fn change(view: &PlaceDetail, changes: &[(&str, Value)]) -> Command {
    Command::EditPlace {
        place: view.row.place.id,
        rev: view.rev,
        changes: changes
            .iter()
            .map(|(name, value)| FieldChange {
                field: (*name).into(),
                base: view.bases.get(*name).copied(),
                value: value.clone(),
            })
            .collect(),
    }
}

/// A label of a place, as another device bound it.
fn label(office: &mut Office, place: PlaceId, number: u64) -> String {
    let code = LabelCode::from_random(number).to_string();
    let id = IdentifierId::fixed(0xd00 + u128::from(number));
    office.make(
        BOSS,
        key(Collection::Identifier, id),
        Scope::Org,
        &[
            (field::PLACE, json!(place)),
            (field::KIND, json!(IdentifierKind::Label.word())),
            (field::TEXT, json!(code)),
        ],
    );
    code
}

#[track_caller]
fn led(found: Found) -> (PlaceId, bool, Option<String>) {
    match found {
        Found::Place { place, was } => (place.id, place.retired, was),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_room_is_made_offline_while_standing_in_it_and_others_have_it() {
    let (mut office, mut boss) = boss();
    let done = boss.done(make("  B-300 \t annexe ", Some(SITE)));
    let room = done.place.expect("the room, to be picked at once");
    assert_eq!(room.path, ["Hôtel de ville", "B-300 annexe"]);
    assert_eq!(boss.offered_names(None, "annexe"), ["B-300 annexe"]);
    boss.move_to(PC1, room.id);
    boss.sync(&mut office);
    let mut anne = Device::enrolled(&mut office, "anne");
    assert_eq!(anne.place_of(PC1), Some(room.id));
    assert_eq!(anne.place(room.id).row.place.name, "B-300 annexe");
    boss.refuses(make("b-300 ANNEXE", Some(SITE)), &EngineError::PlaceExists);
    let nameless = EngineError::InvalidValue(field::NAME.into());
    boss.refuses(make(" \u{feff}\t ", Some(SITE)), &nameless);
}

#[test]
fn whoever_may_not_make_places_is_refused_before_anything_is_written() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.refuses(make("B-300", Some(SITE)), &EngineError::NotAllowed);
    anne.refuses(Command::MakePlaces(lines("a\nb")), &EngineError::NotAllowed);
    let merge = Command::MergePlace {
        place: R1,
        into: R2,
    };
    anne.refuses(merge, &EngineError::NotAllowed);
    let view = anne.place(R1);
    assert!(!view.may_edit);
    let rename = change(&view, &[(field::NAME, json!("B-102"))]);
    anne.refuses(rename, &EngineError::NotAllowed);
}

#[test]
fn five_hundred_rooms_pasted_as_text_are_one_action() {
    let (mut office, mut boss) = boss();
    let long = "é".repeat(300);
    let endless = "x".repeat(field::MAX_TEXT + 1);
    let mut text = format!(
        "\u{feff}1. Salle du conseil\r\n\r\n• Accueil\n\t<b>Archives</b>\t& plans \n{long}\n   \n\
         - Réserve\n=1+1\nB-101\nb-101\n accueil\n• ACCUEIL\n{endless}\n"
    );
    for number in 0..492 {
        text.push_str(&format!("N-{number:03}\r"));
    }
    let Answer::PlaceLines(tried) = boss.run(Command::TryPlaces(lines(&text))) else {
        panic!("no lines");
    };
    assert_eq!(boss.outbox().to_send_count, 0, "a try writes nothing");
    let made = boss.paste(&text);
    assert_eq!(made.lines, tried);
    let PlaceLines {
        new,
        doubled,
        known,
        too_long,
        too_many,
    } = made.lines;
    assert_eq!(
        new[..7],
        [
            "1. Salle du conseil",
            "• Accueil",
            "<b>Archives</b> & plans",
            long.as_str(),
            "- Réserve",
            "=1+1",
            "accueil",
        ]
    );
    assert_eq!((new.len(), made.done.operations), (499, 499));
    assert_eq!(doubled, ["• ACCUEIL"]);
    assert_eq!(known, ["B-101", "b-101"], "one that is there already");
    assert_eq!((too_long.len(), too_many), (1, false));
    let outbox = boss.outbox();
    assert_eq!((outbox.to_send.len(), outbox.to_send[0].places), (1, 499));

    boss.sync(&mut office);
    assert_eq!(office.records(&Collection::Place).count(), 4 + 499);
    assert_eq!(boss.paste(&text).done.operations, 0, "again: all are known");

    boss.done(Command::Undo(made.done.action));
    boss.sync(&mut office);
    assert_eq!(boss.offered(Some(SITE), "").len(), 3);
    let endless_list = (0..2_001).map(|n| format!("Z-{n}\n")).collect::<String>();
    boss.refuses(
        Command::MakePlaces(lines(&endless_list)),
        &EngineError::TooLarge,
    );
}

#[test]
fn two_administrators_who_rename_one_room_offline_have_a_conflict_that_one_settles() {
    let (mut office, mut boss) = boss();
    promote_bruno(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    for (device, name) in [(&mut boss, "B-101 A"), (&mut bruno, "B-101 B")] {
        let view = device.place(R1);
        device.done(change(&view, &[(field::NAME, json!(name))]));
    }
    boss.sync(&mut office);
    bruno.sync(&mut office);
    boss.sync(&mut office);
    for device in [&mut boss, &mut bruno] {
        let conflicts = device.outbox().conflicts;
        let [conflict] = conflicts.as_slice() else {
            panic!("{conflicts:?}");
        };
        assert_eq!(conflict.title, "B-101 A", "it is told by the room's name");
        assert_eq!(conflict.fact.field.as_str(), field::NAME);
        assert_eq!(conflict.before, Some(Shown::Text("B-101".to_owned())));
        assert!(conflict.may_settle);
        assert_eq!(device.place(R1).conflicts.len(), 1);
    }
    let conflict = bruno.outbox().conflicts.remove(0);
    bruno.done(Command::Settle {
        record: conflict.record,
        conflict: conflict.id,
        side: Side::Other,
    });
    bruno.sync(&mut office);
    boss.sync(&mut office);
    for device in [&mut boss, &mut bruno] {
        assert!(device.outbox().conflicts.is_empty());
        assert_eq!(device.place(R1).row.place.name, "B-101 B");
    }
}

#[test]
fn a_place_moved_under_itself_or_under_its_own_room_is_refused_at_once() {
    let (_, mut boss) = boss();
    let within = EngineError::PlaceWithinItself;
    let site = boss.place(SITE);
    for parent in [SITE, R1] {
        let moved = change(&site, &[(field::PARENT, json!(parent))]);
        boss.refuses(moved, &within);
        let merged = Command::MergePlace {
            place: SITE,
            into: parent,
        };
        boss.refuses(merged, &within);
    }
    let nobody_s = change(&site, &[(field::PARENT, json!("here"))]);
    boss.refuses(nobody_s, &EngineError::InvalidValue(field::PARENT.into()));
    let offered = Command::Places {
        within: None,
        text: "B".to_owned(),
        without: Some(R1),
    };
    let Answer::Places(offered) = boss.run(offered) else {
        panic!("no places");
    };
    assert!(offered.iter().all(|place| place.id != R1));
}

#[test]
fn two_people_offline_who_close_a_circle_are_told_and_the_tree_stands() {
    let (mut office, mut boss) = boss();
    promote_bruno(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    boss.merge(R1, R2);
    bruno.merge(R2, R1);
    boss.sync(&mut office);
    bruno.sync(&mut office);
    let parked = bruno.outbox().parked;
    assert_eq!(parked.len(), 1);
    assert_eq!(
        parked[0].delivery,
        Delivery::Parked(ParkReason::PlaceWithinItself {})
    );
    assert_eq!(parked[0].title, "B-214");
    boss.sync(&mut office);
    for device in [&mut boss, &mut bruno] {
        assert_eq!(device.place_of(PC1), Some(R2));
        assert_eq!(device.offered_names(Some(SITE), ""), ["B-214", "C-007"]);
    }
}

#[test]
fn somebody_who_moved_the_room_first_is_not_overruled_by_a_form_that_did_not_know() {
    let (_, mut boss) = boss();
    let seen = boss.place(R1);
    boss.done(change(&seen, &[(field::PARENT, json!(R3))]));
    let late = change(&seen, &[(field::PARENT, json!(R2))]);
    boss.refuses(late, &EngineError::PlaceMoved);
    assert_eq!(boss.place(R1).parent.map(|parent| parent.id), Some(R3));
}

#[test]
fn a_merged_room_leads_to_the_other_everywhere_and_one_withdrawal_undoes_it() {
    let (mut office, mut boss) = boss();
    let code = label(&mut office, R1, 1);
    boss.sync(&mut office);
    let spot = boss.make("Armoire", Some(R1));
    boss.move_to(PC2, spot);
    let before = (
        boss.place(R1),
        boss.place(R2),
        boss.offered_names(Some(SITE), ""),
    );

    let merged = boss.merge(R1, R2);
    assert_eq!(merged.place.map(|place| place.id), Some(R2));
    assert_eq!(merged.operations, 1);
    boss.sync(&mut office);
    let mut anne = Device::enrolled(&mut office, "anne");
    for device in [&mut boss, &mut anne] {
        assert_eq!(
            led(device.look_up(&code)),
            (R2, false, Some("B-101".to_owned()))
        );
        let pc1 = device.item(PC1).row.place.expect("a place");
        assert_eq!(
            (pc1.id, pc1.path.join("/")),
            (R2, "Hôtel de ville/B-214".into())
        );
        let pc2 = device.item(PC2).row.place.expect("a place");
        assert_eq!(pc2.path, ["Hôtel de ville", "B-214", "Armoire"]);
        assert_eq!(pc2.parent, Some(R2));
        assert_eq!(device.offered_names(Some(SITE), ""), ["B-214", "C-007"]);
        assert_eq!(device.offered_names(Some(R2), ""), ["Armoire"]);
        assert!(device.offered_names(None, "B-101").is_empty());
        assert_eq!(device.narrowed_to(R2), 2);
        let target = device.place(R2);
        assert_eq!((target.row.items, target.items_here), (2, 0));
        assert_eq!(target.merged_here.len(), 1);
        assert_eq!(device.place(R1).merged.map(|place| place.id), Some(R2));
    }
    for room in [R1, R2] {
        match anne.look_up_in("PC-1", Some(room)) {
            Found::Item(found) => {
                let standing = found.standing(Some(room));
                assert!(matches!(standing, Standing::Here | Standing::Again));
            }
            other => panic!("{other:?}"),
        }
    }
    anne.move_to(PC2, R1);
    assert_eq!(
        anne.place_of(PC2),
        Some(R2),
        "what is put there goes to the other"
    );
    boss.refuses(make("armoire", Some(R1)), &EngineError::PlaceExists);

    boss.done(Command::Undo(merged.action));
    boss.sync(&mut office);
    let after = (
        boss.place(R1),
        boss.place(R2),
        boss.offered_names(Some(SITE), ""),
    );
    assert_eq!(after.2, before.2);
    assert_eq!(after.0.row, before.0.row);
    assert_eq!(after.1.row, before.1.row);
    assert_eq!(led(boss.look_up(&code)), (R1, false, None));
}

#[test]
fn merging_what_others_were_merged_into_leads_on_to_the_last() {
    let (mut office, mut boss) = boss();
    let code = label(&mut office, R1, 1);
    boss.sync(&mut office);
    boss.merge(R1, R2);
    boss.merge(R2, R3);
    assert_eq!(led(boss.look_up(&code)).0, R3);
    assert_eq!(boss.place_of(PC1), Some(R3));
    assert_eq!(boss.place(R3).row.items, 2);
    let into_old = Command::MergePlace {
        place: R3,
        into: R1,
    };
    boss.refuses(into_old, &EngineError::PlaceWithinItself);
    let back = boss.place(R2);
    boss.done(change(&back, &[(field::RETIRED, json!(false))]));
    assert_eq!(
        led(boss.look_up(&code)).0,
        R2,
        "brought back it is itself again"
    );
    assert_eq!(boss.place(R2).parent.map(|parent| parent.id), Some(R3));
}

#[test]
fn a_retired_room_keeps_what_lies_in_it_shown_as_retired_and_is_offered_no_more() {
    let (mut office, mut boss) = boss();
    let code = label(&mut office, R1, 1);
    boss.sync(&mut office);
    let view = boss.place(R1);
    let retired = boss.done(change(&view, &[(field::RETIRED, json!(true))]));
    boss.sync(&mut office);
    let place = boss.item(PC1).row.place.expect("it keeps its place");
    assert_eq!((place.id, place.retired), (R1, true));
    assert_eq!(boss.offered_names(Some(SITE), ""), ["B-214", "C-007"]);
    let rows = boss.place_rows(Some(SITE));
    let last = rows.last().expect("rows");
    assert_eq!(
        (last.place.id, last.place.retired, last.items),
        (R1, true, 2)
    );
    assert_eq!(
        led(boss.look_up(&code)),
        (R1, true, None),
        "it says so itself"
    );
    boss.refuses(make("Coin", Some(R1)), &EngineError::PlaceRetired);
    let into = Command::MergePlace {
        place: R2,
        into: R1,
    };
    boss.refuses(into, &EngineError::PlaceRetired);

    boss.done(Command::Undo(retired.action));
    assert!(!boss.place(R1).row.place.retired);
}

#[test]
fn undoing_a_room_in_which_something_lies_meanwhile_retires_it() {
    let (mut office, mut boss) = boss();
    let made = boss.done(make("B-300", Some(SITE)));
    let room = made.place.expect("a room").id;
    boss.move_to(PC1, room);
    boss.done(Command::Undo(made.action));
    boss.sync(&mut office);
    assert!(boss.place(room).row.place.retired);
    assert_eq!(boss.item(PC1).row.place.map(|place| place.id), Some(room));

    let made = boss.done(make("B-301", Some(SITE)));
    boss.done(Command::Undo(made.action));
    let gone = made.place.expect("a room").id;
    assert_eq!(boss.run(Command::OpenPlace(gone)), Answer::Place(None));
}

#[test]
fn what_was_done_to_a_place_is_told_and_each_of_it_is_undone() {
    let (mut office, mut boss) = boss();
    let view = boss.place(R1);
    let renamed = boss.done(change(&view, &[(field::NAME, json!("B-102"))]));
    let view = boss.place(R1);
    let moved = boss.done(change(&view, &[(field::PARENT, json!(R2))]));
    let view = boss.place(R1);
    let kind = boss.done(change(&view, &[(field::KIND, json!("spot"))]));
    boss.sync(&mut office);
    let told: Vec<(String, Shown)> = boss
        .place(R1)
        .history
        .iter()
        .take(3)
        .flat_map(|line| line.changes.iter())
        .map(|change| (change.fact.field.to_string(), change.after.clone()))
        .collect();
    assert_eq!(
        told[0],
        (field::KIND.to_owned(), Shown::Word("spot".into()))
    );
    assert!(
        matches!(&told[1], (name, Shown::Place(place)) if name == field::PARENT && place.id == R2)
    );
    assert_eq!(
        told[2],
        (field::NAME.to_owned(), Shown::Text("B-102".into()))
    );
    for done in [renamed, moved, kind] {
        boss.done(Command::Undo(done.action));
    }
    boss.sync(&mut office);
    let back = boss.place(R1);
    assert_eq!(back.row.place.path, ["Hôtel de ville", "B-101"]);
    assert_eq!(back.row.place.kind, Some(PlaceKind::Room));
}
