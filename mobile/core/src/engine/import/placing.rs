//! Where a row puts its record.

use shared::id::PlaceId;
use shared::model::{Role, field};
use shared::record::Scope;

use super::cell::At;
use super::place::{Led, NewPlace, Step, steps};
use super::row::{Deciding, cell_of};
use crate::api::{Cell, Holds, Question, Refusal};

/// Where a row puts its record.
pub(super) enum Placed {
    Here(PlaceId),
    New(NewPlace),
}

/// The place of a row: a path in one cell, or names in several on the way down, the path being above them.
pub(super) fn row_place(
    deciding: Deciding<'_>,
    cells: &[(Holds, At<'_>)],
    standing: Option<PlaceId>,
) -> Result<Option<Placed>, Refusal> {
    let path = cell_of(cells, field::PLACE);
    let parts = parts(cells);
    let (led, at) = match (path, parts.last()) {
        (None, None) => return Ok(None),
        (Some(at), None) => (deciding.places.follow(at.text, deciding.row), at),
        (path, Some((_, at))) => {
            let above = path.and_then(|path| steps([path.text])).unwrap_or_default();
            let parts = parts.iter().map(|(step, _)| step.clone());
            let all: Vec<Step> = parts.chain(above).collect();
            (Some(deciding.places.lead(&all, deciding.row)), *at)
        }
    };
    place_led(deciding, led, at, standing)
}

/// The names of places in their own columns, from above down.
pub(super) fn parts<'a>(cells: &[(Holds, At<'a>)]) -> Vec<(Step, At<'a>)> {
    let mut parts: Vec<_> = cells
        .iter()
        .filter_map(|(holds, at)| match holds {
            Holds::Part(kind) => Some((*kind, *at)),
            _ => None,
        })
        .collect();
    parts.sort_by_key(|(kind, _)| *kind);
    let step = |(kind, at): (_, At<'a>)| {
        let step = Step {
            name: at.text.to_owned(),
            kind: Some(kind),
        };
        (step, at)
    };
    parts.into_iter().map(step).collect()
}

/// The place that a path leads to. One that is not there is a question, never a side effect (FC-I2).
pub(super) fn place_led(
    deciding: Deciding<'_>,
    led: Option<Led>,
    at: At<'_>,
    standing: Option<PlaceId>,
) -> Result<Option<Placed>, Refusal> {
    let places = deciding.places;
    match led {
        None => Ok(None),
        Some(Led::Here(place)) => match places.id(place) {
            Some(id) => Ok(Some(Placed::Here(id))),
            // An earlier row of this file makes it.
            None => Ok(Some(Placed::New(NewPlace {
                above: Some(place),
                steps: Vec::new(),
            }))),
        },
        Some(Led::Several(found)) => {
            if let Some(id) = standing
                && found.iter().any(|place| places.id(*place) == Some(id))
            {
                return Ok(Some(Placed::Here(id)));
            }
            let paths = found.iter().map(|place| places.path(*place)).collect();
            Err(Refusal::Several(at.cell(), paths))
        }
        Some(Led::New(new)) => {
            let path = places.path_of_new(&new);
            if deciding.lists.access.role_in(Scope::Org) < Some(Role::Manager) {
                return Err(Refusal::Unknown(Cell {
                    text: path,
                    ..at.cell()
                }));
            }
            deciding.ask(Question::Place {
                path: path.clone(),
                rows: 1,
            });
            if deciding.import.settings.new_places.contains(&path) {
                Ok(Some(Placed::New(new)))
            } else {
                Err(Refusal::NewPlace(path))
            }
        }
    }
}
