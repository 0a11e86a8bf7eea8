//! Actions: what a person did, as operations that are committed together with the outbox and the projections.

use shared::access::{Access, Permission};
use shared::admit::admit;
use shared::id::{ActionId, ItemId, OpId};
use shared::merge::Accepted;
use shared::operation::{
    APP_SCHEMA, Change, Intent, MAX_OPERATION_BYTES, Operation, ParkReason, SealedOperation,
};
use shared::record::{Collection, RecordKey, Scope};
use shared::time::Corrected;

use super::Engine;
use super::reading::Reading;
use crate::api::{DoneView, Event, ItemView, LeftView};
use crate::error::EngineError;
use crate::store::{Laid, Store, Viewed, values_before};

/// One operation of an action before it has an id.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) record: RecordKey,
    /// The record's `rev` as the person saw it.
    pub(super) seen: u64,
    pub(super) intent: Intent,
    pub(super) change: Change,
}

/// What an action does when this device knows that the server will not take one of its operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Nothing is done, and the person is told.
    Stops,
    /// It is done but for that operation, which waits on the server (M30), unless all are refused.
    Waits,
}

impl Engine {
    /// Commits an action: operations, outbox and projections in one transaction. The answer, with the one item that it
    /// is about, is made before that ends, so that an error means that nothing was written.
    pub(super) fn commit(
        &mut self,
        drafts: Vec<Draft>,
        refused: Refused,
        item: Option<ItemId>,
    ) -> Result<DoneView, EngineError> {
        let action = self.fresh(ActionId::new);
        self.commit_in(action, drafts, refused, item)
    }

    /// Commits some of an action that is too large for one transaction. Each of its lots is whole or not there; all are
    /// undone together.
    pub(super) fn commit_in(
        &mut self,
        action: ActionId,
        drafts: Vec<Draft>,
        refused: Refused,
        item: Option<ItemId>,
    ) -> Result<DoneView, EngineError> {
        self.commit_filled(action, drafts, refused, item, &|store, draft| {
            store.number_new(&draft.record, draft.intent, &mut draft.change)
        })
    }

    /// Commits operations of which `fill` says the last, in the transaction that writes them.
    pub(super) fn commit_filled(
        &mut self,
        action: ActionId,
        drafts: Vec<Draft>,
        refused: Refused,
        item: Option<ItemId>,
        fill: &dyn Fn(&Store, &mut Draft) -> Result<(), EngineError>,
    ) -> Result<DoneView, EngineError> {
        let actor = self.person()?;
        let access = self.store.access()?.ok_or(EngineError::NotEnrolled)?;
        let makes_items = drafts.iter().any(|draft| {
            matches!(draft.change, Change::Create { .. })
                && *draft.record.collection() == Collection::Item
        });
        let ids: Vec<OpId> = drafts.iter().map(|_| self.fresh(OpId::new)).collect();
        let anchor = self.clock.anchor();
        let (changed, done) = self.store.write(|store| {
            store.ease_text()?;
            let installation = store.installation()?;
            let mut seq = installation.next_seq;
            let mut changed = Vec::with_capacity(drafts.len());
            let mut about = None;
            let mut left = None;
            for (mut draft, op_id) in drafts.into_iter().zip(ids) {
                fill(store, &mut draft)?;
                let operation = Operation {
                    op_id,
                    action,
                    record: draft.record,
                    actor,
                    observed_at: anchor.wall,
                    tick: anchor.tick.clone(),
                    app_schema: APP_SCHEMA,
                    seen: draft.seen,
                    intent: draft.intent,
                    change: draft.change,
                };
                let Laid { fold, floor, seen } = store.load_fold(&operation.record)?;
                let before = fold.record();
                let scope_before = before.map_or(Scope::Org, |record| record.scope);
                let (at, uncertain) =
                    fold.effective(&operation, Corrected::Sure(anchor.wall), floor);
                let arriving = Accepted {
                    operation: operation.clone(),
                    installation: installation.id,
                    at,
                    uncertain,
                };
                let mut admitted = None;
                let scope = match admit(store, &access, &fold, arriving)? {
                    Ok(taken) => {
                        admitted = taken.fold.into_record();
                        admitted.as_ref().map_or(scope_before, |after| after.scope)
                    }
                    // What waits in the outbox for the place tree is not laid: its undo goes after it.
                    Err(ParkReason::NothingToUndo {}) if refused == Refused::Waits => scope_before,
                    // What the server has not taken in can be given up, whatever has become of what it lies on.
                    Err(_)
                        if before.is_some() && store.takes_back_untaken(&operation.change)? =>
                    {
                        scope_before
                    }
                    Err(reason) => {
                        let error = refusal(reason);
                        if refused == Refused::Stops {
                            return Err(error);
                        }
                        LeftView::add(&mut left, error);
                        scope_before
                    }
                };
                let kept = before
                    .map(|record| values_before(&operation, record))
                    .unwrap_or_default();
                let name = operation.record.clone();
                let key = store.ensure_key(&name)?;
                let sealed = SealedOperation::seal(operation)?;
                if sealed.text().len() > MAX_OPERATION_BYTES {
                    return Err(EngineError::TooLarge);
                }
                store.add_own(key, &sealed, installation.id, seq, scope, &kept)?;
                seq += 1;
                let projected = match admitted {
                    Some(record) => store.project_admitted(key, &name, Viewed { record, seen })?,
                    None => store.project_anew(key)?,
                };
                if item.is_some_and(|item| name == item_key(item)) {
                    about = projected.map(|viewed| (key, viewed));
                }
                changed.push(name);
            }
            if let Some(LeftView { count, why }) = &left
                && count_of(&changed) == *count
            {
                return Err(why.clone());
            }
            store.set_next_seq(seq)?;
            let reading = Reading::of(store)?;
            let item = match about {
                Some((key, viewed)) => reading.item_if_present(key, &viewed)?,
                None => None,
            };
            let done = DoneView {
                left,
                ..done(action, count_of(&changed), item)
            };
            Ok((changed, done))
        })?;
        self.sync.hurry_push();
        self.sync.numbers_due |= makes_items;
        self.tell(Event::Changed(changed));
        Ok(done)
    }

