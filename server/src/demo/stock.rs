//! What there is: the models that the made-up organisation buys.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::TypeId;
use shared::model::field;
use shared::model::starter::{attribute_id, category_id, types};
use shared::record::Field;

use super::dice::Dice;

/// One model that is bought again and again.
pub(super) struct Model {
    /// Its type.
    pub(super) item_type: TypeId,
    /// What names and numbers of the type start with.
    prefix: &'static str,
    manufacturer: &'static str,
    model: &'static str,
    /// Price new, in whole currency units.
    price: u64,
    category: Option<u128>,
    /// Values of the type's attributes, by position.
    attributes: &'static [(u128, Known)],
    /// How often it is bought, against the others.
    weight: u64,
    /// Years of warranty; none ends up in a field where there is none.
    pub(super) warranty: Option<i64>,
    /// It has a hardware address.
    pub(super) has_mac: bool,
}

/// What is known of an attribute.
enum Known {
    Number(u64),
    Text(&'static str),
}

impl Known {
    fn value(&self) -> Value {
        match self {
            Self::Number(number) => json!(number),
            Self::Text(text) => json!(text),
        }
    }
}

use Known::{Number, Text};

const fn computer(
    item_type: TypeId,
    prefix: &'static str,
    maker: (&'static str, &'static str),
    price: u64,
    attributes: &'static [(u128, Known)],
    weight: u64,
) -> Model {
    Model {
        item_type,
        prefix,
        manufacturer: maker.0,
        model: maker.1,
        price,
        category: Some(0),
        attributes,
        weight,
        warranty: Some(3),
        has_mac: true,
    }
}

const fn thing(
    item_type: TypeId,
    prefix: &'static str,
    maker: (&'static str, &'static str),
    price: u64,
    weight: u64,
) -> Model {
    Model {
        item_type,
        prefix,
        manufacturer: maker.0,
        model: maker.1,
        price,
        category: None,
        attributes: &[],
        weight,
        warranty: Some(2),
        has_mac: false,
    }
}

const MODELS: &[Model] = &[
    computer(
        types::LAPTOP,
        "PC",
        ("Dell", "Latitude 5440"),
        1_450,
        &[(0, Number(16)), (1, Number(512)), (2, Text("Windows 11"))],
        20,
    ),
    computer(
        types::LAPTOP,
        "PC",
        ("Lenovo", "ThinkPad T14 Gen 4"),
        1_690,
        &[(0, Number(32)), (1, Number(1_000)), (2, Text("Windows 11"))],
        16,
    ),
    computer(
        types::LAPTOP,
        "PC",
        ("Apple", "MacBook Air 13"),
        1_799,
        &[(0, Number(16)), (1, Number(512)), (2, Text("macOS"))],
        5,
    ),
    computer(
        types::WORKSTATION,
        "WS",
        ("HP", "Elite Mini 800 G9"),
        1_120,
        &[(0, Number(16)), (1, Number(512)), (2, Text("Windows 11"))],
        14,
    ),
    computer(
        types::WORKSTATION,
        "WS",
        ("Dell", "OptiPlex 7010"),
        980,
        &[(0, Number(8)), (1, Number(256)), (2, Text("Windows 10"))],
        12,
    ),
    computer(
        types::SERVER,
        "SRV",
        ("HPE", "ProLiant DL380 Gen11"),
        9_800,
        &[(0, Number(256)), (1, Number(8_000)), (2, Text("Linux"))],
        2,
    ),
    thing(types::MONITOR, "ECR", ("Dell", "P2423D"), 310, 26),
    thing(types::MONITOR, "ECR", ("LG", "27UP650"), 420, 12),
    thing(types::PHONE, "TEL", ("Samsung", "Galaxy A54"), 480, 12),
    thing(types::PHONE, "TEL", ("Apple", "iPhone 15"), 1_030, 6),
    Model {
        category: Some(1),
        ..thing(types::TABLET, "TAB", ("Zebra", "ET45"), 1_350, 5)
    },
    Model {
        category: Some(0),
        ..thing(types::TABLET, "TAB", ("Apple", "iPad 10"), 599, 5)
    },
    Model {
        category: Some(0),
        has_mac: true,
        ..thing(types::PRINTER, "IMP", ("HP", "LaserJet Pro M404"), 390, 6)
    },
    Model {
        category: Some(1),
        has_mac: true,
        ..thing(types::PRINTER, "IMP", ("Epson", "WorkForce Pro"), 450, 3)
    },
    Model {
        category: Some(0),
        has_mac: true,
        ..thing(
            types::NETWORK,
            "NET",
            ("Cisco", "Catalyst 9200L-24P"),
            2_900,
            4,
        )
    },
    Model {
        category: Some(2),
        has_mac: true,
        ..thing(types::NETWORK, "NET", ("Ubiquiti", "U6 Pro"), 220, 6)
    },
    thing(
        types::EQUIPMENT,
        "EQ",
        ("Toyota", "Transpalette LHM230"),
        780,
        3,
    ),
    thing(types::MATERIAL, "MAT", ("Makita", "DHP486"), 260, 6),
    Model {
        category: Some(1),
        ..thing(types::VEHICLE, "VEH", ("Ford", "E-Transit"), 62_000, 2)
    },
    Model {
        category: Some(0),
        warranty: None,
        ..thing(
            types::FURNITURE,
            "MOB",
            ("Artopex", "Bureau Take Off"),
            640,
            10,
        )
    },
    Model {
        category: Some(1),
        warranty: None,
        ..thing(
            types::FURNITURE,
            "MOB",
            ("Global", "Fauteuil Graphic"),
            380,
            12,
        )
    },
];

/// One thing that was bought.
pub(super) struct Bought {
    /// What it is one of.
    pub(super) model: &'static Model,
    /// What is known of it from the first moment.
    pub(super) fields: BTreeMap<Field, Value>,
}

/// Buys the thing of that number.
pub(super) fn pick(dice: &mut Dice, number: usize) -> Bought {
    let all = MODELS.iter().map(|model| model.weight).sum();
    let mut drawn = dice.below(all);
    let model = MODELS
        .iter()
        .find(|model| {
            let is_it = drawn < model.weight;
            drawn = drawn.saturating_sub(model.weight);
            is_it
        })
        .unwrap_or(&MODELS[0]);
    let inventory_number = format!("{}-{:06}", model.prefix, number + 1);
    let price = model.price * (95 + dice.below(11)) / 100;
    let mut fields = crate::organisation::fields([
        (field::TYPE, json!(model.item_type)),
        (field::INVENTORY_NUMBER, json!(inventory_number)),
        (field::SERIAL_NUMBER, json!(serial(dice))),
        (field::MANUFACTURER, json!(model.manufacturer)),
        (field::MODEL, json!(model.model)),
        (field::PURCHASE_PRICE, json!(format!("{price}.00"))),
        (field::MANAGED, json!(true)),
    ]);
    if let Some(position) = model.category {
        let category = category_id(model.item_type, position);
        fields.insert(Field::new(field::CATEGORY), json!(category));
    }
    for (position, known) in model.attributes {
        let attribute = attribute_id(model.item_type, *position);
        fields.insert(field::attribute(attribute.into()), known.value());
    }
    Bought { model, fields }
}

/// A maker's number as they look: no letter that is mistaken for a digit.
fn serial(dice: &mut Dice) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPRSTVWXYZ";
    (0..8).map(|_| char::from(*dice.one(SIGNS))).collect()
}

/// A hardware address of a made-up maker: locally administered, so that it is nobody's.
pub(super) fn mac(dice: &mut Dice) -> String {
    let random = dice.bytes();
    let tail: Vec<_> = random[..5]
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    format!("02:{}", tail.join(":"))
}
