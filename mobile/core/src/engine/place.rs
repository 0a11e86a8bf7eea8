//! Making, changing and merging places. Who may, and that none lies within itself, `shared` decides as for everything
//! else; this refuses before anything is written.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};
use shared::id::PlaceId;
use shared::identifier::fold_for_search;
use shared::model::{Place, PlaceKind, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field, RecordKey};

use super::Engine;
use super::action::{Draft, Refused};
use crate::api::{DoneView, FieldChange, NewPlace, NewPlaces, PlaceLines, PlacesMade};
use crate::error::EngineError;
use crate::store::Viewed;

/// Lines that one action takes: more are hardly rooms.
const MOST_LINES: usize = 2_000;

/// Signs by which a line that is longer than a name may be is told from others.
const BEGINNING: usize = 60;

impl Engine {
    pub(super) fn make_place(&mut self, new: &NewPlace) -> Result<DoneView, EngineError> {
        let name = name_of(&new.name);
        if name.is_empty() {
            return Err(EngineError::InvalidValue(Field::new(field::NAME)));
        }
        let parent = self.parent_for_new(new.parent)?;
        self.expect_free(parent, &name)?;
        let (id, draft) = self.place_draft(&name, new.kind, parent);
        let done = self.commit(vec![draft], Refused::Stops, None)?;
        self.about(id, done)
    }

    /// What becomes of the lines of a text; reads only.
    pub(super) fn place_lines(&self, new: &NewPlaces) -> Result<PlaceLines, EngineError> {
        let parent = self.parent_for_new(new.parent)?;
        let mut lines = PlaceLines::default();
        let mut met = HashSet::new();
        for line in new.text.split(ends_line) {
            let name = name_of(line);
            if name.is_empty() {
                continue;
            }
            let folded = fold_for_search(&name);
            if name.chars().count() > field::MAX_TEXT {
                lines.too_long.push(name.chars().take(BEGINNING).collect());
            } else if self.store.find_place_in(parent, &folded)?.is_some() {
                lines.known.push(name);
            } else if !met.insert(folded) {
                lines.doubled.push(name);
            } else {
                lines.new.push(name);
            }
            lines.too_many = lines.new.len() > MOST_LINES;
            if lines.too_many {
                break;
            }
        }
        Ok(lines)
    }

    /// Makes a place of each new line, all in one action.
    pub(super) fn make_places(&mut self, new: &NewPlaces) -> Result<PlacesMade, EngineError> {
        let parent = self.parent_for_new(new.parent)?;
        let lines = self.place_lines(new)?;
        if lines.too_many {
            return Err(EngineError::TooLarge);
        }
        let drafts: Vec<Draft> = lines
            .new
            .iter()
            .map(|name| self.place_draft(name, new.kind, parent).1)
            .collect();
        let done = if drafts.is_empty() {
            self.done_nothing(None)?
        } else {
            self.commit(drafts, Refused::Stops, None)?
        };
        Ok(PlacesMade { lines, done })
    }

    /// Changes fields of a place. What the form showed and the person left is not among the changes.
    pub(super) fn edit_place(
        &mut self,
        place: PlaceId,
        rev: u64,
        changes: Vec<FieldChange>,
    ) -> Result<DoneView, EngineError> {
        let viewed = self.store.load_view(&place_key(place))?;
        let record = &viewed.record;
        let mut assigns = Vec::with_capacity(changes.len());
        for change in changes {
            let value = self.checked(place, &viewed, &change)?;
            let stands = record.value(change.field.as_str());
            let is_so = stands.is_none_or(|stands| *stands == Value::Bool(false))
                && (value.is_null() || value == Value::Bool(false))
                || stands == Some(&value);
            if is_so && record.base(change.field.as_str()) == change.base {
                continue;
            }
            if change.field.as_str() == field::RETIRED && value == Value::Bool(false) {
                assigns.extend(clearing(record, field::MERGED));
            }
            assigns.push(Assign {
                field: change.field,
                base: change.base,
                value,
            });
        }
        if assigns.is_empty() {
            let done = self.done_nothing(None)?;
            return self.about(place, done);
        }
        let intent = match assigns.as_slice() {
            [only] if only.field.as_str() == field::PARENT => Intent::Moved,
            _ => Intent::Edited,
        };
        let draft = Draft {
            record: place_key(place),
            seen: rev,
            intent,
            change: Change::Set(assigns),
        };
        let done = self.commit(vec![draft], Refused::Stops, None)?;
        self.about(place, done)
    }

