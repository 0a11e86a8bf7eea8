//! A device with threads and files: the store's owner is a thread, and all that the device keeps lies in a folder.

mod credential;
pub mod device;
pub mod home;
pub mod invitation;
mod store_port;
mod transport;

pub use store_port::StorePort;
