//! An organisation in which everything has happened, from each store to each other; and what makes a move impossible.

use std::path::Path;
use std::sync::Arc;

use shared::time::Millis;
use shared::wire::Epoch;
use tokio_postgres::NoTls;

use super::*;
use crate::running::migrate::{MigrateError, Place, migrate};
use crate::store::Store;
use crate::store::conformance::bench::Bench;
use crate::store::conformance::everything::{Life, all_that_is_told, goes_on, happen};
use crate::store::conformance::organisation;
use crate::store::postgres::cluster::database;
use crate::store::postgres::{Database, PostgresSource, PostgresStore, PostgresTarget};
use crate::store::sqlite::{SqliteSource, SqliteStore, SqliteTarget};

const NOW: Millis = Millis(1_800_000_000_000);

fn folder(path: &Path) -> Place {
    Place::Folder(path.to_owned())
}

fn place(url: &str) -> Place {
    Place::parse(url).expect("a URL")
}

async fn open(place: &Place) -> Arc<dyn Store> {
    match place {
        Place::Folder(folder) => Arc::new(SqliteStore::open(folder).expect("a file")),
        Place::Database(database) => {
            Arc::new(PostgresStore::open(database).await.expect("a database"))
        }
    }
}

/// Founds an organisation, and lets everything happen.
async fn lived(place: &Place) -> (Bench, Life) {
    let bench = Bench::new(open(place).await).await;
    let life = happen(&bench).await;
    (bench, life)
}

/// Waits until nobody is at work on a database any more: its own word for it comes a little after the connections' end.
async fn left_alone(place: &Place) {
    let Place::Database(database) = place else {
        return;
    };
    loop {
        match PostgresSource::open(database).await {
            Ok(Some(source)) if source.others() > 0 => {}
            Ok(_) | Err(StoreError::Older { .. } | StoreError::Newer { .. }) => return,
            Err(error) => panic!("{error}"),
        }
        tokio::task::yield_now().await;
    }
}

/// What the rows of a store come to.
async fn tally(place: &Place) -> Tally {
    let mut source: Box<dyn Source> = match place {
        Place::Folder(folder) => Box::new(SqliteSource::open(folder).expect("a file")),
        Place::Database(database) => {
            let source = PostgresSource::open(database).await.expect("a connection");
            Box::new(source.expect("tables"))
        }
    };
    source.organisation().await.expect("an answer");
    let mut tally = Tally::default();
    let (pages, mut arriving) = mpsc::channel::<Vec<Row>>(AHEAD);
    let counting = async {
        while let Some(page) = arriving.recv().await {
            tally.add(&page)?;
        }
        Ok(())
    };
    let reading = source.read(pages);
    try_join(reading, counting).await.expect("rows");
    tally
}

/// Moves what has lived, and looks at what anybody is told there.
async fn check(from: Place, to: Place) {
    let (bench, life) = lived(&from).await;
    let told = all_that_is_told(&bench, &life).await;
    // The store goes with the bench's; a folder cannot be held while it is open, and a server is seen at a database.
    let bench = bench.on(Arc::new(SqliteStore::in_memory().expect("memory")));
    left_alone(&from).await;
    let rows = tally(&from).await;
    for table in [
        "installation",
        "sent",
        "operation",
        "parked",
        "record",
        "scope_head",
        "feed",
        "enrolment_code",
        "credential",
        "number_series",
        "held",
    ] {
        assert!(rows.rows(table) > 0, "{table} has nothing to move");
    }
    let moved = migrate(&from, &to, NOW).await.expect("moved");
    left_alone(&to).await;
    let kept = tally(&to).await;
    let is_same_epoch = matches!(from, Place::Folder(_));
    let expected = if is_same_epoch {
        assert_eq!(rows, kept);
        organisation().epoch
    } else {
        // Numbers that may have been given meanwhile are not given again.
        assert_eq!(rows.without("number_series"), kept.without("number_series"));
        assert!(moved.is_new_epoch);
        Epoch(NOW.0.unsigned_abs())
    };
    assert_eq!(moved.organisation.epoch, expected);
    assert_eq!(moved.operations, rows.rows("operation"));
    let bench = bench.on(open(&to).await);
    let known = bench.store.organisation().await.expect("an answer");
    assert_eq!(known, Some(moved.organisation));
    crate::audit::verify(bench.store.as_ref())
        .await
        .expect("whole");
    similar(&told, &all_that_is_told(&bench, &life).await);
    goes_on(&bench, &life, expected).await;
}

