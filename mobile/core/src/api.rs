//! What a screen asks of the field engine, and what it is told: commands in, answers and events out.
//!
//! Plain data that crosses a worker's border. A view says what to draw and in which words' ids; it holds no
//! text of the interface, only what people wrote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::id::{
    ActionId, IdentifierId, ItemId, OpId, PersonId, PlaceId, RecordId, SubStateId, TypeId,
};
use shared::model::{AttributeKind, IdentifierKind, ItemState, Label, PlaceKind, Role, State};
use shared::operation::{Intent, Outcome, ParkReason};
use shared::record::{Field, RecordKey};
use shared::time::Millis;

/// What a person, or the screen for them, asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Who this device works for, and how sync stands. Answer: [`Answer::Session`].
    Session,
    /// Spend an enrolment code; ends in [`Event::Enrolled`] or [`Event::EnrolFailed`]. Answer: [`Answer::Accepted`].
    Enrol {
        /// The code.
        code: String,
        /// What this device is called.
        device: String,
    },
    /// A code was scanned or typed. Answer: [`Answer::Found`]. Writes “last seen” if it opens an item of which the
    /// person may observe.
    LookUp {
        /// The code, whole.
        code: String,
        /// Its symbology's name, if a camera read it.
        symbology: Option<String>,
        /// The room that the person stands in, if they said so.
        place: Option<PlaceId>,
    },
    /// Open an item; writes nothing. Answer: [`Answer::Item`].
    Open(ItemId),
    /// Search as you type. Answer: [`Answer::Rows`].
    Search(Query),
    /// Places below one (none: the sites), or all whose name has the text. Answer: [`Answer::Places`].
    Places {
        /// The place whose children are wanted.
        within: Option<PlaceId>,
        /// A text in the name, over the whole tree.
        text: String,
    },
    /// The types that may be created. Answer: [`Answer::Types`].
    Types,
    /// The form of a type, empty, or of an item. Answer: [`Answer::Form`].
    Form {
        /// The type.
        item_type: TypeId,
        /// The item edited.
        item: Option<ItemId>,
    },
    /// Sub-states of a type. Answer: [`Answer::SubStates`].
    SubStates(TypeId),
    /// People by name. Answer: [`Answer::People`].
    People {
        /// A text in the name.
        text: String,
    },
    /// Put items in a place. Answer: [`Answer::Done`].
    Move {
        /// Which.
        items: Vec<Target>,
        /// Where to.
        place: PlaceId,
    },
    /// Give items a state. Answer: [`Answer::Done`].
    SetState {
        /// Which.
        items: Vec<Target>,
        /// The state.
        state: ItemState,
    },
    /// Make an item. Answer: [`Answer::Done`].
    Create(NewItem),
    /// Change fields of an item: those and no others. Answer: [`Answer::Done`].
    Edit {
        /// Which.
        item: ItemId,
        /// The record's `rev` as the person saw it.
        rev: u64,
        /// Field, base and value; a null clears.
        changes: Vec<FieldChange>,
    },
    /// Take back what one did; taken back itself, it is done again. Answer: [`Answer::Done`].
    Undo(ActionId),
    /// Settle a conflict. Answer: [`Answer::Done`].
    Settle {
        /// The record.
        record: RecordKey,
        /// The conflict.
        conflict: OpId,
        /// Which side.
        side: Side,
    },
    /// What waits, what was sent, what is to settle. Answer: [`Answer::Outbox`].
    Outbox,
    /// Older history of an item, from this device. Answer: [`Answer::History`].
    History {
        /// The item.
        item: ItemId,
    },
    /// Sync now: the person asked, the network returned, or the app became visible. Answer: [`Answer::Accepted`].
    SyncNow,
    /// All unsent work as a file's text. Answer: [`Answer::Unsent`].
    SaveUnsent,
    /// A preference of this device, kept in its store. Answer: [`Answer::Accepted`].
    SetPreference {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
}

/// The engine's answer to a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Taken; events tell the rest.
    Accepted,
    /// Who, and how sync stands.
    Session(SessionView),
    /// What a code turned out to be.
    Found(Found),
    /// One item; none if this device does not have it.
    Item(Option<Box<ItemView>>),
    /// Items of a search.
    Rows(RowsView),
    /// Places.
    Places(Vec<PlaceView>),
    /// Types.
    Types(Vec<TypeView>),
    /// A form.
    Form(FormView),
    /// Sub-states.
    SubStates(Vec<SubStateView>),
    /// People.
    People(Vec<PersonView>),
    /// An action was committed to this device: nothing of it can be lost.
    Done(DoneView),
    /// The outbox.
    Outbox(OutboxView),
    /// History lines, newest first.
    History(Vec<HistoryView>),
    /// Unsent work as text.
    Unsent(String),
}

