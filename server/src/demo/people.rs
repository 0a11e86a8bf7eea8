//! Who works there.

use serde_json::json;
use shared::id::{MembershipId, PersonId, TeamId};
use shared::model::starter::team;
use shared::model::{Role, field};
use shared::record::{Collection, RecordKey};
use shared::time::Millis;

use super::Told;
use super::dice::Dice;
use crate::organisation::{Deed, fields};

/// The people by what they do in the stories.
pub(super) struct People {
    /// Technicians of the IT team: who scans, moves, creates.
    pub(super) technicians: Vec<PersonId>,
    /// Everybody: who uses things and answers for them.
    pub(super) all: Vec<PersonId>,
}

use Role::{Administrator, Manager, Reader, Technician};

const PEOPLE: &[(&str, TeamId, Role)] = &[
    ("Amélie Tremblay", team::IT, Administrator),
    ("Marc-André Gagnon", team::IT, Manager),
    ("Sophie Lefebvre", team::IT, Technician),
    ("Karim Benali", team::IT, Technician),
    ("Julie Nguyen", team::IT, Technician),
    ("David O’Brien", team::IT, Technician),
    ("Fatou Diallo", team::IT, Technician),
    ("Étienne Roy", team::IT, Reader),
    ("Nathalie Côté", team::HUMAN_RESOURCES, Administrator),
    ("Isabelle Fortin", team::HUMAN_RESOURCES, Technician),
    ("Thomas Weber", team::HUMAN_RESOURCES, Reader),
    ("Pierre Morin", team::FINANCE, Administrator),
    ("Chantal Bélanger", team::FINANCE, Technician),
    ("Maria Rossi", team::FINANCE, Reader),
    ("Luc Bouchard", team::LOGISTICS, Administrator),
    ("Samuel Pelletier", team::LOGISTICS, Technician),
    ("Aïcha Haddad", team::LOGISTICS, Technician),
    ("Daniel Girard", team::LOGISTICS, Reader),
    ("Sylvie Lavoie", team::MATERIAL_RESOURCES, Administrator),
    ("Olivier Gauthier", team::MATERIAL_RESOURCES, Technician),
    (
        "Jean-Philippe Ouellet",
        team::MATERIAL_RESOURCES,
        Technician,
    ),
    ("Catherine Dubois", team::MATERIAL_RESOURCES, Reader),
    ("Anne Cloutier", team::DOCUMENTS, Administrator),
    ("Mehdi Bernard", team::DOCUMENTS, Technician),
    ("Claire Martin", team::DOCUMENTS, Reader),
];

/// Tells how everybody came.
pub(super) fn tell(
    dice: &mut Dice,
    administrator: PersonId,
    at: Millis,
    told: &mut Vec<Told>,
) -> People {
    let mut people = People {
        technicians: Vec::new(),
        all: Vec::new(),
    };
    for (name, team, role) in PEOPLE {
        let person = PersonId::new(at, dice.bytes());
        let made = Deed::create(
            RecordKey::new(Collection::Person, person),
            administrator,
            at,
            fields([(field::NAME, json!(name))]),
        );
        told.push(Told::new(dice, made));
        let membership = Deed::create(
            RecordKey::new(Collection::Membership, MembershipId::new(at, dice.bytes())),
            administrator,
            at,
            fields([
                (field::PERSON, json!(person)),
                (field::TEAM, json!(team)),
                (field::ROLE, json!(role.word())),
            ]),
        );
        told.push(Told::new(dice, membership));
        people.all.push(person);
        if *team == team::IT && *role != Reader {
            people.technicians.push(person);
        }
    }
    people
}
