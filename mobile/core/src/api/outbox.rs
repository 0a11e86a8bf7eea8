//! What waits, what was sent, what is to settle.

use serde::{Deserialize, Serialize};
use shared::id::{ActionId, ItemId, OpId, PlaceId};
use shared::model::Words;
use shared::operation::{Intent, Outcome, ParkReason};
use shared::record::{Field, RecordKey};
use shared::time::Millis;

use super::{
    HistoryChange, ItemView, OthersWork, PersonView, PlaceView, Shown, TypeView, UndoneView,
};
use crate::error::EngineError;

/// How far an operation has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Kept on this device, to be sent.
    Pending,
    /// The server has it, and it waits for its cause to go.
    Parked(ParkReason),
    /// It was taken back while it waited there, or takes back what did: it comes to nothing.
    TakenBack,
    /// The server has it.
    Delivered {
        /// What became of it.
        outcome: Outcome,
        /// When the server took it.
        received_at: Millis,
    },
    /// The server has it, and it came too late to count: it is in the history.
    Late {
        /// For what.
        why: Late,
        /// When the server took it.
        received_at: Millis,
    },
    /// The server has it; it stood against what somebody else had done, and that is settled since.
    Settled {
        /// When the server took it.
        received_at: Millis,
    },
}

/// For what something came too late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// Something was seen, and a newer sighting holds.
    Newer,
    /// A conflict was settled, and had been already.
    Settled,
    /// Something was taken back, and had been already.
    TakenBack,
    /// Something was taken back that the same person had changed since.
    ChangedByOneself,
    /// Something was taken back that somebody else had changed since: who, where this device knows that.
    ChangedBy(Option<PersonView>),
}

/// An action that was committed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoneView {
    /// The action, to be undone by.
    pub action: ActionId,
    /// How many operations it has.
    pub operations: u32,
    /// The item as it is now, where the action was for one.
    pub item: Option<Box<ItemView>>,
    /// What the action made, where the screen goes on with that and it is no item.
    pub made: Option<RecordKey>,
    /// The place as it is now, where the action was for one.
    pub place: Option<PlaceView>,
    /// For an undo: who changed a value since, so that it stays.
    pub stays_by: Option<PersonView>,
    /// What of it is not so.
    pub left: Option<LeftView>,
}

/// What of an action on many is not so: it is no longer here, or waits because the server would not take it, as far
/// as this device knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftView {
    /// How many.
    pub count: u32,
    /// Why the first of them is not.
    pub why: EngineError,
}

impl LeftView {
    /// Counts one more.
    pub(crate) fn add(left: &mut Option<Self>, why: EngineError) {
        left.get_or_insert(Self { count: 0, why }).count += 1;
    }
}

/// The outbox.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutboxView {
    /// Actions that are still only on this device, newest first.
    pub to_send: Vec<ActionView>,
    /// How many actions those are.
    pub to_send_count: u64,
    /// What waits on the server, with its reason.
    pub parked: Vec<ActionView>,
    /// Actions sent, newest first, 50 at most.
    pub sent: Vec<ActionView>,
    /// How many actions this device has sent for the person, as far as they are kept.
    pub sent_count: u64,
    /// Conflicts of theirs.
    pub conflicts: Vec<ConflictView>,
    /// How many pairs of items may be one thing by a text that the signed-in person gave to one of them.
    pub suspects: u64,
    /// How much there is to settle: conflicts, parked actions, and those pairs of which the person may say what they are.
    pub to_settle_count: u64,
    /// What others did here and have not sent.
    pub others: Vec<OthersWork>,
}

/// An action as the outbox lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionView {
    /// The action.
    pub action: ActionId,
    /// When.
    pub at: Millis,
    /// What the person was doing.
    pub intent: Intent,
    /// It made its first record.
    pub created: bool,
    /// The first item's name; where it is about none, what else it is about: a person, a place.
    pub title: String,
    /// The words of what it is about, where that has words: a team, a type; of a membership its team's.
    pub label: Option<Words>,
    /// The first item's number.
    pub number: Option<String>,
    /// The first item.
    pub item: Option<ItemId>,
    /// The first item's type.
    pub item_type: Option<TypeView>,
    /// How many items it is about.
    pub items: u32,
    /// The first place, where it is about no item.
    pub place: Option<PlaceId>,
    /// How many places it is about, where it is about no item.
    pub places: u32,
    /// What it changed on the first.
    pub changes: Vec<HistoryChange>,
    /// What it takes back on the first, where that is what it does.
    pub undoes: Option<UndoneView>,
    /// How far it has come: the least of its operations.
    pub delivery: Delivery,
    /// It has been taken back.
    pub withdrawn: bool,
}

/// The largest file of unsent work that is taken in, in bytes: some 50,000 operations.
pub const MAX_UNSENT_BYTES: usize = 40_000_000;

/// What came of a file of unsent work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenIn {
    /// Operations that are in this device's outbox now and were not here before.
    pub taken: u32,
    /// Operations that were here already, or had come from the server.
    pub known: u32,
}

/// Why a file of unsent work is not taken in. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum UnsentRefusal {
    /// It is no such file.
    #[error("not a file of unsent work")]
    NotOurs,
    /// It is larger than [`MAX_UNSENT_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// It is not as it was saved: cut off, or changed.
    #[error("the file is damaged")]
    Damaged,
    /// A newer app saved it.
    #[error("a newer app saved the file")]
    Newer,
    /// It is another organisation's.
    #[error("the file is another organisation's")]
    OtherOrganisation,
    /// Somebody else did this, who takes it in themselves. Their name, where this device knows it.
    #[error("the file is another person's")]
    OtherPerson(String),
}

/// A conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConflictView {
    /// The record.
    pub record: RecordKey,
    /// Its title and number, for the list of what is to settle.
    pub title: String,
    /// Its words, where it has some.
    pub label: Option<Words>,
    /// Its number.
    pub number: Option<String>,
    /// The conflict's id.
    pub id: OpId,
    /// The field.
    pub fact: FactLabel,
    /// What counts for now.
    pub kept: SideView,
    /// What stands beside it.
    pub other: SideView,
    /// The value before both.
    pub before: Option<Shown>,
    /// The signed-in person may settle it.
    pub may_settle: bool,
}

/// The words of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactLabel {
    /// The field.
    pub field: Field,
    /// Its words, where a team made it.
    pub label: Option<Words>,
}

/// One side of a conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideView {
    /// The value.
    pub value: Shown,
    /// Who.
    pub by: PersonView,
    /// It is the signed-in person.
    pub own: bool,
    /// When.
    pub at: Millis,
}