/// What the engine tells unasked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// These records changed, by a person here or by sync: redraw what shows them. Empty: anything may have.
    Changed(Vec<RecordKey>),
    /// How sync stands.
    Sync(SyncView),
    /// The device works for somebody now.
    Enrolled(SessionView),
    /// It does not, and why.
    EnrolFailed(EnrolFailure),
}

/// Why an enrolment failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolFailure {
    /// The code is wrong, spent or too old.
    Code,
    /// Too many tries.
    Throttled,
    /// The server cannot be reached.
    Unreachable,
    /// The server answered something that is not an answer.
    Garbled,
    /// This device holds another organisation's data, which is not mixed with it.
    OtherOrganisation,
}

/// An item that an action is for, as the person saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Which.
    pub item: ItemId,
    /// Its `rev` and the field's base on the screen; none takes what the replica holds now.
    pub seen: Option<Seen>,
}

/// What a person saw of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The record's `rev`.
    pub rev: u64,
    /// The operation whose value stood there.
    pub base: Option<OpId>,
}

/// One field changed by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// The operation whose value the form showed.
    pub base: Option<OpId>,
    /// The new value; a null clears.
    #[serde(with = "json_text")]
    pub value: Value,
}

/// An item to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewItem {
    /// Its type.
    pub item_type: TypeId,
    /// The code that was unknown, if it came by a scan: bound as a label if it is one of ours, else put where the
    /// type says.
    pub code: Option<String>,
    /// Where it is.
    pub place: Option<PlaceId>,
    /// Its state; the type's default if none.
    pub state: Option<ItemState>,
    /// Further values.
    #[serde(with = "json_text")]
    pub fields: BTreeMap<Field, Value>,
}

/// Which side of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What counts for now.
    Kept,
    /// What stands beside it.
    Other,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Words: of names, numbers, serials, identifiers, places; the last may be unfinished. Empty: the newest changes.
    pub text: String,
    /// Only this type.
    pub item_type: Option<TypeId>,
    /// Only this state.
    pub state: Option<State>,
    /// Only in this place or below.
    pub place: Option<PlaceId>,
    /// Rows to leave out at the start.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
}

/// What a code turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// One item.
    Item {
        /// It.
        item: Box<ItemView>,
        /// How it stands to the room that the person is in.
        standing: Standing,
    },
    /// More than one, or none exactly and some nearly: the person chooses.
    Several {
        /// The code as shown.
        code: String,
        /// They.
        rows: Vec<RowView>,
        /// None of them matches to the letter.
        near: bool,
    },
    /// A place's label.
    Place(PlaceView),
    /// Nothing here knows it.
    Unknown(UnknownView),
    /// An enrolment link.
    Enrolment {
        /// The server that it names.
        host: String,
        /// It is another one than this device's.
        foreign: bool,
    },
}

/// How an item that was scanned stands to what was expected: the outcome that colour, word and tone tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is where it should be, or no room was said.
    Here,
    /// It was expected elsewhere.
    Elsewhere,
    /// It is retired, or otherwise cannot be here.
    Contradiction,
    /// It was seen in this room a moment ago.
    Again,
}

/// A code that nothing knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownView {
    /// The code, whole, as it is looked up and stored.
    pub code: String,
    /// The code made safe to show: control signs made visible, very long ones cut with a count.
    pub shown: String,
    /// It names an article, not a thing: it cannot be bound to one item.
    pub names_article: bool,
    /// It is one of our own labels.
    pub own_label: bool,
    /// It is empty or cannot be stored; nothing can be created from it.
    pub unusable: bool,
    /// The types to offer, the likeliest first.
    pub types: Vec<TypeView>,
}

/// Who this device works for, and how sync stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Whom; none before enrolment.
    pub person: Option<PersonView>,
    /// Their organisation's name.
    pub organisation: Option<String>,
    /// Their best role.
    pub role: Option<Role>,
    /// How sync stands.
    pub sync: SyncView,
    /// Preferences of this device.
    pub preferences: BTreeMap<String, String>,
    /// How many items this device carries.
    pub items: u64,
}

