//! The list that a search leads to, whole and in its order, so that one can scroll to any part of it.
//!
//! **Invariant:** what is remembered is forgotten as soon as anything was written.

use std::collections::HashSet;
use std::rc::Rc;

use shared::record::{Collection, RecordKey};

use super::Engine;
use super::action::item_key;
use super::search::listed;
use crate::api::{Anchor, ChoiceView, MOST_CHOSEN, Query};
use crate::error::EngineError;
use crate::store::{Key, Narrowed};

/// Items that are sorted by themselves rather than picked out of the order of all.
const FEW: usize = 2_000;

/// Lists in the order in which they were asked for: the one that is scrolled, and the one of all items, out of which
/// others are picked.
#[derive(Default)]
pub(super) struct Lists {
    /// How much had been written when they were made.
    written: u64,
    lists: Vec<List>,
}

struct List {
    text: String,
    narrowed: Narrowed,
    keys: Rc<[Key]>,
}

/// A list takes some hundred kilobytes where a device carries 100,000 items.
const MOST: usize = 2;

impl Lists {
    fn find(&self, written: u64, text: &str, narrowed: Narrowed) -> Option<Rc<[Key]>> {
        let list = self
            .lists
            .iter()
            .find(|list| list.text == text && list.narrowed == narrowed)?;
        (self.written == written).then(|| Rc::clone(&list.keys))
    }

    fn keep(&mut self, written: u64, list: List) {
        if self.written != written {
            self.lists.clear();
            self.written = written;
        }
        if self.lists.len() == MOST {
            self.lists.remove(0);
        }
        self.lists.push(list);
    }
}

impl Narrowed {
    /// What a search is narrowed to.
    pub(super) fn of(query: &Query) -> Self {
        Self {
            item_type: query.item_type,
            state: query.state,
            place: query.place,
        }
    }
}

impl Engine {
    /// The items of a search, in the order in which they are shown.
    pub(super) fn list(&self, text: &str, narrowed: Narrowed) -> Result<Rc<[Key]>, EngineError> {
        let text = text.trim();
        if !text.is_empty() || narrowed != Narrowed::default() {
            self.prepare_search()?;
        }
        if let Some(known) = self
            .lists
            .borrow()
            .find(self.store.written(), text, narrowed)
        {
            return Ok(known);
        }
        let keys: Rc<[Key]> = if text.is_empty() {
            self.newest(narrowed)?.into()
        } else {
            self.find_by_text(text, narrowed)?.into()
        };
        // Reading may itself note a record's key.
        self.lists.borrow_mut().keep(
            self.store.written(),
            List {
                text: text.to_owned(),
                narrowed,
                keys: Rc::clone(&keys),
            },
        );
        Ok(keys)
    }

    /// The items of a search that may be chosen together: all, or those between two rows.
    pub(super) fn choosable(
        &self,
        query: &Query,
        between: Option<[Anchor; 2]>,
    ) -> Result<ChoiceView, EngineError> {
        let all = self.list(&query.text, Narrowed::of(query))?;
        let list = listed(&query.text, &all);
        let Some(last) = list.len().checked_sub(1) else {
            return Ok(ChoiceView::default());
        };
        let (from, to) = match between {
            None => (0, last),
            Some([from, to]) => (self.place_in(list, from)?, self.place_in(list, to)?),
        };
        let range = &list[from.min(to).min(last)..=from.max(to).min(last)];
        // Who chooses upwards has what lies next above.
        let upwards = from > to;
        let most = (MOST_CHOSEN as usize).min(range.len());
        let mut items = Vec::with_capacity(most);
        for place in 0..most {
            let place = if upwards {
                range.len() - 1 - place
            } else {
                place
            };
            items.extend(self.store.find_item_id(range[place])?);
        }
        Ok(ChoiceView {
            items,
            more: range.len() > most || (between.is_none() && all.len() > list.len()),
        })
    }

    /// Where a row lies that was seen in a list; where it lay, if it is no longer in it.
    fn place_in(&self, list: &[Key], row: Anchor) -> Result<usize, EngineError> {
        let key = self.store.find_key(&item_key(row.item))?;
        let now = key.and_then(|key| list.iter().position(|one| *one == key));
        Ok(now.unwrap_or(row.at as usize))
    }

    /// Items by the time of their last change, the newest first.
    fn newest(&self, narrowed: Narrowed) -> Result<Vec<Key>, EngineError> {
        let tags = self.tags(narrowed)?;
        if tags.is_empty() {
            return self.store.newest();
        }
        let expression = tags.join(" AND ");
        let found = self.store.search_some(&expression, usize::MAX)?;
        if found.len() <= FEW {
            return self.store.sort_by_newest(found);
        }
        let found: HashSet<Key> = found.into_iter().collect();
        let all = self.list("", Narrowed::default())?;
        Ok(all
            .iter()
            .filter(|key| found.contains(key))
            .copied()
            .collect())
    }

    /// How many rows further down what is seen lies now. One of them may itself have gone elsewhere in the list: what
    /// moved least tells how far the others were pushed.
    pub(super) fn moved(&self, list: &[Key], anchors: &[Anchor]) -> Result<i64, EngineError> {
        let mut least = None;
        for anchor in anchors {
            let name = RecordKey::new(Collection::Item, anchor.item);
            let Some(key) = self.store.find_key(&name)? else {
                continue;
            };
            let Some(now) = list.iter().position(|one| *one == key) else {
                continue;
            };
            let moved = i64::try_from(now).unwrap_or(i64::MAX) - i64::from(anchor.at);
            least = match least {
                Some(least) if i64::abs(least) <= moved.abs() => Some(least),
                _ => Some(moved),
            };
        }
        Ok(least.unwrap_or(0))
    }
}
