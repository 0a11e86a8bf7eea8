//! A server and devices in one process and without a network: the real routes over a real store, real engines over
//! files, with clocks and chance handed in.

mod day;
mod deed;
mod device;
mod server;
mod shown;

use mobile_core::api::Command;
use mobile_core::sync::{SyncRequest, read_answer};

pub use day::{Day, live};
pub(crate) use day::{copy, memory, runtime};
pub(crate) use device::Device;
pub(crate) use server::Server;

/// Rounds in which a device that the network leaves in peace has sent all that it has.
const ROUNDS: usize = 400;

/// What may fail in a small world says why, and is not gone on from.
pub type Fallible<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Exchanges until a device only waits for news.
///
/// # Errors
/// If either side fails, or the device never comes to an end.
pub(crate) async fn exchange(device: &mut Device, server: &Server) -> Fallible {
    device.run(Command::SyncNow)?;
    let mut last = String::new();
    for _ in 0..ROUNDS {
        let Some(outgoing) = device.next_request()? else {
            return Ok(());
        };
        if matches!(outgoing.request, SyncRequest::Live(_)) {
            continue;
        }
        let (status, body) = server.answer(&outgoing).await?;
        let answer = read_answer(&outgoing.request, status, &body);
        last = format!("{:?}", outgoing.request);
        device.receive(&outgoing, answer)?;
    }
    Err(format!("it never comes to an end, at last with {last:.200}").into())
}
