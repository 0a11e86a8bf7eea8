//! Everything that there is in a run, and the order in which things happen to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use mobile_core::sync::{Failure, Outgoing, SyncAnswer};
use shared::id::OpId;
use shared::time::Millis;
use tempfile::TempDir;

use super::chance::Dice;
use super::given::Given;
use super::morning::{
    BEGIN, Morning, NEWCOMER, PEOPLE, SERVER, device_file, morning, server_folder,
};
use super::order::ends_twice;
use super::{LEAST_FAULTS, LEAST_OPERATIONS, broken};
use crate::small_world::{Device, Fallible, Server, copy, exchange, memory};

/// Steps of trouble, before all are let to come to rest; more where too little happened in them.
const STEPS: u32 = 150;
/// Steps in which enough has happened.
const MOST_STEPS: u32 = 1_000;
/// Rounds in which all have heard of everything.
const ROUNDS: u32 = 6;

/// In which order devices connect at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Straight,
    Reverse,
}

/// A device, and whose it is.
pub(super) struct Hand {
    pub(super) device: Device,
    /// The number of the person.
    pub(super) person: u32,
    /// A copy of its store as it was once.
    pub(super) kept: Option<PathBuf>,
    /// What another version of the app writes in the place of this one's schema.
    pub(super) schema: Option<&'static str>,
}

impl Hand {
    pub(super) fn of(device: Device, person: u32) -> Self {
        Self {
            device,
            person,
            kept: None,
            schema: None,
        }
    }
}

/// A request on its way, or its answer on the way back.
pub(super) struct Flight {
    /// The step in which it was asked.
    pub(super) step: u32,
    pub(super) device: u32,
    pub(super) life: u32,
    pub(super) outgoing: Outgoing,
    pub(super) answer: Option<Result<SyncAnswer, Failure>>,
}

pub(super) struct World {
    pub(super) seed: u64,
    /// Steps that were begun.
    pub(super) steps: u32,
    /// The chance of the step under way.
    pub(super) dice: Dice,
    pub(super) morning: &'static Morning,
    pub(super) folder: TempDir,
    pub(super) server: Server,
    /// By their numbers.
    pub(super) hands: BTreeMap<u32, Hand>,
    pub(super) flights: Vec<Flight>,
    /// Requests of which a copy is still on the way: it comes late, and nobody hears of it.
    pub(super) late: Vec<Flight>,
    /// Every operation that a device was ever seen to have made.
    pub(super) made: BTreeSet<OpId>,
    /// Those that went with the one store that had them, before anybody else did.
    pub(super) gone: BTreeSet<OpId>,
    /// The server's disk is full.
    pub(super) server_is_full: bool,
    /// What was ever answered, to be held against what comes after.
    pub(super) given: Given,
    /// Backups, by the steps in which they were made.
    pub(super) backups: Vec<u32>,
    pub(super) faults: BTreeMap<&'static str, usize>,
    pub(super) trace: Vec<String>,
}

impl World {
    /// The morning.
    pub(super) async fn begin(seed: u64) -> Fallible<Self> {
        let morning = morning()?;
        let folder = memory()?;
        copy(morning.folder.path(), folder.path())?;
        let chance = |whose| Dice::of(seed, 0, whose).into_source();
        let at = server_folder(folder.path());
        let server = Server::found(&at, BEGIN, chance(SERVER)).await?;
        let mut hands = BTreeMap::new();
        for (number, _) in (0..NEWCOMER).zip(PEOPLE) {
            let file = device_file(folder.path(), number);
            let device = Device::new(file, BEGIN, chance(number))?;
            hands.insert(number, Hand::of(device, number));
        }
        Ok(Self {
            seed,
            steps: 0,
            dice: Dice::of(seed, 0, 0),
            morning,
            folder,
            server,
            hands,
            flights: Vec::new(),
            late: Vec::new(),
            made: BTreeSet::new(),
            gone: BTreeSet::new(),
            server_is_full: false,
            given: Given::default(),
            backups: vec![0],
            faults: BTreeMap::new(),
            trace: Vec::new(),
        })
    }

    /// All steps of trouble.
    pub(super) async fn live(&mut self) -> Fallible {
        while self.steps < STEPS || !self.is_enough() {
            if self.steps == MOST_STEPS {
                return broken("a run is full of work and of faults", self.steps);
            }
            self.step(true).await?;
        }
        Ok(())
    }

    fn is_enough(&self) -> bool {
        let faults: usize = self.faults.values().sum();
        self.made.len() >= LEAST_OPERATIONS && faults >= LEAST_FAULTS
    }

    /// Some of so many steps.
    pub(super) async fn live_again(&mut self, steps: u32, taken: &BTreeSet<u32>) -> Fallible {
        while self.steps < steps {
            self.step(taken.contains(&self.steps)).await?;
        }
        Ok(())
    }

