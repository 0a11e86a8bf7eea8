//! What became of the operation that was just applied.

use std::collections::BTreeSet;

use super::Fold;
use super::trail::{self, Deed};
use crate::id::OpId;
use crate::model::field::FieldKind;
use crate::operation::Outcome;
use crate::record::{Field, Stamp};

impl Fold {
    /// Reads the outcome off the record. `stood` is where the target of a withdrawal stood before it.
    pub(super) fn outcome(
        &self,
        deed: &Deed,
        stamp: &Stamp,
        stood: &BTreeSet<Field>,
        others_came_first: bool,
    ) -> Outcome {
        let Some(record) = &self.record else {
            return Outcome::Applied {};
        };
        let counts_for = |field: &Field| record.fields.get(field).map(|state| state.stamp.op);
        let instead = |op: OpId| {
            let counting = self
                .assigned_by(op)
                .find_map(|field| counts_for(&field).filter(|by| *by != op));
            Outcome::Superseded { by: counting }
        };
        match deed {
            Deed::Create => Outcome::Applied {},
            Deed::Nothing => Outcome::Superseded { by: None },
            Deed::Withdraw(target) => {
                let target = trail::root(&self.past, *target);
                let had_effect = target == record.created.op || self.standing(target) != *stood;
                if had_effect {
                    Outcome::Applied {}
                } else {
                    instead(target)
                }
            }
            Deed::Set | Deed::Settle(_) => {
                let open = record.conflicts.iter();
                let fields: Vec<Field> = open
                    .filter(|open| {
                        [&open.kept, &open.other]
                            .iter()
                            .any(|side| side.stamp.op == stamp.op)
                    })
                    .map(|open| open.field.clone())
                    .collect();
                if !fields.is_empty() {
                    return Outcome::Conflict { fields };
                }
                // A fact that neither counts nor is in conflict has the value that counts.
                let is_late = |field: &Field| {
                    let kind = FieldKind::of(self.key.collection(), field.as_str());
                    matches!(kind, FieldKind::Observation { .. })
                        && counts_for(field) != Some(stamp.op)
                };
                let mut assigned = self.assigned_by(stamp.op).peekable();
                if assigned.peek().is_some() && assigned.all(|field| is_late(&field)) {
                    instead(stamp.op)
                } else if others_came_first {
                    Outcome::Merged {}
                } else {
                    Outcome::Applied {}
                }
            }
        }
    }
}
