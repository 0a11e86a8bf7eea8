//! A device with threads and files: the store's owner is a thread.

pub mod device;
mod store_port;

pub use store_port::StorePort;
