//! A sync with nothing to do: what a device that is up to date costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use mobile_core::api::Command;
use serde_json::from_slice;
use shared::wire::{Cursor, LiveResponse, PullRequest};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::super::{Measure, millis, quantile};
use super::line::Line;
use super::part::Office;
use super::{BENCH, Result, run as block_on};
use crate::staff::Staff;

/// The server holds an inventory meanwhile.
const STOCK: u128 = 10_000;
/// Pulls that bring nothing.
const PULLS: u32 = 2_000;

/// What passed between a device and the server.
#[derive(Debug, Default)]
struct Meter {
    bytes: AtomicU64,
    requests: AtomicU64,
}

pub(in super::super) fn run(measures: &mut Vec<Measure>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (bytes, requests, mut times) = block_on(async {
        let mut office = Office::start(folder.path().join("office"), None).await?;
        office.stock(0, STOCK).await?;
        let (bytes, requests) = nothing_to_do(&mut office).await?;
        let times = pull_nothing(&mut office).await?;
        office.stop().await?;
        Ok((bytes, requests, times))
    })?;
    measures.push(Measure::at_most(
        BENCH,
        "a sync with nothing to do, requests",
        requests,
        "",
        1.0,
    ));
    measures.push(Measure::at_most(
        BENCH,
        "a sync with nothing to do, both ways",
        bytes,
        "bytes",
        1_024.0,
    ));
    measures.push(Measure::at_most(
        BENCH,
        "a sync with nothing to do, there and back over loopback",
        quantile(&mut times, 0.5),
        "ms",
        2.0,
    ));
    Ok(())
}

/// Lets a device that has everything sync, and says how many bytes and requests that was.
#[expect(clippy::cast_precision_loss, reason = "few bytes")]
async fn nothing_to_do(office: &mut Office) -> Result<(f64, f64)> {
    let meter = Arc::new(Meter::default());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let to = office.origin.trim_start_matches("http://").to_owned();
    let relay = tokio::spawn(relay(listener, to, Arc::clone(&meter)));
    let staff = Staff::equip(&origin)?;
    staff.enrol(&office.enrol("Nadia Blanc").await?).await?;
    // The first has what the first sync left over to ask.
    let mut before = (0, 0);
    for _ in 0..3 {
        let last = staff
            .until("the last sync", |session| session.sync.last.is_some())
            .await?;
        before = meter.read();
        staff.run(Command::SyncNow).await?;
        staff
            .until("another sync", |session| session.sync.last > last.sync.last)
            .await?;
    }
    let after = meter.read();
    relay.abort();
    Ok(((after.0 - before.0) as f64, (after.1 - before.1) as f64))
}

impl Meter {
    fn read(&self) -> (u64, u64) {
        let [bytes, requests] =
            [&self.bytes, &self.requests].map(|count| count.load(Ordering::Relaxed));
        (bytes, requests)
    }
}

async fn relay(listener: TcpListener, to: String, meter: Arc<Meter>) -> std::io::Result<()> {
    loop {
        let (device, _) = listener.accept().await?;
        let server = TcpStream::connect(&to).await?;
        let ((from_device, to_device), (from_server, to_server)) =
            (device.into_split(), server.into_split());
        tokio::spawn(carry(from_device, to_server, Arc::clone(&meter)));
        tokio::spawn(carry(from_server, to_device, Arc::clone(&meter)));
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    meter: Arc<Meter>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut bytes).await?;
        if read == 0 {
            return Ok(());
        }
        let requests = bytes[..read]
            .windows(10)
            .filter(|ten| ten == b" HTTP/1.1\r")
            .count();
        meter
            .requests
            .fetch_add(u64::try_from(requests).unwrap_or(0), Ordering::Relaxed);
        meter
            .bytes
            .fetch_add(u64::try_from(read).unwrap_or(0), Ordering::Relaxed);
        to.write_all(&bytes[..read]).await?;
    }
}

/// Pulls again and again from where everything has been read; gives how long each took, in milliseconds.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
async fn pull_nothing(office: &mut Office) -> Result<Vec<f64>> {
    let code = office.enrol("Marc Caron").await?;
    let mut line = Line::open(&office.origin, &code).await?;
    let live = line.get("/api/live").await?;
    let LiveResponse { epoch, heads } = from_slice(&live)?;
    let cursors = heads
        .into_iter()
        .map(|(scope, seq)| (scope, Cursor(epoch, seq)))
        .collect();
    let asked = Bytes::from(serde_json::to_vec(&PullRequest { cursors })?);
    let mut times = Vec::new();
    for _ in 0..PULLS {
        let begun = std::time::Instant::now();
        line.post("/api/pull", asked.clone()).await?;
        times.push(millis(begun.elapsed()));
    }
    Ok(times)
}
