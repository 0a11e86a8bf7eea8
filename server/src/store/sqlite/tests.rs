use std::sync::Arc;

use shared::operation::Outcome;

use super::*;
use crate::store::conformance::bench::{Bench, LAPTOP, outcomes};
use crate::store::{Authority, conformance};

#[tokio::test]
async fn sqlite_in_memory_conforms() {
    conformance::check(|| async {
        Arc::new(SqliteStore::in_memory().expect("memory")) as Arc<dyn Store>
    })
    .await;
}

#[tokio::test]
async fn sqlite_on_a_file_conforms() {
    let folder = tempfile::tempdir().expect("a folder");
    let count = std::sync::atomic::AtomicU32::new(0);
    conformance::check(|| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = folder.path().join(number.to_string());
        async move { Arc::new(SqliteStore::open(&path).expect("a file")) as Arc<dyn Store> }
    })
    .await;
}

#[tokio::test]
async fn what_another_process_writes_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = SqliteStore::open(folder.path()).expect("a file");
    server.look().await.expect("a look");
    let mut moved = server.moved();
    moved.mark_unchanged();
    let command = SqliteStore::open(folder.path()).expect("the same file");
    command
        .revoke(SecretHash([0; 32]), Millis(0))
        .await
        .expect("nothing to revoke");
    command
        .found(conformance::organisation())
        .await
        .expect("a write");
    server.look().await.expect("a look");
    assert!(moved.has_changed().expect("the server lives"));
}

#[tokio::test]
async fn what_may_not_be_written_for_now_is_not_taken_and_may_be_sent_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a file");
    let may_write = |may: bool| {
        let writer = lock(&store.inner.writer);
        let set = writer.connection.pragma_update(None, "query_only", !may);
        set.expect("a setting");
    };
    let bench = Bench::new(Arc::new(store.clone())).await;
    let mut device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    let push = bench.envelope(&mut device, vec![create]);
    may_write(false);
    let by = Authority::Person(device.person);
    let refused = store.push(by, push.clone(), bench.time()).await;
    let refused = refused.expect_err("it is read-only");
    assert!(!refused.is_permanent(), "{refused}");
    assert!(bench.record(&key).await.is_none());
    may_write(true);
    for _ in 0..2 {
        let taken = outcomes(bench.send(&device, push.clone()).await);
        assert_eq!(taken[0].outcome, Outcome::Applied {});
    }
    assert!(bench.record(&key).await.is_some_and(|it| it.rev == 1));
}
