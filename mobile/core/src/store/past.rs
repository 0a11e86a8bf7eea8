//! History lines as they are kept: what a person reads of them, and no more.
//!
//! The server's line repeats the record's id, both clocks and every base; of a hundred thousand records with three lines
//! each that is most of a phone's store.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use shared::id::{ActionId, OpId, PersonId};
use shared::operation::{Change, Intent, Operation, Outcome};
use shared::record::RecordKey;
use shared::time::Millis;
use shared::wire::HistoryLine;

use super::{Key, Store, integer, sql};
use crate::error::EngineError;

/// Lines kept of each record.
const KEPT: i64 = 20;

/// A line of a record's history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PastLine {
    #[serde(rename = "o")]
    pub(crate) op: OpId,
    #[serde(rename = "a")]
    pub(crate) action: ActionId,
    #[serde(rename = "b")]
    pub(crate) actor: PersonId,
    #[serde(rename = "i")]
    pub(crate) intent: Intent,
    /// The effective time.
    #[serde(rename = "t")]
    pub(crate) at: Millis,
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) uncertain: bool,
    #[serde(rename = "r")]
    pub(crate) received_at: Millis,
    #[serde(rename = "e")]
    pub(crate) outcome: Outcome,
    #[serde(rename = "c")]
    pub(crate) change: Change,
}

impl PastLine {
    fn of(line: &HistoryLine) -> Self {
        let operation: &Operation = &line.op;
        let mut change = operation.change.clone();
        if let Change::Set(assigns) = &mut change {
            for assign in assigns {
                assign.base = None;
            }
        }
        Self {
            op: operation.op_id,
            action: operation.action,
            actor: operation.actor,
            intent: operation.intent,
            at: line.at,
            uncertain: line.uncertain,
            received_at: line.received_at,
            outcome: line.outcome.clone(),
            change,
        }
    }
}

impl Store {
    /// Keeps a line that the server told.
    pub(super) fn add_past(&self, record: Key, line: &HistoryLine) -> Result<(), EngineError> {
        self.execute(
            sql!("history_add"),
            params![
                record.0,
                integer(line.rev),
                serde_json::to_string(&PastLine::of(line))?
            ],
        )?;
        Ok(())
    }

    /// Keeps older lines that somebody asked for, until the feed next tells of the record.
    pub(crate) fn add_older(
        &self,
        name: &RecordKey,
        lines: &[HistoryLine],
    ) -> Result<(), EngineError> {
        self.write(|store| {
            if let Some(key) = store.find_key(name)? {
                for line in lines.iter().filter(|line| line.op.record == *name) {
                    store.add_past(key, line)?;
                }
            }
            Ok(())
        })
    }

    /// The `rev` of the oldest line that is kept of a record.
    pub(crate) fn oldest_past(&self, record: Key) -> Result<Option<u64>, EngineError> {
        self.rev_of_past(sql!("history_oldest"), record)
    }

    /// The `rev` of the newest line that is kept of a record.
    pub(super) fn newest_past(&self, record: Key) -> Result<Option<u64>, EngineError> {
        self.rev_of_past(sql!("history_newest"), record)
    }

    fn rev_of_past(&self, statement: &str, record: Key) -> Result<Option<u64>, EngineError> {
        let rev = self.find(statement, [record.0], |row| row.get::<_, Option<i64>>(0))?;
        Ok(rev.flatten().and_then(|rev| u64::try_from(rev).ok()))
    }

    /// Whether a record that the server knows has more history than is kept here.
    pub(crate) fn begins_later(&self, record: Key) -> Result<bool, EngineError> {
        let known = self.base_head(record)?.is_some_and(|head| head.rev > 0);
        Ok(known && self.oldest_past(record)?.is_none_or(|rev| rev > 1))
    }

    /// Lets go of a record's oldest lines.
    pub(super) fn trim_past(&self, record: Key) -> Result<(), EngineError> {
        self.execute(sql!("history_trim"), [record.0, KEPT])?;
        Ok(())
    }

    /// The newest lines of a record's history, newest first.
    ///
    /// However few are wanted, all that the feed keeps are read: what a field held before a line stands in an older one.
    pub(crate) fn past(&self, record: Key, most: usize) -> Result<Vec<PastLine>, EngineError> {
        let most = integer(most as u64).max(KEPT);
        let lines = self.all(sql!("history_load"), [record.0, most], |row| {
            row.get::<_, String>(0)
        })?;
        lines
            .iter()
            .map(|line| Ok(serde_json::from_str(line)?))
            .collect()
    }
}