/// How sync stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// The link to the server.
    pub link: Link,
    /// Operations that are still only on this device.
    pub pending: u64,
    /// What a person has to decide: conflicts of theirs and parked operations.
    pub to_settle: u64,
    /// When everything was last exchanged.
    pub last: Option<Millis>,
    /// Records received of the first sync, while it goes on.
    pub first_sync: Option<u64>,
}

/// The link to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Not tried yet.
    #[default]
    Unknown,
    /// The last exchange went through.
    Online,
    /// The server cannot be reached; all is kept, and tried again.
    Offline,
    /// The server answers, but not as it should; all is kept, and tried again.
    Troubled,
    /// The credential counts no longer; all is kept.
    Revoked,
    /// The server asks for a newer app; all is kept.
    Outdated,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// Their id.
    pub id: PersonId,
    /// Their name; empty if this device does not have it.
    pub name: String,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// Its id.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Option<PlaceKind>,
    /// The names from the site down, its own last.
    pub path: Vec<String>,
    /// Other places lie in it.
    pub has_children: bool,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeView {
    /// Its id.
    pub id: TypeId,
    /// Its words.
    pub label: Label,
    /// The name of its drawing.
    pub icon: String,
}

/// A sub-state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubStateView {
    /// Its id.
    pub id: SubStateId,
    /// The state that it refines.
    pub state: State,
    /// Its words.
    pub label: Label,
}

/// A state as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateView {
    /// The state.
    pub state: State,
    /// The sub-state.
    pub sub_state: Option<SubStateView>,
}

/// An item in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub title: String,
    /// Its inventory number.
    pub number: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// Its type.
    pub item_type: Option<TypeView>,
    /// Its state.
    pub state: Option<StateView>,
    /// Where it is.
    pub place: Option<PlaceView>,
    /// Who answers for it.
    pub responsible: Option<PersonView>,
    /// When it was last seen.
    pub seen_at: Option<Millis>,
    /// A conflict is open on it.
    pub in_conflict: bool,
}

/// Items of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsView {
    /// They.
    pub rows: Vec<RowView>,
    /// How many there are in all, counted up to 1,000 for a text.
    pub total: u64,
    /// How many items the device carries.
    pub of: u64,
}

/// An item, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemView {
    /// What a list shows of it.
    pub row: RowView,
    /// The record's `rev`, to be handed back with an action.
    pub rev: u64,
    /// For each field the operation whose value is shown, to be handed back with an action.
    pub bases: BTreeMap<Field, OpId>,
    /// When, where and by whom it was last seen.
    pub last_seen: Option<LastSeenView>,
    /// It was seen after it had been retired.
    pub contradiction: bool,
    /// It was changed by somebody who did not know that it had been retired.
    pub revived: bool,
    /// Its filled fields, in the order in which they are shown; name, number, type and state aside.
    pub facts: Vec<FactView>,
    /// What else identifies it.
    pub identifiers: Vec<IdentifierView>,
    /// Open conflicts.
    pub conflicts: Vec<ConflictView>,
    /// Its last lines of history, newest first.
    pub history: Vec<HistoryView>,
    /// The signed-in person may change it.
    pub may_edit: bool,
    /// The signed-in person may retire it.
    pub may_retire: bool,
}

/// When, where and by whom an item was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeenView {
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: PersonView,
    /// Where.
    pub place: Option<PlaceView>,
}

/// A field as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactView {
    /// The field.
    pub field: Field,
    /// Its words, where a team made it; else the field's name leads to its translation.
    pub label: Option<Label>,
    /// Its value.
    pub value: Shown,
}

/// A value as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Nothing, or cleared.
    Nothing,
    /// Text that a person wrote.
    Text(String),
    /// A number that is read aloud: inventory, serial, code.
    Number(String),
    /// A quantity with its unit; a decimal as text.
    Quantity {
        /// The digits.
        amount: String,
        /// The unit.
        unit: Option<String>,
    },
    /// A day.
    Date(String),
    /// Yes or no.
    Bool(bool),
    /// A state.
    State(StateView),
    /// A place.
    Place(PlaceView),
    /// A person.
    Person(PersonView),
    /// A type, a category: what a team named.
    Label(Label),
    /// A word of a closed set; leads to its translation.
    Word(String),
}

