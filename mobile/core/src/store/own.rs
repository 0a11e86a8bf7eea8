//! This device's own operations: the outbox, what waits on the server, and what was acknowledged.
//!
//! **Invariant:** an operation leaves the outbox only when the server has named its id, in the answer to a push or in
//! the feed. Its text is never written anew.
//!
//! **Invariant:** what one person did is read, laid on a record and counted only while they are signed in here, and sent
//! only as theirs: every statement that gives operations out asks for those of one person. What the server says of an
//! operation is taken by its id, and what follows from it for others on the record is judged, whoever is signed in.

use std::collections::BTreeMap;

use rusqlite::{Row, params};
use serde_json::Value;
use shared::id::{ActionId, InstallationId, OpId, PersonId};
use shared::merge::{Accepted, Own};
use shared::operation::{Change, Outcome, SealedOperation};
use shared::record::{Field, FieldState, Scope, Stamp};
use shared::time::Millis;
use shared::wire::{HistoryLine, PushEntry};

use super::{Key, Store, integer, sql, uuid};
use crate::error::EngineError;

/// How far an operation of this device has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Only here.
    Pending = 0,
    /// The server has it; the base does not show it yet.
    Acknowledged = 1,
    /// The server has it, and it waits for its cause to go.
    Parked = 2,
    /// The base has it.
    InBase = 3,
    /// It waits on the server as one that is parked does, but the person took it back, or it takes back what waits
    /// there: nobody has to decide about it.
    TakenBack = 4,
}

impl Stage {
    pub(super) fn of_number(number: i64) -> Self {
        match number {
            0 => Self::Pending,
            1 => Self::Acknowledged,
            2 => Self::Parked,
            4 => Self::TakenBack,
            _ => Self::InBase,
        }
    }

    /// The server has it and has not taken it in.
    pub(super) fn waits_there(self) -> bool {
        matches!(self, Self::Parked | Self::TakenBack)
    }

    /// The stage after the server's answer.
    fn after(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Parked { .. } => Self::Parked,
            Outcome::Applied {}
            | Outcome::Merged {}
            | Outcome::Superseded { .. }
            | Outcome::Conflict { .. }
            | Outcome::DuplicateOf { .. } => Self::Acknowledged,
        }
    }
}

/// One of this device's operations with all that is known of it.
#[derive(Clone, Debug)]
pub(crate) struct OwnOperation {
    pub(crate) sealed: SealedOperation,
    pub(crate) stage: Stage,
    pub(crate) installation: InstallationId,
    pub(crate) scope: Scope,
    pub(crate) at: Option<Millis>,
    pub(crate) uncertain: bool,
    pub(crate) rev: Option<u64>,
    pub(crate) received_at: Option<Millis>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) before: BTreeMap<Field, FieldState>,
}

impl OwnOperation {
    /// What the fold needs of an operation that the base has.
    pub(super) fn acknowledged(&self) -> Option<Own> {
        if self.stage != Stage::InBase {
            return None;
        }
        Some(Own {
            accepted: Accepted {
                operation: (*self.sealed).clone(),
                installation: self.installation,
                at: self.at.unwrap_or(self.sealed.observed_at),
                uncertain: self.uncertain,
            },
            rev: self.rev.unwrap_or(0),
            outcome: self.outcome.clone().unwrap_or(Outcome::Applied {}),
            before: self.before.clone(),
        })
    }
}

/// Values before an operation, as they are stored.
type BeforeRows = Vec<(Field, Value, Stamp)>;

fn before_to_text(before: &BTreeMap<Field, FieldState>) -> Result<String, EngineError> {
    let rows: BeforeRows = before
        .iter()
        .map(|(field, state)| (field.clone(), state.value.clone(), state.stamp.clone()))
        .collect();
    Ok(serde_json::to_string(&rows)?)
}

fn before_from_text(text: &str) -> Result<BTreeMap<Field, FieldState>, EngineError> {
    let rows: BeforeRows = serde_json::from_str(text)?;
    Ok(rows
        .into_iter()
        .map(|(field, value, stamp)| (field, FieldState { value, stamp }))
        .collect())
}

/// A row of `own` before its texts are read.
struct OwnRow {
    stage: i64,
    installation: uuid::Uuid,
    scope: String,
    at: Option<i64>,
    uncertain: bool,
    rev: Option<i64>,
    received_at: Option<i64>,
    outcome: Option<String>,
    before: String,
    text: String,
}

