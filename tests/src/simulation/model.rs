//! The rules said once more, as plainly as possible and apart from `shared::merge`: what an item comes to by the list of
//! what was done to it, in the order in which it arrived.
//!
//! The fold itself is only asked whether what is stored is what it makes of the list.
//!
//! It is slow, remembers nothing between two operations, and looks at the whole list for each question. Where it and the
//! fold do not agree, one of them is wrong.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::{Value, json};
use shared::id::{InstallationId, ItemId, OpId};
use shared::merge::{Accepted, Fold};
use shared::operation::{Change, Intent, Operation, Outcome};
use shared::record::Record;
use shared::time::Millis;
use uuid::Uuid;

use super::broken;
use super::world::World;
use crate::small_world::Fallible;

const FOLD: &str = "a record is the fold of its operations";
const MODEL: &str = "an item is what the rules make of all that was done to it";

/// Fields of which the latest sighting counts; of all others the first decision stays.
const SIGHTINGS: [&str; 3] = ["place", "state", "last_seen"];

/// One operation that was taken, as the server lists it.
struct Done {
    operation: Operation,
    installation: InstallationId,
    /// When it counts from.
    at: i64,
    /// That is a guess.
    uncertain: bool,
    /// The how manieth it is on the item.
    rev: u64,
    outcome: Outcome,
}

/// What a field is set to.
struct Set<'a> {
    by: &'a Done,
    base: Option<OpId>,
    value: &'a Value,
    settles: bool,
}

/// What an item comes to.
#[derive(Debug, PartialEq)]
struct Item {
    is_gone: bool,
    fields: BTreeMap<String, Value>,
}

impl World {
    /// Every item of the server is the fold of what was done to it, and what the model says.
    pub(super) fn judge_items(&self) -> Fallible {
        let reader = self.server.reader()?;
        let mut bodies = reader
            .prepare_cached("SELECT id, body FROM record WHERE collection = 'item' ORDER BY id")?;
        let mut rows = bodies.query([])?;
        while let Some(row) = rows.next()? {
            let (id, body): ([u8; 16], String) = (row.get(0)?, row.get(1)?);
            let item = ItemId(Uuid::from_bytes(id));
            let done = done_to(reader, id)?;
            let record: Record = serde_json::from_str(&body)?;
            let folded = folded(&record, &done);
            if folded.as_ref() != Some(&record) {
                return broken(
                    FOLD,
                    format_args!("{item} is {record:?}\nand not {folded:?}"),
                );
            }
            let (found, expected) = (found(&serde_json::from_str(&body)?), expected(&done));
            if found != expected {
                return broken(
                    MODEL,
                    format_args!("{item}{}", difference(&found, &expected)),
                );
            }
        }
        Ok(())
    }
}

/// The fold of what was done.
fn folded(record: &Record, done: &[Done]) -> Option<Record> {
    let accepted = done.iter().map(|one| Accepted {
        operation: one.operation.clone(),
        installation: one.installation,
        at: Millis(one.at),
        uncertain: one.uncertain,
    });
    let mut fold = Fold::replay(record.key.clone(), accepted);
    fold.lie_in(record.scope);
    fold.into_record()
}

/// What the server has.
fn found(body: &Value) -> Item {
    let fields = body["fields"].as_object();
    Item {
        is_gone: body["life"] == json!("undone"),
        fields: fields
            .into_iter()
            .flatten()
            .map(|(field, state)| (field.clone(), state[0].clone()))
            .collect(),
    }
}

/// In what two differ.
fn difference(found: &Item, expected: &Item) -> String {
    let names = found.fields.keys().chain(expected.fields.keys());
    let mut told = BTreeMap::new();
    for name in names {
        let (is, should) = (found.fields.get(name), expected.fields.get(name));
        if is != should {
            told.insert(name, format!("is {is:?} and not {should:?}"));
        }
    }
    format!(
        " is gone: {}, {}; {told:?}",
        found.is_gone, expected.is_gone
    )
}

