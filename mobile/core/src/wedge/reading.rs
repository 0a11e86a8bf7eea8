//! A text that a scan may stand for.

use serde::{Deserialize, Serialize};

use super::scan::Line;

/// A text that a scan may stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The text.
    pub text: String,
    /// How it was read.
    pub how: How,
}

/// How a text was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// As this device has learned that its scanner types.
    Learned,
    /// As the system's layout had it.
    AsTyped,
    /// By the physical keys, as a scanner set to US means them.
    ByKeys,
    /// Turned back from a layout that it may have been typed in.
    Guessed,
    /// Without a sign before it or behind it that scanners are set to send.
    WithoutAffix,
    /// Of a text that came twice.
    Once,
}

/// Readings in order, each text once: the first way to it counts.
#[derive(Default)]
pub(super) struct Readings(pub(super) Vec<Reading>);

impl Readings {
    pub(super) fn push(&mut self, text: String, how: How) {
        if !text.trim().is_empty() && self.0.iter().all(|reading| reading.text != text) {
            self.0.push(Reading { text, how });
        }
    }

    /// Those that are a line's own so far.
    pub(super) fn of_line(&self, line: &Line) -> Vec<Reading> {
        let own = |reading: &&Reading| {
            reading.how == How::Learned
                || reading.text == line.typed
                || Some(&reading.text) == line.keyed.as_ref()
        };
        self.0.iter().filter(own).cloned().collect()
    }
}
