//! A day of several people and one laptop, as a script tells it: PC-1, called X, lies in R1 and is in service; then each
//! does what the script says with no network, and they connect in some order.
//!
//! A and B are managers of the team that has the laptop, and A is one of another team too; C is a technician. O
//! administers both teams. N enrolled at first and connects only at the end.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use mobile_core::api::{Answer, Command, ItemView, NewItem, NewPlace, NewPlaces};
use serde_json::json;
use server::running::Options;
use shared::id::{ActionId, ItemId, PersonId, PlaceId};
use shared::model::{ItemState, PlaceKind, Role, State, field, starter};
use shared::time::Millis;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::{Device, Fallible, Server, exchange};

/// Midnight before the day, in 2026.
pub(super) const MIDNIGHT: Millis = Millis(1_795_737_600_000);
/// What somebody may do, and in which teams.
type Roles = &'static [(Role, &'static str)];

/// Who has a device: their letter, name and roles.
const PEOPLE: [(char, &str, Roles); 4] = [
    (
        'A',
        "Ann",
        &[(Role::Manager, "logistics"), (Role::Manager, "it")],
    ),
    ('B', "Ben", &[(Role::Manager, "it")]),
    ('C', "Cam", &[(Role::Technician, "it")]),
    ('N', "Nora", &[(Role::Technician, "it")]),
];

/// Somebody with a device.
pub(super) struct Hand {
    pub(super) device: Device,
    /// What the time is, whatever the device's clock shows.
    now: Millis,
    /// What they did, oldest first.
    pub(super) done: Vec<ActionId>,
    /// The item as it was when they opened its form.
    pub(super) form: Option<ItemView>,
}

/// A day that a script is lived through in.
pub struct Day {
    folder: TempDir,
    pub(super) server: Server,
    pub(super) hands: BTreeMap<char, Hand>,
    pub(super) rooms: BTreeMap<String, PlaceId>,
    pub(super) people: BTreeMap<String, PersonId>,
    /// What the script is about.
    pub(super) item: ItemId,
}

impl std::fmt::Debug for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Day").finish_non_exhaustive()
    }
}

/// What is so before each day, made once.
struct Morning {
    folder: TempDir,
    rooms: BTreeMap<String, PlaceId>,
    people: BTreeMap<String, PersonId>,
    item: ItemId,
}

/// Minutes of the day, written `10:05`, as a time.
pub(super) fn at(clock: &str) -> Fallible<Millis> {
    let (hours, minutes) = clock.split_once(':').ok_or("no time")?;
    let minutes = hours.parse::<i64>()? * 60 + minutes.parse::<i64>()?;
    Ok(MIDNIGHT.plus(Millis(minutes * Millis::MINUTE.0)))
}

/// Lives through a script, in which `*` is where all connect in an order, and lets all come to rest.
///
/// # Errors
/// If a step of the script cannot be taken.
pub fn live(script: &str, order: &str) -> Fallible<Day> {
    let morning = morning()?;
    runtime()?.block_on(async {
        let mut day = Day::begin(morning).await?;
        for step in script.split(';') {
            let step = step.trim();
            let lived = match step {
                "*" => day.connect(order).await,
                step => day.step(step).await,
            };
            lived.map_err(|error| format!("{step:?} of {script:?}: {error}"))?;
        }
        day.rest(order).await?;
        Ok(day)
    })
}

/// A runtime in which nobody waits.
pub(crate) fn runtime() -> Fallible<Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Nobody waits: a held request is answered as soon as nothing else happens.
        .start_paused(true)
        .build()?;
    Ok(runtime)
}

fn morning() -> Fallible<&'static Morning> {
    static MORNING: OnceLock<Result<Morning, String>> = OnceLock::new();
    let made = MORNING.get_or_init(|| {
        let made = runtime().and_then(|runtime| runtime.block_on(Morning::make()));
        made.map_err(|error| error.to_string())
    });
    made.as_ref().map_err(|error| error.clone().into())
}

/// A folder for what is kept only for a moment, which need not reach a disk.
pub(crate) fn memory() -> Fallible<TempDir> {
    let memory = PathBuf::from("/dev/shm");
    Ok(match memory.is_dir() {
        true => TempDir::new_in(memory)?,
        false => TempDir::new()?,
    })
}

