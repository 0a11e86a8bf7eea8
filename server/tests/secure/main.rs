//! Secure addresses: a real server, asked by real TLS clients that trust what a person would have installed.

mod acme;
mod files;
mod local;
mod pebble;
mod proxy;
mod served;
