//! The pieces that screens are made of: props in, events out, no engine and no route of their own.
//!
//! Each has its sheet of the same name in `assets/styles/components`.

mod badge;
mod button;
mod chip;
mod dialog;
mod empty;
mod facts;
mod field;
mod icon;
mod item_row;
mod notice;
mod outcome;
mod tile;
mod timeline;
mod toast;
mod tone;

pub use badge::StateBadge;
pub use button::{Action, Alt, Go, IconButton, TextButton};
pub use chip::{Chip, ClearableChip};
pub use dialog::Dialog;
pub use empty::Empty;
pub use facts::{Copyable, Fact, Facts};
pub use field::{Choice, Field, Segments, why_id};
pub use icon::{Drawing, Sprite, type_icon};
pub use item_row::{Face, FaceSize, ItemRow};
pub use notice::Notice;
pub use outcome::OutcomeBand;
pub use tile::Tile;
pub use timeline::{Timeline, TimelineLine};
pub use toast::{Toast, WayBack};
pub use tone::{Tone, state_tone};
