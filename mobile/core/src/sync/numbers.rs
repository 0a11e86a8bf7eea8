//! Reserving inventory numbers while there is a network, so that they can be given where there is none.

use std::collections::BTreeMap;

use shared::access::Permission;
use shared::id::PersonId;
use shared::model::{ItemType, MAX_COUNTER, NumberPattern};
use shared::record::{Collection, RecordKey};
use shared::wire::{MAX_NUMBERED_TYPES, MAX_NUMBERS, NumberBlock, NumbersRequest, NumbersResponse};

use super::transport::SyncRequest;
use crate::engine::Engine;
use crate::error::EngineError;

/// How many numbers of a type a device keeps. Below half of that it asks for as many again.
const BLOCK: u32 = 50;

impl Engine {
    /// What is to be asked about numbers, or sent of what became of them. Looks only where something may have changed.
    pub(super) fn plan_numbers(
        &mut self,
        person: PersonId,
    ) -> Result<Option<SyncRequest>, EngineError> {
        if !self.sync.numbers_due {
            return Ok(None);
        }
        if !self.store.has_patterns()? {
            self.sync.numbers_due = false;
            return Ok(None);
        }
        self.plan_some_numbers(person)
    }

    /// The server does not reserve these.
    pub(super) fn refuse_numbers(&mut self, asked: &NumbersRequest) {
        self.sync.went_well();
        let refused = asked.wanted.keys().copied();
        self.sync.numbers_refused.extend(refused);
    }

    /// Gives final numbers as far as there are, and asks for more where too few are left.
    fn plan_some_numbers(&mut self, person: PersonId) -> Result<Option<SyncRequest>, EngineError> {
        self.sync.numbers_due = false;
        self.doubt_numbers()?;
        let waiting = self.settle_numbers()?;
        if let Some(push) = self.plan_push(person)? {
            self.sync.numbers_due = true;
            return Ok(Some(SyncRequest::Push(push)));
        }
        let Some(access) = self.store.access()? else {
            return Ok(None);
        };
        let mut wanted = BTreeMap::new();
        for record in self.store.all_small(&Collection::ItemType)? {
            let item_type = ItemType(&record);
            let id = item_type.id();
            let Some(pattern) = item_type.number_pattern() else {
                continue;
            };
            let may =
                !item_type.is_retired() && access.allows(Permission::Number { item_type: &record });
            if !may || self.sync.numbers_refused.contains(&id) {
                continue;
            }
            let series = pattern.series();
            if self.store.numbers_left(&series)? < u64::from(BLOCK / 2) {
                let count = match self.sync.numbers_taken.contains(&series) {
                    true => MAX_NUMBERS,
                    false => BLOCK + waiting.get(&id).copied().unwrap_or(0),
                };
                wanted.insert(id, count.min(MAX_NUMBERS));
            }
            if wanted.len() == MAX_NUMBERED_TYPES {
                break;
            }
        }
        let request = NumbersRequest { wanted };
        Ok((!request.wanted.is_empty()).then_some(SyncRequest::Numbers(request)))
    }

    /// The server reserved some.
    pub(super) fn take_numbers(
        &mut self,
        asked: &NumbersRequest,
        answer: &NumbersResponse,
    ) -> Result<(), EngineError> {
        self.sync.went_well();
        self.sync.numbers_due = true;
        if self.store.device()?.epoch != Some(answer.epoch) {
            return self.see_epoch(answer.epoch);
        }
        for id in asked.wanted.keys() {
            let block = answer.blocks.get(id);
            let read = block.and_then(|block| Some((block, pattern_of(block)?)));
            let Some((block, pattern)) = read else {
                self.sync.numbers_refused.insert(*id);
                continue;
            };
            let (left, is_own) = self.store.write(|store| {
                store.add_numbers(&pattern, block)?;
                let record = store.find_small(&RecordKey::new(Collection::ItemType, *id))?;
                let own = record.and_then(|record| ItemType(&record).number_pattern());
                let is_own = own.is_some_and(|own| own.series() == pattern.series());
                Ok((store.has_number(&pattern)?, is_own))
            })?;
            // The type as it is here counts otherwise there: asking again would bring the same.
            if !is_own {
                self.sync.numbers_refused.insert(*id);
            }
            // All of them were given by hand before: there may be many more.
            if left {
                self.sync.numbers_taken.remove(&pattern.series());
            } else {
                self.sync.numbers_taken.insert(pattern.series());
            }
        }
        Ok(())
    }
}

/// The pattern of a block that holds counters.
fn pattern_of(block: &NumberBlock) -> Option<NumberPattern> {
    let last = block.first.checked_add(u64::from(block.count))?;
    (block.first > 0 && block.count > 0 && last <= MAX_COUNTER + 1)
        .then(|| NumberPattern::parse(&block.pattern).ok())?
}
