//! The device's clocks and randomness, as the engine is handed them.

use shared::time::{Anchor, Millis, Tick};

/// The device's two clocks.
pub trait Clock {
    /// The wall clock: milliseconds since 1970 in UTC, which a person or a flat battery may have set to anything.
    fn wall(&self) -> Millis;

    /// The steady clock: milliseconds since a start that the text names, and which nobody can set.
    fn tick(&self) -> Tick;

    /// Both, read together.
    fn anchor(&self) -> Anchor {
        Anchor {
            wall: self.wall(),
            tick: self.tick(),
        }
    }
}

/// Unpredictable bytes.
pub trait Entropy {
    /// Fills all of it.
    fn fill(&mut self, bytes: &mut [u8]);
}
