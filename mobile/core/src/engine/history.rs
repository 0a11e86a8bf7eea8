//! History lines: what the server told of a record, and on top what this device did and the server has not told yet.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;
use shared::id::{ActionId, OpId, PersonId};
use shared::model::field;
use shared::operation::{Change, Intent, Operation, Outcome};
use shared::record::{Collection, Field, FieldState, Record, RecordKey};
use shared::time::Millis;

use super::reading::Reading;
use crate::api::{Delivery, HistoryChange, HistoryView, Late, UndoneView};
use crate::error::EngineError;
use crate::store::{Key, OwnOperation, PastLine, Stage, withdrawn};

/// Lines shown with an item.
pub(super) const FIRST_LINES: usize = 6;
/// Lines shown at most, fetched ones among them.
pub(super) const ALL_LINES: usize = 1_000;
/// How far undos of undos are followed: a record that was made to run in a circle ends here.
const UNDOS: usize = 64;
/// Something that was done to a record, whoever tells of it.
#[derive(Clone, Copy)]
pub(super) struct Deed<'a> {
    op: OpId,
    action: ActionId,
    actor: PersonId,
    intent: Intent,
    change: &'a Change,
}

impl<'a> From<&'a Operation> for Deed<'a> {
    fn from(operation: &'a Operation) -> Self {
        Self {
            op: operation.op_id,
            action: operation.action,
            actor: operation.actor,
            intent: operation.intent,
            change: &operation.change,
        }
    }
}

impl<'a> From<&'a PastLine> for Deed<'a> {
    fn from(line: &'a PastLine) -> Self {
        Self {
            op: line.op,
            action: line.action,
            actor: line.actor,
            intent: line.intent,
            change: &line.change,
        }
    }
}

/// What a line of history is made with.
struct Telling<'a> {
    collection: &'a Collection,
    /// This device's own operations on the record.
    own: HashSet<OpId>,
    withdrawn: HashSet<OpId>,
    /// Everything that is known to have been done to the record.
    deeds: HashMap<OpId, Deed<'a>>,
    /// What the fields of each held before it.
    before: HashMap<OpId, BTreeMap<Field, Value>>,
}

impl Telling<'_> {
    fn before(&self, deed: Deed<'_>) -> &BTreeMap<Field, Value> {
        static NOTHING: BTreeMap<Field, Value> = BTreeMap::new();
        self.before.get(&deed.op).unwrap_or(&NOTHING)
    }
}

