//! The places that a file may name: by a path in any of the usual marks, or by a bare name where only one has it.

use std::collections::HashMap;

use shared::id::PlaceId;
use shared::identifier::fold_for_search;
use shared::model::{Place, PlaceKind};
use shared::record::Collection;

use crate::error::EngineError;
use crate::store::Store;

/// What stands between the names of a path, the longer marks first.
const MARKS: [&str; 6] = ["->", "→", "›", ">", "\\", "/"];

/// What an export writes between them.
pub(super) const MARK: &str = " > ";

/// All places in their tree, with those that rows of the file make.
#[derive(Clone, Debug, Default)]
pub(super) struct PlaceIndex {
    places: Vec<Known>,
    by_name: HashMap<String, Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Known {
    id: Option<PlaceId>,
    name: String,
    parent: Option<usize>,
    /// The row of the file that makes it.
    row: Option<usize>,
}

/// One name on the way down to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) kind: Option<PlaceKind>,
}

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Led {
    /// To this place.
    Here(usize),
    /// To one that would have to be made, with those above it that are not there either.
    New(NewPlace),
    /// To each of these.
    Several(Vec<usize>),
}

/// A place to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewPlace {
    /// The place that is there, in which the first one goes.
    pub(super) above: Option<usize>,
    /// Names and kinds from there down.
    pub(super) steps: Vec<(String, PlaceKind)>,
}

impl PlaceIndex {
    pub(super) fn load(store: &Store) -> Result<Self, EngineError> {
        let mut index = Self::default();
        let mut numbers = HashMap::new();
        let mut parents = Vec::new();
        for record in store.all_small(&Collection::Place)? {
            let place = Place(&record);
            if place.is_retired() {
                continue;
            }
            let name = place.name().unwrap_or_default();
            let number = index.add(Some(place.id()), name, None, None);
            numbers.insert(place.id(), number);
            parents.push((number, place.parent()));
        }
        for (number, parent) in parents {
            index.places[number].parent = parent.and_then(|id| numbers.get(&id).copied());
        }
        Ok(index)
    }

    /// Adds a place that a row makes; it has an id once it is made.
    pub(super) fn add(
        &mut self,
        id: Option<PlaceId>,
        name: &str,
        parent: Option<usize>,
        row: Option<usize>,
    ) -> usize {
        let number = self.places.len();
        self.places.push(Known {
            id,
            name: name.to_owned(),
            parent,
            row,
        });
        let folded = fold_for_search(name);
        self.by_name.entry(folded).or_default().push(number);
        number
    }

    pub(super) fn id(&self, place: usize) -> Option<PlaceId> {
        self.places[place].id
    }

    /// The row that makes it.
    pub(super) fn row(&self, place: usize) -> Option<usize> {
        self.places[place].row
    }

    /// The places of a name, wherever they lie.
    pub(super) fn called(&self, name: &str, row: usize) -> Vec<usize> {
        steps([name]).map_or_else(Vec::new, |steps| self.named(&steps, row))
    }

    /// The place of an id.
    pub(super) fn find(&self, id: PlaceId) -> Option<usize> {
        self.places.iter().position(|known| known.id == Some(id))
    }

    /// Its names from the site down.
    pub(super) fn path(&self, place: usize) -> String {
        let names: Vec<&str> = self
            .chain(place)
            .map(|number| self.places[number].name.as_str())
            .collect();
        names.into_iter().rev().collect::<Vec<_>>().join(MARK)
    }

    /// The path of a place to make.
    pub(super) fn path_of_new(&self, new: &NewPlace) -> String {
        let names = new.steps.iter().map(|(name, _)| name.clone());
        let above = new.above.map(|above| self.path(above));
        above
            .into_iter()
            .chain(names)
            .collect::<Vec<_>>()
            .join(MARK)
    }

    /// A place directly within another, or among the sites, that an earlier row makes or that is there.
    pub(super) fn child(&self, parent: Option<usize>, name: &str, row: usize) -> Option<usize> {
        let named = self.by_name.get(&fold_for_search(name))?;
        let mut within = named
            .iter()
            .copied()
            .filter(|number| self.places[*number].parent == parent && self.is_before(*number, row));
        within.next()
    }

    /// Where a path leads, as it stands in a cell.
    pub(super) fn follow(&self, text: &str, row: usize) -> Option<Led> {
        let whole = steps([text])?;
        let mark = MARKS.iter().find(|mark| text.contains(**mark));
        let Some(mark) = mark else {
            return Some(self.lead(&whole, row));
        };
        // A name may hold a mark itself.
        match self.lead(&whole, row) {
            Led::New(_) => Some(self.lead(&steps(text.split(mark))?, row)),
            led => Some(led),
        }
    }

    /// Where names lead, from above down; some of those between may be left out.
    pub(super) fn lead(&self, steps: &[Step], row: usize) -> Led {
        let found = self.named(steps, row);
        match found[..] {
            [only] => return Led::Here(only),
            [] => {}
            _ => return Led::Several(found),
        }
        let mut above = None;
        let mut there = 0;
        for length in (1..steps.len()).rev() {
            let found = self.named(&steps[..length], row);
            match found[..] {
                [] => continue,
                [only] => {
                    above = Some(only);
                    there = length;
                }
                _ => return Led::Several(found),
            }
            break;
        }
        let last = steps.len() - 1;
        let made = steps.iter().enumerate().skip(there).map(|(depth, step)| {
            let usual = match depth {
                0 => PlaceKind::Site,
                _ if depth == last => PlaceKind::Room,
                1 => PlaceKind::Building,
                _ => PlaceKind::Floor,
            };
            (step.name.clone(), step.kind.unwrap_or(usual))
        });
        Led::New(NewPlace {
            above,
            steps: made.collect(),
        })
    }

    /// The places that bear the last of the names and lie in those before. One whose whole path is these names wins.
    fn named(&self, steps: &[Step], row: usize) -> Vec<usize> {
        let Some((last, above)) = steps.split_last() else {
            return Vec::new();
        };
        let folded: Vec<String> = above
            .iter()
            .map(|step| fold_for_search(&step.name))
            .collect();
        let mut found: Vec<usize> = self
            .by_name
            .get(&fold_for_search(&last.name))
            .into_iter()
            .flatten()
            .copied()
            .filter(|number| self.is_before(*number, row))
            .filter(|number| {
                let mut wanted = folded.iter().rev().peekable();
                for above in self.chain(*number).skip(1) {
                    let name = fold_for_search(&self.places[above].name);
                    wanted.next_if(|wanted| **wanted == name);
                }
                wanted.peek().is_none()
            })
            .collect();
        if found.len() > 1 {
            let whole = |number: &usize| self.chain(*number).count() == steps.len();
            if found.iter().filter(|number| whole(number)).count() == 1 {
                found.retain(whole);
            }
        }
        found
    }

    fn is_before(&self, number: usize, row: usize) -> bool {
        self.places[number].row.is_none_or(|made| made < row)
    }

    /// A place and those above it.
    fn chain(&self, place: usize) -> impl Iterator<Item = usize> {
        let most = self.places.len();
        std::iter::successors(Some(place), |number| self.places[*number].parent).take(most)
    }
}

/// The names of a path; none where nothing is named.
pub(super) fn steps<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Vec<Step>> {
    let steps: Vec<Step> = names
        .into_iter()
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| Step {
            name: name.to_owned(),
            kind: None,
        })
        .collect();
    (!steps.is_empty()).then_some(steps)
}
