//! What came of a code that a scanner typed.

use serde::{Deserialize, Serialize};

use super::Found;
use crate::wedge::{How, Reading};

/// What came of a code that a scanner typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::large_enum_variant,
        reason = "there is one at a time, on its way to the screen"
    )
)]
pub enum TypedFound {
    /// It is sure enough what was scanned.
    Read {
        /// The code.
        code: String,
        /// How it was read.
        how: How,
        /// What it leads to.
        found: Found,
    },
    /// It may be any of these, none of which is known: nothing is made from it before a person says which it is.
    Doubtful {
        /// Why that is not sure.
        why: TypedDoubt,
        /// What it may be, the likeliest first.
        readings: Vec<Reading>,
    },
}

/// Why it is not sure what was scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypedDoubt {
    /// The scanner's keyboard may be another than the device's.
    Keyboard,
    /// It came twice, or is twice the same.
    Twice,
}
