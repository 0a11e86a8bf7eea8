//! Records: the base as the server sent it, and the view that lays this device's own operations on it.

use rusqlite::params;
use shared::admit::{World, scope_of};
use shared::id::TeamId;
use shared::merge::{Accepted, Fold, Own};
use shared::model::{FieldKind, Membership};
use shared::operation::{Change, Operation, Outcome, ParkReason};
use shared::record::{Collection, Life, Record, RecordKey, Scope};
use shared::time::{Corrected, Millis};
use uuid::Uuid;

use super::{OwnOperation, Stage, Store, integer, sql, uuid};
use crate::error::EngineError;

/// A record's number in this store: short, for indexes; means nothing elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(pub(crate) i64);

/// A record as a person sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Viewed {
    /// Base + pending + parked.
    pub(crate) record: Record,
    /// The base's `rev`, which an operation names as `seen`: what this device has not yet sent is left out.
    pub(crate) seen: u64,
}

/// A record with this device's own operations on it, as the fold that another may be tried on.
#[derive(Debug)]
pub(crate) struct Laid {
    /// The fold.
    pub(crate) fold: Fold,
    /// The effective time of the last operation that this device has laid on it.
    pub(crate) floor: Millis,
    /// The base's `rev`.
    pub(crate) seen: u64,
}

/// What is known of a base without reading its body.
#[derive(Clone, Copy, Debug)]
pub(super) struct BaseHead {
    pub(super) scope: Option<Scope>,
    pub(super) rev: u64,
    pub(super) mark: i64,
    pub(super) there: bool,
}

impl Store {
    /// The key of a record that this store has heard of.
    pub(crate) fn find_key(&self, name: &RecordKey) -> Result<Option<Key>, EngineError> {
        self.find(
            sql!("record_key"),
            params![name.id().0.as_bytes(), name.collection().as_str()],
            |row| row.get(0).map(Key),
        )
    }

    /// The key of a record, made if this store has not heard of it.
    pub(crate) fn ensure_key(&self, name: &RecordKey) -> Result<Key, EngineError> {
        if let Some(key) = self.find_key(name)? {
            return Ok(key);
        }
        self.execute(
            sql!("record_placeholder"),
            params![name.id().0.as_bytes(), name.collection().as_str()],
        )?;
        Ok(Key(self.connection.last_insert_rowid()))
    }

    /// The base of a record.
    pub(crate) fn find_base(
        &self,
        key: Key,
    ) -> Result<Option<(RecordKey, Option<Record>)>, EngineError> {
        let row = self.find(sql!("record_load"), [key.0], |row| {
            let id: Uuid = uuid(row, 0)?;
            let collection: String = row.get(1)?;
            let body: Option<String> = row.get(5)?;
            Ok((id, collection, body))
        })?;
        let Some((id, collection, body)) = row else {
            return Ok(None);
        };
        let name = RecordKey::new(Collection::from(collection), shared::id::RecordId(id));
        let base = body.map(|body| serde_json::from_str(&body)).transpose()?;
        Ok(Some((name, base)))
    }

    /// The key of a record that this store has heard of, and whether it has nothing else of it: no base, no history,
    /// nothing done here.
    pub(super) fn find_blank(&self, name: &RecordKey) -> Result<Option<(Key, bool)>, EngineError> {
        self.find(
            sql!("record_blank"),
            params![name.id().0.as_bytes(), name.collection().as_str()],
            |row| Ok((Key(row.get(0)?), row.get(1)?)),
        )
    }

    /// Writes the base of a record that this store has not heard of; gives its key.
    pub(super) fn add_base(&self, record: &Record, mark: i64) -> Result<Key, EngineError> {
        self.execute(
            sql!("record_add"),
            params![
                record.key.id().0.as_bytes(),
                record.key.collection().as_str(),
                record.scope.to_string(),
                integer(record.rev),
                mark,
                serde_json::to_string(record)?,
            ],
        )?;
        Ok(Key(self.connection.last_insert_rowid()))
    }

    pub(super) fn base_head(&self, key: Key) -> Result<Option<BaseHead>, EngineError> {
        self.find(sql!("record_head"), [key.0], |row| {
            let scope: Option<String> = row.get(0)?;
            Ok(BaseHead {
                scope: scope.and_then(|scope| scope.parse().ok()),
                rev: super::unsigned(row, 1)?,
                mark: row.get(2)?,
                there: row.get(3)?,
            })
        })
    }

    pub(super) fn save_base(
        &self,
        key: Key,
        record: &Record,
        mark: i64,
    ) -> Result<(), EngineError> {
        let body = serde_json::to_string(record)?;
        self.execute(
            sql!("record_save"),
            params![
                key.0,
                record.scope.to_string(),
                integer(record.rev),
                mark,
                body
            ],
        )?;
        Ok(())
    }

    /// A base goes, with the history that the server told of it.
    pub(super) fn forget_base(&self, key: Key) -> Result<(), EngineError> {
        self.execute(sql!("record_forget"), [key.0])?;
        self.execute(sql!("history_forget"), [key.0])?;
        Ok(())
    }