impl Reading<'_> {
    /// The newest lines of an item's history, and of those that are shown as one with it, newest first; with what was said
    /// of it and another.
    pub(super) fn item_history(
        &self,
        key: Key,
        most: usize,
    ) -> Result<Vec<HistoryView>, EngineError> {
        let members = self.store.members(key)?;
        let said = self.store.said_of(&members)?;
        let sources = members.into_iter().chain(said);
        let mut histories = Vec::new();
        for source in sources {
            if let Some(viewed) = self.store.find_view_by_key(source)? {
                histories.push(self.history(source, &viewed.record, most)?);
            }
        }
        Ok(woven(histories, most))
    }

    /// The newest lines of a record's history, newest first.
    pub(super) fn history(
        &self,
        key: Key,
        record: &Record,
        most: usize,
    ) -> Result<Vec<HistoryView>, EngineError> {
        let collection = record.key.collection();
        let lines = self.store.past(key, most)?;
        let own = self.store.own_of_record(key)?;
        let told: HashSet<OpId> = lines.iter().map(|line| line.op).collect();
        let known: HashMap<OpId, &OwnOperation> =
            own.iter().map(|own| (own.sealed.op_id, own)).collect();
        let untold: Vec<&OwnOperation> = own
            .iter()
            .filter(|own| own.stage != Stage::InBase && !told.contains(&own.sealed.op_id))
            .collect();
        let deeds = lines
            .iter()
            .rev()
            .map(Deed::from)
            .chain(untold.iter().map(|own| Deed::from(&*own.sealed)));
        let mut before = values_before(deeds.clone());
        before.extend(
            own.iter()
                .map(|own| (own.sealed.op_id, kept_values(&own.before))),
        );
        let telling = Telling {
            collection,
            own: known.keys().copied().collect(),
            withdrawn: withdrawn(deeds.clone().map(|deed| (deed.op, deed.change))),
            deeds: deeds.map(|deed| (deed.op, deed)).collect(),
            before,
        };

        let mut views = Vec::with_capacity(most.min(untold.len() + lines.len()));
        for own in untold.iter().rev().take(most) {
            let mut view = self.line(Deed::from(&*own.sealed), &telling)?;
            view.at = own.sealed.observed_at;
            view.delivery = self.delivery(own, Some(record))?;
            views.push(view);
        }
        for line in lines.iter().take(most.saturating_sub(views.len())) {
            let mut view = self.line(Deed::from(line), &telling)?;
            view.at = line.at;
            view.uncertain = line.uncertain;
            let deed = Deed::from(line);
            view.delivery = self.delivered(deed, &line.outcome, line.received_at, Some(record))?;
            views.push(view);
        }
        Ok(views)
    }

    fn line(&self, deed: Deed<'_>, telling: &Telling<'_>) -> Result<HistoryView, EngineError> {
        let own = Some(deed.actor) == self.person_id();
        let withdrawn = telling.withdrawn.contains(&deed.op);
        Ok(HistoryView {
            op: deed.op,
            action: deed.action,
            intent: deed.intent,
            created: matches!(deed.change, Change::Create { .. }),
            at: Millis::default(),
            uncertain: false,
            by: self.person(deed.actor)?,
            own,
            changes: self.changes(telling.collection, deed.change, telling.before(deed))?,
            undoes: self.undone(telling.collection, deed, |op| {
                let taken = *telling.deeds.get(&op)?;
                Some((taken, telling.before(taken).clone()))
            })?,
            delivery: Delivery::Pending,
            withdrawn,
            undoable: own && !withdrawn && telling.own.contains(&deed.op) && can_be_undone(deed),
        })
    }

    /// How far one of this device's operations on a record has come.
    pub(super) fn delivery(
        &self,
        own: &OwnOperation,
        record: Option<&Record>,
    ) -> Result<Delivery, EngineError> {
        Ok(match (own.stage, &own.outcome) {
            (Stage::Pending, _) => Delivery::Pending,
            (Stage::TakenBack, _) => Delivery::TakenBack,
            (_, Some(Outcome::Parked { reason })) => Delivery::Parked(reason.clone()),
            (_, outcome) => self.delivered(
                Deed::from(&*own.sealed),
                outcome.as_ref().unwrap_or(&Outcome::Applied {}),
                own.received_at.unwrap_or(own.sealed.observed_at),
                record.filter(|record| record.key == own.sealed.record),
            )?,
        })
    }

    /// What became of an operation that the server took. Its outcome is told once; whether a conflict that it opened
    /// still stands, its record says.
    fn delivered(
        &self,
        deed: Deed<'_>,
        outcome: &Outcome,
        received_at: Millis,
        record: Option<&Record>,
    ) -> Result<Delivery, EngineError> {
        let still_open = |record: &Record| record.conflicts.iter().any(|open| open.id == deed.op);
        Ok(match outcome {
            Outcome::Conflict { .. } if record.is_some_and(|record| !still_open(record)) => {
                Delivery::Settled { received_at }
            }
            Outcome::Superseded { by } => Delivery::Late {
                why: self.late(deed, *by, record)?,
                received_at,
            },
            Outcome::Applied {} => {
                let double = self.double_of(deed, record)?;
                Delivery::Delivered {
                    outcome: match double {
                        None => Outcome::Applied {},
                        record => Outcome::DuplicateOf { record },
                    },
                    received_at,
                }
            }
            outcome => Delivery::Delivered {
                outcome: outcome.clone(),
                received_at,
            },
        })
    }

    /// The item that one which was made turned out to be: whoever made either is told.
    fn double_of(
        &self,
        deed: Deed<'_>,
        record: Option<&Record>,
    ) -> Result<Option<RecordKey>, EngineError> {
        let Some(made) = record.filter(|record| record.created.op == deed.op) else {
            return Ok(None);
        };
        if *made.key.collection() != Collection::Item {
            return Ok(None);
        }
        let Some(key) = self.store.find_key(&made.key)? else {
            return Ok(None);
        };
        let members = self.store.members(key)?;
        match members.into_iter().find(|member| *member != key) {
            Some(other) => Ok(self.store.find_base(other)?.map(|(name, _)| name)),
            None => Ok(None),
        }
    }

    /// For what a deed came too late. `by` is what counts in its place.
    fn late(
        &self,
        deed: Deed<'_>,
        by: Option<OpId>,
        record: Option<&Record>,
    ) -> Result<Late, EngineError> {
        let by = match (deed.change, by) {
            (Change::Settle { .. }, _) => return Ok(Late::Settled),
            (Change::Withdraw { .. }, None) => return Ok(Late::TakenBack),
            (Change::Withdraw { .. }, Some(by)) => by,
            (Change::Create { .. } | Change::Set(_), _) => return Ok(Late::Newer),
        };
        let states = record.into_iter().flat_map(|record| record.fields.values());
        let author = states
            .map(|state| &state.stamp)
            .find(|stamp| stamp.op == by)
            .map(|stamp| stamp.by);
        Ok(match author {
            Some(author) if author == deed.actor => Late::ChangedByOneself,
            Some(author) => Late::ChangedBy(Some(self.person(author)?)),
            None => Late::ChangedBy(None),
        })
    }

    /// What a deed takes back, where it does and `find` knows it with the values before it.
    pub(super) fn undone<'a>(
        &self,
        collection: &Collection,
        deed: Deed<'a>,
        find: impl Fn(OpId) -> Option<(Deed<'a>, BTreeMap<Field, Value>)>,
    ) -> Result<Option<UndoneView>, EngineError> {
        let mut undo = deed;
        let mut again = true;
        // An undo of an undo tells what was done first.
        for _ in 0..UNDOS {
            let Change::Withdraw { op } = undo.change else {
                break;
            };
            let Some((taken, before)) = find(*op) else {
                break;
            };
            again = !again;
            if !matches!(taken.change, Change::Withdraw { .. }) {
                return Ok(Some(UndoneView {
                    created: matches!(taken.change, Change::Create { .. }),
                    changes: self.changes(collection, taken.change, &before)?,
                    again,
                }));
            }
            undo = taken;
        }
        Ok(None)
    }

    /// What a change sets, as shown.
    pub(super) fn changes(
        &self,
        collection: &Collection,
        change: &Change,
        before: &BTreeMap<Field, Value>,
    ) -> Result<Vec<HistoryChange>, EngineError> {
        let mut changes = Vec::new();
        for (name, value) in assigned(change) {
            if matches!(
                name.as_str(),
                field::LAST_SEEN | field::TYPE | field::SOLE | field::OTHER
            ) {
                continue;
            }
            changes.push(HistoryChange {
                fact: self.fact_label(name)?,
                before: before
                    .get(name)
                    .map(|value| self.shown(collection, name, value))
                    .transpose()?,
                after: self.shown(collection, name, value)?,
            });
        }
        Ok(changes)
    }
}

