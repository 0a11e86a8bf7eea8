//! Reserving inventory numbers: which counters of a series nobody was ever given.
//!
//! **Invariant:** a counter is given once. A series only goes on: not back after a retirement or an undo, nor where a
//! pattern is changed, and beyond what may have been given since where a backup is put back.

use std::collections::BTreeMap;

use shared::access::{Access, Permission};
use shared::id::TypeId;
use shared::model::{ItemType, MAX_COUNTER, NumberPattern, field};
use shared::record::Record;
use shared::wire::{Epoch, NumberBlock};

/// By how much each series leaps at least where an earlier state of the data comes back: what was reserved after it
/// nobody may know any more. By as much as it ever gave, where that is more. A thousand devices with two blocks each
/// reserve that much between two backups.
pub(super) const LEAP: u64 = 100_000;

/// Counters that a person's device wants, in the order in which every request takes its series, so that no two wait for
/// each other.
pub(super) struct Wanted {
    /// For which type.
    pub(super) item_type: TypeId,
    /// Its pattern.
    pub(super) pattern: NumberPattern,
    /// The name of its series.
    pub(super) series: String,
    /// How many.
    pub(super) count: u32,
    /// By how much the series leaps if it begins now: the pattern comes out of an earlier life of the history, in which
    /// its numbers may have been given.
    leap: u64,
}

/// What of a wish is granted: the types of which the person may make items and that have a pattern.
pub(super) fn granted(
    access: &Access,
    wanted: &BTreeMap<TypeId, u32>,
    types: &[Record],
    epoch: Epoch,
) -> Vec<Wanted> {
    let mut granted: Vec<_> = types
        .iter()
        .filter(|record| access.allows(Permission::Number { item_type: record }))
        .filter_map(|record| {
            let item_type = ItemType(record);
            let pattern = item_type.number_pattern()?;
            // An epoch is numbered by the moment of its beginning, or not below.
            let since = record.fields.get(field::NUMBER_PATTERN)?.stamp.at;
            let is_older = u64::try_from(since.0).is_ok_and(|since| since < epoch.0);
            Some(Wanted {
                leap: if is_older { LEAP } else { 0 },
                item_type: item_type.id(),
                series: pattern.series(),
                pattern,
                count: *wanted.get(&item_type.id())?,
            })
        })
        .collect();
    granted
        .sort_by(|one, other| (&one.series, one.item_type).cmp(&(&other.series, other.item_type)));
    granted
}

impl Wanted {
    /// The counter after which the series may not go on, one beyond the last.
    pub(super) const END: u64 = MAX_COUNTER + 1;

    /// Where a series begins of which nobody was given anything yet, given the first counter after the numbers that
    /// there are.
    pub(super) fn start(&self, first_free: u64) -> u64 {
        first_free + self.leap
    }

    /// The first counter after a number, if it is one of the series.
    pub(super) fn after(&self, number: &str) -> u64 {
        self.pattern.first_after([number])
    }

    /// Whether there are that many counters from one on.
    pub(super) fn fits(&self, first: u64) -> bool {
        first.saturating_add(u64::from(self.count)) <= Self::END
    }

    /// The block that begins with a counter.
    pub(super) fn block(&self, first: u64) -> NumberBlock {
        NumberBlock {
            pattern: self.pattern.to_string(),
            first,
            count: self.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_ends_with_its_last_counter() {
        let wanted = Wanted {
            item_type: TypeId::fixed(1),
            pattern: NumberPattern::parse("PC-{0}").expect("a pattern"),
            series: String::new(),
            count: 10,
            leap: 0,
        };
        assert!(wanted.fits(MAX_COUNTER - 9));
        for first in [MAX_COUNTER - 8, MAX_COUNTER, u64::MAX] {
            assert!(!wanted.fits(first), "{first}");
        }
    }
}
