//! An organisation moves to another store under devices that go on working.

use std::path::Path;

use mobile_core::api::{Command, Link};
use server::running::migrate::{Place, migrate};
use server::running::{Data, Options, Running};
use server::store::postgres::Database;
use shared::model::Role;
use shared::time::Millis;
use tests::cluster::Cluster;
use tests::proxy::{Proxy, Weather};
use tests::road::{create_laptop, enrol};
use tokio::net::TcpListener;

use super::Outcome;
use super::restore::until_known;

async fn serve(
    folder: &Path,
    database: Option<Database>,
    listener: TcpListener,
) -> Outcome<Running> {
    let options = Options {
        data: Data::Folder(folder.to_owned()),
        database,
        ..Options::for_test()
    };
    Ok(Running::start_on(listener, options).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_moves_to_a_database_and_back_and_its_devices_go_on() -> Outcome {
    let Some(cluster) = Cluster::start().await? else {
        return Ok(());
    };
    let folder = tempfile::TempDir::new()?;
    let data = folder.path().join("data");
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let network = Proxy::start(address).await?;
    let server = serve(&data, None, listener).await?;
    let mona = enrol(&server, "Mona Roy", Role::Manager, &network.origin()).await?;
    let marc = enrol(&server, "Marc Caron", Role::Technician, &network.origin()).await?;
    create_laptop(&mona, "SN-1").await?;
    mona.until_sent().await?;
    until_known(&marc, &["SN-1"]).await?;

    let (home, away) = (Place::Folder(data.clone()), Place::parse(&cluster.url())?);
    let refused = migrate(&home, &away, Millis(1)).await.err();
    let refused = refused.ok_or("moved under a running server")?.to_string();
    assert!(refused.contains("already serves"), "{refused}");
    server.stop().await?;
    // Not sent when the server went.
    create_laptop(&marc, "SN-2").await?;
    let moved = migrate(&home, &away, Millis(1)).await?;
    assert!(!moved.is_new_epoch);

    let forgotten = serve(&data, None, TcpListener::bind("127.0.0.1:0").await?).await;
    let said = forgotten.err().ok_or("the old data is served")?.to_string();
    assert!(said.contains("was moved to"), "{said}");
    // Nobody has to fetch again what they have.
    network.set_for("/api/snapshot", Weather::Fails(500));
    let database = Database::parse(&cluster.url())?;
    let listener = TcpListener::bind(address).await?;
    let server = serve(&data, Some(database), listener).await?;
    create_laptop(&mona, "SN-3").await?;
    for staff in [&mona, &marc] {
        until_known(staff, &["SN-1", "SN-2", "SN-3"]).await?;
        staff.run(Command::SyncNow).await?;
        let settled = staff.until("the link", |session| session.sync.link == Link::Online);
        assert_eq!(settled.await?.sync.to_settle, 0);
        staff.until_sent().await?;
    }
    network.set_for("/api/snapshot", Weather::Clear);
    server.stop().await?;

    create_laptop(&marc, "SN-4").await?;
    // The server's last connections may still be ending.
    let moved = loop {
        match migrate(&away, &home, Millis(1)).await {
            Err(error) if error.to_string().contains("is at work") => {
                tokio::task::yield_now().await;
            }
            moved => break moved?,
        }
    };
    assert!(
        moved.is_new_epoch,
        "who is at work on a database nobody can say"
    );
    let server = serve(&data, None, TcpListener::bind(address).await?).await?;
    let anew = enrol(&server, "Ana Prado", Role::Reader, server.origin()).await?;
    for staff in [&mona, &marc, &anew] {
        until_known(staff, &["SN-1", "SN-2", "SN-3", "SN-4"]).await?;
    }
    for staff in [&mona, &marc] {
        assert_eq!(staff.until_sent().await?.to_settle, 0);
    }
    server.stop().await?;
    Ok(())
}
