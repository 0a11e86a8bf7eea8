//! Scanners that type: from key strokes with their times to what was scanned.
//!
//! Owns telling a scanner from a person by its pace ([`Wedge`]), the readings of what it typed ([`Scan::readings`]),
//! the keyboards' layouts ([`Layout`]), and learning a scanner's ways from one label ([`learn`]). Pure: strokes come in
//! with their times, and whoever catches them says when nothing came any more. Leaves to the page catching strokes and
//! undoing what they did to a field, and to the engine which of the readings is known.
//!
//! **Invariant:** until a run is certainly a scanner's nothing of it is withheld, so that whoever types by hand finds
//! all that they typed.

mod burst;
mod key;
mod layout;
mod learn;
mod picture;
mod profile;
mod reading;
mod scan;

pub use burst::{Taken, Verdict, Wedge};
pub use key::{Arrival, Key, Stroke};
pub use layout::Layout;
pub use learn::{Lesson, TEST_LABEL, learn};
pub use picture::{Picture, STEP_PICTURE, TEST_LABEL_PICTURE};
pub use profile::{Profile, Way};
pub use reading::{How, Reading};
pub use scan::{Gesture, STEP_LABEL, Scan, Step};

#[cfg(test)]
mod tests;
