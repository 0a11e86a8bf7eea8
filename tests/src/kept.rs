//! A SQLite store as text, to be kept for ever as a release left it.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// What makes a store anew: its tables, all that is in them, and the number of its schema.
///
/// The tables of which a virtual one is made come with their bytes, so that it is as it was.
///
/// # Errors
/// If the store cannot be read.
pub fn dump(store: &Path) -> Result<String> {
    let store = Connection::open(store)?;
    let made =
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
        ORDER BY type <> 'table', rowid";
    let made = rows(&store, made, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let virtual_ones: Vec<&String> = made
        .iter()
        .filter(|(_, sql): &&(String, String)| sql.starts_with("CREATE VIRTUAL"))
        .map(|(name, _)| name)
        .collect();
    let lies_under = |name: &str| {
        let mut above = virtual_ones.iter();
        above.any(|above| {
            name.strip_prefix(above.as_str())
                .is_some_and(|rest| rest.starts_with('_'))
        })
    };
    let mut text = String::new();
    for (name, sql) in &made {
        if !lies_under(name) {
            let _ = writeln!(text, "{sql};");
        }
    }
    for (name, sql) in &made {
        if !sql.starts_with("CREATE TABLE") {
            continue;
        }
        if lies_under(name) {
            let _ = writeln!(text, "DELETE FROM {name};");
        }
        let written = rows(&store, &format!("SELECT * FROM {name}"), |row| {
            let columns = row.as_ref().column_count();
            let values = (0..columns).map(|column| Ok(literal(row.get_ref(column)?)));
            Ok(values.collect::<Result<Vec<_>>>()?.join(", "))
        })?;
        if !written.is_empty() {
            let written = written.join("),\n(");
            let _ = writeln!(text, "INSERT INTO {name} VALUES\n({written});");
        }
    }
    let schema: i64 = store.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let _ = writeln!(text, "PRAGMA user_version = {schema};");
    Ok(text)
}

fn rows<T>(
    store: &Connection,
    sql: &str,
    read: impl FnMut(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    store.prepare(sql)?.query_map([], read)?.collect()
}

fn literal(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:e}"),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text).replace('\'', "''");
            format!("'{text}'")
        }
        ValueRef::Blob(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("x'{digits}'")
        }
    }
}
