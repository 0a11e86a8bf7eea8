//! An item that turns out, as it arrives, to be one that is here: both were made by hand under one number, and neither of
//! those who made them could know.
//!
//! Whether two are is `shared::alias`'s rule, over the two records alone. That they are is a record like what a person
//! says of them: an operation of the server's in the name of whoever came second, in the same transaction, so that no
//! device is told of one without the other.
//!
//! **Invariant:** whoever is in doubt is asked: of more than one that it may be, all have to be one already.

use shared::alias::{are_evidently_one, claim_of, fields, key_of};
use shared::id::ItemId;
use shared::model::{Alias, Verdict};
use shared::operation::{APP_SCHEMA, Change, Intent, Operation};
use shared::record::{Record, Scope};
use shared::time::Tick;

use super::follow::id_of;
use super::{Arrival, Intake, Ledger};
use crate::store::StoreError;

/// Two items that are one thing, and where they lie.
pub(super) struct Doubles {
    items: [ItemId; 2],
    scope: Scope,
}

impl<L: Ledger> Intake<'_, L> {
    /// The item that a new one is, if it evidently is one that is here.
    pub(super) fn find_doubles(&self, new: &Record) -> Result<Option<Doubles>, StoreError> {
        let Some(number) = claim_of(new) else {
            return Ok(None);
        };
        let claimed = self.ledger.claimed(new.scope, &number)?;
        let others: Vec<&Record> = claimed
            .iter()
            .filter(|record| record.key != new.key)
            .collect();
        let Some((first, rest)) = others.split_first() else {
            return Ok(None);
        };
        for other in rest {
            let said = key_of([first, other].map(|record| record.key.id().into()));
            let said = self.ledger.record(&said)?;
            if said.and_then(|said| Alias(&said).verdict()) != Some(Verdict::Same) {
                return Ok(None);
            }
        }
        if !others.iter().all(|other| are_evidently_one(new, other)) {
            return Ok(None);
        }
        Ok(Some(Doubles {
            items: [first.key.id(), new.key.id()].map(ItemId::from),
            scope: new.scope,
        }))
    }

    /// Says that two items are one.
    pub(super) fn join(
        &mut self,
        Doubles { items, scope }: Doubles,
        cause: &Operation,
        arrival: &Arrival,
    ) -> Result<(), StoreError> {
        let key = key_of(items);
        let mut fold = self.take_fold(&key)?;
        let before = fold.record().map(|record| (record.rev, record.scope));
        let operation = Operation {
            op_id: id_of(cause.op_id, &key),
            action: cause.action,
            record: key.clone(),
            actor: cause.actor,
            observed_at: self.now,
            tick: Tick("server".into(), self.now.0),
            app_schema: APP_SCHEMA,
            seen: before.map_or(0, |(rev, _)| rev),
            intent: Intent::Followed,
            change: Change::Create {
                fields: fields(items, Verdict::Same),
            },
        };
        self.accept_own(operation, arrival, &mut fold, scope, before)?;
        let record = fold.record().cloned();
        self.folds.insert(key.clone(), fold);
        self.wake(&key)?;
        self.surrounding.records.borrow_mut().insert(key, record);
        Ok(())
    }
}