    /// One step, in which something happens or only time passes.
    async fn step(&mut self, is_taken: bool) -> Fallible {
        self.begin_step();
        let time = Millis(self.dice.between(0, 40_000));
        self.pass(time);
        if !is_taken {
            return Ok(());
        }
        let who = self.anybody()?;
        match self.dice.below(100) {
            0..42 => self.act(who),
            42..54 => self.ask(who),
            54..66 => self.deliver().await,
            66..78 => self.hand_over(),
            78..88 => self.connect(who).await,
            // Who may do something, and who no longer, is decided by the order of connecting.
            88..90 if ends_twice(self.seed) => Ok(()),
            88..90 => self.arrange(),
            _ => self.trouble(who).await,
        }
    }

    fn begin_step(&mut self) {
        let step = self.steps + 1;
        self.steps = step;
        self.dice = Dice::of(self.seed, step, NEWCOMER);
        let chance = |whose| Dice::of(self.seed, step, whose).into_source();
        self.server.reseed(chance(SERVER));
        for (number, hand) in &self.hands {
            hand.device.reseed(chance(*number));
        }
    }

    fn anybody(&mut self) -> Fallible<u32> {
        let numbers = self.hands.keys().copied();
        Ok(self.dice.choose(numbers).ok_or("nobody is there")?)
    }

    fn pass(&self, time: Millis) {
        self.server.pass(time);
        for hand in self.hands.values() {
            hand.device.pass(time);
        }
    }

    pub(super) fn device(&mut self, number: u32) -> Fallible<&mut Device> {
        Ok(&mut self.hand(number)?.device)
    }

    pub(super) fn hand(&mut self, number: u32) -> Fallible<&mut Hand> {
        Ok(self
            .hands
            .get_mut(&number)
            .ok_or("there is no such device")?)
    }

    pub(super) fn tell(&mut self, what: impl fmt::Display) {
        self.trace.push(format!("{}: {what}", self.steps));
    }

    pub(super) fn fault(&mut self, kind: &'static str, what: impl fmt::Display) {
        *self.faults.entry(kind).or_default() += 1;
        self.tell(format_args!("{kind}: {what}"));
    }

    /// The same world once more, with what happened in it so far.
    pub(super) async fn twin(&mut self) -> Fallible<Self> {
        self.make_room()?;
        self.server.kill();
        for hand in self.hands.values_mut() {
            hand.device.kill();
        }
        let folder = memory()?;
        copy(self.folder.path(), folder.path())?;
        self.server.start().await?;
        let chance = |whose| Dice::of(self.seed, self.steps, whose).into_source();
        let at = server_folder(folder.path());
        let server = Server::found(&at, self.server.now(), chance(SERVER)).await?;
        let mut hands = BTreeMap::new();
        for (number, hand) in &mut self.hands {
            hand.device.restart_on(false)?;
            let file = device_file(folder.path(), *number);
            let device = hand.device.twin(file, chance(*number))?;
            hands.insert(*number, Hand::of(device, hand.person));
        }
        Ok(Self {
            seed: self.seed,
            steps: self.steps,
            dice: self.dice.clone(),
            morning: self.morning,
            folder,
            server,
            hands,
            flights: Vec::new(),
            late: Vec::new(),
            made: BTreeSet::new(),
            gone: BTreeSet::new(),
            server_is_full: false,
            given: Given::default(),
            backups: Vec::new(),
            faults: BTreeMap::new(),
            trace: Vec::new(),
        })
    }

    /// Nothing fails any more: all that is under way is lost, and each device sends and fetches until none has anything
    /// more to ask. They connect in the order of their numbers, or in the reverse.
    pub(super) async fn rest(&mut self, order: Order) -> Fallible {
        self.begin_step();
        self.flights.clear();
        self.late.clear();
        let now = self.server.now();
        self.make_room()?;
        for hand in self.hands.values_mut() {
            hand.device.restart_on(false)?;
            hand.device.set_wall(now);
        }
        self.tell("rest");
        let mut numbers: Vec<u32> = self.hands.keys().copied().collect();
        if order == Order::Reverse {
            numbers.reverse();
        }
        // What one sends another may have to fetch, and answer.
        for round in 0.. {
            let before = self.taken()?;
            for number in &numbers {
                self.pass(Millis(60 * Millis::MINUTE.0));
                self.exchange_all(*number).await?;
            }
            if round > 0 && self.taken()? == before {
                return Ok(());
            }
            if round == ROUNDS {
                return broken(
                    "queues drain by themselves once faults stop",
                    "they never do",
                );
            }
        }
        Ok(())
    }

    /// How many operations the server has taken.
    fn taken(&self) -> Fallible<i64> {
        let mut statement = self
            .server
            .reader()?
            .prepare_cached("SELECT count(*) FROM operation")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    pub(super) async fn exchange_all(&mut self, number: u32) -> Fallible {
        let hand = self
            .hands
            .get_mut(&number)
            .ok_or("there is no such device")?;
        exchange(&mut hand.device, &self.server)
            .await
            .map_err(|error| format!("device {number}: {error}").into())
    }
}
