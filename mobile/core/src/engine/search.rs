//! Search as you type: identifiers, full text with unfinished last words, the last digits; places and people by name.

use std::collections::HashSet;
use std::fmt::Write as _;

use shared::id::{PlaceId, TypeId};
use shared::identifier::{ExactKey, ReversedKey, fold_for_search};
use shared::model::{Person, SubState};
use shared::record::{Collection, RecordKey};

use super::Engine;
use super::reading::{shown_text, sub_state_view};
use crate::api::{PersonView, PlaceView, Query, RowsView, SubStateView};
use crate::error::EngineError;
use crate::store::{Key, Narrowed, state_tag};

/// Rows are listed up to here for a text: nobody pages through more. One more is found, to say that there are others.
const LISTED: usize = 1_000;
/// Rows at most in one answer.
const MOST_ROWS: u32 = 200;
/// Items offered by the end of a number.
const MOST_ENDINGS: usize = 50;
/// Characters of a number's end that say something.
const SHORTEST_ENDING: usize = 3;
/// A last word of fewer letters fits so much that an order by rank costs more than it tells.
const SHORTEST_RANKED: usize = 3;
/// Places that a word may stand for.
const MOST_PLACES: u32 = 200;
/// Places or people in one answer.
const MOST_NAMES: u32 = 200;

impl Engine {
    /// The rows of a part of the list that a search leads to.
    pub(super) fn search(&self, query: &Query) -> Result<RowsView, EngineError> {
        let limit = query.limit.clamp(1, MOST_ROWS);
        let all = self.list(&query.text, Narrowed::of(query))?;
        let list = listed(&query.text, &all);
        let moved = self.moved(list, &query.anchors)?;
        let offset = u32::try_from((i64::from(query.offset) + moved).max(0)).unwrap_or(u32::MAX);
        let (from, most) = (offset as usize, limit as usize);
        let part: Vec<Key> = list.iter().skip(from).take(most).copied().collect();
        Ok(RowsView {
            rows: self.reading()?.rows(&part)?,
            offset,
            moved,
            total: list.len() as u64,
            more: all.len() > list.len(),
            of: self.store.item_count()?,
        })
    }

    /// The items that a text finds: by identifier first, then by words, then by the end of a number.
    pub(super) fn find_by_text(
        &self,
        text: &str,
        narrowed: Narrowed,
    ) -> Result<Vec<Key>, EngineError> {
        let mut keys = Vec::new();
        let mut seen = HashSet::new();
        let mut add = |found: Vec<Key>| {
            for key in found {
                if keys.len() <= LISTED && seen.insert(key) {
                    keys.push(key);
                }
            }
        };
        add(self.narrow(self.find_by_identifier(text)?, narrowed)?);
        if let Some(expression) = self.expression(text, narrowed)? {
            let some = self.store.search_some(&expression, LISTED + 1)?;
            let last_word = text.split_whitespace().last().unwrap_or_default();
            let ranked = some.len() <= LISTED && last_word.chars().count() >= SHORTEST_RANKED;
            add(if ranked {
                self.store.search_ranked(&expression, LISTED)?
            } else {
                some
            });
        }
        add(self.narrow(self.find_by_ending(text)?, narrowed)?);
        Ok(keys)
    }

    /// All items that a search finds, in no order; none if it leaves nothing out.
    pub(super) fn all_found(
        &self,
        text: &str,
        narrowed: Narrowed,
    ) -> Result<Option<Vec<Key>>, EngineError> {
        self.prepare_search()?;
        let tags = self.tags(narrowed)?;
        let (expression, mut keys) = match (text.trim().is_empty(), tags.is_empty()) {
            (true, true) => return Ok(None),
            (true, false) => (Some(tags.join(" AND ")), Vec::new()),
            (false, _) => (
                self.expression(text, narrowed)?,
                self.find_by_text(text, narrowed)?,
            ),
        };
        if let Some(expression) = expression {
            keys.extend(self.store.search_some(&expression, usize::MAX)?);
        }
        Ok(Some(keys))
    }

    /// Lets full text take in what changed. Where the device has no room for that, it finds what it knows.
    pub(super) fn prepare_search(&self) -> Result<(), EngineError> {
        match self.store.bring_text_up_to_date() {
            Err(EngineError::StorageFull) => Ok(()),
            done => done,
        }
    }

    fn find_by_identifier(&self, text: &str) -> Result<Vec<Key>, EngineError> {
        use shared::identifier::Found as Match;
        Ok(match self.match_text(text)? {
            Match::Nothing => Vec::new(),
            Match::One(item) | Match::Near(item) => vec![item],
            Match::Several(items) => items,
        })
    }

    fn find_by_ending(&self, text: &str) -> Result<Vec<Key>, EngineError> {
        let Some(ending) = ExactKey::new(text).map(|key| ReversedKey::of(&key)) else {
            return Ok(Vec::new());
        };
        let long_enough = ending.as_str().chars().count() >= SHORTEST_ENDING;
        let has_digit = ending.as_str().chars().any(|sign| sign.is_ascii_digit());
        if !long_enough || !has_digit {
            return Ok(Vec::new());
        }
        self.store.find_ending(&ending, MOST_ENDINGS)
    }

