//! The setting of the tests: a town with two rooms and two people, devices with clocks that tests turn.

use std::cell::Cell;
use std::rc::Rc;

use mobile_core::api::{
    Answer, Command, DoneView, Event, Found, HistoryPage, ItemView, NewItem, OutboxView, Query,
    SyncView, Target,
};
use mobile_core::sync::{Failure, Outgoing, SyncAnswer, SyncRequest};
use mobile_core::{Clock, Engine, EngineError, Entropy};
use rusqlite::Connection;
use serde_json::{Value, json};
use shared::id::{ItemId, MembershipId, PersonId, PlaceId, TeamId, TypeId};
use shared::model::{Words, field};
use shared::record::{Collection, Scope};
use shared::time::{Millis, Tick};

use crate::office::{Office, key};

pub(crate) const NOON: Millis = Millis(1_795_780_800_000);
pub(crate) const HOUR: i64 = 3_600_000;

pub(crate) const TEAM: TeamId = TeamId::fixed(0x7ea);
pub(crate) const LAPTOP: TypeId = TypeId::fixed(0x1a);
pub(crate) const PRINTER: TypeId = TypeId::fixed(0x1b);
pub(crate) const SITE: PlaceId = PlaceId::fixed(0x50);
pub(crate) const R1: PlaceId = PlaceId::fixed(0x51);
pub(crate) const R2: PlaceId = PlaceId::fixed(0x52);
pub(crate) const R3: PlaceId = PlaceId::fixed(0x53);
pub(crate) const ANNE: PersonId = PersonId::fixed(0xa);
pub(crate) const BRUNO: PersonId = PersonId::fixed(0xb);
pub(crate) const BOSS: PersonId = PersonId::fixed(0xc);
pub(crate) const PC1: ItemId = ItemId::fixed(0xc1);
pub(crate) const PC2: ItemId = ItemId::fixed(0xc2);

pub(crate) fn scope() -> Scope {
    Scope::TeamOpen(TEAM)
}

/// The office, with a laptop PC-1 called X in R1 and in service.
pub(crate) fn office() -> Office {
    let mut office = town();
    make_item(
        &mut office,
        PC1,
        &[
            (field::NAME, json!("X")),
            (field::INVENTORY_NUMBER, json!("PC-1")),
            (field::SERIAL_NUMBER, json!("5CD1234XYZ")),
        ],
    );
    make_item(
        &mut office,
        PC2,
        &[
            (field::NAME, json!("Réception")),
            (field::INVENTORY_NUMBER, json!("PC-2")),
        ],
    );
    office
}

/// An office that has rooms, people and types, and nothing in its inventory yet.
pub(crate) fn town() -> Office {
    let mut office = Office::new(NOON);
    let label = |fr: &str, en: &str| Words::new(fr, en).to_value();
    office.make(
        BOSS,
        key(Collection::Team, TEAM),
        Scope::Org,
        &[(field::LABEL, label("Informatique", "IT"))],
    );
    let people = [
        (ANNE, "Anne Côté", "technician"),
        (BRUNO, "Bruno Roy", "technician"),
        (BOSS, "Chloé Boss", "administrator"),
    ];
    for (number, (person, name, role)) in (1..).zip(people) {
        office.make(
            BOSS,
            key(Collection::Person, person),
            Scope::Org,
            &[(field::NAME, json!(name))],
        );
        office.make(
            BOSS,
            key(Collection::Membership, MembershipId::fixed(number)),
            Scope::Org,
            &[
                (field::PERSON, json!(person)),
                (field::TEAM, json!(TEAM)),
                (field::ROLE, json!(role)),
            ],
        );
    }
    for (place, name, kind, parent) in [
        (SITE, "Hôtel de ville", "site", None),
        (R1, "B-101", "room", Some(SITE)),
        (R2, "B-214", "room", Some(SITE)),
        (R3, "C-007", "room", Some(SITE)),
    ] {
        let mut fields = vec![(field::NAME, json!(name)), (field::KIND, json!(kind))];
        fields.extend(parent.map(|parent| (field::PARENT, json!(parent))));
        office.make(BOSS, key(Collection::Place, place), Scope::Org, &fields);
    }
    for (item_type, fr, en) in [
        (LAPTOP, "Portable", "Laptop"),
        (PRINTER, "Imprimante", "Printer"),
    ] {
        office.make(
            BOSS,
            key(Collection::ItemType, item_type),
            scope(),
            &[
                (field::LABEL, label(fr, en)),
                (field::TEAM, json!(TEAM)),
                (field::ICON, json!("laptop")),
            ],
        );
    }
    for (token, person) in [("anne", ANNE), ("bruno", BRUNO), ("boss", BOSS)] {
        office.tokens.insert(token.to_owned(), person);
    }
    office
}

