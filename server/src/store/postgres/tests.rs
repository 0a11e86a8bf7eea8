//! The PostgreSQL store against the suite that every store must pass, and what only several servers can show.

use std::sync::Arc;

use futures_util::future::join;
use tokio_postgres::NoTls;

use super::cluster::{database, secure_database};
use super::*;
use crate::store::conformance::bench::{Bench, LAPTOP};
use crate::store::conformance::together::Crowd;
use crate::store::conformance::{self, organisation};

/// Connections that are cut under a crowd at work.
const CUTS: usize = 12;

async fn open(url: &str) -> Arc<dyn Store> {
    let database = Database::parse(url).expect("a URL");
    Arc::new(PostgresStore::open(&database).await.expect("a database"))
}

/// A connection past the store.
async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("a connection");
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_conforms() {
    if database().is_none() {
        return;
    }
    conformance::check(|| async { open(&database().expect("a cluster")).await }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_database_lose_nothing() {
    let Some(url) = database() else { return };
    let stores = [open(&url).await, open(&url).await];
    let bench = Bench::new(Arc::clone(&stores[0])).await;
    Crowd::gather(bench).await.work(&stores).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_cut_in_the_middle_lose_and_double_nothing() {
    let Some(url) = database() else { return };
    let store = open(&url).await;
    let crowd = Crowd::gather(Bench::new(Arc::clone(&store)).await).await;
    let knife = connect(&url).await;
    let mut moved = store.moved();
    let cut = async {
        let mut all = 0;
        for _ in 0..CUTS {
            moved.changed().await.expect("the store lives");
            let cut = knife.query_one(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'recense'",
                &[],
            );
            all += cut.await.expect("cut").get::<_, i64>(0);
        }
        assert!(all > CUTS as i64, "hardly anybody was at work");
    };
    join(crowd.work(std::slice::from_ref(&store)), cut).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_the_same_moment_found_one_organisation() {
    let Some(url) = database() else { return };
    let others = Organisation {
        id: shared::id::OrgId::fixed(9),
        ..organisation()
    };
    let found = async |organisation| open(&url).await.found(organisation).await.expect("founded");
    let (one, other) = join(found(organisation()), found(others)).await;
    assert_eq!(one, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_server_writes_is_noticed() {
    let Some(url) = database() else { return };
    let (one, other) = (open(&url).await, open(&url).await);
    other.look().await.expect("nothing to see yet");
    let bench = Bench::new(one).await;
    other.look().await.expect("a look");
    let mut moved = other.moved();
    moved.mark_unchanged();
    other.look().await.expect("a look");
    assert!(!moved.has_changed().expect("it lives"), "nothing moved");
    let mut device = bench.administrator();
    let (_, create) = bench.create_item(&device, LAPTOP);
    bench.applied(&mut device, vec![create]).await;
    other.look().await.expect("a look");
    assert!(moved.has_changed().expect("it lives"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_again_goes_on_beside_what_nobody_can_read() {
    let Some(url) = database() else { return };
    let bench = Bench::new(open(&url).await).await;
    let mut device = bench.administrator();
    let nonsense = serde_json::value::RawValue::from_string("[1]".to_owned()).expect("JSON");
    device.seq = 1;
    let unread = bench.push_of(&device, vec![crate::store::Entry::read(1, &nonsense)]);
    bench.send(&device, unread).await;
    let bench = bench.on(open(&url).await);
    let (key, create) = bench.create_item(&device, LAPTOP);
    bench.applied(&mut device, vec![create]).await;
    assert!(bench.record(&key).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_release_is_left_alone() {
    let Some(url) = database() else { return };
    open(&url).await;
    let client = connect(&url).await;
    let newer = client.execute("INSERT INTO schema_step (step) VALUES (1000)", &[]);
    newer.await.expect("a step");
    let database = Database::parse(&url).expect("a URL");
    assert!(matches!(
        PostgresStore::open(&database).await,
        Err(StoreError::Newer { found: 1000, .. })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_citus_is_not_distributed_and_says_so() {
    let Some(url) = database() else { return };
    let mut database = Database::parse(&url).expect("a URL");
    database.distributed = true;
    let refused = PostgresStore::open(&database).await;
    let error = refused.expect_err("there is no Citus");
    assert!(
        matches!(&error, StoreError::Database(DatabaseError::NotDistributed)),
        "{error}"
    );
    assert!(
        error.to_string().contains("CREATE EXTENSION citus"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn citus_is_told_once_what_lies_together() {
    let Some(url) = database() else { return };
    // What Citus offers, as far as it is asked: the tables that are spread, and what spreads them.
    let client = connect(&url).await;
    let stand_in = "
        CREATE TABLE pg_dist_partition (logicalrel regclass PRIMARY KEY, beside text);
        CREATE FUNCTION create_reference_table(t regclass) RETURNS void LANGUAGE sql
            AS 'INSERT INTO pg_dist_partition VALUES (t, ''everywhere'')';
        CREATE FUNCTION create_distributed_table(t regclass, c text, colocate_with text DEFAULT 'default')
            RETURNS void LANGUAGE sql
            AS 'INSERT INTO pg_dist_partition VALUES (t, c || '' '' || colocate_with)';";
    client.batch_execute(stand_in).await.expect("a stand-in");
    let mut database = Database::parse(&url).expect("a URL");
    database.distributed = true;
    for _ in 0..2 {
        PostgresStore::open(&database)
            .await
            .expect("spread, and then left alone");
    }
    let spread = "SELECT beside, count(*) FROM pg_dist_partition GROUP BY beside ORDER BY beside";
    let spread = client.query(spread, &[]).await.expect("rows");
    let spread: Vec<(String, i64)> = spread.iter().map(|it| (it.get(0), it.get(1))).collect();
    let expected = [("everywhere", 2), ("org default", 1), ("org scope_head", 9)];
    assert_eq!(
        spread,
        expected.map(|(beside, count)| (beside.to_owned(), count))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_asks_for_tls_is_encrypted_and_verified() {
    let Some((url, root)) = secure_database() else {
        return;
    };
    let database = Database::parse(&url).expect("a URL");
    let refused = PostgresStore::open(&database).await;
    let error = refused.expect_err("nobody vouches for it");
    assert!(error.to_string().contains("certificate"), "{error}");
    let vouched = database.vouched_for(Some(root));
    let store = PostgresStore::open(&vouched).await.expect("a connection");
    let lent = store.pooled.lend().await.expect("a connection");
    let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let found = lent
        .find(encrypted, &[])
        .await
        .expect("an answer")
        .expect("a row");
    assert!(row::get::<bool>(&found, 0).expect("yes or no"));
}