    /// A record as a person sees it, by its store's key.
    pub(crate) fn find_view_by_key(&self, key: Key) -> Result<Option<Viewed>, EngineError> {
        let Some((name, base)) = self.find_base(key)? else {
            return Ok(None);
        };
        let seen = base.as_ref().map_or(0, |base| base.rev);
        let record = self.lay(key, &name, base)?;
        Ok(record.map(|record| Viewed { record, seen }))
    }

    /// A record as a person sees it; also one whose creation was undone.
    pub(crate) fn find_view(&self, name: &RecordKey) -> Result<Option<Viewed>, EngineError> {
        match self.find_key(name)? {
            Some(key) => self.find_view_by_key(key),
            None => Ok(None),
        }
    }

    /// A record as a person sees it, which must be there: somebody is about to act on it, so what is laid stays at hand.
    pub(crate) fn load_view(&self, name: &RecordKey) -> Result<Viewed, EngineError> {
        let laid = self.load_fold(name)?;
        let viewed = laid.fold.record().map(|record| Viewed {
            record: record.clone(),
            seen: laid.seen,
        });
        self.expect_so(&viewed, |store| store.find_view(name));
        self.remember_laid(name, laid);
        viewed
            .filter(|viewed| viewed.record.life == Life::Present)
            .ok_or_else(|| EngineError::UnknownRecord(name.clone()))
    }

    /// Lays this device's own operations that the base does not have on the base.
    pub(super) fn lay(
        &self,
        key: Key,
        name: &RecordKey,
        base: Option<Record>,
    ) -> Result<Option<Record>, EngineError> {
        let own = self.own_of_record(key)?;
        if own.iter().all(|own| own.stage == Stage::InBase) {
            return Ok(base);
        }
        Ok(self.lay_own(name, base, own)?.fold.into_record())
    }

    /// A record with what is needed to lay one more operation on it.
    pub(crate) fn load_fold(&self, name: &RecordKey) -> Result<Laid, EngineError> {
        if let Some(laid) = self.take_laid(name) {
            return Ok(laid);
        }
        let Some(key) = self.find_key(name)? else {
            return self.lay_own(name, None, Vec::new());
        };
        let base = self.find_base(key)?.and_then(|(_, base)| base);
        self.lay_own(name, base, self.own_of_record(key)?)
    }

    fn lay_own(
        &self,
        name: &RecordKey,
        base: Option<Record>,
        own: Vec<OwnOperation>,
    ) -> Result<Laid, EngineError> {
        let is_new = base.is_none();
        let seen = base.as_ref().map_or(0, |base| base.rev);
        let mut fold = match base {
            Some(base) => {
                let acknowledged: Vec<Own> =
                    own.iter().filter_map(OwnOperation::acknowledged).collect();
                Fold::seed(base, &acknowledged)
            }
            None => Fold::new(name.clone()),
        };
        let mut floor = own
            .iter()
            .filter_map(|own| own.at)
            .max()
            .unwrap_or_default();
        let mut admitted_to = None;
        for own in own {
            if own.stage == Stage::InBase || is_parked_in_tree(&own) {
                continue;
            }
            let operation = own.sealed.into_operation();
            let (at, uncertain) =
                fold.effective(&operation, Corrected::Sure(operation.observed_at), floor);
            floor = floor.max(at);
            admitted_to = Some(own.scope);
            // What comes out is the view; the outcome that counts is the server's.
            fold.apply(Accepted {
                operation,
                installation: own.installation,
                at,
                uncertain,
            });
        }
        let scope = match fold.record().filter(|_| admitted_to.is_some()) {
            Some(record) => scope_of(self, record)?.ok(),
            None => None,
        };
        // What a record belongs to may have left this device: then it stays where it was.
        if let Some(scope) = scope.or(admitted_to.filter(|_| is_new)) {
            fold.lie_in(scope);
        }
        Ok(Laid { fold, floor, seen })
    }
}

/// A move in the place tree that is parked, or an undo that is because of the tree, waits in the outbox: two devices
/// would otherwise each see another tree.
fn is_parked_in_tree(own: &OwnOperation) -> bool {
    let because_of_it = matches!(
        own.outcome,
        Some(Outcome::Parked {
            reason: ParkReason::PlaceWithinItself {} | ParkReason::TreeChanged {}
        })
    );
    own.stage.waits_there() && (because_of_it || changes_tree(&own.sealed))
}

fn changes_tree(operation: &Operation) -> bool {
    let collection = operation.record.collection();
    match &operation.change {
        Change::Set(assigns) => assigns
            .iter()
            .any(|assign| FieldKind::of(collection, assign.field.as_str()) == FieldKind::Tree),
        Change::Create { .. } | Change::Withdraw { .. } | Change::Settle { .. } => false,
    }
}

impl World for Store {
    type Error = EngineError;

    fn record(&self, name: &RecordKey) -> Result<Option<Record>, EngineError> {
        match name.collection() {
            Collection::Item | Collection::Identifier | Collection::Alias => {
                Ok(self.find_view(name)?.map(|viewed| viewed.record))
            }
            _ => Ok(self.find_small(name)?.map(|record| (*record).clone())),
        }
    }

    fn memberships(&self, team: TeamId) -> Result<Vec<Record>, EngineError> {
        let all = self.all_small(&Collection::Membership)?;
        Ok(all
            .iter()
            .filter(|record| Membership(record).team() == Some(team))
            .map(|record| (**record).clone())
            .collect())
    }
}
