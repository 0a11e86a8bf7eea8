//! Making an item, with the code that was unknown bound to it in the same action.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::ItemId;
use shared::identifier::Identity;
use shared::label::{Label, parse_label};
use shared::model::{CodeTarget, IdentifierKind, ItemType, LastSeen, field};
use shared::operation::{Change, Intent};
use shared::record::{Collection, Field, RecordKey};

use super::Engine;
use super::action::{Draft, Refused, item_key};
use super::look_up::is_unusable;
use super::number::check_number;
use crate::api::{DoneView, NewItem};
use crate::error::EngineError;

impl Engine {
    pub(super) fn create(&mut self, new: NewItem) -> Result<DoneView, EngineError> {
        let person = self.person()?;
        let place = new
            .place
            .map(|id| self.store.standing_place(id))
            .transpose()?;
        let type_name = RecordKey::new(Collection::ItemType, new.item_type);
        let type_record = self.store.load_view(&type_name)?.record;
        let item_type = ItemType(&type_record);
        let item = self.fresh(ItemId::new);

        let mut fields = BTreeMap::new();
        for (name, value) in new.fields {
            if matches!(name.as_str(), field::LAST_SEEN | field::TYPE) {
                return Err(EngineError::InvalidValue(name));
            }
            self.check_attribute(&name, &value)?;
            check_number(&name, &value)?;
            // A form's empty field is no value; nothing stands there that could be cleared.
            if !value.is_null() {
                fields.insert(name, value);
            }
        }
        let set = |fields: &mut BTreeMap<Field, Value>, name: &str, value: Value| {
            fields.insert(Field::new(name), value);
        };
        set(&mut fields, field::TYPE, json!(new.item_type));
        let state = new.state.unwrap_or(item_type.default_state());
        set(&mut fields, field::STATE, state.to_value());
        if let Some(place) = place {
            set(&mut fields, field::PLACE, json!(place));
        }
        let bound = match &new.code {
            Some(code) => self.bind(
                &parse_label(code, None),
                item_type.code_target(),
                &mut fields,
            )?,
            None => None,
        };
        if new.code.is_some() || place.is_some() {
            let seen = LastSeen::value(person, place);
            set(&mut fields, field::LAST_SEEN, seen);
        }

        if let Some(number) = fields.get(field::INVENTORY_NUMBER).and_then(Value::as_str)
            && self.is_unheard_of(number)?
        {
            set(&mut fields, field::SOLE, Value::Bool(true));
        }

        let mut drafts = vec![Draft {
            record: item_key(item),
            seen: 0,
            intent: Intent::Edited,
            change: Change::Create { fields },
        }];
        if let Some((kind, text)) = bound {
            drafts.push(self.identifier_draft(field::ITEM, json!(item), kind, &text));
        }
        self.commit(drafts, Refused::Stops, Some(item))
    }

    /// Whether no item on this device has a number: whoever makes one with it knows of no other.
    pub(super) fn is_unheard_of(&self, number: &str) -> Result<bool, EngineError> {
        let Some(identity) = Identity::of(number) else {
            return Ok(false);
        };
        Ok(!self.store.is_borne(&identity)?)
    }

    /// Decides where a code goes: one of ours becomes a label; another text goes where the type says, or beside it if
    /// that field has a value or is too short for it. What names an article is not this item's own, and goes nowhere.
    fn bind(
        &self,
        label: &Label,
        target: CodeTarget,
        fields: &mut BTreeMap<Field, Value>,
    ) -> Result<Option<(IdentifierKind, String)>, EngineError> {
        if is_unusable(label) {
            return Err(EngineError::UnusableCode);
        }
        if let Some(code) = label.own_code() {
            let text = code.to_string();
            if self.is_label_taken(&text)? {
                return Err(EngineError::LabelTaken);
            }
            return Ok(Some((IdentifierKind::Label, text)));
        }
        let Some(text) = label.text_for_creation() else {
            return Ok(None);
        };
        let name = match target {
            CodeTarget::Serial => Some(field::SERIAL_NUMBER),
            CodeTarget::Inventory => Some(field::INVENTORY_NUMBER),
            CodeTarget::Identifier => None,
        };
        match name {
            Some(name)
                if !fields.contains_key(name)
                    && text.chars().count() <= field::MAX_TEXT
                    && check_number(&Field::new(name), &json!(text)).is_ok() =>
            {
                fields.insert(Field::new(name), json!(text));
                Ok(None)
            }
            _ => Ok(Some((IdentifierKind::AssetCode, text.to_owned()))),
        }
    }
}
