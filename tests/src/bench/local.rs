//! The engine on a device with 100,000 items, timed inside its owner, against the same tables through plain rusqlite.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;

use mobile_core::api::{Answer, Command, Query, Target};
use mobile_core::host::{SystemClock, SystemEntropy};
use mobile_core::sync::{Failure, Outgoing, SyncAnswer, SyncRequest};
use mobile_core::{Clock, Engine};
use rusqlite::Connection;
use serde_json::json;
use shared::id::{InstallationId, OrgId};
use shared::identifier::Identity;
use shared::merge::{Accepted, Fold};
use shared::model::field;
use shared::operation::{APP_SCHEMA, Assign, Change, Intent, Operation, SealedOperation};
use shared::record::{Collection, Field, Record, RecordKey, Scope};
use shared::time::{Millis, Tick};
use shared::wire::{
    Cursor, Epoch, FeedEntry, FeedEvent, HistoryLine, LiveResponse, PullResponse, ScopePage,
    SessionResponse, SnapshotRecord, SnapshotResponse,
};

use super::{Measure, ROUNDS, fleet, millis, quantile, timed};
use crate::stock;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const ITEMS: u128 = 100_000;
/// Measured runs of what is quick; medians and 99th percentiles are taken over them.
const RUNS: u128 = 3_000;
/// Runs of what waits for the disk.
const DURABLE_RUNS: u128 = 300;
const EPOCH: Epoch = Epoch(1);

pub(super) fn run(measures: &mut Vec<Measure>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("replica.db");
    let mut device = Device::fill(&path)?;
    look_up(&mut device, &path, measures)?;
    search(&mut device, measures)?;
    commit(&mut device, folder.path(), measures)?;
    apply_page(&mut device, measures)?;
    Ok(())
}

/// Every kind of identifier of items all over the table, in turn.
fn codes() -> impl Iterator<Item = String> {
    (0..RUNS).map(|run| {
        let number = run * 7_919 % ITEMS;
        match run % 3 {
            0 => stock::inventory_number(number),
            1 => stock::serial(number),
            _ => stock::label(number).to_string(),
        }
    })
}

fn look_up(device: &mut Device, path: &Path, measures: &mut Vec<Measure>) -> Result<()> {
    let bare = Connection::open(path)?;
    let mut find = bare.prepare(
        "SELECT item.id FROM identifier JOIN item ON item.key = identifier.item WHERE near = ?1 AND exact = ?2",
    )?;
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    // The first round brings both to the same pages; the second measures them in turns, each first as often.
    for round in 0..2 {
        for (run, code) in codes().enumerate() {
            let identity = Identity::of(&code).ok_or("not an identifier")?;
            let engine = || timed(|| device.engine.find_item(&code, None));
            let mut bare = || {
                let keys = (identity.near.as_str(), identity.exact.as_str());
                timed(|| find.query_row(keys, |row| row.get::<_, [u8; 16]>(0)))
            };
            let (found, id) = if run % 2 == 0 {
                let found = engine();
                (found, bare())
            } else {
                let id = bare();
                (engine(), id)
            };
            if found.1?.map(|item| *item.0.as_bytes()) != Some(id.1?) {
                return Err(format!("{code} leads to two items, or none").into());
            }
            if round == 1 {
                ours.push(millis(found.0));
                plain.push(millis(id.0));
            }
        }
    }
    let ratio = quantile(&mut ours, 0.99) / quantile(&mut plain, 0.99);
    measures.push(Measure::at_most(
        "local",
        "look-up p99 / bare p99",
        ratio,
        "ratio",
        2.0,
    ));
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let mut sheet = Vec::new();
        for code in codes().skip(round).step_by(ROUNDS) {
            let scan = Command::LookUp {
                code,
                symbology: None,
                place: None,
            };
            let (time, answer) = timed(|| device.engine.run(scan));
            answer?;
            sheet.push(millis(time));
        }
        rounds.push(quantile(&mut sheet, 0.99));
    }
    let p99 = quantile(&mut rounds, 0.5);
    measures.push(Measure::at_most(
        "local",
        "scan to whole item, last seen written, p99",
        p99,
        "ms",
        50.0,
    ));
    Ok(())
}