    /// Those of a few items that fit what the list is narrowed to.
    fn narrow(&self, keys: Vec<Key>, narrowed: Narrowed) -> Result<Vec<Key>, EngineError> {
        let mut kept = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(row) = self.store.find_item_row(key)? else {
                continue;
            };
            let lies_in = match (narrowed.place, row.place) {
                (None, _) => true,
                (Some(wanted), Some(place)) => self
                    .store
                    .place_chain(place)?
                    .places
                    .iter()
                    .any(|above| above.key.id() == wanted.into()),
                (Some(_), None) => false,
            };
            if lies_in
                && narrowed
                    .item_type
                    .is_none_or(|wanted| row.item_type == Some(wanted))
                && narrowed
                    .state
                    .is_none_or(|wanted| row.state == Some(wanted))
            {
                kept.push(key);
            }
        }
        Ok(kept)
    }

    /// The text as full text asks it: every word somewhere in the item, or in the name of a place that it lies in.
    fn expression(&self, text: &str, narrowed: Narrowed) -> Result<Option<String>, EngineError> {
        let folded = fold_for_search(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut parts = Vec::new();
        for (position, word) in words.iter().enumerate() {
            let unfinished = position + 1 == words.len();
            if let Some(part) = self.word_expression(word, unfinished)? {
                parts.push(part);
            }
        }
        if parts.is_empty() {
            return Ok(None);
        }
        parts.extend(self.tags(narrowed)?);
        Ok(Some(parts.join(" AND ")))
    }

    /// What a list is narrowed to, as full text asks it.
    pub(super) fn tags(&self, narrowed: Narrowed) -> Result<Vec<String>, EngineError> {
        let tag = |mark: char, name: RecordKey| {
            // What this store has never heard of is the tag of nothing.
            let key = self.store.find_key(&name)?.map_or(0, |key| key.0);
            Ok::<_, EngineError>(format!("tags : \"{mark}{key}\""))
        };
        let mut tags = Vec::new();
        if let Some(id) = narrowed.item_type {
            tags.push(tag('t', RecordKey::new(Collection::ItemType, id))?);
        }
        if let Some(id) = narrowed.place {
            tags.push(tag('p', RecordKey::new(Collection::Place, id))?);
        }
        if let Some(state) = narrowed.state {
            tags.push(format!("tags : \"{}\"", state_tag(state)));
        }
        Ok(tags)
    }

    fn word_expression(&self, word: &str, unfinished: bool) -> Result<Option<String>, EngineError> {
        // Only letters and digits are left of a token, so that no text can be read as an expression.
        let tokens: Vec<&str> = word
            .split(|sign: char| !sign.is_alphanumeric())
            .filter(|token| !token.is_empty())
            .collect();
        if tokens.is_empty() {
            return Ok(None);
        }
        let mut expression = String::from("(words : (");
        for (position, token) in tokens.iter().enumerate() {
            let joint = if position == 0 { "" } else { " AND " };
            let star = if unfinished && position + 1 == tokens.len() {
                "*"
            } else {
                ""
            };
            let _ = write!(expression, "{joint}\"{token}\"{star}");
        }
        expression.push(')');
        if word.chars().count() > 1 {
            for place in self.store.places_by_word(word, MOST_PLACES)? {
                let _ = write!(expression, " OR tags : \"p{}\"", place.0);
            }
        }
        expression.push(')');
        Ok(Some(expression))
    }

    /// Places to choose from: those in use, without one and what lies in it.
    pub(super) fn places(
        &self,
        within: Option<PlaceId>,
        text: &str,
        without: Option<PlaceId>,
    ) -> Result<Vec<PlaceView>, EngineError> {
        let reading = self.reading()?;
        let mut places = Vec::new();
        for id in self.place_ids(within, text, false)? {
            let is_left_out = match without {
                Some(without) => self.lies_in(id, without)?,
                None => false,
            };
            if !is_left_out {
                places.extend(reading.place(id)?);
            }
        }
        Ok(places)
    }

    /// The places in one (none: the sites), or all with a text in their name.
    pub(super) fn place_ids(
        &self,
        within: Option<PlaceId>,
        text: &str,
        retired: bool,
    ) -> Result<Vec<PlaceId>, EngineError> {
        let folded = fold_for_search(text);
        if folded.is_empty() {
            self.store.places_in(within, retired, MOST_NAMES)
        } else {
            self.store.places_with(&folded, retired, MOST_NAMES)
        }
    }

    /// Whether a place is another, or lies in it.
    pub(super) fn lies_in(&self, place: PlaceId, other: PlaceId) -> Result<bool, EngineError> {
        let chain = self.store.place_chain(place)?;
        Ok(chain
            .places
            .iter()
            .any(|above| above.key.id() == other.into()))
    }

    pub(super) fn people(&self, text: &str) -> Result<Vec<PersonView>, EngineError> {
        let folded = fold_for_search(text);
        let mut people = Vec::new();
        for record in self.store.all_small(&Collection::Person)? {
            let name = Person(&record).name().unwrap_or_default();
            let sorted = fold_for_search(name);
            if sorted.contains(&folded) {
                let begins = sorted.starts_with(&folded);
                let view = PersonView {
                    id: Person(&record).id(),
                    name: shown_text(name),
                };
                people.push((!begins, sorted, view));
            }
        }
        people.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        Ok(people
            .into_iter()
            .take(MOST_NAMES as usize)
            .map(|(_, _, view)| view)
            .collect())
    }

    pub(super) fn sub_states(&self, item_type: TypeId) -> Result<Vec<SubStateView>, EngineError> {
        let mut views = Vec::new();
        for record in self.store.all_small(&Collection::SubState)? {
            let sub_state = SubState(&record);
            if sub_state.item_type() == Some(item_type) && !sub_state.is_retired() {
                views.extend(sub_state_view(sub_state));
            }
        }
        views.sort_by_key(|view| (view.state, view.label.fr.clone()));
        Ok(views)
    }
}

/// What of a list is shown.
pub(super) fn listed<'a>(text: &str, list: &'a [Key]) -> &'a [Key] {
    let is_whole = text.trim().is_empty() || list.len() <= LISTED;
    if is_whole { list } else { &list[..LISTED] }
}