impl OwnRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            stage: row.get(2)?,
            installation: uuid(row, 3)?,
            scope: row.get(4)?,
            at: row.get(5)?,
            uncertain: row.get(6)?,
            rev: row.get(7)?,
            received_at: row.get(8)?,
            outcome: row.get(9)?,
            before: row.get(10)?,
            text: row.get(11)?,
        })
    }

    fn parse(self) -> Result<OwnOperation, EngineError> {
        Ok(OwnOperation {
            sealed: SealedOperation::parse(&self.text)?,
            stage: Stage::of_number(self.stage),
            installation: InstallationId(self.installation),
            scope: self
                .scope
                .parse()
                .map_err(|error: shared::record::ScopeError| {
                    EngineError::Corrupt(error.to_string())
                })?,
            at: self.at.map(Millis),
            uncertain: self.uncertain,
            rev: self.rev.and_then(|rev| u64::try_from(rev).ok()),
            received_at: self.received_at.map(Millis),
            outcome: self
                .outcome
                .map(|text| serde_json::from_str(&text))
                .transpose()?,
            before: before_from_text(&self.before)?,
        })
    }
}

impl Store {
    /// Puts an operation into the outbox.
    pub(crate) fn add_own(
        &self,
        record: Key,
        sealed: &SealedOperation,
        installation: InstallationId,
        seq: u64,
        scope: Scope,
        before: &BTreeMap<Field, FieldState>,
    ) -> Result<(), EngineError> {
        let actor = sealed.actor.0.as_bytes();
        let begun = self.find(
            sql!("own_action_waits"),
            params![actor, sealed.action.0.as_bytes()],
            |_| Ok(()),
        )?;
        if begun.is_none()
            && self
                .session()?
                .is_some_and(|session| session.person == sealed.actor)
        {
            self.count_pending_action();
        }
        self.execute(
            sql!("own_add"),
            params![
                sealed.op_id.0.as_bytes(),
                sealed.action.0.as_bytes(),
                record.0,
                installation.0.as_bytes(),
                integer(seq),
                scope.to_string(),
                sealed.observed_at.0,
                before_to_text(before)?,
                sealed.text(),
                actor,
            ],
        )?;
        match sealed.change {
            Change::Withdraw { .. } => self.judge_waiting(record),
            _ => Ok(()),
        }
    }

    /// This device's operations on a record, in the order in which they were made.
    pub(crate) fn own_of_record(&self, record: Key) -> Result<Vec<OwnOperation>, EngineError> {
        let rows = self.all(sql!("own_of_record"), [record.0], OwnRow::read)?;
        rows.into_iter().map(OwnRow::parse).collect()
    }

    /// The operations of one of this device's actions.
    pub(crate) fn own_of_action(&self, action: ActionId) -> Result<Vec<OwnOperation>, EngineError> {
        let rows = self.all(sql!("own_of_action"), [action.0.as_bytes()], OwnRow::read)?;
        rows.into_iter().map(OwnRow::parse).collect()
    }

    /// Whether something of this device on a record waits for its outcome. What was given up while it waits on the
    /// server waits for nothing.
    pub(crate) fn is_laid_on(&self, record: Key) -> Result<bool, EngineError> {
        let found = self.find(sql!("own_is_laid"), [record.0], |_| Ok(()))?;
        Ok(found.is_some())
    }

