//! A device: the real engine over a file, with clocks that a person or a flat battery may set to anything.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mobile_core::api::{Answer, Command, DoneView, ItemView, OutboxView, Query, SyncView};
use mobile_core::sync::{Failure, Outgoing, SyncAnswer};
use mobile_core::{Clock, Engine, EngineError, Entropy};
use rusqlite::{Connection, OpenFlags, params};
use shared::id::{ActionId, ItemId, OpId};
use shared::operation::{APP_SCHEMA, Change, Operation};
use shared::record::{Collection, Field};
use shared::time::{Millis, Tick};
use uuid::Uuid;

use super::Fallible;

/// Both clocks of a device, shared with its engine.
#[derive(Clone)]
struct Clocks(Rc<Face>);

struct Face {
    wall: Cell<i64>,
    tick: Cell<i64>,
    boot: Cell<u32>,
}

impl Clock for Clocks {
    fn wall(&self) -> Millis {
        Millis(self.0.wall.get())
    }

    fn tick(&self) -> Tick {
        Tick(
            format!("boot {}", self.0.boot.get()).into(),
            self.0.tick.get(),
        )
    }
}

/// Chance outlives the app: a phone does not draw the same ids again because it was restarted.
#[derive(Clone)]
struct Drawn(Rc<RefCell<fastrand::Rng>>);

impl Entropy for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.borrow_mut().fill(bytes);
    }
}

/// A device in somebody's hand.
pub(crate) struct Device {
    file: PathBuf,
    clocks: Clocks,
    chance: Drawn,
    engine: Option<Engine>,
    /// Looks into the store beside the engine.
    reader: Option<Connection>,
    /// Its disk is full.
    is_full: bool,
    /// Grows with each start: an answer to what an earlier life asked reaches nobody.
    pub(crate) life: u32,
}

impl Device {
    /// A new one.
    pub(crate) fn new(file: PathBuf, now: Millis, chance: fastrand::Rng) -> Fallible<Self> {
        let face = Face {
            wall: Cell::new(now.0),
            tick: Cell::new(1_000),
            boot: Cell::new(0),
        };
        let mut device = Self {
            file,
            clocks: Clocks(Rc::new(face)),
            chance: Drawn(Rc::new(RefCell::new(chance))),
            engine: None,
            reader: None,
            is_full: false,
            life: 0,
        };
        device.start()?;
        Ok(device)
    }

    /// Another one that begins with this one's store.
    pub(crate) fn copied(&mut self, file: PathBuf, chance: fastrand::Rng) -> Fallible<Self> {
        self.kill();
        fs::copy(&self.file, &file)?;
        self.start()?;
        let now = self.clocks.wall();
        Self::new(file, now, chance)
    }

    /// The same device in another world, over a copy of its store: its clocks show the same.
    pub(crate) fn twin(&self, file: PathBuf, chance: fastrand::Rng) -> Fallible<Self> {
        let face = &self.clocks.0;
        let face = Face {
            wall: Cell::new(face.wall.get()),
            tick: Cell::new(face.tick.get()),
            boot: Cell::new(face.boot.get()),
        };
        let mut device = Self {
            file,
            clocks: Clocks(Rc::new(face)),
            chance: Drawn(Rc::new(RefCell::new(chance))),
            engine: None,
            reader: None,
            is_full: false,
            life: 0,
        };
        device.start()?;
        Ok(device)
    }

    fn start(&mut self) -> Fallible {
        let connection = Connection::open(&self.file)?;
        if self.is_full {
            // No more pages than there are.
            connection.pragma_update_and_check(None, "max_page_count", 1, |_| Ok(()))?;
        }
        let engine = Engine::open(connection, self.clocks.clone(), self.chance.clone())?;
        self.engine = Some(engine);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        self.reader = Some(Connection::open_with_flags(&self.file, flags)?);
        self.life += 1;
        Ok(())
    }

    /// Whoever closes the file last brings its log into it.
    pub(crate) fn kill(&mut self) {
        self.reader = None;
        self.engine = None;
    }

    /// From now on it draws other ids.
    pub(crate) fn reseed(&self, chance: fastrand::Rng) {
        self.chance.0.replace(chance);
    }

    /// Its store, to look into.
    pub(crate) fn store(&self) -> Fallible<&Connection> {
        Ok(self.reader.as_ref().ok_or("the app is not running")?)
    }

    /// The app is gone from one moment to the next, and is opened again; perhaps after the device itself was.
    pub(crate) fn restart(&mut self, boots: bool) -> Fallible {
        self.kill();
        if boots {
            let face = &self.clocks.0;
            face.boot.set(face.boot.get() + 1);
            face.tick.set(10);
        }
        self.start()
    }

    /// The app is opened again on a disk that is full from now on, or that has room again.
    pub(crate) fn restart_on(&mut self, is_full: bool) -> Fallible {
        self.kill();
        self.is_full = is_full;
        self.start()
    }

