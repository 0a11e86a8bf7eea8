//! What a device knows of the scanner that types into it.

use serde::{Deserialize, Serialize};

use super::layout::Layout;

/// What a device knows of its scanner. The default knows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// How its signs come to be what was scanned.
    pub way: Way,
    /// What it sends before each code.
    pub prefix: String,
    /// What it sends behind each code, besides Enter or Tab.
    pub suffix: String,
    /// Its longest gap between two strokes, in milliseconds.
    pub gap_ms: Option<u32>,
}

/// How a scanner's signs come to be what was scanned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Nobody said.
    #[default]
    Unknown,
    /// What arrives is what was scanned.
    AsTyped,
    /// The physical keys are those of a US keyboard.
    Keys,
    /// The signs are a US keyboard's, seen through the layout of that name.
    Layout(String),
    /// Each sign that arrives, with the one that was scanned.
    Table(Vec<(char, char)>),
}

impl Profile {
    /// Reads what [`Self::to_text`] wrote; whatever else it is, nothing is known.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The profile as a preference keeps it.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A text as it was scanned, where a layout or a table was learned and explains it.
    pub(super) fn turn_back(&self, text: &str) -> Option<String> {
        match &self.way {
            Way::Layout(name) => Layout::find(name)?.turn_back(text).into_iter().next(),
            Way::Table(pairs) => text
                .chars()
                .map(|sign| {
                    let pair = pairs.iter().find(|(arrived, _)| *arrived == sign);
                    pair.map(|(_, scanned)| *scanned)
                        .or(sign.is_control().then_some(sign))
                })
                .collect(),
            Way::Unknown | Way::AsTyped | Way::Keys => None,
        }
    }
}