fn store(folder: &Path, name: char) -> PathBuf {
    folder.join(format!("device-{name}"))
}

fn chance(name: char, of: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(u64::from(u32::from(name)) << 8 | of)
}

impl Morning {
    async fn make() -> Fallible<Self> {
        let folder = memory()?;
        let now = at("08:00")?;
        let server = Server::found(&folder.path().join("server"), now, chance('S', 1)).await?;
        let mut devices = BTreeMap::new();
        let mut people = BTreeMap::new();
        let boss = Options::for_test().founding.administrator;
        let all = PEOPLE.into_iter().chain([('O', boss.as_str(), &[][..])]);
        for (name, called, roles) in all {
            let mut device = Device::new(store(folder.path(), name), now, chance(name, 1))?;
            let mut code = String::new();
            for role in roles
                .iter()
                .copied()
                .map(Some)
                .chain(roles.is_empty().then_some(None))
            {
                code = server.invite(called, role).await?;
            }
            let device_name = called.to_owned();
            device.run(Command::Enrol {
                code,
                device: device_name,
            })?;
            let asked = device.next_request()?.ok_or("nobody enrols")?;
            let (status, body) = server.answer(&asked).await?;
            let answer = mobile_core::sync::read_answer(&asked.request, status, &body);
            device.receive(&asked, answer)?;
            if let Answer::Session(session) = device.run(Command::Session)? {
                let person = session.person.ok_or("nobody is enrolled")?;
                people.insert(called.to_owned(), person.id);
            }
            devices.insert(name, device);
        }
        let boss = devices.get_mut(&'O').ok_or("no boss")?;
        exchange(boss, &server).await?;
        let (rooms, item) = furnish(boss)?;
        for (_, device) in devices.iter_mut().filter(|(name, _)| **name != 'N') {
            exchange(device, &server).await?;
        }
        for name in ['A', 'B', 'C'] {
            let device = devices.get_mut(&name).ok_or("nobody")?;
            exchange(device, &server).await?;
        }
        Ok(Self {
            folder,
            rooms,
            people,
            item,
        })
    }
}

/// Rooms and the laptop, and beside it another and a monitor.
fn furnish(boss: &mut Device) -> Fallible<(BTreeMap<String, PlaceId>, ItemId)> {
    let site = places(boss, "")?.into_iter().next().ok_or("no site")?.1;
    let make = |text: &str, kind, parent| {
        let text = text.replace(' ', "\n");
        let parent = Some(parent);
        Command::MakePlaces(NewPlaces { text, kind, parent })
    };
    boss.run(make("R1 R2 R3 R4", PlaceKind::Room, site))?;
    for name in ["B1", "B2"] {
        boss.run(Command::MakePlace(NewPlace {
            name: name.to_owned(),
            kind: PlaceKind::Building,
            parent: Some(site),
        }))?;
    }
    let mut rooms = BTreeMap::new();
    for name in ["R", "B"] {
        rooms.extend(places(boss, name)?);
    }
    let new = |item_type, number: &str, named: Option<&str>| {
        let number = Some((field::INVENTORY_NUMBER.into(), json!(number)));
        let named = named.map(|name| (field::NAME.into(), json!(name)));
        Command::Create(NewItem {
            item_type,
            code: None,
            place: rooms.get("R1").copied(),
            state: Some(ItemState::plain(State::InService)),
            fields: number.into_iter().chain(named).collect(),
        })
    };
    boss.run(new(starter::types::MONITOR, "M-1", None))?;
    boss.run(new(starter::types::LAPTOP, "PC-2", None))?;
    let laptop = new(starter::types::LAPTOP, "PC-1", Some("X"));
    let done = boss.done(laptop)?.ok_or("no laptop")?;
    let item = done.item.ok_or("it is not shown")?.row.id;
    Ok((rooms, item))
}

/// Places by name whose name has a text; the sites if that is empty.
fn places(device: &mut Device, text: &str) -> Fallible<Vec<(String, PlaceId)>> {
    let wanted = Command::Places {
        within: None,
        text: text.to_owned(),
        without: None,
    };
    match device.run(wanted)? {
        Answer::Places(places) => Ok(places
            .into_iter()
            .map(|place| (place.name, place.id))
            .collect()),
        other => Err(format!("not places: {other:?}").into()),
    }
}

