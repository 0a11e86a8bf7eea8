//! A few days of several people in one run that a seed decides to the last byte: the real engine, the real routes and
//! the real stores, and a network, clocks and disks that fail as they do in a basement.
//!
//! What must hold is checked in `judge`. The same seed gives the same run; a violation names its seed and tells
//! what happened.

mod judge;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use mobile_core::api::{Command, FieldChange, NewItem, PlaceView, Side, Target};
use mobile_core::sync::{Failure, Outgoing, SyncAnswer, read_answer};
use serde_json::json;
use shared::id::{ItemId, OpId};
use shared::model::{ItemState, Role, State, field, starter};
use shared::time::Millis;
use tempfile::TempDir;

use crate::small_world::{Device, Fallible, Server, exchange};

/// Steps of trouble, before all are let to come to rest.
const STEPS: usize = 400;
/// What people find printed on things. Few, so that two meet the same.
const CODES: usize = 12;
/// Devices at most, with the copies of others.
const DEVICES: usize = 5;
/// When it begins: a noon in 2026.
const BEGIN: Millis = Millis(1_795_780_800_000);

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Operations that people made.
    pub operations: usize,
    /// Faults by their kind.
    pub faults: BTreeMap<&'static str, usize>,
    /// What happened, in order: two runs of one seed have the same.
    pub trace: Vec<String>,
}

/// What must never happen, and did.
#[derive(Debug, thiserror::Error)]
pub struct Violation {
    /// The seed that does it again.
    pub seed: u64,
    /// What was violated.
    pub what: String,
    /// What happened before, in order.
    pub trace: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {}", self.seed, self.what)?;
        let last = self.trace.len().saturating_sub(60);
        self.trace[last..]
            .iter()
            .try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Lives through one seed.
///
/// # Errors
/// The first violation.
pub fn run(seed: u64) -> Result<Report, Violation> {
    let violation = |what: String, trace| Violation { seed, what, trace };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Nobody waits: a held request is answered as soon as nothing else happens.
        .start_paused(true)
        .build()
        .map_err(|error| violation(error.to_string(), Vec::new()))?;
    runtime.block_on(async {
        let mut world = World::begin(seed)
            .await
            .map_err(|error| violation(error.to_string(), Vec::new()))?;
        match world.live().await {
            Ok(()) => Ok(Report {
                seed,
                operations: world.made.len(),
                faults: world.faults,
                trace: world.trace,
            }),
            Err(error) => Err(violation(error.to_string(), world.trace)),
        }
    })
}

/// A request on its way, or its answer on the way back.
struct Flight {
    device: usize,
    life: u32,
    outgoing: Outgoing,
    answer: Option<Result<SyncAnswer, Failure>>,
}

struct World {
    chance: fastrand::Rng,
    folder: TempDir,
    server: Server,
    devices: Vec<Device>,
    flights: Vec<Flight>,
    /// Every operation that a device was ever seen to have made.
    made: BTreeSet<OpId>,
    /// Those that went with the one store that had them, before anybody else did.
    gone: BTreeSet<OpId>,
    backups: usize,
    /// Copies of devices' stores, by device.
    copies: BTreeMap<usize, PathBuf>,
    faults: BTreeMap<&'static str, usize>,
    trace: Vec<String>,
}

impl World {
    async fn begin(seed: u64) -> Fallible<Self> {
        let mut chance = fastrand::Rng::with_seed(seed);
        let memory = PathBuf::from("/dev/shm");
        // What is kept only for a moment need not reach a disk.
        let folder = match memory.is_dir() {
            true => TempDir::new_in(memory)?,
            false => TempDir::new()?,
        };
        let server = Server::found(&folder.path().join("server"), BEGIN, chance.fork()).await?;
        let mut world = Self {
            chance,
            folder,
            server,
            devices: Vec::new(),
            flights: Vec::new(),
            made: BTreeSet::new(),
            gone: BTreeSet::new(),
            backups: 0,
            copies: BTreeMap::new(),
            faults: BTreeMap::new(),
            trace: Vec::new(),
        };
        for (name, role) in [
            ("Mona Roy", Role::Manager),
            ("Marc Caron", Role::Technician),
            ("Ana Prado", Role::Technician),
        ] {
            world.enrol(name, role).await?;
        }
        world.back_up()?;
        Ok(world)
    }

    async fn enrol(&mut self, name: &str, role: Role) -> Fallible<usize> {
        let number = self.devices.len();
        let file = self.folder.path().join(format!("device-{number}"));
        let mut device = Device::new(file, self.server.now(), self.chance.fork())?;
        let code = self.server.invite(name, Some((role, "it"))).await?;
        device.run(Command::Enrol {
            code,
            device: format!("device {number}"),
        })?;
        self.devices.push(device);
        self.exchange_all(number).await?;
        Ok(number)
    }

    /// Trouble, and then rest.
    async fn live(&mut self) -> Fallible {
        for _ in 0..STEPS {
            let time = Millis(self.chance.i64(0..20_000));
            self.pass(time);
            self.step().await?;
        }
        self.rest().await?;
        self.judge().await
    }