/// Several histories as one, the newest first: of each in its own order.
fn woven(mut histories: Vec<Vec<HistoryView>>, most: usize) -> Vec<HistoryView> {
    if histories.len() == 1 {
        return histories.remove(0);
    }
    let mut woven = Vec::new();
    for lines in &mut histories {
        lines.reverse();
    }
    while woven.len() < most {
        let newest = histories
            .iter_mut()
            .max_by_key(|lines| lines.last().map(|line| (line.at, line.op)));
        let Some(line) = newest.and_then(Vec::pop) else {
            break;
        };
        woven.push(line);
    }
    woven
}

/// Whether taking something back means anything: a decision is taken by settling, a glance changed nothing, and what
/// went along goes back with what it belongs to.
pub(super) fn can_be_undone<'a>(deed: impl Into<Deed<'a>>) -> bool {
    let deed = deed.into();
    !matches!(deed.intent, Intent::LookedUp | Intent::Followed)
        && !matches!(deed.change, Change::Settle { .. })
}

/// The fields that a change sets, with their values.
pub(super) fn assigned(change: &Change) -> Vec<(&Field, &Value)> {
    match change {
        Change::Create { fields } => fields.iter().collect(),
        Change::Set(assigns) => assigns
            .iter()
            .map(|assign| (&assign.field, &assign.value))
            .collect(),
        Change::Settle { field, value, .. } => vec![(field, value)],
        Change::Withdraw { .. } => Vec::new(),
    }
}

/// Of this device's operations on a record those of which a withdrawal counts.
pub(super) fn withdrawn_own(own: &[OwnOperation]) -> HashSet<OpId> {
    withdrawn(own.iter().map(|own| (own.sealed.op_id, &own.sealed.change)))
}

/// For each deed, oldest first, what its fields held before it, where an earlier one says so.
fn values_before<'a>(
    deeds: impl Iterator<Item = Deed<'a>>,
) -> HashMap<OpId, BTreeMap<Field, Value>> {
    let mut current: BTreeMap<&Field, &Value> = BTreeMap::new();
    let mut before = HashMap::new();
    for deed in deeds {
        let mut values = BTreeMap::new();
        for (name, value) in assigned(deed.change) {
            if let Some(known) = current.insert(name, value) {
                values.insert(name.clone(), known.clone());
            }
        }
        before.insert(deed.op, values);
    }
    before
}

/// Values before an operation of this device, as they were when it was made.
pub(super) fn kept_values(before: &BTreeMap<Field, FieldState>) -> BTreeMap<Field, Value> {
    before
        .iter()
        .map(|(field, state)| (field.clone(), state.value.clone()))
        .collect()
}
