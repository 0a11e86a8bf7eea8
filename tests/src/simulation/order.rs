//! What was seen comes to the same in whatever order the devices connect.
//!
//! Left out is what the order decides by the rules: what waited for its cause, and whatever else its installation did,
//! which counts from no earlier; which of two settled first; and what a clock that is not to be believed dates. Stores that go back or are copied take other installations by that order, and
//! so know other things of each other, and roles that end decide what waits: there are neither in these runs.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::broken;
use super::world::World;
use crate::small_world::Fallible;

const ORDER: &str = "what was seen comes to the same in whatever order devices connect";
/// In one of so many seeds the end is lived through twice.
const TWINS: u64 = 6;

/// Whether the end of a seed is lived through in either order.
pub(super) fn ends_twice(seed: u64) -> bool {
    seed % TWINS == 1
}

/// An item's field, and what it holds since when.
type Seen = BTreeMap<(String, String), (String, i64)>;

impl World {
    /// This world, and one in which all connected the other way round.
    pub(super) fn judge_order(&self, other: &Self) -> Fallible {
        let (one, other) = (self.server.reader()?, other.server.reader()?);
        let mut left_out = undecided(one)?;
        left_out.extend(undecided(other)?);
        let seen = |reader| {
            let mut seen = seen(reader)?;
            seen.retain(|(item, _), _| !left_out.contains(item));
            Ok::<_, Box<dyn std::error::Error>>(seen)
        };
        let (one, other) = (seen(one)?, seen(other)?);
        let differs = |key: &&(String, String)| one.get(*key) != other.get(*key);
        match one.keys().chain(other.keys()).find(differs) {
            None => Ok(()),
            Some(key) => {
                let (is, was) = (one.get(key), other.get(key));
                broken(
                    ORDER,
                    format_args!("{key:?}: {is:?}, and the other way round {was:?}"),
                )
            }
        }
    }
}

/// Items of which the order decides something.
fn undecided(reader: &Connection) -> Fallible<BTreeSet<String>> {
    let mut statement = reader.prepare_cached(
        "SELECT DISTINCT text ->> '$.record[1]' FROM operation
        WHERE uncertain OR text ->> '$.change.settle' IS NOT NULL OR installation IN (
            SELECT installation FROM operation WHERE was_parked OR rev IS NULL)",
    )?;
    let items = statement.query_map([], |row| row.get(0))?;
    Ok(items.collect::<Result<_, _>>()?)
}

fn seen(reader: &Connection) -> Fallible<Seen> {
    let mut statement = reader.prepare_cached(
        "SELECT body ->> '$.key[1]', field.key, field.value -> '$[0]',
            body ->> ('$.stamps[' || (field.value ->> '$[1]') || '].at')
        FROM record, json_each(body, '$.fields') AS field
        WHERE collection = 'item' AND field.key IN ('place', 'state', 'last_seen')",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