    fn pass(&self, time: Millis) {
        self.server.pass(time);
        for device in &self.devices {
            device.pass(time);
        }
    }

    fn tell(&mut self, what: impl Into<String>) {
        self.trace.push(what.into());
    }

    fn fault(&mut self, kind: &'static str, what: impl fmt::Display) {
        *self.faults.entry(kind).or_default() += 1;
        self.tell(format!("{kind}: {what}"));
    }

    async fn step(&mut self) -> Fallible {
        let device = self.chance.usize(0..self.devices.len());
        match self.chance.u32(0..100) {
            0..30 => self.act(device),
            30..55 => self.ask(device),
            55..75 => self.deliver().await,
            75..94 => self.hand_over(),
            _ => self.trouble(device).await,
        }
    }

    /// Somebody does something.
    fn act(&mut self, number: usize) -> Fallible {
        let items = self.devices[number].items()?;
        let item = self.chance.choice(&items).copied();
        let (what, command) = match (self.chance.u32(0..100), item) {
            (0..25, _) | (_, None) => self.creation(number)?,
            (25..50, Some(item)) => self.moving(number, item)?,
            (50..65, Some(item)) => {
                let states = [
                    State::InService,
                    State::InStock,
                    State::InRepair,
                    State::Retired,
                ];
                let state = states[self.chance.usize(0..states.len())];
                let command = Command::SetState {
                    items: vec![Target { item, seen: None }],
                    state: ItemState {
                        state,
                        sub_state: None,
                    },
                };
                (format!("{item} becomes {state:?}"), command)
            }
            (65..80, Some(item)) => self.edit(number, item)?,
            (80..92, Some(item)) => match self.undo(number, item)? {
                Some(undo) => undo,
                None => return Ok(()),
            },
            (_, Some(_)) => match self.settling(number)? {
                Some(settling) => settling,
                None => return Ok(()),
            },
        };
        let done = self.devices[number].done(command)?;
        self.tell(format!(
            "device {number}: {what}{}",
            if done.is_some() { "" } else { ", refused" }
        ));
        self.made.extend(self.devices[number].own()?);
        Ok(())
    }

    fn places(&mut self, number: usize) -> Fallible<Vec<PlaceView>> {
        let everywhere = Command::Places {
            within: None,
            text: String::new(),
            without: None,
        };
        match self.devices[number].run(everywhere)? {
            mobile_core::api::Answer::Places(places) => Ok(places),
            other => Err(format!("not places: {other:?}").into()),
        }
    }

    fn creation(&mut self, number: usize) -> Fallible<(String, Command)> {
        let places = self.places(number)?;
        let code = format!("SN-{}", self.chance.usize(0..CODES));
        let new = NewItem {
            item_type: starter::types::LAPTOP,
            code: Some(code.clone()),
            place: self.chance.choice(&places).map(|place| place.id),
            state: None,
            fields: BTreeMap::new(),
        };
        Ok((format!("makes {code}"), Command::Create(new)))
    }

    fn moving(&mut self, number: usize, item: ItemId) -> Fallible<(String, Command)> {
        let places = self.places(number)?;
        let place = self.chance.choice(&places).ok_or("no place")?.id;
        let seen = None;
        let command = Command::Move {
            items: vec![Target { item, seen }],
            place,
        };
        Ok((format!("{item} to {place}"), command))
    }

    fn edit(&mut self, number: usize, item: ItemId) -> Fallible<(String, Command)> {
        let view = self.devices[number].item(item)?.ok_or("it is gone")?;
        let name = [field::NAME, field::MODEL][self.chance.usize(0..2)];
        let value = format!("{name} {}", self.chance.u32(0..1_000));
        let command = Command::Edit {
            item,
            rev: view.rev,
            changes: vec![FieldChange {
                field: name.into(),
                base: view.bases.get(name).copied(),
                value: json!(value),
            }],
        };
        Ok((format!("{item}: {value}"), command))
    }

    fn undo(&mut self, number: usize, item: ItemId) -> Fallible<Option<(String, Command)>> {
        let view = self.devices[number].item(item)?.ok_or("it is gone")?;
        let mine: Vec<_> = view.history.iter().filter(|line| line.undoable).collect();
        let line = self.chance.choice(&mine);
        Ok(line.map(|line| {
            let what = format!("takes back {} on {item}", line.op);
            (what, Command::Undo(line.action))
        }))
    }

    fn settling(&mut self, number: usize) -> Fallible<Option<(String, Command)>> {
        let outbox = self.devices[number].outbox()?;
        let open: Vec<_> = outbox.conflicts.iter().filter(|it| it.may_settle).collect();
        let conflict = self.chance.choice(&open);
        let side = if self.chance.bool() {
            Side::Kept
        } else {
            Side::Other
        };
        Ok(conflict.map(|conflict| {
            let command = Command::Settle {
                record: conflict.record.clone(),
                conflict: conflict.id,
                side,
            };
            (format!("settles {}", conflict.id), command)
        }))
    }

