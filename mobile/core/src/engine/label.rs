//! Label codes: one for each item and place that is to bear a label and has none yet.
//!
//! Printing is the server's; the code is made here, so that a label printed in advance and one printed for a thing are
//! bound on the same road as everything else.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::{IdentifierId, ItemId, PlaceId};
use shared::identifier::Found as Match;
use shared::label::{LabelCode, parse_label};
use shared::model::{ConfigItem, IdentifierKind, ItemIdentifier, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field, Life, RecordKey};
use shared::wire::MAX_LABELS;

use super::Engine;
use super::action::{Draft, Refused, item_key, may_observe};
use crate::api::DoneView;
use crate::error::EngineError;
use crate::store::{Key, Viewed};

impl Engine {
    /// Makes a label code for each of them that has none, is not retired, and may be changed by the person. Whoever
    /// only reads prints what has a code already.
    pub(super) fn label(
        &mut self,
        items: &[ItemId],
        places: &[PlaceId],
    ) -> Result<DoneView, EngineError> {
        self.person()?;
        if items.len() + places.len() > MAX_LABELS {
            return Err(EngineError::TooManyLabels);
        }
        let items = items
            .iter()
            .map(|id| (item_key(*id), field::ITEM, json!(id)));
        let places = places.iter().map(|id| {
            (
                RecordKey::new(Collection::Place, *id),
                field::PLACE,
                json!(id),
            )
        });
        let mut drafts = Vec::new();
        for (name, owner, id) in items.chain(places) {
            if self.is_to_be_labelled(&name)? {
                let mut random = [0; 8];
                self.entropy.fill(&mut random);
                let code = LabelCode::from_random(u64::from_le_bytes(random));
                drafts.push(self.identifier_draft(
                    owner,
                    id,
                    IdentifierKind::Label,
                    &code.to_string(),
                ));
            }
        }
        if drafts.is_empty() {
            return self.done_nothing(None);
        }
        self.commit(drafts, Refused::Waits, None)
    }

    /// Puts another label on an item. What it bore opens it further and says that it was replaced.
    pub(super) fn replace_label(
        &mut self,
        item: ItemId,
        code: &str,
    ) -> Result<DoneView, EngineError> {
        let name = item_key(item);
        self.store.load_view(&name)?;
        let owner = self.store.find_key(&name)?;
        let owner = owner.ok_or(EngineError::UnknownRecord(name))?;
        let code = parse_label(code, None)
            .own_code()
            .ok_or(EngineError::NoLabel)?;
        let text = code.to_string();
        let mut drafts = Vec::new();
        for key in self.store.identifiers_of(owner)? {
            let Some(viewed) = self.store.find_view_by_key(key)? else {
                continue;
            };
            let identifier = ItemIdentifier(&viewed.record);
            if identifier.text() == Some(&*text) {
                return Err(EngineError::LabelItsOwn);
            }
            if identifier.kind() == Some(IdentifierKind::Label) && !identifier.is_replaced() {
                drafts.push(replacement(&viewed));
            }
        }
        if self.is_label_taken(&text)? {
            return Err(EngineError::LabelTaken);
        }
        drafts.push(self.identifier_draft(field::ITEM, json!(item), IdentifierKind::Label, &text));
        self.commit(drafts, Refused::Stops, None)
    }

    /// Whether a code of ours leads to an item or a place already.
    pub(super) fn is_label_taken(&self, text: &str) -> Result<bool, EngineError> {
        Ok(self.store.place_coded(text)?.is_some()
            || matches!(self.match_text(text)?, Match::One(_) | Match::Several(_)))
    }

    fn is_to_be_labelled(&self, name: &RecordKey) -> Result<bool, EngineError> {
        let Some(key) = self.store.find_key(name)? else {
            return Ok(false);
        };
        let Some(viewed) = self.store.find_view_by_key(key)? else {
            return Ok(false);
        };
        let access = self.store.access()?;
        let record = &viewed.record;
        let may = access.is_some_and(|access| may_observe(&access, record.scope));
        // Places have no state; whether one is retired shows where it is printed.
        Ok(may
            && record.life == Life::Present
            && !ConfigItem(record).is_retired()
            && !self.has_label(key)?)
    }

    fn has_label(&self, owner: Key) -> Result<bool, EngineError> {
        for key in self.store.identifiers_of(owner)? {
            if let Some(viewed) = self.store.find_view_by_key(key)? {
                let identifier = ItemIdentifier(&viewed.record);
                if identifier.kind() == Some(IdentifierKind::Label) && !identifier.is_replaced() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a text that leads to an item is on no label of it any more.
    pub(super) fn is_on_replaced_label(&self, item: Key, text: &str) -> Result<bool, EngineError> {
        let mut replaced = false;
        for key in self.store.identifiers_of(item)? {
            if let Some(viewed) = self.store.find_view_by_key(key)? {
                let identifier = ItemIdentifier(&viewed.record);
                if identifier.text() == Some(text) {
                    if !identifier.is_replaced() {
                        return Ok(false);
                    }
                    replaced = true;
                }
            }
        }
        Ok(replaced)
    }

    /// The creation of a record that identifies an item or a place.
    pub(super) fn identifier_draft(
        &mut self,
        owner: &str,
        id: Value,
        kind: IdentifierKind,
        text: &str,
    ) -> Draft {
        let identifier = self.fresh(IdentifierId::new);
        let fields = BTreeMap::from([
            (Field::new(owner), id),
            (Field::new(field::KIND), json!(kind.word())),
            (Field::new(field::TEXT), json!(text)),
        ]);
        Draft {
            record: RecordKey::new(Collection::Identifier, identifier),
            seen: 0,
            intent: Intent::Edited,
            change: Change::Create { fields },
        }
    }
}

/// That a label is on its item no more.
fn replacement(label: &Viewed) -> Draft {
    let record = &label.record;
    Draft {
        record: record.key.clone(),
        seen: label.seen,
        intent: Intent::Edited,
        change: Change::Set(vec![Assign {
            field: Field::new(field::RETIRED),
            base: record.base(field::RETIRED),
            value: Value::Bool(true),
        }]),
    }
}