    /// A person's next operations to push, in their order: those that the server lost first, then what is
    /// pending. All are of one installation.
    pub(crate) fn next_push(
        &self,
        person: PersonId,
        most: usize,
        most_bytes: usize,
    ) -> Result<Option<(InstallationId, Vec<PushEntry>)>, EngineError> {
        let limit = integer(most as u64);
        let read = |row: &Row<'_>| {
            Ok((
                InstallationId(uuid(row, 0)?),
                super::unsigned(row, 1)?,
                row.get::<_, String>(2)?,
            ))
        };
        let person = person.0.as_bytes();
        let mut rows = self.all(sql!("own_resend_page"), params![person, limit], read)?;
        if rows.is_empty() {
            rows = self.all(sql!("own_pending_page"), params![person, limit], read)?;
        }
        let Some(first) = rows.first().map(|(installation, ..)| *installation) else {
            return Ok(None);
        };
        let mut bytes = 0;
        let mut entries = Vec::new();
        for (installation, seq, text) in rows {
            bytes += text.len();
            if installation != first || (bytes > most_bytes && !entries.is_empty()) {
                break;
            }
            entries.push(PushEntry {
                seq,
                op: SealedOperation::parse(&text)?,
            });
        }
        Ok(Some((first, entries)))
    }

    /// Takes an operation out of the outbox with the server's answer. Says which record it is on.
    pub(crate) fn acknowledge(
        &self,
        op: OpId,
        outcome: &Outcome,
    ) -> Result<Option<Key>, EngineError> {
        let Some((record, stage, _)) = self.own_known(op)? else {
            return Ok(None);
        };
        let stage = match (stage, Stage::after(outcome)) {
            // Sent again after a restore, or told by the feed before its answer came.
            (Stage::InBase, Stage::Acknowledged) => Stage::InBase,
            (_, after) => after,
        };
        self.forget_pending_count();
        self.execute(
            sql!("own_acknowledge"),
            params![
                op.0.as_bytes(),
                stage as i64,
                serde_json::to_string(outcome)?
            ],
        )?;
        if stage == Stage::Parked {
            self.judge_waiting(record)?;
        }
        Ok(Some(record))
    }

    /// An acknowledged operation on a record that has left this device's scopes is done with: no feed will bring it.
    pub(crate) fn settle_frozen(&self, record: Key) -> Result<(), EngineError> {
        let frozen = self.find(sql!("record_frozen"), [record.0], |_| Ok(()))?;
        if frozen.is_some() {
            self.whole_in_base(record, None)?;
        }
        Ok(())
    }

    /// The text of an operation that is kept here, whoever's.
    pub(crate) fn own_text(&self, op: OpId) -> Result<Option<String>, EngineError> {
        self.find(sql!("own_text"), [op.0.as_bytes()], |row| row.get(0))
    }

    /// What the server has of the signed-in person's and no feed has told of yet.
    pub(crate) fn acknowledged(&self) -> Result<Vec<(i64, Key)>, EngineError> {
        self.all(sql!("own_acknowledged"), [], |row| {
            Ok((row.get(0)?, Key(row.get(1)?)))
        })
    }

    /// The base has one of these. Whether that was not known.
    pub(crate) fn told_before(&self, ordinal: i64) -> Result<bool, EngineError> {
        Ok(self.execute(sql!("own_told"), [ordinal])? > 0)
    }

    /// The base has everything acknowledged on a record, which the server took no later than at `received_at`.
    pub(super) fn whole_in_base(
        &self,
        record: Key,
        received_at: Option<Millis>,
    ) -> Result<(), EngineError> {
        self.execute(
            sql!("own_whole_in_base"),
            params![record.0, received_at.map(|at| at.0)],
        )?;
        Ok(())
    }

    /// What became of a parked operation later.
    pub(crate) fn unpark(&self, op: OpId, outcome: &Outcome) -> Result<Option<Key>, EngineError> {
        let text = serde_json::to_string(outcome)?;
        self.forget_pending_count();
        self.execute(
            sql!("own_unpark"),
            params![op.0.as_bytes(), Stage::after(outcome) as i64, text],
        )?;
        let Some((record, ..)) = self.own_known(op)? else {
            return Ok(None);
        };
        self.judge_waiting(record)?;
        Ok(Some(record))
    }

    /// The base has an operation from now on. `before` is what its fields held, where the base just before is known.
    pub(super) fn own_in_base(
        &self,
        line: &HistoryLine,
        before: Option<BTreeMap<Field, FieldState>>,
    ) -> Result<(), EngineError> {
        let Some((_, _, known)) = self.own_known(line.op.op_id)? else {
            return Ok(());
        };
        let before = match before {
            Some(before) => before_to_text(&before)?,
            None => known,
        };
        self.forget_pending_count();
        self.execute(
            sql!("own_in_base"),
            params![
                line.op.op_id.0.as_bytes(),
                serde_json::to_string(&line.outcome)?,
                line.at.0,
                line.uncertain,
                integer(line.rev),
                line.received_at.0,
                before,
            ],
        )?;
        Ok(())
    }

    /// Whether an operation was made here, and then on which record, how far it has come, and what was before it.
    pub(super) fn own_known(&self, op: OpId) -> Result<Option<(Key, Stage, String)>, EngineError> {
        self.find(sql!("own_known"), [op.0.as_bytes()], |row| {
            Ok((Key(row.get(1)?), Stage::of_number(row.get(2)?), row.get(3)?))
        })
    }

    /// The server lost its history: everything acknowledged that is still kept is sent again. How old the backup is
    /// nobody here knows, and what the server has already it answers as before.
    pub(crate) fn mark_for_resending(&self) -> Result<(), EngineError> {
        self.execute(sql!("own_resend_all"), [])?;
        Ok(())
    }

    /// Gives what a person has still to send new numbers under a new installation. Says the next free number.
    pub(crate) fn renumber(
        &self,
        person: PersonId,
        forked: InstallationId,
        renewed: InstallationId,
    ) -> Result<u64, EngineError> {
        let ordinals = self.all(
            sql!("own_to_renumber"),
            params![person.0.as_bytes(), forked.0.as_bytes()],
            |row| row.get::<_, i64>(0),
        )?;
        let mut seq = 1;
        for ordinal in ordinals {
            self.execute(
                sql!("own_renumber"),
                params![ordinal, renewed.0.as_bytes(), integer(seq)],
            )?;
            seq += 1;
        }
        Ok(seq)
    }
}
