//! A record's form on the wire and in stores: stamps are written once and referred to by position, since most
//! fields of a record come from the same few operations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Field, FieldState, Flag, Life, RecordKey, Scope, Stamp};
use crate::id::OpId;
use crate::record;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    key: RecordKey,
    scope: Scope,
    rev: u64,
    created: usize,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    touched: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    life: Life,
    fields: BTreeMap<Field, (Value, usize)>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    under: BTreeMap<Field, (Value, usize)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Conflict>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flags: Vec<Flag>,
    stamps: Vec<Stamp>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Conflict {
    id: OpId,
    field: Field,
    kept: (Value, usize),
    other: (Value, usize),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
}

fn is_default(life: &Life) -> bool {
    *life == Life::default()
}

#[derive(Default)]
struct Interned(Vec<Stamp>);

impl Interned {
    fn stamp(&mut self, stamp: Stamp) -> usize {
        if let Some(position) = self.0.iter().position(|known| *known == stamp) {
            return position;
        }
        self.0.push(stamp);
        self.0.len() - 1
    }

    fn state(&mut self, state: FieldState) -> (Value, usize) {
        (state.value, self.stamp(state.stamp))
    }

    fn states(&mut self, states: BTreeMap<Field, FieldState>) -> BTreeMap<Field, (Value, usize)> {
        states
            .into_iter()
            .map(|(field, state)| (field, self.state(state)))
            .collect()
    }
}

impl From<record::Record> for Record {
    fn from(record: record::Record) -> Self {
        let mut stamps = Interned::default();
        Self {
            key: record.key,
            scope: record.scope,
            rev: record.rev,
            created: stamps.stamp(record.created),
            touched: record.touched,
            life: record.life,
            fields: stamps.states(record.fields),
            under: stamps.states(record.under),
            conflicts: record
                .conflicts
                .into_iter()
                .map(|conflict| Conflict {
                    id: conflict.id,
                    field: conflict.field,
                    kept: stamps.state(conflict.kept),
                    other: stamps.state(conflict.other),
                    before: conflict.before,
                })
                .collect(),
            flags: record.flags,
            stamps: stamps.0,
        }
    }
}

/// A field refers to a stamp that the record does not have.
#[derive(Debug, thiserror::Error)]
#[error("a field names stamp {0}, which the record does not have")]
pub(super) struct MissingStamp(usize);

impl TryFrom<Record> for record::Record {
    type Error = MissingStamp;

    fn try_from(repr: Record) -> Result<Self, MissingStamp> {
        let stamps = repr.stamps;
        let stamp = |position: usize| stamps.get(position).cloned().ok_or(MissingStamp(position));
        let state = |(value, position): (Value, usize)| {
            Ok::<_, MissingStamp>(FieldState {
                value,
                stamp: stamp(position)?,
            })
        };
        let states = |states: BTreeMap<Field, (Value, usize)>| {
            states
                .into_iter()
                .map(|(field, value)| Ok((field, state(value)?)))
                .collect::<Result<_, MissingStamp>>()
        };
        let conflict = |conflict: Conflict| {
            Ok::<_, MissingStamp>(record::Conflict {
                id: conflict.id,
                field: conflict.field,
                kept: state(conflict.kept)?,
                other: state(conflict.other)?,
                before: conflict.before,
            })
        };
        Ok(Self {
            key: repr.key,
            scope: repr.scope,
            rev: repr.rev,
            created: stamp(repr.created)?,
            touched: repr.touched,
            life: repr.life,
            fields: states(repr.fields)?,
            under: states(repr.under)?,
            conflicts: repr
                .conflicts
                .into_iter()
                .map(conflict)
                .collect::<Result<_, _>>()?,
            flags: repr.flags,
        })
    }
}
