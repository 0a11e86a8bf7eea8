//! What a person took back before the server took it in.
//!
//! The server keeps both, whole: what waits there and its taking back. When the cause of the one goes, both take effect
//! in their order and come to nothing, so that neither is for a person to decide.

use std::collections::HashSet;

use rusqlite::params;
use shared::id::OpId;
use shared::operation::{Change, SealedOperation};

use super::{Key, Stage, Store, sql};
use crate::error::EngineError;

/// The operations of which a withdrawal counts. They come oldest first.
pub(crate) fn withdrawn<'a>(
    deeds: impl DoubleEndedIterator<Item = (OpId, &'a Change)>,
) -> HashSet<OpId> {
    let mut withdrawn = HashSet::new();
    // Newest first: a withdrawal comes after what it takes back, and may itself have been taken back.
    for (id, change) in deeds.rev() {
        if let Change::Withdraw { op } = change
            && !withdrawn.contains(&id)
        {
            withdrawn.insert(*op);
        }
    }
    withdrawn
}

/// What is asked of an operation to judge whether it waits for a person.
struct Waiting {
    sealed: SealedOperation,
    stage: Stage,
}

impl Store {
    /// What was taken back while it waits on the server asks nothing of the person any more, nor does the taking back,
    /// which waits with it: when the one is freed, so is the other. The server's word on one's operations may come
    /// while somebody else sits here.
    pub(super) fn judge_waiting(&self, record: Key) -> Result<(), EngineError> {
        let own = self.own_of_anybody(record)?;
        let waiting: HashSet<OpId> = own
            .iter()
            .filter(|own| own.stage.waits_there())
            .map(|own| own.sealed.op_id)
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let withdrawn = withdrawn(own.iter().map(|own| (own.sealed.op_id, &own.sealed.change)));
        for own in own.iter().filter(|own| own.stage.waits_there()) {
            let id = own.sealed.op_id;
            let takes_back =
                matches!(&own.sealed.change, Change::Withdraw { op } if waiting.contains(op));
            let stage = if takes_back || withdrawn.contains(&id) {
                Stage::TakenBack
            } else {
                Stage::Parked
            };
            if stage != own.stage {
                self.execute(sql!("own_stage"), params![id.0.as_bytes(), stage as i64])?;
            }
        }
        Ok(())
    }

    /// What was done here to a record, whoever did it, in the order in which it was done.
    fn own_of_anybody(&self, record: Key) -> Result<Vec<Waiting>, EngineError> {
        let rows = self.all(sql!("own_of_anybody"), [record.0], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?))
        })?;
        rows.into_iter()
            .map(|(stage, text)| {
                Ok(Waiting {
                    sealed: SealedOperation::parse(&text)?,
                    stage: Stage::of_number(stage),
                })
            })
            .collect()
    }

    /// Whether a change takes back what the server has not taken in: then it comes to nothing with it.
    pub(crate) fn takes_back_untaken(&self, change: &Change) -> Result<bool, EngineError> {
        let Change::Withdraw { op } = change else {
            return Ok(false);
        };
        let known = self.own_known(*op)?;
        Ok(known.is_some_and(|(_, stage, _)| stage == Stage::Pending || stage.waits_there()))
    }
}
