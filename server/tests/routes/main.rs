//! The real server on a port of its own, asked by a real client.

mod access;
#[cfg(unix)]
#[path = "../../src/store/postgres/cluster.rs"]
mod cluster;
mod demo;
mod enrolment;
#[cfg(target_os = "linux")]
mod full_disk;
mod invitations;
mod labels;
mod live;
mod numbers;
mod phone;
#[cfg(unix)]
mod servers;
mod shared_device;
mod sync;