    /// Its disk is full.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// What another version of the app would have written of what was just done: its own schema, and perhaps what this
    /// one knows nothing of.
    pub(crate) fn rewrite(&self, operations: &[OpId], schema: &str) -> Fallible {
        let store = Connection::open(&self.file)?;
        let own = format!("\"app_schema\":{APP_SCHEMA}");
        let sql = "UPDATE own SET text = replace(text, ?1, ?2) WHERE op = ?3 AND stage = 0";
        let mut statement = store.prepare(sql)?;
        for op in operations {
            statement.execute(params![own, schema, op.0.as_bytes()])?;
        }
        Ok(())
    }

    /// Keeps a copy of the store.
    pub(crate) fn keep_copy(&mut self, to: &Path) -> Fallible {
        self.kill();
        fs::copy(&self.file, to)?;
        self.start()
    }

    /// The store is put back to that copy. Gives the operations that only this device had and has no longer.
    pub(crate) fn put_back(&mut self, from: &Path) -> Fallible<Vec<OpId>> {
        let before = self.own()?;
        self.kill();
        fs::copy(from, &self.file)?;
        self.start()?;
        let after = self.own()?;
        Ok(before
            .into_iter()
            .filter(|op| !after.contains(op))
            .collect())
    }

    /// What lies in the store is changed behind the app's back, as a failing disk or somebody with a tool may.
    pub(crate) fn spoil(&mut self, sql: &str) -> Fallible {
        self.kill();
        Connection::open(&self.file)?.execute_batch(sql)?;
        self.start()
    }

    /// Both clocks go on.
    pub(crate) fn pass(&self, time: Millis) {
        let face = &self.clocks.0;
        face.wall.set(face.wall.get() + time.0);
        face.tick.set(face.tick.get() + time.0);
    }

    /// Somebody sets the wall clock.
    pub(crate) fn set_wall(&self, wall: Millis) {
        self.clocks.0.wall.set(wall.0);
    }

    fn engine(&mut self) -> Fallible<&mut Engine> {
        Ok(self.engine.as_mut().ok_or("the app is not running")?)
    }

    /// What the engine says to a command, or why it refuses.
    pub(crate) fn try_run(&mut self, command: Command) -> Fallible<Result<Answer, EngineError>> {
        Ok(self.engine()?.run(command))
    }

    pub(crate) fn run(&mut self, command: Command) -> Fallible<Answer> {
        Ok(self.try_run(command)??)
    }

    /// What it asks of the server next, if anything.
    pub(crate) fn next_request(&mut self) -> Fallible<Option<Outgoing>> {
        let next = self.engine()?.next_request();
        if self.is_full && matches!(next, Err(EngineError::StorageFull)) {
            return Ok(None);
        }
        Ok(next?)
    }

    pub(crate) fn receive(
        &mut self,
        outgoing: &Outgoing,
        answer: Result<SyncAnswer, Failure>,
    ) -> Fallible {
        let taken = self.engine()?.receive(&outgoing.request, answer);
        if self.is_full && taken == Err(EngineError::StorageFull) {
            return Ok(());
        }
        Ok(taken?)
    }

    /// What its wall clock shows.
    pub(crate) fn wall(&self) -> Millis {
        self.clocks.wall()
    }

    /// The items that the person sees.
    pub(crate) fn items(&mut self) -> Fallible<Vec<ItemId>> {
        let query = Query {
            limit: 200,
            ..Query::default()
        };
        match self.run(Command::Search(query))? {
            Answer::Rows(rows) => Ok(rows.rows.into_iter().map(|row| row.id).collect()),
            other => Err(format!("not rows: {other:?}").into()),
        }
    }

    pub(crate) fn item(&mut self, item: ItemId) -> Fallible<Option<ItemView>> {
        match self.run(Command::Open(item))? {
            Answer::Item(item) => Ok(item.map(|item| *item)),
            other => Err(format!("not an item: {other:?}").into()),
        }
    }

    pub(crate) fn outbox(&mut self) -> Fallible<OutboxView> {
        match self.run(Command::Outbox)? {
            Answer::Outbox(outbox) => Ok(outbox),
            other => Err(format!("not an outbox: {other:?}").into()),
        }
    }