fn search(device: &mut Device, measures: &mut Vec<Measure>) -> Result<()> {
    let typed = [
        "l",
        "la",
        "lat",
        "lati",
        "latitude",
        "latitude 5",
        "latitude 5440 b",
        "é",
        "ec",
        "ecran",
        "ecran p24",
        "hp",
        "hp laser",
        "iph",
        "iphone a-1",
        "p",
        "pc",
        "pc-",
        "pc-0",
        "pc-004821",
        "4821",
        "21",
        "personne 12",
        "b-1",
        "siege",
        "dell lat 54",
        "5",
        "54",
        "zzz",
    ];
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut times = Vec::new();
        for text in typed.iter().cycle().take(typed.len() * 10) {
            let query = Query {
                text: (*text).to_owned(),
                limit: 50,
                ..Query::default()
            };
            let (time, rows) = timed(|| device.engine.run(Command::Search(query)));
            rows?;
            times.push(millis(time));
        }
        rounds.push(quantile(&mut times, 0.99));
    }
    let p99 = quantile(&mut rounds, 0.5);
    measures.push(Measure::at_most(
        "local",
        "search as you type, p99",
        p99,
        "ms",
        30.0,
    ));
    Ok(())
}

fn commit(device: &mut Device, folder: &Path, measures: &mut Vec<Measure>) -> Result<()> {
    let bare = Connection::open(folder.join("bare.db"))?;
    bare.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    bare.pragma_update(None, "synchronous", "full")?;
    bare.execute_batch("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")?;
    let mut insert = bare.prepare("INSERT INTO row (body) VALUES (?1)")?;
    let body = "x".repeat(600);
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for run in 0..DURABLE_RUNS {
        let items = vec![Target {
            item: stock::item(run * 331 % ITEMS),
            seen: None,
        }];
        let move_it = Command::Move {
            items,
            place: fleet::room(run),
        };
        let (time, done) = timed(|| device.engine.run(move_it));
        done?;
        ours.push(millis(time));
        let (time, inserted) = timed(|| insert.execute([&body]));
        inserted?;
        plain.push(millis(time));
    }
    // Full text is taken in by one commit for many: the median does not see it, the mean does.
    let mean = ours.iter().sum::<f64>() / plain.iter().sum::<f64>();
    super::note(&format!("by the mean an action is {mean:.2} bare rows"));
    let (ours, plain) = (quantile(&mut ours, 0.5), quantile(&mut plain, 0.5));
    // A disk that answers before the bytes are safe leaves nothing but computing to be compared.
    super::note(&format!("an action {ours:.3} ms, a bare row {plain:.3} ms"));
    let ratio = ours / plain;
    measures.push(Measure::at_most(
        "local",
        "committing an action / a bare durable row",
        ratio,
        "ratio",
        3.0,
    ));
    Ok(())
}

/// Pages of 500 entries with 200 pending, half of them on records that the page names.
fn apply_page(device: &mut Device, measures: &mut Vec<Measure>) -> Result<()> {
    device.send_everything()?;
    for run in 0..200 {
        let items = vec![Target {
            item: stock::item(run * 5),
            seen: None,
        }];
        device.engine.run(Command::Move {
            items,
            place: fleet::room(run + 1),
        })?;
    }
    let mut times = Vec::new();
    for round in (0..).take(ROUNDS) {
        let page = device.office_page(round)?;
        let (time, applied) = timed(|| device.engine.receive(&page.0, Ok(page.1)));
        applied?;
        times.push(millis(time));
    }
    let median = quantile(&mut times, 0.5);
    measures.push(Measure::at_most(
        "local",
        "applying a page of 500 with 200 pending",
        median,
        "ms",
        50.0,
    ));
    Ok(())
}

/// A clock that goes on an hour with every reading, so that no scan is “again”.
struct HourlyClock(SystemClock, Cell<i64>);

impl Clock for HourlyClock {
    fn wall(&self) -> Millis {
        self.1.set(self.1.get() + 3_600_000);
        Millis(self.0.wall().0 + self.1.get())
    }

