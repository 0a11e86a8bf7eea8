//! What is remembered between two commands: records of the small collections, which every row on a screen refers to.
//!
//! **Invariant:** an entry is dropped when its record changes, and all of them when a transaction fails.

use std::collections::HashMap;
use std::rc::Rc;

use shared::access::Access;
use shared::id::{PlaceId, RecordId, TypeId};
use shared::record::{Collection, Record, RecordKey};

use super::{Key, Store};
use crate::error::EngineError;

/// More records than this are not kept: a store has thousands of people and places, not more.
const MOST: usize = 20_000;

#[derive(Default)]
pub(super) struct Memo {
    records: HashMap<RecordKey, Option<Rc<Record>>>,
    chains: HashMap<PlaceId, Rc<PlaceChain>>,
    types: Option<Rc<[(TypeId, u64)]>>,
    access: Option<Rc<Access>>,
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
            Collection::Place => self.chains.clear(),
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
