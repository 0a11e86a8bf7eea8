//! The names of what the model counts out: fields, states, roles, reasons; and values as text.

use mobile_core::api::{FactLabel, FactView, Link, RowView, Shown, StateView};
use shared::model::{IdentifierKind, PlaceKind, Role, State, field};
use shared::operation::ParkReason;
use shared::record::Field;

use super::{date, label};
use crate::t;

/// Between what stands beside each other in one line, which may break after the dot and never before it.
pub const BESIDE: &str = "\u{a0}· ";

/// What something is called: its name, its words, or of a person in a team both.
#[must_use]
pub fn called(title: &str, words: Option<&shared::model::Words>) -> String {
    match words.map(label) {
        None => title.to_owned(),
        Some(words) if title.is_empty() => words,
        Some(words) => format!("{title}{BESIDE}{words}"),
    }
}

/// What a CI is called: by its name or number; one that has neither yet, as what was made from a blank label, by what it is.
#[must_use]
pub fn item_name(row: &RowView) -> String {
    match &row.item_type {
        Some(item_type) if row.title.is_empty() => label(&item_type.label),
        Some(_) | None => row.title.clone(),
    }
}

/// The name of a field: what a team called it, else our word for it.
#[must_use]
pub fn field_name(name: &Field, of_team: Option<&shared::model::Words>) -> String {
    if let Some(words) = of_team {
        return label(words);
    }
    match name.as_str() {
        field::NAME => t!("field-name"),
        field::TYPE => t!("field-type"),
        field::CATEGORY => t!("field-category"),
        field::STATE => t!("state"),
        field::CRITICALITY => t!("field-criticality"),
        field::INVENTORY_NUMBER => t!("field-inventory-number"),
        field::SERIAL_NUMBER => t!("field-serial-number"),
        field::MANUFACTURER => t!("field-manufacturer"),
        field::MODEL => t!("field-model"),
        field::PLACE => t!("field-place"),
        field::RESPONSIBLE => t!("field-responsible"),
        field::USER => t!("field-user"),
        field::SUPPLIER => t!("field-supplier"),
        field::PURCHASE_DATE => t!("field-purchase-date"),
        field::PURCHASE_PRICE => t!("field-purchase-price"),
        field::WARRANTY_END => t!("field-warranty-end"),
        field::END_OF_LIFE => t!("field-end-of-life"),
        field::MANAGED => t!("field-managed"),
        field::NOTES => t!("field-notes"),
        field::LAST_SEEN => t!("field-last-seen"),
        field::NUMBER_PATTERN => t!("field-number-pattern"),
        field::LABEL => t!("field-label"),
        field::PERSON => t!("field-person"),
        field::TEAM => t!("field-team"),
        field::ROLE => t!("field-role"),
        field::RETIRED => t!("field-retired"),
        field::CURRENCY => t!("field-currency"),
        field::LANGUAGES => t!("field-languages"),
        field::KIND => t!("field-kind"),
        field::PARENT => t!("field-parent"),
        field::MERGED => t!("field-merged"),
        field::VERDICT => t!("field-verdict"),
        // A field that only a newer app names: its own word is better than none.
        other => other.to_owned(),
    }
}

/// The name of the field of a conflict or of a history line.
#[must_use]
pub fn fact_label(fact: &FactLabel) -> String {
    field_name(&fact.field, fact.label.as_ref())
}

/// The name of a fact.
#[must_use]
pub fn fact_name(fact: &FactView) -> String {
    field_name(&fact.field, fact.label.as_ref())
}

/// The word for a state.
#[must_use]
pub fn state_name(state: State) -> String {
    match state {
        State::Ordered => t!("state-ordered"),
        State::InStock => t!("state-in-stock"),
        State::InService => t!("state-in-service"),
        State::InRepair => t!("state-in-repair"),
        State::Missing => t!("state-missing"),
        State::Retired => t!("state-retired"),
    }
}

/// A state in one or two words: the sub-state says more than the state that it refines.
#[must_use]
pub fn state_text(view: &StateView) -> String {
    view.sub_state.as_ref().map_or_else(
        || state_name(view.state),
        |sub_state| label(&sub_state.label),
    )
}

/// What a role may do, in a word.
#[must_use]
pub fn role_name(role: Role) -> String {
    match role {
        Role::Reader => t!("more-role-reader"),
        Role::Technician => t!("more-role-technician"),
        Role::Manager => t!("more-role-manager"),
        Role::Administrator => t!("more-role-administrator"),
    }
}

/// What else identifies an item.
#[must_use]
pub fn identifier_name(kind: IdentifierKind) -> String {
    match kind {
        IdentifierKind::Label => t!("identifier-label"),
        IdentifierKind::OldTag => t!("identifier-old-tag"),
        IdentifierKind::AssetCode => t!("identifier-asset-code"),
        IdentifierKind::Mac => t!("identifier-mac"),
        IdentifierKind::Serial => t!("identifier-serial"),
    }
}