    fn tick(&self) -> Tick {
        self.0.tick()
    }
}

/// An engine, and a server made of answers.
struct Device {
    engine: Engine,
    cursors: BTreeMap<Scope, Cursor>,
    /// The office's records as it last changed them.
    office: BTreeMap<RecordKey, Record>,
    made: u128,
}

impl Device {
    /// Enrols and takes in the whole inventory.
    fn fill(path: &Path) -> Result<Self> {
        let mut entropy = SystemEntropy::new()?;
        let clock = HourlyClock(SystemClock::start(&mut entropy), Cell::new(0));
        let engine = Engine::open(Connection::open(path)?, clock, entropy)?;
        let mut device = Self {
            engine,
            cursors: BTreeMap::new(),
            office: BTreeMap::new(),
            made: 0,
        };
        device.engine.run(Command::Enrol {
            code: "code".to_owned(),
            device: "bench".to_owned(),
        })?;
        let mut parts: BTreeMap<Scope, Vec<SnapshotRecord>> = BTreeMap::new();
        parts.insert(Scope::Org, fleet::organisation());
        let items: Vec<SnapshotRecord> = fleet::items(ITEMS).collect();
        device.office = items
            .iter()
            .map(|one| (one.record.key.clone(), one.record.clone()))
            .collect();
        parts.insert(fleet::ITEMS, items);
        while let Some(outgoing) = device.engine.next_request()? {
            let Outgoing { request, .. } = outgoing;
            let answer = match &request {
                SyncRequest::Enrol(_) | SyncRequest::Session => SyncAnswer::Session(session()),
                SyncRequest::Pull(asked) => SyncAnswer::Pull(Box::new(pull(&asked.cursors))),
                SyncRequest::Snapshot { scope, .. } => SyncAnswer::Snapshot(Box::new(next_part(
                    parts.get_mut(scope).ok_or("no such scope")?,
                ))),
                SyncRequest::Live(asked) => {
                    device.cursors.clone_from(&asked.cursors);
                    break;
                }
                // As a server says that is older than digests.
                SyncRequest::Digest { .. } | SyncRequest::Bucket { .. } => {
                    let (status, code) = (404, None);
                    let refused = Failure::Refused { status, code };
                    device.engine.receive(&request, Err(refused))?;
                    continue;
                }
                SyncRequest::Push(_)
                | SyncRequest::Leave
                | SyncRequest::History { .. }
                | SyncRequest::Numbers(_)
                | SyncRequest::Ask(_) => {
                    return Err("nothing was done yet".into());
                }
            };
            device.engine.receive(&request, Ok(answer))?;
        }
        match device.engine.run(Command::Session)? {
            Answer::Session(session) if u128::from(session.items) == ITEMS => Ok(device),
            other => Err(format!("the inventory is not whole: {other:?}").into()),
        }
    }

    /// Acknowledges what is pending, as applied, without a feed for it.
    fn send_everything(&mut self) -> Result<()> {
        self.engine.receive(
            &SyncRequest::Live(shared::wire::PullRequest {
                cursors: self.cursors.clone(),
            }),
            Ok(SyncAnswer::Live(LiveResponse {
                epoch: EPOCH,
                heads: BTreeMap::new(),
            })),
        )?;
        self.engine.run(Command::SyncNow)?;
        while let Some(Outgoing { request, .. }) = self.engine.next_request()? {
            let answer = match &request {
                SyncRequest::Push(push) => SyncAnswer::Push(shared::wire::PushResponse::Taken {
                    epoch: EPOCH,
                    outcomes: push
                        .entries
                        .iter()
                        .map(|entry| shared::wire::PushOutcome {
                            op_id: entry.op.op_id,
                            outcome: shared::operation::Outcome::Applied {},
                        })
                        .collect(),
                }),
                SyncRequest::Pull(asked) => SyncAnswer::Pull(Box::new(pull(&asked.cursors))),
                _ => break,
            };
            self.engine.receive(&request, Ok(answer))?;
        }
        Ok(())
    }