/// A laptop in R1, in service.
pub(crate) fn make_item(office: &mut Office, item: ItemId, fields: &[(&str, Value)]) {
    let mut all = vec![
        (field::TYPE, json!(LAPTOP)),
        (field::PLACE, json!(R1)),
        (field::STATE, json!({"state": "in_service"})),
    ];
    all.extend(fields.iter().cloned());
    office.make(BOSS, key(Collection::Item, item), scope(), &all);
}

/// A clock that tests turn: the wall as a device shows it, and a steady one.
#[derive(Clone)]
pub(crate) struct TurnedClock(Rc<Cell<(Millis, i64)>>);

impl Clock for TurnedClock {
    fn wall(&self) -> Millis {
        self.0.get().0
    }

    fn tick(&self) -> Tick {
        Tick("boot".into(), self.0.get().1)
    }
}

/// Bytes that differ from device to device and from call to call, and are the same in each run.
#[derive(Clone)]
pub(crate) struct CountedEntropy(Rc<Cell<u64>>);

impl Entropy for CountedEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = self
                .0
                .get()
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            self.0.set(next);
            *byte = next.to_be_bytes()[0];
        }
    }
}

/// A device in somebody's hand.
pub(crate) struct Device {
    pub(crate) engine: Engine,
    clock: TurnedClock,
}

impl Device {
    pub(crate) fn open(connection: Connection, seed: u64) -> Self {
        Self::try_open(connection, seed).unwrap()
    }

    pub(crate) fn try_open(connection: Connection, seed: u64) -> Result<Self, EngineError> {
        let clock = TurnedClock(Rc::new(Cell::new((NOON, 1_000))));
        let entropy = CountedEntropy(Rc::new(Cell::new(seed)));
        let engine = Engine::open(connection, clock.clone(), entropy)?;
        Ok(Self { engine, clock })
    }

    /// A new device, enrolled and synced.
    pub(crate) fn enrolled(office: &mut Office, token: &str) -> Self {
        let seed = token.bytes().map(u64::from).sum();
        let mut device = Self::open(Connection::open_in_memory().unwrap(), seed);
        device.enrol(office, token);
        device
    }

    pub(crate) fn enrol(&mut self, office: &mut Office, token: &str) {
        let command = Command::Enrol {
            code: token.to_owned(),
            device: "test".to_owned(),
        };
        self.run(command);
        self.sync(office);
    }

    pub(crate) fn run(&mut self, command: Command) -> Answer {
        self.engine.run(command).unwrap()
    }

    /// The clocks go on.
    pub(crate) fn pass(&self, millis: i64) {
        let (wall, tick) = self.clock.0.get();
        self.clock.0.set((wall.plus(Millis(millis)), tick + millis));
    }

    /// Somebody sets the wall clock.
    pub(crate) fn set_wall(&self, wall: Millis) {
        let (_, tick) = self.clock.0.get();
        self.clock.0.set((wall, tick));
    }

    pub(crate) fn wall(&self) -> Millis {
        self.clock.wall()
    }

    /// The next request that is no wait for news.
    pub(crate) fn next(&mut self) -> Option<Outgoing> {
        loop {
            let outgoing = self.engine.next_request().unwrap()?;
            if !matches!(outgoing.request, SyncRequest::Live(_)) {
                return Some(outgoing);
            }
        }
    }

    pub(crate) fn receive(&mut self, outgoing: &Outgoing, answer: Result<SyncAnswer, Failure>) {
        self.engine.receive(&outgoing.request, answer).unwrap();
    }

    /// Exchanges until there is nothing more to say.
    pub(crate) fn sync(&mut self, office: &mut Office) {
        self.run(Command::SyncNow);
        let mut rounds = 0;
        while let Some(outgoing) = self.next() {
            let answer = office.answer(&outgoing);
            self.receive(&outgoing, answer);
            rounds += 1;
            assert!(rounds < 2_000, "sync never ends");
        }
    }

    pub(crate) fn history(&mut self, item: ItemId) -> HistoryPage {
        match self.run(Command::History { item }) {
            Answer::History(page) => page,
            other => panic!("not a history: {other:?}"),
        }
    }

