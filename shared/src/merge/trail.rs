//! What the fold remembers: the operations of a record and, for each field, the assignments that they made.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Accepted, Intent};
use crate::id::{InstallationId, OpId, PersonId};
use crate::model::field;
use crate::operation::Change;
use crate::record::{Conflict, FieldState, Stamp};
use crate::time::Millis;

/// What an operation does to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Create,
    Set,
    Withdraw(OpId),
    Settle(OpId),
    /// It came too late to do anything: history.
    Nothing,
}

impl Deed {
    pub(super) fn conflict(&self) -> Option<OpId> {
        match self {
            Self::Settle(conflict) => Some(*conflict),
            _ => None,
        }
    }
}

/// One operation of the list, without its values.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub(super) op: OpId,
    pub(super) by: PersonId,
    pub(super) intent: Intent,
    pub(super) installation: InstallationId,
    pub(super) at: Millis,
    pub(super) uncertain: bool,
    pub(super) seen: u64,
    pub(super) rev: u64,
    pub(super) deed: Deed,
    /// It brings a retired item back, if its author did not know of the retirement: an edit, a move or a receipt
    /// of something other than the state.
    pub(super) revives: bool,
}

impl Past {
    /// An operation at its place. What an acknowledged one did has been judged before: it is taken at its word.
    pub(super) fn of(accepted: &Accepted, rev: u64, acknowledged: bool) -> Self {
        let operation = &accepted.operation;
        let (deed, revives) = match &operation.change {
            Change::Create { .. } => (Deed::Create, false),
            Change::Set(assigns) => {
                let more_than_seen = assigns.iter().any(|assign| {
                    !matches!(assign.field.as_str(), field::STATE | field::LAST_SEEN)
                });
                let acts = matches!(
                    operation.intent,
                    Intent::Moved | Intent::Received | Intent::Edited | Intent::Imported
                );
                (Deed::Set, acts && more_than_seen && !acknowledged)
            }
            Change::Withdraw { op } => (Deed::Withdraw(*op), false),
            Change::Settle { conflict, .. } => (Deed::Settle(*conflict), false),
        };
        Self {
            op: operation.op_id,
            by: operation.actor,
            intent: operation.intent,
            installation: accepted.installation,
            at: accepted.at,
            uncertain: accepted.uncertain,
            seen: operation.seen,
            rev,
            deed,
            revives,
        }
    }

    pub(super) fn creation(stamp: &Stamp) -> Self {
        Self {
            op: stamp.op,
            by: stamp.by,
            intent: Intent::Edited,
            installation: stamp.installation,
            at: stamp.at,
            uncertain: stamp.uncertain,
            seen: 0,
            rev: stamp.rev,
            deed: Deed::Create,
            revives: false,
        }
    }

    pub(super) fn stamp(&self) -> Stamp {
        Stamp {
            op: self.op,
            at: self.at,
            uncertain: self.uncertain,
            by: self.by,
            installation: self.installation,
            rev: self.rev,
        }
    }

    /// The operation whose effect a withdrawal takes away or brings back.
    pub(super) fn target(&self, past: &[Past]) -> Option<OpId> {
        match self.deed {
            Deed::Withdraw(op) => Some(root(past, op)),
            _ => None,
        }
    }

    /// Whether it changed the record: its author did not only look at it, and did not come too late.
    pub(super) fn changes(&self) -> bool {
        self.intent != Intent::LookedUp && self.deed != Deed::Nothing
    }

    /// Whether somebody did something to the record, and did not only look at it or take along what it belongs to.
    pub(super) fn touches(&self) -> bool {
        !matches!(self.intent, Intent::LookedUp | Intent::Followed)
            && matches!(self.deed, Deed::Set | Deed::Settle(_))
    }

    /// Neither knew of the other.
    pub(super) fn is_stranger_to(&self, other: &Assignment) -> bool {
        let other_rev = other.stamp.rev;
        if self.installation == other.stamp.installation {
            return false;
        }
        if self.rev > other_rev {
            self.seen < other_rev
        } else {
            !other.knowledge.reaches(self.op, self.rev)
        }
    }
}

/// What the author of an assignment knew of earlier ones.
#[derive(Clone, Debug)]
pub(super) enum Knowledge {
    /// Everything up to this `rev`.
    Seen(u64),
    /// A seed's: everything but these, with which it is in conflict.
    AllBut(Vec<OpId>),
}

impl Knowledge {
    fn reaches(&self, op: OpId, rev: u64) -> bool {
        match self {
            Self::Seen(seen) => *seen >= rev,
            Self::AllBut(strangers) => !strangers.contains(&op),
        }
    }
}

/// One value that an operation gave to a field.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub(super) stamp: Stamp,
    pub(super) value: Value,
    pub(super) base: Option<OpId>,
    pub(super) knowledge: Knowledge,
    /// The conflict that it settles.
    pub(super) settles: Option<OpId>,
    pub(super) source: Source,
}

/// Where the fold has an assignment from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// An operation that the fold applied.
    Applied,
    /// A record that came whole: it counted, and needs no judging.
    Counted,
    /// A record that came whole: it stands beside, in conflict.
    Beside {
        conflict: OpId,
        before: Option<Value>,
    },
}

impl Assignment {
    pub(super) fn state(&self) -> FieldState {
        FieldState {
            value: self.value.clone(),
            stamp: self.stamp.clone(),
        }
    }

    /// Whether its author knew of an assignment that arrived earlier.
    pub(super) fn knows(&self, earlier: &Self) -> bool {
        self.stamp.installation == earlier.stamp.installation
            || self.base == Some(earlier.stamp.op)
            || self.knowledge.reaches(earlier.stamp.op, earlier.stamp.rev)
    }

    pub(super) fn seed(state: &FieldState, base: Option<OpId>, strangers: Vec<OpId>) -> Self {
        Self {
            stamp: state.stamp.clone(),
            value: state.value.clone(),
            base,
            knowledge: Knowledge::AllBut(strangers),
            settles: None,
            source: Source::Counted,
        }
    }
}

/// What resolving a trail comes to.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) current: Option<FieldState>,
    pub(super) under: Option<FieldState>,
    pub(super) conflicts: Vec<Conflict>,
}

/// The operation that a chain of withdrawals is about.
pub(super) fn root(past: &[Past], op: OpId) -> OpId {
    let mut root = op;
    // A withdrawal names an earlier operation, so that the chain ends.
    for known in past.iter().rev() {
        if let (true, Deed::Withdraw(target)) = (known.op == root, &known.deed) {
            root = *target;
        }
    }
    root
}

/// The operations that were undone, as of a `rev`. A withdrawal names an earlier operation, so that going backwards
/// each is judged after whatever may have undone it.
pub(super) fn withdrawn(past: &[Past], as_of: u64) -> BTreeSet<OpId> {
    let mut gone = BTreeSet::new();
    for known in past.iter().rev().filter(|known| known.rev <= as_of) {
        if let Deed::Withdraw(target) = known.deed
            && !gone.contains(&known.op)
        {
            gone.insert(target);
        }
    }
    gone
}
