//! The tables, how they come to be, and what they promise.
//!
//! - `device`: the organisation whose data this is, the server's epoch, the last exchange. One row.
//! - `session`: who is signed in. `locked`: nobody reads until a PIN is said.
//! - `installation`: for each person who ever signed in here the id under which they push, and the number of their
//!   next operation, so that each has an outbox without gaps. `enrolled`: they have a credential here; `token` is that
//!   of a native device, a browser has a cookie.
//! - `number_block`: counters of inventory numbers that the server reserved for an installation, from `first` to `last`;
//!   those before `next` have been given. Nothing travels of it. Where `installation` is no longer the person's, a copy has
//!   them too. `installation.provisional` counts the provisional ones.
//! - `pin`: for each person who set one what guards the way to them, and how often it was tried wrongly. It is salted and
//!   slow to try, and keeps colleagues apart; it encrypts nothing.
//! - `departure`: credentials to be ended on the server when it can be reached. No token: a browser's cookie.
//! - `hidden_scope`, `hidden_record`, `hidden_history`: scopes that others enrolled here read and who is signed in does
//!   not, as they were in `scope`, `record` and `history`. Only `sitting` reads them.
//! - `preference`: settings of this device that never travel.
//! - `scope`: for each scope how far its feed has been read, or how far its snapshot has come. `mark` names the
//!   snapshot's generation: a record of the scope with an older mark, when the snapshot is whole, is gone. `checked_at`:
//!   when it was last held against the server's, by this device's clock.
//! - `record`: the **base**, as the server last sent it: `body` is the record's own JSON with its stamps interned. No
//!   body: only this device knows the record, or something refers to it that has not come yet. `frozen`: it left the
//!   device's scopes while something of this device waited for its outcome.
//! - `own`: this device's operations in the order in which they were made, in their first bytes (`text`, never written
//!   anew, also not by a migration). `stage`: 0 pending, 1 acknowledged and not yet in the base, 2 parked, 3 in the
//!   base, 4 taken back while it was parked. **View = base + what the signed-in person has in any stage but 3.**
//!   `received_at`: by the server's clock, once it has told. `before`: what the fields held that it set, for undoing
//!   offline. `resend`: the server lost its history, and is to get it again.
//! - `history`: the last lines of each record, by `rev`: of what the server sent that which a person reads.
//! - `item`, `identifier`, `place`, `conflict`, `text_index`: **projections of the view**, made anew from it whenever a
//!   record changes; nothing is in them that is not in the tables above. `identifier` has one seek for any identifier:
//!   rows that share a near form lie together. `text_index` is full text without its content; `tags` are the places
//!   (`p` and the record's key, up to the site), the type (`t…`) and the state (`s…`), so that a filter is one more
//!   word. `item.doc` is a hash of what `text_index` holds of it, 0 for nothing: unchanged, that is not written again.
//! - `alias`, `member`: projections too: what was said of two items, and of those that are shown as one which is which.
//!   Of a group `item` and `text_index` hold one row, under its lowest id; `identifier` holds what each has of its own.
//! - `suspect`: a projection of `identifier`, `alias` and whose text it is: two that may be one thing. `suspect_waiting`:
//!   texts of which that is to be found out anew; empty between two transactions.
//! - `text_waiting`: items of which `text_index` has not yet taken in what changed; `text` tells when it does.
//!
//! Not guaranteed: that what a record refers to is there (it may lie in another scope), and that two records differ
//! in any number (uniqueness never blocks).

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::EngineError;

/// Each migration once, in order; its position plus one is the schema that it leads to.
const MIGRATIONS: &[&str] = &[
    include_str!("sql/migration/0001_tables.sql"),
    include_str!("sql/migration/0002_people.sql"),
    include_str!("sql/migration/0003_shared_device.sql"),
    include_str!("sql/migration/0004_actions.sql"),
    include_str!("sql/migration/0005_places.sql"),
    include_str!("sql/migration/0006_text_waiting.sql"),
    include_str!("sql/migration/0007_checked.sql"),
    include_str!("sql/migration/0008_numbers.sql"),
    include_str!("sql/migration/0009_aliases.sql"),
];

/// Sets the connection up and brings its tables to this build's schema.
///
/// A store that a newer build has written stays as it is.
pub(super) fn open(connection: &Connection) -> Result<(), EngineError> {
    // In the browser's pool of files there is no shared memory, which a write-ahead log needs unless its connection is
    // the only one, as it is there, and says so before it reads anything.
    if cfg!(all(target_family = "wasm", target_os = "unknown")) {
        connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
    }
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found = version(connection)?;
    if found > known {
        return Err(EngineError::NewerSchema { found, known });
    }
    // Else SQLite plans each statement anew whose LIMIT is a bound value, each time that it runs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    // A page of the feed writes some thousand pages of the file: most are not to be written twice in one commit.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    let steps = usize::try_from(found).unwrap_or(0);
    for (schema, migration) in (1_i64..).zip(MIGRATIONS).skip(steps) {
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", schema)?;
        transaction.commit()?;
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, EngineError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_build_that_meets_a_newer_schema_writes_nothing() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE later (x); PRAGMA user_version = 99")
            .unwrap();
        let before = connection.total_changes();
        assert_eq!(
            open(&connection),
            Err(EngineError::NewerSchema {
                found: 99,
                known: i64::try_from(MIGRATIONS.len()).unwrap()
            })
        );
        assert_eq!(connection.total_changes(), before);
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 1);
    }

    #[test]
    fn a_store_of_one_person_becomes_theirs() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                "PRAGMA user_version = 1;
                INSERT INTO installation VALUES (1, x'11', 3, 7, 99);
                INSERT INTO session VALUES (1, x'22', 'Ville', x'33', 'Anne', 'secret');
                INSERT INTO record (key, id, collection) VALUES (1, x'44', 'item');
                INSERT INTO own (op, action, record, installation, seq, stage, scope, observed_at, received_at, before, text)
                VALUES (x'55', x'66', 1, x'11', 2, 1, 'org', 5, 6, '[]',
                    json_object('actor', '01990000-0000-7000-8000-00000000000a'));",
            )
            .unwrap();
        open(&connection).unwrap();
        let told: String = connection
            .query_row(
                "SELECT format('%s %s %d %d | %s %s %s | %s %s %d | %s %s', hex(org), org_name, epoch, last_exchange,
                    hex(session.person), session.person_name, token,
                    hex(installation.person), hex(id), next_seq, hex(actor), coalesce(received_at, '-'))
                FROM device, session, installation, own WHERE installation.enrolled",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(
            told,
            "22 Ville 7 99 | 33 Anne secret | 33 11 3 | 0199000000007000800000000000000A -"
        );
    }

    #[test]
    fn full_text_is_built_in() {
        let connection = Connection::open_in_memory().unwrap();
        open(&connection).unwrap();
        open(&connection).unwrap();
        connection
            .execute(
                "INSERT INTO text_index (rowid, words, tags) VALUES (7, 'imprimante laser', 'p3')",
                [],
            )
            .unwrap();
        let found: i64 = connection
            .query_row(
                "SELECT rowid FROM text_index WHERE text_index MATCH 'words : imp* AND tags : p3'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 7);
    }
}