    /// A device says what it wants of the server.
    fn ask(&mut self, device: usize) -> Fallible {
        if let Some(outgoing) = self.devices[device].next_request()? {
            self.flights.push(Flight {
                device,
                life: self.devices[device].life,
                outgoing,
                answer: None,
            });
        }
        Ok(())
    }

    /// A request comes to the server, once, twice or never; and its answer is on its way, whole, cut or lost. The order
    /// is chance's.
    async fn deliver(&mut self) -> Fallible {
        let waiting: Vec<usize> = (0..self.flights.len())
            .filter(|at| self.flights[*at].answer.is_none())
            .collect();
        let Some(at) = self.chance.choice(&waiting).copied() else {
            return Ok(());
        };
        let device = self.flights[at].device;
        let lost = || Err(Failure::Unreachable("lost".to_owned()));
        let luck = self.chance.u32(0..100);
        if luck < 8 {
            self.fault("request lost", device);
            self.flights[at].answer = Some(lost());
            return Ok(());
        }
        let outgoing = self.flights[at].outgoing.clone();
        let (status, mut body) = self.server.answer(&outgoing).await?;
        let answer = match luck {
            8..16 => {
                self.fault("answer lost", device);
                lost()
            }
            16..20 => {
                self.fault("answer cut", device);
                body.truncate(body.len() / 2);
                read_answer(&outgoing.request, status, &body)
            }
            20..28 => {
                self.fault("request doubled", device);
                let (status, body) = self.server.answer(&outgoing).await?;
                read_answer(&outgoing.request, status, &body)
            }
            _ => read_answer(&outgoing.request, status, &body),
        };
        self.flights[at].answer = Some(answer);
        Ok(())
    }

    /// An answer comes to its device, if that still waits for it.
    fn hand_over(&mut self) -> Fallible {
        let answered: Vec<usize> = (0..self.flights.len())
            .filter(|at| self.flights[*at].answer.is_some())
            .collect();
        let Some(at) = self.chance.choice(&answered).copied() else {
            return Ok(());
        };
        let Flight {
            device,
            life,
            outgoing,
            answer,
        } = self.flights.swap_remove(at);
        match answer {
            Some(answer) if self.devices[device].life == life => {
                self.devices[device].receive(&outgoing, answer)
            }
            _ => Ok(()),
        }
    }

    fn back_up(&mut self) -> Fallible {
        let to = self.backup(self.backups);
        self.backups += 1;
        self.server.back_up(&to)
    }

    fn backup(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("backup-{number}"))
    }

    /// What happens to machines.
    async fn trouble(&mut self, number: usize) -> Fallible {
        match self.chance.u32(0..100) {
            0..30 => {
                let boots = self.chance.bool();
                self.fault("app killed", number);
                self.devices[number].restart(boots)
            }
            30..45 => {
                self.fault("server killed", "");
                self.server.kill();
                self.server.start().await
            }
            45..65 => {
                let years = self.chance.i64(-10..=10);
                self.fault("clock set", format!("device {number} by {years} years"));
                let now = self.server.now();
                self.devices[number].set_wall(now.plus(Millis(years * 365 * Millis::DAY.0)));
                Ok(())
            }
            65..75 => self.back_up(),
            75..83 => {
                let number = self.chance.usize(0..self.backups);
                let from = self.backup(number);
                self.fault("old backup put back", number);
                self.server.put_back(&from).await
            }
            83..90 => {
                let copy = self.folder.path().join(format!("copy-{number}"));
                self.devices[number].keep_copy(&copy)?;
                self.copies.insert(number, copy);
                Ok(())
            }
            90..96 => {
                let Some(copy) = self.copies.get(&number).cloned() else {
                    return Ok(());
                };
                self.fault("device put back", number);
                let lost = self.devices[number].put_back(&copy)?;
                self.gone.extend(lost);
                Ok(())
            }
            _ => {
                if self.devices.len() == DEVICES {
                    return Ok(());
                }
                let other = self.devices.len();
                self.fault("device copied", format!("{number} to {other}"));
                let file = self.folder.path().join(format!("device-{other}"));
                let chance = self.chance.fork();
                let copied = self.devices[number].copied(file, chance)?;
                self.devices.push(copied);
                Ok(())
            }
        }
    }

    /// Nothing fails any more: all that is under way is lost, and each device sends and fetches until it has nothing
    /// more to ask.
    async fn rest(&mut self) -> Fallible {
        self.flights.clear();
        for number in 0..self.devices.len() {
            self.devices[number].restart(false)?;
            self.devices[number].set_wall(self.server.now());
        }
        self.tell("rest");
        // What one sends another may have to fetch, and answer.
        for _ in 0..3 {
            for number in 0..self.devices.len() {
                self.pass(Millis(60 * Millis::MINUTE.0));
                self.exchange_all(number).await?;
            }
        }
        Ok(())
    }

    async fn exchange_all(&mut self, number: usize) -> Fallible {
        exchange(&mut self.devices[number], &self.server)
            .await
            .map_err(|error| format!("device {number}: {error}").into())
    }
}