/// Says where two answers differ, rather than printing both.
#[track_caller]
fn similar(before: &serde_json::Value, after: &serde_json::Value) {
    let [before, after] = [before, after].map(|it| it.as_array().expect("parts"));
    for (part, (before, after)) in before.iter().zip(after).enumerate() {
        let [mut before, mut after] = [before, after].map(ToString::to_string);
        if before != after {
            let at = before.bytes().zip(after.bytes()).position(|(a, b)| a != b);
            let at = at.unwrap_or_default().saturating_sub(80);
            before = before.chars().skip(at).take(240).collect();
            after = after.chars().skip(at).take(240).collect();
        }
        assert_eq!(before, after, "part {part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_folder_into_a_database_everything_comes_along_and_devices_notice_nothing() {
    let Some(url) = database() else { return };
    let data = tempfile::tempdir().expect("a folder");
    check(folder(data.path()), place(&url)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_database_into_a_folder_everything_comes_along_in_a_new_epoch() {
    let Some(url) = database() else { return };
    let data = tempfile::tempdir().expect("a folder");
    check(place(&url), folder(&data.path().join("new"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_one_database_into_another_everything_comes_along() {
    let (Some(from), Some(to)) = (database(), database()) else {
        return;
    };
    check(place(&from), place(&to)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_one_folder_into_another_everything_comes_along() {
    let data = tempfile::tempdir().expect("a folder");
    let [from, to] = ["from", "to"].map(|name| folder(&data.path().join(name)));
    check(from, to).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_and_back_every_row_is_as_it_was_and_what_was_left_there_is_kept() {
    let Some(url) = database() else { return };
    let data = tempfile::tempdir().expect("a folder");
    let (home, away) = (folder(data.path()), place(&url));
    drop(lived(&home).await);
    let rows = tally(&home).await;
    migrate(&home, &away, NOW).await.expect("there");
    left_alone(&away).await;
    migrate(&away, &home, NOW).await.expect("and back");
    let back = tally(&home).await;
    assert_eq!(rows.without("number_series"), back.without("number_series"));
    let aside = format!("recense.sqlite.before-{}", NOW.0);
    assert!(data.path().join(aside).is_file());
    // It is served again.
    crate::running::moved::check(data.path()).expect("it is here");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_broken_off_move_wrote_is_never_seen_and_the_next_begins_again() {
    let Some(url) = database() else { return };
    let data = tempfile::tempdir().expect("a folder");
    let from = folder(&data.path().join("from"));
    drop(lived(&from).await);
    let rows = tally(&from).await;
    let Place::Folder(home) = &from else { return };
    let into = data.path().join("into");
    std::fs::create_dir(&into).expect("a folder");
    let parsed = Database::parse(&url).expect("a URL");
    let targets: [Box<dyn Target>; 2] = [
        Box::new(SqliteTarget::begin(&into).expect("a file")),
        Box::new(PostgresTarget::begin(&parsed).await.expect("a connection")),
    ];
    for mut target in targets {
        let mut source = SqliteSource::open(home).expect("a file");
        target.take(&organisation()).await.expect("an answer");
        carry(&mut source, target.as_mut()).await.expect("carried");
        // Everything but the commit.
        drop(target);
    }
    // As a killed process leaves it.
    std::fs::write(into.join("recense.sqlite.partial"), "half").expect("a file");
    assert!(!SqliteStore::exists(&into));
    for to in [folder(&into), place(&url)] {
        if let Place::Database(_) = to {
            left_alone(&to).await;
            let store = open(&to).await;
            assert_eq!(store.organisation().await.expect("an answer"), None);
        }
        let note = home.join("moved");
        if note.exists() {
            std::fs::remove_file(note).expect("removed");
        }
        migrate(&from, &to, NOW).await.expect("moved");
        left_alone(&to).await;
        assert_eq!(tally(&to).await, rows);
    }
}

/// What becomes of a page on its way.
type Harm = fn(&mut Vec<Row>);

/// A target that loses what it is given, or changes it.
struct Faulty {
    target: Box<dyn Target>,
    harm: Harm,
}

#[async_trait]
impl Source for Faulty {
    async fn organisation(&mut self) -> Result<Option<Organisation>, StoreError> {
        self.target.organisation().await
    }

    async fn read(&mut self, pages: Pages) -> Result<(), StoreError> {
        self.target.read(pages).await
    }
}

#[async_trait]
impl Target for Faulty {
    async fn take(&mut self, new: &Organisation) -> Result<Option<Organisation>, StoreError> {
        self.target.take(new).await
    }

    async fn put(&mut self, mut page: Vec<Row>) -> Result<(), StoreError> {
        (self.harm)(&mut page);
        self.target.put(page).await
    }

    async fn renew_epoch(&mut self, at_least: Epoch) -> Result<Epoch, StoreError> {
        self.target.renew_epoch(at_least).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.target.commit().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_otherwise_than_it_was_sent_is_found_before_anything_counts() {
    let Some(url) = database() else { return };
    let data = tempfile::tempdir().expect("a folder");
    let from = folder(data.path());
    drop(lived(&from).await);
    let harms: [(&str, Harm); 4] = [
        ("feed", |page| {
            page.retain(|row| !matches!(row, Row::Feed { seq: 7, .. }));
        }),
        ("record", |page| {
            for row in page {
                if let Row::Record { rev, .. } = row {
                    *rev += 1;
                }
            }
        }),
        ("operation", |page| {
            for row in page {
                if let Row::Operation(operation) = row {
                    operation.number += 1;
                }
            }
        }),
        ("scope_head", |page| {
            for row in page {
                if let Row::Head { chain, .. } = row {
                    chain[31] ^= 1;
                }
            }
        }),
    ];
    let parsed = Database::parse(&url).expect("a URL");
    for (table, harm) in harms {
        let mut source = SqliteSource::open(data.path()).expect("a file");
        let target = PostgresTarget::begin(&parsed).await.expect("a connection");
        let mut target = Faulty {
            target: Box::new(target),
            harm,
        };
        target.take(&organisation()).await.expect("an answer");
        let found = carry(&mut source, &mut target).await;
        let Err(CarryError::Differs(difference)) = found else {
            panic!("{table}: {found:?}");
        };
        let said = difference.to_string();
        assert!(said.contains(table), "{said}");
    }
}

#[track_caller]
fn refused(moved: Result<crate::running::migrate::Moved, MigrateError>, parts: &[&str]) {
    let error = moved.expect_err("refused");
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(next) = cause {
        said = format!("{said} because {next}");
        cause = next.source();
    }
    for part in parts {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_moved_is_said_and_changes_nothing() {
    let Some(url) = database() else { return };
    let data = tempfile::tempdir().expect("a folder");
    let path = |name: &str| data.path().join(name);
    let from = folder(&path("from"));
    let bench = Bench::new(open(&from).await).await;
    drop(bench);
    let rows = tally(&from).await;
    let to = folder(&path("to"));
    let database = place(&url);

    let nothing = "nothing to move";
    refused(
        migrate(&folder(&path("nowhere")), &to, NOW).await,
        &[nothing, "nowhere"],
    );
    assert!(!path("nowhere").exists());
    refused(migrate(&database, &to, NOW).await, &[nothing]);
    drop(SqliteStore::open(&path("unfounded")).expect("a file"));
    refused(
        migrate(&folder(&path("unfounded")), &to, NOW).await,
        &[nothing],
    );

    let same = folder(&path("from/../from"));
    refused(migrate(&from, &same, NOW).await, &["are both"]);
    refused(migrate(&database, &place(&url), NOW).await, &["are both"]);

    let demo = folder(&path("demo"));
    let made_up = Organisation {
        is_demo: true,
        ..organisation()
    };
    open(&demo).await.found(made_up).await.expect("founded");
    refused(
        migrate(&demo, &to, NOW).await,
        &["demo", "Nothing was changed"],
    );

    std::fs::create_dir(path("foreign")).expect("a folder");
    std::fs::write(path("foreign").join("recense.sqlite"), "no database").expect("a file");
    refused(
        migrate(&folder(&path("foreign")), &to, NOW).await,
        &["could not be read"],
    );
    refused(
        migrate(&from, &folder(&path("foreign")), NOW).await,
        &["already"],
    );

    for (version, said) in [(1_000, "newer release"), (3, "recense verify")] {
        let name = format!("schema-{version}");
        drop(SqliteStore::open(&path(&name)).expect("a file"));
        let file = path(&name).join("recense.sqlite");
        let open = rusqlite::Connection::open(file).expect("a file");
        open.pragma_update(None, "user_version", version)
            .expect("a version");
        drop(open);
        let version = version.to_string();
        refused(
            migrate(&folder(&path(&name)), &to, NOW).await,
            &[said, &version],
        );
    }

    // Nobody listens there.
    let away = place("postgres://ada:secret@127.0.0.1:1/inventory");
    for moved in [
        migrate(&away, &to, NOW).await,
        migrate(&from, &away, NOW).await,
    ] {
        let error = format!("{moved:?}");
        assert!(!error.contains("secret"), "{error}");
        refused(moved, &["127.0.0.1/inventory", "cannot be reached"]);
    }
    assert!(Place::parse("mysql://ada@127.0.0.1/inventory").is_err());

    let (there, _life) = lived(&database).await;
    refused(
        migrate(&database, &to, NOW).await,
        &["is at work", "Stop every server"],
    );
    refused(migrate(&from, &database, NOW).await, &["already"]);
    drop(there);

    assert_eq!(tally(&from).await, rows);
    assert!(!path("to").join("recense.sqlite").exists());
    crate::running::moved::check(&path("from")).expect("it is here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_release_is_left_alone() {
    let Some(url) = database() else { return };
    let data = tempfile::tempdir().expect("a folder");
    let to = folder(data.path());
    let there = place(&url);
    drop(Bench::new(open(&there).await).await);
    let (client, connection) = tokio_postgres::connect(&url, NoTls)
        .await
        .expect("a way in");
    tokio::spawn(connection);
    left_alone(&there).await;
    let step = |sql: &'static str| client.execute(sql, &[]);
    step("DELETE FROM schema_step WHERE step > 20")
        .await
        .expect("older");
    refused(
        migrate(&there, &to, NOW).await,
        &["older release", "recense verify"],
    );
    left_alone(&there).await;
    step("INSERT INTO schema_step (step) VALUES (1000)")
        .await
        .expect("newer");
    refused(migrate(&there, &to, NOW).await, &["newer release", "1000"]);
    let from = folder(&data.path().join("from"));
    drop(Bench::new(open(&from).await).await);
    refused(
        migrate(&from, &there, NOW).await,
        &["newer release", "1000"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_moved_is_served_no_more_and_moves_nowhere_else() {
    let data = tempfile::tempdir().expect("a folder");
    let [from, to, other] = ["from", "to", "other"].map(|it| data.path().join(it));
    drop(Bench::new(open(&folder(&from)).await).await);
    migrate(&folder(&from), &folder(&to), NOW)
        .await
        .expect("moved");
    let named = to.display().to_string();
    let found = crate::running::open_store(&from, None).await;
    let said = found.err().expect("refused").to_string();
    assert!(said.contains(&named), "{said}");
    refused(
        migrate(&folder(&from), &folder(&other), NOW).await,
        &["was moved to", &named],
    );
    refused(
        migrate(&folder(&from), &folder(&to), NOW).await,
        &["already"],
    );
    let served = crate::running::open_store(&to, None).await.expect("open");
    assert!(served.is_some());
}
