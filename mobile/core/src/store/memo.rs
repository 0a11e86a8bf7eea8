//! What is remembered between two commands: records of the small collections, which every row on a screen refers to.
//!
//! **Invariant:** an entry is dropped when its record changes, what is counted when it may have become less, and all of
//! them when a transaction fails or who is signed in changes.

use std::collections::HashMap;
use std::rc::Rc;

use shared::access::Access;
use shared::id::{PlaceId, RecordId, TypeId};
use shared::record::{Collection, Record, RecordKey};

use super::{Key, Laid, Session, Store};
use crate::error::EngineError;

/// More records than this are not kept: a store has thousands of people and places, not more.
const MOST: usize = 20_000;

#[derive(Default)]
pub(super) struct Memo {
    records: HashMap<RecordKey, Option<Rc<Record>>>,
    chains: HashMap<PlaceId, Rc<PlaceChain>>,
    /// Whether places in use lie in one, or in one that turned out to be it.
    divided: HashMap<PlaceId, bool>,
    types: Option<Rc<[(TypeId, u64)]>>,
    /// Whether any two are suspected to be one.
    pub(super) has_suspects: Option<bool>,
    /// Whether anything was said of any two items.
    pub(super) has_aliases: Option<bool>,
    access: Option<Rc<Access>>,
    session: Option<Option<Session>>,
    /// How many actions of who is signed in are still only here, at least in part.
    pending: Option<u64>,
    laid: Option<LastLaid>,
}

/// The record that was last looked at to act on it, as it was when so much had been written.
struct LastLaid {
    written: u64,
    name: RecordKey,
    laid: Laid,
}

/// A place with those that it lies in.
#[derive(Debug, Default)]
pub(crate) struct PlaceChain {
    /// From the place up to its site, as far as this device has them.
    pub(crate) places: Vec<Rc<Record>>,
    /// Their keys, in the same order.
    pub(crate) keys: Vec<Key>,
}

impl Memo {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Forgets what depends on a record.
    pub(super) fn forget(&mut self, name: &RecordKey) {
        self.records.remove(name);
        match name.collection() {
            Collection::Place => {
                self.chains.clear();
                self.divided.clear();
            }
            Collection::ItemType => self.types = None,
            Collection::Membership => self.access = None,
            _ => {}
        }
    }

    /// The counts of items by type are only an order of offering: they may lag behind a person's own creations, and
    /// are made anew after an exchange.
    pub(super) fn forget_type_counts(&mut self) {
        self.types = None;
    }
}

impl Store {
    /// A record of a small collection as it is viewed, from memory if it is there.
    pub(crate) fn find_small(&self, name: &RecordKey) -> Result<Option<Rc<Record>>, EngineError> {
        if let Some(known) = self.memo.borrow().records.get(name) {
            return Ok(known.clone());
        }
        let found = self.find_view(name)?.map(|viewed| Rc::new(viewed.record));
        let mut memo = self.memo.borrow_mut();
        if memo.records.len() >= MOST {
            memo.records.clear();
        }
        memo.records.insert(name.clone(), found.clone());
        Ok(found)
    }

    /// A place with those that it lies in. Ends where a place is unknown, or comes again.
    pub(crate) fn place_chain(&self, place: PlaceId) -> Result<Rc<PlaceChain>, EngineError> {
        if let Some(known) = self.memo.borrow().chains.get(&place) {
            return Ok(Rc::clone(known));
        }
        let mut chain = PlaceChain::default();
        let mut next = Some(place);
        while let Some(id) = next {
            let name = RecordKey::new(Collection::Place, id);
            let Some(record) = self.find_small(&name)? else {
                break;
            };
            let key = self.ensure_key(&name)?;
            if chain.keys.contains(&key) {
                break;
            }
            next = shared::model::Place(&record).parent();
            chain.places.push(record);
            chain.keys.push(key);
        }
        let chain = Rc::new(chain);
        self.memo
            .borrow_mut()
            .chains
            .insert(place, Rc::clone(&chain));
        Ok(chain)
    }

    /// The place that a place turned out to be, if it did; else itself. Ends where one is unknown, or comes again.
    pub(crate) fn standing_place(&self, place: PlaceId) -> Result<PlaceId, EngineError> {
        let mut passed = vec![place];
        let mut standing = place;
        loop {
            let record = self.find_small(&RecordKey::new(Collection::Place, standing))?;
            let next = record.and_then(|record| shared::model::Place(&record).merged());
            match next {
                Some(next) if !passed.contains(&next) => {
                    passed.push(next);
                    standing = next;
                }
                _ => return Ok(standing),
            }
        }
    }

