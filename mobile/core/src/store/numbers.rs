//! Inventory numbers that this device gives: counters that the server reserved for an installation, and a provisional
//! number where it has none left.
//!
//! **Invariant:** a counter is taken in the transaction that writes its number. What is taken, or was given by a server
//! of another epoch, or to an installation that turned out to be a copy's, is never given (again).

use rusqlite::params;
use serde_json::json;
use shared::id::{ActionId, InstallationId, TypeId};
use shared::identifier::{Identity, ProvisionalNumber};
use shared::model::{ConfigItem, ItemType, NumberPattern, field};
use shared::operation::{Change, Intent};
use shared::record::{Collection, Field, Record, RecordKey};
use shared::wire::NumberBlock;

use super::{Key, Store, integer, sql, unsigned};
use crate::error::EngineError;

/// A number that its device gave, and that another stands for from now on.
#[derive(Clone, Debug)]
pub(crate) struct Numbered {
    /// The item.
    pub(crate) record: Record,
    /// Its `rev` on the server, which an operation names as seen.
    pub(crate) seen: u64,
    /// The action in which the number was given.
    pub(crate) action: ActionId,
    /// How numbers of its type are made.
    pub(crate) pattern: NumberPattern,
}

/// The next counter that is free.
struct Free {
    last: u64,
    counter: u64,
    number: String,
}

impl Store {
    /// How many counters of a series are left to the signed-in person here.
    pub(crate) fn numbers_left(&self, series: &str) -> Result<u64, EngineError> {
        let id = self.installation()?.id;
        self.count(sql!("number_left"), params![id.0.as_bytes(), series])
    }

    /// Keeps what the server reserved for the signed-in person's installation.
    pub(crate) fn add_numbers(
        &self,
        pattern: &NumberPattern,
        block: &NumberBlock,
    ) -> Result<(), EngineError> {
        let id = self.installation()?.id;
        let last = block.first + u64::from(block.count) - 1;
        self.execute(
            sql!("number_add"),
            params![
                id.0.as_bytes(),
                pattern.series(),
                integer(last),
                integer(block.first)
            ],
        )?;
        Ok(())
    }

    /// The server lives another life: what it reserved in the one before it may reserve for others. What was given of
    /// it stays known: a copy of this store may have given the same.
    pub(crate) fn spend_numbers(&self) -> Result<(), EngineError> {
        self.execute(sql!("number_spend"), [])?;
        Ok(())
    }

    /// Passes over the counters whose numbers are known here, given by hand or on a label. Whether one is left.
    pub(crate) fn has_number(&self, pattern: &NumberPattern) -> Result<bool, EngineError> {
        let id = self.installation()?.id;
        Ok(self.free_number(id, pattern)?.is_some())
    }

    /// Takes the next number of a pattern: a provisional one where no counter is left.
    pub(crate) fn take_number(&self, pattern: &NumberPattern) -> Result<String, EngineError> {
        let id = self.installation()?.id;
        if let Some(free) = self.free_number(id, pattern)? {
            self.pass(id, pattern, free.last, free.counter)?;
            return Ok(free.number);
        }
        let count = self.find(sql!("number_provisional"), [id.0.as_bytes()], |row| {
            row.get::<_, u32>(0)
        })?;
        let [.., a, b, c, d] = *id.0.as_bytes();
        let device = u32::from_be_bytes([a, b, c, d]);
        Ok(ProvisionalNumber::new(device, count.unwrap_or(0)).to_string())
    }

    fn free_number(
        &self,
        id: InstallationId,
        pattern: &NumberPattern,
    ) -> Result<Option<Free>, EngineError> {
        let series = pattern.series();
        loop {
            let bound = params![id.0.as_bytes(), series];
            let next = self.find(sql!("number_next"), bound, |row| {
                Ok((unsigned(row, 0)?, unsigned(row, 1)?))
            })?;
            let Some((last, counter)) = next else {
                return Ok(None);
            };
            let number = pattern.number(counter);
            // Nor is one given that reads nearly like another: a person could not tell the two.
            let is_free = match Identity::of(&number) {
                Some(identity) => self.find_identified(&identity.near)?.is_empty(),
                None => false,
            };
            if is_free {
                return Ok(Some(Free {
                    last,
                    counter,
                    number,
                }));
            }
            self.pass(id, pattern, last, counter)?;
        }
    }

    fn pass(
        &self,
        id: InstallationId,
        pattern: &NumberPattern,
        last: u64,
        counter: u64,
    ) -> Result<(), EngineError> {
        self.execute(
            sql!("number_pass"),
            params![
                id.0.as_bytes(),
                pattern.series(),
                integer(last),
                integer(counter + 1)
            ],
        )?;
        Ok(())
    }

