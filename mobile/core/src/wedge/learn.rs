//! Learning a scanner's ways from one label whose text is known.

use super::layout::LAYOUTS;
use super::profile::{Profile, Way};
use super::scan::Scan;

/// The text of the test label: each sign that a US keyboard has, so that none stays unlearned.
pub const TEST_LABEL: &str = "RECENSE 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ \
    abcdefghijklmnopqrstuvwxyz !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// What the test label taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// What to remember.
    pub profile: Profile,
    /// The scanner closes a code with Enter or Tab.
    pub has_end: bool,
    /// It sends each code twice.
    pub twice: bool,
}

/// Learns from a scan of the test label; none if it is another, or came too garbled to be explained.
#[must_use]
pub fn learn(scan: &Scan) -> Option<Lesson> {
    let lines = scan.lines();
    let line = lines.first()?;
    let typed = Around::find(&line.typed, TEST_LABEL).map(|around| (Way::AsTyped, around));
    let keyed = || {
        let around = Around::find(line.keyed.as_deref()?, TEST_LABEL)?;
        Some((Way::Keys, around))
    };
    let through = || {
        LAYOUTS.iter().find_map(|layout| {
            let around = Around::find(&line.typed, &layout.as_typed(TEST_LABEL))?;
            let back = |text: &str| layout.turn_back(text).into_iter().next();
            let around = Around {
                prefix: back(&around.prefix)?,
                suffix: back(&around.suffix)?,
            };
            Some((Way::Layout(layout.name.to_owned()), around))
        })
    };
    let sign_by_sign = || {
        let around = Around::default();
        Some((Way::Table(table(&line.typed)?), around))
    };
    let (way, around) = typed
        .or_else(keyed)
        .or_else(through)
        .or_else(sign_by_sign)?;
    let doubled = around.suffix == TEST_LABEL;
    Some(Lesson {
        profile: Profile {
            way,
            prefix: around.prefix,
            suffix: if doubled {
                String::new()
            } else {
                around.suffix
            },
            gap_ms: u32::try_from(scan.slowest_ms).ok(),
        },
        has_end: scan.has_end(),
        twice: doubled || lines.len() > 1,
    })
}

/// What stands around a text.
#[derive(Default)]
struct Around {
    prefix: String,
    suffix: String,
}

impl Around {
    fn find(whole: &str, text: &str) -> Option<Self> {
        let (prefix, suffix) = whole.split_once(text)?;
        Some(Self {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
        })
    }
}

/// Sign by sign what arrived and what was scanned; none where that is not one to one.
fn table(arrived: &str) -> Option<Vec<(char, char)>> {
    if arrived.chars().count() != TEST_LABEL.chars().count() {
        return None;
    }
    let mut pairs: Vec<(char, char)> = Vec::new();
    for (arrived, scanned) in arrived.chars().zip(TEST_LABEL.chars()) {
        match pairs.iter().find(|(known, _)| *known == arrived) {
            Some((_, meant)) if *meant != scanned => return None,
            Some(_) => {}
            None => pairs.push((arrived, scanned)),
        }
    }
    Some(pairs)
}