    pub(crate) fn item(&mut self, item: ItemId) -> ItemView {
        self.find_item(item).expect("the item is here")
    }

    pub(crate) fn find_item(&mut self, item: ItemId) -> Option<ItemView> {
        match self.run(Command::Open(item)) {
            Answer::Item(found) => found.map(|item| *item),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn place_of(&mut self, item: ItemId) -> Option<PlaceId> {
        self.item(item).row.place.map(|place| place.id)
    }

    pub(crate) fn look_up(&mut self, code: &str) -> Found {
        self.look_up_in(code, None)
    }

    pub(crate) fn look_up_in(&mut self, code: &str, place: Option<PlaceId>) -> Found {
        let command = Command::LookUp {
            code: code.to_owned(),
            symbology: None,
            place,
        };
        match self.run(command) {
            Answer::Found(found) => found,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn finds(&mut self, code: &str) -> ItemId {
        match self.look_up(code) {
            Found::Item(found) => found.item.row.id,
            other => panic!("{code:?} leads to {other:?}"),
        }
    }

    pub(crate) fn search(&mut self, text: &str) -> Vec<ItemId> {
        let query = Query {
            text: text.to_owned(),
            limit: 50,
            ..Query::default()
        };
        match self.run(Command::Search(query)) {
            Answer::Rows(rows) => rows.rows.into_iter().map(|row| row.id).collect(),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn move_to(&mut self, item: ItemId, place: PlaceId) -> DoneView {
        self.done(Command::Move {
            items: vec![Target { item, seen: None }],
            place,
        })
    }

    pub(crate) fn create(&mut self, code: Option<&str>, place: Option<PlaceId>) -> DoneView {
        self.done(Command::Create(NewItem {
            item_type: LAPTOP,
            code: code.map(str::to_owned),
            place,
            state: None,
            fields: [].into(),
        }))
    }

    pub(crate) fn done(&mut self, command: Command) -> DoneView {
        match self.run(command) {
            Answer::Done(done) => done,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn outbox(&mut self) -> OutboxView {
        match self.run(Command::Outbox) {
            Answer::Outbox(outbox) => outbox,
            other => panic!("{other:?}"),
        }
    }

    /// How many operations an outbox holds, as the file with all unsent work has them.
    pub(crate) fn unsent_operations(&mut self) -> usize {
        let Answer::Unsent(text) = self.run(Command::SaveUnsent) else {
            panic!("no file")
        };
        let file: Value = serde_json::from_str(&text).unwrap();
        file["operations"].as_array().unwrap().len()
    }

    pub(crate) fn sync_view(&mut self) -> SyncView {
        match self.run(Command::Session) {
            Answer::Session(session) => session.sync,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn events(&mut self) -> Vec<Event> {
        self.engine.take_events()
    }

    /// Everything that a person can see, as text: two devices with the same of it have the same content.
    pub(crate) fn content(&mut self) -> String {
        let query = Query {
            limit: 200,
            ..Query::default()
        };
        let Answer::Rows(rows) = self.run(Command::Search(query)) else {
            panic!("no rows");
        };
        let mut items: Vec<ItemView> = rows
            .rows
            .iter()
            .map(|row| row.id)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|id| self.item(id))
            .collect();
        items.sort_by_key(|item| item.row.id);
        for item in &mut items {
            // Whose lines these are, and which of them a device can take back, differs between people.
            item.may_edit = false;
            item.may_retire = false;
            item.may_merge = false;
            for line in &mut item.history {
                line.own = false;
                line.undoable = false;
            }
        }
        serde_json::to_string_pretty(&items).unwrap()
    }
}

/// A change of one field, as a form makes it.
pub(crate) fn edit(device: &mut Device, item: ItemId, changes: &[(&str, Value)]) -> DoneView {
    let view = device.item(item);
    device.done(edit_from(&view, changes))
}

/// The command of a form that was opened when the item looked so.
pub(crate) fn edit_from(view: &ItemView, changes: &[(&str, Value)]) -> Command {
    Command::Edit {
        item: view.row.id,
        rev: view.rev,
        changes: changes
            .iter()
            .map(|(name, value)| mobile_core::api::FieldChange {
                field: (*name).into(),
                base: view.bases.get(*name).copied(),
                value: value.clone(),
            })
            .collect(),
    }
}
