//! Label codes: one for each item and place that is to bear a label and has none yet.
//!
//! Printing is the server's; the code is made here, so that a label printed in advance and one printed for a thing are
//! bound on the same road as everything else.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::{IdentifierId, ItemId, PlaceId};
use shared::label::LabelCode;
use shared::model::{ConfigItem, IdentifierKind, ItemIdentifier, field};
use shared::operation::{Change, Intent};
use shared::record::{Collection, Field, Life, RecordKey};
use shared::wire::MAX_LABELS;

use super::Engine;
use super::action::{Draft, Refused, item_key, may_observe};
use crate::api::DoneView;
use crate::error::EngineError;
use crate::store::Key;

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
