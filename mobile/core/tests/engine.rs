//! The field engine against a server made of the same rules, without a network: what a person does, what two devices
//! come to, and what bad days leave behind.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

#[path = "engine/actions.rs"]
mod actions;
#[path = "engine/administration.rs"]
mod administration;
#[path = "engine/aliases.rs"]
mod aliases;
#[path = "engine/bad_days.rs"]
mod bad_days;
#[path = "engine/codes.rs"]
mod codes;
#[path = "engine/exchange.rs"]
mod exchange;
#[path = "engine/import.rs"]
mod import;
#[path = "engine/list.rs"]
mod list;
#[path = "engine/many.rs"]
mod many;
#[path = "engine/numbers.rs"]
mod numbers;
#[path = "engine/office.rs"]
mod office;
#[path = "engine/owner.rs"]
mod owner;
#[path = "engine/people.rs"]
mod people;
#[path = "engine/places.rs"]
mod places;
#[path = "engine/put_out.rs"]
mod put_out;
#[path = "engine/reclassified.rs"]
mod reclassified;
#[path = "engine/relabelled.rs"]
mod relabelled;
#[path = "engine/replay.rs"]
mod replay;
#[path = "engine/setting.rs"]
mod setting;
#[path = "engine/shared_device.rs"]
mod shared_device;
#[path = "engine/standing.rs"]
mod standing;
#[path = "engine/taken_back.rs"]
mod taken_back;
#[path = "engine/typed.rs"]
mod typed;
#[path = "engine/unsent.rs"]
mod unsent;
