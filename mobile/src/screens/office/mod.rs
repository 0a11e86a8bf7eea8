//! Screens of the office: seldom needed in the field, and loaded only when they are.

pub(super) mod import;
mod import_reading;
mod import_trial;
pub(super) mod import_words;
