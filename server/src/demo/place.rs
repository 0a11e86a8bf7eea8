//! Where it is: three sites, their buildings, floors and rooms.

use serde_json::json;
use shared::id::{PersonId, PlaceId, TypeId};
use shared::model::starter::types;
use shared::model::{PlaceKind, field};
use shared::record::{Collection, RecordKey};
use shared::time::Millis;

use super::Told;
use super::dice::Dice;
use crate::organisation::{Deed, fields};

/// Where things stand.
pub(super) struct Rooms {
    /// Rooms in which people work.
    pub(super) offices: Vec<PlaceId>,
    /// Rooms in which things wait, and where machines hum.
    pub(super) stores: Vec<PlaceId>,
    /// Rooms of the garage.
    garage: Vec<PlaceId>,
}

impl Rooms {
    /// Where a thing of a type is put to use.
    pub(super) fn in_use(&self, of: TypeId) -> &[PlaceId] {
        match of {
            types::VEHICLE | types::EQUIPMENT => &self.garage,
            types::SERVER | types::NETWORK => &self.stores,
            _ => &self.offices,
        }
    }
}

const GARAGE: &str = "Garage municipal";

/// A building: its name, how many floors it has, and how many rooms a floor.
type Building = (&'static str, u32, u32);

const SITES: &[(&str, &[Building])] = &[
    (
        "Hôtel de ville",
        &[("Pavillon principal", 4, 8), ("Annexe Champlain", 3, 6)],
    ),
    (
        "Centre technique",
        &[(GARAGE, 2, 6), ("Bâtiment administratif", 3, 8)],
    ),
    (
        "Bibliothèque centrale",
        &[("Édifice Gabrielle-Roy", 3, 7), ("Dépôt légal", 1, 5)],
    ),
];

/// Tells how the places were drawn up.
pub(super) fn tell(
    dice: &mut Dice,
    administrator: PersonId,
    at: Millis,
    told: &mut Vec<Told>,
) -> Rooms {
    let mut rooms = Rooms {
        offices: Vec::new(),
        stores: Vec::new(),
        garage: Vec::new(),
    };
    let mut make = |name: &str, kind: PlaceKind, parent: Option<PlaceId>, order: u32| {
        let id = PlaceId::new(at, dice.bytes());
        let mut made = fields([
            (field::NAME, json!(name)),
            (field::KIND, json!(kind.word())),
            (field::ORDER, json!(order)),
        ]);
        if let Some(parent) = parent {
            made.extend(fields([(field::PARENT, json!(parent))]));
        }
        let key = RecordKey::new(Collection::Place, id);
        let deed = Deed::create(key, administrator, at, made);
        told.push(Told::new(dice, deed));
        id
    };
    for (order, (site, buildings)) in (0..).zip(SITES) {
        let site = make(site, PlaceKind::Site, None, order);
        for (order, (name_of_building, floors, count)) in (0..).zip(*buildings) {
            let building = make(name_of_building, PlaceKind::Building, Some(site), order);
            for floor_number in 0..*floors {
                let name = match floor_number {
                    0 => "Rez-de-chaussée".to_owned(),
                    number => format!("Étage {number}"),
                };
                let floor = make(&name, PlaceKind::Floor, Some(building), floor_number);
                for room in 1..=*count {
                    let number = (floor_number + 1) * 100 + room;
                    let is_store = room == *count;
                    let name = match room {
                        _ if is_store => format!("Réserve {number}"),
                        1 => format!("Salle de réunion {number}"),
                        _ => format!("Bureau {number}"),
                    };
                    let id = make(&name, PlaceKind::Room, Some(floor), room);
                    if *name_of_building == GARAGE {
                        rooms.garage.push(id);
                    } else if is_store {
                        rooms.stores.push(id);
                    } else {
                        rooms.offices.push(id);
                    }
                }
            }
        }
    }
    rooms
}
