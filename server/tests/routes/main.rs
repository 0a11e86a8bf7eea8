//! The real server on a port of its own, asked by a real client.

mod access;
mod demo;
mod enrolment;
mod invitations;
mod labels;
mod live;
mod phone;
mod shared_device;
mod sync;