fn done_to(reader: &Connection, item: [u8; 16]) -> Fallible<Vec<Done>> {
    let mut statement = reader.prepare_cached(
        "SELECT text, installation, at, rev, outcome, uncertain FROM operation
        WHERE collection = 'item' AND record = ?1 AND rev IS NOT NULL ORDER BY rev",
    )?;
    let rows = statement.query_map([item], |row| {
        let text: String = row.get(0)?;
        let outcome: String = row.get(4)?;
        let installation = InstallationId(Uuid::from_bytes(row.get(1)?));
        Ok((
            text,
            installation,
            row.get(2)?,
            row.get::<_, i64>(3)?,
            outcome,
            row.get(5)?,
        ))
    })?;
    rows.map(|row| {
        let (text, installation, at, rev, outcome, uncertain) = row?;
        Ok(Done {
            operation: serde_json::from_str(&text)?,
            installation,
            at,
            uncertain,
            rev: u64::try_from(rev)?,
            outcome: serde_json::from_str(&outcome)?,
        })
    })
    .collect()
}

/// What comes of it.
fn expected(done: &[Done]) -> Item {
    let gone = gone(done);
    let mut fields = BTreeMap::new();
    let mut names = BTreeSet::new();
    for one in done {
        names.extend(sets(one).into_iter().map(|(field, _)| field));
    }
    let mut state = None;
    for name in names {
        let sets: Vec<Set<'_>> = done
            .iter()
            .flat_map(|one| sets(one).into_iter())
            .filter(|(field, _)| *field == name)
            .map(|(_, set)| set)
            .collect();
        let is_state = name == "state";
        let value = match SIGHTINGS.contains(&name.as_str()) {
            true => {
                let latest = latest(done, &sets, &gone, is_state);
                if is_state {
                    state = latest.map(|set| (set.by.at, set.by.operation.op_id));
                }
                latest.map(|set| set.value)
            }
            false => first_decided(done, &sets, &gone),
        };
        if let Some(value) = value {
            fields.insert(name, value.clone());
        }
    }
    let mut item = Item {
        is_gone: false,
        fields,
    };
    undo_creation(&mut item, done, &gone, state);
    item
}

/// What an operation sets, unless it came too late to settle anything.
fn sets(done: &Done) -> Vec<(String, Set<'_>)> {
    let set = |base, value, settles| Set {
        by: done,
        base,
        value,
        settles,
    };
    match &done.operation.change {
        Change::Create { fields } => fields
            .iter()
            .map(|(field, value)| (field.to_string(), set(None, value, false)))
            .collect(),
        Change::Set(assigns) => assigns
            .iter()
            .map(|one| (one.field.to_string(), set(one.base, &one.value, false)))
            .collect(),
        Change::Settle { field, value, .. } if !is_late(done) => {
            vec![(field.to_string(), set(None, value, true))]
        }
        Change::Settle { .. } | Change::Withdraw { .. } => Vec::new(),
    }
}

fn is_late(done: &Done) -> bool {
    matches!(done.outcome, Outcome::Superseded { .. })
}

/// The operations that were taken back and not done again.
fn gone(done: &[Done]) -> BTreeSet<OpId> {
    gone_at(done, u64::MAX)
}

/// The same as of a number. What was taken back already is not taken back twice.
fn gone_at(done: &[Done], rev: u64) -> BTreeSet<OpId> {
    let mut withdrawals: Vec<(OpId, OpId)> = Vec::new();
    for one in done.iter().filter(|one| one.rev <= rev) {
        if let Change::Withdraw { op } = one.operation.change
            && !is_gone(op, &withdrawals)
        {
            withdrawals.push((one.operation.op_id, op));
        }
    }
    let all = done.iter().map(|one| one.operation.op_id);
    all.filter(|op| is_gone(*op, &withdrawals)).collect()
}

/// Whether something takes it back that was not itself taken back.
fn is_gone(op: OpId, withdrawals: &[(OpId, OpId)]) -> bool {
    withdrawals
        .iter()
        .any(|(by, taken)| *taken == op && !is_gone(*by, withdrawals))
}

