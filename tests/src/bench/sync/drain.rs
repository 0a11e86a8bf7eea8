//! Devices that come back with what was done while there was no network.

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::try_join_all;
use mobile_core::Clock as _;
use mobile_core::host::{SystemClock, SystemEntropy};
use serde_json::from_slice;
use shared::id::{ActionId, InstallationId, OpId, PersonId};
use shared::model::{ItemState, LastSeen, State, field};
use shared::operation::{APP_SCHEMA, Assign, Change, Intent, Operation, Outcome, SealedOperation};
use shared::record::{Collection, Field, RecordKey};
use shared::time::{Anchor, Millis, Tick};
use shared::wire::{MAX_PUSH, PushEntry, PushRequest, PushResponse};

use super::super::{Measure, note, quantile};
use super::line::Line;
use super::part::Office;
use super::{BENCH, Result, peer, run};
use crate::stock;

/// Where a PostgreSQL database lies that is empty.
const DATABASE: &str = "RECENSE_BENCH_DATABASE";
/// Items on the server before anybody comes.
const STOCK: u128 = 20_000;

/// Who comes back with how much.
#[derive(Clone, Copy, Debug)]
struct Crowd {
    devices: u128,
    operations: u128,
}

/// What came of it.
#[derive(Debug)]
struct Drained {
    /// When each device was done, in milliseconds after the first began.
    done: Vec<f64>,
    /// How often one was told to come later.
    put_off: usize,
    /// The most memory that the server had held before, in megabytes.
    memory_before: f64,
    /// The most memory that the server held, in megabytes.
    memory: f64,
}

/// 100,000 operations of 50 devices, against the peer's edits.
pub(in super::super) fn push(measures: &mut Vec<Measure>) -> Result<()> {
    let crowd = Crowd {
        devices: 50,
        operations: 2_000,
    };
    let peer = peer::edits()?;
    for (store, database) in stores() {
        let drained = drain(crowd, database)?;
        let last = drained.done.iter().copied().fold(0.0, f64::max);
        #[expect(clippy::cast_precision_loss, reason = "a count of operations")]
        let rate = (crowd.devices * crowd.operations) as f64 / last * 1_000.0;
        note(&format!(
            "50 devices on {store}: {last:.0} ms, {rate:.0} operations a second"
        ));
        if let Some(peer) = peer {
            let measure = format!("push on {store}, operations a second / PouchDB's edits");
            measures.push(Measure::at_least(
                BENCH,
                measure,
                rate / peer,
                "ratio",
                10.0,
            ));
        }
    }
    Ok(())
}

/// 500 devices at once with 200 operations each.
pub(in super::super) fn fleet(measures: &mut Vec<Measure>) -> Result<()> {
    let crowd = Crowd {
        devices: 500,
        operations: 200,
    };
    for (store, database) in stores() {
        let mut drained = drain(crowd, database)?;
        let slowest = drained.done.iter().copied().fold(0.0, f64::max);
        let median = quantile(&mut drained.done, 0.5);
        note(&format!(
            "500 devices on {store}: the slowest {slowest:.0} ms, the median {median:.0} ms, put off {} times, \
             the server at {:.0} MB before",
            drained.put_off, drained.memory_before
        ));
        let measure = format!("500 devices at once on {store}, the slowest / the median");
        measures.push(Measure::at_most(
            BENCH,
            measure,
            slowest / median,
            "ratio",
            2.0,
        ));
        let measure = format!("500 devices at once on {store}, the server's memory");
        measures.push(Measure::at_most(
            BENCH,
            measure,
            drained.memory,
            "MB",
            200.0,
        ));
    }
    Ok(())
}

/// The stores that there are here, by name and by the database.
fn stores() -> impl Iterator<Item = (&'static str, Option<String>)> {
    let database = std::env::var(DATABASE).ok();
    if database.is_none() {
        note(&format!(
            "{DATABASE} names no database: PostgreSQL is left out"
        ));
    }
    let postgres = database.map(|url| ("PostgreSQL", Some(url)));
    [("SQLite", None)].into_iter().chain(postgres)
}