    /// A place turned out to be another. One operation says all of it, so that one withdrawal takes all of it back; as
    /// it then lies within the other, what is in it is in the other too.
    pub(super) fn merge_place(
        &mut self,
        place: PlaceId,
        into: PlaceId,
    ) -> Result<DoneView, EngineError> {
        let into = self.store.standing_place(into)?;
        let target = self.store.load_view(&place_key(into))?;
        if Place(&target.record).is_retired() {
            return Err(EngineError::PlaceRetired);
        }
        if self.lies_in(into, place)? {
            return Err(EngineError::PlaceWithinItself);
        }
        let viewed = self.store.load_view(&place_key(place))?;
        let record = &viewed.record;
        let assign = |name: &str, value: Value| {
            (record.value(name) != Some(&value)).then(|| Assign {
                field: Field::new(name),
                base: record.base(name),
                value,
            })
        };
        let assigns = [
            assign(field::PARENT, json!(into)),
            assign(field::RETIRED, json!(true)),
            assign(field::MERGED, json!(into)),
        ];
        let draft = Draft {
            record: record.key.clone(),
            seen: viewed.seen,
            intent: Intent::Edited,
            change: Change::Set(assigns.into_iter().flatten().collect()),
        };
        let done = self.commit(vec![draft], Refused::Stops, None)?;
        self.about(into, done)
    }

    /// The value of a change as it is kept; refused where it cannot be.
    fn checked(
        &self,
        place: PlaceId,
        viewed: &Viewed,
        change: &FieldChange,
    ) -> Result<Value, EngineError> {
        let invalid = || EngineError::InvalidValue(change.field.clone());
        match change.field.as_str() {
            field::NAME => {
                let name = name_of(change.value.as_str().unwrap_or_default());
                if name.is_empty() {
                    return Err(invalid());
                }
                let parent = Place(&viewed.record).parent();
                let namesake = self.store.find_place_in(parent, &fold_for_search(&name))?;
                if namesake.is_some_and(|namesake| namesake != place) {
                    return Err(EngineError::PlaceExists);
                }
                Ok(json!(name))
            }
            field::PARENT => {
                let parent = change.value.as_str().map(str::parse).transpose();
                let parent = self.parent_for_new(parent.map_err(|_| invalid())?)?;
                if parent
                    .map(|parent| self.lies_in(parent, place))
                    .transpose()?
                    == Some(true)
                {
                    return Err(EngineError::PlaceWithinItself);
                }
                Ok(parent.map_or(Value::Null, |parent| json!(parent)))
            }
            field::KIND | field::RETIRED if !change.value.is_null() => Ok(change.value.clone()),
            _ => Err(invalid()),
        }
    }

    /// The place in which a new one goes: the one that it turned out to be, and in use.
    fn parent_for_new(&self, parent: Option<PlaceId>) -> Result<Option<PlaceId>, EngineError> {
        let Some(parent) = parent else {
            return Ok(None);
        };
        let parent = self.store.standing_place(parent)?;
        let viewed = self.store.load_view(&place_key(parent))?;
        if Place(&viewed.record).is_retired() {
            return Err(EngineError::PlaceRetired);
        }
        Ok(Some(parent))
    }

    fn expect_free(&self, parent: Option<PlaceId>, name: &str) -> Result<(), EngineError> {
        match self.store.find_place_in(parent, &fold_for_search(name))? {
            Some(_) => Err(EngineError::PlaceExists),
            None => Ok(()),
        }
    }

    fn place_draft(
        &mut self,
        name: &str,
        kind: PlaceKind,
        parent: Option<PlaceId>,
    ) -> (PlaceId, Draft) {
        let id = self.fresh(PlaceId::new);
        let mut fields = BTreeMap::from([
            (Field::new(field::NAME), json!(name)),
            (Field::new(field::KIND), json!(kind.word())),
        ]);
        if let Some(parent) = parent {
            fields.insert(Field::new(field::PARENT), json!(parent));
        }
        let draft = Draft {
            record: place_key(id),
            seen: 0,
            intent: Intent::Edited,
            change: Change::Create { fields },
        };
        (id, draft)
    }

    /// The answer with the one place that an action was about.
    fn about(&self, place: PlaceId, done: DoneView) -> Result<DoneView, EngineError> {
        let place = self.reading()?.place(place)?;
        Ok(DoneView { place, ..done })
    }
}

/// The key of a place's record.
pub(super) fn place_key(place: PlaceId) -> RecordKey {
    RecordKey::new(Collection::Place, place)
}

/// Clears a field that holds something.
fn clearing(record: &shared::record::Record, name: &str) -> Option<Assign> {
    record.value(name)?;
    Some(Assign {
        field: Field::new(name),
        base: record.base(name),
        value: Value::Null,
    })
}

/// A name as it is kept: what a person typed or pasted, in one line, with single spaces.
fn name_of(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || sign.is_control() || sign == BYTE_ORDER_MARK)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// What some editors begin a text with.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What ends a line of pasted text, whatever system it comes from.
fn ends_line(sign: char) -> bool {
    matches!(sign, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
