//! What a device's store holds, loaded through plain rusqlite: the same tables, indexes and full text, row by row.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::super::timed;
use super::Result;

/// Full text keeps no words, only where each stands: this gives them back.
const WORDS: &str = "
    CREATE VIRTUAL TABLE temp.standing USING fts5vocab('main', 'text_index', 'instance');
    SELECT doc, group_concat(term, ' ') FILTER (WHERE col = 'words'),
        group_concat(term, ' ') FILTER (WHERE col = 'tags')
    FROM temp.standing GROUP BY doc";
const FULL_TEXT: &str = "INSERT INTO text_index (rowid, words, tags) VALUES (?1, ?2, ?3)";

/// One table's rows, and the statement that inserts one.
struct Load {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// How long it takes to load what a store holds into a new one, all in one transaction.
pub(super) fn load(store: &Path, into: &Path) -> Result<Duration> {
    let held = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let schema = read(
        &held,
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'text\\_index\\_%' ESCAPE '\\' \
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'index'",
    )?;
    let tables = read(
        &held,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'text\\_index%' ESCAPE '\\' \
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let mut loads = Vec::new();
    for table in tables.into_iter().flatten() {
        let Value::Text(table) = table else {
            return Err("a table has no name".into());
        };
        let rows = read(&held, &format!("SELECT * FROM {table}"))?;
        let Some(first) = rows.first() else {
            continue;
        };
        let places = vec!["?"; first.len()].join(", ");
        let insert = format!("INSERT INTO {table} VALUES ({places})");
        loads.push(Load { insert, rows });
    }
    let (make, words) = WORDS.split_once(';').ok_or("two statements")?;
    held.execute_batch(make)?;
    loads.push(Load {
        insert: FULL_TEXT.to_owned(),
        rows: read(&held, words)?,
    });

    let bare = Connection::open(into)?;
    bare.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    bare.pragma_update(None, "synchronous", "full")?;
    for statement in schema.into_iter().flatten() {
        if let Value::Text(statement) = statement {
            bare.execute_batch(&statement)?;
        }
    }
    let (took, loaded) = timed(|| {
        bare.execute_batch("BEGIN IMMEDIATE")?;
        for Load { insert, rows } in loads {
            let mut insert = bare.prepare(&insert)?;
            for row in rows {
                insert.execute(params_from_iter(row))?;
            }
        }
        bare.execute_batch("COMMIT")
    });
    loaded?;
    Ok(took)
}

fn read(from: &Connection, query: &str) -> Result<Vec<Vec<Value>>> {
    let mut query = from.prepare(query)?;
    let columns = query.column_count();
    let rows = query.query_map([], |row| {
        (0..columns).map(|column| row.get(column)).collect()
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
