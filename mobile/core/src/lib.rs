//! Placeholder.

pub mod scan;
