//! What must hold once everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use mobile_core::api::{Delivery, ItemView};
use server::audit::verify;
use shared::id::{ItemId, OpId};
use shared::model::field;
use shared::record::Field;
use uuid::Uuid;

use super::broken;
use super::given::scopes_of;
use super::morning::{BEGIN, NEWCOMER, SERVER, device_file, fresh_file};
use super::world::{Hand, World};
use crate::small_world::{Device, Fallible};

/// In one of so many seeds whoever connects only at the end has nothing before.
const FRESH: u64 = 4;

const NOTHING_LOST: &str = "nothing that was made is lost";
const ONCE: &str = "each operation is applied exactly once";
const DRAINED: &str = "queues drain by themselves once faults stop";
const EQUAL: &str = "all replicas and the server are equal at rest";
const FEED: &str = "a snapshot and the feed after it are the full feed";
const OUTCOMES: &str = "each local action ends in exactly one visible outcome";
const HISTORIES: &str = "a device's history is the server's";
const SCOPES: &str = "nobody carries anything outside of their scopes";
/// Actions that a device lists of what it sent.
const MOST_SENT: usize = 50;
const NUMBERS: &str = "no number is given twice";
const CHAIN: &str = "the audit chain verifies";

impl World {
    /// Everything that must hold at rest.
    pub(super) async fn judge(&mut self) -> Fallible {
        let (stored, doubled) = self.stored()?;
        if let Some(op) = doubled.first() {
            return broken(ONCE, format_args!("{op} was taken twice"));
        }
        for (number, hand) in &mut self.hands {
            let view = hand.device.sync_view()?;
            if view.pending > 0 {
                let waits = format_args!("device {number} keeps {} to send", view.pending);
                return broken(DRAINED, waits);
            }
            for op in hand.device.own()? {
                self.made.insert(op);
                // What comes back with a copied store is there again.
                self.gone.remove(&op);
            }
        }
        let missing = |op: &&OpId| !self.gone.contains(op) && !stored.contains(op);
        if let Some(op) = self.made.iter().find(missing) {
            return broken(NOTHING_LOST, format_args!("{op} was made and is nowhere"));
        }
        if let Err(error) = verify(self.server.store()?).await {
            return broken(CHAIN, error);
        }
        self.judge_feed()?;
        self.judge_numbers()?;
        self.compare().await?;
        self.judge_outcomes()?;
        self.judge_histories()?;
        self.judge_items()
    }

