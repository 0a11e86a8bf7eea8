//! Inventory numbers that are given by themselves, and what becomes of provisional ones.
//!
//! **Invariant:** a provisional number is replaced only as long as nobody gave another: the operation is based on it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::TypeId;
use shared::identifier::ProvisionalNumber;
use shared::model::{ConfigItem, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::Field;

use super::Engine;
use super::action::{Draft, Refused};
use crate::error::EngineError;
use crate::store::{Numbered, Store};

/// Numbers that are settled in one go: each is written by itself, and a person may wait.
const AT_ONCE: usize = 100;

/// Refuses a number by hand that would read as a provisional one.
pub(super) fn check_number(name: &Field, value: &Value) -> Result<(), EngineError> {
    let is_provisional = name.as_str() == field::INVENTORY_NUMBER
        && value
            .as_str()
            .is_some_and(|text| ProvisionalNumber::parse(text).is_some());
    if is_provisional {
        return Err(EngineError::InvalidValue(name.clone()));
    }
    Ok(())
}

impl Engine {
    /// Gives items with a provisional number their final ones, [`AT_ONCE`] and as far as there are counters. Says of how
    /// many items of each type there are none left.
    pub(crate) fn settle_numbers(&mut self) -> Result<BTreeMap<TypeId, u32>, EngineError> {
        let mut waiting = BTreeMap::new();
        let mut settled = 0;
        for numbered in self.store.provisional_items()? {
            let pattern = numbered.pattern.clone();
            let item_type = ConfigItem(&numbered.record).item_type();
            let has_number = self.store.write(|store| store.has_number(&pattern))?;
            if has_number {
                if settled == AT_ONCE {
                    break;
                }
                match self.renumber(numbered) {
                    // What may not be written now is tried another time.
                    Err(error) if error.is_of_storage() => return Err(error),
                    Ok(()) => settled += 1,
                    Err(_) => {}
                }
            } else if let Some(item_type) = item_type {
                *waiting.entry(item_type).or_default() += 1;
            }
        }
        Ok(waiting)
    }

    /// Numbers that a copy of this store may have given too are given up for others, which are no copy's.
    pub(crate) fn doubt_numbers(&mut self) -> Result<(), EngineError> {
        let doubtful = self.store.doubtful_items()?;
        if doubtful.is_empty() {
            return Ok(());
        }
        for numbered in doubtful {
            match self.renumber(numbered) {
                Err(error) if error.is_of_storage() => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        self.store.write(Store::drop_forked_numbers)
    }

    /// Gives an item the next number in place of the one that this device gave it. Part of what it was done in: taken
    /// back, both go.
    fn renumber(&mut self, numbered: Numbered) -> Result<(), EngineError> {
        let Numbered {
            record,
            seen,
            action,
            pattern,
        } = numbered;
        let draft = Draft {
            record: record.key.clone(),
            seen,
            intent: Intent::Edited,
            change: Change::Set(vec![Assign {
                field: Field::new(field::INVENTORY_NUMBER),
                base: record.base(field::INVENTORY_NUMBER),
                value: Value::Null,
            }]),
        };
        self.commit_filled(
            action,
            vec![draft],
            Refused::Stops,
            None,
            &|store, draft| {
                if let Change::Set(assigns) = &mut draft.change {
                    for assign in assigns {
                        assign.value = json!(store.take_number(&pattern)?);
                    }
                }
                Ok(())
            },
        )?;
        Ok(())
    }
}
