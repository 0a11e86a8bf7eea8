//! FC-Y9: the stores of a server and of a device as releases left them, kept for ever, with work that was never sent.
//! Today's server and today's app open them, and all of it arrives. Whoever adds a migration keeps a pair of its schema.
//!
//! Mona, a manager, made two laptops. Marc made one, put the first of hers into a room, and synced. Then without a network
//! he made two more, put her second one into the room, gave it a name, which the office did too, and took his first move
//! back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mobile_core::api::{Answer, Command, FieldChange, Found, HistoryPage, Link};
use rusqlite::Connection;
use serde_json::json;
use server::running::{Data, Options, Running};
use shared::id::{ItemId, OpId};
use shared::model::{Role, field};
use shared::operation::{Outcome as Became, SealedOperation};
use shared::record::Field;
use tempfile::TempDir;
use tests::kept::dump;
use tests::proxy::{Proxy, Weather};
use tests::road::{create_laptop, done, enrol, put};
use tests::staff::Staff;
use uuid::Uuid;

use super::Outcome;

/// A store as text, and the number of its schema.
type Kept = (i64, &'static str);

/// The server's and the device's of one moment. The first are of the first schemas that there were.
const PAIRS: &[[Kept; 2]] = &[
    [
        (1, include_str!("../fixtures/server-1.sql")),
        (1, include_str!("../fixtures/device-1.sql")),
    ],
    [
        (7, include_str!("../fixtures/server-7.sql")),
        (9, include_str!("../fixtures/device-9.sql")),
    ],
];

/// Where the database lies among a server's data.
const DATABASE: &str = "recense.sqlite";

fn schema(store: &Path) -> Outcome<i64> {
    let store = Connection::open(store)?;
    Ok(store.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn lay((number, text): Kept, at: &Path) -> Outcome {
    Connection::open(at)?.execute_batch(text)?;
    assert_eq!(schema(at)?, number);
    Ok(())
}

async fn serve(folder: &Path) -> Outcome<Running> {
    let options = Options {
        data: Data::Folder(folder.to_owned()),
        ..Options::for_test()
    };
    Ok(Running::start(options).await?)
}

/// A text of each operation, by its id.
fn texts(store: &Path, statement: &str) -> Outcome<BTreeMap<OpId, String>> {
    let store = Connection::open(store)?;
    let mut statement = store.prepare(statement)?;
    let found = statement.query_map([], |row| {
        Ok((OpId(Uuid::from_bytes(row.get(0)?)), row.get(1)?))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The item that a code leads to.
async fn led_to(staff: &Staff, code: &str) -> Outcome<ItemId> {
    match staff.scan(code).await? {
        Found::Item(found) => Ok(found.item.row.id),
        other => Err(format!("{code}: {other:?}").into()),
    }
}

/// Waits until an item lies in a place, or in none.
async fn until_placed(staff: &Staff, item: ItemId, is_placed: bool) -> Outcome {
    let placed = |answer| match answer {
        Answer::Item(Some(item)) => (item.row.place.is_some() == is_placed).then_some(()),
        _ => None,
    };
    staff
        .until_answer("the place", Command::Open(item), placed)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fc_y9_stores_that_releases_left_are_opened_and_what_was_unsent_in_them_arrives() -> Outcome
{
    for [of_server, of_device] in PAIRS {
        let folder = TempDir::new()?;
        let database = folder.path().join(DATABASE);
        lay(*of_server, &database)?;
        let server = serve(folder.path()).await?;
        let ana = enrol(&server, "Ana Prado", Role::Manager, server.origin()).await?;
        for code in ["KEPT-1", "KEPT-2", "SENT-1"] {
            led_to(&ana, code).await?;
        }

        let kept = TempDir::new()?;
        let store = kept.path().join("replica.db");
        lay(*of_device, &store)?;
        let unsent = texts(&store, "SELECT op, text FROM own WHERE stage = 0")?;
        assert!(unsent.len() >= 5, "{unsent:?}");
        let marc = Staff::resume(kept, server.origin())?;
        // As he left it, whether or not it is sent by now.
        for code in ["KEPT-1", "KEPT-2", "SENT-1", "UNSENT-1", "UNSENT-2"] {
            led_to(&marc, code).await?;
        }
        let told = marc
            .until("all being sent", |session| {
                session.sync.pending == 0 && session.sync.link == Link::Online
            })
            .await?;
        assert_eq!(
            told.person.map(|person| person.name).as_deref(),
            Some("Marc Caron")
        );

        // In its own bytes, each with what becomes of such a thing: the office gave the name too.
        let sent = texts(&database, "SELECT op_id, text FROM operation")?;
        let became = texts(&database, "SELECT op_id, outcome FROM operation")?;
        let mut open = 0;
        for (op, text) in &unsent {
            assert_eq!(sent.get(op), Some(text));
            let operation = SealedOperation::parse(text)?;
            match serde_json::from_str(&became[op])? {
                Became::Conflict { .. } => open += 1,
                Became::Applied {} | Became::Merged {} => {}
                other => panic!("{operation:?}: {other:?}"),
            }
        }
        assert_eq!(open, 1);
        for code in ["UNSENT-1", "UNSENT-2"] {
            let item = led_to(&marc, code).await?;
            let history = Command::History { item };
            // Scans of it write lines too.
            let made = ana
                .until_answer("its arrival", history, |answer| match answer {
                    Answer::History(HistoryPage { lines, .. }) => {
                        let kept = lines
                            .into_iter()
                            .filter(|line| unsent.contains_key(&line.op));
                        Some(kept.collect::<Vec<_>>()).filter(|kept| !kept.is_empty())
                    }
                    _ => None,
                })
                .await?;
            assert_eq!((made.len(), made[0].by.name.as_str()), (1, "Marc Caron"));
            assert_eq!(led_to(&ana, code).await?, item);
        }
        // His move of the first was taken back, that of the second counts.
        until_placed(&ana, led_to(&ana, "KEPT-1").await?, false).await?;
        until_placed(&ana, led_to(&ana, "KEPT-2").await?, true).await?;
    }
    Ok(())
}

/// Lives through what is kept, and gives the stores of server and device as today's release leaves them.
async fn live_through(folder: &Path) -> Outcome<[PathBuf; 2]> {
    let server = serve(folder).await?;
    let network = Proxy::start(server.address()).await?;
    let mona = enrol(&server, "Mona Roy", Role::Manager, server.origin()).await?;
    let first = create_laptop(&mona, "KEPT-1").await?;
    let second = create_laptop(&mona, "KEPT-2").await?;
    mona.until_sent().await?;
    let marc = enrol(&server, "Marc Caron", Role::Technician, &network.origin()).await?;
    let places = Command::Places {
        within: None,
        text: String::new(),
        without: None,
    };
    let Answer::Places(places) = marc.run(places).await? else {
        return Err("not places".into());
    };
    let place = places.into_iter().next().ok_or("there is no place")?;
    create_laptop(&marc, "SENT-1").await?;
    let moved = put(&marc, first, &place).await?;
    marc.until_sent().await?;
    until_placed(&mona, first, true).await?;
    network.set(Weather::Cut);
    create_laptop(&marc, "UNSENT-1").await?;
    create_laptop(&marc, "UNSENT-2").await?;
    put(&marc, second, &place).await?;
    name(&marc, second, "Latitude renamed").await?;
    done(&marc, Command::Undo(moved.action)).await?;
    name(&mona, second, "Latitude of the office").await?;
    mona.until_sent().await?;
    let store = folder.join("device.db");
    Connection::open(marc.store())?.execute("VACUUM INTO ?1", [store.to_string_lossy()])?;
    Ok([folder.join(DATABASE), store])
}

async fn name(staff: &Staff, item: ItemId, name: &str) -> Outcome {
    let view = staff.open(item).await?;
    let field = Field::new(field::NAME);
    let edit = Command::Edit {
        item,
        rev: view.rev,
        changes: vec![FieldChange {
            base: view.bases.get(&field).copied(),
            field,
            value: json!(name),
        }],
    };
    done(staff, edit).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fc_y9_whoever_adds_a_migration_keeps_stores_of_its_schema() -> Outcome {
    let folder = TempDir::new()?;
    let today = live_through(folder.path()).await?;
    let newest = PAIRS.last().ok_or("nothing is kept")?;
    let mut missing = Vec::new();
    for ((store, what), (kept, _)) in today.iter().zip(["server", "device"]).zip(newest) {
        let number = schema(store)?;
        if number != *kept {
            missing.push((format!("{what}-{number}.sql"), dump(store)?));
        }
    }
    let made = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, text) in &missing {
        fs::write(made.join(name), text)?;
    }
    let names: Vec<_> = missing.iter().map(|(name, _)| name).collect();
    assert!(
        names.is_empty(),
        "keep these, which lie in {made:?}, beside the others: {names:?}"
    );
    Ok(())
}
