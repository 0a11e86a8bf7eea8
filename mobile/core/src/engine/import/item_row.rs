//! What a row makes of an item: its values, its state, its identifiers.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::id::{ItemId, RecordId, TypeId};
use shared::identifier::{ExactKey, Found as Match};
use shared::model::{
    ConfigItem, IdentifierKind, ItemIdentifier, ItemState, ItemType, Role, State, field,
};
use shared::operation::Assign;
use shared::record::{Field, Life};

use super::Import;
use super::cell::{At, Decided, Lists};
use super::place::NewPlace;
use super::placing::{Placed, row_place};
use super::row::{Change, Deciding, cell_of};
use super::{SEVERAL, words};
use crate::api::{Holds, Refusal};
use crate::engine::Engine;
use crate::engine::action::item_key;
use crate::engine::reading::shown_text;
use crate::error::EngineError;
use crate::store::Key;

impl Engine {
    pub(super) fn decide_item(
        &self,
        deciding: Deciding<'_>,
        cells: &[(Holds, At<'_>)],
    ) -> Decided<Change> {
        macro_rules! decided {
            ($decided:expr) => {
                match $decided {
                    Ok(value) => value,
                    Err(refusal) => return Ok(Err(refusal)),
                }
            };
        }
        let Deciding { lists, .. } = deciding;
        let (found, keys) = decided!(self.find_record(deciding, cells)?);
        let standing = match found {
            Some(key) => self
                .store
                .find_view_by_key(key)?
                .filter(|viewed| viewed.record.life == Life::Present),
            None => None,
        };
        let of = decided!(self.row_type(deciding, cells, standing.as_ref()));
        let scope = match (&standing, lists.item_type(of)) {
            (Some(viewed), _) => viewed.record.scope,
            (None, Some(record)) => record.scope,
            (None, None) => return Ok(Err(Refusal::NoType)),
        };
        let role = lists.access.role_in(scope);
        if role.is_none_or(|role| role < Role::Technician) {
            return Ok(Err(Refusal::NotAllowed));
        }

        let mut values = BTreeMap::new();
        let mut identifiers = Vec::new();
        for (holds, at) in cells {
            match holds {
                Holds::Field(name)
                    if !matches!(name.as_str(), field::TYPE | field::STATE | field::PLACE) =>
                {
                    let mut asked = deciding.asked.borrow_mut();
                    let (name, value) = decided!(self.cell_value(*at, name, of, &mut asked)?);
                    if values.insert(name, value).is_some() {
                        // Two columns for one field: which of them counts, nobody has said.
                        return Ok(Err(Refusal::Invalid(at.cell())));
                    }
                }
                Holds::Identifier(kind) => {
                    identifiers.extend(
                        at.text
                            .split(SEVERAL)
                            .map(|text| (*kind, text.trim().to_owned())),
                    );
                }
                _ => {}
            }
        }
        let stands = standing.as_ref().map(|viewed| ConfigItem(&viewed.record));
        let state = decided!(row_state(
            lists,
            cells,
            of,
            stands.and_then(ConfigItem::state)
        ));
        if let Some(state) = state {
            let retires =
                state.state == State::Retired && !stands.is_some_and(ConfigItem::is_retired);
            let dated = match values.get(field::END_OF_LIFE) {
                Some(value) => !value.is_null(),
                None => stands.is_some_and(|item| item.0.value(field::END_OF_LIFE).is_some()),
            };
            if retires && !dated {
                return Ok(Err(Refusal::Undated));
            }
            if retires && role < Some(Role::Manager) {
                return Ok(Err(Refusal::NotAllowed));
            }
            values.insert(Field::new(field::STATE), state.to_value());
        }
        let mut new_place = None;
        if cell_of(cells, field::PLACE).is_some_and(|at| at.clears) {
            values.insert(Field::new(field::PLACE), Value::Null);
        } else {
            let standing = stands.and_then(ConfigItem::place);
            match decided!(row_place(deciding, cells, standing)) {
                None => {}
                Some(Placed::Here(id)) => {
                    values.insert(Field::new(field::PLACE), json!(id));
                }
                Some(Placed::New(new)) => new_place = Some((field::PLACE, new)),
            }
        }
        decided!(self.check_labels(&identifiers, found)?);
        let Some(viewed) = &standing else {
            let named = [
                field::NAME,
                field::MODEL,
                field::INVENTORY_NUMBER,
                field::SERIAL_NUMBER,
            ];
            if !named
                .iter()
                .any(|name| values.get(*name).is_some_and(|value| !value.is_null()))
            {
                return Ok(Err(Refusal::Nameless));
            }
            values.retain(|_, value| !value.is_null());
            return self
                .new_item(deciding, of, values, new_place, identifiers, keys)
                .map(Ok);
        };
        let assigns = values
            .into_iter()
            .filter(|(name, value)| {
                let stands = viewed.record.value(name.as_str());
                !is_so(stands, value, lists.is_decimal(name))
            })
            .map(|(name, value)| Assign {
                base: viewed.record.base(name.as_str()),
                field: name,
                value,
            });
        let assigns = assigns.collect();
        let mut kept = Vec::new();
        if let Some(key) = found {
            for (kind, text) in identifiers {
                if !self.has_identifier(key, &text)? {
                    kept.push((kind, text));
                }
            }
        }
        Ok(Ok(Change {
            record: viewed.record.key.clone(),
            seen: viewed.seen,
            creates: false,
            assigns,
            new_place,
            identifiers: kept,
            keys,
        }))
    }

    /// A new item, unless this very row has made one before.
    fn new_item(
        &self,
        deciding: Deciding<'_>,
        of: TypeId,
        mut values: BTreeMap<Field, Value>,
        new_place: Option<(&'static str, NewPlace)>,
        identifiers: Vec<(IdentifierKind, String)>,
        keys: Vec<String>,
    ) -> Result<Change, EngineError> {
        let mut attempt = 0;
        let (record, creates) = loop {
            let record = item_key(deciding.import.item_id(deciding.row, attempt));
            match self.store.find_view(&record)? {
                None => break (record, true),
                Some(viewed) if viewed.record.life == Life::Present => break (record, false),
                // What was undone stays so: it is made again under another id.
                Some(_) => attempt += 1,
            }
        };
        if !creates {
            return Ok(Change {
                record,
                seen: 0,
                creates,
                assigns: Vec::new(),
                new_place: None,
                identifiers: Vec::new(),
                keys,
            });
        }
        if let Some(record) = deciding.lists.item_type(of) {
            let usual = ItemType(record).default_state().to_value();
            values.entry(Field::new(field::STATE)).or_insert(usual);
        }
        values.insert(Field::new(field::TYPE), json!(of));
        if let Some(number) = values.get(field::INVENTORY_NUMBER).and_then(Value::as_str)
            && self.is_unheard_of(number)?
        {
            values.insert(Field::new(field::SOLE), Value::Bool(true));
        }
        let assigns = values.into_iter().map(|(field, value)| Assign {
            field,
            base: None,
            value,
        });
        Ok(Change {
            record,
            seen: 0,
            creates,
            assigns: assigns.collect(),
            new_place,
            identifiers,
            keys,
        })
    }

    /// A label of ours that is on another item stays there.
    fn check_labels(
        &self,
        identifiers: &[(IdentifierKind, String)],
        own: Option<Key>,
    ) -> Decided<()> {
        for (kind, text) in identifiers {
            if *kind == IdentifierKind::Label
                && let Match::One(key) = self.match_text(text)?
                && own != Some(key)
            {
                return Ok(Err(Refusal::Taken(shown_text(text))));
            }
        }
        Ok(Ok(()))
    }

    fn has_identifier(&self, item: Key, text: &str) -> Result<bool, EngineError> {
        for key in self.store.identifiers_of(item)? {
            if let Some(viewed) = self.store.find_view_by_key(key)?
                && ItemIdentifier(&viewed.record)
                    .text()
                    .and_then(ExactKey::new)
                    == ExactKey::new(text)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The state that a row gives; none where it leaves what is so.
fn row_state(
    lists: &Lists,
    cells: &[(Holds, At<'_>)],
    of: TypeId,
    standing: Option<ItemState>,
) -> Result<Option<ItemState>, Refusal> {
    let mut state = None;
    if let Some(at) = cell_of(cells, field::STATE) {
        // A team's own word for it is a sub-state.
        state = Some(
            match (words::state(at.text), lists.sub_state(at.text, of)) {
                (Some(known), _) => ItemState {
                    state: known,
                    sub_state: standing
                        .filter(|standing| standing.state == known)
                        .and_then(|standing| standing.sub_state),
                },
                (None, Some(sub_state)) => refined(sub_state).ok_or_else(|| at.unknown())?,
                (None, None) => return Err(at.unknown()),
            },
        );
    }
    if let Some((_, at)) = cells.iter().find(|(holds, _)| *holds == Holds::SubState) {
        if at.clears {
            let plain = state.or(standing);
            return Ok(plain.map(|plain| ItemState::plain(plain.state)));
        }
        let sub_state = lists.sub_state(at.text, of).and_then(refined);
        let fits = sub_state.filter(|fine| state.is_none_or(|state| state.state == fine.state));
        return fits.map(Some).ok_or_else(|| at.unknown());
    }
    Ok(state)
}

fn refined(sub_state: shared::model::SubState<'_>) -> Option<ItemState> {
    Some(ItemState {
        state: sub_state.state()?,
        sub_state: Some(sub_state.id()),
    })
}

/// Whether a value stands already. Blanks around a text do not count, for a cell has none; a decimal is what it is
/// worth.
pub(super) fn is_so(stands: Option<&Value>, value: &Value, is_decimal: bool) -> bool {
    let Some(stands) = stands else {
        return value.is_null();
    };
    match (stands.as_str(), value.as_str()) {
        (Some(stands), Some(value)) if is_decimal => worth(stands) == worth(value),
        (Some(stands), Some(value)) => stands.trim() == value.trim(),
        _ => stands == value,
    }
}

fn worth(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

impl Import {
    /// The id of the item that a row makes: the same each time that this file is taken here.
    pub(super) fn item_id(&self, row: usize, attempt: u32) -> ItemId {
        let mut hash = Sha256::new();
        hash.update(self.digest);
        hash.update(row.to_be_bytes().last_chunk::<4>().unwrap_or(&[0; 4]));
        hash.update(attempt.to_be_bytes());
        let digest = hash.finalize();
        let bytes = digest.first_chunk::<16>().copied().unwrap_or_default();
        ItemId::from(RecordId(
            uuid::Builder::from_custom_bytes(bytes).into_uuid(),
        ))
    }
}
