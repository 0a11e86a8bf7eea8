//! Screens of the office: seldom needed in the field, and loaded only when they are.

mod currency;
mod entry;
pub(super) mod import;
mod import_reading;
mod import_trial;
mod import_words;
mod inquiry;
mod invitation;
mod numbering;
pub(super) mod organisation;
pub(super) mod people;
pub(super) mod place;
mod place_add;
mod place_edit;
pub(super) mod places;
pub(super) mod teams;