impl Day {
    async fn begin(morning: &Morning) -> Fallible<Self> {
        let folder = memory()?;
        copy(morning.folder.path(), folder.path())?;
        let now = at("08:00")?;
        let server = Server::found(&folder.path().join("server"), now, chance('S', 2)).await?;
        let mut hands = BTreeMap::new();
        for name in ['A', 'B', 'C', 'N', 'O'] {
            let device = Device::new(store(folder.path(), name), now, chance(name, 2))?;
            hands.insert(name, Hand::of(device, now));
        }
        Ok(Self {
            folder,
            server,
            hands,
            rooms: morning.rooms.clone(),
            people: morning.people.clone(),
            item: morning.item,
        })
    }

    pub(super) fn hand(&mut self, name: char) -> Fallible<&mut Hand> {
        Ok(self.hands.get_mut(&name).ok_or("nobody has that letter")?)
    }

    /// Somebody's clocks go on to a time.
    pub(super) fn wait(&mut self, name: char, until: Millis) -> Fallible {
        self.hand(name)?.wait(until)
    }

    /// Somebody has a network.
    pub(super) async fn sync(&mut self, name: char) -> Fallible {
        let server = self.server.now();
        let hand = self.hands.get_mut(&name).ok_or("nobody has that letter")?;
        let now = server.max(hand.now);
        hand.wait(now)?;
        self.server.pass(now.since(server));
        exchange(&mut hand.device, &self.server).await
    }

    async fn connect(&mut self, order: &str) -> Fallible {
        for name in order.chars() {
            self.sync(name).await?;
        }
        Ok(())
    }

    /// All hear of what the others did, and last somebody who never connected before.
    async fn rest(&mut self, order: &str) -> Fallible {
        for _ in 0..2 {
            self.connect(order).await?;
            let others: String = self.hands.keys().filter(|name| **name != 'N').collect();
            self.connect(&others).await?;
        }
        self.sync('N').await?;
        // What a snapshot brings of a history is its end.
        let item = self.item;
        for name in self.everybody().chars() {
            self.hand(name)?
                .device
                .run(Command::FetchHistory { item })?;
            self.sync(name).await?;
        }
        Ok(())
    }

    /// Somebody's store is copied to a second device.
    pub(super) fn copy(&mut self, from: char, to: char) -> Fallible {
        let file = store(self.folder.path(), to);
        let hand = self.hand(from)?;
        let now = hand.now;
        let device = hand.device.copied(file, chance(to, 2))?;
        self.hands.insert(to, Hand::of(device, now));
        Ok(())
    }

    /// Somebody's store is changed behind the app's back.
    ///
    /// # Errors
    /// If it does not take that.
    pub fn spoil(&mut self, name: char, sql: &str) -> Fallible {
        self.hand(name)?.device.spoil(sql)
    }

    /// Some hours later somebody has a network.
    ///
    /// # Errors
    /// If either side fails.
    pub fn sync_later(&mut self, name: char, hours: i64) -> Fallible {
        let until = self
            .hand(name)?
            .now
            .plus(Millis(hours * 60 * Millis::MINUTE.0));
        self.wait(name, until)?;
        runtime()?.block_on(self.sync(name))
    }

    /// A backup of the server is made, or put back.
    pub(super) async fn back_up(&mut self, put_back: bool) -> Fallible {
        let backup = self.folder.path().join("backup");
        match put_back {
            true => self.server.put_back(&backup).await,
            false => self.server.back_up(&backup),
        }
    }
}

impl Hand {
    fn of(device: Device, now: Millis) -> Self {
        Self {
            device,
            now,
            done: Vec::new(),
            form: None,
        }
    }

    fn wait(&mut self, until: Millis) -> Fallible {
        if until < self.now {
            return Err("nobody goes back in time".into());
        }
        self.device.pass(until.since(self.now));
        self.now = until;
        Ok(())
    }
}

/// Copies a folder with what is in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Fallible {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &to)?,
            false => {
                fs::copy(entry.path(), to)?;
            }
        }
    }
    Ok(())
}
