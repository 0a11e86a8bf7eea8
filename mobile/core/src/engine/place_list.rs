//! Places as they are shown: each with its path, lists with what lies in each, and one place whole.

use std::collections::HashMap;
use std::rc::Rc;

use shared::id::PlaceId;
use shared::model::{Place, Role};
use shared::record::{Life, Record};

use super::Engine;
use super::history::FIRST_LINES;
use super::place::place_key;
use super::reading::{Reading, bases, shown_text};
use crate::api::{PlaceDetail, PlaceRow, PlaceView};
use crate::error::EngineError;
use crate::store::PlaceChain;

impl Reading<'_> {
    /// A place, or the one that it turned out to be.
    pub(super) fn place(&self, id: PlaceId) -> Result<Option<PlaceView>, EngineError> {
        let standing = self.store.standing_place(id)?;
        let view = self.place_itself(standing)?;
        if standing == id {
            return Ok(view);
        }
        // It lies in itself too: whoever has not heard that it is another may still stand in it.
        let own = self.store.place_chain(id)?;
        let chain = chain_ids(&own);
        Ok(view.map(|view| PlaceView { chain, ..view }))
    }

    /// A place, also one that turned out to be another. Its path leaves such ones out.
    pub(super) fn place_itself(&self, id: PlaceId) -> Result<Option<PlaceView>, EngineError> {
        let chain = self.store.place_chain(id)?;
        let Some((own, above)) = chain.places.split_first() else {
            return Ok(None);
        };
        let name = |record: &Rc<Record>| shown_text(Place(record).name().unwrap_or_default());
        let above = above
            .iter()
            .filter(|record| Place(record).merged().is_none());
        let mut path: Vec<String> = std::iter::once(own)
            .chain(above.clone())
            .map(name)
            .collect();
        path.reverse();
        Ok(Some(PlaceView {
            id,
            name: name(own),
            kind: Place(own).kind(),
            chain: chain_ids(&chain),
            parent: above.map(|record| Place(record).id()).next(),
            path,
            has_children: self.store.has_places_in(id)?,
            retired: Place(own).is_retired() || own.life != Life::Present,
        }))
    }
}

impl Engine {
    /// Places with how many items lie in each and below; retired ones last.
    pub(super) fn place_rows(
        &self,
        within: Option<PlaceId>,
        text: &str,
    ) -> Result<Vec<PlaceRow>, EngineError> {
        let ids = self.place_ids(within, text, true)?;
        self.rows_of(&ids, &self.count_below(&ids)?)
    }

    /// A place, whole; none where it is not here, or its creation was undone.
    pub(super) fn open_place(&self, id: PlaceId) -> Result<Option<PlaceDetail>, EngineError> {
        let Some(key) = self.store.find_key(&place_key(id))? else {
            return Ok(None);
        };
        let viewed = self.store.find_view_by_key(key)?;
        let Some(viewed) = viewed.filter(|viewed| viewed.record.life == Life::Present) else {
            return Ok(None);
        };
        let reading = self.reading()?;
        let Some(place) = reading.place_itself(id)? else {
            return Ok(None);
        };
        let record: &Record = &viewed.record;
        let within = self.place_ids(Some(id), "", true)?;
        let mut counted = within.clone();
        counted.push(id);
        let counts = self.count_below(&counted)?;
        let parent = place.parent.map(|id| reading.place(id)).transpose()?;
        let merged = match Place(record).merged() {
            Some(_) => reading.place(id)?,
            None => None,
        };
        let mut merged_here = Vec::new();
        for id in self.store.places_merged_into(id)? {
            merged_here.extend(reading.place_itself(id)?);
        }
        Ok(Some(PlaceDetail {
            row: PlaceRow {
                items: counts.get(&id).copied().unwrap_or_default(),
                place,
            },
            items_here: self.store.items_in_place(id)?,
            parent: parent.flatten(),
            merged,
            merged_here,
            places: self.rows_of(&within, &counts)?,
            rev: viewed.seen,
            bases: bases(record),
            conflicts: reading.conflicts(record)?,
            history: reading.history(key, record, FIRST_LINES)?,
            may_edit: reading.has_role(Role::Manager, record.scope),
        }))
    }

    fn rows_of(
        &self,
        ids: &[PlaceId],
        counts: &HashMap<PlaceId, u64>,
    ) -> Result<Vec<PlaceRow>, EngineError> {
        let reading = self.reading()?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(place) = reading.place_itself(*id)? {
                let items = counts.get(id).copied().unwrap_or_default();
                rows.push(PlaceRow { place, items });
            }
        }
        Ok(rows)
    }

    /// How many items lie in each of these places and below. Items are counted once, by the place that they lie
    /// directly in, of which there are few; each of these then adds to those above it.
    fn count_below(&self, ids: &[PlaceId]) -> Result<HashMap<PlaceId, u64>, EngineError> {
        let mut counts: HashMap<PlaceId, u64> = ids.iter().map(|id| (*id, 0)).collect();
        for (place, many) in self.store.items_by_place()? {
            for above in &self.store.place_chain(place)?.places {
                if let Some(count) = counts.get_mut(&Place(above).id()) {
                    *count += many;
                }
            }
        }
        Ok(counts)
    }
}

/// Where a place lies by ids, from above down, its own last.
fn chain_ids(chain: &PlaceChain) -> Vec<PlaceId> {
    let ids = chain.places.iter().rev();
    ids.map(|record| Place(record).id()).collect()
}
