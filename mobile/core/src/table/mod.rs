//! Tables as files: bytes in, rows of cells out, and back.
//!
//! Owns encodings, separators, quoting (RFC 4180), and how days and numbers are written. Leaves to `engine::import`
//! what a cell means. Pure: the whole file decides, never one cell.

mod day;
mod encoding;
mod number;
mod text;
mod write;

pub(crate) use day::{Written, day_order};
pub(crate) use encoding::{decode, guess_encoding};
pub(crate) use number::{Number, decimal_sign};
pub(crate) use text::{Table, guess_header, guess_separator};
pub(crate) use write::{Row, is_clearing, unguarded};
