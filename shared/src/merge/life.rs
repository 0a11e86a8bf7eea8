//! Whether a record is there, and whether its retirement stands: what follows from the list as a whole.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Fold;
use super::trail::{Deed, Past};
use crate::id::OpId;
use crate::model::{ItemState, State, field};
use crate::record::{Collection, Field, FieldState, Flag, Life, Record, Stamp};

impl Fold {
    /// Retirements that somebody overrode who did not know of them, each with the operation that did (DESIGN §6), where
    /// that is known.
    pub(super) fn suspended_retirements(&self, field: &Field) -> BTreeMap<OpId, Option<OpId>> {
        if field.as_str() != field::STATE || self.key.collection() != &Collection::Item {
            return BTreeMap::new();
        }
        let retirements = self
            .trails
            .get(field)
            .into_iter()
            .flatten()
            .filter(|assignment| is_retired(&assignment.value));
        retirements
            .filter_map(|retirement| {
                let op = retirement.stamp.op;
                let by = self.past.iter().rev().find(|past| {
                    past.revives
                        && !self.withdrawn.contains(&past.op)
                        && past.is_stranger_to(retirement)
                });
                let told = self.overridden.get(&op).copied();
                let by = by.map(|past| Some(past.op)).or(told)?;
                let undone = by.is_some_and(|by| self.withdrawn.contains(&by));
                (!undone).then_some((op, by))
            })
            .collect()
    }

    /// Life, touch and flags: what follows from the list as a whole.
    pub(super) fn judge(&self, record: &mut Record, stamp: &Stamp) {
        let creator = record.created.by;
        record.touched |= self
            .past
            .iter()
            .any(|past| past.by != creator && past.touches());
        let undone = self.withdrawn.contains(&record.created.op);
        record.life = if undone && !record.touched {
            Life::Undone
        } else {
            Life::Present
        };

        let seeded = std::mem::take(&mut record.flags);
        if self.key.collection() != &Collection::Item {
            return;
        }
        let state = Field::new(field::STATE);
        let current = record.fields.get(&state).map(|state| state.stamp.clone());
        let overridden = self.suspended_retirements(&state);
        let trail = self.trails.get(&state).into_iter().flatten();
        let revived = trail
            .filter(|retirement| {
                current
                    .as_ref()
                    .is_none_or(|current| retirement.stamp.order() > current.order())
            })
            .filter_map(|retirement| {
                let by = (*overridden.get(&retirement.stamp.op)?)?;
                Some(Flag::Revived {
                    retirement: retirement.stamp.op,
                    by,
                })
            })
            .next_back();
        // What a device was told of and has no list for stands, until something gives the item another state.
        let told = |flag: &Flag| {
            seeded.contains(flag)
                && current
                    .as_ref()
                    .is_some_and(|current| current.rev < stamp.rev)
        };
        let kept = seeded.iter().find(|flag| {
            matches!(flag, Flag::Revived { retirement, .. } if !self.past.iter().any(|past| past.op == *retirement))
                && told(flag)
        });
        record.flags.extend(revived.or(kept.cloned()));
        let undoing = self
            .past
            .iter()
            .rev()
            .find(|past| past.deed == Deed::Withdraw(record.created.op));
        match undoing.map(Past::stamp) {
            None if told(&Flag::CreationUndone {}) => record.flags.push(Flag::CreationUndone {}),
            // Whoever gives it a state afterwards has said what it is.
            Some(stamp)
                if undone
                    && record.touched
                    && current
                        .as_ref()
                        .is_none_or(|current| current.order() <= stamp.order()) =>
            {
                record.flags.push(Flag::CreationUndone {});
                let value = ItemState::plain(State::Retired).to_value();
                record.fields.insert(state, FieldState { value, stamp });
            }
            _ => {}
        }
    }
}

fn is_retired(value: &Value) -> bool {
    ItemState::from_value(value).is_some_and(|state| state.state == State::Retired)
}
