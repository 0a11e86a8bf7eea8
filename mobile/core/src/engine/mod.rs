//! The field engine: commands in, answers and events out, over one store.
//!
//! Owns what a command means. Leaves rows to `store`, the exchange with the server to `sync`, and rules that both
//! sides share to `shared`.

mod action;
mod administration;
mod aliases;
mod apart;
mod change;
mod create;
mod form;
mod history;
mod import;
mod label;
mod list;
mod look_up;
mod look_up_typed;
mod number;
mod outbox;
mod pin;
mod place;
mod place_list;
mod reading;
mod search;
mod switch;
mod undo;
mod unsent;
mod value;

use std::cell::RefCell;
use std::fmt;

use rusqlite::Connection;
use shared::id::{ItemId, PersonId};
use shared::record::{Collection, RecordKey};
use shared::time::Millis;

use crate::api::{Answer, Command, Event, SessionView, SyncView};
use crate::clock::{Clock, Entropy};
use crate::error::EngineError;
use crate::store::Store;
use crate::sync::SyncState;

pub use apart::Apart;
use reading::Reading;

/// The engine over the connection that it owns. One owner, one command after the other.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) entropy: Box<dyn Entropy>,
    pub(crate) sync: SyncState,
    events: Vec<Event>,
    told: Option<SyncView>,
    server: Option<String>,
    /// Lists that were asked for last.
    lists: RefCell<list::Lists>,
    /// The file that is being brought in.
    import: Option<Box<import::Import>>,
    apart: Option<Apart>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// Takes a connection, makes or upgrades its tables, and goes on where the last owner stopped.
    ///
    /// # Errors
    /// [`EngineError::NewerSchema`] if a newer app has written the store, which then stays as it is; otherwise what
    /// the store says.
    pub fn open(
        connection: Connection,
        clock: impl Clock + 'static,
        entropy: impl Entropy + 'static,
    ) -> Result<Self, EngineError> {
        Ok(Self {
            store: Store::open(connection)?,
            clock: Box::new(clock),
            entropy: Box::new(entropy),
            sync: SyncState::default(),
            events: Vec::new(),
            told: None,
            server: None,
            lists: RefCell::default(),
            import: None,
            // A browser loads that code apart.
            #[cfg(all(target_family = "wasm", target_os = "unknown"))]
            apart: None,
            #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
            apart: Some(Apart::new()),
        })
    }

    /// Names the server that this device belongs to, as a browser writes an origin (`https://inv.example.ca`), so
    /// that an enrolment link of another one is told apart.
    pub fn set_server(&mut self, origin: &str) {
        self.server = Some(origin.trim_end_matches('/').to_owned());
    }

    /// Takes its code that is loaded apart: commands that need it are refused before.
    pub fn equip(&mut self, apart: Apart) {
        self.apart = Some(apart);
        self.sync.numbers_due = true;
    }

    /// Runs one command to its end.
    ///
    /// # Errors
    /// [`EngineError`]; nothing of the command was written then.
    pub fn run(&mut self, command: Command) -> Result<Answer, EngineError> {
        if !is_for_anybody(&command) {
            self.expect_signed_in()?;
        }
        let answer = match command {
            Command::Session => Answer::Session(self.session_view()?),
            Command::Enrol { code, device } => {
                self.sync.enrol(code, device);
                Answer::Accepted
            }
            Command::SignOut => {
                if self
                    .store
                    .session()?
                    .is_some_and(|session| session.is_locked)
                {
                    return Err(EngineError::Locked);
                }
                self.sign_out()?;
                Answer::Accepted
            }
            Command::SwitchPerson { person, pin } => Answer::Pin(self.switch_person(person, &pin)?),
            Command::SetPin { pin, current } => Answer::Pin(self.set_pin(&pin, &current)?),
            Command::RemovePin { current } => Answer::Pin(self.remove_pin(&current)?),
            Command::Lock => Answer::Pin(self.lock()?),
            Command::LookUp {
                code,
                symbology,
                place,
            } => Answer::Found(self.look_up(&code, symbology, place)?),
            Command::Choose { item, code, place } => {
                Answer::Found(self.choose(item, &code, place)?)
            }
            Command::LookUpTyped { readings, place } => {
                Answer::Typed(self.look_up_typed(readings, place)?)
            }
            Command::Open(item) => Answer::Item(self.open_item(item)?.map(Box::new)),
            Command::Search(query) => Answer::Rows(self.search(&query)?),
            Command::Choosable { query, between } => {
                Answer::Choice(self.choosable(&query, between)?)
            }
            Command::Places {
                within,
                text,
                without,
            } => Answer::Places(self.places(within, &text, without)?),
            Command::PlaceRows { within, text } => {
                Answer::PlaceRows(self.place_rows(within, &text)?)
            }
            Command::OpenPlace(place) => Answer::Place(self.open_place(place)?.map(Box::new)),
            Command::MakePlace(new) => Answer::Done(self.make_place(&new)?),
            Command::Types => Answer::Types(self.offered_types()?),
            Command::Form { item_type, item } => Answer::Form(self.form(item_type, item)?),
            Command::SubStates(item_type) => Answer::SubStates(self.sub_states(item_type)?),
            Command::People { text } => Answer::People(self.people(&text)?),
            Command::Move { items, place } => Answer::Done(self.move_items(&items, place)?),
            Command::SetState { items, state } => Answer::Done(self.set_state(&items, state)?),
            Command::Create(new) => Answer::Done(self.create(new)?),
            Command::Edit { item, rev, changes } => Answer::Done(self.edit(item, rev, changes)?),
            Command::Label { items, places } => Answer::Done(self.label(&items, &places)?),
            Command::Undo(action) => Answer::Done(self.undo(action)?),
            Command::Settle {
                record,
                conflict,
                side,
            } => Answer::Done(self.settle(&record, conflict, side)?),
            Command::Outbox => Answer::Outbox(self.outbox()?),
            Command::History { item } => Answer::History(self.item_history(item)?),
            Command::FetchHistory { item } => {
                self.fetch_history(item)?;
                Answer::Accepted
            }
            Command::SyncNow => {
                self.sync.hurry();
                Answer::Accepted
            }
            Command::Ask(inquiry) => {
                self.sync.ask(inquiry);
                Answer::Accepted
            }
            Command::Import(_)
            | Command::ImportRows(_)
            | Command::Export(_)
            | Command::Setup(_)
            | Command::Administer(_)
            | Command::ReplaceLabel { .. }
            | Command::SetType { .. }
            | Command::TryPlaces(_)
            | Command::MakePlaces(_)
            | Command::EditPlace { .. }
            | Command::MergePlace { .. }
            | Command::Merge(_)
            | Command::KeepApart(_)
            | Command::Suspects { .. }
            | Command::SaveUnsent
            | Command::TakeUnsent(_) => {
                let apart = self.apart.ok_or(EngineError::NotLoaded)?;
                apart.run(self, command)?
            }
            Command::SetPreference { name, value } => {
                self.store
                    .write(|store| store.save_preference(&name, &value))?;
                Answer::Accepted
            }
        };
        // The command is done; how sync stands can be told the next time too.
        let _ = self.tell_sync();
        Ok(answer)
    }

    /// What happened since the last call, oldest first.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Tells how sync stands, if it stands otherwise than last told.
    pub(crate) fn tell_sync(&mut self) -> Result<(), EngineError> {
        let view = self.store.read(|_| self.sync_view())?;
        if self.told != Some(view) {
            self.told = Some(view);
            self.tell(Event::Sync(view));
        }
        Ok(())
    }

    pub(crate) fn sync_view(&self) -> Result<SyncView, EngineError> {
        Ok(SyncView {
            link: self.sync.link(),
            pending: self.store.pending_count()?,
            to_settle: self.to_settle()?,
            last: self.store.device()?.last_exchange,
            first_sync: self.first_sync()?,
        })
    }

    pub(crate) fn session_view(&self) -> Result<SessionView, EngineError> {
        let session = self.store.session()?;
        let locked = session.as_ref().is_some_and(|session| session.is_locked);
        let reading = self.reading()?;
        let person = session
            .as_ref()
            .map(|session| reading.person(session.person))
            .transpose()?;
        Ok(SessionView {
            person,
            organisation: reading.organisation_name()?,
            role: reading.best_role(),
            teams: reading.teams()?,
            sync: self.sync_view()?,
            preferences: self.store.preferences()?,
            items: self.store.item_count()?,
            others: reading.others_work(&self.sync.others)?,
            known: self.known_people(&reading)?,
            locked,
        })
    }

    fn open_item(&self, item: ItemId) -> Result<Option<crate::api::ItemView>, EngineError> {
        self.reading()?.item_by_id(item)
    }

    fn item_history(&self, item: ItemId) -> Result<crate::api::HistoryPage, EngineError> {
        let name = RecordKey::new(Collection::Item, item);
        let Some(key) = self.store.find_key(&name)? else {
            return Ok(crate::api::HistoryPage::default());
        };
        let mut older = false;
        for member in self.store.members(key)? {
            let knows_whole = match self.store.find_base(member)? {
                Some((name, _)) => self.sync.knows_whole_history(&name),
                None => true,
            };
            older |= self.store.begins_later(member)? && !knows_whole;
        }
        Ok(crate::api::HistoryPage {
            lines: self.reading()?.item_history(key, history::ALL_LINES)?,
            older,
        })
    }

    /// Asks for what came before of an item; of several that are shown as one, first of the one of which it is not here.
    fn fetch_history(&mut self, item: ItemId) -> Result<(), EngineError> {
        let mut wanted = RecordKey::new(Collection::Item, item);
        if let Some(key) = self.store.find_key(&wanted)? {
            for member in self.store.members(key)? {
                let name = self.store.find_base(member)?.map(|(name, _)| name);
                let lacks = name.filter(|name| !self.sync.knows_whole_history(name));
                if let Some(name) = lacks
                    && self.store.begins_later(member)?
                {
                    wanted = name;
                    break;
                }
            }
        }
        self.sync.fetch_history(wanted);
        Ok(())
    }

    /// The store as the signed-in person reads it.
    fn reading(&self) -> Result<Reading<'_>, EngineError> {
        Reading::of(&self.store)
    }

    /// The file that one person was bringing in is not shown to the next.
    pub(crate) fn set_import_aside(&mut self) {
        self.import = None;
    }

    /// Nobody reads what lies here where nobody is signed in, or the device is locked.
    fn expect_signed_in(&self) -> Result<(), EngineError> {
        match self.store.session()? {
            Some(session) if session.is_locked => Err(EngineError::Locked),
            Some(_) => Ok(()),
            None => Err(EngineError::NotEnrolled),
        }
    }

    /// Who is signed in.
    fn person(&self) -> Result<PersonId, EngineError> {
        self.store
            .session()?
            .map(|session| session.person)
            .ok_or(EngineError::NotEnrolled)
    }

    /// A new id.
    pub(crate) fn fresh<T>(&mut self, make: impl FnOnce(Millis, [u8; 10]) -> T) -> T {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        make(self.clock.wall(), random)
    }
}

/// Whether a command has an answer where nobody is signed in.
fn is_for_anybody(command: &Command) -> bool {
    matches!(
        command,
        Command::Session
            | Command::Enrol { .. }
            | Command::SignOut
            | Command::SwitchPerson { .. }
            // A code may be the link by which somebody enrols.
            | Command::LookUp { .. }
            | Command::SyncNow
            | Command::SetPreference { .. }
    )
}
