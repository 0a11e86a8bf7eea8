//! What a person took back before the server took it in.
//!
//! The server keeps both, whole: what waits there and its taking back. When the cause of the one goes, both take effect
//! in their order and come to nothing, so that neither is for a person to decide.

use std::collections::HashSet;

use rusqlite::params;
use shared::id::OpId;
use shared::operation::Change;

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

impl Store {
    /// What was taken back while it waits on the server asks nothing of the person any more, nor does the taking back,
    /// which waits with it: when the one is freed, so is the other.
    pub(super) fn judge_waiting(&self, record: Key) -> Result<(), EngineError> {
        let own = self.own_of_record(record)?;
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

    /// Whether a change takes back what the server has not taken in: then it comes to nothing with it.
    pub(crate) fn takes_back_untaken(&self, change: &Change) -> Result<bool, EngineError> {
        let Change::Withdraw { op } = change else {
            return Ok(false);
        };
        let known = self.own_known(*op)?;
        Ok(known.is_some_and(|(_, stage, _)| stage == Stage::Pending || stage.waits_there()))
    }
}
