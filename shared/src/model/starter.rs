//! The starter set.