    /// Gives an item that is being made its number, where its type has a pattern and nobody gave one by hand. What comes
    /// out of a file has the numbers that stand there.
    pub(crate) fn number_new(
        &self,
        name: &RecordKey,
        intent: Intent,
        change: &mut Change,
    ) -> Result<(), EngineError> {
        let Change::Create { fields } = change else {
            return Ok(());
        };
        if *name.collection() != Collection::Item
            || intent == Intent::Imported
            || fields.contains_key(field::INVENTORY_NUMBER)
        {
            return Ok(());
        }
        let of = fields
            .get(field::TYPE)
            .and_then(|of| of.as_str()?.parse().ok());
        if let Some(pattern) = self.pattern_of(of)? {
            let number = self.take_number(&pattern)?;
            fields.insert(Field::new(field::INVENTORY_NUMBER), json!(number));
        }
        Ok(())
    }

    fn pattern_of(&self, of: Option<TypeId>) -> Result<Option<NumberPattern>, EngineError> {
        let Some(of) = of else {
            return Ok(None);
        };
        let record = self.find_small(&RecordKey::new(Collection::ItemType, of))?;
        Ok(record.and_then(|record| ItemType(&record).number_pattern()))
    }

    /// Items with a provisional number that the signed-in person gave here, and whose type has a pattern.
    pub(crate) fn provisional_items(&self) -> Result<Vec<Numbered>, EngineError> {
        let keys = self.all(sql!("item_provisional"), [], |row| row.get(0).map(Key))?;
        let mut items = Vec::new();
        for key in keys {
            items.extend(
                self.numbered_here(key)?
                    .filter(|numbered| ConfigItem(&numbered.record).is_provisional()),
            );
        }
        Ok(items)
    }

    /// An item whose number the signed-in person gave here.
    fn numbered_here(&self, key: Key) -> Result<Option<Numbered>, EngineError> {
        let Some(viewed) = self.find_view_by_key(key)? else {
            return Ok(None);
        };
        let base = viewed.record.base(field::INVENTORY_NUMBER);
        let own = self.own_of_record(key)?;
        let given = own.iter().find(|own| Some(own.sealed.op_id) == base);
        let pattern = self.pattern_of(ConfigItem(&viewed.record).item_type())?;
        Ok(given.zip(pattern).map(|(given, pattern)| Numbered {
            action: given.sealed.action,
            seen: viewed.seen,
            record: viewed.record,
            pattern,
        }))
    }

    /// Whether any type has a pattern.
    pub(crate) fn has_patterns(&self) -> Result<bool, EngineError> {
        let types = self.all_small(&Collection::ItemType)?;
        Ok(types
            .iter()
            .any(|record| ItemType(record).number_pattern().is_some()))
    }

    /// Items whose numbers the signed-in person gave, and sent under another installation than the one for which they
    /// were reserved: that turned out to be a copy's too, which may have given the same.
    pub(crate) fn doubtful_items(&self) -> Result<Vec<Numbered>, EngineError> {
        let id = self.installation()?.id;
        let forked = self.find(sql!("number_forked"), [], |_| Ok(()))?;
        if forked.is_none() {
            return Ok(Vec::new());
        }
        let mut items = Vec::new();
        for key in self.all(sql!("number_suspects"), [id.0.as_bytes()], |row| {
            row.get(0).map(Key)
        })? {
            let Some(numbered) = self.numbered_here(key)? else {
                continue;
            };
            let base = numbered.record.base(field::INVENTORY_NUMBER);
            let own = self.own_of_record(key)?;
            let is_sent_anew = own
                .iter()
                .any(|own| Some(own.sealed.op_id) == base && own.installation == id);
            let number = ConfigItem(&numbered.record).inventory_number();
            let counter = number.and_then(|number| numbered.pattern.counter(number));
            if let Some(counter) = counter.filter(|_| is_sent_anew) {
                let bound = params![numbered.pattern.series(), integer(counter)];
                let given = self.find(sql!("number_given"), bound, |_| Ok(()))?;
                items.extend(given.map(|()| numbered));
            }
        }
        Ok(items)
    }

    /// The signed-in person's numbers that are a copy's too are doubted no longer, and given never.
    pub(crate) fn drop_forked_numbers(&self) -> Result<(), EngineError> {
        self.execute(sql!("number_drop"), [])?;
        Ok(())
    }
}
