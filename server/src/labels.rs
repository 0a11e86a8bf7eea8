//! Labels on paper: what is on one, where it lies on a sheet, and the page that a browser prints.
//!
//! Pure: an order and the records come in, a page comes out. Who may ask, and reading the records, is `http::labels`'.
//!
//! **Invariants:** a code is printed in whole dots of the printer with its quiet zone, or refused ([`face`]); every
//! picture was read back before it is shown ([`picture`]); code and text come from one record ([`subject`]); a number is
//! whole or missing ([`text`]).

pub(crate) mod code;
pub(crate) mod face;
pub(crate) mod measure;
pub(crate) mod order;
pub(crate) mod page;
pub(crate) mod picture;
pub(crate) mod print;
pub(crate) mod sheet;
pub(crate) mod subject;
mod text;
