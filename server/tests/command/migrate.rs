//! `recense migrate` as a person uses it, and what is left of one that was killed.

use std::time::Duration;

use tokio_postgres::{Client, NoTls};

use super::{cluster, end, link, said, spend, start, told};

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a way in");
    tokio::spawn(connection);
    client
}

/// Founds an organisation in a folder, and gives the credential of its administrator's device.
async fn founded(data: &str) {
    let (mut server, mut lines) = start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    let (origin, code) = link(&mut lines).await;
    spend(&origin, &code).await;
    end(&mut server).await;
}

#[tokio::test]
async fn an_organisation_is_moved_and_served_from_its_new_store_and_from_no_other() {
    let Some(url) = cluster::database() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").display().to_string();
    founded(&data).await;
    let migrate = ["migrate", "--from", &data, "--to", &url];
    let (fine, words) = said(&migrate).await;
    assert!(fine, "{words}");
    for part in ["operations", "compared", "Devices go on as before"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    for command in [
        vec!["serve", "--data", &data, "--listen", "127.0.0.1:0"],
        vec!["enrol", "--data", &data, "--admin"],
        vec!["verify", "--data", &data],
        vec!["backup", "--data", &data, "--to", "nowhere"],
    ] {
        let (fine, words) = said(&command).await;
        assert!(
            !fine && words.contains("was moved to the database"),
            "{words}"
        );
        assert!(
            !words.contains("postgres@"),
            "the way there is a secret: {words}"
        );
    }
    let (fine, words) = said(&migrate).await;
    assert!(!fine && words.contains("was moved there before"), "{words}");
    let (fine, words) = said(&["verify", "--data", &data, "--store", &url]).await;
    assert!(
        fine && words.contains("operations are what arrived"),
        "{words}"
    );
    // The administrator is in: nobody is invited again.
    let serve = [
        "serve",
        "--data",
        &data,
        "--store",
        &url,
        "--listen",
        "127.0.0.1:0",
    ];
    let (mut server, mut lines) = start(&serve);
    told(&mut lines, "Stop with").await;
    end(&mut server).await;
    let rest = lines.next_line().await.expect("words");
    assert!(rest.is_none_or(|line| !line.contains("/enrol#")));
}

#[tokio::test]
async fn a_move_that_is_killed_leaves_the_source_as_it_was_and_is_done_again() {
    let Some(url) = cluster::database() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").display().to_string();
    founded(&data).await;
    // Lays out the tables, so that one of them can be held.
    let other = folder.path().join("other").display().to_string();
    let (fine, words) = said(&["migrate", "--from", &other, "--to", &url]).await;
    assert!(!fine && words.contains("nothing to move"), "{words}");
    server::store::postgres::PostgresStore::open(
        &server::store::postgres::Database::parse(&url).expect("a URL"),
    )
    .await
    .expect("tables");

    let holder = connect(&url).await;
    let watch = connect(&url).await;
    let hold = "BEGIN; LOCK TABLE number_series, credential IN EXCLUSIVE MODE";
    holder.batch_execute(hold).await.expect("held");
    let migrate = ["migrate", "--from", &data, "--to", &url];
    let (mut moving, _) = start(&migrate);
    let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted";
    let waiting = async {
        loop {
            let waits = watch.query_one(waits, &[]).await.expect("locks");
            if waits.get::<_, i64>(0) > 0 {
                return;
            }
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(60), waiting);
    in_time.await.expect("it comes as far as what is held");
    moving.kill().await.expect("killed");
    holder.batch_execute("ROLLBACK").await.expect("let go");

    let (mut server, mut lines) = start(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]);
    told(&mut lines, "Stop with").await;
    end(&mut server).await;
    let found = watch
        .query_one("SELECT count(*) FROM organisation", &[])
        .await;
    assert_eq!(
        found.expect("a count").get::<_, i64>(0),
        0,
        "nothing to serve"
    );
    let (fine, words) = said(&migrate).await;
    assert!(fine, "{words}");
}