    /// What the office did since: 500 items got a note.
    fn office_page(&mut self, round: u128) -> Result<(SyncRequest, SyncAnswer)> {
        let cursor = *self.cursors.get(&fleet::ITEMS).ok_or("no cursor")?;
        let asked = SyncRequest::Pull(shared::wire::PullRequest {
            cursors: self.cursors.clone(),
        });
        let mut entries = Vec::new();
        for position in 0..500_u64 {
            let key = RecordKey::new(Collection::Item, stock::item(u128::from(position) * 10));
            let record = self.office.get(&key).ok_or("no such item")?.clone();
            let (line, record) = self.annotate(record, round)?;
            self.office.insert(key, record.clone());
            entries.push(FeedEntry {
                seq: cursor.1 + position + 1,
                event: FeedEvent::Put { line, record },
            });
        }
        let cursor = Cursor(cursor.0, cursor.1 + 500);
        self.cursors.insert(fleet::ITEMS, cursor);
        let page = ScopePage::Entries {
            entries,
            cursor,
            more: false,
        };
        let scopes = BTreeMap::from([(fleet::ITEMS, page)]);
        let answer = PullResponse {
            epoch: EPOCH,
            scopes,
            revoked: Vec::new(),
            unparked: Vec::new(),
        };
        Ok((asked, SyncAnswer::Pull(Box::new(answer))))
    }

    fn annotate(&mut self, record: Record, round: u128) -> Result<(HistoryLine, Record)> {
        self.made += 1;
        let at = Millis(1_795_737_600_000);
        let operation = Operation {
            op_id: shared::id::OpId::fixed(self.made),
            action: shared::id::ActionId::fixed(self.made),
            record: record.key.clone(),
            actor: shared::id::PersonId::fixed(2),
            observed_at: at,
            tick: Tick("office".into(), 0),
            app_schema: APP_SCHEMA,
            seen: record.rev,
            intent: Intent::Edited,
            change: Change::Set(vec![Assign {
                field: Field::new(field::NOTES),
                base: record.base(field::NOTES),
                value: json!(format!("Vérifié, tour {round}")),
            }]),
        };
        let installation = InstallationId::fixed(9);
        let mut fold = Fold::seed(record, &[]);
        let accepted = Accepted {
            operation: operation.clone(),
            installation,
            at,
            uncertain: false,
        };
        let outcome = fold.apply(accepted);
        let record = fold.into_record().ok_or("no record")?;
        let op = SealedOperation::seal(operation)?;
        let rev = record.rev;
        let line = HistoryLine {
            op,
            installation,
            at,
            uncertain: false,
            received_at: at,
            rev,
            outcome,
        };
        Ok((line, record))
    }
}

/// Nothing new for a scope that has been read, a snapshot for one that has not.
fn pull(cursors: &BTreeMap<Scope, Cursor>) -> PullResponse {
    let scopes = [Scope::Org, fleet::ITEMS].into_iter().map(|scope| {
        let page = match cursors.get(&scope) {
            None => ScopePage::Snapshot {},
            Some(cursor) => ScopePage::Entries {
                entries: Vec::new(),
                cursor: *cursor,
                more: false,
            },
        };
        (scope, page)
    });
    PullResponse {
        epoch: EPOCH,
        scopes: scopes.collect(),
        revoked: Vec::new(),
        unparked: Vec::new(),
    }
}

fn session() -> SessionResponse {
    SessionResponse {
        org: OrgId::fixed(1),
        org_name: "Banc d’essai".to_owned(),
        person: fleet::ME,
        person_name: "Personne 1".to_owned(),
        token: Some("token".to_owned()),
    }
}

/// The next part of a snapshot; takes it away from what is left.
fn next_part(left: &mut Vec<SnapshotRecord>) -> SnapshotResponse {
    let size = left.len().min(2_000);
    let records: Vec<SnapshotRecord> = left.drain(..size).collect();
    let next = if left.is_empty() {
        None
    } else {
        records.last().map(|last| last.record.key.clone())
    };
    SnapshotResponse {
        cursor: Cursor(EPOCH, 1),
        records,
        next,
        unparked: Vec::new(),
    }
}