    /// What waits on the server for its cause to go, or was taken back as it waited: by item the fields that it sets.
    pub(crate) fn waiting_on(&self) -> Fallible<BTreeMap<ItemId, BTreeSet<Field>>> {
        let sql = "SELECT text, stage IN (2, 4) FROM own ORDER BY ordinal";
        let mut statement = self.store()?.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        let mut known: BTreeMap<OpId, BTreeSet<Field>> = BTreeMap::new();
        let mut waiting: BTreeMap<ItemId, BTreeSet<Field>> = BTreeMap::new();
        for row in rows {
            let (text, waits): (_, bool) = row?;
            let operation: Operation = serde_json::from_str(&text)?;
            let fields: BTreeSet<Field> = match &operation.change {
                Change::Create { fields } => fields.keys().cloned().collect(),
                Change::Set(assigns) => assigns.iter().map(|one| one.field.clone()).collect(),
                Change::Settle { field, .. } => [field.clone()].into(),
                Change::Withdraw { op } => known.get(op).cloned().unwrap_or_default(),
            };
            known.insert(operation.op_id, fields.clone());
            if waits && *operation.record.collection() == Collection::Item {
                let item = ItemId::from(operation.record.id());
                waiting.entry(item).or_default().extend(fields);
            }
        }
        Ok(waiting)
    }

    /// The items of which it says with what waits on the server that they are one, or are not.
    pub(crate) fn pairs_waiting(&self) -> Fallible<BTreeSet<ItemId>> {
        let sql = "SELECT DISTINCT item.id FROM own JOIN alias ON alias.key = own.record
            JOIN record AS item ON item.key IN (alias.one, alias.other) WHERE own.stage IN (2, 4)";
        Ok(self.ids(sql, ItemId)?.into_iter().collect())
    }

    pub(crate) fn sync_view(&mut self) -> Fallible<SyncView> {
        match self.run(Command::Session)? {
            Answer::Session(session) => Ok(session.sync),
            other => Err(format!("not a session: {other:?}").into()),
        }
    }

    /// Does something; whether it was done, or refused.
    pub(crate) fn does(&mut self, command: Command) -> Fallible<bool> {
        match self.try_run(command)? {
            Ok(_) => Ok(true),
            Err(EngineError::StorageFull) if self.is_full => Ok(false),
            Err(error) => refused(error).map(|()| false),
        }
    }

    /// What was done, or that the engine refused it.
    pub(crate) fn done(&mut self, command: Command) -> Fallible<Option<DoneView>> {
        match self.try_run(command)? {
            Ok(Answer::Done(done)) => Ok(Some(done)),
            Ok(other) => Err(format!("not done: {other:?}").into()),
            Err(error) => refused(error).map(|()| None),
        }
    }

    /// The operations that its store holds as its own, sent or not.
    pub(crate) fn own(&self) -> Fallible<Vec<OpId>> {
        self.ids("SELECT op FROM own ORDER BY ordinal", OpId)
    }

    /// The items that the person sees, as the store lists them.
    pub(crate) fn listed(&self) -> Fallible<Vec<ItemId>> {
        self.ids("SELECT id FROM item ORDER BY id", ItemId)
    }

    /// The items on which a conflict is open.
    pub(crate) fn in_conflict(&self) -> Fallible<Vec<ItemId>> {
        self.ids("SELECT id FROM item WHERE in_conflict ORDER BY id", ItemId)
    }

    /// The scopes of which it has records, those aside that are frozen until something's outcome is known.
    pub(crate) fn carries(&self) -> Fallible<BTreeSet<String>> {
        let sql = "SELECT DISTINCT scope FROM record WHERE body IS NOT NULL AND NOT frozen";
        let mut statement = self.store()?.prepare_cached(sql)?;
        let scopes = statement.query_map([], |row| row.get(0))?;
        Ok(scopes.collect::<Result<_, _>>()?)
    }

    /// What was done on it.
    pub(crate) fn actions(&self) -> Fallible<BTreeSet<ActionId>> {
        let all = self.ids("SELECT DISTINCT action FROM own", ActionId)?;
        Ok(all.into_iter().collect())
    }

    /// Of each line of the history of an item that is not frozen the item, the `rev` and the operation.
    pub(crate) fn histories(&self) -> Fallible<Vec<([u8; 16], i64, OpId)>> {
        let sql = "SELECT id, history.rev, line ->> '$.o' FROM history
            JOIN record ON key = record WHERE collection = 'item' AND NOT frozen ORDER BY key, history.rev";
        let mut statement = self.store()?.prepare_cached(sql)?;
        let lines = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        lines
            .map(|line| {
                let (item, rev, op): (_, _, String) = line?;
                Ok((item, rev, op.parse()?))
            })
            .collect()
    }

    fn ids<I>(&self, sql: &str, id: impl Fn(Uuid) -> I) -> Fallible<Vec<I>> {
        let mut statement = self.store()?.prepare_cached(sql)?;
        let ids = statement.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        ids.map(|bytes| Ok(id(Uuid::from_bytes(bytes?)))).collect()
    }
}

/// Takes a refusal for one, and nothing else.
fn refused(error: EngineError) -> Fallible {
    match error {
        EngineError::Corrupt(_) | EngineError::StorageRefused(_) | EngineError::StorageFull => {
            Err(error.into())
        }
        _ => Ok(()),
    }
}