fn drain(crowd: Crowd, database: Option<String>) -> Result<Drained> {
    let folder = tempfile::tempdir()?;
    run(async {
        let mut office = Office::start(folder.path().join("office"), database).await?;
        office.stock(0, STOCK).await?;
        let clock = SystemClock::start(&mut SystemEntropy::new()?);
        let mut devices = Vec::new();
        for number in 0..crowd.devices {
            let code = office.enrol(&format!("Personne {number}")).await?;
            let line = Line::open(&office.origin, &code).await?;
            let pushes = prepare(number, line.person, crowd, &clock)?;
            devices.push((line, pushes));
        }
        let memory_before = office.memory()?;
        let begun = clock.tick();
        let sent = devices.into_iter().map(|(line, pushes)| {
            let clock = &clock;
            let begun = begun.1;
            tokio::spawn(send(line, pushes)).map(move |sent| {
                let put_off = sent?.map_err(|error| error.to_string())?;
                Ok::<_, Box<dyn std::error::Error>>((clock.tick().1 - begun, put_off))
            })
        });
        let sent = try_join_all(sent).await?;
        let memory = office.memory()?;
        office.stop().await?;
        #[expect(clippy::cast_precision_loss, reason = "some milliseconds")]
        Ok(Drained {
            done: sent.iter().map(|(at, _)| *at as f64).collect(),
            put_off: sent.iter().map(|(_, put_off)| put_off).sum(),
            memory_before,
            memory,
        })
    })
}

/// Sends what is prepared, one push after the other, and says how often that was put off.
async fn send(mut line: Line, pushes: Vec<Bytes>) -> std::result::Result<usize, String> {
    let sending = async {
        for push in pushes {
            let taken = line.post("/api/push", push).await?;
            let PushResponse::Taken { outcomes, .. } = from_slice(&taken)? else {
                return Err("a fork".into());
            };
            let is_lost = |outcome: &Outcome| {
                matches!(outcome, Outcome::Conflict { .. } | Outcome::Parked { .. })
            };
            if let Some(lost) = outcomes.iter().find(|taken| is_lost(&taken.outcome)) {
                return Err(format!("not taken in: {lost:?}").into());
            }
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    };
    sending.await.map_err(|error| error.to_string())?;
    Ok(line.put_off)
}

/// What a device did while it was away: it counted items all over the stock, and set their states.
fn prepare(
    device: u128,
    person: PersonId,
    crowd: Crowd,
    clock: &SystemClock,
) -> Result<Vec<Bytes>> {
    let installation = InstallationId::fixed(0x7000_0000 + device);
    let (wall, tick) = (clock.wall(), clock.tick());
    let mut entries = Vec::new();
    for (seq, number) in (1_u64..).zip(0..crowd.operations) {
        let made = device * crowd.operations + number;
        let set = |field: &str, value| Assign {
            field: Field::new(field),
            base: None,
            value,
        };
        let state = State::ALL[usize::try_from(made % 4)?];
        let at = wall.since(Millis(1_000 * i64::try_from(crowd.operations - number)?));
        let id = 0x0190_0000_0000_7000_8000_0000_0000_0000 + made;
        let operation = Operation {
            op_id: OpId::fixed(id),
            action: ActionId::fixed(id),
            record: RecordKey::new(Collection::Item, stock::item(made * 7_919 % STOCK)),
            actor: person,
            observed_at: at,
            tick: Tick(tick.0.clone(), tick.1 - wall.since(at).0),
            app_schema: APP_SCHEMA,
            seen: 1,
            intent: Intent::Counted,
            change: Change::Set(vec![
                set(field::STATE, ItemState::plain(state).to_value()),
                set(field::LAST_SEEN, LastSeen::value(person, None)),
            ]),
        };
        let op = SealedOperation::seal(operation)?;
        entries.push(PushEntry { seq, op });
    }
    let push = |entries: &[PushEntry]| {
        let request = PushRequest {
            installation,
            anchor: Anchor {
                wall,
                tick: tick.clone(),
            },
            entries: entries.to_vec(),
        };
        Ok(serde_json::to_vec(&request)?.into())
    };
    entries.chunks(MAX_PUSH).map(push).collect()
}
