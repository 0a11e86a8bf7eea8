//! The exchange with the server as a state machine: what to ask next, what an answer changes, when to try again.
//!
//! Owns order, retrying and the link's state. Does no I/O: whoever drives it carries [`SyncRequest`]s over a
//! [`Transport`] and hands the answers back ([`drive`] does both). What an answer writes is the store's.
//!
//! **Invariant:** nothing that the server did not answer properly removes anything from this device.

mod ahead;
mod backoff;
mod check;
mod drive;
mod enrol;
mod exchange;
mod http;
mod inquiry;
mod listening;
mod numbers;
mod pull;
mod push;
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod reqwest_transport;
mod signals;
mod state;
mod transport;

pub use drive::{Driver, Timer, Waker, drive};
pub use http::{
    HttpMethod, HttpRequest, is_event_stream, read_answer, read_refusal, write_listening,
    write_request,
};
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub use reqwest_transport::{ReqwestTransport, TransportSetupError};
pub(crate) use state::{Others, SyncState};
pub use transport::{ByteStream, Failure, Outgoing, SyncAnswer, SyncRequest, Transport};
