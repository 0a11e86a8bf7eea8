//! Doing what the dry run said: lots of rows, each one transaction, all one action.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::{ActionId, IdentifierId, PlaceId};
use shared::model::{PlaceKind, field};
use shared::operation::{Assign, Change as Made, Intent};
use shared::record::{Collection, Field, RecordKey};

use super::cell::Lists;
use super::place::{NewPlace, PlaceIndex};
use super::row::{Change, Deciding};
use super::{DONE_AT_ONCE, Import, place_row};
use crate::api::{RowKind, RowsOf};
use crate::engine::Engine;
use crate::engine::action::{Draft, Refused};
use crate::error::EngineError;

impl Engine {
    /// Does some more rows. Each is decided anew, by what is so now; after an error nothing of the lot was written and
    /// the same step goes on.
    pub(super) fn run_some(&mut self, import: &mut Import) -> Result<(), EngineError> {
        if import.trial.kinds.len() < import.len() {
            return Ok(());
        }
        if import.trial.done == 0 {
            import.trial.places = Some(PlaceIndex::load(&self.store)?);
        }
        let from = import.trial.done;
        let to = import.len().min(from + DONE_AT_ONCE);
        let places = import.trial.places.clone().unwrap_or_default();
        match self.run_lot(import, from, to) {
            Err(error) if error.is_permanent() => {
                // One row must not hold back the others of its lot.
                import.trial.places = Some(places);
                for row in from..to {
                    let places = import.trial.places.clone();
                    match self.run_lot(import, row, row + 1) {
                        Err(error) if error.is_permanent() => {
                            import.trial.places = places;
                            import.trial.kinds[row] = RowKind::Refused;
                        }
                        done => done?,
                    }
                    import.trial.done = row + 1;
                }
            }
            Err(error) => {
                import.trial.places = Some(places);
                return Err(error);
            }
            Ok(()) => import.trial.done = to,
        }
        Ok(())
    }

    fn run_lot(&mut self, import: &mut Import, from: usize, to: usize) -> Result<(), EngineError> {
        let lists = Lists::load(self)?;
        let action = match import.trial.action {
            Some(action) => action,
            None => self.fresh(ActionId::new),
        };
        let mut places = import.trial.places.take().unwrap_or_default();
        let mut drafts = Vec::new();
        for row in from..to {
            if !matches!(import.trial.kinds[row], RowKind::Create | RowKind::Update) {
                continue;
            }
            let decided = self.decide(Deciding {
                import,
                lists: &lists,
                trial: &import.trial,
                places: &places,
                row,
                asked: &RefCell::default(),
            });
            match decided? {
                Ok(change) => {
                    import.trial.kinds[row] = change.kind();
                    if change.kind() != RowKind::Unchanged {
                        self.draft(import.settings.of, change, &mut places, row, &mut drafts);
                    }
                }
                Err(_) => import.trial.kinds[row] = RowKind::Refused,
            }
        }
        import.trial.places = Some(places);
        if !drafts.is_empty() {
            self.commit_in(action, drafts, Refused::Stops, None)?;
            import.trial.action = Some(action);
        }
        Ok(())
    }

    fn draft(
        &mut self,
        of: RowsOf,
        mut change: Change,
        places: &mut PlaceIndex,
        row: usize,
        drafts: &mut Vec<Draft>,
    ) {
        let mut parent = None;
        if let Some((name, new)) = change.new_place.take() {
            let made = self.draft_places(&new, places, row, drafts);
            parent = made;
            if let Some(id) = made.and_then(|place| places.id(place)) {
                change.assigns.push(Assign {
                    field: Field::new(name),
                    base: None,
                    value: json!(id),
                });
            }
        }
        if of == RowsOf::Places && change.creates {
            let id = PlaceId::from(change.record.id());
            place_row::note(places, &change, Some(id), parent, row);
        }
        let item = change.record.id();
        let does = if change.creates {
            let assigns = change.assigns.into_iter();
            let fields = assigns.map(|assign| (assign.field, assign.value)).collect();
            Some(Made::Create { fields })
        } else {
            // Only identifiers may come with it.
            (!change.assigns.is_empty()).then_some(Made::Set(change.assigns))
        };
        drafts.extend(does.map(|does| Draft {
            record: change.record,
            seen: change.seen,
            intent: Intent::Imported,
            change: does,
        }));
        for (kind, text) in change.identifiers {
            let id = self.fresh(IdentifierId::new);
            let fields = [
                (Field::new(field::ITEM), json!(item)),
                (Field::new(field::KIND), json!(kind.word())),
                (Field::new(field::TEXT), json!(text)),
            ];
            drafts.push(create(
                RecordKey::new(Collection::Identifier, id),
                fields.into(),
            ));
        }
    }

    /// Makes the places of a path that are not there; gives the last.
    fn draft_places(
        &mut self,
        new: &NewPlace,
        places: &mut PlaceIndex,
        row: usize,
        drafts: &mut Vec<Draft>,
    ) -> Option<usize> {
        let mut parent = new.above;
        for (name, kind) in &new.steps {
            parent = Some(match places.child(parent, name, usize::MAX) {
                Some(known) => known,
                None => self.draft_place(name, *kind, parent, places, row, drafts),
            });
        }
        parent
    }

    fn draft_place(
        &mut self,
        name: &str,
        kind: PlaceKind,
        parent: Option<usize>,
        places: &mut PlaceIndex,
        row: usize,
        drafts: &mut Vec<Draft>,
    ) -> usize {
        let id = self.fresh(PlaceId::new);
        let mut fields = vec![
            (Field::new(field::NAME), json!(name)),
            (Field::new(field::KIND), json!(kind.word())),
        ];
        if let Some(above) = parent.and_then(|parent| places.id(parent)) {
            fields.push((Field::new(field::PARENT), json!(above)));
        }
        let record = RecordKey::new(Collection::Place, id);
        drafts.push(create(record, fields.into_iter().collect()));
        places.add(Some(id), name, parent, Some(row))
    }
}

fn create(record: RecordKey, fields: BTreeMap<Field, Value>) -> Draft {
    Draft {
        record,
        seen: 0,
        intent: Intent::Imported,
        change: Made::Create { fields },
    }
}
