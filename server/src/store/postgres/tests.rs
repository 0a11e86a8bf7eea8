//! The PostgreSQL store against the suite that every store must pass.

use std::sync::Arc;

use super::cluster::database;
use super::*;
use crate::store::conformance;

async fn open(url: &str) -> Arc<dyn Store> {
    let database = Database::parse(url).expect("a URL");
    Arc::new(PostgresStore::open(&database).await.expect("a database"))
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_conforms() {
    if database().is_none() {
        return;
    }
    conformance::check(|| async { open(&database().expect("a cluster")).await }).await;
}