/// The kind of a place.
#[must_use]
pub fn place_kind_name(kind: PlaceKind) -> String {
    match kind {
        PlaceKind::Site => t!("place-kind-site"),
        PlaceKind::Building => t!("place-kind-building"),
        PlaceKind::Floor => t!("place-kind-floor"),
        PlaceKind::Room => t!("place-kind-room"),
        PlaceKind::Spot => t!("place-kind-spot"),
    }
}

/// Why an operation waits.
#[must_use]
pub fn park_reason(reason: &ParkReason) -> String {
    match reason {
        ParkReason::NotAllowed {} => t!("parked-not-allowed"),
        ParkReason::Unknown { .. } => t!("parked-unknown"),
        ParkReason::Exists {} => t!("parked-exists"),
        ParkReason::PlaceWithinItself {} => t!("parked-place-within-itself"),
        ParkReason::TreeChanged {} => t!("parked-tree-changed"),
        ParkReason::Invalid { field } => t!("parked-invalid", field: field_name(field, None)),
        ParkReason::Unreadable {} => t!("parked-unreadable"),
        ParkReason::NotYours {} => t!("parked-not-yours"),
        ParkReason::NothingToUndo {} => t!("parked-nothing-to-undo"),
        ParkReason::TooManyFollow {} => t!("parked-too-many-follow"),
        ParkReason::Quarantined {} => t!("parked-quarantined"),
        ParkReason::LastAdministrator {} => t!("parked-last-administrator"),
    }
}

/// What a trouble with the server means for the work; none while there is none.
#[must_use]
pub fn link_trouble(link: Link) -> Option<String> {
    match link {
        Link::Unknown | Link::Online => None,
        Link::Offline => Some(t!("outbox-offline")),
        Link::Troubled => Some(t!("outbox-troubled")),
        Link::Revoked => Some(t!("outbox-revoked")),
        Link::PutOut => Some(t!("outbox-put-out")),
        Link::Outdated => Some(t!("outbox-outdated")),
        Link::OtherPerson => Some(t!("outbox-other-person")),
        Link::OtherOrganisation => Some(t!("outbox-other-organisation")),
    }
}

/// A value in words. What people wrote is given as they wrote it.
#[must_use]
pub fn shown(value: &Shown) -> String {
    match value {
        Shown::Nothing => t!("nothing"),
        Shown::Text(text) | Shown::Number(text) => text.clone(),
        Shown::Quantity { amount, unit } => {
            let amount = crate::i18n::quantity(amount);
            match unit {
                Some(unit) => format!("{amount}\u{202f}{}", label(unit)),
                None => amount,
            }
        }
        Shown::Price { amount, currency } => price(amount, currency.as_deref()),
        Shown::Date(day) => date(day),
        Shown::Bool(true) => t!("edit-yes"),
        Shown::Bool(false) => t!("edit-no"),
        Shown::State(view) => state_text(view),
        Shown::Place(place) => place.name.clone(),
        Shown::Person(person) if person.name.is_empty() => t!("somebody"),
        Shown::Person(person) => person.name.clone(),
        Shown::Words(words) => label(words),
        Shown::Word(word) => word_name(word),
    }
}

/// A price as it is written in the person's language; without its money where nobody said which.
fn price(digits: &str, currency: Option<&str>) -> String {
    let amount = match digits.split_once('.') {
        Some((whole, tenths)) if tenths.len() == 1 => format!("{whole}.{tenths}0"),
        _ => digits.to_owned(),
    };
    let amount = crate::i18n::quantity(&amount);
    match currency {
        Some(code) => match money_sign(code) {
            sign if sign == code => t!("price-code", amount: amount, code: code),
            sign => t!("price", amount: amount, sign: sign),
        },
        None => amount,
    }
}

/// How a currency (ISO 4217) is written beside an amount; one without a sign by its code.
#[must_use]
pub fn money_sign(code: &str) -> String {
    match code {
        "CAD" => t!("money-cad"),
        "USD" => t!("money-usd"),
        "EUR" => t!("money-eur"),
        "GBP" => t!("money-gbp"),
        other => other.to_owned(),
    }
}

/// A word of a closed set in a value.
#[must_use]
pub fn word_name(word: &str) -> String {
    match word {
        "low" => t!("criticality-low"),
        "medium" => t!("criticality-medium"),
        "high" => t!("criticality-high"),
        "critical" => t!("criticality-critical"),
        "same" => t!("verdict-same"),
        "not_same" => t!("verdict-not-same"),
        other => {
            let role = Role::from_word(other).map(role_name);
            let kind = || PlaceKind::from_word(other).map(place_kind_name);
            // A word that only a newer app names is better than none.
            role.or_else(kind).unwrap_or_else(|| other.to_owned())
        }
    }
}
