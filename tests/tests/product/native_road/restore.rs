//! An old backup is put back under devices that went on working.

use std::path::Path;

use mobile_core::api::{Answer, Command, Query};
use server::running::{Data, Options, Running, restore};
use server::store::sqlite::SqliteStore;
use shared::model::Role;
use shared::time::Millis;
use tests::road::{create_laptop, enrol};
use tests::staff::Staff;
use tokio::net::TcpListener;

use super::Outcome;

async fn serve(folder: &Path, listener: TcpListener) -> Outcome<Running> {
    let options = Options {
        data: Data::Folder(folder.to_owned()),
        ..Options::for_test()
    };
    Ok(Running::start_on(listener, options).await?)
}

/// Waits until somebody's device knows items of exactly these serial numbers.
pub(super) async fn until_known(staff: &Staff, expected: &[&str]) -> Outcome {
    let query = Query {
        limit: 50,
        ..Query::default()
    };
    let as_expected = |answer| match answer {
        Answer::Rows(rows) => {
            let mut serials: Vec<_> = rows.rows.into_iter().filter_map(|it| it.serial).collect();
            serials.sort();
            (serials == expected).then_some(())
        }
        _ => None,
    };
    staff
        .until_answer("all that was made", Command::Search(query), as_expected)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fc_y1_an_old_backup_that_is_put_back_gets_from_each_device_what_it_does_not_know()
-> Outcome {
    let folder = tempfile::TempDir::new()?;
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = serve(&data, listener).await?;
    let mona = enrol(&server, "Mona Roy", Role::Manager, server.origin()).await?;
    let marc = enrol(&server, "Marc Caron", Role::Technician, server.origin()).await?;

    create_laptop(&mona, "SN-1").await?;
    mona.until_sent().await?;
    // While the server runs.
    SqliteStore::back_up(&data, &backup)?;
    create_laptop(&mona, "SN-2").await?;
    create_laptop(&marc, "SN-3").await?;
    mona.until_sent().await?;
    marc.until_sent().await?;
    until_known(&marc, &["SN-1", "SN-2", "SN-3"]).await?;

    let refused = restore(&data, &backup, Millis(0)).err();
    let refused = refused
        .ok_or("put back under a running server")?
        .to_string();
    assert!(refused.contains("already serves"), "{refused}");
    server.stop().await?;
    // Not sent when the server went.
    create_laptop(&marc, "SN-4").await?;
    let put_back = restore(&data, &backup, Millis(0))?;
    assert!(put_back.aside.is_some_and(|aside| aside.is_file()));

    let server = serve(&data, TcpListener::bind(address).await?).await?;
    // Somebody who comes new has it from the server.
    let anew = enrol(&server, "Ana Prado", Role::Reader, server.origin()).await?;
    for staff in [&mona, &marc, &anew] {
        until_known(staff, &["SN-1", "SN-2", "SN-3", "SN-4"]).await?;
    }
    for staff in [&mona, &marc] {
        assert_eq!(staff.until_sent().await?.to_settle, 0);
    }
    server::audit::verify(&SqliteStore::open(&data)?).await?;
    server.stop().await?;
    Ok(())
}
