//! Which record a row is about, and of which type it is.

use shared::id::{ItemId, TypeId};
use shared::identifier::{Found as Match, Identity, choose_found};
use shared::model::{ConfigItem, ItemType, field};

use super::cell::{At, Decided};
use super::row::{Deciding, cell_of};
use super::{SEVERAL, words};
use crate::api::{Cell, Holds, MatchKey, NearRule, Question, Refusal, TypeView};
use crate::engine::Engine;
use crate::engine::action::item_key;
use crate::engine::reading::{shown_text, type_view};
use crate::error::EngineError;
use crate::store::{Bearer, Key, Viewed};
use crate::table::unguarded;

impl Engine {
    /// The record that a row is about, by its id or by its key, and the keys that it has.
    pub(super) fn find_record(
        &self,
        deciding: Deciding<'_>,
        cells: &[(Holds, At<'_>)],
    ) -> Decided<(Option<Key>, Vec<String>)> {
        let settings = &deciding.import.settings;
        if let Some((_, at)) = cells.iter().find(|(holds, _)| *holds == Holds::Id) {
            let Ok(id) = at.text.parse::<ItemId>() else {
                return Ok(Err(Refusal::Invalid(at.cell())));
            };
            if let Some(key) = self.store.find_key(&item_key(id))?
                && self
                    .store
                    .find_item_row(self.store.listed_as(key)?)?
                    .is_some()
            {
                return Ok(not_twice(deciding, Some(key), vec![id.to_string()]));
            }
        }
        let is_key = |holds: &Holds| match (settings.key, holds) {
            (MatchKey::Nothing, _) => false,
            (MatchKey::Number, Holds::Field(name)) => name.as_str() == field::INVENTORY_NUMBER,
            (MatchKey::Serial, Holds::Field(name)) => name.as_str() == field::SERIAL_NUMBER,
            (MatchKey::Any, Holds::Field(name)) => {
                matches!(
                    name.as_str(),
                    field::INVENTORY_NUMBER | field::SERIAL_NUMBER
                )
            }
            (MatchKey::Any, Holds::Identifier(_)) => true,
            _ => false,
        };
        let mut found = None;
        let mut near = None;
        let mut keys = Vec::new();
        let key_cells = cells.iter().filter(|(holds, _)| is_key(holds));
        let texts = key_cells.flat_map(|(holds, at)| {
            // Only a cell of further identifiers may hold several.
            let between = match holds {
                Holds::Identifier(_) => SEVERAL,
                _ => "\0",
            };
            at.text.split(between).map(move |text| (text, at))
        });
        for (text, at) in texts {
            // Blank cells and filler words are no key (FC-I12).
            let Some(identity) = Identity::of(text) else {
                continue;
            };
            match self.match_key(&identity, settings.key)? {
                Match::One(key) if found.is_none_or(|known| known == key) => found = Some(key),
                Match::One(key) => {
                    let both = self.titles(&[key, found.unwrap_or(key)])?;
                    return Ok(Err(Refusal::Several(at.cell(), both)));
                }
                Match::Several(several) => {
                    return Ok(Err(Refusal::Several(at.cell(), self.titles(&several)?)));
                }
                Match::Near(key) => near = near.or(Some((at.cell(), key))),
                Match::Nothing => {}
            }
            keys.push(identity.exact.into_string());
        }
        if let (None, Some((cell, key))) = (found, near) {
            deciding.ask(Question::Near { rows: 1 });
            match settings.near {
                NearRule::Ask => return Ok(Err(Refusal::Near(cell, self.titles(&[key])?))),
                NearRule::Same => found = Some(key),
                NearRule::New => {}
            }
        }
        Ok(not_twice(deciding, found, keys))
    }

    fn match_key(&self, identity: &Identity, by: MatchKey) -> Result<Match<Key>, EngineError> {
        let is_key = |bearer: &Bearer| match by {
            MatchKey::Number => bearer.kind == field::INVENTORY_NUMBER,
            MatchKey::Serial => bearer.kind == field::SERIAL_NUMBER,
            MatchKey::Any | MatchKey::Nothing => true,
        };
        let mut bearers = self.store.find_bearers(&identity.near)?;
        bearers.retain(is_key);
        let rows = bearers
            .iter()
            .map(|bearer| (bearer.exact.clone(), bearer.head));
        // What is shown as one is no two, and a row is about the one that bears its key.
        Ok(match choose_found(&identity.exact, rows) {
            Match::One(head) => {
                let own = bearers
                    .iter()
                    .find(|bearer| bearer.head == head && bearer.exact == identity.exact);
                Match::One(own.map_or(head, |bearer| bearer.item))
            }
            found => found,
        })
    }

    /// The type of a row: what its cell says to the letter, or what a person said that it means; else the item's own,
    /// else the file's.
    pub(super) fn row_type(
        &self,
        deciding: Deciding<'_>,
        cells: &[(Holds, At<'_>)],
        standing: Option<&Viewed>,
    ) -> Result<TypeId, Refusal> {
        let settings = &deciding.import.settings;
        let own = standing.and_then(|viewed| ConfigItem(&viewed.record).item_type());
        let Some(at) = cell_of(cells, field::TYPE) else {
            return own.or(settings.item_type).ok_or(Refusal::NoType);
        };
        // The blanks around it count: what is not ours to the letter is asked.
        let written = deciding.import.row(deciding.row).nth(at.number);
        let text = written.map_or(at.text, unguarded);
        let types = deciding.lists.types.iter().map(|record| ItemType(record));
        let to_the_letter: Vec<TypeView> = types
            .clone()
            .filter(|known| known.label().fr == text || known.label().en == text)
            .map(type_view)
            .collect();
        let said = match &to_the_letter[..] {
            [only] => only.id,
            [] => {
                let near = near_types(types, text);
                if near.is_empty() {
                    return Err(at.unknown());
                }
                let names = names(&near);
                deciding.ask(Question::Type {
                    text: text.to_owned(),
                    near,
                    rows: 1,
                });
                match settings.types.get(text) {
                    Some(said) => *said,
                    None => {
                        let cell = Cell {
                            text: shown_text(text),
                            ..at.cell()
                        };
                        return Err(Refusal::Near(cell, names));
                    }
                }
            }
            several => match own.filter(|own| several.iter().any(|known| known.id == *own)) {
                Some(own) => own,
                None => return Err(Refusal::Several(at.cell(), names(several))),
            },
        };
        match own.filter(|own| *own != said) {
            Some(own) => {
                let record = deciding.lists.item_type(own);
                let label = record
                    .map(|record| ItemType(record).label())
                    .unwrap_or_default();
                Err(Refusal::OtherType(label))
            }
            None => Ok(said),
        }
    }
}

/// The types whose name in either language is nearly a text.
fn near_types<'a>(types: impl Iterator<Item = ItemType<'a>>, text: &str) -> Vec<TypeView> {
    let word = words::bare(text);
    let near = types.filter(|known| {
        let label = known.label();
        [label.fr, label.en]
            .iter()
            .any(|name| is_near(&words::bare(name), &word))
    });
    near.map(type_view).collect()
}

fn names(types: &[TypeView]) -> Vec<String> {
    types.iter().map(|known| known.label.fr.clone()).collect()
}

/// A row has none of the keys of one before it.
fn not_twice(
    deciding: Deciding<'_>,
    found: Option<Key>,
    keys: Vec<String>,
) -> Result<(Option<Key>, Vec<String>), Refusal> {
    let before = keys.iter().find_map(|key| deciding.trial.keys.get(key));
    match before.filter(|before| **before < deciding.row) {
        Some(before) => Err(Refusal::SameKey(deciding.import.number(*before))),
        None => Ok((found, keys)),
    }
}

/// Whether two bare words are nearly one: the same, one the beginning of the other, or one sign apart.
fn is_near(one: &str, other: &str) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    if one.starts_with(other) || other.starts_with(one) {
        return true;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let before = one
        .iter()
        .zip(&other)
        .take_while(|(one, other)| one == other)
        .count();
    let after = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let longer = one.len().max(other.len());
    before + after + 1 >= longer && one.len().abs_diff(other.len()) <= 1
}