    /// The answer where nothing was to be done: an action of no operations, which nothing keeps.
    pub(super) fn done_nothing(&mut self, item: Option<ItemId>) -> Result<DoneView, EngineError> {
        let action = self.fresh(ActionId::new);
        let item = match item {
            Some(item) => self.open_item(item)?,
            None => None,
        };
        Ok(done(action, 0, item))
    }
}

fn done(action: ActionId, operations: u32, item: Option<ItemView>) -> DoneView {
    DoneView {
        action,
        operations,
        item: item.map(Box::new),
        made: None,
        place: None,
        stays_by: None,
        left: None,
    }
}

fn count_of<T>(many: &[T]) -> u32 {
    u32::try_from(many.len()).unwrap_or(u32::MAX)
}

/// What a person is told of an operation that the server would not take.
fn refusal(reason: ParkReason) -> EngineError {
    match reason {
        // Nothing is judged here by where it comes from.
        ParkReason::NotAllowed {} | ParkReason::NotYours {} | ParkReason::Quarantined {} => {
            EngineError::NotAllowed
        }
        ParkReason::Unknown { record } => EngineError::UnknownRecord(record),
        ParkReason::Invalid { field } => EngineError::InvalidValue(field),
        ParkReason::PlaceWithinItself {} => EngineError::PlaceWithinItself,
        ParkReason::TreeChanged {} => EngineError::PlaceMoved,
        ParkReason::Exists {} => EngineError::Store("the record exists already".to_owned()),
        ParkReason::NothingToUndo {} => EngineError::NothingToUndo,
        ParkReason::LastAdministrator {} => EngineError::LastAdministrator,
        // The server counts more of what goes along.
        ParkReason::TooManyFollow {} => EngineError::TooManyFollow,
        ParkReason::Unreadable {} => EngineError::TooLarge,
    }
}

/// Whether a person may observe (see, move, edit) in a scope.
pub(super) fn may_observe(access: &Access, scope: Scope) -> bool {
    access.allows(Permission::Read(scope))
        && access
            .role_in(scope)
            .is_some_and(|role| role >= shared::model::Role::Technician)
}

/// The key of an item's record.
pub(super) fn item_key(item: ItemId) -> RecordKey {
    RecordKey::new(Collection::Item, item)
}
