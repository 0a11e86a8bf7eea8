//! Configuration items and what identifies them.

use serde_json::{Value, json};

use super::declare::{view, words};
use super::field;
use crate::id::{
    CategoryId, IdentifierId, ItemId, PersonId, PlaceId, RecordId, SubStateId, TypeId,
};
use crate::identifier::ProvisionalNumber;
use crate::time::Millis;

words! {
    /// The state of an item.
    State {
        /// Ordered, not here yet.
        Ordered = "ordered",
        /// In stock.
        InStock = "in_stock",
        /// In service.
        InService = "in_service",
        /// Being repaired.
        InRepair = "in_repair",
        /// Not found.
        Missing = "missing",
        /// Gone for good.
        Retired = "retired",
    }
}

words! {
    /// How much depends on an item.
    Criticality {
        /// Little.
        Low = "low",
        /// Something.
        Medium = "medium",
        /// Much.
        High = "high",
        /// Everything.
        Critical = "critical",
    }
}

words! {
    /// What an identifier is.
    IdentifierKind {
        /// Our own label's code.
        Label = "label",
        /// A tag from before.
        OldTag = "old_tag",
        /// A supplier's or another system's code.
        AssetCode = "asset_code",
        /// A hardware address.
        Mac = "mac",
        /// A further serial number.
        Serial = "serial",
    }
}

/// A state with the sub-state that refines it. One value: they change together, and never mix (M21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ItemState {
    /// The state.
    pub state: State,
    /// The sub-state.
    #[serde(default)]
    pub sub_state: Option<SubStateId>,
}

impl ItemState {
    /// A state without a sub-state.
    #[must_use]
    pub const fn plain(state: State) -> Self {
        Self {
            state,
            sub_state: None,
        }
    }

    /// Reads it from a field's value.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        let state = State::from_word(value["state"].as_str()?)?;
        let sub_state = match &value["sub_state"] {
            Value::Null => None,
            id => Some(SubStateId::from(id.as_str()?.parse::<RecordId>().ok()?)),
        };
        Some(Self { state, sub_state })
    }

    /// The field's value.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self.sub_state {
            None => json!({"state": self.state.word()}),
            Some(id) => json!({"state": self.state.word(), "sub_state": id}),
        }
    }
}

/// When, where and by whom an item was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastSeen {
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: PersonId,
    /// Where, if the person's room was known.
    pub place: Option<PlaceId>,
}

impl LastSeen {
    /// The value to write; the operation's time says when.
    #[must_use]
    pub fn value(by: PersonId, place: Option<PlaceId>) -> Value {
        match place {
            None => json!({"by": by}),
            Some(place) => json!({"by": by, "place": place}),
        }
    }
}

view! {
    /// A configuration item: a view over its record.
    ConfigItem(ItemId)
}

impl<'a> ConfigItem<'a> {
    /// Its type.
    #[must_use]
    pub fn item_type(self) -> Option<TypeId> {
        self.0.reference(field::TYPE)
    }

    /// Its category.
    #[must_use]
    pub fn category(self) -> Option<CategoryId> {
        self.0.reference(field::CATEGORY)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        self.0.text(field::NAME)
    }

    /// What a person reads as its name: name, else model, else number, else serial. A provisional number is no name.
    #[must_use]
    pub fn title(self) -> Option<&'a str> {
        self.name()
            .or_else(|| self.0.text(field::MODEL))
            .or_else(|| self.inventory_number().filter(|_| !self.is_provisional()))
            .or_else(|| self.serial_number())
    }

    /// Its state.
    #[must_use]
    pub fn state(self) -> Option<ItemState> {
        self.0.value(field::STATE).and_then(ItemState::from_value)
    }

    /// Whether it is retired.
    #[must_use]
    pub fn is_retired(self) -> bool {
        self.state()
            .is_some_and(|state| state.state == State::Retired)
    }

    /// Its inventory number.
    #[must_use]
    pub fn inventory_number(self) -> Option<&'a str> {
        self.0.text(field::INVENTORY_NUMBER)
    }

    /// Whether its inventory number is provisional: another one will stand in its place.
    #[must_use]
    pub fn is_provisional(self) -> bool {
        self.inventory_number()
            .is_some_and(|number| ProvisionalNumber::parse(number).is_some())
    }

    /// Its serial number.
    #[must_use]
    pub fn serial_number(self) -> Option<&'a str> {
        self.0.text(field::SERIAL_NUMBER)
    }

    /// Where it is.
    #[must_use]
    pub fn place(self) -> Option<PlaceId> {
        self.0.reference(field::PLACE)
    }

    /// Who answers for it.
    #[must_use]
    pub fn responsible(self) -> Option<PersonId> {
        self.0.reference(field::RESPONSIBLE)
    }

    /// When it was last seen.
    #[must_use]
    pub fn last_seen(self) -> Option<LastSeen> {
        let state = self.0.fields.get(field::LAST_SEEN)?;
        let id = |key: &str| {
            state.value[key]
                .as_str()
                .and_then(|text| text.parse::<RecordId>().ok())
        };
        Some(LastSeen {
            at: state.stamp.at,
            by: id("by")?.into(),
            place: id("place").map(Into::into),
        })
    }

    /// It was seen after it had been retired: something is not as the records say.
    #[must_use]
    pub fn is_contradiction(self) -> bool {
        let retired_at = self
            .0
            .fields
            .get(field::STATE)
            .filter(|_| self.is_retired())
            .map(|state| state.stamp.at);
        match (retired_at, self.last_seen()) {
            (Some(retired), Some(seen)) => seen.at > retired,
            _ => false,
        }
    }
}

view! {
    /// What identifies an item besides its own numbers, or a place: a view over its record.
    ItemIdentifier(IdentifierId)
}

impl<'a> ItemIdentifier<'a> {
    /// The item that it identifies.
    #[must_use]
    pub fn item(self) -> Option<ItemId> {
        self.0.reference(field::ITEM)
    }

    /// The place that it identifies: a room's label.
    #[must_use]
    pub fn place(self) -> Option<PlaceId> {
        self.0.reference(field::PLACE)
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Option<IdentifierKind> {
        self.0.text(field::KIND).and_then(IdentifierKind::from_word)
    }

    /// Its text, whole.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        self.0.text(field::TEXT)
    }

    /// It no longer is on the item, and still opens it.
    #[must_use]
    pub fn is_replaced(self) -> bool {
        self.0.value(field::RETIRED) == Some(&Value::Bool(true))
    }
}