    /// Whether places in use lie in one, or in one that turned out to be it.
    pub(crate) fn has_places_in(&self, place: PlaceId) -> Result<bool, EngineError> {
        let load = |store: &Self| store.find_places_in(place);
        let known = self.memo.borrow().divided.get(&place).copied();
        if let Some(known) = known {
            self.expect_so(&known, load);
            return Ok(known);
        }
        let divided = load(self)?;
        self.memo.borrow_mut().divided.insert(place, divided);
        Ok(divided)
    }

    /// Keeps at hand what an operation is about to be tried on.
    pub(super) fn remember_laid(&self, name: &RecordKey, laid: Laid) {
        self.memo.borrow_mut().laid = Some(LastLaid {
            written: self.written(),
            name: name.clone(),
            laid,
        });
    }

    /// What was kept at hand of a record, if nothing was written since.
    pub(super) fn take_laid(&self, name: &RecordKey) -> Option<Laid> {
        let last = self.memo.borrow_mut().laid.take()?;
        (last.written == self.written() && last.name == *name).then_some(last.laid)
    }

    /// How many items there are of each type.
    pub(crate) fn type_counts(&self) -> Result<Rc<[(TypeId, u64)]>, EngineError> {
        if let Some(known) = &self.memo.borrow().types {
            return Ok(Rc::clone(known));
        }
        let counts: Rc<[_]> = self
            .all(super::sql!("item_types"), [], |row| {
                Ok((TypeId(super::uuid(row, 0)?), super::unsigned(row, 1)?))
            })?
            .into();
        self.memo.borrow_mut().types = Some(Rc::clone(&counts));
        Ok(counts)
    }

    /// Who is signed in.
    pub(crate) fn session(&self) -> Result<Option<Session>, EngineError> {
        let known = self.memo.borrow().session.clone();
        if let Some(known) = known {
            self.expect_so(&known, Self::load_session);
            return Ok(known);
        }
        let session = self.load_session()?;
        self.memo.borrow_mut().session = Some(session.clone());
        Ok(session)
    }

    /// How many actions of who is signed in are still only here, at least in part. It is told after each command, and
    /// a long day without a network leaves thousands.
    pub(crate) fn pending_count(&self) -> Result<u64, EngineError> {
        let load = |store: &Self| store.count(super::sql!("own_pending_count"), []);
        let known = self.memo.borrow().pending;
        if let Some(known) = known {
            self.expect_so(&known, load);
            return Ok(known);
        }
        let count = load(self)?;
        self.memo.borrow_mut().pending = Some(count);
        Ok(count)
    }

    /// One more action of who is signed in waits here.
    pub(super) fn count_pending_action(&self) {
        let pending = &mut self.memo.borrow_mut().pending;
        *pending = pending.map(|count| count + 1);
    }

    /// What waited here may have gone.
    pub(super) fn forget_pending_count(&self) {
        self.memo.borrow_mut().pending = None;
    }

    /// In a build that checks itself, as in every test: what is known is what the tables say.
    pub(super) fn expect_so<T: PartialEq + std::fmt::Debug>(
        &self,
        known: &T,
        load: impl Fn(&Self) -> Result<T, EngineError>,
    ) {
        if cfg!(debug_assertions)
            && let Ok(told) = load(self)
        {
            assert_eq!(*known, told, "what is known is not what the tables say");
        }
    }

    /// What the signed-in person is; none where nobody is, or the device is locked.
    pub(crate) fn access(&self) -> Result<Option<Rc<Access>>, EngineError> {
        if let Some(known) = &self.memo.borrow().access {
            return Ok(Some(Rc::clone(known)));
        }
        let Some(session) = self.session()?.filter(|session| !session.is_locked) else {
            return Ok(None);
        };
        let memberships = self.all_small(&Collection::Membership)?;
        let access = Rc::new(Access::of(
            session.person,
            memberships.iter().map(AsRef::as_ref),
        ));
        self.memo.borrow_mut().access = Some(Rc::clone(&access));
        Ok(Some(access))
    }

    /// The ids of all records of a collection that this store has heard of.
    pub(super) fn ids_of(&self, collection: &Collection) -> Result<Vec<RecordId>, EngineError> {
        self.all(
            super::sql!("record_of_collection"),
            [collection.as_str()],
            |row| super::uuid(row, 0).map(RecordId),
        )
    }

    /// All records of a small collection that are there.
    pub(crate) fn all_small(
        &self,
        collection: &Collection,
    ) -> Result<Vec<Rc<Record>>, EngineError> {
        let ids = self.ids_of(collection)?;
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            let found = self.find_small(&RecordKey::new(collection.clone(), id))?;
            records.extend(found.filter(|record| record.life == shared::record::Life::Present));
        }
        Ok(records)
    }
}
