//! What a screen asks of the field engine, and what it is told: commands in, answers and events out.
//!
//! Plain data that crosses a worker's border. A view says what to draw and in which words' ids; it holds no
//! text of the interface, only what people wrote.

mod administration;
mod alias;
mod command;
mod form;
mod found;
mod import;
mod inquiry;
mod item;
mod json_text;
mod organisation;
mod outbox;
mod place;
mod session;
mod typed;

use serde::{Deserialize, Serialize};
use shared::id::{ActionId, ItemId, OpId, PersonId, PlaceId, TypeId};
use shared::label::Symbology;
use shared::model::ItemState;
use shared::record::RecordKey;

use crate::error::EngineError;
use crate::wedge::Reading;

pub use administration::{
    Administration, AttributeView, MemberView, OrganisationView, PeopleView, PersonRow, RoleView,
    Setup, SetupView, TeamName, TeamRow, TeamTypesView, TeamsView, TypeRow,
};
pub use alias::SuspectView;
pub use command::{Anchor, FieldChange, NewItem, Query, Seen, Side, Target};
pub use form::{FormField, FormView, Input};
pub use found::{Found, FoundItem, Standing, UnknownView};
pub use import::{
    Cell, ColumnUse, ColumnView, DayOrder, Encoding, Export, ExportStyle, ExportedPart, Holds,
    ITEM_FIELDS, ImportRow, ImportRowsQuery, ImportSettings, ImportStep, ImportView, MatchKey,
    NearRule, Question, Refusal, RowKind, RowsOf,
};
pub use inquiry::{Inquiry, NoReply, Reply};
pub use item::{
    ChoiceView, FactView, HistoryChange, HistoryPage, HistoryView, IdentifierView, ItemView,
    LastSeenView, MOST_CHOSEN, MergedView, RowView, RowsView, Shown, UndoneView,
};
pub use organisation::{PersonView, PlaceView, StateView, SubStateView, TypeView};
pub use outbox::{
    ActionView, ConflictView, Delivery, DoneView, FactLabel, Late, LeftView, MAX_UNSENT_BYTES,
    OutboxView, SideView, TakenIn, UnsentRefusal,
};
pub use place::{NewPlace, NewPlaces, PlaceDetail, PlaceLines, PlaceRow, PlacesMade};
pub use session::{
    EnrolFailure, KnownPerson, Link, OthersWork, PinAnswer, SessionView, SyncView, TeamView,
};
pub use typed::{TypedDoubt, TypedFound};

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
    /// End the session here, and on the server as soon as it can be told. What is unsent stays until the same person
    /// enrols again. Answer: [`Answer::Accepted`], and [`Event::SignedOut`].
    SignOut,
    /// Let somebody who is enrolled here in by their PIN, also whom the device is locked for. Needs no network. Answer:
    /// [`Answer::Pin`], and [`Event::Sitting`] if it was right.
    SwitchPerson {
        /// Who.
        person: PersonId,
        /// Their PIN.
        pin: String,
    },
    /// Set the signed-in person's PIN on this device. Answer: [`Answer::Pin`], and [`Event::Sitting`].
    SetPin {
        /// Four to eight digits.
        pin: String,
        /// The one before; empty if there is none.
        current: String,
    },
    /// Do without a PIN again. Answer: [`Answer::Pin`], and [`Event::Sitting`].
    RemovePin {
        /// The one there is.
        current: String,
    },
    /// Let nobody read here before somebody's PIN, which takes a PIN of the signed-in person's. What waits is sent all
    /// the same. Answer: [`Answer::Pin`], and [`Event::Sitting`].
    Lock,
    /// A code was scanned or typed. Answer: [`Answer::Found`]. Writes “last seen” if it opens an item of which the
    /// person may observe.
    LookUp {
        /// The code, whole.
        code: String,
        /// Its symbology, if a camera read it.
        symbology: Option<Symbology>,
        /// The room that the person stands in, if they said so.
        place: Option<PlaceId>,
    },
    /// Of several that answer to a code, the person said which one it is. Answer: [`Answer::Found`]. Writes as
    /// [`Command::LookUp`] does.
    Choose {
        /// Which.
        item: ItemId,
        /// The code, whole.
        code: String,
        /// The room that the person stands in, if they said so.
        place: Option<PlaceId>,
    },
    /// A scanner typed a code, which may be read in several ways: looks up what is known of them, in their order.
    /// Answer: [`Answer::Typed`]. Writes as [`Command::LookUp`] does.
    LookUpTyped {
        /// What it may be.
        readings: Vec<Reading>,
        /// The room that the person stands in, if they said so.
        place: Option<PlaceId>,
    },
    /// Open an item; writes nothing. Answer: [`Answer::Item`].
    Open(ItemId),
    /// Search as you type. Answer: [`Answer::Rows`].
    Search(Query),
    /// Which items may be chosen together: all that a search leads to, or those between two rows of it, both included.
    /// Answer: [`Answer::Choice`].
    Choosable {
        /// The search. What it says of a part is not looked at.
        query: Query,
        /// From which row to which, whichever lies further up.
        between: Option<[Anchor; 2]>,
    },
    /// Places below one (none: the sites), or all whose name has the text. Answer: [`Answer::Places`].
    Places {
        /// The place whose children are wanted.
        within: Option<PlaceId>,
        /// A text in the name, over the whole tree.
        text: String,
        /// A place that is left out, with what lies in it.
        without: Option<PlaceId>,
    },
    /// The same with how many items lie in each, and with retired places last. Answer: [`Answer::PlaceRows`].
    PlaceRows {
        /// The place whose children are wanted.
        within: Option<PlaceId>,
        /// A text in the name, over the whole tree.
        text: String,
    },
    /// Open a place. Answer: [`Answer::Place`].
    OpenPlace(PlaceId),
    /// Make a place. Answer: [`Answer::Done`].
    MakePlace(NewPlace),
    /// What would become of the lines of a text. Answer: [`Answer::PlaceLines`].
    TryPlaces(NewPlaces),
    /// Make a place of each line of a text. Answer: [`Answer::PlacesMade`].
    MakePlaces(NewPlaces),
    /// Change name, kind or parent of a place, retire it or bring it back: those fields and no others. What is brought
    /// back is no longer another place. Answer: [`Answer::Done`].
    EditPlace {
        /// Which.
        place: PlaceId,
        /// The record's `rev` as the person saw it.
        rev: u64,
        /// Field, base and value; a null clears.
        changes: Vec<FieldChange>,
    },
    /// A place turned out to be another: it lies within that one from now on, is retired, and leads to it. Answer:
    /// [`Answer::Done`].
    MergePlace {
        /// Which.
        place: PlaceId,
        /// What it is.
        into: PlaceId,
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
    /// Say what items are, which may make them another team's. What only the type before had, a category and a
    /// sub-state, goes with it. Answer: [`Answer::Done`].
    SetType {
        /// Which.
        items: Vec<Target>,
        /// One of [`Command::Types`].
        item_type: TypeId,
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
    /// Give a label code to each of these that has none, so that its label can be printed. Answer: [`Answer::Done`], of
    /// no operations where all have one or the person may not change them.
    Label {
        /// Items.
        items: Vec<ItemId>,
        /// Places.
        places: Vec<PlaceId>,
    },
    /// Put another label on an item: the code of ours leads to it from now on, and the labels it bore are replaced. Answer:
    /// [`Answer::Done`].
    ReplaceLabel {
        /// Which.
        item: ItemId,
        /// What the new label holds, whole.
        code: String,
    },
    /// Say that items are one thing: they are shown as one from now on, under the lowest id. Answer: [`Answer::Done`].
    Merge(Vec<ItemId>),
    /// Say that the first of two items is not the second, whatever they have in common. Where they were shown as one, the
    /// second is so no longer with any, and each has what was said of it. Answer: [`Answer::Done`].
    KeepApart(Vec<ItemId>),
    /// Items that may be one thing: of those with a text that the signed-in person gave, or of all teams in which they may
    /// say so. Answer: [`Answer::Suspects`].
    Suspects {
        /// Of all teams.
        all: bool,
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
    /// The history of an item as far as this device has it. Answer: [`Answer::History`].
    History {
        /// The item.
        item: ItemId,
    },
    /// Fetch what the server has of an item's history beyond that, now or when it is reached; ends in
    /// [`Event::Changed`]. Answer: [`Answer::Accepted`].
    FetchHistory {
        /// The item.
        item: ItemId,
    },
    /// Sync now: the person asked, the network returned, or the app became visible. Answer: [`Answer::Accepted`].
    SyncNow,
    /// Ask the server what only it knows; ends in [`Event::Replied`]. Answer: [`Answer::Accepted`].
    Ask(Inquiry),
    /// All unsent work as a file's text. Answer: [`Answer::Unsent`].
    SaveUnsent,
    /// Take in such a file of the signed-in person's, saved on any device. Answer: [`Answer::TakenIn`], or
    /// [`EngineError::UnsentFile`].
    TakeUnsent(String),
    /// A step of bringing a file in. Answer: [`Answer::Import`].
    Import(ImportStep),
    /// Rows of the dry run of that file. Answer: [`Answer::ImportRows`].
    ImportRows(ImportRowsQuery),
    /// A part of a table that goes out. Answer: [`Answer::Exported`].
    Export(Box<Export>),
    /// How the organisation is set up. Answer: [`Answer::Setup`].
    Setup(Setup),
    /// Set something up. Answer: [`Answer::Done`].
    Administer(Administration),
    /// A preference of this device, kept in its store. Answer: [`Answer::Accepted`].
    SetPreference {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
}

impl Command {
    /// Whether it needs the engine's code that is loaded apart.
    #[must_use]
    pub fn is_apart(&self) -> bool {
        matches!(
            self,
            Self::Import(_)
                | Self::ImportRows(_)
                | Self::Export(_)
                | Self::Setup(_)
                | Self::Administer(_)
                | Self::ReplaceLabel { .. }
                | Self::SetType { .. }
                | Self::TryPlaces(_)
                | Self::MakePlaces(_)
                | Self::EditPlace { .. }
                | Self::MergePlace { .. }
                | Self::Merge(_)
                | Self::KeepApart(_)
                | Self::Suspects { .. }
                | Self::SaveUnsent
                | Self::TakeUnsent(_)
        )
    }
}

/// The engine's answer to a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Taken; events tell the rest.
    Accepted,
    /// Who, and how sync stands.
    Session(SessionView),
    /// What a PIN did.
    Pin(PinAnswer),
    /// What a code turned out to be.
    Found(Found),
    /// What a typed code turned out to be.
    Typed(TypedFound),
    /// One item; none if this device does not have it.
    Item(Option<Box<ItemView>>),
    /// Items of a search.
    Rows(RowsView),
    /// Items to choose.
    Choice(ChoiceView),
    /// Places.
    Places(Vec<PlaceView>),
    /// Places with what lies in them.
    PlaceRows(Vec<PlaceRow>),
    /// One place; none if this device does not have it.
    Place(Option<Box<PlaceDetail>>),
    /// What would become of lines.
    PlaceLines(PlaceLines),
    /// What became of them.
    PlacesMade(PlacesMade),
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
    /// Items that may be one thing.
    Suspects(Vec<SuspectView>),
    /// What this device has of a history.
    History(HistoryPage),
    /// Unsent work as text.
    Unsent(String),
    /// What came of such a file.
    TakenIn(TakenIn),
    /// The file that is being brought in; none if there is none (any more).
    Import(Option<Box<ImportView>>),
    /// Rows of its dry run.
    ImportRows {
        /// They.
        rows: Vec<ImportRow>,
        /// How many there are of their kind.
        total: u32,
    },
    /// How the organisation is set up.
    Setup(SetupView),
    /// A part of a table.
    Exported(ExportedPart),
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
    /// What came of a question to the server.
    Replied(Inquiry, Result<Reply, NoReply>),
    /// It works for nobody now.
    SignedOut(SessionView),
    /// Somebody else sits here, it was locked or unlocked, or a PIN was set or removed.
    Sitting(SessionView),
    /// What the server sent could not be kept here: nothing of it was, nothing is lost, and it is asked for again.
    StoreFailed(EngineError),
}
