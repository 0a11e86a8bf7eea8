//! What a device knows of the scanner that types into it.

use super::layout::Layout;

/// What a device knows of its scanner. The default knows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// The words of a preference.
const TYPED: &str = "typed";
const KEYS: &str = "keys";
const LAYOUT: &str = "layout ";
const TABLE: &str = "table ";

impl Profile {
    /// Reads what [`Self::to_text`] wrote; whatever else it is, nothing is known.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let lines: Vec<&str> = text.split('\n').collect();
        let [way, gap, prefix, suffix] = lines[..] else {
            return Self::default();
        };
        Self {
            way: Way::of_text(way),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            gap_ms: gap.parse().ok(),
        }
    }

    /// The profile as a preference keeps it: four lines.
    #[must_use]
    pub fn to_text(&self) -> String {
        let gap = self.gap_ms.map(|gap| gap.to_string()).unwrap_or_default();
        [
            self.way.to_text().as_str(),
            &gap,
            &self.prefix,
            &self.suffix,
        ]
        .join("\n")
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

impl Way {
    fn of_text(text: &str) -> Self {
        if let Some(name) = text.strip_prefix(LAYOUT) {
            return Self::Layout(name.to_owned());
        }
        if let Some(signs) = text.strip_prefix(TABLE) {
            let arrived = signs.chars().step_by(2);
            return Self::Table(arrived.zip(signs.chars().skip(1).step_by(2)).collect());
        }
        match text {
            TYPED => Self::AsTyped,
            KEYS => Self::Keys,
            _ => Self::Unknown,
        }
    }

    fn to_text(&self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::AsTyped => TYPED.to_owned(),
            Self::Keys => KEYS.to_owned(),
            Self::Layout(name) => [LAYOUT, name].concat(),
            Self::Table(pairs) => {
                let signs: String = pairs
                    .iter()
                    .flat_map(|(arrived, scanned)| [*arrived, *scanned])
                    .collect();
                [TABLE, &signs].concat()
            }
        }
    }
}
