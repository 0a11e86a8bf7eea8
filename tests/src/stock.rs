//! A stock of labelled laptops of any size on a server, numbered from nought.

use std::ops::Range;

use serde_json::json;
use server::organisation::{Deed, Machine, fields};
use shared::id::{IdentifierId, ItemId};
use shared::label::LabelCode;
use shared::model::starter::types;
use shared::model::{IdentifierKind, ItemState, State, field};
use shared::record::{Collection, RecordKey};
use shared::time::Millis;

/// An item.
#[must_use]
pub fn item(number: u128) -> ItemId {
    ItemId::fixed(0x100_0000 + number)
}

/// An item's serial number.
#[must_use]
pub fn serial(number: u128) -> String {
    format!("{:08X}", number.wrapping_mul(2_654_435_761) % 0xFFFF_FFFF)
}

/// An item's inventory number.
#[must_use]
pub fn inventory_number(number: u128) -> String {
    format!("PC-{number:06}")
}

/// An item's label.
#[must_use]
pub fn label(number: u128) -> LabelCode {
    LabelCode::from_random(
        u64::try_from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) & 0x0FFF_FFFF_FFFF_FFFF)
            .unwrap_or(0),
    )
}

/// Items that are put on a server at once.
const SHIPMENT: usize = 10_000;

/// Puts items with their labels on a server.
///
/// # Errors
/// If the server's store fails.
pub async fn deliver(
    machine: &Machine,
    items: Range<u128>,
) -> Result<(), Box<dyn std::error::Error>> {
    let by = machine.organisation().administrator;
    let at = Millis(1_780_000_000_000);
    let make = |number: u128| {
        let made = fields([
            (field::TYPE, json!(types::LAPTOP)),
            (field::NAME, json!("Latitude 5440")),
            (field::MANUFACTURER, json!("Dell")),
            (field::INVENTORY_NUMBER, json!(inventory_number(number))),
            (field::SERIAL_NUMBER, json!(serial(number))),
            (field::STATE, ItemState::plain(State::InService).to_value()),
        ]);
        let bound = fields([
            (field::ITEM, json!(item(number))),
            (field::KIND, json!(IdentifierKind::Label.word())),
            (field::TEXT, json!(label(number).to_string())),
        ]);
        let key = RecordKey::new(Collection::Item, item(number));
        let label = IdentifierId::fixed(0x200_0000 + number);
        let label = RecordKey::new(Collection::Identifier, label);
        [
            Deed::create(key, by, at, made),
            Deed::create(label, by, at, bound),
        ]
    };
    for first in items.clone().step_by(SHIPMENT) {
        let shipment = first..items.end.min(first + SHIPMENT as u128);
        machine.do_all(shipment.flat_map(make).collect()).await?;
    }
    Ok(())
}