/// Of what was seen the latest counts. A retirement does not where somebody went on working who did not know of it.
fn latest<'a, 'b>(
    done: &[Done],
    sets: &'b [Set<'a>],
    gone: &BTreeSet<OpId>,
    is_state: bool,
) -> Option<&'b Set<'a>> {
    sets.iter()
        .filter(|set| is_creation(set.by) || !gone.contains(&set.by.operation.op_id))
        .filter(|set| {
            let is_retirement = is_state && set.value["state"] == json!("retired");
            !is_retirement || !done.iter().any(|work| revives(work, set.by, gone))
        })
        .max_by_key(|set| (set.by.at, set.by.operation.op_id))
}

fn is_creation(done: &Done) -> bool {
    matches!(done.operation.change, Change::Create { .. })
}

/// Whether somebody went on working with what another had retired, and neither knew of the other.
fn revives(work: &Done, retirement: &Done, gone: &BTreeSet<OpId>) -> bool {
    let Change::Set(assigns) = &work.operation.change else {
        return false;
    };
    let works = matches!(
        work.operation.intent,
        Intent::Edited | Intent::Moved | Intent::Received | Intent::Imported
    );
    let on_more = assigns
        .iter()
        .any(|assign| !["state", "last_seen"].contains(&assign.field.as_str()));
    let knew = match work.rev > retirement.rev {
        true => work.operation.seen >= retirement.rev,
        false => retirement.operation.seen >= work.rev,
    };
    works
        && on_more
        && !knew
        && work.installation != retirement.installation
        && !gone.contains(&work.operation.op_id)
}

/// Of what was decided the first to arrive stays, unless the next one knew of it or says the same.
fn first_decided<'a>(done: &[Done], sets: &[Set<'a>], gone: &BTreeSet<OpId>) -> Option<&'a Value> {
    let value_of = |op: Option<OpId>| {
        let set = sets.iter().find(|set| Some(set.by.operation.op_id) == op);
        set.map_or(&Value::Null, |set| set.value)
    };
    let is_out = |set: &Set<'_>| !is_creation(set.by) && gone.contains(&set.by.operation.op_id);
    let mut counted: Vec<&Set<'a>> = Vec::new();
    for set in sets.iter().filter(|set| !is_out(set)) {
        // One that was taken back reads as what it was based on.
        let mut base = set.base;
        while let Some(out) = sets
            .iter()
            .find(|one| Some(one.by.operation.op_id) == base && is_out(one))
        {
            base = out.base;
        }
        let stands_on = |current: Option<&&Set<'a>>| {
            current.is_none_or(|current| {
                base == Some(current.by.operation.op_id) || value_of(base) == current.value
            })
        };
        // What was taken back as this one came, and done again only later, was not in its way.
        let gone_then = gone_at(done, set.by.rev);
        let then = counted
            .iter()
            .rev()
            .find(|one| !gone_then.contains(&one.by.operation.op_id));
        let op = |set: Option<&&Set<'a>>| set.map(|set| set.by.operation.op_id);
        let was_other = op(then) != op(counted.last());
        if set.settles || stands_on(counted.last()) || (was_other && stands_on(then)) {
            counted.push(set);
        }
    }
    counted.last().map(|set| set.value)
}

/// Whoever takes the creation back takes the item away; what others worked with is retired instead, until somebody says
/// what it is: `said`, when and by which operation that was said last.
fn undo_creation(item: &mut Item, done: &[Done], gone: &BTreeSet<OpId>, said: Option<(i64, OpId)>) {
    let Some(creation) = done.first().filter(|first| is_creation(first)) else {
        return;
    };
    if !gone.contains(&creation.operation.op_id) {
        return;
    }
    let is_touched = done.iter().any(|one| {
        one.operation.actor != creation.operation.actor
            && !matches!(one.operation.intent, Intent::LookedUp | Intent::Followed)
            && match one.operation.change {
                Change::Set(_) => true,
                Change::Settle { .. } => !is_late(one),
                Change::Create { .. } | Change::Withdraw { .. } => false,
            }
    });
    if !is_touched {
        item.is_gone = true;
        return;
    }
    let undo = done.iter().rev().find(|one| {
        !is_late(one)
            && matches!(one.operation.change, Change::Withdraw { op } if op == creation.operation.op_id)
    });
    let Some(undo) = undo else { return };
    if said.is_none_or(|said| said <= (undo.at, undo.operation.op_id)) {
        item.fields
            .insert("state".to_owned(), json!({"state": "retired"}));
    }
}
