//! The tables of the SQLite store, and how an older file becomes a newer one.
//!
//! One file holds one organisation, so no key names it; a store that holds many leads every key with it.
//!
//! - `organisation`: the one row that says whose file this is, and in which epoch its history lives.
//! - `installation`: every store on a device that ever pushed: how far its numbers go, the effective time below which
//!   its next operation does not fall, whether it was found to be a copy, and whose it is (`person`; null for the
//!   machine's own).
//! - `sent`: which bytes an installation sent under which number. A number that comes with other bytes is a fork.
//!   A device that renumbers sends known operations under new numbers: `sent` grows, `operation` does not.
//! - `operation`: everything that ever arrived, in its own bytes, in order of arrival (`number`). The columns from
//!   `collection` on are filled once it is accepted; `rev IS NULL` means parked. `corrected_at IS NULL` means that the
//!   device's clock is not to be believed. `op_id IS NULL` means that the bytes name none, or one that is taken.
//! - `parked`: what a parked operation waits for, and whether that may have come (`due`).
//! - `record`: what the operations of a record come to; always equal to their fold. `owner` is the record that it
//!   belongs to: the person of a membership, the item of an identifier, the type of an item, attribute, sub-state or
//!   category. By it what belongs to a record is found when that moves to another team.
//! - `scope_head`: the newest number of each scope, and its audit chain: `sha256(chain before || hash || seq)`.
//! - `feed`: what each number says. `body` is the record as it was after the operation; a row with `left_rev`
//!   instead says that the record left the scope.
//! - `enrolment_code`, `credential`: hashes only. They are the server's own, never records, never synced. A credential's
//!   `id` names it to people and is drawn apart from it; `replaces` is the one that a code puts out when it is spent;
//!   `given_back`: whoever had it signed out, and nobody put them out.
//! - `number_series`: the first counter of each series of inventory numbers that nobody was given.
//! - `held`: the quarantine: what devices (`credential.id`) delivered after they were put out, in its own bytes. No other
//!   table knows of it before somebody takes it in; `judged_at` says when somebody did, or refused.
//!
//! Tables of small rows are without rowid; those that hold texts are not, because a row of more than a quarter of a page
//! would take another page for itself (tried: 57 MB instead of 30 for the demo).
//!
//! What the schema does not guarantee: that `record` lies in the scope of its owner, and that `feed` still has its
//! oldest numbers. Whoever asks for a number below the oldest takes a snapshot.

use rusqlite::Connection;

use crate::store::StoreError;

/// Each brings a file from the version of its position to the next. Never edited once released.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_road.sql"),
    include_str!("migrations/0002_owner.sql"),
    include_str!("migrations/0003_item_of_type.sql"),
    include_str!("migrations/0004_devices.sql"),
    include_str!("migrations/0005_numbers.sql"),
    include_str!("migrations/0006_held.sql"),
    include_str!("migrations/0007_claim.sql"),
];

/// The schema that this release writes.
pub(super) const NEWEST: u32 = MIGRATIONS.len() as u32;

/// Brings a file up to date, one transaction a step.
///
/// # Errors
/// If it was written by a newer release, or cannot be written.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (step, sql) in (1_u32..).zip(MIGRATIONS).skip(found as usize) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", step)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_older_schema_comes_up_to_date() {
        for version in 0..=MIGRATIONS.len() {
            let mut connection = Connection::open_in_memory().expect("memory");
            for (step, sql) in (1_u32..).zip(MIGRATIONS).take(version) {
                connection.execute_batch(sql).expect("an old schema");
                connection
                    .pragma_update(None, "user_version", step)
                    .expect("its version");
            }
            migrate(&mut connection).expect("the upgrade");
            let tables: u32 = connection
                .query_row("SELECT count(*) FROM scope_head", [], |row| row.get(0))
                .expect("the newest tables");
            assert_eq!(tables, 0);
        }
    }

    #[test]
    fn an_older_file_knows_whose_an_installation_is() {
        let mut connection = Connection::open_in_memory().expect("memory");
        connection.execute_batch(MIGRATIONS[0]).expect("the first");
        connection
            .execute_batch(
                "PRAGMA user_version = 1;
                INSERT INTO installation (id, high_water, floor) VALUES (x'01', 2, 0), (x'02', 1, 0);
                INSERT INTO operation (hash, text, installation, sender, received_at, floor) VALUES
                    (x'', '', x'02', NULL, 0, 0),
                    (x'', '', x'01', x'aa', 0, 0),
                    (x'', '', x'01', x'bb', 0, 0);",
            )
            .expect("what was pushed");
        migrate(&mut connection).expect("the upgrade");
        let owners: String = connection
            .query_row(
                "SELECT group_concat(hex(id) || '=' || hex(person)) FROM installation",
                [],
                |row| row.get(0),
            )
            .expect("owners");
        assert_eq!(owners, "01=AA,02=");
    }

    #[test]
    fn an_older_file_finds_the_items_of_a_type() {
        let mut connection = Connection::open_in_memory().expect("memory");
        for older in &MIGRATIONS[..2] {
            connection.execute_batch(older).expect("the older ones");
        }
        connection
            .execute_batch(
                r#"PRAGMA user_version = 2;
                INSERT INTO record (collection, id, scope, rev, body) VALUES ('item', x'01', 'org', 1,
                    '{"fields": {"type": ["00000000-0000-7000-8000-00000000000a", 0]}}');"#,
            )
            .expect("an item");
        migrate(&mut connection).expect("the upgrade");
        let owner: Vec<u8> = connection
            .query_row("SELECT owner FROM record", [], |row| row.get(0))
            .expect("its owner");
        let expected = uuid::Uuid::from_u128(0x7000_8000_0000_0000_000a);
        assert_eq!(owner, expected.as_bytes());
    }

    #[test]
    fn a_file_of_a_newer_release_is_left_alone() {
        let mut connection = Connection::open_in_memory().expect("memory");
        connection
            .pragma_update(None, "user_version", 1_000)
            .expect("a version");
        assert!(matches!(
            migrate(&mut connection),
            Err(StoreError::Newer { found: 1_000, .. })
        ));
    }
}
