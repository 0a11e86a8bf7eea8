//! Whether nothing was lost and nothing doubled: what the devices hold and wrote down, against what the server has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use server::audit;
use server::running::open_store;
use server::store::postgres::Database;
use shared::operation::SealedOperation;
use shared::record::Collection;

use super::part::{DONE, REPLICA};
use super::{Report, Result, counted, lines_of};

/// Violations that are named; beyond that more of them say nothing.
const NAMED: usize = 20;

/// What a device holds of its own.
struct Held {
    text: String,
    stage: i64,
}

/// Compares, and writes into the report what was found.
pub(super) async fn judge(
    report: &mut Report,
    folder: &Path,
    database: Option<&Database>,
    devices: &[PathBuf],
) -> Result {
    let store = open_store(folder, database).await?;
    let store = store.ok_or("the server has no data")?;
    let mut wrong = Vec::new();
    if let Err(error) = audit::verify(store.as_ref()).await {
        wrong.push(format!("the audit chain does not hold: {error}"));
    }
    // What each feed tells, by the operation's bytes. One that leaves a scope for another is told in both.
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for scope in store.chains().await?.into_keys() {
        let mut after = 0;
        loop {
            let page = store.links(scope, after).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for link in page {
                *told.entry(link.text).or_default() += 1;
            }
        }
    }
    let mut by_action: BTreeMap<String, usize> = BTreeMap::new();
    for text in told.keys() {
        let operation = SealedOperation::parse(text)?;
        *by_action.entry(operation.action.to_string()).or_default() += 1;
    }
    let serials = counted(
        store
            .records(Collection::Item)
            .await?
            .iter()
            .filter_map(|record| {
                let item = shared::model::ConfigItem(record);
                item.serial_number().map(str::to_owned)
            }),
    );
    for (serial, times) in &serials {
        if *times != 1 {
            wrong.push(format!("{serial} was made {times} times"));
        }
    }
    for device in devices {
        for Held { text, stage } in held(&device.join(REPLICA))? {
            report.operations += 1;
            if matches!(stage, 1 | 3) {
                report.acknowledged += 1;
            } else {
                wrong.push(format!(
                    "it is not acknowledged at the end, stage {stage}: {text}"
                ));
            }
            match told.get(&text) {
                Some(1) => report.found_once += 1,
                Some(times) => wrong.push(format!("it is there {times} times: {text}")),
                None => wrong.push(format!("it is lost: {text}")),
            }
        }
        for line in lines_of(&device.join(DONE))? {
            report.actions += 1;
            let mut words = line.splitn(3, ' ');
            let (Some(action), Some(count), Some(serial)) =
                (words.next(), words.next(), words.next())
            else {
                return Err(format!("no line of a device: {line:?}").into());
            };
            let there = by_action.get(action).copied().unwrap_or_default();
            if there.to_string() != count {
                wrong.push(format!(
                    "of {count} operations of {action}, {there} are there"
                ));
            }
            if !serial.is_empty() && !serials.contains_key(serial) {
                wrong.push(format!("{serial} is not there"));
            }
        }
    }
    let count = wrong.len();
    report.violations.extend(wrong.into_iter().take(NAMED));
    if count > NAMED {
        report
            .violations
            .push(format!("and {} more", count - NAMED));
    }
    Ok(())
}

/// Everything that was ever done on a device, in its bytes.
fn held(replica: &Path) -> Result<Vec<Held>> {
    let open = Connection::open_with_flags(replica, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut statement = open.prepare("SELECT text, stage FROM own ORDER BY ordinal")?;
    let rows = statement.query_map([], |row| {
        Ok(Held {
            text: row.get(0)?,
            stage: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