/// What else identifies an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierView {
    /// Its id.
    pub id: IdentifierId,
    /// What it is.
    pub kind: IdentifierKind,
    /// Its text, safe to show.
    pub text: String,
    /// It has been replaced.
    pub replaced: bool,
}

/// A conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConflictView {
    /// The record.
    pub record: RecordKey,
    /// Its title and number, for the list of what is to settle.
    pub title: String,
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
    pub label: Option<Label>,
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

/// A line of history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryView {
    /// The operation.
    pub op: OpId,
    /// The action that it was part of.
    pub action: ActionId,
    /// What the person was doing.
    pub intent: Intent,
    /// It made the item.
    pub created: bool,
    /// When it counts from.
    pub at: Millis,
    /// That time is a guess.
    pub uncertain: bool,
    /// Who.
    pub by: PersonView,
    /// It is the signed-in person.
    pub own: bool,
    /// What changed.
    pub changes: Vec<HistoryChange>,
    /// How far it has come.
    pub delivery: Delivery,
    /// It was taken back.
    pub withdrawn: bool,
    /// The signed-in person can take it back.
    pub undoable: bool,
}

/// A field that a line of history changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryChange {
    /// The field.
    pub fact: FactLabel,
    /// Before, where this device knows it.
    pub before: Option<Shown>,
    /// After.
    pub after: Shown,
}

/// How far an operation has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Kept on this device, to be sent.
    Pending,
    /// The server has it, and it waits for its cause to go.
    Parked(ParkReason),
    /// The server has it.
    Delivered {
        /// What became of it.
        outcome: Outcome,
        /// When the server took it.
        received_at: Millis,
    },
}

/// A form: every field that a person may fill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormView {
    /// The type.
    pub item_type: TypeView,
    /// The item's `rev`; 0 for a new one.
    pub rev: u64,
    /// The fields, in order.
    pub fields: Vec<FormField>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormField {
    /// The field.
    pub field: Field,
    /// Its words, where a team made it.
    pub label: Option<Label>,
    /// What it takes.
    pub input: Input,
    /// Its value in the record; a null where there is none.
    #[serde(with = "json_text")]
    pub value: Value,
    /// The value as shown.
    pub shown: Shown,
    /// The operation whose value it is.
    pub base: Option<OpId>,
    /// It should be filled.
    pub required: bool,
}

/// What a field of a form takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// One line, or several for notes.
    Text {
        /// Several lines.
        multiline: bool,
        /// Characters at most.
        limit: u32,
    },
    /// A number that identifies; can be scanned.
    Identifier,
    /// An attribute's kind.
    Attribute {
        /// The kind.
        kind: AttributeKind,
        /// The unit.
        unit: Option<String>,
        /// The choices of a list.
        choices: Vec<String>,
    },
    /// A day.
    Date,
    /// A decimal.
    Decimal,
    /// Yes or no.
    Bool,
    /// A person.
    Person,
    /// One of these labels, by id.
    Choice(Vec<(RecordId, Label)>),
    /// One of these words, each with a translation.
    Words(Vec<String>),
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
    /// For an undo: who changed a value since, so that it stays.
    pub stays_by: Option<PersonView>,
}

/// The outbox.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutboxView {
    /// Actions that are still only on this device, newest first.
    pub to_send: Vec<ActionView>,
    /// How many operations those are.
    pub to_send_count: u64,
    /// What waits on the server, with its reason.
    pub parked: Vec<ActionView>,
    /// Actions sent, newest first, 50 at most.
    pub sent: Vec<ActionView>,
    /// How many operations this installation has sent in all.
    pub sent_count: u64,
    /// What is to settle.
    pub conflicts: Vec<ConflictView>,
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
    /// The first item's name.
    pub title: String,
    /// The first item's number.
    pub number: Option<String>,
    /// The first item.
    pub item: Option<ItemId>,
    /// The first item's type.
    pub item_type: Option<TypeView>,
    /// How many items it is about.
    pub items: u32,
    /// What it changed on the first.
    pub changes: Vec<HistoryChange>,
    /// How far it has come: the least of its operations.
    pub delivery: Delivery,
    /// It has been taken back.
    pub withdrawn: bool,
    /// Whose it is, where not the signed-in person's.
    pub by: Option<PersonView>,
}

/// Values of records are JSON of any shape; here they travel as its text, so that a format which does not describe
/// itself, and takes a fraction of the code, can carry everything on this page.
mod json_text {
    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serde_json::to_string(value)
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map_err(D::Error::custom)
    }
}
