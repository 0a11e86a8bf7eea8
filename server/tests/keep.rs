//! Looking after the data: a backup that cannot be put back, or a chain that does not hold, is said and changes nothing.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use server::audit::{AuditError, Break, verify};
use server::organisation::Founding;
use server::running::{Data, Options, Running, restore};
use server::store::sqlite::{CopyError, SqliteStore};
use shared::record::Scope;
use shared::time::Millis;
use tempfile::TempDir;

/// The database's file in a data folder.
const FILE: &str = "recense.sqlite";

async fn founded(folder: &Path, name: &str) {
    let options = Options::for_test();
    let founding = Founding {
        name: name.to_owned(),
        ..options.founding.clone()
    };
    let server = Running::start(Options {
        data: Data::Folder(folder.to_owned()),
        founding,
        ..options
    })
    .await
    .expect("a server");
    server.stop().await.expect("an end");
}

/// A folder with data, a backup of it, and a place for more.
async fn scene() -> (TempDir, PathBuf, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    founded(&data, "Rivemont").await;
    SqliteStore::back_up(&data, &backup).expect("a backup");
    (folder, data, backup)
}

/// What lies in a data folder, but for what SQLite writes as it reads.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| {
            let bytes = std::fs::read(entry.path()).expect("bytes");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .filter(|(name, _)| !name.ends_with("-shm") && !name.ends_with("-wal"))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_backup_is_written_over_nothing() {
    let (_folder, data, backup) = scene().await;
    let before = std::fs::read(&backup).expect("the first");
    let refused = SqliteStore::back_up(&data, &backup);
    assert!(matches!(refused, Err(CopyError::Taken(_))), "{refused:?}");
    assert_eq!(std::fs::read(&backup).expect("the first"), before);
}

#[tokio::test]
async fn a_backup_into_a_folder_that_is_not_there_says_which_and_makes_none() {
    let (folder, data, backup) = scene().await;
    let missing = folder.path().join("nas");
    let refused = SqliteStore::back_up(&data, &missing.join("today")).expect_err("refused");
    let said = refused.to_string();
    let named = format!("there is no folder {}", missing.display());
    assert!(
        said.contains(&named) && said.contains("Make it first"),
        "{said}"
    );
    assert!(!missing.exists());
    let refused = SqliteStore::back_up(&data, &backup.join("today"));
    assert!(matches!(refused, Err(CopyError::NoFolder(file)) if file == backup));
}

#[tokio::test]
async fn what_is_no_backup_of_this_organisation_is_not_put_back_and_changes_nothing() {
    let (folder, data, backup) = scene().await;
    let other = folder.path().join("other");
    founded(&other, "Port-aux-Chênes").await;
    let of_other = folder.path().join("of-other");
    SqliteStore::back_up(&other, &of_other).expect("a backup");
    let text = folder.path().join("text");
    std::fs::write(
        &text,
        "not a database at all, but some bytes that are there",
    )
    .expect("a file");
    let empty = folder.path().join("empty.sqlite");
    Connection::open(&empty)
        .and_then(|it| it.execute_batch("CREATE TABLE t (a)"))
        .expect("another program's database");
    let newer = folder.path().join("newer");
    std::fs::copy(&backup, &newer).expect("a copy");
    Connection::open(&newer)
        .and_then(|it| it.pragma_update(None, "user_version", 1_000))
        .expect("a newer release's");
    let damaged = folder.path().join("damaged");
    let mut bytes = std::fs::read(&backup).expect("bytes");
    let half = bytes.len() / 2;
    bytes[half..half + 8_192].fill(0x5a);
    std::fs::write(&damaged, bytes).expect("a damaged one");

    let before = files(&data);
    for (from, said) in [
        (&of_other, "another organisation"),
        (&text, "no backup"),
        (&empty, "no backup"),
        (&newer, "1000"),
        (&damaged, "damaged"),
        (&folder.path().join("missing"), "no backup"),
    ] {
        let error = restore(&data, from, Millis(1)).expect_err("refused");
        assert!(error.to_string().contains(said), "{from:?}: {error}");
        assert!(files(&data) == before, "{from:?} changed something");
    }
}

#[tokio::test]
async fn a_backup_goes_into_an_empty_folder_and_over_a_database_that_cannot_be_read() {
    let (folder, data, backup) = scene().await;
    let empty = folder.path().join("new");
    let put_back = restore(&empty, &backup, Millis(1)).expect("put back");
    assert_eq!(put_back.aside, None);
    assert_eq!(put_back.organisation.name, "Rivemont");

    for beside in ["-wal", "-shm"] {
        // There may be none.
        let _ = std::fs::remove_file(data.join(format!("{FILE}{beside}")));
    }
    std::fs::write(data.join(FILE), "what a broken disk left").expect("a broken database");
    let put_back = restore(&data, &backup, Millis(1)).expect("put back");
    let aside = put_back.aside.expect("the broken one is kept");
    let kept = std::fs::read_to_string(aside).expect("its bytes");
    assert_eq!(kept, "what a broken disk left");
    for folder in [&empty, &data] {
        let store = SqliteStore::open(folder).expect("a store");
        verify(&store).await.expect("whole");
    }
}

#[tokio::test]
async fn the_first_number_at_which_the_chain_does_not_hold_is_named() {
    let (folder, _, backup) = scene().await;
    let broken = async |name: &str, sql: &str| {
        let data = folder.path().join(name);
        restore(&data, &backup, Millis(1)).expect("a copy");
        let connection = Connection::open(data.join(FILE)).expect("the database");
        connection
            .execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
            .expect("somebody changed it");
        let store = SqliteStore::open(&data).expect("a store");
        match verify(&store).await {
            Err(AuditError::Broken(at)) => at,
            other => panic!("{name}: {other:?}"),
        }
    };
    let scope = Scope::Org;
    let of_number_3 = "(SELECT operation FROM feed WHERE scope = 'org' AND seq = 3)";
    assert_eq!(
        broken(
            "changed",
            &format!("UPDATE operation SET text = text || ' ' WHERE number = {of_number_3}")
        )
        .await,
        Break::Changed { scope, seq: 3 }
    );
    assert_eq!(
        broken(
            "dropped",
            "DELETE FROM feed WHERE scope = 'org' AND seq = 3"
        )
        .await,
        Break::Missing { scope, seq: 3 }
    );
    let cut = broken(
        "cut",
        "DELETE FROM feed WHERE scope = 'org' AND seq = (SELECT max(seq) FROM feed WHERE scope = 'org')",
    )
    .await;
    let seq = last_number(&folder.path().join("cut")) + 1;
    assert_eq!(cut, Break::Missing { scope, seq });
    let swapped = broken(
        "swapped",
        "UPDATE feed SET operation = CASE seq
            WHEN 3 THEN (SELECT operation FROM feed WHERE scope = 'org' AND seq = 4)
            ELSE (SELECT operation FROM feed WHERE scope = 'org' AND seq = 3) END
         WHERE scope = 'org' AND seq IN (3, 4)",
    )
    .await;
    assert!(
        matches!(
            swapped,
            Break::Rewritten {
                scope: Scope::Org,
                ..
            }
        ),
        "{swapped}"
    );
}

fn last_number(data: &Path) -> u64 {
    let connection = Connection::open(data.join(FILE)).expect("the database");
    let last = "SELECT max(seq) FROM feed WHERE scope = 'org'";
    let last: i64 = connection
        .query_row(last, [], |row| row.get(0))
        .expect("a number");
    last.unsigned_abs()
}
