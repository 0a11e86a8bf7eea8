//! What becomes of a row of places. A place that a row names is made by it; one that only its path names is a question.

use serde_json::json;
use shared::id::PlaceId;
use shared::model::{PlaceKind, Role, field};
use shared::operation::Assign;
use shared::record::{Collection, Field, Life, RecordKey, Scope};

use super::cell::{At, Decided};
use super::item_row::is_so;
use super::place::{NewPlace, PlaceIndex, Step};
use super::placing::{Placed, parts, place_led};
use super::row::{Change, Deciding, cell_of};
use super::words;
use crate::api::{Holds, Refusal};
use crate::engine::Engine;

impl Engine {
    pub(super) fn decide_place(
        &self,
        deciding: Deciding<'_>,
        cells: &[(Holds, At<'_>)],
    ) -> Decided<Change> {
        let (parent, wanted) = match place_wanted(deciding, cells) {
            Ok(wanted) => wanted,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let standing = match wanted.standing {
            Some(place) => match deciding.places.id(place) {
                Some(id) => Some(id),
                // An earlier row of this file makes it.
                None => {
                    let number = deciding.places.row(place).unwrap_or(deciding.row);
                    return Ok(Err(Refusal::SameKey(deciding.import.number(number))));
                }
            },
            None => None,
        };
        let mut values = vec![(field::NAME, json!(wanted.name))];
        values.extend(wanted.kind.map(|kind| (field::KIND, json!(kind.word()))));
        let mut new_place = None;
        match parent {
            Some(Placed::Here(id)) => values.push((field::PARENT, json!(id))),
            Some(Placed::New(new)) => new_place = Some((field::PARENT, new)),
            None => {}
        }
        let (record, seen, before) = match standing {
            Some(id) => {
                let record = RecordKey::new(Collection::Place, id);
                let viewed = self.store.load_view(&record)?;
                (record, viewed.seen, Some(viewed.record))
            }
            None => {
                let mut attempt = 0;
                let record = loop {
                    let id = PlaceId(deciding.import.item_id(deciding.row, attempt).0);
                    let record = RecordKey::new(Collection::Place, id);
                    match self.store.find_view(&record)? {
                        Some(viewed) if viewed.record.life != Life::Present => attempt += 1,
                        Some(viewed) => {
                            // This very row has made it, and somebody has renamed or moved it since.
                            return Ok(Ok(unchanged(record, viewed.seen)));
                        }
                        None => break record,
                    }
                };
                (record, 0, None)
            }
        };
        let assigns = values.into_iter().filter_map(|(name, value)| {
            let base = before.as_ref().and_then(|record| record.base(name));
            let stands = before.as_ref().and_then(|record| record.value(name));
            let so = before.is_some() && is_so(stands, &value, false);
            (!so).then(|| Assign {
                field: Field::new(name),
                base,
                value,
            })
        });
        Ok(Ok(Change {
            seen,
            creates: standing.is_none(),
            assigns: assigns.collect(),
            new_place,
            ..unchanged(record, seen)
        }))
    }
}

fn unchanged(record: RecordKey, seen: u64) -> Change {
    Change {
        record,
        seen,
        creates: false,
        assigns: Vec::new(),
        new_place: None,
        identifiers: Vec::new(),
        keys: Vec::new(),
    }
}

/// A place as a row describes it.
struct Wanted {
    name: String,
    kind: Option<PlaceKind>,
    /// The place that it is already.
    standing: Option<usize>,
}

/// The row's place and what it lies in.
fn place_wanted(
    deciding: Deciding<'_>,
    cells: &[(Holds, At<'_>)],
) -> Result<(Option<Placed>, Wanted), Refusal> {
    let Deciding { places, row, .. } = deciding;
    if deciding.lists.access.role_in(Scope::Org) < Some(Role::Manager) {
        return Err(Refusal::NotAllowed);
    }
    let mut parts = parts(cells);
    let (name, at, mut kind) = match cell_of(cells, field::NAME) {
        Some(at) => (at.text, at, None),
        None => {
            let (step, at) = parts.pop().ok_or(Refusal::Nameless)?;
            (at.text, at, step.kind)
        }
    };
    if name.chars().count() > field::MAX_TEXT {
        return Err(Refusal::Invalid(at.cell()));
    }
    if let Some(at) = cell_of(cells, field::KIND) {
        kind = Some(words::place_kind(at.text).ok_or_else(|| at.unknown())?);
    }
    let by_id = match cells.iter().find(|(holds, _)| *holds == Holds::Id) {
        Some((_, at)) => {
            let id = at
                .text
                .parse::<PlaceId>()
                .map_err(|_| Refusal::Invalid(at.cell()))?;
            places.find(id)
        }
        None => None,
    };
    let led = match (cell_of(cells, field::PARENT), parts.is_empty()) {
        (Some(at), true) => places.follow(at.text, row).map(|led| (led, at)),
        (_, false) => {
            let above: Vec<Step> = parts.iter().map(|(step, _)| step.clone()).collect();
            parts.last().map(|(_, at)| (places.lead(&above, row), *at))
        }
        (None, true) => None,
    };
    let Some((led, at_parent)) = led else {
        // Nothing said where it lies: a bare name stands for the only place of that name.
        let found = by_id.map_or_else(|| places.called(name, row), |place| vec![place]);
        return match found[..] {
            [] => Ok((None, wanted(name, kind.or(Some(PlaceKind::Site)), None))),
            [only] => Ok((None, wanted(name, kind, Some(only)))),
            _ => {
                let paths = found.iter().map(|place| places.path(*place)).collect();
                Err(Refusal::Several(at.cell(), paths))
            }
        };
    };
    let parent = place_led(deciding, Some(led), at_parent, None)?;
    let above = match &parent {
        Some(Placed::Here(id)) => places.find(*id),
        Some(Placed::New(NewPlace { above, steps })) if steps.is_empty() => *above,
        _ => None,
    };
    let standing = by_id.or_else(|| above.and_then(|above| places.child(Some(above), name, row)));
    let kind = kind.or_else(|| standing.is_none().then_some(PlaceKind::Room));
    Ok((parent, wanted(name, kind, standing)))
}

fn wanted(name: &str, kind: Option<PlaceKind>, standing: Option<usize>) -> Wanted {
    Wanted {
        name: name.to_owned(),
        kind,
        standing,
    }
}

/// Notes what a row makes, so that rows after it find it: in the dry run without an id, in the run with its own.
pub(super) fn note(
    places: &mut PlaceIndex,
    change: &Change,
    id: Option<PlaceId>,
    within: Option<usize>,
    row: usize,
) {
    let value = |name: &str| {
        let assign = change
            .assigns
            .iter()
            .find(|assign| assign.field.as_str() == name);
        assign.and_then(|assign| assign.value.as_str())
    };
    let mut parent = within.or_else(|| places.find(value(field::PARENT)?.parse().ok()?));
    if let Some((_, new)) = &change.new_place {
        parent = new.above;
        for (name, _) in &new.steps {
            parent = match places.child(parent, name, usize::MAX) {
                Some(known) => Some(known),
                None => Some(places.add(None, name, parent, Some(row))),
            };
        }
    }
    let name = value(field::NAME).unwrap_or_default();
    places.add(id, name, parent, Some(row));
}