    /// In which scope each item lies.
    fn scopes(&self) -> Fallible<BTreeMap<ItemId, String>> {
        let sql = "SELECT id, scope FROM record WHERE collection = 'item'";
        let mut statement = self.server.reader()?.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let id = ItemId(Uuid::from_bytes(row.get(0)?));
            Ok((id, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What somebody reads by the first number of a scope on comes to what a snapshot says, and each number says one
    /// thing once.
    fn judge_feed(&self) -> Fallible {
        let reader = self.server.reader()?;
        let found = |sql| {
            let mut statement = reader.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let row = rows.next()?;
            row.map(|row| row.get::<_, String>(0)).transpose()
        };
        let twice = found(
            "SELECT hex(op_id) FROM feed JOIN operation ON number = feed.operation
            WHERE left_rev IS NULL GROUP BY feed.scope, number HAVING count(*) > 1",
        )?;
        if let Some(op) = twice {
            return broken(ONCE, format_args!("the feed says {op} twice"));
        }
        let other = found(
            "SELECT hex(r.id) FROM record AS r WHERE r.collection = 'item' AND r.body IS NOT (
                SELECT f.body FROM feed AS f JOIN operation AS o ON o.number = f.operation
                WHERE f.scope = r.scope AND o.record = r.id AND o.collection = r.collection
                ORDER BY f.seq DESC LIMIT 1)",
        )?;
        match other {
            Some(item) => broken(FEED, format_args!("of {item} the feed says something else")),
            None => Ok(()),
        }
    }

    /// No two things bear one number, as long as it is said how things are numbered: else nothing can stand for what two
    /// copies of one store gave twice.
    fn judge_numbers(&self) -> Fallible {
        let patterns = "SELECT count(*) FROM record WHERE collection = 'item_type'
            AND body ->> '$.fields.number_pattern[0]' IS NOT NULL";
        let mut statement = self.server.reader()?.prepare_cached(patterns)?;
        if statement.query_row([], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(());
        }
        let sql =
            "SELECT body ->> '$.fields.inventory_number[0]' AS number, group_concat(hex(id), ' ')
            FROM record WHERE collection = 'item' AND number IS NOT NULL
            GROUP BY number HAVING count(*) > 1";
        let mut statement = self.server.reader()?.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        match rows.next()? {
            Some(row) => {
                let (number, items): (String, String) = (row.get(0)?, row.get(1)?);
                broken(NUMBERS, format_args!("{items} bear {number}"))
            }
            None => Ok(()),
        }
    }

    /// What each device tells of what was done on it: every action once.
    fn judge_outcomes(&mut self) -> Fallible {
        for (number, hand) in &mut self.hands {
            let outbox = hand.device.outbox()?;
            let mut told = BTreeSet::new();
            let listed = outbox
                .to_send
                .iter()
                .chain(&outbox.parked)
                .chain(&outbox.sent);
            for action in listed {
                if !told.insert(action.action) {
                    let twice = format_args!("device {number} tells of {} twice", action.action);
                    return broken(OUTCOMES, twice);
                }
                if action.delivery == Delivery::Pending {
                    let unsent = format_args!("device {number}: {} is unsent", action.action);
                    return broken(OUTCOMES, unsent);
                }
            }
            let done = hand.device.actions()?;
            if outbox.sent.len() < MOST_SENT
                && let Some(action) = done.symmetric_difference(&told).next()
            {
                let untold = format_args!("device {number}: {action} is done, or told, alone");
                return broken(OUTCOMES, untold);
            }
        }
        Ok(())
    }

    /// The lines of history that a device has are those of the server, each at its place.
    fn judge_histories(&self) -> Fallible {
        let sql = "SELECT record, rev, op_id FROM operation WHERE collection = 'item' AND rev > 0";
        let mut statement = self.server.reader()?.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
        let all: BTreeMap<([u8; 16], i64), [u8; 16]> = rows.collect::<Result<_, _>>()?;
        for (number, hand) in &self.hands {
            let mut last = None;
            for (record, rev, op) in hand.device.histories()? {
                let item = ItemId(Uuid::from_bytes(record));
                let follows = last.is_none_or(|(of, before)| of != record || rev == before + 1);
                last = Some((record, rev));
                if !follows || all.get(&(record, rev)) != Some(op.0.as_bytes()) {
                    let differs = format_args!("device {number}: {item} at {rev}: {op}");
                    return broken(HISTORIES, differs);
                }
            }
        }
        Ok(())
    }

    /// The operations that the server holds, and those that it holds twice.
    fn stored(&self) -> Fallible<(BTreeSet<OpId>, Vec<OpId>)> {
        let mut statement = self
            .server
            .reader()?
            .prepare_cached("SELECT json_extract(text, '$.op_id') FROM operation")?;
        let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
        let (mut stored, mut doubled) = (BTreeSet::new(), Vec::new());
        for text in texts {
            let op = OpId(Uuid::parse_str(&text?)?);
            if !stored.insert(op) {
                doubled.push(op);
            }
        }
        Ok((stored, doubled))
    }

    /// Every device shows the same, and so does one that was never there before.
    async fn compare(&mut self) -> Fallible {
        let chance = super::chance::Dice::of(self.seed, self.steps, SERVER - 1);
        // It has the feed alone, or a snapshot alone.
        let file = match self.seed % FRESH {
            0 => fresh_file(self.folder.path()),
            _ => device_file(self.folder.path(), NEWCOMER),
        };
        let device = Device::new(file, BEGIN, chance.into_source())?;
        device.set_wall(self.server.now());
        self.hands.insert(NEWCOMER, Hand::of(device, NEWCOMER));
        self.exchange_all(NEWCOMER).await?;
        let all = content(self.device(NEWCOMER)?)?;
        let scopes = self.scopes()?;
        for (number, hand) in &mut self.hands {
            let device = &mut hand.device;
            let found = content(device)?;
            let person = self.morning.people.get(&hand.person).ok_or("nobody")?;
            let reads = scopes_of(self.server.reader()?, *person)?;
            let is_read = |item: &ItemId| {
                let scope = scopes.get(item);
                scope.is_some_and(|scope| reads.contains(scope))
            };
            let mut expected = all.clone();
            expected.retain(|item, _| is_read(item));
            let carried = device.carries()?;
            if let Some(scope) = carried.difference(&reads).next() {
                return broken(SCOPES, format_args!("device {number} carries {scope}"));
            }
            let waits = device.waiting_on()?;
            let pairs = device.pairs_waiting()?;
            let ids: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
            for id in ids {
                let is_paired = |content: &Content| {
                    let merged = content.get(id).into_iter().flat_map(|item| &item.merged);
                    merged.map(|one| one.id).any(|one| pairs.contains(&one))
                };
                // Whoever said so sees two as one before the server has taken that in.
                if pairs.contains(id) || is_paired(&found) || is_paired(&expected) {
                    continue;
                }
                let waiting = waits.get(id);
                let sees = |content: &Content| {
                    let seen = content.get(id)?.clone();
                    Some(apart_from(seen, waiting))
                };
                let (one, other) = (sees(&found), sees(&expected));
                // With what waits for its cause to go it may be there or gone, where that was done and nowhere else.
                let is_in_both = one.is_some() && other.is_some();
                if one != other && (waiting.is_none() || is_in_both) {
                    let differs = format_args!(
                        "device {number} shows {id} as\n{one:?}\nand a new one\n{other:?}"
                    );
                    return broken(EQUAL, differs);
                }
            }
        }
        Ok(())
    }
}

/// What a person sees of each item.
type Content = BTreeMap<ItemId, ItemView>;

/// What a person sees of every item, but for what depends on who looks and on which lines of history a device has.
fn content(device: &mut Device) -> Fallible<Content> {
    let mut seen = Content::new();
    for id in device.items()? {
        let Some(mut item) = device.item(id)? else {
            return Err(format!("{id} is listed and cannot be opened").into());
        };
        item.may_edit = false;
        item.may_retire = false;
        item.may_merge = false;
        item.history = Vec::new();
        for conflict in &mut item.conflicts {
            conflict.may_settle = false;
            conflict.kept.own = false;
            conflict.other.own = false;
        }
        seen.insert(id, item);
    }
    Ok(seen)
}

/// An item without the fields that something sets which waits, and without what follows from those.
fn apart_from(mut item: ItemView, waiting: Option<&BTreeSet<Field>>) -> ItemView {
    let Some(fields) = waiting else {
        return item;
    };
    for field in fields {
        match field.as_str() {
            field::PLACE => item.row.place = None,
            field::STATE => item.row.state = None,
            // What has no name is called by its model.
            field::NAME | field::MODEL => item.row.title.clear(),
            _ => {}
        }
    }
    item.facts.retain(|fact| !fields.contains(&fact.field));
    item.conflicts
        .retain(|open| !fields.contains(&open.fact.field));
    item.bases
        .retain(|field, _| !fields.contains(field) && field.as_str() != field::LAST_SEEN);
    item.row.in_conflict = false;
    item.row.seen_at = None;
    item.last_seen = None;
    item.contradiction = false;
    item.revived = false;
    item.creation_undone = false;
    item
}
