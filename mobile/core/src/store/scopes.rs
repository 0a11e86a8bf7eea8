//! How far each scope has been read: its snapshot, then its feed.

use rusqlite::params;
use shared::record::{RecordKey, Scope};
use shared::wire::{Cursor, Epoch};

use super::{Store, integer, sql};
use crate::error::EngineError;

/// A scope that this device carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScopeState {
    pub(crate) scope: Scope,
    /// How far its feed has been read; while a snapshot is under way, where the feed goes on after it.
    pub(crate) cursor: Cursor,
    /// The generation of its snapshot.
    pub(crate) mark: i64,
    /// Records received of the snapshot.
    pub(crate) received: u64,
    pub(crate) snapshot: SnapshotStage,
}

/// How far a scope's snapshot has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SnapshotStage {
    /// Its first part is to be asked for.
    Wanted,
    /// Everything up to this record is here.
    After(RecordKey),
    /// All of it is here.
    Whole,
}

impl SnapshotStage {
    const WANTED: i64 = 0;
    const AFTER: i64 = 1;
    const WHOLE: i64 = 2;
}

impl Store {
    /// All scopes that this device carries, in their order.
    pub(crate) fn scopes(&self) -> Result<Vec<ScopeState>, EngineError> {
        let rows = self.all(sql!("scope_all"), [], |row| {
            let name: String = row.get(0)?;
            let cursor = Cursor(Epoch(super::unsigned(row, 1)?), super::unsigned(row, 2)?);
            let after: Option<String> = row.get(6)?;
            Ok((
                name,
                cursor,
                row.get(3)?,
                super::unsigned(row, 4)?,
                row.get::<_, i64>(5)?,
                after,
            ))
        })?;
        let mut scopes = Vec::with_capacity(rows.len());
        for (name, cursor, mark, received, stage, after) in rows {
            // A scope of a newer build's kind is left alone.
            let Ok(scope) = name.parse() else { continue };
            let snapshot = match (stage, after) {
                (SnapshotStage::AFTER, Some(after)) => {
                    SnapshotStage::After(serde_json::from_str(&after)?)
                }
                (SnapshotStage::WHOLE, _) => SnapshotStage::Whole,
                _ => SnapshotStage::Wanted,
            };
            scopes.push(ScopeState {
                scope,
                cursor,
                mark,
                received,
                snapshot,
            });
        }
        scopes.sort_by_key(|state| state.scope);
        Ok(scopes)
    }

    pub(crate) fn save_scope(&self, state: &ScopeState) -> Result<(), EngineError> {
        let (stage, after) = match &state.snapshot {
            SnapshotStage::Wanted => (SnapshotStage::WANTED, None),
            SnapshotStage::After(record) => {
                (SnapshotStage::AFTER, Some(serde_json::to_string(record)?))
            }
            SnapshotStage::Whole => (SnapshotStage::WHOLE, None),
        };
        self.execute(
            sql!("scope_save"),
            params![
                state.scope.to_string(),
                integer(state.cursor.0.0),
                integer(state.cursor.1),
                state.mark,
                integer(state.received),
                stage,
                after,
            ],
        )?;
        Ok(())
    }

    pub(crate) fn delete_scope(&self, scope: Scope) -> Result<(), EngineError> {
        self.execute(sql!("scope_delete"), [scope.to_string()])?;
        Ok(())
    }

    /// A scope whose snapshot begins: with a mark above all others.
    pub(crate) fn begin_scope(&self, scope: Scope) -> Result<ScopeState, EngineError> {
        let highest = self.scopes()?.iter().map(|state| state.mark).max();
        let state = ScopeState {
            scope,
            cursor: Cursor::default(),
            mark: highest.unwrap_or(0) + 1,
            received: 0,
            snapshot: SnapshotStage::Wanted,
        };
        self.save_scope(&state)?;
        Ok(state)
    }
}
