//! What somebody decided: the first to arrive stays; another who did not know of it is kept beside it, in conflict.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::trail::{self, Assignment, Past, Resolved, Source};
use crate::id::OpId;
use crate::record::{Conflict, Field};

/// A value that stands beside the current one.
struct Beside<'a> {
    conflict: OpId,
    assignment: &'a Assignment,
    before: Option<Value>,
}

/// The trail of a fact with what is needed to read bases.
struct Trail<'a> {
    /// Every assignment, in order of arrival.
    all: &'a [Assignment],
    /// The operations among them that were undone.
    gone: &'a BTreeSet<OpId>,
    /// For each of these that would count, had it not been undone, what counts in its place.
    instead: BTreeMap<OpId, OpId>,
    past: &'a [Past],
}

/// Resolves a trail, in order of arrival, leaving out what was undone.
pub(super) fn resolve(
    field: &Field,
    all: &[Assignment],
    gone: &BTreeSet<OpId>,
    past: &[Past],
) -> Resolved {
    let mut trail = Trail {
        all,
        gone,
        instead: BTreeMap::new(),
        past,
    };
    // What counted, oldest first; the last counts now.
    let mut counted: Vec<&Assignment> = Vec::new();
    let mut beside: Vec<Beside<'_>> = Vec::new();
    for (position, assignment) in all.iter().enumerate() {
        // Once both say the same there is nothing to settle, whatever either says later.
        if let Some(current) = counted.last() {
            beside.retain(|one| one.assignment.value != current.value);
        }
        let base = trail.base(position);
        if gone.contains(&assignment.stamp.op) {
            trail.leave_out(assignment, base, &counted);
            continue;
        }
        if let Some(conflict) = assignment.settles {
            beside.retain(|one| one.conflict != conflict);
            counted.push(assignment);
            continue;
        }
        match &assignment.source {
            Source::Counted => counted.push(assignment),
            Source::Beside { conflict, before } => {
                beside.push(Beside {
                    conflict: *conflict,
                    assignment,
                    before: before.clone(),
                });
            }
            Source::Applied if trail.stands_on(assignment, base, &counted) => {
                counted.push(assignment);
            }
            // The same value: nothing to tell.
            Source::Applied
                if counted
                    .last()
                    .is_some_and(|current| current.value == assignment.value) => {}
            Source::Applied => match beside
                .iter_mut()
                .find(|one| Some(one.assignment.stamp.op) == base)
            {
                Some(own) => own.assignment = assignment,
                None => {
                    let before = trail.value_of(base).cloned();
                    beside.push(Beside {
                        conflict: assignment.stamp.op,
                        assignment,
                        before,
                    });
                }
            },
        }
    }
    let Some(current) = counted.last() else {
        return Resolved::default();
    };
    let conflicts = beside
        .into_iter()
        .filter(|one| one.assignment.value != current.value)
        .map(|one| Conflict {
            id: one.conflict,
            field: field.clone(),
            kept: current.state(),
            other: one.assignment.state(),
            before: one.before,
        })
        .collect();
    Resolved {
        current: Some(current.state()),
        under: None,
        conflicts,
    }
}

impl Trail<'_> {
    /// Notes what counts in the place of an assignment that was undone.
    fn leave_out(&mut self, assignment: &Assignment, base: Option<OpId>, counted: &[&Assignment]) {
        let would_count = match assignment.source {
            Source::Counted => true,
            Source::Beside { .. } => false,
            Source::Applied => {
                assignment.settles.is_some() || self.stands_on(assignment, base, counted)
            }
        };
        if let Some(current) = counted.last().filter(|_| would_count) {
            self.instead.insert(assignment.stamp.op, current.stamp.op);
        }
    }

    /// The base of the assignment at a position; one that was undone reads as what counts in its place, or as its own
    /// base.
    fn base(&self, position: usize) -> Option<OpId> {
        let mut position = position;
        let mut base = self.all.get(position)?.base;
        while let Some(op) = base.filter(|op| self.gone.contains(op)) {
            if let Some(current) = self.instead.get(&op) {
                return Some(*current);
            }
            // Only what arrived earlier can have been seen, so that this ends.
            position = self
                .all
                .get(..position)?
                .iter()
                .rposition(|one| one.stamp.op == op)?;
            base = self.all.get(position)?.base;
        }
        base
    }

    fn value_of(&self, op: Option<OpId>) -> Option<&Value> {
        self.all
            .iter()
            .find(|one| Some(one.stamp.op) == op)
            .map(|one| &one.value)
    }

    /// Whether an assignment was made on what counted when it arrived, or on the same value.
    fn stands_on(
        &self,
        assignment: &Assignment,
        base: Option<OpId>,
        counted: &[&Assignment],
    ) -> bool {
        let is_base = |current: Option<&&Assignment>| match current {
            None => true,
            Some(current) => {
                base == Some(current.stamp.op)
                    || self.value_of(base).unwrap_or(&Value::Null) == &current.value
            }
        };
        if is_base(counted.last()) {
            return true;
        }
        // What counts now may have been undone as this one arrived, and redone since: then it was not in the way.
        let gone_then = trail::withdrawn(self.past, assignment.stamp.rev);
        let then = counted
            .iter()
            .rposition(|one| !gone_then.contains(&one.stamp.op));
        let same = then.is_some_and(|position| position + 1 == counted.len());
        !same && is_base(then.and_then(|position| counted.get(position)))
    }
}
